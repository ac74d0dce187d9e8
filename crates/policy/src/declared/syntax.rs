//! The text of a formula as a tree.
//!
//! Owns tokens and grammar, and nothing of what names and units mean. Every part knows the bytes of the text that it came
//! from. Length and depth are bounded, so that no text keeps the reader busy.
//!
//! ```text
//! or       = and ("or" and)*                     sum     = product (("+" | "-") product)*
//! and      = not ("and" not)*                    product = atom (("*" | "/") atom)*
//! not      = "not" not | comparison              atom    = literal | name | name "[" name "]"
//! compared = sum [("=" | ... | "meets") sum]             | name "(" or ("," or)* ")" | "(" or ")"
//! ```

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use super::{number::Number, program::Operation};
use crate::{
    Date, Money,
    money::{Sign, decimal},
    text::join,
};

/// How deep the operations of a formula may be nested.
pub(super) const MAX_DEPTH: usize = 20;

/// The longest formula, in bytes.
const MAX_LENGTH: usize = 500;

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// The bytes of the text that it came from.
    pub(super) range: Range<usize>,
    depth: usize,
}

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// A number with so many decimals.
    Number(Number, u8),
    Money(Number),
    Percent(Number, u8),
    Date(Date),
    YesNo(bool),
    Quoted(String),
    /// A name, and the tier in brackets behind it.
    Name(String, Option<String>),
    Call(String, Vec<Node>),
    Not(Box<Node>),
    Two(Operation, Box<(Node, Node)>),
    /// A figure and the value that it meets.
    Meets(Box<(Node, Node)>),
}

/// What is wrong with the text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) hint: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(NodeKind),
    Name(String),
    Sign(&'static str),
}

/// Reads a formula.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    if text.len() > MAX_LENGTH {
        return Err(error(
            0..text.len(),
            "this formula is longer than 500 characters",
            "give parts of it names of their own under `results`",
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        end: text.len(),
        depth: 0,
    };
    let node = parser.or()?;
    match parser.peek() {
        None => Ok(node),
        Some((token, range)) => Err(parser.unexpected(token, range.clone())),
    }
}

fn error(range: Range<usize>, message: &str, hint: &str) -> SyntaxError {
    SyntaxError {
        range,
        message: String::from(message),
        hint: String::from(hint),
    }
}

const SIGNS: [&str; 15] = [
    "<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "[", "]",
];

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, SyntaxError> {
    let mut tokens: Vec<(Token, Range<usize>)> = Vec::new();
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let stands_alone = !matches!(
            tokens.last(),
            Some((Token::Literal(_) | Token::Name(_) | Token::Sign(")" | "]"), _))
        );
        let (token, length) = if first.is_ascii_lowercase() {
            let length = rest
                .find(|character: char| !(character.is_ascii_alphanumeric() || "-._".contains(character)))
                .unwrap_or(rest.len());
            (word(rest.get(..length).unwrap_or("")), length)
        } else if matches!(first, '"' | '\'') {
            let length = rest.get(1..).and_then(|rest| rest.find(first)).ok_or_else(|| {
                error(
                    start..text.len(),
                    "a quotation mark is not closed",
                    "write the same mark after the name",
                )
            })?;
            let quoted = rest.get(1..=length).unwrap_or("");
            (Token::Literal(NodeKind::Quoted(String::from(quoted))), length + 2)
        } else if let Some(found) = literal(rest, stands_alone, start)? {
            found
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            let length = first.len_utf8();
            return Err(error(
                start..start + length,
                &join(&[
                    "`",
                    rest.get(..length).unwrap_or(""),
                    "` means nothing in a formula",
                ]),
                hint_for(first),
            ));
        };
        tokens.push((token, start..start + length));
        start += length;
    }
    Ok(tokens)
}

