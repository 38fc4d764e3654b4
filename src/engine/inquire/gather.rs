//! The keys of a person, each with everybody who has a say in its requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::around::{Around, keyed};
use super::person::Found;
use super::{InquireError, Question};
use crate::access::Situation;
use crate::access::facts::{CustomerFacts, Fact, KeyFacts, PurseFacts, ServerFacts, Why};
use crate::access::models::ModelList;
use crate::api::ServiceError;
use crate::api::litellm::{Holdings, KeyRecord, Reader, Served, Settings};
use crate::domain::text::harmless;
use crate::domain::{Caller, KeyHash, KeyWord, ServerInfo, Text};
use crate::engine::session::{ProxyLink, Session};
use crate::engine::settle::with_hint;

/// The proxy as it was found: what holds for every request of this question.
pub(super) struct Desk<'a> {
    /// The proxy, or why there is nothing to ask.
    pub(super) link: Result<&'a ProxyLink, Why>,
    /// Its master key's hash, where bursar goes by it.
    master: Option<KeyHash>,
    pub(super) model: Option<Text>,
    pub(super) customer: Fact<CustomerFacts>,
    version: Option<Text>,
    settings: Arc<Settings>,
    pub(super) served: Arc<Served>,
    /// Keys that were looked up for this question.
    records: Mutex<HashMap<KeyHash, Fact<KeyRecord>>>,
}

fn unknown_settings(why: &Why) -> Settings {
    Settings {
        workers_without_redis: Fact::Unknown(why.clone()),
        global: Fact::Unknown(why.clone()),
    }
}

impl<'a> Desk<'a> {
    pub(super) async fn open(session: &'a Session, question: &Question) -> Self {
        let model = question.model.clone();
        match identified(session).await {
            Ok((link, (server, caller))) => {
                let (settings, offer, customer) = tokio::join!(
                    link.settings.get(async || link.reader.settings().await),
                    served(link, model.is_some() || question.lists_models),
                    customer(&link.reader, question.customer.as_ref()),
                );
                let is_master = *caller == Caller::MasterKey;
                Self {
                    link: Ok(link),
                    master: is_master.then(|| link.reader.own_key()),
                    model,
                    customer,
                    version: server.version.clone(),
                    settings,
                    served: offer,
                    records: Mutex::default(),
                }
            }
            Err(why) => Self {
                link: Err(why.clone()),
                master: None,
                model,
                customer: Fact::Absent,
                version: None,
                settings: Arc::new(unknown_settings(&why)),
                served: Arc::new(Served::unknown(why)),
                records: Mutex::default(),
            },
        }
    }

    fn server(&self) -> ServerFacts {
        ServerFacts {
            version: self.version.clone(),
            user_budget_on_team_keys: Fact::unknown("no key of a team takes part"),
            estimate: match &self.model {
                Some(model) => self.served.estimate(model),
                None => Fact::unknown("no model was named"),
            },
            workers_without_redis: self.settings.workers_without_redis.clone(),
        }
    }

    /// A request with a key of which nothing is known but this.
    pub(super) fn without_key(
        &self,
        key: Fact<KeyFacts>,
        customer: Fact<CustomerFacts>,
    ) -> Situation {
        Situation {
            server: self.server(),
            model: self.model.clone(),
            catalog: Arc::clone(&self.served.catalog),
            key,
            user: Fact::Absent,
            team: Fact::Absent,
            member: Fact::Absent,
            organization: Fact::Absent,
            project: Fact::Absent,
            tags: Fact::Absent,
            access_groups: Fact::Absent,
            customer,
            global: self.settings.global.clone(),
        }
    }

    /// A request with one of these keys.
    pub(super) fn situation(
        &self,
        record: &KeyRecord,
        around: &Around,
        customer: Fact<CustomerFacts>,
    ) -> Situation {
        let mut key = record.key.clone();
        key.models.groups = around.access_groups(&record.access_groups);
        let team = around.team(record);
        let team_facts = team.as_ref().map(|team| Arc::clone(&team.facts));
        let member = match (&team, &key.owner) {
            (Fact::Is(team), Some(owner)) => team.member(owner),
            (Fact::Unknown(why), Some(_)) => Fact::Unknown(why.clone()),
            _ => Fact::Absent,
        };
        let mut server = self.server();
        if key.team.is_some() {
            server.user_budget_on_team_keys = around.user_budget_on_team_keys.clone();
        }
        Situation {
            server,
            user: around.user(record),
            team: team_facts,
            member,
            organization: around.organization(record, team.known()),
            project: around.project(record),
            tags: around.tags(record),
            access_groups: around.groups_with_budget.clone(),
            ..self.without_key(Fact::Is(key), customer)
        }
    }

