//! The commands that run once and end: `build`, `check`, `policy`, `init` and `new`.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod init;
pub(crate) mod new;
pub(crate) mod policy;
pub(crate) mod policy_cases;
mod timings;
