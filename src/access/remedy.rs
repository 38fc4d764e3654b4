//! What makes the request succeed, as data: the least far-reaching first.

use jiff::Timestamp;

use crate::domain::{AccountId, KeyHash, ProxyUserId, TeamId, Text, Usd, Version};

use super::check::{Check, Scope};
use super::facts::{Fact, Situation};
use super::ladder::Ladder;
use super::rules::Rules;
use super::rung::{Operator, Rung};
use super::sentence::noun;
use super::words;

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
        /// Whose.
        of: Purser,
        /// To how much.
        to: Usd,
    },
    /// Set the spend of someone back to zero.
    Reset {
        /// Whose.
        of: Purser,
    },
    /// Unblock a key.
    UnblockKey(KeyHash),
    /// Let a key live until then; `None`: it never expires again.
    ExtendKey(KeyHash, Option<Timestamp>),
    /// Activate a user (`metadata.scim_active`).
    Activate(ProxyUserId),
    /// Unblock a team.
    UnblockTeam(TeamId),
    /// Add the model to someone's list.
    GrantModel {
        /// Whose list.
        to: Grantee,
        /// The model.
        model: Text,
    },
    /// Give an Open WebUI account the role `user`.
    LetIn(AccountId),
    /// Let an account see a model in Open WebUI.
    GrantInWebui {
        /// Whom.
        account: AccountId,
        /// The model.
        model: Text,
    },
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
    /// A user in a team.
    Member(TeamId, ProxyUserId),
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
    Doctor { situation, rules, now, rung }.prescribe()
}

