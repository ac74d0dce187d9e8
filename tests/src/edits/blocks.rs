//! Pieces of Markdown: one of each construct, drawn at random.

use std::collections::BTreeSet;

use super::{Editor, Tree};

/// Words of the prose.
pub(super) const WORDS: [&str; 48] = [
    "account",
    "answer",
    "basis",
    "bridge",
    "buyer",
    "calendar",
    "call",
    "chapter",
    "choice",
    "colour",
    "contract",
    "customer",
    "day",
    "deal",
    "decision",
    "document",
    "email",
    "example",
    "field",
    "forecast",
    "garden",
    "goal",
    "guide",
    "house",
    "issue",
    "journey",
    "keeper",
    "lead",
    "letter",
    "market",
    "meeting",
    "number",
    "offer",
    "order",
    "owner",
    "partner",
    "plan",
    "promise",
    "quarter",
    "question",
    "reader",
    "region",
    "review",
    "rule",
    "summary",
    "team",
    "Überblick",
    "日本語",
];

/// Shortcodes of values, each with a key that has to be there.
const VALUES: [(&str, &str); 11] = [
    ("\"deck.threshold\" segment=\"smb\"", "deck.threshold:"),
    ("\"deck.requirements\"", "deck.requirements:"),
    (
        "\"segment.employees-to\" segment=\"mid-market\"",
        "segment.employees-to:",
    ),
    ("\"leave.days\"", "leave.days:"),
    ("\"leave.waiting\"", "leave.waiting:"),
    ("\"travel.limit\" segment=\"smb\"", "travel.limit:"),
    ("\"travel.limit\" segment=\"mid-market\"", "travel.limit:"),
    ("\"travel.share\"", "travel.share:"),
    ("\"travel.days\"", "travel.days:"),
    ("\"gift.limit\"", "gift.limit:"),
    ("\"gift.words\"", "gift.words:"),
];

/// Calculators, each with a value that it needs, or the line that declares it.
const CALCULATORS: [(&str, &str); 7] = [
    ("deck-threshold", "deck.threshold:"),
    ("segment", "  segment:"),
    ("command-plan", "  command-plan:"),
    ("annual-leave", "  annual-leave:"),
    ("journey", "  journey:"),
    ("close-date", "close-date.push:"),
    ("opportunity-checklist", "close-date.push:"),
];

/// The pages that links may lead to: their addresses, and an anchor of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Address and anchors.
    pub(super) pages: Vec<(String, Vec<String>)>,
    /// Addresses of pictures.
    pub(super) pictures: Vec<String>,
    /// What shortcodes of values say.
    values: Vec<&'static str>,
    /// The ids of calculators.
    calculators: Vec<&'static str>,
}

impl Places {
    /// What a tree holds, as far as its file names and plain headings tell.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut places = Self::default();
        let mut lines: BTreeSet<String> = BTreeSet::new();
        for path in tree.paths("content/policy/") {
            let text = tree.text(&path).unwrap_or_default();
            lines.extend(text.lines().map(str::to_owned));
        }
        let there = |list: &[(&'static str, &str)]| -> Vec<&'static str> {
            let there = list.iter().filter(|(_, line)| lines.contains(*line));
            there.map(|(name, _)| *name).collect()
        };
        (places.values, places.calculators) = (there(&VALUES), there(&CALCULATORS));
        for path in tree.paths("content/") {
            let below = &path["content/".len()..];
            if let Some(stem) = below.strip_suffix(".md") {
                let anchors = tree.text(&path).map(|text| anchors(&text)).unwrap_or_default();
                places.pages.push((address(stem), anchors));
            } else if below.ends_with(".gif") {
                places.pictures.push(format!("/{below}"));
            }
        }
        places
    }
}

/// The address of a page by its path below `content`, without its ending.
pub(crate) fn address(stem: &str) -> String {
    let folder = match stem.rsplit_once('/') {
        Some((folder, "_index" | "index")) => folder,
        None if stem == "_index" || stem == "index" => "",
        _ => stem,
    };
    if folder.is_empty() {
        "/".to_owned()
    } else {
        format!("/{folder}/")
    }
}

fn anchors(text: &str) -> Vec<String> {
    let headings = outside_code(text).filter_map(|line| line.strip_prefix("## "));
    let plain = headings.filter(|heading| {
        heading
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == ' ')
    });
    plain
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect()
}

