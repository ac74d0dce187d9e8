//! Building the index: the terms of each page by itself, then all files from those.

mod files;
mod terms;
mod words;

pub use files::{File, Files, Index, Rule};
pub use terms::{Page, PageTerms};
pub use words::Words;

/// Fields of a page, in this order wherever there is one number for each.
pub(crate) const FIELD_COUNT: usize = 3;
pub(crate) const TITLE: usize = 0;
pub(crate) const HEADINGS: usize = 1;
pub(crate) const BODY: usize = 2;
