//! The table of checks: what the proxy asks, in which order, since when, and what it answers.

use crate::domain::Version;

use super::{CheckPart, RefusalKind, Rule, Zero};
use crate::access::check::Check;
use crate::access::rung::Operator;

const V1_82: Version = Version::new(1, 82, 0);
const V1_83: Version = Version::new(1, 83, 0);
const V1_84: Version = Version::new(1, 84, 0);
const V1_85: Version = Version::new(1, 85, 0);
const V1_102: Version = Version::new(1, 102, 0);
const V1_103: Version = Version::new(1, 103, 0);
const V1_106: Version = Version::new(1, 106, 0);

/// 400 before; from here expired keys answer 401, models that are not allowed 403, budgets 429.
pub(super) const ANSWERS_BY_KIND: Version = V1_85;
/// Budgets answer 422.
pub(super) const UNPROCESSABLE: Version = Version::new(1, 104, 0);
/// `apply_user_budget_to_team_keys`.
pub(super) const USER_BUDGET_ON_TEAM_KEYS: Version = Version::new(1, 98, 0);
/// Spend counters in the cache, which are asked before the row.
pub(super) const COUNTERS: Version = V1_83;
/// A key's access groups beat its team's list.
pub(super) const KEY_GROUPS_PASS_TEAM: Version = V1_84;
/// Aliases of a key are resolved before its list is asked.
pub(super) const KEY_ALIASES: Version = V1_106;
/// `Budget has been exceeded! Key=…`.
pub(super) const NAMES_THE_KEY: Version = Version::new(1, 98, 0);
/// `team_member_budget_id` is looked up when a request comes.
pub(super) const MEMBER_DEFAULT: Version = V1_83;

/// A check that compares no amounts.
const fn check(check: Check, since: Version, answer: RefusalKind) -> Rule {
    let rule = money(check, since, Operator::AtLeast, Zero::Limit);
    Rule { operator: None, answer, ..rule }
}

/// A check that compares a spend with a limit.
const fn money(check: Check, since: Version, operator: Operator, zero: Zero) -> Rule {
    Rule {
        check,
        part: CheckPart::Whole,
        since,
        until: None,
        operator: Some(operator),
        zero,
        answer: RefusalKind::Budget,
        even_if_free: false,
    }
}

impl Rule {
    const fn until(self, until: Version) -> Self {
        Self { until: Some(until), ..self }
    }

    const fn part(self, part: CheckPart) -> Self {
        Self { part, ..self }
    }

    const fn even_if_free(self) -> Self {
        Self { even_if_free: true, ..self }
    }
}

use CheckPart::{Early, ForModel};
use Operator::{AtLeast, MoreThan};
use RefusalKind::{Auth, Denied, Expired, NoKey, NoModel};
use Zero::{DefaultUnlimited, Limit, NegativeUnlimited, Unlimited};

/// In the order of the proxy. A check with several rows changed with the version.
#[rustfmt::skip]
pub(super) const CHECKS: &[Rule] = &[
    // The customer was asked before the key, while the request was being read.
    money(Check::CustomerBudget, V1_82, MoreThan, Limit).until(V1_85).even_if_free(),
    check(Check::KeyKnown, V1_82, NoKey),
    check(Check::KeyBlocked, V1_82, Auth),
    check(Check::KeyModels, V1_82, Denied("key_model_access_denied")),
    check(Check::UserDeactivated, V1_84, Auth),
    money(Check::MemberBudget, V1_82, MoreThan, Limit).part(Early).until(V1_102),
    money(Check::MemberBudget, V1_102, AtLeast, Limit).part(Early),
    check(Check::KeyExpired, V1_82, Expired),
    money(Check::KeyBudget, V1_82, AtLeast, Limit),
    money(Check::KeyModelBudget, V1_82, MoreThan, Unlimited).until(V1_102),
    money(Check::KeyModelBudget, V1_102, AtLeast, NegativeUnlimited),
    money(Check::UserModelBudget, V1_102, AtLeast, NegativeUnlimited),
    money(Check::CustomerBudget, V1_82, MoreThan, Unlimited).part(ForModel).until(V1_102),
    money(Check::CustomerBudget, V1_102, AtLeast, NegativeUnlimited).part(ForModel),
    check(Check::TeamBlocked, V1_82, Auth),
    check(Check::TeamModels, V1_82, Denied("team_model_access_denied")),
    check(Check::MemberModels, V1_83, Denied("team_model_access_denied")),
    check(Check::UserModels, V1_82, Denied("user_model_access_denied")),
    check(Check::CustomerModels, V1_106, Denied("customer_model_access_denied")),
    check(Check::ProjectBlocked, V1_82, Auth),
    check(Check::ProjectModels, V1_82, Denied("project_model_access_denied")),
    money(Check::ProjectBudget, V1_82, MoreThan, Limit).until(V1_106),
    money(Check::ProjectBudget, V1_106, AtLeast, Limit),
    money(Check::TeamBudget, V1_82, MoreThan, Limit),
    money(Check::TeamWindow, V1_83, AtLeast, Limit),
    money(Check::KeyWindow, V1_83, AtLeast, Limit),
    money(Check::OrganizationBudget, V1_82, AtLeast, Unlimited).until(V1_103),
    money(Check::OrganizationBudget, V1_103, AtLeast, Limit),
    money(Check::TagBudget, V1_82, MoreThan, Limit),
    money(Check::AccessGroupBudget, V1_102, AtLeast, Unlimited),
    money(Check::UserBudget, V1_82, MoreThan, Limit).until(Version::new(1, 83, 1)),
    money(Check::UserBudget, Version::new(1, 83, 1), AtLeast, Limit),
    money(Check::MemberBudget, V1_82, AtLeast, Limit).until(V1_84),
    money(Check::MemberBudget, V1_84, AtLeast, DefaultUnlimited),
    money(Check::CustomerBudget, V1_85, MoreThan, Limit),
    money(Check::GlobalBudget, V1_82, MoreThan, Unlimited),
    money(Check::TeamBudget, V1_106, AtLeast, NegativeUnlimited).part(ForModel),
    money(Check::Reservation, V1_84, AtLeast, Unlimited),
    check(Check::ModelKnown, V1_82, NoModel),
];
