//! Applying a plan: the only code of the program that writes to a server.
//!
//! Changes listed under one are made one after another, in the plan's order, and so are those that
//! rewrite one record; they are independent of the others', a few at once. After a failure
//! everything goes on that does not depend on it.

mod again;
mod meanwhile;
mod unit;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::grants::{self, Wished};
use super::verb::spend::Landing;
use super::verb::{Desk, Ended, perform};
use super::{Reveal, Session, bulk};
use crate::api::{Cause, caused_by};
use crate::domain::text::harmless;
use crate::journal::{Journal, JournalError};
use crate::plan::op::CreateUser;
use crate::plan::{Change, Hold, Outcome, OutcomeKind, Plan, Release};
pub use again::Earlier;
use unit::{Step, Unit, units};

/// Units worked on at once; the clients allow no more requests in flight than their own limit.
const AT_ONCE: usize = 4;

/// The same where each change waits for what lands after it.
const WATCHED_AT_ONCE: usize = 64;

/// What the operator said besides the plan.
#[derive(Clone, Debug)]
pub struct Orders {
    /// Who applies it: `user@host`.
    pub by: String,
    /// Where the profile's journal is.
    pub journal: PathBuf,
    /// What was typed to release a sweeping plan: see [`Plan::release`].
    pub confirmed: Option<String>,
    /// Whether a plan is applied that was applied already, or that takes back what was taken back.
    pub again: bool,
    /// Whether initial passwords of new accounts are handed out.
    pub reveal_passwords: bool,
    /// How long each reset is watched for spend that lands after it; `None` looks once more, after
    /// 12 s, where the spend is seen to grow.
    pub watch: Option<Duration>,
}

/// Why nothing at all was attempted.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The profile, or `--read-only`.
    #[error("the profile {0} is read-only, so nothing is changed")]
    ReadOnly(String),
    /// It is sweeping, and nothing was typed to release it.
    #[error("held: {0}")]
    Held(Hold),
    /// What was typed is not what releases the plan.
    #[error(
        "'{typed}' was confirmed, but what releases this plan is {release}, {word}; nothing is changed"
    )]
    WrongWord { typed: String, release: Release, word: String },
    /// The plan is of another profile.
    #[error("the plan was made for the profile {plan}, not for {profile}; nothing is changed")]
    OtherProfile { plan: String, profile: String },
    /// The plan's content does not match its id.
    #[error("the plan {0} was edited since it was made; nothing is changed: make a new plan")]
    Edited(String),
    /// The journal knows it.
    #[error("{0}; nothing is changed: make a new plan")]
    Again(Earlier),
    /// It undoes what is undone.
    #[error("the plan {plan} was taken back already, by {by}; nothing is changed")]
    TakenBack { plan: String, by: String },
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What happens while a plan is applied.
#[derive(Clone, Debug)]
pub enum ApplyEvent {
    /// A change is being made.
    Started(u32),
    /// A change has ended.
    Finished {
        change: u32,
        outcome: Outcome,
        /// The secret it made, shown once.
        reveal: Option<Reveal>,
    },
}

/// What became of a plan.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The changes that were attempted, by number, in the plan's order.
    pub outcomes: Vec<(u32, Outcome)>,
    /// How many were not: cancelled, or the journal could not be written.
    pub not_attempted: usize,
    /// Why the rest was given up, where it was.
    pub gave_up: Option<String>,
    /// What a second operator did to the same users at the same time, a sentence each.
    pub meanwhile: Vec<String>,
}

impl Report {
    /// How many changes ended so.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        self.outcomes.iter().filter(|(_, outcome)| outcome.kind == kind).count()
    }

    /// The outcome of that change.
    pub fn outcome(&self, change: u32) -> Option<&Outcome> {
        self.outcomes.iter().find(|(id, _)| *id == change).map(|(_, outcome)| outcome)
    }

    /// Why not all is as it was wished, besides what became of single changes.
    pub fn trouble(&self) -> Option<String> {
        let gave_up = self.gave_up.iter().map(|why| format!("gave up: {why}"));
        let all: Vec<String> = gave_up.chain(self.meanwhile.iter().cloned()).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// Whether the wished state of every change holds, and the journal tells so.
    pub fn is_success(&self) -> bool {
        self.trouble().is_none()
            && self.not_attempted == 0
            && self.outcomes.iter().all(|(_, o)| o.kind.is_success())
    }
}

