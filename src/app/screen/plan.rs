//! A plan on the screen: under review, being applied, or ended.

pub mod acts;
pub mod may;
mod state;

use super::{Body, Doing, Show, World};
use crate::app::action::Context;
use crate::app::front::{Front, Seen};
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::{Action, Model};
use crate::table::Table;
pub use state::{Fate, PlanRow, PlanRows, PlanScreen, Stage};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Plan, Context::Table, Context::List, Context::Global];

impl Show for PlanScreen {
    fn body(&self) -> Body<'_> {
        Body::Plan(self)
    }

    fn list<'a>(&'a self, _world: World<'a>) -> Option<Seen<'a>> {
        Some(Seen { table: self.table(), source: Box::new(self.source()) })
    }

    fn front<'a>(&'a mut self, _world: World<'a>) -> Option<Front<'a>> {
        Some(self.rows())
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        Some(self.table_state())
    }

    fn around(&self, _model: &Model, body: u16) -> Option<(u16, u16)> {
        Some((PLAN_HEAD, plan_detail(body)))
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        match action {
            Action::ApplyPlan | Action::WritePlan => self.stage == Stage::Review,
            Action::CancelApply => self.is_applying(),
            Action::TogglePasswords => self.creates_accounts() && !self.is_applying(),
            Action::Undo => matches!(self.stage, Stage::Ended { .. }),
            Action::ShowProfiles | Action::ShowJournal => false,
            _ => true,
        }
    }

    fn back(&self) -> Doing {
        if self.is_applying() { acts::cancel } else { acts::leave }
    }
}
