//! The icon of the site in the forms that not everything takes as SVG: for older browsers, for home screens, and the manifest
//! that names them.

use std::sync::Arc;

use serde::Serialize;

use super::assets::ICON;
use crate::{
    brand::Brand,
    graph::SiteGraph,
    picture::{self, Effort, Painter},
    source::Source,
};

/// What browsers ask for without being told.
pub(super) const FAVICON: &str = "favicon.ico";
pub(super) const TOUCH_ICON: &str = "apple-touch-icon.png";
/// What tells browsers how the site looks among programs. It holds the title, and assets have other names when it is another
/// one; so it lies beside them.
pub(super) const MANIFEST: &str = "manifest.webmanifest";
const LARGE: &str = "icons/large.png";
/// Pixels of a side.
const TOUCH_SIDE: u32 = 180;
const LARGE_SIDE: u32 = 192;
const FAVICON_SIDES: [u8; 2] = [16, 32];

/// The forms of an icon.
#[derive(Default)]
pub(super) struct Icons {
    /// For the root of the site.
    pub(super) root: Vec<(&'static str, Arc<Vec<u8>>)>,
    /// For the folder of the assets.
    pub(super) assets: Vec<(String, Arc<Vec<u8>>)>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    start_url: String,
    display: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme_color: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background_color: Option<&'a str>,
    icons: [ManifestIcon; 2],
}

#[derive(Serialize)]
struct ManifestIcon {
    src: String,
    sizes: String,
    r#type: &'static str,
}

/// Draws the forms of an icon. One that cannot be drawn has none.
pub(super) fn of(icon: &[u8]) -> Option<Icons> {
    let svg = std::str::from_utf8(icon).ok()?;
    let painter = Painter::new(std::iter::empty());
    let draw = |side: u32| painter.draw(svg, (side, side), Effort::Quick).ok();
    let favicon = FAVICON_SIDES.map(|side| Some((side, draw(u32::from(side))?)));
    let favicon: Option<Vec<_>> = favicon.into_iter().collect();
    Some(Icons {
        root: vec![
            (FAVICON, Arc::new(picture::ico(&favicon?))),
            (TOUCH_ICON, Arc::new(draw(TOUCH_SIDE)?)),
        ],
        assets: vec![(LARGE.to_owned(), Arc::new(draw(LARGE_SIDE)?))],
    })
}

/// The manifest; `folder` is that of the assets.
pub(super) fn manifest(source: &Source, graph: &SiteGraph, brand: &Brand, folder: &str) -> Option<Vec<u8>> {
    let colors = brand.colors();
    let color = |name: &str| colors.get(name).map(String::as_str);
    let manifest = Manifest {
        name: &source.config.title,
        start_url: format!("{}/", graph.base().path()),
        display: "minimal-ui",
        theme_color: color("accent"),
        background_color: color("page"),
        icons: [
            ManifestIcon {
                src: format!("{folder}/{ICON}"),
                sizes: "any".to_owned(),
                r#type: "image/svg+xml",
            },
            ManifestIcon {
                src: format!("{folder}/{LARGE}"),
                sizes: format!("{LARGE_SIDE}x{LARGE_SIDE}"),
                r#type: "image/png",
            },
        ],
    };
    serde_json::to_vec(&manifest).ok()
}
