//! Golden cases that readers see: tables in blocks fenced as `policy-cases`, which every build runs.
//!
//! Owns what a case is. `block` reads the table as its author wrote it, `meaning` says what its columns mean to a
//! calculator, `outcome` asks the calculator and compares. A case names its own day: it never depends on the clock.

pub(crate) mod block;
pub(crate) mod meaning;
pub(crate) mod outcome;

use std::ops::Range;

use policy::{Answers, Date, PolicyValues};

use crate::{
    page,
    source::{Drafts, Source},
};
pub(crate) use block::Block;

/// The first word of the fence.
pub(crate) const FENCE: &str = "policy-cases";

/// A row of a table of cases: what is asked, and what has to come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyCase {
    /// The id of the calculator.
    pub calculator: String,
    /// The name of the case.
    pub name: String,
    /// What is typed, by the name of the field; what is not given is not here.
    pub given: Vec<(String, String)>,
    /// The day whose values are to be in force.
    pub as_of: Date,
    /// What has to come out.
    pub expected: Expected,
    /// Why it has to come out.
    pub why: Option<String>,
    /// The file of the table, relative to the project.
    pub path: String,
    /// The bytes of the row in the file.
    pub span: Range<usize>,
}

/// What has to come out of a case. What is none or empty is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The verdict.
    pub verdict: Option<String>,
    /// The figures of the answer, by name, as they were written.
    pub values: Vec<(String, String)>,
    /// A part of the sentence.
    pub sentence: Option<String>,
    /// A part of a step.
    pub step: Option<String>,
    /// A part of something to do next.
    pub next: Option<String>,
    /// The name of the field whose answer is refused, in place of a verdict.
    pub error: Option<String>,
    /// A part of a warning.
    pub warning: Option<String>,
    /// A part of a reading.
    pub reading: Option<String>,
}

impl PolicyCase {
    /// What is typed, as the calculator takes it.
    pub fn answers(&self) -> Answers {
        self.given.iter().cloned().collect()
    }
}

/// All cases on the pages of a handbook, in the order of the files. What is wrong with a table is left to the build.
pub(crate) fn of_pages(source: &Source, policy: &PolicyValues) -> Vec<PolicyCase> {
    let mut findings = Vec::new();
    let mut cases = Vec::new();
    let files = source
        .pages
        .iter()
        .filter_map(|file| Some((&file.path, file.text()?)));
    for (path, text) in files.filter(|(_, text)| text.contains(FENCE)) {
        let Some(page) = page::parse(path, text, &mut findings) else {
            continue;
        };
        if page.meta.draft && source.drafts == Drafts::LeaveOut {
            continue;
        }
        for block in &page.body.cases {
            if let Some(calculator) = policy.calculator(&block.calculator.text) {
                let table = meaning::Table::new(block, calculator.description());
                let read = table.cases(&page.path, &mut findings);
                cases.extend(read.into_iter().flatten());
            }
        }
    }
    cases
}
