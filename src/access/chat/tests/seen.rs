//! The set of models that an account sees, and the key that brings them.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::access::check::Check;
use crate::access::facts::KeyFacts;
use crate::access::sample::{key, purse};

fn offer(id: &str, grants: &[Grant]) -> Offered {
    let entry = ModelEntry { id: id.into(), ..entry(Fact::Is(grants.to_vec())) };
    let entry = (!grants.is_empty()).then_some(entry);
    Offered { id: id.into(), entry, connection: Some(0), base: None }
}

/// No model is named; these are offered.
fn with_offered(offered: Vec<Offered>) -> ChatFacts {
    ChatFacts { model: None, offered: Fact::Is(offered), ..ana() }
}

const HERS: Grant = Grant::Everybody;

fn anothers() -> Grant {
    Grant::Account(AccountId::new("a-2"))
}

#[rstest]
#[case(
    with_offered(vec![offer("a", &[HERS]), offer("b", &[anothers()]), offer("c", &[])]),
    "Accepted: nothing refuses account ana@example.edu; it sees a, and not b, which others see."
)]
#[case(
    with_offered(vec![offer("a", &[HERS]), offer("c", &[])]),
    "Accepted: nothing refuses account ana@example.edu; it sees a."
)]
#[case(
    with_offered(vec![offer("b", &[anothers()]), offer("c", &[])]),
    "Refused: account ana@example.edu sees no model of this proxy: none is granted to it; others see \
     b, and only admins c."
)]
#[case(
    with_offered(vec![offer("c", &[]), offer("d", &[])]),
    "Refused: account ana@example.edu sees no model of this proxy: none is granted to it; only admins \
     see c, d."
)]
#[case(with_offered(Vec::new()), "Refused: Open WebUI offers nobody a model of this proxy.")]
#[case(
    with_offered(vec![Offered { connection: None, ..offer("llama", &[HERS]) }, offer("c", &[])]),
    "Refused: account ana@example.edu sees no model of this proxy (it sees llama, of another \
     provider): none is granted to it; only admins see c."
)]
#[case(
    ChatFacts { offered: Fact::unknown("it could not be read"), ..with_offered(Vec::new()) },
    "Unknown: nothing known refuses it, but 'model in Open WebUI' could: it could not be read."
)]
#[case(
    ChatFacts { provider_on: Fact::Is(false), ..with_offered(Vec::new()) },
    "Refused: Open WebUI's OpenAI-compatible connections are off."
)]
#[case(
    ChatFacts { account: with_role(Role::Admin).account, ..with_offered(vec![offer("c", &[])]) },
    "Accepted: nothing refuses account ana@example.edu; it sees c."
)]
#[case(
    ChatFacts { account: with_role(Role::Admin).account, ..with_offered(Vec::new()) },
    "Refused: Open WebUI offers nobody a model of this proxy."
)]
fn without_a_model_the_set_that_is_seen_is_judged(#[case] facts: ChatFacts, #[case] words: &str) {
    assert_eq!(said(&facts), words);
}

#[test]
fn a_model_built_on_one_of_this_proxy_is_one_of_it() {
    let preset = Offered { connection: None, base: Some("c".into()), ..offer("tutor", &[HERS]) };
    let facts = with_offered(vec![preset, offer("c", &[])]);
    let words = "Accepted: nothing refuses account ana@example.edu; it sees tutor.";
    assert_eq!(said(&facts), words);
}

#[test]
fn who_sees_no_model_is_granted_one_that_others_see_first() {
    let facts = with_offered(vec![offer("c", &[]), offer("b", &[anothers()])]);
    let remedies = Chat::judge(&facts, now()).remedies(&facts, now());
    let wish = |model: &str| {
        Some(Wish::GrantInWebui { account: AccountId::new("a-1"), model: model.into() })
    };
    let wishes: Vec<_> = remedies.iter().map(|remedy| remedy.wish.clone()).collect();
    assert_eq!(wishes, [wish("b"), wish("c"), None]);
    assert!(remedies[2].sentence.contains("to everybody"), "{}", remedies[2].sentence);
}

/// The connection's key in this state.
fn with_key(key: KeyFacts, facts: ChatFacts) -> ChatFacts {
    ChatFacts { key: Fact::Is(Box::new(Situation { key: Fact::Is(key), ..personal() })), ..facts }
}

#[rstest]
#[case::blocked(KeyFacts { blocked: Fact::Is(true), ..key() }, "1.106.2", true)]
#[case::blocked_later(KeyFacts { blocked: Fact::Is(true), ..key() }, "1.110.2", true)]
#[case::over_budget(KeyFacts { purse: purse("11", "10"), ..key() }, "1.106.2", true)]
#[case::over_budget_earlier(KeyFacts { purse: purse("11", "10"), ..key() }, "1.102.0", false)]
fn a_refused_key_of_the_connection_is_said_before_a_missing_grant(
    #[case] key: KeyFacts,
    #[case] version: &str,
    #[case] is_listed_to_nobody: bool,
) {
    let ungranted = ChatFacts { entries: Fact::Is(Vec::new()), ..ana() };
    let unseen = with_offered(vec![offer("c", &[])]);
    for (facts, status) in [(ungranted, 400), (unseen, 400), (ana(), 404)] {
        let mut facts = with_key(key.clone(), facts);
        if let Fact::Is(situation) = &mut facts.key {
            situation.server.version = Some(version.into());
        }
        let chat = Chat::judge(&facts, now());
        let rung = chat.ladder.refusing().filter(|rung| rung.check == Check::WebuiKey);
        assert_eq!(rung.is_some(), is_listed_to_nobody, "{:#?}", chat.ladder);
        let Some(rung) = rung else { continue };
        assert!(rung.detail.contains("nobody sees one: key lab-3"), "{}", rung.detail);
        assert_eq!(rung.says.as_ref().map(|says| says.status), Some(status));
        let remedies = chat.remedies(&facts, now());
        let lifts = |wish: &Wish| matches!(wish, Wish::UnblockKey(_) | Wish::Raise { .. });
        assert!(remedies[0].wish.as_ref().is_some_and(lifts), "{remedies:#?}");
    }
}

#[test]
fn a_connection_that_names_its_models_does_not_ask_for_them() {
    let named = Connection {
        model_ids: vec!["gpt-4o-mini".into()],
        ..connection("http://localhost:4000/v1")
    };
    let facts = with_connections(vec![named]);
    let facts = with_key(KeyFacts { blocked: Fact::Is(true), ..key() }, facts);
    assert_eq!(Chat::judge(&facts, now()).ladder.verdict, Verdict::Accepted);
}
