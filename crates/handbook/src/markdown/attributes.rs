//! Attribute lists as kramdown writes them: `{: .class #id key="value"}`.

/// What an attribute list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The anchor.
    pub(super) id: Option<String>,
    /// The classes in order.
    pub(super) classes: Vec<String>,
    /// The other attributes in order.
    pub(super) named: Vec<(String, String)>,
    /// Names without a value, such as `toc`.
    pub(super) flags: Vec<String>,
}

impl Attributes {
    /// Reads what stands between `{:` and `}`.
    pub(super) fn parse(text: &str) -> Self {
        let mut attributes = Self::default();
        for word in (Words { rest: text }) {
            attributes.add(&word);
        }
        attributes
    }

    /// Adds one word: `.class`, `#id`, `key="value"` or a name.
    pub(super) fn add(&mut self, word: &str) {
        let word = word.strip_prefix(':').unwrap_or(word);
        if let Some((key, value)) = word.split_once('=') {
            let value = value.trim_matches(['"', '\'']);
            match key {
                "id" => self.id = Some(value.to_owned()),
                "class" => self.classes.extend(value.split_whitespace().map(str::to_owned)),
                _ => self.named.push((key.to_lowercase(), value.to_owned())),
            }
        } else if word.starts_with(['.', '#']) {
            let mut rest = word;
            while let Some(mark) = rest.chars().next() {
                let tail = &rest[1..];
                let (name, next) = tail.split_at(tail.find(['.', '#']).unwrap_or(tail.len()));
                match mark {
                    '#' if !name.is_empty() => self.id = Some(name.to_owned()),
                    '.' if !name.is_empty() => self.classes.push(name.to_owned()),
                    _ => {}
                }
                rest = next;
            }
        } else if !word.is_empty() {
            self.flags.push(word.to_owned());
        }
    }

    /// Joins what a second list says to this one.
    pub(super) fn merge(&mut self, other: Attributes) {
        self.id = other.id.or(self.id.take());
        self.classes.extend(other.classes);
        self.named.extend(other.named);
        self.flags.extend(other.flags);
    }

    /// Whether the table of contents leaves the heading out.
    pub(super) fn unlisted(&self) -> bool {
        self.classes.iter().any(|class| class == "no_toc")
    }

    /// Whether the list stands for the table of contents.
    pub(super) fn is_contents(&self) -> bool {
        self.flags.iter().any(|flag| flag == "toc")
    }

    /// The classes that mean something to a theme: not those that only served older layouts.
    pub(super) fn shown_classes(&self) -> impl Iterator<Item = &str> {
        let layout =
            |class: &str| class == "no_toc" || class.starts_with("hidden-") || class.starts_with("visible-");
        self.classes
            .iter()
            .map(String::as_str)
            .filter(move |class| !layout(class))
    }
}

/// Words separated by blanks; a blank inside quotes does not separate.
struct Words<'a> {
    rest: &'a str,
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let text = self.rest.trim_start();
        if text.is_empty() {
            return None;
        }
        let mut quote = None;
        let end = text.find(|letter: char| match quote {
            Some(open) if letter == open => {
                quote = None;
                false
            }
            None if matches!(letter, '"' | '\'') => {
                quote = Some(letter);
                false
            }
            None => letter.is_whitespace(),
            Some(_) => false,
        });
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        self.rest = rest;
        Some(word.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_classes_and_keys_are_told_apart() {
        let list = Attributes::parse("#top .a.b title=\"x y\" toc");
        assert_eq!(list.id.as_deref(), Some("top"));
        assert_eq!(list.classes, ["a", "b"]);
        assert_eq!(list.named, [("title".to_owned(), "x y".to_owned())]);
        assert!(list.is_contents());
        assert!(Attributes::parse(".no_toc .hidden-md").unlisted());
        assert_eq!(
            Attributes::parse(".no_toc .hidden-md .note")
                .shown_classes()
                .collect::<Vec<_>>(),
            ["note"]
        );
    }
}
