//! What the server knows beside the pages: how far the engine is, and what is wrong.

use std::sync::Arc;

use handbook::{
    Failure,
    diagnostics::{Diagnostic, Diagnostics, Severity},
};

use crate::{
    json,
    report::{self, Texts, counted},
};

/// The overlay shows as many mistakes as can be read; the terminal has all.
const SHOWN: usize = 50;
/// Pages are told of the last so many files; a page that missed more than that shows old pictures until it is reloaded.
const FILES: usize = 64;

/// How far the engine is. Cloning it is cheap.
#[derive(Clone, Default)]
pub(super) struct Published {
    /// Counts what was applied; 0 before anything was read.
    pub(super) applied: u64,
    /// The change after which everything was known the last time.
    pub(super) settled: u64,
    /// The first of the mistakes known then.
    pub(super) mistakes: Arc<[Mistake]>,
    /// How many there were.
    pub(super) errors: usize,
    /// Names of files that pages name and that changed, with the change.
    pub(super) files: Arc<[(u64, String)]>,
}

/// One mistake, as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The file, with line and column where they are known.
    pub(super) place: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hints: Vec<String>,
}

/// What a page shows while there are mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// The page as it is now.
    Now,
    /// The page as it was before the mistakes.
    LastGood,
    /// Nothing but the mistakes.
    Nothing,
}

impl Published {
    /// Whether the handbook was read yet.
    pub(super) fn is_ready(&self) -> bool {
        self.applied > 0
    }

    /// Adds files that changed with the change that is applied.
    pub(super) fn add_files(&mut self, names: impl IntoIterator<Item = String>) {
        let new = names.into_iter().map(|name| (self.applied, name));
        let all: Vec<_> = self.files.iter().cloned().chain(new).collect();
        if all.len() > self.files.len() {
            self.files = all[all.len().saturating_sub(FILES)..].into();
        }
    }

    /// The headline over the mistakes, empty when there are none.
    pub(super) fn headline(&self, behind: Behind) -> String {
        let mistakes = counted(self.errors, "error");
        match behind {
            Behind::Nothing if self.mistakes.is_empty() => "this page cannot be shown yet".to_owned(),
            _ if self.mistakes.is_empty() => String::new(),
            Behind::Now => format!("{mistakes} in the handbook"),
            Behind::LastGood => format!("{mistakes}: this page is the last good one"),
            Behind::Nothing => format!("{mistakes} in the handbook: this page cannot be shown yet"),
        }
    }

    /// What is said after the mistakes that are shown; empty when these are all.
    pub(super) fn more(&self) -> String {
        match self.errors.saturating_sub(self.mistakes.len()) {
            0 => String::new(),
            more => format!("and {more} more, on the terminal"),
        }
    }

    /// The state as the pages' script reads it: one line of JSON.
    pub(super) fn json(&self, behind: Behind) -> String {
        let mut out = format!("{{\"change\": {}, \"headline\": ", self.settled);
        json::string(&mut out, &self.headline(behind));
        out.push_str(", \"dismiss\": \"Dismiss\", \"more\": ");
        json::string(&mut out, &self.more());
        out.push_str(", \"mistakes\": [");
        for (index, mistake) in self.mistakes.iter().enumerate() {
            out.push_str(if index == 0 {
                "{\"place\": "
            } else {
                ", {\"place\": "
            });
            json::string(&mut out, &mistake.place);
            out.push_str(", \"message\": ");
            json::string(&mut out, &mistake.message);
            out.push_str(", \"hints\": ");
            json::strings(&mut out, mistake.hints.iter().map(String::as_str));
            out.push('}');
        }
        out.push_str("]}");
        out
    }
}

impl From<&Failure> for Mistake {
    fn from(failure: &Failure) -> Self {
        Self {
            place: failure
                .path
                .as_ref()
                .map(|path| path.display().to_string())
                .unwrap_or_default(),
            message: failure.message.clone(),
            hints: failure.hint.iter().cloned().collect(),
        }
    }
}

/// The findings that the browser shows: the first errors. Warnings stay on the terminal.
pub(super) fn shown(findings: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    let errors = findings.iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    errors.take(SHOWN)
}

/// The same as text.
pub(super) fn mistakes(findings: &Diagnostics, texts: Texts<'_>) -> Vec<Mistake> {
    shown(findings)
        .map(|finding| Mistake {
            place: report::place(finding, texts(&finding.path)),
            message: finding.message.clone(),
            hints: finding.hints.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake() -> Mistake {
        Mistake {
            place: "content/a.md:3:1".to_owned(),
            message: "a\nb".to_owned(),
            hints: vec!["c".to_owned()],
        }
    }

    #[test]
    fn the_state_is_one_line_of_json() {
        let published = Published {
            settled: 7,
            mistakes: Arc::from([mistake()]),
            errors: 1,
            ..Published::default()
        };
        let expected = concat!(
            r#"{"change": 7, "headline": "1 error: this page is the last good one", "dismiss": "Dismiss", "more": "", "#,
            r#""mistakes": [{"place": "content/a.md:3:1", "message": "a\nb", "hints": ["c"]}]}"#
        );
        assert_eq!(published.json(Behind::LastGood), expected);
    }

    #[test]
    fn the_overlay_is_told_as_much_as_can_be_read() {
        let findings =
            (0..SHOWN + 2).map(|number| Diagnostic::error("x", "content/a.md", number.to_string()));
        let findings = Diagnostics::new(findings.collect());
        let published = Published {
            mistakes: mistakes(&findings, &|_| None).into(),
            errors: findings.errors(),
            ..Published::default()
        };
        assert_eq!(published.mistakes.len(), SHOWN);
        assert_eq!(published.more(), "and 2 more, on the terminal");
        assert_eq!(published.headline(Behind::Now), "52 errors in the handbook");
    }

    #[test]
    fn names_of_changed_files_do_not_pile_up() {
        let mut published = Published::default();
        for change in 1..200 {
            published.applied = change;
            published.add_files([format!("{change}.png")]);
        }
        assert_eq!(published.files.len(), FILES);
        assert_eq!(published.files.last(), Some(&(199, "199.png".to_owned())));
    }
}
