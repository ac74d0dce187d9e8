//! The floor: reads all pages, turns them into HTML on two threads, writes them. No links, no navigation, no templates.
//!
//! `floor SOURCE OUTPUT FRAME` reads the Markdown files below SOURCE and writes OUTPUT/.../index.html, each with FRAME
//! bytes around its text, as many as a template would put there. `cargo xtask bench` measures every generator by this
//! program: what it takes is what reading, parsing and writing take. It prints how many bytes of HTML the texts are.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
};

use pulldown_cmark::{Options, Parser, html};

/// As many as the machines that handbooks are built on have.
const THREADS: usize = 2;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let [source, output, frame] = words.as_slice() else {
        return complain("usage: floor SOURCE OUTPUT FRAME");
    };
    let Ok(frame) = frame.parse() else {
        return complain("FRAME is a number of bytes");
    };
    match build(Path::new(source), Path::new(output), frame) {
        Ok(bytes) => {
            let _ = writeln!(io::stdout(), "{bytes}");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error.to_string()),
    }
}

fn complain(text: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::FAILURE
}

/// Writes every page; returns the bytes of HTML without the frames.
fn build(source: &Path, output: &Path, frame: usize) -> io::Result<u64> {
    let mut pages = Vec::new();
    pages_below(source, output, &mut pages)?;
    let frame = "<!-- as long as a template -->\n"
        .chars()
        .cycle()
        .take(frame)
        .collect::<String>();
    let next = AtomicUsize::new(0);
    let bytes = AtomicU64::new(0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| scope.spawn(|| work(&pages, &next, &bytes, &frame)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            let stopped = || io::Error::other("a thread stopped");
            thread.join().unwrap_or_else(|_| Err(stopped()))
        })
    })?;
    Ok(bytes.into_inner())
}

/// One thread: takes the next page until there is none.
fn work(pages: &[(PathBuf, PathBuf)], next: &AtomicUsize, bytes: &AtomicU64, frame: &str) -> io::Result<()> {
    let mut page = String::new();
    while let Some((from, to)) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
        let text = fs::read_to_string(from)?;
        page.clear();
        html::push_html(&mut page, Parser::new_ext(body(&text), options()));
        bytes.fetch_add(page.len() as u64, Ordering::Relaxed);
        page.push_str(frame);
        fs::create_dir_all(to)?;
        fs::write(to.join("index.html"), &page)?;
    }
    Ok(())
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// The text behind the front matter.
fn body(text: &str) -> &str {
    text.strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text, |(_, body)| body)
}

/// Each page with the folder it is written to.
fn pages_below(folder: &Path, output: &Path, pages: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            pages_below(&path, &output.join(entry.file_name()), pages)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let to = match path.file_stem() {
                Some(stem) if stem != "_index" => output.join(stem),
                _ => output.to_path_buf(),
            };
            pages.push((path, to));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_no_text() {
        assert_eq!(body("---\ntitle: A\n---\n\nB\n"), "\nB\n");
        assert_eq!(body("B\n---\nC\n"), "B\n---\nC\n");
    }
}
