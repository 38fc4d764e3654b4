//! Groups as a list.

use jiff::Timestamp;

use crate::app::Server;
use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::{BudgetState, Group};
use crate::roster::{PersonRef, Roster};
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Tone};

/// The columns of the list of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum GroupColumn {
    /// The name.
    Name,
    /// The id.
    Id,
    /// How many are in it.
    Members,
    /// How many of them are over their budgets.
    Over,
    /// How many of them are blocked.
    Blocked,
}

impl Column for GroupColumn {
    const LIST: &'static str = "groups";

    fn row(self) -> Spec {
        match self {
            Self::Name => Spec::words("GROUP", "name in Open WebUI", 14, 40).rank(0, 1),
            Self::Id => Spec::words("GROUP ID", "id in Open WebUI", 12, 36).rank(5, 2).hidden(),
            Self::Members => Spec::number("MEMBERS", "how many are in it").rank(2, 9),
            Self::Over => Spec::number("OVER", "how many are over their budgets").rank(3, 9),
            Self::Blocked => Spec::number("BLOCKED", "how many are blocked").rank(4, 9),
        }
    }
}

/// So many members of whom something is known to be so; of others it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    known: usize,
    has_unknown: bool,
}

impl Count {
    fn take(&mut self, is_so: Option<bool>) {
        match is_so {
            Some(is_so) => self.known += usize::from(is_so),
            None => self.has_unknown = true,
        }
    }

    fn rank(self) -> Rank<'static> {
        if self.known == 0 && self.has_unknown { Rank::Missing } else { Rank::number(self.known) }
    }

    /// `3`; `3+` where there may be more, and `?` where nobody knows.
    fn cell(self, tone: Tone) -> Cell {
        let known = group_thousands(self.known as u64);
        match (self.known, self.has_unknown) {
            (0, true) => Cell::Words("?".into(), Tone::Warn),
            (0, false) => Cell::muted(known),
            (_, true) => Cell::Words(format!("{known}+").into(), tone),
            (_, false) => Cell::Words(known.into(), tone),
        }
    }
}

/// What the members of one group come to.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Nothing where there is no proxy, and so no budget.
    over: Option<Count>,
    blocked: Count,
}

/// What the members of each group of a roster come to: nothing where they were not read.
#[derive(Debug, Default)]
pub(super) struct Tallies(Option<Box<[Tally]>>);

impl Tallies {
    /// As of a moment.
    pub(super) fn of(roster: &Roster, now: Timestamp) -> Self {
        let has_proxy = Server::Proxy.is_in(roster.snapshot());
        let are_users_whole =
            !has_proxy || roster.proxy().is_some_and(|side| side.users.is_complete());
        let tally = |group: &Group| {
            let mut tally = Tally { over: has_proxy.then(Count::default), ..Tally::default() };
            for id in &group.members {
                // Who has an account goes by its id; who has none was not read, or left.
                let person = roster.by_raw_id(id.raw());
                let person = person.filter(|who| who.account().is_some_and(|it| it.id == *id));
                if let Some(over) = &mut tally.over {
                    over.take(person.and_then(|who| is_over(who, are_users_whole, now)));
                }
                tally.blocked.take(person.and_then(|who| is_blocked(who, are_users_whole)));
            }
            tally
        };
        Self(roster.webui().map(|side| side.groups.rows.iter().map(tally).collect()))
    }

    /// Whether they were not read.
    pub(super) fn is_unread(&self) -> bool {
        self.0.is_none()
    }

    fn get(&self, row: u32) -> Tally {
        let tallies = self.0.as_deref().unwrap_or_default();
        tallies.get(row as usize).copied().unwrap_or_default()
    }
}

fn is_over(person: PersonRef<'_>, are_users_whole: bool, now: Timestamp) -> Option<bool> {
    match person.budget_state(now) {
        Some(BudgetState::Unknown) => None,
        Some(state) => Some(state == BudgetState::Over),
        None => are_users_whole.then_some(false),
    }
}

fn is_blocked(person: PersonRef<'_>, are_users_whole: bool) -> Option<bool> {
    let is_known = person.is_blocked() || person.proxy().is_some() || are_users_whole;
    is_known.then(|| person.is_blocked())
}

/// The groups of a roster.
pub struct GroupRows<'a> {
    roster: &'a Roster,
    tallies: &'a Tallies,
}

impl<'a> GroupRows<'a> {
    pub(super) fn new(roster: &'a Roster, tallies: &'a Tallies) -> Self {
        Self { roster, tallies }
    }

    /// The group of that row.
    pub fn get(&self, row: u32) -> Option<&'a Group> {
        self.roster.webui()?.groups.rows.get(row as usize)
    }
}

impl Rows for GroupRows<'_> {
    type Column = GroupColumn;

    fn count(&self) -> usize {
        self.roster.webui().map_or(0, |side| side.groups.rows.len())
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.get(row).map(|group| group.id.text().clone())
    }

    fn rank(&self, row: u32, column: GroupColumn) -> Rank<'_> {
        let Some(group) = self.get(row) else { return Rank::Missing };
        let tally = self.tallies.get(row);
        match column {
            GroupColumn::Name => Rank::text(group.name.raw()),
            GroupColumn::Id => Rank::text(group.id.raw()),
            GroupColumn::Members => Rank::number(group.members.len()),
            GroupColumn::Over => tally.over.map_or(Rank::Missing, Count::rank),
            GroupColumn::Blocked => tally.blocked.rank(),
        }
    }

    fn cell(&self, row: u32, column: GroupColumn, _lens: &Lens) -> Cell {
        let Some(group) = self.get(row) else { return Cell::Nothing };
        let tally = self.tallies.get(row);
        match column {
            GroupColumn::Name => Cell::text(Some(group.name.raw())),
            GroupColumn::Id => Cell::muted(group.id.to_string()),
            GroupColumn::Members => Cell::plain(group_thousands(group.members.len() as u64)),
            GroupColumn::Over => tally.over.map_or(Cell::Nothing, |over| over.cell(Tone::Bad)),
            GroupColumn::Blocked => tally.blocked.cell(Tone::Warn),
        }
    }

    fn is_complete(&self) -> bool {
        self.roster.webui().is_some_and(|side| side.groups.is_complete())
    }
}

impl Worded for GroupRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, _now: Timestamp) -> bool {
        let Some(group) = self.get(row) else { return false };
        let tally = self.tallies.get(row);
        let over = if tally.over.is_some_and(|over| over.known > 0) { "over" } else { "" };
        let blocked = if tally.blocked.known > 0 { "blocked" } else { "" };
        filter.holds(&[group.name.raw(), group.id.raw(), over, blocked])
    }
}
