//! The only place that knows YAML: bounded parsing, and where in the text a key stands.
//!
//! The parser behind it needs quadratic time for deep flow nesting and says nothing about repeated keys, so both are
//! looked at here, before and after.

mod aliases;
mod lines;
mod places;

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::HashMap,
    ops::Range,
};

pub(crate) use places::Step;
pub(crate) use serde_yaml::{Mapping, Value};

use crate::diagnostics::Diagnostic;

/// More front matter than this is refused.
const MAX_FRONT_MATTER: usize = 64 * 1024;
/// A larger file of settings or values than this is refused: 100,000 values with all that can be said of them fit in.
const MAX_FILE: usize = 64 * 1024 * 1024;
/// More lines, items and keys in a file than this are refused: the parser needs some hundred bytes for each.
const MAX_PARTS: usize = 6_000_000;
/// So many lines of a part are looked through for a key before they are indexed.
const NEAR: usize = 64;
/// Deeper nesting than this is refused.
const MAX_DEPTH: usize = 32;

/// A YAML mapping and the text it came from, for pointing into it.
pub(crate) struct Document<'a> {
    /// The file.
    pub(crate) path: &'a str,
    /// Where the YAML starts in the file.
    pub(crate) offset: usize,
    text: &'a str,
    /// Where the lines of the keys at the margin start.
    tops: OnceCell<HashMap<String, usize>>,
    /// The same of the keys below a line, by the start of that line, where many are.
    below: RefCell<HashMap<usize, HashMap<String, usize>>>,
    /// The mapping at the top.
    pub(crate) root: Mapping,
}

/// Parses a whole file. An empty one is an empty mapping.
pub(crate) fn parse<'a>(path: &'a str, text: &'a str) -> Result<Document<'a>, Box<Diagnostic>> {
    parse_within(path, text, 0, MAX_FILE)
}

/// Parses the front matter that starts at byte `offset` of the file `path`.
pub(crate) fn parse_front_matter<'a>(
    path: &'a str,
    text: &'a str,
    offset: usize,
) -> Result<Document<'a>, Box<Diagnostic>> {
    parse_within(path, text, offset, MAX_FRONT_MATTER)
}

fn parse_within<'a>(
    path: &'a str,
    text: &'a str,
    offset: usize,
    limit: usize,
) -> Result<Document<'a>, Box<Diagnostic>> {
    check_bounds(path, text, offset, limit)?;
    if let Some(root) = lines::read(text) {
        return Ok(Document {
            path,
            offset,
            text,
            tops: OnceCell::new(),
            below: RefCell::default(),
            root,
        });
    }
    if aliases::repeat_too_much(text) {
        return Err(Box::new(
            Diagnostic::error("yaml-too-large", path, "what its aliases repeat is too large")
                .at_maybe(aliases::first(text).map(|at| span_of_line(text, offset, at)))
                .hint("write a part out where it is needed, in place of `*name`"),
        ));
    }
    let value: Value =
        serde_yaml::from_str(text).map_err(|error| Box::new(syntax_error(path, text, offset, &error)))?;
    let root = match value {
        Value::Mapping(root) => root,
        Value::Null => Mapping::new(),
        _ => {
            return Err(Box::new(
                Diagnostic::error("invalid-yaml", path, "expected `key: value` lines")
                    .at(span_of_line(text, offset, 0))
                    .hint("write one key on each line, such as `title: Discounts`"),
            ));
        }
    };
    Ok(Document {
        path,
        offset,
        text,
        tops: OnceCell::new(),
        below: RefCell::default(),
        root,
    })
}

impl<'a> Document<'a> {
    /// Where the key at the end of `keys` stands, following block style; the nearest parent where it is not found.
    pub(crate) fn span(&self, keys: &[&str]) -> Range<usize> {
        let mut found: Option<Line<'a>> = None;
        for key in keys {
            let next = match found {
                None => self.top(key),
                Some(parent) => self.child(parent, key),
            };
            match next {
                Some(line) => found = Some(line),
                None => break,
            }
        }
        match found {
            Some(line) => {
                let start = self.offset + line.start + line.indent();
                start..self.offset + line.start + line.text.trim_end().len()
            }
            None => span_of_line(self.text, self.offset, 0),
        }
    }

