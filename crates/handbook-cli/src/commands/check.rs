//! `handbook check`: every finding of the handbook, nothing written.

use handbook::{Check as Checked, Drafts, Failure};

use crate::{
    Outcome,
    arguments::{Check, Format},
    project, report,
    terminal::{self, Colour},
};

/// Reports the findings on standard output.
pub(crate) fn run(options: &Check) -> Result<Outcome, Failure> {
    let root = project::find(&options.source.folder)?;
    let project = project::open(&root, None, Drafts::LeaveOut, options.day.or_today());
    let store = project::facts(&root, &options.known);
    let Checked { source, findings } = handbook::check(&project, store.as_ref())?;
    let texts = |path: &str| source.text(path);
    terminal::output(&match options.format {
        Format::Json => report::json::findings(&findings, &texts),
        Format::Text if findings.is_empty() => "no findings\n".to_owned(),
        Format::Text => report::text(&findings, &texts, Colour::of_output()),
    })?;
    Ok(if findings.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}
