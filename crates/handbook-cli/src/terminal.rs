//! The two streams of the terminal. A reader that went away ends nothing and never panics.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use handbook::Failure;

/// Whether text is drawn in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// With escape codes.
    Ansi,
    /// Bare text.
    Plain,
}

impl Colour {
    /// Colour for standard output: on a terminal, unless `NO_COLOR` is set.
    pub(crate) fn of_output() -> Self {
        Self::of(io::stdout().is_terminal())
    }

    /// Colour for standard error: on a terminal, unless `NO_COLOR` is set.
    pub(crate) fn of_errors() -> Self {
        Self::of(io::stderr().is_terminal())
    }

    fn of(is_terminal: bool) -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        if is_terminal && !refused && !dumb {
            Colour::Ansi
        } else {
            Colour::Plain
        }
    }
}

/// Writes text to standard output.
pub(crate) fn output(text: &str) -> Result<(), Failure> {
    match write(&mut io::stdout().lock(), text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure {
            path: None,
            message: format!("standard output: {error}"),
            hint: None,
        }),
        _ => Ok(()),
    }
}

/// Writes text to standard error; when even that fails, there is nowhere left to say so.
pub(crate) fn errors(text: &str) {
    let _ = write(&mut io::stderr().lock(), text);
}

/// Says what the machine could not do, and the remedy.
pub(crate) fn failure(failure: &Failure) {
    let (bold_red, bold_cyan, reset) = match Colour::of_errors() {
        Colour::Ansi => ("\u{1b}[1;91m", "\u{1b}[1;96m", "\u{1b}[0m"),
        Colour::Plain => ("", "", ""),
    };
    let mut text = format!("{bold_red}error{reset}: {}\n", printable(&failure.to_string()));
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("  {bold_cyan}help{reset}: {}\n", printable(hint)));
    }
    errors(&text);
}

/// Text from outside, fit for a terminal: control characters are shown as escapes, line breaks stay.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && character != '\n' {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

fn write(stream: &mut dyn Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
