//! Raw HTML between Markdown: lets through what is harmless, drops what is not, closes what stays open.

use std::ops::Range;

use super::{
    html::{self, Fate, Piece},
    output::Output,
};
use crate::{
    diagnostics::Diagnostic,
    page::{HoleKind, Reference},
};

/// An element that the author opened.
#[derive(Debug)]
struct Opened {
    name: String,
    span: Range<usize>,
    /// Whether its tags are in the output.
    written: bool,
}

/// The elements that are open.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    stack: Vec<Opened>,
}

/// Where raw HTML comes from and where its findings go.
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    /// Where the raw HTML starts in the file.
    pub(super) at: usize,
    pub(super) findings: &'a mut Vec<Diagnostic>,
}

impl Place<'_> {
    fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
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

    /// Handles one piece of raw HTML. Elements opened below `floor` cannot be closed here.
    pub(super) fn piece(
        &mut self,
        raw: &str,
        piece: Piece<'_>,
        floor: usize,
        place: &mut Place<'_>,
        out: &mut Output,
    ) -> Passed {
        match piece {
            Piece::Text(range) => return Passed::Text(range),
            Piece::Dropped { name: "", .. } => {}
            Piece::Dropped { name, range } => place.findings.push(
                Diagnostic::warning(
                    "html-left-out",
                    place.path,
                    format!("`<{name}>` cannot stand in a page and is left out"),
                )
                .at(place.span(&range))
                .hint("write it in Markdown, or ask for a shortcode"),
            ),
            Piece::Close { name, range } => self.close(raw, &name, &range, floor, place, out),
            Piece::Open {
                name,
                attributes,
                range,
            } => {
                return self.open(raw, name, &attributes, &range, place, out);
            }
        }
        Passed::Done
    }

    fn open(
        &mut self,
        raw: &str,
        name: String,
        attributes: &[(String, String)],
        range: &Range<usize>,
        place: &mut Place<'_>,
        out: &mut Output,
    ) -> Passed {
        let span = place.span(range);
        let of = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        match html::fate(&name) {
            Fate::Text => {
                place.findings.push(
                    Diagnostic::warning(
                        "unknown-element",
                        place.path,
                        format!("`<{name}>` is no HTML element and is shown as text"),
                    )
                    .at(span)
                    .hint(format!("put a placeholder in backticks: `` `<{name}>` ``")),
                );
                out.text(&raw[range.clone()]);
                return Passed::Done;
            }
            Fate::Unwrapped | Fate::Removed => {
                self.stack.extend((!html::is_void(&name)).then_some(Opened {
                    name,
                    span,
                    written: false,
                }));
                return Passed::Done;
            }
            Fate::Passes => {}
        }
        let icon = matches!(name.as_str(), "i" | "span") && of("class").is_some_and(is_icon);
        if icon {
            self.stack.push(Opened {
                name,
                span,
                written: false,
            });
            return Passed::Done;
        }
        if name == "iframe" {
            let source = of("src").unwrap_or_default().to_owned();
            if !source.is_empty() && html::address_passes(&source) {
                out.push("<a class=\"embed\"");
                out.hole(HoleKind::Link(Reference {
                    target: source.clone(),
                    span: span.clone(),
                }));
                out.push(">");
                out.text(of("title").unwrap_or(&source));
                out.push("</a>");
            }
            self.stack.push(Opened {
                name,
                span,
                written: false,
            });
            return Passed::Done;
        }
        if name == "img" && of("alt").is_none() {
            place.findings.push(missing_alternative(place.path, span.clone()));
        }
        out.push("<");
        out.push(&name);
        let mut anchor = None;
        for (key, value) in attributes {
            let names_place = key == "id" || (name == "a" && key == "name");
            if (name == "a" && key == "href")
                || (key == "src" && matches!(name.as_str(), "img" | "video" | "audio" | "source" | "track"))
            {
                if !html::address_passes(value) {
                    let message = format!("an address that runs code is left out of `<{name}>`");
                    place.findings.push(
                        Diagnostic::warning("html-left-out", place.path, message)
                            .at(span.clone())
                            .hint("link to a page instead"),
                    );
                    continue;
                }
                let reference = Reference {
                    target: value.clone(),
                    span: span.clone(),
                };
                out.hole(if key == "href" {
                    HoleKind::Link(reference)
                } else {
                    HoleKind::Image(reference)
                });
            } else if names_place {
                out.attribute("id", value);
                anchor = Some(value.clone());
            } else if html::attribute_passes(key) {
                out.attribute(key, value);
            }
        }
        if name == "img" && of("alt").is_none() {
            out.attribute("alt", "");
        }
        out.push(">");
        if !html::is_void(&name) {
            self.stack.push(Opened {
                name,
                span: span.clone(),
                written: true,
            });
        }
        anchor.map_or(Passed::Done, |anchor| Passed::Anchor(anchor, span))
    }

    fn close(
        &mut self,
        raw: &str,
        name: &str,
        range: &Range<usize>,
        floor: usize,
        place: &mut Place<'_>,
        out: &mut Output,
    ) {
        if html::fate(name) == Fate::Text {
            out.text(&raw[range.clone()]);
            return;
        }
        let position = self
            .stack
            .iter()
            .rposition(|opened| opened.name == name)
            .filter(|position| *position >= floor);
        match position {
            Some(position) => {
                self.close_down_to(position + 1, place.path, place.findings, out);
                if self.stack.pop().is_some_and(|opened| opened.written) {
                    out.push("</");
                    out.push(name);
                    out.push(">");
                }
            }
            None if html::is_void(name) => {}
            None => place.findings.push(
                Diagnostic::warning(
                    "stray-html",
                    place.path,
                    format!("`</{name}>` closes nothing that is open here"),
                )
                .at(place.span(range))
                .hint(format!(
                    "remove it, or open `<{name}>` in the same paragraph or list item"
                )),
            ),
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
            let Some(Opened { name, span, written }) = self.stack.pop() else {
                return;
            };
            if written {
                out.push("</");
                out.push(&name);
                out.push(">");
            }
            if !html::may_stay_open(&name) {
                findings.push(
                    Diagnostic::warning("unclosed-html", path, format!("`<{name}>` is not closed"))
                        .at(span)
                        .hint(format!("write `</{name}>` where it ends")),
                );
            }
        }
    }
}

/// The finding for an image that says nothing to those who do not see it.
pub(super) fn missing_alternative(path: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::warning("missing-alternative", path, "this image has no alternative text")
        .at(span)
        .hint("say in a few words what it shows: `![Screenshot of the deck field](deck.png)`")
}

fn is_icon(classes: &str) -> bool {
    classes
        .split_whitespace()
        .any(|class| matches!(class, "fa" | "fas" | "far" | "fab" | "fal") || class.starts_with("fa-"))
}
