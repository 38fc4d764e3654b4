//! Teams as a list.

use jiff::Timestamp;

use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::{Team, TeamId, Text};
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
            TeamColumn::Members => team.members.map_or(Rank::Missing, Rank::number),
            TeamColumn::Keys => Rank::number(self.0.keys_of_team(row).len()),
            TeamColumn::Windows => Rank::windows(team.windows.as_deref()),
            TeamColumn::State => Rank::flag(team.blocked),
            _ => Rank::texts(team.models.as_deref()),
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
            TeamColumn::Members => team.members.map_or_else(Cell::unread, count),
            TeamColumn::Keys => count(self.0.keys_of_team(row).len()),
            TeamColumn::Windows => Cell::windows(team.windows.as_deref()),
            TeamColumn::State => match team.blocked {
                None => Cell::unread(),
                Some(true) => Cell::Words("blocked".into(), Tone::Bad),
                Some(false) => Cell::Words("active".into(), Tone::Good),
            },
            _ => Cell::models(team.models.as_deref()),
        }
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        self.get(row).map(|team| Purse::new(team.spend, &team.budget).amounts())
    }

    fn is_dim(&self, row: u32) -> bool {
        self.get(row).is_some_and(|team| team.blocked == Some(true))
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
            team.blocked.map_or("", |blocked| if blocked { "blocked" } else { "active" }),
            Purse::new(team.spend, &team.budget).state(now).words(),
        ];
        texts.extend(team.models.iter().flatten().map(Text::raw));
        filter.holds(&texts)
    }
}
