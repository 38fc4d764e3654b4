//! Blocking and unblocking a team, and setting a member's spend back.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording};
use crate::domain::{ProxyUserId, TeamId, Usd};
use crate::roster::PersonRef;

/// What to call a team in a sentence: alias or id. Harmless to show.
pub type TeamLabel = String;

/// `POST /team/update {"blocked":true}`: every key of the team is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockTeam {
    pub team: TeamId,
    pub label: TeamLabel,
    /// How many keys that stops.
    #[serde(default)]
    pub keys: usize,
}

/// `POST /team/update {"blocked":false}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnblockTeam {
    pub team: TeamId,
    pub label: TeamLabel,
    /// How many keys that lets work.
    #[serde(default)]
    pub keys: usize,
}

/// `POST /team/{team}/member/{user}/reset_spend` to zero (≥ 1.102).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResetMemberSpend {
    pub team: TeamId,
    pub label: TeamLabel,
    /// `user_id` of the member.
    pub user_id: ProxyUserId,
    /// As it was seen; it goes on growing, so it is no precondition.
    pub before: Option<Usd>,
}

const NO_RAISE: &str = "the server sets a member's spend in a team down, never up";

fn blocked(label: &str, keys: usize) -> String {
    let keys = match keys {
        0 => "it has no key".to_owned(),
        1 => "its 1 key refused".to_owned(),
        n => format!("its {n} keys refused"),
    };
    format!("team {label} blocked, {keys}")
}

impl Operation for BlockTeam {
    fn before(&self) -> String {
        format!("team {} works", self.label)
    }

    fn after(&self) -> String {
        blocked(&self.label, self.keys)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Team(&self.team),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Shared,
            act: Act::StopsTeam,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let Self { team, label, keys } = self.clone();
        Ok(UnblockTeam { team, label, keys }.into())
    }
}

impl Operation for UnblockTeam {
    fn before(&self) -> String {
        blocked(&self.label, self.keys)
    }

    fn after(&self) -> String {
        format!("team {} works", self.label)
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
        let Self { team, label, keys } = self.clone();
        Ok(BlockTeam { team, label, keys }.into())
    }
}

impl Operation for ResetMemberSpend {
    fn before(&self) -> String {
        let spend = self.before.map_or_else(|| "unknown".to_owned(), |spend| spend.to_string());
        format!("spend in team {} {spend}", self.label)
    }

    fn after(&self) -> String {
        format!("spend in team {} {}", self.label, Usd::ZERO)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Consequential,
            lasting: Some(NO_RAISE),
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Err(NO_RAISE.into())
    }
}
