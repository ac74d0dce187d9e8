//! What every page may look at while it is rendered: shared, and never changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use policy::{
    Calculator, PolicyValues,
    values::{Source as Citation, Value},
};

use super::{
    examples::Examples,
    owners::Owners,
    prose_numbers::TypedAmounts,
    share::Drawing,
    templates::Templates,
    uses::Uses,
    view::Links,
    watched::{Changed, Watched},
};
use crate::{
    connections::Connections,
    diagnostics::{Diagnostic, Severity},
    glossary::Glossary,
    graph::{Origin, Resolved, SiteGraph},
    history::History,
    markdown::elements::address_passes,
    policy_files::{self, Place, PolicyFiles},
    source::Source,
};

/// What all pages share of the policy.
#[derive(Debug)]
pub(crate) struct PolicyFacts {
    /// The policy values, with sources as addresses of this site.
    pub(crate) values: PolicyValues,
    /// Where the handbook uses the values.
    pub(crate) uses: Uses,
    /// The amounts that prose should not type.
    pub(crate) typed: TypedAmounts,
    /// Worked examples of calculators.
    pub(super) examples: Examples,
}

impl PolicyFacts {
    /// Gathers the facts.
    pub(crate) fn new(
        source: &Source,
        graph: &SiteGraph,
        policy: &PolicyFiles,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let PolicyFiles { values, places, .. } = policy;
        let mut typed = TypedAmounts::default();
        let linked = linked(source, graph, values, places, &mut typed, findings);
        Self {
            uses: Uses::new(graph, &linked),
            examples: Examples::new(source, graph, values, findings),
            values: linked,
            typed,
        }
    }

    /// Notes what is different from other facts of the same pages.
    pub(crate) fn compare(&self, other: &Self, changed: &mut Changed) {
        let keys = self.values.iter().chain(other.values.iter());
        let mut keys: Vec<&str> = keys.map(|value| value.key.as_str()).collect();
        let calculators = self.values.calculators().chain(other.values.calculators());
        let mut ids: Vec<&str> = calculators.map(|found| &*found.description().id).collect();
        for names in [&mut keys, &mut ids] {
            names.sort_unstable();
            names.dedup();
        }
        let differs = |key: &&&str| self.values.get(key) != other.values.get(key);
        changed.values = keys.iter().filter(differs).map(|key| (*key).to_owned()).collect();
        let elsewhere = |name: &&&str| {
            self.uses.of(name) != other.uses.of(name) || self.uses.standing(name) != other.uses.standing(name)
        };
        let names = keys.iter().chain(&ids);
        changed.uses = names.filter(elsewhere).map(|name| (*name).to_owned()).collect();
        let decides_otherwise = |id: &&&str| {
            let reads_other = |values: &PolicyValues| {
                let keys = values.calculator(id).map(|found| values.keys_of(found));
                keys.into_iter()
                    .flatten()
                    .any(|key| changed.values.iter().any(|changed| changed == key))
            };
            let asks_other = |values: &PolicyValues| {
                values.calculator(id).is_some_and(|found| {
                    let mut asked = found.description().calls.iter();
                    asked.any(|asked| !is_same_calculator(&self.values, &other.values, asked))
                })
            };
            !is_same_calculator(&self.values, &other.values, id)
                || [&self.values, &other.values]
                    .into_iter()
                    .any(|values| reads_other(values) || asks_other(values))
                || !self.examples.are_same(&other.examples, id)
        };
        changed.calculators = ids
            .iter()
            .filter(decides_otherwise)
            .map(|id| (*id).to_owned())
            .collect();
    }
}

/// Whether a calculator says the same with both sets of values, as far as its own rules go.
fn is_same_calculator(one: &PolicyValues, other: &PolicyValues, id: &str) -> bool {
    let is_there = |values: &PolicyValues| values.calculator(id).is_some();
    // Titles and hints are no part of what decides, but of what is shown.
    let shown = |values: &PolicyValues| {
        values
            .declared(id)
            .map(|found| format!("{:?}", found.description()))
    };
    is_there(one) == is_there(other) && one.declared(id) == other.declared(id) && shown(one) == shown(other)
}

/// What one page may look at while it is rendered.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) source: &'a Source,
    pub(crate) graph: Watched<'a, SiteGraph>,
    pub(crate) policy: Watched<'a, PolicyValues>,
    /// Where the values stand in their files.
    pub(crate) places: &'a BTreeMap<String, Place>,
    pub(crate) uses: Watched<'a, Uses>,
    pub(crate) typed: &'a TypedAmounts,
    pub(crate) templates: Option<&'a Templates>,
    /// The address of the compiled calculators, when there are any.
    pub(crate) module: Option<&'a str>,
    /// What pictures of pages are made with, where they are asked for.
    pub(super) drawing: Option<&'a Drawing>,
    /// Values that are missing only because of mistakes in their files, which are findings already.
    pub(crate) mistaken: Watched<'a, Mistaken>,
    pub(super) examples: &'a Examples,
    pub(crate) glossary: Watched<'a, Glossary>,
    /// A page looks only at what is about itself, which is compared for each.
    pub(super) connections: &'a Connections,
    /// What pages show of each other.
    pub(super) links: &'a Links,
    pub(super) owners: &'a Owners,
    /// When pages changed last.
    pub(crate) history: Watched<'a, History>,
}

