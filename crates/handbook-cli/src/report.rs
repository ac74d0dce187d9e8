//! Findings for people, drawn the way rustc draws them, and for programs, as JSON.

pub(crate) mod json;
mod window;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use handbook::diagnostics::{Diagnostic, Diagnostics, Lines, Severity, line_column};

use crate::terminal::{Colour, printable};

/// The text of a file of the project, by the path that a finding names.
pub(crate) type Texts<'a> = &'a dyn Fn(&str) -> Option<&'a str>;

/// The texts of the files that findings are in, file by file: the lines of the one looked at last are known.
struct Opened<'a, 'f> {
    texts: Texts<'a>,
    last: Option<(&'f str, Option<Lines<'a>>)>,
}

impl<'a, 'f> Opened<'a, 'f> {
    fn new(texts: Texts<'a>) -> Self {
        Self { texts, last: None }
    }

    /// The lines of the file that a finding is in; none when its text is not known.
    fn lines(&mut self, finding: &'f Diagnostic) -> Option<&Lines<'a>> {
        let path = finding.path.as_str();
        if self.last.as_ref().is_none_or(|(known, _)| *known != path) {
            self.last = Some((path, (self.texts)(path).map(Lines::new)));
        }
        self.last.as_ref().and_then(|(_, lines)| lines.as_ref())
    }
}

/// Draws all findings, each followed by a blank line, and the summary; nothing when there are none.
pub(crate) fn text(findings: &Diagnostics, texts: Texts<'_>, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let mut drawn = String::new();
    let mut opened = Opened::new(texts);
    for finding in findings {
        let group = group(finding, opened.lines(finding));
        drawn.push_str(&renderer.render(&[group]));
        drawn.push_str("\n\n");
    }
    if !findings.is_empty() {
        drawn.push_str(&summary(findings));
        drawn.push('\n');
    }
    drawn
}

/// Why pages do not say when they changed, in a line.
pub(crate) fn untold(why: &str) -> String {
    format!("pages do not say when they last changed: {}\n", printable(why))
}

/// Where a finding is: `content/a.md:3:14`. What is about a file as a whole is at its beginning.
pub(crate) fn place(finding: &Diagnostic, text: Option<&str>) -> String {
    let (line, column) = start(finding, text);
    format!("{}:{line}:{column}", finding.path)
}

/// The line and the column at which a finding begins.
pub(crate) fn start(finding: &Diagnostic, text: Option<&str>) -> (usize, usize) {
    text.zip(finding.span.as_ref())
        .map_or((1, 1), |(text, span)| line_column(text, span.start))
}

/// The counts in words: `2 errors, 1 warning`.
pub(crate) fn summary(findings: &Diagnostics) -> String {
    let errors = counted(findings.errors(), "error");
    let warnings = counted(findings.warnings(), "warning");
    match (findings.errors(), findings.warnings()) {
        (_, 0) => errors,
        (0, _) => warnings,
        _ => format!("{errors}, {warnings}"),
    }
}

/// A number with its noun: `1 page`, `2 pages`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn group<'a>(finding: &'a Diagnostic, lines: Option<&Lines<'a>>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // Messages and sources are made harmless by the renderer, paths are not.
    let path = printable(&finding.path);
    let beginning = printable(&place(finding, None));
    let title = level.primary_title(finding.message.as_str()).id(finding.code);
    let group = match (lines, &finding.span) {
        (Some(lines), Some(span)) => {
            let window = window::around(lines, span);
            let annotation = AnnotationKind::Primary.span(window.span);
            let snippet = Snippet::source(window.text).line_start(window.line);
            // The column of a part of a line is not that of the line.
            if window.is_cut {
                let (line, column) = lines.line_column(span.start);
                let place = Origin::path(path).line(line).char_column(column);
                title.element(place).element(snippet.annotation(annotation))
            } else {
                title.element(snippet.path(path).annotation(annotation))
            }
        }
        _ => title.element(Origin::path(beginning)),
    };
    group.elements(
        finding
            .hints
            .iter()
            .map(|hint| Level::HELP.message(hint.as_str())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Discounts\n\nSee [価格表の一覧](prices.md) first.\n";

    fn broken_link() -> Diagnostic {
        let start = PAGE.find("prices.md").unwrap_or_default();
        Diagnostic::error(
            "broken-link",
            "content/discounts.md",
            "broken link to `prices.md`",
        )
        .at(start..start + "prices.md".len())
        .hint("did you mean `pricing.md`?")
    }

    #[test]
    fn a_finding_is_drawn_with_its_line_caret_and_hint() {
        let findings = Diagnostics::new(vec![broken_link()]);
        let expected = "\
error[broken-link]: broken link to `prices.md`
 --> content/discounts.md:3:14
  |
3 | See [価格表の一覧](prices.md) first.
  |                    ^^^^^^^^^
  |
  = help: did you mean `pricing.md`?

1 error
";
        assert_eq!(text(&findings, &|_| Some(PAGE), Colour::Plain), expected);
    }

    #[test]
    fn a_finding_without_a_place_names_its_file() {
        let finding = Diagnostic::warning("missing-title", "content/a.md", "the page has no title")
            .hint("add `title:`");
        let expected = "\
warning[missing-title]: the page has no title
--> content/a.md:1:1
 = help: add `title:`

1 warning
";
        assert_eq!(
            text(&Diagnostics::new(vec![finding]), &|_| None, Colour::Plain),
            expected
        );
    }

    #[test]
    fn escape_codes_of_a_file_do_not_reach_the_terminal() {
        let finding = Diagnostic::error("x", "content/\u{1b}[31m.md", "bad \u{1b}]0;title\u{7}").at(0..1);
        let drawn = text(
            &Diagnostics::new(vec![finding]),
            &|_| Some("\u{1b}[2J text"),
            Colour::Plain,
        );
        assert!(!drawn.contains('\u{1b}') && !drawn.contains('\u{7}'), "{drawn:?}");
    }

    #[test]
    fn any_place_in_any_text_can_be_drawn() {
        for source in ["", "\n", "é", "a\r\nb\r\n", "\t日本\n\n", &"x".repeat(200_000)] {
            for (start, end) in [
                (0, 0),
                (0, 1),
                (1, 1),
                (1, 3),
                (0, 9),
                (5, 2),
                (100_000, 100_009),
                (999_999, 1_000_000),
            ] {
                let finding = Diagnostic::error("x", "content/a.md", "m").at(start..end);
                let drawn = text(&Diagnostics::new(vec![finding]), &|_| Some(source), Colour::Plain);
                assert!(drawn.len() < 2_000, "{}", drawn.len());
            }
        }
    }

    #[test]
    fn of_a_line_without_end_only_what_is_near_is_drawn_and_its_place_is_right() {
        let line = format!("# A\n\n{}here{}", "é ".repeat(50_000), " x".repeat(50_000));
        let start = line.find("here").unwrap_or_default();
        let finding = Diagnostic::error("x", "content/a.md", "m").at(start..start + 4);
        let drawn = text(&Diagnostics::new(vec![finding]), &|_| Some(&line), Colour::Plain);
        assert!(drawn.contains("content/a.md:3:100001\n"), "{drawn}");
        assert!(drawn.contains("é here x") && drawn.contains("^^^^"), "{drawn}");
        assert!(drawn.len() < 2_000, "{drawn}");
    }

    #[test]
    fn the_text_of_a_file_is_looked_for_once_however_much_is_found_in_it() {
        let findings =
            (0..1_000).map(|at| Diagnostic::warning("x", "content/a.md", format!("{at}")).at(at..at + 1));
        let findings = Diagnostics::new(findings.collect());
        let asked = std::cell::Cell::new(0);
        let page = "a line\n".repeat(200);
        let texts = |_: &str| {
            asked.set(asked.get() + 1);
            Some(page.as_str())
        };
        let drawn = text(&findings, &texts, Colour::Plain);
        assert!(drawn.contains(" --> content/a.md:143:6\n"), "{drawn}");
        assert!(json::findings(&findings, &texts).contains("\"line\": 143, \"column\": 6"));
        assert_eq!(asked.get(), 2);
    }

    #[test]
    fn colour_is_drawn_only_when_asked_for() {
        let findings = Diagnostics::new(vec![broken_link()]);
        assert!(text(&findings, &|_| Some(PAGE), Colour::Ansi).contains("\u{1b}["));
    }
}
