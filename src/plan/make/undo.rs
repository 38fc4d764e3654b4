//! *undo*: what an applied plan did, taken back in the reverse order, as a plan of its own.

use std::collections::HashSet;

use super::{Context, Draft, interrupted};
use crate::domain::redact::REMOVED;
use crate::plan::op::{Act, Subject, Turn};
use crate::plan::{Change, HolderId, Op, Outcome, OutcomeKind, Plan, Purpose, Skip};
use crate::roster::{PersonRef, Roster};

/// One change of an applied plan and what became of it, as the journal tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    pub change: Change,
    /// Unknown where the journal has the intent and no outcome.
    pub outcome: Outcome,
}

/// The plan that takes back what was done. What was not done needs no undoing; what may have been
/// done is named, not guessed.
pub fn undo(roster: &Roster, applied: &[Applied], context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    // Of whom something is unknown.
    let mut unknown: HashSet<&HolderId> = HashSet::new();
    for one in applied.iter().rev() {
        let Applied { change, outcome } = one;
        let words = change.op.words();
        // The record outlives every step that it explains: an unblocking looks it up there.
        let is_kept = |op: &Op| op.nature().turn == Turn::Last && unknown.contains(&change.holder);
        match inverse(roster, one, applied) {
            None => {}
            Some(Ok(op)) if !is_kept(&op) => draft.changes.push(Change {
                id: u32::try_from(draft.changes.len() + 1).unwrap_or(u32::MAX),
                undoes: Some(change.id),
                holder: change.holder.clone(),
                user: change.user.clone(),
                reason: format!("takes back '{words}'"),
                op,
            }),
            Some(back) => {
                if outcome.kind == OutcomeKind::Unknown {
                    unknown.insert(&change.holder);
                }
                let why = back.err().unwrap_or_else(|| KEPT.to_owned());
                draft.skipped.push(Skip::refused(change.user.clone(), format!("{words}: {why}")));
            }
        }
    }
    draft.finish(Purpose::Undo)
}

const KEPT: &str = "the record of the block stays, since another change of it is unknown; look at \
                    that one, then `unblock` restores what the record names";

/// What takes one change back, as things stand now; `None` where it did nothing. `all` are the
/// changes of its plan.
///
/// # Errors
/// Why nothing does.
pub fn inverse(roster: &Roster, applied: &Applied, all: &[Applied]) -> Option<Result<Op, String>> {
    let Applied { change, outcome } = applied;
    let person = find(roster, &change.holder);
    match outcome.kind {
        OutcomeKind::Done if !outcome.has_effect() => return None,
        OutcomeKind::Done => {}
        // It made something, if not what was wished.
        OutcomeKind::Failed if outcome.has_effect() => {}
        OutcomeKind::Unknown => match interrupted::was_done(roster, person, change, all) {
            Some(true) => {}
            Some(false) => return None,
            None => return Some(Err("its outcome is unknown; look at the record first".into())),
        },
        OutcomeKind::AlreadyTrue | OutcomeKind::Refused | OutcomeKind::Failed => return None,
    }
    Some(match gone(roster, person, change, outcome) {
        Some(why) => Err(why),
        None => change.op.inverse(person, outcome).and_then(whole),
    })
}

/// An older journal took what looked like a secret out of changes, too: what is left of such a value
/// is not to be written.
fn whole(op: Op) -> Result<Op, String> {
    let is_whole = serde_json::to_string(&op).is_ok_and(|op| !op.contains(REMOVED));
    is_whole.then_some(op).ok_or_else(|| {
        format!(
            "the journal has {REMOVED} where a value stood that looked like a secret; set it by hand"
        )
    })
}

/// Whether what was changed is known not to be there any more.
fn gone(
    roster: &Roster,
    person: Option<PersonRef<'_>>,
    change: &Change,
    outcome: &Outcome,
) -> Option<String> {
    if change.op.lasting().is_some() {
        return None;
    }
    let proxy = roster.proxy();
    match change.op.subject() {
        Subject::Person if person.is_none() && roster.is_complete() => {
            return Some("this user is on neither server any more".into());
        }
        Subject::Person => {}
        // Whether it is there is read before it is written.
        Subject::Unlisted => return None,
        Subject::Key(hash) => {
            let keys = &proxy?.keys;
            let is_gone = keys.is_complete() && !keys.rows.iter().any(|key| key.hash == *hash);
            return is_gone.then(|| "the key is not there any more".into());
        }
        Subject::Team(id) => {
            let teams = &proxy?.teams;
            let is_gone = teams.is_complete() && !teams.rows.iter().any(|team| team.id == *id);
            return is_gone.then(|| "the team is not there any more".into());
        }
        Subject::Customer(id) => {
            let all = &proxy?.customers;
            let is_gone = all.is_complete() && !all.rows.iter().any(|one| one.id == *id);
            return is_gone.then(|| "the customer is not there any more".into());
        }
    }
    let keys = roster.proxy().map(|side| &side.keys).filter(|keys| keys.problem.is_none())?;
    let made = outcome.created.as_deref().filter(|_| change.op.nature().act == Act::MakesKey)?;
    let is_there = keys.rows.iter().any(|key| key.hash.raw() == made);
    (!is_there).then(|| "the key is not there any more".into())
}

/// The person of that id; or whose half has it now, since an account of another id may have come
/// or gone.
fn find<'a>(roster: &'a Roster, id: &HolderId) -> Option<PersonRef<'a>> {
    let has_it =
        |person: &PersonRef<'_>| person.proxy().is_some_and(|user| user.id.raw() == id.raw());
    roster.by_raw_id(id.raw()).or_else(|| roster.people().find(has_it))
}
