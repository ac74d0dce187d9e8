//! The text of one planned page: Markdown that every generator here reads alike, without shortcodes.
//!
//! Paragraphs, lists, tables, code, quotes and `<details>` about as often as in real handbooks. Half of the links lead
//! outside, the others to pages and headings that exist, as addresses from the root.

use std::fmt::Write;

use fastrand::Rng;

use super::{
    tree::{Page, Tree},
    words,
};

const LANGUAGES: &[&str] = &[
    "", "", "", "", "text", "text", "bash", "bash", "sql", "yaml", "ruby", "json", "shell", "html", "python",
];

/// The Markdown of the page at `index`, without front matter; the same every time.
pub(super) fn body(tree: &Tree, index: usize) -> String {
    let Some(page) = tree.pages.get(index) else {
        return String::new();
    };
    let mut writer = Writer {
        tree,
        page,
        rng: Rng::with_seed(page.seed),
        out: String::with_capacity(page.size + 4096),
        links: page.links,
        references: Vec::new(),
    };
    writer.page();
    writer.out
}

struct Writer<'a> {
    tree: &'a Tree,
    page: &'a Page,
    rng: Rng,
    out: String,
    /// Links that are still to be laid.
    links: usize,
    /// Addresses of reference links, defined at the end.
    references: Vec<String>,
}

