//! How long the handbook takes to build from nothing, and what the result weighs.

use std::{
    fs,
    time::{Duration, Instant},
};

use crate::{
    failure::Failure,
    say, site, sizes,
    stages::Stages,
    wasm,
    workspace::{Workspace, files_under, read},
};

const RUNS: usize = 10;
const FOLDER: &str = "bench-site";

/// Builds the handbook into an empty folder several times; prints the median and the sizes.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(4);
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    let output = workspace.path("target").join(FOLDER);
    let times = stages.run("builds", |stage| {
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            if output.exists() {
                fs::remove_dir_all(&output).map_err(|error| Failure::at(&output, &error))?;
            }
            let started = Instant::now();
            site::render(workspace, stage, FOLDER, &[])?;
            times.push(started.elapsed());
        }
        times.sort();
        Ok((String::new(), times))
    })?;
    stages.finish("done")?;

    let files = files_under(&output)?;
    let mut bytes = 0;
    for file in &files {
        bytes += read(&output.join(file))?.len();
    }
    let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    say(&format!(
        "\ncold build, median of {RUNS}: {:.1} ms (fastest {:.1} ms), starting the command included\nsite: {} files, {bytes} bytes\n{}",
        milliseconds(times.get(RUNS / 2)),
        milliseconds(times.first()),
        files.len(),
        sizes::browser_code(workspace, sizes::Code::Written)?,
    ));
    Ok(())
}