fn hint_for(character: char) -> &'static str {
    match character {
        '\u{d7}' => "write `*`",
        '\u{f7}' | ':' => "write `/`",
        '\u{2212}' | '\u{2013}' => "write `-` with blanks around it",
        '\u{2264}' => "write `<=`",
        '\u{2265}' => "write `>=`",
        '\u{2260}' => "write `!=`",
        '&' => "write `and`",
        '|' => "write `or`",
        '!' => "write `not`, or `!=`",
        '%' => "write a percentage with its number before it, such as `30%`",
        _ => {
            "use names, numbers, `+ - * /`, comparisons, `and`, `or`, `not` and the functions; names are in lower case"
        }
    }
}

fn word(word: &str) -> Token {
    match word {
        "yes" => Token::Literal(NodeKind::YesNo(true)),
        "no" => Token::Literal(NodeKind::YesNo(false)),
        _ => Token::Name(String::from(word)),
    }
}

/// Reads a number, money, a percentage or a day at the beginning of a text, when one is there; a minus sign belongs to it
/// where nothing stands before that could be reduced.
fn literal(text: &str, stands_alone: bool, start: usize) -> Result<Option<(Token, usize)>, SyntaxError> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) if stands_alone => (true, rest),
        _ => (false, text),
    };
    let (dollar, digits) = match unsigned.strip_prefix('$') {
        Some(rest) => (true, rest),
        None => (false, unsigned),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return if dollar {
            Err(error(
                start..start + 1,
                "`$` has no amount behind it",
                "write money such as `$5,000`",
            ))
        } else {
            Ok(None)
        };
    }
    let before = text.len() - digits.len();
    let length = length_of_number(digits);
    let number = digits.get(..length).unwrap_or("");
    let behind = digits.get(length..).unwrap_or("");
    let range = start..start + before + length;
    let wrong = |message: &str, hint: &str| {
        error(
            range.clone(),
            &join(&["`", text.get(..before + length).unwrap_or(""), "` ", message]),
            hint,
        )
    };
    let signed = |number: Number| {
        let minus = Number::whole(if negative { -1 } else { 1 });
        number.times(minus).unwrap_or(number)
    };
    if !dollar && number.len() == 4 && behind.starts_with('-') && is_day(digits) {
        let day = digits.get(..10).unwrap_or("");
        let date = Date::parse(day).map_err(|_| {
            error(
                start..start + before + 10,
                &join(&["`", day, "` is no day of the calendar"]),
                "write a day such as `2020-02-01`",
            )
        })?;
        return Ok(Some((Token::Literal(NodeKind::Date(date)), before + 10)));
    }
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if dollar {
        let scale = behind
            .bytes()
            .next()
            .filter(|letter| matches!(letter, b'k' | b'K' | b'm' | b'M'));
        let length = length + usize::from(scale.is_some());
        let money = Money::parse(digits.get(..length).unwrap_or(""), Sign::NonNegative).map_err(|_| {
            wrong(
                "is no amount of money",
                "write money such as `$5,000` or `$5,000.50`",
            )
        })?;
        let number = Number::fraction(i128::from(money.cents()), 100).map(signed);
        return Ok(number.map(|number| (Token::Literal(NodeKind::Money(number)), before + length)));
    }
    let parsed = decimal(number, 6)
        .ok()
        .and_then(|number| Number::fraction(i128::from(number), 1_000_000))
        .map(signed)
        .ok_or_else(|| {
            wrong(
                "is no number",
                "write a number such as `5`, `1,000` or `0.5`, with at most 6 decimals",
            )
        })?;
    if behind.starts_with('%') {
        let share = parsed.times(Number::fraction(1, 100).unwrap_or(Number::ONE));
        let share = share.unwrap_or(Number::ZERO);
        let kind = NodeKind::Percent(share, decimals as u8 + 2);
        return Ok(Some((Token::Literal(kind), before + length + 1)));
    }
    if behind.starts_with(|next: char| next.is_alphanumeric()) {
        return Err(wrong(
            "has letters behind it",
            "write numbers alone, and money as `$5k`; the units come from the fields and values",
        ));
    }
    let kind = NodeKind::Number(parsed, decimals as u8);
    Ok(Some((Token::Literal(kind), before + length)))
}

