//! Browser code, styles and other files of the theme, under names that change with their bytes.
//!
//! All code lies in one folder named by the fingerprint of the whole, so that modules find each other by relative
//! imports and a browser may keep every file for ever. The style sheets become one file.

use std::sync::Arc;

use super::icons::{self, Icons};
use crate::{address::OutputPath, brand::Brand, graph::SiteGraph, source::Source};

/// The icon of the site.
pub(crate) const ICON: &str = "icons/favicon.svg";

/// Where a theme keeps the style sheets that only some pages fetch, below its `styles/`.
pub(crate) const PARTS: &str = "parts/";

/// Where the assets lie.
pub(crate) struct Assets {
    folder: String,
    style: String,
    style_bytes: Arc<Vec<u8>>,
    /// Code, icons and fonts, paths below the folder.
    files: Vec<(String, Arc<Vec<u8>>)>,
    /// Forms of the icon for the root of the site.
    root: Vec<(&'static str, Arc<Vec<u8>>)>,
}

/// What a file of `www/` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Code, icons and fonts: in the fingerprinted folder.
    Asset,
    /// A text with the site's address in it.
    Robots,
    /// Passed on to the root of the site.
    Root,
}

fn kind(path: &str) -> Kind {
    let asset = path.ends_with(".js")
        || ["icons/", "fonts/", "calculators/", "search/"]
            .iter()
            .any(|folder| path.starts_with(folder));
    match path {
        "robots.txt" => Kind::Robots,
        _ if asset => Kind::Asset,
        _ => Kind::Root,
    }
}

