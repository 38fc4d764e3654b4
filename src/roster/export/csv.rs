//! Comma-separated, for a spreadsheet.

use std::io;

use jiff::Timestamp;
use strum::IntoEnumIterator;

use crate::domain::text::harmless;
use crate::domain::{Limit, Moment, Team, Text};
use crate::roster::{Facet, PersonRef, Roster};

/// A column of the file; its name is the head.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
enum Column {
    Name,
    Email,
    Sync,
    Blocked,
    UserId,
    ProxyRole,
    Spend,
    MaxBudget,
    BudgetState,
    BudgetResetAt,
    Keys,
    AccountId,
    ChatRole,
    LastActiveAt,
    PercentUsed,
    Teams,
    Groups,
    Models,
    CreatedAt,
}

/// Which columns a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSet(Vec<Column>);

impl ColumnSet {
    /// What `users --format csv` prints: scripts depend on it.
    pub fn usual() -> Self {
        let more =
            [Column::PercentUsed, Column::Teams, Column::Groups, Column::Models, Column::CreatedAt];
        Self(Column::iter().filter(|column| !more.contains(column)).collect())
    }

    /// What a list shows, in its order; a bar is no number, and has none.
    pub fn of(facets: impl IntoIterator<Item = Facet>) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        for column in facets.into_iter().flat_map(Column::of) {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        // A list of nothing but bars still says of whom.
        if columns.is_empty() {
            columns = vec![Column::Name, Column::Email];
        }
        Self(columns)
    }

    /// One person's cells, with tabs between: no cell has a tab, as none is harmless.
    pub fn line(&self, person: PersonRef<'_>, now: Timestamp) -> String {
        let cells = self.0.iter().map(|column| column.cell(person, now));
        cells.collect::<Vec<_>>().join("\t")
    }
}

