//! Plans in the making: one for a hundred thousand takes long enough to be felt by whoever is
//! typing, so that it is made by another thread.
//!
//! A plan for few is made at once, so that keys typed ahead find it. Of another, only the last that
//! was asked for counts, and only as the people are on the screen when it is shown: a new reading
//! has it made again.

use std::sync::Arc;

use jiff::Timestamp;

use super::screen::journal::rows::ChangeColumn;
use super::{Effect, Forgotten, Model, Notice, PlanScreen};
use crate::access::judge;
use crate::domain::SyncPolicy;
use crate::journal::History;
use crate::order::{Found, Ground, Needs, Order};
use crate::plan::wish::Context;
use crate::roster::Roster;
use crate::table::Table;

/// From so many people or changes on a plan is made by another thread.
const MANY: usize = 2_000;

/// The plan being made, and how many were asked for.
#[derive(Debug, Default)]
pub struct Planning {
    asked: u64,
    under_way: Option<UnderWay>,
    /// Plans that nobody looks at any more.
    left: Vec<Forgotten>,
}

#[derive(Debug)]
struct UnderWay {
    since: Timestamp,
    asked: Arc<Asked>,
    /// What came of it, while something else is in front.
    made: Option<Made>,
}

/// What is asked for.
#[derive(Debug)]
struct Asked {
    order: Order,
    /// For whom, in words. Harmless to show.
    subject: String,
}

/// A plan on its screen, or why there is none.
pub type Made = Result<Box<PlanScreen>, Notice>;

/// All that a plan is made of. Work for another thread.
#[derive(Clone, Debug)]
pub struct Work {
    number: u64,
    roster: Arc<Roster>,
    asked: Arc<Asked>,
    sync: SyncPolicy,
    history: Option<Arc<History>>,
    context: Context,
    table: Table,
    /// What was read besides.
    found: Option<Found>,
}

/// What came of it.
#[derive(Debug)]
pub struct PlanMade {
    number: u64,
    made: Made,
}

/// The same order: comparing what it is made of would take long.
impl PartialEq for Work {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Planning {
    /// Since when a plan is being made, if one is.
    pub fn since(&self) -> Option<Timestamp> {
        self.under_way.as_ref().map(|under_way| under_way.since)
    }

    /// What is being made, or waits, is no longer wanted; whether there was anything.
    pub(super) fn stop(&mut self) -> bool {
        let stopped = self.under_way.take();
        let is_any = stopped.is_some();
        let made = stopped.and_then(|under_way| under_way.made?.ok());
        self.left.extend(made.map(Forgotten::Plan));
        is_any
    }

    /// Nobody looks at this plan any more.
    pub(super) fn leave(&mut self, screen: Box<PlanScreen>) {
        self.left.push(Forgotten::Plan(screen));
    }

    /// The orders to let go of what was left.
    pub(super) fn forget(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.left).into_iter().filter_map(Forgotten::forget).collect()
    }
}

impl Work {
    /// Makes the plan.
    pub fn finish(self) -> PlanMade {
        PlanMade { number: self.number, made: self.made() }
    }

    /// The answer where it could not be made.
    pub fn failed(number: u64, why: &str) -> PlanMade {
        PlanMade { number, made: Err(Notice::error(format!("the plan could not be made: {why}"))) }
    }

    /// What it needs read besides the people.
    pub fn needs(&self) -> Option<Needs> {
        self.asked.order.needs(&self.roster)
    }

    /// The people it is made of.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// With what was read.
    #[must_use]
    pub fn knowing(self, found: Found) -> Self {
        Self { found: Some(found), ..self }
    }

    /// Which it is of those asked for.
    pub fn number(&self) -> u64 {
        self.number
    }

