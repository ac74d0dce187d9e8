//! Where each value stands in the files, for findings about it and for the link to edit it.

use std::{collections::BTreeMap, ops::Range};

use crate::{source::Source, yaml};

/// Where a value stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file, relative to the project.
    pub(crate) path: String,
    /// Its key.
    pub(crate) key: Range<usize>,
    /// Its source.
    pub(crate) source: Range<usize>,
    /// The day of its next review.
    pub(crate) review_by: Range<usize>,
}

/// The places of all values that the files name, sound or not, by key; a file that is no YAML has none.
pub(crate) fn places(source: &Source) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    for file in &source.policy {
        let Ok(document) = yaml::parse(&file.path, &file.text) else {
            continue;
        };
        for key in document.root.keys().filter_map(yaml::scalar) {
            let place = Place {
                path: file.path.clone(),
                key: document.span(&[&key]),
                source: document.span(&[&key, "source"]),
                review_by: document.span(&[&key, "review_by"]),
            };
            places.entry(key).or_insert(place);
        }
    }
    places
}
