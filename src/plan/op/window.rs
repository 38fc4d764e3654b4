//! Setting the windows of keys and teams: what they may spend in each, besides their budgets.

use serde::{Deserialize, Serialize};

use super::{Danger, KeyLabel, Op, Operation, Outcome, TeamLabel};
use crate::domain::{BudgetWindow, KeyHash, TeamId};
use crate::roster::PersonRef;

/// `POST /key/update {budget_limits}`, which takes the whole list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeyWindows {
    /// Which key.
    pub hash: KeyHash,
    /// What to call it.
    pub label: KeyLabel,
    /// As they were seen.
    pub before: Vec<BudgetWindow>,
    /// As they will be; the server computes when each resets.
    pub after: Vec<BudgetWindow>,
}

/// `POST /team/update {budget_limits}`, which takes the whole list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetTeamWindows {
    /// Which team.
    pub team: TeamId,
    /// What to call it.
    pub label: TeamLabel,
    /// As they were seen.
    pub before: Vec<BudgetWindow>,
    /// As they will be; the server computes when each resets.
    pub after: Vec<BudgetWindow>,
}

impl Operation for SetKeyWindows {
    fn before(&self) -> String {
        format!("key {} windows {}", self.label, BudgetWindow::list(&self.before))
    }

    fn after(&self) -> String {
        format!("key {} windows {}", self.label, BudgetWindow::list(&self.after))
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let Self { hash, label, before, after } = self.clone();
        Ok(Self { hash, label, before: after, after: before }.into())
    }
}

impl Operation for SetTeamWindows {
    fn before(&self) -> String {
        format!("team windows {}", BudgetWindow::list(&self.before))
    }

    fn after(&self) -> String {
        format!("team windows {}", BudgetWindow::list(&self.after))
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let Self { team, label, before, after } = self.clone();
        Ok(Self { team, label, before: after, after: before }.into())
    }
}
