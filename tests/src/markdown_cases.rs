//! Golden cases of Markdown: prose with blocks fenced by four backticks, `md` for what goes in, `html` for what comes
//! out, `text` for the findings. Each block of input stands below a heading that names the case.
//!
//! The input is the body of the only page of a small handbook with a picture, a few policy values and the shortcodes of
//! [`theme::plain`]; it may bring front matter of its own. A fence `md escaped` writes what cannot be seen as
//! `\u{a0}` and `\r`.

use std::{fs, path::Path};

use handbook::{Source, read, render};

use crate::{
    difference, findings,
    folder::{Folder, tree},
    project, repository, theme, wanted, well_formed,
};

const FRONT_MATTER: &str = "---\ntitle: Case\nlayout: content\n---\n";

const VALUES: &str = r#"deck.threshold:
  title: Custom deck threshold
  unit: usd
  comparison: above
  source: https://example.com/decks
  from:
    2020-02-01:
      smb: $5,000
      mid-market: $10,000
deck.requirements:
  title: Requirements of a deck
  unit: requirements
  source: https://example.com/decks
  from:
    2020-02-01: 5
event.close-rate:
  title: Close rate of event pipeline
  unit: percent
  source: https://example.com/events
  from:
    2020-02-01: 30%
"#;

/// One pixel.
const PICTURE: &[u8] = b"GIF89a\x03\x00\x02\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x03\x00\x02\x00\x00\x02\x03D\x02\x05\x00;";

/// A part of a file of cases.
enum Part {
    /// Lines that stay as they are.
    Prose(String),
    /// A case.
    Case(Case),
}

struct Case {
    name: String,
    fence: String,
    input: String,
    html: Option<String>,
    findings: Option<String>,
}

/// Runs every case of every file below `markdown/`; tells how many there are and which do not hold.
pub fn run_all() -> (usize, Vec<String>) {
    let folder = repository().join("tests/markdown");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of cases is there")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let mut cases = 0;
    let mut failures = Vec::new();
    for file in files {
        cases += run_file(&file, &mut failures);
    }
    (cases, failures)
}

/// What goes into the cases, in the order of the files.
pub fn inputs() -> Vec<String> {
    let cases = tree(&repository().join("tests/markdown")).into_values();
    let texts = cases.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    texts
        .flat_map(|text| parts(&text))
        .filter_map(|part| match part {
            Part::Case(case) if case.fence.ends_with("escaped") => Some(unescape(&case.input)),
            Part::Case(case) => Some(case.input),
            Part::Prose(_) => None,
        })
        .collect()
}

fn run_file(path: &Path, failures: &mut Vec<String>) -> usize {
    let feature = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let text = fs::read_to_string(path).expect("a file of cases is text");
    let mut parts = parts(&text);
    let mut count = 0;
    let mut names: Vec<String> = Vec::new();
    for part in &mut parts {
        let Part::Case(case) = part else { continue };
        let name = format!("{feature}: {}", case.name);
        count += 1;
        if names.contains(&case.name) {
            failures.push(format!("{name}: a second case has this name"));
        }
        names.push(case.name.clone());
        if wanted(&name) {
            run(&name, case, failures);
        }
    }
    if crate::blessing() {
        fs::write(path, written(&parts)).expect("the file can be written");
    }
    count
}

fn run(name: &str, case: &mut Case, failures: &mut Vec<String>) {
    let escaped = case.fence.ends_with("escaped");
    let input = if escaped {
        unescape(&case.input)
    } else {
        case.input.clone()
    };
    let (html, found) = outcome(&input);
    let show = |text: String| if escaped { escape(&text) } else { text };
    let (html, found) = (html.map(show), (!found.is_empty()).then(|| show(found)));
    if let Some(html) = &html {
        let faults = well_formed::read(html).faults;
        if !faults.is_empty() {
            failures.push(format!("{name}\n    not well-formed: {faults:?}\n{html}"));
        }
    }
    if crate::blessing() {
        (case.html, case.findings) = (html, found);
        return;
    }
    for (what, expected, found) in [("HTML", &case.html, &html), ("findings", &case.findings, &found)] {
        if expected != found {
            let (expected, found) = (
                expected.as_deref().unwrap_or("(none)\n"),
                found.as_deref().unwrap_or("(none)\n"),
            );
            failures.push(format!(
                "{name}\n    {what} differ{}",
                difference(expected, found)
            ));
        }
    }
}

