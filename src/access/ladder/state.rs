//! Checks of a state: known, blocked, expired, deactivated.

use super::parties::{Parties, Skip};
use crate::access::check::Check;
use crate::access::facts::Fact;
use crate::access::rules::Rule;
use crate::access::rung::{Rung, RungVerdict};
use crate::domain::time;

pub(super) fn judge(parties: &Parties<'_>, rule: &Rule) -> Rung {
    let judged = match rule.check {
        Check::KeyKnown => return known(parties, rule),
        Check::KeyExpired => expired(parties, rule),
        Check::UserDeactivated => parties.user().map(|user| match &user.active {
            Fact::Is(false) => {
                let detail = "deactivated (scim_active is false), and with them all their keys";
                parties.rung(rule, RungVerdict::Refuses, detail)
            }
            Fact::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why.clone()),
            Fact::Is(true) | Fact::Absent => parties.rung(rule, RungVerdict::Passes, "active"),
        }),
        Check::TeamBlocked => parties.team().map(|team| blocked(parties, rule, &team.blocked)),
        Check::ProjectBlocked => {
            parties.project().map(|project| blocked(parties, rule, &project.blocked))
        }
        _ => parties.key().map(|key| blocked(parties, rule, &key.blocked)),
    };
    judged.unwrap_or_else(|skip| parties.skipped(rule, skip))
}

fn known(parties: &Parties<'_>, rule: &Rule) -> Rung {
    match &parties.situation.key {
        Fact::Is(key) if key.is_master => {
            parties.rung(rule, RungVerdict::Passes, "the proxy's master key")
        }
        Fact::Is(_) => parties.rung(rule, RungVerdict::Passes, "the proxy has it"),
        Fact::Absent => parties.rung(rule, RungVerdict::Refuses, "the proxy does not have it"),
        Fact::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why.clone()),
    }
}

fn blocked(parties: &Parties<'_>, rule: &Rule, blocked: &Fact<bool>) -> Rung {
    match blocked {
        Fact::Is(true) => parties.rung(rule, RungVerdict::Refuses, "blocked"),
        Fact::Is(false) | Fact::Absent => parties.rung(rule, RungVerdict::Passes, "not blocked"),
        Fact::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why.clone()),
    }
}

fn expired(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let key = parties.key()?;
    Ok(match &key.expires {
        Fact::Absent => parties.rung(rule, RungVerdict::Passes, "it never expires"),
        Fact::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why.clone()),
        Fact::Is(at) => {
            let when = format!("{}, {}", time::absolute(*at), time::relative(*at, parties.now));
            if *at < parties.now {
                parties.rung(rule, RungVerdict::Refuses, format!("it expired {when}"))
            } else {
                parties.rung(rule, RungVerdict::Passes, format!("it expires {when}"))
            }
        }
    })
}
