//! What the calculators of a handbook are asked by in the search, and the values that they answer from.

use policy::{
    Calculator,
    question::{self, Language, Meaning, Standing},
    table,
};

use super::{Late, Stage, search::FOLDER};
use crate::{
    address::OutputPath,
    graph::{PageId, SiteGraph},
    page::{ANCHOR, ParsedPage, Shortcode},
};

/// The words of all calculators; its first line names the file of their values.
const QUESTIONS: &str = "questions.txt";

/// How the words of questions are read: as those of the search.
const LANGUAGE: Language = Language {
    stem: search::cut::stem,
    is_common: search::cut::is_common,
};

/// Two files: the words by which the calculators on pages are asked, and the values that they read. Where no calculator
/// stands, or the program carries none, the first is empty and the second is not there.
pub(super) fn files(stage: Stage<'_>, meanings: &[Meaning<'_>]) -> Late {
    let standing: Vec<(&dyn Calculator, Standing<'_>)> = match stage.setting.module {
        Some(_) => stage
            .facts
            .values
            .calculators()
            .filter_map(|one| Some((one, standing(stage, one)?)))
            .collect(),
        None => Vec::new(),
    };
    let calculators: Vec<&dyn Calculator> = standing.iter().map(|(calculator, _)| *calculator).collect();
    let standing: Vec<Standing<'_>> = standing.into_iter().map(|(_, standing)| standing).collect();
    let mut files = Late::new();
    let mut add = |name: &str, text: String| {
        if let Some(path) = OutputPath::new(&format!("{FOLDER}{name}")) {
            files.insert(path, text.into_bytes());
        }
    };
    if standing.is_empty() {
        add(QUESTIONS, String::new());
        return files;
    }
    let values = table::encode_for_all(&stage.facts.values, &calculators);
    let name = format!(
        "values.{}.txt",
        super::assets::short(&blake3::hash(values.as_bytes()))
    );
    let questions = question::encode(&standing, meanings, &fold, LANGUAGE);
    add(QUESTIONS, format!("{name}\n{questions}"));
    add(&name, values);
    files
}

/// A text in lower case and without accents.
fn fold(text: &str) -> String {
    search::cut::folded(text, search::decompose)
}

/// Where a calculator is best asked: on the page of the rule that its first value rests on, or else on the first page, and there
/// rather where nothing is filled in beforehand.
fn standing<'a>(stage: Stage<'a>, calculator: &'a dyn Calculator) -> Option<Standing<'a>> {
    let description = calculator.description();
    let source = description
        .values
        .first()
        .and_then(|key| stage.facts.values.get(key));
    let source = source.map_or("", |value| {
        value.source.href.split('#').next().unwrap_or_default()
    });
    let places = stage.facts.uses.standing(&description.id).iter();
    let places = places.filter_map(|id| Some((*id, shortcode(stage.graph.page(*id), &description.id)?)));
    let (id, shortcode) = places.min_by_key(|(id, shortcode)| {
        let is_elsewhere = stage.graph.href(*id) != source;
        (presets(shortcode).next().is_some(), is_elsewhere)
    })?;
    Some(Standing {
        description,
        href: href(stage.graph, id, shortcode),
        filled: presets(shortcode).collect(),
    })
}

/// The first shortcode of a page that asks for a calculator.
fn shortcode<'a>(page: &'a ParsedPage, id: &str) -> Option<&'a Shortcode> {
    let mut shortcodes = page.body.shortcodes.iter();
    shortcodes.find(|shortcode| shortcode.calculator().is_some_and(|(known, _)| known == id))
}

fn presets(shortcode: &Shortcode) -> impl Iterator<Item = &str> {
    let names = shortcode.named.iter().map(|(name, _)| name.as_str());
    names.filter(|name| *name != ANCHOR)
}

fn href(graph: &SiteGraph, id: PageId, shortcode: &Shortcode) -> String {
    let anchor = shortcode.calculator().map_or("", |(_, anchor)| anchor);
    format!("{}#{anchor}", graph.href(id))
}
