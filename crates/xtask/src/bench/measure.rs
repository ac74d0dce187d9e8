//! What a program takes: time, processor time, memory.
//!
//! The system tells of all ended children of a process together, so each program is run by a process of its own: this
//! one again, with a hidden command. What it holds itself, some six megabytes, is the least peak that can be told.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
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

/// What is said in place of numbers of a program that took too long.
const LATE: &str = "late";

/// Runs a program to its end. What it says goes to `log`, and into the failure when it fails.
pub(super) fn run(command: &Command, log: &Path) -> Result<Measured, Failure> {
    run_within(command, log, Duration::MAX)
}

/// The same, but a program that takes longer than `limit` is ended, which is a failure.
pub(super) fn run_within(command: &Command, log: &Path, limit: Duration) -> Result<Measured, Failure> {
    let this =
        env::current_exe().map_err(|error| Failure::new(format!("this program cannot be found: {error}")))?;
    let mut measurer = Command::new(this);
    measurer
        .args(["bench", "measure"])
        .arg(log)
        .arg(limit.as_secs().to_string())
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
    if said.trim() == LATE {
        return Err(Failure::new(format!("not within {} s", limit.as_secs())));
    }
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

/// The hidden command: runs the program in `words`, before which stand the file for what it says and the seconds that it
/// may take, and prints microseconds from start to end, of processors for the program and for the system, and kilobytes of
/// memory.
pub(super) fn child(words: &[OsString]) -> Result<(), Failure> {
    const USAGE: &str = "usage: bench measure LOG SECONDS PROGRAM ARGUMENTS";
    let [log, limit, program, arguments @ ..] = words else {
        return Err(Failure::new(USAGE));
    };
    let limit = limit.to_str().and_then(|limit| limit.parse().ok());
    let limit = limit.ok_or_else(|| Failure::new(USAGE))?;
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
    let status = command
        .spawn()
        .and_then(|child| wait(child, Duration::from_secs(limit)));
    let wall = started.elapsed().as_micros();
    let name = Path::new(program).display();
    let status = status.map_err(|error| Failure::new(format!("`{name}` could not be run: {error}")))?;
    let Some(status) = status else {
        say(&format!("{LATE}\n"));
        return Ok(());
    };
    if !status.success() {
        return Err(Failure::new(format!("it ended with {status}")));
    }
    let Usage { user, system, peak } =
        usage().map_err(|error| Failure::new(format!("nothing is known about `{name}`: {error}")))?;
    say(&format!("{wall} {user} {system} {peak}\n"));
    Ok(())
}

/// Waits for the end of a program, or ends it after `limit`: then nothing is returned.
fn wait(mut child: Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let (over, ended) = mpsc::channel::<()>();
    let id = child.id();
    thread::scope(|scope| {
        let watching = scope.spawn(move || {
            let is_late = ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if is_late {
                kill(id);
            }
            is_late
        });
        let status = child.wait();
        drop(over);
        let is_late = watching.join().unwrap_or_default();
        status.map(|status| (!is_late).then_some(status))
    })
}

#[cfg(unix)]
fn kill(id: u32) {
    use nix::{
        sys::signal::{self, Signal},
        unistd::Pid,
    };
    if let Ok(id) = i32::try_from(id) {
        // It may have ended by itself at this moment.
        let _ = signal::kill(Pid::from_raw(id), Signal::SIGKILL);
    }
}

#[cfg(not(unix))]
fn kill(_: u32) {}

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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let run = |seconds: &str, limit| {
            let child = Command::new("sleep").arg(seconds).spawn();
            child.and_then(|child| wait(child, limit)).unwrap()
        };
        assert_eq!(run("60", Duration::from_millis(20)), None);
        assert!(run("0", Duration::MAX).is_some_and(|status| status.success()));
    }
}
