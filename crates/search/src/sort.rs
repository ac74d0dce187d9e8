//! Putting in order in few bytes of code: the standard library's sorts cost the browser 4 KB for each type.

/// Sorts by heaps, the least key first. Items with the same key may change places.
pub(crate) fn sort<T>(items: &mut [T], key: fn(&T) -> u64) {
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
            if child + 1 < end && key(&items[child]) < key(&items[child + 1]) {
                child += 1;
            }
            if child >= end || key(&items[parent]) >= key(&items[child]) {
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
            sort(&mut items, |item| u64::from(*item));
            proptest::prop_assert_eq!(items, expected);
        }
    }
}
