//! Writes a body: one pass over the parser's events.

mod blocks;
mod inlines;
mod numbering;

use std::{collections::HashMap, iter::Peekable, ops::Range};

use numbering::Numbering;
use pulldown_cmark::{Alignment, Event, OffsetIter, Parser, Tag, TagEnd};

use super::{
    attributes::Attributes,
    html,
    mask::{Masked, Piece, Target},
    output::Output,
    raw::{OpenElements, Passed, Place},
    slug::Anchors,
};
use crate::{
    diagnostics::Diagnostic,
    page::{Body, Heading, HoleKind},
};

type Events<'a> = Peekable<OffsetIter<'a>>;

/// Renders masked Markdown whose first byte is byte `at` of the file.
pub(super) fn write(
    path: &str,
    at: usize,
    masked: &Masked<'_>,
    title: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) -> Body {
    let mut events = Parser::new_ext(&masked.text, super::options())
        .into_offset_iter()
        .peekable();
    let mut writer = Writer::new(path, at, masked, title, findings);
    writer.out.html.reserve(masked.text.len() + masked.text.len() / 2);
    while let Some((event, range)) = events.next() {
        writer.event(event, range, &mut events);
    }
    writer.finish()
}

struct Writer<'a> {
    path: &'a str,
    /// Where the body starts in the file.
    at: usize,
    masked: &'a Masked<'a>,
    title: Option<&'a str>,
    findings: &'a mut Vec<Diagnostic>,
    out: Output,
    body: Body,
    anchors: Anchors,
    elements: OpenElements,
    /// How many raw elements were open at the start of each open block.
    floors: Vec<usize>,
    /// Whether each open paragraph has tags of its own.
    paragraphs: Vec<bool>,
    /// Outputs put aside while a heading or a footnote is written.
    aside: Vec<Output>,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    /// The text of the first paragraph, while it is written.
    summary_open: bool,
    /// Links and code: no bare addresses inside.
    in_link: usize,
    code_block: bool,
    raw_block: Option<(String, usize)>,
    table: Option<OpenTable>,
    /// The place of the last inline tag and of its end, for an attribute list behind it.
    last_inline: Option<(usize, usize)>,
    inline_starts: Vec<usize>,
    /// Source up to here was written already.
    written_to: usize,
    used_attributes: Vec<bool>,
    used_tokens: usize,
    contents_listed: bool,
    numbering: Numbering,
    footnotes: Footnotes,
}

struct OpenHeading {
    level: u8,
    attributes: Attributes,
    text: String,
    span: Range<usize>,
}

struct OpenImage {
    depth: usize,
    target: String,
    title: String,
    alternative: String,
    span: Range<usize>,
}

struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

