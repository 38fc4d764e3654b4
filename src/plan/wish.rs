//! What can be wished, what it comes to, and what a plan carries of the moment it is made in: all
//! of making plans that others than their makers' one caller may know.

pub use super::make::budget::ParseLimitError;
pub use super::make::mint::{alias_problem, is_taken};
pub use super::make::models::{ListOf, ModelsVerdict};
pub use super::make::undo::inverse;
pub use super::make::{
    Applied, BudgetWish, Context, CustomerWish, FoundMember, KeyWish, LimitWish, MemberWish,
    MintWish, ModelsWish, ProbeWish, PurseWish, RememberedRoles, ResetScope, TeamWish, Verdict,
    WindowVerdict, WindowWish,
};

/// What a budget comes to for what has rules of its own.
pub mod verdict {
    pub use crate::plan::make::customers::verdict as of_customer;
    pub use crate::plan::make::keys::verdict as of_key;
    pub use crate::plan::make::members::verdict as of_member;
}
