//! Aliases (`*name`) repeat a part of the text that has a name (`&name`), and parts that repeat others grow without end:
//! a page of text can mean more than any memory holds.
//!
//! The parser bounds only how often it follows an alias. Here what a text comes to is counted, and counting stops early.

use std::{cell::Cell, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// What a part costs beside the bytes of its text.
const PART: usize = 16;
/// So much may be repeated in any text, be it short.
const ALLOWANCE: usize = 1_000_000;

/// Whether the parts of a text are too many or too large because of its aliases. A text that cannot be parsed is not.
pub(super) fn repeat_too_much(text: &str) -> bool {
    if first(text).is_none() || mark(text, b'&').is_none() {
        return false;
    }
    // What a text without aliases comes to at most: a dash and its blank can open a part, and a line or an item has few others.
    let own = (PART + 2) * (4 * super::parts(text) + text.len() / 3);
    let left = Cell::new(own + 2 * text.len() + ALLOWANCE);
    let is_spent = Cell::new(false);
    let cost = Cost {
        left: &left,
        is_spent: &is_spent,
    };
    let _ = cost.deserialize(serde_yaml::Deserializer::from_str(text));
    is_spent.get()
}

/// Where the first alias of a text stands, or what looks like one.
pub(super) fn first(text: &str) -> Option<usize> {
    mark(text, b'*')
}

/// Where a name behind a mark stands as a part of its own.
fn mark(text: &str, mark: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(mark, bytes).find(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let begins = before.is_none_or(|byte| byte.is_ascii_whitespace() || b"[{,:-?\"'".contains(byte));
        begins && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace())
    })
}

/// Counts what a text comes to, until too much is spent.
#[derive(Clone, Copy)]
struct Cost<'c> {
    left: &'c Cell<usize>,
    is_spent: &'c Cell<bool>,
}

impl Cost<'_> {
    fn spend<E: Error>(self, bytes: usize) -> Result<(), E> {
        match self.left.get().checked_sub(PART + bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.is_spent.set(true);
                Err(E::custom("too much is repeated"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Cost<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cost<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.spend(text.len())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.spend(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.spend(0)?;
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.spend(0)?;
        while entries.next_key_seed(self)?.is_some() {
            entries.next_value_seed(self)?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn what_grows_by_repeating_is_found_at_once() {
        let many = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(20_000), "*a,".repeat(10_000));
        assert!(repeat_too_much(&many));
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(30_000), "*a,".repeat(10_000));
        assert!(repeat_too_much(&long));
        let keys = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(30_000),
            "{*a : 1},".repeat(3_000)
        );
        assert!(repeat_too_much(&keys));
        let mut deep = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            // Writing to a string cannot fail.
            let _ = writeln!(
                deep,
                "a{level}: &a{level} [{}]",
                format!("*a{},", level - 1).repeat(10)
            );
        }
        assert!(repeat_too_much(&deep));
        let tagged = format!(
            "a: &a !t [{}]\nb: [{}]\n",
            "x,".repeat(20_000),
            "*a,".repeat(10_000)
        );
        assert!(repeat_too_much(&tagged));
    }

    #[test]
    fn what_repeats_a_little_or_nothing_at_all_is_not() {
        for text in [
            "a: &a { x: 1 }\nb: *a\n".to_owned(),
            "a: R&D\nb: '*'\n".to_owned(),
            format!("a: &a 1\nb: [*a, {}]\n", "x,".repeat(500_000)),
            format!("a: &a 1\nb: *a\n{}", "- - [{?\n".repeat(100)),
            format!("a: &a 1\nb: *a\nc: [{}]\n", "[],{},\"\",~,".repeat(100_000)),
            format!("a: &a 1\nb: *a\nc: \"{}\"\n", "\\L".repeat(900_000)),
            format!("a: &a 1\nb: *a\nc:\n{}", "- - - x: y\n".repeat(100_000)),
            format!(
                "a: &a 1\nb: *a\nc:\n{}",
                "- - - - - - - - - - - - - - - -\n".repeat(100_000)
            ),
        ] {
            assert!(!repeat_too_much(&text), "{}", text.get(..40).unwrap_or_default());
        }
    }
}
