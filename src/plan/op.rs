//! What a change does, one type a verb: its before and after, its danger, its inverse.

pub mod account;
pub mod activation;
pub mod address;
pub mod budget;
pub mod edits;
pub mod grant;
pub mod key;
pub mod mint;
pub mod models;
pub mod nature;
pub mod probe;
pub mod purse;
pub mod role;
pub mod spend;
pub mod team;
pub mod user;
pub mod window;

use serde::{Deserialize, Serialize};

pub use account::{CreateAccount, UpdateAccount};
pub use activation::{DeactivateUser, ReactivateUser, SetActive};
pub use address::{AddressMove, Directory};
pub use budget::{SetBudget, SetCustomerBudget, SetKeyBudget, SetMemberBudget, SetTeamBudget};
pub use edits::{Edit, Edits};
pub use grant::{GrantModel, RevokeModel};
pub use key::{BlockKey, DeleteKey, KeyLabel, SetKeyExpiry, UnblockKey};
pub use mint::{MintKey, MintTeam};
pub use models::{SetCustomerModels, SetKeyModels, SetTeamModels, SetUserModels};
pub use nature::{Act, Nature, Reach, Subject, Turn, Whole, Wording};
pub use probe::Probe;
pub use purse::{
    AddOrganizationSpend, ResetOrganizationSpend, SetBudgetRow, SetOrganizationBudget, SetTagBudget,
};
pub use role::SetRole;
pub use spend::{SetKeySpend, SetSpend};
pub use team::{BlockTeam, ResetMemberSpend, TeamLabel, UnblockTeam};
pub use user::{CreateUser, UpdateUser};
pub use window::{SetKeyWindows, SetTeamWindows};

use super::{Danger, Outcome};
use crate::roster::PersonRef;

/// What every verb can say of itself.
pub trait Operation {
    /// What is there before, for the eye. Harmless.
    fn before(&self) -> String;
    /// What will be there after, for the eye. Harmless.
    fn after(&self) -> String;
    /// What it is, before it is done.
    fn nature(&self) -> Nature<'_>;
    /// What undoes it now, given how the person stands and what the change created.
    ///
    /// # Errors
    /// Why nothing undoes it, as a sentence.
    fn inverse(&self, person: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String>;
}

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident => $verb:literal, $words:literal;)*) => {
        /// A change's content: the verb and all it needs.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "verb", rename_all = "snake_case")]
        pub enum Op {
            $($(#[$doc])* $name($name),)*
        }

        impl Op {
            /// The verb as scripts know it.
            pub fn verb(&self) -> &'static str {
                match self { $(Self::$name(_) => $verb,)* }
            }

            /// The verb as people read it.
            pub fn words(&self) -> &'static str {
                match self { $(Self::$name(_) => $words,)* }
            }

            fn inner(&self) -> &dyn Operation {
                match self { $(Self::$name(op) => op,)* }
            }
        }

        $(impl From<$name> for Op {
            fn from(op: $name) -> Self {
                Self::$name(op)
            }
        })*
    };
}

