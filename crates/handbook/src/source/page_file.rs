//! The files of pages, which are most of what there is to read.

use std::{
    borrow::Cow,
    cell::RefCell,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{Arc, OnceLock},
};

use super::{Undecoded, decoded};
use crate::{diagnostics::Diagnostic, stored::Hash};

/// A buffer for files; it grows with the largest of them.
const BUFFER: usize = 256 << 10;
/// A larger one is not kept.
const LARGEST_KEPT: usize = 4 << 20;

/// A Markdown file.
#[derive(Clone, Debug)]
pub(crate) struct PageFile {
    /// Its path relative to the project, with `/` between its parts.
    pub(crate) path: String,
    text: PageText,
}

/// Where the text of a page is.
#[derive(Clone, Debug)]
enum PageText {
    /// In memory.
    Held(String),
    /// On the disk, where it is read when it is needed. It counts only while it has the bytes of this fingerprint: what was
    /// made of it tells of places in it.
    Left {
        root: Arc<Path>,
        bytes: Hash,
        again: OnceLock<Option<String>>,
    },
}

/// What reading a file of a page gave.
pub(super) enum Opened<T> {
    /// Its fingerprint, and what was made of its text.
    Text(Hash, T),
    Undecoded(Box<Undecoded>),
    Unreadable(io::Error),
}

impl PageFile {
    /// A file whose text is known.
    pub(super) fn held(path: String, text: String) -> Self {
        Self {
            path,
            text: PageText::Held(text),
        }
    }

    /// A file that was not read yet.
    pub(super) fn left(path: String, root: Arc<Path>) -> Self {
        Self {
            path,
            text: PageText::Left {
                root,
                bytes: Hash::default(),
                again: OnceLock::new(),
            },
        }
    }

    /// The text; none when the file changed since it was read first. It stays in memory.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.text {
            PageText::Held(text) => Some(text),
            PageText::Left { again, .. } => again.get_or_init(|| self.read().map(Cow::into_owned)).as_deref(),
        }
    }

    /// The text; none when the file changed since it was read first.
    pub(crate) fn read(&self) -> Option<Cow<'_, str>> {
        let (root, first) = match &self.text {
            PageText::Held(text) => return Some(Cow::Borrowed(text)),
            PageText::Left { again, .. } if again.get().is_some() => return self.text().map(Cow::Borrowed),
            PageText::Left { root, bytes, .. } => (root, bytes),
        };
        let text = with_bytes(&root.join(&self.path), |bytes| {
            let is_same = fingerprint(&self.path, bytes) == *first;
            let text = decoded(&self.path, bytes).ok().filter(|_| is_same);
            text.map(Cow::into_owned)
        });
        text.ok().flatten().map(Cow::Owned)
    }

    /// What is to be said when the text is another than the one that was read first.
    pub(crate) fn changed(&self) -> Diagnostic {
        Diagnostic::error(
            "changed-meanwhile",
            &self.path,
            "this file was changed while the handbook was read",
        )
        .hint("do the same once more")
    }

    /// Whether the text is the same.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        match (&self.text, &other.text) {
            (PageText::Held(one), PageText::Held(other)) => one == other,
            (PageText::Left { bytes: one, .. }, PageText::Left { bytes: other, .. }) => one == other,
            _ => false,
        }
    }

    /// The fingerprint of the file as it is now; none when it cannot be read.
    pub(super) fn fingerprint(&self) -> Option<Hash> {
        match &self.text {
            PageText::Held(text) => Some(fingerprint(&self.path, text.as_bytes())),
            PageText::Left { root, .. } => {
                with_bytes(&root.join(&self.path), |bytes| fingerprint(&self.path, bytes)).ok()
            }
        }
    }

    /// Notes of a file that was not read yet which bytes it has.
    pub(super) fn note(&mut self, hash: Hash) {
        if let PageText::Left { bytes, .. } = &mut self.text {
            *bytes = hash;
        }
    }

    /// Reads the file once, for what is to be made of its text.
    pub(super) fn open<T>(&self, make: impl FnOnce(Hash, &str) -> T) -> Opened<T> {
        let of_bytes = |bytes: &[u8]| {
            let hash = fingerprint(&self.path, bytes);
            match decoded(&self.path, bytes) {
                Ok(text) => Opened::Text(hash, make(hash, &text)),
                Err(undecoded) => Opened::Undecoded(undecoded),
            }
        };
        match &self.text {
            PageText::Held(text) => of_bytes(text.as_bytes()),
            PageText::Left { root, .. } => {
                with_bytes(&root.join(&self.path), of_bytes).unwrap_or_else(Opened::Unreadable)
            }
        }
    }
}

/// The fingerprint of a file's bytes, and of where they stand.
fn fingerprint(path: &str, bytes: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(bytes);
    *hasher.finalize().as_bytes()
}

/// Does something with the bytes of a file, which are in a buffer that each thread uses again.
fn with_bytes<T>(place: &Path, work: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
    thread_local! {
        static READ: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let mut buffer = READ.take();
    let filled = fill(&mut buffer, File::open(place)?)?;
    let done = work(buffer.get(..filled).unwrap_or_default());
    if buffer.len() <= LARGEST_KEPT {
        READ.set(buffer);
    }
    Ok(done)
}

/// Reads a file to its end; tells how many bytes of the buffer are its own.
fn fill(buffer: &mut Vec<u8>, mut file: File) -> io::Result<usize> {
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            buffer.resize((filled * 2).max(BUFFER), 0);
        }
        match file.read(buffer.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => return Ok(filled),
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_only_while_it_has_the_bytes_that_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.md");
        std::fs::write(&place, "\u{feff}One\0.").unwrap();
        let mut file = PageFile::left("a.md".to_owned(), folder.path().into());
        assert_eq!(file.read(), None, "it was not read yet");
        let Opened::Text(hash, text) = file.open(|_, text| text.to_owned()) else {
            panic!("it is text");
        };
        assert_eq!(text, "One\u{fffd}.");
        file.note(hash);
        assert_eq!(file.read().as_deref(), Some(text.as_str()));
        let kept = file.clone();
        assert_eq!(kept.text(), Some(text.as_str()));
        std::fs::write(&place, "Two.").unwrap();
        assert_eq!((file.read(), file.text()), (None, None));
        assert_eq!(kept.read().as_deref(), Some(text.as_str()), "it was kept");
        assert_ne!(file.fingerprint(), Some(hash));
        let twin = PageFile::held("a.md".to_owned(), "Two.".to_owned());
        assert_eq!(twin.fingerprint(), file.fingerprint());
        std::fs::remove_file(&place).unwrap();
        assert!(matches!(file.open(|_, _| ()), Opened::Unreadable(_)));
        assert_eq!(file.fingerprint(), None);
    }

    #[test]
    fn a_file_of_any_size_fits_into_the_buffer() {
        let folder = tempfile::tempdir().unwrap();
        for size in [0, 1, BUFFER - 1, BUFFER, BUFFER + 1, LARGEST_KEPT * 2 + 1, 3] {
            let place = folder.path().join("a.md");
            std::fs::write(&place, "x".repeat(size)).unwrap();
            assert_eq!(with_bytes(&place, <[u8]>::len).unwrap(), size);
        }
    }
}
