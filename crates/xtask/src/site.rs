//! The `handbook` command built for release, and this repository's own site made with it.

use std::path::Path;

use crate::{
    failure::Failure,
    stages::{Stage, Stages},
    workspace::{Workspace, files_under, read},
};

/// One stage: the command. The compiled browser code must be there before, for it carries it.
pub(crate) fn binary(workspace: &Workspace, stages: &mut Stages) -> Result<(), Failure> {
    stages.run("handbook command", |stage| {
        stage.quietly(&mut workspace.cargo(&["build", "--release", "-p", "handbook-cli"]))
    })
}

/// Renders the handbook of this repository into `target/<folder>`; the note is what the command says of it.
pub(crate) fn render(
    workspace: &Workspace,
    stage: &Stage,
    folder: &str,
    flags: &[&str],
) -> Result<(String, ()), Failure> {
    let mut command = workspace.handbook();
    command
        .args(["build", "--source", ".", "--output"])
        .arg(workspace.path("target").join(folder))
        .args(flags);
    let output = stage.program(&mut command)?;
    Ok((output.lines().last().unwrap_or_default().trim().to_owned(), ()))
}

/// Compares two built sites byte for byte.
pub(crate) fn compare(one: &Path, other: &Path) -> Result<(String, ()), Failure> {
    let (files, others) = (files_under(one)?, files_under(other)?);
    if let Some(path) = first_difference(&files, &others) {
        return Err(Failure::new(format!(
            "only one of two builds has {}",
            path.display()
        )));
    }
    for file in &files {
        if read(&one.join(file))? != read(&other.join(file))? {
            return Err(Failure::new(format!("two builds differ in {}", file.display())));
        }
    }
    if files.is_empty() {
        return Err(Failure::new("the site is empty"));
    }
    Ok((format!("{} files equal", files.len()), ()))
}

/// The first entry that only one of two sorted lists has.
fn first_difference<'a, T: Ord>(ones: &'a [T], others: &'a [T]) -> Option<&'a T> {
    ones.iter()
        .find(|entry| others.binary_search(entry).is_err())
        .or_else(|| others.iter().find(|entry| ones.binary_search(entry).is_err()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_only_one_build_has_is_named() {
        assert_eq!(first_difference(&["a", "b"], &["a", "b"]), None);
        assert_eq!(first_difference(&["a", "b"], &["a"]), Some(&"b"));
        assert_eq!(first_difference(&["a"], &["a", "c"]), Some(&"c"));
    }
}
