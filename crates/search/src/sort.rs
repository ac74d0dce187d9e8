//! Putting in order in few bytes of code: the standard library's sorts cost the browser 4 KB for each type.

/// Sorts by heaps; `before` says which of two comes first. Equal items may change places.
pub(crate) fn sort<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    let length = items.len();
    for step in (1..length + length / 2).rev() {
        // First all upper places are made heaps from the last on; then the greatest goes behind the rest, again and again.
        let (mut parent, end) = if step >= length {
            (step - length, length)
        } else {
            items.swap(0, step);
            (0, step)
        };
        loop {
            let mut child = 2 * parent + 1;
            if child + 1 < end && before(&items[child], &items[child + 1]) {
                child += 1;
            }
            if child >= end || !before(&items[parent], &items[child]) {
                break;
            }
            items.swap(parent, child);
            parent = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn everything_comes_in_order(mut items: Vec<u8>) {
            let mut expected = items.clone();
            expected.sort_unstable();
            sort(&mut items, |left, right| left < right);
            assert_eq!(items, expected);
        }
    }
}
