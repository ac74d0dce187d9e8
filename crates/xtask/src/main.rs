//! Developer commands of this repository: `cargo xtask build`, `wasm`, `test`, `bless`, `bench`,
//! `soak` and `instructions`.
//!
//! Owns the order of the stages and what each needs from the machine. It knows the other crates only as programs that
//! cargo builds: no code of theirs is linked here, and no rule of the handbook lives here.

mod bench;
mod browser;
mod failure;
mod glue;
mod instructions;
mod machine;
mod module;
mod process;
mod site;
mod sizes;
mod soak;
mod stages;
mod test;
mod wasm;
mod workspace;

use std::{env, io::Write, process::ExitCode};

use failure::Failure;
use stages::Stages;
use workspace::Workspace;

const USAGE: &str = "\
Developer commands of the handbook.

Usage: cargo xtask COMMAND

Commands:
  build         Build the browser code, the `handbook` command and the site in target/site
  wasm          Build calculators and search for the browser and print sizes, comments of the JavaScript included
  test          Run every check: format, lints, tests, docs, sizes, the site, instructions, the browser
  bless         Accept what the golden tests produce now as their expected files
  bench         Measure builds beside other generators, edits under serve, calculators: `bench help` tells more
  soak          Edit handbooks at random and compare each with a clean build: --minutes N [default: 10]; or edit a
                served one and look at its memory: --serve --edits N [default: 10000] --pages N [default: 300]
  instructions  Count the instructions of a build and compare them with the number expected
";

/// What a command does in the repository.
type Run<'a> = Box<dyn Fn(&Workspace) -> Result<(), Failure> + 'a>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command: Run = match words.as_slice() {
        ["build"] => Box::new(build),
        ["wasm"] => Box::new(measure_wasm),
        ["test"] => Box::new(test::run),
        ["bless"] => Box::new(bless),
        ["bench", rest @ ..] => Box::new(|workspace| bench::run(workspace, rest)),
        ["soak", arguments @ ..] => Box::new(|workspace| soak::run(workspace, arguments)),
        ["instructions"] => Box::new(instructions::run),
        ["help" | "--help" | "-h"] => {
            say(USAGE);
            return ExitCode::SUCCESS;
        }
        _ => {
            complain(USAGE);
            return ExitCode::from(2);
        }
    };
    match Workspace::find().and_then(|workspace| command(&workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&format!("error: {failure}\n"));
            ExitCode::FAILURE
        }
    }
}

fn build(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(4);
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    stages.run("site", |stage| site::render(workspace, stage, "site", &[]))?;
    stages.finish("done")?;
    say("\nThe site is in target/site. To look at it: target/release/handbook serve\n");
    Ok(())
}

fn measure_wasm(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(2);
    wasm::stages(workspace, &mut stages)?;
    let sizes = sizes::browser_code(workspace, sizes::Code::Written)?;
    stages.finish("done")?;
    say(&format!("\n{sizes}"));
    Ok(())
}

fn bless(workspace: &Workspace) -> Result<(), Failure> {
    let mut stages = Stages::new(1);
    stages.run("golden files", |stage| {
        let mut tests = workspace.cargo(&[
            "test", "-p", "tests", "--lib", "--test", "markdown", "--test", "policy", "--test", "reading",
            "--test", "sites",
        ]);
        stage.quietly(tests.env("BLESS", "1"))
    })?;
    stages.finish("expected files rewritten; read them in the diff")
}

/// Writes to standard output; a reader who has gone away is no failure.
fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
