//! What cannot be kept as a golden case: links of the file system, broken bytes, missing folders, odd names.

use std::fs;

use handbook::{Carried, Drafts, Project, Source, diagnostics::Diagnostics, read, render};
use tests::{findings::listed, folder::Folder, project, site_cases::faults, theme, today};

const HOME: &str = "//- content/_index.md\n---\ntitle: Home\n---\n\nText.\n";

fn source(folder: &Folder) -> Source {
    read(&project(folder.path(), theme::plain())).expect("the folder can be read")
}

fn found(folder: &Folder) -> String {
    let source = source(folder);
    listed(&source, &render(&source).1)
}

#[track_caller]
fn check(folder: &Folder, expected: &str) {
    assert_eq!(found(folder), expected);
}

#[cfg(unix)]
fn link(folder: &Folder, target: impl AsRef<std::path::Path>, name: &str) {
    std::os::unix::fs::symlink(target, folder.join(name)).expect("a link can be made");
}

#[test]
fn a_file_that_is_not_utf_8_is_named_with_its_line() {
    let folder = Folder::of(HOME);
    folder.write("content/bad.md", b"---\ntitle: Bad\n---\n\ncaf\xe9\n");
    folder.write("content/policy/bad.yaml", b"a: \xff\n");
    folder.write("themes/handbook/templates/bad.html", b"\xff\n");
    check(
        &folder,
        "error[invalid-utf8] content/bad.md:5:4 line 5 of this file is not UTF-8 text\n    save the file as UTF-8; the characters before the bad byte are fine\n\
         error[invalid-utf8] content/policy/bad.yaml:1:4 line 1 of this file is not UTF-8 text\n    save the file as UTF-8; the characters before the bad byte are fine\n\
         error[invalid-utf8] themes/handbook/templates/bad.html:1:1 line 1 of this file is not UTF-8 text\n    save the file as UTF-8; the characters before the bad byte are fine\n",
    );
}

#[test]
fn settings_that_are_not_utf_8_are_a_finding() {
    let folder = Folder::of(HOME);
    folder.write("handbook.yaml", b"title: \xff\n");
    assert!(found(&folder).starts_with("error[invalid-utf8] handbook.yaml:1:"));
}

