//! The policy values: from `content/policy/*.yaml` to [`PolicyValues`], every mistake with its line.

pub(crate) mod calculators;
mod places;

use std::collections::{BTreeMap, HashMap, HashSet};

use policy::{
    Date, PolicyValues,
    values::{Amount, Amounts, Comparison, Entry, Source as Citation, Tier, Unit, Value as PolicyValue},
};

use crate::{
    diagnostics::Diagnostic,
    source::Source,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Value},
};

pub(crate) use places::Place;

/// What the policy files say.
#[derive(Debug)]
pub(crate) struct PolicyFiles {
    /// The sound values and calculators.
    pub(crate) values: PolicyValues,
    /// Where each value stands, sound or not, by key.
    pub(crate) places: BTreeMap<String, Place>,
    /// The ids of all declared calculators, sound or not.
    pub(crate) declared: Vec<String>,
    /// Whether all files can be read as YAML, so that nothing is missing but what they do not name.
    pub(crate) is_whole: bool,
}

const KEYS: [&str; 10] = [
    "title",
    "unit",
    "measure",
    "comparison",
    "source",
    "reading",
    "owner",
    "last_reviewed",
    "review_by",
    "from",
];

/// Reads all policy files: the values, and the calculators declared beside them. A value with a mistake is left out, and
/// with it every calculator that needs it says so; a calculator with a mistake is left out too.
pub(crate) fn read(source: &Source, findings: &mut Vec<Diagnostic>) -> PolicyFiles {
    let mut values: Vec<PolicyValue> = Vec::new();
    let mut origin: HashMap<String, &Document<'_>> = HashMap::new();
    let mut documents = Vec::new();
    for file in &source.policy {
        match yaml::parse(&file.path, &file.text) {
            Ok(document) => documents.push(document),
            Err(finding) => findings.push(*finding),
        }
    }
    for document in &documents {
        for (key, entry) in &document.root {
            let key = yaml::scalar(key).unwrap_or_default();
            if key == calculators::KEY {
                continue;
            }
            if let Some(other) = origin.get(&key) {
                let message = format!("the value `{key}` is already in `{}`", other.path);
                findings.push(
                    Diagnostic::error("policy-duplicate-key", document.path, message)
                        .at(document.span(&[&key]))
                        .hint("keep one of the two"),
                );
                continue;
            }
            origin.insert(key.clone(), document);
            values.extend(
                Reader {
                    document,
                    key: &key,
                    findings,
                }
                .value(entry),
            );
        }
    }
    let values = validated(values, &origin, findings);
    let is_whole = documents.len() == source.policy.len();
    let mistaken = |key: &str| {
        values.get(key).is_none() && (origin.contains_key(key) || (!is_whole && key.contains('.')))
    };
    let calculators = calculators::read(&documents, &values, &mistaken, findings);
    PolicyFiles {
        values: values.with_calculators(calculators),
        places: places::places(&documents),
        declared: calculators::ids(&documents),
        is_whole,
    }
}

