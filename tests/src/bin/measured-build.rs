//! Builds the handbook in a folder into `target/site` below it, as the command does, and prints on one line what that took.
//!
//! `measured-build FOLDER`. The memory is the most that the process ever held, as Linux counts it.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use handbook::{BuildOptions, Copies, FactStore, Timings};
use tests::{findings, project, theme};

fn main() -> ExitCode {
    match run() {
        Ok(line) => {
            // Nobody is left to tell when standard output is closed.
            let _ = writeln!(io::stdout(), "{line}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            let _ = writeln!(io::stderr(), "{reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, String> {
    let folder = std::env::args_os().nth(1).ok_or("measured-build FOLDER")?;
    let folder = PathBuf::from(folder);
    let output = folder.join("target/site");
    let begun = Instant::now();
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let store = FactStore::of_program(folder.join("target/handbook-facts"), &program);
    let options = BuildOptions {
        output: &output,
        deny_warnings: true,
        copies: Some(Copies::None),
        store: store.as_ref(),
    };
    let built = handbook::build(&project(&folder, theme::shipped()), &options, &Timings::off())
        .map_err(|failure| failure.to_string())?;
    let seconds = begun.elapsed().as_secs_f64();
    let written = built.written.map_err(|failure| failure.to_string())?;
    let written = written.ok_or_else(|| findings::listed(&built.source, &built.findings))?;
    let mut line = format!("{seconds:.1} s, ");
    if let Some(kilobytes) = peak() {
        // Writing to a string cannot fail.
        let _ = write!(line, "{} MB at most, ", kilobytes / 1024);
    }
    let (files, bytes) = size(&output).map_err(|error| error.to_string())?;
    let _ = write!(
        line,
        "{} pages, {files} files of {} MB, {} files written",
        built.pages,
        bytes / 1_000_000,
        written.written
    );
    Ok(line)
}

/// The most memory that this process ever held, in kilobytes; none where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// How many files there are below a folder, and of how many bytes.
fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let known = entry.metadata()?;
            if known.is_dir() {
                waiting.push(entry.path());
            } else {
                files += 1;
                bytes += known.len();
            }
        }
    }
    Ok((files, bytes))
}
