//! Fenced blocks of cases: a table that is read instead of shown as code.

use std::ops::Range;

use super::Writer;
use crate::{
    cases::{FENCE, block},
    diagnostics::Diagnostic,
    markdown::{attributes::Attributes, html::RawHtml},
    page::HoleKind,
};

/// A block of cases that is read.
pub(super) struct OpenCases {
    fence: block::Cell,
    /// The lines below the fence: in a quote or a list they do not follow each other in the file.
    lines: RawHtml,
    /// The anchor that its author chose.
    anchor: Option<String>,
}

impl OpenCases {
    /// Adds text that starts at byte `at` of the body.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        self.lines.push(text, at);
    }
}

impl Writer<'_> {
    pub(super) fn start_cases(&mut self, attributes: Option<Attributes>, range: &Range<usize>) {
        let text = self.masked.text.get(range.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        let start = range.start + line.find(FENCE).unwrap_or_default();
        let words = line[start - range.start..].trim_end();
        self.cases = Some(OpenCases {
            fence: block::Cell {
                text: words.to_owned(),
                span: self.span(&(start..start + words.len())),
            },
            lines: RawHtml::default(),
            anchor: attributes.and_then(|attributes| attributes.id),
        });
    }

    /// Notes a block that is shown as code, and nearly asks for a table of cases.
    pub(super) fn note_mistyped_cases(&mut self, words: &str, range: &Range<usize>) {
        let first = words.split_whitespace().next().unwrap_or_default();
        let text = self.masked.text.get(range.clone()).unwrap_or_default();
        let start = range.start + text.find(first).unwrap_or_default();
        let span = self.span(&(start..start + first.len()));
        self.findings.push(
            Diagnostic::warning(
                "mistyped-policy-cases",
                self.path,
                format!("`{first}` is shown as code, and nothing in it is checked"),
            )
            .at(span)
            .hint(format!("did you mean `{FENCE}`?")),
        );
    }

    pub(super) fn end_cases(&mut self) {
        let Some(OpenCases { fence, lines, anchor }) = self.cases.take() else {
            return;
        };
        let mut at = 0;
        let mut read = Vec::new();
        for line in lines.text().split_inclusive('\n') {
            let start = self.at + lines.place(at);
            let text = line.trim_end_matches(['\n', '\r']);
            read.push(block::Cell {
                text: text.to_owned(),
                span: start..start + text.len(),
            });
            at += line.len();
        }
        let Some(mut block) = block::read(self.path, &fence, &read, self.findings) else {
            return;
        };
        block.anchor = match anchor {
            Some(anchor) if self.anchor(&anchor, fence.span.clone()) => anchor,
            _ => {
                let anchor = self.anchors.of_text(&format!("cases {}", block.calculator.text));
                let known = self.body.anchors.entry(anchor.clone());
                known.or_insert(fence.span);
                anchor
            }
        };
        self.out.hole(HoleKind::Cases(self.body.cases.len()));
        self.out.push("\n");
        self.body.cases.push(block);
    }
}