fn validated(
    values: Vec<PolicyValue>,
    origin: &HashMap<String, &Document<'_>>,
    findings: &mut Vec<Diagnostic>,
) -> PolicyValues {
    let errors = match PolicyValues::new(values.clone()) {
        Ok(valid) => return valid,
        Err(errors) => errors,
    };
    for error in &errors {
        let Some(document) = origin.get(&error.key) else {
            continue;
        };
        let day = error.from.map(Date::iso);
        let span = match &day {
            Some(day) => document.span(&[&error.key, "from", day]),
            None if error.kind.code() == "policy-no-source" => document.span(&[&error.key, "source"]),
            None => document.span(&[&error.key]),
        };
        findings.push(
            Diagnostic::error(error.kind.code(), document.path, error.message.clone())
                .at(span)
                .hint(error.hint.clone()),
        );
    }
    let mistaken: HashSet<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    let sound = |value: &PolicyValue| !mistaken.contains(value.key.as_str());
    PolicyValues::new(values.into_iter().filter(sound).collect()).unwrap_or_default()
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    key: &'a str,
    findings: &'b mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn value(&mut self, entry: &Value) -> Option<PolicyValue> {
        let Value::Mapping(entry) = entry else {
            let message = format!(
                "the value `{}` should be a map, not {}",
                self.key,
                yaml::kind(entry)
            );
            self.push(
                "policy-invalid",
                &[],
                message,
                "write `title:`, `unit:`, `source:` and `from:` below it",
            );
            return None;
        };
        for key in entry.keys().filter_map(yaml::scalar) {
            if !KEYS.contains(&key.as_str()) {
                let finding = self
                    .finding("policy-unknown-key", &[&key], format!("unknown key `{key}`"))
                    .hint_maybe(did_you_mean(&key, KEYS))
                    .hint(format!("a value has {}", KEYS.join(", ")));
                self.findings.push(finding);
            }
        }
        let title = self.text(entry, "title");
        let unit = self
            .text(entry, "unit")
            .and_then(|unit| self.known("unit", &unit, Unit::parse(&unit)));
        let comparison = match entry.get("comparison") {
            None => Some(None),
            Some(_) => {
                let text = self.text(entry, "comparison");
                text.and_then(|text| self.known("comparison", &text, Comparison::parse(&text)))
                    .map(Some)
            }
        };
        let last_reviewed = self.day(entry, "last_reviewed");
        let review_by = self.day(entry, "review_by");
        let source = self.citation(entry, title.as_deref().unwrap_or(self.key));
        let days = self.days(entry);
        let from = days.and_then(|days| self.series(days, unit.as_ref()?));
        let (title, unit) = (title?, unit?);
        Some(PolicyValue {
            key: self.key.to_owned(),
            unit,
            measure: entry.get("measure").and_then(yaml::scalar),
            comparison: comparison?,
            source: source?,
            reading: entry.get("reading").and_then(yaml::scalar),
            owner: entry.get("owner").and_then(yaml::scalar),
            last_reviewed: last_reviewed?,
            review_by: review_by?,
            from: from?,
            title,
        })
    }

    fn text(&mut self, entry: &Mapping, key: &str) -> Option<String> {
        let text = entry
            .get(key)
            .and_then(yaml::scalar)
            .filter(|text| !text.trim().is_empty());
        if text.is_none() {
            let message = format!("the value `{}` has no `{key}`", self.key);
            self.push(
                "policy-incomplete",
                &[key],
                message,
                &format!("add a line `{key}: ...`"),
            );
        }
        text
    }

    /// The day behind a key, if there is one; none at all when it is no day.
    fn day(&mut self, entry: &Mapping, key: &str) -> Option<Option<Date>> {
        let Some(given) = entry.get(key) else {
            return Some(None);
        };
        let text = yaml::scalar(given).unwrap_or_default();
        let day = Date::parse(&text).ok();
        if day.is_none() {
            let message = format!("`{text}` is not a day of the calendar");
            let hint = "write year-month-day, such as `2026-02-01`, or leave the line out";
            self.push("policy-invalid", &[key], message, hint);
        }
        day.map(Some)
    }

    fn known<T>(&mut self, key: &str, given: &str, parsed: Option<T>) -> Option<T> {
        if parsed.is_none() {
            let hint = match key {
                "unit" => "units are usd, percent, multiple, hours, text, or what is counted, such as days",
                _ => "comparisons are above, at-or-above, at-most and below",
            };
            self.push("policy-invalid", &[key], format!("`{given}` is no {key}"), hint);
        }
        parsed
    }

    fn citation(&mut self, entry: &Mapping, title: &str) -> Option<Citation> {
        let source = entry.get("source");
        let citation = match source {
            Some(Value::Mapping(source)) => {
                let text = |key: &str| source.get(key).and_then(yaml::scalar);
                text("href").map(|href| Citation {
                    title: text("title").unwrap_or_else(|| title.to_owned()),
                    href,
                })
            }
            other => other.and_then(yaml::scalar).map(|href| Citation {
                title: title.to_owned(),
                href,
            }),
        };
        if citation.is_none() {
            let message = format!("the value `{}` has no source", self.key);
            self.push(
                "policy-no-source",
                &["source"],
                message,
                "name the section that says so: `source: /handbook/sales/#heading`",
            );
        }
        citation
    }

    fn days<'e>(&mut self, entry: &'e Mapping) -> Option<&'e Mapping> {
        if let Some(Value::Mapping(days)) = entry.get("from") {
            return Some(days);
        }
        let message = format!("the value `{}` has no `from`", self.key);
        self.push(
            "policy-incomplete",
            &["from"],
            message,
            "write the first day below it: `2026-02-01: $5,000`",
        );
        None
    }

    fn series(&mut self, days: &Mapping, unit: &Unit) -> Option<Vec<Entry>> {
        let mut series = Vec::new();
        let mut complete = true;
        for (day, amounts) in days {
            let day = yaml::scalar(day).unwrap_or_default();
            let Ok(date) = Date::parse(&day) else {
                let message = format!("`{day}` is not a day of the calendar");
                self.push(
                    "policy-invalid",
                    &["from", &day],
                    message,
                    "write year-month-day, such as `2026-02-01`",
                );
                complete = false;
                continue;
            };
            match self.amounts(&day, amounts, unit) {
                Some(amounts) => series.push(Entry { from: date, amounts }),
                None => complete = false,
            }
        }
        complete.then_some(series)
    }

    fn amounts(&mut self, day: &str, amounts: &Value, unit: &Unit) -> Option<Amounts> {
        let Value::Mapping(by_tier) = amounts else {
            return self.amount(&["from", day], amounts, unit).map(Amounts::All);
        };
        let mut read: HashMap<Tier, Amount> = HashMap::new();
        for (tier, amount) in by_tier {
            let tier = yaml::scalar(tier).unwrap_or_default();
            match Tier::parse(&tier) {
                Some(known) => {
                    let amount = self.amount(&["from", day, &tier], amount, unit)?;
                    read.insert(known, amount);
                }
                None if tier.chars().all(|letter| letter.is_ascii_digit()) => {
                    let message = format!("`{tier}` is what is left of an amount with a comma");
                    self.push(
                        "policy-invalid",
                        &["from", day],
                        message,
                        "put amounts in quotes inside braces: `{ smb: \"$10,000\" }`",
                    );
                    return None;
                }
                None => {
                    let keys = Tier::ALL.map(Tier::key);
                    let finding = self
                        .finding(
                            "policy-unknown-tier",
                            &["from", day, &tier],
                            format!("there is no tier `{tier}`"),
                        )
                        .hint_maybe(did_you_mean(&tier, keys))
                        .hint(format!("the tiers are {}", keys.join(", ")));
                    self.findings.push(finding);
                    return None;
                }
            }
        }
        match Amounts::by_tier(read.remove(&Tier::Smb), read.remove(&Tier::MidMarket)) {
            Ok(amounts) => Some(amounts),
            Err(tier) => {
                let message = format!("the tier `{}` has no amount from {day} on", tier.key());
                self.push(
                    "policy-missing-tier",
                    &["from", day],
                    message,
                    "give every tier an amount",
                );
                None
            }
        }
    }

    /// The amount that stands at the end of the keys `place`, which lead from the value to it.
    fn amount(&mut self, place: &[&str], amount: &Value, unit: &Unit) -> Option<Amount> {
        if amount.is_null() {
            let day = place.get(1).copied().unwrap_or_default();
            let message = format!("`{}` has no amount from {day} on", self.key);
            let hint = "write it behind the colon, such as `$5,000`";
            self.push("policy-incomplete", place, message, hint);
            return None;
        }
        let text = yaml::scalar(amount).unwrap_or_default();
        match Amount::parse(unit, &text) {
            Ok(amount) => Some(amount),
            Err(error) => {
                let message = format!("`{text}` does not fit the unit `{}`", unit.key());
                self.push("policy-unit-mismatch", place, message, error.message());
                None
            }
        }
    }

    fn finding(&self, code: &'static str, below: &[&str], message: String) -> Diagnostic {
        let mut keys = vec![self.key];
        keys.extend(below);
        Diagnostic::error(code, self.document.path, message).at(self.document.span(&keys))
    }

    fn push(&mut self, code: &'static str, below: &[&str], message: String, hint: &str) {
        let finding = self.finding(code, below, message).hint(hint);
        self.findings.push(finding);
    }
}
