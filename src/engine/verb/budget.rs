//! Setting budgets. What was sent is not what counts, but what is read back: older proxies ignore
//! the null that clears.

use super::user::fresh;
use super::{IN_FORCE, Standing, read_first, standing};
use crate::api::litellm::{CustomerPatch, KeyPatch, MemberPatch, TeamPatch, UserPatch, Writer};
use crate::api::{FieldPatch, ServiceError};
use crate::domain::{Budget, KeyBudgetRow, Limit, TeamMember, Window, Zero};
use crate::engine::settle::{ReadBack, conclude};
use crate::plan::Outcome;
use crate::plan::op::{SetBudget, SetCustomerBudget, SetKeyBudget, SetMemberBudget, SetTeamBudget};

type Terms = (Limit, Option<Window>);

/// Limit and window.
pub(in crate::engine) fn terms(budget: &Budget) -> Terms {
    (budget.limit, budget.window.clone())
}

/// What is to be sent.
pub(super) struct Wanted {
    pub(super) limit: Option<Limit>,
    pub(super) window: FieldPatch<Window>,
}

/// One budget on its way from one state to another.
pub(super) struct Move<'a> {
    pub(super) before: &'a Budget,
    pub(super) after: &'a Budget,
    pub(super) zero: Zero,
    /// The budget row besides, of a key that points to one.
    pub(super) row: Option<&'a KeyBudgetRow>,
}

impl Move<'_> {
    fn words(&self, budget: &Budget) -> String {
        self.row.map_or_else(|| budget.words(self.zero), |row| row.words(budget))
    }

    /// The outcome, if nothing is to be written.
    pub(super) fn settled(&self, now: &Budget) -> Option<Outcome> {
        let words = self.words(now);
        match standing(&terms(now), &terms(self.before), &terms(self.after)) {
            Standing::Already => {
                Some(Outcome::already_true(format!("the budget is {words} already")))
            }
            Standing::AsReviewed => None,
            Standing::Moved => Some(Outcome::refused(format!(
                "the budget changed since the plan was made: it is {words}; make a new plan"
            ))),
        }
    }

    /// Sending an unchanged window would move the reset time.
    pub(super) fn wanted(&self) -> Wanted {
        let ((limit, window), before) = (terms(self.after), terms(self.before));
        let window = match window {
            window if before.1 == window => FieldPatch::Keep,
            Some(window) => FieldPatch::Set(window),
            None => FieldPatch::Clear,
        };
        Wanted { limit: (before.0 != limit).then_some(limit), window }
    }

    pub(super) async fn conclude<T, F: Future<Output = Result<Option<Budget>, ServiceError>>>(
        &self,
        written: &Result<T, ServiceError>,
        read: impl Fn() -> F,
    ) -> Outcome {
        conclude(written, || async { Ok(self.compare(read().await?)) }).await
    }

    fn compare(&self, now: Option<Budget>) -> ReadBack {
        let Some(now) = now else { return ReadBack::Otherwise("gone".into()) };
        let words = self.words(&now);
        if terms(&now) != terms(self.after) {
            return ReadBack::Otherwise(format!("budget {words}"));
        }
        let holds = self.row.map_or_else(|| now.clone(), |row| row.in_force(&now));
        let reset = holds.resets_at.map(|reset| crate::domain::time::absolute(reset.at()));
        let reset = reset.map(|at| format!(", resets {at}")).unwrap_or_default();
        ReadBack::Wished(format!("read back {words}{reset}; {IN_FORCE}"))
    }
}

