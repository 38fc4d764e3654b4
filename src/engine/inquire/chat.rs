//! The chat: what Open WebUI decides, and whose request the proxy then takes it for.

use jiff::Timestamp;

use super::around::Around;
use super::gather::{Desk, customer};
use super::{ChatInquiry, Subject};
use crate::access::Situation;
use crate::access::chat::{Charged, Chat, ChatFacts, Connection, ModelEntry};
use crate::access::facts::{CustomerFacts, Fact};
use crate::api::litellm::Holdings;
use crate::api::openwebui::Reader;
use crate::domain::{KeyHash, Role, Text};
use crate::engine::session::{Session, WebuiLink};

pub(super) async fn chat(
    session: &Session,
    desk: &Desk<'_>,
    subject: &Subject,
    own: Fact<Holdings>,
) -> Option<ChatInquiry> {
    let webui = session.webui()?;
    let proxy_url = session.profile().proxy.as_ref().map(|proxy| proxy.server.url.to_string());
    let mut facts = ChatFacts {
        version: None,
        account: subject.account.clone(),
        user: own.map(|own| own.user),
        model: desk.model.clone(),
        entries: Fact::Is(Vec::new()),
        offered: Fact::Absent,
        provider_on: Fact::Absent,
        connections: Fact::Absent,
        proxy_url: proxy_url.unwrap_or_default(),
        customers: Fact::unknown("they were not asked for"),
        key: Fact::Absent,
    };
    match webui {
        Err(why) => {
            facts.entries = Fact::unknown(why.to_owned());
            facts.offered = Fact::unknown(why.to_owned());
            facts.provider_on = Fact::unknown(why.to_owned());
            facts.connections = Fact::unknown(why.to_owned());
        }
        Ok(link) => Box::pin(fill(&mut facts, link, desk)).await,
    }
    facts.key = match facts.shared_key() {
        Fact::Absent => Fact::Absent,
        key => Fact::Is(Box::new(Box::pin(of_key(desk, &key)).await)),
    };
    // What the connection says goes first; only where it says nothing are the customers evidence.
    let mut found = None;
    let mut charged = Chat::judge(&facts, Timestamp::now()).charged;
    if !matches!(charged, Charged::Customer { .. } | Charged::OwnKey { .. }) {
        let evidence = evidence(desk, subject).await;
        facts.customers = evidence.customers;
        found = evidence.row;
        charged = Chat::judge(&facts, Timestamp::now()).charged;
    }
    let situation = Box::pin(situation(desk, &facts.key, &charged, found)).await;
    Some(ChatInquiry { facts, charged, situation })
}

async fn fill(facts: &mut ChatFacts, link: &WebuiLink, desk: &Desk<'_>) {
    let reader = &link.reader;
    // Where no model was named the question is whether there is any.
    let all = async || match desk.model {
        Some(_) => Fact::Absent,
        None => {
            reader.offered().await.map_or_else(|error| Fact::unknown(error.to_string()), Fact::Is)
        }
    };
    let (version, connections, offered) = tokio::join!(
        reader.version(),
        link.connections.try_get(async || reader.connections().await),
        all(),
    );
    facts.version = version.ok();
    facts.offered = offered;
    match connections {
        Ok(connections) => {
            let mut rows = connections.rows.clone();
            for row in &mut rows {
                row.is_known_here = is_known_here(desk, row, &facts.proxy_url).await;
            }
            facts.provider_on = connections.provider_on.clone();
            facts.connections = Fact::Is(rows);
        }
        Err(error) => {
            facts.provider_on = Fact::unknown(error.to_string());
            facts.connections = Fact::unknown(error.to_string());
        }
    }
    // Admins see every model, whatever its entry says.
    if let (Some(model), Fact::Is(account)) = (&desk.model, &facts.account)
        && account.role != Role::Admin
    {
        let connections = facts.connections.known().map(Vec::as_slice).unwrap_or_default();
        facts.entries = entries(reader, &names(model, connections)).await;
    }
}

