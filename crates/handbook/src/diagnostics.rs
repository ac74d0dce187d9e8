//! Findings: what is wrong in an author's file, where, and what to do.
//!
//! An author's mistake is a [`Diagnostic`] and never ends a run; what failed in the machine is a
//! [`Failure`](crate::Failure). Nothing here prints: drawing is the command line's business.

use std::{cell::Cell, ops::Range};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not written.
    Error,
    /// The site is written all the same, unless warnings are denied.
    Warning,
}

impl Severity {
    /// The word for it in reports: `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code in kebab-case, such as `broken-link`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The file, relative to the project, with `/` between its parts.
    pub path: String,
    /// The bytes of the file that it is about; none when it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong, in lower case, the thing in backticks, no full stop.
    pub message: String,
    /// What to do about it, one hint each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// Starts an error in the file at `path`.
    pub fn error(code: &'static str, path: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, path, message.into())
    }

    /// Starts a warning in the file at `path`.
    pub fn warning(code: &'static str, path: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, path, message.into())
    }

    fn new(code: &'static str, severity: Severity, path: &str, message: String) -> Self {
        let path = path.to_owned();
        Self {
            code,
            severity,
            path,
            span: None,
            message,
            hints: Vec::new(),
        }
    }

    /// Points at bytes of the file.
    #[must_use]
    pub fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// Points at bytes of the file where they are known.
    #[must_use]
    pub fn at_maybe(mut self, span: Option<Range<usize>>) -> Self {
        self.span = span;
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds what to do where there is something to say.
    #[must_use]
    pub fn hint_maybe(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }
}

/// All findings of a run, sorted by file, place and code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Sorts findings and drops exact repetitions.
    pub fn new(mut list: Vec<Diagnostic>) -> Self {
        list.sort_by(|a, b| {
            let start = |d: &Diagnostic| d.span.as_ref().map_or(0, |s| s.start);
            (a.path.as_str(), start(a), a.code, &a.message).cmp(&(
                b.path.as_str(),
                start(b),
                b.code,
                &b.message,
            ))
        });
        list.dedup();
        Self { list }
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many are errors.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// How many are warnings.
    pub fn warnings(&self) -> usize {
        self.list.len() - self.errors()
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The line and the column of a byte of `text`, both from 1, the column in characters. An offset past the end, or
/// inside a character, counts as the nearest place before it.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// The lines of a text, for many places in it: a place costs no walk through all that stands before it.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// The place that was asked for last, as byte and column: the next one is often behind it on the same line.
    last: Cell<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// Those of `text`.
    pub fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        Self {
            text,
            starts: std::iter::once(0).chain(breaks.map(|at| at + 1)).collect(),
            last: Cell::new((0, 1)),
        }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The number of the line that holds a byte, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The same as [`line_column`].
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line(offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let (last, column) = self.last.get();
        let (from, before) = match (start..=offset).contains(&last) {
            true => (last, column),
            false => (start, 1),
        };
        let column = before + self.text[from..offset].chars().count();
        self.last.set((offset, column));
        (line, column)
    }
}

/// The bytes of the line that holds `offset`, without its line break and its indentation.
pub(crate) fn line_span(text: &str, offset: usize) -> Range<usize> {
    let offset = text.floor_char_boundary(offset);
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |newline| offset + newline);
    let line = &text[start..end];
    let indent = line.len() - line.trim_start().len();
    start + indent..start + line.trim_end().len().max(indent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "ab\né日x\n";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 3), (2, 1));
        assert_eq!(line_column(text, text.find('x').unwrap_or(0)), (2, 3));
        assert_eq!(line_column(text, 999), (3, 1));
    }

    #[test]
    fn many_places_of_a_text_are_those_of_each_alone() {
        for text in ["", "\n", "ab\né日x\n\n日", "é\r\nb", "x"] {
            let lines = Lines::new(text);
            let offsets = (0..=text.len() + 2)
                .chain((0..text.len()).rev())
                .chain([3, 1, 4, 4]);
            for offset in offsets {
                assert_eq!(
                    lines.line_column(offset),
                    line_column(text, offset),
                    "{text:?} at {offset}"
                );
            }
        }
    }

    #[test]
    fn findings_come_sorted_and_once() {
        let late = Diagnostic::error("b", "x.md", "late").at(9..10);
        let early = Diagnostic::warning("a", "x.md", "early").at(1..2);
        let all = Diagnostics::new(vec![late.clone(), early.clone(), late.clone()]);
        assert_eq!(all.iter().collect::<Vec<_>>(), [&early, &late]);
        assert_eq!((all.errors(), all.warnings()), (1, 1));
    }
}
