//! The set of models that an account sees, where none was named: whether there is one to chat with
//! over this proxy.

use std::borrow::Cow;

use super::address::{Leads, leads};
use super::judge::sees;
use super::{AccountFacts, ChatFacts, Connection, ModelEntry, Offered};
use crate::access::facts::Why;
use crate::access::rung::RungVerdict;
use crate::access::words;
use crate::domain::{Role, Text};

use RungVerdict::{NotChecked, Passes, Refuses, Unknown};

/// The models of this proxy that Open WebUI offers, by what the account has of them.
#[derive(Debug, Default)]
pub(super) struct Set<'a> {
    /// It sees these.
    pub(super) seen: Vec<&'a Text>,
    /// It does not, and others do, besides admins.
    pub(super) of_others: Vec<&'a Text>,
    /// Only admins see these.
    pub(super) of_admins: Vec<&'a Text>,
    /// Whether it sees these cannot be told, for the reason.
    unknown: Option<Why>,
    /// It sees these, which do not come from this proxy.
    elsewhere: Vec<&'a Text>,
}

impl<'a> Set<'a> {
    /// What is offered, as this account has it.
    pub(super) fn of(facts: &ChatFacts, offered: &'a [Offered], account: &AccountFacts) -> Self {
        let mut set = Self::default();
        let connections = facts.connections.known().map_or(&[][..], Vec::as_slice);
        for one in offered {
            let verdict = match account.role {
                Role::Admin => (Passes, Cow::default()),
                _ => sees(account, one.entry.as_ref(), &one.id),
            };
            let is_here = comes_from(one, offered, connections, &facts.proxy_url);
            match verdict {
                (Passes, _) if is_here => set.seen.push(&one.id),
                (Passes, _) => set.elsewhere.push(&one.id),
                _ if !is_here => {}
                (Unknown, why) => set.unknown = Some(why),
                _ if one.entry.as_ref().is_some_and(is_for_others) => set.of_others.push(&one.id),
                _ => set.of_admins.push(&one.id),
            }
        }
        set
    }

    /// Whether it sees none, and there is none to be granted.
    pub(super) fn is_empty(&self) -> bool {
        self.unknown.is_none()
            && [&self.seen, &self.of_others, &self.of_admins].iter().all(|list| list.is_empty())
    }

    /// What becomes of a chat with whichever of them, and why.
    pub(super) fn verdict(&self, account: &AccountFacts) -> (RungVerdict, Cow<'static, str>) {
        let label = account.label();
        if !self.seen.is_empty() {
            let missing = match self.of_others.as_slice() {
                [] => String::new(),
                others => format!(", and not {}, which others see", listed(others)),
            };
            return (Passes, format!("it sees {}{missing}", listed(&self.seen)).into());
        }
        if let Some(why) = &self.unknown {
            return (Unknown, why.clone());
        }
        let besides = match self.elsewhere.as_slice() {
            [] => String::new(),
            elsewhere => format!(" (it sees {}, of another provider)", listed(elsewhere)),
        };
        let offered = self.of_others.len() + self.of_admins.len();
        if offered == 0 {
            let detail = format!("Open WebUI offers nobody a model of this proxy{besides}");
            return (Refuses, detail.into());
        }
        let whose = match (self.of_others.as_slice(), self.of_admins.as_slice()) {
            ([], all) => format!("only admins see {}", listed(all)),
            (others, []) => format!("others see {}", listed(others)),
            (others, rest) => {
                format!("others see {}, and only admins {}", listed(others), listed(rest))
            }
        };
        let detail = format!(
            "account {label} sees no model of this proxy{besides}: none is granted to it; {whose}"
        );
        (Refuses, detail.into())
    }
}

/// What there is to say where nobody could be offered a model, since what brings them is broken.
pub(super) fn broken() -> (RungVerdict, Cow<'static, str>) {
    (NotChecked, "nobody is offered a model of this proxy".into())
}

fn listed(names: &[&Text]) -> String {
    words::names(names.iter().copied())
}

/// Whether anybody but admins sees it.
fn is_for_others(entry: &ModelEntry) -> bool {
    let grants = entry.grants.known().map_or(&[][..], Vec::as_slice);
    entry.is_active && !grants.is_empty()
}

/// Whether its calls go to this proxy: it, or the model it is built on, comes through a connection
/// that is not known to lead elsewhere.
fn comes_from(
    one: &Offered,
    offered: &[Offered],
    connections: &[Connection],
    proxy_url: &str,
) -> bool {
    let base = || offered.iter().find(|other| Some(&other.id) == one.base.as_ref());
    let through = one.connection.or_else(|| base()?.connection);
    let connection = through.and_then(|index| connections.get(index));
    connection.is_some_and(|connection| leads(connection, proxy_url) != Leads::Elsewhere)
}
