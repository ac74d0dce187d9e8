//! Distributions as tables: what lies at which share of real pages, and straight lines between.
//!
//! All whole numbers, so that every machine draws the same.

use fastrand::Rng;

/// One whole: ranks go from 0 to this.
pub(super) const WHOLE: u32 = 1_000_000;

/// Values at rising ranks, the first at 0 and the last at [`WHOLE`].
pub(super) type Spread = &'static [(u32, u32)];

/// Bytes of a page: median 8 KB, a tenth above 29 KB, a hundredth above 80 KB, and some that only point elsewhere.
pub(super) const SIZES: Spread = &[
    (0, 180),
    (25_000, 400),
    (100_000, 2_300),
    (250_000, 4_300),
    (500_000, 8_150),
    (750_000, 16_000),
    (900_000, 29_400),
    (970_000, 54_000),
    (990_000, 80_000),
    (999_000, 180_000),
    (WHOLE, 300_000),
];

/// Headings of a page.
pub(super) const HEADINGS: Spread = &[
    (0, 0),
    (100_000, 2),
    (250_000, 5),
    (500_000, 10),
    (750_000, 18),
    (900_000, 30),
    (990_000, 80),
    (WHOLE, 200),
];

/// Links of a page.
pub(super) const LINKS: Spread = &[
    (0, 0),
    (100_000, 1),
    (250_000, 4),
    (500_000, 12),
    (750_000, 28),
    (900_000, 66),
    (990_000, 200),
    (WHOLE, 560),
];

/// How much of a section's pages fall to it, beside its siblings: most sections are small, few are broad.
pub(super) const BREADTHS: Spread = &[(0, 1), (600_000, 4), (900_000, 14), (990_000, 60), (WHOLE, 134)];

/// The value at a rank.
pub(super) fn at(spread: Spread, rank: u32) -> u32 {
    let after = spread.partition_point(|(place, _)| *place <= rank);
    let below = after.checked_sub(1).and_then(|index| spread.get(index));
    match (below, spread.get(after)) {
        (Some((from, low)), Some((to, high))) => {
            let share = u64::from(high - low) * u64::from(rank - from) / u64::from(to - from);
            low + u32::try_from(share).unwrap_or_default()
        }
        (Some((_, value)), None) | (None, Some((_, value))) => *value,
        (None, None) => 0,
    }
}

/// A rank drawn evenly.
pub(super) fn rank(rng: &mut Rng) -> u32 {
    rng.u32(0..=WHOLE)
}

/// A rank near another, drawn so that ranks as a whole stay even: what would leave the range is thrown back into it.
pub(super) fn near(rng: &mut Rng, rank: u32, distance: u32) -> u32 {
    let shifted = i64::from(rank) + rng.i64(-i64::from(distance)..=i64::from(distance));
    let whole = i64::from(WHOLE);
    let inside = match shifted {
        low if low < 0 => -low,
        high if high > whole => 2 * whole - high,
        inside => inside,
    };
    u32::try_from(inside.clamp(0, whole)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_places_lies_a_straight_line() {
        assert_eq!(at(SIZES, 0), 180);
        assert_eq!(at(SIZES, 500_000), 8_150);
        assert_eq!(at(SIZES, 625_000), 12_075);
        assert_eq!(at(SIZES, WHOLE), 300_000);
    }

    #[test]
    fn a_rank_near_another_stays_in_the_range() {
        let mut rng = Rng::with_seed(1);
        for start in [0, 10, WHOLE / 2, WHOLE] {
            for _ in 0..100 {
                assert!(near(&mut rng, start, 300_000) <= WHOLE);
            }
        }
    }
}
