//! Everything that was measured, as JSON for programs and as Markdown for people.

use std::fmt::Write;

use serde::Serialize;

use super::{
    calculators::Calculators,
    cold::{Series, Size},
    edits::Edits,
    search::Judged,
    shipped::Shipped,
    statistics::{Spread, digits, spread},
    tools::Kind,
};

/// What is not the same for all, so that nobody has to find out.
const DIFFERENCES: &str = "
What differs between the programs: all read the same Markdown and write a page of the same parts: navigation (above,
beside, below), contents list, breadcrumbs, the pages before and after, what a section holds. Ours also checks every link
and anchor, gives each heading a link to itself, and has one more page with policy values, a calculator and its cases, and
their own pages. Its search is off but where the tables say so. Hugo and Zola are told to leave out feeds, taxonomies, search and highlighting. mdBook has no navigation by
section: it keeps its own theme, in which one script holds the list of all pages, and its search and its page of all pages
are off. Each starts without a cache of its own; the files are in the system's cache for all.
";

/// One run of the bench.
#[derive(Default, Serialize)]
pub(super) struct Report {
    pub(super) processors: usize,
    pub(super) programs: Vec<Program>,
    /// What could not be measured here, and why.
    pub(super) missing: Vec<String>,
    pub(super) sizes: Vec<Size>,
    pub(super) edits: Vec<Edits>,
    pub(super) calculators: Option<Calculators>,
    pub(super) shipped: Option<Shipped>,
    pub(super) judged: Option<Judged>,
}

/// A program that took part.
#[derive(Serialize)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) version: String,
}

/// How a program does beside another, run by run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    Wall,
    Cpu,
    /// The system's share of the processor time.
    System,
    Peak,
}

impl Series {
    /// The spread of one figure.
    pub(super) fn figure(&self, figure: Figure) -> Spread {
        spread(self.values(figure))
    }

    fn values(&self, figure: Figure) -> impl Iterator<Item = f64> {
        self.runs.iter().map(move |run| match figure {
            Figure::Wall => run.wall,
            Figure::Cpu => run.cpu,
            Figure::System => run.system,
            Figure::Peak => run.peak,
        })
    }

    /// How many times as much as the other, each run against the other's run of the same round.
    pub(super) fn ratio(&self, other: &Self, figure: Figure) -> Spread {
        let pairs = self.values(figure).zip(other.values(figure));
        spread(
            pairs
                .filter(|(_, other)| *other > 0.0)
                .map(|(this, other)| this / other),
        )
    }
}

impl Size {
    pub(super) fn of(&self, kind: Kind) -> Option<&Series> {
        self.cold.iter().find(|series| series.name == kind.name())
    }

    /// How much processor time a series takes beside a program's builds from nothing; empty for that program itself.
    fn beside(&self, series: &Series, kind: Kind) -> String {
        match self.of(kind) {
            Some(other) if other.name != series.name => brackets(series.ratio(other, Figure::Cpu)),
            _ => String::new(),
        }
    }

    /// The name of a program, and how often it was built where that is less often than others.
    fn label(&self, series: &Series) -> String {
        let most = self.cold.iter().map(|series| series.runs.len()).max();
        match series.runs.len() {
            runs if Some(runs) == most => series.name.clone(),
            1 => format!("{}, 1 run", series.name),
            runs => format!("{}, {runs} runs", series.name),
        }
    }
}

impl Report {
    pub(super) fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = String::new();
        let programs: Vec<String> = self
            .programs
            .iter()
            .map(|program| {
                format!("{} {}", program.name, program.version)
                    .trim_end()
                    .to_owned()
            })
            .collect();
        let _ = writeln!(
            out,
            "# Measured\n\nOn {} processors: {}.",
            self.processors,
            programs.join(", ")
        );
        for line in &self.missing {
            let _ = writeln!(out, "\n{line}.");
        }
        out.push_str(
            "\nEvery figure is the median of the runs; least and most stand in brackets. `x floor` and `x Hugo` compare\nprocessor time with the run of the same round. The floor reads, parses and writes the same bytes and does nothing\nelse. Another program that takes long is built less often, and its row says how often.\n",
        );
        out.push_str(DIFFERENCES);
        for size in &self.sizes {
            size_tables(&mut out, size);
        }
        linearity(&mut out, &self.sizes);
        for edits in &self.edits {
            edits.markdown(&mut out);
        }
        if let Some(calculators) = &self.calculators {
            calculators.markdown(&mut out);
        }
        if let Some(judged) = &self.judged {
            judged.markdown(&mut out);
        }
        if let Some(shipped) = &self.shipped {
            shipped.markdown(&mut out);
        }
        out
    }
}

fn size_tables(out: &mut String, size: &Size) {
    let _ = writeln!(
        out,
        "\n## {} pages, {} of Markdown\n",
        thousands(size.pages as u64),
        megabytes(size.source_bytes)
    );
    out.push_str("| from nothing | seconds | CPU seconds | of them system | x floor | x Hugo | peak MB | KB a page | files | output |\n");
    out.push_str("|---|---|---|---|---|---|---|---|---|---|\n");
    for series in &size.cold {
        row(out, size, series);
    }
    for line in &size.failed {
        let _ = writeln!(out, "\n{line}");
    }
    out.push_str("\n| handbook, then | seconds | CPU seconds | x floor | x its cold build | peak MB |\n|---|---|---|---|---|---|\n");
    for series in &size.ours {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            series.name,
            brackets(series.figure(Figure::Wall)),
            brackets(series.figure(Figure::Cpu)),
            size.beside(series, Kind::Floor),
            size.beside(series, Kind::Handbook),
            digits(series.figure(Figure::Peak).median),
        );
    }
}

