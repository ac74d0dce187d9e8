//! A table of cases as its author wrote it: the words of the fence, columns, rows, each with its place.
//!
//! Knows nothing of calculators: a page is parsed alone.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::FENCE;
use crate::{diagnostics::Diagnostic, suggest::nearest_above};

/// More rows than this are refused.
const MAX_ROWS: usize = 1_000;
/// More columns than this are refused.
const MAX_COLUMNS: usize = 60;

/// A table of cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Block {
    /// The id of the calculator that the fence names.
    pub(crate) calculator: Cell,
    /// What the fence says for all rows, name and text: `as-of=2020-04-23`.
    pub(crate) settings: Vec<(Cell, Cell)>,
    /// The head of each column.
    pub(crate) columns: Vec<Cell>,
    /// The rows, each with as many cells as there are columns.
    pub(crate) rows: Vec<Row>,
    /// Its anchor on the page.
    pub(crate) anchor: String,
}

impl Block {
    /// Whether it says the same as another, wherever the two stand.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let texts = |cells: &[Cell]| cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        let settings = |block: &Self| {
            let pairs = block.settings.iter();
            pairs
                .map(|(name, cell)| (name.text.clone(), cell.text.clone()))
                .collect::<Vec<_>>()
        };
        self.calculator.text == other.calculator.text
            && self.anchor == other.anchor
            && settings(self) == settings(other)
            && texts(&self.columns) == texts(&other.columns)
            && self.rows.len() == other.rows.len()
            && self
                .rows
                .iter()
                .zip(&other.rows)
                .all(|(one, other)| texts(&one.cells) == texts(&other.cells))
    }
}

/// A row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// A piece of text and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Whether the words behind a fence nearly ask for a table of cases.
pub(crate) fn is_meant(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    first != FENCE && nearest_above(0.8, first, [FENCE]).is_some()
}

/// Whether the words behind a fence ask for a table of cases.
pub(crate) fn is_asked_for(words: &str) -> bool {
    words.split_whitespace().next() == Some(FENCE)
}

/// Reads the words behind the fence and the lines of the table. None when there is no table to speak of.
pub(crate) fn read(
    path: &str,
    fence: &Cell,
    lines: &[Cell],
    findings: &mut Vec<Diagnostic>,
) -> Option<Block> {
    let (calculator, settings) = read_fence(path, fence, findings)?;
    let mut lines = lines.iter().filter(|line| !line.text.trim().is_empty());
    let head = lines.next().map(cells);
    let rule = lines.next().map(cells);
    let (Some(columns), Some(rule)) = (head, rule.filter(|rule| rule.iter().all(is_rule))) else {
        findings
            .push(invalid(path, fence, "there is no table in this block").hint(
                "write a row with the names of the columns, a row of `---`, and one row for each case",
            ));
        return None;
    };
    if columns.len() > MAX_COLUMNS {
        let message = format!("a table of cases has at most {MAX_COLUMNS} columns");
        findings.push(invalid(path, fence, &message).hint("split it into several blocks"));
        return None;
    }
    if rule.len() != columns.len() {
        findings.push(wrong_count(path, &whole(&rule), rule.len(), columns.len()));
        return None;
    }
    let mut rows = Vec::new();
    let known = findings.len();
    for (index, line) in lines.enumerate() {
        let cells = cells(line);
        let span = whole(&cells);
        if cells.len() == columns.len() {
            rows.push(Row { cells, span });
        } else {
            findings.push(wrong_count(path, &span, cells.len(), columns.len()));
        }
        if index == MAX_ROWS {
            let message = format!("a table of cases has at most {MAX_ROWS} rows");
            let finding = Diagnostic::error("too-many-policy-cases", path, message);
            findings.push(
                finding
                    .at(fence.span.clone())
                    .hint("split it into several blocks"),
            );
            return None;
        }
    }
    if rows.is_empty() && findings.len() == known {
        let finding = Diagnostic::error("policy-cases-empty", path, "this table has no case");
        findings.push(
            finding
                .at(fence.span.clone())
                .hint("write one row for each case below the row of `---`"),
        );
        return None;
    }
    Some(Block {
        calculator,
        settings,
        columns,
        rows,
        anchor: String::new(),
    })
}

/// The calculator and the settings that the fence names.
fn read_fence(path: &str, fence: &Cell, findings: &mut Vec<Diagnostic>) -> Option<(Cell, Vec<(Cell, Cell)>)> {
    let mut words = words(fence).skip(1);
    let Some(calculator) = words.next().filter(|word| !word.text.contains('=')) else {
        findings.push(
            invalid(
                path,
                fence,
                "this block does not say which calculator its cases are for",
            )
            .hint(
                "write its id behind `policy-cases`, such as `policy-cases deck-threshold as-of=2020-04-23`",
            ),
        );
        return None;
    };
    let mut settings: Vec<(Cell, Cell)> = Vec::new();
    for word in words {
        match word.text.split_once('=') {
            Some((name, text)) => {
                let end = word.span.start + name.len();
                let name = Cell {
                    text: name.to_owned(),
                    span: word.span.start..end,
                };
                if settings.iter().any(|(known, _)| known.text == name.text) {
                    let message = format!("`{}` is given twice", name.text);
                    findings.push(invalid(path, &name, &message).hint("keep one of the two"));
                    continue;
                }
                let text = Cell {
                    text: text.trim_matches('"').to_owned(),
                    span: end + 1..word.span.end,
                };
                settings.push((name, text));
            }
            None => {
                let message = format!("`{}` means nothing here", word.text);
                findings.push(
                    invalid(path, &word, &message).hint(
                        "behind the calculator stand settings for all rows, such as `as-of=2020-04-23`",
                    ),
                );
            }
        }
    }
    Some((calculator, settings))
}

