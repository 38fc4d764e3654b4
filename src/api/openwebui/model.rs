//! Models: which there are, and who may use them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Reader, Writer};
use crate::api::http::Call;
use crate::api::{ErrorKind, ServiceError, decode};
use crate::domain::{Grant, ModelEntry, Text};

#[derive(Deserialize)]
struct Models {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: Text,
}

#[derive(Deserialize)]
struct EntryRow {
    id: Text,
    #[serde(default, deserialize_with = "decode::text")]
    name: Option<Text>,
    /// Since 0.8; before, `access_control` says it in another way.
    access_grants: Option<Vec<Grant>>,
}

impl Reader {
    /// The models the server offers to an admin (`/api/models`), entries of their own or not.
    pub async fn models(&self) -> Result<Vec<Text>, ServiceError> {
        let models: Models = self.ask(&Call::get("list models", &["api", "models"])).await?;
        Ok(models.data.into_iter().map(|model| model.id).collect())
    }

    /// What the server keeps about a model; `None` where it has no entry.
    ///
    /// # Errors
    /// Also where the server, before 0.8, keeps no grants.
    pub async fn stored_entry(&self, id: &Text) -> Result<Option<ModelEntry>, ServiceError> {
        let call = Call::get("read a model's grants", &["api", "v1", "models", "model"])
            .query("id", id.raw())
            .optional();
        let row: EntryRow = match self.ask(&call).await {
            Ok(row) => row,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(grants) = row.access_grants else {
            let words = "this server keeps no access_grants (it is older than 0.8)";
            let kind = ErrorKind::Undecodable { path: "access_grants".into() };
            return Err(self.client.error(&call, kind, crate::api::Delivery::Answered, words));
        };
        let name = row.name.unwrap_or_else(|| row.id.clone());
        Ok(Some(ModelEntry { id: row.id, name, grants }))
    }
}

impl Writer {
    /// Sets who may use a model (`/models/model/access/update`, ≥ 0.8), and makes the entry where
    /// there is none. The list replaces the one there was.
    pub async fn set_grants(
        &self,
        id: &Text,
        name: Option<&Text>,
        grants: &[Grant],
    ) -> Result<(), ServiceError> {
        let grants: Vec<Value> = grants
            .iter()
            .map(|grant| {
                json!({
                    "principal_type": grant.principal_type.raw(),
                    "principal_id": grant.principal_id.raw(),
                    "permission": grant.permission.raw(),
                })
            })
            .collect();
        let mut body = json!({ "id": id.raw(), "access_grants": grants });
        if let Some(name) = name {
            body["name"] = name.raw().into();
        }
        let path = ["api", "v1", "models", "model", "access", "update"];
        let call = Call::post("set a model's grants", &path, body);
        self.tell::<Value>(&call).await.map(|_| ())
    }
}
