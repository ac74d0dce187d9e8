//! Footnotes: numbered by their references, written at the end of the page.

use std::{collections::HashMap, ops::Range};

use super::Writer;
use crate::{diagnostics::Diagnostic, markdown::output::Output};

/// The notes of a page.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Label to number and how often it was referred to.
    numbers: HashMap<String, (usize, usize)>,
    order: Vec<(String, Range<usize>)>,
    definitions: HashMap<String, (Output, Range<usize>)>,
    open: Vec<(String, Range<usize>)>,
}

impl Writer<'_> {
    pub(super) fn start_footnote(&mut self, label: &str, range: &Range<usize>) {
        let span = self.span(range);
        self.footnotes.open.push((label.to_owned(), span));
        let outer = std::mem::take(&mut self.out);
        self.aside.push(outer);
    }

    pub(super) fn end_footnote(&mut self) {
        let definition = std::mem::replace(&mut self.out, self.aside.pop().unwrap_or_default());
        if let Some((label, span)) = self.footnotes.open.pop() {
            self.footnotes
                .definitions
                .entry(label)
                .or_insert((definition, span));
        }
    }

    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let span = self.span(&range);
        let next = self.footnotes.order.len() + 1;
        let entry = self
            .footnotes
            .numbers
            .entry(label.to_owned())
            .or_insert((next, 0));
        entry.1 += 1;
        let (number, times) = *entry;
        if number == next {
            self.footnotes.order.push((label.to_owned(), span.clone()));
        }
        let id = reference_id(number, times);
        self.anchor(&id, span);
        if self.in_link.is_some() || self.elements.has_link() {
            let sup = format!("<sup class=\"footnote-reference\" id=\"{id}\">{number}</sup>");
            self.out.push(&sup);
            return;
        }
        self.out.push(&format!(
            "<sup class=\"footnote-reference\"><a id=\"{id}\" href=\"#fn:{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    /// Reports the bracket at byte `at` of the body when it looks like a reference to a note that is nowhere.
    pub(super) fn check_reference(&mut self, at: usize) {
        let source = &self.masked.text;
        let label = source.get(at..).and_then(|rest| rest.strip_prefix("[^"));
        let label = label.and_then(|rest| rest.get(..rest.find([']', '[', '\n'])?));
        let Some(label) = label.filter(|label| {
            let escaped = source[..at].ends_with('\\') || !source[at + 2 + label.len()..].starts_with(']');
            !label.is_empty() && !escaped && !label.contains(char::is_whitespace)
        }) else {
            return;
        };
        let span = self.span(&(at..at + label.len() + 3));
        let message = format!("the footnote `{label}` has no text");
        self.findings.push(
            Diagnostic::warning("undefined-footnote", self.path, message)
                .at(span)
                .hint(format!("write `[^{label}]: ...` at the end of the page")),
        );
    }

    pub(super) fn write_footnotes(&mut self) {
        let order = std::mem::take(&mut self.footnotes.order);
        if !order.is_empty() {
            self.out
                .push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
            for (label, span) in order {
                self.write_footnote(&label, span);
            }
            self.out.push("</ol>\n</section>\n");
        }
        let mut unused: Vec<_> = self.footnotes.definitions.iter().collect();
        unused.sort_by_key(|(_, (_, span))| span.start);
        for (label, (_, span)) in unused {
            let message = format!("nothing refers to the footnote `{label}`, so it is not shown");
            self.findings.push(
                Diagnostic::warning("unused-footnote", self.path, message)
                    .at(span.start..span.start + label.len() + 3)
                    .hint(format!("refer to it with `[^{label}]`")),
            );
        }
    }

    fn write_footnote(&mut self, label: &str, span: Range<usize>) {
        let (number, times) = self.footnotes.numbers.get(label).copied().unwrap_or((0, 0));
        let id = format!("fn:{number}");
        self.anchor(&id, span.clone());
        self.out.push(&format!("<li id=\"{id}\">"));
        match self.footnotes.definitions.remove(label) {
            Some((mut definition, _)) => self.out.append(&mut definition),
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
            self.out.push(&format!(
                " <a class=\"footnote-back\" href=\"#{}\" aria-label=\"Back to the text of footnote {number}\">↩</a>",
                reference_id(number, time)
            ));
        }
        self.out.push("</li>\n");
    }
}

/// The anchor of a reference, as kramdown has it.
fn reference_id(number: usize, time: usize) -> String {
    match time {
        1 => format!("fnref:{number}"),
        time => format!("fnref:{number}:{}", time - 1),
    }
}
