//! What a question comes to on one side of the comparison.

use policy::{Answers, Date, Moment, PolicyValues, calculator::AnswerValue};

use crate::json::Json;

/// An answer, or the reason why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// An answer.
    Answer {
        /// The decision, for machines.
        verdict: String,
        /// The decision, for people.
        sentence: String,
        /// The figures of the decision.
        figures: Vec<(String, AnswerValue)>,
        /// Why, what to do next, what to look at twice, and where the handbook says so.
        words: Vec<String>,
    },
    /// What is wrong with the input, or with the values.
    NoAnswer(String),
}

impl Outcome {
    /// Asks a calculator of some values.
    pub(super) fn of(values: &PolicyValues, id: &str, answers: &Answers, as_of: Date) -> Self {
        let Some(calculator) = values.calculator(id) else {
            return Self::NoAnswer("there is no such calculator".to_owned());
        };
        match calculator.evaluate(values, answers, as_of) {
            Ok(answer) => {
                let sources = answer.sources.iter();
                let sources = sources.map(|source| format!("{}: {}", source.title, source.href));
                Self::Answer {
                    verdict: answer.verdict.into_owned(),
                    figures: answer
                        .values
                        .iter()
                        .map(|(name, value)| (name.to_string(), *value))
                        .collect(),
                    sentence: answer.sentence,
                    words: [
                        answer.steps,
                        answer.next,
                        answer.warnings,
                        answer.readings,
                        sources.collect(),
                    ]
                    .concat(),
                }
            }
            Err(mistakes) => Self::NoAnswer(
                mistakes
                    .iter()
                    .map(|mistake| format!("{}: {}", mistake.field, mistake.message))
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
        }
    }

    /// The verdict, where there is one.
    pub(super) fn verdict(&self) -> Option<&str> {
        match self {
            Self::Answer { verdict, .. } => Some(verdict),
            Self::NoAnswer(_) => None,
        }
    }

    /// The sentence of the answer, or what stands in its way.
    pub(super) fn sentence(&self) -> &str {
        match self {
            Self::Answer { sentence, .. } => sentence,
            Self::NoAnswer(why) => why,
        }
    }

    /// The figures of the answer.
    pub(super) fn figures(&self) -> &[(String, AnswerValue)] {
        match self {
            Self::Answer { figures, .. } => figures,
            Self::NoAnswer(_) => &[],
        }
    }

    /// The sentences of the answer that another one has not; the first few of them.
    pub(super) fn words_unlike(&self, other: &Self) -> Vec<&str> {
        const MOST: usize = 3;
        match (self, other) {
            (Self::Answer { words, .. }, Self::Answer { words: others, .. }) => words
                .iter()
                .filter(|line| !others.contains(line))
                .map(String::as_str)
                .take(MOST)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The verdict for people: a word, or that there is none.
    pub(super) fn word(&self) -> &str {
        self.verdict().unwrap_or("no answer")
    }

    /// The outcome as an object.
    pub(super) fn json(&self) -> Json {
        let figures = self.figures().iter();
        let figures = figures.map(|(name, value)| (name.clone(), plain(value)));
        Json::object([
            ("verdict", Json::maybe(self.verdict())),
            ("sentence", self.sentence().into()),
            ("values", Json::Object(figures.collect())),
        ])
    }
}

/// The moment at which questions about a day are asked, for those that ask for the time.
pub(super) fn morning(day: Date) -> Moment {
    Moment::at(day, 9, 0)
}

/// A figure for people.
pub(super) fn shown(value: &AnswerValue) -> String {
    match value {
        AnswerValue::Money(money) => money.display(),
        AnswerValue::Date(date) => date.display(),
        AnswerValue::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        AnswerValue::Count(count) => policy::number::display_whole(*count),
        AnswerValue::Multiple(number) => number.display() + "x",
        AnswerValue::Percent(number) => number.display() + "%",
        AnswerValue::Moment(moment) => moment.display(),
    }
}

/// A figure for programs, as a text.
fn plain(value: &AnswerValue) -> Json {
    match value {
        AnswerValue::Money(money) => money.plain().into(),
        AnswerValue::Date(date) => date.iso().into(),
        AnswerValue::Flag(flag) => Json::Flag(*flag),
        AnswerValue::Count(count) => policy::number::plain_whole(*count).into(),
        AnswerValue::Multiple(number) | AnswerValue::Percent(number) => number.display().into(),
        AnswerValue::Moment(moment) => moment.iso().into(),
    }
}
