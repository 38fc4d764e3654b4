//! What the list of budgets has in its rows, as it was reckoned with the last reading.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::app::Remote;
use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::order::Rank;
use crate::domain::{Limit, PurseKind, PurseLine, Purses, Sharers, Text, Usd, Window};
use crate::engine::purses::NO_LICENCE;
use crate::roster::{Roster, purse_lines};
use crate::table::{Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Tone};

use super::FoundPurses;

/// The columns of the list of budgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PurseColumn {
    /// Of what sort.
    What,
    /// What it is called.
    Name,
    /// What names it to the proxy.
    Id,
    /// Spend against the limit; sorts as percent.
    Bar,
    /// The same in percent.
    Percent,
    /// The spend, where the server tells it.
    Spend,
    /// The limit.
    Budget,
    /// How often the spend is set back.
    Window,
    /// When it is, by the server.
    Resets,
    /// Who shares it.
    SharedBy,
}

impl Column for PurseColumn {
    const LIST: &'static str = "budgets";

    fn row(self) -> Spec {
        if let Some(spec) = Money::spec_of(self) {
            return match self {
                Self::Bar => spec.rank(9, 2),
                Self::Percent => spec.rank(8, 9),
                Self::Spend => spec.rank(7, 9),
                Self::Resets => spec.rank(5, 9),
                _ => spec,
            };
        }
        match self {
            Self::What => Spec::words("WHAT", "tag, budget row or another sort", 12, 12).rank(1, 9),
            Self::Name => Spec::words("NAME", "what it is called", 12, 36).rank(0, 3),
            Self::Id => Spec::words("ID", "what names it to the proxy", 12, 64).hidden(),
            Self::Window => Spec::words("EVERY", "how often it starts again", 5, 8).rank(3, 9),
            _ => Spec::words("SHARED BY", "who shares its budget row", 18, 80).rank(6, 1),
        }
    }
}

/// What is listed, as it was reckoned with the last reading.
#[derive(Debug, Default)]
pub(super) struct Lines {
    all: Vec<(RowId, PurseLine)>,
    places: HashMap<RowId, u32>,
    /// How many are left out.
    hidden: usize,
    is_whole: bool,
}

impl Lines {
    /// Reckons them anew, from what was read here and of all people.
    pub(super) fn reckon(
        &mut self,
        purses: &Remote<FoundPurses>,
        shows_all: bool,
        roster: &Roster,
        now: Timestamp,
    ) {
        let unread;
        let purses = match (purses, purses.last()) {
            (_, Some(purses)) => &**purses,
            // The windows are known all the same.
            (Remote::Failed(why, None), None) => {
                unread = Purses::unread(why);
                &unread
            }
            _ => return,
        };
        let mut lines = purse_lines(roster, purses, now);
        let all = lines.len();
        lines.retain(|line| shows_all || line.is_of_several());
        let hidden = all - lines.len();
        let mut places = HashMap::with_capacity(lines.len());
        let mut kept = Vec::with_capacity(lines.len());
        for (line, place) in lines.into_iter().zip(0..) {
            // Two windows of one key can be of the same length.
            let mut id = id_of(&line);
            while places.contains_key(&id) {
                id = Text::from(format!("{} again", id.raw()));
            }
            places.insert(id.clone(), place);
            kept.push((id, line));
        }
        // That there is no licence is an answer: then there is no organization.
        let is_whole =
            purses.missing().iter().all(|(_, why)| *why == NO_LICENCE) && roster.proxy().is_some();
        *self = Self { all: kept, places, hidden, is_whole };
    }

    /// How many are left out, to which one alone or nobody points.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The purse of that id.
    pub(super) fn of_id(&self, id: &RowId) -> Option<&PurseLine> {
        self.get(*self.places.get(id)?)
    }

    /// All of them, in their order.
    pub(super) fn all(&self) -> &[(RowId, PurseLine)] {
        &self.all
    }