fn row(out: &mut String, size: &Size, series: &Series) {
    let peak = series.figure(Figure::Peak);
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        size.label(series),
        brackets(series.figure(Figure::Wall)),
        brackets(series.figure(Figure::Cpu)),
        digits(series.figure(Figure::System).median),
        size.beside(series, Kind::Floor),
        size.beside(series, Kind::Hugo),
        brackets(peak),
        digits(peak.median * 1024.0 / size.pages.max(1) as f64),
        thousands(series.files as u64),
        megabytes(series.bytes),
    );
}

/// How much more a page takes at the largest size than at the one before it, and what memory each further page takes.
fn linearity(out: &mut String, sizes: &[Size]) {
    let [.., smaller, larger] = sizes else {
        return;
    };
    let _ = writeln!(
        out,
        "\n## From {} to {} pages\n\n| | CPU a page, ratio | KB of memory a further page |\n|---|---|---|",
        thousands(smaller.pages as u64),
        thousands(larger.pages as u64)
    );
    for series in &larger.cold {
        let Some(before) = smaller.cold.iter().find(|other| other.name == series.name) else {
            continue;
        };
        let growth = larger.pages as f64 / smaller.pages.max(1) as f64;
        let cpu = series.figure(Figure::Cpu).median / before.figure(Figure::Cpu).median.max(1e-9) / growth;
        let memory = series.figure(Figure::Peak).median - before.figure(Figure::Peak).median;
        let each = memory * 1024.0 / larger.pages.saturating_sub(smaller.pages).max(1) as f64;
        let _ = writeln!(out, "| {} | {} | {} |", series.name, digits(cpu), digits(each));
    }
}

/// The middle, with the least and the most behind it.
pub(super) fn brackets(spread: Spread) -> String {
    if spread.least < spread.most {
        format!(
            "{} ({} to {})",
            digits(spread.median),
            digits(spread.least),
            digits(spread.most)
        )
    } else {
        digits(spread.median)
    }
}

/// The same of several measurements.
pub(super) fn of(values: &[f64]) -> String {
    brackets(spread(values.iter().copied()))
}

pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MB", digits(bytes as f64 / 1e6))
}

/// A whole number with a comma after every three digits.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::measure::Measured, *};

    /// Runs with these processor times.
    pub(in super::super) fn series(name: &str, times: &[f64]) -> Series {
        let runs = times.iter().map(|cpu| Measured {
            wall: cpu / 2.0,
            cpu: *cpu,
            system: cpu / 4.0,
            peak: 100.0,
        });
        Series {
            name: name.to_owned(),
            runs: runs.collect(),
            files: 1200,
            bytes: 30_000_000,
        }
    }

    pub(in super::super) fn report() -> Report {
        Report {
            processors: 2,
            programs: vec![Program {
                name: "Hugo".to_owned(),
                version: "0.168.0".to_owned(),
            }],
            sizes: vec![Size {
                pages: 1000,
                source_bytes: 15_000_000,
                cold: vec![
                    series("handbook", &[0.3, 0.2, 0.2]),
                    series("floor", &[0.1, 0.1, 0.1]),
                    series("Hugo", &[1.5, 1.6, 1.7]),
                ],
                failed: Vec::new(),
                ours: vec![series("check", &[0.1])],
            }],
            ..Report::default()
        }
    }

    #[test]
    fn ratios_compare_runs_of_the_same_round() {
        let report = report();
        let text = report.markdown();
        assert!(text.contains("## 1,000 pages, 15.0 MB of Markdown"), "{text}");
        let ours = text.lines().find(|line| line.starts_with("| handbook | 0.100"));
        let ours = ours.unwrap_or_default();
        assert!(
            ours.contains("| 2.00 (2.00 to 3.00) | 0.125 (0.118 to 0.200) |"),
            "{ours}"
        );
        let hugo = text
            .lines()
            .find(|line| line.starts_with("| Hugo |"))
            .unwrap_or_default();
        assert!(hugo.contains("| 16.0 (15.0 to 17.0) |  |"), "{hugo}");
    }

    #[test]
    fn a_program_that_was_built_less_often_says_so() {
        let mut report = report();
        report.sizes[0].cold.push(series("mdBook", &[100.0]));
        report.sizes[0]
            .failed
            .push("Zola is left out: not within 600 s".to_owned());
        let text = report.markdown();
        assert!(text.contains("\n| mdBook, 1 run | 50.0 |"), "{text}");
        assert!(text.contains("\n| Hugo | 0.800"), "{text}");
        assert!(text.contains("\nZola is left out: not within 600 s\n"), "{text}");
    }

    #[test]
    fn json_has_every_run() {
        let json: serde_json::Value = serde_json::from_str(&report().json()).unwrap();
        assert_eq!(json["sizes"][0]["cold"][2]["runs"][1]["cpu"], 1.6);
    }

    #[test]
    fn large_numbers_have_commas() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(thousands),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
