//! The compressed copies of a file, for hosts that send them as they are: `page.html.br` and `page.html.gz`.

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::write::Copies;

/// What the names of text files end in. Images, fonts and archives are compressed already.
const TEXT: [&str; 9] = ["html", "css", "js", "mjs", "json", "xml", "txt", "svg", "wasm"];

/// Smaller files travel in one packet with the head of the answer: compressed they arrive no sooner.
const SMALLEST: usize = 1024;

/// Stands for how the copies are made: another one makes all of them anew.
const VERSION: &[u8] = b"brotli, gzip 9";

/// How hard Brotli tries, from 0 to 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quality(u8);

impl Quality {
    /// The last that costs little. On the pages of the handbook that ships it leaves 24.8% of the bytes there; 9 leaves 24.5%
    /// in six times the time. (Gzip at its best leaves 27.5% in a tenth.)
    const QUICK: Self = Self(5);
    /// Leaves 21.4% there, in thirty times the time.
    const SMALLEST: Self = Self(11);

    /// The quality of the copies; none for no copies.
    pub(super) const fn of(copies: Copies) -> Option<Self> {
        match copies {
            Copies::None => None,
            Copies::Compressed => Some(Self::QUICK),
            Copies::Smallest => Some(Self::SMALLEST),
        }
    }
}

/// How far a copy looks back, as a power of two: a page seldom is longer than the first, and memory for more costs time.
const BROTLI_WINDOWS: [i32; 2] = [18, 22];

/// How a copy is compressed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(super) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The path of the copy of a file.
    pub(super) fn path(self, path: &str) -> String {
        match self {
            Self::Brotli => format!("{path}.br"),
            Self::Gzip => format!("{path}.gz"),
        }
    }

    /// The copy of a file with these bytes: the same for the same bytes, without a time or a name.
    pub(super) fn copy(self, bytes: &[u8], quality: Quality) -> io::Result<Vec<u8>> {
        let mut copy = Vec::with_capacity(bytes.len() / 3);
        match self {
            Self::Brotli => {
                let [narrow, wide] = BROTLI_WINDOWS;
                let parameters = BrotliEncoderParams {
                    quality: i32::from(quality.0),
                    lgwin: if bytes.len() >> narrow == 0 { narrow } else { wide },
                    size_hint: bytes.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut copy, &parameters)?;
            }
            Self::Gzip => {
                let mut encoder = GzBuilder::new().mtime(0).write(&mut copy, Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()?;
            }
        }
        Ok(copy)
    }
}

/// Whether copies of a file pay.
pub(super) fn pays(path: &str, length: usize) -> bool {
    is_text(path) && length >= SMALLEST
}

/// Whether a file with this path may have copies.
pub(super) fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| TEXT.contains(&ending))
}

/// Tells whether a copy is still that of a file: made of the file's bytes, by this program, and whole. Its first byte is the
/// quality, the others are drawn from the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seal([u8; 16]);

impl Seal {
    /// The seal of a copy of these bytes.
    pub(super) fn new(quality: Quality, bytes: &[u8], copy: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(VERSION);
        hasher.update(blake3::hash(bytes).as_bytes());
        hasher.update(copy);
        let mut seal = [0; 16];
        seal.iter_mut()
            .zip(hasher.finalize().as_bytes())
            .for_each(|(slot, byte)| *slot = *byte);
        seal[0] = quality.0;
        Self(seal)
    }

    /// The quality with which the copy was made.
    pub(super) const fn quality(self) -> Quality {
        Quality(self.0[0])
    }

    /// The seal as it stands in the manifest.
    pub(super) fn text(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads what [`Seal::text`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut seal = [0; 16];
        if text.len() != 2 * seal.len() {
            return None;
        }
        for (index, slot) in seal.iter_mut().enumerate() {
            *slot = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(seal))
    }
}
