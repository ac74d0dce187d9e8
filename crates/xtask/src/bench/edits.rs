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
    cold::{clear, failed_line},
    layouts,
    report::{of, thousands},
    statistics::digits,
    tools::{Kind, Tool},
    tree::{self, Tree},
};
use crate::{browser, failure::Failure, machine, stages::Stages, workspace::Workspace};

const SCRIPT: &str = "bench-edits.mjs";
/// How often a server is started for its first page.
const STARTS: usize = 5;
/// Seconds that a page or an edit may take, and in which the edits of one kind are begun.
const LIMIT: u64 = 120;

/// Servers at one size.
#[derive(Serialize)]
pub(super) struct Edits {
    pages: usize,
    servers: Vec<Server>,
    /// Other programs whose server was not measured, and why.
    failed: Vec<String>,
}

/// What one server did; times are milliseconds.
#[derive(Serialize)]
struct Server {
    name: String,
    /// The kinds of edits that there are for it.
    kinds: Vec<String>,
    #[serde(flatten)]
    measured: Measured,
}

#[derive(Deserialize, Serialize)]
struct Measured {
    /// From the start of the command to the last byte of the first page.
    first_answer: Vec<f64>,
    /// From there to the browser's having that page with its styles and code, each time of a server just started.
    first_load: Vec<f64>,
    /// Megabytes.
    peak: f64,
    edits: Vec<Edit>,
}

#[derive(Deserialize, Serialize)]
struct Edit {
    kind: String,
    times: Vec<f64>,
    /// Why it was not made as often as it should; those after it were not made at all.
    failed: Option<String>,
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
        let (mut servers, mut failed) = (Vec::new(), Vec::new());
        for tool in tools
            .iter()
            .filter(|tool| matches!(tool.kind, Kind::Handbook | Kind::Hugo))
        {
            stage.says(&format!("edits under {}", tool.kind.name()));
            let source = folder.join(format!("edits-{}", tool.kind.name()));
            clear(&source)?;
            layouts::write(&tree, &[(tool.kind.layout(), &source)])?;
            let plan = plan(tool, &source, &tree, runs)?;
            let measured = measure(workspace, &found.chromium, &plan);
            clear(&source)?;
            match measured {
                Ok(measured) => {
                    if tool.is_ours() {
                        measured.succeeded()?;
                    }
                    servers.push(Server {
                        name: tool.kind.name().to_owned(),
                        kinds: kinds(&plan),
                        measured,
                    });
                }
                Err(failure) if tool.is_ours() => return Err(failure),
                Err(failure) => failed.push(failed_line(tool, &failure)),
            }
        }
        let edits = Edits {
            pages,
            servers,
            failed,
        };
        Ok((String::new(), edits))
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
    let limit = LIMIT * 1000;
    Ok(
        json!({ "program": tool.program, "words": words, "starts": STARTS, "runs": runs, "limit": limit, "edits": edits }),
    )
}

