//! What is wrong in a handbook or in the machine: each mistake has a place and a remedy, and the last good site stays.

mod support;

use std::{collections::BTreeMap, fs};

use support::{Folder, Run};

/// A handbook that was built once, and the site as it was then.
struct Built {
    folder: Folder,
    site: BTreeMap<String, Vec<u8>>,
}

impl Built {
    fn starter() -> Self {
        let folder = Folder::starter();
        let build = folder.run(&["build"]);
        assert_eq!(build.code, Some(0), "{build:?}");
        let site = folder.tree("target/site");
        assert!(site.len() > 8, "{:?}", site.keys());
        Self { folder, site }
    }

    /// Builds, and checks that it fails in these words, with a remedy, and leaves the site as it was.
    #[track_caller]
    fn fails(&self, code: i32, parts: &[&str]) {
        self.folder
            .run(&["build"])
            .fails(code, &[parts, &["help: "]].concat());
        self.is_untouched();
    }

    #[track_caller]
    fn is_untouched(&self) {
        let site = self.folder.tree("target/site");
        assert_eq!(
            site.keys().collect::<Vec<_>>(),
            self.site.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &self.site {
            assert_eq!(site.get(name), Some(bytes), "{name} has changed");
        }
    }
}

#[test]
fn broken_front_matter() {
    let built = Built::starter();
    built
        .folder
        .write("content/bad.md", "---\ntitle: [Bad\nowner: \"x\n---\n\nText.\n");
    built.fails(1, &["--> content/bad.md:"]);
}

#[test]
fn an_unclosed_shortcode() {
    let built = Built::starter();
    built.folder.write(
        "content/bad.md",
        "---\ntitle: Bad\n---\n\nAbove {{< policy \"deck.threshold\" text.\n",
    );
    built.fails(1, &["--> content/bad.md:5:"]);
}

#[test]
fn an_unclosed_paired_shortcode() {
    let built = Built::starter();
    built.folder.write(
        "content/bad.md",
        "---\ntitle: Bad\n---\n\n{{< details title=\"x\" >}}\n\nText.\n",
    );
    built.fails(1, &["--> content/bad.md:5:"]);
}

#[test]
fn a_link_to_nowhere() {
    let built = Built::starter();
    built.folder.write(
        "content/bad.md",
        "---\ntitle: Bad\n---\n\nSee [there](/onboarding/frist-week/).\n",
    );
    let build = built.folder.run(&["build", "--deny-warnings"]);
    build.fails(1, &["--> content/bad.md:5:", "/onboarding/first-week/", "help: "]);
    built.is_untouched();
}

#[test]
fn an_alias_that_collides() {
    let built = Built::starter();
    built.folder.write(
        "content/bad.md",
        "---\ntitle: Bad\naliases: [/onboarding/]\n---\n\nText.\n",
    );
    built.fails(1, &["--> content/bad.md:3:", "/onboarding/"]);
    built.folder.write(
        "content/bad.md",
        "---\ntitle: Bad\naliases: [/old/]\n---\n\nText.\n",
    );
    built.folder.write(
        "content/worse.md",
        "---\ntitle: Worse\naliases: [/old/]\n---\n\nText.\n",
    );
    built.fails(1, &["/old/"]);
}

#[test]
fn a_template_with_a_mistake() {
    for mistake in [
        "{% if page.title %}never closed",
        "{{ page.title | nonsense }}",
        "{{ page.nothing.at.all }}",
    ] {
        let built = Built::starter();
        built.folder.write("themes/handbook/templates/404.html", mistake);
        built.fails(1, &["themes/handbook/templates/404.html"]);
    }
}

#[test]
fn invalid_utf_8() {
    let built = Built::starter();
    built
        .folder
        .write("content/bad.md", b"---\ntitle: Bad\n---\n\ncaf\xe9\n");
    built.fails(1, &["content/bad.md", "UTF-8"]);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links() {
    let built = Built::starter();
    std::os::unix::fs::symlink("..", built.folder.join("content/onboarding/loop"))
        .expect("a link can be made");
    built.fails(1, &["content/onboarding/loop"]);
}

#[test]
fn an_empty_folder() {
    let folder = Folder::empty();
    for command in ["build", "check", "serve"] {
        folder
            .run(&[command])
            .fails(2, &["there is no handbook", "handbook init"]);
    }
    assert!(folder.tree("").is_empty());
}

#[test]
fn a_handbook_without_pages() {
    let folder = Folder::empty();
    folder.write("handbook.yaml", "title: Empty\n");
    folder.run(&["build"]).fails(1, &["content", "help: "]);
    assert!(!folder.join("target").exists());
}

#[test]
fn a_missing_theme() {
    let built = Built::starter();
    let settings = built
        .folder
        .read("handbook.yaml")
        .replace("theme: handbook", "theme: hanbdook");
    built.folder.write("handbook.yaml", settings);
    built.fails(1, &["--> handbook.yaml:", "hanbdook", "did you mean `handbook`?"]);
}

#[test]
fn an_unknown_setting() {
    let built = Built::starter();
    let settings = built.folder.read("handbook.yaml").replace("title:", "titel:");
    built.folder.write("handbook.yaml", settings);
    let check = built.folder.run(&["check"]);
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(
        check.output.contains("--> handbook.yaml:4:") && check.output.contains("did you mean `title`?"),
        "{check:?}"
    );
}

#[test]
fn all_findings_of_all_pages_come_in_one_run() {
    let built = Built::starter();
    built.folder.write("content/a.md", "---\ntitle: [A\n---\n");
    built.folder.write(
        "content/b.md",
        "---\ntitle: B\n---\n\n[x](/nowhere/) and [y](/onboarding/#nothing)\n",
    );
    built.folder.write("content/c.md", b"\xff\xfe");
    built.folder.write(
        "content/d.md",
        "---\ntitle: D\n---\n\n{{< nonsense >}}\n\n![](missing.png)\n",
    );
    let values = built
        .folder
        .read("content/policy/deals.yaml")
        .replace("$10,000", "$1");
    built.folder.write("content/policy/deals.yaml", values);
    let places = [
        "content/a.md:",
        "content/b.md:5:1",
        "content/b.md:5:",
        "content/c.md",
        "content/d.md:5:",
        "content/d.md:7:",
    ];
    built.fails(1, &[&places[..], &["content/policy/deals.yaml:"]].concat());
    let codes = built.folder.run(&["check", "--format", "json"]).json();
    assert!(
        codes.as_sequence().is_some_and(|findings| findings.len() >= 7),
        "{codes:?}"
    );
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let folder = Folder::starter();
    folder.write("file", "in the way");
    for output in ["file", "file/site"] {
        folder
            .run(&["build", "--output", output])
            .fails(2, &["file", "help: "]);
    }
    assert_eq!(folder.read("file"), "in the way");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_output_folder() {
    // Even the superuser may not write here.
    Folder::starter()
        .run(&["build", "--output", "/proc/handbook-site"])
        .fails(2, &["/proc/handbook-site", "help: "]);
}

#[cfg(unix)]
#[test]
fn an_output_folder_without_permission_to_write() {
    use std::os::unix::fs::PermissionsExt;

    let built = Built::starter();
    let site = built.folder.join("target/site");
    built.folder.write(
        "content/onboarding/first-week.md",
        "---\ntitle: Another week\n---\n\nText.\n",
    );
    for folder in [site.clone(), site.join("onboarding/first-week")] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("permissions can be set");
    }
    let is_refused = fs::write(site.join("probe"), "").is_err();
    let _ = fs::remove_file(site.join("probe"));
    let run = built.folder.run(&["build"]);
    for folder in [site.clone(), site.join("onboarding/first-week")] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
    }
    if is_refused {
        run.fails(2, &["target/site", "help: "]);
        built.is_untouched();
    } else {
        // The superuser is not held up by permissions; the test above covers that case.
        assert_eq!(run.code, Some(0), "{run:?}");
    }
}

/// A disk that is full, as far as this process can tell: no file may grow beyond `blocks` KiB.
#[cfg(unix)]
fn build_on_a_full_disk(folder: &Folder, blocks: usize) -> Run {
    let binary = env!("CARGO_BIN_EXE_handbook");
    let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec '{binary}' build");
    let mut command = std::process::Command::new("bash");
    Run::of(
        command
            .args(["-c", &script])
            .current_dir(folder.path())
            .output()
            .expect("bash can be started"),
    )
}

#[cfg(unix)]
#[test]
fn a_full_disk() {
    let built = Built::starter();
    let text = format!(
        "---\ntitle: Another week\n---\n\n{}\n",
        "More text. ".repeat(9_000)
    );
    built.folder.write("content/onboarding/first-week.md", text);
    for blocks in [0, 1, 16, 64] {
        build_on_a_full_disk(&built.folder, blocks).fails(2, &["target/site", "help: "]);
        built.is_untouched();
    }
    let build = built.folder.run(&["build"]);
    assert_eq!(build.code, Some(0), "{build:?}");
    assert!(
        built
            .folder
            .read("target/site/onboarding/first-week/index.html")
            .contains("More text.")
    );
}

/// Runs `script` where `target/site` of the folder is a disk of its own, with the site that was built there before.
/// `$HANDBOOK` is the command. Nothing where this machine lets no process have disks of its own.
#[cfg(target_os = "linux")]
fn on_a_disk_of_its_own(folder: &Folder, script: &str) -> Option<Run> {
    let script = format!(
        "set -e; mkdir -p target/site; mount -t tmpfs -o size=1m tmpfs target/site; \"$HANDBOOK\" build >&2; {script}"
    );
    let may_mount = |flag: &str| {
        let mut probe = std::process::Command::new("unshare");
        let probe = probe
            .args([flag, "sh", "-c", "mount -t tmpfs tmpfs /mnt"])
            .output();
        probe.is_ok_and(|probe| probe.status.success())
    };
    let flag = ["-m", "-rm"].into_iter().find(|flag| may_mount(flag))?;
    let mut command = std::process::Command::new("unshare");
    command
        .args([flag, "bash", "-c", &script])
        .env("HANDBOOK", env!("CARGO_BIN_EXE_handbook"))
        .current_dir(folder.path());
    Some(Run::of(command.output().expect("unshare can be started")))
}

/// A site that was built, a page that grew since, and what happens to the site on a disk that takes no more: the sum of
/// all files before and after is told on standard output.
#[cfg(target_os = "linux")]
fn disk_that_takes_no_more(spoil: &str) {
    const SUM: &str = "find target/site -type f ! -name .filler -exec sha256sum {} + | sort | sha256sum";
    let folder = Folder::starter();
    let grown = format!(
        "before=$({SUM}); printf '%s\\n' '---' 'title: Another week' '---' '' > content/onboarding/first-week.md; \
         head -c 40000 /dev/zero | tr '\\0' 'x' >> content/onboarding/first-week.md; \
         {spoil}; code=0; \"$HANDBOOK\" build || code=$?; after=$({SUM}); \
         test \"$before\" = \"$after\" && echo untouched; exit $code"
    );
    // Machines that give no process a disk of its own have the tests above, with permissions and limits.
    if let Some(run) = on_a_disk_of_its_own(&folder, &grown) {
        run.fails(2, &["target/site", "help: "]);
        assert_eq!(run.output, "untouched\n", "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_keeps_the_last_site() {
    disk_that_takes_no_more("cat /dev/zero > target/site/.filler || true");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_mounted_read_only_keeps_the_last_site() {
    disk_that_takes_no_more("mount -o remount,ro target/site");
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_on_a_full_disk() {
    let folder = Folder::starter();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("there is a full device");
    let run = Run::of(
        folder
            .command()
            .arg("check")
            .stdout(full)
            .output()
            .expect("it starts"),
    );
    run.fails(2, &["standard output"]);
}

#[test]
fn a_build_after_one_that_was_refused_the_folder_has_the_whole_site() {
    let built = Built::starter();
    let page = "content/policy/leave.md";
    let text = built.folder.read(page);
    built.folder.write(page, format!("{text}\nOne sentence more.\n"));
    built.folder.write("target/site/mine.txt", "mine");
    built
        .folder
        .run(&["build"])
        .fails(2, &["did not write", "mine.txt", "help: "]);
    fs::remove_file(built.folder.join("target/site/mine.txt")).expect("it is there");
    let again = built.folder.run(&["build"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let fresh = built
        .folder
        .run(&["build", "--fresh", "--output", "target/fresh"]);
    assert_eq!(fresh.code, Some(0), "{fresh:?}");
    assert!(built.folder.tree("target/site") == built.folder.tree("target/fresh"));
    // And once more, when nothing is left to do.
    built.folder.run(&["build"]);
    assert!(built.folder.tree("target/site") == built.folder.tree("target/fresh"));
}
