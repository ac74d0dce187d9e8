//! Who answers for a page: `content/owners.yaml` says how each owner that pages name is reached.

use std::{collections::BTreeMap, ops::Range};

use policy::values::Value as PolicyValue;
use serde::Serialize;

use super::scene::Scene;
use crate::{
    diagnostics::Diagnostic,
    graph::{Origin, PageId, SiteGraph},
    source::Source,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Value},
};

/// The file of the owners.
pub(crate) const FILE: &str = "content/owners.yaml";

/// What may be said of an owner.
const KEYS: [&str; 3] = ["page", "channel", "email"];
const HINT: &str =
    "write `Deal Desk: { channel: \"#deal-desk\", email: deal-desk@example.com }`, or one of them alone";

/// The owners by their names; none where there is no file of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Owners(Option<BTreeMap<String, Contact>>);

/// How an owner is reached.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Contact {
    /// The address of a page about the owner.
    href: Option<String>,
    /// Ways to write to the owner.
    ways: Vec<Way>,
}

/// A way to write to an owner.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Way {
    text: String,
    href: Option<String>,
}

impl Owners {
    /// Reads `content/owners.yaml`: names of owners, and to each a text or a map of ways to reach them.
    pub(crate) fn read(source: &Source, graph: &SiteGraph, findings: &mut Vec<Diagnostic>) -> Self {
        let Some(file) = &source.owners else {
            return Self::default();
        };
        let document = match yaml::parse(&file.path, &file.text) {
            Ok(document) => document,
            Err(finding) => {
                findings.push(*finding);
                return Self::default();
            }
        };
        let mut reader = Reader {
            document: &document,
            graph,
            findings,
        };
        let mut owners = BTreeMap::new();
        for (name, said) in &document.root {
            let name = yaml::scalar(name).unwrap_or_default();
            let contact = reader.contact(&name, said);
            owners.insert(name, contact);
        }
        Self(Some(owners))
    }

    /// How an owner is reached.
    pub(super) fn contact(&self, name: &str) -> Option<&Contact> {
        self.0.as_ref()?.get(name)
    }
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    graph: &'a SiteGraph,
    findings: &'b mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn contact(&mut self, name: &str, said: &Value) -> Contact {
        let mut contact = Contact::default();
        match said {
            Value::Mapping(said) => self.ways(name, said, &mut contact),
            said => match text(said) {
                Some(text) if text.starts_with('/') || is_web(&text) => {
                    contact.href = self.page(&[name], &text);
                }
                Some(text) if is_email(&text) => contact.ways.push(mail(text)),
                Some(text) => contact.ways.push(Way { text, href: None }),
                None => {
                    let message = format!("it is not said how `{name}` is reached");
                    self.push(
                        &[name],
                        Diagnostic::error("invalid-owners", FILE, message).hint(HINT),
                    );
                }
            },
        }
        contact
    }

    fn ways(&mut self, name: &str, said: &Mapping, contact: &mut Contact) {
        for (key, value) in said {
            let key = yaml::scalar(key).unwrap_or_default();
            let at = [name, key.as_str()];
            match (key.as_str(), text(value)) {
                ("page", Some(address)) if address.starts_with('/') || is_web(&address) => {
                    contact.href = self.page(&at, &address);
                }
                ("channel", Some(text)) => contact.ways.push(Way { text, href: None }),
                ("email", Some(address)) if is_email(&address) => contact.ways.push(mail(address)),
                ("page" | "channel" | "email", _) => {
                    let shown = yaml::scalar(value).unwrap_or_else(|| yaml::kind(value).to_owned());
                    let message = match key.as_str() {
                        "email" => format!("`{shown}` is no e-mail address"),
                        "page" => format!("`{shown}` is no address of a page"),
                        _ => format!(
                            "the channel of `{name}` should be text, not {}",
                            yaml::kind(value)
                        ),
                    };
                    self.push(&at, Diagnostic::error("invalid-owners", FILE, message).hint(HINT));
                }
                (unknown, _) => {
                    let message = format!("unknown key `{unknown}` of the owner `{name}`");
                    let finding = Diagnostic::warning("unknown-key", FILE, message);
                    let hint = format!("an owner has {}", KEYS.join(", "));
                    self.push(&at, finding.hint_maybe(did_you_mean(unknown, KEYS)).hint(hint));
                }
            }
        }
    }

    /// The address of a page about an owner. Its anchor is passed on as it is: only where pages are never changes while
    /// they are edited.
    fn page(&mut self, keys: &[&str], address: &str) -> Option<String> {
        if is_web(address) {
            let mut href = String::with_capacity(address.len());
            crate::address::encode(address, &mut href);
            return Some(href);
        }
        let (path, anchor) = match address.find('#') {
            Some(at) => address.split_at(at),
            None => (address, ""),
        };
        let origin = Origin {
            page: None,
            path: FILE,
            span: self.document.span(keys),
        };
        let resolved = self.graph.resolve(path, &origin);
        self.findings.extend(resolved.finding);
        let mut href = resolved.href;
        if !href.contains('#') {
            crate::address::encode(anchor, &mut href);
        }
        Some(href)
    }

    fn push(&mut self, keys: &[&str], finding: Diagnostic) {
        self.findings.push(finding.at(self.document.span(keys)));
    }
}

