//! The pages of the policy values: what holds, what held and what will, who says so, and where it is used.

use policy::values::{Comparison, Unit, Value};
use serde::Serialize;

use super::{
    calculator::measure_label,
    figures::{self, AmountView, FigureView},
    owners::Contact,
    policy_table::{self, SourceView, TableView},
    scene::Scene,
    templates::{Finding, Templates},
    uses::ValueUses,
    view::{Day, heading_text},
};
use crate::{
    graph::PageId,
    page::{Kind, ParsedPage},
    policy_pages::{self, group_title, groups},
};

/// What the template of a value's page sees.
#[derive(Serialize)]
struct ValueView<'a> {
    key: String,
    group: String,
    unit: String,
    figures: Vec<FigureView>,
    since: Option<Day>,
    measure: Option<String>,
    comparison: Option<&'static str>,
    reading: Option<String>,
    source: SourceView,
    owner: Option<String>,
    owner_contact: Option<&'a Contact>,
    last_reviewed: Option<Day>,
    review_by: Option<Day>,
    is_review_overdue: bool,
    tiers: Vec<&'static str>,
    history: Vec<PeriodView>,
    pages: Vec<UseView>,
    calculators: Vec<CalculatorUseView>,
    shortcodes: Vec<String>,
    table_shortcode: String,
}

#[derive(Serialize)]
struct PeriodView {
    from: Day,
    until: Option<Day>,
    state: &'static str,
    amounts: Vec<AmountView>,
}

#[derive(Serialize)]
struct UseView {
    title: String,
    href: String,
    places: Vec<LinkView>,
}

#[derive(Serialize)]
struct CalculatorUseView {
    title: String,
    pages: Vec<LinkView>,
}

#[derive(Serialize)]
struct LinkView {
    title: String,
    href: String,
}

/// A group on the page of all values.
#[derive(Serialize)]
struct GroupView {
    id: String,
    title: String,
    table: TableView,
}

/// The address of the page of a value.
pub(crate) fn href(scene: &Scene<'_>, key: &str) -> String {
    let mut href = scene.graph.base().path().to_owned();
    crate::address::encode_path(policy_pages::permalink(key).as_str(), &mut href);
    href
}

/// What stands on a page because it is that of a value, or that of all values.
pub(crate) fn part(
    scene: &Scene<'_>,
    templates: &Templates,
    page: &ParsedPage,
) -> Option<Result<String, Finding>> {
    match &page.kind {
        Kind::Written | Kind::Glossary | Kind::List(_) | Kind::Path | Kind::Paths => None,
        Kind::Value(key) => value(scene, key).map(|value| templates.partial("policy-value", "value", &value)),
        Kind::Values => Some(templates.partial("policy-values", "groups", &groups_of(scene, page))),
    }
}

fn value<'a>(scene: &Scene<'a>, key: &str) -> Option<ValueView<'a>> {
    let value = scene.policy.get(key)?;
    let today = scene.source.today;
    let figures = figures::figures(value, today);
    let uses = scene.uses.of(key);
    Some(ValueView {
        key: key.to_owned(),
        group: policy_pages::group(key).to_owned(),
        unit: unit_words(&value.unit),
        tiers: figures.iter().filter_map(|figure| figure.tier).collect(),
        shortcodes: shortcodes(value),
        table_shortcode: format!("{{{{< policy-table \"{}\" >}}}}", policy_pages::group(key)),
        figures,
        since: value.in_force(today).map(|entry| entry.from.into()),
        measure: value.measure.as_deref().map(measure_label),
        comparison: value.comparison.map(Comparison::words),
        reading: value.reading.clone(),
        source: SourceView::of(scene, value),
        owner: value.owner.clone(),
        owner_contact: value.owner.as_ref().and_then(|owner| scene.owners.contact(owner)),
        last_reviewed: value.last_reviewed.map(Day::from),
        review_by: value.review_by.map(Day::from),
        is_review_overdue: value.review_by.is_some_and(|day| day < today),
        history: history(scene, value),
        pages: uses.map_or_else(Vec::new, |uses| page_uses(scene, uses)),
        calculators: uses.map_or_else(Vec::new, |uses| calculator_uses(scene, uses)),
    })
}

/// What the value is, in one sentence.
pub(crate) fn summary(scene: &Scene<'_>, key: &str) -> Option<String> {
    let value = scene.policy.get(key)?;
    let entry = value.in_force(scene.source.today)?;
    Some(format!(
        "{}: {}, since {}.",
        value.title,
        amounts(scene, key)?,
        entry.from.display()
    ))
}

