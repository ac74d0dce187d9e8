//! Facts that are kept between builds: what each page says to others, what it looked at, and what was written for it.
//!
//! They are kept in a folder of their own, which may be deleted at any time. A file of facts holds for one version of the
//! program, one way of asking and one folder of output; it carries the fingerprint of its own bytes, and one that is
//! damaged, or of another program, counts as none. Nothing that is not fingerprinted is trusted: a page is known only while
//! its text has the bytes that the facts are of, and a file of the site is kept only while it has the bytes that were written.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use search::PageTerms;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    aside::Aside,
    connections::{Connections, Told},
    glossary,
    graph::SiteGraph,
    page::{ParsedFile, ParsedPage},
    paths, policy_pages,
    render::Seen,
    source::Source,
};

/// How a file of facts begins.
const MARK: &[u8; 16] = b"handbook facts 1";
/// So many bytes has the seal that follows.
const SEAL: usize = size_of::<Hash>();
/// In nanoseconds.
const SECOND: u64 = 1_000_000_000;
/// So many files of facts are kept: two for each folder of output and way of asking.
const MOST_FILES: usize = 16;

/// A fingerprint.
pub(crate) type Hash = [u8; 32];

/// Where facts are kept between builds, and by which program.
#[derive(Clone, Debug)]
pub struct FactStore {
    /// The folder; it is made when there is something to keep.
    pub folder: PathBuf,
    /// What tells this program from all others, such as the fingerprint of its own file.
    pub program: String,
}

/// What is kept of a handbook.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Of everything but pages and policy.
    environment: Hash,
    policy: Hash,
    /// Of which pages there are, how they hang together, and which numbers prose is not to type.
    structure: Hash,
    /// What the words of the glossary mean.
    pub(crate) glossary: Vec<u64>,
    /// Which tags there are.
    pub(crate) tags: Vec<String>,
    /// By page, what its text says of others.
    pub(crate) told: Vec<Told>,
    /// By page, the fingerprint of what it shows of that.
    pub(crate) linked: Vec<u64>,
    /// The pages of files, in path order.
    pages: Vec<PageFacts>,
    /// What is known of each page of the site, in the order of the graph.
    known: Vec<Option<KnownPage>>,
}

/// What is kept of a run in which nothing was found, beside the facts: enough to see that there is nothing to do.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastRun {
    /// Of everything but the pages.
    beside: Hash,
    /// Of the pages.
    texts: Hash,
    /// How many pages the site has.
    pub(crate) pages: usize,
    /// The files that were written, by their paths.
    pub(crate) files: Vec<(String, FileFacts)>,
}

impl LastRun {
    /// What is to be kept of a run.
    pub(crate) fn new(fingerprints: &Fingerprints, pages: usize, files: Vec<(String, FileFacts)>) -> Self {
        Self {
            beside: fingerprints.beside(),
            texts: fingerprints.all_texts(),
            pages,
            files,
        }
    }

    /// The last run, where one was kept that can be trusted, and everything but the pages is as it was.
    pub(crate) fn load(store: &FactStore, asked: &str, fingerprints: &Fingerprints) -> Option<Self> {
        let run: Self = store.load(&format!("{asked} last"))?;
        (run.beside == fingerprints.beside()).then_some(run)
    }

    /// Whether the pages are as they were, too.
    pub(crate) fn has_texts(&self, fingerprints: &Fingerprints) -> bool {
        self.texts == fingerprints.all_texts()
    }

    /// Keeps the run.
    pub(crate) fn save(&self, store: &FactStore, asked: &str) -> io::Result<()> {
        store.save(&format!("{asked} last"), self)
    }
}

/// What is kept of the file of a page.
#[derive(Debug, Serialize, Deserialize)]
struct PageFacts {
    /// Of its text.
    text: Hash,
    /// Whether nothing is wrong in the file, and all that the page says to others is here.
    is_sound: bool,
    /// What the page says to others: without its body.
    page: Arc<ParsedPage>,
}

/// What is kept of a page that was rendered, and in which nothing was wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KnownPage {
    /// What it looked at.
    pub(crate) seen: Seen,
    /// Stands for what it tells of its last change.
    pub(crate) changed: u64,
    /// What was written for it.
    pub(crate) file: Option<FileFacts>,
    /// The words that it is found by; none where the site is not searched.
    pub(crate) terms: Option<PageTerms>,
    /// What was written beside it, by paths: its text for the search, and its picture.
    pub(crate) beside: Vec<(String, Option<FileFacts>)>,
}

/// A file of the site as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileFacts {
    bytes: Hash,
    length: u64,
    /// Nanoseconds since 1970, which is how the machine tells that nobody wrote to it since.
    modified: u64,
}

impl FileFacts {
    /// Those of a file that was just written with these bytes.
    pub(crate) fn of(place: &Path, bytes: Hash) -> Option<Self> {
        let (length, modified) = stamp(place)?;
        Some(Self {
            bytes,
            length,
            modified,
        })
    }

