//! `brand.yaml`: colours, logo, icon and fonts of a handbook, in one file of its theme.

use super::{
    PREFIX,
    colors::{Color, NoColor},
    tokens::{Place, Tokens},
};
use crate::{
    diagnostics::Diagnostic,
    source::TextFile,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Step, Value},
};

const KEYS: [&str; 4] = ["colors", "logo", "icon", "fonts"];
const LOGO_KEYS: [&str; 3] = ["light", "dark", "alt"];
const FONTS: [&str; 2] = ["text", "code"];
const FONT_KEYS: [&str; 4] = ["family", "file", "weight", "size_adjust"];
/// The files that a brand may name end in one of these.
const PICTURES: [&str; 2] = [".svg", ".png"];
const FONT_FILES: [&str; 1] = [".woff2"];

/// What a brand says, as far as it can be understood.
#[derive(Clone, Debug, Default)]
pub(super) struct BrandFile {
    /// Colours by name, for the light and the dark scheme.
    pub(super) colors: Vec<(String, [Color; 2], Place)>,
    pub(super) logo: Option<LogoFiles>,
    pub(super) icon: Option<FileName>,
    /// Fonts by what they are for.
    pub(super) fonts: Vec<(&'static str, Font)>,
}

/// A file of the theme, and where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    pub(super) name: String,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) struct LogoFiles {
    pub(super) light: FileName,
    pub(super) dark: Option<FileName>,
    /// Empty beside a title that says the same.
    pub(super) alt: String,
}

#[derive(Clone, Debug)]
pub(super) struct Font {
    pub(super) family: String,
    pub(super) file: Option<FileName>,
    pub(super) weight: String,
    /// How much larger than itself the font is shown that stands in until the file is there.
    pub(super) size_adjust: Option<String>,
}

impl BrandFile {
    /// Reads a brand; what is wrong is a finding and left out.
    pub(super) fn read(file: &TextFile, tokens: &Tokens, findings: &mut Vec<Diagnostic>) -> Self {
        let mut brand = Self::default();
        let document = match yaml::parse(&file.path, &file.text) {
            Ok(document) => document,
            Err(finding) => {
                findings.push(*finding);
                return brand;
            }
        };
        let mut reader = Reader {
            document: &document,
            tokens,
            findings,
        };
        reader.known_keys(&[], &document.root, &KEYS);
        if let Some(colors) = reader.map(&["colors"], document.root.get("colors")) {
            reader.colors(colors, &mut brand.colors);
        }
        brand.logo = reader.logo(document.root.get("logo"));
        brand.icon = reader.file(&["icon"], document.root.get("icon"), &[".svg"]);
        if let Some(fonts) = reader.map(&["fonts"], document.root.get("fonts")) {
            reader.known_keys(&["fonts"], fonts, &FONTS);
            let fonts = FONTS.map(|name| Some((name, reader.font(name, fonts.get(name))?)));
            brand.fonts = fonts.into_iter().flatten().collect();
        }
        brand
    }

