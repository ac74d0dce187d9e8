//! Finds numbers that prose types although a policy value of the page's section has them: when the value changes, such
//! a number stays behind.
//!
//! Looks at pages of the sections in which values have their source, and only at prose that readers see as it is typed.
//! A number that is meant as it stands is written `{{< number "$5,000" >}}`.

mod reader;

use policy::{
    Date,
    values::{Amount, Tier, Unit, Value},
};

use super::scene::Scene;
use crate::{
    diagnostics::Diagnostic,
    graph::{PageId, SiteGraph},
    page::{Kind, ParsedPage},
};
use reader::{Figure, Number};

/// So many values at most are named for one number.
const MAX_NAMED: usize = 3;

/// The amounts in force, each with the section whose pages should not type it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedAmounts {
    list: Vec<TypedAmount>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TypedAmount {
    key: String,
    /// For whom, where the value differs by tier.
    tier: Option<Tier>,
    figure: Figure,
    /// The page of its source, and the anchor on it.
    source: (PageId, String),
    section: Section,
}

/// Pages that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Section {
    /// An address and all below it.
    Below(String),
    /// The home page and the pages directly below it: the whole handbook would be no section.
    Top,
}

impl TypedAmounts {
    /// Adds the amounts of a value whose source is on a page; `href` leads to the source.
    pub(crate) fn add(&mut self, value: &Value, graph: &SiteGraph, page: PageId, href: &str, today: Date) {
        let Some(entry) = value.in_force(today) else {
            return;
        };
        let anchor = href.split_once('#').map_or("", |(_, anchor)| anchor);
        let anchor = crate::address::decode(anchor).into_owned();
        let section = section_of(graph, page);
        let tiers: &[Option<Tier>] = match &entry.amounts {
            policy::values::Amounts::All(_) => &[None],
            policy::values::Amounts::ByTier { .. } => &[Some(Tier::Smb), Some(Tier::MidMarket)],
        };
        for tier in tiers {
            let figure = entry
                .amounts
                .of(*tier)
                .and_then(|amount| figure(&value.unit, amount));
            self.list.extend(figure.map(|figure| TypedAmount {
                key: value.key.clone(),
                tier: *tier,
                figure,
                source: (page, anchor.clone()),
                section: section.clone(),
            }));
        }
    }
}

impl TypedAmounts {
    /// Whether a page has to keep from typing the same numbers here and there.
    pub(crate) fn are_same_for(&self, other: &Self, page: &ParsedPage) -> bool {
        fn of<'t>(all: &'t TypedAmounts, page: &ParsedPage) -> impl Iterator<Item = &'t TypedAmount> {
            all.list.iter().filter(|amount| amount.is_about(page))
        }
        page.body.prose.is_empty() || of(self, page).eq(of(other, page))
    }
}

impl TypedAmount {
    /// Whether a page has to keep from typing it. A path leads through all sections.
    fn is_about(&self, page: &ParsedPage) -> bool {
        page.kind == Kind::Path || self.section.holds(page)
    }
}

/// The section that holds a page: its own where it has pages below it, else that of the page above.
fn section_of(graph: &SiteGraph, page: PageId) -> Section {
    let own = graph.page(page);
    let name = own.path.rsplit('/').next().unwrap_or_default();
    let is_index = matches!(name, "_index.md" | "index.md" | "index.html.md");
    let head = if is_index || !graph.children(page).is_empty() {
        own.permalink.clone()
    } else {
        own.permalink.parent().unwrap_or_else(|| own.permalink.clone())
    };
    if head.depth() == 0 {
        Section::Top
    } else {
        Section::Below(head.as_str().to_owned())
    }
}

impl Section {
    fn holds(&self, page: &ParsedPage) -> bool {
        match self {
            Self::Below(head) => page.permalink.as_str().starts_with(head.as_str()),
            Self::Top => page.permalink.depth() <= 1,
        }
    }
}

