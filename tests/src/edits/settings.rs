//! Edits of `handbook.yaml`, of the redirects, and of the files of `www/`.

use super::{Editor, Tree, with_line};

impl Editor {
    /// An edit of `handbook.yaml`.
    pub(super) fn configuration(&mut self, tree: &mut Tree) -> Option<String> {
        let path = "handbook.yaml";
        let text = tree.text(path).unwrap_or_default();
        let line = match self.below(13) {
            0 | 1 => format!("title: {}", self.words(1, 3)),
            2 => "base_url: https://handbook.example.com/".to_owned(),
            3 => "base_url: https://example.org/docs/".to_owned(),
            4 => "base_url: /below/".to_owned(),
            5 => "base_url: \"not an address\"".to_owned(),
            6 => format!("navigation_depth: {}", self.pick(&["1", "2", "3", "4", "9"])),
            7 => format!("language: {}", self.pick(&["en", "de", "pt-BR", "??"])),
            8 => format!(
                "repository: {}",
                self.pick(&[
                    "https://gitlab.com/example/other",
                    "https://github.com/a/b",
                    "nowhere"
                ])
            ),
            9 => format!("branch: {}", self.word()),
            10 => format!("theme: {}", self.pick(&["own", "handbook", "owm"])),
            11 => format!("titel: {}", self.word()),
            _ => "title: [".to_owned(),
        };
        let key = line.split(':').next().unwrap_or_default().to_owned();
        let place = text
            .split('\n')
            .position(|old| old.starts_with(&format!("{key}:")));
        let text = match place {
            Some(index) => with_line(&text, index, &line),
            None => format!("{line}\n{text}"),
        };
        tree.set(path, text);
        Some(format!("`{line}` in {path}"))
    }

    /// An edit of the rules of redirects.
    pub(super) fn redirects(&mut self, tree: &mut Tree) -> Option<String> {
        let path = "content/redirects.yaml";
        let text = tree.text(path).unwrap_or_default();
        let page = self.page(tree)?;
        let address = super::blocks::address(page.strip_prefix("content/")?.strip_suffix(".md")?);
        let rule = match self.below(12) {
            0..3 => format!("/gone/{}/: {address}", self.name()),
            3 => format!("/gone/{}/*: {address}", self.name()),
            4 => format!("{address}: /area-1/"),
            5 => format!("/gone/{}/: /old/area/", self.name()),
            6 => "/round/: /and-round/\n/and-round/: /round/".to_owned(),
            7 => format!("/gone/{}/: /no-such-page/", self.name()),
            8 => format!("/gone/{}/: {address}#no-such-anchor", self.name()),
            9 => "broken: [".to_owned(),
            10 => {
                let mut lines: Vec<&str> = text.lines().collect();
                let index = self.below(lines.len());
                if lines.is_empty() {
                    return None;
                }
                let gone = lines.remove(index).to_owned();
                tree.set(path, lines.join("\n") + "\n");
                return Some(format!("`{gone}` taken out of {path}"));
            }
            _ => {
                tree.get(path)?;
                tree.remove(path);
                return Some(format!("{path} removed"));
            }
        };
        tree.set(path, format!("{text}{rule}\n"));
        Some(format!("`{rule}` in {path}"))
    }

    /// An edit of the files of `www/`.
    pub(super) fn code(&mut self, tree: &mut Tree) -> Option<String> {
        let word = self.word();
        let (path, text) = match self.below(7) {
            0 => ("www/main.js", format!("// {word}\n")),
            1 => ("www/elements/own.js", format!("// {word}\n")),
            2 => ("www/extra.txt", format!("{word}\n")),
            3 => ("www/robots.txt", format!("# {word} of {{{{ site.title }}}}\n")),
            4 => ("www/robots.txt", "{{ broken".to_owned()),
            5 => ("www/index.html", "<p>In the way</p>".to_owned()),
            _ => {
                let paths = tree.paths("www/");
                let path = self.choose(&paths)?;
                tree.remove(&path);
                return Some(format!("{path} removed"));
            }
        };
        tree.set(path, text);
        Some(format!("another {path}"))
    }
}
