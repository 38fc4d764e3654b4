//! The columns of the list of users, and what stands in each for a person.

use crate::app::changes::{ChangeKind, Changes};
use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::domain::{Role, Team, Text};
use crate::roster::query::Matches;
use crate::roster::{DriftField, Facet, PersonRef, Roster, SyncStatus};
use crate::table::column::index;
use crate::table::{Amounts, Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Tone};

impl Column for Facet {
    const LIST: &'static str = "users";

    fn row(self) -> Spec {
        let spec = match self {
            Self::Name => Spec::words("USER", "name", 18, 28).rank(0, 5),
            Self::Email => Spec::words("E-MAIL", "e-mail", 18, 44).rank(7, 4),
            Self::Bar => Money::Bar.spec().sorting_as(index(Self::Percent)),
            Self::Percent => Money::Percent.spec(),
            Self::Spend => Money::Spend.spec(),
            Self::Budget => Money::Budget.spec(),
            Self::Resets => Money::Resets.spec(),
            Self::Keys => Spec::number("KEYS", "number of keys").rank(8, 9),
            Self::ProxyRole => Spec::words("PROXY", "role at the proxy", 8, 12).rank(9, 3),
            Self::ChatRole => Spec::words("CHAT", "role in Open WebUI", 7, 7).rank(10, 9),
            Self::Active => {
                Spec::words("LAST", "last active in Open WebUI", 10, 10).descending().rank(11, 9)
            }
            Self::Teams => Spec::words("TEAMS", "teams at the proxy", 12, 32).hidden(),
            Self::Groups => Spec::words("GROUPS", "groups in Open WebUI", 12, 32).hidden(),
            Self::UserId => Spec::words("USER ID", "id at the proxy", 12, 36).hidden(),
            Self::AccountId => Spec::words("ACCOUNT ID", "id in Open WebUI", 12, 36).hidden(),
            Self::Models => Spec::words("MODELS", "models allowed", 12, 40).hidden(),
            Self::Created => Spec::words("CREATED", "made at the proxy", 10, 10).hidden(),
            Self::Blocked => Spec::words("BLOCKED", "blocked, and by whom", 7, 20).hidden(),
            Self::Sync => Spec::words("STATUS", "sync of both servers", 13, 24).rank(5, 2),
        };
        Spec { direction: self.usual_direction(), ..spec }
    }
}

/// The people of a roster, as far as a query shows them.
pub struct Persons<'a> {
    /// Everybody.
    pub roster: &'a Roster,
    /// Who is shown.
    pub matches: &'a Matches,
    /// What changed of them a moment ago, where that is to be seen.
    pub changes: Option<&'a Changes>,
}

impl Rows for Persons<'_> {
    type Column = Facet;

    fn count(&self) -> usize {
        self.roster.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.roster.get(row).map(|person| person.id().text().clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.roster.index_of_raw(id)
    }

    fn rank(&self, row: u32, column: Facet) -> Rank<'_> {
        self.roster.get(row).map_or(Rank::Missing, |person| column.rank(person))
    }

    fn cell(&self, row: u32, column: Facet, lens: &Lens) -> Cell {
        self.roster.get(row).map_or(Cell::Nothing, |person| cell(person, column, lens))
    }

    fn shows(&self, row: u32) -> bool {
        self.matches.has(row)
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        let user = self.roster.get(row)?.proxy()?;
        Some(Purse::new(user.spend, &user.budget).amounts())
    }

    fn is_dim(&self, row: u32) -> bool {
        self.roster.get(row).is_some_and(PersonRef::is_blocked)
    }

    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)> {
        let kind = self.changes?.of(row, lens.now)?.iter().next()?;
        let (sign, twin) = kind.sign();
        let tone = match kind {
            ChangeKind::Blocked | ChangeKind::State => Tone::Warn,
            _ => Tone::Plain,
        };
        Some((if lens.is_ascii { twin } else { sign }, tone))
    }

    fn is_complete(&self) -> bool {
        self.roster.is_complete()
    }
}

