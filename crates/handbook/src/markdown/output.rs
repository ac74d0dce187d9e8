//! HTML in the making: text with holes that keep their places when pieces are joined.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::attributes::Attributes;
use crate::page::{Hole, HoleKind, VALUE};

/// HTML with holes.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) html: String,
    pub(super) holes: Vec<Hole>,
}

/// A place in an output to which it may be cut back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    html: usize,
    holes: usize,
}

impl Output {
    /// Adds markup as it is.
    pub(super) fn push(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Adds text of a body, escaped.
    pub(super) fn text(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = escape_html_body_text(&mut self.html, text);
    }

    /// Adds text of an attribute, escaped, with a hole for each policy value that is marked in it.
    pub(super) fn text_with_amounts(&mut self, text: &str) {
        for (position, part) in text.split(VALUE).enumerate() {
            match part.parse() {
                Ok(index) if position % 2 == 1 => self.hole(HoleKind::Amount(index)),
                _ => _ = escape_html(&mut self.html, part),
            }
        }
    }

    /// Adds text of an attribute, escaped.
    pub(super) fn attribute_text(&mut self, text: &str) {
        let _ = escape_html(&mut self.html, text);
    }

    /// Adds ` name="value"`, escaped.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        let _ = escape_html(&mut self.html, value);
        self.html.push('"');
    }

    /// Adds ` name="value"` where entities in the value stay as they are.
    pub(super) fn raw_attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        for letter in value.chars() {
            match letter {
                '"' => self.html.push_str("&quot;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                letter => self.html.push(letter),
            }
        }
        self.html.push('"');
    }

    /// The place where it ends now.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            html: self.html.len(),
            holes: self.holes.len(),
        }
    }

    /// Drops everything behind a mark.
    pub(super) fn cut(&mut self, mark: Mark) {
        self.html.truncate(mark.html);
        self.holes.truncate(mark.holes);
    }

    /// Drops `tail` where it is the end; false where it is not.
    pub(super) fn cut_tail(&mut self, tail: &str) -> bool {
        let last_hole = self.holes.last().map_or(0, |hole| hole.at);
        let bare = self.html.ends_with(tail) && last_hole <= self.html.len() - tail.len();
        if bare {
            self.html.truncate(self.html.len() - tail.len());
        }
        bare
    }

    /// Starts a new line unless one was just started.
    pub(super) fn end_line(&mut self) {
        let after_hole = self.holes.last().is_some_and(|hole| hole.at == self.html.len());
        if after_hole || !(self.html.is_empty() || self.html.ends_with('\n')) {
            self.html.push('\n');
        }
    }

    /// Leaves a hole here.
    pub(super) fn hole(&mut self, kind: HoleKind) {
        self.holes.push(Hole {
            at: self.html.len(),
            kind,
        });
    }

    /// Moves another piece here, holes and all.
    pub(super) fn append(&mut self, other: &mut Output) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.drain(..).map(|hole| Hole {
            at: hole.at + shift,
            ..hole
        }));
        other.html.clear();
    }

    /// Puts attributes into a tag that was written already, at byte `at`.
    pub(super) fn insert_attributes(&mut self, at: usize, attributes: &Attributes) {
        let mut inserted = Output::default();
        inserted.attributes(attributes, true);
        let length = inserted.html.len();
        if self.html.is_char_boundary(at) && length > 0 {
            self.html.insert_str(at, &inserted.html);
            self.holes
                .iter_mut()
                .filter(|hole| hole.at >= at)
                .for_each(|hole| hole.at += length);
        }
    }

    /// Adds what an attribute list says, as far as it may pass; the id only where `with_id`.
    pub(super) fn attributes(&mut self, attributes: &Attributes, with_id: bool) {
        if let Some(id) = attributes.id.as_deref().filter(|_| with_id) {
            self.attribute("id", id);
        }
        let classes: Vec<&str> = attributes.shown_classes().collect();
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        for (position, (name, value)) in attributes.named.iter().enumerate() {
            let later = attributes.named.get(position + 1..).unwrap_or_default();
            let is_last = later.iter().all(|(other, _)| other != name);
            if is_last && super::elements::attribute_passes(name) && !matches!(name.as_str(), "id" | "class")
            {
                self.attribute(name, value);
            }
        }
    }
}
