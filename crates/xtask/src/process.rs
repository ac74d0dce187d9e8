//! Runs a program, keeps everything it writes, and passes each line on while it runs.

use std::{
    io::{self, BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::failure::Failure;

/// Runs `command` to its end and returns what it wrote to both outputs, in order. `on_line` sees each line at once.
pub(crate) fn run(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<String, Failure> {
    let name = command_line(command);
    let unable = |error: io::Error| Failure::new(format!("`{name}` could not be run: {error}"));
    let (reader, writer) = io::pipe().map_err(unable)?;
    let second = writer.try_clone().map_err(unable)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(second)
        .spawn()
        .map_err(unable)?;
    // The command holds the writing ends; while it lives, the reader below would never see the end.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let mut output = String::new();
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(unable)? > 0 {
        let text = String::from_utf8_lossy(&line);
        output.push_str(&text);
        on_line(text.trim_end());
        line.clear();
    }
    let status = child.wait().map_err(unable)?;
    if status.success() {
        Ok(output)
    } else {
        Err(Failure::with_output(
            format!("`{name}` failed ({status})"),
            output,
        ))
    }
}

/// The command as one would type it, without the folders of this machine.
fn command_line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut text = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let mut arguments = command.get_args();
    while let Some(argument) = arguments.next() {
        if argument == "--target-dir" {
            arguments.next();
            continue;
        }
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_outputs_are_kept_in_order() {
        let mut seen = Vec::new();
        let output = run(
            Command::new("sh").args(["-c", "echo one; echo two >&2; echo three"]),
            |line| seen.push(line.to_owned()),
        );
        assert_eq!(output.ok().as_deref(), Some("one\ntwo\nthree\n"));
        assert_eq!(seen, ["one", "two", "three"]);
    }

    #[test]
    fn a_failing_program_is_a_failure_with_its_output() {
        let failure = run(Command::new("sh").args(["-c", "echo because; exit 3"]), |_| {}).err();
        assert_eq!(failure.as_ref().map(Failure::output), Some("because\n"));
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = run(&mut Command::new("no-such-program-anywhere"), |_| {}).err();
        assert!(failure.is_some_and(|failure| {
            failure
                .to_string()
                .starts_with("`no-such-program-anywhere` could not be run")
        }));
    }
}
