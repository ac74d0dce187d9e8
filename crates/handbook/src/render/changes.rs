//! What git tells readers: the changelog at `/changelog/`, and an Atom feed for the whole handbook and for each section.

use std::collections::HashMap;

use policy::{Date, date::Weekday};
use serde::Serialize;

use super::{
    Late, Stage,
    templates::{Finding, Templates},
    view::Day,
};
use crate::{
    address::{OutputPath, Permalink},
    graph::{PageId, SiteGraph},
    history::{Commit, NEWEST},
    made::{self, CHANGELOG, CHANGELOG_TEMPLATE},
    page::Kind,
    policy_pages,
    source::Source,
};

/// The name of every feed, in the folder of the page that it is of.
pub(crate) const FEED: &str = "feed.xml";
/// So many weeks back from the newest change the changelog goes.
const WEEKS: i32 = 12;
/// So many pages are named of a change.
const MOST_NAMED: usize = 8;
/// So many pages stand in a feed.
const MOST_IN_FEED: usize = 20;

#[derive(Serialize)]
struct ChangelogView<'a> {
    weeks: Vec<Week<'a>>,
    /// The feed of the whole handbook.
    feed: Option<String>,
}

#[derive(Serialize)]
struct Week<'a> {
    /// Its Monday.
    begins: Day,
    entries: Vec<Entry<'a>>,
}

/// A change: one commit.
#[derive(Serialize)]
struct Entry<'a> {
    day: Day,
    subject: &'a str,
    author: Option<&'a str>,
    /// Where the repository shows it.
    link: Option<String>,
    pages: Vec<Link<'a>>,
    /// How many pages there are beside those that are named.
    more: usize,
}

#[derive(Serialize)]
struct Link<'a> {
    title: &'a str,
    href: String,
}

/// Whether there is a changelog: something is known, and nothing of the project has its address.
pub(super) fn has_changelog(source: &Source, graph: &SiteGraph) -> bool {
    source.templates.contains_key(CHANGELOG_TEMPLATE)
        && !source.history().is_empty()
        && graph.is_free(&made::at(CHANGELOG))
}

/// The address of the feed of a page and all below it; none where it has none.
pub(super) fn feed(source: &Source, graph: &SiteGraph, id: PageId) -> Option<String> {
    let page = graph.page(id);
    let has_feed = page.kind == Kind::Written
        && !graph.children(id).is_empty()
        && has_feeds(source, graph)
        && !is_taken(graph, &feed_path(&page.permalink));
    has_feed.then(|| graph.href(id) + FEED)
}

/// A feed holds whole addresses, so there is none while the site's own is not known.
fn has_feeds(source: &Source, graph: &SiteGraph) -> bool {
    !graph.base().origin().is_empty() && !source.history().is_empty()
}

fn feed_path(permalink: &Permalink) -> String {
    let output = permalink.output();
    let folder = output.as_str().trim_end_matches("index.html");
    format!("{folder}{FEED}")
}

fn is_taken(graph: &SiteGraph, path: &str) -> bool {
    graph.has_file(path)
        || graph
            .redirects()
            .exact()
            .any(|(_, redirect)| redirect.output.as_str() == path)
}

/// The changelog and all feeds.
pub(super) fn files(stage: Stage<'_>, templates: &Templates) -> Result<Late, Finding> {
    let mut files = Late::new();
    if stage.source.history().is_empty() {
        return Ok(files);
    }
    if has_changelog(stage.source, stage.graph)
        && let Some(path) = OutputPath::new(&format!("{CHANGELOG}index.html"))
    {
        files.insert(
            path,
            templates.page_of(CHANGELOG_TEMPLATE, "changelog", &changelog(stage))?,
        );
    }
    if has_feeds(stage.source, stage.graph) {
        add_feeds(stage, &mut files);
    }
    Ok(files)
}

fn changelog(stage: Stage<'_>) -> ChangelogView<'_> {
    let Stage { source, graph, .. } = stage;
    let mut newest = source.history().newest().peekable();
    let first = newest
        .peek()
        .map(|commit| monday(commit.day()).plus_days(-7 * (WEEKS - 1)));
    let newest = newest.take_while(|commit| first.is_some_and(|first| commit.day() >= first));
    let by_path: HashMap<&str, PageId> = graph
        .pages()
        .filter(|(_, page)| page.kind == Kind::Written || page.path.ends_with(".md"))
        .filter(|(_, page)| !matches!(page.kind, Kind::List(_)))
        .map(|(id, page)| (page.path.as_str(), id))
        .collect();
    let mut weeks: Vec<(Date, Vec<Entry<'_>>)> = Vec::new();
    for commit in newest.take(NEWEST) {
        let monday = monday(commit.day());
        let entry = entry(stage, commit, &by_path);
        match weeks.last_mut().filter(|(begins, _)| *begins == monday) {
            Some((_, entries)) => entries.push(entry),
            None => weeks.push((monday, vec![entry])),
        }
    }
    let weeks = weeks.into_iter().map(|(begins, entries)| Week {
        begins: begins.into(),
        entries,
    });
    ChangelogView {
        weeks: weeks.collect(),
        feed: has_feeds(source, graph).then(|| format!("{}/{FEED}", graph.base().path())),
    }
}

fn monday(day: Date) -> Date {
    day.weekday_of_same_week(Weekday::MONDAY)
}

fn entry<'a>(stage: Stage<'a>, commit: &'a Commit, by_path: &HashMap<&str, PageId>) -> Entry<'a> {
    let Stage { source, graph, .. } = stage;
    let page_of = |path: &String| match path.strip_prefix("content/policy/") {
        Some(file) if !file.ends_with(".md") => graph.page_at(&policy_pages::all_values()),
        _ => by_path.get(path.as_str()).copied(),
    };
    let mut pages: Vec<PageId> = commit.paths.iter().filter_map(page_of).collect();
    // Figures first: they are fewer, and matter to more readers.
    pages.sort_unstable_by_key(|id| (graph.page(*id).kind != Kind::Values, *id));
    pages.dedup();
    let named = pages.iter().take(MOST_NAMED).map(|id| Link {
        title: &graph.page(*id).title,
        href: graph.href(*id),
    });
    Entry {
        day: commit.day().into(),
        subject: &commit.subject,
        author: author(source, commit),
        link: source.config.repository.as_deref().map(|repository| {
            let of_host = if repository.contains("gitlab") { "/-" } else { "" };
            format!("{repository}{of_host}/commit/{}", commit.id)
        }),
        more: pages.len().saturating_sub(MOST_NAMED),
        pages: named.collect(),
    }
}

/// Who made a change, where that is to be told.
pub(super) fn author<'a>(source: &Source, commit: &'a Commit) -> Option<&'a str> {
    let is_told = source.config.authors && !commit.author.is_empty();
    is_told.then_some(commit.author.as_str())
}

