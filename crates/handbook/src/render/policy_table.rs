//! A table of policy values: what each is by tier, how it is compared, since when, and where it is written.

use policy::values::{Comparison, Value};
use serde::Serialize;

use super::{
    calculator::measure_label,
    figures::{self, FigureView},
    scene::Scene,
    values,
    view::Day,
};

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
    pub(super) title: String,
    pub(super) href: String,
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
        source: SourceView {
            title: value.source.title.clone(),
            href: value.source.href.clone(),
        },
    }
}
