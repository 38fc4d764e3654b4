//! Virtual keys as a list: of everybody, of one person, of one team.

use jiff::Timestamp;

use super::Of;
use crate::app::filter::Filter;
use crate::app::screen::customers::rows::budget_row;
use crate::app::worded::Worded;
use crate::domain::order::Rank;
use crate::domain::{Expiry, Key, KeyHash, Text};
use crate::roster::{PersonRef, Roster, Subset};
use crate::table::cell::minutes;
use crate::table::{Amounts, Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Times, Tone};

/// The columns of the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum KeyColumn {
    /// The alias, else what else it is called.
    Name,
    /// Whose it is.
    Owner,
    /// The team it is for.
    Team,
    /// Spend against the budget; sorts as [`KeyColumn::Percent`].
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
    /// Blocked, expired or active.
    State,
    /// When it ends.
    Expires,
    /// When it was last used.
    Used,
    /// Which models it may ask.
    Models,
    /// The budget row it points to.
    BudgetRow,
    /// When it was made.
    Created,
    /// Its masked form.
    Masked,
    /// Its hash.
    Hash,
}

impl Column for KeyColumn {
    const LIST: &'static str = "keys";

    fn row(self) -> Spec {
        if let Some(spec) = Money::spec_of(self) {
            return spec;
        }
        match self {
            Self::Name => Spec::words("KEY", "alias, else masked name", 14, 32).rank(0, 3),
            Self::Owner => Spec::words("OWNER", "whose it is", 14, 40).rank(5, 4),
            Self::Team => Spec::words("TEAM", "the team it is for", 8, 24).rank(8, 6),
            Self::Windows => {
                Spec::words("WINDOWS", "limits besides the budget: $5.00/24h", 9, 40).hidden()
            }
            Self::State => Spec::words("STATE", "blocked, expired or active", 7, 7).rank(3, 9),
            Self::Expires => Spec::words("EXPIRES", "when it ends", 10, 10).rank(9, 9),
            Self::Used => {
                Spec::words("LAST", "when it was last used", 10, 10).descending().rank(10, 9)
            }
            Self::Models => Spec::words("MODELS", "models allowed", 12, 40).rank(11, 7),
            Self::BudgetRow => {
                Spec::words("BUDGET ROW", "its budget row, and how many share it", 12, 40)
                    .rank(12, 6)
            }
            Self::Created => Spec::words("CREATED", "when it was made", 10, 10).hidden(),
            Self::Masked => Spec::words("MASKED", "the key, masked", 12, 16).hidden(),
            _ => Spec::words("HASH", "its hash, by which the proxy knows it", 14, 64).hidden(),
        }
    }
}

/// The keys of a roster, or those of one person or team.
pub struct KeyRows<'a> {
    roster: &'a Roster,
    keys: &'a [Key],
    /// Which; nothing where all are.
    part: Option<Subset<'a>>,
    is_complete: bool,
}

impl<'a> KeyRows<'a> {
    /// Those of that one; none where they are on the server no more.
    pub fn new(roster: &'a Roster, of: &Of) -> Self {
        let part = match of {
            Of::All => None,
            Of::Person(id) => Some(roster.by_id(id).map(PersonRef::key_rows).unwrap_or_default()),
            Of::Team(id) => {
                let row = roster.team_row(id);
                Some(row.map(|row| roster.keys_of_team(row)).unwrap_or_default())
            }
        };
        let listing = roster.proxy().map(|side| &side.keys);
        let keys = listing.map_or(&[][..], |listing| &listing.rows);
        let is_complete = listing.is_some_and(crate::domain::Listing::is_complete);
        Self { roster, keys, part, is_complete }
    }

    /// The key of that row.
    pub fn get(&self, row: u32) -> Option<&'a Key> {
        let row = match self.part {
            None => row,
            Some(part) => part.row(row)?,
        };
        self.keys.get(row as usize)
    }

    /// The person whose key it is, if they are known.
    pub fn owner(&self, key: &Key) -> Option<PersonRef<'a>> {
        self.roster.by_user(key.user_id.as_ref()?)
    }

    /// The alias of its team, else the id.
    fn team(&self, key: &'a Key) -> Option<&'a Text> {
        let id = key.team_id.as_ref()?;
        let row = self.roster.team_row(id);
        let team = row.and_then(|row| self.roster.proxy()?.teams.rows.get(row as usize));
        Some(team.and_then(|team| team.alias.as_ref()).unwrap_or(id.text()))
    }
}

