//! What the argument parser has to say: help, version, and mistakes of usage.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use handbook::Failure;
use policy::FieldError;

use crate::{Outcome, arguments::Format, calc};

/// Prints help and version to standard output, mistakes to standard error.
pub(crate) fn report(error: &clap::Error) -> Result<Outcome, Failure> {
    if !error.use_stderr() {
        // A reader that went away has seen enough.
        let _ = error.print();
        return Ok(Outcome::Clean);
    }
    let typed: Vec<String> = env::args_os()
        .skip(1)
        .map(|text| text.to_string_lossy().into_owned())
        .collect();
    let is_question = typed.first().is_some_and(|command| command == "calc");
    let format = format(&typed);
    match mistake_in_question(error, &typed) {
        Some(mistake) if is_question => calc::refuse(&[mistake], format)?,
        None if is_question && format == Format::Json => calc::refuse(&[other_mistake(error)], format)?,
        _ => {
            let _ = error.print();
        }
    }
    Ok(Outcome::BadInput)
}

/// The arguments as typed, with a negative amount tied to the flag before it: `--iacv -$500` becomes `--iacv=-$500`, since
/// a text that begins with a hyphen would be taken for a flag.
pub(crate) fn tied(typed: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut tied: Vec<OsString> = Vec::new();
    for text in typed {
        let negative = text
            .to_str()
            .and_then(|text| text.strip_prefix('-'))
            .is_some_and(|rest| {
                rest.starts_with(|first: char| {
                    first.is_ascii_digit() || "$.,".contains(first) || first.is_whitespace()
                })
            });
        match tied.last_mut() {
            Some(flag) if negative && is_open_flag(flag) => {
                flag.push("=");
                flag.push(text);
            }
            _ => tied.push(text),
        }
    }
    tied
}

fn is_open_flag(text: &OsStr) -> bool {
    text.to_str()
        .is_some_and(|text| text.len() > 2 && text.starts_with("--") && !text.contains('='))
}

/// A mistake in a question to a calculator is told the way mistakes in its fields are told.
fn mistake_in_question(error: &clap::Error, typed: &[String]) -> Option<FieldError> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let (field, given, message) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = context(ContextKind::InvalidSubcommand)?;
            let near = did_you_mean(context(ContextKind::SuggestedSubcommand));
            let message = format!("There is no calculator \"{given}\". {near}`handbook calc` lists them.");
            ("calculator".to_owned(), given, message)
        }
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            return None;
        }
        ErrorKind::UnknownArgument => {
            let near = did_you_mean(context(ContextKind::SuggestedArg));
            (
                field(&argument),
                typed_for(&argument, typed),
                format!("There is no such field. {near}`--help` lists them."),
            )
        }
        ErrorKind::ArgumentConflict => (
            field(&argument),
            typed_for(&argument, typed),
            "Type this flag once.".to_owned(),
        ),
        ErrorKind::InvalidValue => {
            let given = context(ContextKind::InvalidValue).unwrap_or_default();
            (
                field(&argument),
                given,
                "Type a value that fits after this flag; `--help` tells which.".to_owned(),
            )
        }
        _ => return None,
    };
    Some(FieldError {
        field,
        given,
        message,
    })
}

/// Any other mistake of usage, for programs that read nothing but JSON.
fn other_mistake(error: &clap::Error) -> FieldError {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    FieldError::new("", "", line.trim_start_matches("error: "))
}

/// The name in `--amount <MONEY>` or `--amount=5`.
fn field(argument: &str) -> String {
    let name = argument.split([' ', '=']).next().unwrap_or_default();
    name.trim_start_matches('-').to_owned()
}

/// What was typed for a flag, however often, as one text.
fn typed_for(argument: &str, typed: &[String]) -> String {
    let flag = argument.split([' ', '=']).next().unwrap_or_default();
    let mut texts: Vec<&str> = Vec::new();
    for (index, text) in typed.iter().enumerate() {
        match text.strip_prefix(flag) {
            Some("") => texts.extend(typed.get(index + 1).map(String::as_str)),
            Some(rest) => texts.extend(rest.strip_prefix('=')),
            None => {}
        }
    }
    texts.join(", ")
}

fn did_you_mean(near: Option<String>) -> String {
    near.map(|near| format!("Did you mean `{near}`? "))
        .unwrap_or_default()
}

/// The format that was asked for, as far as that can be told from arguments that do not fit.
fn format(typed: &[String]) -> Format {
    let pairs = typed
        .windows(2)
        .any(|pair| pair[0] == "--format" && pair[1] == "json");
    if pairs || typed.iter().any(|text| text == "--format=json") {
        Format::Json
    } else {
        Format::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_for_a_flag_is_found_again() {
        let typed = ["calc", "x", "--amuont", "5", "--amount=6", "--amuont=7"].map(str::to_owned);
        assert_eq!(typed_for("--amuont", &typed), "5, 7");
        assert_eq!(typed_for("--amount <MONEY>", &typed), "6");
        assert_eq!(typed_for("--am", &typed), "");
    }

    fn check(typed: &[&str], expected: &[&str]) {
        assert_eq!(tied(typed.iter().map(OsString::from)), expected);
    }

    #[test]
    fn a_negative_amount_belongs_to_the_flag_before_it() {
        check(&["calc", "x", "--iacv", "-$500"], &["calc", "x", "--iacv=-$500"]);
        check(
            &["--iacv", "-5", "--month", "2020-04"],
            &["--iacv=-5", "--month", "2020-04"],
        );
        check(&["--iacv", "-h"], &["--iacv", "-h"]);
        check(&["--iacv=1", "-5"], &["--iacv=1", "-5"]);
        check(&["--iacv", "--month"], &["--iacv", "--month"]);
        check(&["--", "-5"], &["--", "-5"]);
    }
}
