//! The check of a draft.
//!
//! Owns the order in which a draft is looked through, and the mistakes of its parts: names, kinds, defaults, bounds, what is
//! declared and never used. Formulas are left to `typing`, sentences to `sentences`, the table as a whole to `whole`.

mod fields;
mod table;

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    Declared, Draft, Mistake, Place,
    codec::MAX_RESULTS,
    program::{Program, Step, Term},
    sentences,
    syntax::{self, Node},
    typing::{FUNCTIONS, Fault, Kind, Names, Typed, nearest, one_of},
    whole,
};
use crate::{
    PolicyValues,
    calculator::{AS_OF, Description},
    calculators,
};

pub(super) use fields::{natural_bounds, read_input};

/// The most parts that a draft may have.
const MAX_FIELDS: usize = 30;
const MAX_ROWS: usize = 100;
const MAX_CONDITIONS: usize = 20;
const MAX_VERDICTS: usize = 100;
const MAX_SENTENCES: usize = 30;

/// The longest sentence, in bytes.
const MAX_SENTENCE: usize = 1_000;

/// The most decimals that an intermediate result may have.
const MAX_DECIMALS: u8 = 9;

/// The condition that holds always.
const OTHERWISE: &str = "otherwise";

/// Names that mean something else: in a formula, as an option of the command, or as a column of a table of cases.
const RESERVED: [&str; 21] = [
    AS_OF, OTHERWISE, "and", "or", "not", "meets", "yes", "no", "why", "format", "help", "handbook",
    "source", "case", "verdict", "sentence", "step", "next", "error", "warning", "reading",
];

/// Mistakes in spite of which the table can be looked at.
const HARMLESS: [&str; 6] = [
    "calculator-no-text",
    "calculator-unused-field",
    "calculator-unused-result",
    "calculator-unused-verdict",
    "calculator-placeholder",
    "calculator-rounding",
];

/// Checks a draft against the values of the handbook, and makes a calculator of it.
///
/// # Errors
/// All that is wrong with it. Gaps and overlaps of the table are looked for once its formulas are right.
pub fn check(draft: Draft, values: &PolicyValues) -> Result<Declared, Vec<Mistake>> {
    let mut checking = Checking {
        mistakes: Vec::new(),
        names: Names {
            draft: &draft,
            values,
            fields: Vec::new(),
            results: Vec::new(),
            keys: Vec::new(),
            used_fields: Vec::new(),
            used_results: Vec::new(),
        },
    };
    checking.names.used_fields.resize(draft.fields.len(), false);
    checking.names.used_results.resize(draft.results.len(), false);
    if !checking.has_good_size() {
        return Err(checking.mistakes);
    }
    checking.whole();
    let fields = checking.fields();
    let mut results = checking.results();
    checking.figures(&mut results);
    let mut program = Program {
        results,
        first_match: draft.first_match,
        rows: checking.rows(),
        verdicts: checking.verdicts(),
    };
    checking.unused();
    // A table in which several rows may fit tells why the ones before the first did not.
    if !program.first_match {
        for condition in program.rows.iter_mut().flat_map(|row| &mut row.conditions) {
            condition.unmet.clear();
        }
    }
    let keys = core::mem::take(&mut checking.names.keys);
    let mut mistakes = checking.mistakes;
    let declared = Declared {
        description: Description {
            id: Cow::Owned(draft.id.clone()),
            title: Cow::Owned(draft.title.trim().into()),
            summary: Cow::Owned(draft.summary.trim().into()),
            fields: Cow::Owned(fields),
            values: Cow::Owned(keys.into_iter().map(Cow::Owned).collect()),
            calls: Cow::Borrowed(&[]),
        },
        program,
    };
    if mistakes.iter().all(|mistake| HARMLESS.contains(&mistake.code)) {
        mistakes.extend(whole::check(&declared, values));
    }
    if mistakes.is_empty() {
        Ok(declared)
    } else {
        Err(mistakes)
    }
}

struct Checking<'a> {
    mistakes: Vec<Mistake>,
    names: Names<'a>,
}

impl<'a> Checking<'a> {
    fn mistake(&mut self, code: &'static str, place: Place, message: String, hint: &str) {
        self.within(code, place, None, message, hint);
    }

    fn within(
        &mut self,
        code: &'static str,
        place: Place,
        within: Option<Range<usize>>,
        message: String,
        hint: &str,
    ) {
        self.mistakes.push(Mistake {
            code,
            place,
            within,
            message,
            hint: String::from(hint),
        });
    }

    fn fault(&mut self, place: Place, fault: Fault) {
        let Fault {
            code,
            range,
            message,
            hint,
        } = fault;
        self.within(code, place, Some(range), message, &hint);
    }

