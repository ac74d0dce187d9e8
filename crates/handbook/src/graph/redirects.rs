//! Addresses that lead on: the aliases of pages, and the rules of `content/redirects.yaml`.
//!
//! A rule is `old address: new address`. One that ends in `*` holds for everything below; it serves links in the
//! handbook and hosts that read `_redirects`, since nobody knows which addresses there once were.

use std::collections::{BTreeMap, HashMap};

use super::{Origin, PageId, SiteGraph};
use crate::{
    address::{OutputPath, Permalink},
    diagnostics::Diagnostic,
    source::Source,
    yaml::{self, Document},
};

/// The file of the rules.
pub(crate) const FILE: &str = "content/redirects.yaml";

/// An address that leads on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    /// The file that a browser gets for it.
    pub(crate) output: OutputPath,
    /// Where it leads.
    pub(crate) target: Target,
    /// The file that asks for it, and where.
    pub(crate) origin: (String, Option<std::ops::Range<usize>>),
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To a page, perhaps to one of its anchors.
    Page(PageId, Option<String>),
    /// To another place, by its address.
    Elsewhere(String),
}

/// All redirects.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Redirects {
    /// By address, without the slashes around it.
    exact: BTreeMap<String, Redirect>,
    /// By the address above all that they hold for, without the slashes around it.
    below: BTreeMap<String, Target>,
}

impl Redirects {
    /// Redirects of single addresses, in order, without the slashes around them.
    pub(crate) fn exact(&self) -> impl Iterator<Item = (&str, &Redirect)> {
        self.exact
            .iter()
            .map(|(address, redirect)| (address.as_str(), redirect))
    }

    /// Whether an address, by itself, leads on.
    pub(super) fn has(&self, address: &Permalink) -> bool {
        self.exact.contains_key(address.as_str().trim_matches('/'))
    }

    /// Redirects of everything below an address, in order.
    pub(crate) fn below(&self) -> impl Iterator<Item = (&str, &Target)> {
        self.below
            .iter()
            .map(|(address, target)| (address.as_str(), target))
    }

    /// Where an address leads.
    pub(super) fn target(&self, address: &str) -> Option<&Target> {
        let address = address.trim_matches('/');
        if let Some(redirect) = self.exact.get(address) {
            return Some(&redirect.target);
        }
        let mut above = Some(address).filter(|_| !self.below.is_empty());
        while let Some(folder) = above {
            if let Some(target) = self.below.get(folder) {
                return Some(target);
            }
            above = folder.rfind('/').map(|slash| &folder[..slash]);
        }
        None
    }
}

impl SiteGraph {
    /// Finds the aliases of all pages.
    pub(super) fn connect_aliases(&mut self, findings: &mut Vec<Diagnostic>) {
        let mut exact: BTreeMap<String, Redirect> = BTreeMap::new();
        for (id, page) in self.pages() {
            for alias in &page.meta.aliases {
                let finding = |code, message: String, hint: &str| {
                    let span = page.meta.aliases_span.clone();
                    Diagnostic::error(code, &page.path, message)
                        .at_maybe(span)
                        .hint(hint)
                };
                let Some((address, output)) = address_and_output(alias, &page.permalink) else {
                    let message = format!("the alias `{alias}` is not an address on this site");
                    let hint = "write it from the root, such as `/sales/old-name/`";
                    findings.push(finding("invalid-alias", message, hint));
                    continue;
                };
                let taken_by = match self.page_of(&address) {
                    Some(own) if own == id => continue,
                    Some(other) => Some(other),
                    None => exact.get(&address).and_then(|redirect| redirect.target.page()),
                };
                match taken_by {
                    Some(other) if other != id => {
                        let message = format!("the alias `{alias}` is taken by `{}`", self.page(other).path);
                        let hint = "remove the alias from one of the two pages";
                        findings.push(finding("alias-collision", message, hint));
                    }
                    Some(_) => {}
                    None => {
                        exact.insert(
                            address,
                            Redirect {
                                output,
                                target: Target::Page(id, None),
                                origin: (page.path.clone(), page.meta.aliases_span.clone()),
                            },
                        );
                    }
                }
            }
        }
        self.redirects.exact = exact;
    }

    /// Reads the rules of the handbook.
    pub(super) fn connect_rules(&mut self, source: &Source, findings: &mut Vec<Diagnostic>) {
        let Some(file) = &source.redirects else { return };
        let document = match yaml::parse(&file.path, &file.text) {
            Ok(document) => document,
            Err(finding) => {
                findings.push(*finding);
                return;
            }
        };
        let mut rules: Vec<(String, String)> = Vec::new();
        for (from, to) in &document.root {
            let from = yaml::scalar(from).unwrap_or_default();
            match yaml::scalar(to) {
                Some(to) => rules.push((from, to)),
                None => findings.push(
                    rule_finding(&document, &from, "invalid-redirect", "the new address is missing")
                        .hint("write `/old/: /new/`"),
                ),
            }
        }
        let known: HashMap<String, &str> = rules
            .iter()
            .map(|(from, to)| (from.trim_matches('/').to_owned(), to.as_str()))
            .collect();
        for (from, to) in &rules {
            if let Err(finding) = self.rule(&document, from, to, &known, findings) {
                findings.push(*finding);
            }
        }
    }

