//! Where each value stands in the files, for findings about it and for the link to edit it.

use std::{collections::BTreeMap, ops::Range};

use super::calculators;
use crate::yaml::{self, Document};

/// Where a value stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file, relative to the project.
    pub(crate) path: String,
    /// Its key.
    pub(crate) key: Range<usize>,
    /// Its source.
    pub(crate) source: Range<usize>,
    /// Who answers for it.
    pub(crate) owner: Range<usize>,
    /// The day of its next review.
    pub(crate) review_by: Range<usize>,
}

/// The places of all values that the files name, sound or not, by key.
pub(super) fn places(documents: &[Document<'_>]) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    for document in documents {
        let keys = document.root.keys().filter_map(yaml::scalar);
        for key in keys.filter(|key| key != calculators::KEY) {
            let place = Place {
                path: document.path.to_owned(),
                key: document.span(&[&key]),
                source: document.span(&[&key, "source"]),
                owner: document.span(&[&key, "owner"]),
                review_by: document.span(&[&key, "review_by"]),
            };
            places.entry(key).or_insert(place);
        }
    }
    places
}