/// The words of a line.
fn words(line: &Cell) -> impl Iterator<Item = Cell> {
    let mut at = 0;
    line.text.split(char::is_whitespace).filter_map(move |word| {
        let start = line.span.start + at;
        at += word.len();
        at += line.text[at..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then(|| Cell {
            text: word.to_owned(),
            span: start..start + word.len(),
        })
    })
}

/// The cells of a row, without the pipes at its ends; `\|` is a pipe of the text.
fn cells(line: &Cell) -> Vec<Cell> {
    let text = line.text.trim();
    let start = line.span.start + (line.text.len() - line.text.trim_start().len());
    let open = text.strip_prefix('|').unwrap_or(text);
    let mut at = start + text.len() - open.len();
    let mut parts = split(open);
    if parts.len() > 1 && parts.last().is_some_and(|last| last.trim().is_empty()) {
        parts.pop();
    }
    let cell = |part: &str| {
        let inner = part.trim();
        let from = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        Cell {
            text: inner.replace("\\|", "|"),
            span: from..from + inner.len(),
        }
    };
    parts.into_iter().map(cell).collect()
}

/// Splits at each pipe that no backslash stands before.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('|') {
        if !text[..at].ends_with('\\') {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Whether a cell stands below the head of a column: `---`, `:--`, `--:`.
fn is_rule(cell: &Cell) -> bool {
    let line = cell.text.strip_prefix(':').unwrap_or(&cell.text);
    let line = line.strip_suffix(':').unwrap_or(line);
    !line.is_empty() && line.bytes().all(|byte| byte == b'-')
}

/// From the first cell to the end of the last.
fn whole(cells: &[Cell]) -> Range<usize> {
    let start = cells.first().map_or(0, |cell| cell.span.start);
    let end = cells.last().map_or(start, |cell| cell.span.end);
    start..end
}

fn invalid(path: &str, place: &Cell, message: &str) -> Diagnostic {
    Diagnostic::error("invalid-policy-cases", path, message).at(place.span.clone())
}

fn wrong_count(path: &str, span: &Range<usize>, found: usize, wanted: usize) -> Diagnostic {
    let message = format!("this row has {found} cells, and the table has {wanted} columns");
    Diagnostic::error("policy-case-cells", path, message)
        .at(span.clone())
        .hint("leave a cell empty where nothing is given or expected; write a pipe inside a cell as `\\|`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let found = cells(&Cell {
            text: line.to_owned(),
            span: 10..10 + line.len(),
        });
        for cell in &found {
            let written = &line[cell.span.start - 10..cell.span.end - 10];
            assert_eq!(written.replace("\\|", "|"), cell.text, "{line}");
        }
        found.into_iter().map(|cell| cell.text).collect()
    }

    #[test]
    fn cells_are_parted_by_pipes_that_are_not_escaped() {
        assert_eq!(texts("| a | b |"), ["a", "b"]);
        assert_eq!(texts("  a|b  "), ["a", "b"]);
        assert_eq!(texts("| a \\| b |  | é日 |"), ["a | b", "", "é日"]);
        assert_eq!(texts("| a || |"), ["a", "", ""]);
        assert_eq!(texts("|"), [""]);
    }

    #[test]
    fn a_table_of_more_rows_than_anybody_reads_is_refused() {
        let count = |rows: usize| {
            let line = |text: &str| Cell {
                text: text.to_owned(),
                span: 0..text.len(),
            };
            let mut lines = vec![line("| case |"), line("|---|")];
            lines.extend((0..rows).map(|row| line(&format!("| {row} |"))));
            let mut findings = Vec::new();
            let block = read("a.md", &line("policy-cases deck"), &lines, &mut findings);
            (block.map(|block| block.rows.len()), findings.len())
        };
        assert_eq!(count(MAX_ROWS), (Some(MAX_ROWS), 0));
        assert_eq!(count(MAX_ROWS + 1), (None, 1));
        assert_eq!(count(0), (None, 1));
    }

    #[test]
    fn the_fence_names_the_calculator_and_what_holds_for_all_rows() {
        let text = "policy-cases  deck-threshold as-of=2020-04-23 type=\"renewal\"";
        let fence = Cell {
            text: text.to_owned(),
            span: 3..3 + text.len(),
        };
        let mut findings = Vec::new();
        let (calculator, settings) = read_fence("a.md", &fence, &mut findings).expect("it names one");
        assert_eq!(
            (calculator.text.as_str(), calculator.span),
            ("deck-threshold", 17..31)
        );
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, text)| (name.text.as_str(), text.text.as_str()))
            .collect();
        assert_eq!(settings, [("as-of", "2020-04-23"), ("type", "renewal")]);
        assert!(findings.is_empty());
    }
}
