//! `handbook build`: read, render, write, and one line about it.

use std::{path::Path, time::Instant};

use handbook::{Build as Built, BuildOptions, Check, Copies, Failure, Timings, Written};

use super::timings;
use crate::{
    Outcome,
    arguments::{Build, Precompress},
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
    let timings = match options.timings || options.trace.is_some() {
        true => Timings::on(),
        false => Timings::off(),
    };
    let output = options.output.clone().unwrap_or_else(|| root.join("target/site"));
    let refused = refuse_sources(&root, &output);
    let built = match &refused {
        Ok(()) => {
            let store = project::facts(&root, &options.known);
            let options = BuildOptions {
                output: &output,
                deny_warnings: options.deny_warnings,
                copies: options.precompress.map(|how| match how {
                    Precompress::Quick => Copies::Compressed,
                    Precompress::Best => Copies::Smallest,
                }),
                store: store.as_ref(),
            };
            handbook::build(&project, &options, &timings)?
        }
        Err(_) => {
            let Check { source, findings } = handbook::check(&project, None)?;
            Built {
                source,
                pages: 0,
                findings,
                untold: None,
                written: Ok(None),
            }
        }
    };
    terminal::errors(&report::text(
        &built.findings,
        &|path| built.source.text(path),
        Colour::of_errors(),
    ));
    if let Some(why) = &built.untold {
        terminal::errors(&report::untold(why));
    }
    if options.timings {
        terminal::errors(&timings::table(&timings, started.elapsed()));
    }
    if let Some(file) = &options.trace {
        timings::write_trace(&timings, file)?;
    }
    let is_sound = built.findings.errors() == 0;
    if is_sound {
        refused?;
    }
    let Some(written) = built.written? else {
        terminal::errors("nothing was written\n");
        return Ok(Outcome::Findings);
    };
    let output = output.canonicalize().unwrap_or(output);
    terminal::output(&line(
        built.pages,
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
