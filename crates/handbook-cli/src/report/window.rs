//! The lines of a file that a finding is drawn on: enough to see the mistake, never the whole file.

use std::ops::Range;

use handbook::diagnostics::Lines;

/// Findings over more lines than this are drawn on their first line alone.
const MOST_LINES: usize = 6;
/// Of lines with more bytes than this only a part is drawn.
const LONG: usize = 20_000;
/// So many bytes before a mistake in them and behind it.
const AROUND: usize = 1_000;

/// Some whole lines of a file, and the mistake in them.
pub(super) struct Window<'a> {
    /// The lines.
    pub(super) text: &'a str,
    /// The number of the first line, from 1.
    pub(super) line: usize,
    /// The mistake, in bytes of the lines.
    pub(super) span: Range<usize>,
    /// Whether its lines lack their beginning or their end.
    pub(super) is_cut: bool,
}

/// The lines around `span`. A span past the end, inside a character or the wrong way round is moved to the nearest
/// place, and line breaks at its end do not count. Of a line without end only what is near is taken.
pub(super) fn around<'a>(lines: &Lines<'a>, span: &Range<usize>) -> Window<'a> {
    let text = lines.text();
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let mut end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    end = start + text[start..end].trim_end_matches(['\n', '\r']).len();
    if text[start..end].matches('\n').nth(MOST_LINES - 1).is_some() {
        end = line_end(text, start);
    }
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = line_end(text, end);
    let is_long = to - from > LONG;
    let (from, to) = match is_long {
        true => (
            from.max(text.floor_char_boundary(start.saturating_sub(AROUND))),
            to.min(text.ceil_char_boundary((end + AROUND).min(text.len()))),
        ),
        false => (from, to),
    };
    Window {
        text: &text[from..to],
        line: lines.line(from),
        span: start - from..end - from,
        is_cut: is_long,
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
        let window = around(&Lines::new(text), &span);
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
