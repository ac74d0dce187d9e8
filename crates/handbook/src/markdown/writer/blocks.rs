//! Blocks: paragraphs, headings, lists, quotes, code, tables, footnotes.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::{Events, OpenHeading, OpenTable, Writer, nesting::ParagraphTag};
use crate::{
    cases,
    markdown::{
        attributes::Attributes,
        is_inline,
        mask::{CLOSE, OPEN, Piece},
    },
    page::{Heading, VALUE},
};

impl<'a> Writer<'a> {
    pub(super) fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>, events: &mut Events<'a>) {
        let attributes = self.attributes_of(&range, matches!(tag, Tag::Item));
        if !matches!(tag, Tag::List(_) | Tag::Item) {
            self.numbering.interrupt(self.nesting.depth());
        }
        self.end_raw_paragraph();
        self.nesting.enter(self.elements.depth());
        match tag {
            Tag::Paragraph => self.start_paragraph(attributes, &range, events),
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                let mut own = Attributes {
                    id: id.map(|id| id.to_string()),
                    ..Attributes::default()
                };
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
            Tag::CodeBlock(CodeBlockKind::Fenced(words)) if cases::block::is_asked_for(&words) => {
                self.start_cases(attributes, &range);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(words)) if cases::block::is_meant(&words) => {
                self.note_mistyped_cases(&words, &range);
                self.start_code(&CodeBlockKind::Fenced(words), attributes.as_ref(), &range);
            }
            Tag::CodeBlock(kind) => self.start_code(&kind, attributes.as_ref(), &range),
            Tag::List(first) => self.start_list(first, attributes, &range, events),
            Tag::Item => self.start_item(attributes.as_ref(), &range, events),
            Tag::FootnoteDefinition(label) => {
                self.start_footnote(&label, &range);
            }
            Tag::Table(alignments) => {
                self.out.push("<div class=\"table-scroll\">");
                self.open_tag("table", attributes.as_ref(), &range);
                self.out.push("\n");
                self.table = Some(OpenTable {
                    alignments,
                    column: 0,
                    head: false,
                    in_heading: false,
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
            Tag::TableCell => self.start_cell(events),
            _ => {}
        }
    }

    pub(super) fn end_block(&mut self, tag: TagEnd) {
        let floor = self.nesting.leave();
        self.elements
            .close_down_to(floor, self.path, self.findings, &mut self.out);
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => self.out.push("</aside>\n"),
            TagEnd::BlockQuote(None) => self.out.push("</blockquote>\n"),
            TagEnd::CodeBlock if self.cases.is_some() => self.end_cases(),
            TagEnd::CodeBlock => {
                self.code_block = false;
                self.out.push("</code></pre>\n");
            }
            TagEnd::List(ordered) => {
                self.numbering.end(self.nesting.depth());
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
                let is_heading = self.table.as_ref().is_some_and(|table| table.in_heading);
                self.out.push(if is_heading { "</th>" } else { "</td>" });
            }
            _ => {}
        }
    }

    /// Writes `<name …>` with the attributes that an author put there.
    fn open_tag(&mut self, name: &str, attributes: Option<&Attributes>, range: &Range<usize>) {
        self.out.push("<");
        self.out.push(name);
        if let Some(attributes) = attributes {
            let span = self.span(range);
            let with_id = attributes.id.as_deref().is_some_and(|id| self.anchor(id, span));
            self.out.attributes(attributes, with_id);
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
            self.nesting.start_paragraph(ParagraphTag::None);
            return;
        }
        let bare = is_placeholders(text)
            && self
                .masked
                .tokens
                .range(range.clone())
                .all(|(_, piece)| self.is_block(piece));
        if bare {
            self.nesting.start_paragraph(ParagraphTag::None);
            return;
        }
        self.open_tag("p", attributes.as_ref(), range);
        self.nesting.start_paragraph(ParagraphTag::Open);
        self.summary_open = self.body.summary.is_empty() && self.nesting.depth() == 1;
    }

    fn end_paragraph(&mut self) {
        match self.nesting.end_paragraph() {
            ParagraphTag::Open if self.out.cut_tail("<p>") => {}
            ParagraphTag::Open => self.out.push("</p>\n"),
            ParagraphTag::Interrupted | ParagraphTag::None => self.out.end_line(),
        }
        self.summary_open = false;
    }

    fn is_block(&self, piece: &Piece) -> bool {
        match piece {
            Piece::Open(index) | Piece::Close(index) => self
                .masked
                .shortcodes
                .get(*index)
                .is_some_and(|shortcode| !is_inline(&shortcode.name)),
            Piece::Literal(_) => false,
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, attributes: Attributes, range: Range<usize>) {
        let outer = std::mem::replace(&mut self.out, std::mem::take(&mut self.spare));
        self.aside.push(outer);
        let span = self.span(&range);
        self.heading_at = self.body.effort;
        self.heading = Some(OpenHeading {
            level: level as u8,
            attributes,
            text: String::new(),
            anchor_text: String::new(),
            values: Vec::new(),
            span,
        });
    }

    fn end_heading(&mut self) {
        let mut inner = std::mem::replace(&mut self.out, self.aside.pop().unwrap_or_default());
        let Some(OpenHeading {
            level,
            attributes,
            text,
            anchor_text,
            values,
            span,
        }) = self.heading.take()
        else {
            return;
        };
        let with_values = (!values.is_empty()).then(|| one_line(with_marks(&text, &values)));
        let text = one_line(text);
        let id = match &attributes.id {
            Some(id) if self.anchor(id, span.clone()) => id.clone(),
            _ => self.anchors.of_text(&anchor_text),
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
        let digit = char::from(b'0' + shown);
        self.out.push("<h");
        self.out.html.push(digit);
        self.out.attribute("id", &id);
        self.out.attributes(&attributes, false);
        self.out.push(">");
        self.out.append(&mut inner);
        self.spare = inner;
        if !self.elements.has_link() {
            self.out.push(" <a class=\"heading-anchor\"");
            self.out.push(" href=\"#");
            self.out.attribute_text(&id);
            self.out.push("\" aria-label=\"Link to this section: ");
            self.out
                .text_with_amounts(with_values.as_deref().unwrap_or(&text));
            self.out.push("\">#</a>");
        }
        self.out.push("</h");
        self.out.html.push(digit);
        self.out.push(">\n");
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
            with_values,
            source: source.to_owned(),
            span,
            listed,
            read_before: self.heading_at,
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
        let mut own = Attributes {
            classes: vec!["note".to_owned(), format!("note-{class}")],
            named: vec![
                ("role".to_owned(), "note".to_owned()),
                ("aria-label".to_owned(), title.to_owned()),
            ],
            ..Attributes::default()
        };
        own.merge(attributes.cloned().unwrap_or_default());
        self.open_tag("aside", Some(&own), range);
        self.out.push(&format!(
            "\n<p class=\"note-title\" aria-hidden=\"true\">{title}</p>\n"
        ));
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
            self.nesting.leave();
            skip_list(events);
            return;
        }
        let text = self.masked.text.get(range.clone()).unwrap_or_default();
        let first = self.numbering.start(first, self.nesting.depth() - 1, text);
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

    /// Opens a cell. One without text heads nothing, wherever it stands.
    fn start_cell(&mut self, events: &mut Events<'a>) {
        let is_empty = matches!(events.peek(), Some((Event::End(_), _)));
        let Some(table) = &mut self.table else { return };
        let alignment = table
            .alignments
            .get(table.column)
            .copied()
            .unwrap_or(Alignment::None);
        table.column += 1;
        table.in_heading = table.head && !is_empty;
        self.out.push(if table.in_heading {
            "<th scope=\"col\""
        } else {
            "<td"
        });
        self.out.push(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
    }
}

/// A text with single blanks between its words, and none around them.
pub(super) fn one_line(text: String) -> String {
    let mut after_blank = true;
    let is_one = text.bytes().all(|byte| {
        let doubled = after_blank && byte == b' ';
        after_blank = byte == b' ';
        !doubled && matches!(byte, b' '..=b'~')
    });
    if is_one && (!after_blank || text.is_empty()) {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading's text with a mark for each value at its place.
fn with_marks(text: &str, values: &[(usize, usize)]) -> String {
    let mut marked = String::with_capacity(text.len() + values.len() * 8);
    let mut from = 0;
    for (at, index) in values {
        marked.push_str(text.get(from..*at).unwrap_or_default());
        marked.push_str(&format!("{VALUE}{index}{VALUE}"));
        from = *at;
    }
    marked.push_str(text.get(from..).unwrap_or_default());
    marked
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
