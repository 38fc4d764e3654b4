//! All checks of one request, in the order in which the proxy makes them.

mod caveats;
mod lists;
mod money;
mod parties;
mod reservation;
mod says;
mod state;

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::Text;

use super::check::Check;
use super::facts::{Fact, Situation};
use super::rules::{CheckPart, Rule, Rules};
use super::rung::Rung;
use parties::Parties;

/// What becomes of the request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Nothing refuses it.
    Accepted,
    /// A check refuses it.
    Refused,
    /// None refuses it as far as is known, but one could.
    Unknown,
}

/// The checks of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// Who asks, as `key lab-3`, `account ana@example.edu`. Harmless.
    pub asker: String,
    /// The model asked for.
    pub model: Option<Text>,
    /// Each check, in the order of the server.
    pub rungs: Vec<Rung>,
    /// What becomes of the request.
    pub verdict: Verdict,
    /// The index of the rung that refuses.
    pub by: Option<usize>,
    /// The index of the rung that refuses next, once that one is lifted.
    pub then: Option<usize>,
    /// Whose rules these are, as `1.109 rules`.
    pub judged_by: String,
    /// What cannot be known, as sentences: it holds whatever the verdict.
    pub caveats: Vec<Cow<'static, str>>,
}

impl Ladder {
    /// The verdict over these rungs.
    pub(super) fn over(
        asker: String,
        model: Option<Text>,
        rungs: Vec<Rung>,
        judged_by: String,
    ) -> Self {
        let mut refusing = rungs.iter().enumerate().filter(|(_, rung)| rung.refuses());
        let by = refusing.next().map(|(at, _)| at);
        let then = refusing.next().map(|(at, _)| at);
        let verdict = if by.is_some() {
            Verdict::Refused
        } else if rungs.iter().any(Rung::is_unknown) {
            Verdict::Unknown
        } else {
            Verdict::Accepted
        };
        Self { asker, model, rungs, verdict, by, then, judged_by, caveats: Vec::new() }
    }

    /// These checks, then those of the server that the request comes to next.
    #[must_use]
    pub fn followed_by(self, next: Self) -> Self {
        let rungs = self.rungs.into_iter().chain(next.rungs).collect();
        let judged_by = format!("{}, then {}", self.judged_by, next.judged_by);
        let mut joined = Self::over(self.asker, self.model.or(next.model), rungs, judged_by);
        joined.caveats = self.caveats;
        joined.caveats.extend(next.caveats);
        joined
    }

    /// The rung that refuses.
    pub fn refusing(&self) -> Option<&Rung> {
        self.by.and_then(|at| self.rungs.get(at))
    }

    /// The rung that refuses next, once that one is lifted.
    pub fn next_refusing(&self) -> Option<&Rung> {
        self.then.and_then(|at| self.rungs.get(at))
    }

    /// The first rung that could refuse before the one that does: what makes it uncertain which
    /// answer the server gives.
    pub fn first_unknown(&self) -> Option<&Rung> {
        let end = self.by.unwrap_or(self.rungs.len());
        self.rungs.iter().take(end).find(|rung| rung.is_unknown())
    }
}

/// Judges one request by the rules of the server's version.
pub fn judge(situation: &Situation, now: Timestamp) -> Ladder {
    let rules = Rules::of(situation.server.version.as_ref());
    let parties = Parties::new(situation, &rules, now);
    let mut rungs = Vec::with_capacity(40);
    for rule in rules.checks() {
        judge_one(&parties, rule, &mut rungs);
    }
    let asker = match &situation.key {
        Fact::Is(key) if key.is_master => "the master key".to_owned(),
        Fact::Is(key) => format!("key {}", key.label()),
        Fact::Absent | Fact::Unknown(_) => "this key".to_owned(),
    };
    let judged_by = rules.judged_by().to_owned();
    let mut ladder = Ladder::over(asker, situation.model.clone(), rungs, judged_by);
    ladder.caveats = caveats::of(situation, &rules, &ladder);
    ladder
}

/// Most checks are one rung; windows and tags are one each, and the early look at what a member
/// may spend shows only where it refuses.
fn judge_one(parties: &Parties<'_>, rule: &'static Rule, rungs: &mut Vec<Rung>) {
    match rule.check {
        Check::KeyKnown
        | Check::KeyBlocked
        | Check::KeyExpired
        | Check::UserDeactivated
        | Check::TeamBlocked
        | Check::ProjectBlocked => rungs.push(state::judge(parties, rule)),
        Check::KeyModels
        | Check::UserModels
        | Check::TeamModels
        | Check::MemberModels
        | Check::ProjectModels
        | Check::CustomerModels
        | Check::ModelKnown => rungs.push(lists::judge(parties, rule)),
        Check::Reservation => {
            let rung = reservation::judge(parties, rule, rungs);
            rungs.push(rung);
        }
        Check::MemberBudget if rule.part == CheckPart::Early => {
            rungs.extend(money::early(parties, rule).filter(Rung::refuses));
        }
        Check::MemberBudget if rungs.iter().any(|rung| rung.check == rule.check) => {}
        _ => money::judge(parties, rule, rungs),
    }
}

#[cfg(test)]
mod tests;
