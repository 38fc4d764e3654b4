//! Setting the windows of keys and teams: what they may spend in each, besides their budgets.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, KeyLabel, Nature, Op, Operation, Outcome, Reach, Subject, TeamLabel, Turn, Whole,
    Wording,
};
use crate::domain::{BudgetWindow, KeyHash, TeamId};
use crate::roster::PersonRef;

/// `POST /key/update {budget_limits}`, which takes the whole list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeyWindows {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// As they were seen.
    pub before: Vec<BudgetWindow>,
    /// As they will be; the server computes when each resets.
    pub after: Vec<BudgetWindow>,
}

/// `POST /team/update {budget_limits}`, which takes the whole list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetTeamWindows {
    pub team: TeamId,
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

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::KeyWindows(&self.hash)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
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

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Team(&self.team),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: Some(Whole::TeamWindows(&self.team)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let Self { team, label, before, after } = self.clone();
        Ok(Self { team, label, before: after, after: before }.into())
    }
}
