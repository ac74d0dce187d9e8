//! The handbook of this repository: how long it takes to build from nothing, and what the result weighs.

use std::{fmt::Write, path::Path};

use serde::Serialize;

use super::{
    cold::{clear, weigh},
    measure::{self, Measured},
    report::{megabytes, thousands},
    statistics::{digits, spread},
    tools::Tool,
};
use crate::{failure::Failure, sizes, stages::Stages, workspace::Workspace};

const RUNS: usize = 10;

/// What was measured of the shipped handbook.
#[derive(Serialize)]
pub(super) struct Shipped {
    runs: Vec<Measured>,
    files: usize,
    bytes: u64,
    /// The browser code after brotli, file by file.
    browser_code: String,
}

/// Builds the handbook into the empty folder `site` several times; the last site stays there.
pub(super) fn shipped(
    workspace: &Workspace,
    stages: &mut Stages,
    handbook: &Tool,
    site: &Path,
) -> Result<Shipped, Failure> {
    stages.run("this handbook", |_| {
        let mut build = workspace.program(&handbook.program);
        build.args(["build", "--source", ".", "--output"]).arg(site);
        let log = site.with_extension("txt");
        let mut runs = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            clear(site)?;
            runs.push(measure::run(&build, &log)?);
        }
        let (files, bytes) = weigh(site)?;
        let shipped = Shipped {
            runs,
            files,
            bytes,
            browser_code: sizes::browser_code(workspace, sizes::Code::Written)?.to_string(),
        };
        Ok((String::new(), shipped))
    })
}

impl Shipped {
    pub(super) fn markdown(&self, out: &mut String) {
        let wall = spread(self.runs.iter().map(|run| run.wall * 1000.0));
        let _ = write!(
            out,
            "\n## The handbook of this repository\n\nBuilt from nothing in {} ms (fastest {} ms), median of {RUNS}, starting the command included: {} files, {}.\n\n```text\n{}```\n",
            digits(wall.median),
            digits(wall.least),
            thousands(self.files as u64),
            megabytes(self.bytes),
            self.browser_code,
        );
    }
}
