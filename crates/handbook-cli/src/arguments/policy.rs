//! What can be typed after `handbook policy`.

use clap::{Args, Subcommand};

use crate::commands::policy_cases::Cases;

/// Look up what the policy says
#[derive(Debug, Args)]
pub(crate) struct Policy {
    /// What to look up.
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

/// The commands about the policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    Cases(Cases),
}
