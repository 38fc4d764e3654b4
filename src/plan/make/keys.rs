//! *key …*: the budget, spend, block, end and models of virtual keys, and their deletion.

mod row;

use jiff::Timestamp;

use super::models::{ListOf, ModelsVerdict, ModelsWish};
use super::{BudgetWish, Context, Draft};
use crate::domain::{Caller, Expiry, Key, Moment};
use crate::plan::op::{BlockKey, DeleteKey, SetKeyExpiry, SetKeyModels, SetKeySpend, UnblockKey};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster, Sharing};
pub use row::verdict;

/// What is to be done with virtual keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyWish {
    /// Set the budget.
    Budget(BudgetWish),
    /// Set the spend back to zero.
    Reset,
    /// Refuse them.
    Block,
    /// Let them work.
    Unblock,
    /// Let them live until then; `None` for ever.
    Extend(Option<Timestamp>),
    /// Set which models they may use.
    Models(ModelsWish),
    /// Delete them for good.
    Delete,
}

impl KeyWish {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Budget(_) => Purpose::Budget,
            Self::Reset => Purpose::Reset,
            Self::Block => Purpose::Block,
            Self::Unblock => Purpose::Unblock,
            Self::Extend(_) => Purpose::Extend,
            Self::Models(_) => Purpose::Models,
            Self::Delete => Purpose::Delete,
        }
    }
}

/// The plan that does it with these keys; `sharing` says who shares their budget rows.
pub fn keys(
    roster: &Roster,
    keys: &[&Key],
    wish: &KeyWish,
    sharing: &Sharing,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for key in keys {
        if let Some(why) = lock_out(roster, key, wish) {
            draft.refuse_it(&draft.whose_key(key), why);
            continue;
        }
        match wish {
            KeyWish::Budget(wish) => row::budget(&mut draft, key, wish, sharing),
            KeyWish::Reset => reset(&mut draft, key),
            KeyWish::Block => block(&mut draft, key),
            KeyWish::Unblock => unblock(&mut draft, key),
            KeyWish::Extend(until) => extend(&mut draft, key, *until),
            KeyWish::Models(wish) => models(&mut draft, key, wish),
            KeyWish::Delete => {
                let (hash, label) = (key.hash.clone(), key.label());
                let spent = key.spend.map(|spend| format!("; it has spent {spend}"));
                let reason = format!("asked for{}", spent.unwrap_or_default());
                draft.add_for(draft.whose_key(key), DeleteKey { hash, label }, reason);
            }
        }
    }
    draft.finish(wish.purpose())
}

/// Whether that would stop the key bursar itself runs on.
fn lock_out(roster: &Roster, key: &Key, wish: &KeyWish) -> Option<String> {
    let is_own = roster.proxy().is_some_and(
        |side| matches!(&side.caller, Caller::VirtualKey { hash, .. } if *hash == key.hash),
    );
    let stops = matches!(wish, KeyWish::Block | KeyWish::Delete | KeyWish::Extend(Some(_)));
    (is_own && stops).then(|| "this is the key bursar runs on; it would lock bursar out".into())
}

/// A spend that reads zero is reset too: the write also clears the proxy's counter.
fn reset(draft: &mut Draft<'_>, key: &Key) {
    let reason = format!("asked for; key budget {}", key.in_force().limit);
    draft.add_for(draft.whose_key(key), SetKeySpend::to_zero(key), reason);
}

fn block(draft: &mut Draft<'_>, key: &Key) {
    let whose = draft.whose_key(key);
    if key.blocked == Some(true) {
        draft.skip_it(&whose, "is blocked already");
        return;
    }
    let (hash, label, owner) = (key.hash.clone(), key.label(), key.user_id.clone());
    let op = BlockKey { hash, label, owner, alone: true };
    draft.add_for(whose, op, "asked for; its owner's other keys go on working");
}

fn unblock(draft: &mut Draft<'_>, key: &Key) {
    let whose = draft.whose_key(key);
    if key.blocked == Some(false) {
        draft.skip_it(&whose, "is not blocked");
        return;
    }
    let owner = draft.owner_of(key);
    let record = owner.and_then(PersonRef::proxy).and_then(|user| user.bursar.blocked.as_ref());
    let is_of_block = record.is_some_and(|record| record.keys.contains(&key.hash));
    let reason = if is_of_block {
        "asked for; bursar blocked it with its owner, who stays blocked"
    } else {
        "asked for; whoever blocked it, it works again"
    };
    let (hash, label) = (key.hash.clone(), key.label());
    draft.add_for(whose, UnblockKey { hash, label, alone: true }, reason);
}

fn extend(draft: &mut Draft<'_>, key: &Key, until: Option<Timestamp>) {
    let whose = draft.whose_key(key);
    if key.expires == Expiry::Unknown {
        let why =
            "when it ends now cannot be read, so nothing is written over it; mend it in LiteLLM";
        draft.refuse_it(&whose, why);
        return;
    }
    let expires = key.expires.at().map(Moment::at);
    if expires == until {
        draft.skip_it(&whose, "lives so long already");
        return;
    }
    let shortens = match (expires, until) {
        (None, Some(_)) => true,
        (Some(now), Some(until)) => until < now,
        (_, None) => false,
    };
    let reason = if shortens {
        "asked for; that is sooner than it ends now"
    } else {
        "asked for; the key itself stays the same"
    };
    let (hash, label, before) = (key.hash.clone(), key.label(), expires);
    draft.add_for(whose, SetKeyExpiry { hash, label, before, after: until }, reason);
}

fn models(draft: &mut Draft<'_>, key: &Key, wish: &ModelsWish) {
    let whose = draft.whose_key(key);
    match wish.verdict(key.models.as_deref(), ListOf::KeyOrTeam) {
        ModelsVerdict::Stays(why) => draft.skip_it(&whose, why),
        ModelsVerdict::Refused(why) => draft.refuse_it(&whose, why),
        ModelsVerdict::Becomes(after) => {
            let (hash, label, before) =
                (key.hash.clone(), key.label(), key.models.clone().unwrap_or_default());
            let limited_by = if key.team_id.is_some() { "its team's" } else { "its owner's" };
            let reason = format!("asked for; {limited_by} list of models holds besides");
            draft.add_for(whose, SetKeyModels { hash, label, before, after }, reason);
        }
    }
}
