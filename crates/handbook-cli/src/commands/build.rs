//! `handbook build`: read, render, write, and one line about it.

use std::{path::Path, time::Instant};

use handbook::{Copies, Failure, Written};

use crate::{
    Outcome,
    arguments::Build,
    project,
    report::{self, counted},
    terminal::{self, Colour},
};

/// Builds the site; findings go to standard error.
pub(crate) fn run(options: &Build) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let root = project::find(&options.source.folder)?;
    let project = project::open(
        &root,
        options.base_url.clone(),
        project::drafts(options.drafts),
        options.day.or_today(),
    );
    let source = handbook::read(&project)?;
    let (site, findings) = handbook::render(&source);
    terminal::errors(&report::text(
        &findings,
        &|path| source.text(path),
        Colour::of_errors(),
    ));

    let denied = options.deny_warnings && findings.warnings() > 0;
    let Some(site) = site.filter(|_| !denied) else {
        terminal::errors("nothing was written\n");
        return Ok(Outcome::Findings);
    };
    let output = options.output.clone().unwrap_or_else(|| root.join("target/site"));
    refuse_sources(&root, &output)?;
    let copies = match options.precompress {
        true => Copies::Compressed,
        false => handbook::copies(&source),
    };
    let written = handbook::write_with(&site, &output, copies)?;
    let output = output.canonicalize().unwrap_or(output);
    terminal::output(&line(
        site.pages(),
        &written,
        started.elapsed().as_millis(),
        &output,
    ))?;
    Ok(Outcome::Clean)
}

/// Refuses an output folder among the sources: the next build would read what this one wrote.
fn refuse_sources(root: &Path, output: &Path) -> Result<(), Failure> {
    let place = project::resolved(output);
    match project::FOLDERS
        .iter()
        .find(|folder| place.starts_with(project::resolved(&root.join(folder))))
    {
        None => Ok(()),
        Some(folder) => Err(Failure {
            path: Some(output.to_owned()),
            message: format!("the output folder lies in `{folder}`, and the next build would read it"),
            hint: Some("choose a folder elsewhere with `--output DIR`".to_owned()),
        }),
    }
}

fn line(pages: usize, written: &Written, milliseconds: u128, output: &Path) -> String {
    format!(
        "{}: {} written, {} unchanged, {} removed in {milliseconds} ms; the site is in {}\n",
        counted(pages, "page"),
        counted(written.written, "file"),
        written.unchanged,
        written.removed,
        project::shown(output),
    )
}
