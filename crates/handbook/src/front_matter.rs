//! Front matter: what the author wrote between two lines of `---`, and what it means.
//!
//! Two structs, joined by one exhaustive destructuring: [`RawFrontMatter`] holds the values as YAML has them,
//! [`FrontMatter`] what the rest of the program may rely on.

use policy::Date;
use serde::{Deserialize, Serialize};

use crate::{
    diagnostics::Diagnostic,
    page::Reference,
    suggest::{did_you_mean, nearest},
    tags,
    yaml::{self, Document, Mapping, Step, Value},
};

/// What the front matter means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) weight: i64,
    pub(crate) aliases: Vec<String>,
    /// Where the aliases stand in the file.
    pub(crate) aliases_span: Option<std::ops::Range<usize>>,
    pub(crate) draft: bool,
    pub(crate) layout: Option<String>,
    /// Where the layout stands in the file.
    pub(crate) layout_span: Option<std::ops::Range<usize>>,
    pub(crate) contents: Contents,
    pub(crate) tags: Vec<String>,
    /// Where the page sends its readers first.
    pub(crate) cards: Vec<Card>,
    #[serde(with = "stored_day")]
    pub(crate) last_reviewed: Option<Date>,
    #[serde(skip)]
    pub(crate) extra: Mapping,
}

/// A way on from a page: where it leads, and what is shown in place of the title and the description of what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) page: Reference,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
}

/// A day among stored facts: as it is written in a file.
mod stored_day {
    use policy::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(Date::iso).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let day = text.map(|text| Date::parse(&text)).transpose();
        day.map_err(|_| D::Error::custom("no day"))
    }
}

/// Whether a page shows its table of contents: `toc: true` or `toc: false`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Contents {
    /// It does, when it has headings.
    #[default]
    Shown,
    /// It does not.
    Hidden,
}

/// The values as YAML has them; nothing where the author wrote none.
#[derive(Debug)]
struct RawFrontMatter<'a> {
    title: &'a Value,
    description: &'a Value,
    department: &'a Value,
    owner: &'a Value,
    weight: &'a Value,
    aliases: &'a Value,
    draft: &'a Value,
    layout: &'a Value,
    toc: &'a Value,
    tags: &'a Value,
    cards: &'a Value,
    last_reviewed: &'a Value,
    extra: &'a Value,
}

const KEYS: [&str; 13] = [
    "title",
    "description",
    "department",
    "owner",
    "weight",
    "aliases",
    "draft",
    "layout",
    "toc",
    "tags",
    "cards",
    "last_reviewed",
    "extra",
];
const CARD_KEYS: [&str; 3] = ["page", "title", "description"];

