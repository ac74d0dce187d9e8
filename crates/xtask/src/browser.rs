//! The browser tests: their packages, and their run against the built site.

use std::fs;

use crate::{
    failure::Failure,
    machine::{self, Browser},
    stages::{Stage, Stages},
    workspace::{Workspace, read, write_when_different},
};

/// Where the tests and their packages are.
pub(crate) const FOLDER: &str = "tests/browser";

/// Two stages: what the tests need, and the tests.
pub(crate) fn stages(workspace: &Workspace, stages: &mut Stages) -> Result<(), Failure> {
    let browser = stages.run("browser", |stage| {
        let (note, browser) = machine::browser(workspace, stage)?;
        install_packages(workspace, stage, &browser)?;
        Ok((note, browser))
    })?;
    stages.run("browser tests", |stage| {
        let mut tests = workspace.program(&browser.npm);
        tests
            .current_dir(workspace.path(FOLDER))
            .args(["test", "--silent"])
            .env("CHROMIUM", &browser.chromium);
        let output = stage.program(&mut tests)?;
        Ok((passed(&output), ()))
    })
}

/// Installs the locked packages, unless those are the ones already there.
pub(crate) fn install_packages(
    workspace: &Workspace,
    stage: &Stage,
    browser: &Browser,
) -> Result<(), Failure> {
    let lock = read(&workspace.path(FOLDER).join("package-lock.json"))?;
    let installed = workspace.path(FOLDER).join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|present| present == lock) {
        return Ok(());
    }
    let mut install = workspace.program(&browser.npm);
    install
        .current_dir(workspace.path(FOLDER))
        .args(["ci", "--no-audit", "--no-fund"]);
    stage.program(&mut install)?;
    write_when_different(&installed, &lock).map(drop)
}

/// The count of passed tests, from the closing lines of the test runner.
fn passed(output: &str) -> String {
    let count = output
        .lines()
        .rev()
        .find_map(|line| line.trim_start_matches(['#', 'ℹ', ' ']).strip_prefix("pass "));
    count.map(|count| format!("{count} passed")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_counted_in_both_forms_of_the_report() {
        assert_eq!(passed("# tests 3\n# pass 3\n# fail 0\n"), "3 passed");
        assert_eq!(passed("ℹ tests 3\nℹ pass 3\nℹ fail 0\n"), "3 passed");
        assert_eq!(passed(""), "");
    }
}
