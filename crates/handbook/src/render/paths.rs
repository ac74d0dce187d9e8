//! The pages of paths: what there is to do, with titles, minutes and addresses of the pages that it names.

use std::collections::HashSet;

use serde::Serialize;

use super::{
    calculator,
    scene::Scene,
    templates::{Finding, Templates},
    view::{Day, heading_text},
};
use crate::{
    address::decode,
    diagnostics::Diagnostic,
    graph::{Origin, PageId, Resolved},
    page::{Kind, ParsedPage, Reference},
    paths::{END, Item, Path, Task, all_paths},
};

/// What it takes to try a calculator, in minutes.
const TRYING: u32 = 2;

/// What the template of a path sees.
#[derive(Serialize)]
pub(super) struct PathView {
    /// Its own address, by which a browser knows it.
    href: String,
    role: Option<String>,
    count: usize,
    minutes: u32,
    /// The minutes, in words.
    time: String,
    steps: Vec<StepView>,
}

#[derive(Serialize)]
struct StepView {
    id: String,
    title: String,
    time: Option<String>,
    items: Vec<ItemView>,
}

#[derive(Serialize)]
struct ItemView {
    /// Its place on the page, counted from 1.
    number: usize,
    /// By what a browser knows it, wherever it stands.
    key: String,
    /// `read`, `try` or `do`.
    task: &'static str,
    title: String,
    /// The page that has the part of this title.
    within: Option<String>,
    href: Option<String>,
    /// What to do, as HTML.
    text: Option<String>,
    /// As HTML.
    note: Option<String>,
    minutes: Option<u32>,
    /// The minutes, in words.
    time: Option<String>,
    /// When the page changed last, where that is known.
    changed: Option<Day>,
}

/// A path as other pages name it.
#[derive(Serialize)]
pub(super) struct CardView {
    title: String,
    href: String,
    description: Option<String>,
    role: Option<String>,
    /// How much there is to do; none for a page that is no path.
    count: Option<usize>,
    time: Option<String>,
}

/// What stands on a page because it is that of a path, or that of all paths.
pub(super) fn part(
    scene: &Scene<'_>,
    templates: &Templates,
    view: Option<&PathView>,
    page: &ParsedPage,
) -> Option<Result<String, Finding>> {
    match page.kind {
        Kind::Path => view.map(|view| templates.partial("path", "path", view)),
        Kind::Paths => Some(templates.partial("paths", "paths", &cards(scene))),
        Kind::Written | Kind::Value(_) | Kind::Values | Kind::Glossary | Kind::List(_) => None,
    }
}

