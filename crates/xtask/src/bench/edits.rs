//! Edits while a development server runs: from the saved file to the changed page in Chromium, ours beside Hugo's.
//!
//! The measuring is done by `tests/browser/bench-edits.mjs`; this prepares the trees and says what is edited.

use std::{
    fmt::Write,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    cold::clear,
    layouts,
    report::{brackets, thousands},
    statistics::{digits, spread},
    tools::{Kind, Tool},
    tree::{self, Tree},
};
use crate::{browser, failure::Failure, machine, stages::Stages, workspace::Workspace};

const SCRIPT: &str = "bench-edits.mjs";

/// Servers at one size.
#[derive(Serialize)]
pub(super) struct Edits {
    pages: usize,
    servers: Vec<Server>,
}

/// What one server did; times are milliseconds.
#[derive(Serialize)]
struct Server {
    name: String,
    #[serde(flatten)]
    measured: Measured,
}

#[derive(Deserialize, Serialize)]
struct Measured {
    /// From the start of the command to the end of the first page.
    first_page: f64,
    /// Megabytes.
    peak: f64,
    edits: Vec<Edit>,
}

#[derive(Deserialize, Serialize)]
struct Edit {
    kind: String,
    times: Vec<f64>,
}

/// Measures the servers with a tree of so many pages, each edit `runs` times.
pub(super) fn edits(
    workspace: &Workspace,
    stages: &mut Stages,
    folder: &Path,
    tools: &[Tool],
    pages: usize,
    runs: usize,
) -> Result<Edits, Failure> {
    stages.run(&format!("edits of {pages} pages"), |stage| {
        let (_, found) = machine::browser(workspace, stage)?;
        browser::install_packages(workspace, stage, &found)?;
        let tree = tree::plan(pages);
        let mut servers = Vec::new();
        for tool in tools
            .iter()
            .filter(|tool| matches!(tool.kind, Kind::Handbook | Kind::Hugo))
        {
            stage.says(&format!("edits under {}", tool.kind.name()));
            let source = folder.join(format!("edits-{}", tool.kind.name()));
            clear(&source)?;
            layouts::write(&tree, &[(tool.kind.layout(), &source)])?;
            let plan = plan(tool, &source, &tree, runs)?;
            let measured = measure(workspace, &found.chromium, &plan)?;
            clear(&source)?;
            servers.push(Server {
                name: tool.kind.name().to_owned(),
                measured,
            });
        }
        Ok((String::new(), Edits { pages, servers }))
    })
}

