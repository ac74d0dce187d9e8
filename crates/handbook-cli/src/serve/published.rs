//! What the server shows: the last good site and the mistakes of the last build.

use std::sync::Arc;

use handbook::{
    Failure, RenderedSite,
    diagnostics::{Diagnostics, Severity},
};

use crate::{
    json,
    report::{self, Texts, counted},
};

/// The result of the last build. Cloning it is cheap.
#[derive(Clone)]
pub(super) struct Published {
    /// Names the site: pages that know another version reload.
    pub(super) version: Arc<str>,
    /// The last good site; none before the first one.
    pub(super) site: Option<Arc<RenderedSite>>,
    /// What stands in the way of the newest site.
    pub(super) mistakes: Arc<[Mistake]>,
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

impl Published {
    /// Before the first build.
    pub(super) fn nothing() -> Self {
        Self {
            version: Arc::from(""),
            site: None,
            mistakes: Arc::from([]),
        }
    }

    /// Whether there was a build yet.
    pub(super) fn is_built(&self) -> bool {
        !self.version.is_empty()
    }

    /// The headline over the mistakes, empty when there are none.
    pub(super) fn headline(&self) -> String {
        let mistakes = counted(self.mistakes.len(), "error");
        match self.site {
            _ if self.mistakes.is_empty() => String::new(),
            Some(_) => format!("{mistakes}: this page is the last good one"),
            None => format!("{mistakes} in the handbook: it cannot be shown yet"),
        }
    }

    /// The state as the pages' script reads it: one line of JSON.
    pub(super) fn json(&self) -> String {
        let mut out = String::from("{\"version\": ");
        json::string(&mut out, &self.version);
        out.push_str(", \"headline\": ");
        json::string(&mut out, &self.headline());
        out.push_str(", \"dismiss\": \"Dismiss\", \"mistakes\": [");
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

/// The errors among the findings; warnings stay on the terminal.
pub(super) fn mistakes(findings: &Diagnostics, texts: Texts<'_>) -> Vec<Mistake> {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
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

    #[test]
    fn the_state_is_one_line_of_json() {
        let mistake = Mistake {
            place: "content/a.md:3:1".to_owned(),
            message: "a\nb".to_owned(),
            hints: vec!["c".to_owned()],
        };
        let published = Published {
            version: Arc::from("7.1"),
            site: None,
            mistakes: Arc::from([mistake]),
        };
        let expected = concat!(
            r#"{"version": "7.1", "headline": "1 error in the handbook: it cannot be shown yet", "dismiss": "Dismiss", "#,
            r#""mistakes": [{"place": "content/a.md:3:1", "message": "a\nb", "hints": ["c"]}]}"#
        );
        assert_eq!(published.json(), expected);
    }
}