#[test]
fn other_files_may_hold_any_bytes() {
    let folder = Folder::of(HOME);
    folder.write("content/any.bin", b"\xff\x00\xfe");
    let source = source(&folder);
    let (site, findings) = render(&source);
    assert!(findings.is_empty(), "{}", listed(&source, &findings));
    let site = site.expect("there are no errors");
    assert_eq!(site.get("any.bin"), Some(&b"\xff\x00\xfe"[..]));
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_a_finding() {
    let folder = Folder::of(HOME);
    folder.write("content/a/b.md", "---\ntitle: B\n---\n");
    link(&folder, "..", "content/a/up");
    check(
        &folder,
        "error[link-loop] content/a/up this symbolic link leads back to `content`, in a circle\n    remove the link\n",
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_handbook_is_a_finding() {
    let outside = Folder::of("//- secret.md\n---\ntitle: Secret\n---\n");
    let folder = Folder::of(HOME);
    link(&folder, outside.path(), "content/folder");
    link(&folder, outside.join("secret.md"), "content/file.md");
    check(
        &folder,
        "error[link-outside] content/file.md this symbolic link leads out of the handbook\n    put a copy of the file here instead of the link\n\
         error[link-outside] content/folder this symbolic link leads out of the handbook\n    put a copy of the file here instead of the link\n",
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_a_finding() {
    let folder = Folder::of(HOME);
    link(&folder, "nowhere.md", "content/gone.md");
    check(
        &folder,
        "error[dangling-link] content/gone.md this symbolic link leads nowhere\n    remove the link, or put back the file that it means\n",
    );
}

#[cfg(unix)]
#[test]
fn a_link_within_the_handbook_is_followed() {
    let folder = Folder::of(HOME);
    folder.write("shared/a.md", "---\ntitle: A\n---\n");
    link(&folder, "../shared", "content/linked");
    let (site, _) = render(&source(&folder));
    assert!(site.expect("no errors").get("linked/a/index.html").is_some());
}

#[cfg(unix)]
#[test]
fn the_handbook_itself_may_be_reached_through_a_link() {
    let folder = Folder::of(HOME);
    let elsewhere = Folder::empty();
    link(&elsewhere, folder.path(), "handbook");
    let root = elsewhere.join("handbook");
    let source = read(&project(&root, theme::plain())).expect("it can be read");
    assert!(render(&source).1.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_a_finding() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = Folder::of(HOME);
    let name = folder.join("content").join(OsStr::from_bytes(b"caf\xe9.md"));
    fs::write(name, "x").expect("a file can be written");
    assert!(found(&folder).starts_with("error[invalid-file-name] content the name of"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_with_a_line_break_is_a_finding() {
    let folder = Folder::of(HOME);
    folder.write("content/a\nb.txt", "x");
    assert!(
        found(&folder).contains("error[invalid-file-name]"),
        "{}",
        found(&folder)
    );
    let folder = Folder::of(HOME);
    folder.write("content/a\nb.md", "---\ntitle: A\n---\n");
    assert!(
        found(&folder).contains("error[invalid-file-name]"),
        "{}",
        found(&folder)
    );
}

#[cfg(unix)]
#[test]
fn names_with_marks_of_addresses_are_encoded() {
    let folder = Folder::of(
        "//- content/_index.md\n---\ntitle: Home\n---\n\n- [by its address](/100%25%20%3F%231/)\n- [by its file](<100%25 %3F%231.md>)\n- [quotes](/%22a%22%3Cb%3E&'/)\n- [a file](</50%25.txt>)\n",
    );
    folder
        .write("content/100% ?#1.md", "---\ntitle: Odd\n---\n")
        .write("content/\"a\"<b>&'.md", "---\ntitle: Quotes\n---\n")
        .write("content/back\\slash.txt", "x")
        .write("content/50%.txt", "x");
    let source = source(&folder);
    let (_, findings) = render(&source);
    let found = listed(&source, &findings);
    assert!(
        found.contains("error[invalid-file-name] content/back\\slash.txt"),
        "{found}"
    );
    assert_eq!(findings.errors(), 1, "{found}");
    fs::remove_file(folder.join("content/back\\slash.txt")).expect("it can be removed");
    let (site, _) = render(&read(&project(folder.path(), theme::plain())).expect("readable"));
    let site = site.expect("no errors");
    let home = String::from_utf8_lossy(site.get("index.html").expect("there is a home page")).into_owned();
    assert!(
        home.contains("href=\"/100%25%20%3F%231/\">by its address"),
        "{home}"
    );
    assert!(home.contains("href=\"/100%25%20%3F%231/\">by its file"), "{home}");
    assert!(
        home.contains("href=\"/%22a%22%3Cb%3E&amp;&#39;/\">quotes"),
        "{home}"
    );
    assert!(home.contains("href=\"/50%25.txt\">a file"), "{home}");
    let links: Vec<String> = faults(&site, "")
        .into_iter()
        .filter(|fault| fault.contains("leads nowhere"))
        .collect();
    assert!(links.is_empty(), "{links:?}");
}

#[test]
fn a_folder_without_a_handbook_is_refused_with_a_remedy() {
    let folder = Folder::empty();
    let failure = read(&project(folder.path(), theme::plain())).expect_err("nothing is there");
    assert!(failure.message.contains("no handbook here"), "{failure:?}");
    assert!(failure.hint.is_some_and(|hint| hint.contains("init")));
    let failure = read(&project(&folder.join("nowhere"), theme::plain())).expect_err("no folder is there");
    assert!(failure.message.contains("no such folder"), "{failure:?}");
}

#[test]
fn content_that_is_a_file_is_no_handbook() {
    let folder = Folder::of("//- content\ntext\n");
    assert!(read(&project(folder.path(), theme::plain())).is_err());
}

#[test]
fn a_base_address_given_for_the_build_counts_and_a_wrong_one_is_a_finding() {
    let folder = Folder::of(HOME);
    let with = |address: &str| Project {
        base_url: Some(address.to_owned()),
        ..project(folder.path(), theme::plain())
    };
    let source = read(&with("https://example.org/x")).expect("readable");
    let (site, _) = render(&source);
    let home = site
        .expect("no errors")
        .get("index.html")
        .map(<[u8]>::to_vec)
        .unwrap_or_default();
    assert!(String::from_utf8_lossy(&home).contains("https://example.org/x/"));
    let source = read(&with("example.org")).expect("readable");
    let (_, findings) = render(&source);
    assert!(listed(&source, &findings).contains("error[invalid-setting] handbook.yaml `--base-url`"));
}

#[test]
fn a_program_without_a_theme_says_which_templates_are_missing() {
    let bare = Carried { files: &[] };
    let folder = Folder::of(HOME);
    let source = read(&project(folder.path(), &bare)).expect("readable");
    let (site, findings) = render(&source);
    assert!(
        site.is_none() && findings.errors() > 3,
        "{}",
        listed(&source, &findings)
    );
}

#[test]
fn a_program_without_compiled_calculators_says_so() {
    let files: Vec<(&'static str, &'static [u8])> = theme::plain()
        .files
        .iter()
        .copied()
        .filter(|(path, _)| !path.starts_with("calculators/"))
        .collect();
    let bare = Carried { files: files.leak() };
    let folder =
        Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n\n{{< calculator \"deck-threshold\" >}}\n");
    let values = fs::read(tests::repository().join("tests/sites/policy-values/content/policy/a.yaml"));
    folder.write(
        "content/policy/a.yaml",
        String::from_utf8_lossy(&values.expect("it is there")).replace("/#decks", "/"),
    );
    let source = read(&project(folder.path(), &bare)).expect("readable");
    let (site, findings) = render(&source);
    let found = listed(&source, &findings);
    assert!(
        site.is_some() && found.starts_with("warning[no-compiled-calculators] content/_index.md:5:1"),
        "{found}"
    );
}

#[test]
fn the_order_in_which_files_are_made_does_not_matter() {
    let files = [
        ("content/a.md", "A"),
        ("content/b/_index.md", "B"),
        ("content/b/c.md", "C"),
        ("content/_index.md", "Home"),
    ];
    let build = |order: &mut dyn Iterator<Item = &(&str, &str)>| {
        let folder = Folder::empty();
        for (path, title) in order {
            folder.write(path, format!("---\ntitle: {title}\n---\n\n[x](/nowhere/)\n"));
        }
        let source = source(&folder);
        let (site, findings) = render(&source);
        let site = site.expect("no errors");
        let files: Vec<(String, Vec<u8>)> = site
            .files()
            .map(|(path, bytes)| (path.to_string(), bytes.to_vec()))
            .collect();
        (files, listed(&source, &findings))
    };
    assert_eq!(build(&mut files.iter()), build(&mut files.iter().rev()));
}

#[test]
fn findings_are_the_same_in_every_run() {
    let folder = Folder::empty();
    for number in 0..40 {
        folder.write(
            &format!("content/p{number}.md"),
            format!(
                "---\ntitel: x\n---\n\n{{{{< nope{number} >}}}} [a](/nowhere{number}/) ![](x.png)\n\n<b>\n"
            ),
        );
    }
    let findings: Vec<Diagnostics> = (0..4).map(|_| render(&source(&folder)).1).collect();
    assert!(findings[0].errors() >= 80 && findings.iter().all(|other| *other == findings[0]));
    let places: Vec<_> = findings[0]
        .iter()
        .map(|finding| (&finding.path, finding.span.as_ref().map(|span| span.start)))
        .collect();
    assert!(places.is_sorted());
}

#[test]
fn the_shipped_handbook_has_sound_pages() {
    let root = tests::repository();
    let source = read(&Project {
        root: &root,
        carried: theme::shipped(),
        base_url: None,
        drafts: Drafts::Include,
        today: today(),
    })
    .expect("the repository can be read");
    let (site, findings) = render(&source);
    assert!(findings.is_empty(), "{}", listed(&source, &findings));
    let faults = faults(&site.expect("there are no errors"), "");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
