//! `handbook build`, killed two hundred times at moments spread over its run: what is in the output folder is whole, and the
//! next build makes it what a clean build makes.

#![cfg(unix)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::Folder;

/// How many builds are killed, all workers together.
const KILLS: usize = 200;
/// Each worker has a handbook of its own.
const WORKERS: usize = 4;
const PAGES: usize = 60;
const SITE: &str = "target/site";

type Tree = BTreeMap<String, Vec<u8>>;

/// The two contents and configurations that a handbook changes between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Old,
    New,
}

impl Content {
    fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }

    /// Writes the handbook: half of the pages differ, some are in one of the two only, one is a page in a folder and then
    /// a file in its place, and the title is on all of them.
    fn write(self, folder: &Folder, setting: &str) {
        fs::remove_dir_all(folder.join("content")).ok();
        let title = match self {
            Self::Old => "Old handbook",
            Self::New => "New handbook",
        };
        folder.write("handbook.yaml", format!("title: {title}\n{setting}"));
        folder.write(
            "content/_index.md",
            format!("---\ntitle: Home\n---\n\n{self:?}\n"),
        );
        for number in 0..PAGES {
            let is_here = match self {
                Self::Old => number % 10 != 3,
                Self::New => number % 10 != 7,
            };
            if is_here {
                let text = if number % 2 == 0 { "of both" } else { title };
                let page = format!(
                    "---\ntitle: Page {number}\n---\n\n{}\n",
                    format!("Text {text}. ").repeat(60)
                );
                folder.write(&format!("content/section-{}/page-{number}.md", number % 6), page);
            }
        }
        match self {
            Self::Old => folder.write("content/shape/deep.md", "---\ntitle: Deep\n---\n\nDeep.\n"),
            Self::New => folder.write("content/shape", "a file\n"),
        };
    }
}

/// One handbook, and what clean builds make of its two contents.
struct Worker {
    folder: Folder,
    setting: &'static str,
    old: Tree,
    new: Tree,
}

impl Worker {
    fn new(setting: &'static str) -> Self {
        let clean = |content: Content| {
            let folder = Folder::empty();
            content.write(&folder, setting);
            let run = folder.run(&["build"]);
            assert_eq!(run.code, Some(0), "{run:?}");
            folder.tree(SITE)
        };
        Self {
            folder: Folder::empty(),
            setting,
            old: clean(Content::Old),
            new: clean(Content::New),
        }
    }

    fn site(&self, content: Content) -> &Tree {
        match content {
            Content::Old => &self.old,
            Content::New => &self.new,
        }
    }

    /// Builds without being killed; the folder holds then what a clean build makes, and nothing else.
    #[track_caller]
    fn build(&self, content: Content, moment: &str) {
        content.write(&self.folder, self.setting);
        let run = self.folder.run(&["build"]);
        assert_eq!(run.code, Some(0), "{moment}: {run:?}");
        let there = self.folder.tree(SITE);
        let names = |tree: &Tree| tree.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&there), names(self.site(content)), "{moment}");
        for (path, bytes) in self.site(content) {
            assert!(
                there.get(path) == Some(bytes),
                "{moment}: {path} is not that of a clean build"
            );
        }
    }

    /// Every file is whole: that of the old site or that of the new one; and what both have is there.
    fn is_whole(&self, moment: &str) {
        let there = self.folder.tree(SITE);
        for (path, bytes) in &there {
            let is_ours = path.contains("/.handbook-new-") || path == "/.handbook-files";
            let is = |site: &Tree| site.get(path) == Some(bytes);
            assert!(
                is_ours || is(&self.old) || is(&self.new),
                "{moment}: {path} is torn"
            );
        }
        for path in self.old.keys().filter(|path| self.new.contains_key(*path)) {
            assert!(there.contains_key(path), "{moment}: {path} is missing");
        }
    }

    /// Starts a build of `content` and kills it; false when it had ended before.
    fn kill(&self, content: Content, when: Moment) -> bool {
        content.write(&self.folder, self.setting);
        let mut command = self.folder.command();
        command
            .arg("build")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut build = command.spawn().expect("the command can be started");
        match when {
            Moment::AfterStart(wait) => thread::sleep(wait),
            Moment::AfterStaging(wait) => {
                self.wait_for_staging(&mut build);
                thread::sleep(wait);
            }
        }
        build.kill().expect("it can be killed");
        let status = build.wait().expect("it ends");
        status.code().is_none()
    }

    /// Until the first file is staged, or the build has ended.
    fn wait_for_staging(&self, build: &mut Child) {
        let is_staged = || {
            let entries = fs::read_dir(self.folder.join(SITE))
                .into_iter()
                .flatten()
                .flatten();
            entries
                .into_iter()
                .any(|entry| entry.file_name().to_string_lossy().starts_with(".handbook-new-"))
        };
        while !is_staged() && build.try_wait().expect("it can be asked").is_none() {
            thread::yield_now();
        }
    }

    /// Kills builds until so many were killed before they ended.
    fn kills(&self, count: usize) {
        self.build(Content::Old, "the first build");
        let started = Instant::now();
        self.build(Content::New, "a change");
        // Both follow the machine: longer while builds are killed, shorter while they end before.
        let mut run = started.elapsed();
        let mut writing = run / 8;
        let mut content = Content::New;
        let mut killed = 0;
        for turn in 0..count * 4 {
            if killed == count {
                break;
            }
            content = content.other();
            let part = f64::from(u32::try_from(turn % 23).unwrap_or_default() + 1) / 23.0;
            let (when, length) = match turn % 2 {
                0 => (Moment::AfterStart(run.mul_f64(part)), &mut run),
                _ => (Moment::AfterStaging(writing.mul_f64(part)), &mut writing),
            };
            let was_killed = self.kill(content, when);
            *length = length.mul_f64(if was_killed { 1.03 } else { 0.85 });
            killed += usize::from(was_killed);
            let moment = format!("turn {turn}, {content:?}, {when:?}, {}", self.setting);
            self.is_whole(&moment);
            // The next build is of the same content, or of the one before.
            if turn % 3 == 0 {
                content = content.other();
            }
            self.build(content, &moment);
        }
        assert_eq!(killed, count, "too many builds ended before they could be killed");
    }
}

/// When a build is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    AfterStart(Duration),
    AfterStaging(Duration),
}

#[test]
fn a_build_killed_at_any_moment_leaves_whole_files_and_the_next_one_is_right() {
    thread::scope(|scope| {
        for worker in 0..WORKERS {
            let setting = match worker % 2 {
                0 => "",
                _ => "precompress: true\n",
            };
            scope.spawn(move || Worker::new(setting).kills(KILLS / WORKERS));
        }
    });
}
