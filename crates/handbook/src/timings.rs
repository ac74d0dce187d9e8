//! Where the time of a build goes: each stage, and each page, with when it began and how long it took.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Takes the times of a build; one that is off takes none and costs nothing.
#[derive(Debug)]
pub struct Timings {
    started: Option<Instant>,
    spans: Mutex<Vec<Span>>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The stage: `parse`, or `page` for one of many.
    pub name: &'static str,
    /// What it was done with, such as the file of a page.
    pub of: Option<String>,
    /// Which thread did it, counted from 0.
    pub thread: usize,
    /// When it began, from the beginning of all.
    pub start: Duration,
    /// How long it took.
    pub took: Duration,
}

impl Timings {
    /// Begins to take times.
    pub fn on() -> Self {
        Self {
            started: Some(Instant::now()),
            spans: Mutex::default(),
        }
    }

    /// Takes none.
    pub const fn off() -> Self {
        Self {
            started: None,
            spans: Mutex::new(Vec::new()),
        }
    }

    /// Whether times are taken.
    pub fn is_on(&self) -> bool {
        self.started.is_some()
    }

    /// Does something and notes how long it took.
    pub fn stage<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        self.span(name, || None, work)
    }

    /// The same for one of many things, which is named only when times are taken.
    pub fn span<T>(
        &self,
        name: &'static str,
        of: impl FnOnce() -> Option<String>,
        work: impl FnOnce() -> T,
    ) -> T {
        let Some(started) = self.started else {
            return work();
        };
        let begun = Instant::now();
        let done = work();
        let span = Span {
            name,
            of: of(),
            thread: thread(),
            start: begun.duration_since(started),
            took: begun.elapsed(),
        };
        self.spans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(span);
        done
    }

    /// All that was noted, in the order in which it began.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner).clone();
        spans.sort_by_key(|span| (span.start, span.thread));
        spans
    }
}

/// The number of this thread among those that took times.
fn thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static OWN: usize = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    OWN.with(|own| *own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_noted_only_when_times_are_taken() {
        let off = Timings::off();
        assert_eq!(off.stage("parse", || 7), 7);
        assert_eq!(off.spans(), []);
        let on = Timings::on();
        on.stage("outer", || on.span("page", || Some("a.md".to_owned()), || ()));
        let spans = on.spans();
        let names: Vec<_> = spans.iter().map(|span| (span.name, span.of.as_deref())).collect();
        assert_eq!(names, [("outer", None), ("page", Some("a.md"))]);
        assert!(spans[0].took >= spans[1].took);
    }
}
