//! The custom properties of a theme's style sheets, and which colours they come to.
//!
//! Only what holds for the whole page is read: declarations in `:root`, in any `@layer`, and below the media queries that ask
//! for a scheme or for more contrast. A colour is a literal, `var()` or `light-dark()`; anything else is not known here.

use std::ops::Range;

use super::colors::Color;
use crate::source::TextFile;

/// Chains of `var()` longer than this are a circle.
const LONGEST: usize = 24;

/// How a reader looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) is_dark: bool,
    /// Whether the reader asks for more contrast.
    pub(super) has_more: bool,
}

/// The looks there are, plain ones first.
pub(super) const LOOKS: [Look; 4] = [
    Look::new(false, false),
    Look::new(true, false),
    Look::new(false, true),
    Look::new(true, true),
];

impl Look {
    pub(super) const fn new(is_dark: bool, has_more: bool) -> Self {
        Self { is_dark, has_more }
    }

    /// Its name in a sentence.
    pub(super) fn name(self) -> &'static str {
        match (self.is_dark, self.has_more) {
            (false, false) => "in the light scheme",
            (true, false) => "in the dark scheme",
            (false, true) => "in the light scheme with more contrast",
            (true, true) => "in the dark scheme with more contrast",
        }
    }
}

/// A declaration of a custom property.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    /// Without the hyphens before it.
    name: String,
    value: String,
    condition: Condition,
    place: Place,
}

/// Where something is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) span: Range<usize>,
}

/// For whom a declaration holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Condition {
    is_dark: Option<bool>,
    has_more: bool,
}

impl Condition {
    fn holds(self, look: Look) -> bool {
        self.is_dark.is_none_or(|is_dark| is_dark == look.is_dark) && (look.has_more || !self.has_more)
    }
}

