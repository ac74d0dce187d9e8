//! What was found, as lines of text.

use alloc::string::String;
use core::ops::Range;

use search::{Hit, Kind, Search};

use crate::Asked;

/// About how many bytes of text are shown of a page.
const EXCERPT: usize = 180;
const MARK: char = '\u{2}';
const MARK_END: char = '\u{3}';

pub(crate) fn results(Asked { search, text }: &Asked, most: usize) -> String {
    let mut lines = String::from("n");
    number_field(&mut lines, search.hits().len());
    number_field(&mut lines, usize::from(search.is_whole()));
    for correction in search.corrections() {
        lines.push_str("\nc");
        field(&mut lines, text.get(correction.range.clone()).unwrap_or_default());
        number_field(&mut lines, usize::from(correction.tried));
        correction.words.iter().for_each(|word| field(&mut lines, word));
    }
    for hit in search.hits().iter().take(most) {
        add(&mut lines, search, hit);
    }
    lines
}

/// Adds the line of a page, unless its table is still to come.
fn add(lines: &mut String, search: &Search, hit: &Hit) {
    let Some(about) = search.about(hit.page) else {
        return;
    };
    let excerpt = search.excerpt(hit, EXCERPT);
    lines.push('\n');
    lines.push(letter(about.kind));
    field(lines, about.address);
    if let Some(excerpt) = excerpt.as_ref().filter(|excerpt| !excerpt.anchor.is_empty()) {
        lines.push('#');
        lines.push_str(excerpt.anchor);
    }
    marked(lines, about.title, &search.marks(about.title));
    field(lines, search.area(hit.page).unwrap_or_default());
    field(lines, about.amount);
    let Some(excerpt) = excerpt else {
        lines.push_str("\t\t");
        return;
    };
    marked(lines, excerpt.heading, &search.marks(excerpt.heading));
    if excerpt.text.is_empty() {
        marked(lines, excerpt.summary, &search.marks(excerpt.summary));
        return;
    }
    marked(lines, excerpt.text, &excerpt.marks);
    if excerpt.goes_on.1 {
        lines.push('…');
    }
}

fn letter(kind: Kind) -> char {
    match kind {
        Kind::Page => 'p',
        Kind::Value => 'v',
        Kind::Glossary => 'g',
    }
}

fn number_field(lines: &mut String, field: usize) {
    lines.push('\t');
    number(lines, field);
}

/// Writes digits without the machinery that formats everything.
fn number(lines: &mut String, number: usize) {
    if number > 9 {
        self::number(lines, number / 10);
    }
    lines.push(char::from(b'0' + (number % 10) as u8));
}

fn field(lines: &mut String, text: &str) {
    lines.push('\t');
    plain(lines, text);
}

fn marked(lines: &mut String, text: &str, marks: &[Range<usize>]) {
    field(lines, "");
    let mut rest = 0;
    for mark in marks {
        plain(lines, text.get(rest..mark.start).unwrap_or_default());
        lines.push(MARK);
        plain(lines, text.get(mark.clone()).unwrap_or_default());
        lines.push(MARK_END);
        rest = mark.end;
    }
    plain(lines, text.get(rest..).unwrap_or_default());
}

/// Adds a text without what parts lines, fields and marks.
fn plain(lines: &mut String, text: &str) {
    text.chars()
        .filter(|character| *character >= ' ')
        .for_each(|character| lines.push(character));
}
