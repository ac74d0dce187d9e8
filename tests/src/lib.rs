//! The harness of the golden cases: a whole handbook goes in, and its site and its findings are compared with files.
//!
//! A case is data, not code: [`markdown_cases`] reads pairs of Markdown and HTML from `markdown/<feature>.md`,
//! [`site_cases`] reads folders below `sites/`. Set `BLESS=1` to accept what came out, and read the difference before
//! you keep it; set `CASE=word` to run only the cases whose name holds that word.

pub mod drawn;
pub mod edits;
pub mod findings;
pub mod folder;
pub mod judged;
pub mod markdown_cases;
pub mod oracle;
pub mod parts;
pub mod questions;
pub mod served;
pub mod server;
pub mod site_cases;
pub mod theme;
pub mod warm;
pub mod well_formed;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use handbook::{Carried, Drafts, Project};
use policy::{Date, PolicyValues};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// The day on which golden cases are built.
pub fn today() -> Date {
    Date::parse("2026-01-15").expect("this is a day of the calendar")
}

/// The project in the folder `root`, without drafts, built on [`today`].
pub fn project<'a>(root: &'a Path, carried: &'a Carried) -> Project<'a> {
    Project {
        root,
        carried,
        base_url: None,
        drafts: Drafts::LeaveOut,
        today: today(),
    }
}

/// The values and calculators of the repository's own handbook, read as a build reads them.
pub fn shipped_values() -> PolicyValues {
    let root = repository();
    let source = handbook::read(&project(&root, theme::plain())).expect("it can be read");
    let (values, found) = handbook::policy_values(&source);
    assert!(found.is_empty(), "{}", findings::listed(&source, &found));
    values
}

/// Ends a program of this crate: with a sentence on standard error and exit code 2 when it could not do its work.
pub fn end(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{reason}");
            ExitCode::from(2)
        }
    }
}

/// The words that a program of this crate was started with.
pub fn words() -> Vec<String> {
    std::env::args().skip(1).collect()
}

/// A whole number out of the words of a program.
pub fn number<N: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<N, String> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}

/// The kilobytes that a process, or `self`, holds in memory; none where the system does not tell.
pub fn memory(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Whether expected files are to be rewritten.
fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Whether the case of this name was asked for.
fn wanted(name: &str) -> bool {
    std::env::var("CASE").map_or(true, |word| name.contains(&word))
}

/// The first lines in which two texts differ, for a failing case.
fn difference(expected: &str, found: &str) -> String {
    let same = expected
        .lines()
        .zip(found.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let part = |text: &str, mark: &str| {
        let lines = text.lines().skip(same).take(6);
        lines
            .map(|line| format!("      {mark} {line}\n"))
            .collect::<String>()
    };
    format!(
        "    from line {} on\n{}{}",
        same + 1,
        part(expected, "-"),
        part(found, "+")
    )
}
