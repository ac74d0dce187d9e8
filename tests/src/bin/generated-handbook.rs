//! Writes a generated handbook into a folder that is not there yet.
//!
//! `generated-handbook fixed PAGES FOLDER` writes one that is the same whatever the real handbook says, and
//! `generated-handbook whole PAGES SEED FOLDER` the one that the oracle's edits begin with.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use tests::edits::{self, Tree};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{reason}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    const USAGE: &str =
        "usage: generated-handbook fixed PAGES FOLDER\n       generated-handbook whole PAGES SEED FOLDER";
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
    let pages = |text: &str| Ok::<usize, String>(usize::try_from(number(text)?).unwrap_or(usize::MAX));
    let (tree, folder) = match words.as_slice() {
        ["fixed", count, folder] => (edits::fixed(pages(count)?), folder),
        ["whole", count, seed, folder] => (edits::whole(pages(count)?, number(seed)?), folder),
        _ => return Err(USAGE.to_owned()),
    };
    let folder = Path::new(folder);
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()));
    }
    tree.write(&Tree::default(), folder);
    Ok(())
}
