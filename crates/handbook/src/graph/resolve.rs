//! What a link leads to: one resolver for every way in which authors write addresses.
//!
//! Root-relative with or without the last slash, relative to the file or to the page, `.md`, `.html`, `index.html`, or
//! absolute to one of the site's own hosts: all come out as the one canonical address.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use super::{PageId, SiteGraph, Target};
use crate::{
    address::{Permalink, decode, encode, encode_path},
    diagnostics::Diagnostic,
    made,
    markdown::slug::other_spellings,
    page::Kind,
    suggest::{nearest, nearest_above},
    tags,
};

/// So many comparisons at most go into "did you mean" for one page.
const MAX_COMPARISONS: usize = 1_500_000;

/// Where a link stands.
#[derive(Clone, Debug)]
pub(crate) struct Origin<'a> {
    /// The page, when it is one.
    pub(crate) page: Option<PageId>,
    /// The file.
    pub(crate) path: &'a str,
    /// Its bytes.
    pub(crate) span: Range<usize>,
}

impl Origin<'_> {
    fn error(&self, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::error(code, self.path, message).at(self.span.clone())
    }

    fn warning(&self, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::warning(code, self.path, message).at(self.span.clone())
    }
}

/// An address as it goes into the page, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// The canonical address, percent-encoded.
    pub(crate) href: String,
    /// The file below `content/` that it leads to, when it is one.
    pub(crate) file: Option<String>,
    /// The page that it leads to, when it is one.
    pub(crate) page: Option<PageId>,
    /// What is wrong.
    pub(crate) finding: Option<Diagnostic>,
    /// The tags whose pages were looked for, whether there are any or not.
    pub(crate) tags: Vec<String>,
}

impl Resolved {
    pub(crate) fn as_written(target: &str, finding: Option<Diagnostic>) -> Self {
        let mut href = String::with_capacity(target.len());
        encode(target, &mut href);
        Self {
            href,
            file: None,
            page: None,
            finding,
            tags: Vec::new(),
        }
    }
}

/// What the author of a link may mean by its path.
#[derive(Clone, Copy)]
enum Meaning {
    /// From the root, or from the folder of the file.
    First,
    /// Below the base path, or from the page.
    Second,
}

const MEANINGS: [Meaning; 2] = [Meaning::First, Meaning::Second];

/// What lies at an address.
enum Found<'a> {
    /// A page, and an anchor on it when a redirect names one.
    Page(PageId, Option<&'a str>),
    /// Another place, by its address.
    Elsewhere(&'a str),
}

struct Parts<'t> {
    path: &'t str,
    query: &'t str,
    fragment: Option<&'t str>,
}

fn split(target: &str) -> Parts<'_> {
    let (rest, fragment) = match target.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (target, None),
    };
    let at = rest.find('?').unwrap_or(rest.len());
    Parts {
        path: &rest[..at],
        query: &rest[at..],
        fragment,
    }
}