/// The custom properties of a theme, in the order in which they are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    /// Reads those of style sheets.
    pub(super) fn read(styles: &[TextFile]) -> Self {
        let mut tokens = Self::default();
        for style in styles {
            tokens.scan(style);
        }
        tokens
    }

    /// Sets colours for both schemes, above those that are there but below those for more contrast.
    pub(super) fn set(&mut self, name: &str, [light, dark]: [Color; 2], place: &Place) {
        self.0.push(Token {
            name: name.to_owned(),
            value: both(light, dark),
            condition: Condition::default(),
            place: place.clone(),
        });
    }

    /// The names that begin with `prefix`, without it; each once for each time it is set.
    pub(super) fn names<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter_map(move |token| token.name.strip_prefix(prefix))
    }

    /// Whether a name is set for readers who ask for more contrast.
    pub(super) fn has_more(&self, name: &str) -> bool {
        let mut tokens = self.0.iter();
        tokens.any(|token| token.name == name && token.condition.has_more)
    }

    /// What a name is set to in plain looks, as it is written.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.token(name, Look::new(false, false))
            .map(|token| token.value.as_str())
    }

    /// Where a name is set last for a look.
    pub(super) fn place(&self, name: &str, look: Look) -> Option<&Place> {
        self.token(name, look).map(|token| &token.place)
    }

    /// The colour that a name comes to.
    pub(super) fn color(&self, name: &str, look: Look) -> Option<Color> {
        let value = &self.token(name, look)?.value;
        self.resolve(value, look, LONGEST)
    }

    /// The last declaration that holds; what is for more contrast stands above the rest.
    fn token(&self, name: &str, look: Look) -> Option<&Token> {
        let holding = || {
            self.0
                .iter()
                .rev()
                .filter(|token| token.name == name && token.condition.holds(look))
        };
        holding()
            .find(|token| token.condition.has_more)
            .or_else(|| holding().next())
    }

    fn resolve(&self, value: &str, look: Look, left: usize) -> Option<Color> {
        let left = left.checked_sub(1)?;
        let value = value.trim();
        if let Some([light, dark]) = arguments(value, "light-dark(").as_deref() {
            return self.resolve(if look.is_dark { dark } else { light }, look, left);
        }
        if let Some(arguments) = arguments(value, "var(") {
            let (name, fallback) = arguments.split_first()?;
            let known = self.token(name.strip_prefix("--")?, look);
            let value = known.map(|token| token.value.as_str());
            return self.resolve(value.or(fallback.first().copied())?, look, left);
        }
        Color::parse(value).ok()
    }

    fn scan(&mut self, style: &TextFile) {
        let text = style.text.as_ref();
        let mut blocks: Vec<Option<Condition>> = vec![Some(Condition {
            ..Condition::default()
        })];
        let mut in_root = vec![false];
        let mut start = 0;
        let mut at = 0;
        while let Some(mark) = text.as_bytes().get(at) {
            match mark {
                b'/' if text[at..].starts_with("/*") => {
                    at = text[at..].find("*/").map_or(text.len(), |end| at + end + 2);
                    // A comment inside a declaration is part of nothing that is read here.
                    start = at;
                    continue;
                }
                b'"' | b'\'' => at += length_of_string(&text[at..]),
                b'{' => {
                    let prelude = text[start..at].trim();
                    let above = blocks.last().copied().flatten();
                    let is_root = in_root.last().is_some_and(|is_root| *is_root);
                    blocks.push(above.and_then(|above| inside(prelude, above)));
                    in_root.push(is_root || is_root_selector(prelude));
                    start = at + 1;
                }
                b';' | b'}' => {
                    let is_root = in_root.last().is_some_and(|is_root| *is_root);
                    if let Some(condition) = blocks.last().copied().flatten().filter(|_| is_root) {
                        self.0.extend(declaration(style, start..at, condition));
                    }
                    if *mark == b'}' && blocks.len() > 1 {
                        blocks.pop();
                        in_root.pop();
                    }
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
    }
}

/// How CSS writes a colour for both schemes.
pub(super) fn both(light: Color, dark: Color) -> String {
    match light == dark {
        true => light.hex(),
        false => format!("light-dark({},{})", light.hex(), dark.hex()),
    }
}

/// The bytes from a quotation mark to the one that ends the string, without that one.
fn length_of_string(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut is_escaped = false;
    for (at, mark) in text.char_indices().skip(1) {
        match mark {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if mark == quote => return at,
            _ => {}
        }
    }
    text.len()
}

/// For whom a block holds; none for a block that says nothing about the whole page.
fn inside(prelude: &str, above: Condition) -> Option<Condition> {
    if prelude.starts_with("@layer") || is_root_selector(prelude) {
        return Some(above);
    }
    let query: String = prelude.strip_prefix("@media")?.split_whitespace().collect();
    let is_dark = match query.as_str() {
        "(prefers-color-scheme:dark)" => Some(true),
        "(prefers-color-scheme:light)" => Some(false),
        "(prefers-contrast:more)" => {
            return Some(Condition {
                has_more: true,
                ..above
            });
        }
        _ => return None,
    };
    Some(Condition { is_dark, ..above })
}

fn is_root_selector(prelude: &str) -> bool {
    let mut selectors = prelude.split(',').map(str::trim);
    selectors.any(|selector| matches!(selector, ":root" | "html" | ":where(:root)" | ":where(html)"))
}

fn declaration(style: &TextFile, range: Range<usize>, condition: Condition) -> Option<Token> {
    let text = style.text.get(range.clone())?;
    let (name, value) = text.split_once(':')?;
    let start = range.start + (text.len() - text.trim_start().len());
    let name = name.trim().strip_prefix("--")?;
    Some(Token {
        name: name.to_owned(),
        value: value.trim().to_owned(),
        condition,
        place: Place {
            path: style.path.clone(),
            span: start..start + text.trim().len(),
        },
    })
}

/// The arguments of a function that is all of `value`, divided at the commas that stand in no further brackets.
fn arguments<'a>(value: &'a str, opening: &str) -> Option<Vec<&'a str>> {
    let inner = value.strip_prefix(opening)?.strip_suffix(')')?;
    let mut depth = 0_usize;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, mark) in inner.char_indices() {
        match mark {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inner[start..].trim());
    Some(parts)
}

