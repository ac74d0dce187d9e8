//! Paths for new hires: `content/paths/*.yaml`, what to read, to try and to do, day by day.
//!
//! Owns the form of these files and the pages that they bring along: one for each file, and `/paths/` for all of them. What
//! stands on the pages is `render::paths`. A page of the project's own at `/paths/` introduces the others.

mod reader;

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    address::Permalink,
    front_matter::FrontMatter,
    page::{Body, Kind, ParsedPage, Reference},
};

pub(crate) use reader::parse;

/// The first part of all their addresses, and the folder of their files.
const FOLDER: &str = "paths";

/// Ends each text of a path in the HTML of its body: a character that no text has.
pub(crate) const END: char = '\u{e003}';

/// What a path says beside its title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Path {
    /// For whom it is.
    pub(crate) role: Option<String>,
    /// Its steps, by their days.
    pub(crate) steps: Vec<Step>,
}

/// What is to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// Counted from the first day at work, which is 1.
    pub(crate) day: u16,
    /// Its heading: an index into the headings of the page.
    pub(crate) heading: usize,
    pub(crate) items: Vec<Item>,
}

/// One thing to tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) task: Task,
    /// What is shown in place of the title of a page or a calculator.
    pub(crate) title: Option<String>,
    /// The note to it: an index into the texts of the path.
    pub(crate) note: Option<usize>,
    /// The minutes that its author gives it.
    pub(crate) minutes: Option<u32>,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Task {
    /// A page, or a part of it.
    Read(Reference),
    /// A calculator, with some fields filled in, on one of the pages where it stands.
    Try {
        id: String,
        fields: Vec<(String, String)>,
        on: Option<Reference>,
    },
    /// Something else: as it is written, and an index into the texts of the path.
    Do(String, usize),
}

impl Path {
    /// All items in order.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.steps.iter().flat_map(|step| &step.items)
    }

    /// Whether others may say the same of it: for whom it is, how much there is to do, and how long that takes.
    pub(crate) fn is_alike_outside(&self, other: &Self) -> bool {
        self.role == other.role
            && self
                .items()
                .map(Item::outside)
                .eq(other.items().map(Item::outside))
    }
}

impl Item {
    fn outside(&self) -> (Option<u32>, Option<&str>) {
        let target = match &self.task {
            Task::Read(reference) => Some(reference.target.as_str()),
            Task::Try { .. } => Some(""),
            Task::Do(..) => None,
        };
        (self.minutes, target)
    }
}

/// Whether a file of the project holds a path.
pub(crate) fn is_file(path: &str) -> bool {
    stem(path.strip_prefix("content/").unwrap_or_default()).is_some()
}

/// What the address of a path is made of, by its file below `content/`; none for other files.
pub(crate) fn stem(below: &str) -> Option<&str> {
    let is_inside = below
        .strip_prefix(FOLDER)
        .is_some_and(|rest| rest.starts_with('/'));
    let stem = below
        .strip_suffix(".yaml")
        .or_else(|| below.strip_suffix(".yml"))?;
    is_inside.then_some(stem)
}

/// The address of the page of all paths.
pub(crate) fn all_paths() -> Permalink {
    Permalink::of_parts([FOLDER])
}

/// Adds the page of all paths where there is one, or lets the page that introduces them list them.
pub(crate) fn add(pages: &mut Vec<Arc<ParsedPage>>) {
    let Some(first) = pages.iter().find(|page| page.kind == Kind::Path) else {
        return;
    };
    let path = first.path.clone();
    let address = all_paths();
    match pages.iter_mut().find(|page| page.permalink == address) {
        Some(written) => Arc::make_mut(written).kind = Kind::Paths,
        None => pages.push(Arc::new(ParsedPage {
            path,
            kind: Kind::Paths,
            permalink: address,
            meta: FrontMatter {
                title: Some("Paths".to_owned()),
                description: Some("What to read, to try and to do in a new role, day by day.".to_owned()),
                ..FrontMatter::default()
            },
            title: "Paths".to_owned(),
            body: Body::default(),
        })),
    }
}
