//! Inventing an organisation: who is in it, and what is out of order with them.
//!
//! Everything is made up, and everything follows from the seed. `options.people` is exactly the
//! number of people one finds when the two servers are joined; every oddity below is one person,
//! but a conflict, which is two. Customers always belong to somebody who is there anyway.

use std::collections::HashSet;

use super::{dice::Dice, litellm, openwebui};

mod hostile;
mod money;
mod person;
mod teams;
mod write;

pub(crate) use person::{ROOT_EMAIL, ROOT_PASSWORD};

/// What is special about a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SeedKind {
    /// Same id, same name, same e-mail on both sides.
    #[default]
    InStep,
    /// The first account of Open WebUI and an admin of the proxy.
    Root,
    Admin,
    /// `proxy_admin_viewer`.
    Viewer,
    OnlyProxy,
    OnlyWebui,
    /// A proxy user that is no human and has no e-mail.
    Service,
    /// Two ids, one e-mail, spelled in two ways.
    LinkedByEmail,
    /// Two ids, no e-mail at the proxy, and a `sso_user_id`.
    LinkedBySso,
    /// Renamed in the chat.
    DriftedName,
    /// Changed the e-mail in the chat.
    DriftedEmail,
    Pending,
    /// One key blocked by hand.
    Blocked,
    /// A role in Open WebUI that means nothing.
    OddRole,
    /// A name meant to do harm; the number says which.
    Hostile(usize),
    /// Two proxy users with one e-mail, one of them with the account.
    Conflict,
}

impl SeedKind {
    /// How many people this is in the joined list.
    fn people(self) -> usize {
        if self == Self::Conflict { 2 } else { 1 }
    }
}

/// Who is in an organisation of `people` people, the root first.
fn cast(people: usize, dice: &mut Dice) -> Vec<SeedKind> {
    let mut wanted = vec![
        SeedKind::OnlyWebui,
        SeedKind::OnlyProxy,
        SeedKind::DriftedName,
        SeedKind::Pending,
        SeedKind::Conflict,
        SeedKind::LinkedByEmail,
        SeedKind::Blocked,
        SeedKind::Admin,
        SeedKind::Service,
        SeedKind::Viewer,
        SeedKind::LinkedBySso,
        SeedKind::DriftedEmail,
        SeedKind::OddRole,
    ];
    wanted.extend((0..hostile::COUNT).map(SeedKind::Hostile));
    for (kind, percent) in [
        (SeedKind::OnlyWebui, 5),
        (SeedKind::OnlyProxy, 4),
        (SeedKind::DriftedName, 4),
        (SeedKind::Pending, 3),
        (SeedKind::LinkedByEmail, 2),
        (SeedKind::DriftedEmail, 2),
        (SeedKind::Admin, 1),
        (SeedKind::Service, 1),
    ] {
        // One of each is in the list already.
        let more = (people * percent / 100).saturating_sub(1);
        wanted.extend(std::iter::repeat_n(kind, more));
    }
    let mut left = people.saturating_sub(1);
    let mut others = Vec::with_capacity(people);
    for kind in wanted {
        if kind.people() <= left {
            left -= kind.people();
            others.push(kind);
        }
    }
    others.extend(std::iter::repeat_n(SeedKind::InStep, left));
    dice.shuffle(&mut others);
    let mut cast = vec![SeedKind::Root];
    cast.append(&mut others);
    cast
}

/// Fills both servers with `people` people.
pub(crate) fn organisation(
    people: usize,
    dice: &mut Dice,
    proxy: &mut litellm::state::State,
    webui: &mut openwebui::state::State,
) {
    let teams = teams::found(dice, proxy, webui);
    let mut taken = HashSet::new();
    for kind in cast(people, dice) {
        let person = person::invent(kind, dice, &mut taken);
        write::person(&person, &teams, dice, proxy, webui);
    }
}

/// The only account of a server nobody has used yet.
pub(crate) fn root_account(dice: &mut Dice, webui: &mut openwebui::state::State) {
    let root = person::invent(SeedKind::Root, dice, &mut HashSet::new());
    write::account(&root, dice, webui);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_is_as_large_as_asked_for() {
        for people in [1, 2, 3, 10, 25, 40, 120, 1_000] {
            let cast = cast(people, &mut Dice::new(7));
            let count: usize = cast.into_iter().map(SeedKind::people).sum();
            assert_eq!(count, people);
        }
    }
}
