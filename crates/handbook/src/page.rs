//! A page that was parsed: what its own file says, and nothing that another file could change.

use std::{collections::HashMap, ops::Range, sync::Arc};

use policy::PolicyValues;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    address::Permalink,
    aside::{Aside, Html},
    cases,
    diagnostics::Diagnostic,
    front_matter::{self, FrontMatter},
    markdown,
    paths::{self, Path},
    reading::Effort,
    source::{Drafts, PageFile, Source},
};

/// A page after parsing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ParsedPage {
    /// The file, relative to the project.
    pub(crate) path: String,
    /// What it is about.
    pub(crate) kind: Kind,
    /// Its address.
    pub(crate) permalink: Permalink,
    /// What the front matter means.
    pub(crate) meta: FrontMatter,
    /// The title: of the front matter, else the first heading, else the file's name.
    pub(crate) title: String,
    /// The body, with holes where other facts go.
    pub(crate) body: Body,
}

/// What a page is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// What its author wrote.
    #[default]
    Written,
    /// One policy value, by its key.
    Value(String),
    /// All policy values.
    Values,
    /// The words of the glossary.
    Glossary,
    /// The list of the pages of a large section goes on here: this page of it, from 2.
    List(usize),
    /// A path for new hires.
    Path,
    /// All paths.
    Paths,
}

impl ParsedPage {
    /// Whether everything that other pages may show or look up of this one is as it was: its address, title and
    /// description, its anchors and headings with the minutes to read them, and what it uses of the policy. Where it stands in the file is its own affair.
    pub(crate) fn is_alike_outside(&self, other: &Self) -> bool {
        self.is_at_same_place(other)
            && self.title == other.title
            && self.meta.description == other.meta.description
            && self.body.is_alike_outside(&other.body)
    }

    /// Whether the page may take the place of another without anything else being at another address; only its title may
    /// have to be put in order anew.
    pub(crate) fn is_at_same_place(&self, other: &Self) -> bool {
        let (one, two) = (&self.meta, &other.meta);
        self.path == other.path
            && self.kind == other.kind
            && self.permalink == other.permalink
            && one.draft == two.draft
            && one.weight == two.weight
            && one.aliases == two.aliases
            && (one.aliases.is_empty() || one.aliases_span == two.aliases_span)
    }

    /// The anchor of a calculator on the page, where it stands there.
    pub(crate) fn calculator_anchor(&self, id: &str) -> Option<&str> {
        let mut shortcodes = self.body.shortcodes.iter();
        shortcodes.find_map(|shortcode| {
            shortcode
                .calculator()
                .filter(|(known, _)| *known == id)
                .map(|(_, anchor)| anchor)
        })
    }

    /// The ids of the calculators on the page.
    pub(crate) fn calculators(&self) -> impl Iterator<Item = &str> {
        let calculators = self
            .body
            .shortcodes
            .iter()
            .filter(|shortcode| shortcode.name == "calculator");
        calculators
            .filter_map(|shortcode| shortcode.positional.first())
            .map(String::as_str)
    }
}

/// The HTML of a body with holes, and the facts found on the way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Body {
    /// The HTML without what fills the holes.
    #[serde(skip)]
    pub(crate) html: Html,
    /// The holes in the order of their places.
    #[serde(skip)]
    pub(crate) holes: Vec<Hole>,
    /// The headings in order.
    pub(crate) headings: Vec<Heading>,
    /// Every id on the page and where it comes from.
    pub(crate) anchors: HashMap<String, Range<usize>>,
    /// Where in the file prose stands that readers see as it is typed: no code, no address, no shortcode.
    #[serde(skip)]
    pub(crate) prose: Vec<Range<usize>>,
    /// The shortcodes that holes refer to.
    pub(crate) shortcodes: Vec<Shortcode>,
    /// The tables of cases that holes refer to.
    pub(crate) cases: Vec<cases::Block>,
    /// The text of the first paragraph, with marks for policy values as in [`Heading::with_values`].
    pub(crate) summary: String,
    /// The text of the first heading of level one, which serves as a title where the front matter has none.
    pub(crate) first_heading: Option<String>,
    /// How much there is to read.
    pub(crate) effort: Effort,
    /// What there is to do, where it is the page of a path; its texts are the body.
    pub(crate) path: Option<Box<Path>>,
}

