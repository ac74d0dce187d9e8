//! How many instructions a build takes, as a test: time depends on the machine and on what else it does, their number hardly.
//!
//! Valgrind counts what the release build of the command executes on one thread, from nothing, for a generated handbook that
//! stays the same. The count that is expected stands in a file of the repository.

use std::fs;

use crate::{
    failure::Failure,
    machine, say, site,
    stages::{Stage, Stages},
    wasm,
    workspace::{Workspace, read},
};

/// The count that is expected, in a line of its own.
const FILE: &str = "tests/instructions.txt";
const FOLDER: &str = "target/instructions";
const PAGES: &str = "200";
/// The day as of which the handbook is built.
const DAY: &str = "2026-01-15";
/// More or fewer by so many in a hundred are told.
const BAND: u64 = 15;

/// `cargo xtask instructions`: the command, and the count.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(4);
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    let note = stage(workspace, &mut stages)?;
    stages.finish("done")?;
    say(&format!("{note}\n"));
    Ok(())
}

/// One stage; the command must be built for release before. Returns what it found.
pub(crate) fn stage(workspace: &Workspace, stages: &mut Stages) -> Result<String, Failure> {
    stages.run("instructions", |stage| {
        let note = match machine::valgrind(workspace, stage) {
            Some(valgrind) => verdict(counted(workspace, stage, &valgrind)?, expected(workspace)?)?,
            None => "skipped: there is no valgrind here and no way to install it".to_owned(),
        };
        Ok((note.clone(), note))
    })
}

/// Builds the handbook once and counts.
fn counted(workspace: &Workspace, stage: &Stage, valgrind: &std::path::Path) -> Result<u64, Failure> {
    let folder = workspace.path(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::at(&folder, &error))?;
    }
    let handbook = folder.join("handbook");
    let mut tree = workspace.cargo(&[
        "run",
        "--quiet",
        "-p",
        "tests",
        "--bin",
        "generated-handbook",
        "--",
        "fixed",
        PAGES,
    ]);
    stage.program(tree.arg(&handbook))?;
    let counts = folder.join("counts");
    let mut count = workspace.program(valgrind);
    count
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(workspace.handbook().get_program())
        .args(["build", "--as-of", DAY, "--source"])
        .arg(&handbook)
        .arg("--output")
        .arg(folder.join("site"))
        .env("RAYON_NUM_THREADS", "1");
    stage.program(&mut count)?;
    let text = read(&counts)?;
    total(&String::from_utf8_lossy(&text))
        .ok_or_else(|| Failure::new(format!("{} holds no total", counts.display())))
}

/// The number in the line `totals:` of what callgrind writes.
fn total(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("totals: "))?;
    line.trim().parse().ok()
}

fn expected(workspace: &Workspace) -> Result<u64, Failure> {
    let text = read(&workspace.path(FILE))?;
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find(|line| !line.starts_with('#'));
    line.and_then(|line| line.trim().replace('_', "").parse().ok())
        .ok_or_else(|| Failure::new(format!("{FILE} holds no number")))
}

/// What a count means beside the one that is expected.
fn verdict(counted: u64, expected: u64) -> Result<String, Failure> {
    let difference = (counted as f64 / expected as f64 - 1.0) * 100.0;
    let numbers = format!(
        "{} million instructions, {difference:+.1}% against {} million",
        counted / 1_000_000,
        expected / 1_000_000
    );
    if counted > expected / 100 * (100 + BAND) {
        return Err(Failure::new(format!(
            "{numbers}, and {BAND}% more are allowed; find what became slower with `callgrind_annotate {FOLDER}/counts`, or write {counted} into {FILE} and say in the change why it has to be so"
        )));
    }
    if counted < expected / 100 * (100 - BAND) {
        return Ok(format!(
            "{numbers}: write {counted} into {FILE}, so that it stays as fast"
        ));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read() {
        assert_eq!(
            total("version: 1\nevents: Ir\nsummary: 7\n\nfn=1\n1 2\ntotals: 453\n"),
            Some(453)
        );
        assert_eq!(total("events: Ir\n"), None);
    }

    #[test]
    fn only_more_than_the_band_fails() {
        let verdict = |count| verdict(count, 100_000_000).map_err(|failure| failure.to_string());
        assert_eq!(
            verdict(115_000_000).as_deref(),
            Ok("115 million instructions, +15.0% against 100 million")
        );
        let failure = verdict(116_000_000).err().unwrap_or_default();
        assert!(
            failure.contains("+16.0%") && failure.contains("write 116000000 into"),
            "{failure}"
        );
        let note = verdict(80_000_000).unwrap_or_default();
        assert!(note.contains("write 80000000 into"), "{note}");
    }
}