    pub(super) fn is_master(&self, hash: &KeyHash) -> bool {
        self.master.as_ref() == Some(hash)
    }

    /// The key of that hash, wherever it is.
    pub(super) async fn record(&self, hash: &KeyHash, own: Option<&Holdings>) -> Fact<KeyRecord> {
        let held = own.and_then(|own| own.keys.iter().find(|record| record.key.hash == *hash));
        if let Some(record) = held {
            return Fact::Is(record.clone());
        }
        if self.is_master(hash) {
            return Fact::Is(master(hash));
        }
        let looked_up = |records: &HashMap<_, _>| records.get(hash).cloned();
        if let Some(record) = self.records.lock().ok().and_then(|records| looked_up(&records)) {
            return record;
        }
        let record = self.look_up(hash).await;
        if let Ok(mut records) = self.records.lock() {
            records.insert(hash.clone(), record.clone());
        }
        record
    }

    async fn look_up(&self, hash: &KeyHash) -> Fact<KeyRecord> {
        match &self.link {
            Err(why) => Fact::Unknown(why.clone()),
            Ok(link) => match link.reader.key_record(hash).await {
                Ok(Some(record)) => Fact::Is(record),
                // Only who goes by the master key knows that it is not this one.
                Ok(None) if self.master.is_none() => Fact::unknown(
                    "the proxy lists no such key: it is not this proxy's, or it is its master key",
                ),
                Ok(None) => Fact::Absent,
                Err(error) => Fact::unknown(with_hint(&error)),
            },
        }
    }
}

async fn served(link: &ProxyLink, is_wanted: bool) -> Arc<Served> {
    if !is_wanted {
        return Arc::new(Served::unknown("no model was named"));
    }
    let served = link.served.try_get(async || link.reader.served().await).await;
    served.unwrap_or_else(|error| Arc::new(Served::unknown(error.to_string())))
}

/// The customer that requests name; one the proxy has no row of has spent nothing yet.
pub(super) async fn customer(reader: &Reader, id: Option<&Text>) -> Fact<CustomerFacts> {
    let Some(id) = id else { return Fact::Absent };
    match reader.customer_facts(id).await {
        Ok(Some(customer)) => Fact::Is(customer),
        Ok(None) => Fact::Is(new_customer(id)),
        Err(error) => Fact::unknown(error.to_string()),
    }
}

fn new_customer(id: &Text) -> CustomerFacts {
    CustomerFacts {
        id: id.clone(),
        alias: None,
        blocked: Fact::Absent,
        purse: PurseFacts::default(),
        default: Fact::unknown("the proxy does not show its default budget for customers"),
        models: ModelList::default(),
    }
}

/// The proxy's master key, which is in no table.
fn master(hash: &KeyHash) -> KeyRecord {
    let mut record = KeyRecord::bare(hash.clone());
    record.key.is_master = true;
    record
}

/// What the person has at the proxy, one situation for each key that is asked about.
pub(super) async fn keys(
    desk: &Desk<'_>,
    own: &Fact<Holdings>,
    question: &Question,
) -> Result<Vec<Situation>, InquireError> {
    let records = match &question.key {
        None => own.known().map(|own| own.keys.iter().cloned().map(Fact::Is).collect()),
        Some(KeyWord::Hash(hash)) => Some(vec![desk.record(hash, own.known()).await]),
        Some(KeyWord::Named(name)) => Some(vec![named(desk, name, own.known()).await?]),
    };
    Ok(situations(desk, records.unwrap_or_default(), own).await)
}

/// One situation for each of these keys; one without a key where there is none.
pub(super) async fn situations(
    desk: &Desk<'_>,
    records: Vec<Fact<KeyRecord>>,
    own: &Fact<Holdings>,
) -> Vec<Situation> {
    let mut records = records;
    tell_windows(desk, &mut records).await;
    let known: Vec<&KeyRecord> = records.iter().filter_map(Fact::known).collect();
    let around = Around::read(desk, &known, own.known()).await;
    let situation = |record: &Fact<KeyRecord>| match record {
        Fact::Is(record) => desk.situation(record, &around, desk.customer.clone()),
        Fact::Absent => desk.without_key(Fact::Absent, desk.customer.clone()),
        Fact::Unknown(why) => desk.without_key(Fact::Unknown(why.clone()), desk.customer.clone()),
    };
    let mut situations: Vec<Situation> = records.iter().map(situation).collect();
    if situations.is_empty() {
        situations.push(keyless(desk, own, &around));
    }
    situations
}

