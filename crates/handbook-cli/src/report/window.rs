//! The lines of a file that a finding is drawn on: enough to see the mistake, never the whole file.

use std::ops::Range;

/// Findings over more lines than this are drawn on their first line alone.
const MOST_LINES: usize = 6;

/// Some whole lines of a file, and the mistake in them.
pub(super) struct Window<'a> {
    /// The lines.
    pub(super) text: &'a str,
    /// The number of the first line, from 1.
    pub(super) line: usize,
    /// The mistake, in bytes of the lines.
    pub(super) span: Range<usize>,
}

/// The lines around `span`. A span past the end, inside a character or the wrong way round is moved to the nearest
/// place, and line breaks at its end do not count.
pub(super) fn around<'a>(text: &'a str, span: &Range<usize>) -> Window<'a> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let mut end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    end = start + text[start..end].trim_end_matches(['\n', '\r']).len();
    if text[start..end].matches('\n').count() >= MOST_LINES {
        end = line_end(text, start);
    }
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = line_end(text, end);
    Window {
        text: &text[from..to],
        line: text[..from].matches('\n').count() + 1,
        span: start - from..end - from,
    }
}

fn line_end(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |newline| offset + newline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Range<usize>, expected: (&str, usize, Range<usize>)) {
        let window = around(text, &span);
        assert_eq!((window.text, window.line, window.span), expected);
    }

    #[test]
    fn a_window_is_whole_lines_around_the_mistake() {
        check("a\nbcd\ne", 3..4, ("bcd", 2, 1..2));
        check("a\nbcd\ne", 3..7, ("bcd\ne", 2, 1..5));
        check("a\nbcd\n", 2..6, ("bcd", 2, 0..3));
        check("a\n", 2..2, ("", 2, 0..0));
    }

    #[test]
    fn an_impossible_place_becomes_the_nearest_one() {
        check("日本", 1..4, ("日本", 1, 0..6));
        check("ab", 9..12, ("ab", 1, 2..2));
        let reversed = Range { start: 1, end: 0 };
        check("ab", reversed, ("ab", 1, 1..1));
    }

    #[test]
    fn a_mistake_over_many_lines_is_drawn_on_its_first() {
        check("a\nb\nc\nd\ne\nf\ng\nh\n", 0..15, ("a", 1, 0..1));
    }
}
