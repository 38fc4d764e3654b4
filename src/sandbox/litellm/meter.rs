//! Spend, which the proxy knows twice: in the row, and in the counter its checks read.
//!
//! The row is written in batches some seconds after the counter moved. So a reader sees less than
//! the checks see, and a reset that meets an unwritten batch is partly undone when the batch
//! lands. With no flush interval, the default here, both move at once.

use std::time::Instant;

use super::state::State;
use crate::sandbox::http::Tick;

/// The spend of one user, key, team, member or customer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Meter {
    written: f64,
    counted: f64,
}

impl Meter {
    /// Spend that is in the row and in the counter.
    pub fn of(amount: f64) -> Self {
        Self { written: amount, counted: amount }
    }

    /// What a reader of the row sees.
    pub fn written(self) -> f64 {
        self.written
    }

    /// What the checks go by.
    pub fn counted(self) -> f64 {
        self.counted
    }

    /// An operator's hand: row and counter say `amount`.
    pub fn set(&mut self, amount: f64) {
        *self = Self::of(amount);
    }
}

/// One call's cost, on its way into the rows.
#[derive(Clone, Debug)]
pub(crate) struct Charge {
    pub(crate) due: Instant,
    pub(crate) cost: f64,
    pub(crate) token: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) team_id: Option<String>,
    pub(crate) customer_id: Option<String>,
    /// For the daily activity: when, and what for.
    pub(crate) at: jiff::Timestamp,
    pub(crate) model: &'static str,
    pub(crate) tokens: (u64, u64),
}

impl State {
    /// Counts a call's cost now, and writes it when the batch is due.
    pub(crate) fn charge(&mut self, charge: Charge) {
        self.each_meter(&charge, |meter, cost| meter.counted += cost);
        self.unwritten.push(charge);
        self.settle();
    }

    /// Writes what is due.
    fn settle(&mut self) {
        let now = Instant::now();
        let (due, waiting) = self.unwritten.drain(..).partition(|charge| charge.due <= now);
        self.unwritten = waiting;
        let due: Vec<Charge> = due;
        for charge in &due {
            self.each_meter(charge, |meter, cost| meter.written += cost);
            self.ledger.enter(charge);
        }
    }

    fn each_meter(&mut self, charge: &Charge, mut count: impl FnMut(&mut Meter, f64)) {
        let cost = charge.cost;
        if let Some(key) = charge.token.as_ref().and_then(|token| self.keys.get_mut(token)) {
            count(&mut key.spend, cost);
        }
        if let Some(user) = charge.user_id.as_ref().and_then(|id| self.users.get_mut(id)) {
            count(&mut user.spend, cost);
        }
        if let Some(team) = charge.team_id.as_ref().and_then(|id| self.teams.get_mut(id)) {
            count(&mut team.spend, cost);
            if let Some(place) = charge.user_id.as_ref().and_then(|id| team.membership_mut(id)) {
                count(&mut place.spend, cost);
            }
        }
        if let Some(id) = &charge.customer_id {
            let customer = self.customers.entry(id.clone());
            let customer = customer.or_insert_with(|| super::state::Customer::new(id));
            count(&mut customer.spend, cost);
        }
    }
}

impl Tick for State {
    fn tick(&mut self) {
        self.settle();
    }
}
