//! How well the search of this repository's handbook answers questions of which it is known what answers them.

use std::fmt::Write;

use serde::Serialize;

use crate::{failure::Failure, stages::Stages, workspace::Workspace};

/// What came of the questions of `tests/search/judged.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Judged {
    /// One over the place of the first page that answers, 0 where none is found, and of all questions the mean.
    mean_reciprocal_rank: f64,
    questions: usize,
    /// Those whose answer is found first, and among the first three.
    first: usize,
    among_three: usize,
    /// Those that ask for a section and are led there, and all that do.
    led: usize,
    sections: usize,
}

/// Asks the questions.
pub(super) fn judged(workspace: &Workspace, stages: &mut Stages) -> Result<Judged, Failure> {
    stages.run("judged questions", |stage| {
        let mut program = workspace.cargo(&[
            "run",
            "--quiet",
            "--release",
            "-p",
            "tests",
            "--bin",
            "judged-queries",
        ]);
        let said = stage.program(&mut program)?;
        let judged = Judged::read(&said);
        let judged =
            judged.ok_or_else(|| Failure::with_output("the answers were not understood", said.clone()))?;
        Ok((String::new(), judged))
    })
}

impl Judged {
    fn read(said: &str) -> Option<Self> {
        let (mean, counts) = said.trim().split_once(' ')?;
        let counts: Vec<usize> = counts
            .split(' ')
            .map(|count| count.parse().ok())
            .collect::<Option<_>>()?;
        let [questions, first, among_three, led, sections] = *counts.as_slice() else {
            return None;
        };
        Some(Self {
            mean_reciprocal_rank: mean.parse().ok()?,
            questions,
            first,
            among_three,
            led,
            sections,
        })
    }

    pub(super) fn markdown(&self, out: &mut String) {
        let Self {
            mean_reciprocal_rank,
            questions,
            first,
            among_three,
            led,
            sections,
        } = self;
        let _ = write!(
            out,
            "\n## Search\n\nOf {questions} judged questions {first} find their page first and {among_three} among the first three; {led} of {sections} are led to the right section.\nMean reciprocal rank: {mean_reciprocal_rank:.3}. What the index costs stands with each size, as a build from nothing with the search.\n"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_read() {
        let judged = Judged::read("0.912 148 130 141 50 60\n");
        let mut out = String::new();
        judged.iter().for_each(|judged| judged.markdown(&mut out));
        assert!(out.contains("Of 148 judged questions 130 find their page first and 141 among"));
        assert!(out.contains("rank: 0.912."));
        assert_eq!(Judged::read("0.912 148"), None);
    }
}
