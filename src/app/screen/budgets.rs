//! Budgets that are in no other list: organizations, tags, shared budget rows, windows. Read when
//! one looks at them; the windows come with the keys and teams.

pub mod page;
mod rows;

use std::sync::Arc;

use jiff::Timestamp;

use super::records::{self, Saying, hears, records};
use super::{Doing, Frame, HeadLine, Lead, Show, Shown, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::update::{asking, lists, readings};
use crate::app::verb::Targets;
use crate::app::worded::RecordList;
use crate::app::wrap::wrap;
use crate::app::{Action, Asking, Effect, Model, Notice, Remote, Target, dialog, verb};
use crate::domain::{KeyHash, PurseKind, PurseLine, Purses, TeamId, Window};
use crate::engine::purses::NO_LICENCE;
use crate::engine::{Ask, Heard};
use crate::order::{Whom, WhomKind};
use crate::table::{RowId, Table, Tone};
use rows::{Lines, PurseColumn, PurseRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = hears![Budgets];

/// Lines of one reason, at most.
const MOST_LINES: usize = 2;

/// What was read of them.
pub type FoundPurses = Arc<Purses>;

/// The screen.
#[derive(Debug)]
pub struct BudgetsScreen {
    /// What was read.
    pub purses: Remote<FoundPurses>,
    asking: Asking,
    /// Whether rows are shown that one alone or nobody points to.
    pub shows_all: bool,
    list: RecordList,
    lines: Lines,
}

impl BudgetsScreen {
    /// Before anything was read; by kind and name.
    pub fn new(model: &Model) -> Self {
        Self {
            purses: Remote::NotAsked,
            asking: Asking::default(),
            shows_all: false,
            list: RecordList::new(model.new_table::<PurseColumn>(&[])),
            lines: Lines::default(),
        }
    }

    fn reckon(&mut self, world: World<'_>) {
        self.lines.reckon(&self.purses, self.shows_all, world.roster(), world.now);
    }

    /// The purse of that id.
    pub fn line_of(&self, id: &RowId) -> Option<&PurseLine> {
        self.lines.of_id(id)
    }

    /// What is under the cursor.
    pub fn selected(&self) -> Option<&PurseLine> {
        self.lines.get(self.list.table().selected()?)
    }

    /// The marked, else what is under the cursor.
    fn acted_on(&self) -> Vec<&PurseLine> {
        let marks = self.list.table().marks();
        if marks.is_empty() {
            return self.selected().into_iter().collect();
        }
        let marked = self.lines.all().iter().filter(|(id, _)| marks.contains(id.raw()));
        marked.map(|(_, line)| line).collect()
    }

    /// The one length of the windows a verb is for, where it is for windows.
    fn window(&self) -> Option<Window> {
        let first = self.acted_on().into_iter().next()?;
        let is_window = WhomKind::from(first.kind) == WhomKind::Windows;
        first.budget.window.clone().filter(|_| is_window)
    }

    /// The lines above the list: what of it could not be read, and whether that is a failure.
    fn head(&self, width: u16) -> Vec<(String, bool)> {
        let is_said_below = self.lines.is_empty() && self.purses.last().is_none();
        let missing = if is_said_below { Vec::new() } else { self.missing() };
        let width = usize::from(width).saturating_sub(2);
        let lines = missing.into_iter().flat_map(|(words, is_failure)| {
            let mut lines = wrap(&words, width);
            if lines.len() > MOST_LINES {
                lines.truncate(MOST_LINES);
                lines.last_mut().into_iter().for_each(|line| line.push('…'));
            }
            lines.into_iter().map(move |line| (line, is_failure))
        });
        lines.collect()
    }

    /// What of it could not be read and why, the parts of one reason together; and whether that is
    /// a failure. Without a licence there is no organization to be listed. Harmless.
    fn missing(&self) -> Vec<(String, bool)> {
        let why_all;
        let missing = match (&self.purses, self.purses.last()) {
            (_, Some(purses)) => purses.missing(),
            (Remote::Failed(why, None), None) => {
                why_all = Purses::unread(why);
                why_all.missing()
            }
            _ => Vec::new(),
        };
        let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
        for (what, why) in missing {
            match by_reason.iter_mut().find(|(known, _)| *known == why) {
                Some((_, whats)) => whats.push(what),
                None => by_reason.push((why, vec![what])),
            }
        }
        let words = |(why, whats): (&str, Vec<&str>)| {
            let whats = whats.join(", ");
            match why {
                NO_LICENCE => (format!("No {whats}: {why}."), false),
                _ => (format!("Not read, {whats}: {why}"), true),
            }
        };
        by_reason.into_iter().map(words).collect()
    }
}

impl Show for BudgetsScreen {
    records!(|screen, world| PurseRows(&screen.lines), reckon);

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Budgets, None))
    }

    fn around(&self, model: &Model, _body: u16) -> Option<(u16, u16)> {
        Some((u16::try_from(self.head(model.size.0).len()).unwrap_or(u16::MAX), 1))
    }

    fn frame(&self, model: &Model, width: u16) -> Frame {
        let line = |(words, is_failure): (String, bool)| {
            let words = if model.look.is_ascii { words.replace('…', "~") } else { words };
            HeadLine::new(words, if is_failure { Tone::Warn } else { Tone::Muted })
        };
        let mut news: Vec<String> = records::read_again(&self.purses).into_iter().collect();
        let hidden = self.lines.hidden();
        if hidden > 0 {
            let all = model.keymap.hint(Action::ShowAllBudgets);
            let rows = if hidden == 1 { "row" } else { "rows" };
            news.push(format!("{hidden} budget {rows} not shared, {all} shows all"));
        }
        let empty = "There is no organization, tag, shared budget row or window.";
        let saying = Saying {
            head: self.head(width).into_iter().map(line).collect(),
            unread: records::unread(model, "budgets", &self.purses),
            is_read_here: true,
            news,
            empty: (empty.to_owned(), records::again(model)),
            ..Saying::default()
        };
        records::frame(model, &self.list, saying)
    }

    fn is_unread(&self) -> bool {
        self.purses.last().is_none() && self.list.table().sorted().is_empty()
    }

    fn id_of(&self, row: u32) -> Option<String> {
        // A row of this list is told apart by more than what the server calls it.
        self.lines.get(row).map(|line| line.id.to_string())
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::OpenRecord => Some(match self.selected().map(|line| line.kind) {
                Some(PurseKind::KeyWindow) => "key",
                Some(PurseKind::TeamWindow) => "team",
                _ => "who",
            }),
            Action::ShowAllBudgets => self.shows_all.then_some("shared only"),
            _ => None,
        }
    }

    fn refresh(&self) -> Doing {
        ask_again
    }

    fn takes_plans(&self) -> bool {
        true
    }

    fn kind(&self) -> Option<WhomKind> {
        self.acted_on().first().map(|line| line.kind.into())
    }

    /// Windows are of keys and teams, and changed by these.
    fn aimed(&self, _model: &Model) -> Option<Targets> {
        let (lines, kind) = (self.acted_on(), self.kind()?);
        let first = lines.first()?;
        let ids = || lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>();
        let found = self.purses.last().cloned().unwrap_or_default();
        let whom = match first.kind {
            PurseKind::Tag => Whom::Tags(found, ids()),
            PurseKind::Organization => Whom::Organizations(found, ids()),
            PurseKind::BudgetRow => Whom::BudgetRows(found, ids()),
            PurseKind::KeyWindow => {
                Whom::Keys(ids().iter().map(|id| KeyHash::new(id.raw())).collect())
            }
            PurseKind::TeamWindow => {
                Whom::Teams(ids().iter().map(|id| TeamId::new(id.raw())).collect())
            }
        };
        let subject = match (lines.len(), first.kind) {
            (1, PurseKind::KeyWindow) => format!("key {}", first.name),
            (1, PurseKind::TeamWindow) => format!("team {}", first.name),
            (1, kind) if first.id.to_string() == first.name => {
                format!("{} {}", kind.words(), first.name)
            }
            (1, kind) => format!("{} {} ({})", kind.words(), first.name, first.id),
            (many, _) => verb::marked(kind, many, self.list.table().marks().hidden()),
        };
        Some(Targets { whom, subject })
    }

    /// One plan changes purses of one kind; of windows, those of one length.
    fn unlike(&self) -> Option<String> {
        let lines = self.acted_on();
        let first = lines.first()?;
        if let Some(other) = lines.iter().find(|line| line.kind != first.kind) {
            let (one, other) = (first.kind.words(), other.kind.words());
            let why = format!("a plan changes one kind at a time; mark {one}s or {other}s alone");
            return Some(why);
        }
        if WhomKind::from(first.kind) != WhomKind::Windows {
            return None;
        }
        if lines.iter().any(|line| line.budget.window != first.budget.window) {
            return Some("a plan changes windows of one length at a time".into());
        }
        let named = |window: &Window| !window.as_str().is_empty();
        if first.budget.window.as_ref().is_some_and(named) {
            return None;
        }
        Some("its length cannot be read, so it cannot be named; set it in LiteLLM".into())
    }

    fn lead(&self, _model: &Model) -> Result<Lead, String> {
        let row = self.list.selected()?;
        let line = self.lines.get(row).ok_or_else(lists::gone)?;
        Ok(match line.kind {
            PurseKind::KeyWindow => Lead::Key(KeyHash::new(line.id.raw())),
            PurseKind::TeamWindow => Lead::Team(TeamId::new(line.id.raw())),
            _ => {
                let (id, _) = self.lines.all().get(row as usize).ok_or_else(lists::gone)?;
                Lead::Page(id.clone())
            }
        })
    }

    fn is_due(&self) -> bool {
        self.asking.is_due(&self.purses)
    }

    fn question(&self, _model: &Model) -> Result<Ask, String> {
        Ok(Ask::Purses)
    }

    fn asked(&mut self, number: u64, _now: Timestamp) {
        self.asking.begin(&mut self.purses, number);
    }

    fn awaits(&self, number: u64) -> bool {
        self.asking.awaits(number)
    }

    fn hear(&mut self, heard: Result<Heard, String>, _world: World<'_>) -> Option<Notice> {
        let answer = heard.map(|heard| match heard {
            Heard::Purses(purses) => purses,
            _ => FoundPurses::default(),
        });
        self.asking.end(&mut self.purses, answer)
    }

    fn outdate(&mut self) {
        self.asking.outdate(&mut self.purses);
    }
}