/// What the script is to do, with files that are there.
fn plan(tool: &Tool, source: &Path, tree: &Tree, runs: usize) -> Result<Value, Failure> {
    let page = tree
        .pages
        .iter()
        .rev()
        .find(|page| !page.section && !page.headings.is_empty() && (4_000..16_000).contains(&page.size))
        .or(tree.pages.first())
        .ok_or_else(|| Failure::new("a tree without pages cannot be edited"))?;
    let file = source.join(tool.kind.layout().place(page));
    let text = fs::read_to_string(&file).map_err(|error| Failure::at(&file, &error))?;
    // A word in the middle of the text, where authors write.
    let (_, body) = text.split_once("\n---\n").unwrap_or(("", &text));
    let sentence = body
        .lines()
        .find(|line| line.len() > 60 && line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .unwrap_or(&page.title)
        .to_owned();
    let mark = "Bench {N} was here";
    let edit = |kind: &str, file: &Path, address: &str, find: &str, replace: String, pattern: &str| json!({ "kind": kind, "file": file, "page": address, "find": find, "replace": replace, "pattern": pattern });
    let seen = r"Bench (\d+) was here";
    let title = format!("title: {}\n", page.title);
    let mut edits = vec![
        edit(
            "body",
            &file,
            &page.address,
            &sentence,
            format!("{sentence} {mark}."),
            seen,
        ),
        edit(
            "title",
            &file,
            &page.address,
            &title,
            format!("title: {mark}\n"),
            seen,
        ),
    ];
    let (words, settings) = match tool.kind {
        Kind::Handbook => {
            let footer = source.join("themes/handbook/templates/partials/footer.html");
            copy_footer(&footer)?;
            edits.push(edit(
                "template",
                &footer,
                &page.address,
                "<p>",
                format!("<p>{mark}"),
                seen,
            ));
            let values = source.join("content/policy/limits.yaml");
            edits.push(edit(
                "policy value",
                &values,
                "/limits/",
                "$180",
                "$2,{N}".to_owned(),
                r"\$2,(\d{3})",
            ));
            let source = source.to_string_lossy();
            (
                vec![
                    "serve".to_owned(),
                    "--source".to_owned(),
                    source.into_owned(),
                    "--port".to_owned(),
                    "{PORT}".to_owned(),
                ],
                "handbook.yaml",
            )
        }
        _ => {
            let frame = source.join("layouts/baseof.html");
            edits.push(edit(
                "template",
                &frame,
                &page.address,
                "<footer class=\"site-footer\">",
                format!("<footer class=\"site-footer\">{mark}"),
                seen,
            ));
            let source = source.to_string_lossy();
            (
                [
                    "server",
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    "{PORT}",
                    "--source",
                    &source,
                ]
                .map(str::to_owned)
                .to_vec(),
                "hugo.yaml",
            )
        }
    };
    let settings = source.join(settings);
    edits.push(edit(
        "settings",
        &settings,
        &page.address,
        "title: Handbook",
        format!("title: {mark}"),
        seen,
    ));
    Ok(json!({ "program": tool.program, "words": words, "runs": runs, "edits": edits }))
}

/// The handbook's own footer in place of the carried one, as a theme has it.
fn copy_footer(place: &Path) -> Result<(), Failure> {
    const FOOTER: &str = include_str!("../../../../themes/handbook/templates/partials/footer.html");
    let parent = place.parent().unwrap_or(place);
    fs::create_dir_all(parent).map_err(|error| Failure::at(parent, &error))?;
    fs::write(place, FOOTER).map_err(|error| Failure::at(place, &error))
}

fn measure(workspace: &Workspace, chromium: &Path, plan: &Value) -> Result<Measured, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::new(format!("`{SCRIPT}` could not be run: {error}"));
    let mut child = Command::new("node")
        .current_dir(workspace.path(browser::FOLDER))
        .arg(SCRIPT)
        .env("CHROMIUM", chromium)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    if let Some(mut input) = child.stdin.take() {
        input
            .write_all(plan.to_string().as_bytes())
            .map_err(|error| failed(&error))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(&error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::with_output(
            format!("`{SCRIPT}` failed ({})", output.status),
            said,
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))
}

impl Edits {
    pub(super) fn markdown(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "\n## Edits while a server runs, {} pages\n\nMilliseconds from saving a file to the page showing it, in Chromium.\n",
            thousands(self.pages as u64)
        );
        let mut kinds: Vec<&str> = Vec::new();
        for edit in self.servers.iter().flat_map(|server| &server.measured.edits) {
            if !kinds.contains(&edit.kind.as_str()) {
                kinds.push(&edit.kind);
            }
        }
        let _ = writeln!(out, "| | first page | {} | peak MB |", kinds.join(" | "));
        let _ = writeln!(out, "|---|---|{}---|", "---|".repeat(kinds.len()));
        for Server { name, measured } in &self.servers {
            let _ = write!(out, "| {name} | {} |", digits(measured.first_page));
            for kind in &kinds {
                let times = measured.edits.iter().find(|edit| edit.kind == *kind);
                let cell = times
                    .map(|edit| brackets(spread(edit.times.iter().copied())))
                    .unwrap_or_default();
                let _ = write!(out, " {cell} |");
            }
            let _ = writeln!(out, " {} |", digits(measured.peak));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::read;

    #[test]
    fn what_is_to_be_edited_stands_in_the_files() -> Result<(), Failure> {
        let tree = tree::plan(60);
        let folder = std::env::temp_dir().join(format!("xtask-edits-{}", std::process::id()));
        for kind in [Kind::Handbook, Kind::Hugo] {
            let source = folder.join(kind.name());
            layouts::write(&tree, &[(kind.layout(), &source)])?;
            let tool = Tool {
                kind,
                program: "program".into(),
                version: String::new(),
            };
            let plan = plan(&tool, &source, &tree, 3)?;
            let edits = plan["edits"].as_array().map(Vec::as_slice).unwrap_or_default();
            assert!(edits.len() >= 4, "{plan}");
            for edit in edits {
                let file = edit["file"].as_str().unwrap_or_default();
                let text = read(Path::new(file))?;
                let find = edit["find"].as_str().unwrap_or_default();
                assert!(String::from_utf8_lossy(&text).contains(find), "{edit}");
            }
        }
        clear(&folder)
    }

    #[test]
    fn servers_stand_side_by_side() {
        let server = |name: &str, body: f64| Server {
            name: name.to_owned(),
            measured: Measured {
                first_page: 200.0,
                peak: 50.0,
                edits: vec![Edit {
                    kind: "body".to_owned(),
                    times: vec![body, body + 2.0, body + 1.0],
                }],
            },
        };
        let edits = Edits {
            pages: 10_000,
            servers: vec![server("handbook", 15.0), server("Hugo", 800.0)],
        };
        let mut out = String::new();
        edits.markdown(&mut out);
        assert!(out.contains("| | first page | body | peak MB |"), "{out}");
        assert!(
            out.contains("| handbook | 200 | 16.0 (15.0 to 17.0) | 50.0 |"),
            "{out}"
        );
        assert!(out.contains("| Hugo | 200 | 801 (800 to 802) | 50.0 |"), "{out}");
    }
}
