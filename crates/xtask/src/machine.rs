//! What a fresh machine may lack, and how it is got: the WebAssembly target, Chromium, Node, valgrind.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    failure::Failure,
    stages::Stage,
    workspace::{WASM, Workspace},
};

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Adds the WebAssembly target through rustup when the compiler does not have it.
pub(crate) fn wasm_target(workspace: &Workspace, stage: &Stage) -> Result<(String, ()), Failure> {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries =
        stage.program(
            workspace
                .program(compiler)
                .args(["--print", "target-libdir", "--target", WASM]),
        )?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok((String::new(), ()));
    }
    if find_program("rustup").is_none() {
        return Err(Failure::new(format!(
            "the compiler has no target {WASM}, and there is no rustup to add it with; install rustup, or this target for your compiler"
        )));
    }
    stage.program(workspace.program("rustup").args(["target", "add", WASM]))?;
    Ok(("added".to_owned(), ()))
}

/// The programs that the browser tests need.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) npm: PathBuf,
}

/// Finds Chromium, Node and npm; on Debian, as root, installs what is missing.
pub(crate) fn browser(workspace: &Workspace, stage: &Stage) -> Result<(String, Browser), Failure> {
    let missing = missing_packages();
    if missing.is_empty() {
        return found().map(|browser| (String::new(), browser));
    }
    if !is_debian() || !is_root(workspace, stage) {
        return Err(Failure::new(remedy(&missing)));
    }
    install(workspace, stage, &missing)?;
    found().map(|browser| (format!("installed {}", missing.join(", ")), browser))
}

/// Finds valgrind; on Debian, as root, installs it. None where there is none to be had.
pub(crate) fn valgrind(workspace: &Workspace, stage: &Stage) -> Option<PathBuf> {
    find_program("valgrind").or_else(|| {
        if is_debian() && is_root(workspace, stage) {
            install(workspace, stage, &["valgrind"]).ok()?;
        }
        find_program("valgrind")
    })
}

/// Installs packages of Debian.
fn install(workspace: &Workspace, stage: &Stage, packages: &[&str]) -> Result<(), Failure> {
    let mut update = workspace.program("apt-get");
    stage.program(update.args(["update", "--quiet"]))?;
    let mut install = workspace.program("apt-get");
    install
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(packages);
    stage.program(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}

fn found() -> Result<Browser, Failure> {
    match (find_chromium(), find_program("npm"), find_program("node")) {
        (Some(chromium), Some(npm), Some(_)) => Ok(Browser { chromium, npm }),
        _ => Err(Failure::new(remedy(&missing_packages()))),
    }
}

/// Debian's names of the packages that are missing here.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if find_chromium().is_none() {
        // Without fonts of its own, a machine measures pages in whatever it finds.
        missing.extend(["chromium", "fonts-liberation"]);
    }
    if find_program("node").is_none() {
        missing.push("nodejs");
    }
    if find_program("npm").is_none() {
        missing.push("npm");
    }
    missing
}

fn remedy(missing: &[&str]) -> String {
    format!(
        "the browser tests need {}; on Debian: apt-get install {} (or set CHROMIUM to a Chromium elsewhere)",
        missing.join(", "),
        missing.join(" ")
    )
}

fn find_chromium() -> Option<PathBuf> {
    match env::var_os("CHROMIUM") {
        Some(path) if !path.is_empty() => Some(PathBuf::from(path)).filter(|path| path.is_file()),
        _ => CHROMIUM.into_iter().find_map(find_program),
    }
}

/// A program on the path.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

fn is_root(workspace: &Workspace, stage: &Stage) -> bool {
    stage
        .program(workspace.program("id").arg("-u"))
        .is_ok_and(|user| user.trim() == "0")
}
