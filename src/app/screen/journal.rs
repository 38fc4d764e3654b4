//! The journal: plans, the newest first, and the changes of one of them.

pub mod entry;
pub mod rows;

use super::{Foot, Frame, Screen, Show, Shown, World, table};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::front::{Front, Seen};
use crate::app::{Action, Effect, Model, Remote, Target};
use crate::domain::money::group_thousands;
use crate::domain::order::Direction;
use crate::domain::text::harmless;
use crate::journal::Standing;
use crate::table::{Table, Tone};
use entry::EntryScreen;
use rows::{JournalRows, PlanColumn};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Journal, Context::Table, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct JournalScreen {
    table: Table,
}

impl JournalScreen {
    /// The newest plan first.
    fn new(model: &Model) -> Self {
        Self { table: model.new_table(&[(PlanColumn::When, Direction::Descending)]) }
    }

    /// The place of the plan under the cursor.
    pub fn selected(&self) -> Option<usize> {
        self.table.selected().map(|row| row as usize)
    }
}

impl Show for JournalScreen {
    table!(|screen, world| JournalRows(world.journal));

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Journal, None))
    }

    fn has(&self, page: &Screen) -> bool {
        EntryScreen::of(page).is_some()
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let nothing = match &model.journal {
            Remote::NotAsked | Remote::Loading(_) => "The journal is being read.".to_owned(),
            Remote::Failed(why, _) => format!("The journal cannot be read: {}", harmless(why)),
            Remote::Ready(_) => "Nothing was applied yet in this profile.".to_owned(),
        };
        let count = self.table.rows().len();
        let undo = model.keymap.hint(Action::Undo);
        let noun = if count == 1 { "plan" } else { "plans" };
        let history = model.journal.last();
        let damaged = match history.map_or(0, |history| history.damaged.len()) {
            0 => String::new(),
            lines => format!(" {lines} damaged lines were left out."),
        };
        let standing = self.selected().and_then(|row| history.and_then(|h| h.standing_at(row)));
        let standing = match standing {
            None => String::new(),
            Some(Standing::Open) => {
                format!(" {undo} takes back the one under the cursor, as a new plan.")
            }
            Some(Standing::Partly { .. }) => {
                format!(" {undo} takes back some of the one under the cursor.")
            }
            Some(standing) => format!(" {standing}"),
        };
        Frame {
            head: Vec::new(),
            nothing: vec![(nothing, Tone::Muted)],
            detail: Vec::new(),
            foot: Foot::Words(format!(
                "{} {noun}.{standing}{damaged}",
                group_thousands(count as u64)
            )),
        }
    }

    fn takes_plans(&self) -> bool {
        true
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::OpenEntry)
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        action != Action::ShowJournal
    }
}

/// Shows it, and reads it again.
pub(in crate::app) fn show(model: &mut Model) -> Vec<Effect> {
    if model.showing::<JournalScreen>().is_some() {
        return Vec::new();
    }
    open(model);
    model.journal.ask();
    vec![Effect::LoadJournal(model.epoch)]
}

/// Shows it as it was read.
pub(in crate::app) fn open(model: &mut Model) {
    model.show_anew(JournalScreen::new(model));
}

/// Shows the plan under the cursor.
pub(in crate::app) fn open_entry(model: &mut Model) {
    let chosen = model.showing::<JournalScreen>().and_then(JournalScreen::selected);
    let Some(history) = model.journal.last().cloned() else { return };
    if let Some(record) = chosen.and_then(|row| history.records.get(row)) {
        model.screens.push(EntryScreen::new(model, &history, record));
    }
}
