//! Findings as text: one line each, its hints below it.

use handbook::{
    Source,
    diagnostics::{Diagnostic, Diagnostics, line_column},
};

/// All findings with file, line and column: `error[broken-link] content/a.md:3:5 broken link to …`.
pub fn listed(source: &Source, findings: &Diagnostics) -> String {
    let one = |finding: &Diagnostic| {
        let place = match place(source, finding) {
            Some((line, column)) => format!("{}:{line}:{column}", finding.path),
            None => finding.path.clone(),
        };
        written(finding, &place)
    };
    findings.iter().map(one).collect()
}

/// The findings of a page whose first `lines_above` lines are not the case's own: `error[broken-link] 3:5 …`.
pub fn below(source: &Source, findings: &Diagnostics, lines_above: usize) -> String {
    let one = |finding: &Diagnostic| {
        let place = match place(source, finding) {
            Some((line, column)) => format!("{}:{column}", line.saturating_sub(lines_above)),
            None => "somewhere".to_owned(),
        };
        written(finding, &place)
    };
    findings.iter().map(one).collect()
}

fn place(source: &Source, finding: &Diagnostic) -> Option<(usize, usize)> {
    let span = finding.span.as_ref()?;
    let text = source.text(&finding.path)?;
    assert!(
        span.start <= span.end && text.get(span.clone()).is_some(),
        "{finding:?} points outside its file of {} bytes, or into a character",
        text.len()
    );
    Some(line_column(text, span.start))
}

fn written(finding: &Diagnostic, place: &str) -> String {
    let mut text = format!(
        "{}[{}] {place} {}\n",
        finding.severity.word(),
        finding.code,
        finding.message
    );
    for hint in &finding.hints {
        text.push_str("    ");
        text.push_str(hint);
        text.push('\n');
    }
    text
}
