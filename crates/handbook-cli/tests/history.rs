//! What git knows of a handbook: days and authors on pages, the changelog, the feeds, and what becomes of them in odd repositories.

// Programs in place of git are scripts.
#![cfg(unix)]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::{Folder, Run};
use tests::server::{Server, change};

const SETTINGS: &str =
    "title: Small & Co\nbase_url: https://handbook.example.com/x/\nauthors: true\nsearch: false\n";

/// Runs git in a folder, as somebody at a time.
fn git_by(folder: &Path, who: &str, time: &str, words: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false"])
        .args(words);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), who)
            .env(format!("GIT_{role}_EMAIL"), "nobody@example.com")
            .env(format!("GIT_{role}_DATE"), time);
    }
    let run = command.stdin(Stdio::null()).output().expect("git runs");
    assert!(
        run.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
}

fn commit(folder: &Folder, who: &str, time: &str, subject: &str) {
    git_by(folder.path(), who, time, &["add", "--all"]);
    git_by(
        folder.path(),
        who,
        time,
        &["commit", "--quiet", "--allow-empty-message", "-m", subject],
    );
}

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n{text}\n")
}

/// A handbook in a repository: `a/` and `a/one/` of Jane, then `a/two/` of Ola, in another week.
fn repository() -> Folder {
    let folder = Folder::empty();
    git_by(
        folder.path(),
        "Jane Doe",
        "2026-09-30T09:00:00Z",
        &["init", "--quiet"],
    );
    folder
        .write("handbook.yaml", SETTINGS)
        .write(".gitignore", "target\n")
        .write("content/_index.md", page("Home", "Hello."))
        .write("content/a/_index.md", page("Section A", "Hello."))
        .write("content/a/one.md", page("One", "Hello."));
    commit(
        &folder,
        "Jane Doe",
        "2026-10-01T23:30:00-07:00",
        "Begin <the> handbook",
    );
    folder.write("content/a/two.md", page("Two & more", "Hello."));
    commit(&folder, "Ola Nordmann", "2026-10-12T10:00:00Z", "Two comes along");
    folder
}

fn build(folder: &Folder) -> Run {
    folder.run(&["build", "--as-of", "2026-11-01"])
}

#[track_caller]
fn builds(folder: &Folder) -> Run {
    let run = build(folder);
    assert_eq!(run.code, Some(0), "{run:?}");
    run
}

fn changed(html: &str) -> Option<(&str, &str)> {
    let (_, rest) = html.split_once("<dt>Last changed</dt><dd><time datetime=\"")?;
    let (day, rest) = rest.split_once('"')?;
    let (_, by) = rest.split_once("</time>")?;
    Some((day, by.split_once("</dd>")?.0))
}

/// The page of the site at a path, and what it says of its last change.
#[track_caller]
fn says(folder: &Folder, path: &str, day: &str, by: &str) {
    let html = folder.read(&format!("target/site/{path}index.html"));
    assert_eq!(changed(&html), Some((day, by)), "{path}");
}

#[test]
fn pages_say_when_they_changed_last_and_by_whom() {
    let folder = repository();
    let run = builds(&folder);
    assert_eq!(run.errors, "");
    // By universal time, though it was the evening before in California.
    says(&folder, "a/one/", "2026-10-02", " by Jane Doe");
    says(&folder, "a/two/", "2026-10-12", " by Ola Nordmann");
    folder.write("content/a/one.md", page("One", "Not committed."));
    builds(&folder);
    says(&folder, "a/one/", "2026-10-02", " by Jane Doe");
    folder.write("handbook.yaml", SETTINGS.replace("authors: true\n", ""));
    builds(&folder);
    says(&folder, "a/two/", "2026-10-12", "");
    assert!(!folder.read("target/site/changelog/index.html").contains("Ola"));
    assert!(!folder.read("target/site/feed.xml").contains("Ola"));
    folder.write("handbook.yaml", format!("{SETTINGS}history: false\n"));
    builds(&folder);
    let page = folder.read("target/site/a/two/index.html");
    assert!(changed(&page).is_none() && !page.contains("changelog/"), "{page}");
    assert!(!folder.join("target/site/changelog").exists() && !folder.join("target/site/feed.xml").exists());
}