impl SiteGraph {
    /// Finds out what `target` leads to.
    pub(crate) fn resolve(&self, target: &str, origin: &Origin<'_>) -> Resolved {
        let target = target.trim();
        if target.is_empty() {
            let finding = origin.warning("empty-link", "this link leads nowhere".to_owned());
            return Resolved::as_written("", Some(finding.hint("put an address between the parentheses")));
        }
        if let Some(host_and_path) = target.strip_prefix("//") {
            return self.resolve_host(target, host_and_path, origin);
        }
        if let Some((scheme, rest)) = scheme_of(target) {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" => match rest.strip_prefix("//") {
                    Some(host_and_path) => self.resolve_host(target, host_and_path, origin),
                    None => Resolved::as_written(target, Some(mistyped_scheme(scheme, origin))),
                },
                other if is_mistyped(other) => {
                    Resolved::as_written(target, Some(mistyped_scheme(scheme, origin)))
                }
                _ => Resolved::as_written(target, None),
            };
        }
        self.resolve_internal(target, target, origin)
    }

    /// The page that `target` leads to, where it leads to one; what is wrong with it is not looked for.
    pub(crate) fn page_of_link(&self, target: &str, origin: &Origin<'_>) -> Option<PageId> {
        let target = target.trim();
        let scheme = scheme_of(target);
        let is_web = |(scheme, _): &(&str, &str)| {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        };
        if !scheme.as_ref().is_none_or(is_web) {
            return None;
        }
        let after = scheme.map_or(target, |(_, rest)| rest);
        let below = match after.strip_prefix("//") {
            Some(host_and_path) => self.below_host(host_and_path)?,
            None if scheme.is_some() => return None,
            None => target.to_owned(),
        };
        let path = decode(split(&below).path);
        if path.is_empty() {
            return None;
        }
        for meaning in MEANINGS {
            let Some(candidate) = self.candidate(meaning, &path, origin) else {
                continue;
            };
            match self.target_at(&candidate) {
                Some(Found::Page(page, _)) => return Some(page),
                Some(Found::Elsewhere(_)) => return None,
                None if self.files.contains(candidate.trim_matches('/')) => return None,
                // Whether it is the page of a tag changes more often than which pages there are.
                None if tags::meant(&candidate).is_some() => return None,
                None => {}
            }
        }
        None
    }

    /// The address on this site that an address with its host means; none on another host.
    fn below_host(&self, host_and_path: &str) -> Option<String> {
        let (host, path) =
            host_and_path.split_at(host_and_path.find(['/', '?', '#']).unwrap_or(host_and_path.len()));
        let host = host.to_ascii_lowercase();
        let below_base = path
            .strip_prefix(self.base.path())
            .filter(|_| self.base.host() == Some(&host))
            .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let below = below_base.or_else(|| self.hosts.contains(&host).then_some(path))?;
        Some(match below.starts_with('/') {
            true => below.to_owned(),
            false => format!("/{below}"),
        })
    }

    fn resolve_host(&self, target: &str, host_and_path: &str, origin: &Origin<'_>) -> Resolved {
        match self.below_host(host_and_path) {
            Some(below) => self.resolve_internal(&below, target, origin),
            None => Resolved::as_written(target, None),
        }
    }

    fn resolve_internal(&self, target: &str, written: &str, origin: &Origin<'_>) -> Resolved {
        let parts = split(target);
        if parts.path.is_empty() {
            let Some(page) = origin.page else {
                return Resolved::as_written(target, None);
            };
            let (fragment, finding) = self.anchor(page, parts.fragment.unwrap_or_default(), written, origin);
            let mut href = String::new();
            encode(parts.query, &mut href);
            href.push('#');
            encode(&fragment, &mut href);
            return Resolved {
                href,
                file: None,
                page: None,
                finding,
                tags: Vec::new(),
            };
        }
        let path = decode(parts.path);
        let mut tags = Vec::new();
        for meaning in MEANINGS {
            let Some(candidate) = self.candidate(meaning, &path, origin) else {
                continue;
            };
            match self.target_at(&candidate) {
                Some(Found::Page(page, anchor)) => {
                    let resolved = self.to_page(page, anchor, &parts, written, origin);
                    return Resolved { tags, ..resolved };
                }
                Some(Found::Elsewhere(href)) => {
                    return Resolved {
                        href: href.to_owned(),
                        file: None,
                        page: None,
                        finding: None,
                        tags,
                    };
                }
                None => {}
            }
            let file = candidate.trim_matches('/');
            if self.files.contains(file) {
                return Resolved {
                    href: self.address_of(file, &parts),
                    file: Some(file.to_owned()),
                    page: None,
                    finding: None,
                    tags,
                };
            }
            let made = Permalink::of_parts(file.trim_end_matches("index.html").split('/'));
            tags.extend(tags::meant(made.as_str()).map(str::to_owned));
            if self.is_made(&made) {
                return Resolved {
                    href: self.address_of(&made.as_str()[1..], &parts),
                    file: None,
                    page: None,
                    finding: None,
                    tags,
                };
            }
        }
        let finding = self.broken_link(&path, written, origin);
        let mut resolved = Resolved::as_written(target, Some(finding));
        resolved.tags = tags;
        if target.starts_with('/') {
            resolved.href.insert_str(0, self.base.path());
        }
        resolved
    }

    /// The address of what lies at a path of the site, with query and fragment as they are written.
    fn address_of(&self, path: &str, parts: &Parts<'_>) -> String {
        let mut href = format!("{}/", self.base.path());
        encode_path(path, &mut href);
        encode(parts.query, &mut href);
        if let Some(fragment) = parts.fragment {
            href.push('#');
            encode(fragment, &mut href);
        }
        href
    }

    fn to_page(
        &self,
        page: PageId,
        anchor: Option<&str>,
        parts: &Parts<'_>,
        written: &str,
        origin: &Origin<'_>,
    ) -> Resolved {
        let fragment = parts.fragment.or(anchor).filter(|fragment| !fragment.is_empty());
        let address = self.page(page).permalink.as_str();
        let rest = parts.query.len() + fragment.map_or(0, |fragment| fragment.len() + 1);
        let mut href = String::with_capacity(self.base.path().len() + address.len() + rest);
        href.push_str(self.base.path());
        encode_path(address, &mut href);
        encode(parts.query, &mut href);
        let mut finding = None;
        if let Some(fragment) = fragment {
            let (fragment, found) = self.anchor(page, fragment, written, origin);
            href.push('#');
            encode(&fragment, &mut href);
            finding = found;
        }
        Resolved {
            href,
            file: None,
            page: Some(page),
            finding,
            tags: Vec::new(),
        }
    }

    /// The address that a path has when it is meant so, normalised to `/a/b`; none where it cannot be meant so.
    fn candidate(&self, meaning: Meaning, path: &str, origin: &Origin<'_>) -> Option<String> {
        let rooted = path.starts_with('/');
        match meaning {
            Meaning::First if rooted => Some(normalise("", path)),
            Meaning::First => {
                let below = origin.path.strip_prefix("content/").unwrap_or(origin.path);
                let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
                Some(normalise(folder, path))
            }
            Meaning::Second if rooted => {
                let base = Some(self.base.path()).filter(|base| !base.is_empty())?;
                Some(normalise("", path.strip_prefix(base)?))
            }
            Meaning::Second => {
                let page = self.page(origin.page?);
                Some(normalise(page.permalink.as_str(), path))
            }
        }
    }

    /// What lies at an address: a page, or a redirect to one or to another place.
    fn target_at(&self, address: &str) -> Option<Found<'_>> {
        let mut whole = String::with_capacity(address.len() + 1);
        let mut find = |address: &str| {
            whole.clear();
            whole.push_str(address.trim_end_matches('/'));
            whole.push('/');
            if let Some(page) = self.by_permalink.get(whole.as_str()) {
                return Some(Found::Page(*page, None));
            }
            self.redirects.target(address).map(|target| match target {
                Target::Page(page, anchor) => Found::Page(*page, anchor.as_deref()),
                Target::Elsewhere(href) => Found::Elsewhere(href),
            })
        };
        if let Some(found) = find(address) {
            return Some(found);
        }
        let stem = [".html.md", ".md", ".html"]
            .iter()
            .find_map(|ending| address.strip_suffix(ending))?;
        let folder = ["/_index", "/index"]
            .iter()
            .find_map(|name| stem.strip_suffix(name))
            .unwrap_or(stem);
        find(folder)
    }

    /// The anchor on `page` that `fragment` means, and what is wrong with it.
    fn anchor<'f>(
        &'f self,
        page: PageId,
        fragment: &'f str,
        written: &str,
        origin: &Origin<'_>,
    ) -> (Cow<'f, str>, Option<Diagnostic>) {
        let fragment = decode(fragment);
        let target = self.page(page);
        let body = &target.body;
        if fragment.is_empty() || fragment == "top" || body.anchors.contains_key(fragment.as_ref()) {
            return (fragment, None);
        }
        let plain = fragment.trim_end_matches('/').to_lowercase();
        let meant = self
            .spellings(page)
            .get(&plain)
            .and_then(|index| body.headings.get(*index));
        if let Some(heading) = meant {
            let finding = origin
                .warning(
                    "anchor-spelling",
                    format!("the anchor of `{written}` is spelt `{}` here", heading.id),
                )
                .hint(format!("write `#{}`", heading.id));
            return (Cow::Borrowed(heading.id.as_str()), Some(finding));
        }
        let anchors = body.anchors.keys().map(String::as_str);
        let near = self
            .may_guess(origin, body.anchors.len())
            .then(|| nearest(&plain, anchors))
            .flatten();
        let place = match target.kind {
            Kind::Written | Kind::Path => target.path.as_str(),
            Kind::Value(_) | Kind::Values | Kind::Glossary | Kind::List(_) | Kind::Paths => {
                target.permalink.as_str()
            }
        };
        let finding = origin.error("broken-anchor", format!("`{place}` has no anchor `{fragment}`"));
        let finding = match near {
            Some(near) => finding.hint(format!("did you mean `#{near}`?")),
            None => finding.hint(
                "link to the page without an anchor, or give the heading this anchor: `## Heading {#anchor}`",
            ),
        };
        (fragment, Some(finding))
    }

    /// Whether each link of the page may be compared with so many names before the reader of the findings gets tired.
    fn may_guess(&self, origin: &Origin<'_>, candidates: usize) -> bool {
        let links = origin.page.map_or(1, |page| self.page(page).body.holes.len());
        links.saturating_mul(candidates) <= MAX_COMPARISONS
    }

    /// The headings of a page by the anchors that other generators would give them.
    fn spellings(&self, PageId(index): PageId) -> &HashMap<String, usize> {
        let headings = self.pages.get(index).map_or(&[][..], |page| &page.body.headings);
        let collect = || {
            let mut spellings = HashMap::new();
            for (index, heading) in headings.iter().enumerate() {
                spellings.entry(heading.id.clone()).or_insert(index);
            }
            for (index, heading) in headings.iter().enumerate() {
                for spelling in other_spellings(&heading.text, &heading.source) {
                    spellings.entry(spelling).or_insert(index);
                }
            }
            spellings
        };
        self.spellings[index].get_or_init(collect)
    }

    /// An address relative to a file can only mean this handbook; one from the root may be served by something else.
    fn broken_link(&self, path: &str, written: &str, origin: &Origin<'_>) -> Diagnostic {
        let message = format!("broken link to `{written}`");
        let address = self.candidate(Meaning::First, path, origin).unwrap_or_default();
        let wanted = Permalink::of_source(address.trim_matches('/'));
        if let Some(left_out) = self.left_out.get(&wanted) {
            return origin
                .warning(
                    "broken-link",
                    format!("`{left_out}` is left out of the site, so this link leads nowhere"),
                )
                .hint("publish that page, or take the link out");
        }
        let finding = if path.starts_with('/') && !path.ends_with(".md") {
            origin.warning("broken-link", message)
        } else {
            origin.error("broken-link", message)
        };
        let near = self.page_named(wanted.last()).or_else(|| {
            let above = std::iter::successors(wanted.parent(), Permalink::parent);
            let above = above
                .filter_map(|permalink| self.by_permalink.get(&permalink))
                .next()?;
            let beside = self.children_like(*above, wanted.as_str());
            let beside = beside.into_iter().map(|id| self.page(id).permalink.as_str());
            nearest_above(0.85, wanted.as_str(), beside)
        });
        match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None if wanted == made::at(made::CHANGELOG) => {
                finding.hint("it is made from the history of a git repository, and there is none")
            }
            None if tags::meant(&address).is_some_and(|slug| !slug.is_empty()) => {
                finding.hint("no page has this tag; take the link out, or give the tag to a page")
            }
            None if is_file(&address) => finding.hint(format!(
                "put the file at `content{address}`, or take the link out"
            )),
            None => finding.hint(format!(
                "write `content{}_index.md`, or take the link out",
                wanted.as_str()
            )),
        }
    }
}

