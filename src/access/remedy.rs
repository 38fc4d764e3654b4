//! What makes the request succeed, as data: the least far-reaching first.

mod command;
mod doctor;

use jiff::Timestamp;

use crate::domain::{AccountId, KeyHash, ProxyUserId, TeamId, Text, Usd};

use super::check::Check;
use super::facts::Situation;
use super::ladder::Ladder;
use super::rules::Rules;
use super::rung::Rung;
use doctor::Doctor;

/// One way to lift a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it does and for whom else, and when it is in force. Harmless.
    pub sentence: String,
    /// What is to be done; `None`: nothing bursar can do, the sentence says who or what can.
    pub wish: Option<Wish>,
    /// The same on the command line, starting with `bursar`; empty where there is none.
    pub command: Vec<String>,
}

/// A change that lifts a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Set the `max_budget` of someone to an amount.
    Raise {
        of: Purser,
        /// To how much.
        to: Usd,
    },
    /// Set the spend of someone back to zero.
    Reset { of: Purser },
    /// Undo bursar's own block of a user, and restore what was there before it.
    Unblock(ProxyUserId),
    /// Unblock a key.
    UnblockKey(KeyHash),
    /// Let a key live until then; `None`: it never expires again.
    ExtendKey(KeyHash, Option<Timestamp>),
    /// Activate a user (`metadata.scim_active`).
    Activate(ProxyUserId),
    /// Unblock a team.
    UnblockTeam(TeamId),
    /// Add the model to someone's list.
    GrantModel { to: Grantee, model: Text },
    /// Give an Open WebUI account the role `user`.
    LetIn(AccountId),
    /// Let an account see a model in Open WebUI.
    GrantInWebui { account: AccountId, model: Text },
}

/// Whose budget or spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purser {
    /// A key.
    Key(KeyHash),
    /// A user.
    User(ProxyUserId),
    /// A team; the proxy has no reset for it.
    Team(TeamId),
    /// A user in a team.
    Member(TeamId, ProxyUserId),
    /// A customer; the proxy has no reset for it.
    Customer(Text),
}

/// Whose list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// A key.
    Key(KeyHash),
    /// A user.
    User(ProxyUserId),
    /// A team.
    Team(TeamId),
    /// A customer.
    Customer(Text),
}

/// What lifts the refusal of this ladder, the least far-reaching first; empty where nothing refuses.
pub fn remedies(situation: &Situation, ladder: &Ladder, now: Timestamp) -> Vec<Remedy> {
    let Some(mut rung) = ladder.refusing() else { return Vec::new() };
    if rung.check == Check::Reservation {
        // What is used up is another rung's budget, which that one lets through.
        let used_up = |other: &&Rung| {
            other.check != Check::Reservation
                && other.subject == rung.subject
                && other.limit == rung.limit
        };
        rung = ladder.rungs.iter().find(used_up).unwrap_or(rung);
    }
    let rules = Rules::of(situation.server.version.as_ref());
    let prescribed = Doctor { situation, ladder, rules, now, rung }.prescribe();
    prescribed.into_iter().map(|remedy| remedy.with_the_rest(ladder)).collect()
}

impl Remedy {
    /// Something to be changed.
    pub(super) fn change(sentence: String, wish: Wish) -> Self {
        let command = wish.command();
        Self { sentence, wish: Some(wish), command }
    }

    /// Nothing that bursar could change.
    pub(super) fn advice(sentence: String) -> Self {
        Self { sentence, wish: None, command: Vec::new() }
    }

    /// The same; where another check of the ladder refuses once this is done, that is said, too.
    #[must_use]
    pub(super) fn with_the_rest(mut self, ladder: &Ladder) -> Self {
        let Some((wish, by)) = self.wish.as_ref().zip(ladder.by) else { return self };
        let mut left = ladder.rungs.iter().skip(by + 1);
        if let Some(next) = left.find(|rung| rung.refuses() && !wish.lifts(rung.check)) {
            let title = next.check.title();
            let of = if next.subject.is_blank() {
                String::new()
            } else {
                format!(" ({})", next.subject)
            };
            self.sentence = format!("{} Then the next check refuses: {title}{of}.", self.sentence);
        }
        self
    }
}

impl Wish {
    /// Whether it lifts a refusal by this check, too, besides the one it is for.
    fn lifts(&self, check: Check) -> bool {
        matches!((self, check), (Self::Unblock(_), Check::UserDeactivated))
    }
}

#[cfg(test)]
mod tests;
