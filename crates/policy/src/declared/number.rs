//! Exact numbers for formulas.
//!
//! Owns the arithmetic of declared calculators: fractions of whole numbers, never rounded unless a formula says so. What
//! would leave the range of 62 bits above or below the line gives `None`, as does a division by zero.

use alloc::string::String;
use core::cmp::Ordering;

use crate::text::push_number;

/// A fraction in lowest terms; the number below the line is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    over: i64,
    under: i64,
}

/// The greatest number above or below the line. Products of two, and sums of two such products, fit 128 bits.
const MOST: u128 = 1 << 62;

/// How a number is brought to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Up,
    Down,
    Half,
}

impl Number {
    pub(super) const ZERO: Self = Self::whole(0);
    pub(super) const ONE: Self = Self::whole(1);

    /// A whole number of at most 62 bits; money, days and counts are far from that.
    pub(super) const fn whole(number: i64) -> Self {
        Self {
            over: number,
            under: 1,
        }
    }

    pub(super) const fn truth(holds: bool) -> Self {
        if holds { Self::ONE } else { Self::ZERO }
    }

    pub(super) fn fraction(over: i128, under: i128) -> Option<Self> {
        if under <= 0 {
            return None;
        }
        let (whole, part) = (over.unsigned_abs(), under.unsigned_abs());
        let (mut greater, mut lesser) = (whole, part);
        while lesser > 1 {
            (greater, lesser) = (lesser, divided(greater, lesser).1);
        }
        // What is left is one where the two have nothing in common, and nothing where the last one divides both.
        let common = if lesser == 0 { greater } else { 1 };
        let (whole, part) = (divided(whole, common).0, divided(part, common).0);
        (whole <= MOST && part <= MOST).then_some(Self {
            over: if over < 0 { -(whole as i64) } else { whole as i64 },
            under: part as i64,
        })
    }

    /// The numbers above and below the line.
    pub(super) const fn parts(self) -> (i64, i64) {
        (self.over, self.under)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Self::fraction(
            product(self.over, other.under) + product(other.over, self.under),
            product(self.under, other.under),
        )
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            over: -other.over,
            under: other.under,
        })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::fraction(product(self.over, other.over), product(self.under, other.under))
    }

    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        let sign = other.over.signum();
        self.times(Self {
            over: other.under * sign,
            under: other.over * sign,
        })
    }

    /// The nearest multiple of a step above zero: the greater or the lesser one, or the nearer one, where half a step
    /// counts away from zero.
    pub(super) fn rounded(self, step: Self, rounding: Rounding) -> Option<Self> {
        let steps = self.divided_by(step)?;
        let under = steps.under.unsigned_abs();
        let (whole, rest) = divided(u128::from(steps.over.unsigned_abs()), u128::from(under));
        let away = match rounding {
            Rounding::Half => rest * 2 >= u128::from(under),
            Rounding::Up => rest > 0 && steps.over > 0,
            Rounding::Down => rest > 0 && steps.over < 0,
        };
        let count = whole as i64 + i64::from(away);
        step.times(Self::whole(if steps.over < 0 { -count } else { count }))
    }

    pub(super) fn order(self, other: Self) -> Ordering {
        product(self.over, other.under).cmp(&product(other.over, self.under))
    }

    /// The number in steps of a part of one, when it is a whole number of them: of hundredths with `parts` 100.
    pub(super) fn in_parts(self, parts: i64) -> Option<i64> {
        let number = self.times(Self::whole(parts))?;
        (number.under == 1).then_some(number.over)
    }

    /// Appends the digits, with a comma before each group of three and the decimals that there are, `least` of them at
    /// least when there are any; a number that never ends is cut.
    pub(super) fn push_digits(self, before: &str, least: usize, text: &mut String) {
        if self.over < 0 {
            text.push('-');
        }
        text.push_str(before);
        let under = u128::from(self.under.unsigned_abs());
        let (whole, mut rest) = divided(u128::from(self.over.unsigned_abs()), under);
        push_number(text, whole as u64, ",");
        let mut places = 0;
        while (rest > 0 && places < MOST_DECIMALS) || (places > 0 && places < least) {
            if places == 0 {
                text.push('.');
            }
            let digit;
            (digit, rest) = divided(rest * 10, under);
            push_number(text, digit as u64, "");
            places += 1;
        }
    }
}

/// The most decimals that are shown.
const MOST_DECIMALS: usize = 12;

// Both are called from many places; a copy at each would be a good part of the compiled calculators.

#[inline(never)]
fn product(one: i64, other: i64) -> i128 {
    i128::from(one) * i128::from(other)
}

