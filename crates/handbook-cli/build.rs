//! Packs the default theme, the browser code, the compiled calculators and search, the golden cases and the starter handbook into
//! the binary, as one sorted list of paths and bytes.
//!
//! Without compiled calculators the binary still builds and carries none. They are looked for in the folder that
//! `HANDBOOK_CALCULATORS` names, or in `target/calculators`; the search is looked for in `target/search`.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let project = manifest.join("../..").canonicalize()?;
    let mut files = Vec::new();
    collect(&project.join("themes/handbook"), "themes/handbook", &mut files)?;
    collect(&project.join("www"), "www", &mut files)?;
    collect(&calculators(&project), "calculators", &mut files)?;
    collect(&built(&project, "target/search"), "search", &mut files)?;
    collect(&project.join("tests/policy"), "cases", &mut files)?;
    collect(&manifest.join("starter"), "starter", &mut files)?;
    files.retain(|(name, _)| !name.starts_with("cases/") || name.ends_with(".yaml"));
    files.retain(|(name, _)| !name.ends_with(".png"));
    files.sort();
    println!("cargo::rerun-if-env-changed=HANDBOOK_CALCULATORS");

    let mut list = String::from("&[\n");
    for (name, path) in &files {
        let path = path.to_str().ok_or("a path of the project is not valid UTF-8")?;
        writeln!(list, "    ({name:?}, include_bytes!({path:?}) as &[u8]),")?;
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("carried.rs"), list)?;
    Ok(())
}

/// The folder of the compiled calculators.
fn calculators(project: &Path) -> PathBuf {
    match env::var_os("HANDBOOK_CALCULATORS") {
        Some(folder) => project.join(folder),
        None => built(project, "target/calculators"),
    }
}

/// A folder that `cargo xtask` writes. It is created when it is missing: Cargo takes a watched folder
/// that is not there for changed and would build this crate anew each time.
fn built(project: &Path, folder: &str) -> PathBuf {
    let folder = project.join(folder);
    if let Err(error) = fs::create_dir_all(&folder) {
        println!("cargo::warning={}: {error}", folder.display());
    }
    folder
}

/// Lists the files below `folder` under `name`, leaving out what editors leave behind. A missing folder has none.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let Some(last) = path.file_name().and_then(|last| last.to_str()) else {
            continue;
        };
        let name = format!("{name}/{last}");
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else if !(last.ends_with('~') || last.ends_with(".swp") || last == ".DS_Store") {
            files.push((name, path));
        }
    }
    Ok(())
}
