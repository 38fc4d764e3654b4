//! What helps against one check.

use jiff::Timestamp;

use super::{Grantee, Purser, Remedy, Wish};
use crate::access::check::{Check, Scope};
use crate::access::facts::{Fact, Situation};
use crate::access::ladder::Ladder;
use crate::access::rules::Rules;
use crate::access::rung::{Operator, Rung};
use crate::access::sentence::noun;
use crate::access::words;
use crate::domain::{Text, Usd, Version};

/// The proxy resets the spend of a member of a team since then.
const MEMBER_RESET: Version = Version::new(1, 102, 0);

/// How long an expired key is let live again.
const MONTH: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// A fifth of the limit above what is spent, up to the next cent; a dollar where there was nothing.
pub(super) fn next_limit(limit: Usd, spend: Usd) -> Usd {
    const CENT: i64 = 10_000;
    if limit <= Usd::ZERO {
        return Usd::from_micros(100 * CENT).max(next_limit(Usd::from_micros(CENT), spend));
    }
    let raised = limit.max(spend) + Usd::from_micros(limit.micros() / 5);
    let cents = raised.micros().saturating_add(CENT - 1) / CENT;
    Usd::from_micros(cents.saturating_mul(CENT)).min(Usd::MOST)
}

/// Knows what helps against one rung.
pub(super) struct Doctor<'a> {
    pub(super) situation: &'a Situation,
    pub(super) ladder: &'a Ladder,
    pub(super) rules: Rules,
    pub(super) now: Timestamp,
    /// The one that refuses.
    pub(super) rung: &'a Rung,
}

impl Doctor<'_> {
    pub(super) fn prescribe(&self) -> Vec<Remedy> {
        match self.rung.check {
            // To allow what is not served would help nobody.
            check if check.is_models() && !self.is_served() => {
                vec![Remedy::advice(self.offered())]
            }
            check if check.is_models() => self.grant(),
            Check::KeyBudget | Check::UserBudget | Check::MemberBudget => {
                self.raise().into_iter().chain(self.reset()).chain(self.by_row()).collect()
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
                vec![Remedy::advice(
                    "Look whether it is another proxy's key; or mint one.".to_owned(),
                )]
            }
            Check::ModelKnown => vec![Remedy::advice(self.offered())],
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
        if let Some(row) = self.row_of_key() {
            let sentence = format!(
                "Give {} a limit of its own, {}, which then holds instead of the {} of budget row \
                 {row}; {}.",
                self.name(),
                words::amount(to),
                words::amount(limit),
                self.in_force(since)
            );
            return Some(Remedy::change(sentence, Wish::Raise { of, to }));
        }
        let sentence = format!(
            "Raise the budget of {} from {} to {}{}; {}.",
            self.name(),
            words::amount(limit),
            words::amount(to),
            self.shared().unwrap_or_default(),
            self.in_force(since)
        );
        Some(Remedy::change(sentence, Wish::Raise { of, to }))
    }

    /// The budget row whose limit refuses the key, which its own budget would overrule.
    fn row_of_key(&self) -> Option<&Text> {
        let of_key = self.rung.check == Check::KeyBudget;
        let shared = self.situation.key.known()?.purse.shared.as_ref()?;
        (of_key && shared.is_limit).then_some(&shared.budget_id)
    }

    /// The way to that row, for all who have their limit there.
    fn by_row(&self) -> Option<Remedy> {
        let row = self.row_of_key()?;
        let to = next_limit(self.rung.limit.amount()?, self.rung.spend.unwrap_or_default());
        let sentence = format!(
            "Raise the budget row {row} to {}, for all who point to it: `bursar budgets --all` \
             tells who, and `bursar budget-row {row} --max {}` plans it.",
            words::amount(to),
            to.to_string().replace(['$', ','], "")
        );
        Some(Remedy::advice(sentence))
    }

    /// Whom else the budget row holds for.
    fn shared(&self) -> Option<String> {
        let situation = self.situation;
        let purse = match self.rung.check {
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
        Some(Remedy::change(sentence, Wish::Reset { of }))
    }

    fn no_reset(&self) -> Remedy {
        let reset = words::reset(self.rung.resets_at, self.now);
        let scope = match self.rung.scope {
            Scope::Member => "member of a team",
            scope => noun(scope),
        };
        Remedy::advice(format!(
            "This server has no reset for a {scope}: raise the budget, or wait; {reset}."
        ))
    }

    fn is_served(&self) -> bool {
        let mut rungs = self.ladder.rungs.iter();
        !rungs.any(|rung| rung.check == Check::ModelKnown && rung.refuses())
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
            Check::CustomerModels => {
                self.situation.customer.known().map(|one| Grantee::Customer(one.id.clone()))
            }
            _ => None,
        };
        let Some(to) = grantee else {
            return vec![self.elsewhere(&format!("{model} is added to the list there"))];
        };
        let in_force = self.in_force(match to {
            Grantee::User(_) => Version::new(1, 98, 0),
            Grantee::Customer(_) => Version::new(1, 102, 0),
            _ => Version::default(),
        });
        let sentence = format!("Add {model} to the list of {}; {in_force}.", self.name());
        vec![Remedy::change(sentence, Wish::GrantModel { to, model: model.clone() })]
    }

    fn release(&self) -> Option<Remedy> {
        let (name, at_once) = (self.name(), self.in_force(Version::default()));
        let key = || self.situation.key.known().map(|key| key.hash.clone());
        Some(match self.rung.check {
            Check::KeyBlocked | Check::UserDeactivated if self.is_bursars_block() => {
                let user = self.situation.user.known()?;
                let in_force = self.in_force(Version::new(1, 98, 0));
                let sentence = format!(
                    "Unblock {}, whom bursar blocked, with all that the block took; {in_force}.",
                    user.label()
                );
                Remedy::change(sentence, Wish::Unblock(user.id.clone()))
            }
            Check::KeyBlocked => {
                Remedy::change(format!("Unblock {name}; {at_once}."), Wish::UnblockKey(key()?))
            }
            Check::KeyExpired => {
                let until = self.now.checked_add(MONTH).ok();
                let sentence = format!("Let {name} live for 30 more days; {at_once}.");
                Remedy::change(sentence, Wish::ExtendKey(key()?, until))
            }
            Check::UserDeactivated => {
                let id = self.situation.user.known()?.id.clone();
                let in_force = self.in_force(Version::new(1, 98, 0));
                let sentence = format!(
                    "Activate {name}, and with them all their keys; {in_force}. A directory may \
                     deactivate them again."
                );
                Remedy::change(sentence, Wish::Activate(id))
            }
            _ => {
                let id = self.situation.team.known()?.id.clone();
                let sentence = format!("Unblock {name}, for all its members; {at_once}.");
                Remedy::change(sentence, Wish::UnblockTeam(id))
            }
        })
    }

    /// Whether bursar's own block of the owner is what refuses.
    fn is_bursars_block(&self) -> bool {
        let user = self.situation.user.known();
        let Some(record) = user.and_then(|user| user.block.as_ref()) else { return false };
        self.rung.check == Check::UserDeactivated
            || self.situation.key.known().is_some_and(|key| record.keys.contains(&key.hash))
    }

    /// What lies outside bursar's reach.
    fn elsewhere(&self, until: &str) -> Remedy {
        let name = self.name();
        Remedy::advice(format!(
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
