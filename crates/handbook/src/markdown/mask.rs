//! Prepares Markdown for the parser: takes shortcodes and attribute lists out of the text without moving a byte.
//!
//! A shortcode becomes a placeholder of the same length, made of a private-use character and filler; an attribute list
//! on a line of its own becomes blanks. So every byte range that the parser reports is a range of the author's file.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{
    attributes::Attributes,
    shortcode::{self, Mistake, Token},
};
use crate::page::Shortcode;

/// Starts a placeholder.
pub(super) const OPEN: char = '\u{e000}';
/// Ends a placeholder.
pub(super) const CLOSE: char = '\u{e001}';

/// The text for the parser, and what was taken out of it.
#[derive(Debug)]
pub(super) struct Masked<'a> {
    /// As long as the original.
    pub(super) text: Cow<'a, str>,
    /// What stands at each placeholder, by its byte in the text.
    pub(super) tokens: BTreeMap<usize, Piece>,
    /// The shortcodes that pieces refer to.
    pub(super) shortcodes: Vec<Shortcode>,
    /// The attribute lists on lines of their own.
    pub(super) attributes: Vec<Placed>,
    /// What is wrong, with its place.
    pub(super) mistakes: Vec<(Range<usize>, Mistake)>,
}

/// What a placeholder stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The start of a shortcode.
    Open(usize),
    /// The end of a paired shortcode.
    Close(usize),
    /// Text as it is.
    Literal(String),
}

/// An attribute list and the block it belongs to.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) attributes: Attributes,
    /// Its indentation.
    pub(super) column: usize,
    /// The block it belongs to.
    pub(super) target: Target,
}

/// Which block an attribute list belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The block that ends at this byte.
    EndsAt(usize),
    /// The block that starts at this byte.
    StartsAt(usize),
}

/// Masks `text`.
pub(super) fn mask(text: &str) -> Masked<'_> {
    let mut masked = Masked {
        text: Cow::Borrowed(text),
        tokens: BTreeMap::new(),
        shortcodes: Vec::new(),
        attributes: Vec::new(),
        mistakes: Vec::new(),
    };
    let has_shortcodes = text.contains("{{<") || text.contains("{{%");
    let has_attributes = text.contains("{:");
    if !has_shortcodes && !has_attributes {
        return masked;
    }
    let verbatim = verbatim_ranges(text);
    let mut bytes = text.as_bytes().to_vec();
    if has_attributes {
        mask_attributes(text, &verbatim, &mut bytes, &mut masked);
    }
    if has_shortcodes {
        mask_shortcodes(text, &verbatim, &mut bytes, &mut masked);
    }
    if let Ok(changed) = String::from_utf8(bytes) {
        masked.text = Cow::Owned(changed);
    }
    masked
}

/// Code and comments: nothing in them is markup.
fn verbatim_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, super::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                depth += 1;
                ranges.push(range);
            }
            Event::End(TagEnd::CodeBlock) => depth = depth.saturating_sub(1),
            Event::Code(_) if depth == 0 => ranges.push(range),
            Event::Html(html) | Event::InlineHtml(html) if html.starts_with("<!--") => ranges.push(range),
            _ => {}
        }
    }
    ranges
}

fn is_verbatim(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && ranges.get(after - 1).is_some_and(|range| at < range.end)
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in bytes.get_mut(range).into_iter().flatten() {
        if !matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn mask_attributes(text: &str, verbatim: &[Range<usize>], bytes: &mut [u8], masked: &mut Masked<'_>) {
    let mut start = 0;
    let mut previous_end = None;
    let mut comment_from = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let at = start + line.len() - content.len();
        let content = content.trim_end();
        let end = at + content.len();
        start += line.len();
        if let Some(from) = comment_from {
            if content.starts_with("{:/") {
                blank(bytes, from..end);
                comment_from = None;
            }
            continue;
        }
        if content.is_empty() {
            previous_end = None;
            continue;
        }
        let block = content.starts_with("{:")
            && content.ends_with('}')
            && !content[2..content.len() - 1].contains('}');
        if block && !is_verbatim(verbatim, at) {
            let inner = &content[2..content.len() - 1];
            blank(bytes, at..end);
            if inner.starts_with(":comment") {
                comment_from = Some(at);
            } else if !inner.starts_with([':', '/']) {
                let target = match previous_end {
                    Some(end) => Target::EndsAt(end),
                    None => Target::StartsAt(start + next_content(&text[start..])),
                };
                let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
                masked.attributes.push(Placed {
                    attributes: Attributes::parse(inner),
                    column,
                    target,
                });
            }
            continue;
        }
        previous_end = Some(end);
        mask_item_attributes(text, at..end, verbatim, bytes);
    }
}

/// An attribute list as the first thing in a list item is blanked: `- {: .x} text`.
fn mask_item_attributes(text: &str, line: Range<usize>, verbatim: &[Range<usize>], bytes: &mut [u8]) {
    let content = &text[line.clone()];
    let marker = content
        .find(|letter: char| !matches!(letter, '-' | '*' | '+' | '0'..='9' | '.' | ' '))
        .unwrap_or(0);
    let list = &content[marker..];
    if marker > 0
        && list.starts_with("{:")
        && !is_verbatim(verbatim, line.start + marker)
        && let Some(close) = list.find('}')
    {
        blank(bytes, line.start + marker..line.start + marker + close + 1);
    }
}

/// The offset of the first line that is neither blank nor an attribute list, at its first character.
fn next_content(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with("{:") {
            return start + line.len() - line.trim_start().len();
        }
        start += line.len();
    }
    text.len()
}

