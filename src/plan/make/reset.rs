//! *reset*: the spend of the budget window is set back to zero.

use super::{Context, Draft};
use crate::domain::{Key, Limit, Usd};
use crate::plan::op::{SetKeySpend, SetSpend};
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;

/// Whose spend is set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetScope {
    /// The users'.
    Users,
    /// The users' and that of every key they own.
    UsersAndKeys,
}

/// The plan that resets these people's spend (indices of the roster).
///
/// A spend that reads zero is reset too, of keys where they have a limit: the write also clears the
/// proxy's spend counter, which can refuse calls while the row says nothing.
pub fn reset(roster: &Roster, people: &[u32], scope: ResetScope, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    let are_keys_whole = roster.proxy().is_some_and(|side| side.keys.is_complete());
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(user) = person.proxy() else {
            draft.refuse(person, "has no user at the proxy, so there is no spend to reset");
            continue;
        };
        let reason = match person.budget_state(context.now) {
            Some(state) => format!("asked for; budget {}: {}", user.budget, state.words()),
            None => String::new(),
        };
        let (user_id, before, resets_at) = (user.id.clone(), user.spend, user.budget.resets_at);
        let op = SetSpend { user_id, before, after: Usd::ZERO, resets_at };
        draft.add(person, op, reason);
        if scope == ResetScope::Users {
            continue;
        }
        if !are_keys_whole {
            draft.refuse(person, "the listing of keys is incomplete, so a key could be missed");
            continue;
        }
        for key in person.keys().filter(|key| key.spend != Some(Usd::ZERO) || is_limited(key)) {
            draft.add(
                person,
                SetKeySpend::to_zero(key),
                format!("key budget {}", key.in_force().limit),
            );
        }
    }
    draft.finish(Purpose::Reset)
}

/// Whether the proxy counts for it: then its counter may refuse calls while the row reads zero.
fn is_limited(key: &Key) -> bool {
    key.in_force().limit != Limit::Unlimited
        || key.windows.as_ref().is_none_or(|windows| !windows.is_empty())
}
