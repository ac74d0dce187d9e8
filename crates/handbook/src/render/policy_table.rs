//! A table of policy values: what each is by tier, how it is compared, since when, and where it is written.

use policy::values::{Comparison, Value};
use serde::Serialize;

use super::{
    calculator::measure_label,
    figures::{self, FigureView},
    scene::Scene,
    values,
    view::{Day, heading_text},
};
use crate::{address::decode, graph::Origin};

/// What the template of a table sees. A column that no value of the table has anything for is not there.
#[derive(Serialize)]
pub(crate) struct TableView {
    caption: Option<String>,
    has_tiers: bool,
    has_measures: bool,
    has_comparisons: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    href: String,
    figures: Vec<FigureView>,
    measure: Option<String>,
    comparison: Option<&'static str>,
    since: Option<Day>,
    source: SourceView,
}

/// A section of the handbook that says so.
#[derive(Serialize)]
pub(crate) struct SourceView {
    pub(crate) title: String,
    pub(crate) href: String,
}

impl SourceView {
    /// The section that a value is written in: under its own name, else the heading or the page that its source leads to.
    pub(crate) fn of(scene: &Scene<'_>, value: &Value) -> Self {
        let source = &value.source;
        let found = (source.title == value.title)
            .then(|| section_title(scene, &source.href))
            .flatten();
        Self {
            title: found.unwrap_or_else(|| source.title.clone()),
            href: source.href.clone(),
        }
    }
}

/// The heading, or else the page, that an address of this site leads to.
fn section_title(scene: &Scene<'_>, href: &str) -> Option<String> {
    let origin = Origin {
        page: None,
        path: "content/policy",
        span: 0..0,
    };
    let page = scene.graph.page(scene.graph.resolve(href, &origin).page?);
    let anchor = href.split_once('#').map(|(_, anchor)| decode(anchor));
    let heading = anchor.and_then(|anchor| page.body.headings.iter().find(|heading| heading.id == anchor));
    Some(match heading {
        Some(heading) => heading_text(scene, page, heading).into_owned(),
        None => page.title.clone(),
    })
}

/// The view of a table of these values.
pub(crate) fn view(scene: &Scene<'_>, members: &[&Value], caption: Option<&str>) -> TableView {
    TableView {
        caption: caption.map(str::to_owned),
        has_tiers: members.iter().any(|value| figures::has_tiers(value)),
        has_measures: members.iter().any(|value| value.measure.is_some()),
        has_comparisons: members.iter().any(|value| value.comparison.is_some()),
        rows: members.iter().map(|value| row(scene, value)).collect(),
    }
}

fn row(scene: &Scene<'_>, value: &Value) -> Row {
    let today = scene.source.today;
    Row {
        title: value.title.clone(),
        href: values::href(scene, &value.key),
        figures: figures::figures(value, today),
        measure: value.measure.as_deref().map(measure_label),
        comparison: value.comparison.map(Comparison::words),
        since: value.in_force(today).map(|entry| entry.from.into()),
        source: SourceView::of(scene, value),
    }
}