impl Writer<'_> {
    fn page(&mut self) {
        let parts = self.page.headings.len() + 1;
        self.part(self.page.size / parts);
        for (index, heading) in self.page.headings.iter().enumerate() {
            let mark = "#".repeat(heading.level);
            let _ = write!(self.out, "{mark} {}\n\n", heading.text);
            self.part(self.page.size * (index + 2) / parts);
        }
        for (index, address) in std::mem::take(&mut self.references).iter().enumerate() {
            let _ = writeln!(self.out, "[{}]: {address}", index + 1);
        }
    }

    /// Blocks until the text is `end` bytes long, at least one.
    fn part(&mut self, end: usize) {
        loop {
            let room = end.saturating_sub(self.out.len());
            match self.rng.u8(0..100) {
                0..8 if room > 900 => self.table(),
                8..13 if room > 500 => self.code(),
                13..30 if room > 300 => self.list("- "),
                30..36 if room > 300 => self.list("1. "),
                36..39 if room > 300 => self.quote(),
                39..41 if room > 500 => self.details(),
                _ => self.paragraph(),
            }
            if self.out.len() + 40 >= end {
                return;
            }
        }
    }

    fn paragraph(&mut self) {
        for _ in 0..self.rng.u8(1..=4) {
            self.sentence();
            let hard_break = self.rng.u8(0..100) < 5;
            self.out.push_str(if hard_break { "  \n" } else { " " });
        }
        self.end_of_block();
    }

    /// Ends a block with an empty line, without blanks before it.
    fn end_of_block(&mut self) {
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str("\n\n");
    }

    fn list(&mut self, mark: &str) {
        let indent = " ".repeat(mark.len());
        for _ in 0..self.rng.u8(2..=8) {
            self.out.push_str(mark);
            self.sentence();
            self.out.push('\n');
            if self.rng.u8(0..100) < 8 {
                for _ in 0..self.rng.u8(1..=3) {
                    let _ = write!(self.out, "{indent}- ");
                    self.sentence();
                    self.out.push('\n');
                }
            }
        }
        self.end_of_block();
    }

    fn table(&mut self) {
        let columns = self.rng.usize(2..=5);
        let rows = self.rng.usize(2..=5) * self.rng.usize(1..=4);
        for _ in 0..columns {
            let title = words::title(&mut self.rng);
            let _ = write!(self.out, "| {title} ");
        }
        self.out.push_str("|\n");
        self.out.push_str(&"| --- ".repeat(columns));
        self.out.push_str("|\n");
        for _ in 0..rows {
            for _ in 0..columns {
                self.out.push_str("| ");
                self.thing();
                if self.rng.u8(0..100) < 12 {
                    self.out.push_str("<br>");
                    self.thing();
                }
                self.out.push(' ');
            }
            self.out.push_str("|\n");
        }
        self.end_of_block();
    }

    fn code(&mut self) {
        let language = words::pick(&mut self.rng, LANGUAGES);
        let _ = writeln!(self.out, "```{language}");
        for _ in 0..self.rng.u8(2..=14) {
            let (name, value, other) = (
                words::noun(&mut self.rng),
                words::noun(&mut self.rng),
                words::verb(&mut self.rng),
            );
            let _ = match self.rng.u8(0..4) {
                0 => writeln!(self.out, "{name}: \"{value} & {other}\""),
                1 => writeln!(self.out, "  {other} --{name}={value}"),
                2 => writeln!(self.out, "if {name} < {value} then {other}({name});"),
                _ => writeln!(self.out, "# {name} {other} {value}"),
            };
        }
        self.out.push_str("```\n\n");
    }

    fn quote(&mut self) {
        self.out.push_str("> ");
        self.sentence();
        self.out.push(' ');
        self.sentence();
        self.end_of_block();
    }

    fn details(&mut self) {
        let title = words::title(&mut self.rng);
        let _ = write!(self.out, "<details>\n<summary>{title}</summary>\n\n");
        self.paragraph();
        self.list("- ");
        self.out.push_str("</details>\n\n");
    }

    fn sentence(&mut self) {
        let start = self.out.len();
        self.clause();
        if self.rng.u8(0..100) < 45 {
            let joined = if self.rng.bool() { ", " } else { " " };
            self.out.push_str(joined);
            self.out.push_str(words::linking(&mut self.rng));
            self.out.push(' ');
            self.clause();
        }
        words::capital(&mut self.out, start);
        self.out.push('.');
    }

    /// Somebody who does something, and with what. It begins with a plain word.
    fn clause(&mut self) {
        words::thing(&mut self.rng, &mut self.out);
        if self.rng.u8(0..100) < 5 {
            self.out.push_str("'s ");
            self.out.push_str(words::noun(&mut self.rng));
        }
        self.out.push(' ');
        self.out.push_str(words::verb(&mut self.rng));
        self.out.push(' ');
        self.thing();
        while self.rng.u8(0..100) < 45 {
            self.out.push(' ');
            self.out.push_str(words::preposition(&mut self.rng));
            self.out.push(' ');
            self.thing();
        }
    }

    /// A thing, which may be a link, or code, or set off.
    fn thing(&mut self) {
        let left = self.page.size.saturating_sub(self.out.len()).max(60);
        // A thing comes every 45 bytes or so.
        if self.links > 0 && self.rng.usize(0..left) < self.links * 45 {
            self.links -= 1;
            self.link();
            return;
        }
        match self.rng.u8(0..100) {
            0..4 => {
                let (one, other) = (words::noun(&mut self.rng), words::noun(&mut self.rng));
                let _ = write!(self.out, "`{one}_{other}`");
            }
            4..8 => self.between("**"),
            8..10 => self.between("_"),
            10..12 => self.between("\""),
            12 => {
                let number = self.rng.u8(2..=90);
                let _ = write!(self.out, "{number} R&D days");
            }
            _ => words::thing(&mut self.rng, &mut self.out),
        }
    }

    fn between(&mut self, mark: &str) {
        self.out.push_str(mark);
        words::thing(&mut self.rng, &mut self.out);
        self.out.push_str(mark);
    }

    fn link(&mut self) {
        let kind = self.rng.u8(0..100);
        if (50..52).contains(&kind) {
            let name = words::noun(&mut self.rng);
            let _ = write!(self.out, "<https://www.example.com/{name}>");
            return;
        }
        let mut address = String::new();
        match kind {
            0..50 => self.outside(&mut address),
            52..54 => {
                let _ = write!(address, "mailto:{}@example.com", words::noun(&mut self.rng));
            }
            54..63 => self.beside(&mut address),
            _ => self.inside(&mut address),
        }
        self.out.push('[');
        words::thing(&mut self.rng, &mut self.out);
        if self.rng.u8(0..100) < 3 {
            self.references.push(address);
            let _ = write!(self.out, "][{}]", self.references.len());
        } else {
            let _ = write!(self.out, "]({address})");
        }
    }

    fn outside(&mut self, address: &mut String) {
        let hosts: &[&str] = &[
            "docs.example.com",
            "www.example.org",
            "app.example.net",
            "gitlab.example.com",
        ];
        let host = words::pick(&mut self.rng, hosts);
        let (one, other) = (words::noun(&mut self.rng), words::noun(&mut self.rng));
        let _ = write!(address, "https://{host}/{one}/{other}");
        if self.rng.u8(0..100) < 20 {
            let _ = write!(address, "?{}={}", words::noun(&mut self.rng), self.rng.u16(..));
        }
    }

    /// A heading of this page, or the page itself when it has none.
    fn beside(&mut self, address: &mut String) {
        match self.anchor(self.page) {
            Some(anchor) => {
                let _ = write!(address, "#{anchor}");
            }
            None => address.push_str(&self.page.address),
        }
    }

    /// A page of this handbook, the near and the upper ones more often; two of five links name a heading there.
    fn inside(&mut self, address: &mut String) {
        let count = self.tree.pages.len();
        let index = match self.rng.u8(0..100) {
            0..20 => self.page.parent,
            20..60 => self.rng.usize(0..count).min(self.rng.usize(0..count)),
            _ => self.rng.usize(0..count),
        };
        let Some(target) = self.tree.pages.get(index) else {
            return;
        };
        address.push_str(&target.address);
        if self.rng.u8(0..100) < 40
            && let Some(anchor) = self.anchor(target)
        {
            let _ = write!(address, "#{anchor}");
        }
    }

    fn anchor<'a>(&mut self, page: &'a Page) -> Option<&'a str> {
        let index = self.rng.usize(0..page.headings.len().max(1));
        page.headings.get(index).map(|heading| heading.anchor.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::{super::tree, *};

    #[test]
    fn the_same_page_is_the_same_text() {
        let tree = tree::plan(50);
        for index in 0..50 {
            assert_eq!(body(&tree, index), body(&tree, index));
        }
    }

    #[test]
    fn pages_are_about_as_large_as_planned() {
        let tree = tree::plan(400);
        let planned: usize = tree.pages.iter().map(|page| page.size).sum();
        let written: usize = (0..400).map(|index| body(&tree, index).len()).sum();
        assert!(
            written.abs_diff(planned) * 10 < planned,
            "{written} for {planned}"
        );
    }

    #[test]
    fn there_are_about_as_many_links_as_planned() {
        let tree = tree::plan(400);
        let planned: usize = tree.pages.iter().map(|page| page.links).sum();
        let written: usize = (0..400)
            .map(|index| {
                let text = body(&tree, index);
                text.matches("](").count() + text.matches("][").count() + text.matches("<https").count()
            })
            .sum();
        assert!(written.abs_diff(planned) * 8 < planned, "{written} for {planned}");
    }

    #[test]
    fn every_internal_link_leads_to_a_page_and_a_heading_that_exist() {
        let tree = tree::plan(300);
        let anchors: HashMap<&str, HashSet<&str>> = tree
            .pages
            .iter()
            .map(|page| {
                let anchors = page.headings.iter().map(|heading| heading.anchor.as_str());
                (page.address.as_str(), anchors.collect())
            })
            .collect();
        let mut followed = 0;
        for (index, page) in tree.pages.iter().enumerate() {
            for link in body(&tree, index).split("](").skip(1) {
                let address = link.split(')').next().unwrap_or_default();
                if !address.starts_with(['/', '#']) {
                    continue;
                }
                let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
                let path = if path.is_empty() { &page.address } else { path };
                let there = anchors.get(path);
                assert!(
                    there.is_some_and(|there| anchor.is_empty() || there.contains(anchor)),
                    "{address}"
                );
                followed += 1;
            }
        }
        assert!(followed > 1000, "{followed}");
    }
}
