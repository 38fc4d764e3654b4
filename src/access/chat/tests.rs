use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::access::ladder::Verdict;
use crate::access::remedy::Wish;
use crate::access::sample::{now, personal, user};
use crate::access::sentence;
use crate::domain::BlockRecord;

pub(super) fn connection(url: &str) -> Connection {
    Connection {
        url: url.to_owned(),
        enabled: true,
        prefix: None,
        model_ids: Vec::new(),
        headers: Vec::new(),
        key: Fact::Is(KeyHash::new("5e4e")),
        is_known_here: Fact::unknown("nobody looked"),
    }
}

/// Ana, role `user`, to whom the model is granted, over a connection to the proxy.
fn ana() -> ChatFacts {
    ChatFacts {
        version: Some("0.12.4".into()),
        account: Fact::Is(AccountFacts {
            id: AccountId::new("a-1"),
            email: Some(Email::new("ana@example.edu")),
            name: "Ana".into(),
            role: Role::User,
            groups: Fact::Is(vec![GroupId::new("g-1")]),
        }),
        user: Fact::Is(UserFacts { block: None, ..user() }),
        model: Some("gpt-4o-mini".into()),
        entries: Fact::Is(vec![entry(Fact::Is(vec![Grant::Everybody]))]),
        offered: Fact::Absent,
        provider_on: Fact::Is(true),
        connections: Fact::Is(vec![connection("http://localhost:4000/v1")]),
        proxy_url: "http://127.0.0.1:4000".to_owned(),
        customers: Fact::Is(Vec::new()),
        key: Fact::Is(Box::new(personal())),
    }
}

fn entry(grants: Fact<Vec<Grant>>) -> ModelEntry {
    ModelEntry {
        id: "gpt-4o-mini".into(),
        owner: Some(AccountId::new("admin")),
        is_active: true,
        grants,
    }
}

fn with_role(role: Role) -> ChatFacts {
    let facts = ana();
    let account = facts.account.map(|account| AccountFacts { role, ..account });
    ChatFacts { account, ..facts }
}

fn with_connections(connections: Vec<Connection>) -> ChatFacts {
    ChatFacts { connections: Fact::Is(connections), ..ana() }
}

fn said(facts: &ChatFacts) -> String {
    sentence(&Chat::judge(facts, now()).ladder, now())
}

#[rstest]
#[case(ana(), "Accepted: nothing refuses gpt-4o-mini to account ana@example.edu.")]
#[case(with_role(Role::Admin), "Accepted: nothing refuses gpt-4o-mini to account ana@example.edu.")]
#[case(
    ChatFacts { account: Fact::Absent, ..ana() },
    "Refused: Open WebUI has no account of this person."
)]
#[case(
    with_role(Role::Pending),
    "Refused: account ana@example.edu waits to be let in or is blocked (role pending)."
)]
#[case(
    with_role(Role::Other("boss".into())),
    "Refused: account ana@example.edu has the role boss, which Open WebUI does not know."
)]
#[case(
    ChatFacts { entries: Fact::Is(Vec::new()), ..ana() },
    "Refused: account ana@example.edu does not see gpt-4o-mini: Open WebUI has no entry for it, and \
     so shows it to admins alone."
)]
#[case(
    ChatFacts { provider_on: Fact::Is(false), ..ana() },
    "Refused: Open WebUI's OpenAI-compatible connections are off."
)]
#[case(with_connections(Vec::new()), "Refused: no connection of Open WebUI leads to this proxy.")]
#[case(
    with_connections(vec![connection("https://api.openai.com/v1")]),
    "Refused: no connection of Open WebUI leads to this proxy."
)]
#[case(
    with_connections(vec![Connection { enabled: false, ..connection("http://localhost:4000") }]),
    "Refused: Open WebUI's connection to this proxy is switched off."
)]
#[case(
    with_connections(vec![Connection {
        model_ids: vec!["gpt-4o".into()],
        ..connection("http://localhost:4000")
    }]),
    "Refused: Open WebUI's connection to this proxy offers only gpt-4o."
)]
#[case(
    with_connections(vec![connection("http://user:secret@litellm:4000/v1?key=secret")]),
    "Unknown: nothing known refuses it, but 'connection to the proxy' of account \
     http://127.0.0.1:4000 could: the connection to http://litellm:4000 may or may not lead to this \
     proxy under another name."
)]
#[case(
    ChatFacts { account: Fact::unknown("the accounts could not be read"), ..ana() },
    "Unknown: nothing known refuses it, but 'account in Open WebUI' could: the accounts could not be \
     read."
)]
fn the_way_of_a_chat_is_said_in_a_sentence(#[case] facts: ChatFacts, #[case] words: &str) {
    assert_eq!(said(&facts), words);
}