impl Wish {
    /// The same on the command line; empty where it has none.
    pub fn command(&self) -> Vec<String> {
        let words: Vec<&str> = match self {
            Self::Raise { of: Purser::User(id), to } => {
                return said(&["budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Key(hash), to } => {
                return said(&["key", "budget", &hash.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Team(id), to } => {
                return said(&["team", "budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Raise { of: Purser::Member(team, id), to } => {
                let max = plain(*to);
                return said(&["team", "member", "budget", team.raw(), id.raw(), "--max", &max]);
            }
            Self::Raise { of: Purser::Customer(id), to } => {
                return said(&["customer", "budget", id.raw(), "--max", &plain(*to)]);
            }
            Self::Reset { of: Purser::User(id) } => vec!["reset", id.raw()],
            Self::Reset { of: Purser::Key(hash) } => return said(&["key", "reset", &hash.raw()]),
            Self::Reset { of: Purser::Member(team, id) } => {
                vec!["team", "member", "reset", team.raw(), id.raw()]
            }
            Self::ExtendKey(hash, None) => {
                return said(&["key", "extend", &hash.raw(), "--for", "never"]);
            }
            // The remedy is for a month, whenever it is taken.
            Self::ExtendKey(hash, Some(_)) => {
                return said(&["key", "extend", &hash.raw(), "--for", "30d"]);
            }
            Self::Activate(id) => vec!["user", "activate", id.raw()],
            Self::UnblockTeam(id) => vec!["team", "unblock", id.raw()],
            Self::GrantModel { to, model } => return grant(to, model),
            Self::LetIn(account) => vec!["account", "role", account.raw(), "user"],
            Self::GrantInWebui { account, model } => {
                vec!["account", "grant", account.raw(), model.raw()]
            }
            Self::UnblockKey(hash) => return said(&["key", "unblock", &hash.raw()]),
            // No server has that.
            Self::Reset { of: Purser::Team(_) | Purser::Customer(_) } => return Vec::new(),
        };
        said(&words)
    }
}

fn grant(to: &Grantee, model: &Text) -> Vec<String> {
    let model = model.raw();
    match to {
        Grantee::Key(hash) => said(&["key", "models", &hash.raw(), "--add", model]),
        Grantee::User(id) => said(&["user", "models", id.raw(), "--add", model]),
        Grantee::Team(id) => said(&["team", "models", id.raw(), "--add", model]),
        Grantee::Customer(id) => said(&["customer", "models", id.raw(), "--add", model]),
        // bursar does not change a member's own list.
        Grantee::Member(..) => Vec::new(),
    }
}

fn said(words: &[&str]) -> Vec<String> {
    std::iter::once("bursar").chain(words.iter().copied()).map(str::to_owned).collect()
}

/// Dollars as the command line takes them: `12.50`.
fn plain(usd: Usd) -> String {
    usd.to_string().replace(['$', ','], "")
}

/// A fifth of the limit above what is spent, up to the next cent; a dollar where there was nothing.
fn next_limit(limit: Usd, spend: Usd) -> Usd {
    const CENT: i64 = 10_000;
    if limit <= Usd::ZERO {
        return Usd::from_micros(100 * CENT).max(next_limit(Usd::from_micros(CENT), spend));
    }
    let raised = limit.max(spend) + Usd::from_micros(limit.micros() / 5);
    let cents = raised.micros().saturating_add(CENT - 1) / CENT;
    Usd::from_micros(cents.saturating_mul(CENT)).min(Usd::MOST)
}

/// Knows what helps against one rung.
struct Doctor<'a> {
    situation: &'a Situation,
    rules: Rules,
    now: Timestamp,
    rung: &'a Rung,
}

impl Doctor<'_> {
    fn prescribe(&self) -> Vec<Remedy> {
        match self.rung.check {
            check if check.is_models() => self.grant(),
            Check::KeyBudget | Check::UserBudget | Check::MemberBudget => {
                self.raise().into_iter().chain(self.reset()).collect()
            }
            Check::TeamBudget | Check::CustomerBudget if self.is_for_a_model() => {
                vec![
                    self.elsewhere("the amount for this model is raised there, or its window ends"),
                ]
            }
            Check::TeamBudget | Check::CustomerBudget => {
                self.raise().into_iter().chain([self.no_reset()]).collect()
            }
            Check::KeyBlocked | Check::KeyExpired | Check::UserDeactivated | Check::TeamBlocked => {
                self.release().into_iter().collect()
            }
            Check::KeyKnown => {
                vec![said_only("Look whether it is another proxy's key; or mint one.".to_owned())]
            }
            Check::ModelKnown => vec![said_only(self.offered())],
            Check::KeyWindow | Check::TeamWindow => {
                let what = "the window's limit (budget_limits) is raised there, or the window ends";
                vec![self.elsewhere(what)]
            }
            Check::KeyModelBudget | Check::UserModelBudget => {
                let what = "the amount for this model (model_max_budget) is raised there, or its \
                            window ends";
                vec![self.elsewhere(what)]
            }
            Check::ProjectBlocked => vec![self.elsewhere("it is unblocked there")],
            _ => vec![self.elsewhere("its budget is raised there, or its window ends")],
        }
    }

    /// When a change is in force on every worker. Customers are forgotten at once since 1.102, users
    /// since 1.98.
    fn in_force(&self, since: Version) -> &'static str {
        let at_once = self.rules.version() >= since;
        match (&self.situation.server.workers_without_redis, at_once) {
            (Fact::Is(false), true) => "in force at once",
            _ => "in force within 60 s on every worker",
        }
    }

    fn purser(&self) -> Option<(Purser, Version)> {
        let key = self.situation.key.known();
        let always = Version::default();
        Some(match self.rung.check {
            Check::KeyBudget => (Purser::Key(key?.hash.clone()), always),
            Check::UserBudget => {
                (Purser::User(self.situation.user.known()?.id.clone()), Version::new(1, 98, 0))
            }
            Check::TeamBudget => (Purser::Team(self.situation.team.known()?.id.clone()), always),
            Check::MemberBudget => {
                let team = self.situation.team.known()?.id.clone();
                (Purser::Member(team, key?.owner.clone()?), always)
            }
            Check::CustomerBudget => {
                let id = self.situation.customer.known()?.id.clone();
                (Purser::Customer(id), Version::new(1, 102, 0))
            }
            _ => return None,
        })
    }

    fn name(&self) -> String {
        format!("{} {}", noun(self.rung.scope), self.rung.subject)
    }

    fn raise(&self) -> Option<Remedy> {
        let (of, since) = self.purser()?;
        let limit = self.rung.limit.amount()?;
        let to = next_limit(limit, self.rung.spend.unwrap_or_default());
        let sentence = format!(
            "Raise the budget of {} from {} to {}{}; {}.",
            self.name(),
            words::amount(limit),
            words::amount(to),
            self.shared().unwrap_or_default(),
            self.in_force(since)
        );
        Some(remedy(sentence, Wish::Raise { of, to }))
    }

    /// Whom else the budget row holds for.
    fn shared(&self) -> Option<String> {
        let situation = self.situation;
        let purse = match self.rung.check {
            Check::KeyBudget => &situation.key.known()?.purse,
            Check::MemberBudget => &situation.member.known()?.purse,
            Check::CustomerBudget => &situation.customer.known()?.purse,
            _ => return None,
        };
        let shared = purse.shared.as_ref()?;
        let id = &shared.budget_id;
        match &shared.by {
            Fact::Is(0 | 1) => None,
            Fact::Is(by) => Some(format!(" (the budget row {id} holds for {by}: all are raised)")),
            Fact::Absent | Fact::Unknown(_) => {
                Some(format!(" (the budget row {id} may hold for others, too)"))
            }
        }
    }

    /// What a spend of zero would help: not where zero is the limit.
    fn reset(&self) -> Option<Remedy> {
        let (of, since) = self.purser()?;
        let limit = self.rung.limit.amount()?;
        if limit <= Usd::ZERO {
            return None;
        }
        if matches!(of, Purser::Member(..)) && self.rules.version() < MEMBER_RESET {
            return Some(self.no_reset());
        }
        let sentence = format!(
            "Set the spend of {} back to zero, for {} anew; {}. Spend not yet written may land \
             again.",
            self.name(),
            words::amount(limit),
            self.in_force(since)
        );
        Some(remedy(sentence, Wish::Reset { of }))
    }

    fn no_reset(&self) -> Remedy {
        let reset = words::reset(self.rung.resets_at, self.now);
        let scope = match self.rung.scope {
            Scope::Member => "member of a team",
            scope => noun(scope),
        };
        said_only(format!(
            "This server has no reset for a {scope}: raise the budget, or wait; {reset}."
        ))
    }

    fn is_for_a_model(&self) -> bool {
        self.rung.operator == Some(Operator::AtLeast) && self.rung.check != Check::MemberBudget
    }

    fn grant(&self) -> Vec<Remedy> {
        let Some(model) = &self.situation.model else { return Vec::new() };
        let key = self.situation.key.known();
        let grantee = match self.rung.check {
            Check::KeyModels => key.map(|key| Grantee::Key(key.hash.clone())),
            Check::UserModels => {
                self.situation.user.known().map(|user| Grantee::User(user.id.clone()))
            }
            Check::TeamModels => {
                self.situation.team.known().map(|team| Grantee::Team(team.id.clone()))
            }
            Check::MemberModels => self
                .situation
                .team
                .known()
                .and_then(|team| Some(Grantee::Member(team.id.clone(), key?.owner.clone()?))),
            Check::CustomerModels => {
                self.situation.customer.known().map(|one| Grantee::Customer(one.id.clone()))
            }
            _ => None,
        };
        let Some(to) = grantee else {
            return vec![self.elsewhere(&format!("{model} is added to its list there"))];
        };
        let in_force = self.in_force(match to {
            Grantee::User(_) => Version::new(1, 98, 0),
            Grantee::Customer(_) => Version::new(1, 102, 0),
            _ => Version::default(),
        });
        let sentence = format!("Add {model} to the list of {}; {in_force}.", self.name());
        vec![remedy(sentence, Wish::GrantModel { to, model: model.clone() })]
    }

    fn release(&self) -> Option<Remedy> {
        let (name, at_once) = (self.name(), self.in_force(Version::default()));
        let key = || self.situation.key.known().map(|key| key.hash.clone());
        Some(match self.rung.check {
            Check::KeyBlocked => {
                remedy(format!("Unblock {name}; {at_once}."), Wish::UnblockKey(key()?))
            }
            Check::KeyExpired => {
                let until = self.now.checked_add(MONTH).ok();
                let sentence = format!("Let {name} live for 30 more days; {at_once}.");
                remedy(sentence, Wish::ExtendKey(key()?, until))
            }
            Check::UserDeactivated => {
                let id = self.situation.user.known()?.id.clone();
                let in_force = self.in_force(Version::new(1, 98, 0));
                let sentence = format!(
                    "Activate {name}, and with them all their keys; {in_force}. A directory may \
                     deactivate them again."
                );
                remedy(sentence, Wish::Activate(id))
            }
            _ => {
                let id = self.situation.team.known()?.id.clone();
                let sentence = format!("Unblock {name}, for all its members; {at_once}.");
                remedy(sentence, Wish::UnblockTeam(id))
            }
        })
    }

    /// What lies outside bursar's reach.
    fn elsewhere(&self, until: &str) -> Remedy {
        let name = self.name();
        said_only(format!(
            "bursar does not change this; look at {name} in the proxy's own screens: it refuses \
             until {until}."
        ))
    }

    fn offered(&self) -> String {
        let Fact::Is(served) = &self.situation.catalog.models else {
            return "Ask for a model that the proxy serves.".to_owned();
        };
        let mut names: Vec<&crate::domain::Text> = served.iter().map(|one| &one.name).collect();
        names.sort();
        names.dedup();
        if names.is_empty() {
            return "The proxy serves no model at all: add one there.".to_owned();
        }
        format!("Ask for a model that the proxy serves: {}.", words::names(names.into_iter()))
    }
}

/// The proxy resets the spend of a member of a team since then.
const MEMBER_RESET: Version = Version::new(1, 102, 0);

/// How long an expired key is let live again.
const MONTH: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

fn remedy(sentence: String, wish: Wish) -> Remedy {
    let command = wish.command();
    Remedy { sentence, wish: Some(wish), command }
}

fn said_only(sentence: String) -> Remedy {
    Remedy { sentence, wish: None, command: Vec::new() }
}

#[cfg(test)]
mod tests;
