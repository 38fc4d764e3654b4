//! Whether the proxy lists its models for the key of Open WebUI's connection. Where it does not, Open
//! WebUI has no model for anybody, in the words of a missing grant.

use jiff::Timestamp;

use super::charged::connection;
use super::{ChatFacts, Connection};
use crate::access::check::Check;
use crate::access::facts::{Fact, KeyFacts, Situation};
use crate::access::ladder::{Ladder, judge as judge_request};
use crate::access::remedy::{Remedy, remedies};
use crate::access::rules::Rules;
use crate::access::rung::{Rung, RungVerdict};
use crate::access::sentence::refusal;
use crate::domain::{Text, Version};

use RungVerdict::{NotChecked, Passes, Refuses, Unknown};

/// A budget that is spent refuses the list of models, too, from the first version to before the
/// second: tried on 1.106.2 and on 1.110.2.
const BUDGETS_REFUSE_THE_LIST: (Version, Version) =
    (Version::new(1, 106, 0), Version::new(1, 110, 0));

/// Whether a refusal by this check is one of the list of models as well.
fn refuses_the_list(check: Check, version: Version) -> bool {
    match check {
        Check::KeyKnown
        | Check::KeyBlocked
        | Check::KeyExpired
        | Check::UserDeactivated
        | Check::TeamBlocked => true,
        Check::KeyBudget => {
            let (since, until) = BUDGETS_REFUSE_THE_LIST;
            since <= version && version < until
        }
        _ => false,
    }
}

/// The checks of a request with that key for the list of models.
fn of_the_list(situation: &Situation, now: Timestamp) -> Ladder {
    let asking = Situation { model: None, customer: Fact::Absent, ..situation.clone() };
    let whole = judge_request(&asking, now);
    let version = Rules::of(situation.server.version.as_ref()).version();
    let rungs = whole.rungs.into_iter().filter(|rung| refuses_the_list(rung.check, version));
    Ladder::over(whole.asker, None, rungs.collect(), whole.judged_by)
}

/// The check of a chat that this is.
pub(super) fn judge(facts: &ChatFacts, now: Timestamp) -> Rung {
    let judged =
        |subject, verdict, detail: String| Rung::new(Check::WebuiKey, subject, verdict, detail);
    let Ok(connection) = connection(facts) else {
        let detail = "no connection is known to lead to this proxy".to_owned();
        return judged(Text::default(), NotChecked, detail);
    };
    if names_its_models(connection) {
        let detail = "the connection names its models and does not ask for them".to_owned();
        return judged(Text::default(), NotChecked, detail);
    }
    let situation = match &facts.key {
        Fact::Is(situation) => situation,
        Fact::Absent => {
            return judged(
                Text::default(),
                NotChecked,
                "the connection has no key of its own".into(),
            );
        }
        Fact::Unknown(why) => return judged(Text::default(), Unknown, why.to_string()),
    };
    let subject = situation.key.known().map(KeyFacts::label).unwrap_or_default();
    let ladder = of_the_list(situation, now);
    if let Some(rung) = ladder.refusing() {
        let detail = format!(
            "the proxy lists no models for the key of Open WebUI's connection, so that nobody sees \
             one: {}",
            refusal(&ladder, rung, now)
        );
        return judged(subject, Refuses, detail);
    }
    match ladder.first_unknown() {
        Some(rung) => judged(subject, Unknown, rung.detail.to_string()),
        None => judged(subject, Passes, "the proxy lists its models for it".to_owned()),
    }
}

/// What lifts that refusal, for everybody.
pub(super) fn cures(facts: &ChatFacts, now: Timestamp) -> Vec<Remedy> {
    let Fact::Is(situation) = &facts.key else { return Vec::new() };
    remedies(situation, &of_the_list(situation, now), now)
}

/// Whether Open WebUI offers what the connection says and not what the proxy lists.
fn names_its_models(connection: &Connection) -> bool {
    !connection.model_ids.is_empty()
}