    /// The line of a key at the margin.
    fn top(&self, key: &str) -> Option<Line<'a>> {
        let tops = self.tops.get_or_init(|| {
            let lines = self.lines_from(0);
            starts(lines.filter(|line| line.indent() == 0))
        });
        self.lines_from(*tops.get(key)?).next()
    }

    /// The first line with a key that is set in below another.
    fn child(&self, parent: Line<'a>, key: &str) -> Option<Line<'a>> {
        let mut below = self.below(parent);
        let near = below.by_ref().take(NEAR).find(|line| line.key() == Some(key));
        if near.is_some() || below.next().is_none() {
            return near;
        }
        let mut indexes = self.below.borrow_mut();
        let index = indexes.entry(parent.start);
        let index = index.or_insert_with(|| starts(self.below(parent)));
        self.lines_from(*index.get(key)?).next()
    }

    /// The lines that are set in below another.
    fn below(&self, parent: Line<'a>) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let means_something = |line: &Line<'_>| !matches!(line.text.trim().bytes().next(), None | Some(b'#'));
        self.lines_from(parent.start + parent.text.len())
            .filter(means_something)
            .take_while(move |line| line.indent() > parent.indent())
    }

    fn lines_from(&self, start: usize) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let mut start = start;
        let text: &'a str = self.text.get(start..).unwrap_or_default();
        text.split_inclusive('\n').map(move |text| {
            let line = Line { start, text };
            start += text.len();
            line
        })
    }
}

/// Where the first line with each key starts.
fn starts<'a>(lines: impl Iterator<Item = Line<'a>>) -> HashMap<String, usize> {
    let mut starts = HashMap::new();
    for line in lines {
        if let Some(key) = line.key() {
            starts.entry(key.to_owned()).or_insert(line.start);
        }
    }
    starts
}

#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn key(&self) -> Option<&'a str> {
        let text = self.text.trim();
        let (key, rest) = text.split_once(':')?;
        let plain =
            !key.starts_with(['#', '-', '[', '{']) && (rest.is_empty() || rest.starts_with([' ', '\t']));
        plain.then(|| key.trim().trim_matches(['"', '\'']))
    }
}

/// A scalar as the text that its author sees; none for lists and maps.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    scalar_text(value).map(Cow::into_owned)
}

/// A scalar as [`scalar`] has it, without a copy where there is a text already.
pub(crate) fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        _ => None,
    }
}

/// What kind of thing a value is, for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
        Value::Tagged(_) => "a tagged value",
    }
}

fn check_bounds(path: &str, text: &str, offset: usize, limit: usize) -> Result<(), Box<Diagnostic>> {
    if text.len() > limit {
        let message = format!("{} bytes of YAML are more than the {limit} allowed", text.len());
        return Err(Box::new(
            Diagnostic::error("yaml-too-large", path, message)
                .at(span_of_line(text, offset, 0))
                .hint("move long text into the body of the page"),
        ));
    }
    if parts(text) > MAX_PARTS {
        let message = format!("more than {MAX_PARTS} lines and items of YAML");
        return Err(Box::new(
            Diagnostic::error("yaml-too-large", path, message)
                .at(span_of_line(text, offset, 0))
                .hint("divide it into several files"),
        ));
    }
    let too_deep = |at: usize| {
        Box::new(
            Diagnostic::error(
                "yaml-too-deep",
                path,
                format!("YAML nested deeper than {MAX_DEPTH} levels"),
            )
            .at(offset + at..offset + at + 1)
            .hint("flatten it: a key with a plain value on each line"),
        )
    };
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '-', '?', ':', '\t']);
        let lead = &line[..line.len() - content.len()];
        let dashes = lead.matches("- ").count() + lead.matches("? ").count();
        if dashes > MAX_DEPTH || (!content.trim().is_empty() && lead.len() > 16 * MAX_DEPTH) {
            return Err(too_deep(start));
        }
        start += line.len();
    }
    Ok(())
}

/// How many parts a text can have at most, but for a few: each begins or ends at one of these bytes.
fn parts(text: &str) -> usize {
    let bytes = text.bytes();
    bytes
        .filter(|byte| matches!(byte, b'\n' | b',' | b'[' | b'{'))
        .count()
}

