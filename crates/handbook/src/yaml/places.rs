//! Where the parts of a YAML text stand: entries of maps and items of lists, in block style and between braces.
//!
//! The parser tells no places, so they are looked for here, by indentation and brackets, in a text that it has accepted.
//! What cannot be found is answered with the nearest part around it; nothing here says what a text means.

use std::ops::Range;

use super::Document;

/// One step into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// To the value of a key.
    Key(&'a str),
    /// To an item of a list, counted from zero.
    Item(usize),
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The bytes of the file from its key or its dash to the end of its line, or of its place between braces.
    pub(crate) entry: Range<usize>,
    /// The text of its value and where it starts in the file, when the value is text that stands on one line.
    pub(crate) value: Option<(usize, &'a str)>,
}

impl Place<'_> {
    /// The bytes of the file for a range of `text`, when `text` stands here as it is; otherwise the whole place.
    pub(crate) fn within(&self, text: &str, range: Option<Range<usize>>) -> Range<usize> {
        match (&self.value, range) {
            (Some((start, value)), Some(range))
                if *value == text && range.end <= text.len() && range.start < range.end =>
            {
                start + range.start..start + range.end
            }
            (Some((start, value)), _) if *value == text && !text.is_empty() => *start..start + value.len(),
            _ => self.entry.clone(),
        }
    }
}

/// What stands behind a key or a dash.
#[derive(Clone, Copy)]
struct Node {
    /// Where it starts, blanks and line breaks before it included.
    at: usize,
    /// Where it ends, when it stands between braces.
    end: Option<usize>,
    /// The column of the key or the dash before it; what is set in less does not belong to it.
    column: Option<usize>,
}

/// A key or a dash with what stands behind it.
struct Entry<'a> {
    key: Option<&'a str>,
    start: usize,
    node: Node,
}

