//! The glossary on pages: the first time that a word of it stands in the prose of a page, its meaning is beside it; and the
//! page that lists all words.

use std::ops::Range;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use serde::Serialize;

use super::{body, said::end_of_tag, scene::Scene, templates::Templates};
use crate::{
    diagnostics::Diagnostic,
    glossary::{self, Glossary, Term},
    graph::{Origin, PageId},
    page::Kind,
};

/// What stands in these is no prose, or leads somewhere already.
const NO_PROSE: [&str; 18] = [
    "a",
    "abbr",
    "button",
    "code",
    "dfn",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "handbook-calculator",
    "kbd",
    "label",
    "pre",
    "samp",
    "script",
    "style",
];
/// Tables that are made from the policy.
const MADE: [&str; 2] = ["policy-cases", "policy-table"];

/// A word on the page of all words.
#[derive(Serialize)]
struct TermView<'a> {
    id: &'a str,
    word: &'a str,
    title: Option<&'a str>,
    /// HTML.
    text: String,
    page: Option<MoreView>,
}

/// Where to read on.
#[derive(Serialize)]
struct MoreView {
    title: String,
    href: String,
}

/// What stands on the page of all words, below what its author wrote; none on other pages.
pub(super) fn part(
    scene: &Scene<'_>,
    id: PageId,
    templates: &Templates,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    if scene.graph.page(id).kind != Kind::Glossary {
        return None;
    }
    let terms = scene.glossary.terms().iter();
    let terms: Vec<TermView<'_>> = terms.map(|term| view(scene, id, term, findings)).collect();
    match templates.partial("glossary", "terms", &terms) {
        Ok(html) => Some(html),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

fn view<'a>(scene: &Scene<'_>, id: PageId, term: &'a Term, findings: &mut Vec<Diagnostic>) -> TermView<'a> {
    let definition = term.definition.as_ref();
    let text = definition.map(|page| body::fill_with(scene, id, page, findings));
    let page = term.page.as_ref().map(|reference| {
        let origin = Origin {
            page: None,
            path: glossary::FILE,
            span: reference.span.clone(),
        };
        let resolved = scene.graph.resolve(&reference.target, &origin);
        findings.extend(resolved.finding);
        MoreView {
            title: resolved.page.map_or_else(
                || reference.target.clone(),
                |page| scene.graph.title(page).to_owned(),
            ),
            href: resolved.href,
        }
    });
    TermView {
        id: &term.anchor,
        word: &term.word,
        title: term.title.as_deref(),
        text: text.as_deref().map(inner).unwrap_or_default().to_owned(),
        page,
    }
}

/// A paragraph without its tags.
fn inner(html: &str) -> &str {
    let html = html.trim();
    let inner = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"));
    inner.unwrap_or(html)
}

/// Puts its meaning beside each word of the glossary where it stands first in prose.
pub(super) fn mark(scene: &Scene<'_>, id: PageId, html: String) -> String {
    if scene.glossary.is_empty() || scene.graph.page(id).kind != Kind::Written {
        return html;
    }
    let places = first(scene.glossary.find(&html), &html);
    if places.is_empty() {
        return html;
    }
    let base = scene.graph.base().path();
    let mut marked = String::with_capacity(html.len() + places.len() * 256);
    let mut written = 0;
    for (number, place) in places {
        let Some(term) = scene.glossary.term(number) else {
            continue;
        };
        marked.push_str(&html[written..place.start]);
        push(term, base, &html[place.clone()], &mut marked);
        written = place.end;
    }
    marked.push_str(&html[written..]);
    marked
}

/// Each word that stands in the prose of HTML, by its number, and where it stands first.
pub(crate) fn terms_in(glossary: &Glossary, html: &str) -> Vec<(usize, Range<usize>)> {
    first(glossary.find(html), html)
}

fn first(found: impl Iterator<Item = (usize, Range<usize>)>, html: &str) -> Vec<(usize, Range<usize>)> {
    let mut places: Vec<(usize, Range<usize>)> = Vec::new();
    let mut reader = Reader::new(html);
    for (number, place) in found {
        let is_shown = places.iter().any(|(shown, _)| *shown == number);
        if !is_shown && is_whole(html, &place) && reader.is_prose(place.start) {
            places.push((number, place));
        }
    }
    places
}

fn push(term: &Term, base: &str, word: &str, out: &mut String) {
    let mut href = format!("{base}{}#", glossary::permalink());
    crate::address::encode(&term.anchor, &mut href);
    out.push_str("<span class=\"term\"><a href=\"");
    // Writing to a string cannot fail.
    let _ = escape_html(&mut *out, &href);
    out.push_str("\" aria-describedby=\"term:");
    let _ = escape_html(&mut *out, &term.anchor);
    out.push_str("\">");
    out.push_str(word);
    out.push_str("</a><span class=\"policy-note\" id=\"term:");
    let _ = escape_html(&mut *out, &term.anchor);
    out.push_str("\" hidden>");
    if let Some(title) = &term.title {
        out.push_str("<b>");
        let _ = escape_html_body_text(&mut *out, title);
        out.push_str("</b> ");
    }
    out.push_str(&term.note);
    out.push_str("</span></span>");
}

/// Whether a word ends where the found one does, at both sides.
fn is_whole(html: &str, place: &Range<usize>) -> bool {
    let (before, rest) = html.split_at(place.start);
    let (word, after) = rest.split_at(place.len());
    let ends =
        |one: Option<char>, other: Option<char>| one.zip(other).is_none_or(|(one, other)| !joins(one, other));
    let is_entity = before.ends_with(['&', '#']) && after.starts_with(';');
    !is_entity
        && ends(before.chars().next_back(), word.chars().next())
        && ends(word.chars().next_back(), after.chars().next())
}

/// Whether two characters beside each other belong to one word.
fn joins(one: char, other: char) -> bool {
    let is_part = |letter: char| (letter.is_alphanumeric() || letter == '_') && !is_dense(letter);
    is_part(one) && is_part(other)
}

/// Whether a character belongs to a script without spaces: Thai to Khmer, kana, ideographs.
fn is_dense(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Goes through HTML as far as it is asked about.
struct Reader<'h> {
    html: &'h str,
    at: usize,
    /// The name of the open element that has no prose, and how many of this name are open.
    within: Option<(&'h str, usize)>,
}

impl<'h> Reader<'h> {
    fn new(html: &'h str) -> Self {
        Self {
            html,
            at: 0,
            within: None,
        }
    }

    /// Whether prose stands at a byte; it is asked in the order of the text.
    fn is_prose(&mut self, place: usize) -> bool {
        while self.at <= place {
            let rest = &self.html[self.at..];
            let Some(open) = memchr::memchr(b'<', rest.as_bytes()).filter(|open| self.at + open <= place)
            else {
                return self.within.is_none();
            };
            let tag = &rest[open..];
            let end = end_of_tag(tag);
            self.tag(&tag[..end]);
            self.at += open + end;
        }
        false
    }

    fn tag(&mut self, tag: &'h str) {
        let (is_end, inner) = match tag.strip_prefix("</") {
            Some(inner) => (true, inner),
            None => (false, &tag[1..]),
        };
        let length = inner.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        let name = &inner[..length.unwrap_or(inner.len())];
        match &mut self.within {
            Some((open, count)) if *open == name => {
                *count = if is_end { *count - 1 } else { *count + 1 };
                if *count == 0 {
                    self.within = None;
                }
            }
            Some(_) => {}
            None if !is_end && has_no_prose(name, tag) => self.within = Some((name, 1)),
            None => {}
        }
    }
}

fn has_no_prose(name: &str, tag: &str) -> bool {
    NO_PROSE.contains(&name)
        || name == "span" && tag.contains(" hidden")
        || name == "div" && MADE.iter().any(|class| tag.contains(class))
}
