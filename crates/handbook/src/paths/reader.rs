//! Reads the file of a path: its structure from YAML, its texts as Markdown.

use std::ops::Range;

use super::{END, Item, Path, Step, Task, stem};
use crate::{
    address::Permalink,
    aside::Html,
    diagnostics::{Diagnostic, line_span},
    front_matter, markdown,
    page::{Body, Heading, Hole, HoleKind, Kind, ParsedPage, Reference},
    reading::Effort,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Step as To, Value},
};

/// More items than this are no path.
const MOST_ITEMS: usize = 200;
/// The last day that a step may have.
const LAST_DAY: u16 = 365;
/// The longest that an item may take, in minutes.
const LONGEST: u32 = 480;
/// What a path has beside the keys of front matter.
const OWN_KEYS: [&str; 2] = ["role", "steps"];
const STEP_KEYS: [&str; 3] = ["day", "title", "items"];
const ITEM_KEYS: [&str; 8] = ["read", "try", "do", "title", "note", "minutes", "with", "on"];
const TASKS: [&str; 3] = ["read", "try", "do"];

/// Parses the file of a path. One that cannot be read as YAML is no page.
pub(crate) fn parse(path: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Option<ParsedPage> {
    let document = match yaml::parse_front_matter(path, text, 0) {
        Ok(document) => document,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let meta = front_matter::of_document(&document, &OWN_KEYS, findings);
    let mut reader = Reader {
        document: &document,
        text,
        findings,
        body: Body::default(),
        html: String::new(),
        texts: 0,
        items: 0,
    };
    let read = reader.path();
    let title = meta.title.clone().unwrap_or_else(|| {
        reader.push(
            "missing-title",
            &[],
            "this path has no title",
            "write `title: ...` at the top",
        );
        let stem = stem(path).unwrap_or(path);
        stem.rsplit('/').next().unwrap_or(stem).to_owned()
    });
    let Reader { mut body, html, .. } = reader;
    body.html = Html::Held(html);
    body.path = Some(Box::new(read));
    body.shrink();
    Some(ParsedPage {
        path: path.to_owned(),
        kind: Kind::Path,
        permalink: Permalink::of_source(path.strip_prefix("content/").unwrap_or(path)),
        meta,
        title,
        body,
    })
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    /// The file.
    text: &'a str,
    findings: &'b mut Vec<Diagnostic>,
    body: Body,
    /// The HTML of the texts, each with [`END`] behind it.
    html: String,
    /// How many texts there are.
    texts: usize,
    items: usize,
}

impl Reader<'_, '_> {
    fn path(&mut self) -> Path {
        let document = self.document;
        let role = self.words(&document.root, &[], "role");
        let mut steps: Vec<Step> = Vec::new();
        let Some(Value::Sequence(list)) = document.root.get("steps") else {
            let hint = "write `steps:` and below it `- day: 1` with `items:`";
            self.push(
                "invalid-path",
                &[To::Key("steps")],
                "this path has no list of steps",
                hint,
            );
            return Path { role, steps };
        };
        for (index, step) in list.iter().enumerate() {
            let at = [To::Key("steps"), To::Item(index)];
            let last = steps.last().map_or(0, |step| step.day);
            steps.extend(self.step(step, &at, last));
        }
        Path { role, steps }
    }

    fn step(&mut self, step: &Value, at: &[To<'_>], last: u16) -> Option<Step> {
        let step = self.map(
            step,
            at,
            "step",
            "write `day:`, `title:` and `items:` below each other",
        )?;
        self.know_keys(step, at, &STEP_KEYS, "step");
        let day = self.day(step, at, last)?;
        let title = self.words(step, at, "title");
        self.add_heading(day, title, self.at(at));
        let heading = self.body.headings.len() - 1;
        let mut items = Vec::new();
        match step.get("items") {
            Some(Value::Sequence(list)) if !list.is_empty() => {
                for (index, item) in list.iter().enumerate() {
                    items.extend(self.item(item, &below(at, &[To::Key("items"), To::Item(index)])));
                }
            }
            _ => {
                let hint = "list them below `items:`, such as `- read: /handbook/`";
                self.push("invalid-path", at, "this step has no items", hint);
            }
        }
        Some(Step { day, heading, items })
    }

    fn day(&mut self, step: &Mapping, at: &[To<'_>], last: u16) -> Option<u16> {
        let given = step.get("day").and_then(yaml::scalar).unwrap_or_default();
        let day = given.parse().ok().filter(|day| (1..=LAST_DAY).contains(day));
        let place = below(at, &[To::Key("day")]);
        let Some(day) = day else {
            let message = match given.is_empty() {
                true => "this step has no day".to_owned(),
                false => format!("`{given}` is no day of a path"),
            };
            let hint = format!("write a whole number from 1 to {LAST_DAY}, such as `day: 30`");
            self.push("invalid-path", &place, &message, &hint);
            return None;
        };
        if day <= last {
            let message = match day == last {
                true => format!("day {day} has a step already"),
                false => format!("day {day} stands behind day {last}"),
            };
            let hint = "give each day one step, and put the steps in the order of their days";
            self.push("invalid-path", &place, &message, hint);
            return None;
        }
        Some(day)
    }

    fn add_heading(&mut self, day: u16, title: Option<String>, span: Range<usize>) {
        let text = match title {
            Some(title) => format!("Day {day}: {title}"),
            None => format!("Day {day}"),
        };
        let id = format!("day-{day}");
        self.body.anchors.insert(id.clone(), span.clone());
        self.body.headings.push(Heading {
            level: 2,
            id,
            with_values: None,
            source: text.clone(),
            text,
            span,
            listed: true,
            read_before: Effort::default(),
        });
    }

    fn item(&mut self, item: &Value, at: &[To<'_>]) -> Option<Item> {
        self.items += 1;
        if self.items > MOST_ITEMS {
            if self.items == MOST_ITEMS + 1 {
                let message = format!("a path has at most {MOST_ITEMS} items, and the others are left out");
                self.push("invalid-path", at, &message, "divide it into two paths");
            }
            return None;
        }
        let hint = "write what is to be done: `read: /handbook/`, `try: calculator`, `do: some task`";
        let item = self.map(item, at, "item", hint)?;
        self.know_keys(item, at, &ITEM_KEYS, "item");
        let mut tasks = TASKS.into_iter().filter(|task| item.get(*task).is_some());
        let (Some(task), None) = (tasks.next(), tasks.next()) else {
            let message = "an item has one of `read`, `try` and `do`";
            self.push("invalid-path", at, message, hint);
            return None;
        };
        let Some(given) = self.words(item, at, task) else {
            let is_empty = item
                .get(task)
                .is_none_or(|given| given.is_null() || given.is_string());
            if is_empty {
                let message = format!("`{task}` does not say what");
                self.push("invalid-path", &below(at, &[To::Key(task)]), &message, hint);
            }
            return None;
        };
        self.know_use(item, at, task);
        let task = match task {
            "read" => Task::Read(self.reference(given, at, "read")),
            "try" => Task::Try {
                id: given,
                fields: self.fields(item, at),
                on: self.words(item, at, "on").map(|on| self.reference(on, at, "on")),
            },
            _ => {
                let text = self.markdown(&given, &below(at, &[To::Key("do")]));
                Task::Do(given, text)
            }
        };
        let note = self.words(item, at, "note");
        Some(Item {
            task,
            title: self.words(item, at, "title"),
            note: note.map(|note| self.markdown(&note, &below(at, &[To::Key("note")]))),
            minutes: self.minutes(item, at),
            span: self.at(at),
        })
    }

    /// Keys that say nothing beside this task.
    fn know_use(&mut self, item: &Mapping, at: &[To<'_>], task: &str) {
        let idle: &[&str] = match task {
            "read" => &["with", "on"],
            "try" => &[],
            _ => &["with", "on", "title"],
        };
        for key in idle.iter().filter(|key| item.get(**key).is_some()) {
            let message = format!("`{key}` says nothing about `{task}`");
            self.push(
                "invalid-path",
                &below(at, &[To::Key(key)]),
                &message,
                "take the line out",
            );
        }
    }

    fn fields(&mut self, item: &Mapping, at: &[To<'_>]) -> Vec<(String, String)> {
        let place = below(at, &[To::Key("with")]);
        let fields = match item.get("with") {
            None => return Vec::new(),
            Some(Value::Mapping(fields)) => fields,
            Some(_) => {
                let hint = "write `with: { segment: smb, amount: 6k }`";
                self.push(
                    "invalid-path",
                    &place,
                    "`with` should name fields and what stands in them",
                    hint,
                );
                return Vec::new();
            }
        };
        let field = |(name, given): (&Value, &Value)| Some((yaml::scalar(name)?, yaml::scalar(given)?));
        fields.iter().filter_map(field).collect()
    }

    fn minutes(&mut self, item: &Mapping, at: &[To<'_>]) -> Option<u32> {
        let given = item.get("minutes")?;
        let given = yaml::scalar(given).unwrap_or_default();
        let minutes = given
            .parse()
            .ok()
            .filter(|minutes| (1..=LONGEST).contains(minutes));
        if minutes.is_none() {
            let message = format!("`{given}` is no number of minutes");
            let hint = format!("write a whole number from 1 to {LONGEST}, or leave the line out");
            self.push("invalid-path", &below(at, &[To::Key("minutes")]), &message, &hint);
        }
        minutes
    }

    fn reference(&self, target: String, at: &[To<'_>], key: &str) -> Reference {
        let place = self.document.place(&below(at, &[To::Key(key)]));
        let span = place.within(&target, Some(0..target.len()));
        Reference { target, span }
    }

    /// Adds a text, which stands in the file at the end of `at`, to the body; tells which one it is.
    fn markdown(&mut self, text: &str, at: &[To<'_>]) -> usize {
        let text = text.replace(END, "\u{fffd}");
        let place = self.document.place(at);
        let is_as_written = place.value.as_ref().is_some_and(|(_, value)| *value == text);
        let moved = |span: Range<usize>| place.within(&text, Some(span));
        let path = self.document.path;
        let mut found = Vec::new();
        let part = markdown::body(path, &text, 0, None, &mut found);
        self.findings.extend(found.into_iter().map(|finding| Diagnostic {
            span: finding.span.map(moved),
            ..finding
        }));
        self.refuse_blocks(&part, at);
        let before = self.body.shortcodes.len();
        self.body
            .shortcodes
            .extend(part.shortcodes.into_iter().map(|mut shortcode| {
                shortcode.span = moved(shortcode.span);
                shortcode
            }));
        let start = self.html.len();
        self.body.holes.extend(part.holes.into_iter().map(|hole| Hole {
            at: start + hole.at,
            kind: moved_kind(hole.kind, before, &moved),
        }));
        match is_as_written {
            true => self.body.prose.extend(part.prose.into_iter().map(moved)),
            false => {
                let lines = self.lines(place.entry);
                self.body.prose.extend(between_shortcodes(self.text, lines));
            }
        }
        if let Html::Held(html) = part.html {
            self.html.push_str(&html);
        }
        self.html.push(END);
        self.texts += 1;
        self.texts - 1
    }

    fn refuse_blocks(&mut self, part: &Body, at: &[To<'_>]) {
        let is_inline = |name: &str| markdown::is_inline(name);
        let has_blocks = !part.headings.is_empty()
            || !part.cases.is_empty()
            || part
                .shortcodes
                .iter()
                .any(|shortcode| !is_inline(&shortcode.name));
        if has_blocks {
            let hint = "put headings, calculators and tables on a page, and let the path lead there";
            self.push("invalid-path", at, "a text of a path is a sentence or two", hint);
        }
    }

    /// The line of an entry with those set in below it, where a text goes on.
    fn lines(&self, entry: Range<usize>) -> Range<usize> {
        let start = self.text.get(..entry.start).and_then(|text| text.rfind('\n'));
        let column = entry.start - start.map_or(0, |newline| newline + 1);
        let mut end = entry.end;
        for line in self
            .text
            .get(entry.end..)
            .unwrap_or_default()
            .split_inclusive('\n')
        {
            let words = line.trim_start();
            let is_first = end == entry.end && line.trim().is_empty();
            if !is_first && !words.is_empty() && line.len() - words.len() <= column {
                break;
            }
            end += line.len();
        }
        entry.start..end
    }

    /// The text behind a key; none where there is nothing but blanks.
    fn words(&mut self, map: &Mapping, at: &[To<'_>], key: &str) -> Option<String> {
        let given = map.get(key)?;
        let text = yaml::scalar(given);
        if text.is_none() && !given.is_null() {
            let message = format!("`{key}` should be text, not {}", yaml::kind(given));
            self.push(
                "invalid-path",
                &below(at, &[To::Key(key)]),
                &message,
                "write it on one line",
            );
        }
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn map<'v>(&mut self, value: &'v Value, at: &[To<'_>], what: &str, hint: &str) -> Option<&'v Mapping> {
        if let Value::Mapping(map) = value {
            return Some(map);
        }
        let message = format!("this {what} should be a map, not {}", yaml::kind(value));
        self.push("invalid-path", at, &message, hint);
        None
    }

    fn know_keys(&mut self, map: &Mapping, at: &[To<'_>], known: &[&str], what: &str) {
        for key in map.keys().filter_map(yaml::scalar) {
            if !known.contains(&key.as_str()) {
                let span = self.at(&below(at, &[To::Key(&key)]));
                let finding =
                    Diagnostic::error("unknown-key", self.document.path, format!("unknown key `{key}`"))
                        .at(span)
                        .hint_maybe(did_you_mean(&key, known.iter().copied()))
                        .hint(format!("this {what} may have {}", known.join(", ")));
                self.findings.push(finding);
            }
        }
    }

    fn at(&self, steps: &[To<'_>]) -> Range<usize> {
        let entry = self.document.place(steps).entry;
        // A dash with nothing behind it on its line stands for the line.
        match entry.is_empty() {
            true => line_span(self.text, entry.start),
            false => entry,
        }
    }

    fn push(&mut self, code: &'static str, at: &[To<'_>], message: &str, hint: &str) {
        let finding = Diagnostic::error(code, self.document.path, message.to_owned());
        self.findings.push(finding.at(self.at(at)).hint(hint));
    }
}

/// The parts of a range of a text outside of shortcodes.
fn between_shortcodes(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    while let Some(found) = text.get(start..range.end).and_then(|rest| rest.find("{{<")) {
        let open = start + found;
        parts.push(start..open);
        let close = text.get(open..range.end).and_then(|rest| rest.find(">}}"));
        start = close.map_or(range.end, |close| open + close + 3);
    }
    parts.push(start..range.end);
    parts.retain(|part| !part.is_empty());
    parts
}

fn below<'s>(at: &[To<'s>], more: &[To<'s>]) -> Vec<To<'s>> {
    at.iter().chain(more).copied().collect()
}

/// What fills a hole, with the shortcodes counted from `before` on and places as they are `moved`.
fn moved_kind(kind: HoleKind, before: usize, moved: &impl Fn(Range<usize>) -> Range<usize>) -> HoleKind {
    let reference = |Reference { target, span }| Reference {
        target,
        span: moved(span),
    };
    match kind {
        HoleKind::Link(link) => HoleKind::Link(reference(link)),
        HoleKind::Image(image) => HoleKind::Image(reference(image)),
        HoleKind::Shortcode(index) => HoleKind::Shortcode(before + index),
        HoleKind::ShortcodeEnd(index) => HoleKind::ShortcodeEnd(before + index),
        HoleKind::Amount(index) => HoleKind::Amount(before + index),
        // Nothing stands there: these are refused.
        HoleKind::Cases(_) => HoleKind::Cases(usize::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "\
title: A
steps:
  - day: 1
    items:
      - do: One
        note: >-
          Over $5,000 and {{< number \"$6,000\" >}}
          on two lines.
      - do: Two
";

    #[test]
    fn prose_of_a_note_that_goes_on_is_its_lines_without_shortcodes() {
        let page = parse("content/paths/a.yaml", LONG, &mut Vec::new()).expect("a page");
        let prose: Vec<&str> = page
            .body
            .prose
            .iter()
            .filter_map(|range| LONG.get(range.clone()))
            .collect();
        assert_eq!(
            prose,
            [
                "One",
                "note: >-\n          Over $5,000 and ",
                "\n          on two lines.\n",
                "Two"
            ]
        );
    }

    #[test]
    fn others_see_how_much_there_is_to_do_and_no_words() {
        let page = |text: &str| parse("content/paths/a.yaml", text, &mut Vec::new()).expect("a page");
        let one = page(LONG);
        assert!(one.is_alike_outside(&page(&LONG.replace("Two", "Three"))));
        assert!(one.is_alike_outside(&page(&LONG.replace("on two", "on both"))));
        assert!(!one.is_alike_outside(&page(&format!("{LONG}        minutes: 5\n"))));
        assert!(!one.is_alike_outside(&page(&format!("{LONG}      - do: Three\n"))));
    }

    #[test]
    fn a_path_without_end_is_cut() {
        let items = "      - do: x\n".repeat(2_000);
        let mut findings = Vec::new();
        let page = parse(
            "content/paths/a.yaml",
            &format!("title: A\nsteps:\n  - day: 1\n    items:\n{items}"),
            &mut findings,
        );
        let path = page.and_then(|page| page.body.path).expect("a path");
        assert_eq!((path.items().count(), findings.len()), (MOST_ITEMS, 1));
    }
}