/// The amounts of a value that are in force, in words.
pub(crate) fn amounts(scene: &Scene<'_>, key: &str) -> Option<String> {
    let figures = figures::figures(scene.policy.get(key)?, scene.source.today);
    let amounts = figures.iter().filter_map(|figure| {
        let text = &figure.amount.as_ref()?.text;
        Some(match figure.tier {
            Some(tier) => format!("{text} for {tier}"),
            None => text.clone(),
        })
    });
    Some(amounts.collect::<Vec<_>>().join(" and "))
}

fn groups_of(scene: &Scene<'_>, page: &ParsedPage) -> Vec<GroupView> {
    let groups = groups(&scene.policy);
    let headings = &page.body.headings;
    let own = headings.len().saturating_sub(groups.len());
    groups
        .iter()
        .zip(headings.iter().skip(own))
        .map(|((name, members), heading)| GroupView {
            id: heading.id.clone(),
            title: group_title(name),
            table: policy_table::view(scene, members, None),
        })
        .collect()
}

/// The periods, the last one first.
fn history(scene: &Scene<'_>, value: &Value) -> Vec<PeriodView> {
    let today = scene.source.today;
    let present = value.in_force(today).map(|entry| entry.from);
    let by_tier = figures::has_tiers(value);
    let nexts = value.from.iter().skip(1).map(Some).chain([None]);
    let periods = value.from.iter().zip(nexts).map(|(entry, next)| PeriodView {
        from: entry.from.into(),
        until: next.map(|next| next.from.plus_days(-1).into()),
        state: if entry.from > today {
            "coming"
        } else if Some(entry.from) == present {
            "present"
        } else {
            "past"
        },
        amounts: figures::amounts(value, entry, by_tier),
    });
    let mut periods: Vec<PeriodView> = periods.collect();
    periods.reverse();
    periods
}

fn page_uses(scene: &Scene<'_>, uses: &ValueUses) -> Vec<UseView> {
    let views = uses.pages.iter().map(|(id, places)| {
        let page = scene.graph.page(*id);
        let places = places.iter().flatten();
        UseView {
            title: page.title.clone(),
            href: scene.graph.href(*id),
            places: places
                .filter_map(|heading| place_link(scene, *id, *heading))
                .collect(),
        }
    });
    views.collect()
}

fn place_link(scene: &Scene<'_>, id: PageId, heading: usize) -> Option<LinkView> {
    let page = scene.graph.page(id);
    let heading = page.body.headings.get(heading)?;
    let mut href = scene.graph.href(id);
    href.push('#');
    crate::address::encode(&heading.id, &mut href);
    Some(LinkView {
        title: heading_text(scene, page, heading).into_owned(),
        href,
    })
}

fn calculator_uses(scene: &Scene<'_>, uses: &ValueUses) -> Vec<CalculatorUseView> {
    let views = uses.calculators.iter().filter_map(|id| {
        let calculator = scene.policy.calculator(id)?;
        let pages = scene.uses.standing(id).iter().map(|page| LinkView {
            title: scene.graph.title(*page).to_owned(),
            href: format!(
                "{}#{}",
                scene.graph.href(*page),
                scene.graph.page(*page).calculator_anchor(id).unwrap_or(id)
            ),
        });
        Some(CalculatorUseView {
            title: calculator.description().title.to_string(),
            pages: pages.collect(),
        })
    });
    views.collect()
}

/// What an author writes to show the value in a page.
fn shortcodes(value: &Value) -> Vec<String> {
    let key = &value.key;
    if figures::has_tiers(value) {
        let of =
            |tier: policy::values::Tier| format!("{{{{< policy \"{key}\" segment=\"{}\" >}}}}", tier.key());
        policy::values::Tier::ALL.map(of).into()
    } else {
        vec![format!("{{{{< policy \"{key}\" >}}}}")]
    }
}

fn unit_words(unit: &Unit) -> String {
    match unit {
        Unit::Usd => "US dollars".to_owned(),
        Unit::Percent => "per cent".to_owned(),
        Unit::Multiple => "a multiple".to_owned(),
        Unit::Hours => "hours".to_owned(),
        Unit::Text => "words".to_owned(),
        Unit::Count(noun) => noun.replace('-', " "),
    }
}
