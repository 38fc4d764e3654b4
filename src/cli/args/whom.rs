//! The words that name whom a command is for, a struct for each kind of record. No logic.

use clap::Args as ClapArgs;

/// Users.
#[derive(Clone, Debug, ClapArgs)]
pub struct People {
    /// Ids, e-mails or unique parts of one
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<String>,
}

/// One user.
#[derive(Clone, Debug, ClapArgs)]
pub struct Person {
    /// An id, an e-mail or a unique part of one
    #[arg(value_name = "USER")]
    pub user: String,
}

/// Virtual keys.
#[derive(Clone, Debug, ClapArgs)]
pub struct Keys {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
}

/// Teams.
#[derive(Clone, Debug, ClapArgs)]
pub struct Teams {
    /// Ids, or aliases no other team has
    #[arg(required = true, value_name = "TEAM")]
    pub teams: Vec<String>,
}

/// Members of one team.
#[derive(Clone, Debug, ClapArgs)]
pub struct Members {
    /// An id, or an alias no other team has
    #[arg(value_name = "TEAM")]
    pub team: String,
    /// Who of it.
    #[command(flatten)]
    pub people: People,
}

/// Customers.
#[derive(Clone, Debug, ClapArgs)]
pub struct Customers {
    /// Their ids, as the requests name them
    #[arg(required = true, value_name = "CUSTOMER")]
    pub customers: Vec<String>,
}

/// Tags.
#[derive(Clone, Debug, ClapArgs)]
pub struct Tags {
    /// Their names
    #[arg(required = true, value_name = "TAG")]
    pub tags: Vec<String>,
}

/// Organizations.
#[derive(Clone, Debug, ClapArgs)]
pub struct Organizations {
    /// Ids, or aliases no other organization has
    #[arg(required = true, value_name = "ORGANIZATION")]
    pub organizations: Vec<String>,
}

/// Budget rows.
#[derive(Clone, Debug, ClapArgs)]
pub struct BudgetRows {
    /// Their ids, as `bursar budgets --all` prints them
    #[arg(required = true, value_name = "ID")]
    pub rows: Vec<String>,
}
