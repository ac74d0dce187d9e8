//! Builds of generated trees from nothing, every program after the other and then all again; and ours once more, warm.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde::Serialize;

use super::{
    layouts,
    measure::{self, Measured},
    options::Options,
    report::{Figure, thousands},
    statistics::digits,
    tools::{Kind, Tool},
    tree::{self, Tree},
};
use crate::{
    failure::Failure,
    stages::{Stage, Stages},
    workspace::files_under,
};

/// How the generated handbooks leave the search out.
const NO_SEARCH: &str = "search: false";

/// All programs at one size.
#[derive(Serialize)]
pub(super) struct Size {
    pub(super) pages: usize,
    /// Bytes of Markdown.
    pub(super) source_bytes: u64,
    pub(super) cold: Vec<Series>,
    /// Other programs that did not get through, and why.
    pub(super) failed: Vec<String>,
    /// Ours: building from nothing with the search, checking from nothing, checking and building again without a change, and
    /// building after one.
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

/// Measures all tools at one size, but those of which the smaller size `before` shows that they would take too long.
/// Nothing of the trees is left.
pub(super) fn size(
    stages: &mut Stages,
    folder: &Path,
    tools: &[Tool],
    options: &Options,
    pages: usize,
    before: Option<&Size>,
) -> Result<Size, Failure> {
    let place = Place {
        folder: folder.join(format!("trees-{pages}")),
        log: folder.join("last-output.txt"),
        runs: options.runs,
        limit: options.limit,
    };
    let (mut taking_part, mut failed) = (Vec::new(), Vec::new());
    for tool in tools {
        match before.and_then(|before| too_long(tool, before, pages, options.limit)) {
            Some(why) => failed.push(format!("{} is left out: {why}", tool.kind.name())),
            None => taking_part.push(tool),
        }
    }
    let result = stages.run(&format!("{pages} pages"), |stage| {
        let mut size = place.measure(stage, &taking_part, pages)?;
        size.failed.splice(0..0, failed);
        Ok((String::new(), size))
    });
    clear(&place.folder)?;
    result
}

/// Why another program is not tried with so many pages, if what it took at the smaller size leaves no hope.
fn too_long(tool: &Tool, before: &Size, pages: usize, limit: Duration) -> Option<String> {
    if tool.is_ours() {
        return None;
    }
    let smaller = thousands(before.pages as u64);
    let Some(series) = before.of(tool.kind) else {
        return Some(format!("it was at {smaller} pages"));
    };
    let took = series.figure(Figure::Wall).median;
    let expected = took * pages as f64 / before.pages.max(1) as f64;
    (expected > limit.as_secs_f64()).then(|| {
        format!(
            "a build would take more than {} s, for it took {} s at {smaller} pages",
            limit.as_secs(),
            digits(took)
        )
    })
}

/// Where one size is measured.
struct Place {
    folder: PathBuf,
    log: PathBuf,
    runs: usize,
    limit: Duration,
}

impl Place {
    fn source(&self, tool: &Tool) -> PathBuf {
        self.folder.join(tool.kind.layout().name())
    }

    fn output(&self, tool: &Tool) -> PathBuf {
        self.folder.join(format!("{}-site", tool.kind.name()))
    }

