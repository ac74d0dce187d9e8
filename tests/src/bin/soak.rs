//! Edits handbooks at random for a long time. The memory of what is edited must not grow.
//!
//! `soak MINUTES SEED PROGRAM` runs the trials of the oracle with new seeds, many edits of one engine, and builds with what
//! earlier ones left; `soak serve EDITS PAGES SEED PROGRAM` edits the handbook of a running server. PROGRAM is the `handbook`
//! command. Seeds are printed before they are tried.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use tests::{memory, number, oracle, served, warm};

/// How many edits one engine takes in the long trials.
const LONG: usize = 2_000;
/// By so much may the process be larger than after the first rounds, for the allocator's sake.
const SLACK: f64 = 1.25;
/// After so many edits of a served handbook everything is put back.
const ROUND: usize = 100;

fn main() -> ExitCode {
    tests::end(run())
}

fn run() -> Result<(), String> {
    let words = tests::words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", edits, pages, seed, program] => serve(&served::Trial {
            program: program.into(),
            seed: number(seed)?,
            edits: number(edits)?,
            round: ROUND,
            pages: number(pages)?,
        }),
        [minutes, seed, program] => {
            let minutes: u64 = number(minutes)?;
            trials(Duration::from_secs(60 * minutes), number(seed)?, program)
        }
        _ => Err("usage: soak MINUTES SEED PROGRAM\n       soak serve EDITS PAGES SEED PROGRAM".to_owned()),
    }
}

fn serve(trial: &served::Trial) -> Result<(), String> {
    say(&format!("seed {}, {} pages\n", trial.seed, trial.pages));
    let report = served::run(trial, |report| {
        if report.rounds.is_multiple_of(5)
            && let Some(memory) = report.memory.last()
        {
            say(&format!("{} edits: {memory} KB of memory\n", report.edits));
        }
    })?;
    say(&format!(
        "{} edits of a served handbook held: put back {} times, {} pages as at first\n",
        report.edits, report.rounds, report.pages
    ));
    Ok(())
}

fn trials(time: Duration, seed: u64, program: &str) -> Result<(), String> {
    let started = Instant::now();
    let mut settled: Option<u64> = None;
    let (mut edits, mut rounds) = (0, 0);
    for round in 0_u64.. {
        let seed = seed.wrapping_add(round);
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
        let memory = memory("self").unwrap_or_default();
        say(&format!(
            "{} edits, {} sites and {} lists of findings equal; {} builds, {} of them after damage, equal; {memory} KB of memory\n",
            report.edits,
            report.sites,
            report.sites + report.refused,
            built.sites + built.refused,
            built.damaged,
        ));
        // The first rounds of each kind fill the allocator's pools.
        if round == 5 {
            settled = Some(memory);
        }
        if let Some(settled) = settled
            && memory as f64 > settled as f64 * SLACK
        {
            return Err(format!(
                "memory grows: {settled} KB after six rounds, {memory} KB now"
            ));
        }
        if started.elapsed() >= time {
            break;
        }
    }
    say(&format!("{edits} edits and {rounds} builds held\n"));
    Ok(())
}

fn say(text: &str) {
    let mut out = io::stdout().lock();
    // Nobody is left to tell when standard output is closed.
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
