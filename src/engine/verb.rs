//! Each verb done for real: read and check, write once, read back.

pub mod account;
pub mod activation;
pub mod budget;
pub mod key;
pub mod mint;
pub mod models;
pub mod probe;
pub mod purse;
pub mod role;
pub mod spend;
pub mod team;
pub mod user;
pub mod window;

use super::settle::unread;
use super::{Reveal, Writers, grants};
use crate::api::{ServiceError, litellm, openwebui};
use crate::domain::{Email, Text};
use crate::plan::op::{Edit, Edits};
use crate::plan::{Change, Op, Outcome};

/// What a verb needs besides its change.
pub(super) struct Desk<'a> {
    pub(super) writers: &'a Writers,
    /// Whether initial passwords are to be handed out.
    pub(super) reveal_passwords: bool,
    /// How long a reset is watched for spend that lands after it.
    pub(super) landing: spend::Landing,
}

/// A verb's end: its outcome and the secret it may have made.
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    pub(super) reveal: Option<Reveal>,
}

impl From<Outcome> for Ended {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, reveal: None }
    }
}

impl Desk<'_> {
    fn proxy(&self) -> Result<&litellm::Writer, Outcome> {
        self.writers.proxy.as_ref().map_err(|why| Outcome::refused(why.clone()))
    }

    fn webui(&self) -> Result<&openwebui::Writer, Outcome> {
        self.writers.webui.as_ref().map_err(|why| Outcome::refused(why.clone()))
    }
}

/// Does one change. Whatever happens is an outcome.
pub(super) async fn perform(desk: &Desk<'_>, change: &Change) -> Ended {
    dispatch(desk, change).await.unwrap_or_else(Ended::from)
}

async fn dispatch(desk: &Desk<'_>, change: &Change) -> Result<Ended, Outcome> {
    let outcome = match &change.op {
        Op::MintKey(op) => return Ok(mint::mint(desk.proxy()?, change, op).await),
        Op::Probe(op) => return probe::probe(desk.proxy()?, op, &desk.landing.cancel).await,
        Op::CreateAccount(op) => return account::create(desk, change, op).await,
        Op::CreateUser(op) => user::create(desk.proxy()?, op).await,
        Op::UpdateUser(op) => user::update(desk.proxy()?, op).await?,
        Op::UpdateAccount(op) => account::update(desk.webui()?, op).await,
        Op::SetRole(op) => role::set(desk.webui()?, op).await,
        Op::DeactivateUser(op) => activation::deactivate(desk.proxy()?, op).await,
        Op::ReactivateUser(op) => activation::reactivate(desk.proxy()?, op).await,
        Op::BlockKey(op) => key::block(desk.proxy()?, op).await,
        Op::UnblockKey(op) => key::unblock(desk.proxy()?, op).await,
        Op::DeleteKey(op) => key::delete(desk.proxy()?, op).await,
        Op::SetSpend(op) => spend::set(desk.proxy()?, op, &desk.landing).await,
        Op::SetKeySpend(op) => spend::set_of_key(desk.proxy()?, op, &desk.landing).await,
        Op::ResetMemberSpend(op) => team::reset_member(desk.proxy()?, op, &desk.landing).await,
        Op::SetBudget(op) => budget::set(desk.proxy()?, op).await,
        Op::SetKeyBudget(op) => budget::set_of_key(desk.proxy()?, op).await,
        Op::SetTeamBudget(op) => budget::set_of_team(desk.proxy()?, op).await,
        Op::SetMemberBudget(op) => budget::set_of_member(desk.proxy()?, op).await,
        Op::SetCustomerBudget(op) => budget::set_of_customer(desk.proxy()?, op).await,
        Op::SetKeyWindows(op) => window::set_of_key(desk.proxy()?, op).await,
        Op::SetTeamWindows(op) => window::set_of_team(desk.proxy()?, op).await,
        Op::SetTagBudget(op) => purse::set_of_tag(desk.proxy()?, op).await,
        Op::SetBudgetRow(op) => purse::set_of_row(desk.proxy()?, op).await,
        Op::SetOrganizationBudget(op) => purse::set_of_organization(desk.proxy()?, op).await,
        Op::ResetOrganizationSpend(op) => {
            purse::reset_organization(desk.proxy()?, op, &desk.landing).await
        }
        Op::AddOrganizationSpend(op) => {
            purse::add_to_organization(desk.proxy()?, op, &desk.landing).await
        }
        Op::SetKeyModels(op) => models::set_of_key(desk.proxy()?, op).await,
        Op::SetUserModels(op) => models::set_of_user(desk.proxy()?, op).await,
        Op::SetTeamModels(op) => models::set_of_team(desk.proxy()?, op).await,
        Op::SetCustomerModels(op) => models::set_of_customer(desk.proxy()?, op).await,
        Op::SetKeyExpiry(op) => key::set_expiry(desk.proxy()?, op).await,
        Op::SetActive(op) => activation::set_active(desk.proxy()?, op).await,
        Op::BlockTeam(op) => team::block(desk.proxy()?, op).await,
        Op::UnblockTeam(op) => team::unblock(desk.proxy()?, op).await,
        Op::GrantModel(op) => grants::one(desk.webui()?, op.into()).await,
        Op::RevokeModel(op) => grants::one(desk.webui()?, op.into()).await,
    };
    Ok(outcome.into())
}

/// What the server does with a change on its other workers; said wherever it matters.
const IN_FORCE: &str = "in force on every worker within 60 s";

/// What a record is before anything is written; its absence refuses the change.
fn read_first<T>(read: Result<Option<T>, ServiceError>, what: &str) -> Result<T, Outcome> {
    match read {
        Ok(Some(now)) => Ok(now),
        Ok(None) => Err(Outcome::refused(format!("{what} is gone"))),
        Err(error) => Err(unread(&error)),
    }
}

/// A value as reviewed, as it is now, and as wished: whether to write.
enum Standing {
    Already,
    AsReviewed,
    Moved,
}

fn standing<T: PartialEq>(now: &T, before: &T, after: &T) -> Standing {
    if now == after {
        Standing::Already
    } else if now == before {
        Standing::AsReviewed
    } else {
        Standing::Moved
    }
}

/// A name and an e-mail against their edits: blanks around a name do not count, nor does the case
/// of an e-mail, which Open WebUI lowers.
fn edits_standing(edits: &Edits, name: Option<&Text>, email: Option<&Email>) -> Standing {
    let plain = |text: Option<&Text>| text.map_or("", Text::raw).trim().to_owned();
    let normal = |text: Option<&Text>| plain(text).to_lowercase();
    let of_name = edits.name.as_ref().map(|Edit { before, after }| {
        standing(&plain(name), &plain(before.as_ref()), &plain(Some(after)))
    });
    let of_email = edits.email.as_ref().map(|Edit { before, after }| {
        let now = email.map_or("", Email::normal).to_owned();
        standing(&now, &normal(before.as_ref()), &normal(Some(after)))
    });
    let parts = || [&of_name, &of_email].into_iter().flatten();
    if parts().any(|part| matches!(part, Standing::Moved)) {
        Standing::Moved
    } else if parts().all(|part| matches!(part, Standing::Already)) {
        Standing::Already
    } else {
        Standing::AsReviewed
    }
}
