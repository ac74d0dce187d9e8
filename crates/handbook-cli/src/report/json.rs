//! Findings as one JSON array, for programs.

use std::fmt::Write;

use handbook::diagnostics::{Diagnostic, Diagnostics, Lines};

use super::{Opened, Texts};
use crate::json;

/// The findings as an array with one object a line.
pub(crate) fn findings(findings: &Diagnostics, texts: Texts<'_>) -> String {
    let mut out = String::from("[");
    let mut opened = Opened::new(texts);
    for (index, finding) in findings.iter().enumerate() {
        out.push_str(if index == 0 { "\n  " } else { ",\n  " });
        object(&mut out, finding, opened.lines(finding));
    }
    out.push_str(if findings.is_empty() { "]\n" } else { "\n]\n" });
    out
}

/// Appends one finding as an object.
fn object(out: &mut String, finding: &Diagnostic, lines: Option<&Lines<'_>>) {
    let span = lines.zip(finding.span.as_ref());
    let (start, end) = span.map_or(((1, 1), (1, 1)), |(lines, span)| {
        let start = lines.line_column(span.start);
        (start, lines.line_column(span.end.max(span.start)))
    });
    for (key, value) in [
        ("{\"code\": ", finding.code),
        (", \"severity\": ", finding.severity.word()),
    ] {
        out.push_str(key);
        json::string(out, value);
    }
    out.push_str(", \"path\": ");
    json::string(out, &finding.path);
    for (key, number) in [
        ("line", start.0),
        ("column", start.1),
        ("end_line", end.0),
        ("end_column", end.1),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(out, ", \"{key}\": {number}");
    }
    out.push_str(", \"message\": ");
    json::string(out, &finding.message);
    out.push_str(", \"hints\": ");
    json::strings(out, finding.hints.iter().map(String::as_str));
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_has_its_place_in_lines_and_characters() {
        let list = vec![
            Diagnostic::error("a", "x.md", "broken \"link\"")
                .at(3..5)
                .hint("mend it"),
            Diagnostic::warning("b", "y.md", "no title"),
        ];
        let expected = r#"[
  {"code": "a", "severity": "error", "path": "x.md", "line": 2, "column": 2, "end_line": 2, "end_column": 4, "message": "broken \"link\"", "hints": ["mend it"]},
  {"code": "b", "severity": "warning", "path": "y.md", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "message": "no title", "hints": []}
]
"#;
        assert_eq!(
            findings(&Diagnostics::new(list), &|path| (path == "x.md")
                .then_some("a\nbcde")),
            expected
        );
        assert_eq!(findings(&Diagnostics::default(), &|_| None), "[]\n");
    }
}
