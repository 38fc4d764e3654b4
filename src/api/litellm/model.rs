//! Models, as one key is offered them.

use secrecy::SecretString;
use serde::Deserialize;

use super::Reader;
use crate::api::ServiceError;
use crate::api::http::Call;
use crate::domain::Text;

#[derive(Deserialize)]
struct Models {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: Text,
}

impl Reader {
    /// The models that `key` may use (`/v1/models`), or the proxy's refusal of that key.
    pub async fn models_with_key(&self, key: &SecretString) -> Result<Vec<Text>, ServiceError> {
        let call = Call::get("list a key's models", &["v1", "models"]);
        let answer = self.client.read(&call, Some(key)).await?;
        let models: Models = self.client.decode(&call, &answer)?;
        Ok(models.data.into_iter().map(|model| model.id).collect())
    }
}