/// Puts colours of the light scheme in place of `var(--color-name, fallback)` in a picture.
pub(super) fn painted(picture: &str, tokens: &Tokens) -> String {
    let mut painted = String::with_capacity(picture.len());
    let mut rest = picture;
    while let Some(at) = rest.find("var(--") {
        painted.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(')').map_or(rest.len(), |end| end + 1);
        let call = &rest[..end];
        match tokens.resolve(call, Look::new(false, false), LONGEST) {
            Some(color) => painted.push_str(&color.hex()),
            None => painted.push_str(call),
        }
        rest = &rest[end..];
    }
    painted.push_str(rest);
    painted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(css: &str) -> Tokens {
        Tokens::read(&[TextFile {
            path: "tokens.css".to_owned(),
            text: css.to_owned().into(),
        }])
    }

    fn hex(tokens: &Tokens, name: &str, look: Look) -> Option<String> {
        tokens.color(name, look).map(Color::hex)
    }

    const LIGHT: Look = Look::new(false, false);
    const DARK: Look = Look::new(true, false);

    #[test]
    fn colors_follow_names_and_schemes() {
        let tokens = tokens(
            "/* --a: red; */ @layer tokens { :root { --a: #fff; --b: light-dark(var(--a), rgb(0, 0, 0)); \
             --c: var(--none, var(--b)); --d: var(--d); --e: color-mix(in srgb, red, blue); --f: \"}\"; --a: #eee } }",
        );
        assert_eq!(hex(&tokens, "b", LIGHT).as_deref(), Some("#eeeeee"));
        assert_eq!(hex(&tokens, "c", DARK).as_deref(), Some("#000000"));
        for unknown in ["d", "e", "f", "g"] {
            assert_eq!(hex(&tokens, unknown, LIGHT), None, "{unknown}");
        }
        assert_eq!(tokens.text("f"), Some("\"}\""));
    }

    #[test]
    fn only_what_holds_for_the_whole_page_is_read() {
        let tokens = tokens(
            ":root { --a: #111111 } .note { --a: #222222 } @media print { :root { --a: #333333 } } \
             @media (prefers-color-scheme: dark) { :root { --a: #444444 } } \
             @media (prefers-contrast: more) { :root { --a: #555555; } } } :root { --b: #666666 }",
        );
        let more = Look::new(true, true);
        for (look, expected) in [(LIGHT, "#111111"), (DARK, "#444444"), (more, "#555555")] {
            assert_eq!(hex(&tokens, "a", look).as_deref(), Some(expected));
        }
        assert_eq!(hex(&tokens, "b", LIGHT).as_deref(), Some("#666666"));
        assert!(tokens.has_more("a") && !tokens.has_more("b"));
    }

    #[test]
    fn a_declaration_is_found_where_it_stands() {
        let css = ":root {\n  --a: #fff;\n}";
        let place = tokens(css).place("a", LIGHT).cloned().unwrap();
        assert_eq!(&css[place.span], "--a: #fff");
    }

    #[test]
    fn pictures_take_the_colors_of_the_theme() {
        let tokens = tokens(":root { --color-accent: #123456 }");
        let picture =
            "<rect fill=\"var(--color-accent, #fff)\"/><rect fill=\"var(--x, #abc)\"/><p fill=\"var(--y)\"/>";
        assert_eq!(
            painted(picture, &tokens),
            "<rect fill=\"#123456\"/><rect fill=\"#aabbcc\"/><p fill=\"var(--y)\"/>"
        );
        assert_eq!(painted("var(--", &tokens), "var(--");
    }

    #[test]
    fn no_text_makes_the_reading_fail() {
        for css in [
            "}",
            "{",
            "\"",
            ":root{--a",
            ":root{--a:\"\\",
            "/*",
            ":root{--a:var(",
            "@media{:root{--a:ä}",
        ] {
            let _ = tokens(css).color("a", LIGHT);
        }
    }
}
