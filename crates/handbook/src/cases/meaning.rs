//! What the columns of a table mean to its calculator, and the cases that its rows are.
//!
//! Nothing is asked of the calculator here: only its description is looked at.

use std::borrow::Cow;

use policy::{
    Date,
    calculator::{AS_OF, Description, EXAMPLE_DAY, Field},
};

use super::{
    Expected, PolicyCase,
    block::{Block, Cell, Row},
};
use crate::{diagnostics::Diagnostic, suggest::did_you_mean};

/// The columns that every table may have, beside fields and figures.
const COLUMNS: [(&str, Column<'static>); 10] = [
    ("case", Column::Name),
    ("why", Column::Why),
    (AS_OF, Column::AsOf),
    ("verdict", Column::Verdict),
    ("sentence", Column::Sentence),
    ("step", Column::Step),
    ("next", Column::Next),
    ("error", Column::Error),
    ("warning", Column::Warning),
    ("reading", Column::Reading),
];

/// The fields that are taken from the reader's clock where nothing is typed.
const OF_THE_CLOCK: [&str; 2] = ["today", "now"];

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column<'a> {
    /// The name of the case.
    Name,
    /// Why it has to come out so.
    Why,
    /// The day whose values are in force.
    AsOf,
    /// What is typed into a field.
    Field(&'a Field),
    /// The verdict that has to come out.
    Verdict,
    /// A part of the sentence.
    Sentence,
    /// A part of a step.
    Step,
    /// A part of something to do next.
    Next,
    /// The field whose mistake is expected.
    Error,
    /// A part of a warning.
    Warning,
    /// A part of a reading.
    Reading,
    /// A figure of the answer; whether there is one of this name is known when the calculator has answered.
    Figure(&'a str),
}

/// A table and what its columns mean.
pub(crate) struct Table<'a> {
    pub(crate) block: &'a Block,
    pub(crate) description: &'a Description,
    pub(crate) columns: Vec<Column<'a>>,
}

impl<'a> Table<'a> {
    /// The table as this calculator understands it.
    pub(crate) fn new(block: &'a Block, description: &'a Description) -> Self {
        let meaning = |head: &'a Cell| {
            let common = COLUMNS.iter().find(|(name, _)| *name == head.text);
            match (common, description.field(&head.text)) {
                (Some((_, column)), _) => *column,
                (None, Some(field)) => Column::Field(field),
                (None, None) => Column::Figure(&head.text),
            }
        };
        Self {
            block,
            description,
            columns: block.columns.iter().map(meaning).collect(),
        }
    }

    /// The cases, one for each row; none for a row that is no case.
    pub(crate) fn cases(&self, path: &str, findings: &mut Vec<Diagnostic>) -> Vec<Option<PolicyCase>> {
        if !self.check_columns(path, findings) {
            return Vec::new();
        }
        let shared = self.shared(path, findings);
        let mut names: Vec<&str> = Vec::new();
        let mut cases = Vec::with_capacity(self.block.rows.len());
        for row in &self.block.rows {
            let case = self.case(row, &shared, path, findings);
            let name = self.cell(row, |column| matches!(column, Column::Name));
            if let Some(name) = name.filter(|name| !name.text.is_empty()) {
                if names.contains(&name.text.as_str()) {
                    let message = format!("two cases of this table are called `{}`", name.text);
                    findings.push(
                        Diagnostic::error("duplicate-policy-case", path, message)
                            .at(name.span.clone())
                            .hint("say in the name what makes this one a case of its own"),
                    );
                }
                names.push(&name.text);
            }
            cases.push(case);
        }
        cases
    }

    /// What the fence says for all rows, as far as it may: the day, and answers to fields.
    pub(crate) fn settings(&self) -> impl Iterator<Item = (&'a Field, &'a Cell)> {
        let settings = self.block.settings.iter();
        settings.filter_map(|(name, text)| Some((self.description.field(&name.text)?, text)))
    }

    /// Whether there is a name for each row, and no column twice.
    fn check_columns(&self, path: &str, findings: &mut Vec<Diagnostic>) -> bool {
        let known = findings.len();
        let heads = &self.block.columns;
        for (index, head) in heads.iter().enumerate() {
            if head.text.is_empty() {
                findings.push(
                    Diagnostic::error("unknown-column", path, "this column has no name")
                        .at(head.span.clone())
                        .hint("name a field of the calculator, a figure of its answer, or `why`"),
                );
            } else if heads[..index].iter().any(|other| other.text == head.text) {
                let message = format!("the column `{}` stands in this table twice", head.text);
                findings.push(
                    Diagnostic::error("repeated-column", path, message)
                        .at(head.span.clone())
                        .hint("keep one of the two"),
                );
            }
        }
        if !heads.iter().any(|head| head.text == "case") {
            let calculator = &self.block.calculator;
            findings.push(
                Diagnostic::error(
                    "policy-case-without-name",
                    path,
                    "this table has no column `case`",
                )
                .at(heads.first().unwrap_or(calculator).span.clone())
                .hint("let the first column be `case`, and give each row a name that says what it shows"),
            );
        }
        findings.len() == known
    }

    /// The settings of the fence that say something to a case.
    fn shared(&self, path: &str, findings: &mut Vec<Diagnostic>) -> Shared<'a> {
        let mut shared = Shared::default();
        for (name, text) in &self.block.settings {
            if name.text == AS_OF {
                shared.has_day = true;
                shared.as_of = day(text, path, findings);
            } else if self.description.field(&name.text).is_none() {
                let known = self.description.fields.iter().map(|field| field.name.as_ref());
                let message = format!("`{}` has no field `{}`", self.description.id, name.text);
                findings.push(
                    Diagnostic::error("unknown-field", path, message)
                        .at(name.span.clone())
                        .hint_maybe(did_you_mean(&name.text, known.chain([AS_OF])))
                        .hint(format!(
                            "`handbook calc {} --help` lists the fields",
                            self.description.id
                        )),
                );
            }
        }
        shared.given = self.settings().collect();
        shared
    }

    fn case(
        &self,
        row: &Row,
        shared: &Shared<'_>,
        path: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<PolicyCase> {
        let known = findings.len();
        let mut name = String::new();
        let mut why = None;
        let mut as_of = shared.as_of;
        let mut has_day = shared.has_day;
        let mut given: Vec<(String, String)> = Vec::new();
        let mut expected = Expected::default();
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            if cell.text.is_empty() {
                continue;
            }
            let text = cell.text.clone();
            match column {
                Column::Name => name = text,
                Column::Why => why = Some(text),
                Column::AsOf => {
                    has_day = true;
                    as_of = day(cell, path, findings);
                }
                Column::Field(field) => given.push((field.name.to_string(), text)),
                Column::Verdict => expected.verdict = Some(text),
                Column::Sentence => expected.sentence = Some(text),
                Column::Step => expected.step = Some(text),
                Column::Next => expected.next = Some(text),
                Column::Error => expected.error = Some(text),
                Column::Warning => expected.warning = Some(text),
                Column::Reading => expected.reading = Some(text),
                Column::Figure(name) => expected.values.push((figure(name).into_owned(), text)),
            }
        }
        for (field, text) in &shared.given {
            if !given.iter().any(|(name, _)| *name == field.name) {
                given.push((field.name.to_string(), text.text.clone()));
            }
        }
        let case = PolicyCase {
            calculator: self.description.id.to_string(),
            name,
            given,
            // Where no day can be read, that is a finding, and the case is none.
            as_of: as_of.unwrap_or(EXAMPLE_DAY),
            expected,
            why,
            path: path.to_owned(),
            span: row.span.clone(),
        };
        self.report_gaps(&case, has_day, findings);
        (findings.len() == known && as_of.is_some()).then_some(case)
    }

    /// Reports what a case does not say and has to: its name, what comes out, and each day that it depends on.
    fn report_gaps(&self, case: &PolicyCase, has_day: bool, findings: &mut Vec<Diagnostic>) {
        let mut report = |code, message: &str, hint: String| {
            findings.push(
                Diagnostic::error(code, &case.path, message)
                    .at(case.span.clone())
                    .hint(hint),
            );
        };
        if case.name.is_empty() {
            let hint = "say in a few words what it shows, such as `Exactly at the threshold`".to_owned();
            report("policy-case-without-name", "this case has no name", hint);
        }
        match (&case.expected.verdict, &case.expected.error) {
            (None, None) => report(
                "policy-case-without-verdict",
                "this case does not say what has to come out",
                "give it the verdict in a column `verdict`, or in a column `error` the field whose answer is refused"
                    .to_owned(),
            ),
            (Some(_), Some(_)) => report(
                "policy-case-without-verdict",
                "this case expects a verdict and a mistake at once",
                "where an answer is refused, there is no verdict; leave one of the two cells empty".to_owned(),
            ),
            _ => {}
        }
        if !has_day {
            report(
                "policy-case-without-day",
                "this case does not say as of which day it holds",
                "write `as-of=2020-04-23` behind the calculator, or a column `as-of`".to_owned(),
            );
        }
        for field in OF_THE_CLOCK
            .iter()
            .filter_map(|name| self.description.field(name))
        {
            let is_given = case.given.iter().any(|(name, _)| *name == field.name);
            let is_refused = case.expected.error.as_deref() == Some(&*field.name);
            if !is_given && !is_refused {
                report(
                    "policy-case-without-day",
                    &format!("this case does not say what `{}` is", field.name),
                    format!(
                        "write `{}=...` behind the calculator, or a column `{}`: a case must come out the same every day",
                        field.name, field.name
                    ),
                );
            }
        }
    }

    fn cell<'r>(&self, row: &'r Row, is_wanted: impl Fn(&Column<'_>) -> bool) -> Option<&'r Cell> {
        let index = self.columns.iter().position(is_wanted)?;
        row.cells.get(index)
    }

    /// Every column that the table could have had, for "did you mean".
    pub(crate) fn known_columns(&self) -> impl Iterator<Item = &str> {
        let fields = self.description.fields.iter().map(|field| field.name.as_ref());
        COLUMNS.iter().map(|(name, _)| *name).chain(fields)
    }
}

/// What the fence says for all rows.
#[derive(Default)]
struct Shared<'a> {
    as_of: Option<Date>,
    /// Whether it names a day, be it a wrong one.
    has_day: bool,
    given: Vec<(&'a Field, &'a Cell)>,
}

/// The name of a figure in answers: a declaration writes it with hyphens, and so may a table.
pub(crate) fn figure(column: &str) -> Cow<'_, str> {
    if column.contains('-') {
        Cow::Owned(column.replace('-', "_"))
    } else {
        Cow::Borrowed(column)
    }
}

fn day(cell: &Cell, path: &str, findings: &mut Vec<Diagnostic>) -> Option<Date> {
    match Date::parse(&cell.text) {
        Ok(day) => Some(day),
        Err(_) => {
            let message = format!("`{}` is no day", cell.text);
            findings.push(
                Diagnostic::error("invalid-policy-cases", path, message)
                    .at(cell.span.clone())
                    .hint("write year, month and day, such as `2020-04-23`"),
            );
            None
        }
    }
}
