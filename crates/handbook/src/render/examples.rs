//! Worked examples below a calculator: the first cases of the tables on the handbook's pages, else the golden cases
//! that the program carries.

use std::collections::{BTreeMap, BTreeSet};

use policy::{Answers, Calculator, Date, calculator};
use serde::Serialize;

use super::{cases::GivenView, scene::Scene, typed};
use crate::{
    carried_cases::{self, CarriedCase},
    cases::{PolicyCase, meaning::Table},
    diagnostics::Diagnostic,
    graph::{PageId, SiteGraph},
    source::Source,
};

/// So many are shown.
const SHOWN: usize = 3;

/// Where examples come from, gathered once for all pages.
#[derive(Debug, Default)]
pub(super) struct Examples {
    tables: BTreeMap<String, Vec<Listed>>,
    carried: BTreeMap<String, Vec<CarriedCase>>,
}

/// A table of cases on a page.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    page: PageId,
    anchor: String,
    /// The first cases that have an answer.
    first: Vec<PolicyCase>,
    count: usize,
}

#[derive(Serialize)]
pub(super) struct ExampleView {
    name: String,
    given: Vec<GivenView>,
    sentence: String,
    /// The day of the example, where its answer is another one now.
    day: Option<String>,
}

/// The table that examples are taken from.
#[derive(Serialize)]
pub(super) struct TableView {
    href: String,
    count: usize,
}

impl Examples {
    /// Looks through the tables of all pages, and the cases that the program carries.
    pub(super) fn new(
        source: &Source,
        graph: &SiteGraph,
        policy: &policy::PolicyValues,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut tables: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
        for (id, page) in graph.pages() {
            for block in &page.body.cases {
                let Some(calculator) = policy.calculator(&block.calculator.text) else {
                    continue;
                };
                let table = Table::new(block, calculator.description());
                // What is wrong with a table is reported where it stands.
                let cases = table.cases(&page.path, &mut Vec::new());
                let answered = cases.into_iter().flatten();
                let answered = answered.filter(|case| case.expected.verdict.is_some());
                tables
                    .entry(block.calculator.text.clone())
                    .or_default()
                    .push(Listed {
                        page: id,
                        anchor: block.anchor.clone(),
                        first: answered.take(SHOWN).collect(),
                        count: block.rows.len(),
                    });
            }
        }
        let is_shown = |id: &str| {
            tables
                .get(id)
                .is_some_and(|all| all.iter().any(|table| !table.first.is_empty()))
        };
        // Reading the carried cases costs as much as many pages do: only those of calculators that stand somewhere.
        let placed: BTreeSet<&str> = graph.pages().flat_map(|(_, page)| page.calculators()).collect();
        let carried = carried(source, |id| placed.contains(id) && !is_shown(id), findings);
        Self { tables, carried }
    }

    /// Whether a calculator has the same examples here and there.
    pub(super) fn are_same(&self, other: &Self, id: &str) -> bool {
        self.tables.get(id) == other.tables.get(id) && self.carried.get(id) == other.carried.get(id)
    }

    /// The examples of a calculator on a page: those of the page itself first.
    pub(super) fn of(
        &self,
        scene: &Scene<'_>,
        page: PageId,
        calculator: &dyn Calculator,
    ) -> (Vec<ExampleView>, Option<TableView>) {
        let id = calculator.description().id.as_ref();
        let tables = self.tables.get(id).map_or(&[][..], Vec::as_slice);
        let mut tables: Vec<&Listed> = tables.iter().filter(|table| !table.first.is_empty()).collect();
        tables.sort_by_key(|table| table.page != page);
        let Some(first) = tables.first() else {
            let carried = self.carried.get(id).map_or(&[][..], Vec::as_slice);
            let holding = carried
                .iter()
                .filter_map(|case| of_program(case, scene, calculator));
            return (holding.collect(), None);
        };
        let cases = tables.iter().flat_map(|table| &table.first).take(SHOWN);
        let shown = cases.filter_map(|case| of_page(case, scene, calculator));
        let href = if first.page == page {
            format!("#{}", first.anchor)
        } else {
            format!("{}#{}", scene.graph.href(first.page), first.anchor)
        };
        let count = first.count;
        (shown.collect(), Some(TableView { href, count }))
    }
}

fn of_page(case: &PolicyCase, scene: &Scene<'_>, calculator: &dyn Calculator) -> Option<ExampleView> {
    let policy = scene.policy.asked(calculator);
    let answers = case.answers();
    let answer = calculator::decide(calculator, policy, &answers, case.as_of).ok()?;
    let now = calculator.evaluate(policy, &answers, scene.source.today);
    let has_changed = now.map_or(true, |now| now.sentence != answer.sentence);
    Some(ExampleView {
        name: case.name.clone(),
        given: given(calculator, &case.given),
        sentence: answer.sentence,
        day: has_changed.then(|| case.as_of.display()),
    })
}

/// A carried case, when it holds with the values in force.
fn of_program(case: &CarriedCase, scene: &Scene<'_>, calculator: &dyn Calculator) -> Option<ExampleView> {
    let answers: Answers = case.given.iter().cloned().collect();
    let today: Date = scene.source.today;
    let answer = calculator
        .evaluate(scene.policy.asked(calculator), &answers, today)
        .ok()?;
    (case.verdict.as_deref() == Some(&*answer.verdict)).then(|| ExampleView {
        name: case.name.clone(),
        given: given(calculator, &case.given),
        sentence: answer.sentence,
        day: None,
    })
}

fn given(calculator: &dyn Calculator, given: &[(String, String)]) -> Vec<GivenView> {
    let description = calculator.description();
    let view = |(name, text): &(String, String)| {
        let field = description.field(name)?;
        Some(GivenView {
            label: field.label.to_string(),
            value: typed::answer(field, text),
        })
    };
    given.iter().filter_map(view).collect()
}

/// The carried cases that are marked as examples, of the calculators that need them.
fn carried(
    source: &Source,
    is_needed: impl Fn(&str) -> bool,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<CarriedCase>> {
    let mut examples = BTreeMap::new();
    for (calculator, file) in source
        .cases
        .iter()
        .filter(|(calculator, _)| is_needed(calculator))
    {
        match carried_cases::of(calculator, file) {
            Ok(mut cases) => {
                cases.retain(|case| case.is_example);
                examples.insert(calculator.clone(), cases);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    examples
}