/// How many bytes of a text are its number. A comma belongs to it where exactly three digits follow.
fn length_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let mut length = 0;
    let mut point = false;
    loop {
        match bytes.get(length) {
            Some(b'0'..=b'9') => length += 1,
            Some(b',')
                if !point && (1..=3).all(|after| is_digit(length + after)) && !is_digit(length + 4) =>
            {
                length += 4;
            }
            Some(b'.') if !point && is_digit(length + 1) => {
                point = true;
                length += 1;
            }
            _ => return length,
        }
    }
}

/// Whether a text begins like a day: `2020-02-01`.
fn is_day(text: &str) -> bool {
    let day = text.as_bytes().get(..10).unwrap_or(&[]);
    day.len() == 10
        && day.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

struct Parser<'a> {
    tokens: &'a [(Token, Range<usize>)],
    next: usize,
    end: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a (Token, Range<usize>)> {
        self.tokens.get(self.next)
    }

    fn take_sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        match self.peek() {
            Some((Token::Sign(sign), _)) if signs.contains(sign) => {
                self.next += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Name(name), _)) if name == word);
        self.next += usize::from(found);
        found
    }

    fn unexpected(&self, token: &Token, range: Range<usize>) -> SyntaxError {
        match token {
            Token::Literal(NodeKind::Number(..) | NodeKind::Money(_)) => error(
                range,
                "an operator is missing before this number",
                "put blanks around a minus sign: `a - 5`",
            ),
            Token::Sign("=" | "!=" | "<" | "<=" | ">" | ">=") => error(
                range,
                "a comparison follows a comparison",
                "join two comparisons with `and`: `1 <= a and a <= 9`",
            ),
            Token::Sign(sign) => error(
                range,
                &join(&["`", sign, "` is not expected here"]),
                "write an operator between two figures, and close each bracket",
            ),
            _ => error(
                range,
                "an operator is missing before this",
                "write `+`, `-`, `*`, `/`, a comparison, `and` or `or` between two figures",
            ),
        }
    }

    fn deeper(&mut self, range: Range<usize>) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(range));
        }
        Ok(())
    }

    fn or(&mut self) -> Result<Node, SyntaxError> {
        let mut node = self.and()?;
        while self.take_word("or") {
            node = two(Operation::Or, node, self.and()?)?;
        }
        Ok(node)
    }

    fn and(&mut self) -> Result<Node, SyntaxError> {
        let mut node = self.not()?;
        while self.take_word("and") {
            node = two(Operation::And, node, self.not()?)?;
        }
        Ok(node)
    }

    fn not(&mut self) -> Result<Node, SyntaxError> {
        let start = self.peek().map_or(self.end, |(_, range)| range.start);
        if !self.take_word("not") {
            return self.comparison();
        }
        self.deeper(start..start + 3)?;
        let node = self.not()?;
        self.depth -= 1;
        let (range, depth) = (start..node.range.end, node.depth + 1);
        whole(NodeKind::Not(Box::new(node)), range, depth)
    }

    fn comparison(&mut self) -> Result<Node, SyntaxError> {
        let node = self.sum()?;
        if self.take_word("meets") {
            let other = self.atom()?;
            let (range, depth) = (node.range.start..other.range.end, node.depth.max(other.depth) + 1);
            return whole(NodeKind::Meets(Box::new((node, other))), range, depth);
        }
        let operation = match self.take_sign(&["=", "!=", "<", "<=", ">", ">="]) {
            Some("=") => Operation::Equal,
            Some("!=") => Operation::Unequal,
            Some("<") => Operation::Below,
            Some("<=") => Operation::AtMost,
            Some(">") => Operation::Above,
            Some(">=") => Operation::AtLeast,
            _ => return Ok(node),
        };
        two(operation, node, self.sum()?)
    }

    fn sum(&mut self) -> Result<Node, SyntaxError> {
        let mut node = self.product()?;
        while let Some(sign) = self.take_sign(&["+", "-"]) {
            let operation = if sign == "+" {
                Operation::Plus
            } else {
                Operation::Minus
            };
            node = two(operation, node, self.product()?)?;
        }
        Ok(node)
    }

    fn product(&mut self) -> Result<Node, SyntaxError> {
        let mut node = self.atom()?;
        while let Some(sign) = self.take_sign(&["*", "/"]) {
            let operation = if sign == "*" {
                Operation::Times
            } else {
                Operation::Divided
            };
            node = two(operation, node, self.atom()?)?;
        }
        Ok(node)
    }

    fn atom(&mut self) -> Result<Node, SyntaxError> {
        let Some((token, range)) = self.peek() else {
            return Err(error(
                self.end.saturating_sub(1)..self.end,
                "the formula ends too early",
                "write a figure or a name behind the last operator",
            ));
        };
        self.next += 1;
        match token {
            Token::Literal(kind) => whole(kind.clone(), range.clone(), 1),
            Token::Name(name) if matches!(&**name, "and" | "or" | "not" | "meets") => {
                Err(self.unexpected(token, range.clone()))
            }
            Token::Name(name) if self.take_sign(&["("]).is_some() => self.call(name, range),
            Token::Name(name) => self.name(name, range),
            Token::Sign("(") => {
                self.deeper(range.clone())?;
                let node = self.or()?;
                self.depth -= 1;
                let end = self.close(")", range)?;
                Ok(Node {
                    range: range.start..end,
                    ..node
                })
            }
            Token::Sign("-") => Err(error(
                range.clone(),
                "a minus sign stands before a name",
                "write `0 - name`, and put blanks around a minus sign",
            )),
            Token::Sign(sign) => Err(error(
                range.clone(),
                &join(&["`", sign, "` is not expected here"]),
                "write a figure or a name in its place",
            )),
        }
    }

    fn name(&mut self, name: &str, range: &Range<usize>) -> Result<Node, SyntaxError> {
        let mut tier = None;
        let mut end = range.end;
        if self.take_sign(&["["]).is_some() {
            match self.peek() {
                Some((Token::Name(name), _)) => tier = Some(name.clone()),
                _ => {
                    return Err(error(
                        range.clone(),
                        "a tier is missing between the brackets",
                        "write `[smb]` or `[mid-market]`",
                    ));
                }
            }
            self.next += 1;
            end = self.close("]", range)?;
        }
        whole(NodeKind::Name(String::from(name), tier), range.start..end, 1)
    }

    fn call(&mut self, name: &str, range: &Range<usize>) -> Result<Node, SyntaxError> {
        self.deeper(range.clone())?;
        let mut terms = Vec::from([self.or()?]);
        while self.take_sign(&[","]).is_some() {
            terms.push(self.or()?);
        }
        self.depth -= 1;
        let end = self.close(")", range)?;
        // Each further term of `min` and `max` is one more operation on those before it.
        let deepest = terms.iter().map(|term| term.depth).max().unwrap_or(0);
        let depth = deepest + terms.len();
        whole(NodeKind::Call(String::from(name), terms), range.start..end, depth)
    }

    /// The end of the closing bracket.
    fn close(&mut self, bracket: &'static str, opened: &Range<usize>) -> Result<usize, SyntaxError> {
        match self.take_sign(&[bracket]) {
            Some(_) => Ok(self
                .tokens
                .get(self.next - 1)
                .map_or(self.end, |(_, range)| range.end)),
            None => Err(error(
                opened.clone(),
                &join(&["a bracket is not closed with `", bracket, "`"]),
                "close each bracket that is opened",
            )),
        }
    }
}

fn two(operation: Operation, one: Node, other: Node) -> Result<Node, SyntaxError> {
    let (range, depth) = (one.range.start..other.range.end, one.depth.max(other.depth) + 1);
    whole(NodeKind::Two(operation, Box::new((one, other))), range, depth)
}

fn whole(kind: NodeKind, range: Range<usize>, depth: usize) -> Result<Node, SyntaxError> {
    if depth > MAX_DEPTH {
        return Err(too_deep(range));
    }
    Ok(Node { kind, range, depth })
}

fn too_deep(range: Range<usize>) -> SyntaxError {
    error(
        range,
        "this formula is nested too deeply",
        "give parts of it names of their own under `results`",
    )
}
