//! Which wish fits whom, and why not where it does not.

use super::{Kind, WishKind};

/// Why there is no such change of these; `None` where there is a plan, if only one that says what
/// works instead. Harmless to show.
pub fn unfit(wish: WishKind, whom: Kind) -> Option<&'static str> {
    Some(match wish {
        WishKind::Budget => match whom {
            Kind::People
            | Kind::Keys
            | Kind::Teams
            | Kind::Members
            | Kind::Customers
            | Kind::Tags
            | Kind::Organizations
            | Kind::BudgetRows => return None,
            Kind::Windows => NO_CHANGE,
        },
        WishKind::Reset => match whom {
            Kind::People
            | Kind::Keys
            | Kind::Teams
            | Kind::Members
            | Kind::Customers
            | Kind::Tags
            | Kind::Organizations => return None,
            Kind::BudgetRows => {
                "a budget row has no spend; each who shares it has their own, which is reset there"
            }
            Kind::Windows => {
                "the proxy has no reset of a window: what was spent in it stands in its cache \
                 alone; what works: raise the limit, or wait until it resets"
            }
        },
        WishKind::Block => match whom {
            Kind::People | Kind::Keys | Kind::Teams | Kind::Customers => return None,
            Kind::Members => NO_BLOCK_IN_A_TEAM,
            Kind::Tags | Kind::Organizations | Kind::BudgetRows => NOTHING_TO_BLOCK,
            Kind::Windows => BLOCKED_ELSEWHERE,
        },
        WishKind::Unblock => match whom {
            Kind::People | Kind::Keys | Kind::Teams => return None,
            Kind::Members => NO_BLOCK_IN_A_TEAM,
            Kind::Customers => {
                "the proxy does not enforce the block of a customer, so there is none to lift; \
                 what refuses a customer is a budget or a list of models"
            }
            Kind::Tags | Kind::Organizations | Kind::BudgetRows => NOTHING_TO_BLOCK,
            Kind::Windows => BLOCKED_ELSEWHERE,
        },
        WishKind::Models => match whom {
            Kind::People | Kind::Keys | Kind::Teams | Kind::Customers => return None,
            Kind::Members => "a member's keys go by the team's list of models",
            Kind::Tags | Kind::Organizations | Kind::BudgetRows => {
                "models are set of users, keys, teams and customers"
            }
            Kind::Windows => "a key or a team has models, on the list of these",
        },
        WishKind::Window => match whom {
            Kind::Keys | Kind::Teams | Kind::Windows => return None,
            Kind::People => "windows are of keys and teams; the lists of these set them",
            Kind::Members
            | Kind::Customers
            | Kind::Tags
            | Kind::Organizations
            | Kind::BudgetRows => "windows are of keys and teams",
        },
        WishKind::Sync | WishKind::Mint | WishKind::Activate | WishKind::Role | WishKind::Grant => {
            match whom {
                Kind::People => return None,
                Kind::Keys
                | Kind::Teams
                | Kind::Members
                | Kind::Customers
                | Kind::Tags
                | Kind::Organizations
                | Kind::BudgetRows
                | Kind::Windows => NO_CHANGE,
            }
        }
        WishKind::Extend | WishKind::Delete => match whom {
            Kind::Keys => return None,
            Kind::People
            | Kind::Teams
            | Kind::Members
            | Kind::Customers
            | Kind::Tags
            | Kind::Organizations
            | Kind::BudgetRows
            | Kind::Windows => NO_CHANGE,
        },
    })
}

/// Where no list offers it.
pub(super) const NO_CHANGE: &str = "there is no such change of these records";

const NO_BLOCK_IN_A_TEAM: &str =
    "a member is not blocked in one team; block the user, or one of their keys";
const NOTHING_TO_BLOCK: &str = "there is nothing to block here; a budget of zero refuses";
const BLOCKED_ELSEWHERE: &str = "a key or a team is blocked, on the list of these";
