//! Setting budgets: unlimited, zero or an amount, and the window.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, KeyLabel, Nature, Op, Operation, Outcome, Reach, Subject, TeamLabel, Turn, Wording,
};
use crate::domain::{Budget, KeyBudgetRow, KeyHash, Limit, ProxyUserId, TeamId, Text, Usd, Zero};
use crate::roster::PersonRef;

/// `POST /user/update {max_budget, budget_duration}`; null clears (`max_budget` ≥ 1.82.0,
/// `budget_duration` ≥ 1.102).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetBudget {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
}

impl Operation for SetBudget {
    fn before(&self) -> String {
        format!("budget {}", self.before)
    }

    fn after(&self) -> String {
        format!("budget {}", self.after)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Routine,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Amounts,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if let Some(user) = person.and_then(PersonRef::proxy)
            && (user.budget.limit, &user.budget.window) != (self.after.limit, &self.after.window)
        {
            return Err(format!("the budget was changed since, to {}", user.budget));
        }
        Ok(Self {
            user_id: self.user_id.clone(),
            before: self.after.clone(),
            after: old(&self.before)?,
        }
        .into())
    }
}

/// `POST /key/update {max_budget, budget_duration}`; null clears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeyBudget {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// Its own, as it was seen.
    pub before: Budget,
    /// Its own, as it will be; the server computes the reset time itself.
    pub after: Budget,
    /// The budget row it points to, which holds where its own says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Box<KeyBudgetRow>>,
}

impl SetKeyBudget {
    fn words(&self, own: &Budget) -> String {
        let words = self.row.as_ref().map_or_else(|| own.to_string(), |row| row.words(own));
        format!("key {} budget {words}", self.label)
    }
}

/// `POST /team/update {max_budget, budget_duration}`; null clears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetTeamBudget {
    pub team: TeamId,
    pub label: TeamLabel,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
}

/// `POST /team/member_update {max_budget_in_team, budget_duration}`. Null takes the member's own
/// limit away; a default that the members share is copied before it is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetMemberBudget {
    pub team: TeamId,
    pub label: TeamLabel,
    /// `user_id` of the member.
    pub user_id: ProxyUserId,
    /// As it was seen.
    pub before: Budget,
    /// Whether that was the team's default.
    pub was_default: bool,
    /// As it will be.
    pub after: Budget,
    /// Whether that is the team's default again.
    #[serde(default)]
    pub to_default: bool,
}

/// `POST /customer/update {max_budget}`: edits the budget row that the customer points to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetCustomerBudget {
    /// `user_id`.
    pub customer: Text,
    /// The alias, else the id. Harmless to show.
    pub label: String,
    /// As it was seen.
    pub before: Budget,
    /// As it will be: an amount, since the server takes neither zero nor null.
    pub after: Budget,
    /// How many are known to point to the same row, this one among them.
    #[serde(default)]
    pub sharers: usize,
}

/// The inverse of a change of a budget: the old one is what will be there, without its reset.
///
/// # Errors
/// Its limit could not be read, so nobody can give it back.
pub(super) fn old(before: &Budget) -> Result<Budget, String> {
    if before.limit == Limit::Unknown {
        return Err("what the limit was could not be read, so it cannot be given back".to_owned());
    }
    Ok(Budget { resets_at: None, ..before.clone() })
}

impl Operation for SetKeyBudget {
    fn before(&self) -> String {
        self.words(&self.before)
    }

    fn after(&self) -> String {
        self.words(&self.after)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Routine,
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

impl Operation for SetTeamBudget {
    fn before(&self) -> String {
        format!("team budget {}", self.before.words(Zero::AfterFirstSpend))
    }

    fn after(&self) -> String {
        format!("team budget {}", self.after.words(Zero::AfterFirstSpend))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Team(&self.team),
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
        let (team, label) = (self.team.clone(), self.label.clone());
        Ok(Self { team, label, before: self.after.clone(), after: old(&self.before)? }.into())
    }
}

impl SetMemberBudget {
    fn words(&self, budget: &Budget, is_default: bool) -> String {
        let default = if is_default { " (the team's default)" } else { "" };
        format!("budget in team {} {budget}{default}", self.label)
    }
}

impl Operation for SetMemberBudget {
    fn before(&self) -> String {
        self.words(&self.before, self.was_default)
    }

    fn after(&self) -> String {
        self.words(&self.after, self.to_default)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(Self {
            before: self.after.clone(),
            was_default: self.to_default,
            after: old(&self.before)?,
            to_default: self.was_default,
            ..self.clone()
        }
        .into())
    }
}

const NO_NULL: &str = "the server has no way to take a customer's budget away, or to make it zero";

impl SetCustomerBudget {
    /// Whether what there was can be set again.
    fn is_undone(&self) -> bool {
        self.before.limit.amount().is_some_and(|amount| amount > Usd::ZERO)
    }
}

impl Operation for SetCustomerBudget {
    fn before(&self) -> String {
        format!("customer budget {}", self.before.words(Zero::AfterFirstSpend))
    }

    fn after(&self) -> String {
        format!("customer budget {}", self.after.words(Zero::AfterFirstSpend))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Customer(&self.customer),
            danger: if self.is_undone() { Danger::Reversible } else { Danger::Consequential },
            lasting: (!self.is_undone()).then_some(NO_NULL),
            reach: if self.sharers > 1 { Reach::Shared } else { Reach::Own },
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if !self.is_undone() {
            return Err(NO_NULL.into());
        }
        Ok(Self { before: self.after.clone(), after: old(&self.before)?, ..self.clone() }.into())
    }
}
