//! Which handbook a command is about, and which day it is.

use std::{
    io,
    path::{Path, PathBuf},
};

use handbook::{Drafts, FactStore, Failure, Project};
use policy::Date;

use crate::{arguments::Known, carried::CARRIED};

/// The settings of a handbook, in its folder.
pub(crate) const CONFIGURATION: &str = "handbook.yaml";
/// The folders of a handbook that are read; others, such as the output, are not looked at.
pub(crate) const FOLDERS: [&str; 3] = ["content", "themes", "www"];

/// The handbook's folder: the one with `handbook.yaml` that is `folder` or the nearest above it, or else `folder` itself
/// when it has content.
pub(crate) fn find(folder: &Path) -> Result<PathBuf, Failure> {
    let start = folder.canonicalize().map_err(|error| Failure {
        path: Some(folder.to_owned()),
        message: match error.kind() {
            io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            _ => format!("the folder cannot be opened: {error}"),
        },
        hint: Some("name the folder of the handbook with `--source DIR`".to_owned()),
    })?;
    let configured = start
        .ancestors()
        .find(|ancestor| ancestor.join(CONFIGURATION).is_file());
    if let Some(root) = configured {
        return Ok(root.to_owned());
    }
    if start.join("content").is_dir() {
        return Ok(start);
    }
    Err(Failure {
        path: Some(start),
        message: "there is no handbook: neither this folder nor one above it has a `handbook.yaml`"
            .to_owned(),
        hint: Some(
            "`handbook init` makes a handbook to start from; `--source DIR` names another folder".to_owned(),
        ),
    })
}

/// The project in `root` as the library takes it, with what this binary carries, as it stands on a day.
pub(crate) fn open(root: &Path, base_url: Option<String>, drafts: Drafts, day: Date) -> Project<'_> {
    Project {
        root,
        carried: &CARRIED,
        base_url,
        drafts,
        today: day,
    }
}

/// Where facts are kept between runs; nowhere when everything is to be worked out anew.
pub(crate) fn facts(root: &Path, known: &Known) -> Option<FactStore> {
    if known.fresh {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    FactStore::of_program(root.join("target/handbook-facts"), &program)
}

/// The local civil day, in the machine's time zone.
pub(crate) fn today() -> Date {
    now().date
}

/// The local civil day and time, in the machine's time zone.
pub(crate) fn now() -> policy::Moment {
    let now = jiff::Zoned::now();
    let (day, time) = (now.date(), now.time());
    let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    let day = Date::new(day.year().into(), month.into(), of_month.into())
        .unwrap_or(policy::calculator::EXAMPLE_DAY);
    let (hour, minute) = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
    policy::Moment::at(day, hour.into(), minute.into())
}

/// Whether drafts are part of the site.
pub(crate) fn drafts(included: bool) -> Drafts {
    if included {
        Drafts::Include
    } else {
        Drafts::LeaveOut
    }
}

/// The real path of a file or folder that may not exist yet: links are followed as far as it does.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = absolute
        .ancestors()
        .find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    match real {
        Some((ancestor, real)) => match absolute.strip_prefix(ancestor) {
            Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
            _ => real,
        },
        None => absolute,
    }
}

/// A path as it reads best from the current folder.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let relative = here
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    match relative {
        Some(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Some(relative) => relative.display().to_string(),
        None => path.display().to_string(),
    }
}
