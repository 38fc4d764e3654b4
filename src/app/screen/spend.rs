//! What was spent day by day, of everybody, a user, a team or a key; and who spent most.
//!
//! Read when one looks at it: what is shown is asked for when it is shown, and only the last order
//! is waited for. Days that were read once serve every shorter span.

pub mod acts;
pub mod may;
mod page;
mod ranking;
mod state;

use std::sync::Arc;

use jiff::Timestamp;

use super::{Body, Doing, Show, World};
use crate::app::action::Context;
use crate::app::front::{Front, Seen};
use crate::app::{Action, Model, Notice};
use crate::engine::{Ask, Heard};
use crate::roster::subject;
use crate::table::Table;
pub use page::head;
pub use ranking::{Ranking, SpenderColumn, SpenderRows};
pub use state::{Asked, LEGEND, Layout, SCALE, SpendScreen, View, WIDE};

/// Where its keys are looked up over the days.
pub(super) const HEARS_DAYS: &[Context] =
    &[Context::Spend, Context::Days, Context::List, Context::Global];

/// Where they are over the ranking.
pub(super) const HEARS_SPENDERS: &[Context] =
    &[Context::Spend, Context::Spenders, Context::Table, Context::List, Context::Global];

impl Show for SpendScreen {
    fn half(&self) -> usize {
        match self.view {
            View::Days => 0,
            View::Spenders => 1,
        }
    }

    fn body(&self) -> Body<'_> {
        Body::Spend(self)
    }

    fn list<'a>(&'a self, _world: World<'a>) -> Option<Seen<'a>> {
        self.seen()
    }

    fn front<'a>(&'a mut self, _world: World<'a>) -> Option<Front<'a>> {
        self.ranked()
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        Some(self.table_state())
    }

    fn around(&self, model: &Model, _body: u16) -> Option<(u16, u16)> {
        self.seen()?;
        let head = u16::try_from(head(model, self).len()).unwrap_or(u16::MAX);
        Some((head.saturating_add(1), 1))
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::OpenSpender)
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        let turns_back = action == Action::TurnSpend && self.view == View::Spenders;
        turns_back.then_some("days")
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        match action {
            Action::Undo => false,
            Action::StopSpend => self.asked.is_some(),
            _ => true,
        }
    }

    fn back(&self) -> Doing {
        acts::back
    }

    fn refresh(&self) -> Doing {
        acts::ask_again
    }

    fn is_due(&self) -> bool {
        self.is_due
    }

    fn question(&self, model: &Model) -> Result<Ask, String> {
        let subject = self.named.subject.clone();
        let range = self.span.until(model.now);
        Ok(match self.view {
            View::Days => Ask::Days(subject, range),
            View::Spenders => Ask::Spenders(subject, range),
        })
    }

    fn asked(&mut self, number: u64, now: Timestamp) {
        self.stop();
        self.is_due = false;
        match self.view {
            View::Days => self.days.ask(),
            View::Spenders => self.ranking.ask(),
        }
        self.asked = Some(Asked { number, view: self.view, since: now, part: None });
    }

    fn give_up(&mut self) {
        self.stop();
    }

    fn awaits(&self, number: u64) -> bool {
        self.asked.is_some_and(|asked| asked.number == number)
    }

    fn progressed(&mut self, part: (usize, usize)) {
        if let Some(asked) = &mut self.asked {
            asked.part = Some(part);
        }
    }

    fn hear(&mut self, heard: Result<Heard, String>, world: World<'_>) -> Option<Notice> {
        let asked = self.asked.take();
        let error = heard.as_ref().err().cloned();
        match (heard, asked.map(|asked| asked.view)) {
            (Ok(Heard::Days(activity)), _) => self.days.answer(Ok(Arc::new(activity))),
            (Ok(Heard::Spenders(spenders)), _) => {
                let names = subject::names(Some(world.roster()), &spenders.rows);
                self.ranking.answer(Ok(Arc::new(Ranking::new(spenders, names))));
                self.table_state().outdate();
            }
            (Ok(_), _) => {}
            (Err(why), Some(View::Spenders)) => self.ranking.answer(Err(why)),
            (Err(why), _) => self.days.answer(Err(why)),
        }
        error.map(Notice::error)
    }
}
