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

use std::process::ExitCode;

use arguments::{Arguments, Command, policy::PolicyCommand};
use clap::Parser;
use handbook::Failure;

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
    let result = match Arguments::try_parse_from(usage::tied(std::env::args_os())) {
        Ok(arguments) => run(arguments.command),
        Err(error) => usage::report(&error),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal::failure(&failure);
            Outcome::BadInput.into()
        }
    }
}

fn run(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Build(options) => commands::build::run(&options),
        Command::Serve(options) => serve::run(options),
        Command::Check(options) => commands::check::run(&options),
        Command::Calc(options) => calc::run(&options),
        Command::Policy(options) => match options.command {
            PolicyCommand::Cases(options) => commands::policy_cases::run(&options),
        },
        Command::Init(options) => commands::init::run(&options),
        Command::New(options) => commands::new::run(&options),
    }
}
