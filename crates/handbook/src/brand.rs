//! How a handbook looks like its company: `brand.yaml` in the folder of the theme sets colours, logo, icon and fonts, and
//! the theme says in `theme.yaml` which colours have to be told apart.
//!
//! Colours become custom properties behind the theme's own, so no style sheet has to be written.

mod colors;
mod contrast;
mod file;
mod tokens;

use std::{collections::BTreeMap, sync::Arc};

use colors::Color;
use contrast::Claims;
use file::{BrandFile, FileName, Font};
use tokens::{Look, Place, Tokens};

use crate::{
    diagnostics::Diagnostic,
    source::{Source, TextFile},
};

/// The file's name, in the folder of a theme.
pub(crate) const FILE: &str = "brand.yaml";
/// How the names of colours begin in style sheets, behind the two hyphens.
const PREFIX: &str = "color-";
/// Where the files of a brand lie among the assets.
const FOLDER: &str = "brand/";

/// What follows from a theme and its brand.
#[derive(Debug)]
pub(crate) struct Brand {
    tokens: Tokens,
    /// Declarations of `:root`, and those of them that give way to the theme's own for more contrast.
    properties: [String; 2],
    fonts: Vec<(Font, Option<String>)>,
    /// Files to publish, paths below the folder of the assets.
    files: Vec<(String, Arc<Vec<u8>>)>,
    logo: Option<Logo>,
    icon: Option<Arc<Vec<u8>>>,
}

/// A picture beside or in place of the title.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    /// Paths below the folder of the assets.
    pub(crate) light: String,
    pub(crate) dark: Option<String>,
    /// What it says; empty where it says no more than the title beside it.
    pub(crate) alt: String,
}

/// The names of the files that a brand asks for, in the folder of the theme.
pub(crate) fn files_named(brand: &TextFile) -> Vec<String> {
    let found = BrandFile::read(brand, &Tokens::default(), &mut Vec::new());
    found.files().map(|file| file.name.clone()).collect()
}

impl Brand {
    /// Works out what follows from the theme's styles and claims and from the brand, where there is one.
    pub(crate) fn new(source: &Source, findings: &mut Vec<Diagnostic>) -> Self {
        let mut tokens = Tokens::read(&source.styles);
        let claims = Claims::read(source.theme.as_ref(), &tokens, findings);
        let read = |file| BrandFile::read(file, &tokens, findings);
        let file = source.brand.as_ref().map(read).unwrap_or_default();
        let colors = with_followers(&file, &claims, &mut tokens);
        let is_own = |name: &str| colors.iter().any(|(own, _)| own == name);
        claims.check(&tokens, is_own, findings);
        let mut brand = Self {
            properties: properties(&colors, &tokens),
            tokens,
            fonts: Vec::new(),
            files: Vec::new(),
            logo: None,
            icon: None,
        };
        brand.add_files(file, source, findings);
        brand
    }

    /// The colours of the light scheme by their names, such as `accent`, as `#006375`.
    pub(crate) fn colors(&self) -> BTreeMap<String, String> {
        let light = Look::new(false, false);
        let named = self.tokens.names(PREFIX).filter_map(|name| {
            let color = self.tokens.color(&format!("{PREFIX}{name}"), light)?;
            Some((name.to_owned(), color.hex()))
        });
        named.collect()
    }

    /// The logo, where there is one.
    pub(crate) fn logo(&self) -> Option<&Logo> {
        self.logo.as_ref()
    }

    /// The files of fonts that pages need at once, paths below the folder of the assets.
    pub(crate) fn font_files(&self) -> impl Iterator<Item = &str> {
        self.fonts.iter().filter_map(|(_, path)| path.as_deref())
    }

    /// The files to publish, paths below the folder of the assets.
    pub(crate) fn files(&self) -> &[(String, Arc<Vec<u8>>)] {
        &self.files
    }

    /// The bytes of an icon as they travel: the brand's own in place of the theme's, which takes its colours.
    pub(crate) fn icon(&self, theme: &Arc<Vec<u8>>) -> Arc<Vec<u8>> {
        if let Some(own) = &self.icon {
            return Arc::clone(own);
        }
        match std::str::from_utf8(theme) {
            Ok(picture) => Arc::new(tokens::painted(picture, &self.tokens).into_bytes()),
            Err(_) => Arc::clone(theme),
        }
    }

    /// What stands behind the theme's styles. `folder` leads from the style sheet to the assets.
    pub(crate) fn css(&self, folder: &str) -> String {
        let mut css = String::new();
        for (font, path) in &self.fonts {
            css.push_str(&faces(font, path.as_deref(), folder));
        }
        let [always, unless_more] = &self.properties;
        if !always.is_empty() {
            css.push_str(&format!(":root{{{always}}}\n"));
        }
        if !unless_more.is_empty() {
            css.push_str(&format!(
                "@media not (prefers-contrast:more){{:root{{{unless_more}}}}}\n"
            ));
        }
        css
    }

