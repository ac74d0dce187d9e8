//! Markdown to HTML with holes. The only place that knows the Markdown parser.
//!
//! One pass over the parser's events writes the HTML and collects the facts: headings, anchors, links, images,
//! shortcodes. What depends on other files is left as a hole in the HTML.

mod attributes;
mod autolink;
pub(crate) mod elements;
mod html;
mod marks;
mod mask;
mod output;
mod raw;
mod shortcode;
pub(crate) mod slug;
mod writer;

use pulldown_cmark::Options;

pub(crate) use html::decode_entities;

use crate::{diagnostics::Diagnostic, page::Body};

/// Renders the body that starts at byte `at` of the file. A first heading that repeats `title` is left out.
pub(crate) fn body(
    path: &str,
    text: &str,
    at: usize,
    title: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) -> Body {
    let masked = mask::mask(&text[at..]);
    for (range, mistake) in &masked.mistakes {
        findings.push(
            Diagnostic::error(mistake.code, path, mistake.message.clone())
                .at(at + range.start..at + range.end)
                .hint(mistake.hint),
        );
    }
    writer::write(path, at, &masked, title, findings)
}

/// Whether HTML, or a template of it, starts with an element that cannot stand in a paragraph.
pub(crate) fn starts_block(html: &str) -> bool {
    let mut tags = html.match_indices('<').map(|(at, _)| &html[at + 1..]);
    let first = tags.find(|tag| tag.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    first.is_some_and(|tag| {
        let end = tag.find(|letter: char| !letter.is_ascii_alphanumeric());
        elements::is_block(&tag[..end.unwrap_or(tag.len())])
    })
}

/// Whether the shortcode of this name is a part of a sentence: a policy value, or a number that is meant as it stands.
pub(crate) fn is_inline(shortcode: &str) -> bool {
    matches!(shortcode, "policy" | "number")
}

/// The dialect: CommonMark with GitHub's tables, task lists, strikethrough, footnotes and alerts, smart punctuation and
/// attributes of headings.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}
