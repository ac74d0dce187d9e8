//! `handbook policy`: the values of the policy on a day, one of them in full, and what a change does.

mod at;
mod diff;
mod list;
mod pages;
mod show;
mod words;

use std::path::Path;

use handbook::{Drafts, Failure, Source};
use policy::{Date, PolicyValues};

use crate::{
    Outcome,
    arguments::policy::PolicyCommand,
    commands::policy_cases,
    project, report,
    terminal::{self, Colour},
};

/// A handbook whose values have no errors.
struct Handbook {
    source: Source,
    values: PolicyValues,
}

/// Looks up what is asked for.
pub(crate) fn run(command: PolicyCommand) -> Result<Outcome, Failure> {
    match command {
        PolicyCommand::List(options) => list::run(&options),
        PolicyCommand::Show(options) => show::run(&options),
        PolicyCommand::At(options) => at::run(&options),
        PolicyCommand::Cases(options) => policy_cases::run(&options),
        PolicyCommand::Diff(options) => diff::run(&options),
    }
}

impl Handbook {
    /// Reads the handbook in or around a folder; none when its values have errors, which are reported.
    fn find(folder: &Path, day: Date) -> Result<Option<Self>, Failure> {
        Self::read(&project::find(folder)?, day)
    }

    /// Reads the handbook in a folder; none when its values have errors, which are reported.
    fn read(root: &Path, day: Date) -> Result<Option<Self>, Failure> {
        let source = handbook::read(&project::open(root, None, Drafts::LeaveOut, day))?;
        let (values, findings) = handbook::policy_values(&source);
        let texts = |path: &str| source.text(path);
        terminal::errors(&report::text(&findings, &texts, Colour::of_errors()));
        Ok((findings.errors() == 0).then_some(Self { source, values }))
    }
}
