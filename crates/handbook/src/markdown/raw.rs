//! Raw HTML between Markdown: lets through what is harmless, drops what is not, closes what stays open.

mod opening;

use std::{collections::HashMap, ops::Range};

use super::{
    elements::{self, Fate},
    html::{Piece, RawHtml},
    output::{Mark, Output},
    slug::Anchors,
};
use crate::diagnostics::Diagnostic;

/// Elements further down the stack than this are not ended by others that imply their end.
const MAX_IMPLIED: usize = 64;

/// An element that the author opened.
#[derive(Debug)]
struct Opened {
    name: String,
    span: Range<usize>,
    written: Written,
}

impl Opened {
    fn is_link(&self) -> bool {
        self.name == "a" && self.written == Written::Tag(None)
    }
}

/// What an element left in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// Its tag, under this name when it is not its own.
    Tag(Option<&'static str>),
    /// Nothing.
    Nothing,
    /// Nothing, and what follows goes too when it is closed.
    CutFrom(Mark),
}

/// The elements that are open.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    stack: Vec<Opened>,
    counts: HashMap<String, usize>,
    links: usize,
}

/// Where raw HTML stands: in which file, and within what.
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    /// The text, which knows where its lines stand in the body.
    pub(super) raw: &'a RawHtml,
    /// Where the body starts in the file.
    pub(super) at: usize,
    /// Elements opened below this depth cannot be closed here.
    pub(super) floor: usize,
    /// Whether a link of Markdown is open.
    pub(super) in_link: bool,
    /// Whether the tag of a paragraph is open: no block may stand here.
    pub(super) in_paragraph: bool,
    pub(super) anchors: &'a mut Anchors,
    pub(super) findings: &'a mut Vec<Diagnostic>,
}

impl Place<'_> {
    fn span(&self, range: &Range<usize>) -> Range<usize> {
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.raw.place(last) + range.end - last;
        self.at + self.raw.place(range.start)..self.at + end
    }

    fn left_out(&mut self, message: String, span: Range<usize>, hint: &str) {
        self.findings.push(
            Diagnostic::warning("html-left-out", self.path, message)
                .at(span)
                .hint(hint),
        );
    }
}

/// What a piece of raw HTML amounts to for the writer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// Text between tags, entities as written, at its place in the raw HTML.
    Text(Range<usize>),
    /// An anchor that the author put there.
    Anchor(String, Range<usize>),
    /// A tag was written or dropped; nothing more to do.
    Done,
}

impl OpenElements {
    /// How many are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Which element is the innermost one of the lowest `depth`: where its tag stands.
    pub(super) fn innermost(&self, depth: usize) -> Option<usize> {
        let opened = self.stack.get(depth.checked_sub(1)?)?;
        Some(opened.span.start)
    }

    /// Whether a link is open.
    pub(super) fn has_link(&self) -> bool {
        self.links > 0
    }

    /// Whether code is open.
    pub(super) fn has_code(&self) -> bool {
        ["code", "pre", "kbd", "samp"]
            .iter()
            .any(|name| self.is_open(name))
    }

    /// Whether a paragraph is open.
    pub(super) fn has_paragraph(&self) -> bool {
        self.is_open("p")
    }

    /// Handles one piece of raw HTML.
    pub(super) fn piece(&mut self, piece: Piece<'_>, place: &mut Place<'_>, out: &mut Output) -> Passed {
        match piece {
            Piece::Text(range) => return Passed::Text(range),
            Piece::Comment => {}
            Piece::Dropped { name, range, closed } => {
                let span = place.span(&range);
                let message = format!("`<{name}>` cannot stand in a page and is left out");
                place.left_out(
                    message,
                    span.clone(),
                    "write it in Markdown, or ask for a shortcode",
                );
                if !closed {
                    let written = Written::CutFrom(out.mark());
                    self.push(Opened { name, span, written });
                }
            }
            Piece::Close { name, range } => self.close(&name, &range, place, out),
            Piece::Open {
                name,
                attributes,
                range,
            } => {
                return self.open(name, &attributes, &range, place, out);
            }
        }
        Passed::Done
    }

