//! What can be changed of tags, organizations, budget rows and windows. No logic.

use clap::{Args as ClapArgs, Subcommand};

use super::lever::Budget;
use super::value::window_limit;
use super::whom::{Organizations, Tags};
use super::{Act, ListFormat};
use crate::domain::Window;
use crate::plan::wish::LimitWish;

/// `budgets`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Budgets {
    /// Every budget row, those too that one alone is known to point to
    #[arg(long)]
    pub all: bool,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ListFormat,
}

/// A window and its limit.
#[derive(Clone, Debug, ClapArgs)]
pub struct OneWindow {
    /// Which window, as it is written there: 24h, 7d, 30d, 1mo, …; the others stay
    #[arg(long, value_name = "WINDOW", allow_hyphen_values = true)]
    pub every: Window,
    /// Dollars, or 'none' to take the window away; +20%, -10%, +5 or -5 change what there is
    #[arg(long, value_name = "AMOUNT", value_parser = window_limit, allow_hyphen_values = true)]
    pub max: LimitWish,
}

/// `tag …`.
#[derive(Clone, Debug, Subcommand)]
pub enum TagCommand {
    /// Set the budgets of tags
    Budget(Act<Tags, Budget>),
    /// Say why a tag's spend cannot be set back, and what works instead
    Reset(Act<Tags>),
}

/// `organization …`.
#[derive(Clone, Debug, Subcommand)]
pub enum OrganizationCommand {
    /// Set the budgets of organizations
    Budget(Act<Organizations, Budget>),
    /// Set organizations' spend back to zero; in force after up to 60 s
    Reset(Act<Organizations>),
}
