//! A JSON text as a tree, for objects too deep to be put together in one go.

use std::fmt::Write;

/// A JSON value; the keys of an object stay in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(usize),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object with these keys.
    pub(crate) fn object<const N: usize>(pairs: [(&str, Json); N]) -> Self {
        Self::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// A list of what is made of each thing.
    pub(crate) fn list<T>(things: impl IntoIterator<Item = T>, of: impl FnMut(T) -> Json) -> Self {
        Self::List(things.into_iter().map(of).collect())
    }

    /// A text, or `null` where there is none.
    pub(crate) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Null, Self::from)
    }

    /// The text, indented by two spaces a level, with a line break at its end. What fits on a line stays on it.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        const WIDTH: usize = 100;
        let compact = self.compact();
        let has_parts = matches!(self, Self::List(_) | Self::Object(_));
        if !has_parts || compact.len() + 2 * depth <= WIDTH {
            out.push_str(&compact);
            return;
        }
        match self {
            Self::List(list) => {
                let parts = list.iter().map(|part| (None, part));
                Self::lines(out, depth, ['[', ']'], parts);
            }
            Self::Object(pairs) => {
                let parts = pairs.iter().map(|(key, part)| (Some(key.as_str()), part));
                Self::lines(out, depth, ['{', '}'], parts);
            }
            _ => {}
        }
    }

    fn lines<'a>(
        out: &mut String,
        depth: usize,
        [open, close]: [char; 2],
        parts: impl Iterator<Item = (Option<&'a str>, &'a Json)>,
    ) {
        out.push(open);
        for (index, (key, part)) in parts.enumerate() {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str(&"  ".repeat(depth + 1));
            if let Some(key) = key {
                super::string(out, key);
                out.push_str(": ");
            }
            part.write(out, depth + 1);
        }
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
        out.push(close);
    }

    fn compact(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Null => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{number}");
            }
            Self::Text(text) => super::string(&mut out, text),
            Self::List(list) => {
                let parts: Vec<String> = list.iter().map(Self::compact).collect();
                out = format!("[{}]", parts.join(", "));
            }
            Self::Object(pairs) => {
                let mut parts = Vec::new();
                for (key, value) in pairs {
                    let mut part = String::new();
                    super::string(&mut part, key);
                    part.push_str(": ");
                    part.push_str(&value.compact());
                    parts.push(part);
                }
                out = format!("{{{}}}", parts.join(", "));
            }
        }
        out
    }
}

impl<T: Into<String>> From<T> for Json {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_on_a_line_stays_on_it() {
        let short = Json::object([("a", Json::Null), ("b", Json::List(vec![Json::Flag(true)]))]);
        assert_eq!(short.pretty(), "{\"a\": null, \"b\": [true]}\n");
        let long = Json::list([1, 2], |number| {
            Json::object([("number", Json::Number(number)), ("text", "x".repeat(60).into())])
        });
        let line = |number| format!("  {{\"number\": {number}, \"text\": \"{}\"}}", "x".repeat(60));
        assert_eq!(long.pretty(), format!("[\n{},\n{}\n]\n", line(1), line(2)));
    }
}