impl Rows for KeyRows<'_> {
    type Column = KeyColumn;

    fn count(&self) -> usize {
        self.part.map_or(self.keys.len(), Subset::len)
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.get(row).map(|key| Text::new(key.hash.raw()))
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        let row = self.roster.key_row(&KeyHash::new(id))?;
        match self.part {
            None => Some(row),
            Some(part) => part.place_of(row),
        }
    }

    fn rank(&self, row: u32, column: KeyColumn) -> Rank<'_> {
        let Some(key) = self.get(row) else { return Rank::Missing };
        if let Some(money) = Money::of(column) {
            return Purse::new(key.spend, &key.in_force()).rank(money);
        }
        match column {
            KeyColumn::Name => match key.alias.as_ref().or(key.name.as_ref()) {
                Some(name) => Rank::text(name.raw()),
                None => Rank::text(key.hash.raw()),
            },
            KeyColumn::Owner => {
                let id = key.user_id.as_ref().map_or("", |id| id.raw());
                Rank::text(self.owner(key).map_or(id, |o| o.email().unwrap_or(o.name())))
            }
            KeyColumn::Team => Rank::text(self.team(key).map_or("", Text::raw)),
            // What needs a look first. Whether one has expired is seen by when it does.
            KeyColumn::State if key.blocked == Some(true) => Rank::Number(0, 0),
            KeyColumn::State => match key.expires {
                _ if key.blocked.is_none() => Rank::Missing,
                Expiry::At(at) => Rank::Number(1, at.micros()),
                Expiry::Never => Rank::Number(2, 0),
                Expiry::Unknown => Rank::Missing,
            },
            KeyColumn::Windows => Rank::windows(key.windows.as_deref()),
            KeyColumn::Expires => Rank::time(key.expires.at()),
            KeyColumn::Used => Rank::time(key.last_active_at),
            KeyColumn::Created => Rank::time(key.created_at),
            KeyColumn::Models => Rank::texts(key.models.as_deref()),
            KeyColumn::BudgetRow => Rank::text(key.row.as_ref().map_or("", |row| row.id.raw())),
            KeyColumn::Masked => Rank::text(key.name.as_ref().map_or("", Text::raw)),
            _ => Rank::text(key.hash.raw()),
        }
    }

    fn cell(&self, row: u32, column: KeyColumn, lens: &Lens) -> Cell {
        let Some(key) = self.get(row) else { return Cell::Nothing };
        if let Some(money) = Money::of(column) {
            return Purse::new(key.spend, &key.in_force()).cell(money, lens);
        }
        match column {
            KeyColumn::Name => Cell::plain(key.label()),
            KeyColumn::Owner => match (self.owner(key), &key.user_id) {
                (Some(owner), _) => Cell::plain(owner.label()),
                (None, Some(id)) => Cell::muted(id.to_string()),
                (None, None) => Cell::Nothing,
            },
            KeyColumn::Team => Cell::text(self.team(key).map(Text::raw)),
            KeyColumn::State => {
                let (words, tone) = state(key, lens.now);
                Cell::Words(words.into(), tone)
            }
            KeyColumn::Windows => Cell::windows(key.windows.as_deref()),
            KeyColumn::Expires => expires(key, lens),
            KeyColumn::Used => Cell::time(key.last_active_at, lens),
            KeyColumn::Created => Cell::time(key.created_at, lens),
            KeyColumn::Models => Cell::models(key.models.as_deref()),
            KeyColumn::BudgetRow => budget_row(self.roster, key.row.as_ref().map(|row| &row.id)),
            KeyColumn::Masked => Cell::text(key.name.as_ref().map(Text::raw)),
            _ => Cell::muted(key.hash.to_string()),
        }
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        self.get(row).map(|key| Purse::new(key.spend, &key.in_force()).amounts())
    }

    fn is_dim(&self, row: u32) -> bool {
        self.get(row).is_some_and(|key| key.blocked == Some(true))
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl Worded for KeyRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool {
        let Some(key) = self.get(row) else { return false };
        let owner = self.owner(key);
        let mut texts = vec![
            key.alias.as_ref().map_or("", Text::raw),
            key.name.as_ref().map_or("", Text::raw),
            key.user_id.as_ref().map_or("", |id| id.raw()),
            owner.and_then(PersonRef::email).unwrap_or_default(),
            owner.map_or("", PersonRef::name),
            key.team_id.as_ref().map_or("", |id| id.raw()),
            self.team(key).map_or("", Text::raw),
            key.row.as_ref().map_or("", |row| row.id.raw()),
            state(key, now).0,
            Purse::new(key.spend, &key.in_force()).state(now).words(),
        ];
        texts.extend(key.models.iter().flatten().map(Text::raw));
        // Digits of a hash are made for every key that is looked at, so last.
        filter.holds(&texts) || {
            let hash = key.hash.raw();
            texts.push(&hash);
            filter.holds(&texts)
        }
    }
}

/// `blocked`, `expired`, `active`; `?` where one of both could not be read and the other is not.
pub fn state(key: &Key, now: Timestamp) -> (&'static str, Tone) {
    match (key.blocked, key.is_expired(now)) {
        (Some(true), _) => ("blocked", Tone::Bad),
        (_, Some(true)) => ("expired", Tone::Warn),
        (Some(false), Some(false)) => ("active", Tone::Good),
        (None, _) | (_, None) => ("?", Tone::Warn),
    }
}

/// `never`, `in 2 d`, `3 d ago`, `?`; or the date.
fn expires(key: &Key, lens: &Lens) -> Cell {
    let at = match key.expires {
        Expiry::Never => return Cell::muted("never"),
        Expiry::Unknown => return Cell::unread(),
        Expiry::At(at) => at.at(),
    };
    let is_past = at <= lens.now;
    let words = match lens.times {
        Times::Absolute => at.strftime("%Y-%m-%d").to_string(),
        Times::Relative => {
            let left = minutes(at.as_second() - lens.now.as_second());
            if is_past { format!("{left} ago") } else { format!("in {left}") }
        }
    };
    Cell::Words(words.into(), if is_past { Tone::Warn } else { Tone::Muted })
}
