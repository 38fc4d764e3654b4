//! Budgets of tags, organizations and shared rows, and the spend of organizations.

use super::budget::{Move, Wanted};
use super::read_first;
use super::spend::{Landing, Setting, Spender, conclude};
use crate::api::FieldPatch;
use crate::api::litellm::{TermsPatch, Writer};
use crate::domain::{Organization, Text, Usd, Zero};
use crate::plan::op::spend::same_window;
use crate::plan::op::{
    AddOrganizationSpend, ResetOrganizationSpend, SetBudgetRow, SetOrganizationBudget, SetTagBudget,
};
use crate::plan::{Outcome, OutcomeKind};

impl From<Wanted> for TermsPatch {
    fn from(wanted: Wanted) -> Self {
        Self { max_budget: wanted.limit, budget_duration: wanted.window }
    }
}

pub(super) async fn set_of_tag(proxy: &Writer, op: &SetTagBudget) -> Outcome {
    let now = match read_first(proxy.reader().tag(&op.tag).await, "the tag") {
        Ok(now) if !now.stored => {
            return Outcome::refused("the tag is not kept at the proxy any more");
        }
        Ok(now) => now,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::AfterFirstSpend, row: None };
    if let Some(outcome) = way.settled(&now.budget) {
        return outcome;
    }
    let mut written = proxy.update_tag(&now, &way.wanted().into()).await;
    // A row that is made along with its window is given no time to be set back at; one that is
    // there is (LiteLLM 1.106.2).
    if let (Ok(()), None, Some(window)) = (&written, &now.budget_id, &op.after.window) {
        let again =
            TermsPatch { max_budget: None, budget_duration: FieldPatch::Set(window.clone()) };
        written = proxy.update_tag(&now, &again).await;
    }
    let read = || async { Ok(proxy.reader().tag(&op.tag).await?.map(|tag| tag.budget)) };
    way.conclude(&written, read).await
}

pub(super) async fn set_of_row(proxy: &Writer, op: &SetBudgetRow) -> Outcome {
    let read = || async { Ok(proxy.reader().budget_row(&op.row).await?.map(|row| row.budget)) };
    let now = match read_first(read().await, "the budget row") {
        Ok(now) => now,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::AfterFirstSpend, row: None };
    if let Some(outcome) = way.settled(&now) {
        return outcome;
    }
    let written = proxy.update_budget_row(&op.row, &way.wanted().into()).await;
    way.conclude(&written, read).await
}

async fn organization(proxy: &Writer, id: &Text) -> Result<Organization, Outcome> {
    read_first(proxy.reader().organization(id).await, "the organization")
}

pub(super) async fn set_of_organization(proxy: &Writer, op: &SetOrganizationBudget) -> Outcome {
    let now = match organization(proxy, &op.organization).await {
        Ok(now) => now.budget,
        Err(outcome) => return outcome,
    };
    let way = Move { before: &op.before, after: &op.after, zero: Zero::RefusesAll, row: None };
    if let Some(outcome) = way.settled(&now) {
        return outcome;
    }
    let written = proxy.update_organization(&op.organization, &way.wanted().into()).await;
    let read =
        || async { Ok(proxy.reader().organization(&op.organization).await?.map(|row| row.budget)) };
    way.conclude(&written, read).await
}

pub(super) async fn reset_organization(
    proxy: &Writer,
    op: &ResetOrganizationSpend,
    landing: &Landing,
) -> Outcome {
    let found = match organization(proxy, &op.organization).await {
        Ok(now) => now.spend,
        Err(outcome) => return outcome,
    };
    set(proxy, &op.organization, op.before, found, Usd::ZERO, landing).await
}

pub(super) async fn add_to_organization(
    proxy: &Writer,
    op: &AddOrganizationSpend,
    landing: &Landing,
) -> Outcome {
    let found = match organization(proxy, &op.organization).await {
        Ok(Organization { spend: Some(found), budget, .. }) => {
            if let Err(why) = same_window(op.resets_at, budget.resets_at) {
                return Outcome::refused(why);
            }
            found
        }
        Ok(_) => return Outcome::refused("what the organization has spent cannot be read"),
        Err(outcome) => return outcome,
    };
    let after = (found + op.amount).max(Usd::ZERO);
    set(proxy, &op.organization, Some(found), Some(found), after, landing).await
}

async fn set(
    proxy: &Writer,
    id: &Text,
    reviewed: Option<Usd>,
    found: Option<Usd>,
    after: Usd,
    landing: &Landing,
) -> Outcome {
    let written = proxy.set_organization_spend(id, after).await;
    let setting = Setting { of: Spender::Organization(id), reviewed, found, after };
    let mut outcome = conclude(proxy, &written, &setting, landing).await;
    if outcome.kind == OutcomeKind::Done {
        outcome.detail.push_str("; the proxy goes on by its own count for up to 60 s");
    }
    outcome
}
