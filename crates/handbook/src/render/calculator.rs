//! A calculator on a page: its form, its first answer, the values it reads and worked examples, all computed now by
//! the code that the browser runs later.

use std::ops::Range;

use policy::{
    Answer, Answers, Calculator, FieldError,
    calculator::{
        self, AS_OF, Default as FieldDefault, Description, EXAMPLE_DAY, EXAMPLE_MOMENT, Field, FieldKind,
    },
    table,
    values::{Amounts, Tier},
};
use serde::Serialize;

use super::{
    examples::{ExampleView, TableView},
    figures::FigureView,
    scene::Scene,
    view::Day,
};
use crate::{diagnostics::Diagnostic, graph::PageId, page::ANCHOR, suggest::did_you_mean};

/// The shortcode that asks for a calculator.
pub(crate) struct Place<'a> {
    /// The anchor that the calculator has on its page.
    pub(crate) anchor: &'a str,
    pub(crate) page: PageId,
    pub(crate) path: &'a str,
    pub(crate) span: &'a Range<usize>,
}

#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    anchor: &'a str,
    title: &'a str,
    summary: &'a str,
    module: &'a str,
    fields: Vec<FieldView>,
    as_of: FieldView,
    answer: Option<AnswerView<'a>>,
    example_day: Option<String>,
    values: Vec<ValueView>,
    examples: Vec<ExampleView>,
    /// The table that the examples are taken from.
    cases: Option<TableView>,
    table: String,
}

#[derive(Serialize)]
struct FieldView {
    id: String,
    name: String,
    field: String,
    label: String,
    hint: String,
    kind: &'static str,
    unit: Option<String>,
    value: String,
    options: Vec<OptionView>,
    required: bool,
    inputmode: &'static str,
    placeholder: &'static str,
}

#[derive(Serialize)]
struct OptionView {
    value: String,
    label: String,
    checked: bool,
}

#[derive(Serialize)]
struct AnswerView<'a> {
    verdict: &'a str,
    sentence: &'a str,
    steps: &'a [String],
    warnings: &'a [String],
    readings: &'a [String],
    next: &'a [String],
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct SourceView {
    title: String,
    href: String,
}

#[derive(Serialize)]
struct ValueView {
    title: String,
    href: String,
    measure: Option<String>,
    comparison: Option<&'static str>,
    smb: Option<String>,
    mid_market: Option<String>,
    all: Option<String>,
    figures: Vec<FigureView>,
    since: Day,
    source: SourceView,
}

