//! JSON as this crate writes it: strings and numbers put together by hand, nothing read.

mod tree;

use std::fmt::Write;

pub(crate) use tree::Json;

/// Appends `text` as a JSON string. `<` is escaped too, so that the result may stand inside HTML.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '<' | '\u{2028}' | '\u{2029}' => escape(out, character),
            control if control < ' ' || control == '\u{7f}' => escape(out, control),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Appends a list of JSON strings.
pub(crate) fn strings<'a>(out: &mut String, list: impl IntoIterator<Item = &'a str>) {
    out.push('[');
    for (index, text) in list.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        string(out, text);
    }
    out.push(']');
}

fn escape(out: &mut String, character: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\u{:04x}", u32::from(character));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_controls_and_tags_are_escaped() {
        let mut out = String::new();
        strings(&mut out, ["a\"b\\", "\u{1b}[0m\n", "</script>", "日本"]);
        assert_eq!(out, r#"["a\"b\\", "\u001b[0m\n", "\u003c/script>", "日本"]"#);
    }
}
