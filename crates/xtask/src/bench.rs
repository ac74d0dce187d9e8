//! `cargo xtask bench`: how fast the handbook is built, beside the least that any generator must do and beside others.
//!
//! Everything is generated and measured here; of the programs, only their command lines are known.

mod calculators;
mod chart;
mod cold;
mod edits;
mod layouts;
mod measure;
mod options;
mod page;
mod report;
mod search;
mod shipped;
mod spread;
mod statistics;
mod tools;
mod tree;
mod words;

use std::{ffi::OsString, fs, thread};

use options::{Options, Part, Trees, USAGE};
use report::{Program, Report};
use tools::{Kind, Tool};

use crate::{
    failure::Failure,
    say, site,
    stages::Stages,
    wasm,
    workspace::{Workspace, write_when_different},
};

/// Runs `cargo xtask bench` with the words behind it.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<(), Failure> {
    let wrong = |reason| Failure::new(format!("{reason}\n\n{USAGE}"));
    match words {
        ["help" | "--help" | "-h"] => {
            say(USAGE);
            Ok(())
        }
        // Not for people: see `measure`.
        ["measure", rest @ ..] => measure::child(&rest.iter().map(OsString::from).collect::<Vec<_>>()),
        ["trees", rest @ ..] => trees(&Trees::parse(rest).map_err(wrong)?),
        options => bench(workspace, &Options::parse(options).map_err(wrong)?),
    }
}

/// Writes one generated handbook.
fn trees(trees: &Trees) -> Result<(), Failure> {
    let Trees {
        pages,
        folder,
        layout,
    } = trees;
    layouts::write(&tree::plan(*pages), &[(*layout, folder)])?;
    say(&format!(
        "{pages} pages for {} in {}\n",
        layout.name(),
        folder.display()
    ));
    Ok(())
}

/// Measures what is wanted, and writes the report; what was measured before a failure is not lost.
fn bench(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let mut stages = Stages::new(count(options));
    wasm::stages(workspace, &mut stages)?;
    site::binary(workspace, &mut stages)?;
    let (tools, missing) = tools::all(workspace, &mut stages, |name| options.is_beside(name))?;
    let mut report = Report {
        processors: thread::available_parallelism().map_or(1, usize::from),
        programs: tools.iter().map(program).collect(),
        missing,
        ..Report::default()
    };
    let measured = measure(workspace, options, &mut stages, &tools, &mut report);
    publish(workspace, options, &report)?;
    measured?;
    stages.finish("measured; the report is target/bench/report.md")
}

fn measure(
    workspace: &Workspace,
    options: &Options,
    stages: &mut Stages,
    tools: &[Tool],
    report: &mut Report,
) -> Result<(), Failure> {
    let folder = options
        .folder
        .clone()
        .unwrap_or_else(|| workspace.path("target/bench"));
    fs::create_dir_all(&folder).map_err(|error| Failure::at(&folder, &error))?;
    if options.wants(Part::Cold) {
        for pages in &options.pages {
            let before = report.sizes.last();
            let size = cold::size(stages, &folder, tools, options, *pages, before)?;
            report.sizes.push(size);
        }
    }
    if options.wants(Part::Edits) {
        let edits = edits::edits(
            workspace,
            stages,
            &folder,
            tools,
            options.edits_pages,
            options.edits,
        )?;
        report.edits.push(edits);
    }
    if let (true, Some(handbook)) = (
        options.wants(Part::Calculators),
        tools.iter().find(|tool| tool.kind == Kind::Handbook),
    ) {
        let site = folder.join("site");
        report.shipped = Some(shipped::shipped(workspace, stages, handbook, &site)?);
        let calculators = calculators::calculators(workspace, stages, handbook, &site, options.runs)?;
        report.calculators = Some(calculators);
        report.judged = Some(search::judged(workspace, stages)?);
    }
    Ok(())
}

/// How many stages there will be.
fn count(options: &Options) -> usize {
    let part = |part, stages| if options.wants(part) { stages } else { 0 };
    5 + part(Part::Cold, options.pages.len()) + part(Part::Edits, 1) + part(Part::Calculators, 3)
}

fn program(tool: &Tool) -> Program {
    Program {
        name: tool.kind.name().to_owned(),
        version: tool.version.clone(),
    }
}

/// Writes the report in all its forms, and prints it.
fn publish(workspace: &Workspace, options: &Options, report: &Report) -> Result<(), Failure> {
    let folder = workspace.path("target/bench");
    let (markdown, chart) = (report.markdown(), chart::svg(report));
    write_when_different(&folder.join("report.json"), report.json().as_bytes())?;
    write_when_different(&folder.join("report.md"), markdown.as_bytes())?;
    if options.wants(Part::Cold) {
        write_when_different(&folder.join("report.svg"), chart.as_bytes())?;
        if let Some(place) = &options.chart {
            write_when_different(place, chart.as_bytes())?;
        }
    }
    say(&format!("\n{markdown}"));
    Ok(())
}
