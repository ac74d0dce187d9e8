//! HTML of bodies that waits to be rendered: in memory as long as it is little, beyond that in a file without a name.
//!
//! All bodies of a large handbook are alive at once, between the parsing of the first page and the rendering of the last. The
//! machine's cache of files keeps them about as near as memory would, and can let go of them.

use std::{
    borrow::Cow,
    fs::{self, File},
    io,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// So many bytes of HTML stay in memory.
const IN_MEMORY: u64 = 16 << 20;

/// Where HTML is put aside.
#[derive(Debug)]
pub(crate) struct Aside {
    folder: PathBuf,
    in_memory: u64,
    /// Made when it is needed; none where it cannot be made.
    file: OnceLock<Option<File>>,
    /// How many bytes were handed over.
    taken: AtomicU64,
    /// Where the file ends.
    end: AtomicU64,
}

/// HTML, wherever it is.
#[derive(Clone, Debug)]
pub(crate) enum Html {
    /// In memory.
    Held(String),
    /// In the file of an [`Aside`]: the byte at which it begins, and how many there are.
    Aside(Arc<Aside>, u64, usize),
}

impl Default for Html {
    fn default() -> Self {
        Self::Held(String::new())
    }
}

impl Html {
    /// The HTML itself.
    ///
    /// # Errors
    /// What the machine says when it cannot read back what it wrote.
    pub(crate) fn read(&self) -> io::Result<Cow<'_, str>> {
        let (aside, at, length) = match self {
            Self::Held(html) => return Ok(Cow::Borrowed(html)),
            Self::Aside(aside, at, length) => (aside, *at, *length),
        };
        let file = aside.file.get().and_then(Option::as_ref);
        let mut bytes = vec![0; length];
        read_at(file.ok_or(io::ErrorKind::NotFound)?, &mut bytes, at)?;
        let html = String::from_utf8(bytes).map_err(io::Error::other)?;
        Ok(Cow::Owned(html))
    }
}

impl Aside {
    /// Puts HTML into files of this folder, which is made when one is needed.
    pub(crate) fn new(folder: PathBuf) -> Arc<Self> {
        Self::beyond(IN_MEMORY, folder)
    }

    fn beyond(in_memory: u64, folder: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            folder,
            in_memory,
            file: OnceLock::new(),
            taken: AtomicU64::new(0),
            end: AtomicU64::new(0),
        })
    }

    /// Puts HTML aside; where the machine cannot, or there is little of it, it stays where it is.
    pub(crate) fn put(self: &Arc<Self>, html: &mut Html) {
        let Html::Held(text) = html else { return };
        let length = text.len() as u64;
        if self.taken.fetch_add(length, Ordering::Relaxed) + length <= self.in_memory {
            text.shrink_to_fit();
            return;
        }
        let make = || {
            fs::create_dir_all(&self.folder).ok()?;
            tempfile::tempfile_in(&self.folder).ok()
        };
        let at = self.end.fetch_add(length, Ordering::Relaxed);
        let file = self.file.get_or_init(make).as_ref();
        if file.is_some_and(|file| write_at(file, text.as_bytes(), at).is_ok()) {
            *html = Html::Aside(Arc::clone(self), at, text.len());
        } else {
            text.shrink_to_fit();
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

/// Elsewhere threads would have to take turns at one file; there everything stays in memory.
#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_comes_back_from_memory_from_the_file_and_where_there_can_be_no_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a file"), "").unwrap();
        let places = [folder.path().join("new"), folder.path().join("a file/below")];
        for (place, is_there) in places.into_iter().zip([true, false]) {
            let aside = Aside::beyond(10, place);
            let texts: Vec<String> = (0..20).map(|number| format!("<p>{number} é</p>")).collect();
            let mut kept: Vec<Html> = texts.iter().cloned().map(Html::Held).collect();
            for html in &mut kept {
                aside.put(html);
            }
            let aside = kept.iter().filter(|html| matches!(html, Html::Aside(..)));
            assert_eq!(aside.count(), if is_there { 20 } else { 0 });
            for (html, text) in kept.iter().zip(&texts) {
                assert_eq!(html.read().unwrap().as_ref(), text.as_str());
            }
        }
        let names: Vec<_> = fs::read_dir(folder.path().join("new")).unwrap().collect();
        assert!(names.is_empty(), "the file has no name: {names:?}");
    }
}