    /// All files that it names.
    pub(super) fn files(&self) -> impl Iterator<Item = &FileName> {
        let logo = self
            .logo
            .iter()
            .flat_map(|logo| logo.dark.iter().chain([&logo.light]));
        let fonts = self.fonts.iter().filter_map(|(_, font)| font.file.as_ref());
        logo.chain(&self.icon).chain(fonts)
    }
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    tokens: &'a Tokens,
    findings: &'b mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn colors(&mut self, colors: &Mapping, found: &mut Vec<(String, [Color; 2], Place)>) {
        for (name, value) in colors {
            let name = yaml::scalar(name).unwrap_or_default();
            let keys = ["colors", &name];
            if !self.tokens.names(PREFIX).any(|known| known == name) {
                let finding = self.finding(
                    &keys,
                    "unknown-color",
                    format!("the theme has no colour `{name}`"),
                );
                self.findings
                    .push(finding.hint_maybe(did_you_mean(&name, self.tokens.names(PREFIX))));
                continue;
            }
            let pair = match value.as_mapping() {
                Some(schemes) => {
                    self.known_keys(&keys, schemes, &["light", "dark"]);
                    ["light", "dark"].map(|scheme| match schemes.get(scheme) {
                        Some(value) => self.color(&["colors", &name, scheme], value),
                        None => self.missing_scheme(&name, scheme),
                    })
                }
                None => [self.color(&keys, value); 2],
            };
            if let [Some(light), Some(dark)] = pair {
                found.push((name.clone(), [light, dark], self.place(&keys)));
            }
        }
    }

    fn missing_scheme(&mut self, name: &str, scheme: &str) -> Option<Color> {
        let message = format!("`colors.{name}` says nothing for the {scheme} scheme");
        let finding = self.finding(&["colors", name], "invalid-color", message);
        self.findings.push(finding.hint(format!(
            "write `{scheme}:` beside the other, or one colour for both"
        )));
        None
    }

    fn color(&mut self, keys: &[&str], value: &Value) -> Option<Color> {
        let name = keys.join(".");
        let Some(written) = yaml::scalar(value) else {
            let message = format!("`{name}` is not a colour");
            let finding = self.finding(keys, "invalid-color", message);
            // What begins with # is a comment.
            self.findings.push(finding.hint(
                "write one such as \"#006375\", with the quotes, for both schemes, or `{ light: ..., dark: ... }`",
            ));
            return None;
        };
        match Color::parse(&written) {
            Ok(color) => Some(color),
            Err(NoColor::Unknown) => {
                let message = format!("`{name}` is `{written}`, which is not a colour");
                let finding = self.finding(keys, "invalid-color", message);
                self.findings.push(finding.hint(
                    "write it as \"#006375\", `rgb(0 99 117)`, `hsl(189 100% 23%)` or `oklch(46% 0.09 214)`",
                ));
                None
            }
            Err(NoColor::Transparent) => {
                let message = format!("`{name}` is `{written}`, through which what is behind it would shine");
                let finding = self.finding(keys, "invalid-color", message);
                self.findings
                    .push(finding.hint("write the colour as readers see it, without transparency"));
                None
            }
        }
    }

    fn logo(&mut self, value: Option<&Value>) -> Option<LogoFiles> {
        let value = value?;
        let Some(map) = value.as_mapping() else {
            return Some(LogoFiles {
                light: self.file(&["logo"], Some(value), &PICTURES)?,
                dark: None,
                alt: String::new(),
            });
        };
        self.known_keys(&["logo"], map, &LOGO_KEYS);
        if map.get("light").is_none() {
            let message = "it is not said which file is the logo";
            let finding = self.finding(&["logo"], "invalid-brand", message.to_owned());
            self.findings
                .push(finding.hint("write `light: logo.svg` below `logo:`"));
        }
        let alt = map.get("alt").and_then(|alt| self.text(&["logo", "alt"], alt));
        Some(LogoFiles {
            dark: self.file(&["logo", "dark"], map.get("dark"), &PICTURES),
            light: self.file(&["logo", "light"], map.get("light"), &PICTURES)?,
            alt: alt.unwrap_or_default(),
        })
    }

    fn font(&mut self, name: &str, value: Option<&Value>) -> Option<Font> {
        let keys = ["fonts", name];
        let value = value?;
        let Some(map) = value.as_mapping() else {
            let family = self.family(&keys, value)?;
            return Some(Font {
                family,
                file: None,
                weight: String::new(),
                size_adjust: None,
            });
        };
        self.known_keys(&keys, map, &FONT_KEYS);
        let weight = self.pattern(
            &["fonts", name, "weight"],
            map.get("weight"),
            "100 900",
            is_weight,
        );
        let adjust = self.pattern(
            &["fonts", name, "size_adjust"],
            map.get("size_adjust"),
            "107%",
            is_percentage,
        );
        let Some(family) = map.get("family") else {
            let finding = self.finding(
                &keys,
                "invalid-brand",
                "it is not said how the font is called".to_owned(),
            );
            self.findings.push(finding.hint("write `family: Inter`"));
            return None;
        };
        Some(Font {
            family: self.family(&["fonts", name, "family"], family)?,
            file: self.file(&["fonts", name, "file"], map.get("file"), &FONT_FILES),
            weight: weight.unwrap_or_default(),
            size_adjust: adjust,
        })
    }

    /// The names of fonts: what cannot end the declaration in which they will stand.
    fn family(&mut self, keys: &[&str], value: &Value) -> Option<String> {
        let family = self.text(keys, value)?;
        let is_name = |letter: char| letter.is_alphanumeric() || " -_.,'\"".contains(letter);
        let is_closed = |quote: char| family.matches(quote).count().is_multiple_of(2);
        if family.chars().all(is_name) && is_closed('"') && is_closed('\'') {
            return Some(family);
        }
        let message = format!("`{family}` cannot be the name of a font");
        let finding = self.finding(keys, "invalid-brand", message);
        self.findings
            .push(finding.hint("write the names as in a style sheet: `Inter, \"Segoe UI\"`"));
        None
    }

    fn pattern(
        &mut self,
        keys: &[&str],
        value: Option<&Value>,
        like: &str,
        fits: fn(&str) -> bool,
    ) -> Option<String> {
        let text = self.text(keys, value?)?;
        if fits(&text) {
            return Some(text);
        }
        let message = format!("`{}` is `{text}`, which says nothing here", keys.join("."));
        let finding = self.finding(keys, "invalid-brand", message);
        self.findings.push(finding.hint(format!("write it as `{like}`")));
        None
    }

    fn file(&mut self, keys: &[&str], value: Option<&Value>, endings: &[&str]) -> Option<FileName> {
        let name = self.text(keys, value?)?;
        let is_inside = crate::address::OutputPath::new(&name).is_some();
        if is_inside && endings.iter().any(|ending| name.ends_with(ending)) {
            let place = self.place(keys);
            return Some(FileName { name, place });
        }
        let message = format!(
            "`{}` is `{name}`, which is no such file of the theme",
            keys.join(".")
        );
        let finding = self.finding(keys, "invalid-brand", message);
        self.findings.push(finding.hint(format!(
            "name a file in the folder of the theme that ends in {}",
            listed(endings)
        )));
        None
    }

    fn text(&mut self, keys: &[&str], value: &Value) -> Option<String> {
        let text = yaml::scalar(value).map(|text| text.trim().to_owned());
        let text = text.filter(|text| !text.is_empty());
        if text.is_none() {
            let message = format!("`{}` should be text, not {}", keys.join("."), yaml::kind(value));
            let finding = self.finding(keys, "invalid-brand", message);
            self.findings.push(finding.hint("write it behind the colon"));
        }
        text
    }

    fn map<'v>(&mut self, keys: &[&str], value: Option<&'v Value>) -> Option<&'v Mapping> {
        let value = value?;
        if value.as_mapping().is_none() {
            let message = format!(
                "`{}` should be lines of `name: value`, not {}",
                keys.join("."),
                yaml::kind(value)
            );
            let finding = self.finding(keys, "invalid-brand", message);
            self.findings
                .push(finding.hint("write one on each line below, set in by two blanks"));
        }
        value.as_mapping()
    }

    fn known_keys(&mut self, keys: &[&str], map: &Mapping, known: &[&str]) {
        for (key, _) in map {
            let key = yaml::scalar(key).unwrap_or_default();
            if known.contains(&key.as_str()) {
                continue;
            }
            let keys: Vec<&str> = keys.iter().copied().chain([key.as_str()]).collect();
            let place = self.place(&keys);
            let message = format!("unknown setting `{}`", keys.join("."));
            self.findings.push(
                Diagnostic::warning("unknown-setting", self.document.path, message)
                    .at(place.span)
                    .hint_maybe(did_you_mean(&key, known.iter().copied()))
                    .hint(format!("the settings here are {}", known.join(", "))),
            );
        }
    }

    fn place(&self, keys: &[&str]) -> Place {
        let steps: Vec<Step<'_>> = keys.iter().map(|key| Step::Key(key)).collect();
        Place {
            path: self.document.path.to_owned(),
            span: self.document.place(&steps).entry,
        }
    }

    fn finding(&self, keys: &[&str], code: &'static str, message: String) -> Diagnostic {
        Diagnostic::error(code, self.document.path, message).at(self.place(keys).span)
    }
}

/// Endings in a sentence.
fn listed(endings: &[&str]) -> String {
    let quoted: Vec<String> = endings.iter().map(|ending| format!("`{ending}`")).collect();
    quoted.join(" or ")
}

fn is_weight(text: &str) -> bool {
    let is_one = |part: &str| {
        part.parse::<u16>()
            .is_ok_and(|weight| (1..=1000).contains(&weight))
    };
    matches!(text.split(' ').collect::<Vec<_>>().as_slice(), [one] | [one, _] if is_one(one))
        && text.split(' ').all(is_one)
}

fn is_percentage(text: &str) -> bool {
    let number = text
        .strip_suffix('%')
        .and_then(|number| number.parse::<f32>().ok());
    number.is_some_and(|number| (10.0..=400.0).contains(&number))
}
