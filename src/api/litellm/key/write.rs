//! Virtual keys: changing them.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::wire::KeyRow;
use crate::api::decode;
use crate::api::http::Call;
use crate::api::litellm::purse::windows_json;
use crate::api::litellm::{Writer, terms_into};
use crate::api::{ErrorKind, FieldPatch, ServiceError};
use crate::domain::{
    BudgetWindow, Key, KeyHash, Limit, Moment, ProxyUserId, TeamId, Text, Usd, Window,
};

/// A key to be minted.
#[derive(Clone, Debug, PartialEq)]
pub struct NewKey {
    /// `user_id`: its owner. The proxy does not check that there is such a user.
    pub user: ProxyUserId,
    /// `team_id`.
    pub team: Option<TeamId>,
    /// `key_alias`; the proxy refuses one that another key has.
    pub alias: Option<Text>,
    /// `models`; empty allows all that the owner may use.
    pub models: Vec<Text>,
    /// `max_budget`.
    pub max_budget: Option<Usd>,
    /// `budget_duration`.
    pub budget_duration: Option<Window>,
    /// `duration`: how long it is valid, like `30d`.
    pub expires: Option<String>,
}

/// A key just minted: the only moment at which the server tells it.
#[derive(Debug, Deserialize)]
pub struct MintedKey {
    /// The key itself.
    pub key: SecretString,
    /// `token`: its hash.
    #[serde(rename = "token")]
    pub hash: KeyHash,
    /// `key_alias`.
    #[serde(rename = "key_alias", default, deserialize_with = "decode::text")]
    pub alias: Option<Text>,
    /// `expires`.
    #[serde(default, deserialize_with = "decode::moment")]
    pub expires: Option<Moment>,
}

impl NewKey {
    fn body(&self) -> Value {
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            body.extend(value.map(|value| (name.to_owned(), value)));
        };
        let models = self.models.iter().map(Text::raw).collect::<Vec<_>>();
        put("user_id", Some(self.user.raw().into()));
        put("models", Some(json!(models)));
        put("team_id", self.team.as_ref().map(|team| team.raw().into()));
        put("key_alias", self.alias.as_ref().map(|alias| alias.raw().into()));
        put("max_budget", self.max_budget.map(|budget| json!(budget)));
        put("budget_duration", self.budget_duration.as_ref().map(|every| every.as_str().into()));
        put("duration", self.expires.as_deref().map(Value::from));
        Value::Object(body)
    }
}

/// What to change of a key. What is `None` or [`FieldPatch::Keep`] stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct KeyPatch {
    /// `max_budget`; unlimited is sent as null.
    pub max_budget: Option<Limit>,
    /// `budget_duration`; the proxy computes the reset time anew and leaves the spend.
    pub budget_duration: FieldPatch<Window>,
    /// `duration`: how many seconds it lives from now on; cleared, it never expires.
    pub seconds_to_live: FieldPatch<u64>,
    /// `models`; empty allows all that the owner or team may use.
    pub models: Option<Vec<Text>>,
    /// `budget_limits`; the proxy computes each reset time anew.
    pub windows: Option<Vec<BudgetWindow>>,
}

impl KeyPatch {
    fn body(&self, hash: &KeyHash) -> Value {
        let mut body = json!({ "key": hash.raw() });
        terms_into(&mut body, self.max_budget, &self.budget_duration, "max_budget");
        match &self.seconds_to_live {
            FieldPatch::Keep => {}
            FieldPatch::Clear => body["duration"] = Value::Null,
            FieldPatch::Set(seconds) => body["duration"] = format!("{seconds}s").into(),
        }
        if let Some(models) = &self.models {
            body["models"] = json!(models.iter().map(Text::raw).collect::<Vec<_>>());
        }
        if let Some(windows) = &self.windows {
            body["budget_limits"] = windows_json(windows);
        }
        body
    }
}

#[derive(Deserialize)]
struct Reset {
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
}

#[derive(Deserialize)]
struct Deleted {
    #[serde(default, deserialize_with = "decode::list")]
    deleted_keys: Vec<KeyHash>,
}

impl Writer {
    /// Blocks a key; the row it gives is the one after the write. In force at once on the worker
    /// that answers, within 60 s on every other.
    pub async fn block_key(&self, hash: &KeyHash) -> Result<Key, ServiceError> {
        let body = json!({ "key": hash.raw() });
        let call = Call::post("block a key", &["key", "block"], body);
        Ok(self.tell::<KeyRow>(call).await?.into())
    }

    /// Unblocks a key.
    pub async fn unblock_key(&self, hash: &KeyHash) -> Result<Key, ServiceError> {
        let body = json!({ "key": hash.raw() });
        let call = Call::post("unblock a key", &["key", "unblock"], body);
        Ok(self.tell::<KeyRow>(call).await?.into())
    }

    /// Deletes a key. One that is not there is [`ErrorKind::NotFound`].
    pub async fn delete_key(&self, hash: &KeyHash) -> Result<(), ServiceError> {
        let body = json!({ "keys": [hash.raw()] });
        let call = Call::post("delete a key", &["key", "delete"], body);
        let (call, answer) = self.send(call).await?;
        let deleted: Deleted = self.reader().client.decode(&call, &answer)?;
        if deleted.deleted_keys.contains(hash) {
            return Ok(());
        }
        let words = "the server deleted nothing";
        let delivery = crate::api::Delivery::Answered;
        Err(self.reader().client.error(&call, ErrorKind::NotFound, delivery, words))
    }

    /// Mints a key.
    pub async fn generate_key(&self, key: &NewKey) -> Result<MintedKey, ServiceError> {
        let call = Call::post("mint a key", &["key", "generate"], key.body());
        // Without an alias nobody can tell whether it is there.
        let is_missing = || async {
            let Some(alias) = &key.alias else { return false };
            matches!(self.reader.key_called(&key.user, alias).await, Ok(None))
        };
        self.create(call, is_missing).await
    }

    /// Sets a key's spend (`/key/update`), for taking a reset back.
    pub async fn set_key_spend(&self, hash: &KeyHash, spend: Usd) -> Result<(), ServiceError> {
        let body = json!({ "key": hash.raw(), "spend": spend });
        let call = Call::post("set a key's spend", &["key", "update"], body);
        self.send(call).await.map(|_| ())
    }

    /// Changes a key (`/key/update`), and only what the patch names.
    pub async fn update_key(&self, hash: &KeyHash, patch: &KeyPatch) -> Result<(), ServiceError> {
        let call = Call::post("change a key", &["key", "update"], patch.body(hash));
        self.send(call).await.map(|_| ())
    }

    /// Sets a key's spend to zero (`/key/{hash}/reset_spend`, LiteLLM ≥ 1.82): the spend after.
    pub async fn reset_key_spend(&self, hash: &KeyHash) -> Result<Option<Usd>, ServiceError> {
        let path = ["key", &hash.raw(), "reset_spend"];
        let call = Call::post("reset a key's spend", &path, json!({ "reset_to": 0.0 }));
        Ok(self.tell::<Reset>(call).await?.spend)
    }
}
