//! The words of the operator's world, as types.
//!
//! Plain values with their invariants: money, budgets, untrusted text, people's records on both
//! servers, the snapshot that one observation yields, what was spent day by day. Knows no socket, no clock, no terminal:
//! where a time is needed it is passed in.

pub mod activity;
pub mod budget;
pub mod cells;
pub mod expiry;
pub mod ids;
mod key_hash;
mod key_word;
pub mod money;
pub mod nearest;
pub mod order;
mod packed;
pub mod policy;
pub mod proxy;
pub mod purse;
pub mod redact;
#[cfg(test)]
pub(crate) mod sample;
pub mod shell;
pub mod snapshot;
pub mod text;
pub mod time;
pub mod typed;
pub mod version;
pub mod webui;
pub mod words;

pub use budget::{Budget, BudgetState, Limit, Window, Zero};
pub use expiry::Expiry;
pub use ids::{AccountId, Email, GroupId, ProxyUserId, TeamId};
pub use key_hash::KeyHash;
pub use key_word::KeyWord;
pub use money::Usd;
pub use policy::{Authority, GuardPolicy, NewUserRole, Pattern, RoleMap, SyncPolicy};
pub use proxy::{
    BlockRecord, BursarMetadata, Customer, Key, KeyBudgetRow, ListedMember, ProxyUser, Team,
    TeamMember,
};
pub use purse::{
    BudgetRow, BudgetWindow, Organization, Place, PurseKind, PurseLine, Purses, Sharers, Tag,
    TeamDefault,
};
pub use snapshot::{Caller, Listing, ProxySide, ServerInfo, Side, Snapshot, WebuiSide};
pub use text::Text;
pub use time::Moment;
pub use version::Version;
pub use webui::{Account, Grant, Group, ModelEntry, Role};
pub use words::{Share, Words};
