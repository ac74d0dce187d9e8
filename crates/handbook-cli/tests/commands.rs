//! `init`, `check`, `build` and `new`: what they write, what they refuse, and how they end.

mod support;

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use support::{Folder, Run};

#[test]
fn a_starter_handbook_checks_without_findings_and_builds() {
    let folder = Folder::starter();
    let check = folder.run(&["check"]);
    assert_eq!(
        (check.code, check.output.as_str()),
        (Some(0), "no findings\n"),
        "{check:?}"
    );
    let build = folder.run(&["build", "--deny-warnings"]);
    assert_eq!(build.code, Some(0), "{build:?}");
    assert!(build.output.contains("the site is in target/site"), "{build:?}");
    let home = folder.read("target/site/index.html");
    assert!(home.contains("Our handbook"), "{home}");
    let deals = folder.read("target/site/policy/deals/index.html");
    assert!(
        deals.contains("$5,000") && deals.contains("data-calculator=\"deck-threshold\""),
        "{deals}"
    );
    assert!(
        folder
            .join("target/site/onboarding/first-week/index.html")
            .is_file()
    );
    assert!(folder.join("target/site/404.html").is_file());
}

#[test]
fn init_makes_the_folder_and_overwrites_nothing() {
    let folder = Folder::empty();
    assert_eq!(folder.run(&["init", "a/b"]).code, Some(0));
    assert!(folder.join("a/b/handbook.yaml").is_file());
    let before = folder.tree("a");
    folder.run(&["init", "a/b"]).fails(
        2,
        &[
            "handbook.yaml",
            "content/_index.md",
            "nothing was written",
            "help",
        ],
    );
    assert_eq!(folder.tree("a"), before);

    let folder = Folder::empty();
    folder.write("README.md", "mine");
    folder.run(&["init"]).fails(2, &["README.md"]);
    assert_eq!(folder.tree("").len(), 1);
}

#[test]
fn a_second_build_writes_nothing() {
    let folder = Folder::starter();
    folder.run(&["build"]);
    let before = folder.tree("target/site");
    let build = folder.run(&["build"]);
    assert!(build.output.contains(" 0 files written"), "{build:?}");
    assert_eq!(folder.tree("target/site"), before);
}

#[test]
fn a_page_that_is_gone_leaves_the_site() {
    let folder = Folder::starter();
    folder.write("content/extra.md", "---\ntitle: Extra\n---\n\nText.\n");
    folder.run(&["build"]);
    assert!(folder.join("target/site/extra/index.html").is_file());
    fs::remove_file(folder.join("content/extra.md")).expect("the page can be removed");
    assert_eq!(folder.run(&["build"]).code, Some(0));
    assert!(!folder.join("target/site/extra").exists());
}

#[test]
fn an_output_folder_with_files_of_others_is_refused() {
    let folder = Folder::starter();
    folder.write("mine/notes.txt", "keep me");
    folder
        .run(&["build", "--output", "mine"])
        .fails(2, &["mine", "notes.txt", "help"]);
    assert_eq!(folder.tree("mine").len(), 1);
    assert_eq!(folder.read("mine/notes.txt"), "keep me");
}

#[test]
fn an_output_folder_among_the_sources_is_refused() {
    let folder = Folder::starter();
    for output in [
        "content",
        "content/site",
        "content/../content/a/b",
        "www",
        "themes/site",
    ] {
        folder.run(&["build", "--output", output]).fails(2, &["help: "]);
    }
    folder.run(&["build", "--output", "."]).fails(2, &["help: "]);
    assert!(!folder.join("content/site").exists() && !folder.join("www").exists());
}

#[test]
fn drafts_are_built_when_asked_for() {
    let folder = Folder::starter();
    folder.write("content/plan.md", "---\ntitle: Plan\ndraft: true\n---\n\nText.\n");
    folder.run(&["build"]);
    assert!(!folder.join("target/site/plan").exists());
    folder.run(&["build", "--drafts"]);
    assert!(folder.join("target/site/plan/index.html").is_file());
}

#[test]
fn the_base_address_can_be_given() {
    let folder = Folder::starter();
    let build = folder.run(&["build", "--base-url", "https://example.org/docs/"]);
    assert_eq!(build.code, Some(0), "{build:?}");
    assert!(
        folder
            .read("target/site/index.html")
            .contains("/docs/onboarding/")
    );
    assert!(
        folder
            .read("target/site/sitemap.xml")
            .contains("https://example.org/docs/")
    );
    folder
        .run(&["build", "--base-url", "nonsense"])
        .fails(1, &["nonsense"]);
}

