//! Writes a generated handbook into a folder that is not there yet.
//!
//! `generated-handbook fixed PAGES FOLDER` writes one that is the same whatever the real handbook says, and
//! `generated-handbook whole PAGES SEED FOLDER` the one that the oracle's edits begin with.

use std::{path::Path, process::ExitCode};

use tests::{
    edits::{self, Tree},
    number,
};

fn main() -> ExitCode {
    tests::end(run())
}

fn run() -> Result<(), String> {
    const USAGE: &str =
        "usage: generated-handbook fixed PAGES FOLDER\n       generated-handbook whole PAGES SEED FOLDER";
    let words = tests::words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (tree, folder) = match words.as_slice() {
        ["fixed", count, folder] => (edits::fixed(number(count)?), folder),
        ["whole", count, seed, folder] => (edits::whole(number(count)?, number(seed)?), folder),
        _ => return Err(USAGE.to_owned()),
    };
    let folder = Path::new(folder);
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()));
    }
    tree.write(&Tree::default(), folder);
    Ok(())
}
