//! One profile's connections: a reader for each server it has, and a writer where it may write.

use tokio::sync::OnceCell;

use super::inquire::kept::Kept;
use super::settle::with_hint;
use crate::access::facts::{Fact, NamedPurse};
use crate::api::{ClientOptions, Observer, litellm, openwebui};
use crate::config::{
    Ask, ClientCert, Env, Profile, ProxyEndpoint, Server, WebuiEndpoint, WebuiSignIn,
};
use crate::domain::{Caller, ServerInfo};

/// Who bursar is towards a server; asked once a session.
pub(super) type Identity = OnceCell<(ServerInfo, Caller)>;

/// The connections of one profile. Cheap parts are shared; secrets live only here.
pub struct Session {
    profile: Profile,
    proxy: Option<Result<ProxyLink, String>>,
    webui: Option<Result<WebuiLink, String>>,
}

pub(super) struct ProxyLink {
    pub(super) reader: litellm::Reader,
    pub(super) identity: Identity,
    /// How it is set, what it serves, and the budgets of groups of models (`None`: it knows none).
    pub(super) settings: Kept<litellm::Settings>,
    pub(super) user_budget_on_team_keys: Kept<Fact<bool>>,
    pub(super) served: Kept<litellm::Served>,
    pub(super) group_purses: Kept<Option<Vec<NamedPurse>>>,
}

pub(super) struct WebuiLink {
    pub(super) reader: openwebui::Reader,
    pub(super) identity: Identity,
    pub(super) connections: Kept<openwebui::Connections>,
}

/// What can write. A server the profile does not have, or whose credential is missing, is the
/// sentence that says so.
pub struct Writers {
    /// To the proxy.
    pub proxy: Result<litellm::Writer, String>,
    /// To Open WebUI.
    pub webui: Result<openwebui::Writer, String>,
}

impl Session {
    /// Resolves the profile's credentials and prepares both clients; nothing is sent yet. A
    /// credential that cannot be had leaves the other server usable.
    pub async fn open(profile: Profile, env: &Env, ask: &Ask<'_>) -> Self {
        Self::open_observed(profile, env, ask, None).await
    }

    /// The same; `observer` is told of every request to either server.
    pub async fn open_observed(
        profile: Profile,
        env: &Env,
        ask: &Ask<'_>,
        observer: Option<Observer>,
    ) -> Self {
        let proxy = match &profile.proxy {
            None => None,
            Some(endpoint) => Some(proxy_link(endpoint, env, ask, observer.clone()).await),
        };
        let webui = match &profile.webui {
            None => None,
            Some(endpoint) => Some(webui_link(endpoint, env, ask, observer).await),
        };
        Self { profile, proxy, webui }
    }

    /// The profile it was opened for.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Asks the servers who they are, where that is not known yet. A failure is found again, and
    /// said, by whatever needs the server next.
    pub async fn identify(&self) {
        if let Some(Ok(link)) = self.proxy() {
            let identity = link.identity.get_or_try_init(|| link.reader.identify()).await;
            if let Err(error) = identity {
                tracing::debug!(%error, "the proxy is not identified");
            }
        }
    }

    /// Whether the proxy creates many users in one request; known once it was observed.
    pub(super) fn creates_in_bulk(&self) -> bool {
        let link = self.proxy.as_ref().and_then(|link| link.as_ref().ok());
        let identity = link.and_then(|link| link.identity.get());
        identity.is_some_and(|(server, _)| server.has_bulk_create)
    }

    /// What kept a client from being made, a sentence each: a missing credential, a bad CA file.
    pub fn setup_errors(&self) -> Vec<&str> {
        let proxy = self.proxy.as_ref().and_then(|link| link.as_ref().err());
        let webui = self.webui.as_ref().and_then(|link| link.as_ref().err());
        [proxy, webui].into_iter().flatten().map(String::as_str).collect()
    }

