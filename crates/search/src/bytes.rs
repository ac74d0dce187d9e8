//! Numbers and texts as bytes: variable-length integers, and words that share their beginning with the one before.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// A file that is not what was written: cut short, of another version, or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a file of the search index is damaged")
    }
}

impl core::error::Error for Damaged {}

/// Reads from the front; past the end everything is [`Damaged`].
#[derive(Clone)]
pub(crate) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.rest.split_first().ok_or(Damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'b [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Seven bits a byte, the lowest first, at most 32 of them.
    pub(crate) fn number(&mut self) -> Result<u32, Damaged> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    pub(crate) fn fingerprint(&mut self) -> Result<u32, Damaged> {
        let mut number = 0;
        for byte in self.take(4)? {
            number = number << 8 | u32::from(*byte);
        }
        Ok(number)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, Damaged> {
        let length = self.number()? as usize;
        core::str::from_utf8(self.take(length)?).map_err(|_| Damaged)
    }

    /// Reads the next of a list of words into the one before.
    pub(crate) fn word(&mut self, word: &mut Vec<u8>) -> Result<(), Damaged> {
        let lengths = self.byte()?;
        let shared = self.long(lengths >> 4)?;
        let added = self.long(lengths & 15)?;
        if shared > word.len() {
            return Err(Damaged);
        }
        word.truncate(shared);
        word.extend_from_slice(self.take(added)?);
        Ok(())
    }

    fn long(&mut self, short: u8) -> Result<usize, Damaged> {
        let more = if short == 15 { self.number()? as usize } else { 0 };
        Ok(usize::from(short) + more)
    }
}

#[cfg(feature = "index")]
pub(crate) mod write {
    use alloc::vec::Vec;

    pub(crate) fn number(out: &mut Vec<u8>, mut number: u32) {
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }

    pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
        number(out, text.len() as u32);
        out.extend_from_slice(text.as_bytes());
    }

    /// A word of a sorted list, by what it shares with the one before.
    pub(crate) fn word(out: &mut Vec<u8>, before: &[u8], word: &[u8]) {
        let shared = before
            .iter()
            .zip(word)
            .take_while(|(left, right)| left == right)
            .count();
        let added = word.len() - shared;
        out.push((shared.min(15) << 4 | added.min(15)) as u8);
        for length in [shared, added] {
            if length >= 15 {
                number(out, (length - 15) as u32);
            }
        }
        out.extend_from_slice(&word[shared..]);
    }
}

/// A hash of 64 bits for telling versions of files apart; not for what someone wants to collide.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(27) ^ u64::from_le_bytes(eight)).wrapping_mul(FACTOR);
    }
    hash = (hash ^ hash >> 32).wrapping_mul(FACTOR);
    hash = (hash ^ hash >> 29).wrapping_mul(FACTOR);
    hash ^ hash >> 32
}

/// The last `digits` hexadecimal digits of a number.
pub(crate) fn push_hex(out: &mut String, number: u64, digits: u32) {
    for digit in (0..digits).rev() {
        out.extend(char::from_digit((number >> (digit * 4) & 15) as u32, 16));
    }
}