/// Shows them.
pub(in crate::app) fn show(model: &mut Model) {
    // A page of one is nothing without its list beneath.
    if model.showing::<BudgetsScreen>().is_none() {
        model.screens.retain(|screen| page::PurseScreen::of(screen).is_none());
    }
    model.show(BudgetsScreen::new(model));
}

/// Asks once more, and for all people, too: the windows are those of keys and teams, and customers
/// and keys are among who shares a row.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    let mut effects = asking::ask_of::<BudgetsScreen>(model);
    effects.extend(readings::refresh(model));
    effects
}

/// Shows the rows too that one alone or nobody points to, or hides them.
pub(in crate::app) fn toggle_all(model: &mut Model) {
    if let Some(screen) = model.showing_mut::<BudgetsScreen>() {
        screen.shows_all = !screen.shows_all;
    }
    model.renew_lists();
}

/// The one length of the windows that a verb is for, where that is what is listed.
fn window(model: &Model) -> Option<Window> {
    model.showing::<BudgetsScreen>().and_then(BudgetsScreen::window)
}

/// Asks what budget to set; of windows, what may be spent in one.
pub(in crate::app) fn ask_budget(model: &mut Model) {
    match window(model) {
        Some(_) => ask_window(model),
        None => crate::app::update::verbs::ask(model, dialog::budget::dialog),
    }
}

/// Asks what may be spent in one window.
pub(in crate::app) fn ask_window(model: &mut Model) {
    let window = window(model);
    crate::app::update::verbs::ask(model, |targets, roster| {
        dialog::window::dialog(targets, roster, window)
    });
}
