//! How soon the calculators answer, natively and in Chromium, and what their page weighs.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    measure,
    report::{of, thousands},
    statistics::digits,
    tools::Tool,
};
use crate::{
    browser,
    failure::Failure,
    machine,
    stages::{Stage, Stages},
    workspace::Workspace,
};

const PAGE: &str = "/handbook/sales/commercial/";
const CALCULATOR: &str = "deck-threshold";
const FIELD: &str = "amount";

/// Times are milliseconds.
#[derive(Serialize)]
pub(super) struct Calculators {
    /// The command `handbook calc`, from its start to its end: the whole handbook is read.
    command: Vec<f64>,
    /// Answers a second within one process, by calculator.
    answers_per_second: BTreeMap<String, u64>,
    browser: Browser,
}

#[derive(Deserialize, Serialize)]
struct Browser {
    /// From the calculator's coming into view to its being ready, with everything it needs loaded.
    first_answer: Vec<f64>,
    keystroke: Vec<f64>,
    /// Bytes over the wire by kind, compressed as a server would.
    weight: BTreeMap<String, u64>,
}

/// Measures the calculators of this repository's handbook, whose site is in `site`.
pub(super) fn calculators(
    workspace: &Workspace,
    stages: &mut Stages,
    handbook: &Tool,
    site: &Path,
    runs: usize,
) -> Result<Calculators, Failure> {
    stages.run("calculators", |stage| {
        let mut command = workspace.program(&handbook.program);
        command.args([
            "calc",
            CALCULATOR,
            "--segment",
            "smb",
            "--amount",
            "6k",
            "--type",
            "renewal",
        ]);
        let log = site.with_extension("txt");
        let times = (0..runs.max(1) * 4).map(|_| measure::run(&command, &log).map(|run| run.wall * 1000.0));
        let command = times.collect::<Result<_, _>>()?;
        let measured = Calculators {
            command,
            answers_per_second: per_second(workspace, stage)?,
            browser: in_browser(workspace, stage, site, runs)?,
        };
        Ok((String::new(), measured))
    })
}

fn per_second(workspace: &Workspace, stage: &Stage) -> Result<BTreeMap<String, u64>, Failure> {
    let mut program = workspace.cargo(&[
        "run",
        "--quiet",
        "--release",
        "-p",
        "tests",
        "--bin",
        "answers-per-second",
    ]);
    let said = stage.program(&mut program)?;
    let lines = said.lines().filter_map(|line| {
        let (id, count) = line.split_once(' ')?;
        Some((id.to_owned(), count.parse().ok()?))
    });
    Ok(lines.collect())
}

fn in_browser(workspace: &Workspace, stage: &Stage, site: &Path, runs: usize) -> Result<Browser, Failure> {
    let (_, found) = machine::browser(workspace, stage)?;
    browser::install_packages(workspace, stage, &found)?;
    let mut script = workspace.program("node");
    script
        .current_dir(workspace.path(browser::FOLDER))
        .arg("bench-calculators.mjs")
        .arg(site)
        .args([PAGE, CALCULATOR, FIELD, &(runs * 4).to_string()])
        .env("CHROMIUM", &found.chromium);
    let said = stage.program(&mut script)?;
    serde_json::from_str(&said)
        .map_err(|error| Failure::with_output(format!("a measurement was not understood: {error}"), said))
}

impl Calculators {
    pub(super) fn markdown(&self, out: &mut String) {
        let least = self
            .answers_per_second
            .values()
            .min()
            .copied()
            .unwrap_or_default();
        let most = self
            .answers_per_second
            .values()
            .max()
            .copied()
            .unwrap_or_default();
        let total: u64 = self.browser.weight.values().sum();
        let kinds: Vec<String> = self
            .browser
            .weight
            .iter()
            .map(|(kind, bytes)| format!("{kind} {}", thousands(*bytes)))
            .collect();
        let _ = write!(
            out,
            "\n## Calculators\n\n| | |\n|---|---|\n\
             | `handbook calc`, start to answer | {} ms |\n\
             | answers a second in one process | {} to {}, by calculator |\n\
             | Chromium, from coming into view to ready | {} ms |\n\
             | Chromium, a keystroke to its answer | {} ms |\n\
             | weight of the Commercial Sales page, brotli | {} KB: {} bytes |\n",
            of(&self.command),
            thousands(least),
            thousands(most),
            of(&self.browser.first_answer),
            of(&self.browser.keystroke),
            digits(total as f64 / 1000.0),
            kinds.join(", "),
        );
    }
}
