//! What stands behind `cargo xtask bench`.

use std::{path::PathBuf, time::Duration};

use super::layouts::Layout;

pub(super) const USAGE: &str = "\
Measures builds of generated handbooks beside those of other generators, edits under `serve`, and the calculators.
The report is written to target/bench/report.md, report.json and report.svg.

Usage: cargo xtask bench [OPTIONS]
       cargo xtask bench trees --pages N --out DIR [--layout handbook|hugo|zola|mdbook]

Options:
  --pages N,N        How many pages the trees have [default: 1000,4650,10000,40000]
  --runs N           How often each program builds each tree [default: 5]
  --limit SECONDS    How long another program may take for all its builds of one size, before it is built less often or
                     left out [default: 600]
  --quick            1,000 pages, one run, few edits
  --only PART        cold, edits or calculators alone
  --beside A,B       Which of Hugo, Zola and mdBook are measured beside ours and the floor [default: all that are found]
  --edits-pages N    Pages of the tree that is edited under a server [default: 10000]
  --edits N          How often each edit is made [default: 20]
  --folder DIR       Where trees and sites are written, such as a file system in memory [default: target/bench]
  --chart FILE       Put the chart there too
";

/// What is measured, and how often.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) pages: Vec<usize>,
    pub(super) runs: usize,
    /// For the builds of another program at one size.
    pub(super) limit: Duration,
    pub(super) edits_pages: usize,
    pub(super) edits: usize,
    pub(super) only: Option<Part>,
    /// The names of the other programs that take part, in small letters; all when there is none.
    pub(super) beside: Option<Vec<String>>,
    pub(super) folder: Option<PathBuf>,
    pub(super) chart: Option<PathBuf>,
}

/// A part of the measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Cold,
    Edits,
    Calculators,
}

/// One tree to write.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trees {
    pub(super) pages: usize,
    pub(super) folder: PathBuf,
    pub(super) layout: Layout,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pages: vec![1_000, 4_650, 10_000, 40_000],
            runs: 5,
            limit: Duration::from_secs(600),
            edits_pages: 10_000,
            edits: 20,
            only: None,
            beside: None,
            folder: None,
            chart: None,
        }
    }
}

impl Options {
    /// Reads the words; what is wrong with them is said in a sentence.
    pub(super) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if *word == "--quick" {
                options.pages = vec![1_000];
                options.runs = 1;
                options.edits_pages = 1_000;
                options.edits = 3;
                continue;
            }
            let value = words
                .next()
                .ok_or_else(|| format!("`{word}` is not understood, or lacks its value"))?;
            match *word {
                "--pages" => options.pages = value.split(',').map(count).collect::<Result<_, _>>()?,
                "--runs" => options.runs = count(value)?,
                "--limit" => options.limit = Duration::from_secs(count(value)? as u64),
                "--edits-pages" => options.edits_pages = count(value)?,
                "--edits" => options.edits = count(value)?,
                "--beside" => {
                    let names = value.split(',').map(|name| name.trim().to_lowercase());
                    options.beside = Some(names.collect());
                }
                "--folder" => options.folder = Some(absolute(value)?),
                "--chart" => options.chart = Some(absolute(value)?),
                "--only" => {
                    options.only = Some(match *value {
                        "cold" => Part::Cold,
                        "edits" => Part::Edits,
                        "calculators" => Part::Calculators,
                        _ => return Err(format!("there is no part `{value}`")),
                    });
                }
                _ => return Err(format!("`{word}` is not understood")),
            }
        }
        options.pages.sort_unstable();
        Ok(options)
    }

    /// Whether a program takes part that is not ours.
    pub(super) fn is_beside(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.beside.as_ref().is_none_or(|names| names.contains(&name))
    }

    /// Whether a part is wanted.
    pub(super) fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

impl Trees {
    /// Reads the words behind `trees`.
    pub(super) fn parse(words: &[&str]) -> Result<Self, String> {
        let (mut pages, mut folder, mut layout) = (None, None, Layout::Handbook);
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match (*word, words.next()) {
                ("--pages", Some(value)) => pages = Some(count(value)?),
                ("--out", Some(value)) => folder = Some(PathBuf::from(value)),
                ("--layout", Some(value)) => {
                    layout = Layout::ALL
                        .into_iter()
                        .find(|layout| layout.name() == *value)
                        .ok_or_else(|| format!("there is no layout `{value}`"))?;
                }
                _ => return Err(format!("`{word}` is not understood, or lacks its value")),
            }
        }
        match (pages, folder) {
            (Some(pages), Some(folder)) => Ok(Self {
                pages,
                folder,
                layout,
            }),
            _ => Err("a count of pages and a folder are needed".to_owned()),
        }
    }
}

/// The path from the root: the programs are not started where the command was given.
fn absolute(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|error| format!("`{text}` is no path: {error}"))
}

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err(format!("`{text}` is no count")),
        Ok(count) => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_take_the_place_of_the_defaults() {
        let options = Options::parse(&["--pages", "4650,1000", "--runs", "2", "--limit", "30"]);
        let options = options.unwrap();
        assert_eq!(
            (
                options.pages,
                options.runs,
                options.limit.as_secs(),
                options.edits
            ),
            (vec![1000, 4650], 2, 30, 20)
        );
        assert_eq!(Options::parse(&["--quick"]).unwrap().pages, [1000]);
        assert!(Options::parse(&["--only", "edits"]).unwrap().wants(Part::Edits));
        assert!(!Options::parse(&["--only", "edits"]).unwrap().wants(Part::Cold));
        let few = Options::parse(&["--beside", "Hugo, zola"]).unwrap();
        assert_eq!(
            ["Hugo", "Zola", "mdBook"].map(|name| few.is_beside(name)),
            [true, true, false]
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(
            Options::parse(&["--pages", "0"]),
            Err("`0` is no count".to_owned())
        );
        assert!(Options::parse(&["--fast", "1"]).unwrap_err().contains("--fast"));
        assert!(Options::parse(&["--runs"]).unwrap_err().contains("--runs"));
        assert!(Trees::parse(&["--pages", "10"]).unwrap_err().contains("folder"));
    }
}
