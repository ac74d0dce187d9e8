//! What the browser code weighs as it travels, and its budgets.

use std::{
    fmt,
    io::{self, Write},
};

use brotli::{CompressorWriter, enc::BrotliEncoderParams};

use crate::{
    failure::Failure,
    wasm,
    workspace::{Workspace, files_under, read},
};

/// Code of the browser that is fetched together, in bytes after brotli at its strongest.
#[derive(Clone, Copy)]
pub(crate) struct Budget {
    what: &'static str,
    most: usize,
}

/// The compiled calculators, their language and their glue: 40 KB.
const CALCULATORS: Budget = Budget {
    what: "calculators",
    most: 40 * 1024,
};

/// The small instruments of pages, each fetched where it is needed or pointed at; all of them together: 15 KB. What a page fetches
/// by itself is weighed in the browser.
const INSTRUMENTS: Budget = Budget {
    what: "instruments of pages",
    most: 15 * 1024,
};

/// The compiled search and its glue, fetched when somebody searches: 38 KB. A third of it reads questions to calculators; with
/// the files of the index, a first question to 4,500 pages stays below 80 KB of the 100 that it may take.
const SEARCH: Budget = Budget {
    what: "search",
    most: 38 * 1024,
};

/// The window that shows what the search finds, fetched when it is opened: 4.5 KB.
const WINDOW: Budget = Budget {
    what: "window of the search",
    most: 4 * 1024 + 512,
};

/// Each file of the browser code with its size after brotli.
pub(crate) struct Sizes {
    parts: [Part; 4],
}

struct Part {
    budget: Budget,
    files: Vec<(String, usize)>,
}

/// Where browser code is measured.
#[derive(Clone, Copy)]
pub(crate) enum Code {
    /// As it is written and compiled, comments and all.
    Written,
    /// As the site of this repository serves it, which is what travels.
    Served,
}

/// Measures the handwritten JavaScript, the glue and the compiled modules.
pub(crate) fn browser_code(workspace: &Workspace, code: Code) -> Result<Sizes, Failure> {
    let folders: &[&str] = match code {
        Code::Written => &["www", wasm::CALCULATORS.folder, wasm::FINDER.folder],
        Code::Served => &["target/site/assets"],
    };
    let mut parts = [CALCULATORS, INSTRUMENTS, SEARCH, WINDOW].map(|budget| Part {
        budget,
        files: Vec::new(),
    });
    for folder in folders {
        for file in files_under(&workspace.path(folder))? {
            if file
                .extension()
                .is_some_and(|extension| extension == "js" || extension == "wasm")
            {
                let name = file.display().to_string();
                let path = workspace.path(folder).join(&file);
                let size = compressed(&read(&path)?).map_err(|error| Failure::at(&path, &error))?;
                let [calculators, instruments, search, window] = &mut parts;
                let part = match file.file_stem().and_then(|stem| stem.to_str()) {
                    Some("finder" | "finder_bg") => search,
                    Some("search") => window,
                    Some("calculators" | "calculators_bg") => calculators,
                    _ => instruments,
                };
                part.files.push((name, size));
            }
        }
    }
    match parts.iter().find(|part| part.files.is_empty()) {
        Some(part) => Err(Failure::new(format!(
            "there is no {} to measure",
            part.budget.what
        ))),
        None => Ok(Sizes { parts }),
    }
}

impl Sizes {
    /// One line when the budgets hold, a failure when one does not.
    pub(crate) fn verdict(&self) -> Result<String, Failure> {
        let lines = self.parts.iter().map(Part::verdict);
        match lines.collect::<Result<Vec<String>, String>>() {
            Ok(lines) => Ok(format!("{} bytes after brotli", lines.join(", "))),
            Err(reason) => Err(Failure::with_output(reason, self.to_string())),
        }
    }
}

impl Part {
    fn total(&self) -> usize {
        self.files.iter().map(|(_, size)| size).sum()
    }

    fn verdict(&self) -> Result<String, String> {
        let (total, Budget { what, most }) = (self.total(), self.budget);
        match total.checked_sub(most) {
            None | Some(0) => Ok(format!("{what} {total} of {most}")),
            Some(over) => Err(format!(
                "{what}: {total} bytes after brotli, {over} over the budget of {most}"
            )),
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            for (name, size) in &part.files {
                writeln!(formatter, "{size:>7}  {name}")?;
            }
            let Budget { what, most } = part.budget;
            writeln!(formatter, "{:>7}  {what} after brotli, of {most}", part.total())?;
        }
        Ok(())
    }
}

/// The length of `bytes` after brotli at quality 11.
pub(crate) fn compressed(bytes: &[u8]) -> io::Result<usize> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut writer = CompressorWriter::with_params(Vec::new(), 1 << 16, &parameters);
    writer.write_all(bytes)?;
    Ok(writer.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_weighs_little() {
        let size = compressed("the same words again. ".repeat(1000).as_bytes()).unwrap_or(usize::MAX);
        assert!((10..100).contains(&size), "{size}");
    }

    #[test]
    fn a_budget_is_a_limit_and_not_a_goal() {
        let part = |budget: Budget, over: usize| Part {
            files: vec![("main.js".to_owned(), budget.most + over)],
            budget,
        };
        let sizes = |over: [usize; 4]| Sizes {
            parts: [
                part(CALCULATORS, over[0]),
                part(INSTRUMENTS, over[1]),
                part(SEARCH, over[2]),
                part(WINDOW, over[3]),
            ],
        };
        assert!(sizes([0; 4]).verdict().is_ok());
        for place in 0..4 {
            let mut over = [0; 4];
            over[place] = 1;
            assert!(sizes(over).verdict().is_err());
        }
    }
}