fn mask_shortcodes(text: &str, verbatim: &[Range<usize>], bytes: &mut [u8], masked: &mut Masked<'_>) {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("{{").map(|found| at + found) {
        let rest = &text[found..];
        at = found + 2;
        let escaped = text[..found].ends_with('\\');
        if !(rest.starts_with("{{<") || rest.starts_with("{{%")) || escaped || is_verbatim(verbatim, found) {
            continue;
        }
        let (range, token) = shortcode::read(rest);
        let range = found + range.start..found + range.end;
        at = range.end.max(at);
        let piece = match token {
            Err(mistake) => {
                masked.mistakes.push((range, mistake));
                continue;
            }
            Ok(Token::Literal { text }) => Piece::Literal(text),
            Ok(Token::Open {
                name,
                positional,
                named,
            }) => {
                let index = masked.shortcodes.len();
                open.entry(name.clone()).or_default().push(index);
                masked.shortcodes.push(Shortcode {
                    name,
                    positional,
                    named,
                    paired: false,
                    span: range.clone(),
                });
                Piece::Open(index)
            }
            Ok(Token::Close { name }) => match open.get_mut(&name).and_then(Vec::pop) {
                Some(index) => {
                    if let Some(shortcode) = masked.shortcodes.get_mut(index) {
                        shortcode.paired = true;
                    }
                    Piece::Close(index)
                }
                None => {
                    let mistake = Mistake {
                        code: "unopened-shortcode",
                        message: format!("`/{name}` closes a shortcode that was not opened"),
                        hint: "remove it, or open the shortcode before it",
                    };
                    masked.mistakes.push((range, mistake));
                    continue;
                }
            },
        };
        let placeholder_at = place(text, range, bytes);
        masked.tokens.insert(placeholder_at, piece);
    }
}

/// Writes a placeholder over `range`; tells where it starts. One that stands alone on its line, at its start, gets
/// line breaks around it, so that it is a block of its own.
fn place(text: &str, range: Range<usize>, bytes: &mut [u8]) -> usize {
    let starts_line = range.start == 0 || text[..range.start].ends_with('\n');
    let line_end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |newline| range.end + newline);
    let alone =
        starts_line && text[range.end..line_end].trim().is_empty() && !is_inline(&text[range.clone()]);
    let inner = if alone {
        range.start + 1..range.end - 1
    } else {
        range.clone()
    };
    if alone && let Some([first, .., last]) = bytes.get_mut(range) {
        (*first, *last) = (b'\n', b'\n');
    }
    let (open_bytes, close_bytes) = (OPEN.len_utf8(), CLOSE.len_utf8());
    if let Some(target) = bytes.get_mut(inner.clone()) {
        target.fill(b'x');
        if let Some(head) = target.get_mut(..open_bytes) {
            OPEN.encode_utf8(head);
        }
        let tail_at = target.len().saturating_sub(close_bytes);
        if let Some(tail) = target.get_mut(tail_at..) {
            CLOSE.encode_utf8(tail);
        }
    }
    inner.start
}

/// Values stand in a sentence even when they stand alone on a line.
fn is_inline(shortcode: &str) -> bool {
    shortcode[3..].trim_start().starts_with("policy ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, tokens: usize, attributes: usize, mistakes: usize) -> String {
        let masked = mask(text);
        assert_eq!(masked.text.len(), text.len(), "{text}");
        let counts = (
            masked.tokens.len(),
            masked.attributes.len(),
            masked.mistakes.len(),
        );
        assert_eq!(counts, (tokens, attributes, mistakes), "{text}");
        masked.text.into_owned()
    }

    #[test]
    fn shortcodes_become_placeholders_and_code_stays() {
        let text = check(
            "a {{< policy \"x\" >}} b `{{< policy \"x\" >}}` \\{{< y >}}\n",
            1,
            0,
            0,
        );
        assert!(
            text.contains("`{{< policy \"x\" >}}`") && text.contains(OPEN),
            "{text}"
        );
        check("```\n{{< x >}}\n```\n\n    {{< y >}}\n", 0, 0, 0);
        check("{{</* x */>}}", 1, 0, 0);
    }

    #[test]
    fn a_shortcode_alone_on_its_line_is_a_block() {
        assert!(check("text\n{{< a >}}\nmore\n", 1, 0, 0).starts_with("text\n\n\u{e000}"));
        assert!(check("{{< policy \"a\" >}}\n", 1, 0, 0).starts_with(OPEN));
    }

    #[test]
    fn pairs_are_joined_and_strays_found() {
        let masked = mask("{{< a >}}\nx\n{{< b >}}\n{{< /a >}}\n{{< /c >}}\n");
        assert_eq!(
            masked.shortcodes.iter().map(|s| s.paired).collect::<Vec<_>>(),
            [true, false]
        );
        assert_eq!(masked.mistakes.len(), 1);
    }

    #[test]
    fn attribute_lists_know_their_block() {
        let masked = mask("## Title\n{:.no_toc}\n\n{: #next}\n> quote\n\n```\n{: .x}\n```\n- TOC\n{:toc}\n");
        let targets: Vec<Target> = masked.attributes.iter().map(|placed| placed.target).collect();
        assert_eq!(
            targets,
            [Target::EndsAt(8), Target::StartsAt(31), Target::EndsAt(60)]
        );
        assert!(!masked.text.contains("no_toc") && masked.text.contains("{: .x}"));
        check("{::options parse_block_html=\"true\" /}\n", 0, 0, 0);
        assert!(!check("{::comment}\nhidden\n{:/comment}\n", 0, 0, 0).contains("hidden"));
    }
}
