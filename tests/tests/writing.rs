//! The output folder: what is written, kept, removed, refused.

use std::fs;

use handbook::{RenderedSite, Written, read, render, write};
use tests::{folder::Folder, project, theme};

const MANIFEST: &str = ".handbook-files";

fn rendered(pages: &[(&str, &str)]) -> RenderedSite {
    let folder = Folder::empty();
    for (path, text) in pages {
        folder.write(
            &format!("content/{path}"),
            format!("---\ntitle: {path}\n---\n\n{text}\n"),
        );
    }
    let source = read(&project(folder.path(), theme::plain())).expect("readable");
    render(&source).0.expect("there are no errors")
}

fn counts(written: Written) -> (usize, usize, usize) {
    (written.written, written.unchanged, written.removed)
}

/// Writes, and checks that the folder holds the site and nothing else.
#[track_caller]
fn check(site: &RenderedSite, folder: &Folder, expected: (usize, usize, usize)) {
    let written = write(site, &folder.join("site")).expect("it can be written");
    assert_eq!(counts(written), expected);
    holds(site, folder);
}

#[track_caller]
fn holds(site: &RenderedSite, folder: &Folder) {
    let mut there = folder.tree("site");
    assert!(there.remove(MANIFEST).is_some());
    let wanted: Vec<&str> = site.files().map(|(path, _)| path.as_str()).collect();
    assert_eq!(there.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    for (path, bytes) in site.files() {
        assert_eq!(there.get(path.as_str()).map(Vec::as_slice), Some(bytes), "{path}");
    }
}

#[test]
fn only_what_differs_is_written() {
    let folder = Folder::empty();
    let first = rendered(&[("_index.md", "Home"), ("a.md", "A")]);
    let count = first.files().count();
    check(&first, &folder, (count, 0, 0));
    let times = |path: &str| {
        fs::metadata(folder.join(path))
            .and_then(|file| file.modified())
            .ok()
    };
    let before = (times("site/index.html"), times("site/.handbook-files"));
    check(&first, &folder, (0, count, 0));
    assert_eq!((times("site/index.html"), times("site/.handbook-files")), before);
    check(
        &rendered(&[("_index.md", "Home"), ("a.md", "Another text")]),
        &folder,
        (1, count - 1, 0),
    );
}

#[test]
fn what_is_no_longer_part_of_the_site_is_removed_with_its_empty_folders() {
    let folder = Folder::empty();
    check(
        &rendered(&[("_index.md", ""), ("a/b/c.md", ""), ("a/d.md", "")]),
        &folder,
        (6, 0, 0),
    );
    let next = rendered(&[("_index.md", "")]);
    let written = write(&next, &folder.join("site")).expect("it can be written");
    assert_eq!(written.removed, 2);
    holds(&next, &folder);
    assert!(!folder.join("site/a").exists());
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let folder = Folder::empty();
    let flat = rendered(&[("_index.md", ""), ("a.md", "flat")]);
    let files = Folder::of("//- content/_index.md\n---\ntitle: x\n---\n//- content/a\na file\n");
    let source = read(&project(files.path(), theme::plain())).expect("readable");
    let file = render(&source).0.expect("no errors");
    write(&flat, &folder.join("site")).expect("it can be written");
    write(&file, &folder.join("site")).expect("a folder gives way to a file");
    holds(&file, &folder);
    write(&flat, &folder.join("site")).expect("a file gives way to a folder");
    holds(&flat, &folder);
}

#[test]
fn a_folder_with_foreign_files_is_refused_and_left_alone() {
    let folder = Folder::of("//- site/mine.txt\nmine\n//- site/more/mine.txt\nmine\n");
    let before = folder.tree("site");
    let failure = write(&rendered(&[("_index.md", "")]), &folder.join("site")).expect_err("it is not ours");
    assert!(failure.message.contains("`mine.txt` and 1 more"), "{failure:?}");
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("--output")),
        "{failure:?}"
    );
    assert_eq!(folder.tree("site"), before);
}

#[test]
fn a_foreign_file_among_ours_is_refused_too() {
    let folder = Folder::empty();
    let site = rendered(&[("_index.md", ""), ("a.md", "")]);
    write(&site, &folder.join("site")).expect("it can be written");
    folder.write("site/a/mine.txt", "mine");
    let before = folder.tree("site");
    assert!(write(&rendered(&[("_index.md", "new")]), &folder.join("site")).is_err());
    assert_eq!(folder.tree("site"), before);
}