/// What is to be shown of a path, whose body is `texts`; none for other pages.
pub(super) fn view(
    scene: &Scene<'_>,
    id: PageId,
    texts: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<PathView> {
    let page = scene.graph.page(id);
    let path = page.body.path.as_deref()?;
    let mut reader = Reader {
        scene,
        id,
        page,
        texts: texts.split(END).collect(),
        keys: HashSet::new(),
        number: 0,
        findings,
    };
    Some(reader.path(path))
}

/// The pages below that of all paths.
fn cards(scene: &Scene<'_>) -> Vec<CardView> {
    let below = scene.graph.below(&all_paths());
    let card = |id: &PageId| {
        let page = scene.graph.page(*id);
        // What is wrong in a path is told on its own page.
        let view = view(scene, *id, "", &mut Vec::new());
        CardView {
            title: page.title.clone(),
            href: scene.graph.href(*id),
            description: page.meta.description.clone(),
            role: view.as_ref().and_then(|view| view.role.clone()),
            count: view.as_ref().map(|view| view.count),
            time: view.filter(|view| view.minutes > 0).map(|view| view.time),
        }
    };
    below.iter().map(card).collect()
}

/// The paths, as the home page names them.
pub(super) fn named(scene: &Scene<'_>) -> Vec<CardView> {
    let below = scene.graph.below(&all_paths()).iter();
    let paths = below.filter_map(|id| {
        let page = scene.graph.page(*id);
        let path = page.body.path.as_deref()?;
        Some(CardView {
            title: page.title.clone(),
            href: scene.graph.href(*id),
            description: None,
            role: path.role.clone(),
            count: Some(path.items().count()),
            time: None,
        })
    });
    paths.collect()
}

/// A stretch of time in words: `2 h 10 min`.
fn time(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What an item leads to.
#[derive(Default)]
struct Target {
    title: Option<String>,
    within: Option<String>,
    href: Option<String>,
    minutes: Option<u32>,
    changed: Option<Day>,
    /// Where it leads, whatever is written there.
    key: String,
}

struct Reader<'a, 'b> {
    scene: &'a Scene<'a>,
    id: PageId,
    page: &'a ParsedPage,
    /// The texts of the path, as HTML.
    texts: Vec<&'a str>,
    /// The keys of the items so far.
    keys: HashSet<String>,
    number: usize,
    findings: &'b mut Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn path(&mut self, path: &'a Path) -> PathView {
        let steps: Vec<StepView> = path
            .steps
            .iter()
            .map(|step| {
                let heading = self.page.body.headings.get(step.heading);
                let items: Vec<ItemView> = step.items.iter().map(|item| self.item(item)).collect();
                let minutes = minutes(&items);
                StepView {
                    id: heading.map_or_else(String::new, |heading| heading.id.clone()),
                    title: heading.map_or_else(String::new, |heading| heading.text.clone()),
                    time: (minutes > 0).then(|| time(minutes)),
                    items,
                }
            })
            .collect();
        let minutes = steps.iter().map(|step| minutes(&step.items)).sum();
        PathView {
            href: self.scene.graph.href(self.id),
            role: path.role.clone(),
            count: self.number,
            minutes,
            time: time(minutes),
            steps,
        }
    }

    fn item(&mut self, item: &'a Item) -> ItemView {
        self.number += 1;
        let (task, target) = match &item.task {
            Task::Read(reference) => ("read", self.read(reference, item)),
            Task::Try { id, fields, on } => ("try", self.calculator(id, fields, on.as_ref(), item)),
            Task::Do(text, _) => {
                let key = format!("do {text}");
                (
                    "do",
                    Target {
                        key,
                        ..Target::default()
                    },
                )
            }
        };
        let text = match &item.task {
            Task::Do(_, index) => Some(self.text(*index)),
            Task::Read(_) | Task::Try { .. } => None,
        };
        if !self.keys.insert(target.key.clone()) {
            let finding = self
                .error("repeated-item", item, "this stands in the path already")
                .hint("keep one of the two: a reader ticks it once");
            self.findings.push(finding);
        }
        let minutes = item.minutes.or(target.minutes);
        ItemView {
            number: self.number,
            key: key(&target.key),
            task,
            title: item.title.clone().or(target.title).unwrap_or_default(),
            within: target.within,
            href: target.href,
            text,
            note: item.note.map(|note| self.text(note)),
            minutes,
            time: minutes.map(time),
            changed: target.changed,
        }
    }

    /// A text of the path; one that is a paragraph, without its tag.
    fn text(&self, index: usize) -> String {
        let html = self.texts.get(index).copied().unwrap_or_default().trim();
        let inner = html
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>"));
        inner
            .filter(|inner| !inner.contains("</p>"))
            .unwrap_or(html)
            .to_owned()
    }

    fn read(&mut self, reference: &Reference, item: &Item) -> Target {
        let resolved = self.resolve(reference);
        let anchor = resolved.href.split_once('#').map(|(_, anchor)| anchor);
        let anchor = anchor.map_or_else(Default::default, decode);
        let mut target = Target {
            key: format!("read {}", reference.target),
            ..Target::default()
        };
        if let Some(id) = resolved.page {
            let page = self.scene.graph.page(id);
            let headings = &page.body.headings;
            let part = headings.iter().position(|heading| heading.id == anchor);
            target.key = format!("read {}#{anchor}", page.permalink);
            target.minutes = Some(page.body.minutes(part));
            target.title = Some(page.title.clone());
            let commit = self.scene.history.of(self.scene.graph, id);
            target.changed = commit.map(|commit| commit.day().into());
            if let Some(heading) = part.and_then(|part| headings.get(part)) {
                target.within = target
                    .title
                    .replace(heading_text(self.scene, page, heading).into_owned());
            } else if !anchor.is_empty() {
                // A place that is no heading: a calculator, a table.
                target.minutes = Some(TRYING);
            }
        } else if item.title.is_none() && resolved.finding.is_none() {
            let finding = self
                .error(
                    "invalid-path",
                    item,
                    "there is no page at this address whose title could stand here",
                )
                .hint("say what it is: `title: ...`");
            self.findings.push(finding);
        }
        target.title = target.title.or_else(|| Some(reference.target.clone()));
        target.href = Some(resolved.href);
        self.findings.extend(resolved.finding);
        target
    }

    fn resolve(&self, reference: &Reference) -> Resolved {
        let origin = Origin {
            page: Some(self.id),
            path: &self.page.path,
            span: reference.span.clone(),
        };
        self.scene.graph.resolve(&reference.target, &origin)
    }

    fn calculator(
        &mut self,
        id: &str,
        fields: &[(String, String)],
        on: Option<&Reference>,
        item: &Item,
    ) -> Target {
        let mut target = Target {
            key: format!("try {id} {fields:?}"),
            title: Some(id.to_owned()),
            minutes: Some(TRYING),
            ..Target::default()
        };
        let place = calculator::Place {
            anchor: id,
            page: self.id,
            path: &self.page.path,
            span: &item.span,
        };
        let Some(found) = calculator::find(self.scene, id, &place, self.findings) else {
            return target;
        };
        calculator::check_presets(self.scene, found, fields, &place, self.findings);
        target.title = Some(found.description().title.to_string());
        let standing = self.scene.uses.standing(id);
        let page = match on {
            Some(reference) => {
                let resolved = self.resolve(reference);
                self.findings.extend(resolved.finding);
                resolved.page
            }
            None => standing.first().copied(),
        };
        let Some(page) = page else {
            if on.is_none() {
                let finding = self
                    .error(
                        "invalid-path",
                        item,
                        &format!("the calculator `{id}` stands on no page"),
                    )
                    .hint(format!("write `{{{{< calculator \"{id}\" >}}}}` on one"));
                self.findings.push(finding);
            }
            return target;
        };
        let known = self.scene.graph.page(page);
        let Some(anchor) = known.calculator_anchor(id) else {
            let hint = standing.first().map(|page| self.scene.graph.href(*page));
            let finding = self
                .error(
                    "invalid-path",
                    item,
                    &format!("the calculator `{id}` does not stand on `{}`", known.permalink),
                )
                .hint_maybe(hint.map(|href| format!("it stands on `{href}`")));
            self.findings.push(finding);
            return target;
        };
        target.within = Some(known.title.clone());
        target.href = Some(address(&self.scene.graph.href(page), id, fields, anchor));
        target
    }

    fn error(&self, code: &'static str, item: &Item, message: &str) -> Diagnostic {
        Diagnostic::error(code, &self.page.path, message.to_owned()).at(item.span.clone())
    }
}

fn minutes(items: &[ItemView]) -> u32 {
    items.iter().filter_map(|item| item.minutes).sum()
}

/// By what a browser knows an item: the same wherever it stands, and whatever stands beside it.
fn key(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    hash.get(..10).unwrap_or_default().to_owned()
}

/// The address of a calculator with fields filled in.
fn address(page: &str, id: &str, fields: &[(String, String)], anchor: &str) -> String {
    let mut href = page.to_owned();
    for (index, (name, given)) in fields.iter().enumerate() {
        href.push(if index == 0 { '?' } else { '&' });
        let mut field = String::new();
        crate::address::encode_path(&format!("{id}.{name}="), &mut field);
        crate::address::encode_path(given, &mut field);
        // In a query these mean something else than themselves.
        href.push_str(&field.replace('&', "%26").replace('+', "%2B"));
    }
    href.push('#');
    crate::address::encode(anchor, &mut href);
    href
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_time_is_told_in_hours_and_minutes() {
        let told = [0, 1, 59, 60, 61, 135].map(time);
        assert_eq!(
            told,
            ["0 min", "1 min", "59 min", "1 h", "1 h 1 min", "2 h 15 min"]
        );
    }

    #[test]
    fn fields_stand_in_the_query_of_the_address() {
        let fields = [("segment", "smb"), ("amount", "6k & more+")]
            .map(|(name, given)| (name.to_owned(), given.to_owned()));
        assert_eq!(address("/a/", "deck", &[], "deck"), "/a/#deck");
        assert_eq!(
            address("/a/", "deck", &fields, "here"),
            "/a/?deck.segment=smb&deck.amount=6k%20%26%20more%2B#here"
        );
    }
}