    /// Whether the file at `place` has the bytes that were written: it looks the same from outside, or it is the same.
    pub(crate) fn holds(&self, place: &Path) -> bool {
        let Some((length, modified)) = stamp(place) else {
            return false;
        };
        length == self.length
            && (self.was_modified(modified) || fingerprint_file(place).is_ok_and(|bytes| bytes == self.bytes))
    }

    /// Archives, such as those in which a cache is kept, keep whole seconds.
    fn was_modified(&self, modified: u64) -> bool {
        let is_whole = modified.is_multiple_of(SECOND);
        modified == self.modified || (is_whole && modified / SECOND == self.modified / SECOND)
    }
}

/// The fingerprint of the bytes of a file.
fn fingerprint_file(place: &Path) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(place)?)?;
    Ok(*hasher.finalize().as_bytes())
}

fn stamp(place: &Path) -> Option<(u64, u64)> {
    let there = fs::symlink_metadata(place).ok().filter(fs::Metadata::is_file)?;
    let modified = there.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((there.len(), u64::try_from(modified.as_nanos()).ok()?))
}

/// The fingerprint of some bytes.
pub(crate) fn fingerprint(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}

/// The fingerprint of some bytes after others, with where each ends.
pub(crate) fn fingerprint_parts<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// The fingerprints of a source and of how its pages hang together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fingerprints {
    environment: Hash,
    policy: Hash,
    glossary: Hash,
    structure: Hash,
    /// Of the commit that the handbook is at.
    head: Hash,
    /// Of the pages; empty until they are known.
    pub(crate) texts: Vec<Hash>,
}

impl Fingerprints {
    /// Those of everything in a source but its pages; that of the structure comes when the graph is known.
    pub(crate) fn of(source: &Source) -> Self {
        Self {
            environment: source.fingerprint_environment(),
            policy: source.fingerprint_policy(),
            head: fingerprint(source.past.head().unwrap_or_default().as_bytes()),
            glossary: source.fingerprint_glossary(),
            ..Self::default()
        }
    }

    /// Adds those of the pages, and what was found while they were read.
    pub(crate) fn add_pages(&mut self, source: &Source, texts: Vec<Hash>) {
        self.policy = source.fingerprint_policy();
        self.texts = texts;
    }

    fn beside(&self) -> Hash {
        fingerprint_parts([&self.environment, &self.policy, &self.glossary, &self.head])
    }

    fn all_texts(&self) -> Hash {
        fingerprint_parts(&self.texts)
    }

    /// Adds how the pages hang together, which words the glossary has, and which numbers prose is not to type or what else all
    /// pages may show.
    pub(crate) fn see(&mut self, graph: &SiteGraph, words: &str, typed: &impl std::fmt::Debug) {
        self.structure = fingerprint_parts([
            graph.layout().as_bytes(),
            words.as_bytes(),
            format!("{typed:?}").as_bytes(),
        ]);
    }
}

impl Facts {
    /// The facts that were kept for a way of asking; none where there are none that can be trusted.
    pub(crate) fn load(store: &FactStore, asked: &str) -> Option<Self> {
        store.load(asked)
    }

    /// Keeps facts. That they cannot be kept makes the next build slower and nothing else.
    pub(crate) fn save(&self, store: &FactStore, asked: &str) -> io::Result<()> {
        store.save(asked, self)
    }

    /// Gathers what is to be kept: what the pages say to others, and what is known of them.
    pub(crate) fn gather(
        fingerprints: Fingerprints,
        files: &[ParsedFile],
        glossary: Vec<u64>,
        graph: &SiteGraph,
        connections: &Connections,
        known: Vec<Option<KnownPage>>,
    ) -> Self {
        let pages = files.iter().zip(&fingerprints.texts).filter_map(|(file, text)| {
            let page = Arc::clone(file.page.as_ref()?);
            Some(PageFacts {
                text: *text,
                // What a theme makes of settings of its own is YAML, which is not kept.
                is_sound: file.findings.is_empty() && page.meta.extra.is_empty(),
                page,
            })
        });
        Self {
            environment: fingerprints.environment,
            policy: fingerprints.policy,
            structure: fingerprints.structure,
            glossary,
            tags: graph.tags().names(),
            told: connections.all().to_vec(),
            linked: connections.fingerprints(),
            pages: pages.collect(),
            known,
        }
    }

    /// The page of a file, where its text is the one that the facts are of: then without a body.
    pub(crate) fn take(&self, path: &str, text: &Hash) -> Option<Taken> {
        let known = self.page(path)?;
        // These pages are made from their files and others together.
        let made = [
            policy_pages::all_values(),
            glossary::permalink(),
            paths::all_paths(),
        ];
        let is_made = made.contains(&known.page.permalink);
        let is_whole = known.text == *text && known.is_sound && !is_made;
        is_whole.then(|| Taken {
            file: ParsedFile {
                page: Some(Arc::clone(&known.page)),
                findings: Vec::new(),
            },
            is_bodiless: true,
            before: None,
        })
    }