/// Told of what happens, from whichever task it happens in.
pub type OnEvent<'a> = &'a (dyn Fn(ApplyEvent) + Send + Sync);

/// Applies exactly this plan. When `cancel` is cancelled, what is under way finishes and nothing
/// else begins.
///
/// # Errors
/// Nothing was attempted: see [`ApplyError`].
pub async fn apply(
    session: &Session,
    plan: &Plan,
    orders: &Orders,
    cancel: &CancellationToken,
    on_event: OnEvent<'_>,
) -> Result<Report, ApplyError> {
    check(session, plan, orders)?;
    let profile = session.profile().name.to_string();
    let writers = session.writers(&orders.by).ok_or(ApplyError::ReadOnly(profile))?;
    let mut journal = Journal::open(&orders.journal, &orders.by)?;
    if !orders.again {
        let history = crate::journal::read(&orders.journal).map_err(JournalError::Io)?;
        again::check(&history, plan)?;
    }
    journal.begin(plan, Timestamp::now())?;
    let cancel = cancel.child_token();
    let landing = Landing { watch: orders.watch, cancel: cancel.clone() };
    let desk = Desk { writers: &writers, reveal_passwords: orders.reveal_passwords, landing };
    let work = Work {
        desk,
        plan,
        id: plan.id.as_str().into(),
        journal: Mutex::new(journal),
        gave_up: Mutex::new(None),
        cancel,
        on_event,
    };
    let chunk = if session.creates_in_bulk() { bulk::CHUNK } else { 1 };
    let units = units(plan, chunk, grants::CHUNK);
    let runs: Vec<_> = units.into_iter().map(|unit| work.run(unit).boxed()).collect();
    let at_once = if orders.watch.is_some() { WATCHED_AT_ONCE } else { AT_ONCE };
    let outcomes: Vec<Vec<(u32, Outcome)>> =
        stream::iter(runs).buffer_unordered(at_once).collect().await;
    let mut outcomes: Vec<(u32, Outcome)> = outcomes.into_iter().flatten().collect();
    outcomes.sort_by_key(|(change, _)| *change);
    let not_attempted = plan.changes.len() - outcomes.len();
    let meanwhile = match &writers.proxy {
        Ok(proxy) => meanwhile::meanwhile(proxy, plan, &outcomes).await,
        Err(_) => Vec::new(),
    };
    Ok(Report { outcomes, not_attempted, gave_up: work.gave_up.into_inner(), meanwhile })
}

fn check(session: &Session, plan: &Plan, orders: &Orders) -> Result<(), ApplyError> {
    let profile = session.profile();
    if profile.read_only {
        return Err(ApplyError::ReadOnly(profile.name.to_string()));
    }
    if plan.profile.raw() != profile.name.as_str() {
        let (plan, profile) = (plan.profile.to_string(), profile.name.to_string());
        return Err(ApplyError::OtherProfile { plan, profile });
    }
    if plan.expected_id() != plan.id {
        return Err(ApplyError::Edited(harmless(&plan.id).into_owned()));
    }
    released(plan, orders.confirmed.as_deref())
}

/// Whether that word, or none, releases the plan. A word that was not asked for must be the number
/// of changes: whoever typed it had another plan in mind.
fn released(plan: &Plan, typed: Option<&str>) -> Result<(), ApplyError> {
    let release = plan.release().unwrap_or(Release::Changes(plan.changes.len()));
    let word = release.word(plan.profile.raw());
    match (plan.hold(), typed) {
        (_, Some(typed)) if typed != word => {
            let (typed, word) = (harmless(typed).into_owned(), harmless(&word).into_owned());
            Err(ApplyError::WrongWord { typed, release, word })
        }
        (Some(hold), None) => Err(ApplyError::Held(hold)),
        _ => Ok(()),
    }
}

/// One plan under way.
struct Work<'a> {
    desk: Desk<'a>,
    plan: &'a Plan,
    /// The plan's id, for what is said of its requests.
    id: Arc<str>,
    journal: Mutex<Journal>,
    gave_up: Mutex<Option<String>>,
    cancel: CancellationToken,
    on_event: OnEvent<'a>,
}

