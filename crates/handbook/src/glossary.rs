//! The words of a handbook: what `content/glossary.yaml` says of them, and the page `/glossary/` that lists them.
//!
//! A page of the project's own at `/glossary/` introduces the list and is kept as it is written. What stands on pages because
//! of a word is `render::glossary`.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use aho_corasick::{AhoCorasick, MatchKind};
use pulldown_cmark_escape::escape_html_body_text;

use crate::{
    address::Permalink,
    diagnostics::Diagnostic,
    front_matter::FrontMatter,
    markdown::{self, slug::slug},
    page::{Body, Heading, Hole, HoleKind, Kind, ParsedPage, Reference},
    source::Source,
    suggest::did_you_mean,
    yaml::{self, Document, Step, Value},
};

/// The file of the words.
pub(crate) const FILE: &str = "content/glossary.yaml";
/// The first part of the address of their page.
const FOLDER: &str = "glossary";
/// What may be said of a word.
const KEYS: [&str; 3] = ["title", "text", "page"];
/// A longer word, in bytes, is a mistake.
const LONGEST: usize = 100;

/// All words with their meanings, in the order of the page that lists them.
#[derive(Debug, Default)]
pub(crate) struct Glossary {
    entries: Vec<Term>,
    /// Finds the words in HTML; none where there are none.
    finder: Option<AhoCorasick>,
}

/// A word and what it means.
#[derive(Debug)]
pub(crate) struct Term {
    /// As it stands on pages.
    pub(crate) word: String,
    /// Where the page of all words explains it.
    pub(crate) anchor: String,
    /// What it stands for, written out.
    pub(crate) title: Option<String>,
    /// What is said about it: a body with nothing but links and images to fill.
    pub(crate) definition: Option<ParsedPage>,
    /// The definition as text alone, escaped.
    pub(crate) note: String,
    /// Where to read on.
    pub(crate) page: Option<Reference>,
    /// Of all that is said of it.
    fingerprint: u64,
}

impl Glossary {
    /// Reads the file.
    pub(crate) fn read(source: &Source, findings: &mut Vec<Diagnostic>) -> Self {
        let Some(file) = &source.glossary else {
            return Self::default();
        };
        let document = match yaml::parse(&file.path, &file.text) {
            Ok(document) => document,
            Err(finding) => {
                findings.push(*finding);
                return Self::default();
            }
        };
        let mut reader = Reader { document, findings };
        let mut entries = reader.terms();
        entries.sort_by_cached_key(|term| (term.word.to_lowercase(), term.word.clone()));
        Self {
            finder: finder(&entries),
            entries,
        }
    }

    /// All words in order.
    pub(crate) fn terms(&self) -> &[Term] {
        &self.entries
    }

    /// The places in HTML where a word may stand: its number, and the bytes.
    pub(crate) fn find<'h>(&'h self, html: &'h str) -> impl Iterator<Item = (usize, Range<usize>)> + 'h {
        let finder = self.finder.iter();
        finder.flat_map(move |finder| {
            finder
                .find_iter(html)
                .map(|found| (found.pattern().as_usize(), found.range()))
        })
    }

    /// The words themselves, as text: pages are kept only while they are the same.
    pub(crate) fn words(&self) -> String {
        let words = self
            .entries
            .iter()
            .flat_map(|term| [&term.word, "\n", &term.anchor, "\n"]);
        words.collect()
    }

    /// What is said of each word, as a number that tells it from anything else.
    pub(crate) fn fingerprints(&self) -> Vec<u64> {
        self.entries.iter().map(|term| term.fingerprint).collect()
    }

    /// Which words mean something else than in another glossary of the same words.
    pub(crate) fn changed_from(&self, before: &[u64]) -> Vec<bool> {
        let pairs = self.entries.iter().zip(before);
        pairs.map(|(term, before)| term.fingerprint != *before).collect()
    }
}

/// The longest word counts where several begin; what stands in HTML is escaped and has curved apostrophes.
fn finder(entries: &[Term]) -> Option<AhoCorasick> {
    let written = entries.iter().map(|term| escaped(&term.word.replace('\'', "’")));
    let written: Vec<String> = written.collect();
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest);
    Some(builder.build(written).ok()?).filter(|_| !entries.is_empty())
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(&mut html, text);
    html
}

