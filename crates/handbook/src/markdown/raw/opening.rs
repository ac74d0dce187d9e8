//! Opening tags of raw HTML.

use std::ops::Range;

use super::{OpenElements, Opened, Passed, Place, Written, missing_alternative};
use crate::{
    diagnostics::Diagnostic,
    markdown::{
        elements::{self, Fate},
        html::decode_entities,
        output::Output,
    },
    page::{HoleKind, Reference},
};

impl OpenElements {
    /// Handles an opening tag.
    pub(super) fn open(
        &mut self,
        name: String,
        attributes: &[(String, &str)],
        range: &Range<usize>,
        place: &mut Place<'_>,
        out: &mut Output,
    ) -> Passed {
        let span = place.span(range);
        let of = |wanted: &str| {
            let mut attributes = attributes.iter();
            attributes
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| decode_entities(value))
        };
        match elements::fate(&name) {
            Fate::Text => {
                let message = format!("`<{name}>` is no HTML element and is shown as text");
                place.findings.push(
                    Diagnostic::warning("unknown-element", place.path, message)
                        .at(span)
                        .hint(format!("put a placeholder in backticks: `` `<{name}>` ``")),
                );
                out.text(&place.raw.text()[range.clone()]);
                return Passed::Done;
            }
            Fate::Unwrapped | Fate::Removed => {
                let message = format!("the tag `<{name}>` cannot stand in a page and is left out");
                place.left_out(
                    message,
                    span.clone(),
                    "write it in Markdown, or ask for a shortcode",
                );
                self.leave_out(name, span);
                return Passed::Done;
            }
            Fate::Passes => {}
        }
        let icon = matches!(name.as_str(), "i" | "span") && of("class").is_some_and(|class| is_icon(&class));
        if icon {
            self.leave_out(name, span);
            return Passed::Done;
        }
        if name == "iframe" {
            self.frame(&of("src").unwrap_or_default(), of("title"), span, place, out);
            return Passed::Done;
        }
        if name == "img" && of("alt").is_none() {
            place.findings.push(missing_alternative(place.path, span.clone()));
        }
        self.imply_ends(&name, place.floor, place.path, place.findings, out);
        let nested = name == "a" && (of("href").is_none() || place.in_link || self.has_link());
        if nested && of("href").is_some() {
            let message = "a link inside a link is left out".to_owned();
            place.left_out(
                message,
                span.clone(),
                "close the outer link with `</a>` before it",
            );
        }
        let flat = elements::is_block(&name) && (place.in_paragraph || self.has_paragraph());
        if flat && elements::is_void(&name) {
            return Passed::Done;
        }
        let written = if nested || flat { "span" } else { name.as_str() };
        out.push("<");
        out.push(written);
        let anchor = write_attributes(&name, written, attributes, &span, place, out);
        if name == "img" && of("alt").is_none() {
            out.attribute("alt", "");
        }
        out.push(">");
        if !elements::is_void(&name) {
            let written = Written::Tag((nested || flat).then_some("span"));
            let span = span.clone();
            self.push(Opened { name, span, written });
        }
        anchor.map_or(Passed::Done, |anchor| Passed::Anchor(anchor, span))
    }

    /// Takes note of an element of which nothing is written.
    fn leave_out(&mut self, name: String, span: Range<usize>) {
        if !elements::is_void(&name) {
            self.push(Opened {
                name,
                span,
                written: Written::Nothing,
            });
        }
    }

    /// Writes a link in place of a frame.
    fn frame(
        &mut self,
        source: &str,
        title: Option<String>,
        span: Range<usize>,
        place: &mut Place<'_>,
        out: &mut Output,
    ) {
        if source.is_empty() || !elements::address_passes(source) || place.in_link || self.has_link() {
            let message = "a frame without an address that can be linked to is left out".to_owned();
            place.left_out(message, span.clone(), "link to what it shows");
        } else {
            out.push("<a class=\"embed\"");
            out.hole(HoleKind::Link(Reference {
                target: source.to_owned(),
                span: span.clone(),
            }));
            out.push(">");
            out.text(title.as_deref().unwrap_or(source));
            out.push("</a>");
        }
        self.leave_out("iframe".to_owned(), span);
    }
}

/// Writes the attributes that may pass; tells the anchor among them.
fn write_attributes(
    name: &str,
    written: &str,
    attributes: &[(String, &str)],
    span: &Range<usize>,
    place: &mut Place<'_>,
    out: &mut Output,
) -> Option<String> {
    let mut anchor = None;
    for (key, value) in attributes {
        let names_place = key == "id" || (name == "a" && key == "name");
        let is_link = name == "a" && key == "href";
        let is_media = key == "src" && matches!(name, "img" | "video" | "audio" | "source" | "track");
        if is_link && written != "a" {
            continue;
        }
        if is_link || is_media {
            let target = decode_entities(value);
            if !elements::address_passes(&target) {
                let message = format!("an address that runs code is left out of `<{name}>`");
                place.left_out(message, span.clone(), "link to a page instead");
                continue;
            }
            let reference = Reference {
                target,
                span: span.clone(),
            };
            out.hole(if is_link {
                HoleKind::Link(reference)
            } else {
                HoleKind::Image(reference)
            });
        } else if names_place {
            let id = decode_entities(value);
            if anchor.is_none() && !id.trim().is_empty() {
                if place.anchors.take(&id) {
                    out.attribute("id", &id);
                }
                anchor = Some(id);
            }
        } else if elements::attribute_passes(key) {
            out.raw_attribute(key, value);
        }
    }
    anchor
}

fn is_icon(classes: &str) -> bool {
    classes
        .split_whitespace()
        .any(|class| matches!(class, "fa" | "fas" | "far" | "fab" | "fal") || class.starts_with("fa-"))
}