    fn has_good_size(&mut self) -> bool {
        let draft = self.names.draft;
        let conditions = draft
            .rows
            .iter()
            .map(|row| row.conditions.len())
            .max()
            .unwrap_or(0);
        for (what, count, most) in [
            ("fields", draft.fields.len(), MAX_FIELDS),
            ("results", draft.results.len(), MAX_RESULTS),
            ("figures", draft.figures.len(), MAX_RESULTS),
            ("rows", draft.rows.len(), MAX_ROWS),
            ("conditions in a row", conditions, MAX_CONDITIONS),
            ("verdicts", draft.verdicts.len(), MAX_VERDICTS),
        ] {
            if count > most {
                self.mistake(
                    "calculator-too-large",
                    Place::Whole,
                    format!("this calculator has {count} {what}; it may have {most}"),
                    "make two calculators of it",
                );
            }
        }
        self.mistakes.is_empty()
    }

    fn whole(&mut self) {
        let draft = self.names.draft;
        if !is_name(&draft.id) {
            self.malformed(Place::Whole, &draft.id);
        } else if calculators::find(&draft.id).is_some() {
            self.mistake(
                "calculator-duplicate-name",
                Place::Whole,
                format!("there is a calculator `{}` already", draft.id),
                "give this one another name",
            );
        }
        for (what, text) in [("title", &draft.title), ("summary", &draft.summary)] {
            self.text(Place::Whole, what, text);
        }
        if draft.fields.is_empty() {
            self.mistake(
                "calculator-no-text",
                Place::Whole,
                String::from("this calculator asks for nothing"),
                "add what it asks for under `fields`",
            );
        }
        if draft.rows.is_empty() {
            self.mistake(
                "calculator-no-row",
                Place::Whole,
                String::from("this calculator has no rows, so it decides nothing"),
                "add a row under `rows`: a condition and a verdict",
            );
        }
    }

    /// Notes a text that has to be there and is not, or is too long.
    fn text(&mut self, place: Place, what: &str, text: &str) {
        if text.trim().is_empty() {
            self.mistake(
                "calculator-no-text",
                place,
                format!("the {what} is missing"),
                "write it for someone who has not read the policy",
            );
        } else if text.len() > MAX_SENTENCE {
            self.mistake(
                "calculator-too-large",
                place,
                format!("the {what} is longer than 1,000 characters"),
                "make it shorter; details belong on the page",
            );
        }
    }

    fn malformed(&mut self, place: Place, name: &str) {
        self.mistake(
            "calculator-malformed-name",
            place,
            format!("`{name}` is no name"),
            "use words in lower case joined by hyphens, such as `days-taken`",
        );
    }

    /// Checks the name of a field or a result against the form of names and those before it.
    fn name(&mut self, place: Place, name: &str, before: impl Iterator<Item = &'a str>) {
        let values = self.names.values;
        if !is_name(name) {
            self.malformed(place, name);
        } else if RESERVED.contains(&name) || FUNCTIONS.contains(&name) {
            self.mistake(
                "calculator-malformed-name",
                place,
                format!("`{name}` means something else in formulas, commands or tables of cases"),
                "choose another name, such as one of two words: `first-day`",
            );
        } else if values.get(name).is_some() {
            self.mistake(
                "calculator-duplicate-name",
                place,
                format!("there is a value with the key `{name}`"),
                "choose another name",
            );
        } else if { before }.any(|known| known == name) {
            self.mistake(
                "calculator-duplicate-name",
                place,
                format!("`{name}` is declared twice"),
                "give one of them another name",
            );
        }
    }

    fn formula(&mut self, place: Place, text: &str) -> Option<Node> {
        match syntax::parse(text) {
            Ok(node) => Some(node),
            Err(error) => {
                self.within(
                    "calculator-syntax",
                    place,
                    Some(error.range),
                    error.message,
                    &error.hint,
                );
                None
            }
        }
    }

    fn typed(&mut self, place: Place, checked: Result<Typed, Option<Fault>>) -> Option<Typed> {
        match checked {
            Ok(typed) => Some(typed),
            Err(fault) => {
                if let Some(fault) = fault {
                    self.fault(place, fault);
                }
                None
            }
        }
    }

    /// The sentence with its slots; an empty one when something is wrong with it.
    fn sentence(&mut self, place: Place, text: &str, knows_why: bool) -> String {
        self.text(place, "sentence", text);
        match self.names.sentence(text, knows_why) {
            Ok(sentence) => sentence,
            Err(faults) => {
                for fault in faults {
                    self.fault(place, fault);
                }
                String::new()
            }
        }
    }

