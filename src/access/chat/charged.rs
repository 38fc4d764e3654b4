//! To whom the proxy charges a chat: a header of the connection says it, else what can be seen at
//! the proxy.

use super::address::{Leads, leads};
use super::{AccountFacts, Charged, ChatFacts, Connection};
use crate::access::facts::{Fact, Why};
use crate::domain::{Text, Version};

/// Headers by which the proxy takes a customer, in its order.
const CUSTOMER_HEADERS: [&str; 2] = ["x-litellm-customer-id", "x-litellm-end-user-id"];

/// Headers by which it takes the key.
const KEY_HEADERS: [&str; 2] = ["authorization", "x-litellm-api-key"];

/// Since then what stands in double braces in a header is filled in.
const TEMPLATES: Version = Version::new(0, 9, 6);

pub(super) fn charged(facts: &ChatFacts) -> Charged {
    let connection = match connection(facts) {
        Ok(connection) => connection,
        Err(why) => return Charged::Unknown(why),
    };
    let Some(account) = facts.account.known() else {
        return Charged::Unknown("there is no account whose chats could be charged".into());
    };
    by_header(facts, connection, account).unwrap_or_else(|| by_evidence(facts, connection, account))
}

/// The connection that chats take to the proxy, or why there is none that is known.
pub(super) fn connection(facts: &ChatFacts) -> Result<&Connection, Why> {
    let connections = match &facts.connections {
        Fact::Is(connections) => connections.as_slice(),
        Fact::Absent => &[],
        Fact::Unknown(why) => return Err(why.clone()),
    };
    let enabled = |wanted: Leads| {
        let mut fitting = connections.iter().filter(|connection| {
            connection.enabled && super::judge::offers(connection, facts.model.as_ref())
        });
        fitting.find(|connection| leads(connection, &facts.proxy_url) == wanted)
    };
    let found = enabled(Leads::Here).or_else(|| enabled(Leads::Perhaps));
    found.ok_or_else(|| "no connection that is switched on leads to this proxy".into())
}

fn header<'a>(connection: &'a Connection, name: &str) -> Option<&'a Text> {
    let mut headers = connection.headers.iter();
    headers.find(|(key, _)| key.raw().eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn by_header(
    facts: &ChatFacts,
    connection: &Connection,
    account: &AccountFacts,
) -> Option<Charged> {
    let version = facts.version.as_ref().and_then(|version| Version::parse(version.raw()));
    let fills_in = version.is_none_or(|version| version >= TEMPLATES);
    let own_key = KEY_HEADERS.iter().find(|name| {
        fills_in && header(connection, name).is_some_and(|value| value.raw().contains("{{USER"))
    });
    if let Some(name) = own_key {
        let because = format!("the connection's header {name} names a key of the person's own");
        return Some(Charged::OwnKey { because: because.into() });
    }
    let (name, value) =
        CUSTOMER_HEADERS.iter().find_map(|name| Some((name, header(connection, name)?)))?;
    let template = value.raw().trim();
    let id = match template {
        "{{USER_ID}}" if fills_in => Some(account.id.raw().into()),
        "{{USER_NAME}}" if fills_in => Some(account.name.clone()),
        "{{USER_EMAIL}}" if fills_in => account.email.clone().map(Text::from),
        other if other.contains("{{") && fills_in => None,
        _ => Some(value.clone()),
    };
    Some(match id {
        Some(id) => Charged::Customer {
            id,
            key: connection.key.clone(),
            because: format!("the connection sends the header {name}").into(),
        },
        None => Charged::Unknown(
            format!("the connection's header {name} is made of more than one account knows").into(),
        ),
    })
}

/// What the server forwards by its environment no API shows; a customer of the account's id or
/// e-mail is the trace it leaves.
fn by_evidence(facts: &ChatFacts, connection: &Connection, account: &AccountFacts) -> Charged {
    let customers = match &facts.customers {
        Fact::Is(customers) => customers.as_slice(),
        Fact::Absent => &[],
        Fact::Unknown(why) => return Charged::Unknown(why.clone()),
    };
    let by_id = customers.iter().find(|id| id.raw() == account.id.raw());
    let by_email = || {
        let email = account.email.as_ref()?;
        customers.iter().find(|id| id.raw().trim().to_lowercase() == email.normal())
    };
    let key = connection.key.clone();
    match by_id.or_else(by_email) {
        Some(id) => Charged::Customer {
            id: id.clone(),
            key,
            because: "the proxy has a customer of the account's name, so chats carry it".into(),
        },
        None => Charged::SharedKey { key },
    }
}
