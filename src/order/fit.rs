//! Which wish fits whom, and why not where it does not.

use super::{WhomKind, WishKind};

/// Why there is no such change of these; `None` where there is a plan, if only one that says what
/// works instead. Harmless to show.
pub fn unfit(wish: WishKind, whom: WhomKind) -> Option<&'static str> {
    Some(match wish {
        WishKind::Budget => match whom {
            WhomKind::People
            | WhomKind::Keys
            | WhomKind::Teams
            | WhomKind::Members
            | WhomKind::Customers
            | WhomKind::Tags
            | WhomKind::Organizations
            | WhomKind::BudgetRows => return None,
            WhomKind::Windows => NO_CHANGE,
        },
        WishKind::Reset => match whom {
            WhomKind::People
            | WhomKind::Keys
            | WhomKind::Teams
            | WhomKind::Members
            | WhomKind::Customers
            | WhomKind::Tags
            | WhomKind::Organizations => return None,
            WhomKind::BudgetRows => {
                "a budget row has no spend; each who shares it has their own, which is reset there"
            }
            WhomKind::Windows => {
                "the proxy has no reset of a window: what was spent in it stands in its cache \
                 alone; what works: raise the limit, or wait until it resets"
            }
        },
        WishKind::Block => match whom {
            WhomKind::People | WhomKind::Keys | WhomKind::Teams | WhomKind::Customers => {
                return None;
            }
            WhomKind::Members => NO_BLOCK_IN_A_TEAM,
            WhomKind::Tags | WhomKind::Organizations | WhomKind::BudgetRows => NOTHING_TO_BLOCK,
            WhomKind::Windows => BLOCKED_ELSEWHERE,
        },
        WishKind::Unblock => match whom {
            WhomKind::People | WhomKind::Keys | WhomKind::Teams => return None,
            WhomKind::Members => NO_BLOCK_IN_A_TEAM,
            WhomKind::Customers => {
                "the proxy does not enforce the block of a customer, so there is none to lift; \
                 what refuses a customer is a budget or a list of models"
            }
            WhomKind::Tags | WhomKind::Organizations | WhomKind::BudgetRows => NOTHING_TO_BLOCK,
            WhomKind::Windows => BLOCKED_ELSEWHERE,
        },
        WishKind::Models => match whom {
            WhomKind::People | WhomKind::Keys | WhomKind::Teams | WhomKind::Customers => {
                return None;
            }
            WhomKind::Members => "a member's keys go by the team's list of models",
            WhomKind::Tags | WhomKind::Organizations | WhomKind::BudgetRows => {
                "models are set of users, keys, teams and customers"
            }
            WhomKind::Windows => "a key or a team has models, on the list of these",
        },
        WishKind::Window => match whom {
            WhomKind::Keys | WhomKind::Teams | WhomKind::Windows => return None,
            WhomKind::People => "windows are of keys and teams; the lists of these set them",
            WhomKind::Members
            | WhomKind::Customers
            | WhomKind::Tags
            | WhomKind::Organizations
            | WhomKind::BudgetRows => "windows are of keys and teams",
        },
        WishKind::Sync | WishKind::Mint | WishKind::Activate | WishKind::Role | WishKind::Grant => {
            match whom {
                WhomKind::People => return None,
                WhomKind::Keys
                | WhomKind::Teams
                | WhomKind::Members
                | WhomKind::Customers
                | WhomKind::Tags
                | WhomKind::Organizations
                | WhomKind::BudgetRows
                | WhomKind::Windows => NO_CHANGE,
            }
        }
        WishKind::Extend | WishKind::Delete => match whom {
            WhomKind::Keys => return None,
            WhomKind::People
            | WhomKind::Teams
            | WhomKind::Members
            | WhomKind::Customers
            | WhomKind::Tags
            | WhomKind::Organizations
            | WhomKind::BudgetRows
            | WhomKind::Windows => NO_CHANGE,
        },
    })
}

/// Where no list offers it.
pub(super) const NO_CHANGE: &str = "there is no such change of these records";

const NO_BLOCK_IN_A_TEAM: &str =
    "a member is not blocked in one team; block the user, or one of their keys";
const NOTHING_TO_BLOCK: &str = "there is nothing to block here; a budget of zero refuses";
const BLOCKED_ELSEWHERE: &str = "a key or a team is blocked, on the list of these";