#[derive(Default)]
struct Footnotes {
    /// Label to number and how often it was referred to.
    numbers: HashMap<String, (usize, usize)>,
    order: Vec<(String, Range<usize>)>,
    definitions: HashMap<String, Output>,
    open: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(
        path: &'a str,
        at: usize,
        masked: &'a Masked<'a>,
        title: Option<&'a str>,
        findings: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            path,
            at,
            masked,
            title,
            findings,
            out: Output::default(),
            body: Body {
                shortcodes: shifted(masked, at),
                ..Body::default()
            },
            anchors: Anchors::default(),
            elements: OpenElements::default(),
            floors: Vec::new(),
            paragraphs: Vec::new(),
            aside: Vec::new(),
            heading: None,
            image: None,
            summary_open: false,
            in_link: 0,
            code_block: false,
            raw_block: None,
            table: None,
            last_inline: None,
            inline_starts: Vec::new(),
            written_to: 0,
            used_attributes: vec![false; masked.attributes.len()],
            used_tokens: 0,
            contents_listed: masked
                .attributes
                .iter()
                .any(|placed| placed.attributes.is_contents()),
            numbering: Numbering::default(),
            footnotes: Footnotes::default(),
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>, events: &mut Events<'a>) {
        if self.image.is_some() {
            self.image_event(&event);
            return;
        }
        if let Some((raw, _)) = &mut self.raw_block {
            match event {
                Event::Html(text) | Event::Text(text) => raw.push_str(&text),
                Event::End(TagEnd::HtmlBlock) => self.end_raw_block(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range, events),
            Event::Code(code) => self.code(&code),
            Event::Html(text) | Event::InlineHtml(text) => self.raw(&text, range.start),
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::SoftBreak => self.plain_markup("\n", " "),
            Event::HardBreak => self.plain_markup("<br>\n", " "),
            Event::Rule => self.out.push("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.out.text(&text),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>, events: &mut Events<'a>) {
        match tag {
            Tag::Emphasis => self.start_inline("<em", ">"),
            Tag::Strong => self.start_inline("<strong", ">"),
            Tag::Strikethrough => self.start_inline("<del", ">"),
            Tag::Superscript => self.start_inline("<sup", ">"),
            Tag::Subscript => self.start_inline("<sub", ">"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, range),
            Tag::HtmlBlock => self.raw_block = Some((String::new(), range.start)),
            block => self.start_block(block, range, events),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Strikethrough => self.end_inline("</del>"),
            TagEnd::Superscript => self.end_inline("</sup>"),
            TagEnd::Subscript => self.end_inline("</sub>"),
            TagEnd::Link => {
                self.in_link = self.in_link.saturating_sub(1);
                self.end_inline("</a>");
            }
            block => self.end_block(block),
        }
    }

    /// Markup that counts as `plain` where only text is kept.
    fn plain_markup(&mut self, markup: &str, plain: &str) {
        self.out.push(markup);
        self.keep_plain(plain);
    }

    /// Keeps text where only text is wanted: headings, the first paragraph.
    fn keep_plain(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        } else if self.summary_open && self.body.summary.len() < 400 {
            self.body.summary.push_str(text);
        }
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
    }

    /// The attribute list that belongs to the block at `range`, which starts a line.
    fn attributes_of(&mut self, range: &Range<usize>) -> Option<Attributes> {
        if self.masked.attributes.is_empty() {
            return None;
        }
        let text = self.masked.text.get(range.clone())?;
        let start = range.start + text.len() - text.trim_start().len();
        let end = range.start + text.trim_end().len();
        let line = self.masked.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let mut found: Option<Attributes> = None;
        for (placed, used) in self.masked.attributes.iter().zip(&mut self.used_attributes) {
            let belongs = match placed.target {
                Target::EndsAt(at) => at == end && placed.column == start - line,
                Target::StartsAt(at) => at == start,
            };
            if belongs && !*used {
                *used = true;
                found
                    .get_or_insert_with(Attributes::default)
                    .merge(placed.attributes.clone());
            }
        }
        found
    }

    /// Marks an anchor that the author chose.
    fn anchor(&mut self, id: &str, span: Range<usize>) {
        self.anchors.take(id);
        if self.body.anchors.insert(id.to_owned(), span.clone()).is_some() {
            self.findings.push(
                Diagnostic::warning(
                    "duplicate-anchor",
                    self.path,
                    format!("the anchor `{id}` stands on this page twice"),
                )
                .at(span)
                .hint("give one of the two another name; links reach only the first"),
            );
        }
    }

    /// Writes raw HTML that starts at byte `from` of the body.
    fn raw(&mut self, raw: &str, from: usize) {
        let floor = self.floors.last().copied().unwrap_or(0);
        for piece in html::pieces(raw) {
            let mut place = Place {
                path: self.path,
                at: self.at + from,
                findings: self.findings,
            };
            match self.elements.piece(raw, piece, floor, &mut place, &mut self.out) {
                Passed::Done => {}
                Passed::Anchor(id, span) => self.anchor(&id, span),
                Passed::Text(range) => self.raw_text(&raw[range.clone()], from + range.start),
            }
        }
    }

    /// Text of raw HTML: entities stay, shortcodes are filled, a stray `<` is text.
    fn raw_text(&mut self, text: &str, from: usize) {
        let mut rest = text;
        while let Some(at) = rest.find(['<', super::mask::OPEN]) {
            self.out.push(&rest[..at]);
            let offset = from + text.len() - rest.len() + at;
            rest = &rest[at..];
            let length = if rest.starts_with('<') {
                None
            } else {
                self.placeholder(rest, offset)
            };
            match length {
                Some(length) => rest = &rest[length..],
                None => {
                    let letter = rest.chars().next().map_or(1, char::len_utf8);
                    self.out.text(&rest[..letter]);
                    rest = &rest[letter..];
                }
            }
        }
        self.out.push(rest);
        if self.heading.is_some() {
            self.keep_plain(&html::decode_entities(text));
        }
    }

    /// Fills in the placeholder at the start of `text`, which is byte `offset` of the body; tells its length.
    fn placeholder(&mut self, text: &str, offset: usize) -> Option<usize> {
        let piece = self.masked.tokens.get(&offset)?;
        let length = text.find(super::mask::CLOSE)? + super::mask::CLOSE.len_utf8();
        self.used_tokens += 1;
        match piece {
            Piece::Open(index) => self.out.hole(HoleKind::Shortcode(*index)),
            Piece::Close(index) => self.out.hole(HoleKind::ShortcodeEnd(*index)),
            Piece::Literal(literal) => {
                self.out.text(literal);
                let literal = literal.clone();
                self.keep_plain(&literal);
            }
        }
        Some(length)
    }

    fn end_raw_block(&mut self) {
        if let Some((raw, from)) = self.raw_block.take() {
            self.raw(&raw, from);
        }
    }

    fn finish(mut self) -> Body {
        self.end_raw_block();
        self.elements
            .close_down_to(0, self.path, self.findings, &mut self.out);
        self.write_footnotes();
        if self.used_tokens < self.masked.tokens.len() {
            self.report_unused_tokens();
        }
        let mut body = self.body;
        body.html = self.out.html;
        body.holes = self.out.holes;
        let summary = body.summary.split_whitespace().collect::<Vec<_>>().join(" ");
        body.summary = summary;
        body
    }

    /// Shortcodes that landed where none can be filled: in a link's address, an attribute, an alternative text.
    fn report_unused_tokens(&mut self) {
        let filled: Vec<usize> = self
            .out
            .holes
            .iter()
            .filter_map(|hole| match hole.kind {
                HoleKind::Shortcode(index) => Some(index),
                _ => None,
            })
            .collect();
        for (index, shortcode) in self.body.shortcodes.iter().enumerate() {
            if !filled.contains(&index) {
                let message = format!("the shortcode `{}` cannot stand here", shortcode.name);
                self.findings.push(
                    Diagnostic::error("misplaced-shortcode", self.path, message)
                        .at(shortcode.span.clone())
                        .hint(
                            "put it into the text, not into an address, an attribute or an alternative text",
                        ),
                );
            }
        }
    }

    fn push_heading(&mut self, heading: Heading) {
        self.body
            .anchors
            .entry(heading.id.clone())
            .or_insert_with(|| heading.span.clone());
        self.body.headings.push(heading);
    }
}

fn shifted(masked: &Masked<'_>, at: usize) -> Vec<crate::page::Shortcode> {
    let mut shortcodes = masked.shortcodes.clone();
    for shortcode in &mut shortcodes {
        shortcode.span = at + shortcode.span.start..at + shortcode.span.end;
    }
    shortcodes
}
