//! Takes shortcodes out of the text: each becomes a placeholder of the same length.

use std::{collections::HashMap, ops::Range};

use super::{Masked, Piece, fill, is_verbatim};
use crate::{
    markdown::shortcode::{self, Mistake, Token},
    page::{Around, Shortcode, Within},
};

/// Masks the shortcodes of `text`.
pub(super) fn mask(text: &str, verbatim: &[Range<usize>], bytes: &mut [u8], masked: &mut Masked<'_>) {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("{{").map(|found| at + found) {
        let rest = &text[found..];
        at = found + 2;
        let backslashes = text[..found]
            .bytes()
            .rev()
            .take_while(|byte| *byte == b'\\')
            .count();
        let escaped = backslashes % 2 == 1;
        if !(rest.starts_with("{{<") || rest.starts_with("{{%")) || escaped || is_verbatim(verbatim, found) {
            continue;
        }
        let (range, token) = shortcode::read(rest);
        let range = found + range.start..found + range.end;
        at = range.end.max(at);
        let piece = match token {
            Err(mistake) => {
                masked.mistakes.push((range, mistake));
                continue;
            }
            Ok(Token::Literal { text }) => Piece::Literal(text),
            Ok(Token::Open {
                name,
                positional,
                named,
            }) => {
                let index = masked.shortcodes.len();
                open.entry(name.clone()).or_default().push(index);
                masked.shortcodes.push(Shortcode {
                    name,
                    positional,
                    named,
                    paired: false,
                    within: Within::default(),
                    around: Around::default(),
                    span: range.clone(),
                });
                Piece::Open(index)
            }
            Ok(Token::Close { name }) => match open.get_mut(&name).and_then(Vec::pop) {
                Some(index) => {
                    if let Some(shortcode) = masked.shortcodes.get_mut(index) {
                        shortcode.paired = true;
                    }
                    Piece::Close(index)
                }
                None => {
                    let mistake = Mistake {
                        code: "unopened-shortcode",
                        message: format!("`/{name}` closes a shortcode that was not opened"),
                        hint: "remove it, or open the shortcode before it",
                    };
                    masked.mistakes.push((range, mistake));
                    continue;
                }
            },
        };
        let placeholder_at = place(text, range, bytes);
        masked.tokens.insert(placeholder_at, piece);
    }
}

/// Writes a placeholder over `range`; tells where it starts. One that stands alone on its line, at its start, gets
/// line breaks around it, so that it is a block of its own.
fn place(text: &str, range: Range<usize>, bytes: &mut [u8]) -> usize {
    let starts_line = range.start == 0 || text[..range.start].ends_with('\n');
    let line_end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |newline| range.end + newline);
    let alone =
        starts_line && text[range.end..line_end].trim().is_empty() && !is_inline(&text[range.clone()]);
    let inner = if alone {
        range.start + 1..range.end - 1
    } else {
        range.clone()
    };
    if alone && let Some([first, .., last]) = bytes.get_mut(range) {
        (*first, *last) = (b'\n', b'\n');
    }
    fill(bytes, inner.clone());
    inner.start
}

/// Values and numbers stand in a sentence even when they stand alone on a line.
fn is_inline(shortcode: &str) -> bool {
    let name = shortcode[3..].split_whitespace().next().unwrap_or_default();
    crate::markdown::is_inline(name)
}