ops! {
    /// Create an internal user at the proxy.
    CreateUser => "create_user", "create user at the proxy";
    /// Change an internal user's name or e-mail.
    UpdateUser => "update_user", "update user at the proxy";
    /// Create an account in Open WebUI.
    CreateAccount => "create_account", "create account in chat";
    /// Change an account's name or e-mail.
    UpdateAccount => "update_account", "update account in chat";
    /// Change an account's role.
    SetRole => "set_role", "set role in chat";
    /// Stop an internal user, and remember what bursar blocks.
    DeactivateUser => "deactivate_user", "deactivate user at the proxy";
    /// Let an internal user work again, and forget the block.
    ReactivateUser => "reactivate_user", "reactivate user at the proxy";
    /// Block a virtual key.
    BlockKey => "block_key", "block key";
    /// Unblock a virtual key.
    UnblockKey => "unblock_key", "unblock key";
    /// Delete a virtual key.
    DeleteKey => "delete_key", "delete key";
    /// Set an internal user's spend.
    SetSpend => "set_spend", "set spend";
    /// Set a virtual key's spend.
    SetKeySpend => "set_key_spend", "set key spend";
    /// Set an internal user's budget.
    SetBudget => "set_budget", "set budget";
    /// Mint a virtual key.
    MintKey => "mint_key", "mint key";
    /// Ask for one completion with a key that lives for that alone.
    Probe => "probe", "probe with a throw-away key";
    /// Set a virtual key's budget.
    SetKeyBudget => "set_key_budget", "set key budget";
    /// Set until when a virtual key works.
    SetKeyExpiry => "set_key_expiry", "set key expiry";
    /// Set which models a virtual key may use.
    SetKeyModels => "set_key_models", "set key models";
    /// Set which models an internal user's personal keys may use.
    SetUserModels => "set_user_models", "set user models";
    /// Set whether an internal user is active, where bursar has not blocked them.
    SetActive => "set_active", "set active at the proxy";
    /// Set a team's budget.
    SetTeamBudget => "set_team_budget", "set team budget";
    /// Set which models a team's keys may use.
    SetTeamModels => "set_team_models", "set team models";
    /// Block a team.
    BlockTeam => "block_team", "block team";
    /// Unblock a team.
    UnblockTeam => "unblock_team", "unblock team";
    /// Set a member's budget in a team.
    SetMemberBudget => "set_member_budget", "set member budget";
    /// Set a member's spend in a team back to zero.
    ResetMemberSpend => "reset_member_spend", "reset member spend";
    /// Set a customer's budget.
    SetCustomerBudget => "set_customer_budget", "set customer budget";
    /// Set which models a customer may use.
    SetCustomerModels => "set_customer_models", "set customer models";
    /// Set what a virtual key may spend in each window.
    SetKeyWindows => "set_key_windows", "set key windows";
    /// Set what a team may spend in each window.
    SetTeamWindows => "set_team_windows", "set team windows";
    /// Set a tag's budget.
    SetTagBudget => "set_tag_budget", "set tag budget";
    /// Set an organization's budget.
    SetOrganizationBudget => "set_organization_budget", "set organization budget";
    /// Set an organization's spend back to zero.
    ResetOrganizationSpend => "reset_organization_spend", "reset organization spend";
    /// Add to an organization's spend what a reset took.
    AddOrganizationSpend => "add_organization_spend", "add organization spend";
    /// Set a budget row, for everybody who points to it.
    SetBudgetRow => "set_budget_row", "set budget row";
    /// Let an account use a model in Open WebUI.
    GrantModel => "grant_model", "grant model in chat";
    /// Take that back.
    RevokeModel => "revoke_model", "revoke model in chat";
}

impl Op {
    /// What it is, before it is done.
    pub fn nature(&self) -> Nature<'_> {
        self.inner().nature()
    }

    /// Whose record it touches.
    pub fn subject(&self) -> Subject<'_> {
        self.nature().subject
    }

    /// What is there before, for the eye.
    pub fn before(&self) -> String {
        self.inner().before()
    }

    /// What will be there after, for the eye.
    pub fn after(&self) -> String {
        self.inner().after()
    }

    /// How much it can hurt.
    pub fn danger(&self) -> Danger {
        self.nature().danger
    }

    /// Whether it alters or restricts somebody who exists, rather than only adding.
    pub fn alters(&self) -> bool {
        self.danger() > Danger::Adds
    }

    /// Why nothing will ever undo it; `None` where something may.
    pub fn lasting(&self) -> Option<&'static str> {
        self.nature().lasting
    }

    /// See [`Operation::inverse`].
    pub fn inverse(
        &self,
        person: Option<PersonRef<'_>>,
        outcome: &Outcome,
    ) -> Result<Self, String> {
        self.inner().inverse(person, outcome)
    }
}
