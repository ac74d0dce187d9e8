//! Where the time of a build went: as a table, and as a trace for the viewers of browsers.

use std::{fs, path::Path, time::Duration};

use handbook::{Failure, Span, Timings};

use crate::json;

/// Stages that hold others: they are told with the time that passed, the others with the time of all threads.
const PARTS_OF_PAGES: [&str; 2] = ["page", "write"];

/// Each stage with how long it took and its share of the whole, in the order in which they began.
pub(super) fn table(timings: &Timings, whole: Duration) -> String {
    let spans = timings.spans();
    let mut rows: Vec<(&'static str, Duration, usize)> = Vec::new();
    for span in &spans {
        match rows.iter_mut().find(|(name, ..)| *name == span.name) {
            Some((_, took, count)) => {
                *took += span.took;
                *count += 1;
            }
            None => rows.push((span.name, span.took, 1)),
        }
    }
    let share = |took: Duration| took.as_secs_f64() / whole.as_secs_f64().max(1e-9) * 100.0;
    let stages: Duration = rows
        .iter()
        .filter(|(name, ..)| !PARTS_OF_PAGES.contains(name))
        .map(|(_, took, _)| *took)
        .sum();
    let mut out = String::new();
    for (name, took, count) in &rows {
        let milliseconds = took.as_secs_f64() * 1000.0;
        if PARTS_OF_PAGES.contains(name) {
            let what = match *name {
                "page" => "rendered",
                _ => "written",
            };
            out.push_str(&format!(
                "  {:<20} {milliseconds:>9.1} ms         {count} {what}, all threads together\n",
                format!("  {name}")
            ));
        } else {
            out.push_str(&format!(
                "  {name:<20} {milliseconds:>9.1} ms {:>5.1}%\n",
                share(*took)
            ));
        }
    }
    let rest = whole.saturating_sub(stages);
    out.push_str(&format!(
        "  {:<20} {:>9.1} ms {:>5.1}%\n  {:<20} {:>9.1} ms\n",
        "everything else",
        rest.as_secs_f64() * 1000.0,
        share(rest),
        "all",
        whole.as_secs_f64() * 1000.0
    ));
    out
}

/// Writes the spans in the trace-event format.
pub(super) fn write_trace(timings: &Timings, file: &Path) -> Result<(), Failure> {
    fs::write(file, trace(&timings.spans())).map_err(|error| Failure {
        path: Some(file.to_owned()),
        message: format!("the trace cannot be written: {error}"),
        hint: Some("name a file in a folder that you may write to".to_owned()),
    })
}

fn trace(spans: &[Span]) -> String {
    let mut out = String::from("{\"traceEvents\": [");
    for (number, span) in spans.iter().enumerate() {
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        out.push_str("{\"name\": ");
        json::string(&mut out, span.name);
        out.push_str(&format!(
            ", \"ph\": \"X\", \"pid\": 1, \"tid\": {}, \"ts\": {}, \"dur\": {}",
            span.thread,
            span.start.as_micros(),
            span.took.as_micros()
        ));
        if let Some(of) = &span.of {
            out.push_str(", \"args\": {\"file\": ");
            json::string(&mut out, of);
            out.push('}');
        }
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_has_an_event_for_each_span() {
        let span = Span {
            name: "page",
            of: Some("content/\"a\".md".to_owned()),
            thread: 1,
            start: Duration::from_micros(1500),
            took: Duration::from_micros(20),
        };
        let expected = "{\"traceEvents\": [\n{\"name\": \"page\", \"ph\": \"X\", \"pid\": 1, \"tid\": 1, \"ts\": 1500, \"dur\": 20, \"args\": {\"file\": \"content/\\\"a\\\".md\"}}\n]}\n";
        assert_eq!(trace(&[span]), expected);
    }
}
