//! The connections to providers, and who may see which model.

use serde_json::Value;

use super::Reader;
use crate::access::chat::{Connection, Grant, ModelEntry, Offered};
use crate::access::facts::Fact;
use crate::api::ServiceError;
use crate::api::http::Call;
use crate::domain::{AccountId, GroupId, KeyHash, Text};

/// How Open WebUI reaches its OpenAI-compatible providers. Holds no key and no secret header.
#[derive(Clone, Debug, PartialEq)]
pub struct Connections {
    /// `ENABLE_OPENAI_API`.
    pub provider_on: Fact<bool>,
    /// Each of them, in the server's order.
    pub rows: Vec<Connection>,
}

impl Reader {
    /// The connections (`/openai/config`). Their keys are hashed here and go no further.
    pub async fn connections(&self) -> Result<Connections, ServiceError> {
        let call = Call::get("read the connections", &["openai", "config"]);
        Ok(connections(&self.ask::<Value>(&call).await?))
    }

    /// The models that Open WebUI offers to an admin, with who else sees them.
    pub async fn offered(&self) -> Result<Vec<Offered>, ServiceError> {
        let call = Call::get("list the models offered", &["api", "models"]);
        let body: Value = self.ask(&call).await?;
        let rows = body["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(rows.iter().filter_map(offered).collect())
    }

    /// What Open WebUI keeps of one model, or `None`: it has no entry, and only admins see it.
    pub async fn model_facts(&self, id: &Text) -> Result<Option<ModelEntry>, ServiceError> {
        let path = ["api", "v1", "models", "model"];
        let call = Call::get("read a model's entry", &path).query("id", id.raw()).optional();
        match self.ask::<Value>(&call).await {
            Ok(row) => Ok(entry(&row)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What an admin is offered (`/api/models`): each with its own entry, where it has one.
fn offered(row: &Value) -> Option<Offered> {
    let index = row["urlIdx"].as_u64().and_then(|index| usize::try_from(index).ok());
    Some(Offered {
        id: text(&row["id"])?,
        entry: entry(&row["info"]),
        connection: index.filter(|_| row["owned_by"] != "ollama"),
        base: text(&row["info"]["base_model_id"]),
    })
}

fn text(value: &Value) -> Option<Text> {
    value.as_str().map(Text::from).and_then(Text::non_blank)
}

fn connections(body: &Value) -> Connections {
    let urls = body["OPENAI_API_BASE_URLS"].as_array().map(Vec::as_slice).unwrap_or_default();
    let row = |(index, url): (usize, &Value)| {
        let url = url.as_str()?;
        // Old data has the address instead of the number.
        let configs = &body["OPENAI_API_CONFIGS"];
        let config = configs.get(index.to_string()).or_else(|| configs.get(url));
        let config = config.unwrap_or(&Value::Null);
        Some(connection(url, &body["OPENAI_API_KEYS"][index], config))
    };
    Connections {
        provider_on: match &body["ENABLE_OPENAI_API"] {
            Value::Bool(on) => Fact::Is(*on),
            // A save that left it out made it null, which switches the providers off.
            Value::Null => Fact::Is(false),
            _ => Fact::unknown("Open WebUI does not say whether connections are switched on"),
        },
        rows: urls.iter().enumerate().filter_map(row).collect(),
    }
}

fn connection(url: &str, key: &Value, config: &Value) -> Connection {
    let headers = config["headers"].as_object().into_iter().flatten();
    let headers: Vec<(&str, &str)> =
        headers.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
    let model_ids = config["model_ids"].as_array().into_iter().flatten();
    Connection {
        url: url.to_owned(),
        enabled: config["enable"] != Value::Bool(false),
        prefix: text(&config["prefix_id"]),
        model_ids: model_ids.filter_map(text).collect(),
        key: key_of(key, config, &headers),
        is_known_here: Fact::unknown("the proxy was not asked for its key"),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).into(), shown(name, value).into()))
            .collect(),
    }
}

/// The key that reaches the provider: headers are put over the connection's own (0.12.4).
fn key_of(key: &Value, config: &Value, headers: &[(&str, &str)]) -> Fact<KeyHash> {
    let header = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if let Some((_, value)) = header {
        return if value.contains("{{") {
            Fact::unknown("a header of the connection makes it up for each account")
        } else {
            hash_of(value.strip_prefix("Bearer ").unwrap_or(value))
        };
    }
    match config["auth_type"].as_str() {
        None | Some("" | "bearer") => hash_of(key.as_str().unwrap_or_default()),
        Some("none") => Fact::Absent,
        Some(_) => Fact::unknown("the connection sends a sign-in of the person, not a key"),
    }
}

fn hash_of(key: &str) -> Fact<KeyHash> {
    if key.trim().is_empty() { Fact::Absent } else { Fact::Is(KeyHash::of_secret(key)) }
}

/// The headers that name a customer of the proxy: no secret, and looked up as they are.
const CUSTOMER_HEADERS: [&str; 2] = ["x-litellm-customer-id", "x-litellm-end-user-id"];

fn shown(name: &str, value: &str) -> String {
    let names_customer = CUSTOMER_HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header));
    if names_customer { value.to_owned() } else { templates(value) }
}