#[test]
fn the_handbook_is_found_from_a_folder_inside_it() {
    let folder = Folder::starter();
    let inside = folder.join("content/onboarding");
    let run = Run::of(
        folder
            .command()
            .arg("check")
            .current_dir(&inside)
            .output()
            .expect("it starts"),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    let source = inside.to_str().expect("the path is UTF-8");
    assert_eq!(Folder::empty().run(&["check", "--source", source]).code, Some(0));
    folder
        .run(&["check", "--source", "nowhere"])
        .fails(2, &["nowhere", "help"]);
}

#[test]
fn findings_end_with_1_and_a_build_stops_at_warnings_only_when_denied() {
    let folder = Folder::starter();
    folder.write("content/odd.md", "---\ntitle: Odd\ncolour: red\n---\n\nText.\n");
    let check = folder.run(&["check"]);
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(
        check.output.contains("warning[unknown-key]") && check.output.ends_with("1 warning\n"),
        "{check:?}"
    );
    assert_eq!(folder.run(&["build"]).code, Some(0));
    let site = folder.tree("target/site");
    folder.write(
        "content/onboarding/first-week.md",
        "---\ntitle: Another week\n---\n\nText.\n",
    );
    assert_eq!(folder.run(&["build", "--deny-warnings"]).code, Some(1));
    assert_eq!(folder.tree("target/site"), site);

    folder.write(
        "content/broken.md",
        "---\ntitle: Broken\n---\n\n{{< nonsense >}}\n",
    );
    let check = folder.run(&["check"]);
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(check.output.contains("--> content/broken.md:5:"), "{check:?}");
    assert!(check.output.ends_with("1 error, 1 warning\n"), "{check:?}");
}

#[test]
fn findings_come_as_json() {
    let folder = Folder::starter();
    assert_eq!(folder.run(&["check", "--format", "json"]).output, "[]\n");
    folder.write(
        "content/broken.md",
        "---\ntitle: Broken\n---\n\nSee {{< nonsense >}}.\n",
    );
    let check = folder.run(&["check", "--format", "json"]);
    assert_eq!(check.code, Some(1));
    let findings = check.json();
    let finding = &findings[0];
    assert_eq!(finding["severity"].as_str(), Some("error"), "{check:?}");
    assert_eq!(finding["path"].as_str(), Some("content/broken.md"));
    assert_eq!(finding["line"].as_u64(), Some(5));
    assert_eq!(finding["end_line"].as_u64(), Some(5));
    assert!(finding["column"].as_u64() >= Some(5));
    assert!(finding["code"].is_string() && finding["message"].is_string() && finding["hints"].is_sequence());
}

#[test]
fn a_new_page_checks_without_findings() {
    let folder = Folder::starter();
    let title = "\"Quotes\": # and \\ more\n- \u{1b}[31m";
    let new = folder.run(&["new", "onboarding/second-week", "--title", title]);
    assert_eq!(new.code, Some(0), "{new:?}");
    assert!(
        new.output.contains("content/onboarding/second-week.md"),
        "{new:?}"
    );
    assert_eq!(folder.run(&["new", "/deep/down/page/"]).code, Some(0));
    assert!(
        folder
            .read("content/deep/down/page.md")
            .starts_with("---\ntitle: \"Page\"\n")
    );
    let check = folder.run(&["check"]);
    assert_eq!(check.code, Some(0), "{check:?}");
}

#[test]
fn a_new_page_overwrites_nothing_and_stays_inside() {
    let folder = Folder::starter();
    let before = folder.tree("");
    for taken in ["onboarding", "onboarding/first-week", "policy/deals.md", "_index"] {
        folder
            .run(&["new", taken])
            .fails(2, &["has a page already", "help"]);
    }
    for outside in [
        "../outside",
        "a/../../outside",
        "..",
        "/",
        "a\\b",
        "onboarding/.hidden",
    ] {
        folder.run(&["new", outside]).fails(2, &["help"]);
    }
    assert_eq!(folder.tree(""), before);
    assert!(!folder.path().with_file_name("outside.md").exists());
}

#[cfg(unix)]
#[test]
fn a_new_page_does_not_follow_a_link_out_of_the_content() {
    let folder = Folder::starter();
    let elsewhere = Folder::empty();
    std::os::unix::fs::symlink(elsewhere.path(), folder.join("content/out")).expect("a link can be made");
    folder
        .run(&["new", "out/page"])
        .fails(2, &["leads out of the content folder"]);
    assert!(elsewhere.tree("").is_empty());
}

#[test]
fn wrong_usage_ends_with_2_and_help_with_0() {
    let folder = Folder::empty();
    folder.run(&[]).fails(2, &["Usage"]);
    folder.run(&["biuld"]).fails(2, &["'build'"]);
    folder.run(&["build", "--outptu", "x"]).fails(2, &["--output"]);
    folder.run(&["serve", "--port", "70000"]).fails(2, &["70000"]);
    for command in ["build", "serve", "check", "calc", "init", "new"] {
        let help = folder.run(&[command, "--help"]);
        assert_eq!(help.code, Some(0), "{help:?}");
        assert!(
            help.output.contains("Examples:") && help.output.contains("Usage: handbook"),
            "{help:?}"
        );
    }
    assert!(folder.run(&["--version"]).output.starts_with("handbook "));
}

#[test]
fn nothing_is_coloured_away_from_a_terminal() {
    let folder = Folder::starter();
    folder.write(
        "content/broken.md",
        "---\ntitle: Broken\n---\n\n{{< nonsense >}}\n",
    );
    assert!(!folder.run(&["check"]).output.contains('\u{1b}'));
    assert!(!folder.run(&["build"]).errors.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::starter();
    for page in 0..400 {
        let text =
            format!("---\ntitle: Page {page}\n---\n\n[There](/nowhere/{page}/) and {{{{< nonsense >}}}}.\n");
        folder.write(&format!("content/page-{page}.md"), text);
    }
    let child = folder
        .command()
        .arg("check")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("it starts");
    let mut first = String::new();
    let mut output = BufReader::new(child.stdout.take().expect("standard output is piped"));
    output.read_line(&mut first).expect("a line can be read");
    drop(output);
    let run = Run::of(child.wait_with_output().expect("it ends"));
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""), "{run:?}");
}
