//! What can be typed after `handbook`, with the help texts to learn it from.

pub(crate) mod policy;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use ::policy::Date;

use crate::{calc::question::Question, project};

/// Builds a company handbook from Markdown, with calculators that decide by its policy
#[derive(Debug, Parser)]
#[command(name = "handbook", version, max_term_width = 100)]
#[command(after_help = "\
Examples:
  handbook init my-handbook                        make a small handbook to start from
  cd my-handbook && handbook serve                 look at it, and see each change at once
  handbook check                                   report every mistake, write nothing
  handbook build                                   write the site to target/site
  handbook calc deck-threshold --segment smb --amount 6000
  handbook policy diff main                        what a change of the policy does

Exit codes:
  0  all is well
  1  there are findings: for `check` any, for `build` errors, and warnings with --deny-warnings
  2  wrong usage, bad input, or the machine failed")]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(Build),
    Serve(Serve),
    Check(Check),
    Calc(Calc),
    Policy(policy::Policy),
    Init(Init),
    New(New),
}

/// Build the site and write it to a folder
///
/// Reads the handbook (handbook.yaml, content/, and its own themes/ and www/ where it has them), reports every mistake
/// with its place, and writes the site when there is no error. Only files whose bytes differ are written, and only
/// files that an earlier build wrote are removed: a folder with files of yours in it is refused. A build with errors
/// leaves the last good site as it was.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook build
  handbook build --source ~/my-handbook --output /srv/www/handbook
  handbook build --base-url https://example.com/docs/ --deny-warnings
  handbook build --as-of 2027-02-01 --output ../next       the handbook as it will stand on that day")]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// The folder to write the site to [default: target/site in the handbook]
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// The address that the site will have, in place of base_url in handbook.yaml
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Build the pages marked `draft: true` too
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Let warnings count as errors: nothing is written, exit code 1
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Tell on standard error where the time went
    #[arg(long)]
    pub(crate) timings: bool,
    /// Write what was done when, page by page, for the viewers of Chromium (about:tracing) and Firefox (samply load)
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Write compressed copies beside the files, .br and .gz, as `precompress: true` in handbook.yaml does; or the smallest,
    /// in thirty times the time
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "quick")]
    pub(crate) precompress: Option<Precompress>,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Whether what earlier runs found out may be used.
#[derive(Debug, Args)]
pub(crate) struct Known {
    /// Work out everything anew, and keep nothing for the next run; what comes out is the same
    #[arg(long)]
    pub(crate) fresh: bool,
}

/// Show the handbook in the browser while you write it
///
/// Builds in memory, serves on 127.0.0.1 only, watches the files, and brings each change to the open pages: they stay
/// where they are, with what is typed in them. A mistake is shown here and over the page, until it is mended. Ctrl-C ends
/// it. Nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook serve
  handbook serve --port 3000 --drafts")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, short, value_name = "N", default_value_t = 8000)]
    pub(crate) port: u16,
    /// Show the pages marked `draft: true` too
    #[arg(long)]
    pub(crate) drafts: bool,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Report every mistake in the handbook, and write no site
///
/// Reads and connects everything: broken links and anchors, double addresses, missing titles, unknown front-matter
/// keys, shortcodes and calculators, missing images and their texts, policy values that do not fit. Each finding has a
/// code, a place and, where there is one, a remedy. The exit code is 1 when there is any, be it a warning.
///
/// What it finds out of pages without mistakes is kept in `target/handbook-facts` of the handbook, so that the next run is
/// faster; that folder may be removed at any time.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook check
  handbook check --format json | jq -r '.[].message'
  handbook check --as-of 2027-02-01                        will all still be well on that day?

With --format json, one array on standard output:
  [{\"code\", \"severity\", \"path\", \"line\", \"column\", \"end_line\", \"end_column\", \"message\", \"hints\"}]
  Lines and columns count from 1, columns in characters; they are null when a finding is about a whole file.")]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) source: SourceFolder,
    /// How the findings are written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Answer a question of the policy, with the reasons
///
/// Without ID, lists the calculators. `handbook calc ID --help` tells what a calculator asks for. The answer comes from
/// the values in content/policy of the handbook around the current folder.
#[derive(Debug, Args)]
#[command(override_usage = "handbook calc [ID [--FIELD VALUE]...] [OPTIONS]")]
#[command(subcommand_value_name = "ID", subcommand_help_heading = "Calculators")]
#[command(
    disable_help_subcommand = true,
    disable_help_flag = true,
    next_help_heading = "Options"
)]
#[command(after_help = "\
Examples:
  handbook calc
  handbook calc deck-threshold --help
  handbook calc deck-threshold --segment smb --amount '$5k' --type new-business
  handbook calc deal-review --segment smb --iacv 12,000 --month 2020-05 --format json

Bad input ends with exit code 2 and one line a field on standard error; with --format json it is
{\"errors\": [{\"field\", \"given\", \"message\"}]} on standard output.")]
pub(crate) struct Calc {
    /// The handbook: the folder with handbook.yaml, or one inside it
    #[arg(long, short, value_name = "DIR", default_value = ".", global = true)]
    pub(crate) source: PathBuf,
    /// How the answer is written: for people, or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text, global = true)]
    pub(crate) format: Format,
    /// Print help
    #[arg(long, short, action = ArgAction::Help, global = true)]
    pub(crate) help: Option<bool>,
    /// The calculator and what was typed for its fields.
    #[command(subcommand)]
    pub(crate) question: Option<Question>,
}

/// Make a small handbook to start from
///
/// Writes a home page, an onboarding section, a policy page with a calculator and its values, and handbook.yaml. Nothing
/// that exists is overwritten: when one of the files is there already, nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook init
  handbook init my-handbook && cd my-handbook && handbook serve")]
pub(crate) struct Init {
    /// The folder of the new handbook
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
}

/// Add a page
///
/// Writes content/PATH.md with its front matter and says where it is. The page's address is /PATH/.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  handbook new onboarding/first-day
  handbook new handbook/sales/discounts --title 'Discounts and approvals'")]
pub(crate) struct New {
    /// The page's address without the outer slashes, such as handbook/sales/discounts
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    /// The page's title [default: made from the last part of PATH]
    #[arg(long, short, value_name = "T")]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) source: SourceFolder,
}

/// Where the handbook is.
#[derive(Debug, Args)]
pub(crate) struct SourceFolder {
    /// The handbook: the folder with handbook.yaml, or one inside it
    #[arg(long = "source", short = 's', value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
}

/// The day as of which a command sees the handbook.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Day {
    /// The handbook as it stands on this day, past or to come, such as 2027-02-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

impl Day {
    /// The day that was typed, or today.
    pub(crate) fn or_today(self) -> Date {
        self.as_of.unwrap_or_else(project::today)
    }
}

/// Reads a day, or says what to type.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text.trim()).map_err(|error| error.message().to_owned())
}

/// How findings and answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    // Comments that clap does not show: with them it would give each value a paragraph.
    Text,
    Json,
}

/// How small compressed copies are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Precompress {
    Quick,
    Best,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_of_all_commands_and_calculators_fit_together() {
        let values = ::policy::PolicyValues::default();
        crate::calc::question::with_calculators(Arguments::command(), &values).debug_assert();
    }
}
