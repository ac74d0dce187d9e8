//! One declaration, from YAML to a [`Draft`]: the shape of every part, and the keys that it may have.
//!
//! A draft comes of it only when no part is missing, so that nothing is reported twice.

use policy::{
    declared::{Draft, DraftField, DraftResult, DraftRow, DraftVerdict},
    values::Source as Citation,
};

use super::below;
use crate::{
    diagnostics::Diagnostic,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Step, Value},
};

/// What names and ids look like.
pub(super) const NAMES: &str =
    "write lower-case words joined by hyphens, such as `days-taken`; digits may stand in them, but not first";

const KINDS: &str = "kinds are money, whole-number, percentage, date, choice and yes-no";

/// Whether a text is lower-case words joined by hyphens.
pub(super) fn is_name(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= 60
        && text.split('-').all(is_word)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Reads one declaration.
pub(super) struct Reader<'a, 'f> {
    document: &'a Document<'a>,
    findings: &'f mut Vec<Diagnostic>,
    /// How many findings there may be in all.
    limit: usize,
    id: String,
    is_incomplete: bool,
}

/// A map within a declaration: where it stands, and how messages call it.
struct Part<'s> {
    steps: Vec<Step<'s>>,
    name: String,
    map: &'s Mapping,
    unknown: Vec<String>,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) fn new(document: &'a Document<'a>, findings: &'f mut Vec<Diagnostic>, limit: usize) -> Self {
        Self {
            document,
            findings,
            limit,
            id: String::new(),
            is_incomplete: false,
        }
    }

    /// The declaration with this id; none when a part is missing or has the wrong shape.
    pub(super) fn draft(mut self, id: &str, entry: &Value) -> Option<Draft> {
        id.clone_into(&mut self.id);
        let keys = [
            "title", "summary", "fields", "results", "figures", "table", "rows", "verdicts",
        ];
        let whole = self.part(
            Vec::new(),
            format!("the calculator `{id}`"),
            entry,
            &keys,
            "write `title:`, `summary:`, `fields:`, `rows:` and `verdicts:` below it",
        )?;
        let draft = Draft {
            id: id.to_owned(),
            title: self.text(&whole, "title", "Can I take this leave?"),
            summary: self.text(
                &whole,
                "summary",
                "Decides from the days taken whether the leave fits.",
            ),
            fields: self.each(&whole, "fields", true, |reader, name, value| {
                reader.field(name, value)
            }),
            results: self.each(&whole, "results", false, |reader, name, value| {
                reader.result(name, value)
            }),
            figures: self.texts(&whole, "figures"),
            first_match: self.is_first_match(&whole),
            rows: self.rows(&whole),
            verdicts: self.each(&whole, "verdicts", true, |reader, name, value| {
                reader.verdict(name, value)
            }),
        };
        (!self.is_incomplete && !self.is_full()).then_some(draft)
    }

    fn field(&mut self, name: &str, value: &Value) -> Option<DraftField> {
        let keys = [
            "label", "kind", "hint", "unit", "choices", "default", "minimum", "maximum", "optional",
        ];
        let steps = vec![Step::Key("fields"), Step::Key(name)];
        let hint = "write `label:` and `kind:` below it";
        let part = self.part(steps, format!("the field `{name}`"), value, &keys, hint)?;
        let optional = self.maybe(&part, "optional");
        let optional = match optional.as_deref() {
            None | Some("no" | "false") => false,
            Some("yes" | "true") => true,
            Some(other) => {
                let message = format!("`{other}` is neither yes nor no");
                self.push(
                    "calculator-invalid",
                    &part,
                    "optional",
                    message,
                    "write `optional: yes`, or take the line out",
                );
                false
            }
        };
        Some(DraftField {
            name: name.to_owned(),
            label: self.text(&part, "label", "Days taken"),
            hint: self.maybe(&part, "hint").unwrap_or_default(),
            kind: self.text(&part, "kind", "whole-number"),
            unit: self.maybe(&part, "unit"),
            choices: self.choices(&part),
            default: self.maybe(&part, "default"),
            minimum: self.maybe(&part, "minimum"),
            maximum: self.maybe(&part, "maximum"),
            optional,
        })
    }

    fn choices(&mut self, part: &Part<'_>) -> Vec<(String, String)> {
        let Some(value) = part.map.get("choices") else {
            return Vec::new();
        };
        let read = |(name, label): (&Value, &Value)| Some((yaml::scalar(name)?, yaml::scalar(label)?));
        let choices: Option<Vec<_>> = value.as_mapping().and_then(|map| map.iter().map(read).collect());
        choices.unwrap_or_else(|| {
            let message = format!("the choices of {} should each have a name and its words", part.name);
            let hint = "write one on each line below it, such as `full: Full time`; inside braces, words with a comma stand in quotes";
            self.refuse("calculator-invalid", part, "choices", message, hint);
            Vec::new()
        })
    }

    fn result(&mut self, name: &str, value: &Value) -> Option<DraftResult> {
        let mut result = DraftResult {
            name: name.to_owned(),
            ..DraftResult::default()
        };
        if let Some(formula) = yaml::scalar(value) {
            result.formula = formula;
            return Some(result);
        }
        let steps = vec![Step::Key("results"), Step::Key(name)];
        let hint = "write its formula behind the colon, or `formula:` below it";
        let part = self.part(
            steps,
            format!("the result `{name}`"),
            value,
            &["formula", "label", "step"],
            hint,
        )?;
        result.formula = self.text(&part, "formula", "earned - days-taken");
        result.label = self.maybe(&part, "label");
        result.step = self.maybe(&part, "step");
        Some(result)
    }

    fn is_first_match(&mut self, whole: &Part<'_>) -> bool {
        match self.maybe(whole, "table").as_deref() {
            None | Some("one-match") => false,
            Some("first-match") => true,
            Some(other) => {
                let message = format!("`{other}` is no kind of table");
                let hint = "write `one-match` when every input fits one row only, `first-match` when the rows are tried in order";
                let finding = self
                    .finding("calculator-invalid", whole, "table", message)
                    .hint_maybe(did_you_mean(other, ["one-match", "first-match"]))
                    .hint(hint);
                self.tell(finding);
                self.is_incomplete = true;
                false
            }
        }
    }

    fn rows(&mut self, whole: &Part<'_>) -> Vec<DraftRow> {
        let rows = match whole.map.get("rows") {
            Some(Value::Sequence(rows)) if !rows.is_empty() => rows,
            other => {
                if other.is_some() || !whole.lacks("rows") {
                    let kind = other
                        .filter(|rows| !rows.is_sequence())
                        .map_or("an empty list", yaml::kind);
                    let (code, message) = match other {
                        Some(_) => (
                            "calculator-invalid",
                            format!("`rows` should be a list of rows, not {kind}"),
                        ),
                        None => ("calculator-incomplete", format!("{} has no `rows`", whole.name)),
                    };
                    self.push(
                        code,
                        whole,
                        "rows",
                        message,
                        "write each row below it, as `- if: ...` with `verdict: ...` under the `if`",
                    );
                }
                self.is_incomplete = true;
                return Vec::new();
            }
        };
        let mut read = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            if self.is_full() {
                break;
            }
            let steps = vec![Step::Key("rows"), Step::Item(number)];
            let name = format!("row {}", number + 1);
            let hint = "write `- if: ...` and, under the `if`, `verdict: ...`";
            let Some(part) = self.part(steps, name, row, &["if", "verdict", "because"], hint) else {
                continue;
            };
            if !part.map.contains_key("if") && !part.lacks("if") {
                let message = format!("{} has no `if`", part.name);
                let hint =
                    "add a line `if: ...`; the last row of a first-match table may say `if: otherwise`";
                self.refuse("calculator-incomplete", &part, "if", message, hint);
            }
            read.push(DraftRow {
                conditions: self.texts(&part, "if"),
                verdict: self.text(&part, "verdict", "fits"),
                because: self.maybe(&part, "because"),
            });
        }
        read
    }

    fn verdict(&mut self, name: &str, value: &Value) -> Option<DraftVerdict> {
        let mut verdict = DraftVerdict {
            name: name.to_owned(),
            ..DraftVerdict::default()
        };
        if let Some(sentence) = yaml::scalar(value) {
            verdict.sentence = sentence;
            return Some(verdict);
        }
        let steps = vec![Step::Key("verdicts"), Step::Key(name)];
        let keys = ["verdict", "sentence", "steps", "next", "warnings", "sources"];
        let part = self.part(
            steps,
            format!("the verdict `{name}`"),
            value,
            &keys,
            "write `sentence:` below it",
        )?;
        verdict.verdict = self.maybe(&part, "verdict");
        verdict.sentence = self.text(&part, "sentence", "\"You can take this leave: {why}\"");
        verdict.steps = self.texts(&part, "steps");
        verdict.next = self.texts(&part, "next");
        verdict.warnings = self.texts(&part, "warnings");
        verdict.sources = self.sources(&part);
        Some(verdict)
    }

    fn sources(&mut self, part: &Part<'_>) -> Vec<Citation> {
        let Some(value) = part.map.get("sources") else {
            return Vec::new();
        };
        let one = std::slice::from_ref(value);
        let sources = value.as_sequence().map_or(one, Vec::as_slice);
        let read = |source: &Value| {
            let text = |key: &str| source.get(key).and_then(yaml::scalar);
            let href = yaml::scalar(source).or_else(|| text("href"))?;
            let title = text("title").unwrap_or_else(|| href.clone());
            Some(Citation { title, href })
        };
        let citations: Vec<Citation> = sources.iter().filter_map(read).collect();
        if citations.len() < sources.len() {
            let message = format!("a source of {} has no address", part.name);
            let hint = "write `- title: ...` and, under the title, `href: /handbook/people/#leave`";
            self.refuse("calculator-invalid", part, "sources", message, hint);
        }
        citations
    }

    /// The parts below a key of the whole, each with its name.
    fn each<T>(
        &mut self,
        whole: &Part<'_>,
        key: &'static str,
        is_needed: bool,
        read: impl Fn(&mut Self, &str, &Value) -> Option<T>,
    ) -> Vec<T> {
        let one = &key[..key.len() - 1];
        let hint = format!("write the name of a {one} below it, and its parts below the name");
        let map = match whole.map.get(key) {
            Some(Value::Mapping(map)) if !map.is_empty() => map,
            None if !is_needed => return Vec::new(),
            None => {
                if !whole.lacks(key) {
                    let message = format!("{} has no `{key}`", whole.name);
                    self.push("calculator-incomplete", whole, key, message, &hint);
                }
                self.is_incomplete = true;
                return Vec::new();
            }
            Some(other) => {
                let kind = if other.is_mapping() {
                    "an empty one"
                } else {
                    yaml::kind(other)
                };
                let message = format!("`{key}` should be a map, not {kind}");
                self.refuse("calculator-invalid", whole, key, message, &hint);
                return Vec::new();
            }
        };
        let mut parts = Vec::new();
        for (name, value) in map {
            if self.is_full() {
                break;
            }
            let name = yaml::scalar(name).unwrap_or_default();
            if !is_name(&name) {
                let steps = [Step::Key(key), Step::Key(&name)];
                let finding = self.finding_at(
                    "calculator-invalid-name",
                    &steps,
                    format!("`{name}` is no name for a {one}"),
                );
                self.tell(finding.hint(NAMES));
                self.is_incomplete = true;
            }
            let part = read(self, &name, value);
            self.is_incomplete |= part.is_none();
            parts.extend(part);
        }
        parts
    }

    /// A map, after a look at its keys.
    fn part<'s>(
        &mut self,
        steps: Vec<Step<'s>>,
        name: String,
        value: &'s Value,
        keys: &[&str],
        hint: &str,
    ) -> Option<Part<'s>> {
        let Value::Mapping(map) = value else {
            let message = format!("{name} should be a map, not {}", yaml::kind(value));
            let finding = self.finding_at("calculator-invalid", &steps, message);
            self.tell(finding.hint(hint));
            self.is_incomplete = true;
            return None;
        };
        let mut unknown = Vec::new();
        for (key, value) in map {
            let key = yaml::scalar(key).unwrap_or_default();
            if keys.contains(&key.as_str()) {
                continue;
            }
            if self.is_full() {
                break;
            }
            let place = [&steps[..], &[Step::Key(&key)]].concat();
            let nearest = did_you_mean(&key, keys.iter().copied());
            let mut finding =
                self.finding_at("calculator-unknown-key", &place, format!("unknown key `{key}`"));
            if value.is_null() && nearest.is_none() {
                finding = finding
                    .hint("text with a comma stands in quotes inside braces: `{ label: \"Days, so far\" }`");
            }
            let finding = finding
                .hint_maybe(nearest)
                .hint(format!("{name} has {}", keys.join(", ")));
            self.tell(finding);
            unknown.push(key);
        }
        Some(Part {
            steps,
            name,
            map,
            unknown,
        })
    }

    /// A text that has to be there; `example` could stand behind the colon.
    fn text(&mut self, part: &Part<'_>, key: &str, example: &str) -> String {
        if !part.map.contains_key(key) {
            if !part.lacks(key) {
                let message = format!("{} has no `{key}`", part.name);
                let kinds = if key == "kind" {
                    format!("; {KINDS}")
                } else {
                    String::new()
                };
                let hint = format!("add a line such as `{key}: {example}`{kinds}");
                self.push("calculator-incomplete", part, key, message, &hint);
            }
            self.is_incomplete = true;
            return String::new();
        }
        let is_empty =
            |value: &&Value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        match part.map.get(key).filter(is_empty) {
            Some(_) => {
                let message = format!("`{key}` of {} is empty", part.name);
                let hint = format!("write it behind the colon, such as `{key}: {example}`");
                self.refuse("calculator-invalid", part, key, message, &hint);
                String::new()
            }
            None => self.maybe(part, key).unwrap_or_default(),
        }
    }

    /// A text that may be left out.
    fn maybe(&mut self, part: &Part<'_>, key: &str) -> Option<String> {
        let value = part.map.get(key)?;
        let text = yaml::scalar(value).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.refuse_shape(part, key, value, "text");
        }
        text
    }

    /// One text, or a list of them; none when the key is not there.
    fn texts(&mut self, part: &Part<'_>, key: &str) -> Vec<String> {
        let Some(value) = part.map.get(key) else {
            return Vec::new();
        };
        let Value::Sequence(items) = value else {
            if value.is_mapping() {
                self.refuse_shape(part, key, value, "a list of texts");
                return Vec::new();
            }
            return self.maybe(part, key).into_iter().collect();
        };
        let texts: Vec<String> = items.iter().filter_map(yaml::scalar).collect();
        let is_cut = |text: &String| text.matches('(').count() != text.matches(')').count();
        if texts.len() < items.len() {
            self.refuse_shape(part, key, value, "a list of texts");
        } else if key == "if" && texts.iter().any(is_cut) {
            let message = format!("a comma ends a condition of {} too early", part.name);
            let hint = "write each condition on a line of its own: `- min(a, b) > 5`";
            self.refuse("calculator-invalid", part, key, message, hint);
        }
        texts
    }

    fn refuse_shape(&mut self, part: &Part<'_>, key: &str, value: &Value, wanted: &str) {
        let message = match value {
            Value::Null | Value::String(_) => format!("`{key}` of {} is empty", part.name),
            Value::Sequence(_) if wanted != "text" => {
                format!(
                    "`{key}` of {} should be {wanted}, and one of them is no text",
                    part.name
                )
            }
            other => format!(
                "`{key}` of {} should be {wanted}, not {}",
                part.name,
                yaml::kind(other)
            ),
        };
        let hint = match value {
            Value::Mapping(_) | Value::Sequence(_) => {
                "text that holds `: ` or begins with `{` or `[` stands in quotes"
            }
            _ => "write it behind the colon, or take the line out",
        };
        self.refuse("calculator-invalid", part, key, message, hint);
    }

    /// Notes a mistake without which there is no draft.
    fn refuse(&mut self, code: &'static str, part: &Part<'_>, key: &str, message: String, hint: &str) {
        self.push(code, part, key, message, hint);
        self.is_incomplete = true;
    }

    fn push(&mut self, code: &'static str, part: &Part<'_>, key: &str, message: String, hint: &str) {
        let finding = self.finding(code, part, key, message).hint(hint);
        self.tell(finding);
    }

    fn tell(&mut self, finding: Diagnostic) {
        if !self.is_full() {
            self.findings.push(finding);
        }
    }

    fn is_full(&self) -> bool {
        self.findings.len() >= self.limit
    }

    fn finding(&self, code: &'static str, part: &Part<'_>, key: &str, message: String) -> Diagnostic {
        self.finding_at(code, &[&part.steps[..], &[Step::Key(key)]].concat(), message)
    }

    fn finding_at(&self, code: &'static str, steps: &[Step<'_>], message: String) -> Diagnostic {
        // Each place is looked for from the top of the file; beyond the limit nothing is told.
        let place = (!self.is_full()).then(|| self.document.place(&below(&self.id, steps)).entry);
        Diagnostic::error(code, self.document.path, message).at_maybe(place)
    }
}

impl Part<'_> {
    /// Whether a key is missing because it was misspelt, which is reported already.
    fn lacks(&self, key: &str) -> bool {
        self.unknown
            .iter()
            .any(|unknown| did_you_mean(unknown, [key]).is_some())
    }
}
