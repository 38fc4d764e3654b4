//! *tag …*, *organization …*, *budget-row*: purses that are no person's, key's or team's.

use super::teams::window_end;
use super::{BudgetWish, Context, Draft, Verdict, Whose};
use crate::domain::text::harmless;
use crate::domain::{Budget, BudgetRow, Limit, Organization, Tag, Text, Usd};
use crate::plan::HolderId;
use crate::plan::op::{ResetOrganizationSpend, SetBudgetRow, SetOrganizationBudget, SetTagBudget};
use crate::plan::{Plan, Purpose};
use crate::roster::{Roster, Sharing};

/// What is to be done with a tag or an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PurseWish {
    /// Set the budget.
    Budget(BudgetWish),
    /// Set the spend back to zero.
    Reset,
}

impl PurseWish {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Budget(_) => Purpose::Budget,
            Self::Reset => Purpose::Reset,
        }
    }
}

fn whose(kind: &str, id: &Text, label: &str) -> Whose {
    Whose {
        // Apart from a person of the same id.
        holder: HolderId::new(format!("{kind} {}", id.raw())),
        user: format!("{kind} {label}"),
    }
}

/// What a budget of nothing, or one that others share, is worth saying.
fn shared(sharing: &Sharing, row: Option<&Text>) -> String {
    let sharers = row.map(|id| sharing.of(id)).filter(crate::domain::Sharers::is_shared);
    let words = sharers.map(|sharers| {
        format!("; its budget row is shared, and changes for {}", sharers.whole_words())
    });
    words.unwrap_or_default()
}

/// The plan that does it with these tags.
pub fn tags(
    roster: &Roster,
    tags: &[&Tag],
    wish: &PurseWish,
    sharing: &Sharing,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for tag in tags {
        let whose = whose("tag", &tag.name, &tag.name.to_string());
        if !tag.stored {
            draft.refuse_it(
                &whose,
                "was only seen on requests and is not kept at the proxy, so it has no budget; \
                 create it in LiteLLM (/tag/new) first",
            );
            continue;
        }
        let PurseWish::Budget(wish) = wish else {
            let name = harmless(tag.name.raw());
            draft.refuse_it(
                &whose,
                format!(
                    "the proxy has no reset of a tag's spend (/tag/update ignores it); what works: \
                     raise the budget with `bursar tag budget {name} --max …`, or {}",
                    window_end(&tag.budget)
                ),
            );
            continue;
        };
        match wish.verdict(&tag.budget) {
            Verdict::Stays(why) => draft.skip_it(&whose, why),
            Verdict::Refused(why) => draft.refuse_it(&whose, why),
            Verdict::Becomes(after) => {
                let zero = if after.limit == Limit::Amount(Usd::ZERO) {
                    "; a tag with a budget of zero is refused only once something was spent with it"
                } else {
                    "; it holds for every request with this tag, and what was spent with it the \
                     proxy does not tell"
                };
                let shared = shared(sharing, tag.budget_id.as_ref());
                let op = SetTagBudget { tag: tag.name.clone(), before: tag.budget.clone(), after };
                draft.add_for(whose, op, format!("asked for{zero}{shared}"));
            }
        }
    }
    draft.finish(wish.purpose())
}

/// The plan that does it with these organizations.
pub fn organizations(
    roster: &Roster,
    organizations: &[&Organization],
    wish: &PurseWish,
    sharing: &Sharing,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for one in organizations {
        let whose = whose("organization", &one.id, &one.label());
        let (organization, label) = (one.id.clone(), one.label());
        match wish {
            PurseWish::Reset => {
                let (before, resets_at) = (one.spend, one.budget.resets_at);
                let op = ResetOrganizationSpend { organization, label, before, resets_at };
                let reason = "asked for; in force after up to 60 s, since the proxy keeps its own \
                              count until then";
                draft.add_for(whose, op, reason);
            }
            PurseWish::Budget(wish) => match wish.verdict(&one.budget) {
                Verdict::Stays(why) => draft.skip_it(&whose, why),
                Verdict::Refused(why) => draft.refuse_it(&whose, why),
                Verdict::Becomes(after) => {
                    let spend = one.spend.unwrap_or_default();
                    let refuses = if after.limit.is_exhausted_by(spend) {
                        format!("; with a spend of {spend} the proxy refuses at once")
                    } else {
                        "; it is one purse for all its teams and keys".to_owned()
                    };
                    let shared = shared(sharing, one.budget_id.as_ref());
                    let before = one.budget.clone();
                    let op = SetOrganizationBudget { organization, label, before, after };
                    draft.add_for(whose, op, format!("asked for{refuses}{shared}"));
                }
            },
        }
    }
    draft.finish(wish.purpose())
}

/// The plan that sets these budget rows, for whoever points to each.
pub fn budget_rows(
    roster: &Roster,
    rows: &[&BudgetRow],
    wish: &BudgetWish,
    sharing: &Sharing,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for row in rows {
        let whose = whose("budget row", &row.id, &row.id.to_string());
        match wish.verdict(&row.budget) {
            Verdict::Stays(why) => draft.skip_it(&whose, why),
            Verdict::Refused(why) => draft.refuse_it(&whose, why),
            Verdict::Becomes(after) => {
                let sharers = sharing.of(&row.id);
                let reason = format!(
                    "mind that it changes for all who point to it: {}{}",
                    sharers.whole_words(),
                    zero(&after)
                );
                let op = SetBudgetRow {
                    row: row.id.clone(),
                    before: row.budget.clone(),
                    after,
                    sharers: sharers.words(),
                };
                draft.add_for(whose, op, reason);
            }
        }
    }
    draft.finish(Purpose::Budget)
}

fn zero(after: &Budget) -> &'static str {
    if after.limit != Limit::Amount(Usd::ZERO) {
        return "";
    }
    "; a zero refuses keys, and members with a limit of their own, at once, customers and tags from \
     the first spend on, and as a team's default nobody"
}
