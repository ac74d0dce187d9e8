//! Everything that must hold, in the order that finds a mistake soonest.
//!
//! Each crate is compiled for as few profiles as the checks allow: lints and docs share what was only checked, the
//! tests use the profile this program was built with, and the release build makes the one command that builds the
//! site. The code for the browser comes first, because every build of the command carries it.

use crate::{
    browser,
    failure::Failure,
    instructions, site,
    sizes::{self, Code},
    stages::Stages,
    wasm,
    workspace::{WASM, Workspace},
};

/// Runs all stages; the first one that fails ends the run.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(14);
    stages.run("format", |stage| {
        stage.quietly(&mut workspace.bare_cargo(&["fmt", "--all", "--check"]))
    })?;
    wasm::stages(workspace, &mut stages)?;
    stages.run("lints", |stage| {
        stage.quietly(&mut workspace.cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    stages.run("lints for the browser", |stage| {
        let lints = [
            "clippy",
            "-p",
            wasm::CALCULATORS.name,
            "-p",
            wasm::FINDER.name,
            "--target",
            WASM,
            "--",
            "-D",
            "warnings",
        ];
        stage.quietly(&mut workspace.cargo(&lints))
    })?;
    stages.run("tests", |stage| {
        let output = stage.program(&mut workspace.cargo(&["test", "--workspace"]))?;
        Ok((passed(&output), ()))
    })?;
    stages.run("docs", |stage| {
        let mut docs = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
        stage.quietly(docs.env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    site::binary(workspace, &mut stages)?;
    stages.run("site", |stage| {
        site::render(workspace, stage, "site", &["--deny-warnings"])
    })?;
    stages.run("size budget", |_| {
        Ok((sizes::browser_code(workspace, Code::Served)?.verdict()?, ()))
    })?;
    stages.run("site again", |stage| {
        site::render(workspace, stage, "site-again", &["--deny-warnings"])?;
        site::compare(
            &workspace.path("target/site"),
            &workspace.path("target/site-again"),
        )
    })?;
    instructions::stage(workspace, &mut stages)?;
    browser::stages(workspace, &mut stages)?;
    stages.finish("all checks hold")
}

/// The number of passed tests, summed over the reports of all test programs.
fn passed(output: &str) -> String {
    let counts = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split_once(' '));
    let total: usize = counts.filter_map(|(count, _)| count.parse::<usize>().ok()).sum();
    format!("{total} passed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_summed_over_all_programs() {
        let output = "test result: ok. 3 passed; 0 failed\nnoise\ntest result: ok. 4 passed; 0 failed\n";
        assert_eq!(passed(output), "7 passed");
    }
}
