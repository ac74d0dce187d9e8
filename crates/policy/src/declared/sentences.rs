//! The sentences of a declared calculator.
//!
//! Owns how names in braces become slots, and the words in which a formula or a condition is told where its author wrote no
//! sentence: the label of each figure with its number behind it, `Days taken (5) is above Earned (3)`.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::{
    DraftResult,
    answer::show,
    codec::slot,
    number::Number,
    program::{Operation, Shown, Term},
    typing::{Checked, Fault, Kind, Names, Typed, nearest},
};

/// A part of a formula in words; figures are slots.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// As a part of a longer phrase: `Days taken (5)`.
    pub(super) phrase: String,
    /// Without its number, where it is a figure with a name.
    name: Option<String>,
    /// As a sentence without its full stop, when it holds.
    pub(super) holds: String,
    /// The same for when it does not hold.
    pub(super) fails: String,
    /// How loosely the phrase hangs together: 0 not at all, 1 a product, 2 a sum, 3 with words in it.
    loose: u8,
}

/// The slot of the reason.
pub(super) const WHY: &str = "why";

/// A number as people read it.
pub(super) fn plain(shown: Shown, number: Number) -> String {
    let mut text = String::new();
    show(shown, number, &mut text);
    text
}

/// The name of a result for people.
pub(super) fn label_of(result: &DraftResult) -> String {
    match &result.label {
        Some(label) => String::from(label.trim()),
        None => capital(&result.name.replace('-', " ")),
    }
}

/// The text with a capital at its beginning, unless its first word has one inside, as iACV does.
fn capital(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or("");
    if first_word.chars().any(char::is_uppercase) {
        return String::from(text);
    }
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(characters).collect()
}

/// A sentence with a capital, unless it begins with a label, which is written as its author wrote it.
fn begun(text: &str) -> String {
    if text.starts_with("the ") {
        capital(text)
    } else {
        String::from(text)
    }
}

/// Words in which no slot can begin.
pub(super) fn without_braces(text: &str) -> String {
    text.trim().replace(['{', '}'], "")
}

impl Words {
    pub(super) fn literal(text: String) -> Self {
        let phrase = without_braces(&text);
        Self {
            holds: phrase.clone(),
            fails: format!("not {phrase}"),
            phrase,
            ..Self::default()
        }
    }

    /// A figure with a name.
    pub(super) fn named(label: &str, atom: &Term) -> Self {
        let label = without_braces(label);
        Self {
            phrase: format!("{label} ({{{}}})", slot(atom)),
            holds: format!("{label} is yes"),
            fails: format!("{label} is no"),
            name: Some(label),
            loose: 0,
        }
    }

    fn within(&self, most: u8) -> String {
        if self.loose > most {
            format!("({})", self.phrase)
        } else {
            self.phrase.clone()
        }
    }

    fn phrase(phrase: String, loose: u8) -> Self {
        Self {
            phrase,
            loose,
            ..Self::default()
        }
    }

    fn sentence(holds: String, fails: String) -> Self {
        Self {
            phrase: format!("whether {holds}"),
            name: None,
            holds,
            fails,
            loose: 3,
        }
    }

    pub(super) fn arithmetic(operation: Operation, one: &Self, other: &Self) -> Self {
        let (sign, left, right, loose) = match operation {
            Operation::Plus => ("+", 2, 2, 2),
            Operation::Minus => ("-", 2, 1, 2),
            Operation::Times => ("\u{d7}", 1, 1, 1),
            _ => ("\u{f7}", 1, 0, 1),
        };
        Self::phrase(
            format!("{} {sign} {}", one.within(left), other.within(right)),
            loose,
        )
    }

    pub(super) fn extreme(lower: bool, one: &Self, other: &Self) -> Self {
        let which = if lower { "the lower" } else { "the higher" };
        Self::phrase(format!("{which} of {} and {}", one.within(2), other.within(2)), 3)
    }

    pub(super) fn month(&self, first: bool) -> Self {
        let which = if first { "first" } else { "last" };
        Self::phrase(format!("the {which} day of the month of {}", self.within(0)), 3)
    }

    pub(super) fn rounded(&self, operation: Operation, step: Option<&Self>) -> Self {
        let how = match operation {
            Operation::RoundUp => "rounded up",
            Operation::RoundDown => "rounded down",
            _ => "rounded",
        };
        let to = step.map_or(String::new(), |step| format!(" to {}", step.phrase));
        Self::phrase(format!("{}, {how}{to}", self.within(2)), 3)
    }

    pub(super) fn negated(&self) -> Self {
        Self::sentence(self.fails.clone(), self.holds.clone())
    }

    pub(super) fn joined(and: bool, one: &Self, other: &Self) -> Self {
        let (holds, fails) = if and { ("and", "or") } else { ("or", "and") };
        Self::sentence(
            format!("{} {holds} {}", one.holds, other.holds),
            format!("{} {fails} {}", one.fails, other.fails),
        )
    }

