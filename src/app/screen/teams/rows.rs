//! Teams as a list.

use jiff::Timestamp;

use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::{BudgetWindow, Part, Team, TeamId, Text};
use crate::roster::Roster;
use crate::table::{Amounts, Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Tone};

/// The columns of the list of teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum TeamColumn {
    /// The alias, else the id.
    Name,
    /// The id.
    Id,
    /// How many are in it.
    Members,
    /// How many keys are for it.
    Keys,
    /// Spend against the budget; sorts as percent.
    Bar,
    /// The same in percent.
    Percent,
    /// The spend.
    Spend,
    /// The limit.
    Budget,
    /// When the spend is set back.
    Resets,
    /// What may be spent in its windows.
    Windows,
    /// Blocked or active.
    State,
    /// Which models it may ask.
    Models,
}

impl Column for TeamColumn {
    const LIST: &'static str = "teams";

    fn row(self) -> Spec {
        if let Some(spec) = Money::spec_of(self) {
            return spec;
        }
        match self {
            Self::Name => Spec::words("TEAM", "alias, else id", 14, 32).rank(0, 3),
            Self::Id => Spec::words("TEAM ID", "id at the proxy", 12, 36).rank(10, 5),
            Self::Members => Spec::number("MEMBERS", "how many are in it").rank(5, 9),
            Self::Keys => Spec::number("KEYS", "how many keys are for it").rank(7, 9),
            Self::Windows => {
                Spec::words("WINDOWS", "limits besides the budget: $5.00/24h", 9, 40).hidden()
            }
            Self::State => Spec::words("STATE", "blocked or active", 7, 7).rank(3, 9),
            _ => Spec::words("MODELS", "models allowed", 12, 40).rank(11, 4),
        }
    }
}

/// The teams of a roster.
pub struct TeamRows<'a>(pub &'a Roster);

impl<'a> TeamRows<'a> {
    /// The team of that row.
    pub fn get(&self, row: u32) -> Option<&'a Team> {
        self.0.proxy()?.teams.rows.get(row as usize)
    }
}

impl Rows for TeamRows<'_> {
    type Column = TeamColumn;

    fn count(&self) -> usize {
        self.0.proxy().map_or(0, |side| side.teams.rows.len())
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.get(row).map(|team| team.id.text().clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.0.team_row(&TeamId::new(id))
    }

    fn rank(&self, row: u32, column: TeamColumn) -> Rank<'_> {
        let Some(team) = self.get(row) else { return Rank::Missing };
        if let Some(money) = Money::of(column) {
            return Purse::new(team.spend, &team.budget).rank(money);
        }
        match column {
            TeamColumn::Name => Rank::text(team.alias.as_ref().map_or(team.id.raw(), Text::raw)),
            TeamColumn::Id => Rank::text(team.id.raw()),
            TeamColumn::Members => Rank::number(team.members),
            TeamColumn::Keys => Rank::number(self.0.keys_of_team(row).len()),
            TeamColumn::Windows => Rank::text(BudgetWindow::short_list(&team.windows)),
            TeamColumn::State => Rank::number(i64::from(!team.blocked)),
            _ => Rank::text(team.models.iter().map(Text::raw).collect::<Vec<_>>().join(", ")),
        }
    }

    fn cell(&self, row: u32, column: TeamColumn, lens: &Lens) -> Cell {
        let Some(team) = self.get(row) else { return Cell::Nothing };
        if let Some(money) = Money::of(column) {
            return Purse::new(team.spend, &team.budget).cell(money, lens);
        }
        let count = |count: usize| Cell::plain(group_thousands(count as u64));
        match column {
            TeamColumn::Name => Cell::plain(team.label()),
            TeamColumn::Id => Cell::muted(team.id.to_string()),
            TeamColumn::Members if team.unread.has(Part::Members) => Cell::unread(),
            TeamColumn::Members => count(team.members),
            TeamColumn::Keys => count(self.0.keys_of_team(row).len()),
            TeamColumn::Windows if team.unread.has(Part::Windows) => Cell::unread(),
            TeamColumn::Windows => {
                Cell::text(Some(BudgetWindow::short_list(&team.windows).as_str()))
            }
            TeamColumn::State if team.unread.has(Part::Blocked) => Cell::unread(),
            TeamColumn::State if team.blocked => Cell::Words("blocked".into(), Tone::Bad),
            TeamColumn::State => Cell::Words("active".into(), Tone::Good),
            _ => Cell::models(&team.models, team.unread),
        }
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        self.get(row).map(|team| Purse::new(team.spend, &team.budget).amounts())
    }

    fn is_dim(&self, row: u32) -> bool {
        self.get(row).is_some_and(|team| team.blocked)
    }

    fn is_complete(&self) -> bool {
        self.0.proxy().is_some_and(|side| side.teams.is_complete())
    }
}

impl Worded for TeamRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool {
        let Some(team) = self.get(row) else { return false };
        let mut texts = vec![
            team.alias.as_ref().map_or("", Text::raw),
            team.id.raw(),
            if team.blocked { "blocked" } else { "active" },
            Purse::new(team.spend, &team.budget).state(now).words(),
        ];
        texts.extend(team.models.iter().map(Text::raw));
        filter.holds(&texts)
    }
}