    fn made(self) -> Made {
        let ground = Ground {
            roster: &self.roster,
            sync: &self.sync,
            history: self.history.as_deref(),
            found: self.found.as_ref(),
            context: &self.context,
        };
        let Asked { order, subject } = &*self.asked;
        let made = order.plan(&ground);
        let plan = made.map_err(|why| Notice::refusal(unmade(order, why)))?;
        if plan.is_empty() && plan.skipped.len() <= 1 {
            let why = match (plan.skipped.first(), order) {
                (Some(skip), _) => format!("{}: {}", skip.user, skip.why),
                (None, Order::Undo(..)) => {
                    format!("{subject}: nothing of it was done, so there is nothing to take back")
                }
                (None, _) => format!("{subject}: in step already"),
            };
            let by = if matches!(order, Order::Remedy(_)) { BY_READING } else { "Nothing to do. " };
            return Err(Notice::refusal(format!("{by}{why}")));
        }
        let mut screen = Box::new(PlanScreen::new(plan, subject.clone(), self.table));
        if let Some(Found::Spare(spare)) = &self.found {
            screen.predict(judge(&spare.situation, self.context.now));
        }
        let front = screen.rows();
        front.table.refresh(&*front.source);
        drop(front);
        Ok(screen)
    }
}

/// Of a remedy: the verdict is from now, and may know more.
const BY_READING: &str =
    "By the last reading of all people there is nothing to do; read them again. ";

fn unmade(order: &Order, why: String) -> String {
    match order {
        Order::Do(..) | Order::Probe(_) => why,
        Order::Remedy(_) => format!("{BY_READING}this remedy: {why}"),
        Order::Undo(..) => format!("Nothing to undo: {why}."),
    }
}

/// Makes the plan and puts it on the screen, or has it made; a plan for one with nothing to do is
/// said in a line.
pub(super) fn ask(model: &mut Model, order: Order, subject: String) -> Vec<Effect> {
    let roster = model.people.roster();
    let is_quick = order.len(roster) < MANY && order.needs(roster).is_none();
    let asked = Arc::new(Asked { order, subject });
    model.planning.stop();
    if is_quick {
        let made = work(model, asked).made();
        show(model, made);
        return Vec::new();
    }
    begin(model, asked)
}

fn begin(model: &mut Model, asked: Arc<Asked>) -> Vec<Effect> {
    let work = work(model, Arc::clone(&asked));
    let since = model.planning.since().unwrap_or(model.now);
    model.planning.stop();
    model.planning.under_way = Some(UnderWay { since, asked, made: None });
    vec![Effect::Plan(model.epoch, Box::new(work))]
}

fn work(model: &mut Model, asked: Arc<Asked>) -> Work {
    model.planning.asked += 1;
    Work {
        number: model.planning.asked,
        roster: Arc::clone(model.people.roster()),
        asked,
        sync: model.profile.sync.clone(),
        history: model.journal.last().cloned(),
        context: Context {
            profile: model.profile.name.clone(),
            now: model.now,
            guard: model.profile.guard,
        },
        table: model.new_table::<ChangeColumn>(&[]),
        found: None,
    }
}

/// The people are other ones: what is being made of those before is made again.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    match &model.planning.under_way {
        Some(UnderWay { asked, .. }) => {
            let asked = Arc::clone(asked);
            begin(model, asked)
        }
        None => Vec::new(),
    }
}

/// Takes what came of it, if that is still wanted.
pub(super) fn take(model: &mut Model, answer: PlanMade) {
    let planning = &mut model.planning;
    match &mut planning.under_way {
        Some(under_way) if answer.number == planning.asked => under_way.made = Some(answer.made),
        _ => planning.left.extend(answer.made.ok().map(Forgotten::Plan)),
    }
}

/// Shows it, unless something else is in front: what is being typed or looked at stays there.
pub(super) fn deliver(model: &mut Model) {
    let is_free = model.dialog.is_none() && model.palette.is_none() && model.query_line.is_none();
    if !is_free || !model.screen().takes_plans() {
        return;
    }
    let made = model.planning.under_way.as_mut().and_then(|under_way| under_way.made.take());
    if let Some(made) = made {
        model.planning.under_way = None;
        show(model, made);
    }
}

fn show(model: &mut Model, made: Made) {
    match made {
        Ok(screen) => model.screens.push(screen),
        Err(notice) => model.tell(notice),
    }
}
