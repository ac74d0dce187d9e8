//! Walks folders of the project: sorted, without hidden files, never around a loop of links and never out of the
//! project.

use std::{
    io,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use crate::{Failure, diagnostics::Diagnostic, paths, reason};

/// A file that was found.
pub(super) struct Found {
    /// Its path relative to the project, with `/` between its parts.
    pub(super) path: String,
    /// Where to open it.
    pub(super) absolute: PathBuf,
    /// Whether a symbolic link leads to it, or to a folder above it.
    pub(super) is_linked: bool,
}

/// All files below `folder` of the project, in path order. A folder that is not there has none.
pub(super) fn files(
    root: &Path,
    folder: &str,
    findings: &mut Vec<Diagnostic>,
) -> Result<Vec<Found>, Failure> {
    let top = root.join(folder);
    if !top.is_dir() {
        return Ok(Vec::new());
    }
    let home = root
        .canonicalize()
        .map_err(|error| failure(root, "read", &error))?;
    let mut found = Vec::new();
    let mut linked_below = Vec::new();
    let mut walk = WalkDir::new(&top)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                findings.push(walk_finding(root, folder, &error));
                continue;
            }
        };
        if entry.depth() > 0 && !entry.file_name().to_str().is_none_or(is_visible) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        let Some(path) = relative(root, entry.path()) else {
            let shown = entry
                .path()
                .strip_prefix(root)
                .unwrap_or(entry.path())
                .to_string_lossy()
                .into_owned();
            findings.push(
                Diagnostic::error(
                    "invalid-file-name",
                    folder,
                    format!("the name of `{shown}` is not valid text"),
                )
                .hint("rename the file with plain letters, digits and hyphens"),
            );
            continue;
        };
        if entry.path_is_symlink()
            && !entry
                .path()
                .canonicalize()
                .is_ok_and(|real| real.starts_with(&home))
        {
            findings.push(
                Diagnostic::error(
                    "link-outside",
                    &path,
                    "this symbolic link leads out of the handbook",
                )
                .hint("put a copy of the file here instead of the link"),
            );
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        linked_below.retain(|folder: &PathBuf| entry.path().starts_with(folder));
        if entry.path_is_symlink() {
            linked_below.push(entry.path().to_owned());
        }
        if entry.file_type().is_file() {
            found.push(Found {
                path,
                is_linked: !linked_below.is_empty(),
                absolute: entry.into_path(),
            });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The files that the page at an address has to do with: the policy, and all pages of its folder, of the one above and of
/// those directly below, with the first pages of all folders above. Files that hide or that links lead to are left out.
pub(super) fn around(root: &Path, address: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut folder = String::from("content");
    let parts: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    let beside = parts.len().saturating_sub(1);
    list(root, "content/policy", &mut found, &|name| {
        name.ends_with(".yaml")
    });
    for depth in 0..=parts.len() {
        let is_near = depth >= beside;
        list(root, &folder, &mut found, &|name| {
            let is_path = is_near && paths::is_file(&format!("{folder}/{name}"));
            name.ends_with(".md") && (is_near || is_first(name))
                || is_path
                || matches!(name, "redirects.yaml" | "owners.yaml" | "glossary.yaml") && depth == 0
        });
        if is_near {
            for below in folders(&root.join(&folder)) {
                let below = format!("{folder}/{below}");
                list(root, &below, &mut found, &is_first);
            }
        }
        if let Some(part) = parts.get(depth) {
            folder.push('/');
            folder.push_str(part);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    found
}

/// Whether a file is the page of its folder.
fn is_first(name: &str) -> bool {
    matches!(name, "_index.md" | "index.md" | "index.html.md")
}

/// Adds the plain files of one folder whose names are wanted.
fn list(root: &Path, folder: &str, found: &mut Vec<Found>, is_wanted: &dyn Fn(&str) -> bool) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_plain = entry.file_type().is_ok_and(|kind| kind.is_file());
        if let Some(name) = name
            .to_str()
            .filter(|name| is_plain && is_visible(name) && is_wanted(name))
        {
            found.push(Found {
                path: format!("{folder}/{name}"),
                absolute: entry.path(),
                is_linked: false,
            });
        }
    }
}

fn is_visible(name: &str) -> bool {
    !name.starts_with(['.', '#']) && !name.ends_with(['~']) && !name.ends_with(".swp")
}

/// The names of the folders directly below `folder`.
pub(super) fn folders(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// The failure to do something with a path.
pub(super) fn failure(path: &Path, verb: &str, error: &io::Error) -> Failure {
    Failure::to(
        verb,
        path,
        error,
        "check that it is there and that you may read it",
    )
}

/// A path as the project names it, with `/` between its parts.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

fn walk_finding(root: &Path, folder: &str, error: &walkdir::Error) -> Diagnostic {
    let path = error
        .path()
        .and_then(|path| relative(root, path))
        .unwrap_or_else(|| folder.to_owned());
    if let Some(ancestor) = error.loop_ancestor() {
        let above = relative(root, ancestor).unwrap_or_default();
        return Diagnostic::error(
            "link-loop",
            &path,
            format!("this symbolic link leads back to `{above}`, in a circle"),
        )
        .hint("remove the link");
    }
    let missing = error
        .io_error()
        .is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
    if missing {
        return Diagnostic::error("dangling-link", &path, "this symbolic link leads nowhere")
            .hint("remove the link, or put back the file that it means");
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), reason);
    Diagnostic::error("unreadable-file", &path, format!("this cannot be read: {reason}"))
        .hint("check its permissions")
}