impl Body {
    /// Lets go of the room in which it grew.
    pub(crate) fn shrink(&mut self) {
        self.holes.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.prose.shrink_to_fit();
        self.shortcodes.shrink_to_fit();
        self.summary.shrink_to_fit();
    }

    /// The minutes that the part below a heading takes to read, up to the next one that is as high; those of everything where
    /// no heading is named.
    pub(crate) fn minutes(&self, heading: Option<usize>) -> u32 {
        let Some((index, heading)) = heading.and_then(|index| Some((index, self.headings.get(index)?)))
        else {
            return self.effort.minutes();
        };
        let mut after = self.headings.iter().skip(index + 1);
        let next = after.find(|next| next.level <= heading.level);
        let end = next.map_or(self.effort, |next| next.read_before);
        end.since(heading.read_before).minutes()
    }

    /// The minutes of everything, and of the part below each heading.
    fn all_minutes(&self) -> impl Iterator<Item = u32> {
        let parts = (0..self.headings.len()).map(Some);
        [None].into_iter().chain(parts).map(|part| self.minutes(part))
    }

    fn is_alike_outside(&self, other: &Self) -> bool {
        let headings = self.headings.len() == other.headings.len()
            && self
                .headings
                .iter()
                .zip(&other.headings)
                .all(|(one, other)| one.is_alike_outside(other));
        headings
            && self.anchors.len() == other.anchors.len()
            && self
                .anchors
                .keys()
                .all(|anchor| other.anchors.contains_key(anchor))
            && self.all_minutes().eq(other.all_minutes())
            && match (&self.path, &other.path) {
                (Some(one), Some(other)) => one.is_alike_outside(other),
                (one, other) => one.is_none() && other.is_none(),
            }
            && self.uses().eq(other.uses())
            && self.cases.len() == other.cases.len()
            && self
                .cases
                .iter()
                .zip(&other.cases)
                .all(|(one, other)| one.is_alike(other))
    }

    /// The shortcodes, each with how many headings stand above it.
    fn uses(&self) -> impl Iterator<Item = (usize, &str, &[String], &[(String, String)])> {
        self.shortcodes.iter().map(|shortcode| {
            let above = self
                .headings
                .partition_point(|heading| heading.span.start <= shortcode.span.start);
            (
                above,
                shortcode.name.as_str(),
                shortcode.positional.as_slice(),
                shortcode.named.as_slice(),
            )
        })
    }
}

/// A place in the HTML that is filled when the site is known.
#[derive(Clone, Debug)]
pub(crate) struct Hole {
    /// The byte of the HTML before which it is filled.
    pub(crate) at: usize,
    /// What goes there.
    pub(crate) kind: HoleKind,
}

/// What fills a hole.
#[derive(Clone, Debug)]
pub(crate) enum HoleKind {
    /// The attribute `href="…"`.
    Link(Reference),
    /// The attributes `src="…"` and the size of the image.
    Image(Reference),
    /// A shortcode: an index into [`Body::shortcodes`].
    Shortcode(usize),
    /// The end of the body of a paired shortcode.
    ShortcodeEnd(usize),
    /// The text of a policy value, in an attribute: an index into [`Body::shortcodes`].
    Amount(usize),
    /// A table of cases: an index into [`Body::cases`].
    Cases(usize),
}

/// An address as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reference {
    /// The address.
    pub(crate) target: String,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// Stands around the index of a shortcode in the text of a heading or a summary: a character that no text has.