#[rstest]
#[case::everybody(Fact::Is(vec![Grant::Everybody]), Verdict::Accepted)]
#[case::them(Fact::Is(vec![Grant::Account(AccountId::new("a-1"))]), Verdict::Accepted)]
#[case::their_group(Fact::Is(vec![Grant::Group(GroupId::new("g-1"))]), Verdict::Accepted)]
#[case::another(Fact::Is(vec![Grant::Account(AccountId::new("a-2"))]), Verdict::Refused)]
#[case::another_group(Fact::Is(vec![Grant::Group(GroupId::new("g-2"))]), Verdict::Refused)]
#[case::nobody(Fact::Is(Vec::new()), Verdict::Refused)]
#[case::none(Fact::Absent, Verdict::Refused)]
#[case::unknown(Fact::unknown("they could not be read"), Verdict::Unknown)]
fn a_model_is_seen_by_whom_it_is_granted(
    #[case] grants: Fact<Vec<Grant>>,
    #[case] verdict: Verdict,
) {
    let facts = ChatFacts { entries: Fact::Is(vec![entry(grants)]), ..ana() };
    assert_eq!(Chat::judge(&facts, now()).ladder.verdict, verdict);
}

#[test]
fn a_grant_to_a_group_is_unknown_where_the_groups_are() {
    let facts = ana();
    let groups = Fact::unknown("the groups could not be read");
    let account = facts.account.map(|account| AccountFacts { groups, ..account });
    let grants = Fact::Is(vec![Grant::Group(GroupId::new("g-1"))]);
    let facts = ChatFacts { account, entries: Fact::Is(vec![entry(grants)]), ..ana() };
    assert_eq!(Chat::judge(&facts, now()).ladder.verdict, Verdict::Unknown);
}

#[test]
fn a_model_that_is_switched_off_is_seen_by_nobody_but_admins() {
    let off = ModelEntry { is_active: false, ..entry(Fact::Is(vec![Grant::Everybody])) };
    let facts = ChatFacts { entries: Fact::Is(vec![off]), ..ana() };
    assert_eq!(Chat::judge(&facts, now()).ladder.verdict, Verdict::Refused);
}

#[test]
fn a_prefix_of_the_connection_is_part_of_the_models_name() {
    let prefixed =
        Connection { prefix: Some("lite".into()), ..connection("http://localhost:4000") };
    let facts = with_connections(vec![prefixed]);
    let chat = Chat::judge(&facts, now());
    assert_eq!(chat.ladder.refusing().unwrap().subject.raw(), "lite.gpt-4o-mini");
    let remedies = chat.remedies(&facts, now());
    let wish =
        Wish::GrantInWebui { account: AccountId::new("a-1"), model: "lite.gpt-4o-mini".into() };
    assert_eq!(remedies[0].wish, Some(wish));
}

#[test]
fn who_waits_is_let_in() {
    let facts = with_role(Role::Pending);
    let remedies = Chat::judge(&facts, now()).remedies(&facts, now());
    assert_eq!(remedies[0].wish, Some(Wish::LetIn(AccountId::new("a-1"))));
    assert_eq!(
        remedies[0].sentence,
        "Let ana@example.edu in: give the account the role user; in force at once."
    );
    assert_eq!(remedies[0].command, ["bursar", "account", "role", "a-1", "user"]);
}

#[rstest]
#[case::whom_it_took(Some("user"), &["unblock", "account role"])]
#[case::an_admin(Some("admin"), &["unblock", "account role"])]
#[case::who_waited_before(Some("pending"), &["account role"])]
#[case::of_a_strange_role(Some("guest"), &["account role"])]
#[case::whose_account_it_did_not_take(None, &["account role"])]
fn whom_bursar_blocked_is_unblocked_first(#[case] role: Option<&str>, #[case] commands: &[&str]) {
    let account_role = role.map(Text::from);
    let block = BlockRecord { at: now(), keys: Vec::new(), scim_active: None, account_role };
    let user = UserFacts { block: Some(Box::new(block)), ..user() };
    let id = user.id.clone();
    let facts = ChatFacts { user: Fact::Is(user), ..with_role(Role::Pending) };
    let remedies = Chat::judge(&facts, now()).remedies(&facts, now());
    let verbs: Vec<String> = remedies
        .iter()
        .map(|remedy| match remedy.wish {
            Some(Wish::Unblock(ref unblocked)) => {
                assert_eq!(*unblocked, id);
                remedy.command[1].clone()
            }
            _ => remedy.command[1..3].join(" "),
        })
        .collect();
    assert_eq!(verbs, commands, "{remedies:#?}");
    if let ("unblock", Some(role)) = (commands[0], role) {
        let end = format!("the account has the role {role} again; in force at once.");
        assert!(remedies[0].sentence.ends_with(&end), "{}", remedies[0].sentence);
    }
}