    /// A file that was read, with the page that the facts have in its place.
    pub(crate) fn parse(&self, aside: &Arc<Aside>, path: &str, text: &str) -> Taken {
        Taken {
            file: ParsedFile::of_text(aside, path, text),
            is_bodiless: false,
            before: self.page(path).map(|known| Arc::clone(&known.page)),
        }
    }

    fn page(&self, path: &str) -> Option<&PageFacts> {
        let place = self
            .pages
            .binary_search_by(|known| known.page.path.as_str().cmp(path));
        place.ok().and_then(|index| self.pages.get(index))
    }

    /// What is known of the pages, where they are the same ones in the same surroundings with the same policy.
    pub(crate) fn known(self, fingerprints: &Fingerprints) -> Option<Vec<Option<KnownPage>>> {
        let is_same = self.environment == fingerprints.environment
            && self.policy == fingerprints.policy
            && self.structure == fingerprints.structure;
        is_same.then_some(self.known)
    }
}

/// A file that was parsed, or taken from the facts.
pub(crate) struct Taken {
    pub(crate) file: ParsedFile,
    /// Whether its page has no body: it comes from the facts.
    pub(crate) is_bodiless: bool,
    /// The page that the facts have, from this or another text of the file.
    pub(crate) before: Option<Arc<ParsedPage>>,
}

/// A file whose bytes are fingerprinted on their way.
struct Sealing {
    file: File,
    hasher: blake3::Hasher,
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl FactStore {
    /// The facts of a program, told by the bytes of its file; none when that cannot be read.
    pub fn of_program(folder: PathBuf, program: &Path) -> Option<Self> {
        let bytes = fs::read(program).ok()?;
        let program = blake3::hash(&bytes).to_hex().to_string();
        Some(Self { folder, program })
    }

    fn file(&self, asked: &str) -> PathBuf {
        let name = blake3::hash(asked.as_bytes()).to_hex();
        self.folder
            .join(format!("{}.facts", name.get(..16).unwrap_or("all")))
    }

    pub(crate) fn load<T: DeserializeOwned>(&self, asked: &str) -> Option<T> {
        let bytes = fs::read(self.file(asked)).ok()?;
        let rest = bytes.strip_prefix(MARK)?;
        let (seal, rest) = rest.split_first_chunk::<SEAL>()?;
        let mut hasher = self.hasher(asked);
        hasher.update(rest);
        if seal != hasher.finalize().as_bytes() {
            return None;
        }
        postcard::from_bytes(rest).ok()
    }

    pub(crate) fn save(&self, asked: &str, kept: &impl Serialize) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = self.file(asked);
        let temporary = file.with_extension(format!("new-{}", std::process::id()));
        self.write(asked, kept, &temporary)?;
        fs::rename(&temporary, &file)?;
        self.tidy(&file);
        Ok(())
    }

    /// Writes a file of facts as they are told, and its seal when they all are.
    fn write(&self, asked: &str, kept: &impl Serialize, place: &Path) -> io::Result<()> {
        let mut file = File::create(place)?;
        file.write_all(MARK)?;
        file.write_all(&[0; SEAL])?;
        let mut sealing = Sealing {
            file,
            hasher: self.hasher(asked),
        };
        let told = postcard::to_io(kept, BufWriter::with_capacity(64 << 10, &mut sealing));
        told.map_err(io::Error::other)?.flush()?;
        let Sealing { mut file, hasher } = sealing;
        file.seek(SeekFrom::Start(MARK.len() as u64))?;
        file.write_all(hasher.finalize().as_bytes())
    }

    /// Fingerprints facts together with who keeps them and what for.
    fn hasher(&self, asked: &str) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&fingerprint_parts([&self.program, asked]));
        hasher
    }

    /// Removes the oldest files of facts but for the newest few, and what killed builds left.
    fn tidy(&self, newest: &Path) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut files: Vec<(std::time::SystemTime, PathBuf)> = entries
            .flatten()
            .filter(|entry| entry.path() != newest)
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        files.sort();
        files.reverse();
        for (_, path) in files.into_iter().skip(MOST_FILES - 1) {
            // One that cannot be removed does no harm.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_it_was_written_or_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.html");
        let at = |seconds: u64, nanos: u32| UNIX_EPOCH + std::time::Duration::new(seconds, nanos);
        let set = |text: &str, modified| {
            fs::write(&place, text).unwrap();
            File::options()
                .append(true)
                .open(&place)
                .unwrap()
                .set_modified(modified)
                .unwrap();
        };
        set("one", at(1_000, 7));
        let facts = FileFacts::of(&place, fingerprint(b"one")).unwrap();
        for (text, modified, holds) in [
            ("one", at(1_000, 7), true),
            ("one", at(2_000, 0), true),
            ("two", at(2_000, 0), false),
            ("two", at(1_000, 8), false),
            ("four", at(1_000, 7), false),
            // What nobody can tell from outside: the same stamp, or an archive's.
            ("two", at(1_000, 7), true),
            ("two", at(1_000, 0), true),
        ] {
            set(text, modified);
            assert_eq!(facts.holds(&place), holds, "{text} at {modified:?}");
        }
        fs::remove_file(&place).unwrap();
        assert!(!facts.holds(&place));
    }
}
