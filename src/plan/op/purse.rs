//! Setting the budgets of tags, organizations and rows that several share, and the spend of
//! organizations.

use serde::{Deserialize, Serialize};

use super::budget::old;
use super::spend::shown;
use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Whole, Wording};
use crate::domain::{Budget, Moment, Text, Usd, Zero};
use crate::roster::PersonRef;

/// `POST /tag/update {max_budget, budget_duration}`; it makes a budget row where there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetTagBudget {
    /// `name`.
    pub tag: Text,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
}

/// `PATCH /organization/update {max_budget, budget_duration}`, which needs a licence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetOrganizationBudget {
    /// `organization_id`.
    pub organization: Text,
    /// `organization_alias`, else the id. Harmless to show.
    pub label: String,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
}

/// `PATCH /organization/update {spend: 0}`, which needs a licence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResetOrganizationSpend {
    /// `organization_id`.
    pub organization: Text,
    /// `organization_alias`, else the id. Harmless to show.
    pub label: String,
    /// As it was seen; it goes on growing, so it is no precondition.
    pub before: Option<Usd>,
    /// When the server was to set it back, as it was seen: what was spent is of the window until
    /// then. `None` where nothing would, and where bursar did not keep it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Moment>,
}

/// The same with what was spent and so much more, which takes a reset back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddOrganizationSpend {
    /// `organization_id`.
    pub organization: Text,
    /// `organization_alias`, else the id. Harmless to show.
    pub label: String,
    /// US dollars; below zero where it takes an addition back.
    pub amount: Usd,
    /// When the server was to set it back, as the reset saw it: what was spent is of the window until
    /// then. `None` where nothing would, and where bursar did not keep it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Moment>,
}

/// `POST /budget/update {budget_id, max_budget, budget_duration}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetBudgetRow {
    /// `budget_id`.
    pub row: Text,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
    /// Who points to it, in words. Harmless to show.
    pub sharers: String,
}

impl Operation for SetTagBudget {
    fn before(&self) -> String {
        format!("tag budget {}", self.before.words(Zero::AfterFirstSpend))
    }

    fn after(&self) -> String {
        format!("tag budget {}", self.after.words(Zero::AfterFirstSpend))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Unlisted,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: Some(Whole::Tag(&self.tag)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let tag = self.tag.clone();
        Ok(Self { tag, before: self.after.clone(), after: old(&self.before)? }.into())
    }
}

impl Operation for SetOrganizationBudget {
    fn before(&self) -> String {
        format!("organization budget {}", self.before)
    }

    fn after(&self) -> String {
        format!("organization budget {}", self.after)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Unlisted,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(Self { before: self.after.clone(), after: old(&self.before)?, ..self.clone() }.into())
    }
}

impl Operation for ResetOrganizationSpend {
    fn before(&self) -> String {
        format!("organization {}", shown(self.before))
    }

    fn after(&self) -> String {
        format!("organization {}", shown(Some(Usd::ZERO)))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Unlisted,
            danger: Danger::Consequential,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: Some(Whole::OrganizationSpend(&self.organization)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let amount = outcome.found.or(self.before).ok_or("the spend before it is not known")?;
        let Self { organization, label, resets_at, .. } = self.clone();
        Ok(AddOrganizationSpend { organization, label, amount, resets_at }.into())
    }
}

impl Operation for AddOrganizationSpend {
    fn before(&self) -> String {
        "organization spend as it is then".into()
    }

    fn after(&self) -> String {
        format!("organization spend {} more", self.amount)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Unlisted,
            danger: Danger::Consequential,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: Some(Whole::OrganizationSpend(&self.organization)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(Self { amount: Usd::ZERO - self.amount, ..self.clone() }.into())
    }
}

/// A zero is not the same for all who point to a row, so it is not explained here.
fn plain(budget: &Budget) -> String {
    let every = budget.window.as_ref().map(|window| format!(" every {window}"));
    format!("budget row {}{}", budget.limit, every.unwrap_or_default())
}

impl Operation for SetBudgetRow {
    fn before(&self) -> String {
        plain(&self.before)
    }

    fn after(&self) -> String {
        format!("{}, for {}", plain(&self.after), self.sharers)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Unlisted,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Shared,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(Self { before: self.after.clone(), after: old(&self.before)?, ..self.clone() }.into())
    }
}
