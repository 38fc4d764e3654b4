//! Plans in the making: one for a hundred thousand takes long enough to be felt by whoever is
//! typing, so that it is made by another thread.
//!
//! A plan for few is made at once, so that keys typed ahead find it. Of another, only the last that
//! was asked for counts, and only as the people are on the screen when it is shown: a new reading
//! has it made again.

use std::sync::Arc;

use jiff::Timestamp;

use super::screen::journal::rows::ChangeColumn;
use super::table::Table;
use super::verb::order::{Found, Ground, Needs};
use super::verb::{Order, Wish};
use super::{Effect, Forgotten, Model, Notice, PlanScreen, Screen};
use crate::access::judge;
use crate::domain::{Listing, SyncPolicy, Team};
use crate::journal::History;
use crate::plan::make::Context;
use crate::roster::Roster;

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
    order: Arc<Order>,
    /// What came of it, while something else is in front.
    made: Option<Made>,
}

/// A plan on its screen, or why there is none.
pub type Made = Result<Box<PlanScreen>, Notice>;

/// All that a plan is made of. Work for another thread.
#[derive(Clone, Debug)]
pub struct Work {
    number: u64,
    roster: Arc<Roster>,
    order: Arc<Order>,
    sync: SyncPolicy,
    history: Option<Arc<History>>,
    context: Context,
    table: Table,
    /// What was read besides.
    found: Option<Found>,
}

/// What came of it.
#[derive(Debug)]
pub struct Answer {
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
    pub fn finish(self) -> Answer {
        Answer { number: self.number, made: self.made() }
    }

    /// The answer where it could not be made.
    pub fn failed(number: u64, why: &str) -> Answer {
        Answer { number, made: Err(Notice::error(format!("the plan could not be made: {why}"))) }
    }

    /// What it needs read besides the people.
    pub fn needs(&self) -> Option<Needs> {
        self.order.needs()
    }

    /// The teams there are.
    pub fn teams(&self) -> Option<&Listing<Team>> {
        self.roster.proxy().map(|side| &side.teams)
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
        let (plan, subject, if_empty) = self.order.plan(&ground).map_err(Notice::refusal)?;
        if plan.is_empty() && plan.skipped.len() <= 1 {
            let why = match plan.skipped.first() {
                Some(skip) => format!("{}: {}", skip.user, skip.why),
                None => format!("{subject}: {if_empty}"),
            };
            let by = match &*self.order {
                // The verdict is from now, and may know more.
                Order::Do { wish: Wish::Remedy(_), .. } => {
                    "By the last reading of all people there is nothing to do; read them again. "
                }
                _ => "Nothing to do. ",
            };
            return Err(Notice::refusal(format!("{by}{why}")));
        }
        let mut screen = Box::new(PlanScreen::new(plan, subject, self.table));
        if let Some(Found::Spare(spare)) = &self.found {
            screen.predict(judge(&spare.situation, self.context.now));
        }
        let front = screen.rows();
        front.table.refresh(&*front.source);
        drop(front);
        Ok(screen)
    }
}

/// Makes the plan and puts it on the screen, or has it made; a plan for one with nothing to do is
/// said in a line.
pub(super) fn ask(model: &mut Model, order: Order) -> Vec<Effect> {
    let size = order.len(model.people.roster());
    let order = Arc::new(order);
    model.planning.stop();
    if size < MANY && order.needs().is_none() {
        let made = work(model, order).made();
        show(model, made);
        return Vec::new();
    }
    begin(model, order)
}

fn begin(model: &mut Model, order: Arc<Order>) -> Vec<Effect> {
    let work = work(model, Arc::clone(&order));
    let since = model.planning.since().unwrap_or(model.now);
    model.planning.stop();
    model.planning.under_way = Some(UnderWay { since, order, made: None });
    vec![Effect::Plan(model.epoch, Box::new(work))]
}

fn work(model: &mut Model, order: Arc<Order>) -> Work {
    model.planning.asked += 1;
    Work {
        number: model.planning.asked,
        roster: Arc::clone(model.people.roster()),
        order,
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
        Some(UnderWay { order, .. }) => {
            let order = Arc::clone(order);
            begin(model, order)
        }
        None => Vec::new(),
    }
}

/// Takes what came of it, if that is still wanted.
pub(super) fn take(model: &mut Model, answer: Answer) {
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
        Ok(screen) => model.screens.push(Screen::Plan(screen)),
        Err(notice) => model.tell(notice),
    }
}
