//! What a program takes: time, processor time, memory.
//!
//! The system tells of all ended children of a process together, so each program is run by a process of its own: this
//! one again, with a hidden command. What it holds itself, some six megabytes, is the least peak that can be told.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use serde::Serialize;

use crate::{failure::Failure, process, say};

/// What one run of a program took.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Measured {
    /// Seconds from its start to its end.
    pub(super) wall: f64,
    /// Seconds of all processors, for the program and for the system on its behalf.
    pub(super) cpu: f64,
    /// How much of that the system took, mostly for files.
    pub(super) system: f64,
    /// The most memory that it held at once, in megabytes.
    pub(super) peak: f64,
}

/// Runs a program to its end. What it says goes to `log`, and into the failure when it fails.
pub(super) fn run(command: &Command, log: &Path) -> Result<Measured, Failure> {
    let this =
        env::current_exe().map_err(|error| Failure::new(format!("this program cannot be found: {error}")))?;
    let mut measurer = Command::new(this);
    measurer
        .args(["bench", "measure"])
        .arg(log)
        .arg(command.get_program());
    measurer.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        measurer.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measurer.env(name, value),
            None => measurer.env_remove(name),
        };
    }
    let said = process::run(&mut measurer, |_| {}).map_err(|failure| {
        let name = Path::new(command.get_program())
            .file_name()
            .unwrap_or(command.get_program());
        let said = fs::read(log).unwrap_or_default();
        let said = format!("{}{}", String::from_utf8_lossy(&said), failure.output());
        Failure::with_output(format!("`{}` failed", name.to_string_lossy()), said)
    })?;
    let numbers: Vec<f64> = said
        .split_whitespace()
        .map_while(|word| word.parse().ok())
        .collect();
    match numbers.as_slice() {
        [wall, user, system, peak] => Ok(Measured {
            wall: wall / 1e6,
            cpu: (user + system) / 1e6,
            system: system / 1e6,
            peak: peak / 1024.0,
        }),
        _ => Err(Failure::with_output("a measurement was not understood", said)),
    }
}

/// The hidden command: runs the program in `words`, whose first is the file for what it says, and prints microseconds
/// from start to end, of processors for the program and for the system, and kilobytes of memory.
pub(super) fn child(words: &[OsString]) -> Result<(), Failure> {
    let [log, program, arguments @ ..] = words else {
        return Err(Failure::new("usage: bench measure LOG PROGRAM ARGUMENTS"));
    };
    let log = Path::new(log);
    let unable = |error| Failure::at(log, &error);
    let file = File::create(log).map_err(unable)?;
    let second = file.try_clone().map_err(unable)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(second);
    let started = Instant::now();
    let status = command.status();
    let wall = started.elapsed().as_micros();
    let name = Path::new(program).display();
    let status = status.map_err(|error| Failure::new(format!("`{name}` could not be run: {error}")))?;
    if !status.success() {
        return Err(Failure::new(format!("it ended with {status}")));
    }
    let Usage { user, system, peak } =
        usage().map_err(|error| Failure::new(format!("nothing is known about `{name}`: {error}")))?;
    say(&format!("{wall} {user} {system} {peak}\n"));
    Ok(())
}

/// Microseconds of processors and kilobytes of memory.
struct Usage {
    user: i64,
    system: i64,
    peak: i64,
}

/// What the ended children of this process took.
#[cfg(unix)]
fn usage() -> Result<Usage, String> {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    Ok(Usage {
        user: usage.user_time().num_microseconds(),
        system: usage.system_time().num_microseconds(),
        peak: usage.max_rss() / unit,
    })
}

#[cfg(not(unix))]
fn usage() -> Result<Usage, String> {
    Err("this system is not supported".to_owned())
}