    fn results(&mut self) -> Vec<Step> {
        let draft = self.names.draft;
        let mut steps = Vec::new();
        for (place, result) in draft.results.iter().enumerate() {
            let fields = draft.fields.iter().map(|field| &*field.name);
            let earlier = draft.results.iter().take(place).map(|result| &*result.name);
            self.name(Place::Result(place, "name"), &result.name, fields.chain(earlier));
            if let Some(label) = &result.label {
                self.text(Place::Result(place, "label"), "label", label);
            }
            let at = Place::Result(place, "formula");
            let node = self.formula(at, &result.formula);
            let checked = node.map(|node| (self.names.check(&node, false), node.range));
            let typed = checked.and_then(|(checked, range)| {
                let typed = self.typed(at, checked)?;
                if let Kind::Choice(_) = typed.kind {
                    let message = String::from("a result cannot be a choice");
                    let hint = "compare the field: `plan = full`";
                    self.within("calculator-unit", at, Some(range), message, hint);
                    return None;
                }
                if typed.decimals > MAX_DECIMALS {
                    let message = format!("this may have more than {MAX_DECIMALS} decimals");
                    let hint = "round it, for example with `round_half`";
                    self.within("calculator-rounding", at, Some(range), message, hint);
                }
                Some(typed)
            });
            self.names
                .results
                .push(typed.as_ref().map(|typed| (typed.kind, typed.decimals)));
            let kind = typed.as_ref().map_or(Kind::Number, |typed| typed.kind);
            let sentence = match (&result.step, &typed) {
                (Some(step), _) => {
                    let sentence = self.sentence(Place::Result(place, "step"), step, false);
                    // Its own sentence is no use of a result; nothing else could use it yet.
                    if let Some(used) = self.names.used_results.get_mut(place) {
                        *used = false;
                    }
                    sentence
                }
                (None, Some(typed)) => {
                    typed
                        .words
                        .step(&sentences::label_of(result), kind, &Term::Result(place))
                }
                (None, None) => String::new(),
            };
            let decimals = typed.as_ref().map_or(0, |typed| typed.decimals);
            steps.push(Step {
                shown: kind.shown(decimals),
                figure: String::new(),
                term: typed.map_or(Term::Number(super::number::Number::ZERO), |typed| typed.term),
                sentence,
            });
        }
        steps
    }

    /// Gives the results that are figures their names for machines.
    fn figures(&mut self, results: &mut [Step]) {
        let draft = self.names.draft;
        for (entry, name) in draft.figures.iter().enumerate() {
            let Some(place) = draft.results.iter().position(|result| result.name == *name) else {
                let results: Vec<&str> = draft.results.iter().map(|result| &*result.name).collect();
                let hint = match nearest(name, results.iter().copied()) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None if results.is_empty() => String::from("declare it under `results`"),
                    None => one_of("the results are ", &results),
                };
                let message = format!("there is no result `{name}`");
                self.mistake("calculator-unknown-figure", Place::Figure(entry), message, &hint);
                continue;
            };
            if let Some(used) = self.names.used_results.get_mut(place) {
                *used = true;
            }
            if let Some((kind, decimals)) = self.names.results.get(place).copied().flatten()
                && decimals > if kind == Kind::Percent { 4 } else { 2 }
            {
                self.mistake(
                    "calculator-rounding",
                    Place::Figure(entry),
                    format!("`{name}` may have more than two decimals, too many for a figure"),
                    "round it where it is worked out, for example with `round_half`",
                );
            }
            let Some(step) = results.get_mut(place) else {
                continue;
            };
            if !step.figure.is_empty() {
                self.mistake(
                    "calculator-duplicate-name",
                    Place::Figure(entry),
                    format!("`{name}` is a figure twice"),
                    "leave one of them out",
                );
            }
            step.figure = name.replace('-', "_");
        }
    }

    /// Whether a mistake elsewhere may hide that a name is used: it is mistyped there, or stands in what cannot be read.
    fn may_be_meant(&self, name: &str) -> bool {
        let guess = format!("did you mean `{name}`?");
        self.mistakes.iter().any(|mistake| {
            mistake.hint == guess
                || mistake.message.starts_with("there is no function")
                || mistake.message == "a brace stands alone"
        })
    }

    fn unused(&mut self) {
        let draft = self.names.draft;
        for (place, field) in draft.fields.iter().enumerate() {
            if self.names.used_fields.get(place) == Some(&false) && !self.may_be_meant(&field.name) {
                self.mistake(
                    "calculator-unused-field",
                    Place::Field(place, "name"),
                    format!("the field `{}` is never used", field.name),
                    "use it in a formula or a condition, or leave it out",
                );
            }
        }
        for (place, result) in draft.results.iter().enumerate() {
            if self.names.used_results.get(place) == Some(&false) && !self.may_be_meant(&result.name) {
                self.mistake(
                    "calculator-unused-result",
                    Place::Result(place, "name"),
                    format!("the result `{}` is never used", result.name),
                    "use it in a condition or a sentence, list it under `figures`, or leave it out",
                );
            }
        }
    }
}

/// Whether a text consists of words in lower case joined by hyphens.
fn is_name(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('-').all(is_word)
        && text.len() <= 60
}
