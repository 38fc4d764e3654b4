//! Remedies on the command line.

use super::{Grantee, Purser, Wish};
use crate::domain::{Text, Usd};

impl Wish {
    /// The same on the command line; empty where it has none. Each word is one to the program, however
    /// odd the names are.
    pub fn command(&self) -> Vec<String> {
        match self {
            Self::Raise { of, to } => raise(of, *to),
            Self::Reset { of: Purser::User(id) } => line(&["reset"], &[id.raw()], &[]),
            Self::Reset { of: Purser::Key(hash) } => line(&["key", "reset"], &[&hash.raw()], &[]),
            Self::Reset { of: Purser::Member(team, id) } => {
                line(&["team", "member", "reset"], &[team.raw(), id.raw()], &[])
            }
            // No server has that.
            Self::Reset { of: Purser::Team(_) | Purser::Customer(_) } => Vec::new(),
            Self::ExtendKey(hash, until) => {
                // The remedy is for a month, whenever it is taken.
                let length = if until.is_some() { "30d" } else { "never" };
                line(&["key", "extend"], &[&hash.raw()], &[("--for", length)])
            }
            Self::Unblock(id) => line(&["unblock"], &[id.raw()], &[]),
            Self::Activate(id) => line(&["user", "activate"], &[id.raw()], &[]),
            Self::UnblockTeam(id) => line(&["team", "unblock"], &[id.raw()], &[]),
            Self::GrantModel { to, model } => grant(to, model),
            Self::LetIn(account) => line(&["account", "role"], &[account.raw(), "user"], &[]),
            Self::GrantInWebui { account, model } => {
                line(&["account", "grant"], &[account.raw(), model.raw()], &[])
            }
            Self::UnblockKey(hash) => line(&["key", "unblock"], &[&hash.raw()], &[]),
        }
    }
}

fn raise(of: &Purser, to: Usd) -> Vec<String> {
    let to = plain(to);
    let to = [("--max", to.as_str())];
    match of {
        Purser::User(id) => line(&["budget"], &[id.raw()], &to),
        Purser::Key(hash) => line(&["key", "budget"], &[&hash.raw()], &to),
        Purser::Team(id) => line(&["team", "budget"], &[id.raw()], &to),
        Purser::Member(team, id) => {
            line(&["team", "member", "budget"], &[team.raw(), id.raw()], &to)
        }
        Purser::Customer(id) => line(&["customer", "budget"], &[id.raw()], &to),
    }
}

fn grant(to: &Grantee, model: &Text) -> Vec<String> {
    let model = one_of_a_list(model.raw());
    let add = [("--add", model.as_str())];
    match to {
        Grantee::Key(hash) => line(&["key", "models"], &[&hash.raw()], &add),
        Grantee::User(id) => line(&["user", "models"], &[id.raw()], &add),
        Grantee::Team(id) => line(&["team", "models"], &[id.raw()], &add),
        Grantee::Customer(id) => line(&["customer", "models"], &[id.raw()], &add),
    }
}

/// The verb, whom it is for and its options; what begins with a dash is kept from being an option.
fn line(verb: &[&str], operands: &[&str], options: &[(&str, &str)]) -> Vec<String> {
    let mut line: Vec<String> =
        ["bursar"].iter().chain(verb).map(|&word| word.to_owned()).collect();
    let mut operands: Vec<String> = operands.iter().map(|&word| word.to_owned()).collect();
    let begins_with_a_dash = operands.iter().any(|word| word.starts_with('-'));
    if !begins_with_a_dash {
        line.append(&mut operands);
    }
    for (name, value) in options {
        if value.starts_with('-') {
            line.push(format!("{name}={value}"));
        } else {
            line.extend([(*name).to_owned(), (*value).to_owned()]);
        }
    }
    if begins_with_a_dash {
        line.push("--".to_owned());
        line.append(&mut operands);
    }
    line
}

/// A name in a list whose items commas part: a comma of its own stands behind a backslash.
fn one_of_a_list(name: &str) -> String {
    name.replace('\\', r"\\").replace(',', r"\,")
}

/// Dollars as the command line takes them: `12.50`.
fn plain(usd: Usd) -> String {
    usd.to_string().replace(['$', ','], "")
}
