//! The golden cases that the program carries, read for those who ask them of other values.

use crate::{
    source::Source,
    yaml::{self, Mapping, Value},
};

/// A question with a known answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedCase {
    /// The calculator that is asked.
    pub calculator: String,
    /// What the case is about.
    pub name: String,
    /// What is given, by field.
    pub given: Vec<(String, String)>,
    /// The day for which it is asked, as written.
    pub as_of: Option<String>,
    /// The file that holds it.
    pub path: String,
}

/// All carried cases, in the order of their files.
pub(crate) fn all(source: &Source) -> Vec<CarriedCase> {
    let mut all = Vec::new();
    for (calculator, file) in &source.cases {
        let Ok(document) = yaml::parse(&file.path, &file.text) else {
            continue;
        };
        let named = document.root.get("calculator").and_then(yaml::scalar);
        let calculator = named.unwrap_or_else(|| calculator.clone());
        let cases = document.root.get("cases").and_then(Value::as_sequence);
        for case in cases.into_iter().flatten().filter_map(Value::as_mapping) {
            all.extend(read(case, &calculator, &file.path));
        }
    }
    all
}

fn read(case: &Mapping, calculator: &str, path: &str) -> Option<CarriedCase> {
    let given = case.get("given")?.as_mapping()?;
    let pairs = given
        .iter()
        .filter_map(|(field, text)| Some((yaml::scalar(field)?, yaml::scalar(text)?)));
    Some(CarriedCase {
        calculator: calculator.to_owned(),
        name: case.get("name").and_then(yaml::scalar)?,
        given: pairs.collect(),
        as_of: case.get("as-of").and_then(yaml::scalar),
        path: path.to_owned(),
    })
}
