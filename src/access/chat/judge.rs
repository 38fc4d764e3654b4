//! The checks of a chat before it reaches the proxy.

use std::borrow::Cow;

use jiff::Timestamp;

use super::address::{Leads, leads};
use super::set::{self, Set};
use super::{AccountFacts, ChatFacts, Connection, Grant, ModelEntry, key};
use crate::access::check::Check;
use crate::access::facts::Fact;
use crate::access::ladder::{Ladder, Verdict};
use crate::access::rung::{Rung, RungVerdict, ServerSays};
use crate::access::words;
use crate::domain::{Role, Text};

use RungVerdict::{NotChecked, Passes, Refuses, Unknown};

/// What Open WebUI's environment can switch off unseen.
const BYPASS: &str = "A server started with BYPASS_MODEL_ACCESS_CONTROL shows every model to \
     everybody, and one without BYPASS_ADMIN_ACCESS_CONTROL may hide some from admins; no API \
     tells.";

/// What whoever asks for a model that they do not see is answered.
const NOT_FOUND: &str = "Model not found";

pub(super) fn ladder(facts: &ChatFacts, now: Timestamp) -> Ladder {
    let account = facts.account.known().map(AccountFacts::label).unwrap_or_default();
    let asker =
        if account.is_blank() { "the person".to_owned() } else { format!("account {account}") };
    let connection = connection(facts);
    let key = key::judge(facts, now);
    let is_broken = connection.refuses() || key.refuses();
    let model = match &facts.model {
        Some(named) => model(facts, named),
        None => any_model(facts, is_broken),
    };
    // Open WebUI goes on with the list it had (0.12.4): who saw a model there is answered otherwise.
    let (status, message) =
        if model.refuses() { (400, NOT_FOUND) } else { (404, "Model '' was not found") };
    let key = saying(key, status, message);
    let rungs = vec![existence(facts, &account), role(facts, &account), key, model, connection];
    let judged_by = "Open WebUI 0.12 rules".to_owned();
    let mut ladder = Ladder::over(asker, facts.model.clone(), rungs, judged_by);
    let is_about_models = ladder.refusing().is_some_and(|rung| rung.check == Check::WebuiModel);
    if is_about_models || ladder.verdict == Verdict::Accepted {
        ladder.caveats.push(BYPASS.into());
    }
    ladder
}

/// What the chat is answered.
fn saying(mut rung: Rung, status: u16, message: &str) -> Rung {
    if rung.refuses() {
        rung.says = Some(ServerSays { status, kind: None, message: message.to_owned() });
    }
    rung
}

fn existence(facts: &ChatFacts, label: &Text) -> Rung {
    let check = Check::WebuiAccount;
    match &facts.account {
        Fact::Is(_) => Rung::new(check, label.clone(), Passes, "Open WebUI has the account"),
        Fact::Absent => {
            Rung::new(check, label.clone(), Refuses, "Open WebUI has no account of this person")
        }
        Fact::Unknown(why) => Rung::new(check, label.clone(), Unknown, why.clone()),
    }
}

fn role(facts: &ChatFacts, label: &Text) -> Rung {
    let check = Check::WebuiRole;
    let account = match &facts.account {
        Fact::Is(account) => account,
        Fact::Absent => return Rung::new(check, label.clone(), NotChecked, "there is no account"),
        Fact::Unknown(why) => return Rung::new(check, label.clone(), Unknown, why.clone()),
    };
    let judged = match &account.role {
        Role::Admin | Role::User => {
            Rung::new(check, label.clone(), Passes, format!("its role is {}", account.role))
        }
        Role::Pending => Rung::new(
            check,
            label.clone(),
            Refuses,
            format!("account {label} waits to be let in or is blocked (role pending)"),
        ),
        Role::Other(_) => Rung::new(
            check,
            label.clone(),
            Refuses,
            format!(
                "account {label} has the role {}, which Open WebUI does not know",
                account.role
            ),
        ),
    };
    saying(judged, 401, "You do not have permission to access the requested resource.")
}

/// The names by which Open WebUI may offer the model: with the prefix of each connection to here.
fn ids(facts: &ChatFacts, model: &Text) -> Vec<Text> {
    let connections = facts.connections.known().map_or(&[][..], Vec::as_slice);
    let here = connections.iter().filter(|connection| {
        connection.enabled && leads(connection, &facts.proxy_url) != Leads::Elsewhere
    });
    let mut ids: Vec<Text> = here
        .map(|connection| match &connection.prefix {
            Some(prefix) => format!("{}.{}", prefix.raw(), model.raw()).into(),
            None => model.clone(),
        })
        .collect();
    ids.dedup();
    if ids.is_empty() { vec![model.clone()] } else { ids }
}