    pub(super) fn proxy(&self) -> Option<Result<&ProxyLink, &str>> {
        self.proxy.as_ref().map(|link| link.as_ref().map_err(String::as_str))
    }

    pub(super) fn webui(&self) -> Option<Result<&WebuiLink, &str>> {
        self.webui.as_ref().map(|link| link.as_ref().map_err(String::as_str))
    }

    /// The writers, for `actor`; `None` for a read-only profile, which never builds one.
    pub(super) fn writers(&self, actor: &str) -> Option<Writers> {
        if self.profile.read_only {
            return None;
        }
        let proxy = match self.proxy() {
            None => Err("the profile has no LiteLLM proxy".to_owned()),
            Some(Err(why)) => Err(why.to_owned()),
            Some(Ok(link)) => Ok(litellm::Writer::over(link.reader.clone(), actor)),
        };
        let webui = match self.webui() {
            None => Err("the profile has no Open WebUI server".to_owned()),
            Some(Err(why)) => Err(why.to_owned()),
            Some(Ok(link)) => Ok(openwebui::Writer::over(link.reader.clone())),
        };
        Some(Writers { proxy, webui })
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("profile", &self.profile.name).finish_non_exhaustive()
    }
}

async fn options(
    server: &Server,
    env: &Env,
    ask: &Ask<'_>,
    observer: Option<Observer>,
) -> Result<ClientOptions, String> {
    let mut headers = Vec::with_capacity(server.headers.len());
    for (name, value) in &server.headers {
        let value = value.resolve(env, ask).await.map_err(|error| error.to_string())?;
        headers.push((name.clone(), value));
    }
    let client_identity = server.client_cert.as_ref().map(ClientCert::read).transpose();
    Ok(ClientOptions {
        deadline: server.timeout,
        listing_deadline: server.listing_timeout,
        max_in_flight: server.max_in_flight,
        ca_file: server.ca_file.clone(),
        client_identity: client_identity.map_err(|error| error.to_string())?,
        key_header: server.key_header.clone(),
        headers,
        observer,
        ..ClientOptions::default()
    })
}

async fn credential(
    sign_in: &WebuiSignIn,
    env: &Env,
    ask: &Ask<'_>,
) -> Result<openwebui::Credential, String> {
    match sign_in {
        WebuiSignIn::Key { key, email } => {
            let token = key.resolve(env, ask).await.map_err(|error| error.to_string())?;
            Ok(openwebui::Credential::Token { token, email: email.clone() })
        }
        WebuiSignIn::Password { email, password } => {
            let password = password.resolve(env, ask).await.map_err(|error| error.to_string())?;
            Ok(openwebui::Credential::Password { email: email.clone(), password })
        }
    }
}

async fn proxy_link(
    endpoint: &ProxyEndpoint,
    env: &Env,
    ask: &Ask<'_>,
    observer: Option<Observer>,
) -> Result<ProxyLink, String> {
    let key = endpoint.key.resolve(env, ask).await.map_err(|error| error.to_string())?;
    let options = options(&endpoint.server, env, ask, observer).await?;
    let reader = litellm::Reader::new(&endpoint.server.url, key, &options);
    Ok(ProxyLink {
        reader: reader.map_err(|error| with_hint(&error))?,
        identity: Identity::new(),
        settings: Kept::default(),
        user_budget_on_team_keys: Kept::default(),
        served: Kept::default(),
        group_purses: Kept::default(),
    })
}

async fn webui_link(
    endpoint: &WebuiEndpoint,
    env: &Env,
    ask: &Ask<'_>,
    observer: Option<Observer>,
) -> Result<WebuiLink, String> {
    let credential = credential(&endpoint.sign_in, env, ask).await?;
    let options = options(&endpoint.server, env, ask, observer).await?;
    let reader = openwebui::Reader::new(&endpoint.server.url, credential, &options);
    Ok(WebuiLink {
        reader: reader.map_err(|error| with_hint(&error))?,
        identity: Identity::new(),
        connections: Kept::default(),
    })
}
