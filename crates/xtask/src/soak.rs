//! Edits at random for a long time, with new seeds: see `tests/src/bin/soak.rs`.

use std::{
    env,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{failure::Failure, site, stages::Stages, wasm, workspace::Workspace};

/// What is run.
#[derive(Debug, PartialEq, Eq)]
enum Soak {
    /// The trials of the oracle and of builds, for so many minutes.
    Trials { minutes: u64 },
    /// So many edits of a served handbook of so many pages.
    Serve { edits: usize, pages: usize },
}

impl Soak {
    /// Reads the words behind `soak`; what is wrong with them is said in a sentence.
    fn parse(words: &[&str]) -> Result<Self, String> {
        let (mut minutes, mut edits, mut pages) = (10, 10_000, 300);
        let (is_serve, mut words) = match words {
            ["--serve", rest @ ..] => (true, rest.iter()),
            words => (false, words.iter()),
        };
        while let Some(word) = words.next() {
            let value = words.next();
            let wrong = || {
                format!(
                    "`{word} {}` is not understood",
                    value.copied().unwrap_or_default()
                )
            };
            let number = value.and_then(|value| value.parse::<usize>().ok());
            match (*word, number) {
                ("--minutes", Some(number)) if !is_serve => minutes = number as u64,
                ("--edits", Some(number)) if is_serve => edits = number,
                ("--pages", Some(number)) if is_serve => pages = number,
                _ => return Err(wrong()),
            }
        }
        Ok(match is_serve {
            true => Self::Serve { edits, pages },
            false => Self::Trials { minutes },
        })
    }

    /// The words for the program that runs it.
    fn words(&self) -> Vec<String> {
        match self {
            Self::Trials { minutes } => vec![minutes.to_string()],
            Self::Serve { edits, pages } => vec!["serve".to_owned(), edits.to_string(), pages.to_string()],
        }
    }
}

/// Builds what is needed for release and edits handbooks at random: `--minutes N` says for how long, `--serve` edits a
/// served one, `--edits N` times.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    let what = Soak::parse(arguments).map_err(|reason| {
        Failure::new(format!(
            "{reason}; write `cargo xtask soak --minutes 30` or `cargo xtask soak --serve --edits 10000 --pages 300`"
        ))
    })?;
    let mut stages = Stages::new(4);
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    stages.run("trials", |stage| {
        stage.quietly(&mut workspace.cargo(&["build", "--release", "-p", "tests", "--bin", "soak"]))
    })?;
    stages.finish("ready")?;
    let mut soak = workspace.program(
        workspace
            .path("target/release")
            .join(format!("soak{}", env::consts::EXE_SUFFIX)),
    );
    soak.args(what.words())
        .arg(seed().to_string())
        .arg(workspace.handbook().get_program());
    let status = soak
        .status()
        .map_err(|error| Failure::new(format!("`soak` could not be run: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new("a trial failed; its seed stands above")),
    }
}

/// A seed of its own for each run: `SEED=` in the environment, or else the time.
fn seed() -> u64 {
    let given = env::var("SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(1, |since| since.as_secs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_is_edited_and_how_long() {
        assert_eq!(Soak::parse(&[]), Ok(Soak::Trials { minutes: 10 }));
        assert_eq!(Soak::parse(&["--minutes", "3"]), Ok(Soak::Trials { minutes: 3 }));
        let served = Soak::parse(&["--serve", "--edits", "500"]);
        assert_eq!(
            served.map(|soak| soak.words()),
            Ok(["serve", "500", "300"].map(str::to_owned).to_vec())
        );
        for wrong in [
            &["--minutes"][..],
            &["--edits", "5"],
            &["--serve", "--edits", "many"],
        ] {
            let reason = Soak::parse(wrong).unwrap_err();
            assert!(reason.contains("is not understood"), "{reason}");
        }
    }
}