fn syntax_error(path: &str, text: &str, offset: usize, error: &serde_yaml::Error) -> Diagnostic {
    let whole = error.to_string();
    if let Some(key) = whole
        .split("duplicate entry with key \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
    {
        return repeated_key(path, text, offset, key, error);
    }
    let location = error.location().map(|location| location.index().min(text.len()));
    let braces = location.filter(|at| {
        let line = crate::diagnostics::line_span(text, *at);
        begins_with_a_name_in_braces(&text[line])
    });
    let index = braces.or_else(|| opening_place(text, &whole)).or(location);
    let line = crate::diagnostics::line_span(text, index.unwrap_or(0).min(text.len()));
    let message = whole
        .split(" at line ")
        .next()
        .unwrap_or(&whole)
        .split(", while")
        .next()
        .unwrap_or(&whole);
    let diagnostic = Diagnostic::error(
        "invalid-yaml",
        path,
        format!("this is not valid YAML: {}", message.trim().to_lowercase()),
    )
    .at(offset + line.start..offset + line.end);
    let line_start = text[..line.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line_start..line.end];
    if line.contains('\t') || line.is_empty() && text.contains("\n\t") {
        diagnostic.hint("indent with spaces: YAML does not allow tabs")
    } else if begins_with_a_name_in_braces(line) {
        diagnostic.hint("put a text that begins with a brace in quotes: `because: \"{total} is too much.\"`")
    } else if is_left_open(line) {
        diagnostic.hint("a text that begins with a quotation mark ends with the same one: `\"...\"`")
    } else if line.matches(": ").count() > 1 {
        diagnostic.hint("put a value that holds a colon in quotes: `title: \"Sales: the basics\"`")
    } else {
        diagnostic
            .hint("look for a quote or a bracket that is not closed, or indentation that does not line up")
    }
}

/// Whether the value of a line begins with a quotation mark that stands in it only once.
fn is_left_open(line: &str) -> bool {
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    let value = value.strip_prefix("- ").unwrap_or(value);
    ['"', '\'']
        .iter()
        .any(|mark| value.starts_with(*mark) && value.matches(*mark).count() == 1)
}

/// Whether the value of a line is a sentence that begins with a name in braces, which YAML takes for a map.
fn begins_with_a_name_in_braces(line: &str) -> bool {
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    let value = value.strip_prefix("- ").unwrap_or(value);
    let braces = value.strip_prefix('{').and_then(|inside| inside.split_once('}'));
    braces.is_some_and(|(name, rest)| !name.contains([':', ',']) && !rest.trim().is_empty())
}

/// Where the thing that is not closed was opened: the parser names the place in words.
fn opening_place(text: &str, message: &str) -> Option<usize> {
    let place = message.split(", while").nth(1)?.split(" at line ").nth(1)?;
    let mut numbers = place
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let line: usize = numbers.next()?.parse().ok()?;
    Some(
        text.split_inclusive('\n')
            .take(line.checked_sub(1)?)
            .map(str::len)
            .sum(),
    )
}

/// The finding for a key that stands twice in one mapping: only one of the two could count.
fn repeated_key(path: &str, text: &str, offset: usize, key: &str, error: &serde_yaml::Error) -> Diagnostic {
    let from = error.location().map_or(0, |location| location.index());
    let document = Document {
        path,
        offset,
        text,
        tops: OnceCell::new(),
        below: RefCell::default(),
        root: Mapping::new(),
    };
    let mut same = document
        .lines_from(0)
        .filter(|line| line.key() == Some(key) && line.start + line.text.len() > from);
    let first = same.next();
    let second = first
        .as_ref()
        .and_then(|first| same.find(|line| line.indent() == first.indent()));
    let at = second.or(first).map_or(from, |line| line.start);
    let hint = if key.chars().all(|letter| letter.is_ascii_digit()) {
        "put an amount with a comma in quotes: `{ smb: \"$10,000\" }`"
    } else {
        "remove one of the two, or give it another name"
    };
    Diagnostic::error(
        "duplicate-key",
        path,
        format!("`{key}` stands here twice, and only one of the two could count"),
    )
    .at(span_of_line(text, offset, at))
    .hint(hint)
}

fn span_of_line(text: &str, offset: usize, at: usize) -> Range<usize> {
    let line = crate::diagnostics::line_span(text, at);
    offset + line.start..offset + line.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<&'static str> {
        parse_front_matter("x.yaml", text, 0).err().map(|d| d.code)
    }

    #[test]
    fn bad_yaml_is_a_finding_and_never_slow() {
        assert_eq!(error("title: [a"), Some("invalid-yaml"));
        assert_eq!(error("- a\n- b\n"), Some("invalid-yaml"));
        assert_eq!(error(&"[".repeat(60_000)), Some("yaml-too-deep"));
        assert_eq!(error(&"- ".repeat(30_000)), Some("yaml-too-deep"));
        assert_eq!(error(&"a".repeat(70_000)), Some("yaml-too-large"));
        assert_eq!(error("a: &a [*a]\nb: *missing\n"), Some("invalid-yaml"));
        assert_eq!(error(""), None);
    }

    #[test]
    fn a_sentence_that_begins_with_a_brace_needs_quotes() {
        let hint = |text: &str| {
            parse_front_matter("x.yaml", text, 0)
                .err()
                .map(|found| found.hints.join(" "))
        };
        for text in [
            "a: 1\nwhy: {total} is too much\n",
            "a:\n  - {total} is too much\n",
        ] {
            assert!(
                hint(text).is_some_and(|hint| hint.contains("begins with a brace")),
                "{text}"
            );
        }
        assert!(hint("a: {b: c} d\n").is_some_and(|hint| !hint.contains("brace in quotes")));
    }

    #[test]
    fn keys_are_found_where_they_stand() {
        let text = "a:\n  x: 1\nb:\n  from:\n    2020-02-01: 5\n  x: 2\n";
        let document = parse_front_matter("x.yaml", text, 10).expect("valid");
        assert_eq!(document.span(&["b", "x"]), 10 + 41..10 + 45);
        assert_eq!(document.span(&["a"]), 10..12);
        assert_eq!(document.span(&["b", "from", "2020-02-01"]), 10 + 25..10 + 38);
    }

    #[test]
    fn a_file_of_100_000_values_is_read_and_one_without_end_is_not() {
        let value = |number: usize| format!("g.v{number}:\n  unit: usd\n  from: {{ 2020-02-01: $1 }}\n");
        let text: String = (0..100_000).map(value).collect();
        let document = parse("x.yaml", &text).map_err(|found| found.message);
        assert_eq!(document.map(|document| document.root.len()), Ok(100_000));
        for text in [
            "[,".repeat(4),
            "\n".repeat(MAX_PARTS + 1),
            "a: [".to_owned() + &"x,".repeat(MAX_PARTS),
        ] {
            let found = parse("x.yaml", &text).err().map(|found| found.code);
            let expected = if text.len() < 100 {
                "invalid-yaml"
            } else {
                "yaml-too-large"
            };
            assert_eq!(found, Some(expected));
        }
    }

    #[test]
    fn a_text_that_grows_by_its_aliases_is_told_at_the_first() {
        let text = format!(
            "title: A\na: &a [{}]\nb: [{}]\n",
            "x,".repeat(10_000),
            "*a,".repeat(10_000)
        );
        let found = parse_front_matter("x.md", &text, 4)
            .err()
            .map(|found| (found.code, found.span));
        let line = 4 + text.find("b: [").unwrap_or_default();
        assert_eq!(found, Some(("yaml-too-large", Some(line..4 + text.len() - 1))));
    }

    #[test]
    fn keys_behind_many_others_are_found_where_they_stand() {
        let days: String = (0..1_000).map(|day| format!("    d{day}: {day}\n")).collect();
        let text = format!("a:\n  from:\n{days}  last: 1\nb:\n  from:\n{days}");
        let document = parse_front_matter("x.yaml", &text, 0).expect("valid");
        let at = |keys: &[&str]| text.get(document.span(keys)).unwrap_or_default();
        assert_eq!(at(&["a", "last"]), "last: 1");
        let second = text.find("b:").unwrap_or_default();
        for day in [0, 63, 64, 65, 999] {
            let key = format!("d{day}");
            assert_eq!(at(&["b", "from", &key]), format!("{key}: {day}"));
            assert!(document.span(&["b", "from", &key]).start > second);
            assert!(document.span(&["a", "from", &key]).start < second);
        }
        assert_eq!(at(&["a", "from", "missing"]), "from:");
    }

    #[test]
    fn a_key_that_stands_twice_is_found() {
        assert_eq!(error("title: a\nx: 1\ntitle: b\n"), Some("duplicate-key"));
        assert_eq!(
            error("a:\n  from:\n    2020-01-01: 1\n    2020-01-01: 2\n"),
            Some("duplicate-key")
        );
    }
}
