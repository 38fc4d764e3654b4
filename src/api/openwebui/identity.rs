//! Which server this is, and who asks.

use serde::Deserialize;

use super::Reader;
use crate::api::http::Call;
use crate::api::{Delivery, ErrorKind, ServiceError};
use crate::domain::{AccountId, Caller, ServerInfo, Text, version};

/// `GET /api/version`: public in all versions.
#[derive(Deserialize)]
struct Version {
    version: Text,
}

/// `GET /api/v1/auths/`: the session's own account. From 0.12 on refused to API keys.
#[derive(Deserialize)]
struct OwnAccount {
    id: AccountId,
}

impl Reader {
    /// Which version answers and who asks. Fails when something else answers there, and when the
    /// account is no admin's.
    pub async fn identify(&self) -> Result<(ServerInfo, Caller), ServiceError> {
        let version = self.version().await?;
        self.first_account().await?;
        let id = self.caller_id().await?;
        let server = ServerInfo { version: Some(version), ..ServerInfo::default() };
        Ok((server, Caller::Account { id }))
    }

    /// The server's version; asked once.
    pub async fn version(&self) -> Result<Text, ServiceError> {
        self.version.get_or_try_init(|| self.read_version()).await.cloned()
    }

    async fn read_version(&self) -> Result<Text, ServiceError> {
        let call = Call::get("connect", &["api", "version"]);
        let read = match self.client.read(&call, None).await {
            Ok(answer) => self.client.decode::<Version>(&call, &answer),
            Err(error) => Err(error),
        };
        read.map(|version| version.version).map_err(|error| match error.kind() {
            ErrorKind::NoEndpoint | ErrorKind::NotFound | ErrorKind::Undecodable { .. } => {
                self.client.not_this_server(&call, "is this URL really an Open WebUI server?")
            }
            _ => error,
        })
    }

    /// Whether this server changes only the fields that are sent: from 0.9.6 on, which counts from
    /// 0.10 here, as sending all of them is right everywhere.
    pub(super) async fn takes_partial_updates(&self) -> Result<bool, ServiceError> {
        let version = self.version().await?;
        let number = version::Version::parse(version.raw());
        Ok(number.is_some_and(|number| number >= version::Version::new(0, 10, 0)))
    }

    async fn caller_id(&self) -> Result<Option<AccountId>, ServiceError> {
        if let Some(id) = self.session.account().await {
            return Ok(Some(id));
        }
        if !self.session.is_api_key() {
            let call = Call::get("read whose session this is", &["api", "v1", "auths", ""]);
            return Ok(Some(self.ask::<OwnAccount>(&call).await?.id));
        }
        if let Some(email) = self.session.email() {
            return Ok(self.account_by_email(email).await?.map(|account| account.id));
        }
        self.caller_by_status().await
    }

    /// `GET /api/v1/users/user/status` answers an API key with its owner's row, unless
    /// `ENABLE_USER_STATUS` is off (403, 0.12.4). Of the row only the id is read: it also holds
    /// the owner's settings. Any refusal means that the server does not say.
    async fn caller_by_status(&self) -> Result<Option<AccountId>, ServiceError> {
        let path = ["api", "v1", "users", "user", "status"];
        let call = Call::get("read whose key this is", &path);
        match self.ask::<OwnAccount>(&call).await {
            Ok(account) => Ok(Some(account.id)),
            Err(error) if error.delivery() == Delivery::Answered => {
                tracing::debug!(%error, "the server does not say whose key this is");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
