//! What is wished for whom, and what that is called of keys, teams, members, customers and purses.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Role, Text, Window};
use crate::plan::wish::{
    BudgetWish, CustomerWish, KeyWish, MemberWish, MintWish, ModelsWish, PurseWish, ResetScope,
    TeamWish, WindowWish,
};

/// What is wished for them.
#[derive(Clone, Debug, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(WishKind), derive(strum::EnumIter))]
#[strum_discriminants(doc = "What is wished, without how much of it.")]
pub enum Wish {
    /// Spend back to zero.
    Reset(ResetScope),
    /// Refused: people on both servers, a key or a team at the proxy.
    Block,
    /// Restored.
    Unblock,
    /// In step on both servers.
    Sync,
    /// A budget.
    Budget(BudgetWish),
    /// A limit for one window of keys or teams.
    Window(WindowWish),
    /// A list of models at the proxy.
    Models(ModelsWish),
    /// A key.
    Mint(MintWish),
    /// Active at the proxy, where another hand deactivated them.
    Activate,
    /// A role in Open WebUI.
    Role(Role),
    /// A model in Open WebUI.
    Grant(Text),
    /// Keys that live until then; `None` for ever.
    Extend(Option<Timestamp>),
    /// Keys that are gone.
    Delete,
}

/// The moment that lies so long after now.
///
/// # Errors
/// The window is no duration, or reaches beyond the calendar.
pub fn until(length: &Window, now: Timestamp) -> Result<Timestamp, String> {
    let seconds = length.seconds().ok_or_else(|| format!("'{length}' is not a duration"))?;
    let until = now.checked_add(SignedDuration::from_secs(seconds));
    until.map_err(|_out_of_range| format!("'{length}' reaches beyond the calendar"))
}

impl Wish {
    /// What is wished.
    pub fn kind(&self) -> WishKind {
        self.into()
    }

    /// The same of keys; `None`: there is no such change of them.
    pub(super) fn of_keys(&self) -> Option<KeyWish> {
        Some(match self {
            Self::Budget(wish) => KeyWish::Budget(wish.clone()),
            Self::Models(wish) => KeyWish::Models(wish.clone()),
            Self::Reset(_) => KeyWish::Reset,
            Self::Block => KeyWish::Block,
            Self::Unblock => KeyWish::Unblock,
            Self::Extend(until) => KeyWish::Extend(*until),
            Self::Delete => KeyWish::Delete,
            Self::Sync
            | Self::Window(_)
            | Self::Mint(_)
            | Self::Activate
            | Self::Role(_)
            | Self::Grant(_) => return None,
        })
    }

    /// The same of teams.
    pub(super) fn of_teams(&self) -> Option<TeamWish> {
        Some(match self {
            Self::Budget(wish) => TeamWish::Budget(wish.clone()),
            Self::Models(wish) => TeamWish::Models(wish.clone()),
            Self::Reset(_) => TeamWish::Reset,
            Self::Block => TeamWish::Block,
            Self::Unblock => TeamWish::Unblock,
            Self::Sync
            | Self::Window(_)
            | Self::Mint(_)
            | Self::Activate
            | Self::Role(_)
            | Self::Grant(_)
            | Self::Extend(_)
            | Self::Delete => return None,
        })
    }

    /// The same of members of a team.
    pub(super) fn of_members(&self) -> Option<MemberWish> {
        Some(match self {
            Self::Budget(wish) => MemberWish::Budget(wish.clone()),
            Self::Reset(_) => MemberWish::Reset,
            Self::Block
            | Self::Unblock
            | Self::Sync
            | Self::Window(_)
            | Self::Models(_)
            | Self::Mint(_)
            | Self::Activate
            | Self::Role(_)
            | Self::Grant(_)
            | Self::Extend(_)
            | Self::Delete => return None,
        })
    }

    /// The same of tags and organizations.
    pub(super) fn of_purses(&self) -> Option<PurseWish> {
        Some(match self {
            Self::Budget(wish) => PurseWish::Budget(wish.clone()),
            Self::Reset(_) => PurseWish::Reset,
            Self::Block
            | Self::Unblock
            | Self::Sync
            | Self::Window(_)
            | Self::Models(_)
            | Self::Mint(_)
            | Self::Activate
            | Self::Role(_)
            | Self::Grant(_)
            | Self::Extend(_)
            | Self::Delete => return None,
        })
    }

    /// The same of customers.
    pub(super) fn of_customers(&self) -> Option<CustomerWish> {
        Some(match self {
            Self::Budget(wish) => CustomerWish::Budget(wish.clone()),
            Self::Models(wish) => CustomerWish::Models(wish.clone()),
            Self::Reset(_) => CustomerWish::Reset,
            Self::Block => CustomerWish::Block,
            Self::Unblock
            | Self::Sync
            | Self::Window(_)
            | Self::Mint(_)
            | Self::Activate
            | Self::Role(_)
            | Self::Grant(_)
            | Self::Extend(_)
            | Self::Delete => return None,
        })
    }
}