#[test]
fn a_file_of_ours_that_somebody_changed_or_removed_is_put_back() {
    let folder = Folder::empty();
    let site = rendered(&[("_index.md", ""), ("a.md", "")]);
    let count = site.files().count();
    write(&site, &folder.join("site")).expect("it can be written");
    folder.write("site/index.html", "changed");
    fs::remove_file(folder.join("site/a/index.html")).expect("it can be removed");
    check(&site, &folder, (2, count - 2, 0));
}

#[test]
fn what_an_interrupted_build_left_is_cleaned_up() {
    let folder = Folder::empty();
    let site = rendered(&[("_index.md", "")]);
    write(&site, &folder.join("site")).expect("it can be written");
    folder
        .write("site/.handbook-new-0", "half a page")
        .write("site/deep/er/.handbook-new-7", "half a page")
        .write("site/.handbook-new-manifest", "half a list");
    let count = site.files().count();
    check(&site, &folder, (0, count, 0));
}

#[cfg(unix)]
#[test]
fn two_builds_do_not_write_to_one_folder_at_once() {
    let folder = Folder::empty();
    let site = rendered(&[("_index.md", "")]);
    write(&site, &folder.join("site")).expect("it can be written");
    let other = std::fs::File::open(folder.join("site")).expect("the folder is there");
    other.try_lock().expect("nobody else writes here");
    let failure = write(&site, &folder.join("site")).expect_err("another build has the folder");
    assert!(failure.message.contains("another build"), "{failure:?}");
    drop(other);
    write(&site, &folder.join("site")).expect("the other build has ended");
}

#[test]
fn a_build_that_stopped_between_its_renames_is_finished_by_the_next() {
    let folder = Folder::empty();
    let old = rendered(&[("_index.md", "old"), ("gone.md", "")]);
    let new = rendered(&[("_index.md", "new"), ("fresh.md", "")]);
    write(&old, &folder.join("site")).expect("it can be written");
    // The list names the files of both sites before the first rename.
    let both: Vec<&str> = old
        .files()
        .chain(new.files())
        .map(|(path, _)| path.as_str())
        .collect();
    folder.write("site/.handbook-files", both.join("\n"));
    folder.write("site/fresh/index.html", "new");
    write(&new, &folder.join("site")).expect("it can be written");
    holds(&new, &folder);
}

#[test]
fn an_empty_folder_and_a_missing_one_are_fine() {
    let folder = Folder::empty();
    fs::create_dir_all(folder.join("site/empty/folders")).expect("folders can be made");
    let site = rendered(&[("_index.md", "")]);
    write(&site, &folder.join("site")).expect("it can be written");
    holds(&site, &folder);
    write(&site, &folder.join("far/away/site")).expect("it can be written");
}

#[test]
fn a_manifest_that_names_files_outside_is_not_believed() {
    let folder = Folder::of(
        "//- outside.txt\nmine\n//- site/.handbook-files\n../outside.txt\n/etc/hostname\na/../../outside.txt\n",
    );
    let written = write(&rendered(&[("_index.md", "")]), &folder.join("site")).expect("it can be written");
    assert_eq!(written.removed, 0);
    assert_eq!(folder.read("outside.txt"), b"mine\n");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_is_not_followed() {
    let folder = Folder::of("//- outside/index.html\nmine\n");
    let site = rendered(&[("_index.md", ""), ("a.md", "")]);
    fs::create_dir_all(folder.join("site")).expect("a folder can be made");
    std::os::unix::fs::symlink("../outside", folder.join("site/a")).expect("a link can be made");
    assert!(
        write(&site, &folder.join("site")).is_err(),
        "the link is not ours"
    );
    assert_eq!(folder.read("outside/index.html"), b"mine\n");
}

#[test]
fn a_file_where_a_folder_is_needed_is_a_clear_failure() {
    let folder = Folder::of("//- site\nI am a file\n");
    let site = rendered(&[("_index.md", "")]);
    for place in ["site", "site/below"] {
        let failure = write(&site, &folder.join(place)).expect_err("it cannot be written");
        assert!(failure.hint.is_some() && failure.path.is_some(), "{failure:?}");
    }
    assert_eq!(folder.read("site"), b"I am a file\n");
}

#[test]
fn a_site_with_errors_is_none_so_the_last_one_stays() {
    let folder = Folder::of("//- content/_index.md\n---\ntitle: x\n---\n\n{{< nope >}}\n");
    let source = read(&project(folder.path(), theme::plain())).expect("readable");
    assert!(render(&source).0.is_none());
}
