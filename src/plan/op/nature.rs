//! What an operation is before it is done: all that a plan is reviewed, ordered and applied by.

use crate::domain::{AccountId, KeyHash, ProxyUserId, TeamId, Text};
use crate::plan::Danger;

/// What an operation says of itself. Each answers every question: there is no usual answer that
/// one could be given by oversight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nature<'a> {
    /// Whose record it touches.
    pub subject: Subject<'a>,
    /// How much it can hurt.
    pub danger: Danger,
    /// Why nothing will ever undo it, known before it is done; `None` where something may.
    pub lasting: Option<&'static str>,
    /// How far it is felt.
    pub reach: Reach,
    /// What it does to what is there.
    pub act: Act,
    /// What it replaces whole.
    pub rewrites: Option<Whole<'a>>,
    /// When it is done among the changes listed with it.
    pub turn: Turn,
    /// How it is put into words where it is asked about.
    pub wording: Wording,
    /// Whether the proxy's other workers follow only within 60 s (LiteLLM caches keys and users),
    /// and that is said before it is done.
    pub lags: bool,
}

/// Whose record a change touches, where it is no person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// The person it is listed under.
    Person,
    /// A virtual key, which may have no owner.
    Key(&'a KeyHash),
    /// A team.
    Team(&'a TeamId),
    /// A customer.
    Customer(&'a Text),
    /// A tag, an organization or a budget row: no listing of the roster has them.
    Unlisted,
}

/// How far one change is felt: how carefully several are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// By whom it is listed under, as a matter of routine: many are asked about like one.
    Routine,
    /// By whom it is listed under.
    Own,
    /// By others too: one is asked about like several.
    Shared,
}

/// What a change does to what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Makes an internal user.
    MakesUser,
    /// Makes an account, whose password may be handed out.
    MakesAccount,
    /// Makes a key, which stays.
    MakesKey,
    /// Asks, and leaves nothing behind.
    Asks,
    /// Sets what is there to something else.
    Sets,
    /// Refuses an internal user; only remembers it where the server does not enforce it.
    StopsUser {
        /// Whether the server honours `scim_active` (LiteLLM ≥ 1.84).
        is_enforced: bool,
    },
    /// Refuses a key.
    StopsKey {
        /// Whether its owner's other keys go on working.
        alone: bool,
    },
    /// Refuses the keys of a team.
    StopsTeam,
    /// Refuses an account.
    StopsAccount,
    /// Deletes a key for good.
    DeletesKey,
}

/// What a write replaces whole, by a list or by what was read just before: of two at once the later
/// takes back the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whole<'a> {
    /// `metadata` of `POST /user/update` (LiteLLM).
    UserMetadata(&'a ProxyUserId),
    /// `models` of `POST /user/update` (LiteLLM).
    UserModels(&'a ProxyUserId),
    /// `models` of `POST /key/update` (LiteLLM).
    KeyModels(&'a KeyHash),
    /// `budget_limits` of `POST /key/update` (LiteLLM).
    KeyWindows(&'a KeyHash),
    /// `models` of `POST /team/update` (LiteLLM).
    TeamModels(&'a TeamId),
    /// `budget_limits` of `POST /team/update` (LiteLLM).
    TeamWindows(&'a TeamId),
    /// `models` of `POST /customer/update` (LiteLLM).
    CustomerModels(&'a Text),
    /// `POST /tag/update` (LiteLLM 1.106.2 empties what is not sent).
    Tag(&'a Text),
    /// `spend` of `PATCH /organization/update` (LiteLLM), which only sets.
    OrganizationSpend(&'a Text),
    /// `POST /api/v1/users/{id}/update` (Open WebUI before 0.9.6 wants all fields).
    Account(&'a AccountId),
    /// `access_grants` of `POST /api/v1/models/model/access/update` (Open WebUI), everybody's.
    ModelGrants(&'a Text),
}

/// When a change is done among those listed with it. Nothing is blocked that could not be
/// remembered, and nothing is forgotten that could not be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It remembers: where it fails, the later ones are not attempted.
    First,
    /// Whatever becomes of the others.
    Any,
    /// It forgets: where an earlier one fails, it is not attempted.
    Last,
}

impl Turn {
    /// Whether this one must not be done after `earlier` did not succeed.
    pub fn waits_for(self, earlier: Self) -> bool {
        earlier == Self::First || self == Self::Last
    }
}

/// How a change is put into words where it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// By its verb, and in full by before and after besides.
    Verb,
    /// By its verb; in full before and after say it themselves.
    Values,
    /// By before and after: the amounts are what is decided.
    Amounts,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::{BlockRecord, Budget, Role};
    use crate::plan::Op;
    use crate::plan::op::{
        DeactivateUser, GrantModel, ReactivateUser, RevokeModel, SetActive, SetBudget,
        SetKeyModels, SetKeyWindows, SetRole,
    };

    #[test]
    fn what_rewrites_one_record_says_so() {
        let user_id = || ProxyUserId::new("ana");
        let at = crate::domain::sample::now();
        let record = BlockRecord { at, keys: vec![], scim_active: None, account_role: None };
        let (account, other) = (AccountId::new("ana"), AccountId::new("ben"));
        let model = || Text::from("m");
        let (hash, label) = (KeyHash::new("h"), "k".to_owned());
        let records = |ops: &[Op]| {
            let wholes = ops.iter().map(|op| op.nature().rewrites);
            wholes.map(|whole| format!("{whole:?}")).collect::<HashSet<_>>()
        };

        let of_metadata = [
            DeactivateUser { user_id: user_id(), record: record.clone(), scim: true }.into(),
            ReactivateUser { user_id: user_id(), record, scim: true }.into(),
            SetActive { user_id: user_id(), active: true }.into(),
        ];
        assert_eq!(records(&of_metadata), ["Some(UserMetadata(\"ana\"))".into()].into());
        let of_grants = [
            GrantModel { account: account.clone(), model: model() }.into(),
            RevokeModel { account: other, model: model() }.into(),
        ];
        assert_eq!(records(&of_grants), ["Some(ModelGrants(\"m\"))".into()].into());
        let of_one_key = [
            SetKeyModels {
                hash: hash.clone(),
                label: label.clone(),
                before: vec![],
                after: vec![],
            }
            .into(),
            SetKeyWindows { hash, label, before: vec![], after: vec![] }.into(),
        ];
        assert_eq!(records(&of_one_key).len(), 2);
        let role: Op = SetRole { account, before: Role::User, after: Role::Admin }.into();
        assert_eq!(records(&[role]), ["Some(Account(\"ana\"))".into()].into());
        let budget = Budget::default();
        let budget: Op =
            SetBudget { user_id: user_id(), before: budget.clone(), after: budget }.into();
        assert_eq!(budget.nature().rewrites, None);
    }
}
