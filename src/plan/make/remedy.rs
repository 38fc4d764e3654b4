//! A remedy as a plan: what lifts a refusal, changed like anything else.

use super::models::{ModelsWish, user_models};
use super::{
    BudgetWish, Context, CustomerWish, Draft, KeyWish, LimitWish, MemberWish, RememberedRoles,
    ResetScope, TeamWish,
};
use super::{activate, budget, customers, grant, keys, members, reset, role, teams, unblock};
use crate::access::Wish;
use crate::access::remedy::{Grantee, Purser};
use crate::domain::{
    AccountId, Customer, Key, KeyHash, Limit, ProxyUserId, Role, Team, TeamId, TeamMember, Text,
};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// Whom a wish needs read besides the roster: a member in a team.
pub fn needs(wish: &Wish) -> Option<(&TeamId, &ProxyUserId)> {
    match wish {
        Wish::Raise { of: Purser::Member(team, user), .. }
        | Wish::Reset { of: Purser::Member(team, user) } => Some((team, user)),
        _ => None,
    }
}

/// The plan of a remedy; `found` is what was read of the member it [`needs`].
pub fn remedy(roster: &Roster, wish: &Wish, found: Option<&TeamMember>, context: &Context) -> Plan {
    build(roster, wish, found, context).unwrap_or_else(|why| {
        let mut draft = Draft::new(roster, context);
        draft.refuse_unknown(why);
        draft.finish(Purpose::Remedy)
    })
}

fn build(
    roster: &Roster,
    wish: &Wish,
    found: Option<&TeamMember>,
    context: &Context,
) -> Result<Plan, String> {
    let key = |hash| key_of(roster, hash);
    Ok(match wish {
        Wish::Raise { of, to } => {
            let limit = Some(LimitWish::Set(Limit::Amount(*to)));
            raise(roster, of, BudgetWish { limit, window: None }, found, context)?
        }
        Wish::Reset { of } => set_back(roster, of, found, context)?,
        Wish::UnblockKey(hash) => keys(roster, &[key(hash)?], &KeyWish::Unblock, context),
        Wish::ExtendKey(hash, until) => {
            keys(roster, &[key(hash)?], &KeyWish::Extend(*until), context)
        }
        Wish::Unblock(user) => {
            // A user's own record tells the role of the account, too.
            let remembered = RememberedRoles::default();
            unblock(roster, &[user_of(roster, user)?.1], &remembered, context)
        }
        Wish::Activate(user) => activate(roster, &[user_of(roster, user)?.1], context),
        Wish::UnblockTeam(id) => {
            teams(roster, &[team_of(roster, id)?], &TeamWish::Unblock, context)
        }
        Wish::GrantModel { to, model } => {
            let wish = ModelsWish::Add(vec![model.clone()]);
            add_model(roster, to, wish, context)?
        }
        Wish::LetIn(account) => role(roster, &[account_of(roster, account)?], &Role::User, context),
        Wish::GrantInWebui { account, model } => {
            grant(roster, &[account_of(roster, account)?], model, context)
        }
    })
}

fn raise(
    roster: &Roster,
    of: &Purser,
    wish: BudgetWish,
    found: Option<&TeamMember>,
    context: &Context,
) -> Result<Plan, String> {
    Ok(match of {
        Purser::Key(hash) => {
            keys(roster, &[key_of(roster, hash)?], &KeyWish::Budget(wish), context)
        }
        Purser::User(user) => budget(roster, &[user_of(roster, user)?.1], &wish, context),
        Purser::Team(id) => {
            teams(roster, &[team_of(roster, id)?], &TeamWish::Budget(wish), context)
        }
        Purser::Member(id, user) => {
            let (person, _) = user_of(roster, user)?;
            let wish = MemberWish::Budget(wish);
            members(roster, team_of(roster, id)?, &[(person, found.cloned())], &[], &wish, context)
        }
        Purser::Customer(id) => {
            customers(roster, &[customer_of(roster, id)?], &CustomerWish::Budget(wish), context)
        }
    })
}

fn set_back(
    roster: &Roster,
    of: &Purser,
    found: Option<&TeamMember>,
    context: &Context,
) -> Result<Plan, String> {
    Ok(match of {
        Purser::Key(hash) => keys(roster, &[key_of(roster, hash)?], &KeyWish::Reset, context),
        Purser::User(user) => {
            reset(roster, &[user_of(roster, user)?.1], ResetScope::Users, context)
        }
        Purser::Team(id) => teams(roster, &[team_of(roster, id)?], &TeamWish::Reset, context),
        Purser::Member(id, user) => {
            let (person, _) = user_of(roster, user)?;
            members(
                roster,
                team_of(roster, id)?,
                &[(person, found.cloned())],
                &[],
                &MemberWish::Reset,
                context,
            )
        }
        Purser::Customer(id) => {
            customers(roster, &[customer_of(roster, id)?], &CustomerWish::Reset, context)
        }
    })
}

fn add_model(
    roster: &Roster,
    to: &Grantee,
    wish: ModelsWish,
    context: &Context,
) -> Result<Plan, String> {
    Ok(match to {
        Grantee::Key(hash) => {
            keys(roster, &[key_of(roster, hash)?], &KeyWish::Models(wish), context)
        }
        Grantee::User(user) => user_models(roster, &[user_of(roster, user)?.1], &wish, context),
        Grantee::Team(id) => {
            teams(roster, &[team_of(roster, id)?], &TeamWish::Models(wish), context)
        }
        Grantee::Customer(id) => {
            customers(roster, &[customer_of(roster, id)?], &CustomerWish::Models(wish), context)
        }
    })
}

const UNSEEN: &str = "was not among what was read from the proxy; refresh and try again";

fn key_of<'a>(roster: &'a Roster, hash: &KeyHash) -> Result<&'a Key, String> {
    roster.key(hash).ok_or_else(|| format!("the key {UNSEEN}"))
}

fn team_of<'a>(roster: &'a Roster, id: &TeamId) -> Result<&'a Team, String> {
    roster.team(id).ok_or_else(|| format!("the team {id} {UNSEEN}"))
}

fn customer_of<'a>(roster: &'a Roster, id: &Text) -> Result<&'a Customer, String> {
    roster.customer(id.raw()).ok_or_else(|| format!("the customer {id} {UNSEEN}"))
}

fn user_of<'a>(roster: &'a Roster, id: &ProxyUserId) -> Result<(PersonRef<'a>, u32), String> {
    let found = roster.by_user(id).and_then(|person| Some((person, roster.index_of(person.id())?)));
    found.ok_or_else(|| format!("the user {id} {UNSEEN}"))
}

fn account_of(roster: &Roster, id: &AccountId) -> Result<u32, String> {
    let mut people = roster.people().zip(0..);
    let is_it = |person: PersonRef<'_>| person.account().is_some_and(|account| account.id == *id);
    let found = people.find(|(person, _)| is_it(*person)).map(|(_, index)| index);
    found.ok_or_else(|| format!("the account {id} was not among what was read from Open WebUI"))
}
