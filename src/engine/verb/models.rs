//! Setting lists of models.

use super::{IN_FORCE, Standing, read_first, standing};
use crate::api::ServiceError;
use crate::api::litellm::{CustomerPatch, KeyPatch, TeamPatch, UserPatch, Writer};
use crate::domain::{KeyHash, ProxyUserId, TeamId, Text};
use crate::engine::settle::{ReadBack, conclude, unreadable};
use crate::plan::Outcome;
use crate::plan::op::models::list;
use crate::plan::op::{SetCustomerModels, SetKeyModels, SetTeamModels, SetUserModels};

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

#[expect(clippy::option_option, reason = "gone, and not to be read, are two things")]
fn compare(after: &[Text], now: Option<Option<Vec<Text>>>) -> ReadBack {
    match now {
        Some(None) => ReadBack::Unread("`models`"),
        Some(Some(now)) if sorted(&now) == sorted(after) => {
            ReadBack::Wished(format!("read back {}; {IN_FORCE}", list(&now)))
        }
        Some(Some(now)) => ReadBack::Otherwise(format!("models {}", list(&now))),
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

    /// The list, `None` where it cannot be read; `None` where the record is gone.
    async fn read(&self, proxy: &Writer) -> Result<Option<Option<Vec<Text>>>, ServiceError> {
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
            Ok(Some(now)) => now,
            Ok(None) => return unreadable("`models`"),
            Err(outcome) => return outcome,
        };
        if let Some(outcome) = settled(&now, before, after) {
            return outcome;
        }
        let written = self.write(proxy, after).await;
        conclude(&written, || async { Ok(compare(after, self.read(proxy).await?)) }).await
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
