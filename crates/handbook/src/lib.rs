//! Builds a company handbook: from Markdown files and dated policy values to a site whose calculators decide.
//!
//! The journey goes one way, and each stage has a type of its own:
//!
//! ```text
//! files --source::read--> Source --parse::page--> ParsedPage --SiteGraph::new--> SiteGraph --render::site--> RenderedSite --write::site--> files
//! ```
//!
//! Only [`read`] reads and only [`write`](fn@write) writes. An author's mistake is a [`Diagnostic`](diagnostics::Diagnostic), and
//! one run reports all of them; a [`Failure`] means that the machine failed. The same input gives the same bytes.

pub mod address;
mod aside;
mod brand;
mod build;
mod carried_cases;
pub mod cases;
mod config;
mod connections;
pub mod diagnostics;
mod engine;
mod front_matter;
mod glossary;
mod graph;
mod history;
mod made;
mod markdown;
mod page;
mod paths;
mod picture;
mod policy_files;
mod policy_pages;
mod policy_uses;
mod reading;
mod render;
mod site;
mod source;
mod stored;
mod suggest;
mod tags;
mod timings;
mod write;
mod yaml;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use diagnostics::Diagnostics;
use policy::PolicyValues;
use render::Wanted;
use site::Site;

pub use build::{Build, BuildOptions, Check};
pub use carried_cases::CarriedCase;
pub use engine::{Changes, Engine, Rendered, preview};
pub use policy_uses::{PageUse, PolicyUses};
pub use render::RenderedSite;
pub use source::{Carried, Drafts, Project, Source, git};
pub use stored::FactStore;
pub use timings::{Span, Timings};
pub use write::{Copies, Written};

/// What the machine could not do: read a folder, write a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file or folder it is about.
    pub path: Option<PathBuf>,
    /// What failed, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Failure {
    /// What could not be done with a path, in the machine's own words.
    pub(crate) fn to(verb: &str, path: &Path, error: &io::Error, hint: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            message: format!("cannot {verb} this: {}", reason(error)),
            hint: Some(hint.to_owned()),
        }
    }
}

/// What the machine says, without its error number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(formatter, "{}: {}", path.display(), self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl std::error::Error for Failure {}

/// Reads everything a build depends on: configuration, content, policy, theme and browser code.
pub fn read(project: &Project<'_>) -> Result<Source, Failure> {
    source::read(project)
}

/// Reads, connects and renders everything and reports what is wrong.
///
/// With a store of facts, only what changed since the last check is parsed and rendered.
///
/// # Errors
/// What the machine could not read.
pub fn check(project: &Project<'_>, store: Option<&FactStore>) -> Result<Check, Failure> {
    build::check(project, store)
}

/// Renders the site in memory. There is no site when there are errors; warnings do not stop it.
pub fn render(source: &Source) -> (Option<RenderedSite>, Diagnostics) {
    Site::new(source).rendered(source, Wanted::Words)
}

/// The same without the files of the search, which take as long as all pages.
pub fn render_unsearched(source: &Source) -> (Option<RenderedSite>, Diagnostics) {
    Site::new(source).rendered(source, Wanted::Page)
}

/// Reads a project, renders its site and writes it to a folder as it is rendered, so that only a few texts and pages are in
/// memory at a time. Nothing of it is seen in the folder when there are errors, or warnings where those are denied.
///
/// # Errors
/// What the machine could not read. What it could not write stands in [`Build::written`], beside the findings.
pub fn build(project: &Project<'_>, options: &BuildOptions<'_>, timings: &Timings) -> Result<Build, Failure> {
    build::build(project, options, timings)
}

/// Writes a site to a folder: only files whose bytes differ, each through a temporary name and a rename.
pub fn write(site: &RenderedSite, output: &Path) -> Result<Written, Failure> {
    write::site(site, output, Copies::None)
}

/// The golden cases that stand on the handbook's pages, in the order of the files: those of the calculators there are.
pub fn policy_cases(source: &Source, values: &PolicyValues) -> Vec<cases::PolicyCase> {
    cases::of_pages(source, values)
}

/// The policy values of the project, and what is wrong in their files.
pub fn policy_values(source: &Source) -> (PolicyValues, Diagnostics) {
    let mut findings: Vec<_> = source.findings().cloned().collect();
    findings.retain(|finding| finding.path.starts_with("content/policy/"));
    let policy = policy_files::read(source, &mut findings).values;
    (policy, Diagnostics::new(findings))
}

/// The pages on which the values and calculators of the policy stand.
pub fn policy_uses(source: &Source, values: &PolicyValues) -> PolicyUses {
    PolicyUses::of(source, values)
}

/// The golden cases that the program carries.
pub fn carried_cases(source: &Source) -> Vec<CarriedCase> {
    carried_cases::all(source)
}

/// The name nearest to `wanted` among those that exist, when it is near enough to be worth a hint.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest::nearest(wanted, names)
}