pub(super) async fn set(proxy: &Writer, op: &SetBudget) -> Outcome {
    let now = match fresh(proxy, &op.user_id).await {
        Ok(user) => user.budget,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::RefusesAll, row: None };
    if let Some(outcome) = way.settled(&now) {
        return outcome;
    }
    let Wanted { limit, window } = way.wanted();
    let patch = UserPatch { max_budget: limit, budget_duration: window, ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let read =
        || async { Ok(proxy.reader().user(&op.user_id).await?.map(|record| record.user.budget)) };
    way.conclude(&written, read).await
}

pub(super) async fn set_of_key(proxy: &Writer, op: &SetKeyBudget) -> Outcome {
    let key = match read_first(proxy.reader().key(&op.hash).await, "the key") {
        Ok(key) => key,
        Err(outcome) => return outcome,
    };
    let (zero, row) = (Zero::RefusesAll, key.row.as_deref());
    let way = Move { before: &op.before, after: &op.after, zero, row };
    if let Some(outcome) = way.settled(&key.budget) {
        return outcome;
    }
    let Wanted { limit, window } = way.wanted();
    let patch = KeyPatch { max_budget: limit, budget_duration: window, ..KeyPatch::default() };
    let written = proxy.update_key(&op.hash, &patch).await;
    let read = || async { Ok(proxy.reader().key(&op.hash).await?.map(|key| key.budget)) };
    way.conclude(&written, read).await
}

pub(super) async fn set_of_team(proxy: &Writer, op: &SetTeamBudget) -> Outcome {
    let read = || async { Ok(proxy.reader().team(&op.team).await?.map(|team| team.budget)) };
    let now = match read_first(read().await, "the team") {
        Ok(now) => now,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::AfterFirstSpend, row: None };
    if let Some(outcome) = way.settled(&now) {
        return outcome;
    }
    let Wanted { limit, window } = way.wanted();
    let patch = TeamPatch { max_budget: limit, budget_duration: window, ..TeamPatch::default() };
    let written = proxy.update_team(&op.team, &patch).await;
    way.conclude(&written, read).await
}

pub(super) async fn set_of_member(proxy: &Writer, op: &SetMemberBudget) -> Outcome {
    let read = || async { proxy.reader().member(&op.team, &op.user_id).await };
    let now = match read_first(read().await, "the member") {
        Ok(now) => now,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::RefusesAll, row: None };
    if is_member_as_wished(op, &now) {
        let words = member_words(&now);
        return Outcome::already_true(format!("the budget is {words} already"));
    }
    // Whose limit holds is a part of what was reviewed, as its amount is: a default that came or
    // went since is another before.
    if now.is_default != op.was_default || terms(&now.budget) != terms(&op.before) {
        return Outcome::refused(format!(
            "the budget changed since the plan was made: it is {}; make a new plan",
            member_words(&now)
        ));
    }
    let Wanted { limit, window } = way.wanted();
    let patch = if op.to_default {
        MemberPatch { max_budget: Some(Limit::Unlimited), budget_duration: FieldPatch::Keep }
    } else if op.was_default {
        // A limit of their own begins with nothing of the default.
        let window = op.after.window.clone().map_or(FieldPatch::Keep, FieldPatch::Set);
        MemberPatch { max_budget: Some(op.after.limit), budget_duration: window }
    } else {
        MemberPatch { max_budget: limit, budget_duration: window }
    };
    let written = proxy.update_member(&op.team, &op.user_id, &patch).await;
    let compare = |member: Option<TeamMember>| match member {
        Some(member) if !op.to_default && !member.is_default => way.compare(Some(member.budget)),
        Some(member) if is_member_as_wished(op, &member) => {
            ReadBack::Wished(format!("read back {}; {IN_FORCE}", member_words(&member)))
        }
        Some(member) => ReadBack::Otherwise(format!("budget {}", member_words(&member))),
        None => ReadBack::Otherwise("gone".into()),
    };
    conclude(&written, || async { read().await.map(compare) }).await
}

/// The default may be any by now: that it holds is what was wished.
fn is_member_as_wished(op: &SetMemberBudget, now: &TeamMember) -> bool {
    now.is_default == op.to_default && (op.to_default || terms(&now.budget) == terms(&op.after))
}

fn member_words(member: &TeamMember) -> String {
    let whose = if member.is_default { "the team's default" } else { "their own" };
    format!("{}, {whose}", member.budget.words(Zero::RefusesAll))
}

pub(super) async fn set_of_customer(proxy: &Writer, op: &SetCustomerBudget) -> Outcome {
    let read = || async { Ok(proxy.reader().customer(&op.customer).await?.map(|row| row.budget)) };
    let now = match read_first(read().await, "the customer") {
        Ok(now) => now,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::AfterFirstSpend, row: None };
    if let Some(outcome) = way.settled(&now) {
        return outcome;
    }
    let patch = CustomerPatch { max_budget: op.after.limit.amount(), ..CustomerPatch::default() };
    let written = proxy.update_customer(&op.customer, &patch).await;
    way.conclude(&written, read).await
}
