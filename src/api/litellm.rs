//! The client of the LiteLLM proxy: what it can read, and what it can change.
//!
//! Facts about endpoints were read off LiteLLM 1.106.2 with PostgreSQL, and off the sources of
//! 1.65 to 1.109.1 where versions differ.

mod activity;
mod completion;
mod customer;
mod facts;
mod identity;
mod key;
mod member;
mod model;
mod purse;
mod refusal;
mod team;
mod user;

use std::sync::Arc;

use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;

use super::decode::{Page, Shape};
use super::http::{Call, Client, ClientOptions, RawAnswer, WriteClient};
use super::{Delivery, ErrorKind, Service, ServiceError};
use crate::api::FieldPatch;
use crate::domain::{KeyHash, Limit, ServerInfo, Share, Window, Words};
pub use completion::Completion;
pub use customer::CustomerPatch;
pub use facts::{Holdings, KeyRecord, Served, Settings, TeamRecord};
pub use identity::Found;
pub use key::{KeyPatch, MintedKey, NewKey};
pub use member::MemberPatch;
pub use purse::TermsPatch;
pub use team::TeamPatch;
pub use user::{BULK_LIMIT, BulkItem, NewUser, UserPatch, UserRecord};

/// A limit and its window as `/update` takes them: what is not to change is not sent, since a
/// window that is sent again moves the reset.
fn terms_into(body: &mut Value, limit: Option<Limit>, window: &FieldPatch<Window>, name: &str) {
    match limit {
        // Null would lift a limit of which only bursar knows nothing.
        None | Some(Limit::Unknown) => {}
        Some(limit) => body[name] = json!(limit.amount()),
    }
    match window {
        FieldPatch::Keep => {}
        FieldPatch::Clear => body["budget_duration"] = Value::Null,
        FieldPatch::Set(window) => body["budget_duration"] = window.as_str().into(),
    }
}

/// Page on one page: the most the proxy gives (101 is refused with 422).
const PAGE: usize = 100;

/// Reads from the proxy.
#[derive(Clone, Debug)]
pub struct Reader {
    client: Client,
    key: SecretString,
    server: Arc<OnceCell<ServerInfo>>,
    words: Words,
}

impl Reader {
    /// Prepares the client with the master key or an admin's virtual key; nothing is sent yet.
    pub fn new(
        url: &Url,
        key: SecretString,
        options: &ClientOptions,
    ) -> Result<Self, ServiceError> {
        let client = Client::new(Service::Proxy, url, options, refusal::classify)?;
        let server = Arc::new(OnceCell::new());
        Ok(Self { client, key, server, words: Words::default() })
    }

    /// The hash of the key by which it asks.
    pub fn own_key(&self) -> KeyHash {
        KeyHash::of_secret(self.key.expose_secret())
    }

    async fn answer(&self, call: &Call) -> Result<RawAnswer, ServiceError> {
        self.client.read(call, Some(&self.key)).await
    }

    async fn ask<T: DeserializeOwned>(&self, call: &Call) -> Result<T, ServiceError> {
        let answer = self.answer(call).await?;
        self.client.decode(call, &answer)
    }

    async fn ask_loosely(&self, call: &Call) -> Result<serde_json::Value, ServiceError> {
        let answer = self.answer(call).await?;
        self.client.decode_loose(call, &answer)
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

    /// The row that is asked for, or `None` where the server lists it no more. One that cannot be read
    /// may be just that one, so it is an error and never an absence.
    async fn ask_one<W: DeserializeOwned, T: From<W> + Share>(
        &self,
        call: &Call,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, ServiceError> {
        Ok(self.ask_one_and_when::<W, T>(call, is_it).await?.0)
    }

    /// [`Self::ask_one`], and when it was answered: by the proxy's clock, which may not be this
    /// host's, where it tells.
    async fn ask_one_and_when<W: DeserializeOwned, T: From<W> + Share>(
        &self,
        call: &Call,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<(Option<T>, Timestamp), ServiceError> {
        let answer = self.answer(call).await?;
        let keep = |row: W| self.words.shared(T::from(row));
        let read = self.client.decode_rows(call, &answer, Shape::Enveloped, keep)?;
        let whole = self.check_whole(call, &read);
        let when = answer.date.unwrap_or_else(Timestamp::now);
        match read.rows.into_iter().find(is_it) {
            None => whole.map(|()| (None, when)),
            found => Ok((found, when)),
        }
    }

    /// Whether a row that this answer does not have is known not to be there.
    fn check_whole<T>(&self, call: &Call, read: &Page<T>) -> Result<(), ServiceError> {
        let listed = read.rows.len() + read.bad.len();
        match (read.bad.first(), read.total) {
            (Some(problem), _) => Err(self.undecodable(call, problem)),
            (None, Some(total)) if total > listed => {
                let problem = format!("rows: the server counts {total} but lists {listed}");
                Err(self.undecodable(call, &problem))
            }
            (None, _) => Ok(()),
        }
    }

    fn undecodable(&self, call: &Call, problem: &str) -> ServiceError {
        let (path, words) = problem.split_once(": ").unwrap_or(("a row", problem));
        let kind = ErrorKind::Undecodable { path: path.into() };
        self.client.error(call, kind, Delivery::Answered, words)
    }

    /// The same reader, whose listings share their texts with those of others of this pool.
    #[must_use]
    pub fn sharing(&self, words: &Words) -> Self {
        Self { words: words.clone(), ..self.clone() }
    }

    fn in_flight(&self) -> usize {
        self.client.options().max_in_flight
    }
}

/// Changes the proxy. A read-only profile never builds one.
#[derive(Clone, Debug)]
pub struct Writer {
    reader: Reader,
    client: WriteClient,
    actor: Option<HeaderValue>,
}

impl Writer {
    /// A writer on the reader's connection. `actor` is who the proxy's audit log names
    /// (`litellm-changed-by`).
    pub fn over(reader: Reader, actor: &str) -> Self {
        let client = WriteClient::new(reader.client.clone());
        // A name that no header can carry is left out: the audit log is the proxy's convenience,
        // and no reason to refuse the work.
        let actor = HeaderValue::from_str(actor).ok();
        Self { reader, client, actor }
    }

    /// The reader on the same connection, under the same limit of requests in flight.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    async fn send(&self, call: Call) -> Result<(Call, RawAnswer), ServiceError> {
        let call = call.actor(self.actor.as_ref());
        let answer = self.client.write(&call, Some(&self.reader.key)).await?;
        Ok((call, answer))
    }

    async fn tell<T: DeserializeOwned>(&self, call: Call) -> Result<T, ServiceError> {
        let (call, answer) = self.send(call).await?;
        self.reader.client.decode(&call, &answer)
    }

    /// Makes a record, which is looked for before the call is sent again: see
    /// [`WriteClient::write_while`].
    async fn create<T: DeserializeOwned, F: Future<Output = bool>>(
        &self,
        call: Call,
        is_missing: impl Fn() -> F,
    ) -> Result<T, ServiceError> {
        let call = call.actor(self.actor.as_ref());
        let answer = self.client.write_while(&call, Some(&self.reader.key), is_missing).await?;
        self.reader.client.decode(&call, &answer)
    }
}
