//! *user activate* and *account …*: a user whom another hand deactivated, the role of an account,
//! and a model in Open WebUI.

use super::{Context, Draft};
use crate::domain::{AccountId, Caller, Grant, Group, Role, Text};
use crate::plan::op::{GrantModel, SetActive, SetRole};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

const BLOCKED: &str =
    "is blocked by bursar; `bursar unblock` restores exactly what was there before";

/// The plan that activates these people at the proxy (indices of the roster).
pub fn activate(roster: &Roster, people: &[u32], context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        match person.proxy() {
            None => draft.refuse(person, "has no user at the proxy; sync first"),
            Some(user) if user.bursar.blocked.is_some() => draft.refuse(person, BLOCKED),
            Some(user) if user.active => draft.skip(person, "is active already"),
            Some(user) => {
                let op = SetActive { user_id: user.id.clone(), active: true };
                let reason = "asked for; another hand deactivated the user, perhaps a directory, \
                              which may do so again";
                draft.add(person, op, reason);
            }
        }
    }
    draft.finish(Purpose::Activate)
}

/// Why an account's role is not changed, whoever asks.
fn protected(roster: &Roster, person: PersonRef<'_>) -> Option<&'static str> {
    let (side, account) = roster.webui().zip(person.account())?;
    if side.first_account.as_ref() == Some(&account.id) {
        return Some(
            "this is Open WebUI's first account, which the server protects from every admin",
        );
    }
    match &side.caller {
        Caller::Account { id: Some(id) } if *id == account.id => {
            Some("this is the account bursar runs as; it would lock bursar out")
        }
        Caller::Account { id: None } if account.role == Role::Admin => Some(
            "this is an admin, and Open WebUI does not say whose API key bursar uses; add that \
             admin's `email` beside the key in the profile",
        ),
        _ => None,
    }
}

/// The plan that gives these people's accounts a role (indices of the roster).
pub fn role(roster: &Roster, people: &[u32], role: &Role, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(account) = person.account() else {
            draft.refuse(person, "has no account in Open WebUI; sync first");
            continue;
        };
        let is_blocked = person.proxy().is_some_and(|user| user.bursar.blocked.is_some());
        if account.role == *role {
            draft.skip(person, format!("has the role {role} already"));
        } else if is_blocked && account.role == Role::Pending {
            draft.refuse(person, BLOCKED);
        } else if let Some(why) = protected(roster, person) {
            draft.refuse(person, why);
        } else if matches!(account.role, Role::Other(_)) {
            let why = format!(
                "has the role {}, which the server does not know and bursar could not restore; set \
                 it in Open WebUI",
                account.role
            );
            draft.refuse(person, why);
        } else {
            let op = SetRole {
                account: account.id.clone(),
                before: account.role.clone(),
                after: role.clone(),
            };
            let reason = match role {
                Role::Admin => "asked for; an admin may do everything in Open WebUI",
                Role::Pending => "asked for; the keys at the proxy go on working",
                _ => "asked for; who is let in sees the models granted to them",
            };
            draft.add(person, op, reason);
        }
    }
    draft.finish(Purpose::Role)
}

/// Whether a grant of a model matters to them: they have an account that is no admin's.
pub fn needs_grant(person: PersonRef<'_>) -> bool {
    person.account().is_some_and(|account| account.role != Role::Admin)
}

/// How they may use the model already, by one of its `grants`.
fn way(person: PersonRef<'_>, account: &AccountId, grants: &[Grant]) -> Option<String> {
    if grants.iter().any(|grant| grant.is_read_by(account)) {
        return Some("it is granted to this account already".into());
    }
    if grants.iter().any(Grant::is_for_everybody) {
        return Some("may use it already: it is granted to everybody".into());
    }
    let lets = |group: &&Group| grants.iter().any(|grant| grant.is_for_group(&group.id));
    let group = person.groups().find(lets)?;
    Some(format!("may use it already: it is granted to their group {}", group.name))
}

/// The plan that lets these people use a model in Open WebUI (indices of the roster), of which these
/// `grants` were read just now.
pub fn grant(
    roster: &Roster,
    people: &[u32],
    model: &Text,
    grants: &[Grant],
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(account) = person.account() else {
            draft.refuse(person, "has no account in Open WebUI; sync first");
            continue;
        };
        if !needs_grant(person) {
            draft.skip(person, "is an admin, and sees every model");
        } else if let Some(why) = way(person, &account.id, grants) {
            draft.skip(person, why);
        } else {
            let op = GrantModel { account: account.id.clone(), model: model.clone() };
            let reason = "asked for; the grants of others stay, and a model without an entry gets \
                          one";
            draft.add(person, op, reason);
        }
    }
    draft.finish(Purpose::Grant)
}