/// What a number in prose has to be to equal an amount; words equal no number.
fn figure(unit: &Unit, amount: &Amount) -> Option<Figure> {
    Some(match amount {
        Amount::Usd(money) => Figure::Money(money.cents()),
        Amount::Percent(percent) => Figure::Percent(percent.hundredths()),
        Amount::Multiple(multiple) => Figure::Multiple(multiple.hundredths()),
        Amount::Hours(hours) => Figure::counted(hours.hundredths(), "hours"),
        Amount::Count(count) => Figure::counted(count.checked_mul(100)?, unit.key()),
        Amount::Text(_) => return None,
    })
}

/// Reports the typed numbers of a page.
pub(crate) fn check(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) {
    let page = scene.graph.page(id);
    if page.body.prose.is_empty() {
        return;
    }
    let amounts: Vec<&TypedAmount> = scene
        .typed
        .list
        .iter()
        .filter(|amount| amount.is_about(page))
        .collect();
    if amounts.is_empty() {
        return;
    }
    let files = &scene.source.pages;
    let file = scene.source.page_file(&page.path);
    let Some(file) = file.and_then(|index| files.get(index)) else {
        return;
    };
    let Some(text) = file.read() else {
        findings.push(file.changed());
        return;
    };
    let figures: Vec<&Figure> = amounts.iter().map(|amount| &amount.figure).collect();
    for range in &page.body.prose {
        let spelled = reader::spelled(&text, range, &figures);
        for number in reader::numbers(&text, range).into_iter().chain(spelled) {
            let equal = amounts.iter().copied();
            let equal: Vec<_> = equal.filter(|amount| number.is(&amount.figure)).collect();
            if !equal.is_empty() {
                let equal = nearest(equal, id, &anchors_above(page, number.span.start));
                findings.push(finding(page, &text, &number, &equal));
            }
        }
    }
}

/// The anchors of the headings that a place stands under, the innermost first.
fn anchors_above(page: &ParsedPage, at: usize) -> Vec<&str> {
    let headings = &page.body.headings;
    let above = headings.partition_point(|heading| heading.span.start <= at);
    let mut anchors = Vec::new();
    let mut level = u8::MAX;
    for heading in headings.iter().take(above).rev() {
        if heading.level < level {
            level = heading.level;
            anchors.push(heading.id.as_str());
        }
    }
    anchors
}

/// Those of the values whose source is the very part of the page, where there are such.
fn nearest<'t>(equal: Vec<&'t TypedAmount>, page: PageId, anchors: &[&str]) -> Vec<&'t TypedAmount> {
    let is_under = |amount: &&TypedAmount, anchor: &str| amount.source.0 == page && amount.source.1 == anchor;
    for anchor in anchors {
        if equal.iter().any(|amount| is_under(amount, anchor)) {
            return equal
                .into_iter()
                .filter(|amount| is_under(amount, anchor))
                .collect();
        }
    }
    equal
}

fn finding(page: &ParsedPage, text: &str, number: &Number, equal: &[&TypedAmount]) -> Diagnostic {
    let typed = text.get(number.span.clone()).unwrap_or_default();
    let mut keys: Vec<String> = Vec::new();
    for amount in equal {
        let key = format!("`{}`", amount.key);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let (shown, more) = keys.split_at(keys.len().min(MAX_NAMED));
    let values = match (shown, more.len()) {
        ([one], _) => format!("the value {one} of this section has it"),
        ([first @ .., last], 0) => format!(
            "the values {} and {last} of this section have it",
            first.join(", ")
        ),
        (_, more) => format!(
            "the values {} and {more} more of this section have it",
            shown.join(", ")
        ),
    };
    let message = format!("`{typed}` is typed here, and {values}");
    let mut finding = Diagnostic::warning("bare-number", &page.path, message).at(number.span.clone());
    for amount in equal.iter().take(MAX_NAMED) {
        let key = &amount.key;
        finding = finding.hint(match amount.tier {
            Some(tier) => format!(
                "write `{{{{< policy \"{key}\" segment=\"{}\" >}}}}` instead",
                tier.key()
            ),
            None => format!("write `{{{{< policy \"{key}\" >}}}}` instead"),
        });
    }
    finding.hint(format!(
        "if it is another number, mark it as meant: `{{{{< number \"{typed}\" >}}}}`"
    ))
}