#[test]
fn who_is_let_in_and_does_not_see_the_model_is_told_so() {
    let facts = ChatFacts { entries: Fact::Is(Vec::new()), ..with_role(Role::Pending) };
    let remedy = Chat::judge(&facts, now()).remedies(&facts, now()).remove(0);
    let rest = "Then the next check refuses: model in Open WebUI (gpt-4o-mini).";
    assert!(remedy.sentence.ends_with(rest), "{}", remedy.sentence);
}

#[test]
fn what_no_grant_and_no_role_can_lift_is_left_to_open_webui() {
    let off = ModelEntry { is_active: false, ..entry(Fact::Is(vec![Grant::Everybody])) };
    let off = ChatFacts { entries: Fact::Is(vec![off]), ..ana() };
    let strange = with_role(Role::Other("guest".into()));
    let unoffered =
        Connection { model_ids: vec!["gpt-4o".into()], ..connection("http://localhost:4000") };
    let unoffered =
        ChatFacts { entries: Fact::Is(Vec::new()), ..with_connections(vec![unoffered]) };
    for (facts, words) in [
        (off, "Switch gpt-4o-mini on in Open WebUI's own screens"),
        (strange, "Give ana@example.edu the role user in Open WebUI's own screens"),
        (unoffered, "Mend the connection in Open WebUI's admin settings: Open WebUI's connection"),
    ] {
        let remedy = Chat::judge(&facts, now()).remedies(&facts, now()).remove(0);
        assert!(remedy.sentence.starts_with(words), "{}", remedy.sentence);
        assert_eq!((remedy.wish, remedy.command), (None, Vec::new()));
    }
}

fn charged_with(headers: &[(&str, &str)], customers: &[&str], version: &str) -> Charged {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let facts = ChatFacts {
        customers: Fact::Is(customers.iter().map(|id| (*id).into()).collect()),
        version: Some(version.into()),
        ..with_connections(vec![Connection { headers, ..connection("http://localhost:4000") }])
    };
    Chat::judge(&facts, now()).charged
}

#[rstest]
#[case::by_id(&[("x-litellm-end-user-id", "{{USER_ID}}")], &[], Some("a-1"))]
#[case::by_email(&[("X-LiteLLM-Customer-Id", "{{USER_EMAIL}}")], &[], Some("ana@example.edu"))]
#[case::the_first_header_wins(
    &[("x-litellm-end-user-id", "{{USER_ID}}"), ("x-litellm-customer-id", "all")],
    &[],
    Some("all")
)]
#[case::seen_by_id(&[], &["a-1", "other"], Some("a-1"))]
#[case::seen_by_email(&[], &["Ana@Example.edu"], Some("Ana@Example.edu"))]
#[case::nobody(&[], &["other"], None)]
fn chats_are_charged_to_a_customer_or_to_the_key_of_all(
    #[case] headers: &[(&str, &str)],
    #[case] customers: &[&str],
    #[case] id: Option<&str>,
) {
    match (charged_with(headers, customers, "0.12.4"), id) {
        (Charged::Customer { id, .. }, Some(expected)) => assert_eq!(id.raw(), expected),
        (Charged::SharedKey { key }, None) => assert_eq!(key, Fact::Is(KeyHash::new("5e4e"))),
        (charged, _) => panic!("{charged:?}"),
    }
}

#[test]
fn a_header_with_the_persons_key_charges_that_key() {
    let charged = charged_with(&[("Authorization", "Bearer sk-{{USER_ID}}")], &["a-1"], "0.12.4");
    assert!(matches!(charged, Charged::OwnKey { .. }), "{charged:?}");
    assert!(!format!("{charged:?}").contains("sk-"), "a header's value is never shown");
}

#[test]
fn before_templates_the_words_themselves_are_the_customer() {
    let charged = charged_with(&[("x-litellm-end-user-id", "{{USER_ID}}")], &[], "0.8.12");
    let Charged::Customer { id, .. } = charged else { panic!("{charged:?}") };
    assert_eq!(id.raw(), "{{USER_ID}}");
}

#[test]
fn whom_chats_are_charged_to_is_unknown_where_the_customers_are() {
    let facts = ChatFacts { customers: Fact::unknown("they could not be read"), ..ana() };
    let charged = Chat::judge(&facts, now()).charged;
    assert_eq!(charged, Charged::Unknown("they could not be read".into()));
}

mod seen;