pub(crate) const VALUE: char = '\u{e002}';

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Heading {
    /// 1 to 6, as written.
    pub(crate) level: u8,
    /// Its anchor.
    pub(crate) id: String,
    /// Its text without markup.
    pub(crate) text: String,
    /// Its text with [`VALUE`] and the index of the shortcode before another [`VALUE`] for each policy value in it; none
    /// where there is no value.
    pub(crate) with_values: Option<String>,
    /// Its line as written.
    pub(crate) source: String,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
    /// Whether the table of contents names it.
    pub(crate) listed: bool,
    /// How much there is to read above it.
    pub(crate) read_before: Effort,
}

impl Heading {
    fn is_alike_outside(&self, other: &Self) -> bool {
        let words = |heading: &Self| (heading.level, heading.listed);
        words(self) == words(other)
            && self.id == other.id
            && self.text == other.text
            && self.with_values == other.with_values
            && self.source == other.source
    }
}

/// A shortcode: `{{< name "positional" key="value" >}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shortcode {
    /// Its name.
    pub(crate) name: String,
    /// Its positional arguments.
    pub(crate) positional: Vec<String>,
    /// Its named arguments in order.
    pub(crate) named: Vec<(String, String)>,
    /// Whether it encloses a body, up to `{{< /name >}}`.
    pub(crate) paired: bool,
    /// What it stands in.
    pub(crate) within: Within,
    /// What is around it.
    pub(crate) around: Around,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// The argument that gives a calculator another anchor than its id, where a heading has that one.
pub(crate) const ANCHOR: &str = "anchor";

impl Shortcode {
    /// The keys of the values that this prints: the one it names, or those of its group.
    pub(crate) fn keys<'a>(&'a self, values: &'a PolicyValues) -> Vec<&'a str> {
        match (self.name.as_str(), self.positional.first()) {
            ("policy", Some(key)) => vec![key],
            ("policy-table", Some(group)) => values.group(group).map(|value| value.key.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The id of the calculator that this asks for, and the anchor that it has on the page; none when it asks for none.
    pub(crate) fn calculator(&self) -> Option<(&str, &str)> {
        let id = self.positional.first().filter(|_| self.name == "calculator")?;
        let mut named = self.named.iter();
        let anchor = named.find(|(name, text)| name == ANCHOR && !text.is_empty());
        Some((id, anchor.map_or(id, |(_, anchor)| anchor)))
    }
}

/// What is around a shortcode, as far as it decides how much may be said in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Around {
    /// Prose, a table, a list.
    #[default]
    Prose,
    /// A link, in which no other may stand.
    Link,
    /// A heading.
    Heading,
}

/// What a shortcode stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Within {
    /// A block, or nothing: any HTML may stand there.
    #[default]
    Block,
    /// A paragraph, with nothing open between the two.
    Paragraph,
    /// A part of a sentence: emphasis, a link.
    Span,
}

/// What a file of a page says, by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParsedFile {
    /// The page; none where the front matter cannot be read.
    pub(crate) page: Option<Arc<ParsedPage>>,
    /// What is wrong in the file.
    pub(crate) findings: Vec<Diagnostic>,
}

impl ParsedFile {
    /// Parses a file.
    pub(crate) fn of(file: &PageFile) -> Self {
        Self::with(file, |_| {})
    }

    /// Parses a file and puts the HTML of its body aside.
    pub(crate) fn with_body_in(aside: &Arc<Aside>, file: &PageFile) -> Self {
        Self::with(file, |page| aside.put(&mut page.body.html))
    }

    /// Parses a text and puts the HTML of its body aside.
    pub(crate) fn of_text(aside: &Arc<Aside>, path: &str, text: &str) -> Self {
        Self::parsed(path, text, |page| aside.put(&mut page.body.html))
    }

    fn with(file: &PageFile, finish: impl FnOnce(&mut ParsedPage)) -> Self {
        match file.read() {
            Some(text) => Self::parsed(&file.path, &text, finish),
            None => Self {
                page: None,
                findings: vec![file.changed()],
            },
        }
    }

