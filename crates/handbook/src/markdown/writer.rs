//! Writes a body: one pass over the parser's events.

mod blocks;
mod cases;
mod footnotes;
mod inlines;
mod insertions;
mod nesting;
mod numbering;

use std::{collections::HashMap, iter::Peekable, ops::Range};

use pulldown_cmark::{Alignment, Event, OffsetIter, Parser, Tag, TagEnd};

use super::{
    attributes::Attributes,
    html::RawHtml,
    marks::Marks,
    mask::{Masked, OPEN, Target},
    output::Output,
    raw::OpenElements,
    slug::Anchors,
};
use crate::{
    aside::Html,
    diagnostics::Diagnostic,
    page::{Body, Heading},
    reading::{Effort, Manner},
};
use cases::OpenCases;
use footnotes::Footnotes;
use nesting::Nesting;
use numbering::Numbering;

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
    writer.reserve_anchors();
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
    /// Whether there may be placeholders in the text.
    has_placeholders: bool,
    /// Where bare addresses may stand in the text.
    addresses: Marks,
    /// Where something is to be escaped in the text.
    to_escape: Marks,
    title: Option<&'a str>,
    findings: &'a mut Vec<Diagnostic>,
    out: Output,
    body: Body,
    anchors: Anchors,
    /// Raw elements that are open.
    elements: OpenElements,
    nesting: Nesting,
    /// Outputs put aside while a heading or a footnote is written.
    aside: Vec<Output>,
    /// An empty output for the next heading, which is written apart.
    spare: Output,
    heading: Option<OpenHeading>,
    /// How much there is to read above it.
    heading_at: Effort,
    image: Option<OpenImage>,
    /// The text of the first paragraph, while it is written.
    summary_open: bool,
    /// The name of the tag of the open link: no bare addresses inside.
    in_link: Option<&'static str>,
    code_block: bool,
    /// The block of cases that is read.
    cases: Option<OpenCases>,
    raw_block: Option<RawHtml>,
    table: Option<OpenTable>,
    /// The place of the last inline tag and of its end, for an attribute list behind it.
    last_inline: Option<(usize, usize)>,
    inline_starts: Vec<usize>,
    /// Source up to here was written already.
    written_to: usize,
    /// Attribute lists that wait for their block, by where it starts or ends.
    attributes_at: HashMap<Target, Vec<usize>>,
    used_tokens: usize,
    contents_listed: bool,
    numbering: Numbering,
    footnotes: Footnotes,
}

struct OpenHeading {
    level: u8,
    attributes: Attributes,
    /// What is read of it, alternatives of images among it.
    text: String,
    /// What its anchor is made of.
    anchor_text: String,
    /// The policy values in it: the byte of its text, and the index of the shortcode.
    values: Vec<(usize, usize)>,
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
    /// Whether the open cell is the heading of its column.
    in_heading: bool,
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
            has_placeholders: masked.text.contains(OPEN),
            addresses: Marks::of_addresses(&masked.text),
            to_escape: Marks::to_escape(&masked.text),
            title,
            findings,
            out: Output::default(),
            body: Body {
                shortcodes: shifted(masked, at),
                ..Body::default()
            },
            anchors: Anchors::default(),
            elements: OpenElements::default(),
            nesting: Nesting::default(),
            aside: Vec::new(),
            spare: Output::default(),
            heading: None,
            heading_at: Effort::default(),
            image: None,
            summary_open: false,
            in_link: None,
            code_block: false,
            cases: None,
            raw_block: None,
            table: None,
            last_inline: None,
            inline_starts: Vec::new(),
            written_to: 0,
            attributes_at: waiting(masked),
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
        if let Some(raw) = &mut self.raw_block {
            match event {
                Event::Html(text) | Event::Text(text) => raw.push(&text, range.start),
                Event::End(TagEnd::HtmlBlock) => self.end_raw_block(),
                _ => {}
            }
            return;
        }
        if let (Some(cases), Event::Text(text)) = (&mut self.cases, &event) {
            cases.push(text, range.start);
            return;
        }
        self.count(&event);
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range, events),
            Event::Code(code) => self.code(&code),
            Event::Html(text) | Event::InlineHtml(text) => self.raw(&RawHtml::new(&text, range.start)),
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::SoftBreak => self.plain_markup("\n", " "),
            Event::HardBreak => self.plain_markup("<br>\n", " "),
            Event::Rule => {
                self.end_raw_paragraph();
                self.out.push("<hr>\n");
            }
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.out.text(&text),
        }
    }

    /// Counts what there is to read.
    fn count(&mut self, event: &Event<'_>) {
        let manner = match self.table.is_some() || self.code_block {
            true => Manner::Glance,
            false => Manner::Prose,
        };
        let effort = &mut self.body.effort;
        match event {
            Event::Text(text) | Event::Code(text) => effort.add(text, manner),
            Event::SoftBreak | Event::HardBreak => effort.end_word(manner),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock,
            ) => effort.end_word(manner),
            _ => {}
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
            Tag::HtmlBlock => self.raw_block = Some(RawHtml::default()),
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
            TagEnd::Link => self.end_link(),
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
            heading.anchor_text.push_str(text);
        } else if self.summary_open && self.body.summary.len() < 400 {
            self.body.summary.push_str(text);
        }
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
    }

    /// The attribute list that belongs to the block at `range`, which starts a line.
    fn attributes_of(&mut self, range: &Range<usize>, is_item: bool) -> Option<Attributes> {
        if self.attributes_at.is_empty() {
            return None;
        }
        let text = self.masked.text.get(range.clone())?;
        let start = range.start + text.len() - text.trim_start().len();
        let end = range.start + text.trim_end().len();
        let line = self.masked.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let mut found: Option<Attributes> = None;
        let around = if is_item {
            [Target::Item(start), Target::EndOf(end)]
        } else {
            [Target::StartOf(start), Target::EndOf(end)]
        };
        for target in around {
            let Some(waiting) = self.attributes_at.get_mut(&target) else {
                continue;
            };
            let ends_here = matches!(target, Target::EndOf(_));
            waiting.retain(|index| {
                let placed = self.masked.attributes.get(*index);
                let Some(placed) = placed.filter(|placed| !ends_here || placed.column == start - line) else {
                    return true;
                };
                found
                    .get_or_insert_with(Attributes::default)
                    .merge(placed.attributes.clone());
                false
            });
        }
        found
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
        body.html = Html::Held(self.out.html);
        body.holes = self.out.holes;
        body.summary = blocks::one_line(body.summary);
        body.shrink();
        body
    }

    fn push_heading(&mut self, heading: Heading) {
        self.body
            .anchors
            .entry(heading.id.clone())
            .or_insert_with(|| heading.span.clone());
        self.body.headings.push(heading);
    }
}

fn waiting(masked: &Masked<'_>) -> HashMap<Target, Vec<usize>> {
    let mut waiting: HashMap<Target, Vec<usize>> = HashMap::new();
    for (index, placed) in masked.attributes.iter().enumerate() {
        waiting.entry(placed.target).or_default().push(index);
    }
    waiting
}

fn shifted(masked: &Masked<'_>, at: usize) -> Vec<crate::page::Shortcode> {
    let mut shortcodes = masked.shortcodes.clone();
    for shortcode in &mut shortcodes {
        shortcode.span = at + shortcode.span.start..at + shortcode.span.end;
    }
    shortcodes
}