impl<'a> Document<'a> {
    /// Where the part at the end of `steps` stands; the nearest part around it where it is not found.
    pub(crate) fn place(&self, steps: &[Step<'_>]) -> Place<'a> {
        let text = Text(self.text);
        let mut node = Node {
            at: 0,
            end: None,
            column: None,
        };
        let mut start = None;
        for step in steps {
            let found = text.entry(node, *step);
            let Some(entry) = found else {
                return self.found(text, start, None);
            };
            start = Some((entry.start, entry.node));
            node = entry.node;
        }
        self.found(text, start, text.scalar(node))
    }

    fn found(&self, text: Text<'a>, part: Option<(usize, Node)>, value: Option<Range<usize>>) -> Place<'a> {
        let entry = match part {
            Some((start, node)) => start..node.end.unwrap_or_else(|| text.end_of_line(start)),
            None => crate::diagnostics::line_span(text.0, 0),
        };
        Place {
            entry: self.offset + entry.start..self.offset + entry.end,
            value: value.and_then(|range| Some((self.offset + range.start, text.0.get(range)?))),
        }
    }
}

#[derive(Clone, Copy)]
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn byte(self, at: usize) -> Option<u8> {
        self.0.as_bytes().get(at).copied()
    }

    fn after(self, at: usize) -> &'a str {
        self.0.get(at..).unwrap_or_default()
    }

    fn column(self, at: usize) -> usize {
        let before = self.0.get(..at).unwrap_or_default();
        at - before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The end of the line of `at`, without the blanks before its break.
    fn end_of_line(self, at: usize) -> usize {
        let line = self.after(at).split('\n').next().unwrap_or_default();
        at + line.trim_end().len()
    }

    fn next_line(self, at: usize) -> usize {
        let rest = self.0.as_bytes().get(at..).unwrap_or_default();
        at + rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |newline| newline + 1)
    }

    /// The first byte from `at` on that is no blank, no line break and no comment.
    fn content(self, mut at: usize) -> usize {
        loop {
            let rest = self.after(at);
            at += rest.len() - rest.trim_start().len();
            match self.byte(at) {
                Some(b'#') => at = self.next_line(at),
                _ => return at,
            }
        }
    }

    /// Whether a dash that makes an item of a list stands here.
    fn is_dash(self, at: usize) -> bool {
        self.byte(at) == Some(b'-') && matches!(self.byte(at + 1), None | Some(b' ' | b'\n' | b'\r'))
    }

    /// The entry of a node to which a step leads.
    fn entry(self, node: Node, step: Step<'_>) -> Option<Entry<'a>> {
        let mut number = 0;
        let mut found = None;
        self.entries(node, &mut |entry| {
            let is_meant = match step {
                Step::Key(key) => entry.key == Some(key),
                Step::Item(wanted) => entry.key.is_none() && number == wanted,
            };
            number += 1;
            found = is_meant.then_some(entry);
            is_meant
        });
        found
    }

    /// Shows the entries of a node one after the other, until one is taken.
    fn entries(self, node: Node, take: &mut dyn FnMut(Entry<'a>) -> bool) {
        let start = self.content(node.at);
        if start >= node.end.unwrap_or(self.0.len()) {
            return;
        }
        if matches!(self.byte(start), Some(b'{' | b'[')) {
            return self.between_braces(start, take);
        }
        let column = self.column(start);
        let on_a_line_of_its_own = self.0.get(node.at..start).is_some_and(|gap| gap.contains('\n'));
        let belongs = match node.column {
            Some(outer) if on_a_line_of_its_own => column > outer || (column == outer && self.is_dash(start)),
            _ => true,
        };
        if node.end.is_none() && belongs {
            self.block(start, column, take);
        }
    }

    /// The entries of a block whose keys or dashes stand in a column, the first of them at `start`.
    fn block(self, start: usize, column: usize, take: &mut dyn FnMut(Entry<'a>) -> bool) {
        let is_list = self.is_dash(start);
        let mut at = start;
        while at < self.0.len() {
            if self.column(at) == column {
                let after = if is_list {
                    self.is_dash(at).then_some((None, at + 1))
                } else {
                    self.key(at).map(|(key, after)| (Some(key), after))
                };
                match after {
                    Some((key, after)) => {
                        let node = Node {
                            at: after,
                            end: None,
                            column: Some(column),
                        };
                        if take(Entry { key, start: at, node }) {
                            return;
                        }
                    }
                    None if is_list => break,
                    None => {}
                }
            }
            at = self.next_content_line(at);
            if self.column(at) < column {
                break;
            }
        }
    }

    /// Where the next line that is neither empty nor a comment begins, behind its indentation.
    fn next_content_line(self, at: usize) -> usize {
        let mut at = self.next_line(at);
        loop {
            let line = self.after(at).split('\n').next().unwrap_or_default();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_empty = matches!(line.trim().bytes().next(), None | Some(b'#'));
            if !is_empty || at >= self.0.len() {
                return at + indent;
            }
            at = self.next_line(at);
        }
    }

    /// The key that stands here, and where its value starts.
    fn key(self, at: usize) -> Option<(&'a str, usize)> {
        let line = self.0.get(at..self.end_of_line(at))?;
        let (key, colon) = match line.bytes().next()? {
            quote @ (b'"' | b'\'') => {
                let close = line.get(1..)?.find(char::from(quote))? + 1;
                let behind = line.get(close + 1..)?;
                let colon = close + 1 + (behind.len() - behind.trim_start().len());
                (line.get(1..close)?, colon)
            }
            b'-' | b'#' | b'[' | b'{' if !line.starts_with("-") || self.is_dash(at) => return None,
            _ => {
                let colon = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len))?;
                (line.get(..colon)?.trim_end(), colon)
            }
        };
        (line.as_bytes().get(colon) == Some(&b':')).then_some((key, at + colon + 1))
    }

    /// The entries of what a brace or a bracket at `start` opens.
    fn between_braces(self, start: usize, take: &mut dyn FnMut(Entry<'a>) -> bool) {
        let is_map = self.byte(start) == Some(b'{');
        let mut at = self.content(start + 1);
        while let Some(byte) = self.byte(at) {
            match byte {
                b'}' | b']' => break,
                b',' => at = self.content(at + 1),
                _ => {
                    let (colon, end) = self.to_the_comma(at);
                    let trimmed = at + self.0.get(at..end).unwrap_or_default().trim_end().len();
                    let (key, after) = match colon {
                        Some(colon) if is_map => (self.0.get(at..colon), colon + 1),
                        _ if is_map => (self.0.get(at..trimmed), trimmed),
                        _ => (None, at),
                    };
                    let is_taken = take(Entry {
                        key: key.map(|key| key.trim().trim_matches(['"', '\''])),
                        start: at,
                        node: Node {
                            at: after,
                            end: Some(trimmed),
                            column: None,
                        },
                    });
                    if is_taken {
                        return;
                    }
                    at = end.max(at + 1);
                }
            }
        }
    }

    /// From an entry between braces to the comma or the brace that ends it, and where its colon stands.
    fn to_the_comma(self, start: usize) -> (Option<usize>, usize) {
        let mut depth = 0_usize;
        let mut colon = None;
        let mut quote = None;
        let mut is_start = true;
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            if let Some(open) = quote {
                match byte {
                    b'\\' if open == b'"' => at += 1,
                    b'\'' if open == b'\'' && self.byte(at + 1) == Some(b'\'') => at += 1,
                    _ if byte == open => quote = None,
                    _ => {}
                }
                at += 1;
                continue;
            }
            match byte {
                b'"' | b'\'' if is_start => quote = Some(byte),
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => break,
                b'}' | b']' => depth -= 1,
                b':' if depth == 0 && colon.is_none() && self.ends_key(at + 1) => colon = Some(at),
                b'#' if self
                    .byte(at - 1)
                    .is_some_and(|before| before.is_ascii_whitespace()) =>
                {
                    at = self.next_line(at);
                    continue;
                }
                _ => {}
            }
            is_start = matches!(byte, b'{' | b'[' | b',' | b':') || (is_start && byte.is_ascii_whitespace());
            at += 1;
        }
        (colon, at.min(self.0.len()))
    }

    /// Whether a colon before `at` parts a key from its value, between braces.
    fn ends_key(self, at: usize) -> bool {
        matches!(
            self.byte(at),
            None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b'}' | b']')
        )
    }

    /// The text of a node on one line, without its quotes.
    fn scalar(self, node: Node) -> Option<Range<usize>> {
        let start = self.content(node.at);
        let end = match node.end {
            Some(end) => end,
            None => self.end_of_line(start),
        };
        let text = self.0.get(start..end)?;
        match text.bytes().next()? {
            b'{' | b'[' | b'|' | b'>' | b'&' | b'*' | b'!' => None,
            quote @ (b'"' | b'\'') => {
                let close = text.get(1..)?.find(char::from(quote))?;
                Some(start + 1..start + 1 + close)
            }
            _ => {
                let plain = text.split(" #").next().unwrap_or(text).trim_end();
                (!plain.contains('\n')).then_some(start..start + plain.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::parse_front_matter,
        Step::{self, Item, Key},
    };

    const TEXT: &str = "\
# a comment
calculators:
  leave: # the one
    title: Leave
    fields:
      start: { label: First day, kind: \"date\" }
      taken:
        kind: whole-number   # how many
    figures: [left, right]
    rows:
    - if: left < 0
      verdict: over
    # between
    - if: [left >= 0, \"plan = full\"]
      because: >-
        key: in folded text
        and more
      verdict: 'left'
    -
      if:
        - a = b
        - c
other: { a: [1, { b: 2 }], c: \"x, y\", d }
";

    /// The entry and the value at the end of the steps, as they stand in the text.
    fn at<'t>(text: &'t str, steps: &[Step<'_>]) -> (&'t str, Option<&'t str>) {
        let document = parse_front_matter("x.yaml", text, 0).expect("valid");
        let place = document.place(steps);
        (
            &text[place.entry],
            place
                .value
                .map(|(start, value)| &text[start..start + value.len()]),
        )
    }

    #[test]
    fn keys_and_items_are_found_in_both_styles() {
        let leave = [Key("calculators"), Key("leave")];
        let below = |steps: &[Step<'_>]| at(TEXT, &[&leave, steps].concat());
        assert_eq!(below(&[]).0, "leave: # the one");
        assert_eq!(below(&[Key("title")]), ("title: Leave", Some("Leave")));
        assert_eq!(
            below(&[Key("fields"), Key("start"), Key("kind")]),
            ("kind: \"date\"", Some("date"))
        );
        assert_eq!(
            below(&[Key("fields"), Key("taken"), Key("kind")]).1,
            Some("whole-number")
        );
        assert_eq!(below(&[Key("figures"), Item(1)]), ("right", Some("right")));
        assert_eq!(
            below(&[Key("rows"), Item(0), Key("if")]),
            ("if: left < 0", Some("left < 0"))
        );
        assert_eq!(
            below(&[Key("rows"), Item(1), Key("if"), Item(1)]).1,
            Some("plan = full")
        );
        assert_eq!(below(&[Key("rows"), Item(1), Key("verdict")]).1, Some("left"));
        assert_eq!(below(&[Key("rows"), Item(1), Key("because")]).1, None);
        assert_eq!(
            below(&[Key("rows"), Item(2), Key("if"), Item(1)]),
            ("- c", Some("c"))
        );
        assert_eq!(
            at(TEXT, &[Key("other"), Key("a"), Item(1), Key("b")]).1,
            Some("2")
        );
        assert_eq!(at(TEXT, &[Key("other"), Key("c")]).1, Some("x, y"));
        assert_eq!(at(TEXT, &[Key("other"), Key("d")]).0, "d");
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is_around_it() {
        assert_eq!(
            at(TEXT, &[Key("calculators"), Key("leave"), Key("nothing")]).0,
            "leave: # the one"
        );
        assert_eq!(
            at(TEXT, &[Key("calculators"), Key("in folded text")]).0,
            "calculators:"
        );
        assert_eq!(at("a: 1\n", &[Item(3)]).0, "a: 1");
        assert_eq!(at("a: [1]\n", &[Key("a"), Item(7), Key("b")]).0, "a: [1]");
    }

    #[test]
    fn a_part_of_a_text_is_found_when_the_text_stands_as_it_is() {
        let text = "a: x + yy\nb: 'it''s x'\n";
        let document = parse_front_matter("x.yaml", text, 0).expect("valid");
        let within = |key: &str, value: &str, range| {
            let span = document.place(&[Key(key)]).within(value, range);
            &text[span]
        };
        assert_eq!(within("a", "x + yy", Some(4..6)), "yy");
        assert_eq!(within("a", "x + yy", None), "x + yy");
        assert_eq!(within("a", "x + yy", Some(4..60)), "x + yy");
        assert_eq!(within("b", "it's x", Some(5..6)), "b: 'it''s x'");
    }

    #[test]
    fn no_text_that_parses_makes_the_search_fail() {
        for text in [
            "",
            "---\na: 1\n",
            "a:\n",
            "{a: {b: [c, {d: e}]}}",
            "? a\n: b\n",
            "a: |\n  b: c\n\n",
            "é: [ü, 'ö', \"#\"]\n",
            "a: [x # y\n  , z]\n",
            "- - a\n",
            "a:\r\n  - b\r\n",
            "a: !t {b: c}\n",
            "\"a b\" : c\n",
            "a: {b}\n",
        ] {
            let Ok(document) = parse_front_matter("x.yaml", text, 0) else {
                continue;
            };
            for steps in [
                &[Key("a")][..],
                &[Key("a"), Key("b")],
                &[Key("a"), Item(0)],
                &[Key("é"), Item(2)],
                &[Item(0), Item(0)],
            ] {
                let place = document.place(steps);
                assert!(text.get(place.entry).is_some(), "{text}");
            }
        }
    }
}
