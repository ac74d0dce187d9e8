//! Golden cases of whole sites: `sites/<case>/` holds a handbook, `expected/` the files of its site without assets,
//! `diagnostics.txt` the findings. A `case.yaml` beside them may choose the day, the base address, drafts or the theme.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handbook::{Drafts, Project, RenderedSite, read, render};
use policy::Date;
use serde::Deserialize;

use crate::{difference, findings, folder, repository, theme, today, wanted, well_formed};

/// How a case differs from the usual.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Choices {
    /// The day it is built.
    today: Option<String>,
    /// Takes the place of the handbook's own address.
    base_url: Option<String>,
    /// Whether drafts are built.
    drafts: bool,
    /// Whether the theme that ships is used; then the pages are only looked at for their form.
    shipped_theme: bool,
}

/// Runs every case; tells how many there are and which do not hold.
pub fn run_all() -> (usize, Vec<String>) {
    let mut cases: Vec<PathBuf> = fs::read_dir(repository().join("tests/sites"))
        .expect("the folder of cases is there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    let mut failures = Vec::new();
    for case in &cases {
        let name = case
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if wanted(&name) {
            run(&name, case, &mut failures);
        }
    }
    (cases.len(), failures)
}

fn run(name: &str, case: &Path, failures: &mut Vec<String>) {
    let choices: Choices = fs::read_to_string(case.join("case.yaml")).map_or_else(
        |_| Choices::default(),
        |text| serde_yaml::from_str(&text).expect("the choices of a case are valid"),
    );
    let day = choices.today.as_deref().map(Date::parse);
    let project = Project {
        root: case,
        carried: if choices.shipped_theme {
            theme::shipped()
        } else {
            theme::plain()
        },
        base_url: choices.base_url.clone(),
        drafts: if choices.drafts {
            Drafts::Include
        } else {
            Drafts::LeaveOut
        },
        today: day.map_or_else(today, |day| day.expect("a day of the calendar")),
    };
    let source = read(&project).expect("the case can be read");
    let (site, found) = render(&source);
    assert_eq!(
        render(&source).1,
        found,
        "{name}: a second rendering finds something else"
    );
    let mut listed = findings::listed(&source, &found);
    if choices.shipped_theme {
        if let Some(site) = &site {
            failures.extend(
                faults(site, base_path(&choices))
                    .into_iter()
                    .map(|fault| format!("{name}: {fault}")),
            );
        }
    } else {
        compare_site(name, &case.join("expected"), site.as_ref(), failures);
    }
    if listed.is_empty() {
        listed.push_str("nothing to report\n");
    }
    compare_file(name, &case.join("diagnostics.txt"), listed.as_bytes(), failures);
}

fn base_path(choices: &Choices) -> &str {
    let address = choices.base_url.as_deref().unwrap_or_default();
    let below = address.split_once("://").map_or(address, |(_, rest)| rest);
    below.find('/').map_or("", |at| below[at..].trim_end_matches('/'))
}

fn compare_site(name: &str, expected: &Path, site: Option<&RenderedSite>, failures: &mut Vec<String>) {
    let files: Vec<(&str, &[u8])> = site
        .into_iter()
        .flat_map(RenderedSite::files)
        .map(|(path, bytes)| (path.as_str(), bytes))
        .filter(|(path, _)| !path.starts_with("assets/"))
        .collect();
    let there = folder::tree(expected);
    for path in there
        .keys()
        .filter(|path| !files.iter().any(|(known, _)| known == path))
    {
        if crate::blessing() {
            fs::remove_file(expected.join(path)).expect("a file can be removed");
        } else {
            failures.push(format!("{name}: `expected/{path}` is no longer written"));
        }
    }
    for (path, bytes) in files {
        compare_file(name, &expected.join(path), bytes, failures);
    }
}

fn compare_file(name: &str, place: &Path, found: &[u8], failures: &mut Vec<String>) {
    let expected = fs::read(place).unwrap_or_default();
    if expected == found && place.exists() {
        return;
    }
    if crate::blessing() {
        folder::write(place, found);
        return;
    }
    let file = place.file_name().unwrap_or_default().to_string_lossy();
    let below = place.to_string_lossy();
    let below = below
        .rsplit_once("/expected/")
        .map_or(file.as_ref(), |(_, below)| below);
    failures.push(format!(
        "{name}: `{below}` differs\n{}",
        difference(
            &String::from_utf8_lossy(&expected),
            &String::from_utf8_lossy(found)
        )
    ));
}

/// What is wrong with the form of a site's pages, below `base_path`: see [`well_formed`], one `<h1>` each, a
/// Content-Security-Policy, and no address of the site's own that leads nowhere.
pub fn faults(site: &RenderedSite, base_path: &str) -> Vec<String> {
    let pages: Vec<(String, well_formed::Page)> = site
        .files()
        .filter(|(path, _)| path.as_str().ends_with(".html"))
        .map(|(path, bytes)| {
            (
                path.as_str().to_owned(),
                well_formed::read(&String::from_utf8_lossy(bytes)),
            )
        })
        .collect();
    let mut faults = Vec::new();
    for (path, page) in &pages {
        faults.extend(page.faults.iter().map(|fault| format!("{path}: {fault}")));
        if page.count("h1") != 1 {
            faults.push(format!("{path}: {} first headings", page.count("h1")));
        }
        if !page.has_policy {
            faults.push(format!("{path}: no Content-Security-Policy"));
        }
        for address in &page.addresses {
            if !leads_somewhere(site, &pages, base_path, path, address) {
                faults.push(format!("{path}: `{address}` leads nowhere"));
            }
        }
    }
    faults
}

fn leads_somewhere(
    site: &RenderedSite,
    pages: &[(String, well_formed::Page)],
    base_path: &str,
    from: &str,
    address: &str,
) -> bool {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or_default();
    let file = if path.is_empty() {
        from.to_owned()
    } else if path.starts_with('/') && !path.starts_with("//") {
        let Some(below) = path
            .strip_prefix(base_path)
            .and_then(|below| below.strip_prefix('/'))
        else {
            return false;
        };
        match below {
            "" => "index.html".to_owned(),
            folder if folder.ends_with('/') => format!("{folder}index.html"),
            file => file.to_owned(),
        }
    } else {
        return path.contains(':');
    };
    if site.get(&percent_decoded(&file)).is_none() {
        return false;
    }
    let fragment = percent_decoded(fragment);
    let target = pages.iter().find(|(path, _)| *path == percent_decoded(&file));
    fragment.is_empty() || target.is_some_and(|(_, page)| page.ids.contains(&fragment))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
