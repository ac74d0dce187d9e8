//! What a theme claims about its colours: which of them stand on which, and which follow from others.
//!
//! ```yaml
//! contrast:
//!   - { text: [text, accent], on: [page, surface] }
//!   - { shapes: [control], on: [page] }
//! follows:
//!   accent-strong: { from: accent, toward: strong, share: 40 }
//! ```

use super::{
    PREFIX,
    colors::Color,
    tokens::{LOOKS, Look, Place, Tokens},
};
use crate::{
    diagnostics::Diagnostic,
    source::TextFile,
    suggest::did_you_mean,
    yaml::{self, Document, Mapping, Step, Value},
};

/// What WCAG 2.2 AA asks of text, and of what is no text: marks, borders of fields, the ring around what has the focus.
const KINDS: [(&str, f32); 2] = [("text", 4.5), ("shapes", 3.0)];

/// Colours that stand on others.
#[derive(Clone, Debug, PartialEq)]
struct Pair {
    color: String,
    on: String,
    kind: &'static str,
    least: f32,
}

/// A colour that follows from another where a brand sets only that one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Follower {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) toward: String,
    /// In hundredths.
    pub(super) share: u8,
}

/// What `theme.yaml` says about the colours.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pairs: Vec<Pair>,
    pub(super) followers: Vec<Follower>,
}

impl Claims {
    /// Reads the claims; `tokens` are the colours there are. A text that is no YAML is reported where the styles are read.
    pub(super) fn read(theme: Option<&TextFile>, tokens: &Tokens, findings: &mut Vec<Diagnostic>) -> Self {
        let mut claims = Self::default();
        let Some(document) = theme.and_then(|theme| yaml::parse(&theme.path, &theme.text).ok()) else {
            return claims;
        };
        let mut reader = Reader {
            document: &document,
            tokens,
            findings,
        };
        if let Some(list) = document.root.get("contrast") {
            reader.pairs(list, &mut claims.pairs);
        }
        if let Some(followers) = document.root.get("follows") {
            reader.followers(followers, &mut claims.followers);
        }
        claims
    }

    /// Reports the pairs that are too much alike. `is_own` tells of a colour whether the brand set it.
    pub(super) fn check(
        &self,
        tokens: &Tokens,
        is_own: impl Fn(&str) -> bool,
        findings: &mut Vec<Diagnostic>,
    ) {
        for pair in &self.pairs {
            for look in LOOKS {
                findings.extend(self.check_pair(pair, look, tokens, &is_own));
            }
        }
    }

    fn check_pair(
        &self,
        pair: &Pair,
        look: Look,
        tokens: &Tokens,
        is_own: impl Fn(&str) -> bool,
    ) -> Option<Diagnostic> {
        let token = |name: &str| format!("{PREFIX}{name}");
        let at = |name: &str, look: Look| tokens.color(&token(name), look);
        let (color, on) = (at(&pair.color, look)?, at(&pair.on, look)?);
        let plain = Look::new(look.is_dark, false);
        let is_known =
            look.has_more && (at(&pair.color, plain), at(&pair.on, plain)) == (Some(color), Some(on));
        let ratio = color.contrast(on);
        if ratio >= pair.least || is_known || self.is_told_of_text(pair, ratio) {
            return None;
        }
        let is_ground_to_blame = is_own(&pair.on) && !is_own(&pair.color);
        let (blamed, blamed_color) = match is_ground_to_blame {
            true => (&pair.on, on),
            false => (&pair.color, color),
        };
        let place = tokens.place(&token(blamed), look)?;
        let message = format!(
            "`{}` ({}) on `{}` ({}) has a contrast of {}:1 {}, and {} need{} {}:1",
            pair.color,
            color.hex(),
            pair.on,
            on.hex(),
            hundredths(ratio),
            look.name(),
            pair.kind,
            if pair.kind == "text" { "s" } else { "" },
            pair.least,
        );
        let finding = Diagnostic::warning("low-contrast", &place.path, message).at(place.span.clone());
        Some(
            finding.hint(match self.better(blamed, blamed_color, pair, look, tokens) {
                Some(better) => match self.followers.iter().find(|follower| follower.name == *blamed) {
                    Some(follower) if is_own(blamed) => format!(
                        "it follows from `{}`; the nearest `{blamed}` that passes is `{}`",
                        follower.from,
                        better.hex()
                    ),
                    _ => format!("the nearest `{blamed}` that passes is `{}`", better.hex()),
                },
                None => format!("no `{blamed}` of this hue passes: choose another colour for one of the two"),
            }),
        )
    }

    /// Whether the same two colours fail as text, which asks for more.
    fn is_told_of_text(&self, pair: &Pair, ratio: f32) -> bool {
        let is_same = |other: &Pair| other.color == pair.color && other.on == pair.on;
        let mut others = self.pairs.iter().filter(|other| is_same(other));
        others.any(|other| other.least > pair.least && ratio < other.least)
    }