/// Whether the account sees any model of this proxy; `is_broken`: what brings them is.
fn any_model(facts: &ChatFacts, is_broken: bool) -> Rung {
    let check = Check::WebuiModel;
    let judged = |verdict, detail| Rung::new(check, Text::default(), verdict, detail);
    let account = match &facts.account {
        Fact::Is(account) => account,
        Fact::Absent => return judged(NotChecked, "there is no account".into()),
        Fact::Unknown(why) => return judged(Unknown, why.clone()),
    };
    let offered = match (&facts.offered, &facts.connections) {
        (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => return judged(Unknown, why.clone()),
        (Fact::Absent, _) => return judged(NotChecked, "no model was named".into()),
        (Fact::Is(offered), _) => offered,
    };
    let set = Set::of(facts, offered, account);
    let (verdict, detail) =
        if is_broken && set.is_empty() { set::broken() } else { set.verdict(account) };
    saying(judged(verdict, detail), 400, NOT_FOUND)
}

fn model(facts: &ChatFacts, asked: &Text) -> Rung {
    let check = Check::WebuiModel;
    let ids = ids(facts, asked);
    let subject = ids.first().cloned().unwrap_or_default();
    let account = match &facts.account {
        Fact::Is(account) => account,
        Fact::Absent => return Rung::new(check, subject, NotChecked, "there is no account"),
        Fact::Unknown(why) => return Rung::new(check, subject, Unknown, why.clone()),
    };
    if account.role == Role::Admin {
        return Rung::new(check, subject, Passes, "admins see every model");
    }
    let entries = match &facts.entries {
        Fact::Is(entries) => entries.as_slice(),
        Fact::Absent => &[],
        Fact::Unknown(why) => return Rung::new(check, subject, Unknown, why.clone()),
    };
    let judged = ids.into_iter().map(|id| {
        let entry = entries.iter().find(|entry| entry.id == id);
        let (verdict, detail) = sees(account, entry, &id);
        saying(Rung::new(check, id, verdict, detail), 400, NOT_FOUND)
    });
    // One name that the account sees is enough.
    let best = judged.min_by_key(|rung| match rung.verdict {
        Passes => 0,
        Unknown => 1,
        _ => 2,
    });
    best.unwrap_or_else(|| Rung::new(check, subject, NotChecked, "no model was named"))
}

pub(super) fn sees(
    account: &AccountFacts,
    entry: Option<&ModelEntry>,
    id: &Text,
) -> (RungVerdict, Cow<'static, str>) {
    let label = account.label();
    let Some(entry) = entry else {
        let detail = format!(
            "account {label} does not see {id}: Open WebUI has no entry for it, and so shows it to \
             admins alone"
        );
        return (Refuses, detail.into());
    };
    if !entry.is_active {
        return (Refuses, format!("model {id} is switched off in Open WebUI").into());
    }
    if entry.owner.as_ref() == Some(&account.id) {
        return (Passes, "the account's own".into());
    }
    let grants = match &entry.grants {
        Fact::Is(grants) => grants.as_slice(),
        Fact::Absent => &[],
        Fact::Unknown(why) => return (Unknown, why.clone()),
    };
    let is_for_them = grants.iter().any(|grant| match grant {
        Grant::Everybody => true,
        Grant::Account(id) => *id == account.id,
        Grant::Group(group) => account.groups.known().is_some_and(|all| all.contains(group)),
    });
    let is_for_groups = grants.iter().any(|grant| matches!(grant, Grant::Group(_)));
    match (&account.groups, is_for_them) {
        (_, true) => (Passes, "granted to the account".into()),
        (Fact::Unknown(why), false) if is_for_groups => (Unknown, why.clone()),
        (_, false) => {
            let detail =
                format!("account {label} does not see {id}: it is granted to others alone");
            (Refuses, detail.into())
        }
    }
}

/// Whether the connection offers the model; with an empty list it offers what the proxy has.
pub(super) fn offers(connection: &Connection, model: Option<&Text>) -> bool {
    connection.model_ids.is_empty()
        || model.is_none_or(|model| connection.model_ids.contains(model))
}

fn connection(facts: &ChatFacts) -> Rung {
    let (check, subject) = (Check::WebuiConnection, Text::from(facts.proxy_url.clone()));
    let judged =
        |verdict, detail: Cow<'static, str>| Rung::new(check, subject.clone(), verdict, detail);
    match &facts.provider_on {
        Fact::Is(false) => {
            return judged(Refuses, "Open WebUI's OpenAI-compatible connections are off".into());
        }
        Fact::Unknown(why) => return judged(Unknown, why.clone()),
        Fact::Is(true) | Fact::Absent => {}
    }
    let connections = match &facts.connections {
        Fact::Is(connections) => connections.as_slice(),
        Fact::Absent => &[],
        Fact::Unknown(why) => return judged(Unknown, why.clone()),
    };
    let that = |wanted: Leads| {
        connections.iter().filter(move |one| leads(one, &facts.proxy_url) == wanted)
    };
    let works = |one: &&Connection| one.enabled && offers(one, facts.model.as_ref());
    if that(Leads::Here).any(|one| works(&one)) {
        return judged(Passes, "a connection leads to this proxy".into());
    }
    if let Some(one) = that(Leads::Perhaps).find(works) {
        let detail = format!(
            "the connection to {} may or may not lead to this proxy under another name",
            origin(&one.url)
        );
        return judged(Unknown, detail.into());
    }
    let Some(one) = that(Leads::Here).next() else {
        return judged(Refuses, "no connection of Open WebUI leads to this proxy".into());
    };
    if !one.enabled {
        return judged(Refuses, "Open WebUI's connection to this proxy is switched off".into());
    }
    let offered = words::names(one.model_ids.iter());
    judged(Refuses, format!("Open WebUI's connection to this proxy offers only {offered}").into())
}

/// Scheme, host and port: what follows, and what stands before an `@`, may be secret.
fn origin(url: &str) -> String {
    let origin = url::Url::parse(url).map(|url| url.origin().ascii_serialization());
    crate::domain::text::harmless(&origin.unwrap_or_else(|_| "an address".to_owned())).into_owned()
}
