//! The browser's door to the search crate: takes what was typed and files of the index, gives pages that were found, and says
//! which calculator is asked what.
//!
//! It fetches nothing and draws nothing. A page calls [`open`] with the entry of the index, then [`ask`] at each
//! keystroke, and as long as [`needs`] names files, [`give`]s them; [`results`] may be called after each file. All texts
//! go over as a few long strings of lines.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod lines;
mod platform;
#[cfg(target_family = "wasm")]
mod runtime;

use alloc::{string::String, vec::Vec};

use policy::{
    Moment,
    question::{self, Known, Language},
};
use search::Search;
use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

/// An index, and what was typed.
pub(crate) struct Asked {
    pub(crate) search: Search,
    pub(crate) text: String,
}

static ASKED: Mutex<Option<Asked>> = Mutex::new(None);

/// Reads the entry of an index and forgets everything of another one. Returns a line that says `o`, and the sections of the
/// site, one a line; nothing at all when these bytes are no entry of this version.
#[wasm_bindgen]
pub fn open(entry: &[u8]) -> String {
    let mut lines = String::new();
    let opened = Search::new(entry, platform::decompose).ok();
    if let Some(search) = &opened {
        lines.push('o');
        for area in search.areas() {
            lines.push('\n');
            lines.push_str(area);
        }
    }
    let text = String::new();
    *ASKED.lock() = opened.map(|search| Asked { search, text });
    lines
}

/// Asks anew: the last word may go on. `area` is the number of a line of [`open`]; a number below 0 means all sections.
/// `hits` is of how many pages the titles are wanted, `excerpts` of how many of those the excerpts; to want more, ask again.
#[wasm_bindgen]
pub fn ask(text: &str, area: i32, hits: u32, excerpts: u32) {
    with(|asked| {
        asked.text = text.into();
        asked.search.ask(text, true, usize::try_from(area).ok());
        asked.search.show(hits as usize, excerpts as usize);
    });
}

/// The names of the files to give next, one a line, all of which may be fetched at the same time; empty when all is there.
#[wasm_bindgen]
pub fn needs() -> String {
    with(|asked| asked.search.needs().join("\n"))
}

/// Gives a file. One whose bytes are not those that its name tells of counts as missing, so no bytes at all are given for what
/// could not be fetched.
#[wasm_bindgen]
pub fn give(name: &str, bytes: Vec<u8>) {
    with(|asked| asked.search.give(name, Some(bytes)).unwrap_or_default());
}

/// What is found so far, a line for each thing, its fields parted by tabs. The first is `n`, how many pages are found and
/// whether every file could be fetched (`1` or `0`). Then words that are found nowhere: `c`, the word, whether others were looked for in
/// its place (`1` or `0`), those others. Then the first `hits` pages: the letter of its kind (`p` page, `v` value, `g`
/// glossary), address with anchor, title, section of the site, amount, heading, excerpt or summary. In titles, headings and excerpts the
/// words of the question stand between `U+0002` and `U+0003`.
#[wasm_bindgen]
pub fn results(hits: u32) -> String {
    with(|asked| lines::results(asked, hits as usize))
}

static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// Takes what the calculators are asked by: a line with the name of the file of their values, then the lines of
/// [`policy::question::encode`]. Returns that name.
#[wasm_bindgen]
pub fn know(questions: &str) -> String {
    let (values, rest) = questions.split_once('\n').unwrap_or_default();
    *KNOWN.lock() = question::decode(rest);
    values.into()
}

/// Reads a text as a question to a calculator at a moment, such as `2020-04-22T16:59`. Returns the lines of
/// [`Reading`](policy::question::Reading) with address and title of the calculator in the first; empty where it is none.
#[wasm_bindgen]
pub fn question(text: &str, now: &str) -> String {
    const LANGUAGE: Language = Language {
        stem: search::cut::stem,
        is_common: search::cut::is_common,
    };
    let Ok(now) = Moment::parse(now) else {
        return String::new();
    };
    let known = KNOWN.lock();
    let text = search::cut::folded(text, platform::decompose);
    match question::read(&text, now, &known, LANGUAGE) {
        Some((reading, known)) => reading.encode_at(&known.href, &known.title),
        None => String::new(),
    }
}

fn with<T: Default>(act: impl FnOnce(&mut Asked) -> T) -> T {
    ASKED.lock().as_mut().map(act).unwrap_or_default()
}
