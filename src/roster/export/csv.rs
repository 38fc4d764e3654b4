//! Comma-separated, for a spreadsheet.

use std::io;

use jiff::Timestamp;
use strum::IntoEnumIterator;

use crate::domain::text::harmless;
use crate::domain::{Limit, Text};
use crate::roster::{PersonRef, Roster};

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
}

/// Which columns a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSet(Vec<Column>);

impl ColumnSet {
    /// All there are: what `users --format csv` prints.
    pub fn all() -> Self {
        Self(Column::iter().collect())
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
    fn cell(self, person: PersonRef<'_>, now: Timestamp) -> String {
        let user = person.proxy();
        let account = person.account();
        let text = |text: Option<&Text>| text.map(|t| disarmed(t.raw())).unwrap_or_default();
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
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
                None => String::new(),
            },
            Self::BudgetState => {
                person.budget_state(now).map(|state| state.to_string()).unwrap_or_default()
            }
            Self::BudgetResetAt => at(user.and_then(|user| user.budget.resets_at)),
            Self::Keys => user.map(|_| person.keys().len().to_string()).unwrap_or_default(),
            Self::AccountId => account.map(|a| disarmed(a.id.raw())).unwrap_or_default(),
            Self::ChatRole => account.map(|a| disarmed(a.role.raw())).unwrap_or_default(),
            Self::LastActiveAt => at(account.and_then(|account| account.last_active_at)),
        }
    }
}

/// A cell that a spreadsheet would take for a formula is put behind an apostrophe. Some take the
/// full-width signs, too, and some look behind white space.
pub(super) fn disarmed(text: &str) -> String {
    let shown = harmless(text);
    let is_sign = |c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    if shown.trim_start().starts_with(is_sign) { format!("'{shown}") } else { shown.into_owned() }
}