/// The lines of a text that stand in no fenced code: a page about writing pages shows headings that it does not have.
fn outside_code(text: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<&str> = None;
    text.lines().filter(move |line| {
        let trimmed = line.trim_start();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        match fence {
            Some(open) if trimmed.starts_with(open) && trimmed.trim_matches('`').trim().is_empty() => {
                fence = None;
                false
            }
            Some(_) => false,
            None if ticks >= 3 => {
                fence = Some(&trimmed[..ticks]);
                false
            }
            None => true,
        }
    })
}

impl Editor {
    /// A sentence with some markup in it.
    pub(super) fn sentence(&mut self) -> String {
        let (a, b, c) = (self.words(2, 6), self.words(1, 3), self.words(2, 8));
        match self.below(12) {
            0 => format!("The {a} is *{b}* and {c}."),
            1 => format!("Each {a} has **{b}**: {c}."),
            2 => format!("`{b}` is a {a}... \"{c}\" -- it's said."),
            3 => format!("A {a} ~~{b}~~ and &amp; a {c} &copy; 2026."),
            4 => format!("{a} https://example.com/{} and {c}.", self.word()),
            5 => format!("{a} <kbd>{b}</kbd> {c}.  \nA new line."),
            6 => format!("{a} <span class=\"x\">{b}</span> \\*{c}\\*."),
            _ => format!("The {a} of {b} is {c}."),
        }
    }

    /// A heading of the second level whose anchor is plain to see.
    pub(super) fn heading(&mut self) -> String {
        self.made += 1;
        format!(
            "## {} {}",
            self.pick(&["Plan", "Rule", "Review", "Guide"]),
            self.made
        )
    }

    /// A link in a sentence. One that leads somewhere, unless `broken`.
    pub(super) fn link(&mut self, places: &Places, broken: bool) -> String {
        let text = self.words(1, 3);
        let Some((page, anchors)) = self.random.choice(&places.pages).cloned() else {
            return text;
        };
        let anchor = self.choose(&anchors);
        if broken {
            return match self.below(7) {
                0 => format!("[{text}]({page}x/)"),
                1 => format!("[{text}]({page}#no-such-anchor)"),
                2 => format!("[{text}](#nowhere-{})", self.word()),
                3 => format!("[{text}](missing-{}.md)", self.word()),
                4 => format!("[{text}]()"),
                5 => format!("[{text}][no-such-reference]"),
                _ => format!("![{text}](no-such-picture.png)"),
            };
        }
        match (self.below(11), anchor) {
            (0, Some(anchor)) => format!("[{text}]({page}#{anchor})"),
            (1, Some(anchor)) => format!("<a href=\"{page}#{anchor}\">{text}</a>"),
            (2, _) => format!("[{text}](https://handbook.example.com{page})"),
            (3, _) => format!("[{text}]({page}?from={})", self.word()),
            (4, _) => format!("[{text}](mailto:someone@example.com)"),
            (5, _) => format!("[{text}](https://example.org/{} \"A title\")", self.word()),
            (6, _) => format!(
                "[{text}]({})",
                page.trim_end_matches('/').to_owned() + "/index.html"
            ),
            (7, _) => {
                self.made += 1;
                let name = format!("ref-{}", self.made);
                format!("[{text}][{name}]\n\n[{name}]: {page} \"Where it is\"\n")
            }
            (8, _) if page.len() > 1 => format!("[{text}]({})", page.trim_end_matches('/')),
            _ => format!("[{text}]({page})"),
        }
    }

