//! The answer, as the contract of the JSON has it; the text is made of the same.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use crate::access::chat::{Charged, Chat};
use crate::access::facts::Situation;
use crate::access::{
    Check, Ladder, Remedy, Rung, Scope, ServerSays, Verdict, judge, remedies, sentence,
};
use crate::domain::Text;
use crate::engine::{ChatInquiry, Inquiry};

/// Everything about one person.
#[derive(Serialize)]
pub(super) struct WhyView {
    /// Null for a key that nobody owns.
    pub(super) user: Option<Text>,
    pub(super) keys: Vec<Judged>,
    pub(super) chat: Option<JudgedChat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) probe: Option<Probe>,
    #[serde(skip)]
    pub(super) name: Text,
}

/// One request.
#[derive(Serialize)]
pub(super) struct Judged {
    user: Option<Text>,
    pub(super) model: Option<Text>,
    /// The masked form.
    pub(super) key: Option<Text>,
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
    by: Option<Place>,
    pub(super) server_says: Option<Says>,
    pub(super) ladder: Vec<Rung>,
    then: Option<Place>,
    pub(super) remedies: Vec<Cure>,
    #[serde(rename = "judged_by")]
    pub(super) rules: String,
    /// What cannot be known.
    pub(super) caveats: Vec<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) probe: Option<Box<Probe>>,
    #[serde(skip)]
    pub(super) title: String,
    #[serde(skip)]
    pub(super) refuses: Refusing,
}

/// What a real request was answered.
#[derive(Serialize)]
pub(super) struct Probe {
    /// Null where no answer came.
    pub(super) status: Option<u16>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    /// The server's words, or why no answer came.
    pub(super) message: String,
    /// Null where there is nothing to compare.
    pub(super) agrees: Option<bool>,
    /// What was said of the key that was made for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) throw_away: Option<Judged>,
    /// Both side by side.
    #[serde(skip)]
    pub(super) verdict: String,
}

/// Where in the ladder it is refused.
#[derive(Clone, Copy)]
pub(super) struct Refusing {
    pub(super) by: Option<usize>,
    pub(super) then: Option<usize>,
}

impl Judged {
    pub(super) fn of_key(user: Option<&Text>, situation: &Situation, now: Timestamp) -> Self {
        of_key(user, situation, now)
    }
}

/// The way through the chat.
#[derive(Serialize)]
pub(super) struct JudgedChat {
    #[serde(flatten)]
    pub(super) webui: Judged,
    pub(super) charged: To,
    /// The request as it comes to the proxy: of whom the chat is charged to.
    pub(super) proxy: Option<Judged>,
}

/// To whom the proxy charges the chat.
#[derive(Serialize)]
pub(super) struct To {
    #[serde(rename = "to")]
    whom: &'static str,
    id: Option<Text>,
    #[serde(skip)]
    pub(super) words: String,
    because: String,
}

#[derive(Serialize)]
struct Place {
    check: Check,
    scope: Scope,
    subject: Text,
}

#[derive(Serialize)]
pub(super) struct Says {
    pub(super) status: u16,
    #[serde(rename = "type")]
    pub(super) kind: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Cure {
    pub(super) sentence: String,
    pub(super) command: Vec<String>,
}

impl WhyView {
    pub(super) fn judge(inquiry: &Inquiry, now: Timestamp) -> Self {
        let user = Some(&inquiry.subject.label).filter(|_| !inquiry.subject.is_nobody);
        let keys = inquiry.keys.iter().map(|situation| of_key(user, situation, now)).collect();
        let chat = inquiry.chat.as_ref().map(|chat| of_chat(user, chat, now));
        Self { user: user.cloned(), keys, chat, name: inquiry.subject.name.clone(), probe: None }
    }
}

fn of_key(user: Option<&Text>, situation: &Situation, now: Timestamp) -> Judged {
    let ladder = judge(situation, now);
    let cures = remedies(situation, &ladder, now);
    let key = situation.key.known().and_then(|key| key.name.clone());
    let is_unowned = user.is_none() && situation.key.known().is_some();
    let end = if is_unowned { ", which nobody owns" } else { "" };
    let title = situation.title() + end;
    let head = Head { user, model: situation.model.as_ref(), key, title };
    judged(head, &ladder, cures, now)
}

fn of_chat(user: Option<&Text>, chat: &ChatInquiry, now: Timestamp) -> JudgedChat {
    let judged_chat = Chat::judge(&chat.facts, now);
    let cures = judged_chat.remedies(&chat.facts, now);
    let title = "through the chat".to_owned();
    let head = Head { user, model: chat.facts.model.as_ref(), key: None, title };
    JudgedChat {
        webui: judged(head, &judged_chat.ladder, cures, now),
        charged: to(&chat.charged),
        proxy: chat.situation.as_ref().map(|situation| of_key(user, situation, now)),
    }
}

/// Whose request it is.
struct Head<'a> {
    user: Option<&'a Text>,
    model: Option<&'a Text>,
    key: Option<Text>,
    title: String,
}

fn judged(head: Head<'_>, ladder: &Ladder, cures: Vec<Remedy>, now: Timestamp) -> Judged {
    let Head { user, model, key, title } = head;
    let place = |rung: Option<&Rung>| {
        let rung = rung?;
        Some(Place { check: rung.check, scope: rung.scope, subject: rung.subject.clone() })
    };
    let says = ladder.refusing().and_then(|rung| rung.says.as_ref());
    let cure = |Remedy { sentence, command, .. }: Remedy| Cure { sentence, command };
    Judged {
        user: user.cloned(),
        model: model.cloned(),
        key,
        verdict: ladder.verdict,
        sentence: sentence(ladder, now),
        by: place(ladder.refusing()),
        server_says: says
            .map(|ServerSays { status, kind, .. }| Says { status: *status, kind: *kind }),
        then: place(ladder.next_refusing()),
        remedies: cures.into_iter().map(cure).collect(),
        rules: ladder.judged_by.clone(),
        caveats: ladder.caveats.clone(),
        probe: None,
        refuses: Refusing { by: ladder.by, then: ladder.then },
        ladder: ladder.rungs.clone(),
        title,
    }
}

fn to(charged: &Charged) -> To {
    let (whom, id, because) = match charged {
        Charged::Customer { id, because, .. } => {
            ("customer", Some(id.clone()), because.to_string())
        }
        Charged::SharedKey { .. } => {
            ("shared_key", None, "nothing tells the proxy who chats".to_owned())
        }
        Charged::OwnKey { because } => ("own_key", None, because.to_string()),
        Charged::Unknown(why) => ("unknown", None, why.to_string()),
    };
    To { whom, id, words: charged.words(), because }
}
