//! The command `handbook`: arguments in, a terminal report and an exit code out.
//!
//! Only this crate prints, reads the clock and decides how the process ends. It holds no rule of the policy and no
//! rule of the site: `calc` asks the crate `policy`, everything else the crate `handbook`.

mod arguments;
mod calc;
mod carried;
mod commands;
mod json;
mod project;
mod report;
mod serve;
mod terminal;
mod usage;

use std::{ffi::OsString, process::ExitCode};

use arguments::{Arguments, Command};
use calc::Asked;
use clap::{CommandFactory, FromArgMatches, error::ErrorKind};
use handbook::Failure;
use policy::PolicyValues;

/// How a command ended when the machine did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to report: exit code 0.
    Clean,
    /// There are findings: exit code 1.
    Findings,
    /// Usage or bad input: exit code 2.
    BadInput,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::BadInput => ExitCode::from(2),
        }
    }
}

fn main() -> ExitCode {
    let typed = usage::tied(std::env::args_os());
    let asked = Asked::by(&typed);
    let result = match parse(typed, asked.as_ref()) {
        Ok(arguments) => run(arguments.command, asked),
        Err(error) => {
            let unknown = error.kind() == ErrorKind::InvalidSubcommand;
            let outcome = asked
                .filter(|_| unknown)
                .and_then(|asked| asked.explain_unknown());
            usage::report(&error).map(|told| outcome.unwrap_or(told))
        }
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal::failure(&failure);
            Outcome::BadInput.into()
        }
    }
}

fn parse(typed: Vec<OsString>, asked: Option<&Asked>) -> Result<Arguments, clap::Error> {
    let own = PolicyValues::default();
    let values = asked.map_or(&own, Asked::values);
    let mut command = calc::question::with_calculators(Arguments::command(), values);
    let mut matches = command.try_get_matches_from_mut(typed)?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

fn run(command: Command, asked: Option<Asked>) -> Result<Outcome, Failure> {
    match command {
        Command::Build(options) => commands::build::run(&options),
        Command::Serve(options) => serve::run(options),
        Command::Check(options) => commands::check::run(&options),
        Command::Calc(options) => {
            let asked = asked.unwrap_or_else(|| Asked::of(&options.source));
            calc::run(&options, asked)
        }
        Command::Policy(options) => commands::policy::run(options.command),
        Command::Init(options) => commands::init::run(&options),
        Command::New(options) => commands::new::run(&options),
    }
}
