//! *sync*: whoever the authority has and the other side lacks is created there; a drifted name or
//! e-mail is updated. Nobody is ever deleted.

mod addresses;

use super::{Context, Draft};
use crate::domain::{Account, Authority, Email, ProxyUser, SyncPolicy, Text};
use crate::plan::op::{CreateAccount, CreateUser, Edit, Edits, UpdateAccount, UpdateUser};
use crate::plan::{Op, Plan, Purpose};
use crate::roster::{Drift, DriftField, PersonRef, Roster, SyncStatus};

/// The plan that brings these people (indices of the roster) in step.
pub fn sync(roster: &Roster, people: &[u32], policy: &SyncPolicy, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    let mut wishes = Vec::new();
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        match person.sync() {
            SyncStatus::InStep | SyncStatus::Excluded => {}
            SyncStatus::Conflict => draft.conflict(person, conflict(person)),
            SyncStatus::Unknown => draft.skip(
                person,
                "a listing is incomplete, so the other half may exist; refresh and try again",
            ),
            SyncStatus::OnlyWebui => wishes.extend(create_user(roster, person, policy)),
            SyncStatus::OnlyProxy => wishes.extend(create_account(&mut draft, person, policy)),
            SyncStatus::Drifted => wishes.extend(update(person, policy.authority)),
        }
    }
    let arranged = addresses::arrange(roster, wishes);
    for (person, why) in arranged.left {
        draft.conflict(person, why);
    }
    for Wish { person, op, reason } in arranged.in_order {
        draft.add(person, op, reason);
    }
    draft.finish(Purpose::Sync)
}

/// A change that would bring somebody in step.
struct Wish<'a> {
    person: PersonRef<'a>,
    op: Op,
    reason: &'static str,
}

fn conflict(person: PersonRef<'_>) -> String {
    let why = person.conflict().unwrap_or("several records");
    format!("conflict, {why}; give each its own e-mail, or link them by id")
}

fn create_user<'a>(
    roster: &Roster,
    person: PersonRef<'a>,
    policy: &SyncPolicy,
) -> Option<Wish<'a>> {
    let account = person.account().filter(|_| policy.authority.creates_at_proxy())?;
    roster.proxy()?;
    let op = CreateUser {
        user_id: crate::domain::ProxyUserId::new(account.id.raw()),
        email: email_of(account),
        alias: account.name.clone().non_blank(),
        role: policy.new_user_role.map(|role| Text::from(role.to_string())),
        max_budget: policy.new_user_max_budget,
    };
    let reason = "has an account in Open WebUI and no user at the proxy";
    Some(Wish { person, op: op.into(), reason })
}

fn email_of(account: &Account) -> Option<Text> {
    let email = account.email.as_ref()?;
    Text::from(email.raw().trim()).non_blank()
}

fn create_account<'a>(
    draft: &mut Draft<'_>,
    person: PersonRef<'a>,
    policy: &SyncPolicy,
) -> Option<Wish<'a>> {
    let user = person.proxy().filter(|_| policy.authority.creates_in_webui())?;
    draft.roster.webui()?;
    let Some(email) = user.email.as_ref().map(Email::normal).filter(|e| !e.is_empty()) else {
        draft.skip(person, "has no e-mail at the proxy; Open WebUI needs one");
        return None;
    };
    if !looks_like_an_address(email) {
        draft.skip(person, "the e-mail at the proxy is no address that Open WebUI takes");
        return None;
    }
    let op = CreateAccount {
        user_id: user.id.clone(),
        name: name_for_account(user, email),
        email: Text::from(email),
        role: policy.roles.role_for(user).clone(),
    };
    let reason = "is a user at the proxy and has no account in Open WebUI";
    Some(Wish { person, op: op.into(), reason })
}

/// The alias, else what stands before the `@`.
fn name_for_account(user: &ProxyUser, email: &str) -> Text {
    let alias = user.alias.clone().and_then(Text::non_blank);
    alias.unwrap_or_else(|| Text::from(email.split('@').next().unwrap_or(email)))
}

/// Open WebUI's own check: something, `@`, something, `.`, something; or `@localhost`.
fn looks_like_an_address(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let is_plain = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
    is_plain(local)
        && is_plain(domain)
        && (domain == "localhost"
            || domain.rsplit_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()))
}

fn update(person: PersonRef<'_>, authority: Authority) -> Option<Wish<'_>> {
    let (user, account) = (person.proxy()?, person.account()?);
    let follows_webui = authority.creates_at_proxy();
    let edit = |field: DriftField| {
        let differs = person.drift().iter().find(|differs| differs.field == field)?;
        let Drift { proxy, webui, .. } = differs.clone();
        let (before, after) = if follows_webui { (proxy, webui) } else { (webui, proxy) };
        Some(Edit { before, after: after?.raw().trim().into() })
    };
    let edits = Edits { name: edit(DriftField::Name), email: edit(DriftField::Email) };
    if edits.is_empty() {
        return None;
    }
    let (op, reason): (Op, _) = if follows_webui {
        let op = UpdateUser { user_id: user.id.clone(), edits };
        (op.into(), "differs from the account in Open WebUI")
    } else {
        let op = UpdateAccount { account: account.id.clone(), edits };
        (op.into(), "differs from the user at the proxy")
    };
    Some(Wish { person, op, reason })
}
