//! The golden cases that the program carries, read for those who ask them of other values.

use crate::{
    diagnostics::Diagnostic,
    source::{Source, TextFile},
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
    /// The verdict that is expected; none where a mistake is.
    pub verdict: Option<String>,
    /// Whether it serves as a worked example.
    pub is_example: bool,
    /// The file that holds it.
    pub path: String,
}

/// All carried cases, in the order of their files.
pub(crate) fn all(source: &Source) -> Vec<CarriedCase> {
    let files = source.cases.iter();
    let read = files.filter_map(|(calculator, file)| of(calculator, file).ok());
    read.flatten().collect()
}

/// The carried cases of one file; `calculator` is meant where the file names none.
pub(crate) fn of(calculator: &str, file: &TextFile) -> Result<Vec<CarriedCase>, Box<Diagnostic>> {
    let document = yaml::parse(&file.path, &file.text)?;
    let named = document.root.get("calculator").and_then(yaml::scalar);
    let calculator = named.unwrap_or_else(|| calculator.to_owned());
    let cases = document.root.get("cases").and_then(Value::as_sequence);
    let cases = cases.into_iter().flatten().filter_map(Value::as_mapping);
    Ok(cases
        .filter_map(|case| read(case, &calculator, &file.path))
        .collect())
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
        verdict: case
            .get("expected")
            .and_then(|expected| expected.get("verdict"))
            .and_then(yaml::scalar),
        is_example: case.get("example").and_then(Value::as_bool) == Some(true),
        path: path.to_owned(),
    })
}