/// How many keys are asked for what they have spent in their windows.
const ASKED_FOR_WINDOWS: usize = 8;

/// What was spent in the windows of keys, which only a request for each one tells.
async fn tell_windows(desk: &Desk<'_>, records: &mut [Fact<KeyRecord>]) {
    let Ok(link) = &desk.link else { return };
    let has_windows = |record: &&mut KeyRecord| !record.key.purse.windows.is_empty();
    let known = records.iter_mut().filter_map(|record| match record {
        Fact::Is(record) => Some(record),
        Fact::Absent | Fact::Unknown(_) => None,
    });
    let asked = known.filter(has_windows).take(ASKED_FOR_WINDOWS).map(async |record| {
        // An older proxy does not tell, and a failure leaves it unknown as well.
        let told = link.reader.spend_of_windows(&record.key.hash).await.unwrap_or_default();
        for window in &mut record.key.purse.windows {
            if let Some((_, spend)) = told.iter().find(|(of, _)| *of == window.window) {
                window.told(spend);
            }
        }
    });
    futures_util::future::join_all(asked).await;
}

/// The person's row with keys and teams.
pub(super) async fn own(session: &Session, found: &Found) -> Fact<Holdings> {
    if let Some(holdings) = &found.holdings {
        return Fact::Is(holdings.clone());
    }
    let user = match &found.subject.user {
        Fact::Is(user) => user,
        Fact::Absent => return Fact::Absent,
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    match identified(session).await {
        Err(why) => Fact::Unknown(why),
        Ok((link, _)) => {
            read(link.reader.holdings(user).await, "the proxy has no user of that id any more")
        }
    }
}

/// The proxy and what is known of it, or why there is nothing to ask.
async fn identified(session: &Session) -> Result<(&ProxyLink, &(ServerInfo, Caller)), Why> {
    let link = match session.proxy() {
        None => return Err("the profile has no LiteLLM proxy".into()),
        Some(link) => link.map_err(|why| Why::from(why.to_owned()))?,
    };
    let identity = link.identity.get_or_try_init(|| link.reader.identify()).await;
    identity.map(|identity| (link, identity)).map_err(|error| with_hint(&error).into())
}

/// What was read; `gone` where there is no such row although another points to it.
pub(super) fn read<T>(answer: Result<Option<T>, ServiceError>, gone: &'static str) -> Fact<T> {
    match answer {
        Ok(Some(found)) => Fact::Is(found),
        Ok(None) => Fact::unknown(gone),
        Err(error) => Fact::unknown(error.to_string()),
    }
}

/// A person without a key: what is known of them, for whatever key they would have.
fn keyless(desk: &Desk<'_>, own: &Fact<Holdings>, around: &Around) -> Situation {
    let why: Why = match own {
        Fact::Is(_) => "this user has no key".into(),
        Fact::Absent => "this person has no user at the proxy, and so no key of their own".into(),
        Fact::Unknown(why) => why.clone(),
    };
    Situation {
        user: own.as_ref().map(|own| around.own_user(own)),
        ..desk.without_key(Fact::Unknown(why), desk.customer.clone())
    }
}

/// The key of that alias, masked form or beginning of a hash: of the person first, then of anybody.
pub(super) async fn named(
    desk: &Desk<'_>,
    name: &Text,
    own: Option<&Holdings>,
) -> Result<Fact<KeyRecord>, InquireError> {
    let own = own.map(|own| own.keys.as_slice()).unwrap_or_default();
    let mut found: Vec<KeyRecord> = keyed(own, name).cloned().collect();
    if found.is_empty() {
        let link = match &desk.link {
            Ok(link) => link,
            Err(why) => return Ok(Fact::Unknown(why.clone())),
        };
        found = match link.reader.keys_of_alias(name.raw()).await {
            Ok(found) => found,
            Err(error) => return Ok(Fact::unknown(error.to_string())),
        };
    }
    let shown = harmless(name.raw());
    match found.len() {
        1 => Ok(found.pop().map_or(Fact::Absent, Fact::Is)),
        0 => Err(InquireError::Key(format!(
            "no key is called '{shown}'; name it by its alias or its hash, or paste the key: it is \
             hashed here and not sent"
        ))),
        count => Err(InquireError::Key(format!(
            "'{shown}' is {count} keys; name one by its hash:\n  {}",
            found.iter().map(|record| record.key.hash.to_string()).collect::<Vec<_>>().join("\n  ")
        ))),
    }
}
