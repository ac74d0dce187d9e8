//! The oracle for a long time, with new seeds: see `tests/src/bin/soak.rs`.

use std::{
    env,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{failure::Failure, site, stages::Stages, wasm, workspace::Workspace};

/// How long it runs when nothing is said.
const MINUTES: u64 = 10;

/// Builds what is needed for release and edits handbooks at random; `--minutes N` says for how long.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    let minutes = match arguments {
        [] => MINUTES,
        ["--minutes", number] => number.parse().map_err(|_| {
            Failure::new(format!(
                "`--minutes {number}` is no whole number; write `--minutes 30`"
            ))
        })?,
        _ => return Err(Failure::new("write `cargo xtask soak --minutes 30`")),
    };
    let mut stages = Stages::new(4);
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    stages.run("trials", |stage| {
        stage.quietly(&mut workspace.cargo(&["build", "--release", "-p", "tests", "--bin", "soak"]))
    })?;
    stages.finish("ready")?;
    let mut soak = workspace.program(
        workspace
            .path("target/release")
            .join(format!("soak{}", env::consts::EXE_SUFFIX)),
    );
    soak.arg(minutes.to_string())
        .arg(seed().to_string())
        .arg(workspace.handbook().get_program());
    let status = soak
        .status()
        .map_err(|error| Failure::new(format!("`soak` could not be run: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new("a trial failed; its seed stands above")),
    }
}

/// A seed of its own for each run: `SEED=` in the environment, or else the time.
fn seed() -> u64 {
    let given = env::var("SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(1, |since| since.as_secs())
    })
}
