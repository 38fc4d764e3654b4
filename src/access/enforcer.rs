//! The other judge: the rule by which an Open WebUI that asks the proxy before each chat would stop
//! it, as proposed to that project (pull request 21381).
//!
//! The amounts are judged by [`Budget::state`], which is also what the list of users shows: who is
//! `over` there is who would be stopped here, administrators aside.

use jiff::Timestamp;

use crate::domain::{Budget, BudgetState, Role, Usd};

/// What such a server does with a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforced {
    /// It goes on, for this reason.
    Lets(Why),
    /// It is stopped: the spend has reached the limit.
    Stops,
}

/// Why a chat goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Administrators are exempt, unless the server is set otherwise.
    Admin,
    /// There is no limit.
    Unlimited,
    /// The proxy did not say what is spent.
    UnknownSpend,
    /// The reset time is past, and the proxy has not set the spend back yet.
    ResetDue,
    /// The spend is below the limit.
    Below,
}

/// Judges one chat of an account of this role, whose user at the proxy has spent so much.
/// `stops_admins`: the server does not exempt administrators.
pub fn enforce(
    role: &Role,
    stops_admins: bool,
    budget: &Budget,
    spend: Option<Usd>,
    now: Timestamp,
) -> Enforced {
    if *role == Role::Admin && !stops_admins {
        return Enforced::Lets(Why::Admin);
    }
    match budget.state(spend, now) {
        BudgetState::Unlimited => Enforced::Lets(Why::Unlimited),
        BudgetState::Unknown => Enforced::Lets(Why::UnknownSpend),
        // At once, and not only where the reset is overdue.
        BudgetState::ResetDue => Enforced::Lets(Why::ResetDue),
        _ if budget.resets_at.is_some_and(|reset| reset.at() <= now) => {
            Enforced::Lets(Why::ResetDue)
        }
        BudgetState::Over => Enforced::Stops,
        BudgetState::Near | BudgetState::Ok => Enforced::Lets(Why::Below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::now;
    use rstest::rstest;

    const PAST: Option<&str> = Some("2026-11-21T07:59:59Z");
    const NOW: Option<&str> = Some("2026-11-21T08:00:00Z");
    const AHEAD: Option<&str> = Some("2026-11-21T08:00:01Z");

    #[rstest]
    #[case::null_is_unlimited(None, None, Some("5"), Enforced::Lets(Why::Unlimited))]
    #[case::null_with_a_past_reset(None, PAST, Some("5"), Enforced::Lets(Why::Unlimited))]
    #[case::unknown_spend(Some("10"), None, None, Enforced::Lets(Why::UnknownSpend))]
    #[case::below(Some("10"), None, Some("9.999999"), Enforced::Lets(Why::Below))]
    #[case::at(Some("10"), None, Some("10"), Enforced::Stops)]
    #[case::above(Some("10"), None, Some("10.01"), Enforced::Stops)]
    #[case::zero(Some("0"), None, Some("0"), Enforced::Stops)]
    #[case::reset_ahead(Some("10"), AHEAD, Some("12"), Enforced::Stops)]
    #[case::reset_this_moment(Some("10"), NOW, Some("12"), Enforced::Lets(Why::ResetDue))]
    #[case::reset_past(Some("10"), PAST, Some("12"), Enforced::Lets(Why::ResetDue))]
    fn a_chat_is_stopped_only_by_a_spend_that_is_known_to_have_reached_its_limit(
        #[case] limit: Option<&str>,
        #[case] resets_at: Option<&str>,
        #[case] spend: Option<&str>,
        #[case] verdict: Enforced,
    ) {
        let budget = Budget {
            limit: limit.map(|limit| Usd::parse(limit).unwrap()).into(),
            window: None,
            resets_at: resets_at.map(|at| at.parse::<Timestamp>().unwrap().into()),
        };
        let spend = spend.map(|spend| Usd::parse(spend).unwrap());
        assert_eq!(enforce(&Role::User, false, &budget, spend, now()), verdict);
        assert_eq!(enforce(&Role::Admin, true, &budget, spend, now()), verdict);
        let exempt = enforce(&Role::Admin, false, &budget, spend, now());
        assert_eq!(exempt, Enforced::Lets(Why::Admin));
    }

    #[test]
    fn a_negative_limit_stops_as_zero_does() {
        let limit = crate::domain::Limit::Amount(Usd::from_micros(-1));
        let budget = Budget { limit, ..Budget::default() };
        assert_eq!(enforce(&Role::User, false, &budget, Some(Usd::ZERO), now()), Enforced::Stops);
    }
}
