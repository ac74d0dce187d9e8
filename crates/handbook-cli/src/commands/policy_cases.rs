//! `handbook policy cases`: the golden cases that stand on the handbook's pages.

use std::fmt::Write;

use clap::Args;
use handbook::{Drafts, Failure, Source, cases::PolicyCase, diagnostics::line_column};

use crate::{
    Outcome,
    arguments::{Format, SourceFolder},
    json, project, terminal,
};

/// List the cases in the tables of the handbook's pages
///
/// A page holds cases in a block fenced as `policy-cases`. `handbook build` and `handbook check` run them; this command
/// lists them, so that other programs can run them too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy cases
  handbook policy cases --format json | jq -r '.[] | [.calculator, .name] | @tsv'

With --format json, one array on standard output:
  [{\"calculator\", \"name\", \"given\", \"as_of\", \"expected\", \"why\", \"path\", \"line\", \"column\"}]
  `given` has what is typed by field; `expected` has `verdict` or `error`, and `values`, `sentence`, `step`, `next`,
  `warning`, `reading` where the table has them, all as they are written there.")]
pub(crate) struct Cases {
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the cases are written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Writes the cases to standard output.
pub(crate) fn run(options: &Cases) -> Result<Outcome, Failure> {
    let root = project::find(&options.source.folder)?;
    let source = handbook::read(&project::open(&root, None, Drafts::LeaveOut, project::today()))?;
    let (values, _) = handbook::policy_values(&source);
    let cases = handbook::policy_cases(&source, &values);
    terminal::output(&match options.format {
        Format::Json => objects(&cases, &source),
        Format::Text if cases.is_empty() => "no page has a table of cases\n".to_owned(),
        Format::Text => lines(&cases, &source),
    })?;
    Ok(Outcome::Clean)
}

/// One line a case, below the name of its calculator.
fn lines(cases: &[PolicyCase], source: &Source) -> String {
    let mut calculators: Vec<&str> = cases.iter().map(|case| case.calculator.as_str()).collect();
    calculators.sort_unstable();
    calculators.dedup();
    let mut out = String::new();
    for calculator in calculators {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{calculator}");
        for case in cases.iter().filter(|case| case.calculator == calculator) {
            let outcome = match (&case.expected.verdict, &case.expected.error) {
                (Some(verdict), _) => verdict.clone(),
                (None, Some(field)) => format!("{field} is refused"),
                (None, None) => String::new(),
            };
            let (line, _) = place(case, source);
            let _ = writeln!(out, "  {}: {outcome} ({}:{line})", case.name, case.path);
        }
    }
    out
}

/// The cases as an array with one object a line.
fn objects(cases: &[PolicyCase], source: &Source) -> String {
    let mut out = String::from("[");
    for (index, case) in cases.iter().enumerate() {
        out.push_str(if index == 0 { "\n  " } else { ",\n  " });
        object(&mut out, case, source);
    }
    out.push_str(if cases.is_empty() { "]\n" } else { "\n]\n" });
    out
}

fn object(out: &mut String, case: &PolicyCase, source: &Source) {
    out.push('{');
    text(out, "calculator", &case.calculator);
    text(out, "name", &case.name);
    pairs(out, "given", &case.given);
    text(out, "as_of", &case.as_of.iso());
    key(out, "expected");
    out.push('{');
    let expected = &case.expected;
    for (name, part) in [
        ("verdict", &expected.verdict),
        ("error", &expected.error),
        ("sentence", &expected.sentence),
        ("step", &expected.step),
        ("next", &expected.next),
        ("warning", &expected.warning),
        ("reading", &expected.reading),
    ] {
        if let Some(part) = part {
            text(out, name, part);
        }
    }
    pairs(out, "values", &expected.values);
    out.push('}');
    if let Some(why) = &case.why {
        text(out, "why", why);
    }
    text(out, "path", &case.path);
    let (line, column) = place(case, source);
    let _ = write!(out, ", \"line\": {line}, \"column\": {column}}}");
}

fn pairs(out: &mut String, name: &str, pairs: &[(String, String)]) {
    key(out, name);
    out.push('{');
    for (name, value) in pairs {
        text(out, name, value);
    }
    out.push('}');
}

fn text(out: &mut String, name: &str, value: &str) {
    key(out, name);
    json::string(out, value);
}

fn key(out: &mut String, name: &str) {
    if !out.ends_with('{') {
        out.push_str(", ");
    }
    json::string(out, name);
    out.push_str(": ");
}

/// The line and the column of a case in its file.
fn place(case: &PolicyCase, source: &Source) -> (usize, usize) {
    let page = source.text(&case.path);
    page.map_or((1, 1), |page| line_column(page, case.span.start))
}