/// Adds the feed of each section, with the pages of it that changed last.
fn add_feeds(stage: Stage<'_>, files: &mut Late) {
    let Stage { source, graph, .. } = stage;
    let history = source.history();
    let mut changed: Vec<(&Commit, PageId)> = graph
        .pages()
        .filter_map(|(id, page)| Some((history.of(page)?, id)))
        .collect();
    changed
        .sort_by(|(one, first), (other, second)| other.moment().cmp(&one.moment()).then(first.cmp(second)));
    let mut sections: HashMap<PageId, Vec<(&Commit, PageId)>> = HashMap::new();
    for (commit, id) in &changed {
        let mut section = Some(*id);
        while let Some(above) = section {
            let pages = sections.entry(above).or_default();
            if pages.len() < MOST_IN_FEED {
                pages.push((*commit, *id));
            }
            section = graph.parent(above);
        }
    }
    let whole = Permalink::of_parts([]);
    if graph.page_at(&whole).is_none() && !is_taken(graph, FEED) {
        let newest: Vec<_> = changed.iter().take(MOST_IN_FEED).copied().collect();
        let title = &source.config.title;
        add_feed(stage, files, &whole, title, &newest);
    }
    for (id, page) in graph.pages() {
        if feed(source, graph, id).is_some() {
            let pages = sections.get(&id).map_or(&[][..], Vec::as_slice);
            add_feed(stage, files, &page.permalink, &page.title, pages);
        }
    }
}

fn add_feed(
    stage: Stage<'_>,
    files: &mut Late,
    permalink: &Permalink,
    title: &str,
    pages: &[(&Commit, PageId)],
) {
    let Stage { source, graph, .. } = stage;
    let site = &source.config.title;
    let mut address = graph.base().origin().to_owned() + graph.base().path();
    crate::address::encode_path(permalink.as_str(), &mut address);
    let newest = source.history().newest().next();
    let newest = pages.first().map(|(commit, _)| *commit).or(newest);
    let whole_title = match title == site {
        true => site.clone(),
        false => format!("{title} · {site}"),
    };
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    xml.open(&format!(
        "feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"",
        source.config.language
    ));
    xml.element("id", &address);
    xml.element("title", &whole_title);
    xml.element("updated", &newest.map(Commit::moment).unwrap_or_default());
    xml.link("self", "application/atom+xml", &format!("{address}{FEED}"));
    xml.link("alternate", "text/html", &address);
    // Entries without an author of their own have that of the feed.
    xml.author(site);
    for (commit, id) in pages {
        let href = graph.base().origin().to_owned() + &graph.href(*id);
        let short = commit.id.get(..12).unwrap_or(&commit.id);
        xml.open("entry");
        xml.element("id", &format!("{href}?changed={short}"));
        xml.element("title", &graph.page(*id).title);
        xml.element("updated", &commit.moment());
        xml.link("alternate", "text/html", &href);
        if let Some(author) = author(source, commit) {
            xml.author(author);
        }
        xml.element("summary", &commit.subject);
        xml.close("entry");
    }
    xml.close("feed");
    if let Some(path) = OutputPath::new(&feed_path(permalink)) {
        files.insert(path, xml.0.into_bytes());
    }
}

/// A text of XML.
struct Xml(String);

impl Xml {
    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push_str(">\n");
    }

    fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</{name}>\n"));
    }

    fn element(&mut self, name: &str, text: &str) {
        self.0.push_str(&format!("<{name}>"));
        self.text(text);
        self.close(name);
    }

    fn link(&mut self, relation: &str, kind: &str, href: &str) {
        self.0
            .push_str(&format!("<link rel=\"{relation}\" type=\"{kind}\" href=\""));
        self.text(href);
        self.0.push_str("\"/>\n");
    }

    fn author(&mut self, name: &str) {
        self.open("author");
        self.element("name", name);
        self.close("author");
    }

    /// A text without the characters that XML does not have.
    fn text(&mut self, text: &str) {
        let has = |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
        let text: String = text.chars().filter(has).collect();
        // Writing to a string cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut self.0, &text);
    }
}
