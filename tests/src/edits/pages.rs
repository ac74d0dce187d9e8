//! Edits of a page's text and of its front matter.

use super::{Editor, Tree, blocks::Places, with_line};

impl Editor {
    /// An edit of the body of a page.
    pub(super) fn body(&mut self, tree: &mut Tree) -> Option<String> {
        let path = self.page(tree)?;
        let text = tree.text(&path)?;
        let (done, text) = match self.below(18) {
            0..4 => self.changed_word(&text)?,
            4..7 => {
                let block = self.block(&Places::of(tree));
                ("a new block", self.inserted(&text, &block))
            }
            7 => {
                let broken = self.one_in(3);
                let link = match self.below(5) {
                    // The page of a tag, which may come or go.
                    0 => format!("[Tagged](/tags/{}/)", self.word()),
                    1 => self
                        .pick(&["[All](/tags/)", "[All](/a-z/)", "[All](/changelog/)"])
                        .to_owned(),
                    _ => self.link(&Places::of(tree), broken),
                };
                (
                    if broken { "a broken link" } else { "a link" },
                    self.inserted(&text, &link),
                )
            }
            8 => {
                let heading = self.heading();
                ("a new heading", self.inserted(&text, &heading))
            }
            9 | 10 => self.changed_heading(&text)?,
            11 | 12 => ("a block less", self.without_block(&text)?),
            13 => {
                let wrong = self.pick(&[
                    "{{< bagde \"x\" >}}",
                    "{{< box >}}",
                    "{{< /box >}}",
                    "{{< policy \"deck.treshold\" >}}",
                    "{{< policy \"deck.threshold\" segment=\"big\" >}}",
                    "{{< policy-table \"no-such-group\" >}}",
                    "{{< calculator \"no-such\" >}}",
                    "{{< calculator \"segment\" employees=\"many\" >}}",
                    "{{< badge",
                    "```policy-cases deck-threshold as-of=2026-01-15\n| case | segment | amount | verdict |\n|---|---|---|---|\n| Wrong | smb | 1 | required |\n```",
                    "```policy-cases no-such\n```",
                ]);
                ("something that is wrong", self.inserted(&text, wrong))
            }
            14 | 15 => {
                let cases = std::mem::take(&mut self.cases);
                let case = self.random.choice(&cases).cloned();
                self.cases = cases;
                // A case may bring front matter, which is prose here.
                ("a case of the golden tests", self.inserted(&text, &case?))
            }
            16 => (
                "other line ends",
                match text.contains("\r\n") {
                    true => text.replace("\r\n", "\n"),
                    false => text.replace('\n', "\r\n"),
                },
            ),
            _ => {
                let block = self.block(&Places::of(tree));
                ("a block at the end", format!("{text}\n{block}\n"))
            }
        };
        tree.set(&path, text);
        Some(format!("{done} in {path}"))
    }

    fn changed_word(&mut self, text: &str) -> Option<(&'static str, String)> {
        let start = body_at(text);
        let places: Vec<(usize, &str)> = super::blocks::WORDS
            .iter()
            .flat_map(|word| {
                text.get(start..)
                    .into_iter()
                    .flat_map(|body| body.match_indices(*word))
            })
            .collect();
        let (at, word) = self.random.choice(&places).copied()?;
        let at = start + at;
        let other = self.words(1, 2);
        Some((
            "a word",
            format!("{}{other}{}", &text[..at], &text[at + word.len()..]),
        ))
    }

    fn changed_heading(&mut self, text: &str) -> Option<(&'static str, String)> {
        let lines = text.split('\n').enumerate();
        let headings: Vec<(usize, &str)> = lines.filter(|(_, line)| line.starts_with("## ")).collect();
        let (index, line) = self.random.choice(&headings).copied()?;
        Some(match self.below(4) {
            0 => ("a heading less", with_line(text, index, "")),
            1 => ("another level", with_line(text, index, &format!("#{line}"))),
            2 => {
                let heading = self.heading();
                ("another heading", with_line(text, index, &heading))
            }
            _ => {
                let line = format!("{line} {}", self.word());
                ("a longer heading", with_line(text, index, &line))
            }
        })
    }