    /// The nearest colour that passes in all pairs that a colour is part of, or in this one.
    fn better(&self, name: &str, color: Color, pair: &Pair, look: Look, tokens: &Tokens) -> Option<Color> {
        let passes = |pair: &Pair, better: Color| {
            let other = if pair.color == name { &pair.on } else { &pair.color };
            let other = tokens.color(&format!("{PREFIX}{other}"), look);
            other.is_none_or(|other| better.contrast(other) >= pair.least)
        };
        let concerned = || {
            self.pairs
                .iter()
                .filter(|pair| (pair.color == name) != (pair.on == name))
        };
        let all = color.nearest(|better| concerned().all(|pair| passes(pair, better)));
        all.or_else(|| color.nearest(|better| passes(pair, better)))
    }
}

/// A ratio as it is told: never rounded up, so that what fails does not look as if it passed.
fn hundredths(ratio: f32) -> String {
    let text = format!("{:.2}", (ratio * 100.0).floor() / 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    tokens: &'a Tokens,
    findings: &'b mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn pairs(&mut self, list: &Value, pairs: &mut Vec<Pair>) {
        let items = list.as_sequence().map(Vec::as_slice);
        if items.is_none() {
            self.mistaken(&[Step::Key("contrast")], PAIRS_HINT);
        }
        for (index, item) in items.unwrap_or_default().iter().enumerate() {
            let steps = [Step::Key("contrast"), Step::Item(index)];
            let kind = KINDS.iter().find(|(kind, _)| item.get(*kind).is_some());
            let Some((kind, least)) = kind.filter(|_| item.get("on").is_some()) else {
                self.mistaken(&steps, PAIRS_HINT);
                continue;
            };
            let colors = self.names(item.get(*kind), &steps);
            let grounds = self.names(item.get("on"), &steps);
            for color in &colors {
                pairs.extend(grounds.iter().map(|on| Pair {
                    color: color.clone(),
                    on: on.clone(),
                    kind,
                    least: *least,
                }));
            }
        }
    }

    fn followers(&mut self, value: &Value, followers: &mut Vec<Follower>) {
        let map = value.as_mapping();
        if map.is_none() {
            self.mistaken(&[Step::Key("follows")], FOLLOWS_HINT);
        }
        for (name, value) in map.into_iter().flatten() {
            let name = yaml::scalar(name).unwrap_or_default();
            let steps = [Step::Key("follows"), Step::Key(&name)];
            match follower(&name, value.as_mapping()) {
                Some(follower) => {
                    let named = [&follower.name, &follower.from, &follower.toward];
                    if named.into_iter().all(|name| self.is_known(name, &steps)) {
                        followers.push(follower);
                    }
                }
                None => self.mistaken(&steps, FOLLOWS_HINT),
            }
        }
    }

    /// The known colours of a list, or of one name.
    fn names(&mut self, value: Option<&Value>, steps: &[Step<'_>]) -> Vec<String> {
        let names: Option<Vec<String>> = match value {
            Some(Value::Sequence(list)) => list.iter().map(yaml::scalar).collect(),
            other => other.and_then(yaml::scalar).map(|name| vec![name]),
        };
        if names.is_none() {
            self.mistaken(steps, PAIRS_HINT);
        }
        let names = names.into_iter().flatten();
        names.filter(|name| self.is_known(name, steps)).collect()
    }

    /// Whether the theme has a colour of this name whose look can be told.
    fn is_known(&mut self, name: &str, steps: &[Step<'_>]) -> bool {
        let token = format!("{PREFIX}{name}");
        if self.tokens.color(&token, Look::new(false, false)).is_some() {
            return true;
        }
        let span = self.document.place(steps).entry;
        let finding = match self.tokens.place(&token, Look::new(false, false)) {
            Some(Place { path, span }) => Diagnostic::warning(
                "unknown-color",
                path,
                format!("it cannot be told which colour `--{token}` is, so its contrast is not checked"),
            )
            .at(span.clone())
            .hint("write it as a colour, `var(--name)` or `light-dark(one, other)`"),
            None => Diagnostic::warning(
                "unknown-color",
                self.document.path,
                format!("the theme has no colour `{name}`"),
            )
            .at(span)
            .hint_maybe(did_you_mean(name, self.tokens.names(PREFIX)))
            .hint(format!(
                "colours are the properties of the styles that begin with `--{PREFIX}`"
            )),
        };
        self.findings.push(finding);
        false
    }

    fn mistaken(&mut self, steps: &[Step<'_>], hint: &str) {
        let span = self.document.place(steps).entry;
        let message = "it is not said which colours this is about";
        self.findings.push(
            Diagnostic::error("invalid-theme", self.document.path, message)
                .at(span)
                .hint(hint),
        );
    }
}

const PAIRS_HINT: &str = "write `- { text: [text, accent], on: [page] }`, or `shapes:` for what is no text";
const FOLLOWS_HINT: &str = "write `accent-strong: { from: accent, toward: strong, share: 40 }`";

fn follower(name: &str, map: Option<&Mapping>) -> Option<Follower> {
    let map = map?;
    let text = |key: &str| map.get(key).and_then(yaml::scalar);
    let share = map.get("share").and_then(Value::as_u64);
    Some(Follower {
        name: name.to_owned(),
        from: text("from")?,
        toward: text("toward")?,
        share: share
            .and_then(|share| u8::try_from(share).ok())
            .filter(|share| *share <= 100)?,
    })
}
