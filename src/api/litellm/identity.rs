//! Which proxy this is, and who asks.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Reader;
use crate::api::http::Call;
use crate::api::{Delivery, ErrorKind, ServiceError};
use crate::domain::{Caller, KeyHash, Listing, ProxyUser, ProxyUserId, ServerInfo, Text, Version};

/// `/openapi.json`: public, about 2 MB. The version, and which endpoints there are.
#[derive(Deserialize)]
struct OpenApi {
    #[serde(default)]
    info: Option<OpenApiInfo>,
    #[serde(default)]
    paths: Paths,
}

/// The endpoints that tell something.
#[derive(Deserialize, Default)]
struct Paths {
    /// Only LiteLLM has it.
    #[serde(rename = "/key/list")]
    key_list: Option<IgnoredAny>,
    #[serde(rename = "/management/v1/users/bulk")]
    users_bulk: Option<IgnoredAny>,
    #[serde(rename = "/user/daily/activity")]
    activity: Option<Activity>,
}

/// What the daily activity can be asked for.
#[derive(Deserialize)]
struct Activity {
    get: Option<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: Text,
}

impl Paths {
    fn has_activity_of_user(&self) -> bool {
        let get = self.activity.as_ref().and_then(|activity| activity.get.as_ref());
        get.is_some_and(|get| get.parameters.iter().any(|known| known.name.raw() == "user_id"))
    }
}

#[derive(Deserialize)]
struct OpenApiInfo {
    version: Option<Text>,
}

/// `/health/readiness/details` (≥ 1.86) and, up to 1.83, `/health/readiness`.
#[derive(Deserialize)]
struct Readiness {
    status: Option<Text>,
    db: Option<Text>,
    litellm_version: Option<Text>,
}

/// `/key/info` without a key: the caller's own.
#[derive(Deserialize)]
struct OwnKey {
    key: KeyHash,
    info: OwnKeyInfo,
}

#[derive(Deserialize)]
struct OwnKeyInfo {
    user_id: Option<ProxyUserId>,
}

/// A page that no proxy has: it skips rows in the database with 32 bits.
const PAST_THE_LAST: &str = "1000000000";

impl Reader {
    /// Which version answers and who asks. Fails when something else answers there, and when the
    /// key is not an administrator's: such a key would be shown a world of one user (LiteLLM
    /// 1.106: `/spend/users` answers it 200 with its own row alone). The version is read once: its
    /// 2 MB hold up the proxy's one worker for a tenth of a second (and 4 s after its start).
    pub async fn identify(&self) -> Result<(ServerInfo, Caller), ServiceError> {
        // In this order: a wrong URL is the better message than a key that is wrong there.
        let server = self.server().await?;
        self.probe_admin().await?;
        let caller = self.caller().await?;
        Ok((server, caller))
    }

    /// [`Self::identify`] and [`Self::find_by_word`] at once: who may search is an administrator, so
    /// that the search is the check of the key, too. A search that fails by itself fails alone.
    ///
    /// # Errors
    /// As [`Self::identify`].
    pub async fn identify_finding(
        &self,
        word: &str,
    ) -> Result<(ServerInfo, Caller, Found), ServiceError> {
        let server = self.server().await?;
        let found = match self.find_by_word(&server, word).await {
            Err(error) if *error.kind() == ErrorKind::Forbidden => return Err(no_admin(error)),
            Err(error) if !is_of_the_search(&error) => return Err(error),
            Err(error) => {
                self.probe_admin().await?;
                Err(error)
            }
            Ok(found) => Ok(found),
        };
        let caller = self.caller().await?;
        Ok((server, caller, found))
    }

    async fn server(&self) -> Result<ServerInfo, ServiceError> {
        Ok(self.server.get_or_try_init(|| self.read_server()).await?.clone())
    }

    async fn read_server(&self) -> Result<ServerInfo, ServiceError> {
        let call = Call::get("connect", &["openapi.json"]).large();
        match self.ask::<OpenApi>(&call).await {
            Ok(api) if api.paths.key_list.is_some() => {
                let version = api.info.and_then(|info| info.version).and_then(Text::non_blank);
                Ok(server_info(version, Some(&api.paths)))
            }
            Ok(_) => Err(self.not_litellm(&call)),
            // The documentation can be switched off (NO_OPENAPI, NO_DOCS).
            Err(error) if may_lack_documentation(&error) => self.server_by_health(error).await,
            Err(error) => Err(error),
        }
    }

