//! A remedy as a wish like any other: what lifts a refusal, and for whom.

use super::{Whom, Wish};
use crate::access;
use crate::access::remedy::{Grantee, Purser};
use crate::domain::{AccountId, KeyHash, Limit, ProxyUserId, Role, TeamId, Text};
use crate::plan::wish::{BudgetWish, LimitWish, ModelsWish, ResetScope};
use crate::roster::{PersonRef, Roster};

/// What it wishes for whom.
///
/// # Errors
/// They are not among those that were read: a sentence that says so.
pub fn order(cure: &access::Wish, roster: &Roster) -> Result<(Wish, Whom), String> {
    use access::Wish as Cure;
    Ok(match cure {
        Cure::Raise { of, to } => {
            let limit = Some(LimitWish::Set(Limit::Amount(*to)));
            (Wish::Budget(BudgetWish { limit, window: None }), purser(roster, of)?)
        }
        Cure::Reset { of } => (Wish::Reset(ResetScope::Users), purser(roster, of)?),
        Cure::UnblockKey(hash) => (Wish::Unblock, key(roster, hash)?),
        Cure::ExtendKey(hash, until) => (Wish::Extend(*until), key(roster, hash)?),
        Cure::Unblock(id) => (Wish::Unblock, user(roster, id)?),
        Cure::Activate(id) => (Wish::Activate, user(roster, id)?),
        Cure::UnblockTeam(id) => (Wish::Unblock, team(roster, id)?),
        Cure::GrantModel { to, model } => {
            (Wish::Models(ModelsWish::Add(vec![model.clone()])), grantee(roster, to)?)
        }
        Cure::LetIn(id) => (Wish::Role(Role::User), account(roster, id)?),
        Cure::GrantInWebui { account: id, model } => {
            (Wish::Grant(model.clone()), account(roster, id)?)
        }
    })
}

fn purser(roster: &Roster, of: &Purser) -> Result<Whom, String> {
    match of {
        Purser::Key(hash) => key(roster, hash),
        Purser::User(id) => user(roster, id),
        Purser::Team(id) => team(roster, id),
        Purser::Member(id, member) => {
            let person = person(roster, member)?.id().clone();
            team(roster, id).map(|_| Whom::InTeam(id.clone(), vec![person]))
        }
        Purser::Customer(id) => customer(roster, id),
    }
}

fn grantee(roster: &Roster, to: &Grantee) -> Result<Whom, String> {
    match to {
        Grantee::Key(hash) => key(roster, hash),
        Grantee::User(id) => user(roster, id),
        Grantee::Team(id) => team(roster, id),
        Grantee::Customer(id) => customer(roster, id),
    }
}

const UNSEEN: &str = "was not among what was read from the proxy; refresh and try again";

fn key(roster: &Roster, hash: &KeyHash) -> Result<Whom, String> {
    let key = roster.key(hash).ok_or_else(|| format!("the key {UNSEEN}"))?;
    Ok(Whom::Keys(vec![key.hash.clone()]))
}

fn team(roster: &Roster, id: &TeamId) -> Result<Whom, String> {
    let team = roster.team(id).ok_or_else(|| format!("the team {id} {UNSEEN}"))?;
    Ok(Whom::Teams(vec![team.id.clone()]))
}

fn customer(roster: &Roster, id: &Text) -> Result<Whom, String> {
    let customer = roster.customer(id.raw());
    let customer = customer.ok_or_else(|| format!("the customer {id} {UNSEEN}"))?;
    Ok(Whom::Customers(vec![customer.id.clone()]))
}

fn person<'a>(roster: &'a Roster, id: &ProxyUserId) -> Result<PersonRef<'a>, String> {
    roster.by_user(id).ok_or_else(|| format!("the user {id} {UNSEEN}"))
}

fn user(roster: &Roster, id: &ProxyUserId) -> Result<Whom, String> {
    Ok(Whom::People(vec![person(roster, id)?.id().clone()]))
}

fn account(roster: &Roster, id: &AccountId) -> Result<Whom, String> {
    let is_it = |person: &PersonRef<'_>| person.account().is_some_and(|account| account.id == *id);
    let found = roster.people().find(is_it).map(|person| Whom::People(vec![person.id().clone()]));
    found.ok_or_else(|| format!("the account {id} was not among what was read from Open WebUI"))
}
