//! The pages that the policy values bring along: `/policy/` for all of them and `/policy/<key>/` for each.
//!
//! Owns which pages there are, their addresses and their anchors; what stands on them is `render::values`. A page of the
//! project's own at `/policy/` introduces the others and is kept as it is written.

use std::{collections::HashMap, sync::Arc};

use policy::{PolicyValues, values::Value};

use crate::{
    address::Permalink,
    diagnostics::Diagnostic,
    front_matter::FrontMatter,
    page::{Body, Heading, Kind, ParsedPage},
    policy_files::{Place, PolicyFiles},
    reading::Effort,
};

/// The first part of all their addresses.
const FOLDER: &str = "policy";

/// The longest key that can be the name of a folder on every disk.
const MAX_KEY: usize = 200;

/// The parts of the page of a value: anchor and title.
pub(crate) const PARTS: [(&str, &str); 3] = [
    ("history", "History"),
    ("uses", "Where it is used"),
    ("write", "In a page"),
];

/// The group of a value: what stands before the first point of its key.
pub(crate) fn group(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// The values by group, groups and values in the order of the keys.
pub(crate) fn groups(values: &PolicyValues) -> Vec<(&str, Vec<&Value>)> {
    let mut groups: Vec<(&str, Vec<&Value>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for value in values.iter() {
        let name = group(&value.key);
        let index = *known.entry(name).or_insert(groups.len());
        match groups.get_mut(index) {
            Some((_, members)) => members.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    groups
}

/// The name of a group for people: `command-plan` is "Command plan".
pub(crate) fn group_title(group: &str) -> String {
    let words = group.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The address of the page of a value.
pub(crate) fn permalink(key: &str) -> Permalink {
    Permalink::of_parts([FOLDER, key])
}

/// The address of the page of all values.
pub(crate) fn all_values() -> Permalink {
    Permalink::of_parts([FOLDER])
}

/// Adds the pages of the values. A page of the project that has the address of one of them is a finding and goes.
pub(crate) fn add(
    PolicyFiles { values, places, .. }: &PolicyFiles,
    pages: &mut Vec<Arc<ParsedPage>>,
    findings: &mut Vec<Diagnostic>,
) {
    if values.is_empty() {
        return;
    }
    for value in values.iter().filter(|value| !has_address(&value.key)) {
        if let Some(place) = places.get(&value.key) {
            let message = "a value with this key can have no page of its own";
            findings.push(
                Diagnostic::error("policy-malformed-key", &place.path, message)
                    .at(place.key.clone())
                    .hint("give it a short name of a few words, such as `deck.threshold`"),
            );
        }
    }
    let path = |key: &str| {
        places
            .get(key)
            .map_or_else(String::new, |place: &Place| place.path.clone())
    };
    let own: HashMap<Permalink, &Value> = values
        .iter()
        .map(|value| (permalink(&value.key), value))
        .collect();
    pages.retain(|page| {
        let Some(value) = own.get(&page.permalink) else {
            return true;
        };
        let message = format!(
            "the address `{}` is taken by the policy value `{}` of `{}`",
            page.permalink,
            value.key,
            path(&value.key)
        );
        findings.push(
            Diagnostic::error("duplicate-permalink", &page.path, message)
                .hint("rename the file: each policy value has a page of its own below `/policy/`"),
        );
        false
    });
    let groups = groups(values);
    let address = all_values();
    match pages.iter_mut().find(|page| page.permalink == address) {
        Some(written) => {
            let written = Arc::make_mut(written);
            written.kind = Kind::Values;
            add_groups(&mut written.body, &groups);
        }
        None => {
            let first = places.values().next();
            let mut page = page(Kind::Values, address, "Policy values");
            page.path = first.map_or_else(String::new, |place| place.path.clone());
            page.meta.description = Some(
                "Every figure that this handbook decides by: what holds, since when, and where it is written."
                    .to_owned(),
            );
            add_groups(&mut page.body, &groups);
            pages.push(Arc::new(page));
        }
    }
    let members = groups.iter().flat_map(|(_, members)| members);
    for (weight, value) in (1..).zip(members) {
        let mut page = page(
            Kind::Value(value.key.clone()),
            permalink(&value.key),
            &value.title,
        );
        page.path = path(&value.key);
        page.meta.weight = weight;
        for (anchor, title) in PARTS {
            add_heading(&mut page.body, anchor, title);
        }
        pages.push(Arc::new(page));
    }
}

/// Whether the page of a value with this key can be written to a disk, beside that of all values.
fn has_address(key: &str) -> bool {
    key.len() <= MAX_KEY && key != "index.html"
}

/// Gives each group a heading, whose anchor is its name unless the page has such an anchor already.
fn add_groups(body: &mut Body, groups: &[(&str, Vec<&Value>)]) {
    for (group, _) in groups {
        let mut anchor = (*group).to_owned();
        while body.anchors.contains_key(&anchor) {
            anchor.push_str("-values");
        }
        add_heading(body, &anchor, &group_title(group));
    }
}

fn add_heading(body: &mut Body, anchor: &str, title: &str) {
    let end = body.headings.last().map_or(0, |heading| heading.span.end);
    body.anchors.insert(anchor.to_owned(), end..end);
    body.headings.push(Heading {
        level: 2,
        id: anchor.to_owned(),
        text: title.to_owned(),
        with_values: None,
        source: title.to_owned(),
        span: end..end,
        listed: true,
        read_before: Effort::default(),
    });
}

fn page(kind: Kind, permalink: Permalink, title: &str) -> ParsedPage {
    ParsedPage {
        path: String::new(),
        kind,
        permalink,
        meta: FrontMatter {
            title: Some(title.to_owned()),
            ..FrontMatter::default()
        },
        title: title.to_owned(),
        body: Body::default(),
    }
}
