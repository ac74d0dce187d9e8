//! Prepares Markdown for the parser: takes shortcodes and attribute lists out of the text without moving a byte.
//!
//! A shortcode becomes a placeholder of the same length, made of a private-use character and filler; an attribute list
//! on a line of its own becomes blanks. So every byte range that the parser reports is a range of the author's file.

mod kramdown;
mod shortcodes;

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use memchr::memchr_iter;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{attributes::Attributes, shortcode::Mistake};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The block that ends at this byte.
    EndOf(usize),
    /// The block that starts at this byte.
    StartOf(usize),
    /// The list item that starts at this byte.
    Item(usize),
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
    let mut has_shortcodes = false;
    let mut has_attributes = false;
    for brace in memchr_iter(b'{', text.as_bytes()) {
        let rest = &text[brace + 1..];
        has_shortcodes |= rest.starts_with("{<") || rest.starts_with("{%");
        has_attributes |= rest.starts_with(':');
    }
    if !has_shortcodes && !has_attributes {
        return masked;
    }
    let mut verbatim = verbatim_ranges(text);
    let mut bytes = text.as_bytes().to_vec();
    if has_attributes {
        let hidden = kramdown::mask_extensions(text, &verbatim, &mut bytes, &mut masked);
        verbatim = joined(verbatim.into_iter().chain(hidden).collect());
        kramdown::mask_attributes(text, &verbatim, &mut bytes, &mut masked);
    }
    if has_shortcodes {
        shortcodes::mask(text, &verbatim, &mut bytes, &mut masked);
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
            Event::InlineHtml(html) if html.starts_with("<!--") => ranges.push(range),
            Event::Start(Tag::HtmlBlock) => ranges.extend(comments(text, range)),
            _ => {}
        }
    }
    joined(ranges)
}

/// The comments in a block of raw HTML.
fn comments(text: &str, block: Range<usize>) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = block.start;
    while let Some(start) = text[at..block.end].find("<!--").map(|found| at + found) {
        let end = text[start..block.end]
            .find("-->")
            .map_or(block.end, |found| start + found);
        comments.push(start..end);
        at = end.max(start + 4).min(block.end);
    }
    comments
}

/// Ranges in order, those that overlap as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, range| {
        let overlaps = next.start < range.end;
        if overlaps {
            range.end = range.end.max(next.end);
        }
        overlaps
    });
    ranges
}

fn is_verbatim(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && ranges.get(after - 1).is_some_and(|range| at < range.end)
}

/// Fills a range with blanks; line breaks stay.
fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in bytes.get_mut(range).into_iter().flatten() {
        if !matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// Writes a placeholder over a range, which has to be long enough for its two ends.
fn fill(bytes: &mut [u8], range: Range<usize>) {
    let Some(target) = bytes.get_mut(range) else {
        return;
    };
    target.fill(b'x');
    if let Some(head) = target.get_mut(..OPEN.len_utf8()) {
        OPEN.encode_utf8(head);
    }
    let tail_at = target.len().saturating_sub(CLOSE.len_utf8());
    if let Some(tail) = target.get_mut(tail_at..) {
        CLOSE.encode_utf8(tail);
    }
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
            [Target::EndOf(8), Target::StartOf(31), Target::EndOf(60)]
        );
        assert!(!masked.text.contains("no_toc") && masked.text.contains("{: .x}"));
        check("{::options parse_block_html=\"true\" /}\n", 0, 0, 0);
        assert!(!check("{::comment}\nhidden\n{:/comment}\n", 0, 0, 0).contains("hidden"));
    }
}
