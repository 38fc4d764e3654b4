//! The client of the Open WebUI server: what it can read, and what it can change.
//!
//! Facts about endpoints were read off Open WebUI 0.12.4, and off the sources of 0.6.0 to 0.12.4
//! where versions differ. Three hold everywhere: unknown GET paths answer 200 with a page of HTML,
//! "forbidden" is 401, and slashes at the end matter.

mod account;
mod connection;
mod group;
mod identity;
mod model;
mod refusal;
mod session;

use std::future::ready;
use std::sync::Arc;

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use url::Url;

use super::decode::{Page, Shape};
use super::http::{Call, Client, ClientOptions, RawAnswer, WriteClient};
use super::{ErrorKind, Service, ServiceError};
use crate::domain::{Email, Share, Text, Words};
pub use account::{AccountPatch, FoundAccount, NewAccount};
pub use connection::Connections;
use session::Session;

/// Page on one page; the server does not let one choose.
const PAGE: usize = 30;

/// How an admin proves who they are.
#[derive(Clone, Debug)]
pub enum Credential {
    /// An API key (`sk-…`), or a token of a session.
    Token {
        /// The key or token.
        token: SecretString,
        /// Whose it is: from 0.12 on the server does not tell an API key.
        email: Option<Email>,
    },
    /// A sign-in, made when it is first needed and again when the session ends.
    Password {
        /// The account's e-mail.
        email: Email,
        /// Its password.
        password: SecretString,
    },
}

/// Reads from the server.
#[derive(Clone, Debug)]
pub struct Reader {
    client: Client,
    session: Arc<Session>,
    version: Arc<OnceCell<Text>>,
    words: Words,
}

impl Reader {
    /// Prepares the client; nothing is sent yet.
    pub fn new(
        url: &Url,
        credential: Credential,
        options: &ClientOptions,
    ) -> Result<Self, ServiceError> {
        let client = Client::new(Service::Webui, url, options, refusal::classify)?;
        let session = Arc::new(Session::new(credential));
        let version = Arc::new(OnceCell::new());
        Ok(Self { client, session, version, words: Words::default() })
    }

    async fn answer(&self, call: &Call) -> Result<RawAnswer, ServiceError> {
        let token = self.session.token(&self.client).await?;
        match self.client.read(call, Some(&token)).await {
            Err(error) if *error.kind() == ErrorKind::Unauthorized => {
                let token = self.session.renewed(&self.client, &token, error).await?;
                self.client.read(call, Some(&token)).await
            }
            result => result,
        }
    }

    async fn ask<T: DeserializeOwned>(&self, call: &Call) -> Result<T, ServiceError> {
        let answer = self.answer(call).await?;
        self.client.decode(call, &answer)
    }

    async fn ask_rows<W: DeserializeOwned, T: From<W> + Share>(
        &self,
        call: &Call,
        shape: Shape,
    ) -> Result<Page<T>, ServiceError> {
        let answer = self.answer(call).await?;
        let keep = |row: W| self.words.shared(T::from(row));
        self.client.decode_rows(call, &answer, shape, keep)
    }

    /// The same reader, whose listings share their texts with those of others of this pool.
    #[must_use]
    pub fn sharing(&self, words: &Words) -> Self {
        Self { words: words.clone(), ..self.clone() }
    }
}

/// Changes the server. A read-only profile never builds one.
#[derive(Clone, Debug)]
pub struct Writer {
    reader: Reader,
    client: WriteClient,
}

impl Writer {
    /// A writer on the reader's connection and session.
    pub fn over(reader: Reader) -> Self {
        let client = WriteClient::new(reader.client.clone());
        Self { reader, client }
    }

    /// The reader on the same connection and session, under the same limit of requests in flight.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    async fn tell<T: DeserializeOwned>(&self, call: &Call) -> Result<T, ServiceError> {
        self.create(call, || ready(true)).await
    }

    /// Makes a record, which is looked for before the call is sent again: see
    /// [`WriteClient::write_while`].
    async fn create<T: DeserializeOwned, F: Future<Output = bool>>(
        &self,
        call: &Call,
        is_missing: impl Fn() -> F,
    ) -> Result<T, ServiceError> {
        let Reader { client, session, .. } = &self.reader;
        let token = session.token(client).await?;
        let answer = match self.client.write_while(call, Some(&token), &is_missing).await {
            // The credential was refused, so nothing was done: this is no blind second try.
            Err(error) if *error.kind() == ErrorKind::Unauthorized => {
                let token = session.renewed(client, &token, error).await?;
                self.client.write_while(call, Some(&token), &is_missing).await?
            }
            result => result?,
        };
        client.decode(call, &answer)
    }
}
