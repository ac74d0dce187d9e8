//! What the program carries in a test: a theme of the fewest templates, or the one that ships.

use std::sync::OnceLock;

use handbook::Carried;

use crate::{folder::tree, repository};

/// A theme that shows everything a page knows and nothing else, with a stand-in for the compiled calculators.
pub fn plain() -> &'static Carried {
    static PLAIN: OnceLock<Carried> = OnceLock::new();
    PLAIN.get_or_init(|| {
        carried(&[
            ("tests/theme", "themes/handbook"),
            ("tests/theme/calculators", "calculators"),
        ])
    })
}

/// The theme, the browser code and the worked examples that ship, with stand-ins for what is compiled.
pub fn shipped() -> &'static Carried {
    static SHIPPED: OnceLock<Carried> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        carried(&[
            ("themes/handbook", "themes/handbook"),
            ("www", "www"),
            ("tests/policy", "cases"),
            ("tests/theme/calculators", "calculators"),
            ("tests/theme/search", "search"),
        ])
    })
}

/// Reads folders of the repository for the rest of the run.
fn carried(folders: &[(&str, &str)]) -> Carried {
    let mut files: Vec<(&'static str, &'static [u8])> = Vec::new();
    for (folder, name) in folders {
        for (path, bytes) in tree(&repository().join(folder)) {
            let path: &'static str = Box::leak(format!("{name}/{path}").into_boxed_str());
            files.push((path, Box::leak(bytes.into_boxed_slice())));
        }
    }
    files.sort_unstable();
    Carried {
        files: Box::leak(files.into_boxed_slice()),
    }
}
