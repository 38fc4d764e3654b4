//! *block*: the person is refused on both servers, and what was done is remembered at the proxy,
//! so that unblocking undoes exactly that.

use std::collections::HashMap;

use super::{Context, Draft};
use crate::domain::{BlockRecord, Caller, Key, ProxyUser, ProxyUserId, Role, Side, Text};
use crate::plan::op::{BlockKey, DeactivateUser, SetRole};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// All keys of some users, read for each of them alone.
pub type OwnKeys = HashMap<ProxyUserId, Vec<Key>>;

/// The plan that blocks these people (indices of the roster).
pub fn block(roster: &Roster, people: &[u32], context: &Context) -> Plan {
    block_knowing(roster, people, &OwnKeys::new(), context)
}

/// [`block`], knowing the keys of some of them where not all keys could be listed.
pub fn block_knowing(roster: &Roster, people: &[u32], own: &OwnKeys, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let own = person.proxy().and_then(|user| own.get(&user.id));
        match refusal(roster, person, own.is_some()) {
            Some(why) => draft.refuse(person, why),
            None => match own {
                Some(keys) => block_person(&mut draft, person, keys.iter()),
                None => block_person(&mut draft, person, person.keys()),
            },
        }
    }
    draft.finish(Purpose::Block)
}

/// Why this person is not blocked, whoever asks.
fn refusal(roster: &Roster, person: PersonRef<'_>, are_keys_known: bool) -> Option<String> {
    if let (Some(user), Some(side)) = (person.proxy(), roster.proxy()) {
        if matches!(&side.caller, Caller::VirtualKey { user: Some(id), .. } if *id == user.id) {
            return Some(
                "this is the user whose key bursar runs on; blocking it would lock bursar out"
                    .into(),
            );
        }
        if user.is_master_key_row() {
            return Some("this row stands for the proxy's master key, not for a person".into());
        }
        if !are_keys_known && !side.keys.is_complete() {
            return Some("the listing of keys is incomplete, so a key could be missed".into());
        }
    }
    if let (Some(account), Some(side)) = (person.account(), roster.webui()) {
        if side.first_account.as_ref() == Some(&account.id) {
            return Some(
                "this is Open WebUI's first account, which the server protects from every admin"
                    .into(),
            );
        }
        match &side.caller {
            Caller::Account { id: Some(id) } if *id == account.id => {
                return Some(
                    "this is the account bursar runs as; blocking it would lock bursar out".into(),
                );
            }
            Caller::Account { id: None } if account.role == Role::Admin => {
                return Some(
                    "this is an admin, and Open WebUI does not say whose API key bursar uses; \
                     add that admin's `email` beside the key in the profile"
                        .into(),
                );
            }
            _ => {}
        }
    }
    let snapshot = roster.snapshot();
    let other_half = if person.proxy().is_none() {
        unseen("LiteLLM", "users", &snapshot.proxy, |side| side.users.is_complete())
    } else if person.account().is_none() {
        unseen("Open WebUI", "accounts", &snapshot.webui, |side| side.accounts.is_complete())
    } else {
        None
    };
    other_half.map(|why| format!("{why}, so only half of this person could be blocked"))
}

/// Why somebody who was not seen on a server may be there all the same.
pub(super) fn unseen<T>(
    server: &str,
    listing: &str,
    side: &Side<T>,
    is_complete: impl Fn(&T) -> bool,
) -> Option<String> {
    match side {
        Side::Failed(_) => Some(format!("{server} did not answer")),
        Side::Seen(seen) if !is_complete(seen) => {
            Some(format!("{server}'s listing of {listing} is incomplete"))
        }
        Side::Absent | Side::Seen(_) => None,
    }
}

fn block_person<'a>(
    draft: &mut Draft<'_>,
    person: PersonRef<'_>,
    keys: impl Iterator<Item = &'a Key>,
) {
    let keys: Vec<&Key> = keys.filter(|key| key.blocked != Some(true)).collect();
    // A role the server does not know locks out as it is, and could not be written back.
    let may_chat = |role: &Role| matches!(role, Role::User | Role::Admin);
    let to_pend = person.account().filter(|account| may_chat(&account.role));
    if let Some(user) = person.proxy() {
        let is_stopped = !user.active || !scim_enforced(draft.roster);
        let is_ours = user.bursar.blocked.is_some();
        if is_ours && is_stopped && keys.is_empty() && to_pend.is_none() {
            draft.skip(person, "is blocked already");
            return;
        }
        let role = to_pend.map(|account| Text::from(account.role.clone()));
        deactivate(draft, person, user, &keys, role);
    } else if to_pend.is_none() {
        let role = person.account().map(|account| account.role.to_string()).unwrap_or_default();
        let why = format!(
            "is blocked already: {role} in Open WebUI, which locks out, and no user at the proxy"
        );
        draft.skip(person, why);
        return;
    }
    for key in keys {
        let (hash, label, owner) = (key.hash.clone(), key.label(), key.user_id.clone());
        let op = BlockKey { hash, label, owner, alone: false };
        draft.add(person, op, "stops this key whatever happens to its owner's record");
    }
    if let Some(account) = to_pend {
        let op = SetRole {
            account: account.id.clone(),
            before: account.role.clone(),
            after: Role::Pending,
        };
        draft.add(person, op, "a pending account is refused every call");
    }
}

/// What an earlier block of ours remembers stays remembered; but not the role of an account that
/// another hand let in again since, perhaps with a lesser one.
fn deactivate(
    draft: &mut Draft<'_>,
    person: PersonRef<'_>,
    user: &ProxyUser,
    keys: &[&Key],
    role: Option<Text>,
) {
    let earlier = user.bursar.blocked.as_deref().cloned();
    let mut record = earlier.unwrap_or_else(|| BlockRecord {
        at: draft.context.now,
        keys: Vec::new(),
        scim_active: (!user.active).then_some(false),
        account_role: None,
    });
    for key in keys {
        if !record.keys.contains(&key.hash) {
            record.keys.push(key.hash.clone());
        }
    }
    record.account_role = role.or(record.account_role);
    let op = DeactivateUser { user_id: user.id.clone(), record, scim: scim_enforced(draft.roster) };
    let mut reason = if user.is_admin() {
        "remembers what bursar blocks; this user is an admin of the proxy".to_owned()
    } else {
        "remembers what bursar blocks, so that unblocking restores exactly that".to_owned()
    };
    if let Some(conflict) = person.conflict() {
        reason = format!("{reason}; mind that only this record is blocked, of those {conflict}");
    }
    draft.add(person, op, reason);
}

pub(super) fn scim_enforced(roster: &Roster) -> bool {
    roster.proxy().is_some_and(|side| side.server.enforces_scim_active)
}
