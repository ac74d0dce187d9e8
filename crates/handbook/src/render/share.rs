//! Pictures of pages for whoever shares their addresses (Open Graph): what is on them, and where they lie.
//!
//! The theme's `card.svg` says how they look. A picture's name follows from all that it is drawn from, so one that is
//! there need not be drawn again.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use super::{
    assets,
    scene::Scene,
    search,
    templates::{Finding, Shared, Templates},
};
use crate::{
    address::{self, OutputPath},
    brand::Brand,
    diagnostics::Diagnostic,
    graph::{PageId, SiteGraph},
    page::{Kind, ParsedPage},
    picture::{DRAWN_BY, Effort, Painter},
    source::{self, Source},
};

/// The template of the pictures.
pub(crate) const TEMPLATE: &str = "card.svg";
/// Where they lie.
pub(crate) const FOLDER: &str = "cards/";
/// Pixels: what the services that show such pictures ask for.
const SIZE: (u32, u32) = (1200, 630);

/// What pictures of pages are made with.
#[derive(Debug)]
pub(crate) struct Drawing {
    painter: Arc<Painter>,
    colors: Shared,
    icon: Option<Shared>,
    /// Where an author finds the template.
    template: String,
    /// Stands for the fonts and for what draws.
    drawn_by: blake3::Hash,
}

/// The picture of a page before it is drawn.
#[derive(Debug)]
pub(crate) struct ShareCard {
    /// Where it lies.
    pub(crate) path: OutputPath,
    svg: String,
}

/// What the template sees as `card`.
#[derive(Serialize)]
struct CardView<'a> {
    title: &'a str,
    /// The part of the handbook in which the page is.
    section: Option<&'a str>,
    owner: Option<&'a str>,
}

/// What the template sees beside the site.
#[derive(Serialize)]
struct View<'a> {
    card: CardView<'a>,
    colors: &'a Shared,
    /// The icon of the site, as an address that holds all of it.
    icon: Option<&'a Shared>,
}

impl Drawing {
    /// Reads the fonts; none where no pictures are asked for, or nobody could be led to them.
    pub(crate) fn new(source: &Source, graph: &SiteGraph, brand: &Brand) -> Option<Self> {
        if !source.config.share_cards || graph.base().host().is_none() {
            return None;
        }
        let fonts = || {
            source
                .theme_files
                .iter()
                .filter(|file| source::is_font(&file.path))
        };
        let mut drawn_by = blake3::Hasher::new();
        drawn_by.update(DRAWN_BY.as_bytes());
        for font in fonts() {
            drawn_by.update(blake3::hash(&font.bytes).as_bytes());
        }
        let icon = assets::icon(source, brand);
        let icon = icon.and_then(|icon| {
            let mut address = "data:image/svg+xml,".to_owned();
            address::encode_path(std::str::from_utf8(&icon).ok()?, &mut address);
            Some(Shared::new(&address))
        });
        Some(Self {
            painter: Arc::new(Painter::new(fonts().map(|font| font.bytes.as_slice()))),
            colors: Shared::new(&of_names(brand.colors())),
            icon,
            template: source
                .templates
                .get(TEMPLATE)
                .map(|file| file.path.clone())
                .unwrap_or_default(),
            drawn_by: drawn_by.finalize(),
        })
    }

    /// What text is measured and drawn by.
    pub(super) fn painter(&self) -> &Arc<Painter> {
        &self.painter
    }

    /// What is wrong with the template, by a page that there may be.
    pub(crate) fn check(&self, templates: &Templates) -> Result<(), Finding> {
        let card = CardView {
            title: "A title",
            section: Some("A section"),
            owner: Some("An owner"),
        };
        let svg = self.svg(card, templates)?;
        match self.painter.trouble(&svg) {
            None => Ok(()),
            Some(trouble) => Err(Box::new(self.cannot_be_drawn(&trouble))),
        }
    }

    fn svg(&self, card: CardView<'_>, templates: &Templates) -> Result<String, Finding> {
        let view = View {
            card,
            colors: &self.colors,
            icon: self.icon.as_ref(),
        };
        templates.card(&view)
    }

    /// Draws a picture, as a PNG.
    pub(crate) fn draw(&self, card: &ShareCard) -> Result<Vec<u8>, Box<Diagnostic>> {
        let drawn = self.painter.draw(&card.svg, SIZE, Effort::Small);
        drawn.map_err(|trouble| Box::new(self.cannot_be_drawn(&trouble)))
    }

    fn cannot_be_drawn(&self, trouble: &str) -> Diagnostic {
        let message = format!("this is no picture that can be drawn: {trouble}");
        Diagnostic::error("template-error", &self.template, message)
            .hint("mend the template; it has to come to one `<svg>` with a width and a height")
    }

    /// Reports a letter that no font has, once, since one more font may have all of them.
    pub(crate) fn check_letters(&self, source: &Source, graph: &SiteGraph, findings: &mut Vec<Diagnostic>) {
        let lacking = |page: &ParsedPage| self.painter.lacks(&page.title);
        let mut pages = graph.pages().filter_map(|(_, page)| Some((page, lacking(page)?)));
        let Some((page, letter)) = pages.next() else {
            return;
        };
        let others = match pages.count() {
            0 => String::new(),
            1 => " and of another page".to_owned(),
            count => format!(" and of {count} others"),
        };
        let message = format!(
            "no font has the letter `{letter}`, so the picture of this page{others} shows the handbook's title only"
        );
        let folder = format!("themes/{}/fonts", source.config.theme);
        findings.push(
            Diagnostic::warning("missing-letters", &page.path, message).hint(format!(
                "put a font that has it into `{folder}/`, as a file that ends in `.ttf` or `.otf`"
            )),
        );
    }
}

/// The picture of a page.
pub(super) fn card(scene: &Scene<'_>, id: PageId) -> Result<Option<ShareCard>, Finding> {
    let Some((drawing, templates)) = scene.drawing.zip(scene.templates) else {
        return Ok(None);
    };
    let page = scene.graph.page(id);
    let known = |text: &&str| !text.is_empty() && drawing.painter.lacks(text).is_none();
    let title = Some(page.title.as_str()).filter(known);
    let owner = match &page.kind {
        Kind::Value(key) => scene.policy.get(key).and_then(|value| value.owner.as_deref()),
        _ => page.meta.owner.as_deref(),
    };
    let card = CardView {
        title: title.unwrap_or(&scene.source.config.title),
        section: section(scene, id).filter(known),
        owner: owner.filter(known),
    };
    let svg = drawing.svg(card, templates)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(drawing.drawn_by.as_bytes()).update(svg.as_bytes());
    let path = OutputPath::new(&format!("{FOLDER}{}.png", assets::short(&hasher.finalize())));
    Ok(path.map(|path| ShareCard { path, svg }))
}

/// The title of the part of the handbook in which a page is, or else of the page above it.
fn section<'a>(scene: &Scene<'a>, id: PageId) -> Option<&'a str> {
    let own = &scene.graph.page(id).title;
    let area = Some(search::area(scene, id)).filter(|area| !area.is_empty() && area != own);
    area.or_else(|| {
        let above = scene.graph.ancestors(id).pop()?;
        let is_home = scene.graph.page(above).permalink.depth() == 0;
        (!is_home).then(|| scene.graph.title(above))
    })
}

/// Templates name what they see with underscores.
fn of_names(colors: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let colors = colors.into_iter();
    colors
        .map(|(name, color)| (name.replace('-', "_"), color))
        .collect()
}
