//! *unblock*: exactly what bursar blocked works again; what another hand blocked stays blocked.

use std::collections::HashMap;

use super::block::{scim_enforced, unseen};
use super::{Context, Draft};
use crate::domain::{Account, AccountId, BlockRecord, Key, ProxyUser, Role, Side};
use crate::plan::op::{ReactivateUser, SetRole, UnblockKey};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// The roles that accounts without a user at the proxy had before bursar blocked them: these are
/// known to the journal alone, since Open WebUI has no safe place to keep them.
pub type RememberedRoles = HashMap<AccountId, Role>;

/// The plan that unblocks these people (indices of the roster).
pub fn unblock(
    roster: &Roster,
    people: &[u32],
    remembered: &RememberedRoles,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        unblock_person(&mut draft, person, remembered);
    }
    draft.finish(Purpose::Unblock)
}

fn unblock_person(draft: &mut Draft<'_>, person: PersonRef<'_>, remembered: &RememberedRoles) {
    let record = person.proxy().and_then(|user| user.bursar.blocked.as_ref());
    let pending = person.account().filter(|account| account.role == Role::Pending);
    match (person.proxy(), record, pending) {
        (Some(user), Some(record), _) => restore(draft, person, user, record, remembered),
        (Some(user), None, _) if !user.active => draft.refuse(
            person,
            "was deactivated at the proxy by another hand (scim_active is false, and bursar keeps \
             no record of it); bursar undoes only its own blocks",
        ),
        (_, None, Some(account)) => admit(draft, person, account, remembered),
        _ => draft.skip(person, "is not blocked by bursar"),
    }
}

/// Why what the record remembers cannot be restored now: forgetting it would lose it.
fn unrestorable(roster: &Roster, person: PersonRef<'_>, record: &BlockRecord) -> Option<String> {
    let are_keys_seen = roster.proxy().is_some_and(|side| side.keys.is_complete());
    if !record.keys.is_empty() && !are_keys_seen {
        return Some("the listing of keys is incomplete, so a blocked key could be missed".into());
    }
    if record.account_role.is_none() || person.account().is_some() {
        return None;
    }
    let webui = &roster.snapshot().webui;
    let why = match webui {
        Side::Absent => Some("this profile has no Open WebUI".to_owned()),
        _ => unseen("Open WebUI", "accounts", webui, |side| side.accounts.is_complete()),
    };
    why.map(|why| format!("{why}, so the account that was blocked too could not be restored"))
}

fn restore(
    draft: &mut Draft<'_>,
    person: PersonRef<'_>,
    user: &ProxyUser,
    record: &BlockRecord,
    remembered: &RememberedRoles,
) {
    if let Some(why) = unrestorable(draft.roster, person, record) {
        draft.refuse(person, why);
        return;
    }
    // A key of somebody else's is theirs to ask for, whatever the record names: it may have changed
    // hands, or the record may not be ours.
    let keys: &[Key] = draft.roster.proxy().map_or(&[], |side| &side.keys.rows);
    for key in keys.iter().filter(|key| may_be_blocked(key) && record.keys.contains(&key.hash)) {
        if key.user_id.as_ref() == Some(&user.id) {
            let op = UnblockKey { hash: key.hash.clone(), label: key.label(), alone: false };
            draft.add(person, op, "bursar blocked this key");
        } else {
            let why = format!(
                "the record of the block names the key {}, which is not theirs: it stays blocked; \
                 `bursar key unblock {}` lets it work again",
                key.label(),
                key.hash
            );
            draft.skip(person, why);
        }
    }
    if let Some(account) = person.account().filter(|account| account.role == Role::Pending)
        && let Some((after, reason)) = role_before(record, remembered.get(&account.id))
    {
        let op = SetRole { account: account.id.clone(), before: Role::Pending, after };
        draft.add(person, op, reason);
    }
    // Last, because it forgets: what failed before it must still be known for another try.
    let op = ReactivateUser {
        user_id: user.id.clone(),
        record: record.clone(),
        scim: scim_enforced(draft.roster),
    };
    let since = crate::domain::time::absolute(record.at);
    draft.add(person, op, format!("bursar blocked this user on {since}"));
}

/// The role that a pending account had before the block, and why it is taken to be that one. The
/// record stands where others than administrators may write: what it says alone makes nobody more
/// than a user. The journal knows the role where the record was taken away before the account was
/// let in again.
fn role_before(record: &BlockRecord, remembered: Option<&Role>) -> Option<(Role, &'static str)> {
    let recorded = record.account_role.clone().map(Role::from);
    match (recorded, remembered) {
        (None, None) | (Some(Role::Pending), _) => None,
        (None, Some(known)) => Some((known.clone(), "the role before the block, by the journal")),
        (Some(role), known) if role == Role::User || Some(&role) == known => {
            Some((role, "the role before the block"))
        }
        (Some(_), _) => Some((
            Role::User,
            "the record says that the role was a higher one, which this host's journal does not \
             confirm; `bursar account role` gives it",
        )),
    }
}

/// An account without a user at the proxy, or whose block the proxy does not remember.
fn admit(
    draft: &mut Draft<'_>,
    person: PersonRef<'_>,
    account: &Account,
    remembered: &RememberedRoles,
) {
    let Some(role) = remembered.get(&account.id) else {
        draft.refuse(
            person,
            "is pending in Open WebUI, and neither the proxy nor this journal remembers that \
             bursar blocked it; bursar undoes only its own blocks, so admit it in Open WebUI",
        );
        return;
    };
    let op = SetRole { account: account.id.clone(), before: Role::Pending, after: role.clone() };
    draft.add(person, op, "the role before the block, by the journal");
}
/// A key of which that cannot be read is unblocked: at worst it is as it was.
fn may_be_blocked(key: &Key) -> bool {
    key.blocked != Some(false)
}
