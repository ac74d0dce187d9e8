//! What the browser code weighs as it travels, and its budget.

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

/// All browser code together, in bytes after brotli at its strongest: 40 KB.
pub(crate) const BUDGET: usize = 40 * 1024;

/// Each file of the browser code with its size after brotli.
pub(crate) struct Sizes {
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

/// Measures the handwritten JavaScript, the glue and the compiled module.
pub(crate) fn browser_code(workspace: &Workspace, code: Code) -> Result<Sizes, Failure> {
    let folders: &[&str] = match code {
        Code::Written => &["www", wasm::FOLDER],
        Code::Served => &["target/site/assets"],
    };
    let mut files = Vec::new();
    for folder in folders {
        for file in files_under(&workspace.path(folder))? {
            if file
                .extension()
                .is_some_and(|extension| extension == "js" || extension == "wasm")
            {
                let name = file.display().to_string();
                let path = workspace.path(folder).join(file);
                let size = compressed(&read(&path)?).map_err(|error| Failure::at(&path, &error))?;
                files.push((name, size));
            }
        }
    }
    if files.is_empty() {
        return Err(Failure::new("there is no browser code to measure"));
    }
    Ok(Sizes { files })
}

impl Sizes {
    fn total(&self) -> usize {
        self.files.iter().map(|(_, size)| size).sum()
    }

    /// One line when the budget holds, a failure when it does not.
    pub(crate) fn verdict(&self) -> Result<String, Failure> {
        let total = self.total();
        if total > BUDGET {
            return Err(Failure::with_output(
                format!(
                    "the browser code has {total} bytes after brotli, {} over the budget of {BUDGET}",
                    total - BUDGET
                ),
                self.to_string(),
            ));
        }
        Ok(format!("{total} of {BUDGET} bytes after brotli"))
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, size) in &self.files {
            writeln!(formatter, "{size:>7}  {name}")?;
        }
        writeln!(
            formatter,
            "{:>7}  browser code after brotli, of {BUDGET}",
            self.total()
        )
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
    fn the_budget_is_a_limit_and_not_a_goal() {
        let sizes = |size| Sizes {
            files: vec![("main.js".to_owned(), size)],
        };
        assert!(sizes(BUDGET).verdict().is_ok());
        assert!(sizes(BUDGET + 1).verdict().is_err());
    }
}