/// Reads the front matter of a file and tells where its body starts; none when it cannot be read at all.
pub(crate) fn read(path: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Option<(FrontMatter, usize)> {
    let Some((yaml_at, yaml_end, body_at)) = split(text) else {
        if opens(text) {
            findings.push(
                Diagnostic::error(
                    "unclosed-front-matter",
                    path,
                    "the front matter has no closing line of `---`",
                )
                .at(0..3)
                .hint("put a line of three hyphens after the last key"),
            );
            return None;
        }
        return Some((FrontMatter::default(), 0));
    };
    let document = match yaml::parse_front_matter(path, &text[yaml_at..yaml_end], yaml_at) {
        Ok(document) => document,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    Some((of_document(&document, &[], findings), body_at))
}

/// Reads front matter from a document that may have `more` keys.
pub(crate) fn of_document(
    document: &Document<'_>,
    more: &[&str],
    findings: &mut Vec<Diagnostic>,
) -> FrontMatter {
    let raw = collect(document, more, findings);
    Resolver { document, findings }.resolve(raw)
}

fn opens(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.trim_end() == "---")
        && text
            .lines()
            .skip(1)
            .take(3)
            .any(|line| line.contains(": ") || line.trim_end().ends_with(':'))
}

/// Start and end of the YAML, and start of the body.
fn split(text: &str) -> Option<(usize, usize, usize)> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let yaml_at = first.len();
    let mut at = yaml_at;
    for line in text[yaml_at..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((yaml_at, at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn collect<'a>(
    document: &'a Document<'_>,
    more: &[&str],
    findings: &mut Vec<Diagnostic>,
) -> RawFrontMatter<'a> {
    const NOTHING: &Value = &Value::Null;
    let mut raw = RawFrontMatter {
        title: NOTHING,
        description: NOTHING,
        department: NOTHING,
        owner: NOTHING,
        weight: NOTHING,
        aliases: NOTHING,
        draft: NOTHING,
        layout: NOTHING,
        toc: NOTHING,
        tags: NOTHING,
        cards: NOTHING,
        last_reviewed: NOTHING,
        extra: NOTHING,
    };
    for (key, value) in &document.root {
        let key = yaml::scalar_text(key).unwrap_or_default();
        let slot = match key.as_ref() {
            "title" => &mut raw.title,
            "description" => &mut raw.description,
            "department" => &mut raw.department,
            "owner" => &mut raw.owner,
            "weight" => &mut raw.weight,
            "aliases" => &mut raw.aliases,
            "draft" => &mut raw.draft,
            "layout" => &mut raw.layout,
            "toc" => &mut raw.toc,
            "tags" => &mut raw.tags,
            "cards" => &mut raw.cards,
            "last_reviewed" => &mut raw.last_reviewed,
            "extra" => &mut raw.extra,
            key if more.contains(&key) => continue,
            key => {
                findings.push(unknown_key(document, key, more));
                continue;
            }
        };
        *slot = value;
    }
    raw
}

fn unknown_key(document: &Document<'_>, key: &str, more: &[&str]) -> Diagnostic {
    let folded = key.to_lowercase().replace('-', "_");
    let finding = Diagnostic::warning(
        "unknown-key",
        document.path,
        format!("unknown front-matter key `{key}`"),
    )
    .at(document.span(&[key]));
    match nearest(&folded, KEYS.into_iter().chain(more.iter().copied())) {
        Some(known) => finding.hint(format!("did you mean `{known}`?")),
        None => finding.hint("keys of your own go below `extra:`"),
    }
}

struct Resolver<'a, 'b> {
    document: &'a Document<'a>,
    findings: &'b mut Vec<Diagnostic>,
}

impl Resolver<'_, '_> {
    fn resolve(&mut self, raw: RawFrontMatter<'_>) -> FrontMatter {
        let RawFrontMatter {
            title,
            description,
            department,
            owner,
            weight,
            aliases,
            draft,
            layout,
            toc,
            tags,
            cards,
            last_reviewed,
            extra,
        } = raw;
        FrontMatter {
            title: self.text("title", title),
            description: self.text("description", description),
            department: self.text("department", department),
            owner: self.text("owner", owner),
            weight: self.number("weight", weight),
            aliases_span: (!aliases.is_null()).then(|| self.document.span(&["aliases"])),
            aliases: self.list("aliases", aliases),
            draft: self.flag("draft", draft, false),
            layout_span: (!layout.is_null()).then(|| self.document.span(&["layout"])),
            layout: self.text("layout", layout),
            contents: match self.flag("toc", toc, true) {
                true => Contents::Shown,
                false => Contents::Hidden,
            },
            tags: self.tags(tags),
            cards: self.cards(cards),
            last_reviewed: self.date("last_reviewed", last_reviewed),
            extra: match extra {
                Value::Mapping(extra) => extra.clone(),
                Value::Null => Mapping::new(),
                other => {
                    self.wrong_kind("extra", "a map of your own keys", other);
                    Mapping::new()
                }
            },
        }
    }

    fn text(&mut self, key: &str, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            _ => match yaml::scalar_text(value) {
                Some(text) if text.trim().is_empty() => None,
                Some(text) => Some(text.trim().to_owned()),
                None => {
                    self.wrong_kind(key, "text", value);
                    None
                }
            },
        }
    }

    fn number(&mut self, key: &str, value: &Value) -> i64 {
        match value {
            Value::Null => 0,
            _ => value.as_i64().unwrap_or_else(|| {
                self.wrong_kind(key, "a whole number", value);
                0
            }),
        }
    }

    fn flag(&mut self, key: &str, value: &Value, otherwise: bool) -> bool {
        match value {
            Value::Null => otherwise,
            Value::Bool(flag) => *flag,
            other => {
                self.wrong_kind(key, "`true` or `false`", other);
                otherwise
            }
        }
    }

    fn list(&mut self, key: &str, value: &Value) -> Vec<String> {
        match value {
            Value::Null => Vec::new(),
            Value::Sequence(list) => {
                let texts: Vec<String> = list.iter().filter_map(yaml::scalar).collect();
                if let Some(other) = list.iter().find(|value| yaml::scalar(value).is_none()) {
                    let message = format!(
                        "`{key}` should be a list of texts, and one of them is {}",
                        yaml::kind(other)
                    );
                    self.invalid(key, message, "a list of texts");
                }
                texts
            }
            other => match yaml::scalar(other) {
                Some(text) => vec![text],
                None => {
                    self.wrong_kind(key, "a list of texts", other);
                    Vec::new()
                }
            },
        }
    }

    /// Tags, each without the blanks around it; several in one text stand between commas.
    fn tags(&mut self, value: &Value) -> Vec<String> {
        let written = self.list("tags", value);
        let written = match value {
            Value::Sequence(_) => written,
            _ => written
                .iter()
                .flat_map(|text| text.split(','))
                .map(str::to_owned)
                .collect(),
        };
        let tags = written.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
        let tags: Vec<String> = tags.map(str::to_owned).collect();
        for tag in tags.iter().filter(|tag| tags::slug(tag).is_none()) {
            let message = format!("the tag `{tag}` can have no page, since no address can be made of it");
            let span = self.document.span(&["tags"]);
            self.findings.push(
                Diagnostic::warning("invalid-front-matter", self.document.path, message)
                    .at(span)
                    .hint("write a word or two, with letters or digits"),
            );
        }
        tags
    }

    fn cards(&mut self, value: &Value) -> Vec<Card> {
        const EXPECTED: &str = "a list of addresses, such as `- /sales/`";
        match value {
            Value::Null => Vec::new(),
            Value::Sequence(list) => {
                let cards = list.iter().enumerate();
                cards.filter_map(|(index, card)| self.card(index, card)).collect()
            }
            other => {
                self.wrong_kind("cards", EXPECTED, other);
                Vec::new()
            }
        }
    }

    fn card(&mut self, index: usize, value: &Value) -> Option<Card> {
        let own = [Step::Key("cards"), Step::Item(index)];
        let Value::Mapping(map) = value else {
            return Some(Card {
                page: self.address(value, &own)?,
                title: None,
                description: None,
            });
        };
        for key in map.keys().filter_map(yaml::scalar) {
            if !CARD_KEYS.contains(&key.as_str()) {
                let finding = Diagnostic::warning(
                    "unknown-key",
                    self.document.path,
                    format!("a card has no `{key}`"),
                )
                .at(self.document.place(&[own[0], own[1], Step::Key(&key)]).entry)
                .hint_maybe(did_you_mean(&key, CARD_KEYS))
                .hint("it has `page`, `title` and `description`");
                self.findings.push(finding);
            }
        }
        let text = |key: &str| {
            map.get(key)
                .and_then(yaml::scalar)
                .map(|text| text.trim().to_owned())
        };
        let [title, description] =
            ["title", "description"].map(|key| text(key).filter(|text| !text.is_empty()));
        Some(Card {
            page: self.address(
                map.get("page").unwrap_or(&Value::Null),
                &[own[0], own[1], Step::Key("page")],
            )?,
            title,
            description,
        })
    }

    /// The address at a place of the document.
    fn address(&mut self, value: &Value, steps: &[Step<'_>]) -> Option<Reference> {
        let place = self.document.place(steps);
        let text = yaml::scalar(value).filter(|text| !value.is_null() && !text.trim().is_empty());
        let Some(target) = text else {
            self.findings.push(
                Diagnostic::error(
                    "invalid-front-matter",
                    self.document.path,
                    "it is not said where this card leads",
                )
                .at(place.entry)
                .hint("write an address, `- /sales/`, or `- page: /sales/` and its `title:` below it"),
            );
            return None;
        };
        let span = place.within(&target, Some(0..target.len()));
        Some(Reference { target, span })
    }

    fn date(&mut self, key: &str, value: &Value) -> Option<Date> {
        let text = self.text(key, value)?;
        let date = Date::parse(&text).ok();
        if date.is_none() {
            let message = format!("`{key}` is `{text}`, which is not a day of the calendar");
            let span = self.document.span(&[key]);
            self.findings.push(
                Diagnostic::error("invalid-front-matter", self.document.path, message)
                    .at(span)
                    .hint("write year-month-day, such as `2026-10-05`"),
            );
        }
        date
    }

    fn wrong_kind(&mut self, key: &str, expected: &str, value: &Value) {
        let message = format!("`{key}` should be {expected}, not {}", yaml::kind(value));
        self.invalid(key, message, expected);
    }

    fn invalid(&mut self, key: &str, message: String, expected: &str) {
        let span = self.document.span(&[key]);
        self.findings.push(
            Diagnostic::error("invalid-front-matter", self.document.path, message)
                .at(span)
                .hint(format!("write `{key}:` and then {expected}")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, codes: &[&str]) -> Option<(FrontMatter, usize)> {
        let mut findings = Vec::new();
        let meta = read("content/x.md", text, &mut findings);
        assert_eq!(
            findings.iter().map(|f| f.code).collect::<Vec<_>>(),
            codes,
            "{text}"
        );
        meta
    }

    #[test]
    fn a_page_without_front_matter_is_all_body() {
        assert_eq!(check("# Title\n", &[]), Some((FrontMatter::default(), 0)));
        assert_eq!(check("---\n\ntext after a rule\n", &[]).map(|m| m.1), Some(0));
    }

    #[test]
    fn keys_are_resolved() {
        let (meta, at) = check("---\ntitle: A\ntags: one\ntoc: false\n---\nbody", &[]).expect("readable");
        assert_eq!(
            (meta.title.as_deref(), meta.tags, at),
            (Some("A"), vec!["one".to_owned()], 38)
        );
        assert_eq!(meta.contents, Contents::Hidden);
    }

    #[test]
    fn mistakes_are_findings() {
        check("---\ntitel: A\n---\n", &["unknown-key"]);
        check("---\nTitle: A\n---\n", &["unknown-key"]);
        check("---\ntitle: A\ntitle: B\n---\n", &["duplicate-key"]);
        check("---\nweight: heavy\n---\n", &["invalid-front-matter"]);
        check("---\nlast_reviewed: 2026-02-30\n---\n", &["invalid-front-matter"]);
        check("---\ndraft: yes please\n---\n", &["invalid-front-matter"]);
        assert_eq!(check("---\ntitle: [\n---\n", &["invalid-yaml"]), None);
        assert_eq!(check("---\ntitle: A\n", &["unclosed-front-matter"]), None);
        assert_eq!(
            check(
                &format!("---\nx: {}\n---\n", "[".repeat(9000)),
                &["yaml-too-deep"]
            ),
            None
        );
    }
}
