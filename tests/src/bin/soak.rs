//! Edits handbooks at random for a long time: the trials of the oracle with new seeds, many edits of one engine, and builds
//! with what earlier ones left. The memory of the process must not grow.
//!
//! `soak MINUTES SEED PROGRAM`, the last the `handbook` command. Prints each seed before it is tried.

use std::{
    fs,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use tests::{oracle, warm};

/// How many edits one engine takes in the long trials.
const LONG: usize = 2_000;
/// By so much may the process be larger than after the first rounds, for the allocator's sake.
const SLACK: f64 = 1.25;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            say(&format!("{reason}\n"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [minutes, seed, program] = words.as_slice() else {
        return Err("usage: soak MINUTES SEED PROGRAM".to_owned());
    };
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
    let time = Duration::from_secs(60 * number(minutes)?);
    let started = Instant::now();
    let mut settled: Option<u64> = None;
    let (mut edits, mut rounds) = (0, 0);
    for round in 0_u64.. {
        let seed = number(seed)?.wrapping_add(round);
        say(&format!("seed {seed}: "));
        let is_long = round % 3 == 2;
        let report = oracle::run(&oracle::Trial {
            seed,
            edits: if is_long { LONG } else { 300 },
            pages: 300,
            compared_every: if is_long { 40 } else { 1 },
            told: true,
            keep: None,
        })?;
        edits += report.edits;
        let built = warm::run(&warm::Trial {
            program: program.into(),
            seed,
            rounds: 20,
            pages: 120,
        })?;
        rounds += built.sites + built.refused;
        let memory = memory();
        say(&format!(
            "{} edits, {} sites and {} lists of findings equal; {} builds, {} of them after damage, equal; {} KB of memory\n",
            report.edits,
            report.sites,
            report.sites + report.refused,
            built.sites + built.refused,
            built.damaged,
            memory / 1024
        ));
        // The first rounds of each kind fill the allocator's pools.
        if round == 5 {
            settled = Some(memory);
        }
        if let Some(settled) = settled
            && memory as f64 > settled as f64 * SLACK
        {
            return Err(format!(
                "memory grows: {} KB after six rounds, {} KB now",
                settled / 1024,
                memory / 1024
            ));
        }
        if started.elapsed() >= time {
            break;
        }
    }
    say(&format!("{edits} edits and {rounds} builds held\n"));
    Ok(())
}

/// The bytes of this process in memory, where the system tells; 0 elsewhere.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

fn say(text: &str) {
    let mut out = io::stdout().lock();
    // Nobody is left to tell when standard output is closed.
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
