//! Takes kramdown's own markup out of the text: attribute lists, comments, options.

use std::ops::Range;

use super::{Masked, Piece, Placed, Target, blank, fill, is_verbatim};
use crate::markdown::{
    attributes::Attributes,
    mask::{CLOSE, OPEN},
};

/// A mark longer than this is none.
const LONGEST: usize = 400;
/// The shortest text that a placeholder fits over.
const SHORTEST: usize = OPEN.len_utf8() + CLOSE.len_utf8();

/// Masks comments with what they hold, and the marks of options and of text without Markdown; tells where comments are.
pub(super) fn mask_extensions(
    text: &str,
    verbatim: &[Range<usize>],
    bytes: &mut [u8],
    masked: &mut Masked<'_>,
) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut may_end = true;
    let mut at = 0;
    while let Some(start) = text[at..].find("{:").map(|found| at + found) {
        at = start + 2;
        let mark = &text[start..text.floor_char_boundary(start + LONGEST)];
        let line = mark.lines().next().unwrap_or_default();
        let close = line.find('}').filter(|_| line[2..].starts_with([':', '/']));
        let Some(close) = close.filter(|_| !is_verbatim(verbatim, start)) else {
            continue;
        };
        let is_comment = line.starts_with("{::comment") && !line[..close].ends_with('/');
        let end = match is_comment && may_end {
            true => end_of_comment(text, start + close),
            false => None,
        };
        may_end &= !is_comment || end.is_some();
        let range = start..end.unwrap_or(start + close + 1);
        at = range.end;
        hide(text, range.clone(), bytes, masked);
        if end.is_some() {
            comments.push(range);
        }
    }
    comments
}

fn end_of_comment(text: &str, from: usize) -> Option<usize> {
    let ends = ["{:/comment}", "{:/}"].into_iter().filter_map(|mark| {
        let found = text[from..].find(mark)?;
        Some(from + found + mark.len())
    });
    ends.min()
}

/// Makes a range vanish: by blanks where it fills its lines, else by a placeholder that stands for nothing.
fn hide(text: &str, range: Range<usize>, bytes: &mut [u8], masked: &mut Masked<'_>) {
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let after = text[range.end..].split('\n').next().unwrap_or_default();
    let alone = before.trim_matches([' ', '\t', '>']).is_empty() && after.trim().is_empty();
    if alone || range.len() < SHORTEST || text[range.clone()].contains('\n') {
        blank(bytes, range);
    } else {
        masked.tokens.insert(range.start, Piece::Literal(String::new()));
        fill(bytes, range);
    }
}

/// Masks attribute lists on lines of their own and those that start a list item.
pub(super) fn mask_attributes(
    text: &str,
    verbatim: &[Range<usize>],
    bytes: &mut [u8],
    masked: &mut Masked<'_>,
) {
    let mut start = 0;
    let mut previous: Option<Range<usize>> = None;
    let mut waiting = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let at = start + line.len() - content.len();
        let content = content.trim_end();
        let own = at..at + content.len();
        let line_start = start;
        start += line.len();
        if content.is_empty() {
            previous = None;
            continue;
        }
        let Some(inner) = list_alone(content).filter(|_| !is_verbatim(verbatim, at)) else {
            for placed in masked.attributes.iter_mut().skip(waiting) {
                if matches!(placed.target, Target::StartOf(_)) {
                    let quoted = text[line_start..at].contains('>') && placed.column == at - line_start;
                    let indent = line.len() - line.trim_start().len();
                    placed.target = Target::StartOf(if quoted { at } else { line_start + indent });
                }
            }
            mask_item_attributes(text, own.clone(), verbatim, bytes, masked);
            waiting = masked.attributes.len();
            previous = Some(own);
            continue;
        };
        if inner.starts_with([':', '/']) {
            continue;
        }
        let above = previous.clone();
        match above.filter(|above| stays_tight(text, above, start)) {
            Some(above) => {
                if let Some(between) = bytes.get_mut(above.end..own.end) {
                    between.fill(b' ');
                }
            }
            None => blank(bytes, own),
        }
        if !is_definition(inner) {
            masked.attributes.push(Placed {
                attributes: Attributes::parse(inner),
                column: at - line_start,
                target: match &previous {
                    Some(above) => Target::EndOf(above.end),
                    None => Target::StartOf(text.len()),
                },
            });
        }
    }
}

/// What stands in an attribute list that fills its line.
fn list_alone(content: &str) -> Option<&str> {
    let inner = content.strip_prefix("{:")?.strip_suffix('}')?;
    (!inner.contains('}')).then_some(inner)
}

/// Whether it gives a list a name, to be used elsewhere: `{:name: .class}`.
fn is_definition(inner: &str) -> bool {
    let name = inner.split(':').next().unwrap_or_default();
    name.len() < inner.len()
        && !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Whether a blank line in place of an attribute list would set the items of a list apart: the list stands between
/// the line `above`, which belongs to a list, and an item that starts at byte `below`.
fn stays_tight(text: &str, above: &Range<usize>, below: usize) -> bool {
    let line_start = text[..above.start].rfind('\n').map_or(0, |newline| newline + 1);
    let in_list = above.start >= line_start + 2 || item_marker(&text[above.clone()]).is_some();
    let next = text[below..].split('\n').next().unwrap_or_default();
    in_list && item_marker(next.trim_start_matches([' ', '\t', '>'])).is_some()
}

/// The length of the marker that makes a line an item of a list, with the blanks behind it.
fn item_marker(content: &str) -> Option<usize> {
    let rest = match content.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let rest = content.trim_start_matches(|letter: char| letter.is_ascii_digit());
            (1..=9).contains(&(content.len() - rest.len())).then_some(())?;
            rest.strip_prefix(['.', ')'])?
        }
    };
    let text = rest.trim_start_matches(' ');
    (text.len() < rest.len()).then_some(content.len() - text.len())
}

/// An attribute list as the first thing in a list item belongs to the item: `- {: .x} text`.
fn mask_item_attributes(
    text: &str,
    line: Range<usize>,
    verbatim: &[Range<usize>],
    bytes: &mut [u8],
    masked: &mut Masked<'_>,
) {
    let content = &text[line.clone()];
    let Some(marker) = item_marker(content) else {
        return;
    };
    let at = line.start + marker;
    let list = content[marker..].strip_prefix("{:");
    let inner = list.and_then(|list| list.get(..list.find('}')?));
    let Some(inner) = inner.filter(|inner| !inner.starts_with([':', '/']) && !is_verbatim(verbatim, at))
    else {
        return;
    };
    let end = at + inner.len() + 3;
    let range = at..end + text[end..].len() - text[end..].trim_start_matches(' ').len();
    masked.attributes.push(Placed {
        attributes: Attributes::parse(inner),
        column: 0,
        target: Target::Item(line.start),
    });
    if range.len() < SHORTEST {
        blank(bytes, range);
    } else {
        masked.tokens.insert(range.start, Piece::Literal(String::new()));
        fill(bytes, range);
    }
}
