//! What the binary carries inside itself, so that it needs nothing else of its repository.

use handbook::Carried;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/carried.rs"));

/// The default theme, the browser code, the compiled calculators and the golden cases.
pub(crate) static CARRIED: Carried = Carried { files: FILES };

/// The files of the starter handbook: path below the new handbook, and bytes.
pub(crate) fn starter() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("starter/")?, *bytes)))
}