/// Renders the calculator `id` with some of its fields set beforehand.
pub(crate) fn render(
    scene: &Scene<'_>,
    id: &str,
    presets: &[(String, String)],
    place: &Place<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let calculator = find(scene, id, place, findings)?;
    let description = calculator.description();
    let answers = preset(description, presets, place, findings);
    let answer = match calculator::decide(
        calculator,
        scene.policy.asked(calculator),
        &answers,
        scene.source.today,
    ) {
        Ok(answer) => answer,
        Err(_) if lacks_mistaken_value(scene, calculator) => return None,
        Err(mistakes) => {
            let mistakes = mistakes.iter();
            findings.extend(mistakes.map(|mistake| mistake_finding(description, mistake, place)));
            return None;
        }
    };
    let Some(module) = scene.module else {
        findings.push(
            Diagnostic::warning(
                "no-compiled-calculators",
                place.path,
                "this program carries no compiled calculators",
            )
            .at(place.span.clone())
            .hint("build it with `cargo xtask build`; until then the page shows the first answer only"),
        );
        return scene
            .templates?
            .calculator(&view(scene, place, calculator, &answers, &answer, ""))
            .ok();
    };
    match scene
        .templates?
        .calculator(&view(scene, place, calculator, &answers, &answer, module))
    {
        Ok(html) => Some(html),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

/// What the form of a calculator starts with; a field that it does not have is a finding.
fn preset(
    description: &Description,
    presets: &[(String, String)],
    place: &Place<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Answers {
    let mut answers = description.default_answers(EXAMPLE_MOMENT);
    for (name, value) in presets.iter().filter(|(name, _)| name != ANCHOR) {
        if description.field(name).is_none() {
            let known = description.fields.iter().map(|field| field.name.as_ref());
            let message = format!("`{}` has no field `{name}`", description.id);
            findings.push(
                Diagnostic::error("unknown-field", place.path, message)
                    .at(place.span.clone())
                    .hint_maybe(did_you_mean(name, known)),
            );
            continue;
        }
        answers.set(name, value.clone());
    }
    answers
}

/// Reports fields that a calculator does not have, and texts that it cannot read in them.
pub(super) fn check_presets(
    scene: &Scene<'_>,
    calculator: &dyn Calculator,
    presets: &[(String, String)],
    place: &Place<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let description = calculator.description();
    let answers = preset(description, presets, place, findings);
    let values = scene.policy.asked(calculator);
    let Err(mistakes) = calculator::decide(calculator, values, &answers, scene.source.today) else {
        return;
    };
    let is_preset = |mistake: &&FieldError| presets.iter().any(|(name, _)| *name == mistake.field);
    let mistakes = mistakes.iter().filter(is_preset);
    findings.extend(mistakes.map(|mistake| mistake_finding(description, mistake, place)));
}

/// The calculator with this id; that there is none is a finding.
pub(super) fn find<'a>(
    scene: &'a Scene<'_>,
    id: &str,
    place: &Place<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a dyn Calculator> {
    let found = scene.policy.calculator(id);
    if found.is_none() && !scene.mistaken.has_calculator(id) {
        let known = scene.policy.calculators();
        let known = known.map(|calculator| calculator.description().id.as_ref());
        findings.push(
            Diagnostic::error(
                "unknown-calculator",
                place.path,
                format!("there is no calculator `{id}`"),
            )
            .at(place.span.clone())
            .hint_maybe(did_you_mean(id, known))
            .hint("`handbook calc` lists them"),
        );
    }
    found
}

/// Whether a value that the calculator reads is missing because of a mistake that is reported in its file.
pub(super) fn lacks_mistaken_value(scene: &Scene<'_>, calculator: &dyn Calculator) -> bool {
    let keys = scene.policy.keys_of(calculator);
    keys.iter()
        .any(|key| scene.policy.get(key).is_none() && scene.mistaken.has(key))
}

fn mistake_finding(description: &Description, mistake: &FieldError, place: &Place<'_>) -> Diagnostic {
    let id = &description.id;
    let is_typed = description.field(&mistake.field).is_some();
    let reason = mistake.message.trim_end_matches('.');
    let (code, message, hint) = if is_typed && mistake.given.is_empty() {
        let message = format!("`{id}` has nothing to start with in `{}`", mistake.field);
        let hint = format!(
            "give the field a `default`, or write here what it starts with: `{}=\"...\"`",
            mistake.field
        );
        ("invalid-field", message, hint)
    } else if is_typed {
        let message = format!(
            "`{id}` cannot start with `{}` in `{}`: {reason}",
            mistake.given, mistake.field
        );
        (
            "invalid-field",
            message,
            "write a value that a reader could type".to_owned(),
        )
    } else {
        let message = format!("`{id}` cannot answer: {reason}");
        (
            "calculator-needs-value",
            message,
            "each value has its unit and the days from which it holds in `content/policy/`".to_owned(),
        )
    };
    Diagnostic::error(code, place.path, message)
        .at(place.span.clone())
        .hint(hint)
}

fn view<'a>(
    scene: &Scene<'_>,
    place: &Place<'a>,
    calculator: &'a dyn Calculator,
    answers: &Answers,
    answer: &'a Answer,
    module: &'a str,
) -> View<'a> {
    let description = calculator.description();
    let id = description.id.as_ref();
    let from_today = description
        .fields
        .iter()
        .any(|field| matches!(field.default, FieldDefault::FromNow(_)));
    let keys = scene.policy.keys_of(calculator);
    let (examples, cases) = scene.examples.of(scene, place.page, calculator);
    View {
        id,
        anchor: place.anchor,
        title: &description.title,
        summary: &description.summary,
        module,
        fields: description
            .fields
            .iter()
            .map(|field| field_view(id, field, answers))
            .collect(),
        as_of: as_of_view(id),
        answer: Some(AnswerView {
            verdict: &answer.verdict,
            sentence: &answer.sentence,
            steps: &answer.steps,
            warnings: &answer.warnings,
            readings: &answer.readings,
            next: &answer.next,
            sources: answer
                .sources
                .iter()
                .map(|source| SourceView {
                    title: source.title.clone(),
                    href: source.href.clone(),
                })
                .collect(),
        }),
        example_day: from_today.then(|| EXAMPLE_DAY.display()),
        values: keys.iter().filter_map(|key| value_view(scene, key)).collect(),
        examples,
        cases,
        table: table::encode_for(scene.policy.asked(calculator), calculator),
    }
}

fn field_view(id: &str, field: &Field, answers: &Answers) -> FieldView {
    let value = answers.get(&field.name).unwrap_or_default().to_owned();
    let (kind, inputmode, placeholder) = match &field.kind {
        FieldKind::Choice(_) => ("choice", "", ""),
        FieldKind::YesNo => ("yes-no", "", ""),
        FieldKind::Money(_) => ("money", "text", ""),
        FieldKind::WholeNumber => ("whole-number", "numeric", ""),
        FieldKind::Hours => ("hours", "decimal", ""),
        FieldKind::Percentage => ("percentage", "decimal", ""),
        FieldKind::Date => ("date", "text", "2020-04-30"),
        FieldKind::Dates => ("dates", "text", "2020-04-20,2020-04-23"),
        FieldKind::Moment => ("moment", "text", "2020-04-22T16:59"),
        FieldKind::Month => ("month", "text", "2020-04"),
        FieldKind::Likelihood => ("likelihood", "text", "2020-04=90,2020-05=10"),
    };
    let option = |option: &str, label: &str| OptionView {
        value: option.to_owned(),
        label: label.to_owned(),
        checked: option == value,
    };
    let options = match &field.kind {
        FieldKind::Choice(choices) => choices
            .iter()
            .map(|choice| option(&choice.value, &choice.label))
            .collect(),
        FieldKind::YesNo => vec![option("yes", "Yes"), option("no", "No")],
        _ => Vec::new(),
    };
    FieldView {
        id: format!("{id}-{}", field.name),
        name: format!("{id}.{}", field.name),
        field: field.name.to_string(),
        label: field.label.to_string(),
        hint: field.hint.to_string(),
        kind,
        unit: field.unit.as_ref().map(ToString::to_string),
        value,
        options,
        required: field.required,
        inputmode,
        placeholder,
    }
}

fn as_of_view(id: &str) -> FieldView {
    FieldView {
        id: format!("{id}-{AS_OF}"),
        name: format!("{id}.{AS_OF}"),
        field: AS_OF.to_owned(),
        label: "As of".to_owned(),
        hint: "The day whose policy to apply, such as 2026-02-01. Empty means today.".to_owned(),
        kind: "date",
        unit: None,
        value: String::new(),
        options: Vec::new(),
        required: false,
        inputmode: "text",
        placeholder: "",
    }
}

fn value_view(scene: &Scene<'_>, key: &str) -> Option<ValueView> {
    let value = scene.policy.get(key)?;
    let entry = value.in_force(scene.source.today)?;
    let of = |tier: Tier| entry.amounts.of(Some(tier)).map(policy::values::Amount::display);
    let (smb, mid_market, all) = match &entry.amounts {
        Amounts::All(amount) => (None, None, Some(amount.display())),
        Amounts::ByTier { .. } => (of(Tier::Smb), of(Tier::MidMarket), None),
    };
    Some(ValueView {
        title: value.title.clone(),
        href: super::values::href(scene, key),
        measure: value.measure.as_deref().map(measure_label),
        comparison: value.comparison.map(policy::values::Comparison::words),
        smb,
        mid_market,
        all,
        figures: super::figures::figures(value, scene.source.today),
        since: entry.from.into(),
        source: SourceView {
            title: value.source.title.clone(),
            href: value.source.href.clone(),
        },
    })
}

/// A measure as people write it.
pub(super) fn measure_label(measure: &str) -> String {
    match measure {
        "iacv" => "iACV".to_owned(),
        "amount" => "Amount".to_owned(),
        other => other.replace('-', " "),
    }
}
