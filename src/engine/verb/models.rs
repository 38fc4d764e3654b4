//! Setting lists of models, and grants of models in Open WebUI.

use super::{IN_FORCE, Standing, read_first, standing};
use crate::api::ServiceError;
use crate::api::litellm::{CustomerPatch, KeyPatch, TeamPatch, UserPatch, Writer};
use crate::api::openwebui;
use crate::domain::{AccountId, Grant, KeyHash, ModelEntry, ProxyUserId, TeamId, Text};
use crate::engine::settle::{ReadBack, settle, unread};
use crate::plan::Outcome;
use crate::plan::op::models::list;
use crate::plan::op::{
    GrantModel, RevokeModel, SetCustomerModels, SetKeyModels, SetTeamModels, SetUserModels,
};

/// The order does not count.
fn sorted(models: &[Text]) -> Vec<&str> {
    let mut models: Vec<&str> = models.iter().map(Text::raw).collect();
    models.sort_unstable();
    models
}

/// The outcome, if nothing is to be written.
fn settled(now: &[Text], before: &[Text], after: &[Text]) -> Option<Outcome> {
    match standing(&sorted(now), &sorted(before), &sorted(after)) {
        Standing::Already => {
            Some(Outcome::already_true(format!("the models are {} already", list(now))))
        }
        Standing::AsReviewed => None,
        Standing::Moved => Some(Outcome::refused(format!(
            "the models changed since the plan was made: {}; make a new plan",
            list(now)
        ))),
    }
}

fn compare(after: &[Text], now: Option<Vec<Text>>) -> ReadBack {
    match now {
        Some(now) if sorted(&now) == sorted(after) => {
            ReadBack::Wished(format!("read back {}; {IN_FORCE}", list(&now)))
        }
        Some(now) => ReadBack::Otherwise(format!("models {}", list(&now))),
        None => ReadBack::Otherwise("gone".into()),
    }
}

/// Whose list.
enum Whose<'a> {
    Key(&'a KeyHash),
    User(&'a ProxyUserId),
    Team(&'a TeamId),
    Customer(&'a Text),
}

impl Whose<'_> {
    fn words(&self) -> &'static str {
        match self {
            Self::Key(_) => "the key",
            Self::User(_) => "the user",
            Self::Team(_) => "the team",
            Self::Customer(_) => "the customer",
        }
    }

    async fn read(&self, proxy: &Writer) -> Result<Option<Vec<Text>>, ServiceError> {
        let reader = proxy.reader();
        Ok(match self {
            Self::Key(hash) => reader.key(hash).await?.map(|key| key.models),
            Self::User(id) => reader.user(id).await?.map(|record| record.user.models),
            Self::Team(id) => reader.team(id).await?.map(|team| team.models),
            Self::Customer(id) => reader.customer(id).await?.map(|customer| customer.models),
        })
    }

    async fn write(&self, proxy: &Writer, models: &[Text]) -> Result<(), ServiceError> {
        let models = Some(models.to_vec());
        match self {
            Self::Key(hash) => {
                proxy.update_key(hash, &KeyPatch { models, ..KeyPatch::default() }).await
            }
            Self::User(id) => {
                let patch = UserPatch { models, ..UserPatch::default() };
                proxy.update_user(id, &patch).await.map(|_| ())
            }
            Self::Team(id) => {
                proxy.update_team(id, &TeamPatch { models, ..TeamPatch::default() }).await
            }
            Self::Customer(id) => {
                let patch = CustomerPatch { models, ..CustomerPatch::default() };
                proxy.update_customer(id, &patch).await
            }
        }
    }

    /// Reads, checks, writes once, reads back.
    async fn set(&self, proxy: &Writer, before: &[Text], after: &[Text]) -> Outcome {
        let now = match read_first(self.read(proxy).await, self.words()) {
            Ok(now) => now,
            Err(outcome) => return outcome,
        };
        if let Some(outcome) = settled(&now, before, after) {
            return outcome;
        }
        let written = self.write(proxy, after).await;
        settle(&written, self.read(proxy).await.map(|now| compare(after, now)))
    }
}

pub(super) async fn set_of_key(proxy: &Writer, op: &SetKeyModels) -> Outcome {
    Whose::Key(&op.hash).set(proxy, &op.before, &op.after).await
}

pub(super) async fn set_of_team(proxy: &Writer, op: &SetTeamModels) -> Outcome {
    Whose::Team(&op.team).set(proxy, &op.before, &op.after).await
}

pub(super) async fn set_of_customer(proxy: &Writer, op: &SetCustomerModels) -> Outcome {
    Whose::Customer(&op.customer).set(proxy, &op.before, &op.after).await
}

pub(super) async fn set_of_user(proxy: &Writer, op: &SetUserModels) -> Outcome {
    Whose::User(&op.user_id).set(proxy, &op.before, &op.after).await
}

fn is_granted(entry: Option<&ModelEntry>, account: &AccountId) -> bool {
    entry.is_some_and(|entry| entry.grants.iter().any(|grant| grant.is_for(account)))
}

pub(super) async fn grant(webui: &openwebui::Writer, op: &GrantModel) -> Outcome {
    match webui.reader().models().await {
        Ok(models) if models.contains(&op.model) => {}
        Ok(_) => {
            // The server would make an entry for it all the same, which nobody could use.
            return Outcome::refused(format!("Open WebUI offers no model {} now", op.model));
        }
        Err(error) => return unread(&error),
    }
    let entry = match webui.reader().stored_entry(&op.model).await {
        Ok(entry) => entry,
        Err(error) => return unread(&error),
    };
    if is_granted(entry.as_ref(), &op.account) {
        return Outcome::already_true("granted already");
    }
    let name = entry.as_ref().map(|entry| entry.name.clone());
    let mut grants = entry.map(|entry| entry.grants).unwrap_or_default();
    grants.push(Grant::read_by(&op.account));
    put(webui, &op.model, name.as_ref(), &grants, &op.account, true).await
}

pub(super) async fn revoke(webui: &openwebui::Writer, op: &RevokeModel) -> Outcome {
    let entry = match webui.reader().stored_entry(&op.model).await {
        Ok(entry) => entry,
        Err(error) => return unread(&error),
    };
    let Some(mut entry) = entry.filter(|entry| is_granted(Some(entry), &op.account)) else {
        return Outcome::already_true("not granted to this account");
    };
    entry.grants.retain(|grant| *grant != Grant::read_by(&op.account));
    put(webui, &op.model, Some(&entry.name), &entry.grants, &op.account, false).await
}

/// The grants of others stay as they were read just now: the server replaces the list whole.
async fn put(
    webui: &openwebui::Writer,
    model: &Text,
    name: Option<&Text>,
    grants: &[Grant],
    account: &AccountId,
    granted: bool,
) -> Outcome {
    let written = webui.set_grants(model, name, grants).await;
    let words = if granted { "granted" } else { "not granted" };
    let read = webui.reader().stored_entry(model).await.map(|entry| {
        let kept = entry.as_ref().map_or(0, |entry| entry.grants.len());
        let is_so = is_granted(entry.as_ref(), account) == granted && kept >= grants.len();
        let others = kept.saturating_sub(usize::from(granted));
        let others = match others {
            0 => "no other grant".to_owned(),
            1 => "1 other grant kept".to_owned(),
            n => format!("{n} other grants kept"),
        };
        if is_so {
            ReadBack::Wished(format!("read back {words}, {others}; in force on the next request"))
        } else {
            ReadBack::Otherwise(format!("another list of {kept} grants"))
        }
    });
    settle(&written, read)
}
