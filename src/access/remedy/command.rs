//! Remedies on the command line.

use super::{Grantee, Purser, Wish};
use crate::domain::{Text, Usd};

impl Wish {
    /// The same on the command line; empty where it has none.
    pub fn command(&self) -> Vec<String> {
        let words: Vec<&str> = match self {
            Self::Raise { of: Purser::User(id), to } => {
                return said(&["budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Key(hash), to } => {
                return said(&["key", "budget", &hash.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Team(id), to } => {
                return said(&["team", "budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Member(team, id), to } => {
                let max = plain(*to);
                return said(&["team", "member", "budget", team.raw(), id.raw(), "--max", &max]);
            }
            Self::Raise { of: Purser::Customer(id), to } => {
                return said(&["customer", "budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Reset { of: Purser::User(id) } => vec!["reset", id.raw()],
            Self::Reset { of: Purser::Key(hash) } => return said(&["key", "reset", &hash.raw()]),
            Self::Reset { of: Purser::Member(team, id) } => {
                vec!["team", "member", "reset", team.raw(), id.raw()]
            }
            Self::ExtendKey(hash, None) => {
                return said(&["key", "extend", &hash.raw(), "--for", "never"]);
            }
            // The remedy is for a month, whenever it is taken.
            Self::ExtendKey(hash, Some(_)) => {
                return said(&["key", "extend", &hash.raw(), "--for", "30d"]);
            }
            Self::Unblock(id) => vec!["unblock", id.raw()],
            Self::Activate(id) => vec!["user", "activate", id.raw()],
            Self::UnblockTeam(id) => vec!["team", "unblock", id.raw()],
            Self::GrantModel { to, model } => return grant(to, model),
            Self::LetIn(account) => vec!["account", "role", account.raw(), "user"],
            Self::GrantInWebui { account, model } => {
                vec!["account", "grant", account.raw(), model.raw()]
            }
            Self::UnblockKey(hash) => return said(&["key", "unblock", &hash.raw()]),
            // No server has that.
            Self::Reset { of: Purser::Team(_) | Purser::Customer(_) } => return Vec::new(),
        };
        said(&words)
    }
}

fn grant(to: &Grantee, model: &Text) -> Vec<String> {
    let model = model.raw();
    match to {
        Grantee::Key(hash) => said(&["key", "models", &hash.raw(), "--add", model]),
        Grantee::User(id) => said(&["user", "models", id.raw(), "--add", model]),
        Grantee::Team(id) => said(&["team", "models", id.raw(), "--add", model]),
        Grantee::Customer(id) => said(&["customer", "models", id.raw(), "--add", model]),
    }
}

fn said(words: &[&str]) -> Vec<String> {
    std::iter::once("bursar").chain(words.iter().copied()).map(str::to_owned).collect()
}

/// Dollars as the command line takes them: `12.50`.
fn plain(usd: Usd) -> String {
    usd.to_string().replace(['$', ','], "")
}
