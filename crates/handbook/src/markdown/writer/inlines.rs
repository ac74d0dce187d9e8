//! Inlines: text with bare addresses, code, links, images, attribute lists behind a span.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, TagEnd};

use super::{Events, OpenImage, Writer};
use crate::{
    diagnostics::Diagnostic,
    markdown::{
        attributes::Attributes,
        autolink::{self, Found},
        elements, html,
        mask::OPEN,
        raw::missing_alternative,
    },
    page::{HoleKind, Reference},
};

impl<'a> Writer<'a> {
    /// Writes `open` and `close`, the two halves of a tag between which attributes may be put later.
    pub(super) fn start_inline(&mut self, open: &str, close: &str) {
        self.out.push(open);
        self.inline_starts.push(self.out.html.len());
        self.out.push(close);
        self.nesting.enter(self.elements.depth());
    }

    pub(super) fn end_inline(&mut self, close: &str) {
        let floor = self.nesting.leave();
        self.elements
            .close_down_to(floor, self.path, self.findings, &mut self.out);
        self.out.push(close);
        self.last_inline = self.inline_starts.pop().map(|start| (start, self.out.html.len()));
    }

    pub(super) fn code(&mut self, code: &str) {
        self.out.push("<code");
        let start = self.out.html.len();
        self.out.push(">");
        self.out.text(code);
        self.out.push("</code>");
        self.last_inline = Some((start, self.out.html.len()));
        self.keep_plain(code);
    }

    pub(super) fn text(&mut self, text: &str, range: Range<usize>, events: &mut Events<'a>) {
        if self.code_block {
            self.out.text(text);
            return;
        }
        let verbatim = text.len() == range.len();
        let mut from = 0;
        if range.start < self.written_to {
            if !verbatim || range.end <= self.written_to {
                return;
            }
            from = self.written_to - range.start;
        }
        if from == 0 && text.starts_with("{:") && self.span_attributes(&range) {
            if range.end <= self.written_to {
                return;
            }
            from = self.written_to - range.start;
        }
        let Some(rest) = text.get(from..) else { return };
        if rest.starts_with('[') {
            self.check_reference(range.start + from);
        }
        if rest == "“" && self.ends_a_word(&range) {
            self.write_text("”");
            return;
        }
        if verbatim {
            self.verbatim(rest, range.start + from, range.end, events);
        } else {
            self.write_text(rest);
        }
    }

    /// Whether the quote at `range` stands behind a word and before none, as the sign for inches does: it opens nothing.
    fn ends_a_word(&self, range: &Range<usize>) -> bool {
        let source = &self.masked.text;
        let before = source
            .get(..range.start)
            .and_then(|text| text.chars().next_back());
        let after = source.get(range.end..).and_then(|text| text.chars().next());
        before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }

    /// Text that stands in the source just as it is, at bytes `start..end` of the body.
    fn verbatim(&mut self, text: &str, start: usize, end: usize, events: &mut Events<'a>) {
        if !self.has_placeholders && !self.addresses.any_in(&(start..end)) {
            self.verbatim_prose(text, start, end);
            return;
        }
        let mut at = 0;
        let in_code = self.elements.has_code();
        let note = |writer: &mut Self, from: usize, to: usize| {
            if !in_code {
                writer.note_prose(start + from..start + to);
            }
        };
        let mut address: Option<Option<Found>> = None;
        while at < text.len() {
            let placeholder = Some(at).filter(|_| self.has_placeholders);
            let placeholder = placeholder.and_then(|at| Some(at + text[at..].find(OPEN)?));
            let may_link = self.in_link.is_none() && !self.elements.has_link();
            let passed = |found: &Found| found.range.start < at;
            if may_link
                && address
                    .as_ref()
                    .is_none_or(|next| next.as_ref().is_some_and(passed))
            {
                address = Some(autolink::find(text, at));
            }
            let next = address
                .as_ref()
                .and_then(Option::as_ref)
                .filter(|found| may_link && placeholder.is_none_or(|mark| found.range.start < mark));
            if let Some(found) = next {
                let (from, to, prefix) = (found.range.start, found.range.end, found.prefix);
                self.write_text(&text[at..from]);
                note(self, at, from);
                let link_end = self.autolink(start + from, end, prefix, events);
                at = link_end.saturating_sub(start).max(to.min(text.len()));
                if link_end < start + to {
                    at = link_end - start;
                }
                continue;
            }
            let Some(mark) = placeholder else { break };
            self.write_text(&text[at..mark]);
            note(self, at, mark);
            match self.placeholder(&text[mark..], start + mark) {
                Some(length) => at = mark + length,
                None => {
                    at = mark + OPEN.len_utf8();
                    self.write_text(&text[mark..at]);
                }
            }
        }
        if at < text.len() {
            self.write_text(&text[at..]);
            note(self, at, text.len());
        }
    }

    /// Text that stands in the source just as it is, without addresses or placeholders.
    fn verbatim_prose(&mut self, text: &str, start: usize, end: usize) {
        if self.to_escape.any_in(&(start..end)) {
            self.out.text(text);
        } else {
            self.out.push(text);
        }
        self.keep_plain(text);
        if !self.elements.has_code() {
            self.note_prose(start..end);
        }
    }