    fn rule(
        &mut self,
        document: &Document<'_>,
        from: &str,
        to: &str,
        known: &HashMap<String, &str>,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(), Box<Diagnostic>> {
        let finding = |code, message: String, hint: String| {
            Box::new(rule_finding(document, from, code, &message).hint(hint))
        };
        let last = follow(to, known).ok_or_else(|| {
            let hint = "let one of them lead to a page".to_owned();
            finding("redirect-loop", format!("`{from}` leads in a circle"), hint)
        })?;
        if last != to {
            let message = format!("`{from}` leads to `{to}`, which leads on itself");
            findings.push(
                Diagnostic {
                    severity: crate::diagnostics::Severity::Warning,
                    ..rule_finding(document, from, "redirect-chain", &message)
                }
                .hint(format!("write `{from}: {last}`")),
            );
        }
        let origin = Origin {
            page: None,
            path: FILE,
            span: document.span(&[from]),
        };
        let resolved = self.resolve(last, &origin);
        if let Some(broken) = resolved.finding {
            let hint = broken.hints.into_iter().next().unwrap_or_default();
            return Err(finding(
                "broken-redirect",
                format!("`{from}` leads nowhere: {}", broken.message),
                hint,
            ));
        }
        let target = match resolved.page {
            Some(page) => Target::Page(
                page,
                resolved.href.split_once('#').map(|(_, anchor)| anchor.to_owned()),
            ),
            None => Target::Elsewhere(resolved.href),
        };
        let invalid = || {
            let hint = "write it from the root, such as `/sales/old-name/`, or `/sales/old/*` for all below"
                .to_owned();
            finding(
                "invalid-redirect",
                format!("`{from}` is not an address on this site"),
                hint,
            )
        };
        if let Some(above) = from.strip_suffix("/*").filter(|above| above.starts_with('/')) {
            self.redirects
                .below
                .insert(above.trim_matches('/').to_owned(), target);
            return Ok(());
        }
        let rooted = from
            .starts_with('/')
            .then(|| address_and_output(from, &Permalink::of_parts([])));
        let (address, output) = rooted.flatten().ok_or_else(invalid)?;
        let taken = self
            .page_of(&address)
            .or_else(|| self.redirects.exact.get(&address).and_then(|r| r.target.page()));
        if let Some(page) = taken {
            let hint = "remove the rule, or the page".to_owned();
            return Err(finding(
                "redirect-collision",
                format!("`{from}` is the address of `{}`", self.page(page).path),
                hint,
            ));
        }
        let origin = (FILE.to_owned(), Some(document.span(&[from])));
        self.redirects.exact.insert(
            address,
            Redirect {
                output,
                target,
                origin,
            },
        );
        Ok(())
    }

    fn page_of(&self, address: &str) -> Option<PageId> {
        self.by_permalink
            .get(&Permalink::of_parts(address.split('/')))
            .copied()
    }

    /// The address of a redirect's target, with the base path.
    pub(crate) fn target_href(&self, target: &Target) -> String {
        match target {
            Target::Page(page, None) => self.href(*page),
            Target::Page(page, Some(anchor)) => format!("{}#{anchor}", self.href(*page)),
            Target::Elsewhere(address) => address.clone(),
        }
    }
}

impl Target {
    fn page(&self) -> Option<PageId> {
        match self {
            Self::Page(page, _) => Some(*page),
            Self::Elsewhere(_) => None,
        }
    }
}

fn rule_finding(document: &Document<'_>, from: &str, code: &'static str, message: &str) -> Diagnostic {
    Diagnostic::error(code, document.path, message).at(document.span(&[from]))
}

/// The last address of a chain of rules; none when it is a circle.
fn follow<'a>(to: &'a str, known: &HashMap<String, &'a str>) -> Option<&'a str> {
    let mut last = to;
    for _ in 0..=known.len() {
        match known.get(last.split(['#', '?']).next().unwrap_or(last).trim_matches('/')) {
            Some(next) => last = next,
            None => return Some(last),
        }
    }
    None
}

/// An address without the slashes around it, and its file; relative ones are taken from the parent of `permalink`.
fn address_and_output(address: &str, permalink: &Permalink) -> Option<(String, OutputPath)> {
    let address = address.trim();
    let from_root = match address.strip_prefix('/') {
        Some(rooted) => rooted.to_owned(),
        None => format!("{}{address}", &permalink.parent()?.as_str()[1..]),
    };
    let plain = from_root.trim_matches('/');
    let plain = plain
        .strip_suffix("index.html")
        .map_or(plain, |folder| folder.trim_end_matches('/'));
    let plain = plain.to_owned();
    let file = if plain.ends_with(".html") {
        plain.clone()
    } else {
        format!("{plain}/index.html")
    };
    let fine = !plain.is_empty() && !address.contains(['?', '#', ':', '%', '*']);
    fine.then(|| OutputPath::new(&file))
        .flatten()
        .map(|output| (plain, output))
}