#[test]
fn a_new_commit_renders_only_its_pages() {
    let folder = repository();
    builds(&folder);
    let again = builds(&folder);
    assert!(again.output.contains(": 0 files written"), "{again:?}");
    folder.write("content/a/one.md", page("One", "Hello again."));
    commit(&folder, "Ola Nordmann", "2026-10-20T10:00:00Z", "One says more");
    let run = builds(&folder);
    // The page, the changelog, the feeds of the home page and of the section, and the list of files.
    says(&folder, "a/one/", "2026-10-20", " by Ola Nordmann");
    assert!(run.output.contains(": 4 files written"), "{run:?}");
    let whole = folder.tree("target/site");
    let run = folder.run(&[
        "build",
        "--as-of",
        "2026-11-01",
        "--fresh",
        "--output",
        "target/fresh",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        whole == folder.tree("target/fresh"),
        "the same as a build that knows nothing"
    );
    // A commit without a change of the text, such as one that takes back another.
    git_by(
        folder.path(),
        "Jane Doe",
        "2026-10-21T10:00:00Z",
        &["commit", "--amend", "--quiet", "--reset-author", "-m", "x"],
    );
    builds(&folder);
    says(&folder, "a/one/", "2026-10-21", " by Jane Doe");
    let run = folder.run(&[
        "build",
        "--as-of",
        "2026-11-01",
        "--fresh",
        "--output",
        "target/fresh",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        folder.tree("target/site") == folder.tree("target/fresh"),
        "the same after another end"
    );
}

#[test]
fn merged_branches_give_the_same_site_however_they_come() {
    let folder = repository();
    let git = |who: &str, time: &str, words: &[&str]| git_by(folder.path(), who, time, words);
    git(
        "Jane Doe",
        "2026-10-12T11:00:00Z",
        &["checkout", "--quiet", "-b", "side"],
    );
    folder.write("content/a/one.md", page("One", "On a side branch."));
    commit(&folder, "Jane Doe", "2026-10-13T10:00:00Z", "Aside");
    git(
        "Jane Doe",
        "2026-10-14T10:00:00Z",
        &["checkout", "--quiet", "main"],
    );
    folder.write("content/a/two.md", page("Two & more", "Later."));
    commit(&folder, "Ola Nordmann", "2026-10-15T10:00:00Z", "Later");
    builds(&folder);
    git(
        "Ola Nordmann",
        "2026-10-16T10:00:00Z",
        &["merge", "--quiet", "--no-edit", "side"],
    );
    builds(&folder);
    says(&folder, "a/one/", "2026-10-13", " by Jane Doe");
    says(&folder, "a/two/", "2026-10-15", " by Ola Nordmann");
    let run = folder.run(&[
        "build",
        "--as-of",
        "2026-11-01",
        "--fresh",
        "--output",
        "target/fresh",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(folder.tree("target/site") == folder.tree("target/fresh"));
}

#[test]
fn the_changelog_tells_the_changes_by_week() {
    let folder = repository();
    let value = "a.b:\n  title: A\n  unit: text\n  source: { title: One, href: /a/one/ }\n  from:\n    2020-02-01: Five\n";
    folder.write("content/policy/rules.yaml", value);
    for number in 0..9 {
        folder.write(
            &format!("content/b/{number}.md"),
            page(&format!("B{number}"), "Hello."),
        );
    }
    commit(&folder, "Jane Doe", "2026-10-18T10:00:00Z", "Ten at once");
    fs::remove_file(folder.join("content/b/0.md")).expect("it is there");
    folder.write(
        "content/picture.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    );
    commit(&folder, "Jane Doe", "2026-10-19T10:00:00Z", "");
    builds(&folder);
    let html = folder.read("target/site/changelog/index.html");
    let weeks: Vec<&str> = html
        .split("<section class=\"changes\" aria-labelledby=\"week:")
        .skip(1)
        .map(|week| &week[..10])
        .collect();
    assert_eq!(weeks, ["2026-10-19", "2026-10-12", "2026-09-28"]);
    for part in [
        "Begin &lt;the&gt; handbook",
        "A change without a description",
        "<a href=\"/x/a/two/\">Two &amp; more</a>",
        "by Ola Nordmann",
        "<a href=\"/x/feed.xml\">",
    ] {
        assert!(html.contains(part), "no {part} in {html}");
    }
    assert!(!html.contains("href=\"/x/b/0/\""), "it is gone");
    assert!(
        html.contains("<li><a href=\"/x/policy/\">Policy values</a></li>"),
        "{html}"
    );
    let home = folder.read("target/site/index.html");
    assert!(home.contains("<a href=\"/x/changelog/\">Changes</a>"), "{home}");
}

#[test]
fn a_change_of_many_pages_names_eight() {
    let folder = repository();
    for number in 0..12 {
        folder.write(
            &format!("content/b/{number:02}.md"),
            page(&format!("B{number:02}"), "Hello."),
        );
    }
    commit(&folder, "Jane Doe", "2026-10-18T10:00:00Z", "Twelve at once");
    builds(&folder);
    let html = folder.read("target/site/changelog/index.html");
    assert!(
        html.contains(">B07</a></li>\n<li>and 4 more</li>") && !html.contains(">B08<"),
        "{html}"
    );
}

#[test]
fn an_own_page_at_the_address_of_the_changelog_stays() {
    let folder = repository();
    folder.write("content/changelog.md", page("Our news", "Hello."));
    folder.write("content/a/feed.xml", "<mine/>");
    commit(&folder, "Jane Doe", "2026-10-18T10:00:00Z", "News");
    builds(&folder);
    assert!(
        folder
            .read("target/site/changelog/index.html")
            .contains("Our news")
    );
    assert_eq!(folder.read("target/site/a/feed.xml"), "<mine/>");
    assert!(
        !folder
            .read("target/site/a/index.html")
            .contains("application/atom+xml")
    );
    assert!(!folder.read("target/site/index.html").contains(">Changes</a>"));
}

/// The elements of an XML text with their depths and texts; fails where the text is not well-formed.
fn elements(xml: &str) -> Vec<(usize, String, String)> {
    let mut open: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    let (_, mut rest) = xml.split_once("?>").expect("a declaration");
    while let Some((text, tag)) = rest.split_once('<') {
        if let Some((_, known)) = open.last_mut() {
            known.push_str(text);
        } else {
            assert_eq!(text.trim(), "");
        }
        let (tag, after) = tag.split_once('>').expect("a tag ends");
        rest = after;
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap_or_default()
            .to_owned();
        if tag.starts_with('/') {
            let (opened, text) = open.pop().expect("it was opened");
            assert_eq!(opened, name);
            found.push((open.len(), name, text.trim().to_owned()));
        } else if tag.ends_with('/') {
            found.push((open.len(), name, tag.to_owned()));
        } else {
            open.push((name, String::new()));
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest:?}");
    assert!(!xml.contains("& "), "an ampersand stands alone");
    found
}

#[test]
fn sections_have_feeds_that_readers_understand() {
    let folder = repository();
    let subject = "Odd \u{1b}[31m<script> & \u{202e}\u{1}\"things\"";
    folder.write("content/a/あ い.md", page("あ <b>", "Hello."));
    commit(&folder, "Ev\u{1}il <x>\t& Co", "2026-10-20T10:00:00Z", subject);
    builds(&folder);
    let xml = folder.read("target/site/a/feed.xml");
    let found = elements(&xml);
    let all = |depth: usize, name: &str| -> Vec<&str> {
        let found = found
            .iter()
            .filter(|(level, known, _)| *level == depth && known == name);
        found.map(|(.., text)| text.as_str()).collect()
    };
    assert_eq!(all(1, "id"), ["https://handbook.example.com/x/a/"]);
    assert_eq!(all(1, "title"), ["Section A · Small &amp; Co"]);
    assert_eq!(all(1, "updated"), ["2026-10-20T10:00:00Z"]);
    assert_eq!(all(2, "name"), ["Small &amp; Co"]);
    assert_eq!(all(2, "updated").len(), 4);
    assert_eq!(all(2, "title")[..2], ["あ &lt;b&gt;", "Two &amp; more"]);
    assert_eq!(
        all(2, "summary")[0],
        "Odd [31m&lt;script&gt; &amp; &quot;things&quot;"
    );
    assert_eq!(all(3, "name").len(), 4);
    let mut ids = all(2, "id");
    assert!(
        ids[0].starts_with("https://handbook.example.com/x/a/%E3%81%82%20%E3%81%84/?changed="),
        "{ids:?}"
    );
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert!(xml.contains(
        "rel=\"self\" type=\"application/atom+xml\" href=\"https://handbook.example.com/x/a/feed.xml\""
    ));
    assert_eq!(
        elements(&folder.read("target/site/feed.xml"))
            .iter()
            .filter(|(_, name, _)| name == "entry")
            .count(),
        5
    );
    let section = folder.read("target/site/a/index.html");
    assert!(section.contains(
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Section A\" href=\"/x/a/feed.xml\">"
    ));
    assert!(!folder.read("target/site/a/two/index.html").contains("feed.xml"));
    assert!(!folder.join("target/site/a/two/feed.xml").exists());
    says(&folder, "a/あ い/", "2026-10-20", " by Evil x&amp; Co");
    folder.write("handbook.yaml", "title: Without a host\n");
    builds(&folder);
    assert!(
        !folder.join("target/site/feed.xml").exists()
            && folder.join("target/site/changelog/index.html").exists()
    );
}

#[test]
fn a_handbook_in_a_folder_of_the_repository_has_its_history() {
    let outer = Folder::empty();
    git_by(
        outer.path(),
        "Jane Doe",
        "2026-10-01T09:00:00Z",
        &["init", "--quiet"],
    );
    outer
        .write("docs/book/handbook.yaml", SETTINGS)
        .write("docs/book/content/_index.md", page("Home", "Hello."))
        .write("content/_index.md", "not this one");
    commit(&outer, "Jane Doe", "2026-10-02T09:00:00Z", "Begin");
    outer.write("content/_index.md", "nor this change");
    commit(&outer, "Ola Nordmann", "2026-10-03T09:00:00Z", "Elsewhere");
    let run = outer.run(&["build", "--source", "docs/book", "--output", "site"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""), "{run:?}");
    assert_eq!(
        changed(&outer.read("site/index.html")),
        Some(("2026-10-02", " by Jane Doe"))
    );
    assert!(!outer.read("site/changelog/index.html").contains("Elsewhere"));
}

#[test]
fn without_a_history_pages_say_nothing_of_it() {
    let folder = repository();
    let clone = Folder::empty();
    let from = format!("file://{}", folder.path().display());
    git_by(
        clone.path(),
        "Jane Doe",
        "2026-10-20T09:00:00Z",
        &["clone", "--quiet", "--depth", "1", &from, "."],
    );
    let run = builds(&clone);
    assert!(
        run.errors
            .starts_with("pages do not say when they last changed: the clone is shallow"),
        "{run:?}"
    );
    assert_eq!(run.errors.lines().count(), 1);
    assert!(changed(&clone.read("target/site/a/one/index.html")).is_none());
    assert!(!clone.join("target/site/changelog").exists());
    assert!(!clone.read("target/site/index.html").contains("changelog"));
    git_by(
        clone.path(),
        "Jane Doe",
        "2026-10-20T09:00:00Z",
        &["fetch", "--quiet", "--unshallow"],
    );
    assert_eq!(builds(&clone).errors, "");
    says(&clone, "a/one/", "2026-10-02", " by Jane Doe");

    let plain = Folder::empty();
    plain
        .write("handbook.yaml", SETTINGS)
        .write("content/_index.md", page("Home", "Hello."));
    assert_eq!(builds(&plain).errors, "");
    assert!(changed(&plain.read("target/site/index.html")).is_none());
    git_by(
        plain.path(),
        "Jane Doe",
        "2026-10-20T09:00:00Z",
        &["init", "--quiet"],
    );
    assert_eq!(builds(&plain).errors, "", "there is no commit yet");
    commit(&plain, "Jane Doe", "2026-10-20T09:00:00Z", "The first");
    builds(&plain);
    says(&plain, "", "2026-10-20", " by Jane Doe");
    assert!(plain.read("target/site/index.html").contains(">Changes</a>"));
}

/// A build with another program in place of git, or none.
fn build_with(folder: &Folder, script: Option<&str>) -> Run {
    let programs = Folder::empty();
    if let Some(script) = script {
        programs.write("git", format!("#!/bin/sh\n{script}\n"));
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(programs.join("git"), mode).expect("it can be made a program");
    }
    let mut command = folder.command();
    command
        .args(["build", "--fresh", "--as-of", "2026-11-01"])
        .env("PATH", programs.path());
    Run::of(command.stdin(Stdio::null()).output().expect("it runs"))
}

#[test]
fn no_git_and_a_strange_one_are_told_in_a_line() {
    let folder = repository();
    let head = "/bin/true; case \"$*\" in *rev-parse*) echo false; echo 1234567890123456789012345678901234567890;; *)";
    for (script, word) in [
        (None, "the program `git` is not installed"),
        (
            Some("echo 'fatal: detected dubious ownership' >&2; exit 128"),
            "dubious ownership",
        ),
        (Some("echo rubbish"), "cannot be understood"),
        (
            Some(&*format!("{head} echo rubbish;; esac")),
            "cannot be understood",
        ),
        (
            Some(&*format!("{head} printf '\\0\\0\\0\\n\\0x';; esac")),
            "cannot be understood",
        ),
        (
            Some(&*format!("{head} echo 'fatal: bad object' >&2; exit 128;; esac")),
            "git does not tell: bad object",
        ),
        (Some("exec 2>&1; while :; do echo rubbish; done"), ""),
    ] {
        let run = build_with(&folder, script);
        assert_eq!(run.code, Some(0), "{script:?}: {run:?}");
        assert!(
            run.errors
                .starts_with("pages do not say when they last changed: "),
            "{script:?}: {run:?}"
        );
        assert!(
            run.errors.contains(word) && run.errors.lines().count() == 1,
            "{script:?}: {run:?}"
        );
        assert!(changed(&folder.read("target/site/a/one/index.html")).is_none());
    }
}

#[test]
fn a_git_that_hangs_is_not_waited_for() {
    let folder = repository();
    let started = Instant::now();
    // What it leaves behind holds its output open.
    let run = build_with(&folder, Some("/bin/sleep 40 & /bin/sleep 40"));
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.errors.contains("git did not answer in time and was ended"),
        "{run:?}"
    );
}

#[test]
fn what_a_shell_says_of_other_repositories_does_not_count() {
    let (folder, other) = (repository(), repository());
    other.write("content/a/one.md", page("One", "Other."));
    commit(&other, "Mallory", "2026-12-01T10:00:00Z", "Elsewhere");
    git_by(
        folder.path(),
        "x",
        "2026-10-20T09:00:00Z",
        &["config", "log.showSignature", "true"],
    );
    git_by(
        folder.path(),
        "x",
        "2026-10-20T09:00:00Z",
        &["config", "log.showRoot", "false"],
    );
    git_by(
        folder.path(),
        "x",
        "2026-10-20T09:00:00Z",
        &["config", "color.ui", "always"],
    );
    git_by(
        folder.path(),
        "x",
        "2026-10-20T09:00:00Z",
        &["config", "core.pager", "false"],
    );
    let mut command = folder.command();
    command
        .args(["build", "--as-of", "2026-11-01"])
        .env("GIT_DIR", other.join(".git"));
    let run = Run::of(command.output().expect("it runs"));
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""), "{run:?}");
    says(&folder, "a/one/", "2026-10-02", " by Jane Doe");
}

#[test]
fn a_server_follows_the_commits() {
    let folder = repository();
    let server = Server::start(folder.command());
    let get = |path: &str| server.get(path).body;
    let comes = |path: &str, day: &str, by: &str| {
        let since = Instant::now();
        // The first page may come before the history does.
        while changed(&get(path)) != Some((day, by)) {
            assert!(since.elapsed() < Duration::from_secs(30), "{}", get(path));
            thread::sleep(Duration::from_millis(20));
        }
    };
    comes("/a/one/", "2026-10-02", " by Jane Doe");
    assert!(get("/changelog/").contains("Two comes along"));
    assert!(get("/a/feed.xml").contains("<summary>Two comes along</summary>"));
    let mut events = server.events_on("/a/one/");
    let state = events.next_state();
    folder.write("content/a/one.md", page("One", "Hello again."));
    while change(&events.next_state()) <= change(&state) {}
    assert_eq!(changed(&get("/a/one/")), Some(("2026-10-02", " by Jane Doe")));
    commit(&folder, "Ola Nordmann", "2026-10-20T10:00:00Z", "One says more");
    comes("/a/one/", "2026-10-20", " by Ola Nordmann");
    assert!(get("/changelog/").contains("One says more"));
    assert_eq!(changed(&get("/a/two/")), Some(("2026-10-12", " by Ola Nordmann")));
    folder.write("handbook.yaml", format!("{SETTINGS}history: false\n"));
    while changed(&get("/a/two/")).is_some() {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.get("/changelog/").status, 404);
}

#[test]
fn owners_are_shown_with_their_contact() {
    let folder = Folder::empty();
    let owned = |owner: &str| format!("---\ntitle: {owner}\nowner: {owner}\n---\nHello.\n");
    folder
        .write("handbook.yaml", "title: Small\n")
        .write("content/_index.md", owned("Deal Desk"))
        .write("content/b.md", owned("People"))
        .write("content/c.md", owned("Pricing"))
        .write("content/d.md", owned("Legal"));
    assert_eq!(builds(&folder).errors, "", "without the file nothing is missing");
    folder.write(
        "content/owners.yaml",
        "Deal Desk: { channel: \"#deal-desk\", email: deal-desk@example.com, page: /b/ }\nPeople: people@example.com\nPricing: \"<#pricing>\"\nLegal: /c/#top\n",
    );
    assert_eq!(builds(&folder).errors, "");
    let shown = |path: &str| {
        let html = folder.read(&format!("target/site/{path}index.html"));
        let (_, rest) = html.split_once("<dt>Owner</dt><dd>").expect("an owner");
        rest.split_once("</dd>").expect("an end").0.to_owned()
    };
    assert_eq!(
        shown(""),
        "<a href=\"/b/\">Deal Desk</a>, #deal-desk, <a href=\"mailto:deal-desk@example.com\">deal-desk@example.com</a>"
    );
    assert_eq!(
        shown("b/"),
        "People, <a href=\"mailto:people@example.com\">people@example.com</a>"
    );
    assert_eq!(shown("c/"), "Pricing, &lt;#pricing&gt;");
    assert_eq!(shown("d/"), "<a href=\"/c/#top\">Legal</a>");
    assert!(
        !folder.join("target/site/owners.yaml").exists(),
        "it is no file of the site"
    );

    folder.write("content/owners.yaml", "Deal desk: \"#deal-desk\"\nPeople: { mail: x }\nPricing: { email: nowhere }\nLegal: { page: /nowhere/ }\n");
    let run = build(&folder);
    run.fails(
        1,
        &[
            "unknown-owner",
            "content/_index.md:3:1",
            "`Deal Desk` is none of the owners in `content/owners.yaml`",
            "did you mean `Deal desk`?",
            "unknown key `mail` of the owner `People`",
            "did you mean `email`?",
            "`nowhere` is no e-mail address",
            "/nowhere/",
        ],
    );
}
