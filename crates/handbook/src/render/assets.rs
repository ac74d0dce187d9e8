//! Browser code, styles and other files of the theme, under names that change with their bytes.
//!
//! All code lies in one folder named by the fingerprint of the whole, so that modules find each other by relative
//! imports and a browser may keep every file for ever. The style sheets become one file.

use std::sync::Arc;

use crate::{address::OutputPath, source::Source};

/// Where the assets lie.
pub(crate) struct Assets {
    folder: String,
    style: String,
    style_bytes: Arc<Vec<u8>>,
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
        || ["icons/", "fonts/", "calculators/"]
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
    pub(crate) fn new(source: &Source) -> Self {
        let mut hasher = blake3::Hasher::new();
        for file in source.code.iter().filter(|file| kind(&file.path) == Kind::Asset) {
            hasher.update(file.path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&(file.bytes.len() as u64).to_le_bytes());
            hasher.update(&file.bytes);
        }
        let folder = format!("assets/{}", short(&hasher.finalize()));
        let mut styles = String::new();
        for style in &source.styles {
            styles.push_str(&compact(&style.text));
        }
        let style = format!("assets/style.{}.css", short(&blake3::hash(styles.as_bytes())));
        Self {
            folder,
            style,
            style_bytes: Arc::new(styles.into_bytes()),
        }
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
        there.then(|| format!("{}/{name}", self.folder))
    }

    /// The files to write.
    pub(crate) fn files(&self, source: &Source) -> Vec<(OutputPath, Arc<Vec<u8>>)> {
        let style = OutputPath::new(&self.style).map(|path| (path, Arc::clone(&self.style_bytes)));
        let code = source.code.iter().filter_map(|file| {
            let path = match kind(&file.path) {
                Kind::Asset => format!("{}/{}", self.folder, file.path),
                Kind::Root => file.path.clone(),
                Kind::Robots => return None,
            };
            Some((OutputPath::new(&path)?, Arc::clone(&file.bytes)))
        });
        style.into_iter().chain(code).collect()
    }
}

fn short(hash: &blake3::Hash) -> String {
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
    for line in without_comments
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        compact.push_str(line);
        compact.push('\n');
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_lose_comments_and_indentation_only() {
        assert_eq!(
            compact("/* x */\na {\n  b: \"/* kept */\"; /* y */\n}\n\n"),
            "a {\nb: \"/* kept */\";\n}\n"
        );
        assert_eq!(
            compact("a::before { content: '/' }"),
            "a::before { content: '/' }\n"
        );
    }
}