    /// The purse of that row.
    pub(super) fn get(&self, row: u32) -> Option<&PurseLine> {
        self.all.get(row as usize).map(|(_, line)| line)
    }
}

fn id_of(line: &PurseLine) -> RowId {
    let window = match (line.kind, &line.budget.window) {
        (PurseKind::KeyWindow | PurseKind::TeamWindow, Some(window)) => window.as_str(),
        _ => "",
    };
    Text::from(format!("{} {} {window}", line.kind, line.id.raw()))
}

/// What is listed, as rows.
pub(super) struct PurseRows<'a>(pub(super) &'a Lines);

impl PurseRows<'_> {
    fn purse(line: &PurseLine, column: Money, lens: &Lens) -> Cell {
        let is_row = line.kind == PurseKind::BudgetRow;
        let is_unknown = line.spend.is_none()
            && matches!(line.budget.limit, Limit::Amount(limit) if limit != Usd::ZERO);
        match column {
            // It has none: each who points to it has their own.
            Money::Spend if is_row => Cell::Nothing,
            Money::Bar | Money::Percent if is_row && is_unknown => Cell::Nothing,
            _ => Purse::new(line.spend, &line.budget).cell(column, lens),
        }
    }
}

impl Rows for PurseRows<'_> {
    type Column = PurseColumn;

    fn count(&self) -> usize {
        self.0.all.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.0.all.get(row as usize).map(|(id, _)| id.clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.0.places.get(&Text::from(id)).copied()
    }

    fn rank(&self, row: u32, column: PurseColumn) -> Rank<'_> {
        let Some(line) = self.0.get(row) else { return Rank::Missing };
        if let Some(money) = Money::of(column) {
            return Purse::new(line.spend, &line.budget).rank(money);
        }
        match column {
            PurseColumn::What => Rank::text(line.kind.words()),
            PurseColumn::Name => Rank::text(&line.name),
            PurseColumn::Id => Rank::text(line.id.raw()),
            PurseColumn::Window => {
                Rank::text(line.budget.window.as_ref().map_or("", Window::as_str))
            }
            _ => match line.sharers.as_ref().map_or(0, Sharers::count) {
                0 => Rank::Missing,
                many => Rank::number(many),
            },
        }
    }

    fn cell(&self, row: u32, column: PurseColumn, lens: &Lens) -> Cell {
        let Some(line) = self.0.get(row) else { return Cell::Nothing };
        if let Some(money) = Money::of(column) {
            return Self::purse(line, money, lens);
        }
        match column {
            PurseColumn::What => Cell::muted(line.kind.words()),
            PurseColumn::Name => Cell::plain(line.name.clone()),
            PurseColumn::Id => Cell::muted(line.id.to_string()),
            PurseColumn::Window => match &line.budget.window {
                Some(window) => Cell::muted(window.to_string()),
                None => Cell::Nothing,
            },
            _ => match &line.sharers {
                None => Cell::Nothing,
                Some(sharers) => {
                    let words = sharers.words();
                    let words = if lens.is_ascii { words.replace('…', "~") } else { words };
                    let tone = if sharers.is_shared() { Tone::Warn } else { Tone::Muted };
                    Cell::Words(words.into(), tone)
                }
            },
        }
    }

    fn is_complete(&self) -> bool {
        self.0.is_whole
    }
}

impl Worded for PurseRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool {
        let Some(line) = self.0.get(row) else { return false };
        let named = line.sharers.as_ref().map(Sharers::kinds).unwrap_or_default();
        let mut texts = vec![
            line.kind.words(),
            &line.name,
            line.id.raw(),
            line.budget.window.as_ref().map_or("", Window::as_str),
            Purse::new(line.spend, &line.budget).state(now).words(),
        ];
        texts.extend(named.iter().flat_map(|(_, names)| names).map(String::as_str));
        filter.holds(&texts)
    }
}
