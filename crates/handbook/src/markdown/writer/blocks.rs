//! Blocks: paragraphs, headings, lists, quotes, code, tables, footnotes.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::{Events, OpenHeading, OpenTable, Writer};
use crate::{
    diagnostics::Diagnostic,
    markdown::{
        attributes::Attributes,
        mask::{CLOSE, OPEN, Piece},
    },
    page::Heading,
};

impl<'a> Writer<'a> {
    pub(super) fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>, events: &mut Events<'a>) {
        let attributes = self.attributes_of(&range);
        if !matches!(tag, Tag::List(_) | Tag::Item) {
            self.numbering.interrupt(self.floors.len());
        }
        self.floors.push(self.elements.depth());
        match tag {
            Tag::Paragraph => self.start_paragraph(attributes, &range, events),
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                let mut own = Attributes::default();
                own.id = id.map(|id| id.to_string());
                classes.iter().for_each(|class| own.add(&format!(".{class}")));
                for (key, value) in &attrs {
                    match value {
                        Some(value) => own.add(&format!("{key}={value}")),
                        None => own.add(key),
                    }
                }
                own.merge(attributes.unwrap_or_default());
                self.start_heading(level, own, range);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind, attributes.as_ref(), &range),
            Tag::CodeBlock(kind) => self.start_code(&kind, attributes.as_ref(), &range),
            Tag::List(first) => self.start_list(first, attributes, &range, events),
            Tag::Item => self.start_item(attributes.as_ref(), &range, events),
            Tag::FootnoteDefinition(label) => {
                self.footnotes.open.push(label.to_string());
                let outer = std::mem::take(&mut self.out);
                self.aside.push(outer);
            }
            Tag::Table(alignments) => {
                self.out.push("<div class=\"table-scroll\">");
                self.open_tag("table", attributes.as_ref(), &range);
                self.out.push("\n");
                self.table = Some(OpenTable {
                    alignments,
                    column: 0,
                    head: false,
                });
            }
            Tag::TableHead => {
                self.out.push("<thead><tr>");
                self.start_row(true);
            }
            Tag::TableRow => {
                self.out.push("<tr>");
                self.start_row(false);
            }
            Tag::TableCell => self.start_cell(),
            _ => {}
        }
    }

    pub(super) fn end_block(&mut self, tag: TagEnd) {
        let floor = self.floors.pop().unwrap_or(0);
        self.elements
            .close_down_to(floor, self.path, self.findings, &mut self.out);
        match tag {
            TagEnd::Paragraph => {
                if self.paragraphs.pop().unwrap_or(true) {
                    self.out.push("</p>\n");
                }
                self.summary_open = false;
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => self.out.push("</aside>\n"),
            TagEnd::BlockQuote(None) => self.out.push("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.code_block = false;
                self.out.push("</code></pre>\n");
            }
            TagEnd::List(ordered) => {
                self.numbering.end(self.floors.len());
                self.out.push(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.out.push("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => {
                self.table = None;
                self.out.push("</tbody></table></div>\n");
            }
            TagEnd::TableHead => self.out.push("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.out.push("</tr>\n"),
            TagEnd::TableCell => {
                let head = self.table.as_ref().is_some_and(|table| table.head);
                self.out.push(if head { "</th>" } else { "</td>" });
            }
            _ => {}
        }
    }

    /// Writes `<name …>` with the attributes that an author put there.
    fn open_tag(&mut self, name: &str, attributes: Option<&Attributes>, range: &Range<usize>) {
        self.out.push("<");
        self.out.push(name);
        if let Some(attributes) = attributes {
            if let Some(id) = attributes.id.clone() {
                let span = self.span(range);
                self.anchor(&id, span);
            }
            self.out.attributes(attributes, true);
        }
        self.out.push(">");
    }

    fn start_paragraph(
        &mut self,
        attributes: Option<Attributes>,
        range: &Range<usize>,
        events: &mut Events<'a>,
    ) {
        let text = self.masked.text.get(range.clone()).unwrap_or_default().trim();
        if matches!(text, "[[_TOC_]]" | "[TOC]") {
            while let Some((event, _)) = events.peek() {
                if matches!(event, Event::End(TagEnd::Paragraph)) {
                    break;
                }
                events.next();
            }
            self.paragraphs.push(false);
            return;
        }
        let bare = is_placeholders(text)
            && self
                .masked
                .tokens
                .range(range.clone())
                .all(|(_, piece)| self.is_block(piece));
        if bare {
            self.paragraphs.push(false);
            return;
        }
        self.open_tag("p", attributes.as_ref(), range);
        self.paragraphs.push(true);
        self.summary_open = self.body.summary.is_empty() && self.floors.len() == 1;
    }

    fn is_block(&self, piece: &Piece) -> bool {
        match piece {
            Piece::Open(index) | Piece::Close(index) => self
                .masked
                .shortcodes
                .get(*index)
                .is_some_and(|shortcode| shortcode.name != "policy"),
            Piece::Literal(_) => false,
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, attributes: Attributes, range: Range<usize>) {
        let outer = std::mem::take(&mut self.out);
        self.aside.push(outer);
        let span = self.span(&range);
        self.heading = Some(OpenHeading {
            level: level as u8,
            attributes,
            text: String::new(),
            span,
        });
    }

    fn end_heading(&mut self) {
        let inner = std::mem::replace(&mut self.out, self.aside.pop().unwrap_or_default());
        let Some(OpenHeading {
            level,
            attributes,
            text,
            span,
        }) = self.heading.take()
        else {
            return;
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = match &attributes.id {
            Some(id) => {
                self.anchor(id, span.clone());
                id.clone()
            }
            None => self.anchors.of_text(&text),
        };
        let listed = !attributes.unlisted();
        let first = level == 1 && self.body.first_heading.is_none();
        if first {
            self.body.first_heading = Some(text.clone());
        }
        let repeats_title = first && self.title.is_none_or(|title| title.eq_ignore_ascii_case(&text));
        let names_contents = self.contents_listed && !listed && text.eq_ignore_ascii_case("on this page");
        if repeats_title || names_contents {
            self.out.push("<span");
            self.out.attribute("id", &id);
            self.out.push("></span>\n");
            self.body.anchors.entry(id).or_insert(span);
            return;
        }
        let shown = level.max(2);
        self.out.push(&format!("<h{shown}"));
        self.out.attribute("id", &id);
        self.out.attributes(&attributes, false);
        self.out.push(">");
        self.out.append(inner);
        self.out.push(" <a class=\"heading-anchor\"");
        self.out.attribute("href", &format!("#{id}"));
        self.out
            .attribute("aria-label", &format!("Link to this section: {text}"));
        self.out.push(&format!(">#</a></h{shown}>\n"));
        let range = span.start - self.at..span.end - self.at;
        let source = self
            .masked
            .text
            .get(range)
            .and_then(|text| text.lines().next())
            .unwrap_or_default();
        self.push_heading(Heading {
            level: shown,
            id,
            text,
            source: source.to_owned(),
            span,
            listed,
        });
    }

    fn start_quote(
        &mut self,
        kind: Option<BlockQuoteKind>,
        attributes: Option<&Attributes>,
        range: &Range<usize>,
    ) {
        let Some(kind) = kind else {
            self.open_tag("blockquote", attributes, range);
            self.out.push("\n");
            return;
        };
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.out.push(&format!("<aside class=\"note note-{class}\" role=\"note\" aria-label=\"{title}\">\n<p class=\"note-title\" aria-hidden=\"true\">{title}</p>\n"));
    }

    fn start_code(
        &mut self,
        kind: &CodeBlockKind<'_>,
        attributes: Option<&Attributes>,
        range: &Range<usize>,
    ) {
        self.code_block = true;
        let mut attributes = attributes.cloned().unwrap_or_default();
        attributes.named.push(("tabindex".to_owned(), "0".to_owned()));
        self.open_tag("pre", Some(&attributes), range);
        let language = match kind {
            CodeBlockKind::Fenced(words) => {
                words.split([' ', ',', '{']).next().unwrap_or_default().to_owned()
            }
            CodeBlockKind::Indented => String::new(),
        };
        if language.is_empty() {
            self.out.push("<code>");
        } else {
            self.out.push("<code");
            self.out.attribute("class", &format!("language-{language}"));
            self.out.push(">");
        }
    }

    fn start_list(
        &mut self,
        first: Option<u64>,
        attributes: Option<Attributes>,
        range: &Range<usize>,
        events: &mut Events<'a>,
    ) {
        if attributes.as_ref().is_some_and(Attributes::is_contents) {
            self.floors.pop();
            skip_list(events);
            return;
        }
        let text = self.masked.text.get(range.clone()).unwrap_or_default();
        let first = self.numbering.start(first, self.floors.len() - 1, text);
        match first {
            None => self.open_tag("ul", attributes.as_ref(), range),
            Some(1) => self.open_tag("ol", attributes.as_ref(), range),
            Some(start) => {
                let mut attributes = attributes.unwrap_or_default();
                attributes.named.push(("start".to_owned(), start.to_string()));
                self.open_tag("ol", Some(&attributes), range);
            }
        }
        self.out.push("\n");
    }

    fn start_item(&mut self, attributes: Option<&Attributes>, range: &Range<usize>, events: &mut Events<'a>) {
        self.numbering.item();
        let task = matches!(events.peek(), Some((Event::TaskListMarker(_), _)));
        if task {
            let mut attributes = attributes.cloned().unwrap_or_default();
            attributes.classes.push("task".to_owned());
            self.open_tag("li", Some(&attributes), range);
        } else {
            self.open_tag("li", attributes, range);
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        self.out.push(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"To do\"> "
        });
    }

    fn start_row(&mut self, head: bool) {
        if let Some(table) = &mut self.table {
            table.head = head;
            table.column = 0;
        }
    }

    fn start_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let alignment = table
            .alignments
            .get(table.column)
            .copied()
            .unwrap_or(Alignment::None);
        table.column += 1;
        self.out
            .push(if table.head { "<th scope=\"col\"" } else { "<td" });
        self.out.push(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
    }

    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let next = self.footnotes.order.len() + 1;
        let entry = self
            .footnotes
            .numbers
            .entry(label.to_owned())
            .or_insert((next, 0));
        entry.1 += 1;
        let (number, times) = *entry;
        if number == next {
            let span = self.span(&range);
            self.footnotes.order.push((label.to_owned(), span));
        }
        let id = if times == 1 {
            format!("fnref-{number}")
        } else {
            format!("fnref-{number}-{times}")
        };
        self.out.push(&format!(
            "<sup class=\"footnote-reference\"><a id=\"{id}\" href=\"#fn-{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    fn end_footnote(&mut self) {
        let definition = std::mem::replace(&mut self.out, self.aside.pop().unwrap_or_default());
        if let Some(label) = self.footnotes.open.pop() {
            self.footnotes.definitions.entry(label).or_insert(definition);
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        let order = std::mem::take(&mut self.footnotes.order);
        if order.is_empty() {
            return;
        }
        self.out
            .push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
        for (label, span) in order {
            let (number, times) = self.footnotes.numbers.get(&label).copied().unwrap_or((0, 0));
            self.out.push(&format!("<li id=\"fn-{number}\">"));
            match self.footnotes.definitions.remove(&label) {
                Some(definition) => self.out.append(definition),
                None => self.findings.push(
                    Diagnostic::error(
                        "undefined-footnote",
                        self.path,
                        format!("the footnote `{label}` has no text"),
                    )
                    .at(span)
                    .hint(format!("write `[^{label}]: ...` at the end of the page")),
                ),
            }
            for time in 1..=times {
                let id = if time == 1 {
                    format!("fnref-{number}")
                } else {
                    format!("fnref-{number}-{time}")
                };
                self.out.push(&format!(
                    " <a class=\"footnote-back\" href=\"#{id}\" aria-label=\"Back to the text of footnote {number}\">↩</a>"
                ));
            }
            self.out.push("</li>\n");
        }
        self.out.push("</ol>\n</section>\n");
        let mut unused: Vec<&String> = self.footnotes.definitions.keys().collect();
        unused.sort();
        for label in unused {
            let message = format!("nothing refers to the footnote `{label}`, so it is not shown");
            self.findings.push(
                Diagnostic::warning("unused-footnote", self.path, message)
                    .hint(format!("refer to it with `[^{label}]`")),
            );
        }
    }
}

/// Whether a paragraph is made of nothing but placeholders.
fn is_placeholders(text: &str) -> bool {
    let mut rest = text;
    while let Some(inner) = rest.strip_prefix(OPEN) {
        match inner.find(CLOSE) {
            Some(end) => rest = inner[end + CLOSE.len_utf8()..].trim_start(),
            None => return false,
        }
    }
    rest.is_empty() && !text.is_empty()
}

/// Passes over the rest of a list.
fn skip_list(events: &mut Events<'_>) {
    let mut depth = 1_usize;
    for (event, _) in events.by_ref() {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}
