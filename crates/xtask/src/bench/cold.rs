//! Builds of generated trees from nothing, every program after the other and then all again; and ours once more, warm.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Serialize;

use super::{
    layouts,
    measure::{self, Measured},
    tools::{Kind, Tool},
    tree::{self, Tree},
};
use crate::{
    failure::Failure,
    stages::{Stage, Stages},
    workspace::files_under,
};

/// All programs at one size.
#[derive(Serialize)]
pub(super) struct Size {
    pub(super) pages: usize,
    /// Bytes of Markdown.
    pub(super) source_bytes: u64,
    pub(super) cold: Vec<Series>,
    /// Other programs that did not get through, and why.
    pub(super) failed: Vec<String>,
    /// Ours: checking, building again without a change, and after one.
    pub(super) ours: Vec<Series>,
}

/// The runs of one program.
#[derive(Serialize)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) runs: Vec<Measured>,
    pub(super) files: usize,
    pub(super) bytes: u64,
}

/// Measures all tools at one size. Nothing of the trees is left.
pub(super) fn size(
    stages: &mut Stages,
    folder: &Path,
    tools: &[Tool],
    pages: usize,
    runs: usize,
) -> Result<Size, Failure> {
    let place = Place {
        folder: folder.join(format!("trees-{pages}")),
        log: folder.join("last-output.txt"),
    };
    let tools: Vec<&Tool> = tools.iter().filter(|tool| tool.takes_part(pages)).collect();
    let result = stages.run(&format!("{pages} pages"), |stage| {
        let size = place.measure(stage, &tools, pages, runs)?;
        Ok((String::new(), size))
    });
    clear(&place.folder)?;
    result
}

/// Where one size is measured.
struct Place {
    folder: PathBuf,
    log: PathBuf,
}

impl Place {
    fn source(&self, tool: &Tool) -> PathBuf {
        self.folder.join(tool.kind.layout().name())
    }

    fn output(&self, tool: &Tool) -> PathBuf {
        self.folder.join(format!("{}-site", tool.kind.name()))
    }

    fn measure(&self, stage: &Stage, tools: &[&Tool], pages: usize, runs: usize) -> Result<Size, Failure> {
        clear(&self.folder)?;
        stage.says(&format!("writing {pages} pages"));
        let tree = tree::plan(pages);
        let sources: Vec<_> = tools
            .iter()
            .filter(|tool| tool.kind != Kind::Floor)
            .map(|tool| (tool.kind.layout(), self.source(tool)))
            .collect();
        let targets: Vec<_> = sources
            .iter()
            .map(|(layout, path)| (*layout, path.as_path()))
            .collect();
        layouts::write(&tree, &targets)?;
        let frame = self.frame(tools)?;

        let mut cold: Vec<Series> = tools.iter().map(|tool| Series::new(tool.kind.name())).collect();
        let mut failed = Vec::new();
        for round in 1..=runs {
            for (tool, series) in tools.iter().zip(&mut cold) {
                // One that failed once is not tried again.
                if series.runs.len() + 1 < round {
                    continue;
                }
                stage.says(&format!("round {round} of {runs}, {}", tool.kind.name()));
                self.forget(tool)?;
                let command = tool.build(&self.source(tool), &self.output(tool), frame);
                match self.run(&command) {
                    Ok(run) => series.runs.push(run),
                    // Of our own programs a failure counts; another's ends its part only.
                    Err(failure) if matches!(tool.kind, Kind::Handbook | Kind::Floor) => return Err(failure),
                    Err(failure) => {
                        failed.push(failed_line(tool, &failure));
                        series.runs.clear();
                        continue;
                    }
                }
                if round == runs {
                    (series.files, series.bytes) = weigh(&self.output(tool))?;
                }
                if tool.kind != Kind::Handbook {
                    clear(&self.output(tool))?;
                }
            }
        }
        cold.retain(|series| !series.runs.is_empty());
        let (_, source_bytes) = match tools.first() {
            Some(tool) => weigh(&self.source(tool).join("content"))?,
            None => (0, 0),
        };
        let ours = match tools.iter().find(|tool| tool.kind == Kind::Handbook) {
            Some(tool) => self.ours(stage, tool, &tree, runs)?,
            None => Vec::new(),
        };
        Ok(Size {
            pages,
            source_bytes,
            cold,
            failed,
            ours,
        })
    }

    /// How many bytes the floor has to put around each page, so that it writes as much as ours.
    fn frame(&self, tools: &[&Tool]) -> Result<usize, Failure> {
        let mut weights = Vec::new();
        for tool in tools
            .iter()
            .filter(|tool| matches!(tool.kind, Kind::Handbook | Kind::Floor))
        {
            self.run(&tool.build(&self.source(tool), &self.output(tool), 0))?;
            weights.push(weigh(&self.output(tool))?);
        }
        match weights.as_slice() {
            [(_, ours), (files, floor)] => {
                let each = ours.saturating_sub(*floor) / (*files as u64).max(1);
                Ok(usize::try_from(each).unwrap_or_default())
            }
            _ => Ok(0),
        }
    }

    /// Takes away what an earlier build left, beside the site and in the tree.
    fn forget(&self, tool: &Tool) -> Result<(), Failure> {
        clear(&self.output(tool))?;
        clear(&self.source(tool).join("target"))?;
        clear(&self.source(tool).join("resources"))
    }

    fn ours(&self, stage: &Stage, tool: &Tool, tree: &Tree, runs: usize) -> Result<Vec<Series>, Failure> {
        let source = self.source(tool);
        let build = tool.build(&source, &self.output(tool), 0);
        let mut check = Command::new(&tool.program);
        check.args(["check", "--source"]).arg(&source);
        let mut series = ["check", "again, unchanged", "again, after one edit"].map(Series::new);
        let edited = tree.pages.iter().rev().find(|page| !page.section);
        let edited = edited.map(|page| source.join(tool.kind.layout().place(page)));
        for round in 1..=runs {
            stage.says(&format!("round {round} of {runs}, warm"));
            let [checked, unchanged, after] = &mut series;
            checked.runs.push(self.run(&check)?);
            unchanged.runs.push(self.run(&build)?);
            if let Some(path) = &edited {
                let text = fs::read_to_string(path).map_err(|error| Failure::at(path, &error))?;
                let text = format!("{text}One more sentence, the number {round}.\n");
                fs::write(path, text).map_err(|error| Failure::at(path, &error))?;
            }
            after.runs.push(self.run(&build)?);
        }
        Ok(series.into())
    }

    fn run(&self, command: &Command) -> Result<Measured, Failure> {
        measure::run(command, &self.log)
    }
}

/// Why a program is not among those of a size: its name, and what it said of the error.
fn failed_line(tool: &Tool, failure: &Failure) -> String {
    let lines = || failure.output().lines().map(str::trim);
    let said = lines().find(|line| line.contains("rror")).or(lines().next_back());
    let said = said.unwrap_or_default();
    format!("{} is left out: {failure}; {said}", tool.kind.name())
}

impl Series {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            runs: Vec::new(),
            files: 0,
            bytes: 0,
        }
    }
}

/// How many files a folder holds, and how many bytes.
pub(super) fn weigh(folder: &Path) -> Result<(usize, u64), Failure> {
    let files = files_under(folder)?;
    let mut bytes = 0;
    for file in &files {
        let path = folder.join(file);
        bytes += fs::metadata(&path)
            .map_err(|error| Failure::at(&path, &error))?
            .len();
    }
    Ok((files.len(), bytes))
}

/// Removes a folder with everything in it, if it is there.
pub(super) fn clear(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
    }
    Ok(())
}