    fn add_files(&mut self, file: BrandFile, source: &Source, findings: &mut Vec<Diagnostic>) {
        let mut take = |file: &FileName| {
            let found = source.theme_files.iter().find(|known| known.path == file.name);
            if found.is_none() {
                findings.push(missing(file, &source.config.theme));
            }
            found.map(|found| Arc::clone(&found.bytes))
        };
        self.icon = file.icon.as_ref().and_then(&mut take);
        let mut publish = |file: &FileName| {
            let path = format!("{FOLDER}{}", file.name);
            let bytes = take(file)?;
            if self.files.iter().all(|(known, _)| *known != path) {
                self.files.push((path.clone(), bytes));
            }
            Some(path)
        };
        self.logo = file.logo.and_then(|logo| {
            Some(Logo {
                dark: logo.dark.as_ref().and_then(&mut publish),
                light: publish(&logo.light)?,
                alt: logo.alt,
            })
        });
        for (kind, font) in file.fonts {
            let path = font.file.as_ref().and_then(&mut publish);
            let [always, _] = &mut self.properties;
            always.push_str(&family(kind, &font, path.is_some(), &self.tokens));
            self.fonts.push((font, path));
        }
    }
}

/// The colours of a brand, and after them those that follow.
fn with_followers(file: &BrandFile, claims: &Claims, tokens: &mut Tokens) -> Vec<(String, [Color; 2])> {
    let mut colors: Vec<(String, [Color; 2])> = Vec::new();
    for (name, pair, place) in &file.colors {
        tokens.set(&format!("{PREFIX}{name}"), *pair, place);
        colors.push((name.clone(), *pair));
    }
    let place_of = |name: &str| {
        file.colors
            .iter()
            .find(|(own, ..)| own == name)
            .map(|(.., place)| place)
    };
    for follower in &claims.followers {
        let Some(place) = place_of(&follower.from).filter(|_| place_of(&follower.name).is_none()) else {
            continue;
        };
        let scheme = |is_dark| follow(follower, tokens, is_dark);
        if let (Some(light), Some(dark)) = (scheme(false), scheme(true)) {
            tokens.set(&format!("{PREFIX}{}", follower.name), [light, dark], place);
            colors.push((follower.name.clone(), [light, dark]));
        }
    }
    colors
}

fn follow(follower: &contrast::Follower, tokens: &Tokens, is_dark: bool) -> Option<Color> {
    let color = |name: &str| tokens.color(&format!("{PREFIX}{name}"), Look::new(is_dark, false));
    Some(color(&follower.from)?.toward(color(&follower.toward)?, follower.share))
}

fn properties(colors: &[(String, [Color; 2])], tokens: &Tokens) -> [String; 2] {
    let mut properties = [String::new(), String::new()];
    for (name, [light, dark]) in colors {
        let token = format!("{PREFIX}{name}");
        let [always, unless_more] = &mut properties;
        let place = if tokens.has_more(&token) {
            unless_more
        } else {
            always
        };
        place.push_str(&format!("--{token}:{};", tokens::both(*light, *dark)));
    }
    properties
}

/// The family of a kind of text: the brand's before the theme's own.
fn family(kind: &str, font: &Font, has_file: bool, tokens: &Tokens) -> String {
    let name = format!("font-{kind}");
    let mut stack = shown_family(font, has_file);
    if has_file && font.size_adjust.is_some() {
        stack.push_str(&format!(",{}", fallback(&font.family)));
    }
    if let Some(own) = tokens.text(&name) {
        stack.push_str(&format!(",{own}"));
    }
    format!("--{name}:{stack};")
}

/// One name in quotes; a list of them is taken as it is written.
fn shown_family(font: &Font, has_file: bool) -> String {
    let family = &font.family;
    match has_file || !family.contains([',', '"', '\'']) {
        true => format!("\"{}\"", family.replace(['"', '\''], "")),
        false => family.clone(),
    }
}

fn fallback(family: &str) -> String {
    format!("\"{} stand-in\"", family.replace(['"', '\''], ""))
}

/// The rules that bring the file of a font, and the one that stands in until it is there in the same width.
fn faces(font: &Font, path: Option<&str>, folder: &str) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let weight = match font.weight.as_str() {
        "" => String::new(),
        weight => format!("font-weight:{weight};"),
    };
    let mut address = String::new();
    crate::address::encode_path(path, &mut address);
    let mut css = format!(
        "@font-face{{font-family:{};src:url({folder}/{address}) format(\"woff2\");{weight}font-display:swap}}\n",
        shown_family(font, true),
    );
    if let Some(adjust) = &font.size_adjust {
        let name = fallback(&font.family);
        css.push_str(&format!(
            "@font-face{{font-family:{name};src:local(\"Arial\"),local(\"Liberation Sans\");size-adjust:{adjust}}}\n"
        ));
    }
    css
}

fn missing(file: &FileName, theme: &str) -> Diagnostic {
    let FileName { name, place } = file;
    let Place { path, span } = place;
    Diagnostic::error(
        "missing-file",
        path,
        format!("there is no file `{name}` in the theme"),
    )
    .at(span.clone())
    .hint(format!("put it at `themes/{theme}/{name}`"))
}