    fn parsed(path: &str, text: &str, finish: impl FnOnce(&mut ParsedPage)) -> Self {
        let mut findings = Vec::new();
        let mut page = parse(path, text, &mut findings);
        page.as_mut().map(finish);
        Self {
            page: page.map(Arc::new),
            findings,
        }
    }

    /// Whether the file is no part of the site: a draft, where the project leaves them out.
    pub(crate) fn is_left_out(&self, drafts: Drafts) -> bool {
        drafts == Drafts::LeaveOut && self.page.as_ref().is_some_and(|page| page.meta.draft)
    }
}

/// Parses all files of pages, each alone, in parallel.
pub(crate) fn parse_all(source: &Source) -> Vec<ParsedFile> {
    source.pages.par_iter().map(ParsedFile::of).collect()
}

/// The pages of the site; drafts are left out where the project says so.
pub(crate) fn published(source: &Source, files: &[ParsedFile]) -> Vec<Arc<ParsedPage>> {
    let files = files.iter().filter(|file| !file.is_left_out(source.drafts));
    files.filter_map(|file| file.page.clone()).collect()
}

/// Parses one file. A file whose front matter cannot be read is no page.
pub(crate) fn parse(path: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Option<ParsedPage> {
    if paths::is_file(path) {
        return paths::parse(path, text, findings);
    }
    let (meta, body_at) = front_matter::read(path, text, findings)?;
    let body = markdown::body(path, text, body_at, meta.title.as_deref(), findings);
    let below = path.strip_prefix("content/").unwrap_or(path);
    let permalink = Permalink::of_source(below);
    let title = meta
        .title
        .clone()
        .or_else(|| body.first_heading.clone())
        .unwrap_or_else(|| {
            let finding = Diagnostic::warning("missing-title", path, "this page has no title")
                .at(body_at..body_at)
                .hint("write `title: ...` between two lines of `---` at the top");
            findings.push(finding);
            title_of_address(&permalink)
        });
    Some(ParsedPage {
        path: path.to_owned(),
        kind: Kind::Written,
        permalink,
        meta,
        title,
        body,
    })
}

fn title_of_address(permalink: &Permalink) -> String {
    let last = permalink
        .as_str()
        .trim_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let words = last.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> ParsedPage {
        parse("content/a.md", text, &mut Vec::new()).expect("a page")
    }

    #[test]
    fn a_part_takes_the_minutes_up_to_the_next_heading_that_is_as_high() {
        let words = "word ".repeat(400);
        let text = format!(
            "# A\n\n{words}\n\n## B\n\n{words}\n\n### C\n\n{words}\n\n## D\n\n`{words}` [{words}](b)\n"
        );
        let body = page(&text).body;
        let minutes = |heading| body.minutes(heading);
        let ids: Vec<&str> = body.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["b", "c", "d"]);
        assert_eq!(
            [None, Some(0), Some(1), Some(2)].map(minutes),
            [10, 4, 2, 4],
            "all, b with c, c, d"
        );
    }

    #[test]
    fn tables_and_code_take_half_the_time() {
        let words = "word ".repeat(1_000);
        let minutes = |text: String| page(&text).body.minutes(None);
        assert_eq!(minutes(format!("{words}\n")), 5);
        assert_eq!(minutes(format!("```\n{words}\n```\n")), 3);
        assert_eq!(minutes(format!("| a |\n| --- |\n| {words} |\n")), 3);
        assert_eq!(minutes(format!("<div>\n<p>{words}</p>\n</div>\n")), 5);
    }

    #[test]
    fn others_see_minutes_and_no_words() {
        let words = "word ".repeat(400);
        let one = page(&format!("# A\n\n{words}\n"));
        assert!(one.is_alike_outside(&page(&format!("# A\n\n{words} more\n"))));
        assert!(!one.is_alike_outside(&page(&format!("# A\n\n{words} {words}\n"))));
    }
}
