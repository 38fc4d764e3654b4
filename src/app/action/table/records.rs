//! What is done on the lists of keys, teams, members, customers and budgets.

use super::{Row, row};
use crate::app::action::{Action, Context};

impl Action {
    pub(super) fn records_row(self) -> Row {
        use Context::{Budgets, Records, Teams, Words};
        let (context, title, help, footer) = match self {
            Self::OpenRecord => (
                Records,
                "open",
                "Open a key's owner, a team's members, the user a member or customer is, or who \
                 shares a budget.",
                Some(1),
            ),
            Self::ShowTeamKeys => (Teams, "keys", "The team's keys as a list.", Some(3)),
            Self::ShowAllBudgets => (
                Budgets,
                "all rows",
                "Show also the budget rows that one alone or nobody points to; again, hide them.",
                Some(3),
            ),
            Self::FilterWords => (
                Words,
                "filter",
                "Show the rows with all of these words, also of their state: blocked, failed.",
                Some(2),
            ),
            _ => (Words, "show all", "Clear the filter.", None),
        };
        row(context, title, help, footer)
    }
}
