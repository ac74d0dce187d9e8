//! Weighs the index of a folder of Markdown: `cargo run --release -p search --example weigh -- FOLDER [question...]`.
//!
//! Markdown is taken apart crudely: front matter off, headings by their `#`, marks of emphasis and links dropped.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{
    collections::{BTreeSet, HashMap},
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use search::{File, Files, Index, Page, PageTerms, Search, Section, Words, decompose};

fn main() {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "content".into()));
    let mut questions: Vec<String> = arguments.collect();
    if questions.is_empty() {
        questions = [
            "renewal",
            "close date",
            "how to approve a discount",
            "quarterly agenda incident",
        ]
        .map(Into::into)
        .into();
    }
    let mut paths = Vec::new();
    walk(&folder, &mut paths);
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| {
            (
                path.strip_prefix(&folder).unwrap().display().to_string(),
                fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    let sources: Vec<Source<'_>> = texts
        .iter()
        .map(|(address, text)| Source::of(address, text))
        .collect();
    let letters: usize = sources
        .iter()
        .flat_map(|page| &page.sections)
        .map(|section| section.text.len())
        .sum();
    println!(
        "{} pages, {} KB of text each",
        sources.len(),
        letters / sources.len().max(1) / 1024
    );

    let start = Instant::now();
    let mut words = Words::default();
    let built: Vec<(PageTerms, Vec<File>)> = sources.iter().map(|page| page.terms(&mut words)).collect();
    let read = start.elapsed();
    let start = Instant::now();
    let terms: Vec<&PageTerms> = built.iter().map(|(terms, _)| terms).collect();
    let files = Files::of(&terms, &[]).unwrap();
    println!(
        "terms of pages: {} ms; files: {} ms",
        read.as_millis(),
        start.elapsed().as_millis()
    );
    let mut index = Index::of(&terms).unwrap();
    let mut edited = terms.clone();
    let middle = edited.len() / 2;
    let longer = format!("{}\nA few more words at the end of a page.\n", texts[middle].1);
    let (longer, _) = Source::of(&texts[middle].0, &longer).terms(&mut words);
    edited[middle] = &longer;
    let start = Instant::now();
    index.renew(&terms, &edited).unwrap();
    let renewed = start.elapsed();
    let again = index.files(&edited, &[]);
    println!(
        "after an edit of one page: index {} us, files {} us",
        renewed.as_micros(),
        (start.elapsed() - renewed).as_micros()
    );
    assert_eq!(again, Files::of(&edited, &[]).unwrap());
    let sizes: Vec<usize> = terms.iter().map(|terms| terms.size()).collect();
    println!(
        "terms of a page: {} bytes on average, {} at most",
        sizes.iter().sum::<usize>() / sizes.len().max(1),
        sizes.iter().max().unwrap()
    );

    let fragments: Vec<usize> = built
        .iter()
        .flat_map(|(_, files)| files)
        .map(|file| file.bytes.len())
        .collect();
    println!(
        "entry: {} bytes, {} brotli",
        files.entry.bytes.len(),
        packed(&files.entry.bytes)
    );
    for (what, start) in [("shards", "t/"), ("tables", "d/"), ("vocabulary", "v/")] {
        let chosen = files.others.iter().filter(|file| file.name.starts_with(start));
        let mut sizes: Vec<(usize, usize)> = chosen
            .map(|file| (file.bytes.len(), packed(&file.bytes)))
            .collect();
        sizes.sort_unstable();
        let total: (usize, usize) = sizes
            .iter()
            .fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
        println!(
            "{what}: {} files, {} KB ({} KB brotli); median {:?}, most {:?} (bytes, brotli)",
            sizes.len(),
            total.0 / 1024,
            total.1 / 1024,
            sizes[sizes.len() / 2],
            sizes.last().unwrap(),
        );
    }
    println!(
        "fragments: {} files, {} KB; most {:?}",
        fragments.len(),
        fragments.iter().sum::<usize>() / 1024,
        fragments.iter().max()
    );

    let all = files
        .others
        .into_iter()
        .chain(built.into_iter().flat_map(|(_, fragments)| fragments));
    let held: HashMap<String, Vec<u8>> = all.map(|file| (file.name, file.bytes)).collect();
    let mut fetched = BTreeSet::new();
    let mut search = Search::new(&files.entry.bytes, decompose).unwrap();
    search.show(8, 3);
    println!("each question by its letters, without the entry:");
    for question in &questions {
        ask(&mut search, question, false, &held, &mut fetched);
    }
    println!("the same, typed letter by letter from the second on, nothing fetched before:");
    for question in &questions {
        fetched.clear();
        search = Search::new(&files.entry.bytes, decompose).unwrap();
        search.show(8, 3);
        let ends: Vec<usize> = question
            .char_indices()
            .map(|(at, character)| at + character.len_utf8())
            .skip(1)
            .collect();
        for end in ends {
            ask(&mut search, &question[..end], true, &held, &mut fetched);
        }
    }
}

fn ask(
    search: &mut Search,
    question: &str,
    typing: bool,
    held: &HashMap<String, Vec<u8>>,
    fetched: &mut BTreeSet<String>,
) {
    let start = Instant::now();
    let (mut wire, mut rounds) = ([0; 4], 0);
    search.ask(question, typing, None);
    loop {
        let names = search.needs();
        if names.is_empty() {
            break;
        }
        rounds += 1;
        for name in names {
            if fetched.insert(name.clone()) {
                let kind = ["t/", "d/", "f/", "v/"]
                    .iter()
                    .position(|start| name.starts_with(start))
                    .unwrap();
                wire[kind] += packed(&held[&name]);
            }
            search.give(&name, Some(held[&name].clone())).unwrap();
        }
    }
    let elapsed = start.elapsed();
    let again = Instant::now();
    search.ask(question, typing, None);
    search.needs();
    let first = search
        .hits()
        .first()
        .and_then(|hit| Some((search.about(hit.page)?.title, hit.score)));
    println!(
        "  {question:28} {} hits, first {first:?}; {} bytes in {rounds} rounds: shards {}, tables {}, fragments {}, vocabulary {}; {} µs, again {} µs",
        search.hits().len(),
        wire.iter().sum::<usize>(),
        wire[0],
        wire[1],
        wire[2],
        wire[3],
        elapsed.as_micros(),
        again.elapsed().as_micros(),
    );
}

/// A page taken apart.
struct Source<'t> {
    address: &'t str,
    title: &'t str,
    summary: &'t str,
    sections: Vec<Part>,
}