    /// The text with a block at one of the blank lines of its body.
    fn inserted(&mut self, text: &str, block: &str) -> String {
        let start = body_at(text);
        let Some((front, body)) = text.split_at_checked(start) else {
            return format!("{text}\n\n{block}\n");
        };
        let blanks: Vec<usize> = body.match_indices("\n\n").map(|(at, _)| at).collect();
        let at = self.random.choice(&blanks).copied().unwrap_or(body.len());
        format!("{front}{}\n\n{block}\n{}", &body[..at], &body[at..])
    }

    fn without_block(&mut self, text: &str) -> Option<String> {
        let (front, body) = text.split_at_checked(body_at(text))?;
        let mut blocks: Vec<&str> = body.split("\n\n").collect();
        let index = self.below(blocks.len());
        blocks.remove(index);
        Some(format!("{front}{}", blocks.join("\n\n")))
    }

    /// An edit of the front matter of a page.
    pub(super) fn front_matter(&mut self, tree: &mut Tree) -> Option<String> {
        let path = self.page(tree)?;
        let text = tree.text(&path)?;
        let key = self.pick(&[
            "title",
            "title",
            "title",
            "description",
            "description",
            "weight",
            "weight",
            "draft",
            "draft",
            "aliases",
            "tags",
            "tags",
            "tags",
            "cards",
            "owner",
            "layout",
            "toc",
            "department",
            "last_reviewed",
            "extra",
            "titel",
        ]);
        let value = match key {
            "weight" => self.below(50).to_string(),
            "draft" | "toc" => self.pick(&["true", "true", "false", "perhaps"]).to_owned(),
            "aliases" => match self.below(4) {
                0 => "[/area-0/]".to_owned(),
                1 => "[relative-name]".to_owned(),
                2 => "[/was/first/, /was/second.html]".to_owned(),
                _ => format!("[/was/{}/]", self.name()),
            },
            "tags" => match self.below(6) {
                0 => "[]".to_owned(),
                1 => format!("[{}, \"&&\"]", self.word()),
                2 => self.words(1, 2),
                _ => format!("[{}, {}]", self.word(), self.word()),
            },
            "cards" => {
                let page = self.page(tree)?;
                let address = super::address(page.strip_prefix("content/")?.strip_suffix(".md")?);
                let other = self.pick(&[
                    "/area-0/#limits",
                    "/no-such/",
                    "{ page: /area-1/#gifts, title: Gifts }",
                    "{ page: /tags/deal/ }",
                    "{ page: /area-0/#journey, descripton: x }",
                ]);
                format!("[{address}, {other}]")
            }
            "layout" => self.pick(&["wide", "page", "wade"]).to_owned(),
            "last_reviewed" => self.pick(&["2026-01-02", "2026-02-30"]).to_owned(),
            "extra" => format!("{{ colour: {} }}", self.word()),
            _ => format!(
                "{} {}",
                self.words(1, 4),
                self.pick(&["", "", "& \"more\"", "<b>"])
            ),
        };
        let (front, body) = text.split_at_checked(body_at(&text))?;
        if front.is_empty() {
            tree.set(&path, format!("---\n{key}: {value}\n---\n{body}"));
            return Some(format!("front matter with `{key}` in {path}"));
        }
        let lines = front.lines().filter(|line| !line.starts_with(&format!("{key}:")));
        let mut lines: Vec<&str> = lines.collect();
        let had = lines.len() < front.lines().count();
        // Without its items, a list that was written below its key would be part of the key before.
        lines.retain(|line| !line.starts_with("  - ") && !line.starts_with("  colour"));
        let line = format!("{key}: {value}");
        if !had || !self.one_in(4) {
            lines.insert(1.min(lines.len()), &line);
        }
        if self.one_in(30) {
            lines.pop();
        }
        tree.set(&path, format!("{}\n{body}", lines.join("\n")));
        Some(format!("`{key}` in the front matter of {path}"))
    }
}

/// Where the body of a page begins.
fn body_at(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---\n") else {
        return 0;
    };
    rest.find("\n---\n")
        .map_or(0, |at| at + "---\n".len() + "\n---\n".len())
}
