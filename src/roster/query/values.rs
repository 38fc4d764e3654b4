//! The values that exist among the people of a roster, each once: for completion, and for knowing
//! whether a word is the whole of one.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::roster::Roster;

/// Values remembered of one kind, at most: an allow-list is made by people, a hundred thousand
/// different ones are not.
const MOST: usize = 2_000;

/// Found when first asked for, and kept with the roster.
#[derive(Debug, Default)]
pub(in crate::roster) struct Cache {
    roles: OnceLock<BTreeSet<Box<str>>>,
    models: OnceLock<BTreeSet<Box<str>>>,
}

/// See [`Roster::values`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'a> {
    roster: &'a Roster,
    cache: &'a Cache,
}

impl Roster {
    pub(super) fn values(&self) -> Values<'_> {
        Values { roster: self, cache: &self.values }
    }
}

impl<'a> Values<'a> {
    /// The roles of both servers: those they come with, and what else is there.
    pub(super) fn roles(self) -> impl Iterator<Item = &'a str> {
        const BUILT_IN: [&str; 7] = [
            "admin",
            "user",
            "pending",
            "proxy_admin",
            "proxy_admin_viewer",
            "internal_user",
            "internal_user_viewer",
        ];
        let found = self.cache.roles.get_or_init(|| {
            let roles = self.roster.people().flat_map(|person| {
                let user = person.proxy().and_then(|user| user.role.as_ref());
                let account = person.account().map(|account| account.role.raw());
                user.map(crate::domain::Text::raw).into_iter().chain(account)
            });
            distinct(roles.filter(|role| !BUILT_IN.contains(role)))
        });
        BUILT_IN.into_iter().chain(found.iter().map(|role| &**role))
    }

    /// The models on users' and teams' allow-lists.
    pub(super) fn models(self) -> impl Iterator<Item = &'a str> {
        let found = self.cache.models.get_or_init(|| {
            let side = self.roster.proxy();
            let users = side.into_iter().flat_map(|side| &side.users.rows);
            distinct(
                users.flat_map(|user| user.models.iter().flatten()).map(crate::domain::Text::raw),
            )
        });
        found.iter().map(|model| &**model)
    }
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> BTreeSet<Box<str>> {
    let mut found = BTreeSet::new();
    for word in words.filter(|word| !word.trim().is_empty()) {
        if found.len() >= MOST {
            break;
        }
        if !found.contains(word) {
            found.insert(Box::from(word));
        }
    }
    found
}