/// The HTML of a body on a page of its own, where there are no errors, and the findings.
pub fn outcome(input: &str) -> (Option<String>, String) {
    let (source, lines_above) = alone(input);
    let (site, findings) = render(&source);
    let html = site.as_ref().and_then(|site| site.get("index.html"));
    let (again, findings_again) = render(&source);
    assert_eq!(
        (html, &findings),
        (
            again.as_ref().and_then(|site| site.get("index.html")),
            &findings_again
        ),
        "rendering {input:?} twice gives two results"
    );
    let html = html.map(|html| {
        let html = String::from_utf8_lossy(html);
        format!("{}\n", html.trim_matches('\n'))
    });
    (html, findings::below(&source, &findings, lines_above))
}

/// The HTML of a body on a page of its own, where there are no errors.
pub fn html(input: &str) -> Option<String> {
    let site = render(&alone(input).0).0?;
    let html = site.get("index.html")?;
    Some(String::from_utf8_lossy(html).into_owned())
}

/// A handbook whose only page has this body, and how many lines stand above it.
fn alone(input: &str) -> (Source, usize) {
    let (above, lines) = match input.starts_with("---\n") {
        true => ("", 0),
        false => (FRONT_MATTER, FRONT_MATTER.lines().count()),
    };
    let folder = Folder::empty();
    folder
        .write("content/_index.md", format!("{above}{input}"))
        .write("content/picture.gif", PICTURE)
        .write("content/policy/values.yaml", VALUES);
    let source = read(&project(folder.path(), theme::plain())).expect("the folder can be read");
    (source, lines)
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut name = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let fence = line.trim_end();
        let kind = fence.trim_start_matches('`');
        let ticks = &fence[..fence.len() - kind.len()];
        if ticks.len() < 4 {
            if let Some(heading) = line.strip_prefix("## ") {
                name = heading.trim().to_owned();
            }
            match parts.last_mut() {
                Some(Part::Prose(prose)) => prose.push_str(line),
                _ => parts.push(Part::Prose(line.to_owned())),
            }
            continue;
        }
        let block: String = lines
            .by_ref()
            .take_while(|line| line.trim_end() != ticks)
            .collect();
        match (kind, last_case(&mut parts)) {
            ("html", Some(case)) => case.html = Some(block),
            ("text", Some(case)) => case.findings = Some(block),
            (md, _) if md.starts_with("md") => parts.push(Part::Case(Case {
                name: name.clone(),
                fence: fence.to_owned(),
                input: block,
                html: None,
                findings: None,
            })),
            _ => assert!(
                kind == "md",
                "a block of `{kind}` below `{name}` belongs to no case"
            ),
        }
    }
    parts
}

/// The case that a block of expected text belongs to: only blank lines stand between them, and they go.
fn last_case(parts: &mut Vec<Part>) -> Option<&mut Case> {
    if matches!(parts.last(), Some(Part::Prose(prose)) if prose.trim().is_empty()) {
        parts.pop();
    }
    match parts.last_mut() {
        Some(Part::Case(case)) => Some(case),
        _ => None,
    }
}

fn written(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Prose(prose) => text.push_str(prose),
            Part::Case(case) => {
                let ticks = &case.fence[..case.fence.len() - case.fence.trim_start_matches('`').len()];
                text.push_str(&format!("{}\n{}{ticks}\n", case.fence, case.input));
                for (kind, block) in [("html", &case.html), ("text", &case.findings)] {
                    if let Some(block) = block {
                        text.push_str(&format!("\n{ticks}{kind}\n{block}{ticks}\n"));
                    }
                }
            }
        }
    }
    text
}

/// Reads `\r`, `\t` and `\u{a0}`.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest
            .strip_prefix("\\u{")
            .and_then(|code| code.split_once('}'))
            .and_then(|(code, after)| Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, after)));
        (rest, _) = match code {
            Some((letter, after)) => (after, plain.push(letter)),
            None if rest.starts_with("\\r") => (&rest[2..], plain.push('\r')),
            None if rest.starts_with("\\t") => (&rest[2..], plain.push('\t')),
            None => (&rest[1..], plain.push('\\')),
        };
    }
    plain.push_str(rest);
    plain
}

/// Writes what cannot be seen so that it can.
fn escape(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter {
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\n' => shown.push('\n'),
            '\u{a0}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fe0f}'
            | '\u{feff}' => {
                shown.push_str(&format!("\\u{{{:x}}}", u32::from(letter)));
            }
            _ if letter.is_control() => shown.push_str(&format!("\\u{{{:x}}}", u32::from(letter))),
            _ => shown.push(letter),
        }
    }
    shown
}