impl Work<'_> {
    async fn run(&self, unit: Unit<'_>) -> Vec<(u32, Outcome)> {
        let mut ended: Vec<(&Change, Outcome)> = Vec::new();
        for step in &unit {
            let changes = step.changes();
            if !self.begin(&changes).await {
                break;
            }
            let (step, held) = step.after(&ended);
            let mut ends: Vec<(&Change, Ended)> = match step {
                Some(step) => self.perform(&step).await,
                None => Vec::new(),
            };
            ends.extend(held.into_iter().map(|(change, earlier)| {
                let why = format!("not attempted, since change {earlier} did not succeed");
                (change, Outcome::refused(why).into())
            }));
            ended.extend(ends.iter().map(|(change, end)| (*change, end.outcome.clone())));
            self.end(ends).await;
        }
        ended.into_iter().map(|(change, outcome)| (change.id, outcome)).collect()
    }

    /// Does one step, and each change of it has an end.
    async fn perform<'a>(&self, step: &Step<'a>) -> Vec<(&'a Change, Ended)> {
        let cause = self.cause(&step.changes());
        match step {
            Step::One(change) => {
                vec![(*change, caused_by(cause, perform(&self.desk, change)).await)]
            }
            Step::Users(creations) => {
                let (changes, ops): (Vec<&Change>, Vec<&CreateUser>) =
                    creations.iter().copied().unzip();
                let outcomes = match &self.desk.writers.proxy {
                    Ok(proxy) => caused_by(cause, bulk::create_users(proxy, &ops)).await,
                    Err(why) => vec![Outcome::refused(why.clone()); ops.len()],
                };
                changes.into_iter().zip(outcomes.into_iter().map(Ended::from)).collect()
            }
            Step::Grants(grants) => {
                let (changes, wishes): (Vec<&Change>, Vec<Wished<'_>>) =
                    grants.iter().copied().unzip();
                let outcomes = match (&self.desk.writers.webui, wishes.first()) {
                    (Ok(webui), Some(first)) => {
                        caused_by(cause, grants::set(webui, first.model, &wishes)).await
                    }
                    (Err(why), _) => vec![Outcome::refused(why.clone()); wishes.len()],
                    (_, None) => Vec::new(),
                };
                changes.into_iter().zip(outcomes.into_iter().map(Ended::from)).collect()
            }
        }
    }

    fn cause(&self, changes: &[&Change]) -> Cause {
        let ids = || changes.iter().map(|change| change.id);
        let (first, last) = (ids().min().unwrap_or(0), ids().max().unwrap_or(0));
        Cause { plan: Arc::clone(&self.id), first, last }
    }

    /// Journals the intent; false when these changes must not be attempted.
    async fn begin(&self, changes: &[&Change]) -> bool {
        if self.cancel.is_cancelled() {
            return false;
        }
        let mut journal = self.journal.lock().await;
        let intents = changes.iter().copied();
        if let Err(error) = journal.intend(&self.plan.id, Timestamp::now(), intents) {
            self.give_up(&error).await;
            return false;
        }
        for change in changes {
            (self.on_event)(ApplyEvent::Started(change.id));
        }
        true
    }

    /// Journals the outcomes and tells them.
    async fn end(&self, ended: Vec<(&Change, Ended)>) {
        let mut journal = self.journal.lock().await;
        let outcomes = ended.iter().map(|(change, end)| (change.id, &end.outcome));
        if let Err(error) = journal.conclude(&self.plan.id, Timestamp::now(), outcomes) {
            self.give_up(&error).await;
        }
        for (change, Ended { outcome, reveal }) in ended {
            (self.on_event)(ApplyEvent::Finished { change: change.id, outcome, reveal });
        }
    }

    /// What cannot be journalled is not attempted.
    async fn give_up(&self, error: &JournalError) {
        tracing::error!(%error, "the journal could not be written");
        let words = format!("the journal could not be written any more: {}", error.cause());
        self.gave_up.lock().await.get_or_insert(words);
        self.cancel.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_journal_does_not_tell_is_no_success() {
        let outcomes = vec![(1, Outcome::done("read back"))];
        let whole = Report { outcomes, ..Report::default() };
        assert!(whole.is_success());
        let untold = Report { gave_up: Some("the disk is full".into()), ..whole };
        assert!(!untold.is_success());
    }
}
