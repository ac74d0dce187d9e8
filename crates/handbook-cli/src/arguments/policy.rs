//! What can be typed after `handbook policy`.

use clap::{Args, Subcommand, ValueEnum};
use policy::Date;

use super::{Day, Format, SourceFolder, day};
use crate::commands::policy_cases::Cases;

/// Look up the values of the policy, and what a change of them does
///
/// The values are those of content/policy in the handbook around the current folder. Each has a key, such as
/// deck.threshold, and holds from a day until its next entry begins.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy list                             every value in force today, and what is to come
  handbook policy show deck.threshold              its history, its source, and who uses it
  handbook policy at 2027-02-01                    every value as it stands on that day
  handbook policy cases                            the golden cases on the pages
  handbook policy diff main                        what the changes since the branch main do")]
pub(crate) struct Policy {
    /// What to look up.
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

/// The commands about the policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    List(List),
    Show(Show),
    At(At),
    Cases(Cases),
    Diff(Diff),
}

/// List the values in force, and the changes to come
///
/// One line a value: its key, its amount (by segment where it differs), the day since which it has held, and its title.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy list
  handbook policy list --as-of 2027-02-01
  handbook policy list --format json | jq -r '.values[] | [.key, .since] | @tsv'

With --format json, one object on standard output:
  {\"as_of\", \"values\": [{\"key\", \"title\", \"unit\", \"comparison\", \"since\", \"amounts\", \"next\"}]}
  `amounts` has the key `all`, or one key for each segment; `next` is {\"from\", \"amounts\"}.
  `since` and `amounts` are null before the first entry, `next` when no change is written down.")]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the values are written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Show one value: its history, its source, how it is read, and who uses it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy show deck.threshold
  handbook policy show deck.threshold --format json")]
pub(crate) struct Show {
    /// The key of the value, such as deck.threshold; `handbook policy list` lists them
    #[arg(value_name = "VALUE")]
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the value is written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Show every value as it stands on a day, past or to come
///
/// The values that changed last, on that day or before it, are marked with a star and told with what held before.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy at 2027-02-01
  handbook policy at 2020-02-01 --format json

With --format json, the object of `policy list` with `changed_on`, the day of the last change,
and in each value `changed`, and `before`, the amounts that held before that day.")]
pub(crate) struct At {
    /// The day, such as 2027-02-01
    #[arg(value_name = "DATE", value_parser = day)]
    pub(crate) day: Date,
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the values are written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Tell what a change of the policy does
///
/// Compares two states of the handbook and tells which values and calculators changed, which pages show them, which
/// golden cases come out differently, and for each calculator the smallest inputs whose verdict changes. A state is a
/// folder with a handbook, or a revision of the git repository in which the handbook lies; the repository and its files
/// are left as they are. Nothing is stored.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook policy diff main                        the working folder against the branch main
  handbook policy diff HEAD~3 HEAD                 two revisions
  handbook policy diff ../published .              two folders
  handbook policy diff origin/main --format markdown > comment.md

The verdicts are asked as of the first day of each change, or today where that is later. The
inputs that are tried lie on the boundaries of the old and of the new policy and beside them.

With --format json, one object on standard output:
  {\"base\", \"head\", \"as_of\", \"values\": [...], \"calculators\": [...]}
  a value:       {\"key\", \"title\", \"change\", \"parts\", \"pages\", \"calculators\"}
  a part of it:  {\"what\", \"from\", \"segment\", \"before\", \"after\"}
  a calculator:  {\"calculator\", \"title\", \"change\", \"values\", \"pages\", \"cases\", \"verdicts\",
                  \"figures\", \"tried\", \"complete\"}
  `verdicts` has the smallest inputs whose verdict changes; where there are none, `figures` has
  those whose figures or words do. Each is {\"as_of\", \"inputs\", \"before\", \"after\", \"words\"}.
  `complete` is false when each field by itself and each two together were more than are tried.

Exit codes:
  0  with and without differences
  1  when the values of one state have errors
  2  wrong usage")]
pub(crate) struct Diff {
    /// The state before: a revision, or a folder
    #[arg(value_name = "BASE")]
    pub(crate) base: String,
    /// The state after: a revision, or a folder [default: the handbook as it lies in its folder]
    #[arg(value_name = "HEAD")]
    pub(crate) head: Option<String>,
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the differences are written: for people, for a merge request, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    // Comments that clap does not show: with them it would give each value a paragraph.
    Text,
    Markdown,
    Json,
}
