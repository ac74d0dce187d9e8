//! Few numbers out of several runs.

use serde::Serialize;

/// The middle of several measurements, and how far they lie apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

/// The spread of some measurements; all zero when there are none.
pub(super) fn spread(values: impl IntoIterator<Item = f64>) -> Spread {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or_default();
    let (half, odd) = (values.len() / 2, values.len() % 2 == 1);
    Spread {
        median: if odd {
            at(half)
        } else {
            f64::midpoint(at(half.saturating_sub(1)), at(half))
        },
        least: at(0),
        most: values.last().copied().unwrap_or_default(),
    }
}

/// A number with three digits that count, as people write it.
pub(super) fn digits(value: f64) -> String {
    match value.abs() {
        large if large >= 99.95 => format!("{value:.0}"),
        middle if middle >= 9.995 => format!("{value:.1}"),
        small if small >= 0.995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_two() {
        let of = |values: &[f64]| spread(values.iter().copied());
        assert_eq!(
            of(&[3.0, 1.0, 9.0]),
            Spread {
                median: 3.0,
                least: 1.0,
                most: 9.0
            }
        );
        assert!((of(&[1.0, 2.0, 4.0, 9.0]).median - 3.0).abs() < f64::EPSILON);
        assert_eq!(of(&[]), Spread::default());
    }

    #[test]
    fn numbers_have_three_digits_that_count() {
        assert_eq!(
            [0.01234, 1.0, 12.34, 123.4].map(digits),
            ["0.012", "1.00", "12.3", "123"]
        );
    }
}