    fn push(&mut self, opened: Opened) {
        *self.counts.entry(opened.name.clone()).or_default() += 1;
        self.links += usize::from(opened.is_link());
        self.stack.push(opened);
    }

    fn pop(&mut self) -> Option<Opened> {
        let opened = self.stack.pop()?;
        if let Some(count) = self.counts.get_mut(&opened.name) {
            *count -= 1;
        }
        self.links -= usize::from(opened.is_link());
        Some(opened)
    }

    fn is_open(&self, name: &str) -> bool {
        // On most pages nothing is, and this is asked for every piece of text.
        !self.stack.is_empty() && self.counts.get(name).is_some_and(|count| *count > 0)
    }

    /// Closes the elements that end where one of this name starts.
    pub(super) fn imply_ends(
        &mut self,
        name: &str,
        floor: usize,
        path: &str,
        findings: &mut Vec<Diagnostic>,
        out: &mut Output,
    ) {
        let (ended, kept) = elements::ended_by(name);
        if !ended.iter().any(|ended| self.is_open(ended)) {
            return;
        }
        let lowest = floor.max(self.stack.len().saturating_sub(MAX_IMPLIED));
        let mut close_from = None;
        for (position, opened) in self.stack.iter().enumerate().skip(lowest).rev() {
            if kept.contains(&opened.name.as_str()) {
                break;
            }
            if ended.contains(&opened.name.as_str()) {
                close_from = Some(position);
            }
        }
        if let Some(position) = close_from {
            self.close_down_to(position, path, findings, out);
        }
    }

    fn close(&mut self, name: &str, range: &Range<usize>, place: &mut Place<'_>, out: &mut Output) {
        if elements::fate(name) == Fate::Text {
            out.text(&place.raw.text()[range.clone()]);
            return;
        }
        let above = self.stack.get(place.floor..).unwrap_or_default();
        let position = above
            .iter()
            .rposition(|opened| opened.name == name)
            .filter(|_| self.is_open(name));
        match position {
            Some(position) => {
                self.close_down_to(place.floor + position + 1, place.path, place.findings, out);
                match self.pop().map(|opened| opened.written) {
                    Some(Written::Tag(other)) => close_tag(other.unwrap_or(name), out),
                    Some(Written::CutFrom(mark)) => out.cut(mark),
                    Some(Written::Nothing) | None => {}
                }
            }
            None if elements::is_void(name) || name == "p" => {}
            None => {
                let message = format!("`</{name}>` closes nothing that is open here");
                let hint = format!("remove it, or open `<{name}>` in the same paragraph or list item");
                place.findings.push(
                    Diagnostic::warning("stray-html", place.path, message)
                        .at(place.span(range))
                        .hint(hint),
                );
            }
        }
    }

    /// Closes the elements above `depth`, which their author left open.
    pub(super) fn close_down_to(
        &mut self,
        depth: usize,
        path: &str,
        findings: &mut Vec<Diagnostic>,
        out: &mut Output,
    ) {
        while self.stack.len() > depth {
            let Some(Opened { name, span, written }) = self.pop() else {
                return;
            };
            if let Written::Tag(other) = written {
                close_tag(other.unwrap_or(&name), out);
            }
            let reported = elements::may_stay_open(&name) || matches!(written, Written::CutFrom(_));
            if !reported {
                findings.push(
                    Diagnostic::warning("unclosed-html", path, format!("`<{name}>` is not closed"))
                        .at(span)
                        .hint(format!("write `</{name}>` where it ends")),
                );
            }
        }
    }
}

fn close_tag(name: &str, out: &mut Output) {
    out.push("</");
    out.push(name);
    out.push(">");
}

/// The finding for an image that says nothing to those who do not see it.
pub(super) fn missing_alternative(path: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::warning("missing-alternative", path, "this image has no alternative text")
        .at(span)
        .hint("say in a few words what it shows: `![Screenshot of the deck field](deck.png)`")
}
