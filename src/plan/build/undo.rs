//! *undo*: what an applied plan did, taken back in the reverse order, as a plan of its own.

use super::{Context, Draft};
use crate::plan::{Change, Outcome, OutcomeKind, Plan, Purpose, Skip};
use crate::roster::{PersonId, PersonRef, Roster};

/// One change of an applied plan and what became of it, as the journal tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// What was done.
    pub change: Change,
    /// With what outcome.
    pub outcome: Outcome,
}

/// The plan that takes back what was done. What was not done needs no undoing; what may have been
/// done is named, not guessed.
pub fn undo(roster: &Roster, applied: &[Applied], context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for Applied { change, outcome } in applied.iter().rev() {
        let say = |refused: bool, why: String| Skip { user: change.user.clone(), why, refused };
        let words = change.op.words();
        match outcome.kind {
            OutcomeKind::Done => {}
            // It made something, if not what was wished.
            OutcomeKind::Failed if outcome.has_effect() => {}
            OutcomeKind::Unknown => {
                draft.skipped.push(say(
                    true,
                    format!("{words}: its outcome is unknown; look at the record first"),
                ));
                continue;
            }
            OutcomeKind::AlreadyTrue | OutcomeKind::Refused | OutcomeKind::Failed => continue,
        }
        let person = find(roster, &change.person);
        match change.op.inverse(person, outcome) {
            Ok(op) => draft.changes.push(Change {
                id: u32::try_from(draft.changes.len() + 1).unwrap_or(u32::MAX),
                person: change.person.clone(),
                user: change.user.clone(),
                reason: format!("takes back '{words}'"),
                op,
            }),
            Err(why) => draft.skipped.push(say(true, format!("{words}: {why}"))),
        }
    }
    draft.finish(Purpose::Undo)
}

/// The person of that id; or whose half has it now, since an account of another id may have come
/// or gone.
fn find<'a>(roster: &'a Roster, id: &PersonId) -> Option<PersonRef<'a>> {
    let has_it =
        |person: &PersonRef<'_>| person.proxy().is_some_and(|user| user.id.raw() == id.raw());
    roster.by_id(id).or_else(|| roster.people().find(has_it))
}