/// A page whose owner is not among those that are told of.
pub(super) fn check(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) {
    let page = scene.graph.page(id);
    let (Some(owners), Some(owner)) = (&scene.owners.0, &page.meta.owner) else {
        return;
    };
    if owners.contains_key(owner) {
        return;
    }
    let text = scene.source.text(&page.path).unwrap_or_default();
    let known = owners.keys().map(String::as_str);
    let message = format!("`{owner}` is none of the owners in `{FILE}`");
    findings.push(
        Diagnostic::warning("unknown-owner", &page.path, message)
            .at_maybe(line(text))
            .hint_maybe(did_you_mean(owner, known))
            .hint("add the owner there, with a way to reach them"),
    );
}

/// The owner of a value who is not among those that are told of; `owner` is where the value names them.
pub(super) fn check_value(
    scene: &Scene<'_>,
    value: &PolicyValue,
    path: &str,
    owner: &Range<usize>,
) -> Option<Diagnostic> {
    let owners = scene.owners.0.as_ref()?;
    let name = value.owner.as_ref().filter(|name| !owners.contains_key(*name))?;
    let message = format!("`{name}` is none of the owners in `{FILE}`");
    let finding = Diagnostic::warning("unknown-owner", path, message)
        .at(owner.clone())
        .hint_maybe(did_you_mean(name, owners.keys().map(String::as_str)))
        .hint("add the owner there, with a way to reach them");
    Some(finding)
}

/// Where the line of the owner stands in the text of a page.
fn line(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("owner:") {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

fn text(value: &Value) -> Option<String> {
    let text = yaml::scalar(value)?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn mail(text: String) -> Way {
    let href = Some(format!("mailto:{text}"));
    Way { text, href }
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether a text is an e-mail address of plain letters, as it can stand in a link.
fn is_email(text: &str) -> bool {
    let is = |part: &str, marks: &str| {
        let mut letters = part.chars();
        !part.is_empty() && letters.all(|letter| letter.is_ascii_alphanumeric() || marks.contains(letter))
    };
    text.split_once('@')
        .is_some_and(|(name, host)| is(name, "._+-") && is(host, ".-") && !host.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_channel() {
        for good in ["deal-desk@example.com", "a.b+c_d@x"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "#deal-desk",
            "@deal-desk",
            "a@",
            "a b@example.com",
            "a@b?subject=x",
            "a@b@c",
            "a%0a@b",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert_eq!(line("---\ntitle: A\nowner: B \n---\n"), Some(13..21));
    }
}