    async fn server_by_health(&self, first: ServiceError) -> Result<ServerInfo, ServiceError> {
        for path in [["health", "readiness", "details"].as_slice(), &["health", "readiness"]] {
            let call = Call::get("connect", path);
            if let Ok(readiness) = self.ask::<Readiness>(&call).await
                && readiness.status.is_some()
                && readiness.db.is_some()
            {
                return Ok(server_info(readiness.litellm_version, None));
            }
        }
        // A server that fails, or a gateway before it, says better what is wrong.
        let is_telling = first.delivery() != Delivery::Answered
            || matches!(
                first.kind(),
                ErrorKind::Server
                    | ErrorKind::Unauthorized
                    | ErrorKind::Forbidden
                    | ErrorKind::Gateway { .. }
            );
        let call = Call::get("connect", &[]);
        Err(if is_telling { first } else { self.not_litellm(&call) })
    }

    fn not_litellm(&self, call: &Call) -> ServiceError {
        self.client.not_this_server(call, "is this URL really a LiteLLM proxy?")
    }

    /// The cheapest endpoint that only administrators and organization administrators may call: of a
    /// page past the last, so that no user's row, which the proxy may be unable to list, decides it.
    async fn probe_admin(&self) -> Result<(), ServiceError> {
        let call = Call::get("check the key", &["user", "list"])
            .query("page_size", "1")
            .query("page", PAST_THE_LAST);
        match self.answer(&call).await {
            Ok(_) => Ok(()),
            Err(error) if *error.kind() == ErrorKind::Forbidden => Err(no_admin(error)),
            Err(error) => Err(error),
        }
    }

    /// The master key is in no table: `/key/info` answers it 404 (LiteLLM 1.106).
    async fn caller(&self) -> Result<Caller, ServiceError> {
        let call = Call::get("read whose key this is", &["key", "info"]).optional();
        let own: OwnKey = match self.ask(&call).await {
            Ok(own) => own,
            Err(error) if error.is_not_found() => return Ok(Caller::MasterKey),
            Err(error) => return Err(error),
        };
        let user = own.info.user_id;
        let role = match &user {
            Some(id) => self.user(id).await?.and_then(|record| record.user.role),
            None => None,
        };
        let read_only = match role.as_ref().map(Text::raw) {
            Some("proxy_admin_viewer") => true,
            // A key without an owner got through the probe, so it has the rights itself.
            Some("proxy_admin") | None => false,
            Some(_) => {
                let words = "it sees its own organization only";
                return Err(self.client.error(
                    &call,
                    ErrorKind::NotAdmin,
                    Delivery::Answered,
                    words,
                ));
            }
        };
        Ok(Caller::VirtualKey { hash: own.key, user, read_only })
    }
}

/// What a search found, or why it failed by itself.
pub type Found = Result<Listing<ProxyUser>, ServiceError>;

fn no_admin(mut error: ServiceError) -> ServiceError {
    error.kind = ErrorKind::NotAdmin;
    error
}

/// Whether it says something of this search alone, and nothing of the server or the key.
fn is_of_the_search(error: &ServiceError) -> bool {
    error.delivery() == Delivery::Answered
        && !matches!(
            error.kind(),
            ErrorKind::Unauthorized
                | ErrorKind::Gateway { .. }
                | ErrorKind::NotThisServer
                | ErrorKind::RateLimited { .. }
                | ErrorKind::Redirected { .. }
        )
}

fn may_lack_documentation(error: &ServiceError) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::Unreachable
            | ErrorKind::Dns
            | ErrorKind::Tls { .. }
            | ErrorKind::Redirected { .. }
            | ErrorKind::RateLimited { .. }
    )
}

/// `scim_active` is enforced since 1.84.0; `/management/v1/users/bulk` came with 1.106, and the
/// activity of one user by 1.82 at the latest. Where the endpoints are known they decide, as
/// versions can be patched.
fn server_info(version: Option<Text>, paths: Option<&Paths>) -> ServerInfo {
    let number = version.as_ref().and_then(|version| Version::parse(version.raw()));
    let since = |minor| number.is_some_and(|number| number >= Version::new(1, minor, 0));
    let has_bulk_create = paths.map_or_else(|| since(106), |paths| paths.users_bulk.is_some());
    let has_activity_of_user = paths.map_or_else(|| since(82), Paths::has_activity_of_user);
    let enforces_scim_active = since(84);
    ServerInfo { version, enforces_scim_active, has_bulk_create, has_activity_of_user }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_follow_the_version_where_the_endpoints_are_not_known() {
        let info = |version: &str| server_info(Some(version.into()), None);
        assert!(!info("1.83.14").enforces_scim_active);
        assert!(info("1.84.0").enforces_scim_active && !info("1.84.0").has_bulk_create);
        assert!(info("1.106.2").has_bulk_create);
        assert!(!server_info(None, None).enforces_scim_active);
    }
}
