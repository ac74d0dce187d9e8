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

mod tokens;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use super::{number::Number, program::Operation};
use crate::{Date, text::join};
use tokens::tokens;

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
            Token::Sign("=") => Err(error(
                range.clone(),
                "`=` is not expected here",
                "one `=` compares: `plan = full`; behind it stands a figure or a name",
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