#[derive(Default)]
struct Part {
    anchor: String,
    heading: String,
    level: u8,
    text: String,
}

impl<'t> Source<'t> {
    fn of(address: &'t str, text: &'t str) -> Self {
        let (front, body) = text
            .strip_prefix("---\n")
            .and_then(|text| text.split_once("\n---\n"))
            .unwrap_or(("", text));
        let field = |name: &str| {
            front
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
                .trim()
        };
        let mut sections = vec![Part::default()];
        for line in body.lines() {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            if (1..=6).contains(&level) && line[level..].starts_with(' ') {
                let heading = plain(&line[level..]);
                sections.push(Part {
                    anchor: heading.trim().replace(' ', "-"),
                    heading,
                    level: level as u8,
                    text: String::new(),
                });
            } else if let Some(part) = sections.last_mut() {
                part.text.push_str(&plain(line));
                part.text.push('\n');
            }
        }
        Self {
            address,
            title: field("title:"),
            summary: field("description:"),
            sections,
        }
    }

    fn terms(&self, words: &mut Words) -> (PageTerms, Vec<File>) {
        let sections: Vec<Section<'_>> = self
            .sections
            .iter()
            .map(|part| Section {
                anchor: &part.anchor,
                heading: &part.heading,
                level: part.level,
                text: &part.text,
            })
            .collect();
        let area = self.address.split('/').next().unwrap_or_default();
        let page = Page {
            address: self.address,
            title: self.title,
            summary: self.summary,
            area,
            sections: &sections,
            ..Page::default()
        };
        PageTerms::of(&page, words)
    }
}

/// A line without the marks of emphasis and the addresses of links.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['*', '`', ']']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.strip_prefix("](").and_then(|link| link.split_once(')')) {
            Some((_, after)) => after,
            None => &rest[1..],
        };
    }
    out + rest
}

fn packed(bytes: &[u8]) -> usize {
    let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    out.write_all(bytes).unwrap();
    out.into_inner().len()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            paths.push(path);
        }
    }
}
