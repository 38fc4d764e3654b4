//! Whether the servers of a profile are there, and who bursar is to them.

use super::Session;
use super::session::Identity;
use super::settle::with_hint;
use crate::api::{Service, ServiceError};
use crate::domain::{Caller, ServerInfo};

/// What one server of a profile said of itself and of the credential, or why it did not.
#[derive(Clone, Debug)]
pub struct Presence {
    pub service: Service,
    pub answer: Result<(ServerInfo, Caller), String>,
}

impl Session {
    /// Asks each server of the profile who it is and whose the credential is; nothing is listed.
    pub async fn presence(&self) -> Vec<Presence> {
        let of_proxy = async {
            Some(match self.proxy()? {
                Ok(link) => known(&link.identity, link.reader.identify()).await,
                Err(why) => Err(why.to_owned()),
            })
        };
        let of_webui = async {
            Some(match self.webui()? {
                Ok(link) => known(&link.identity, link.reader.identify()).await,
                Err(why) => Err(why.to_owned()),
            })
        };
        let (proxy, webui) = tokio::join!(of_proxy, of_webui);
        let proxy = proxy.map(|answer| Presence { service: Service::Proxy, answer });
        let webui = webui.map(|answer| Presence { service: Service::Webui, answer });
        [proxy, webui].into_iter().flatten().collect()
    }
}

async fn known(
    identity: &Identity,
    asked: impl Future<Output = Result<(ServerInfo, Caller), ServiceError>>,
) -> Result<(ServerInfo, Caller), String> {
    let found = identity.get_or_try_init(|| asked).await;
    found.cloned().map_err(|error| with_hint(&error))
}