    /// Writes a link for the bare address at byte `start` of the body; tells where it ends. The parser may have cut the
    /// address at punctuation, so the pieces that follow without a gap belong to it.
    fn autolink(&mut self, start: usize, mut known: usize, prefix: &str, events: &mut Events<'a>) -> usize {
        let source = &self.masked.text;
        let Some(found) = autolink::find(&source[start..], 0).filter(|found| found.range.start == 0) else {
            return known;
        };
        let wanted = start + found.range.end;
        while known < wanted {
            match events.peek() {
                Some((Event::Text(_), range)) if range.start == known => known = range.end,
                _ => break,
            }
            if known <= wanted {
                events.next();
            }
        }
        let end = wanted.min(known);
        let address = html::decode_entities(&source[start..end]);
        let span = self.span(&(start..end));
        self.out.push("<a");
        self.out.hole(HoleKind::Link(Reference {
            target: format!("{prefix}{address}"),
            span,
        }));
        self.out.push(">");
        self.write_text(&address);
        self.out.push("</a>");
        self.written_to = end;
        end
    }

    /// Takes note of prose at bytes of the body; what follows another without a gap joins it.
    pub(super) fn note_prose(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let range = self.span(&range);
        match self.body.prose.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.body.prose.push(range),
        }
    }

    fn write_text(&mut self, text: &str) {
        self.out.text(text);
        self.keep_plain(text);
    }

    /// Takes `{: …}` right behind a span as attributes of the span.
    fn span_attributes(&mut self, range: &Range<usize>) -> bool {
        let Some((at, end)) = self.last_inline else {
            return false;
        };
        if end != self.out.html.len() {
            return false;
        }
        let Some(source) = self.masked.text.get(range.start..) else {
            return false;
        };
        let line = &source[..source.find('\n').unwrap_or(source.len())];
        let Some(close) = line.find('}') else { return false };
        let attributes = Attributes::parse(&line[2..close]);
        if let Some(id) = attributes.id.clone() {
            let span = self.span(range);
            self.anchor(&id, span);
        }
        self.out.insert_attributes(at, &attributes);
        self.written_to = range.start + close + 1;
        true
    }

    pub(super) fn start_link(&mut self, kind: LinkType, target: &str, title: &str, range: Range<usize>) {
        let span = self.span(&range);
        let target = if kind == LinkType::Email {
            format!("mailto:{target}")
        } else {
            target.to_owned()
        };
        if self.elements.has_link() {
            let finding = Diagnostic::warning("html-left-out", self.path, "a link inside a link is left out");
            self.findings.push(
                finding
                    .at(span)
                    .hint("close the outer link with `</a>` before it"),
            );
            self.in_link = Some("span");
            self.start_inline("<span", ">");
            return;
        }
        self.in_link = Some("a");
        self.start_inline("<a", "");
        if elements::address_passes(&target) {
            self.out.hole(HoleKind::Link(Reference { target, span }));
        } else {
            self.findings.push(
                Diagnostic::error(
                    "unsafe-link",
                    self.path,
                    "this link runs code instead of leading somewhere",
                )
                .at(span)
                .hint("link to a page"),
            );
        }
        if !title.is_empty() {
            self.out.attribute("title", title);
        }
        self.out.push(">");
    }

    pub(super) fn end_link(&mut self) {
        match self.in_link.take() {
            Some("span") => self.end_inline("</span>"),
            _ => self.end_inline("</a>"),
        }
    }

    pub(super) fn start_image(&mut self, target: &str, title: &str, range: Range<usize>) {
        self.image = Some(OpenImage {
            depth: 1,
            target: target.to_owned(),
            title: title.to_owned(),
            alternative: String::new(),
            span: self.span(&range),
        });
    }

    /// Inside an image only text counts: it is the alternative.
    pub(super) fn image_event(&mut self, event: &Event<'a>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 1 => self.end_image(),
            Event::End(_) => image.depth = image.depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => image.alternative.push_str(text),
            Event::SoftBreak | Event::HardBreak => image.alternative.push(' '),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let Some(OpenImage {
            target,
            title,
            alternative,
            span,
            ..
        }) = self.image.take()
        else {
            return;
        };
        if alternative.trim().is_empty() {
            self.findings.push(missing_alternative(self.path, span.clone()));
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(&alternative);
        }
        if !elements::address_passes(&target) {
            self.findings.push(
                Diagnostic::warning(
                    "html-left-out",
                    self.path,
                    "this image is left out: its address is no file and no web address",
                )
                .at(span)
                .hint("put the picture into a file beside the page"),
            );
            self.out.text(&alternative);
            return;
        }
        self.out.push("<img");
        let start = self.out.html.len();
        self.out.hole(HoleKind::Image(Reference { target, span }));
        self.out.attribute("alt", &alternative);
        if !title.is_empty() {
            self.out.attribute("title", &title);
        }
        self.out.push(" loading=\"lazy\">");
        self.last_inline = Some((start, self.out.html.len()));
    }
}