/// What stands there.
fn cell(person: PersonRef<'_>, column: Facet, lens: &Lens) -> Cell {
    let account = person.account();
    match column {
        Facet::Name => Cell::text(Some(person.name())),
        Facet::Email => Cell::text(person.email()),
        Facet::Sync => status(person),
        Facet::ChatRole => account.map_or(Cell::Nothing, |account| {
            let is_locked_out = matches!(account.role, Role::Pending | Role::Other(_));
            let tone = if is_locked_out { Tone::Bad } else { Tone::Plain };
            Cell::Words(account.role.to_string().into(), tone)
        }),
        Facet::Active => Cell::time(account.and_then(|account| account.last_active_at), lens),
        Facet::Groups => Cell::listed(person.groups().map(|group| group.name.to_string())),
        Facet::AccountId => Cell::text(account.map(|account| account.id.raw())),
        Facet::Blocked => blocked(person),
        _ => at_proxy(person, column, lens),
    }
}

/// What only an internal user of the proxy has.
fn at_proxy(person: PersonRef<'_>, column: Facet, lens: &Lens) -> Cell {
    let Some(user) = person.proxy() else { return Cell::Nothing };
    let money = |column| Purse::new(user.spend, &user.budget).cell(column, lens);
    match column {
        Facet::Bar => money(Money::Bar),
        Facet::Percent => money(Money::Percent),
        Facet::Spend => money(Money::Spend),
        Facet::Budget => money(Money::Budget),
        Facet::Resets => money(Money::Resets),
        Facet::Keys => {
            let count = person.key_count_words();
            match person.keys().filter(|key| key.blocked == Some(true)).count() {
                0 => Cell::plain(count),
                blocked => Cell::Words(format!("{count} {blocked}blk").into(), Tone::Warn),
            }
        }
        Facet::ProxyRole => Cell::plain(proxy_role(user.role.as_ref())),
        Facet::Teams if user.teams.is_none() => Cell::unread(),
        Facet::Teams => Cell::listed(person.teams().map(Team::label)),
        Facet::UserId => Cell::text(Some(user.id.raw())),
        Facet::Models => Cell::models(user.models.as_deref()),
        Facet::Created => Cell::time(user.created_at, lens),
        _ => Cell::Nothing,
    }
}

/// LiteLLM's role, without what all of them have in common.
fn proxy_role(role: Option<&Text>) -> String {
    match role.map(Text::raw) {
        None => "none".into(),
        Some("proxy_admin") => "admin".into(),
        Some("proxy_admin_viewer") => "admin viewer".into(),
        Some("internal_user") => "internal".into(),
        Some("internal_user_viewer") => "viewer".into(),
        Some(other) => harmless(other).into_owned(),
    }
}

fn blocked(person: PersonRef<'_>) -> Cell {
    let by_bursar = person.proxy().is_some_and(|user| user.bursar.blocked.is_some());
    match (person.is_blocked(), by_bursar) {
        (true, true) => Cell::Words("by bursar".into(), Tone::Bad),
        (true, false) => Cell::Words("by another hand".into(), Tone::Bad),
        (false, _) => Cell::Nothing,
    }
}

/// Blocked before all; then how the halves agree.
fn status(person: PersonRef<'_>) -> Cell {
    let sync = match person.sync() {
        SyncStatus::Drifted => match person.drift() {
            [one] if one.field == DriftField::Name => "drifted: name",
            [_] => "drifted: mail",
            _ => "drifted: both",
        },
        other => other.words(),
    };
    let tone = match person.sync() {
        SyncStatus::InStep => Tone::Good,
        SyncStatus::Excluded | SyncStatus::Unknown => Tone::Muted,
        SyncStatus::Conflict => Tone::Bad,
        SyncStatus::Drifted | SyncStatus::OnlyProxy | SyncStatus::OnlyWebui => Tone::Warn,
    };
    match (person.is_blocked(), person.sync()) {
        (true, SyncStatus::InStep) => Cell::Words("blocked".into(), Tone::Bad),
        (true, _) => Cell::Words(format!("blocked, {sync}").into(), Tone::Bad),
        (false, _) => Cell::Words(sync.into(), tone),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn a_column_is_called_as_its_head_on_the_command_line_too() {
        let mut called: Vec<String> = Vec::new();
        for facet in Facet::iter() {
            assert_eq!(facet.spec().called(), facet.called());
            assert!(!called.contains(&facet.spec().called()), "{facet}");
            called.push(facet.spec().called());
        }
    }
}
