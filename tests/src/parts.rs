//! The parts of an opportunity checklist, each asked by itself: what the checklist is compared with.

use policy::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator::AnswerValue};

/// Who is asked, and as of when.
#[derive(Clone, Copy)]
struct Asked<'a> {
    values: &'a PolicyValues,
    as_of: Date,
}

/// What was typed, for the fields that a calculator has, with some of them replaced.
fn answers_for(calculator: &dyn Calculator, typed: &Answers, replaced: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for field in calculator.description().fields.iter() {
        answers.set(&field.name, typed.get(&field.name).unwrap_or_default().to_owned());
    }
    for (name, text) in replaced {
        answers.set(name, (*text).to_owned());
    }
    answers
}

impl Asked<'_> {
    fn answer(self, id: &str, typed: &Answers, replaced: &[(&str, &str)]) -> Result<Answer, Vec<FieldError>> {
        let calculator = self
            .values
            .calculator(id)
            .expect("the handbook has the calculator");
        calculator.evaluate(self.values, &answers_for(calculator, typed, replaced), self.as_of)
    }
}

/// The answers of the calculators that the checklist of one opportunity asks, in the order of their duties.
pub fn of(values: &PolicyValues, typed: &Answers, as_of: Date) -> Vec<Result<Answer, Vec<FieldError>>> {
    let asked = Asked { values, as_of };
    let mut parts = Vec::new();
    let chosen = typed
        .get("segment")
        .filter(|segment| ["smb", "mid-market"].contains(segment));
    let mut segment = chosen.unwrap_or_default().to_owned();
    if chosen.is_none() || typed.get("employees").is_some() {
        let found = asked.answer("segment", typed, &[]);
        if let (Ok(found), None) = (&found, chosen) {
            segment = found.verdict.to_string();
        }
        parts.push(found);
    }
    if segment == "outside-commercial" {
        return parts;
    }
    let closing = asked.answer("close-date", typed, &[]);
    let decided = closing
        .as_ref()
        .ok()
        .and_then(|closing| match closing.value("date") {
            Some(AnswerValue::Date(date)) => Some(date.iso()),
            _ => None,
        });
    let close_date = typed
        .get("close-date")
        .map(str::to_owned)
        .or(decided)
        .unwrap_or_default();
    let segment = ("segment", segment.as_str());
    let review = [segment, ("month", ""), ("close-date", close_date.as_str())];
    parts.push(closing);
    parts.push(asked.answer("deal-review", typed, &review));
    parts.push(asked.answer("command-plan", typed, &[segment]));
    parts.push(asked.answer("deck-threshold", typed, &[segment]));
    parts
}
