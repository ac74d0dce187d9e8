//! Edits of policy values, and of the calculators declared beside them.

use super::{Editor, Tree, with_line};

impl Editor {
    /// An edit of a policy file.
    pub(super) fn policy(&mut self, tree: &mut Tree) -> Option<String> {
        let mut paths = tree.paths("content/policy/");
        paths.retain(|path| path.ends_with(".yaml"));
        let path = self.choose(&paths)?;
        let text = tree.text(&path)?;
        let (done, text) = match self.below(16) {
            0..4 => ("another amount", self.amount(&text)?),
            4 => ("another day", self.other_day(&text)?),
            5 => ("a coming amount", self.coming(&text)?),
            6 => {
                let keys = [
                    "  title: ",
                    "  reading: ",
                    "  owner: ",
                    "    title: ",
                    "    summary: ",
                    "        label: ",
                ];
                let key = self.pick(&keys);
                let words = self.words(1, 4);
                (
                    "other words",
                    self.on_line(&text, |line| line.starts_with(key), |_| format!("{key}{words}"))?,
                )
            }
            7 => {
                let source = self.pick(&[
                    "/area-0/#limits",
                    "/area-1/",
                    "/area-0/#no-such",
                    "/no-such/",
                    "https://example.org/",
                ]);
                (
                    "another source",
                    self.on_line(
                        &text,
                        |line| line.starts_with("  source: /"),
                        |_| format!("  source: {source}"),
                    )?,
                )
            }
            8 => {
                let name = self.pick(&["limit", "share", "renamed", "days"]);
                (
                    "another key",
                    self.on_line(&text, is_key, |line| {
                        format!("{}.{name}:", line.split('.').next().unwrap_or_default())
                    })?,
                )
            }
            9 => {
                let name = self.name().replace(
                    |letter: char| !letter.is_ascii_alphanumeric() && letter != '-',
                    "x",
                );
                let value = format!(
                    "travel.{name}:\n  title: New {name}\n  unit: days\n  source: /area-0/#limits\n  from:\n    2021-01-01: {}\n\n",
                    self.below(99)
                );
                ("a new value", format!("{value}{text}"))
            }
            10 => ("a value less", self.without_value(&text)?),
            11 => (
                "a line less",
                self.on_line(&text, |line| line.starts_with(' '), |_| String::new())?,
            ),
            12 => (
                "broken YAML",
                self.on_line(
                    &text,
                    |line| line.starts_with("  "),
                    |line| format!("{line}: [ {{"),
                )?,
            ),
            13 => {
                let comparison = self.pick(&["above", "at-or-above", "at-most", "below", "beside"]);
                (
                    "another comparison",
                    self.on_line(
                        &text,
                        |line| line.starts_with("  comparison:"),
                        |_| format!("  comparison: {comparison}"),
                    )?,
                )
            }
            14 => {
                let line = self.pick(&[
                    "        verdict: go",
                    "      - if: amount > 3",
                    "        default: 7",
                    "        because: \"{amount} {nothing}\"",
                ]);
                let key = line.split_once(':').map_or(line, |(key, _)| key);
                (
                    "a calculator",
                    self.on_line(&text, |old| old.starts_with(key), |_| line.to_owned())?,
                )
            }
            _ => {
                let other = format!("content/policy/{}.yaml", self.name());
                tree.rename(&path, &other);
                return Some(format!("{path} renamed to {other}"));
            }
        };
        tree.set(&path, text);
        Some(format!("{done} in {path}"))
    }

    /// The text with another line in place of one that is wanted.
    fn on_line(
        &mut self,
        text: &str,
        wanted: impl Fn(&str) -> bool,
        line: impl FnOnce(&str) -> String,
    ) -> Option<String> {
        let lines = text.split('\n').enumerate();
        let found: Vec<(usize, &str)> = lines.filter(|(_, line)| wanted(line)).collect();
        let (index, old) = self.random.choice(&found).copied()?;
        Some(with_line(text, index, &line(old)))
    }

    fn amount(&mut self, text: &str) -> Option<String> {
        let number = self.below(9000) + 1;
        self.on_line(text, is_amount, |line| {
            let (key, value) = line.split_once(": ").unwrap_or((line, ""));
            if value.starts_with('$') {
                format!("{key}: ${number}")
            } else if value.ends_with('%') {
                format!("{key}: {}%", number % 100 + 1)
            } else if value.ends_with('x') {
                format!("{key}: {}x", number % 10 + 1)
            } else {
                format!("{key}: {}", number % 400 + 1)
            }
        })
    }

    fn other_day(&mut self, text: &str) -> Option<String> {
        let day = self.pick(&[
            "2019-05-01",
            "2025-12-31",
            "2026-01-15",
            "2026-02-20",
            "2026-13-01",
        ]);
        self.on_line(text, is_day, |line| {
            format!("    {day}{}", line.get(14..).unwrap_or_default())
        })
    }

    fn coming(&mut self, text: &str) -> Option<String> {
        let day = self.pick(&["2026-01-15", "2026-02-20", "2026-03-01", "2027-01-01"]);
        let number = self.below(300) + 1;
        self.on_line(
            text,
            |line| is_day(line) && is_amount(line),
            |line| {
                let value = line.split_once(": ").map_or("", |(_, value)| value);
                let start = if value.starts_with('$') { "$" } else { "" };
                let end = value.trim_start_matches(|letter: char| {
                    letter.is_ascii_digit() || matches!(letter, '$' | ',' | '.')
                });
                format!("{line}\n    {day}: {start}{number}{end}")
            },
        )
    }

    fn without_value(&mut self, text: &str) -> Option<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        let keys: Vec<usize> = (0..lines.len()).filter(|index| is_key(lines[*index])).collect();
        let first = self.random.choice(&keys).copied()?;
        let rest = lines.iter().skip(first + 1);
        let length = rest
            .take_while(|line| line.is_empty() || line.starts_with([' ', '#']))
            .count();
        let mut lines = lines;
        lines.drain(first..=first + length);
        Some(lines.join("\n"))
    }
}

fn is_key(line: &str) -> bool {
    line.ends_with(':') && line.contains('.') && !line.starts_with([' ', '#'])
}

fn is_day(line: &str) -> bool {
    line.starts_with("    20") && line.get(8..9) == Some("-")
}

fn is_amount(line: &str) -> bool {
    let keyed = is_day(line) || line.starts_with("      smb: ") || line.starts_with("      mid-market: ");
    let value = line.split_once(": ").map_or("", |(_, value)| value);
    keyed && value.starts_with(|letter: char| letter == '$' || letter.is_ascii_digit())
}
