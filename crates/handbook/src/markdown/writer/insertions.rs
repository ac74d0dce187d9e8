//! What authors put between Markdown: raw HTML and shortcodes.

use std::ops::Range;

use super::{Writer, nesting::ParagraphTag};
use crate::{
    diagnostics::Diagnostic,
    markdown::{
        elements,
        html::{self, Piece as HtmlPiece, RawHtml},
        is_inline,
        mask::{CLOSE, OPEN, Piece},
        raw::{Passed, Place},
    },
    page::{Around, HoleKind, VALUE, Within},
    reading::Manner,
};

impl Writer<'_> {
    /// Writes raw HTML.
    pub(super) fn raw(&mut self, raw: &RawHtml) {
        for piece in html::pieces(raw.text()) {
            if matches!(&piece, HtmlPiece::Open { name, .. } if elements::is_block(name)) {
                self.interrupt_paragraph();
            }
            let mut place = Place {
                path: self.path,
                raw,
                at: self.at,
                floor: self.nesting.floor(),
                in_link: self.in_link.is_some(),
                in_paragraph: self.nesting.in_paragraph(),
                anchors: &mut self.anchors,
                findings: self.findings,
            };
            match self.elements.piece(piece, &mut place, &mut self.out) {
                Passed::Done => {}
                Passed::Anchor(id, span) => self.note_anchor(&id, span),
                Passed::Text(range) => self.raw_text(raw, range),
            }
            self.resume_paragraph();
        }
    }

    /// Ends a paragraph that the author opened in HTML, before a block of Markdown.
    pub(super) fn end_raw_paragraph(&mut self) {
        let floor = self.nesting.floor();
        self.elements
            .imply_ends("p", floor, self.path, self.findings, &mut self.out);
    }

    /// Closes the tag of the paragraph, before a block.
    fn interrupt_paragraph(&mut self) {
        let tag = self.nesting.paragraph(self.elements.depth());
        if let Some(tag @ ParagraphTag::Open) = tag {
            *tag = ParagraphTag::Interrupted;
            if !self.out.cut_tail("<p>") {
                self.out.push("</p>\n");
            }
        }
    }

    /// Opens the tag of the paragraph again when the block has ended.
    fn resume_paragraph(&mut self) {
        let tag = self.nesting.paragraph(self.elements.depth());
        if let Some(tag @ ParagraphTag::Interrupted) = tag {
            *tag = ParagraphTag::Open;
            self.out.push("\n<p>");
        }
    }

    /// Text of raw HTML: entities stay, shortcodes are filled, a stray `<` is text.
    fn raw_text(&mut self, raw: &RawHtml, range: Range<usize>) {
        let (mut at, end) = (range.start, range.end);
        let text = raw.text();
        let in_code = self.elements.has_code();
        self.body.effort.add(&text[range.clone()], Manner::Prose);
        let note = |writer: &mut Self, from: usize, to: usize| {
            if !in_code && from < to {
                writer.note_prose(raw.place(from)..raw.place(to - 1) + 1);
            }
        };
        while let Some(found) = text[at..end].find(['<', OPEN]).map(|found| at + found) {
            self.out.push(&text[at..found]);
            note(self, at, found);
            let rest = &text[found..end];
            let length = if rest.starts_with(OPEN) {
                self.placeholder(rest, raw.place(found))
            } else {
                None
            };
            at = found + length.unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
            if length.is_none() {
                self.out.text(&text[found..at]);
            }
        }
        self.out.push(&text[at..end]);
        note(self, at, end);
        if self.heading.is_some() {
            self.keep_plain(&html::decode_entities(&text[range]));
        }
    }

    pub(super) fn end_raw_block(&mut self) {
        if let Some(raw) = self.raw_block.take() {
            self.raw(&raw);
        }
    }

    /// Fills in the placeholder at the start of `text`, which is byte `offset` of the body; tells its length.
    pub(super) fn placeholder(&mut self, text: &str, offset: usize) -> Option<usize> {
        let piece = self.masked.tokens.get(&offset)?;
        let length = text.find(CLOSE)? + CLOSE.len_utf8();
        self.used_tokens += 1;
        if let Some(heading) = &mut self.heading
            && heading.anchor_text.ends_with(' ')
        {
            heading.anchor_text.pop();
        }
        match piece {
            Piece::Open(index) => self.open_shortcode(*index),
            Piece::Close(index) => self.close_shortcode(*index),
            Piece::Literal(literal) => {
                self.out.text(literal);
                self.keep_plain(literal);
            }
        }
        Some(length)
    }

    fn open_shortcode(&mut self, index: usize) {
        let depth = self.elements.depth();
        let in_raw_paragraph = self.elements.has_paragraph();
        let within = match (self.nesting.in_paragraph(), self.nesting.paragraph(depth)) {
            (false, _) if in_raw_paragraph => Within::Span,
            (false, _) => Within::Block,
            (true, Some(_)) => Within::Paragraph,
            (true, None) => Within::Span,
        };
        let around = if self.heading.is_some() {
            Around::Heading
        } else if self.in_link.is_some() || self.elements.has_link() {
            Around::Link
        } else {
            Around::Prose
        };
        if let Some(shortcode) = self.body.shortcodes.get_mut(index) {
            shortcode.within = within;
            shortcode.around = around;
            if is_inline(&shortcode.name) {
                if let Some(heading) = &mut self.heading {
                    heading.values.push((heading.text.len(), index));
                } else if self.summary_open {
                    self.body.summary.push_str(&format!("{VALUE}{index}{VALUE}"));
                }
            }
            if shortcode.paired {
                self.nesting.start_pair(index, &self.elements);
            }
        }
        self.out.hole(HoleKind::Shortcode(index));
    }

    fn close_shortcode(&mut self, index: usize) {
        match self.nesting.end_pair(index, &self.elements) {
            Some(depth) => {
                self.elements
                    .close_down_to(depth, self.path, self.findings, &mut self.out);
                self.resume_paragraph();
            }
            None => self.report_crossed(index),
        }
        self.out.hole(HoleKind::ShortcodeEnd(index));
    }

    fn report_crossed(&mut self, index: usize) {
        if let Some(shortcode) = self.body.shortcodes.get(index) {
            let name = &shortcode.name;
            let message = format!("`{name}` does not end in the block that it starts in");
            let hint = format!(
                "put `{{{{< {name} >}}}}` and `{{{{< /{name} >}}}}` on lines of their own, both in the same list item, quote or element"
            );
            self.findings.push(
                Diagnostic::error("crossed-shortcode", self.path, message)
                    .at(shortcode.span.clone())
                    .hint(hint),
            );
        }
    }

    /// Shortcodes that landed where none can be filled: in a link's address, an attribute, an alternative text.
    pub(super) fn report_unused_tokens(&mut self) {
        for index in self.nesting.open_pairs() {
            self.report_crossed(index);
        }
        let mut filled = vec![false; self.body.shortcodes.len()];
        for hole in &self.out.holes {
            if let HoleKind::Shortcode(index) = hole.kind
                && let Some(slot) = filled.get_mut(index)
            {
                *slot = true;
            }
        }
        let unfilled = self
            .body
            .shortcodes
            .iter()
            .zip(filled)
            .filter(|(_, filled)| !filled);
        for (shortcode, _) in unfilled {
            let message = format!("the shortcode `{}` cannot stand here", shortcode.name);
            self.findings.push(
                Diagnostic::error("misplaced-shortcode", self.path, message)
                    .at(shortcode.span.clone())
                    .hint("put it into the text, not into an address, an attribute or an alternative text"),
            );
        }
    }

    /// Calculators bring an anchor of their own, which no heading may have.
    pub(super) fn reserve_anchors(&mut self) {
        for shortcode in &self.body.shortcodes {
            if let Some((_, anchor)) = shortcode.calculator() {
                self.anchors.take(anchor);
                let anchors = self.body.anchors.entry(anchor.to_owned());
                anchors.or_insert_with(|| shortcode.span.clone());
            }
        }
    }

    /// Marks an anchor that the author chose for an element; tells whether the element may have it.
    pub(super) fn anchor(&mut self, id: &str, span: Range<usize>) -> bool {
        let free = self.anchors.take(id);
        self.note_anchor(id, span);
        free
    }

    fn note_anchor(&mut self, id: &str, span: Range<usize>) {
        if self.body.anchors.contains_key(id) {
            let message = format!("the anchor `{id}` stands on this page twice");
            self.findings.push(
                Diagnostic::warning("duplicate-anchor", self.path, message)
                    .at(span)
                    .hint("give one of the two another name; links reach only the first"),
            );
            return;
        }
        self.body.anchors.insert(id.to_owned(), span);
    }
}
