//! The rows and the verdicts of a draft, each for itself.

use alloc::{format, string::String, vec::Vec};

use super::{
    super::{
        Place,
        program::{Condition, Line, Row, SaidAs, Verdict},
        sentences::{self, Words},
        syntax::NodeKind,
        typing::nearest,
    },
    Checking, MAX_SENTENCES, OTHERWISE, is_name,
};

impl Checking<'_> {
    pub(super) fn rows(&mut self) -> Vec<Row> {
        let draft = self.names.draft;
        let mut rows = Vec::new();
        for (place, row) in draft.rows.iter().enumerate() {
            let (conditions, words) = self.conditions(place, &row.conditions);
            let because = match &row.because {
                Some(sentence) => self.sentence(Place::Because(place), sentence, false),
                None => sentences::because(&words),
            };
            let verdict = draft.verdicts.iter().position(|known| known.name == row.verdict);
            if verdict.is_none() {
                let verdicts: Vec<&str> = draft.verdicts.iter().map(|verdict| &*verdict.name).collect();
                let hint = match nearest(&row.verdict, verdicts.iter().copied()) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => format!("say what it means under `verdicts`: `{}`", row.verdict),
                };
                let message = format!("there is no verdict `{}`", row.verdict);
                self.mistake("calculator-unknown-verdict", Place::Row(place), message, &hint);
            }
            rows.push(Row {
                conditions,
                verdict: verdict.unwrap_or(usize::MAX),
                because,
            });
        }
        rows
    }

    fn conditions(&mut self, row: usize, texts: &[String]) -> (Vec<Condition>, Vec<Words>) {
        let draft = self.names.draft;
        let (mut conditions, mut words) = (Vec::new(), Vec::new());
        if texts.is_empty() {
            self.mistake(
                "calculator-no-row",
                Place::Row(row),
                String::from("this row has no condition"),
                "write when it fits after `if`; the last row of a first-match table may say `otherwise`",
            );
        }
        for (entry, text) in texts.iter().enumerate() {
            let place = Place::Condition(row, entry);
            if text.trim() == OTHERWISE {
                let (message, hint) = if !draft.first_match {
                    (
                        "`otherwise` has no meaning where exactly one row fits",
                        "write the condition of this row, or say `table: first-match`",
                    )
                } else if row + 1 < draft.rows.len() || texts.len() > 1 {
                    (
                        "`otherwise` stands before or beside other conditions",
                        "let it be the only condition of the last row",
                    )
                } else {
                    continue;
                };
                self.mistake("calculator-otherwise", place, String::from(message), hint);
                continue;
            }
            let Some(node) = self.formula(place, text) else {
                continue;
            };
            let checked = self.names.yes_or_no(&node, false);
            let Some(typed) = self.typed(place, checked) else {
                continue;
            };
            if let NodeKind::YesNo(_) = node.kind {
                self.mistake(
                    "calculator-otherwise",
                    place,
                    String::from("this condition does not depend on anything"),
                    "compare a field, or write `otherwise` in the last row of a first-match table",
                );
            }
            conditions.push(Condition {
                term: typed.term,
                unmet: sentences::unmet(&typed.words),
            });
            words.push(typed.words);
        }
        (conditions, words)
    }

    pub(super) fn verdicts(&mut self) -> Vec<Verdict> {
        let draft = self.names.draft;
        let mut verdicts = Vec::new();
        for (place, verdict) in draft.verdicts.iter().enumerate() {
            let at = Place::Verdict(place, "name");
            if !is_name(&verdict.name) {
                self.malformed(at, &verdict.name);
            }
            if let Some(known_as) = verdict.verdict.as_ref().filter(|name| !is_name(name)) {
                self.malformed(Place::Verdict(place, "verdict"), known_as);
            }
            let mut earlier = draft.verdicts.iter().take(place);
            if earlier.any(|known| known.name == verdict.name) {
                let message = format!("the verdict `{}` is declared twice", verdict.name);
                self.mistake("calculator-duplicate-name", at, message, "leave one of them out");
            } else if draft.rows.iter().all(|row| row.verdict != verdict.name) {
                self.mistake(
                    "calculator-unused-verdict",
                    at,
                    format!("no row leads to the verdict `{}`", verdict.name),
                    "add a row for it, or leave it out",
                );
            }
            let sentences = verdict.steps.len() + verdict.next.len() + verdict.warnings.len();
            if sentences + verdict.sources.len() > MAX_SENTENCES {
                self.mistake(
                    "calculator-too-large",
                    at,
                    format!("this verdict says more than {MAX_SENTENCES} things"),
                    "keep what the reader needs now, and leave the rest to the page",
                );
            }
            let mut lines = Vec::new();
            for (key, said_as, texts) in [
                (
                    "sentence",
                    SaidAs::Sentence,
                    core::slice::from_ref(&verdict.sentence),
                ),
                ("steps", SaidAs::Step, &verdict.steps),
                ("next", SaidAs::Next, &verdict.next),
                ("warnings", SaidAs::Warning, &verdict.warnings),
            ] {
                for text in texts {
                    lines.push(Line {
                        said_as,
                        text: self.sentence(Place::Verdict(place, key), text, true),
                        href: String::new(),
                    });
                }
            }
            lines.extend(verdict.sources.iter().map(|source| Line {
                said_as: SaidAs::Source,
                text: sentences::without_braces(&source.title),
                href: source.href.clone(),
            }));
            verdicts.push(Verdict {
                name: verdict.verdict.as_ref().unwrap_or(&verdict.name).clone(),
                lines,
            });
        }
        verdicts
    }
}
