//! What can be changed of tags, organizations, budget rows and windows. No logic.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::Review;
use super::lever::Terms;
use super::value::window_limit;
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
    pub format: BudgetsFormat,
}

/// How budgets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BudgetsFormat {
    /// For the eye.
    Table,
    /// One object.
    Json,
    /// Comma-separated, formulas disarmed.
    Csv,
}

/// `key window`.
#[derive(Clone, Debug, ClapArgs)]
pub struct KeyWindow {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub window: OneWindow,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team window`.
#[derive(Clone, Debug, ClapArgs)]
pub struct TeamWindow {
    /// Ids, or aliases no other team has
    #[arg(required = true, value_name = "TEAM")]
    pub teams: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub window: OneWindow,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
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
    Budget(TagBudget),
    /// Say why a tag's spend cannot be set back, and what works instead
    Reset(Tags),
}

/// `tag budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct TagBudget {
    /// Their names
    #[arg(required = true, value_name = "TAG")]
    pub tags: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// Verbs over tags.
#[derive(Clone, Debug, ClapArgs)]
pub struct Tags {
    /// Their names
    #[arg(required = true, value_name = "TAG")]
    pub tags: Vec<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `organization …`.
#[derive(Clone, Debug, Subcommand)]
pub enum OrganizationCommand {
    /// Set the budgets of organizations
    Budget(OrganizationBudget),
    /// Set organizations' spend back to zero; in force after up to 60 s
    Reset(Organizations),
}

/// `organization budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct OrganizationBudget {
    /// Ids, or aliases no other organization has
    #[arg(required = true, value_name = "ORGANIZATION")]
    pub organizations: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// Verbs over organizations.
#[derive(Clone, Debug, ClapArgs)]
pub struct Organizations {
    /// Ids, or aliases no other organization has
    #[arg(required = true, value_name = "ORGANIZATION")]
    pub organizations: Vec<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `budget-row`.
#[derive(Clone, Debug, ClapArgs)]
pub struct BudgetRows {
    /// Their ids, as `bursar budgets --all` prints them
    #[arg(required = true, value_name = "ID")]
    pub rows: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}