/// Writes these people of the roster under a line of heads.
///
/// # Errors
/// The writer refuses.
pub fn write_csv<W: io::Write>(
    writer: W,
    roster: &Roster,
    rows: &[u32],
    columns: &ColumnSet,
    now: Timestamp,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(writer);
    writer.write_record(columns.0.iter().map(|&column| <&'static str>::from(column)))?;
    for person in rows.iter().filter_map(|&index| roster.get(index)) {
        writer.write_record(columns.0.iter().map(|column| column.cell(person, now)))?;
    }
    writer.flush()
}

impl Column {
    /// What says in numbers and words what the list shows there.
    fn of(facet: Facet) -> &'static [Self] {
        match facet {
            Facet::Name => &[Self::Name],
            Facet::Email => &[Self::Email],
            Facet::Bar => &[],
            Facet::Percent => &[Self::PercentUsed],
            Facet::Spend => &[Self::Spend],
            Facet::Budget => &[Self::MaxBudget, Self::BudgetState],
            Facet::Resets => &[Self::BudgetResetAt],
            Facet::Keys => &[Self::Keys],
            Facet::ProxyRole => &[Self::ProxyRole],
            Facet::ChatRole => &[Self::ChatRole],
            Facet::Active => &[Self::LastActiveAt],
            Facet::Teams => &[Self::Teams],
            Facet::Groups => &[Self::Groups],
            Facet::UserId => &[Self::UserId],
            Facet::AccountId => &[Self::AccountId],
            Facet::Models => &[Self::Models],
            Facet::Created => &[Self::CreatedAt],
            Facet::Blocked => &[Self::Blocked],
            Facet::Sync => &[Self::Sync, Self::Blocked],
        }
    }

    fn cell(self, person: PersonRef<'_>, now: Timestamp) -> String {
        let user = person.proxy();
        let account = person.account();
        let text = |text: Option<&Text>| text.map(|t| disarmed(t.raw())).unwrap_or_default();
        let at = |at: Option<Moment>| at.map(|at| at.at().to_string()).unwrap_or_default();
        match self {
            Self::Name => disarmed(person.name()),
            Self::Email => person.email().map(disarmed).unwrap_or_default(),
            Self::Sync => person.sync().to_string(),
            Self::Blocked => person.is_blocked().to_string(),
            Self::UserId => user.map(|user| disarmed(user.id.raw())).unwrap_or_default(),
            Self::ProxyRole => text(user.and_then(|user| user.role.as_ref())),
            Self::Spend => {
                person.spend().map(|spend| spend.dollars().to_string()).unwrap_or_default()
            }
            Self::MaxBudget => match user.map(|user| user.budget.limit) {
                Some(Limit::Unlimited) => "unlimited".to_owned(),
                Some(Limit::Amount(amount)) => amount.dollars().to_string(),
                Some(Limit::Unknown) | None => String::new(),
            },
            Self::BudgetState => {
                person.budget_state(now).map(|state| state.to_string()).unwrap_or_default()
            }
            Self::BudgetResetAt => at(user.and_then(|user| user.budget.resets_at)),
            Self::Keys => person.key_count().map(|count| count.to_string()).unwrap_or_default(),
            Self::AccountId => account.map(|a| disarmed(a.id.raw())).unwrap_or_default(),
            Self::ChatRole => account.map(|a| disarmed(a.role.raw())).unwrap_or_default(),
            Self::LastActiveAt => at(account.and_then(|account| account.last_active_at)),
            Self::PercentUsed => {
                let limit = user.and_then(|user| user.budget.limit.amount());
                let percent = person.spend().zip(limit).and_then(|(s, limit)| s.percent_of(limit));
                percent.map(|percent| percent.to_string()).unwrap_or_default()
            }
            Self::Teams => several(person.teams().map(Team::label)),
            Self::Groups => several(person.groups().map(|group| group.name.to_string())),
            Self::Models => {
                let models = user.and_then(|user| user.models.as_deref()).unwrap_or_default();
                several(models.iter().map(ToString::to_string))
            }
            Self::CreatedAt => at(user.and_then(|user| user.created_at)),
        }
    }
}

fn several(texts: impl Iterator<Item = String>) -> String {
    disarmed(&texts.collect::<Vec<_>>().join(", "))
}

/// A cell that a spreadsheet would take for a formula is put behind an apostrophe. Some take the
/// full-width signs, too, and some look behind white space.
pub(super) fn disarmed(text: &str) -> String {
    let shown = harmless(text);
    let is_sign = |c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    if shown.trim_start().starts_with(is_sign) { format!("'{shown}") } else { shown.into_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::SyncPolicy;
    use crate::domain::sample::{account, now, snapshot, user};
    use crate::roster::join;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_file_has_the_columns_of_the_list_in_its_order() {
        let mut hostile = account("ana", "ana@example.edu", "=SUM(A1)\u{1b}[2J");
        hostile.last_active_at = Some(now().into());
        let snapshot = snapshot(vec![user("ana", "ana@example.edu", "x")], vec![hostile], vec![]);
        let roster = join(Arc::new(snapshot), &SyncPolicy::default());
        let shown = [Facet::Sync, Facet::Bar, Facet::Name, Facet::Active, Facet::Blocked];
        let mut out = Vec::new();
        write_csv(&mut out, &roster, &[0], &ColumnSet::of(shown), now()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected = "sync,blocked,name,last_active_at\n\
                        drifted,false,'=SUM(A1)␛[2J,2026-11-21T08:00:00Z\n";
        assert_eq!(text, expected);
        assert_eq!(ColumnSet::of([Facet::Bar]), ColumnSet(vec![Column::Name, Column::Email]));
    }

    #[test]
    fn the_command_line_prints_what_scripts_know() {
        let heads: Vec<String> = ColumnSet::usual().0.iter().map(ToString::to_string).collect();
        assert_eq!(
            heads.join(","),
            "name,email,sync,blocked,user_id,proxy_role,spend,max_budget,budget_state,\
             budget_reset_at,keys,account_id,chat_role,last_active_at"
        );
    }
}