/// Whether an address is that of a file and not of a page: its name has an ending.
fn is_file(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let letters = ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    (2..=5).contains(&ending.len()) && letters && !matches!(ending, "md" | "html" | "htm")
}

/// Joins a path to a folder and works out `.` and `..`: `/a/b`.
fn normalise(folder: &str, path: &str) -> String {
    let mut address = String::with_capacity(folder.len() + path.len() + 2);
    // Most links are written as they are meant: only the slash at the end goes.
    if folder.is_empty() && path.starts_with('/') && !path.contains("//") && !path.contains("/.") {
        address.push_str(
            path.strip_suffix('/')
                .filter(|path| !path.is_empty())
                .unwrap_or(path),
        );
        return address;
    }
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => address.truncate(address.rfind('/').unwrap_or(0)),
            part => {
                address.push('/');
                address.push_str(part);
            }
        }
    }
    if address.is_empty() {
        address.push('/');
    }
    address
}

/// The scheme of an address and what follows its colon.
fn scheme_of(target: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = target.split_once(':')?;
    let letters = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    letters.then_some((scheme, rest))
}

fn is_mistyped(scheme: &str) -> bool {
    let known = [
        "mailto", "tel", "sms", "ftp", "slack", "webcal", "chrome", "ssh", "git", "zoommtg", "vscode", "sip",
    ];
    !known.contains(&scheme) && nearest(scheme, ["http", "https"]).is_some() && scheme.len() < 8
}

fn mistyped_scheme(scheme: &str, origin: &Origin<'_>) -> Diagnostic {
    origin
        .warning(
            "mistyped-address",
            format!("an address does not start with `{scheme}:`"),
        )
        .hint("did you mean `https://`?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_and_never_leave_the_root() {
        assert_eq!(normalise("a/b", "../c.md"), "/a/c.md");
        assert_eq!(normalise("a", "/x"), "/a/x");
        assert_eq!(normalise("", "../../.."), "/");
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme_of("https://x").map(|s| s.0), Some("https"));
        assert_eq!(scheme_of("a/b:c"), None);
        assert!(is_mistyped("hhttps") && is_mistyped("ttps") && !is_mistyped("mailto"));
    }
}