    fn measure(&self, stage: &Stage, tools: &[&Tool], pages: usize) -> Result<Size, Failure> {
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
        let (cold, failed) = self.cold(stage, tools)?;
        let (_, source_bytes) = match tools.first() {
            Some(tool) => weigh(&self.source(tool).join("content"))?,
            None => (0, 0),
        };
        let ours = match tools.iter().find(|tool| tool.kind == Kind::Handbook) {
            Some(tool) => self.ours(stage, tool, &tree)?,
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

    /// Builds with each tool in turn, and all again. The second part names those that did not get through.
    fn cold(&self, stage: &Stage, tools: &[&Tool]) -> Result<(Vec<Series>, Vec<String>), Failure> {
        let frame = self.frame(tools)?;
        let mut all: Vec<_> = tools
            .iter()
            .map(|tool| (*tool, Series::new(tool.kind.name())))
            .collect();
        let mut failed = Vec::new();
        for round in 1..=self.runs {
            let mut next = Vec::with_capacity(all.len());
            for (tool, mut series) in all {
                // One that has used up its time is not built again.
                if series.runs.len() + 1 == round && (tool.is_ours() || series.has_time(self.limit)) {
                    stage.says(&format!("round {round} of {}, {}", self.runs, tool.kind.name()));
                    match self.build_once(tool, frame) {
                        Ok(run) => series.runs.push(run),
                        Err(failure) if tool.is_ours() => return Err(failure),
                        Err(failure) => {
                            failed.push(failed_line(tool, &failure));
                            continue;
                        }
                    }
                    if round == 1 {
                        (series.files, series.bytes) = weigh(&self.output(tool))?;
                    }
                    if tool.kind != Kind::Handbook {
                        clear(&self.output(tool))?;
                    }
                }
                next.push((tool, series));
            }
            all = next;
        }
        Ok((all.into_iter().map(|(_, series)| series).collect(), failed))
    }

    /// Builds from nothing, others within the limit.
    fn build_once(&self, tool: &Tool, frame: usize) -> Result<Measured, Failure> {
        self.forget(tool)?;
        let command = tool.build(&self.source(tool), &self.output(tool), frame);
        match tool.is_ours() {
            true => self.run(&command),
            false => measure::run_within(&command, &self.log, self.limit),
        }
    }

    /// How many bytes the floor has to put around each page, so that it writes as much as ours.
    fn frame(&self, tools: &[&Tool]) -> Result<usize, Failure> {
        let mut weights = Vec::new();
        for tool in tools.iter().filter(|tool| tool.is_ours()) {
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

    fn ours(&self, stage: &Stage, tool: &Tool, tree: &Tree) -> Result<Vec<Series>, Failure> {
        let source = self.source(tool);
        let build = tool.build(&source, &self.output(tool), 0);
        let mut check = Command::new(&tool.program);
        check.args(["check", "--source"]).arg(&source);
        let names = [
            "build from nothing, with the search",
            "check from nothing",
            "check again",
            "build again, unchanged",
            "build after one edit",
        ];
        let mut series = names.map(Series::new);
        let edited = tree.pages.iter().rev().find(|page| !page.section);
        let edited = edited.map(|page| source.join(tool.kind.layout().place(page)));
        for round in 1..=self.runs {
            stage.says(&format!("round {round} of {}, warm", self.runs));
            let [searched, first, again, unchanged, after] = &mut series;
            searched.runs.push(self.build_searched(tool)?);
            clear(&source.join("target"))?;
            first.runs.push(self.run(&check)?);
            // Not measured: a check alone does not know what a build wrote.
            self.run(&build)?;
            again.runs.push(self.run(&check)?);
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

    /// Builds from nothing with what the other programs leave out: the search.
    fn build_searched(&self, tool: &Tool) -> Result<Measured, Failure> {
        self.forget(tool)?;
        let source = self.source(tool);
        let settings = source.join("handbook.yaml");
        let write = |text: &str| fs::write(&settings, text).map_err(|error| Failure::at(&settings, &error));
        let text = fs::read_to_string(&settings).map_err(|error| Failure::at(&settings, &error))?;
        if !text.contains(NO_SEARCH) {
            return Err(Failure::new(format!(
                "no line `{NO_SEARCH}` in {}",
                settings.display()
            )));
        }
        write(&text.replace(NO_SEARCH, "search: true"))?;
        let run = self.run(&tool.build(&source, &self.output(tool), 0));
        write(&text)?;
        self.forget(tool)?;
        run
    }

    fn run(&self, command: &Command) -> Result<Measured, Failure> {
        measure::run(command, &self.log)
    }
}

/// Why a program is not among those measured: its name, and what it said of the error.
pub(super) fn failed_line(tool: &Tool, failure: &Failure) -> String {
    let lines = || failure.output().lines().map(str::trim);
    let said = lines()
        .find(|line| line.to_lowercase().contains("error"))
        .or(lines().next_back());
    let said = said.map(|said| format!("; {said}")).unwrap_or_default();
    format!("{} is left out: {failure}{said}", tool.kind.name())
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

    /// Whether one more run like the last would end within the time for all.
    fn has_time(&self, limit: Duration) -> bool {
        let took: f64 = self.runs.iter().map(|run| run.wall).sum();
        let last = self.runs.last().map_or(0.0, |run| run.wall);
        took + last <= limit.as_secs_f64()
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

#[cfg(test)]
mod tests {
    use super::{super::report::tests::series, *};

    fn tool(kind: Kind) -> Tool {
        Tool {
            kind,
            program: "program".into(),
            version: String::new(),
        }
    }

    #[test]
    fn another_program_is_built_as_often_as_its_time_allows() {
        // The wall is half of these.
        let series = series("Hugo", &[20.0, 20.0]);
        assert!(series.has_time(Duration::from_secs(30)));
        assert!(!series.has_time(Duration::from_secs(29)));
        assert!(Series::new("Hugo").has_time(Duration::from_secs(1)));
    }

    #[test]
    fn what_would_take_too_long_is_left_out_but_never_ours() {
        let mut before = super::super::report::tests::report().sizes.remove(0);
        let why =
            |before: &Size, kind, limit| too_long(&tool(kind), before, 10_000, Duration::from_secs(limit));
        assert_eq!(why(&before, Kind::Hugo, 8), None);
        assert_eq!(
            why(&before, Kind::Hugo, 7).as_deref(),
            Some("a build would take more than 7 s, for it took 0.800 s at 1,000 pages")
        );
        assert_eq!(why(&before, Kind::Handbook, 0), None);
        before.cold.clear();
        assert_eq!(
            why(&before, Kind::Hugo, 600).as_deref(),
            Some("it was at 1,000 pages")
        );
    }

    #[test]
    fn a_program_is_left_out_with_what_it_said() {
        let late = failed_line(&tool(Kind::Mdbook), &Failure::new("not within 600 s"));
        assert_eq!(late, "mdBook is left out: not within 600 s");
        let said = Failure::with_output("`hugo` failed", "one\nERROR two\nthree\n".to_owned());
        assert_eq!(
            failed_line(&tool(Kind::Hugo), &said),
            "Hugo is left out: `hugo` failed; ERROR two"
        );
    }
}