struct Reader<'a, 'f> {
    document: Document<'a>,
    findings: &'f mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn terms(&mut self) -> Vec<Term> {
        let entries: Vec<(String, Value)> = self
            .document
            .root
            .iter()
            .map(|(word, meaning)| (yaml::scalar(word).unwrap_or_default(), meaning.clone()))
            .collect();
        entries
            .iter()
            .filter_map(|(word, meaning)| self.term(word, meaning))
            .collect()
    }

    fn term(&mut self, word: &str, meaning: &Value) -> Option<Term> {
        let is_word = word.trim() == word && word.len() <= LONGEST && !word.contains('\n');
        if !is_word || !word.contains(char::is_alphanumeric) {
            let message = format!("`{word}` is no word that a page can have");
            let hint =
                format!("write a word or a name of at most {LONGEST} letters, without blanks around it");
            self.report(message, &[Step::Key(word)], hint);
            return None;
        }
        let before = self.findings.len();
        let told = match meaning {
            Value::Mapping(map) => {
                self.refuse_unknown(word, map);
                KEYS.map(|key| self.part(word, key, map.get(key)))
            }
            text => [None, self.definition_text(word, text), None],
        };
        let [title, text, page] = told;
        if title.is_none() && text.is_none() {
            if self.findings.len() > before {
                return None;
            }
            let message = format!("it is not said what `{word}` means");
            let hint = format!("write `{word}: ...`, or `title:` and `text:` below it");
            self.report(message, &[Step::Key(word)], hint);
            return None;
        }
        let mut hasher = DefaultHasher::new();
        (word, &title, &text, &page).hash(&mut hasher);
        let definition = text.map(|text| self.definition(word, meaning, &text));
        let note = definition.as_ref().map(plain).unwrap_or_default();
        let page = page.map(|target| Reference {
            target,
            span: self.document.place(&[Step::Key(word), Step::Key("page")]).entry,
        });
        Some(Term {
            word: word.to_owned(),
            anchor: slug(word),
            title,
            definition,
            note,
            page,
            fingerprint: hasher.finish(),
        })
    }

    fn definition_text(&mut self, word: &str, value: &Value) -> Option<String> {
        let text = yaml::scalar(value).filter(|_| !value.is_null());
        if text.is_none() && !value.is_null() {
            let message = format!(
                "the meaning of `{word}` should be text, and is {}",
                yaml::kind(value)
            );
            self.report(message, &[Step::Key(word)], format!("write `{word}: ...`"));
        }
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn part(&mut self, word: &str, key: &str, value: Option<&Value>) -> Option<String> {
        let value = value.filter(|value| !value.is_null())?;
        match yaml::scalar(value) {
            Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            None => {
                let message = format!("`{key}` of `{word}` should be text, and is {}", yaml::kind(value));
                let hint = format!("write `{key}: ...`");
                self.report(message, &[Step::Key(word), Step::Key(key)], hint);
                None
            }
        }
    }

    fn refuse_unknown(&mut self, word: &str, map: &yaml::Mapping) {
        let keys: Vec<String> = map
            .keys()
            .map(|key| yaml::scalar(key).unwrap_or_default())
            .collect();
        for key in keys.iter().filter(|key| !KEYS.contains(&key.as_str())) {
            let place = self.document.place(&[Step::Key(word), Step::Key(key)]);
            let message = format!("a word of the glossary has no `{key}`");
            let finding = Diagnostic::warning("unknown-key", self.document.path, message)
                .at(place.entry)
                .hint_maybe(did_you_mean(key, KEYS))
                .hint("it has `title`, `text` and `page`");
            self.findings.push(finding);
        }
    }

    /// The definition as a body; what is wrong in it is told where it stands in the file.
    fn definition(&mut self, word: &str, meaning: &Value, text: &str) -> ParsedPage {
        let steps = [Step::Key(word), Step::Key("text")];
        let steps = if meaning.is_mapping() {
            &steps[..]
        } else {
            &steps[..1]
        };
        let place = self.document.place(steps);
        let at = |span: Range<usize>| place.within(text, Some(span));
        let mut found = Vec::new();
        let mut body = markdown::body(FILE, text, 0, None, &mut found);
        for finding in &mut found {
            finding.span = finding.span.take().map(at);
        }
        for hole in &mut body.holes {
            if let HoleKind::Link(reference) | HoleKind::Image(reference) = &mut hole.kind {
                reference.span = at(reference.span.clone());
            }
        }
        let html = body
            .html
            .read()
            .map(|html| html.trim().to_owned())
            .unwrap_or_default();
        let one = html
            .strip_prefix("<p>")
            .and_then(|html| html.strip_suffix("</p>"));
        let is_inline = one.is_some_and(|html| !html.contains("<p>") && !html.contains("</p>"));
        let has_shortcodes = !body.shortcodes.is_empty();
        let is_open = |hole: &Hole| matches!(hole.kind, HoleKind::Link(_) | HoleKind::Image(_));
        body.holes.retain(is_open);
        self.findings.extend(found);
        if !is_inline || has_shortcodes {
            let message = format!("the meaning of `{word}` is more than a few sentences");
            let hint = "write one paragraph without shortcodes, and name the page that says more as `page:`";
            self.report(message, steps, hint.to_owned());
        }
        page(FILE, Kind::Glossary, body)
    }

    fn report(&mut self, message: String, steps: &[Step<'_>], hint: String) {
        let place = self.document.place(steps);
        let finding = Diagnostic::error("invalid-glossary", self.document.path, message);
        self.findings.push(finding.at(place.entry).hint(hint));
    }
}

/// The text of a definition without its markup, still escaped.
fn plain(definition: &ParsedPage) -> String {
    let html = definition.body.html.read().unwrap_or_default();
    let mut text = String::with_capacity(html.len());
    let mut rest = html.trim();
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let end = rest[open..].find('>').map_or(rest.len(), |end| open + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    text.replace('\n', " ")
}

/// The address of the page of all words.
pub(crate) fn permalink() -> Permalink {
    Permalink::of_parts([FOLDER])
}

/// Adds the page of all words, or its part to the page that the project has there; each word has an anchor on it.
pub(crate) fn add(glossary: &mut Glossary, pages: &mut Vec<Arc<ParsedPage>>) {
    if glossary.entries.is_empty() {
        return;
    }
    let address = permalink();
    let index = pages
        .iter()
        .position(|page| page.permalink == address)
        .unwrap_or_else(|| {
            let mut page = page(FILE, Kind::Glossary, Body::default());
            page.permalink = address;
            page.title = "Glossary".to_owned();
            page.meta.title = Some(page.title.clone());
            page.meta.description =
                Some("What the words and abbreviations of this handbook mean.".to_owned());
            pages.push(Arc::new(page));
            pages.len() - 1
        });
    let Some(page) = pages.get_mut(index).map(Arc::make_mut) else {
        return;
    };
    page.kind = Kind::Glossary;
    for term in &mut glossary.entries {
        if term.anchor.is_empty() {
            "word".clone_into(&mut term.anchor);
        }
        while page.body.anchors.contains_key(&term.anchor) {
            term.anchor.push_str("-word");
        }
        add_heading(&mut page.body, term);
    }
}

fn add_heading(body: &mut Body, term: &Term) {
    let end = body.headings.last().map_or(0, |heading| heading.span.end);
    body.anchors.insert(term.anchor.clone(), end..end);
    body.headings.push(Heading {
        level: 2,
        id: term.anchor.clone(),
        text: term.word.clone(),
        with_values: None,
        source: term.word.clone(),
        span: end..end,
        listed: true,
        read_before: body.effort,
    });
}

fn page(path: &str, kind: Kind, body: Body) -> ParsedPage {
    ParsedPage {
        path: path.to_owned(),
        kind,
        permalink: permalink(),
        meta: FrontMatter::default(),
        title: String::new(),
        body,
    }
}