    /// A block that brings no error with it.
    pub(super) fn block(&mut self, places: &Places) -> String {
        self.made += 1;
        let number = self.made;
        let (one, two) = (self.sentence(), self.sentence());
        let words = self.words(1, 4);
        match self.below(34) {
            0 => format!("- {one}\n- {two}\n  - {words}\n\n    {one}\n- {words}"),
            1 => format!("1. {one}\n1. {two}\n   1. {words}\n1. {words}"),
            2 => format!("- [ ] {words}\n- [x] {words}"),
            3 => format!(
                "| {words} | b |\n|:--|--:|\n| {} | `c` |\n| x \\| y | {words} |",
                self.link(places, false).lines().next().unwrap_or("x")
            ),
            4 => format!("{one}[^n{number}]\n\n[^n{number}]: {two}"),
            5 => {
                let kind = self.pick(&["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]);
                format!("> [!{kind}]\n> {one}\n> {two}")
            }
            6 => format!("> {one}\n>\n> > {two}"),
            7 => format!("```rust\nfn main() {{ \"{words}\" < 1 }}\n```"),
            8 => format!("    {words}\n    <indented>"),
            9 => format!("<details>\n<summary>{words}</summary>\n\n{one}\n\n</details>"),
            10 => format!("<table><tr><td>{words}</td></tr></table>"),
            11 => format!(
                "{{{{< alert color=\"warning\" title=\"{words}\" >}}}}\n{one}\n\n- {words}\n{{{{< /alert >}}}}"
            ),
            12 => format!(
                "{{{{< details \"{words}\" >}}}}\n{one}\n\n{{{{< box >}}}}\n{two}\n{{{{< /box >}}}}\n{{{{< /details >}}}}"
            ),
            13 => format!(
                "{{{{< box title=\"{words}\" >}}}}\n{one} {{{{< badge \"{words}\" >}}}}\n{{{{< /box >}}}}"
            ),
            14 => format!("{one} {{{{< badge text=\"{words}\" >}}}} and {{{{</* badge */>}}}}."),
            15 | 16 => {
                let value = self
                    .random
                    .choice(&places.values)
                    .copied()
                    .unwrap_or("\"gift.limit\"");
                format!("{one} The amount is {{{{< policy {value} >}}}}.")
            }
            17 => format!(
                "{{{{< policy-table \"{}\" caption=\"{words}\" >}}}}",
                self.pick(&["deck", "leave", "travel", "gift"])
            ),
            18 => format!("{one} It is {{{{< number \"{number}\" >}}}} on purpose."),
            19 => format!(
                "{{{{< calculator \"{}\" >}}}}",
                self.random
                    .choice(&places.calculators)
                    .copied()
                    .unwrap_or("deck-threshold")
            ),
            20 => format!(
                "```policy-cases deck-threshold as-of=2026-01-15\n| case | segment | amount | verdict | why |\n|---|---|---|---|---|\n| Case {number} | smb | {number}0000 | required | {words} |\n| Less {number} | smb | 5,000 | not-required | {words} |\n```"
            ),
            21 => format!("### {words} {{#own-{number}}}\n\n{one}"),
            22 => format!("{words}\n---\n\n{one}"),
            23 => format!("## {words} {number}\n{{: #kram-{number} .special}}\n\n{one}\n{{: .lead}}"),
            24 => {
                format!("## Value {number} of {{{{< policy \"travel.limit\" segment=\"smb\" >}}}}\n\n{one}")
            }
            25 => match self.choose(&places.pictures) {
                Some(picture) => {
                    format!("![{words}]({picture} \"{words}\")\n\n<img src=\"{picture}\" alt=\"{words}\">")
                }
                None => one,
            },
            26 => match self.choose(&places.pictures) {
                Some(picture) => format!("{{{{< figure src=\"{picture}\" caption=\"{words}\" >}}}}"),
                None => two,
            },
            27 => format!("<!-- {words} -->\n\n{{::comment}}\n{words}\n{{:/comment}}\n\n***\n\n{one}"),
            28 => format!("- TOC\n{{:toc}}\n\n{one}"),
            29 => format!(
                "Term {number}\n: {words}\n\n<iframe src=\"https://example.com/{number}\" title=\"{words}\"></iframe>"
            ),
            30 => format!("{one}\r\n{two}\r\n"),
            _ => format!("{one} {} {two}", self.link(places, false)),
        }
    }
}