/// What a header is filled with, as `{{USER_ID}}`; the rest of it may be secret.
fn templates(value: &str) -> String {
    let parts = value.split("{{").skip(1).filter_map(|part| part.split_once("}}"));
    parts.map(|(name, _)| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(" ")
}

fn entry(row: &Value) -> Option<ModelEntry> {
    Some(ModelEntry {
        id: text(&row["id"])?,
        owner: text(&row["user_id"]).map(|id| AccountId::new(id.raw())),
        is_active: row["is_active"] != Value::Bool(false),
        grants: grants(row),
    })
}

/// `access_grants` (≥ 0.8), else `access_control`, whose null is everybody and whose `{}` nobody.
fn grants(row: &Value) -> Fact<Vec<Grant>> {
    if let Some(rows) = row["access_grants"].as_array() {
        return Fact::Is(rows.iter().filter_map(grant).collect());
    }
    match row.get("access_control") {
        Some(Value::Null) => Fact::Is(vec![Grant::Everybody]),
        Some(Value::Object(_)) => {
            // Whoever may write may read.
            let ids = |kind: &str| {
                let lists = ["read", "write"].map(|right| &row["access_control"][right][kind]);
                let ids = lists.into_iter().filter_map(Value::as_array).flatten();
                ids.filter_map(text).collect::<Vec<_>>()
            };
            let accounts =
                ids("user_ids").into_iter().map(|id| Grant::Account(AccountId::new(id.raw())));
            let groups =
                ids("group_ids").into_iter().map(|id| Grant::Group(GroupId::new(id.raw())));
            Fact::Is(accounts.chain(groups).collect())
        }
        _ => Fact::unknown("Open WebUI's entry of the model does not say who may see it"),
    }
}

/// One that lets somebody see the model: to write alone does not (0.12.4).
fn grant(row: &Value) -> Option<Grant> {
    if row["permission"].as_str().is_some_and(|permission| permission != "read") {
        return None;
    }
    let id = text(&row["principal_id"])?;
    match row["principal_type"].as_str()? {
        "user" if id.raw() == "*" => Some(Grant::Everybody),
        "user" => Some(Grant::Account(AccountId::new(id.raw()))),
        "group" => Some(Grant::Group(GroupId::new(id.raw()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use serde_json::json;

    #[test]
    fn neither_a_key_nor_a_secret_header_is_kept() {
        let body = json!({
            "ENABLE_OPENAI_API": true,
            "OPENAI_API_BASE_URLS": ["http://a/v1", "http://b/v1", "http://c", "http://d", "http://e"],
            "OPENAI_API_KEYS": ["sk-one-secret", "sk-two-secret", "", "sk-d"],
            "OPENAI_API_CONFIGS": {
                "0": {"enable": false, "prefix_id": "p", "model_ids": ["m", null],
                      "headers": {"x-litellm-end-user-id": "u-{{USER_ID}}", "x-k": "secret-{{USER_EMAIL}}"}},
                "http://b/v1": {"headers": {"authorization": "Bearer sk-literal-secret"}},
                "2": {"headers": {"Authorization": "Bearer sk-secret-{{USER_ID}}"}},
                "3": {"auth_type": "none"}, "4": {"auth_type": "system_oauth"},
            },
        });
        let told = connections(&body);
        assert!(!format!("{told:?}").contains("secret"), "{told:?}");
        let [off, literal, templated, none, session] = told.rows.as_slice() else {
            panic!("{told:?}")
        };
        assert!(!off.enabled && literal.enabled);
        assert_eq!((off.prefix.as_ref().map(Text::raw), off.model_ids.len()), (Some("p"), 1));
        let shown: Vec<_> =
            off.headers.iter().map(|(name, value)| (name.raw(), value.raw())).collect();
        assert_eq!(shown, [("x-k", "{{USER_EMAIL}}"), ("x-litellm-end-user-id", "u-{{USER_ID}}")]);
        assert_eq!(off.key, Fact::Is(KeyHash::of_secret("sk-one-secret")));
        assert_eq!(literal.key, Fact::Is(KeyHash::of_secret("sk-literal-secret")));
        assert!(templated.key.is_unknown() && none.key.is_absent() && session.key.is_unknown());
    }

    #[test]
    fn whatever_the_settings_look_like_they_are_read() {
        let off =
            connections(&json!({"ENABLE_OPENAI_API": null, "OPENAI_API_BASE_URLS": [1, "u"]}));
        assert_eq!((off.provider_on, off.rows.len()), (Fact::Is(false), 1));
        assert_eq!(off.rows[0].key, Fact::Absent);
        assert!(connections(&json!({"ENABLE_OPENAI_API": "yes"})).provider_on.is_unknown());
    }

    #[test]
    fn grants_are_read_in_both_forms() {
        let of = |row: Value| entry(&row).unwrap().grants;
        let grants = json!([
            {"principal_type": "user", "principal_id": "*", "permission": "read"},
            {"principal_type": "user", "principal_id": "a", "permission": "read"},
            {"principal_type": "group", "principal_id": "g", "permission": "read"},
            {"principal_type": "user", "principal_id": "w", "permission": "write"},
        ]);
        let three = vec![
            Grant::Everybody,
            Grant::Account(AccountId::new("a")),
            Grant::Group(GroupId::new("g")),
        ];
        assert_eq!(of(json!({"id": "m", "access_grants": grants})), Fact::Is(three));
        assert_eq!(
            of(json!({"id": "m", "access_control": null})),
            Fact::Is(vec![Grant::Everybody])
        );
        assert_eq!(of(json!({"id": "m", "access_control": {}})), Fact::Is(Vec::new()));
        let old = json!({"read": {"group_ids": ["g"]}, "write": {"user_ids": ["a"]}});
        let two = vec![Grant::Account(AccountId::new("a")), Grant::Group(GroupId::new("g"))];
        assert_eq!(of(json!({"id": "m", "access_control": old})), Fact::Is(two));
        assert!(of(json!({"id": "m"})).is_unknown());
    }
}
