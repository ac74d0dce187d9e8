//! Where in a text the few bytes stand that most of its pieces do not hold, found in one go for the whole text.

use std::ops::Range;

use memchr::{memchr2_iter, memchr3_iter, memmem};

/// Bytes of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<usize>);

impl Marks {
    /// The bytes at which a bare address may be recognised: `://`, `@`, and the dot behind `www`.
    pub(super) fn of_addresses(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_scheme = |at: &usize| bytes[*at] == b'@' || bytes[*at..].starts_with(b"://");
        let mut marks: Vec<usize> = memchr2_iter(b':', b'@', bytes).filter(is_scheme).collect();
        let schemes = marks.len();
        marks.extend(memmem::find_iter(bytes, b"www.").map(|at| at + 3));
        if marks.len() > schemes {
            marks.sort_unstable();
        }
        Self(marks)
    }

    /// The bytes that are escaped in text.
    pub(super) fn to_escape(text: &str) -> Self {
        Self(memchr3_iter(b'<', b'>', b'&', text.as_bytes()).collect())
    }

    /// Whether one of them stands in a range.
    pub(super) fn any_in(&self, range: &Range<usize>) -> bool {
        let next = self.0.partition_point(|at| *at < range.start);
        self.0.get(next).is_some_and(|at| *at < range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_a_mark_or_none() {
        let text = "a: b www.x.y c@d e://f";
        let marks = Marks::of_addresses(text);
        assert_eq!(marks.0, [8, 14, 18]);
        assert!(marks.any_in(&(8..9)) && marks.any_in(&(0..22)));
        assert!(
            !marks.any_in(&(0..8))
                && !marks.any_in(&(9..14))
                && !marks.any_in(&(19..22))
                && !marks.any_in(&(8..8))
        );
        assert!(Marks::to_escape("a & b").any_in(&(0..3)));
    }
}
