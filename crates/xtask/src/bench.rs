//! `cargo xtask bench`: how fast the handbook is built, beside the least that any generator must do and beside others.

mod layouts;
mod page;
mod shipped;
mod spread;
mod tree;
mod words;

use std::path::Path;

use layouts::Layout;

use crate::{failure::Failure, say, workspace::Workspace};

const USAGE: &str = "\
Usage: cargo xtask bench [OPTIONS]
       cargo xtask bench trees --pages N --out DIR [--layout handbook|hugo|zola|mdbook]
";

/// Runs `cargo xtask bench` with the words behind it.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<(), Failure> {
    match words {
        ["trees", rest @ ..] => trees(rest),
        [] => shipped::run(workspace),
        _ => Err(Failure::new(format!("this is not understood\n\n{USAGE}"))),
    }
}

/// Writes one generated handbook.
fn trees(words: &[&str]) -> Result<(), Failure> {
    let mut pages = None;
    let mut folder = None;
    let mut layout = Layout::Handbook;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match (*word, words.next()) {
            ("--pages", Some(value)) => pages = value.parse::<usize>().ok().filter(|pages| *pages > 0),
            ("--out", Some(value)) => folder = Some(Path::new(*value)),
            ("--layout", Some(value)) => {
                layout = Layout::ALL
                    .into_iter()
                    .find(|layout| layout.name() == *value)
                    .ok_or_else(|| Failure::new(format!("there is no layout `{value}`\n\n{USAGE}")))?;
            }
            _ => return Err(Failure::new(format!("`{word}` is not understood\n\n{USAGE}"))),
        }
    }
    let (Some(pages), Some(folder)) = (pages, folder) else {
        return Err(Failure::new(format!(
            "a count of pages and a folder are needed\n\n{USAGE}"
        )));
    };
    layouts::write(&tree::plan(pages), &[(layout, folder)])?;
    say(&format!(
        "{pages} pages for {} in {}\n",
        layout.name(),
        folder.display()
    ));
    Ok(())
}