/// Values and calculators that are missing because of a mistake in a file; what misses them is not reported once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mistaken {
    /// A file cannot be read, so anything may be missing because of it.
    Any,
    /// These values, and these calculators.
    These {
        values: BTreeSet<String>,
        calculators: BTreeSet<String>,
    },
}

impl Mistaken {
    /// What the findings so far account for.
    pub(crate) fn of<'f>(policy: &PolicyFiles, findings: impl IntoIterator<Item = &'f Diagnostic>) -> Self {
        let in_values = |finding: &Diagnostic| {
            finding.severity == Severity::Error && finding.path.starts_with("content/policy/")
        };
        if !findings.into_iter().any(in_values) {
            return Self::These {
                values: BTreeSet::new(),
                calculators: BTreeSet::new(),
            };
        }
        if !policy.is_whole {
            return Self::Any;
        }
        let values = policy
            .places
            .keys()
            .filter(|key| policy.values.get(key).is_none());
        let calculators = policy
            .declared
            .iter()
            .filter(|id| policy.values.calculator(id).is_none());
        Self::These {
            values: values.cloned().collect(),
            calculators: calculators.cloned().collect(),
        }
    }

    /// Whether a value of the group is missing because of a mistake in a file.
    pub(crate) fn has_in_group(&self, group: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These { values, .. } => {
                let below = format!("{group}.");
                let first = values.range(below.clone()..).next();
                values.contains(group) || first.is_some_and(|key| key.starts_with(&below))
            }
        }
    }

    /// Whether the value is missing because of a mistake in a file.
    pub(crate) fn has(&self, key: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These { values, .. } => values.contains(key),
        }
    }

    /// Whether the calculator is missing because of a mistake in a file.
    pub(crate) fn has_calculator(&self, id: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These { calculators, .. } => calculators.contains(id),
        }
    }
}

/// The values and calculators with the addresses of their sources resolved; a source that leads nowhere is a finding.
fn linked(
    source: &Source,
    graph: &SiteGraph,
    policy: &PolicyValues,
    places: &BTreeMap<String, Place>,
    typed: &mut TypedAmounts,
    findings: &mut Vec<Diagnostic>,
) -> PolicyValues {
    let mut values: Vec<Value> = Vec::with_capacity(policy.len());
    for value in policy.iter() {
        let place = || {
            let place = places.get(&value.key)?;
            Some((place.path.clone(), place.source.clone()))
        };
        let found = resolved(graph, &value.source.href, &value.key, place, findings);
        if let Some(page) = found.page {
            typed.add(value, graph, page, &found.href, source.today);
        }
        let href = found.href;
        values.push(Value {
            source: Citation {
                title: value.source.title.clone(),
                href,
            },
            ..value.clone()
        });
    }
    let mut calculators = Vec::new();
    for calculator in policy.all_declared() {
        let id = calculator.description().id.clone();
        calculators.push(calculator.clone().with_addresses(|verdict, number, href| {
            let place = || policy_files::calculators::source_place(source, &id, verdict, number);
            resolved(graph, href, &id, place, findings).href
        }));
    }
    PolicyValues::new(values)
        .unwrap_or_default()
        .with_calculators(calculators)
}

/// The address of a source as the pages of the site link to it; `owner` names what it is the source of.
fn resolved(
    graph: &SiteGraph,
    href: &str,
    owner: &str,
    place: impl Fn() -> Option<(String, Range<usize>)>,
    findings: &mut Vec<Diagnostic>,
) -> Resolved {
    let origin = Origin {
        page: None,
        path: "content/policy",
        span: 0..0,
    };
    let mut resolved = if address_passes(href) {
        graph.resolve(href, &origin)
    } else {
        let finding = Diagnostic::error(
            "broken-source",
            origin.path,
            format!("`{href}` is no address of a page"),
        )
        .hint("write the address of the section that says so, such as `/handbook/sales/#heading`");
        Resolved::as_written("/", Some(finding))
    };
    if let Some(mut finding) = resolved.finding.take() {
        if let Some((path, span)) = place() {
            finding.path = path;
            finding.span = Some(span);
        }
        finding.code = "broken-source";
        finding.message = format!("the source of `{owner}` leads nowhere: {}", finding.message);
        findings.push(finding);
    }
    resolved
}
