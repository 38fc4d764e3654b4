//! Internal users: changing them.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::wire::UserRow;
use crate::api::http::Call;
use crate::api::litellm::Writer;
use crate::api::redact::excerpt;
use crate::api::{FieldPatch, ServiceError};
use crate::domain::{Email, Limit, ProxyUser, ProxyUserId, Text, Usd, Window};

/// The most users one call of [`Writer::create_users_bulk`] takes.
pub const BULK_LIMIT: usize = 500;

/// A user to be created.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUser {
    /// `user_id`.
    pub id: ProxyUserId,
    /// `user_email`; the proxy refuses one that another user has, in any case.
    pub email: Option<Email>,
    /// `user_alias`.
    pub alias: Option<Text>,
    /// `user_role`; without it the proxy's default, which may be none.
    pub role: Option<Text>,
    /// `max_budget`; `None` leaves it to the proxy's default.
    pub max_budget: Option<Usd>,
}

impl NewUser {
    /// No key comes with it: one made so would be seen by nobody and usable by whoever finds it.
    fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("user_id".to_owned(), self.id.raw().into());
        body.insert("auto_create_key".to_owned(), false.into());
        let mut put = |name: &str, value: Option<Value>| {
            body.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("user_email", self.email.as_ref().map(|email| email.raw().into()));
        put("user_alias", self.alias.as_ref().map(|alias| alias.raw().into()));
        put("user_role", self.role.as_ref().map(|role| role.raw().into()));
        put("max_budget", self.max_budget.map(|budget| json!(budget)));
        Value::Object(body)
    }
}

/// What became of one user of a bulk creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkItem {
    /// Created.
    Created,
    /// Refused, and why in the server's words.
    Refused(String),
    /// The answer does not name it: only a read can tell.
    NotMentioned,
}

/// What to change of a user. What is `None` or [`FieldPatch::Keep`] stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct UserPatch {
    /// `user_alias`.
    pub alias: Option<Text>,
    /// `user_email`; the proxy does not check here whether another user has it.
    pub email: Option<Email>,
    /// `user_role`.
    pub role: Option<Text>,
    /// `spend` of the present window.
    pub spend: Option<Usd>,
    /// `max_budget`; unlimited is sent as null, which LiteLLM before 1.82 ignores.
    pub max_budget: Option<Limit>,
    /// `budget_duration`; the proxy computes the reset time anew and leaves the spend. Clearing is
    /// ignored before 1.102.
    pub budget_duration: FieldPatch<Window>,
    /// `models`; the proxy ignores an empty list.
    pub models: Option<Vec<Text>>,
    /// `metadata`, whole: the proxy replaces it.
    pub metadata: Option<Map<String, Value>>,
}

impl UserPatch {
    fn body(&self, id: &ProxyUserId) -> Value {
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            body.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("user_id", Some(id.raw().into()));
        put("user_alias", self.alias.as_ref().map(|alias| alias.raw().into()));
        put("user_email", self.email.as_ref().map(|email| email.raw().into()));
        put("user_role", self.role.as_ref().map(|role| role.raw().into()));
        put("spend", self.spend.map(|spend| json!(spend)));
        put("max_budget", self.max_budget.map(|limit| json!(limit.amount())));
        put(
            "budget_duration",
            match &self.budget_duration {
                FieldPatch::Keep => None,
                FieldPatch::Clear => Some(Value::Null),
                FieldPatch::Set(window) => Some(window.as_str().into()),
            },
        );
        let raw = |models: &Vec<Text>| json!(models.iter().map(Text::raw).collect::<Vec<_>>());
        put("models", self.models.as_ref().map(raw));
        put("metadata", self.metadata.clone().map(Value::Object));
        Value::Object(body)
    }
}

#[derive(Deserialize)]
struct Created {
    user_id: ProxyUserId,
}

#[derive(Deserialize)]
struct Updated {
    data: UserRow,
}

#[derive(Deserialize)]
struct BulkAnswer {
    data: Vec<BulkRow>,
}

#[derive(Deserialize)]
struct BulkRow {
    user_id: Option<ProxyUserId>,
    #[serde(default)]
    success: bool,
    error: Option<String>,
}

impl Writer {
    /// Creates a user (`/user/new`), without a key. The answer is an echo: read the user to know.
    pub async fn create_user(&self, user: &NewUser) -> Result<ProxyUserId, ServiceError> {
        let call = Call::post("create a user", &["user", "new"], user.body());
        let is_missing = || async { matches!(self.reader.user(&user.id).await, Ok(None)) };
        Ok(self.create::<Created, _>(call, is_missing).await?.user_id)
    }

    /// Creates up to [`BULK_LIMIT`] users in one request (`/management/v1/users/bulk`, LiteLLM
    /// ≥ 1.106): what became of each, in the order given.
    pub async fn create_users_bulk(
        &self,
        users: &[NewUser],
    ) -> Result<Vec<BulkItem>, ServiceError> {
        let bodies: Vec<_> = users.iter().map(NewUser::body).collect();
        let path = ["management", "v1", "users", "bulk"];
        let call = Call::post("create users", &path, json!({ "users": bodies })).listing();
        if users.len() > BULK_LIMIT {
            return Err(self.client.refuse(&call, "more than 500 users at once"));
        }
        let ids: Vec<ProxyUserId> = users.iter().map(|user| user.id.clone()).collect();
        let are_missing =
            || async { self.reader.users_by_id(&ids).await.is_ok_and(|found| found.is_empty()) };
        let answer: BulkAnswer = self.create(call, are_missing).await?;
        let outcome = |user: &NewUser| {
            let row = answer.data.iter().find(|row| row.user_id.as_ref() == Some(&user.id));
            row.map_or(BulkItem::NotMentioned, BulkRow::outcome)
        };
        Ok(users.iter().map(outcome).collect())
    }

    /// Changes a user (`/user/update`). **Creates** one of that id where there is none, so read it
    /// first. The user it gives is the row after the write.
    pub async fn update_user(
        &self,
        id: &ProxyUserId,
        patch: &UserPatch,
    ) -> Result<ProxyUser, ServiceError> {
        let call = Call::post("change a user", &["user", "update"], patch.body(id));
        Ok(self.tell::<Updated>(call).await?.data.into())
    }
}

impl BulkRow {
    fn outcome(&self) -> BulkItem {
        if self.success {
            return BulkItem::Created;
        }
        let words = self.error.as_deref().unwrap_or("the server does not say why");
        BulkItem::Refused(excerpt(words, &[]))
    }
}
