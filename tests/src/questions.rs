//! Questions that calculators answer, as readers type them into the search: `search/asked.yaml`. They are put to what the site of
//! the shipped handbook holds for it, natively here and in a browser by `browser/asked.test.js`.

use std::{collections::BTreeMap, fs};

use handbook::RenderedSite;
use policy::{
    Moment, PolicyValues,
    question::{self, How, Known, Language, Reading, Settled},
    table,
};
use serde::Deserialize;

use crate::repository;

/// The words of questions are read as those of the search.
pub const LANGUAGE: Language = Language {
    stem: search::cut::stem,
    is_common: search::cut::is_common,
};

/// The questions, and when they are asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The moment, such as `2026-04-23T09:00`.
    pub now: String,
    /// In the order of the file.
    pub questions: Vec<Question>,
}

/// A question as it is typed, and what is to come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is typed.
    pub ask: String,
    /// The id of the calculator; none where it is no question to one.
    #[serde(default)]
    pub calculator: Option<String>,
    /// The fields that the words fill.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The verdict; none where something is missing.
    #[serde(default)]
    pub verdict: Option<String>,
    /// A part of the sentence.
    #[serde(default)]
    pub says: Option<String>,
    /// The labels of the fields that are missing.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// What the site holds for questions.
pub struct Door {
    known: Vec<Known>,
    /// The values that calculators answer from.
    pub values: PolicyValues,
}

impl Asked {
    /// Reads the file.
    pub fn read() -> Self {
        let path = repository().join("tests/search/asked.yaml");
        let text = fs::read_to_string(path).expect("the file can be read");
        serde_yaml::from_str(&text).expect("the questions are valid")
    }

    /// When the questions are asked.
    pub fn now(&self) -> Moment {
        Moment::parse(&self.now).expect("it is a moment")
    }
}

impl Door {
    /// Reads what a site holds, as a browser does.
    pub fn of(site: &RenderedSite) -> Self {
        let file = |name: &str| {
            let bytes = site
                .get(&format!("search/{name}"))
                .expect("the site has the file");
            String::from_utf8_lossy(bytes).into_owned()
        };
        let questions = file("questions.txt");
        let (name, questions) = questions
            .split_once('\n')
            .expect("the first line names the values");
        Self {
            known: question::decode(questions),
            values: table::decode(&file(name)).expect("the values can be read"),
        }
    }

    /// Asks; the reading has gone through the lines in which it travels.
    pub fn ask(&self, text: &str, now: Moment) -> Option<(Reading, Settled)> {
        let folded = search::cut::folded(text, search::decompose);
        let (read, known) = question::read(&folded, now, &self.known, LANGUAGE)?;
        let mut reading = Reading::decode(&read.encode_at(&known.href, &known.title))?;
        assert_eq!(reading, read);
        let settled = question::settle(&mut reading, &self.values)?;
        Some((reading, settled))
    }
}

/// The fields that the words of a question fill.
pub fn said(reading: &Reading) -> BTreeMap<String, String> {
    let said = reading.fields.iter().filter(|field| field.how == How::Said);
    said.map(|field| (field.name.clone(), field.value.clone()))
        .collect()
}
