//! Why a person is refused: the screen with every check of one of their requests, and what of the
//! answer it shows.
//!
//! What was found out is judged here, again each minute, since keys expire and resets come due. A
//! person has a ring of ways to ask: each key, then the chat.

mod about;
pub mod acts;
pub mod columns;
pub mod judged;
pub mod may;
pub mod page;
mod state;

use jiff::Timestamp;

use super::{Body, Doing, Show, World};
use crate::app::action::Context;
use crate::app::front::{Front, Seen};
use crate::app::page::FactLine;
use crate::app::{Model, Notice};
use crate::domain::text::harmless;
use crate::engine::{Ask, Heard, Question};
use crate::table::{ListState, Table};
pub use about::About;
pub use judged::Judged;
pub use state::{Answer, Stage, Way, WhyScreen};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Why, Context::Table, Context::List, Context::Global];

impl Show for WhyScreen {
    fn body(&self) -> Body<'_> {
        Body::Why(self)
    }

    fn list<'a>(&'a self, _world: World<'a>) -> Option<Seen<'a>> {
        self.page.is_none().then(|| self.seen())
    }

    fn front<'a>(&'a mut self, _world: World<'a>) -> Option<Front<'a>> {
        self.page.is_none().then(|| self.rows())
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        Some(self.table_state())
    }

    fn around(&self, model: &Model, body: u16) -> Option<(u16, u16)> {
        page::around(model, self, body)
    }

    fn page(&self, model: &Model) -> Vec<FactLine> {
        page::page(model, self)
    }

    fn scrolled(&self) -> Option<ListState> {
        self.page
    }

    fn scrolled_mut(&mut self) -> Option<&mut ListState> {
        self.page.as_mut()
    }

    fn takes_plans(&self) -> bool {
        true
    }

    fn back(&self) -> Doing {
        acts::back
    }

    fn refresh(&self) -> Doing {
        acts::refresh
    }

    fn shows_requests(&self) -> bool {
        self.is_asking()
    }

    fn is_due(&self) -> bool {
        self.stage == Stage::Due
    }

    fn question(&self, model: &Model) -> Result<Ask, String> {
        let (who, key) = self.about.question(model)?;
        let model = self.model.clone();
        Ok(Ask::Why(Box::new(Question { who, model, lists_models: true, key, customer: None })))
    }

    fn asked(&mut self, number: u64, now: Timestamp) {
        self.stage = Stage::Asking { number, since: now, answers: 0 };
    }

    fn unasked(&mut self, why: String) {
        self.stage = Stage::Failed(why);
    }

    fn awaits(&self, number: u64) -> bool {
        matches!(self.stage, Stage::Asking { number: asked, .. } if asked == number)
    }

    fn counted(&mut self) {
        if let Stage::Asking { answers, .. } = &mut self.stage {
            *answers += 1;
        }
    }

    fn hear(&mut self, heard: Result<Heard, String>, world: World<'_>) -> Option<Notice> {
        match heard {
            Ok(Heard::Why(inquiry)) => {
                self.take(*inquiry, world.now);
                None
            }
            Ok(_) => None,
            Err(why) => {
                let why = harmless(&why.replace('\n', " ")).into_owned();
                let end = if why.ends_with('.') { "" } else { "." };
                self.stage = Stage::Failed(format!("{why}{end}"));
                Some(Notice::error(why))
            }
        }
    }

    /// The list has another height with each verdict.
    fn heard(&self) -> Doing {
        acts::show_verdict
    }

    fn outdate(&mut self) {
        self.stage = Stage::Due;
    }

    fn judge_again(&mut self, now: Timestamp) {
        Self::judge_again(self, now);
    }
}
