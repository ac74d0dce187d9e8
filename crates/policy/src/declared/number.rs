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
const MOST: i128 = 1 << 62;

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
        let mut greater = over.unsigned_abs();
        let mut lesser = under.unsigned_abs();
        if under <= 0 {
            return None;
        }
        if under != 1 {
            while lesser != 0 {
                (greater, lesser) = (lesser, greater % lesser);
            }
        } else {
            greater = 1;
        }
        let common = greater as i128;
        let (over, under) = (over / common, under / common);
        let fits = (-MOST..=MOST).contains(&over) && under <= MOST;
        fits.then_some(Self {
            over: over as i64,
            under: under as i64,
        })
    }

    /// The numbers above and below the line.
    pub(super) const fn parts(self) -> (i64, i64) {
        (self.over, self.under)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Self::fraction(
            wide(self.over) * wide(other.under) + wide(other.over) * wide(self.under),
            wide(self.under) * wide(other.under),
        )
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            over: -other.over,
            under: other.under,
        })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::fraction(
            wide(self.over) * wide(other.over),
            wide(self.under) * wide(other.under),
        )
    }

    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        let sign = wide(other.over.signum());
        Self::fraction(
            wide(self.over) * wide(other.under) * sign,
            wide(self.under) * wide(other.over) * sign,
        )
    }

    /// The nearest multiple of a step above zero: the greater or the lesser one, or the nearer one, where half a step
    /// counts away from zero.
    pub(super) fn rounded(self, step: Self, rounding: Rounding) -> Option<Self> {
        let over = wide(self.over) * wide(step.under);
        let under = wide(self.under) * wide(step.over);
        if under <= 0 {
            return None;
        }
        let whole = over.div_euclid(under);
        let rest = over - whole * under;
        let up = match rounding {
            Rounding::Up => rest > 0,
            Rounding::Down => false,
            Rounding::Half if over < 0 => rest * 2 > under,
            Rounding::Half => rest * 2 >= under,
        };
        let count = whole + i128::from(up);
        if count.unsigned_abs() > MOST as u128 {
            return None;
        }
        Self::fraction(count * wide(step.over), wide(step.under))
    }

    pub(super) fn order(self, other: Self) -> Ordering {
        (wide(self.over) * wide(other.under)).cmp(&(wide(other.over) * wide(self.under)))
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
        let over = self.over.unsigned_abs();
        let under = self.under.unsigned_abs();
        let whole = over.checked_div(under).unwrap_or(0);
        push_number(text, whole, ",");
        let mut rest = over - whole * under;
        let mut places = 0;
        while (rest > 0 && places < MOST_DECIMALS) || (places > 0 && places < least) {
            if places == 0 {
                text.push('.');
            }
            let digit = (u128::from(rest) * 10)
                .checked_div(u128::from(under))
                .unwrap_or(0) as u64;
            push_number(text, digit, "");
            rest = (u128::from(rest) * 10 - u128::from(digit) * u128::from(under)) as u64;
            places += 1;
        }
    }
}

/// The most decimals that are shown.
const MOST_DECIMALS: usize = 12;

const fn wide(number: i64) -> i128 {
    number as i128
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
