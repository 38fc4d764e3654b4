//! The token of the requests: given, or from a sign-in that is made once and kept in memory.
//!
//! The server takes 15 sign-ins per e-mail in 3 minutes, successful ones too (from between 0.6.30
//! and 0.6.43 on), so neither a wrong password nor four requests at once may cause a row of them.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Credential;
use crate::api::http::{Call, Client};
use crate::api::{Delivery, ErrorKind, ServiceError};
use crate::domain::{AccountId, Email, Text};

/// For so long a refused sign-in is not tried again.
const REFUSAL_HOLDS: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Session {
    credential: Credential,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    SignedOut,
    SignedIn { token: SecretString, account: Option<AccountId> },
    Refused { error: ServiceError, until: Instant },
}

/// `POST /api/v1/auths/signin`: a session, or (0.12, with a second factor) what is missing for one.
#[derive(Deserialize)]
struct SignedIn {
    token: Option<SecretString>,
    id: Option<AccountId>,
    next_step: Option<Text>,
}

impl Session {
    pub(super) fn new(credential: Credential) -> Self {
        Self { credential, state: Mutex::new(State::SignedOut) }
    }

    /// The token for a request; signs in when there is none yet. Whoever comes meanwhile waits for
    /// that one sign-in.
    pub(super) async fn token(&self, client: &Client) -> Result<SecretString, ServiceError> {
        let (email, password) = match &self.credential {
            Credential::Token { token, .. } => return Ok(token.clone()),
            Credential::Password { email, password } => (email, password),
        };
        let mut state = self.state.lock().await;
        match &*state {
            State::SignedIn { token, .. } => return Ok(token.clone()),
            State::Refused { error, until } if Instant::now() < *until => {
                return Err(error.clone());
            }
            State::SignedOut | State::Refused { .. } => {}
        }
        match sign_in(client, email, password).await {
            Ok((token, account)) => {
                *state = State::SignedIn { token: token.clone(), account };
                Ok(token)
            }
            Err(error) => {
                if error.delivery() == Delivery::Answered {
                    let until = Instant::now() + REFUSAL_HOLDS;
                    *state = State::Refused { error: error.clone(), until };
                }
                Err(error)
            }
        }
    }

    /// Another token after `expired` was refused with `error`; the same error where there is no
    /// way to get another.
    pub(super) async fn renewed(
        &self,
        client: &Client,
        expired: &SecretString,
        error: ServiceError,
    ) -> Result<SecretString, ServiceError> {
        if matches!(self.credential, Credential::Token { .. }) {
            return Err(error);
        }
        {
            let mut state = self.state.lock().await;
            let is_current = matches!(&*state, State::SignedIn { token, .. }
                if token.expose_secret() == expired.expose_secret());
            if is_current {
                *state = State::SignedOut;
            }
        }
        self.token(client).await
    }

    /// Whose session it is, as far as the sign-in said.
    pub(super) async fn account(&self) -> Option<AccountId> {
        match &*self.state.lock().await {
            State::SignedIn { account, .. } => account.clone(),
            State::SignedOut | State::Refused { .. } => None,
        }
    }

    /// The e-mail that the profile gives for this credential.
    pub(super) fn email(&self) -> Option<&Email> {
        match &self.credential {
            Credential::Token { email, .. } => email.as_ref(),
            Credential::Password { email, .. } => Some(email),
        }
    }

    /// Whether this is an API key, and no session of a person.
    pub(super) fn is_api_key(&self) -> bool {
        matches!(&self.credential, Credential::Token { token, .. }
            if token.expose_secret().starts_with("sk-"))
    }
}

async fn sign_in(
    client: &Client,
    email: &Email,
    password: &SecretString,
) -> Result<(SecretString, Option<AccountId>), ServiceError> {
    let body = json!({ "email": email.raw(), "password": password.expose_secret() });
    let call = Call::post("sign in", &["api", "v1", "auths", "signin"], body).hiding(password);
    let answer = client.once(&call, None).await.map_err(|mut error| {
        // 400 is a wrong password here, not a wrong value.
        if *error.kind() == ErrorKind::Invalid {
            error.kind = ErrorKind::Unauthorized;
        }
        error
    })?;
    let signed_in: SignedIn = client.decode(&call, &answer)?;
    if let Some(token) = signed_in.token {
        return Ok((token, signed_in.id));
    }
    let words = match signed_in.next_step.as_ref().map(Text::raw) {
        Some("pending") => "the account waits for approval",
        Some(_) => "the account has a second factor; use an admin's API key instead",
        None => "the server gave no session",
    };
    Err(client.error(&call, ErrorKind::Unauthorized, Delivery::Answered, words))
}
