//! How the stages of a command are shown: a bar on a terminal, one line a stage elsewhere.
//!
//! A stage that fails ends the command; the whole output of what failed is printed then, and only then.

use std::{
    io::{self, IsTerminal, Write},
    process::Command,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{failure::Failure, process};

const REDRAW: Duration = Duration::from_millis(120);
const BAR: usize = 20;
const WIDTH: usize = 78;

/// The stages of one command, in order.
pub(crate) struct Stages {
    total: usize,
    done: usize,
    started: Instant,
    drawn: bool,
}

/// The stage that is running: what it does at the moment is shown beside the bar.
pub(crate) struct Stage {
    detail: Arc<Mutex<String>>,
}

impl Stages {
    pub(crate) fn new(total: usize) -> Self {
        Self {
            total,
            done: 0,
            started: Instant::now(),
            drawn: io::stderr().is_terminal(),
        }
    }

    /// Runs one stage. The first part of what it returns is a note for the reader; it may be empty.
    pub(crate) fn run<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Stage) -> Result<(String, T), Failure>,
    ) -> Result<T, Failure> {
        let started = Instant::now();
        let stage = Stage {
            detail: Arc::default(),
        };
        let position = format!("{}/{}", self.done + 1, self.total);
        let bar = self
            .drawn
            .then(|| Bar::start(self.done, self.total, name, &stage.detail));
        if !self.drawn {
            write(&format!("{position} {name} ... "));
        }
        let result = work(&stage);
        drop(bar);
        if self.drawn {
            write(&format!("\r\x1b[K{position} {name} ... "));
        }
        let seconds = started.elapsed().as_secs_f32();
        match result {
            Ok((note, value)) => {
                let separator = if note.is_empty() { "" } else { ", " };
                write(&format!("{seconds:.1} s{separator}{note}\n"));
                self.done += 1;
                Ok(value)
            }
            Err(failure) => {
                write(&format!("failed after {seconds:.1} s\n\n"));
                if !failure.output().is_empty() {
                    write(failure.output());
                    write("\n");
                }
                Err(Failure::new(format!("{name}: {failure}")))
            }
        }
    }

    /// The closing line.
    pub(crate) fn finish(&self, words: &str) -> Result<(), Failure> {
        write(&format!(
            "{} stages in {:.1} s: {words}\n",
            self.done,
            self.started.elapsed().as_secs_f32()
        ));
        Ok(())
    }
}

impl Stage {
    /// Runs a program as (part of) this stage and returns its output.
    pub(crate) fn program(&self, command: &mut Command) -> Result<String, Failure> {
        process::run(command, |line| self.says(line.trim()))
    }

    /// Shows what the stage does at the moment.
    pub(crate) fn says(&self, doing: &str) {
        let mut detail = self.detail.lock().unwrap_or_else(PoisonError::into_inner);
        doing.clone_into(&mut detail);
    }

    /// Runs a program that is the whole stage and says nothing about it.
    pub(crate) fn quietly(&self, command: &mut Command) -> Result<(String, ()), Failure> {
        self.program(command)?;
        Ok((String::new(), ()))
    }
}

/// A line on the terminal that is drawn anew until it is dropped.
struct Bar {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    fn start(done: usize, total: usize, name: &str, detail: &Arc<Mutex<String>>) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let (name, detail, started) = (name.to_owned(), Arc::clone(detail), Instant::now());
        let thread = thread::spawn(move || {
            loop {
                let doing = detail.lock().unwrap_or_else(PoisonError::into_inner).clone();
                write(&format!(
                    "\r\x1b[K{}",
                    line(done, total, &name, started.elapsed(), &doing)
                ));
                if stopped.recv_timeout(REDRAW) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A bar that could not be drawn is no reason to stop.
            let _ = thread.join();
        }
    }
}

/// One state of the bar, cut to the width of a narrow terminal.
fn line(done: usize, total: usize, name: &str, elapsed: Duration, doing: &str) -> String {
    let filled = (done * BAR).checked_div(total).unwrap_or(0);
    let text = format!(
        "[{}{}] {}/{total} {name} {} s  {doing}",
        "=".repeat(filled),
        " ".repeat(BAR - filled),
        done + 1,
        elapsed.as_secs()
    );
    text.chars()
        .filter(|character| !character.is_control())
        .take(WIDTH)
        .collect()
}

fn write(text: &str) {
    let mut terminal = io::stderr().lock();
    let _ = terminal.write_all(text.as_bytes());
    let _ = terminal.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_as_stages_end() {
        let at = |done| line(done, 4, "tests", Duration::from_secs(2), "");
        assert_eq!(at(0), "[                    ] 1/4 tests 2 s  ");
        assert_eq!(at(2), "[==========          ] 3/4 tests 2 s  ");
    }

    #[test]
    fn the_bar_keeps_to_one_line_and_carries_no_control_character() {
        let drawn = line(
            0,
            1,
            "tests",
            Duration::ZERO,
            &format!("\x1b[31m{}", "x".repeat(500)),
        );
        assert_eq!(drawn.chars().count(), WIDTH);
        assert!(!drawn.contains('\x1b'));
    }
}
