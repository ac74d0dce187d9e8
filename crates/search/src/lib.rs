//! Search in a handbook without a server: words are cut, indexed and asked for.
//!
//! It cannot reach the world: it reads and fetches nothing, and knows nothing of how pages are written. What is built is
//! a small entry and many small files; who asks fetches the entry and then the few files that a question needs.
//!
//! # Building (feature `index`, native)
//! ```
//! use search::{Files, Kind, Page, PageTerms, Rule, Section, Words};
//!
//! let mut words = Words::default(); // one for each thread
//! let sections = [Section { anchor: "renewals", heading: "Renewals", level: 2, text: "Close the deal in time." }];
//! let page = Page { address: "/sales/", title: "Sales", area: "Sales", sections: &sections, ..Page::default() };
//! let (terms, fragments) = PageTerms::of(&page, &mut words); // of one page alone: to be kept while it stays the same
//! let files = Files::of(&[&terms], &[Rule { from: "OCF", to: "Opportunity Consult" }])?;
//! # assert!(fragments[0].name.starts_with("f/"));
//! # assert_eq!(files.entry.name, search::ENTRY);
//! # Ok::<(), search::Damaged>(())
//! ```
//! Write `fragments`, `files.entry` and `files.others` under one folder with the names they have. All but the entry may be
//! kept for ever by browsers, and must not be renamed: their names are made from the entry and the tables.
//! Pages of one section belong next to each other. Files with the same name have the same bytes.
//!
//! # Asking (native and in the browser)
//! ```
//! # use search::{decompose, Files, Page, PageTerms, Search, Words};
//! # let page = Page { address: "/sales/", title: "Sales", ..Page::default() };
//! # let (terms, fragments) = PageTerms::of(&page, &mut Words::default());
//! # let built = Files::of(&[&terms], &[])?;
//! # let files: std::collections::HashMap<_, _> =
//! #     built.others.into_iter().chain(fragments).map(|file| (file.name, file.bytes)).collect();
//! let mut search = Search::new(&built.entry.bytes, decompose)?; // once, with the bytes of the entry
//! search.show(8, 3); // titles of eight hits, excerpts of three; `show(8, 0)` while keys follow each other fast
//! search.ask("sal", true, None); // at each keystroke
//! loop {
//!     let names = search.needs(); // all may be fetched at once; drop the answer when another question was asked since
//!     if names.is_empty() {
//!         break;
//!     }
//!     for name in names {
//!         search.give(&name, files.get(&name).cloned()).ok(); // `None`: could not be fetched
//!     }
//! }
//! let hit = search.hits()[0];
//! assert_eq!(search.about(hit.page).map(|about| about.address), Some("/sales/"));
//! let excerpt = search.excerpt(&hit, 180); // of the first three: heading, anchor, text, what to mark
//! # assert!(excerpt.is_some());
//! let marks = search.marks("Sales"); // of titles and headings
//! # assert_eq!(marks, [0..5]);
//! # Ok::<(), search::Damaged>(())
//! ```
//! Hits are there before tables and excerpts are, so a list can be drawn after every `give`. A word that is found nowhere brings
//! [`Search::corrections`]. In a browser the second argument of [`Search::new`] calls `normalize("NFKD").toLowerCase()` of the browser.
//!
//! Pages with all words come before pages with some. Of scripts without spaces, a run of two characters finds just the
//! pages that hold it. A longer run finds pages that hold all its pairs (or three in five, after those); where excerpts are
//! wanted, those whose text has the run itself come first, so 東京都 on a page with 東京 here and 京都 there comes behind.

#![cfg_attr(not(any(test, feature = "index")), no_std)]

extern crate alloc;

mod asking;
mod bytes;
pub mod cut;
mod entry;
mod excerpt;
mod fold;
#[cfg(feature = "index")]
mod index;
mod pages;
mod query;
mod shard;
mod sort;
mod stem;
mod vocabulary;

pub use asking::{Correction, Hit, Search};
pub use bytes::Damaged;
pub use entry::ENTRY;
pub use excerpt::Excerpt;
pub use fold::Decompose;
#[cfg(feature = "index")]
pub use fold::decompose;
#[cfg(feature = "index")]
pub use index::{File, Files, Index, Page, PageTerms, Rule, Words};
#[cfg(feature = "index")]
pub use pages::on_one_line;
pub use pages::{About, Kind, Section};
