//! *customer …*: budget and models of customers, and what the proxy cannot do with them.

use std::collections::HashMap;

use super::models::{ListOf, ModelsVerdict, ModelsWish};
use super::{BudgetWish, Context, Draft, Verdict, Whose};
use crate::domain::{Budget, Customer, Limit, Text, Usd};
use crate::plan::op::{SetCustomerBudget, SetCustomerModels};
use crate::plan::{Plan, Purpose};
use crate::roster::{Roster, Sharing};

/// What is to be done with a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerWish {
    /// Set the budget.
    Budget(BudgetWish),
    /// Set which models they may use.
    Models(ModelsWish),
    /// Set the spend back, which no proxy can.
    Reset,
    /// Refuse them, which the open-source proxy stores and does not enforce.
    Block,
}

impl CustomerWish {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Budget(_) => Purpose::Budget,
            Self::Models(_) => Purpose::Models,
            Self::Reset => Purpose::Reset,
            Self::Block => Purpose::Block,
        }
    }
}

/// The plan that does it with these customers; `sharing` says who shares their budget rows.
pub fn customers(
    roster: &Roster,
    customers: &[&Customer],
    wish: &CustomerWish,
    sharing: &Sharing,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    // One row is changed once, whoever points to it.
    let mut changed: HashMap<&Text, String> = HashMap::new();
    for customer in customers {
        let whose = Whose::customer(customer);
        match wish {
            CustomerWish::Budget(wish) => {
                let first = customer.budget_id.as_ref().and_then(|id| changed.get(id));
                if let Some(first) = first {
                    let why = format!("shares the budget row of {first}, and changes with it");
                    draft.skip_it(&whose, why);
                    continue;
                }
                let before = draft.changes.len();
                budget(&mut draft, customer, wish, sharing);
                if let Some(id) = &customer.budget_id
                    && draft.changes.len() > before
                {
                    changed.insert(id, whose.user);
                }
            }
            CustomerWish::Models(wish) => models(&mut draft, customer, wish),
            CustomerWish::Reset => draft.refuse_it(&whose, no_reset(customer)),
            CustomerWish::Block => draft.refuse_it(&whose, no_block(customer)),
        }
    }
    draft.finish(wish.purpose())
}

/// What the wish comes to for a customer with this budget: the proxy neither takes it away nor
/// sets it to zero.
pub fn verdict(budget: &Budget, wish: &BudgetWish) -> Verdict {
    match wish.verdict(budget) {
        Verdict::Becomes(after) => match after.limit {
            Limit::Unlimited => Verdict::Refused(
                "the proxy has no way to take a customer's budget away (it ignores null); set an \
                 amount, however large"
                    .to_owned(),
            ),
            Limit::Amount(amount) if amount <= Usd::ZERO => Verdict::Refused(
                "the proxy drops a budget of zero for a customer without a word; 0.000001 refuses \
                 from the first spend on, and `bursar customer models … --set no-such-model` at \
                 once"
                    .to_owned(),
            ),
            Limit::Amount(_) | Limit::Unknown => Verdict::Becomes(after),
        },
        other => other,
    }
}

fn budget(draft: &mut Draft<'_>, customer: &Customer, wish: &BudgetWish, sharing: &Sharing) {
    let whose = Whose::customer(customer);
    let after = match verdict(&customer.budget, wish) {
        Verdict::Stays(why) => return draft.skip_it(&whose, why),
        Verdict::Refused(why) => {
            let by_row = by_row(customer, wish).unwrap_or_default();
            return draft.refuse_it(&whose, format!("{why}{by_row}"));
        }
        Verdict::Becomes(after) => after,
    };
    let sharers = customer.budget_id.as_ref().map(|id| sharing.of(id));
    let spend = customer.spend.unwrap_or_default();
    let mut reason = match &sharers {
        None => "asked for; a budget row of their own is made".to_owned(),
        Some(sharers) if sharers.is_shared() => format!(
            "mind that it changes for all who share this budget row: {}",
            sharers.whole_words()
        ),
        Some(sharers) => {
            let known = "asked for; nobody else is known to point to this budget row";
            match sharers.unknown.join("; ") {
                unknown if unknown.is_empty() => known.to_owned(),
                unknown => format!("{known}; not counted: {unknown}"),
            }
        }
    };
    if after.limit.is_exhausted_by(spend) {
        reason = format!("{reason}; the spend is {spend} already");
    }
    let op = SetCustomerBudget {
        customer: customer.id.clone(),
        label: customer.label(),
        before: customer.budget.clone(),
        after,
        sharers: sharers.map_or(1, |sharers| sharers.count()),
    };
    draft.add_for(whose, op, reason);
}

/// Where the budget row takes what the customer's own update does not: the way to it.
fn by_row(customer: &Customer, wish: &BudgetWish) -> Option<String> {
    let Verdict::Becomes(after) = wish.verdict(&customer.budget) else { return None };
    let id = customer.budget_id.as_ref()?;
    let word = if after.limit == Limit::Unlimited { "unlimited" } else { "0" };
    Some(format!("; or set the row it points to: `bursar budget-row {id} --max {word}`"))
}

fn models(draft: &mut Draft<'_>, customer: &Customer, wish: &ModelsWish) {
    let whose = Whose::customer(customer);
    if draft.roster.proxy().is_some_and(|side| !side.server.is_at_least(1, 106)) {
        let why = "this proxy is older than 1.106 and keeps no list of models of a customer";
        return draft.refuse_it(&whose, why);
    }
    match wish.verdict(customer.models.as_deref(), ListOf::Customer) {
        ModelsVerdict::Stays(why) => draft.skip_it(&whose, why),
        ModelsVerdict::Refused(why) => draft.refuse_it(&whose, why),
        ModelsVerdict::Becomes(after) => {
            let op = SetCustomerModels {
                customer: customer.id.clone(),
                label: customer.label(),
                before: customer.models.clone().unwrap_or_default(),
                after,
            };
            draft.add_for(whose, op, "asked for; it holds for every request that names them");
        }
    }
}

fn no_reset(customer: &Customer) -> String {
    let id = crate::domain::text::harmless(customer.id.raw());
    let wait = match customer.budget.resets_at {
        Some(at) => format!("wait for its own reset on {}", crate::domain::time::absolute(at.at())),
        None => "wait for nothing: it has no window, so it is never set back".to_owned(),
    };
    format!(
        "the proxy has no reset of a customer's spend; what works: raise the budget with \
         `bursar customer budget {id} --max …`, or {wait}"
    )
}

fn no_block(customer: &Customer) -> String {
    let id = crate::domain::text::harmless(customer.id.raw());
    let is_stored = customer.blocked == Some(true);
    let stored = if is_stored { "is stored already" } else { "would be stored" };
    format!(
        "a block of a customer {stored}, and not enforced by this server: only LiteLLM's \
         enterprise hook reads it; what works: `bursar customer models {id} --set no-such-model` \
         (≥ 1.106, at once), `bursar customer budget {id} --max 0.000001` (from the first spend \
         on), or `bursar account role … pending` for who comes by Open WebUI"
    )
}
