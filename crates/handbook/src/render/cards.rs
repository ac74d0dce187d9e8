//! Cards: where the author of a page sends its readers first, with what is said there about itself.

use serde::Serialize;

use super::{scene::Scene, view::heading_text};
use crate::{
    address::decode,
    diagnostics::Diagnostic,
    front_matter::Card,
    graph::{Origin, PageId},
    page::ParsedPage,
};

/// A card as it is shown.
#[derive(Serialize)]
pub(super) struct CardView {
    title: String,
    href: String,
    description: Option<String>,
}

/// What is known of the place that a card leads to.
#[derive(Default)]
struct Known {
    title: Option<String>,
    description: Option<String>,
}

/// The cards of a page; one that leads nowhere is a finding.
pub(super) fn views(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) -> Vec<CardView> {
    let page = scene.graph.page(id);
    let cards = page.meta.cards.iter();
    cards.map(|card| view(scene, id, page, card, findings)).collect()
}

fn view(
    scene: &Scene<'_>,
    id: PageId,
    page: &ParsedPage,
    card: &Card,
    findings: &mut Vec<Diagnostic>,
) -> CardView {
    let origin = Origin {
        page: Some(id),
        path: &page.path,
        span: card.page.span.clone(),
    };
    let resolved = scene.graph.resolve(&card.page.target, &origin);
    let anchor = resolved.href.split_once('#').map(|(_, anchor)| decode(anchor));
    let known = match (resolved.page, anchor.as_deref()) {
        (None, _) => Known::default(),
        (Some(page), None | Some("")) => Known {
            title: Some(scene.graph.title(page).to_owned()),
            description: scene.graph.description(page).map(str::to_owned),
        },
        (Some(page), Some(anchor)) => part(scene, page, anchor),
    };
    let title = card.title.clone().or(known.title);
    if title.is_none() && resolved.finding.is_none() {
        let message = "nothing at this address has a title that could stand on the card";
        findings.push(
            Diagnostic::error("invalid-front-matter", &page.path, message)
                .at(card.page.span.clone())
                .hint("say what it is: `- page: ...` and `title: ...` below it"),
        );
    }
    findings.extend(resolved.finding);
    CardView {
        title: title.unwrap_or_else(|| card.page.target.clone()),
        href: resolved.href,
        description: card.description.clone().or(known.description),
    }
}

/// What is known of a part of a page: a heading, or a calculator.
fn part(scene: &Scene<'_>, id: PageId, anchor: &str) -> Known {
    let page = scene.graph.page(id);
    if let Some(heading) = page.body.headings.iter().find(|heading| heading.id == anchor) {
        return Known {
            title: Some(heading_text(scene, page, heading).into_owned()),
            description: None,
        };
    }
    let mut calculators = page
        .body
        .shortcodes
        .iter()
        .filter_map(|shortcode| shortcode.calculator());
    let calculator = calculators
        .find(|(_, known)| *known == anchor)
        .and_then(|(id, _)| scene.policy.calculator(id));
    calculator.map_or_else(Known::default, |calculator| Known {
        title: Some(calculator.description().title.to_string()),
        description: Some(calculator.description().summary.to_string()),
    })
}