/// The kinds of the edits of a plan.
fn kinds(plan: &Value) -> Vec<String> {
    let edits = plan.get("edits").and_then(Value::as_array).into_iter().flatten();
    edits
        .filter_map(|edit| Some(edit.get("kind")?.as_str()?.to_owned()))
        .collect()
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

impl Measured {
    /// An edit that did not reach the page, as a failure.
    fn succeeded(&self) -> Result<(), Failure> {
        let failed = self
            .edits
            .iter()
            .find_map(|edit| Some((edit, edit.failed.as_ref()?)));
        match failed {
            Some((edit, why)) => Err(Failure::new(format!(
                "an edit ({}) did not reach the page: {why}",
                edit.kind
            ))),
            None => Ok(()),
        }
    }
}

impl Server {
    /// What the table says of one kind of edit.
    fn cell(&self, kind: &str) -> String {
        match self.measured.edits.iter().find(|edit| edit.kind == kind) {
            Some(Edit {
                failed: Some(why), ..
            }) => why.clone(),
            Some(edit) => of(&edit.times),
            None if self.kinds.iter().any(|own| own == kind) => "left out".to_owned(),
            None => String::new(),
        }
    }
}

impl Edits {
    pub(super) fn markdown(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "\n## Edits while a server runs, {} pages\n\nMilliseconds from saving a file to the page showing it, in Chromium. Before that the first page: from the start of the\ncommand to its last byte, and, of another start, to the browser's having it whole. An edit that a page does not show within\n{LIMIT} seconds ends the measuring of that server, and no more edits of a kind are begun after that time.\n",
            thousands(self.pages as u64)
        );
        let mut kinds: Vec<&str> = Vec::new();
        for kind in self.servers.iter().flat_map(|server| &server.kinds) {
            if !kinds.contains(&kind.as_str()) {
                kinds.push(kind);
            }
        }
        let _ = writeln!(
            out,
            "| | first page answered | loaded | {} | peak MB |",
            kinds.join(" | ")
        );
        let _ = writeln!(out, "|---|---|---|{}---|", "---|".repeat(kinds.len()));
        for server in &self.servers {
            let Server { name, measured, .. } = server;
            let cells: Vec<String> = kinds.iter().map(|kind| server.cell(kind)).collect();
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} | {} |",
                of(&measured.first_answer),
                of(&measured.first_load),
                cells.join(" | "),
                digits(measured.peak)
            );
        }
        for line in &self.failed {
            let _ = writeln!(out, "\n{line}");
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

    fn server(name: &str, kinds: &[&str], edits: Vec<Edit>) -> Server {
        Server {
            name: name.to_owned(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            measured: Measured {
                first_answer: vec![80.0, 84.0, 90.0],
                first_load: vec![200.0],
                peak: 50.0,
                edits,
            },
        }
    }

    fn edit(kind: &str, times: &[f64], failed: Option<&str>) -> Edit {
        Edit {
            kind: kind.to_owned(),
            times: times.to_vec(),
            failed: failed.map(str::to_owned),
        }
    }

    #[test]
    fn servers_stand_side_by_side() {
        let edits = Edits {
            pages: 10_000,
            servers: vec![
                server(
                    "handbook",
                    &["body"],
                    vec![edit("body", &[15.0, 17.0, 16.0], None)],
                ),
                server(
                    "Hugo",
                    &["body"],
                    vec![edit("body", &[800.0, 802.0, 801.0], None)],
                ),
            ],
            failed: Vec::new(),
        };
        let mut out = String::new();
        edits.markdown(&mut out);
        assert!(
            out.contains("| | first page answered | loaded | body | peak MB |"),
            "{out}"
        );
        let ours = "| handbook | 84.0 (80.0 to 90.0) | 200 | 16.0 (15.0 to 17.0) | 50.0 |";
        assert!(out.contains(ours), "{out}");
        assert!(out.contains("| 801 (800 to 802) | 50.0 |"), "{out}");
    }

    #[test]
    fn a_server_that_does_not_show_an_edit_is_left_out_of_those_after_it() {
        let late = edit("template", &[9000.0], Some("not within 120 s"));
        let all = ["body", "template", "policy value", "settings"];
        let theirs = ["body", "template", "settings"];
        let edited = all.map(|kind| edit(kind, &[15.0], None));
        let edits = Edits {
            pages: 10_000,
            servers: vec![
                server("handbook", &all, edited.into()),
                server("Hugo", &theirs, vec![edit("body", &[800.0], None), late]),
            ],
            failed: vec!["Zola is left out: it has no such server".to_owned()],
        };
        let mut out = String::new();
        edits.markdown(&mut out);
        assert!(
            out.contains("| 800 | not within 120 s |  | left out | 50.0 |"),
            "{out}"
        );
        assert!(
            out.ends_with("\nZola is left out: it has no such server\n"),
            "{out}"
        );
        let succeeded = edits
            .servers
            .iter()
            .map(|server| server.measured.succeeded().is_ok());
        assert_eq!(succeeded.collect::<Vec<_>>(), [true, false]);
    }
}
