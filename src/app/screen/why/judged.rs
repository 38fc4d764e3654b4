//! One request of a person, judged: what the screen says of it.

use jiff::Timestamp;

use super::Way;
use crate::access::chat::{Charged, Chat};
use crate::access::facts::Situation;
use crate::access::{Ladder, Remedy, Verdict, judge as judge_request, remedies, sentence};
use crate::engine::{ChatInquiry, Inquiry};

/// One of the ways to ask, with its verdict.
#[derive(Clone, Debug)]
pub struct Judged {
    way: Way,
    /// With what: `key lab-3 (sk-...abcd)`, `chat`. Harmless.
    pub title: String,
    /// All checks, in the order in which they are made.
    pub ladder: Ladder,
    /// The verdict in a sentence. Harmless.
    pub sentence: String,
    /// What lifts it, the least far-reaching first.
    pub remedies: Vec<Remedy>,
    /// To whom the proxy charges it, where that is not the key's owner. Harmless.
    pub charged: Option<String>,
}

impl Judged {
    /// What one asks with.
    pub fn way(&self) -> Way {
        self.way.clone()
    }
}

/// Each key, then the chat.
pub(super) fn judge(inquiry: &Inquiry, now: Timestamp) -> Vec<Judged> {
    let keys = inquiry.keys.iter().map(|situation| of_key(situation, now));
    keys.chain(inquiry.chat.as_ref().map(|chat| of_chat(chat, now))).collect()
}

fn of_key(situation: &Situation, now: Timestamp) -> Judged {
    let ladder = judge_request(situation, now);
    Judged {
        way: Way::Key(situation.key.known().map(|key| key.hash.clone())),
        title: situation.title(),
        sentence: sentence(&ladder, now),
        remedies: remedies(situation, &ladder, now),
        ladder,
        charged: None,
    }
}

/// Open WebUI's checks, then the proxy's of whom the chat is charged to.
fn of_chat(inquiry: &ChatInquiry, now: Timestamp) -> Judged {
    let chat = Chat::judge(&inquiry.facts, now);
    let mut cures = chat.remedies(&inquiry.facts, now);
    let mut ladder = chat.ladder;
    if let Some(situation) = &inquiry.situation {
        let proxy = judge_request(situation, now);
        if ladder.by.is_none() {
            cures = remedies(situation, &proxy, now);
        }
        ladder = ladder.followed_by(proxy);
    }
    let mut said = sentence(&ladder, now);
    if let (Verdict::Accepted, Charged::Unknown(why)) = (ladder.verdict, &inquiry.charged) {
        ladder.verdict = Verdict::Unknown;
        said = format!(
            "Unknown: Open WebUI lets the chat through, but whom the proxy charges it to cannot be \
             told: {why}."
        );
    }
    Judged {
        way: Way::Chat,
        title: "chat".to_owned(),
        ladder,
        sentence: said,
        remedies: cures,
        charged: Some(inquiry.charged.words()),
    }
}