    pub(super) fn compared(operation: Operation, one: &Typed, other: &Typed) -> Self {
        let relation = match operation {
            Operation::Equal | Operation::Unequal => "",
            Operation::Below => " below",
            Operation::AtMost => " at or below",
            Operation::Above => " above",
            _ => " at or above",
        };
        let by_name = matches!(one.kind, Kind::YesNo | Kind::Choice(_));
        let left = match &one.words.name {
            Some(name) if by_name => name,
            _ => &one.words.phrase,
        };
        let is = format!("{left} is{relation} {}", other.words.phrase);
        let is_not = match (one.kind, &*other.words.phrase) {
            (Kind::YesNo, "yes") => format!("{left} is no"),
            (Kind::YesNo, "no") => format!("{left} is yes"),
            _ => format!("{left} is not{relation} {}", other.words.phrase),
        };
        match operation {
            Operation::Unequal => Self::sentence(is_not, is),
            _ => Self::sentence(is, is_not),
        }
    }

    /// The sentence that tells a result.
    pub(super) fn step(&self, label: &str, kind: Kind, result: &Term) -> String {
        let label = without_braces(label);
        let result = slot(result);
        match (&self.name, kind) {
            (Some(_), _) => format!("{label}: {}.", self.phrase),
            (None, Kind::YesNo) => format!("{label}, {}: {{{result}}}.", self.phrase),
            (None, _) => format!("{label}: {} = {{{result}}}.", self.phrase),
        }
    }
}

/// The sentence of a row: all its conditions, one after the other.
pub(super) fn because(conditions: &[Words]) -> String {
    let all: Vec<&str> = conditions.iter().map(|words| &*words.holds).collect();
    if all.is_empty() {
        return String::new();
    }
    begun(&all.join(" and ")) + "."
}

/// The sentence of a condition that does not hold.
pub(super) fn unmet(condition: &Words) -> String {
    begun(&condition.fails) + "."
}

impl Names<'_> {
    /// A sentence with slots in place of the names in braces.
    pub(super) fn sentence(&mut self, text: &str, knows_why: bool) -> Result<String, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut sentence = String::new();
        let mut start = 0;
        let mut wrong = |range, message: &str, hint: &str| {
            faults.push(Fault {
                code: "calculator-placeholder",
                range,
                message: String::from(message),
                hint: String::from(hint),
            });
        };
        while let Some(opened) = text.get(start..).and_then(|rest| rest.find(['{', '}'])) {
            let opened = start + opened;
            sentence.push_str(text.get(start..opened).unwrap_or(""));
            let rest = text.get(opened..).unwrap_or("");
            let closed = rest.find('}').filter(|_| rest.starts_with('{'));
            let Some(closed) = closed else {
                wrong(
                    opened..opened + 1,
                    "a brace stands alone",
                    "write a name between `{` and `}`, and no braces otherwise",
                );
                start = opened + 1;
                continue;
            };
            let name = rest.get(1..closed).unwrap_or("").trim();
            let range = opened..opened + closed + 1;
            start = range.end;
            if name == WHY && knows_why {
                sentence.push_str("{w}");
                continue;
            }
            if name == WHY {
                wrong(
                    range,
                    "`{why}` has no meaning here",
                    "use it in the sentences of a verdict",
                );
                continue;
            }
            match self.atom(name, &range) {
                Ok(atom) => {
                    sentence.push('{');
                    sentence.push_str(&slot(&atom));
                    sentence.push('}');
                }
                Err(Some(fault)) if fault.code == "calculator-unknown-name" => {
                    let hint = match nearest(name, [WHY].into_iter()) {
                        Some(_) => "did you mean `{why}`?".to_owned(),
                        None => fault.hint,
                    };
                    wrong(range, &fault.message, &hint);
                }
                Err(Some(fault)) => wrong(range, &fault.message, &fault.hint),
                Err(None) => {}
            }
        }
        sentence.push_str(text.get(start..).unwrap_or(""));
        if faults.is_empty() {
            Ok(String::from(sentence.trim()))
        } else {
            Err(faults)
        }
    }

    /// What a name in braces stands for; a value of the policy may be a text here.
    fn atom(&mut self, name: &str, range: &core::ops::Range<usize>) -> Checked<Term> {
        let (key, tier) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((key, tier)) => (key.trim(), Some(tier.trim())),
            None => (name, None),
        };
        let values = self.values;
        let is_own = self.draft.fields.iter().any(|field| field.name == key)
            || self.draft.results.iter().any(|result| result.name == key);
        match values.get(key) {
            Some(value) if !is_own => self.value(value, tier, range),
            _ => Ok(self.name(key, tier, range)?.term),
        }
    }
}
