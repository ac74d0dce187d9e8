//! `handbook new`: one page with its front matter.

use std::path::Path;

use handbook::Failure;

use super::init;
use crate::{Outcome, arguments::New, json, project, terminal};

/// Writes the page; an address that is taken or leads out of the content is refused.
pub(crate) fn run(options: &New) -> Result<Outcome, Failure> {
    let root = project::find(&options.source.folder)?;
    let content = root.join("content");
    let place = Place::parse(&options.path)?;
    refuse_to_leave(&content, &place.parts)?;
    let address = place.address();
    for taken in place.files() {
        let taken = content.join(taken);
        if taken.symlink_metadata().is_ok() {
            return Err(Failure {
                path: Some(taken),
                message: format!("the address `{address}` has a page already, and it was left as it is"),
                hint: Some("choose another path, or edit that page".to_owned()),
            });
        }
    }
    let title = options.title.clone().unwrap_or_else(|| place.title());
    let file = content.join(place.file());
    init::write(&file, page(&title).as_bytes())?;
    terminal::output(&format!(
        "{}: a page for the address {address}\n",
        project::shown(&file)
    ))?;
    Ok(Outcome::Clean)
}

/// Where a page goes.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    /// The parts of its address; none for the home page.
    parts: Vec<&'a str>,
    /// Whether the page heads a folder: `sales/_index`.
    is_section: bool,
}

impl<'a> Place<'a> {
    /// Reads `handbook/sales/discounts`, with or without outer slashes or `.md`, or `handbook/sales/_index`.
    fn parse(path: &'a str) -> Result<Self, Failure> {
        let refused = |reason: &str| Failure {
            path: None,
            message: format!("`{path}` {reason}"),
            hint: Some("write the page's address, such as `handbook/sales/discounts`".to_owned()),
        };
        let below = path.strip_prefix("content/").unwrap_or(path);
        let below = below.strip_suffix(".md").unwrap_or(below);
        let below = below.strip_prefix('/').unwrap_or(below);
        let below = below.strip_suffix('/').unwrap_or(below);
        let mut parts: Vec<&str> = below.split('/').collect();
        let is_section = parts.pop_if(|last| *last == "_index").is_some();
        for part in &parts {
            if *part == ".." || *part == "." {
                return Err(refused("leads out of the content folder"));
            }
            let fits = |character: char| character.is_alphanumeric() || "-_.".contains(character);
            let reserved = part.starts_with('.') || *part == "_index" || *part == "index";
            if part.is_empty() || reserved || !part.chars().all(fits) {
                return Err(refused(
                    "is no address of a page: its parts are letters, digits, `-`, `_` and `.`",
                ));
            }
        }
        Ok(Self { parts, is_section })
    }

    fn address(&self) -> String {
        self.parts
            .iter()
            .fold("/".to_owned(), |address, part| format!("{address}{part}/"))
    }

    /// The file to write, below `content/`.
    fn file(&self) -> String {
        let below = self.parts.join("/");
        match (self.is_section, self.parts.is_empty()) {
            (true, true) => "_index.md".to_owned(),
            (true, false) => format!("{below}/_index.md"),
            (false, _) => format!("{below}.md"),
        }
    }

    /// All files that would have this address.
    fn files(&self) -> Vec<String> {
        let below = self.parts.join("/");
        match self.parts.is_empty() {
            true => vec!["_index.md".to_owned(), "index.md".to_owned()],
            false => vec![
                format!("{below}.md"),
                format!("{below}/_index.md"),
                format!("{below}/index.md"),
            ],
        }
    }

    /// `first-day` becomes `First day`.
    fn title(&self) -> String {
        let words = self
            .parts
            .last()
            .copied()
            .unwrap_or("home")
            .replace(['-', '_'], " ");
        let mut characters = words.chars();
        match characters.next() {
            Some(first) => first.to_uppercase().chain(characters).collect(),
            None => words,
        }
    }
}

/// Refuses a folder on the way that is a link to somewhere outside the content.
fn refuse_to_leave(content: &Path, parts: &[&str]) -> Result<(), Failure> {
    let inside = content.canonicalize().unwrap_or_else(|_| content.to_owned());
    let mut folder = content.to_owned();
    for part in parts {
        if let Ok(real) = folder.canonicalize()
            && !real.starts_with(&inside)
        {
            return Err(Failure {
                path: Some(folder),
                message: "the folder leads out of the content folder".to_owned(),
                hint: None,
            });
        }
        folder.push(part);
    }
    Ok(())
}

fn page(title: &str) -> String {
    let mut page = String::from("---\ntitle: ");
    // A JSON string is a YAML string, whatever the title holds.
    json::string(&mut page, title);
    page.push_str(
        "\n# description: One sentence about the page, for search engines and lists.\n\
         # owner: The team that answers for it.\n\
         # last_reviewed: 2026-01-31\n\
         ---\n\n\
         Begin with the rule. The reasons come after it.\n",
    );
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, address: &str, file: &str) {
        let place = Place::parse(path).ok();
        assert_eq!(
            place.map(|place| (place.address(), place.file())),
            Some((address.to_owned(), file.to_owned()))
        );
    }

    #[test]
    fn an_address_may_be_written_in_several_ways() {
        for path in ["a/b", "/a/b/", "a/b.md", "content/a/b.md"] {
            check(path, "/a/b/", "a/b.md");
        }
        check("a/_index", "/a/", "a/_index.md");
        check("_index.md", "/", "_index.md");
    }

    #[test]
    fn an_address_that_leads_elsewhere_is_refused() {
        for path in [
            "", "/", "..", "../a", "a/../b", "a//b", "a/.git", "a\\b", "a b", "_index/a", "a\nb", "//a",
        ] {
            assert!(Place::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_title_is_made_from_the_last_part() {
        let title = |path| Place::parse(path).map(|place| place.title()).ok();
        assert_eq!(title("sales/first-day").as_deref(), Some("First day"));
        assert_eq!(title("élan/_index").as_deref(), Some("Élan"));
        assert_eq!(title("_index").as_deref(), Some("Home"));
    }
}
