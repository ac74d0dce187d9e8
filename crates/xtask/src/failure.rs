//! Why a command stopped: one message, and the output of the program that failed, when one did.

use std::{fmt, io, path::Path};

/// The reason that a stage could not finish.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    output: String,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            output: String::new(),
        }
    }

    /// A program that failed, with everything it wrote.
    pub(crate) fn with_output(message: impl Into<String>, output: String) -> Self {
        Self {
            message: message.into(),
            output,
        }
    }

    /// A file or folder that the machine would not read or write.
    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }

    /// What the failed program wrote; empty when no program is to blame.
    pub(crate) fn output(&self) -> &str {
        &self.output
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