/// The quotient and what remains; nothing of a division by zero. Numbers of more than 64 bits are rare, and divided bit by
/// bit: the division of the compiler's own library weighs more than all the rest of this file.
#[inline(never)]
fn divided(number: u128, by: u128) -> (u128, u128) {
    if let (Ok(number), Ok(by)) = (u64::try_from(number), u64::try_from(by)) {
        let quotient = number.checked_div(by).unwrap_or(0);
        return (u128::from(quotient), u128::from(number - quotient * by));
    }
    let (mut left, mut quotient, mut rest) = (number, 0, 0);
    for _ in 0..u128::BITS {
        rest = rest << 1 | left >> (u128::BITS - 1);
        left <<= 1;
        quotient <<= 1;
        if by > 0 && rest >= by {
            rest -= by;
            quotient |= 1;
        }
    }
    (quotient, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(number: i64) -> i128 {
        i128::from(number)
    }

    fn number(over: i64, under: i64) -> Number {
        Number::fraction(wide(over), wide(under)).expect("it is a fraction")
    }

    fn shown(number: Number, least: usize) -> String {
        let mut text = String::new();
        number.push_digits("", least, &mut text);
        text
    }

    proptest! {
        #[test]
        fn sums_products_and_quotients_are_those_of_fractions(
            (a, b) in (-1_000_000_i64..=1_000_000, 1_i64..=10_000),
            (c, d) in (-1_000_000_i64..=1_000_000, 1_i64..=10_000),
        ) {
            let (one, other) = (number(a, b), number(c, d));
            let (wa, wb, wc, wd) = (wide(a), wide(b), wide(c), wide(d));
            let equal = |found: Option<Number>, over: i128, under: i128| {
                found.is_some_and(|found| wide(found.over) * under == over * wide(found.under) && found.under > 0)
            };
            prop_assert!(equal(one.plus(other), wa * wd + wc * wb, wb * wd));
            prop_assert!(equal(one.minus(other), wa * wd - wc * wb, wb * wd));
            prop_assert!(equal(one.times(other), wa * wc, wb * wd));
            if c == 0 {
                prop_assert_eq!(one.divided_by(other), None);
            } else {
                prop_assert!(equal(one.divided_by(other), wa * wd, wb * wc));
            }
            prop_assert_eq!(one.order(other), (wa * wd).cmp(&(wc * wb)));
        }

        #[test]
        fn rounding_stays_within_a_step(
            (a, b) in (-1_000_000_i64..=1_000_000, 1_i64..=10_000),
            (c, d) in (1_i64..=1_000, 1_i64..=100),
        ) {
            let (one, step) = (number(a, b), number(c, d));
            let rounded = |rounding| one.rounded(step, rounding).expect("it is small");
            let (up, down, half) = (rounded(Rounding::Up), rounded(Rounding::Down), rounded(Rounding::Half));
            prop_assert!(down.order(one).is_le() && up.order(one).is_ge());
            prop_assert!(up.minus(step).expect("it is small").order(one).is_lt());
            prop_assert!(down.plus(step).expect("it is small").order(one).is_gt());
            for found in [up, down, half] {
                let steps = found.divided_by(step).expect("a step is above zero");
                prop_assert_eq!(steps.under, 1);
            }
            let away = |found: Number| {
                let distance = found.minus(one).expect("it is small");
                Number { over: distance.over.abs(), under: distance.under }
            };
            let nearer = if away(up).order(away(down)).is_lt() { up } else { down };
            if away(up) != away(down) {
                prop_assert_eq!(half, nearer);
            } else {
                prop_assert_eq!(half, if a < 0 { down } else { up });
            }
        }

        #[test]
        fn large_numbers_are_divided_like_small_ones(number in any::<u128>(), by in 1_u128..1 << 126, bits in 0_u32..126) {
            let by = (by >> bits).max(1);
            prop_assert_eq!(divided(number, by), (number / by, number % by));
        }

        #[test]
        fn nothing_overflows(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
            let made = [(a, b), (c, d)].map(|(over, under)| Number::fraction(wide(over), wide(under)));
            if let [Some(one), Some(other)] = made {
                let _ = (one.plus(other), one.minus(other), one.times(other), one.divided_by(other));
                let _ = (one.order(other), one.in_parts(100));
                for rounding in [Rounding::Up, Rounding::Down, Rounding::Half] {
                    let _ = one.rounded(other, rounding);
                }
                let _ = shown(one, 2);
            }
        }
    }

    #[test]
    fn numbers_are_shown_with_the_decimals_that_there_are() {
        assert_eq!(shown(number(1_234_567, 100), 2), "12,345.67");
        assert_eq!(shown(number(25, 10), 2), "2.50");
        assert_eq!(shown(number(25, 10), 0), "2.5");
        assert_eq!(shown(number(-7, 1), 2), "-7");
        assert_eq!(shown(number(1, 8), 2), "0.125");
    }
}