/// Whether the proxy has the connection's key. Asked only where the address does not say that the
/// connection leads there: a proxy has many names.
async fn is_known_here(desk: &Desk<'_>, connection: &Connection, proxy_url: &str) -> Fact<bool> {
    let not_asked = || Fact::unknown("the proxy was not asked for its key");
    let Fact::Is(hash) = &connection.key else { return not_asked() };
    if desk.is_master(hash) {
        return Fact::Is(true);
    }
    if !connection.enabled || leads_to(&connection.url, proxy_url) {
        return not_asked();
    }
    match desk.record(hash, None).await {
        Fact::Is(_) => Fact::Is(true),
        Fact::Absent => Fact::Is(false),
        Fact::Unknown(why) => Fact::Unknown(why),
    }
}

fn leads_to(url: &str, proxy_url: &str) -> bool {
    url.trim_end_matches('/').starts_with(proxy_url.trim_end_matches('/'))
}

/// What the model is called in Open WebUI: a connection may put a word before it.
fn names(model: &Text, connections: &[Connection]) -> Vec<Text> {
    let mut names = Vec::new();
    for connection in connections.iter().filter(|connection| connection.enabled) {
        let name = match &connection.prefix {
            Some(prefix) => Text::from(format!("{}.{}", prefix.raw(), model.raw())),
            None => model.clone(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.push(model.clone());
    }
    names
}

async fn entries(reader: &Reader, names: &[Text]) -> Fact<Vec<ModelEntry>> {
    let mut entries = Vec::new();
    for name in names {
        match reader.model_facts(name).await {
            Ok(entry) => entries.extend(entry),
            Err(error) => return Fact::unknown(error.to_string()),
        }
    }
    Fact::Is(entries)
}

/// The customers that are a person's, and the row of the one that was found now.
struct Evidence {
    customers: Fact<Vec<Text>>,
    row: Option<CustomerFacts>,
}

/// The customers that are this account's: a row whose id is the account's id or e-mail shows that
/// chats were charged to it.
async fn evidence(desk: &Desk<'_>, subject: &Subject) -> Evidence {
    let of = |customers| Evidence { customers, row: None };
    if let Some(customers) = &subject.customers {
        return of(Fact::Is(customers.clone()));
    }
    let Fact::Is(account) = &subject.account else { return of(Fact::Is(Vec::new())) };
    let link = match &desk.link {
        Ok(link) => link,
        Err(why) => return of(Fact::Unknown(why.clone())),
    };
    let by_id = Text::from(account.id.raw());
    let by_email = account.email.clone().map(Text::from);
    for id in [Some(by_id), by_email].into_iter().flatten() {
        match link.reader.customer_facts(&id).await {
            Ok(Some(row)) => {
                let customers = Fact::Is(vec![row.id.clone()]);
                return Evidence { customers, row: Some(row) };
            }
            Ok(None) => {}
            Err(error) => return of(Fact::unknown(error.to_string())),
        }
    }
    of(Fact::Is(Vec::new()))
}

/// The request as it comes to the proxy: with the key of the connection, for the customer it names.
async fn situation(
    desk: &Desk<'_>,
    shared: &Fact<Box<Situation>>,
    charged: &Charged,
    found: Option<CustomerFacts>,
) -> Option<Situation> {
    let named = match charged {
        Charged::Customer { id, .. } => Some(id),
        Charged::SharedKey { .. } => None,
        Charged::OwnKey { .. } | Charged::Unknown(_) => return None,
    };
    let found = found.filter(|found| named == Some(&found.id));
    let customer = match (found, &desk.link) {
        (Some(found), _) => Fact::Is(found),
        (None, Ok(link)) => customer(&link.reader, named).await,
        (None, Err(why)) => Fact::Unknown(why.clone()),
    };
    Some(match shared {
        Fact::Is(shared) => Situation { customer, ..Situation::clone(shared) },
        Fact::Absent => desk.without_key(Fact::Absent, customer),
        Fact::Unknown(why) => desk.without_key(Fact::Unknown(why.clone()), customer),
    })
}

/// A request with that key, for no customer.
async fn of_key(desk: &Desk<'_>, key: &Fact<KeyHash>) -> Situation {
    let record = match key {
        Fact::Is(hash) => desk.record(hash, None).await,
        Fact::Absent => Fact::Absent,
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
    match record {
        Fact::Is(record) => {
            let around = Around::read(desk, &[&record], None).await;
            desk.situation(&record, &around, Fact::Absent)
        }
        Fact::Absent => desk.without_key(Fact::Absent, Fact::Absent),
        Fact::Unknown(why) => desk.without_key(Fact::Unknown(why), Fact::Absent),
    }
}