impl Assets {
    /// Fingerprints what the source holds.
    pub(crate) fn new(source: &Source, graph: &SiteGraph, brand: &Brand) -> Self {
        let icon = icon(source, brand);
        let icons = icon.and_then(|icon| icons::of(&icon));
        let Icons {
            mut root,
            assets: icons,
        } = icons.unwrap_or_default();
        let own = source
            .code
            .iter()
            .filter(|file| kind(&file.path) == Kind::Asset)
            .map(|file| (file.path.clone(), travelling(&file.path, &file.bytes, brand)));
        let parts = source
            .theme_files
            .iter()
            .filter(|file| file.path.starts_with(PARTS));
        let parts = parts.map(|file| (file.path.clone(), smaller(&file.bytes)));
        let is_own = |path: &str| source.code.iter().any(|file| file.path == path);
        let icons = icons.into_iter().filter(|(path, _)| !is_own(path));
        let brands = brand.files().iter().cloned();
        let files: Vec<(String, Arc<Vec<u8>>)> = own.chain(parts).chain(brands).chain(icons).collect();
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &files {
            hasher.update(path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        let name = short(&hasher.finalize());
        let folder = format!("assets/{name}");
        if !root.is_empty() {
            let manifest = icons::manifest(source, graph, brand, &folder).map(Arc::new);
            root.extend(manifest.map(|manifest| (icons::MANIFEST, manifest)));
        }
        let mut styles = String::new();
        for style in &source.styles {
            styles.push_str(&compact(&style.text));
        }
        styles.push_str(&brand.css(&name));
        let style = format!("assets/style.{}.css", short(&blake3::hash(styles.as_bytes())));
        Self {
            folder,
            style,
            style_bytes: Arc::new(styles.into_bytes()),
            files,
            // A file of the project's own is the one that is meant.
            root: root.into_iter().filter(|(path, _)| !is_own(path)).collect(),
        }
    }

    /// The address of what tells browsers how the site looks among programs, below the base path.
    pub(crate) fn manifest(&self) -> Option<&'static str> {
        let mut files = self.root.iter().map(|(path, _)| *path);
        files.find(|path| *path == icons::MANIFEST)
    }

    /// The address of the style sheet, below the base path.
    pub(crate) fn style(&self) -> &str {
        &self.style
    }

    /// The address of an asset, below the base path, when there is one.
    pub(crate) fn path(&self, source: &Source, name: &str) -> Option<String> {
        let there = source
            .code
            .iter()
            .any(|file| file.path == name && kind(name) == Kind::Asset);
        there.then(|| self.place(name))
    }

    /// The address of a file in the folder of the assets, below the base path.
    pub(crate) fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// The files to write.
    pub(crate) fn files(&self, source: &Source) -> Vec<(OutputPath, Arc<Vec<u8>>)> {
        let style = OutputPath::new(&self.style).map(|path| (path, Arc::clone(&self.style_bytes)));
        let assets = self.files.iter().filter_map(|(path, bytes)| {
            Some((
                OutputPath::new(&format!("{}/{path}", self.folder))?,
                Arc::clone(bytes),
            ))
        });
        let root = source.code.iter().filter(|file| kind(&file.path) == Kind::Root);
        let root = root.filter_map(|file| Some((OutputPath::new(&file.path)?, Arc::clone(&file.bytes))));
        let drawn = self.root.iter();
        let drawn = drawn.filter_map(|(path, bytes)| Some((OutputPath::new(path)?, Arc::clone(bytes))));
        style.into_iter().chain(assets).chain(root).chain(drawn).collect()
    }
}

/// The icon of the site in the colours of the brand.
pub(super) fn icon(source: &Source, brand: &Brand) -> Option<Arc<Vec<u8>>> {
    let icon = source.code.iter().find(|file| file.path == ICON)?;
    Some(brand.icon(&icon.bytes))
}

/// A style sheet without its comments; one that is no text stays as it is.
fn smaller(style: &Arc<Vec<u8>>) -> Arc<Vec<u8>> {
    match std::str::from_utf8(style) {
        Ok(text) => Arc::new(compact(text).into_bytes()),
        Err(_) => Arc::clone(style),
    }
}

/// The bytes of an asset as they travel: code without its comments, the icon in the colours of the brand, everything else
/// as it is.
fn travelling(path: &str, bytes: &Arc<Vec<u8>>, brand: &Brand) -> Arc<Vec<u8>> {
    if path == ICON {
        return brand.icon(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(code) if path.ends_with(".js") => Arc::new(compact_code(code).into_bytes()),
        _ => Arc::clone(bytes),
    }
}

/// Drops lines that are nothing but comment, indentation and blank lines. A file with a template literal stays as it
/// is, since a line of it may look like a comment.
fn compact_code(code: &str) -> String {
    if code.contains('`') {
        return code.to_owned();
    }
    let mut compact = String::with_capacity(code.len());
    let mut in_comment = false;
    for line in code.lines().map(str::trim) {
        let opens = line.starts_with("/*") && !line.starts_with("/*!");
        let kept = match line.find("*/") {
            Some(end) if in_comment || (opens && end + 2 == line.len()) => {
                in_comment = false;
                line[end + 2..].trim()
            }
            None if in_comment || opens => {
                in_comment = true;
                ""
            }
            _ if line.starts_with("//") => "",
            _ => line,
        };
        if !kept.is_empty() {
            compact.push_str(kept);
            compact.push('\n');
        }
    }
    compact
}

pub(super) fn short(hash: &blake3::Hash) -> String {
    hash.to_hex().chars().take(16).collect()
}

/// Drops comments, indentation and blank lines of a style sheet; strings and rules stay as they are.
fn compact(css: &str) -> String {
    let mut without_comments = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(["/", "\"", "'"].map(|mark| mark.chars().next().unwrap_or('/'))) {
        without_comments.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            let quote = rest.chars().next().unwrap_or('/');
            let length = match quote {
                '/' => 1,
                _ => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
            };
            without_comments.push_str(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    without_comments.push_str(rest);
    let mut compact = String::with_capacity(without_comments.len());
    let lines = without_comments.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        // Elsewhere a line may end between two words.
        if !compact.is_empty() && !compact.ends_with(['{', '}', ';', ',']) {
            compact.push('\n');
        }
        let is_property = |name: &str| {
            let mut letters = name.bytes();
            letters.all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        match line.split_once(": ") {
            Some((name, value)) if line.ends_with(';') && is_property(name) => {
                compact.push_str(name);
                compact.push(':');
                compact.push_str(value);
            }
            _ => match line.strip_suffix(" {") {
                Some(selector) => {
                    compact.push_str(selector);
                    compact.push('{');
                }
                None => compact.push_str(line),
            },
        }
    }
    compact.push('\n');
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_loses_lines_of_comment_only() {
        let code =
            "// a\n/**\n * b\n */\nlet x = 1; // kept\n/* c */ let y = '/*';\n\n  /* d */\n/*! licence */\n";
        assert_eq!(
            compact_code(code),
            "let x = 1; // kept\n/* c */ let y = '/*';\n/*! licence */\n"
        );
        assert_eq!(compact_code("/* a\nb */ let x = 1;\n"), "let x = 1;\n");
        let template = "let x = `\n// text\n`;\n";
        assert_eq!(compact_code(template), template);
    }

    #[test]
    fn styles_lose_comments_and_spaces_that_mean_nothing() {
        assert_eq!(
            compact("/* x */\na {\n  b: \"/* kept */\"; /* y */\n}\n\n"),
            "a{b:\"/* kept */\";}\n"
        );
        assert_eq!(
            compact("a::before { content: '/' }"),
            "a::before { content: '/' }\n"
        );
        assert_eq!(
            compact("a,\n a :hover {\n  grid:\n    auto\n    1fr;\n}\n@media (width: 1px) {\n}\n"),
            "a,a :hover{grid:\nauto\n1fr;}@media (width: 1px){}\n"
        );
    }
}
