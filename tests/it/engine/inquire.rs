//! What an inquiry finds out, and what is left when a read fails.

use bursar::access::chat::Charged;
use bursar::access::facts::Fact;
use bursar::access::{Check, Verdict, judge};
use bursar::domain::{KeyHash, KeyWord, Text};
use bursar::engine::{InquireError, Inquiry, Question, Subject, Who, inquire};
use bursar::sandbox::litellm::{Meter, state};
use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::operator::person;

fn about(word: &str) -> Question {
    Question {
        who: Who::Word(word.to_owned()),
        model: None,
        lists_models: false,
        key: None,
        customer: None,
    }
}

impl House {
    async fn why(&self, question: &Question) -> Inquiry {
        inquire(&self.operator.session, question).await.unwrap()
    }

    async fn why_not(&self, question: &Question) -> InquireError {
        inquire(&self.operator.session, question).await.unwrap_err()
    }

    /// A team with this member, and a key of theirs in it.
    fn team(&self, id: &str, user: &str) -> String {
        self.sandbox.proxy().with(|state| {
            let mut team = state::Team::new(id, Timestamp::now());
            team.team_alias = Some(id.to_owned());
            team.memberships.push(state::Membership {
                user_id: user.to_owned(),
                budget_id: None,
                spend: Meter::default(),
            });
            state.teams.insert(id.to_owned(), team);
            state.users.get_mut(user).unwrap().teams.push(id.to_owned());
        });
        let secret = self.sandbox.proxy().add_key(user, &format!("{user}-in-{id}"));
        let hash = KeyHash::of_secret(&secret);
        self.sandbox.proxy().with(|state| {
            state.keys.get_mut(&*hash.raw()).unwrap().team_id = Some(id.to_owned());
        });
        secret
    }

    /// The requests so far, without their queries.
    fn asked(&self) -> Vec<String> {
        let (proxy, webui) = (self.sandbox.proxy(), self.sandbox.webui());
        let seen = proxy.requests().into_iter().chain(webui.requests());
        seen.map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }
}

#[tokio::test]
async fn a_person_of_a_roster_is_not_searched_for() {
    let house = House::empty().await;
    house.person("ana");
    let roster = house.operator.look().await;
    let person = person(&roster, "ana");
    let subject = Subject::of(person, roster.snapshot());
    house.forget_requests();
    let question = Question { who: Who::Known(Box::new(subject)), ..about("") };
    let inquiry = house.why(&question).await;
    assert_eq!(inquiry.subject.user, Fact::Is(bursar::domain::ProxyUserId::new("ana")));
    let asked = house.asked();
    // The account's role and groups may be other ones by now; customers are in the roster.
    // So may the models that are granted.
    let own = ["GET /user/info", "GET /api/v1/users/ana", "GET /api/models"];
    let of_all = ["/health/readiness/details", "/spend/users", "/openai/config"];
    let is_of_all = |asked: &String| of_all.iter().any(|path| asked.ends_with(path));
    let (settings, rest): (Vec<String>, _) = asked.into_iter().partition(is_of_all);
    assert_eq!(settings.len(), of_all.len(), "{settings:?}");
    assert_eq!(rest, own);
    // How the servers are set is not asked for again at once.
    house.forget_requests();
    house.why(&question).await;
    assert_eq!(house.asked(), own);
}

#[tokio::test]
async fn a_user_of_the_accounts_id_is_that_person_whatever_their_e_mail() {
    let house = House::empty().await;
    house.sandbox.proxy().add_user("a-1", Some("old@x.edu"));
    house.sandbox.webui().add_account("a-1", "new@x.edu", "Dan", "user");
    for word in ["new@x.edu", "old@x.edu", "a-1"] {
        let dan = house.why(&about(word)).await.subject;
        assert_eq!(dan.user.known().map(bursar::domain::ProxyUserId::raw), Some("a-1"), "{word}");
        assert_eq!(dan.account.known().map(|account| account.id.raw()), Some("a-1"), "{word}");
    }
}

#[tokio::test]
async fn whom_a_key_points_to_is_read_with_it() {
    let house = House::empty().await;
    house.person("ana");
    house.team("lab", "ana");
    house.sandbox.proxy().with(|state| {
        let default = state::Budget {
            budget_id: "default".to_owned(),
            max_budget: Some(3.0),
            soft_budget: None,
            budget_duration: None,
            budget_reset_at: None,
            created_at: Timestamp::now(),
        };
        state.budgets.insert("default".to_owned(), default);
        let team = state.teams.get_mut("lab").unwrap();
        team.metadata.insert("team_member_budget_id".to_owned(), json!("default"));
        team.memberships[0].spend.set(3.0);
    });
    let question = Question { model: Some("gpt-4o".into()), ..about("ana") };
    let inquiry = house.why(&question).await;
    let in_team = inquiry.keys.iter().find(|key| key.team.known().is_some()).unwrap();
    let ladder = judge(in_team, Timestamp::now());
    assert_eq!(ladder.verdict, Verdict::Refused, "{ladder:#?}");
    assert_eq!(ladder.refusing().unwrap().check, Check::MemberBudget);
    let personal = inquiry.keys.iter().find(|key| key.team.is_absent()).unwrap();
    assert_eq!(judge(personal, Timestamp::now()).verdict, Verdict::Accepted);
}

#[tokio::test]
async fn numbers_that_are_none_make_no_verdict() {
    let house = House::empty().await;
    house.person("ana");
    house.sandbox.proxy().set_budget("ana", Some(1.0));
    for spend in [f64::NAN, -4.0, f64::INFINITY] {
        house.sandbox.proxy().set_spend("ana", spend);
        let inquiry = house.why(&about("ana")).await;
        let ladder = judge(&inquiry.keys[0], Timestamp::now());
        assert_eq!(ladder.verdict, Verdict::Unknown, "{spend}: {ladder:#?}");
        assert_eq!(ladder.first_unknown().unwrap().check, Check::UserBudget);
    }
}

#[tokio::test]
async fn what_a_row_points_to_and_the_server_does_not_show_is_unknown() {
    let house = House::empty().await;
    house.person("ana");
    house.sandbox.proxy().with(|state| {
        let key = state.keys.values_mut().next().unwrap();
        key.team_id = Some("gone".to_owned());
    });
    let inquiry = house.why(&about("ana")).await;
    let [key] = inquiry.keys.as_slice() else { panic!("{:?}", inquiry.keys) };
    assert_eq!(key.team, Fact::unknown("the proxy has no such team"));
    assert!(key.user.known().is_some() && key.key.known().is_some());
}

#[tokio::test]
async fn a_read_that_fails_leaves_the_others() {
    let house = House::empty().await;
    house.person("ana");
    house.sandbox.webui().add_account("ben", "ben@campus.example.edu", "Ben", "user");
    for path in ["/model/info", "/get/ui_settings", "/openai/config", "/customer/info"] {
        let server = if path.starts_with("/openai") { Server::Webui } else { Server::Proxy };
        house.fail(Fault::on(server, Trouble::Html).path(path));
    }
    let question = Question { model: Some("gpt-4o".into()), ..about("ana@campus.example.edu") };
    let inquiry = house.why(&question).await;
    let [key] = inquiry.keys.as_slice() else { panic!("{:?}", inquiry.keys) };
    assert!(key.user.known().is_some() && key.key.known().is_some());
    assert!(key.catalog.models.is_unknown() && key.server.user_budget_on_team_keys.is_unknown());
    let chat = inquiry.chat.unwrap();
    assert!(chat.facts.connections.is_unknown() && chat.facts.account.known().is_some());
    assert!(matches!(chat.charged, Charged::Unknown(_)), "{:?}", chat.charged);
}

#[tokio::test]
async fn a_key_is_found_by_its_alias_its_mask_its_hash_and_itself() {
    let house = House::empty().await;
    let secret = house.person("ana");
    let of_ben = house.person("ben");
    let hash = KeyHash::of_secret(&secret);
    let masked = house.sandbox.proxy().key(&secret).unwrap().key_name;
    for word in ["ana-key", masked.as_str(), &*hash.raw(), &hash.raw()[..12], secret.as_str()] {
        let question = Question { key: Some(KeyWord::read(word)), ..about("ana") };
        let inquiry = house.why(&question).await;
        let [key] = inquiry.keys.as_slice() else { panic!("{word}: {:?}", inquiry.keys) };
        assert_eq!(key.key.known().unwrap().hash, hash, "{word}");
        assert!(inquiry.chat.is_none());
    }
    // Another person's key is judged with its own owner.
    let question = Question { key: Some(KeyWord::read(&of_ben)), ..about("ana") };
    let key = house.why(&question).await.keys.remove(0);
    assert_eq!(key.user.known().unwrap().id.raw(), "ben");
    // One that is not this proxy's.
    let question = Question { key: Some(KeyWord::read("sk-nobodys")), ..about("ana") };
    let key = house.why(&question).await.keys.remove(0);
    assert!(key.key.is_absent());
    // The master key, which is in no list.
    let master = house.sandbox.master_key().to_owned();
    let question = Question { key: Some(KeyWord::read(&master)), ..about("ana") };
    let key = house.why(&question).await.keys.remove(0);
    assert!(key.key.known().unwrap().is_master);
    let question = Question { key: Some(KeyWord::read("no-such-alias")), ..about("ana") };
    let InquireError::Key(sentence) = house.why_not(&question).await else { panic!() };
    assert!(sentence.starts_with("no key is called 'no-such-alias'"), "{sentence}");
}

#[tokio::test]
async fn half_of_a_person_is_no_failure() {
    let house = House::empty().await;
    house.sandbox.webui().add_account("ben", "ben@x.edu", "Ben", "user");
    let ben = house.why(&about("ben@x.edu")).await;
    assert!(ben.subject.user.is_absent() && ben.subject.account.known().is_some());
    let [key] = ben.keys.as_slice() else { panic!("{:?}", ben.keys) };
    assert!(key.key.is_unknown() && key.user.is_absent());
    house.sandbox.proxy().add_user("cleo", Some("cleo@x.edu"));
    let cleo = house.why(&about("cleo")).await;
    assert!(cleo.subject.account.is_absent() && cleo.subject.user.known().is_some());
    assert_eq!(cleo.keys[0].key, Fact::unknown("this user has no key"));
    assert!(cleo.keys[0].user.known().is_some());
    let InquireError::Find(error) = house.why_not(&about("nobody")).await else { panic!() };
    assert!(error.to_string().contains("no user has 'nobody'"), "{error}");
}

#[tokio::test]
async fn people_with_two_ids_are_one_by_their_e_mail() {
    let house = House::empty().await;
    house.sandbox.proxy().add_user("u-1", Some("Dan@X.edu"));
    house.sandbox.webui().add_account("a-1", "dan@x.edu", "Dan", "user");
    for word in ["dan@x.edu", "u-1", "dan@"] {
        let dan = house.why(&about(word)).await.subject;
        assert_eq!(dan.user.known().map(bursar::domain::ProxyUserId::raw), Some("u-1"), "{word}");
        assert_eq!(dan.account.known().map(|account| account.id.raw()), Some("a-1"), "{word}");
    }
}

#[tokio::test]
async fn a_customer_of_the_accounts_name_shows_to_whom_the_chat_is_charged() {
    let house = House::empty().await;
    house.person("ana");
    let before = house.why(&about("ana@campus.example.edu")).await.chat.unwrap();
    assert!(matches!(before.charged, Charged::SharedKey { .. }), "{:?}", before.charged);
    assert!(before.situation.unwrap().key.known().unwrap().is_master);
    for id in ["ana", "ana@campus.example.edu"] {
        house.sandbox.proxy().with(|state| {
            state.customers.clear();
            state.customers.insert(id.to_owned(), state::Customer::new(id));
        });
        let chat = house.why(&about("ana@campus.example.edu")).await.chat.unwrap();
        let Charged::Customer { id: charged, .. } = &chat.charged else { panic!("{chat:?}") };
        assert_eq!(charged.raw(), id);
        assert_eq!(
            chat.situation.unwrap().customer.known().map(|c| c.id.raw().to_owned()),
            Some(id.to_owned())
        );
    }
}

#[tokio::test]
async fn a_customer_without_a_row_has_spent_nothing_yet() {
    let house = House::empty().await;
    house.person("ana");
    let question = Question { customer: Some(Text::from("new")), ..about("ana") };
    let key = house.why(&question).await.keys.remove(0);
    let customer = key.customer.known().unwrap();
    assert!(customer.purse.spend.is_absent() && customer.default.is_unknown());
}

#[tokio::test]
async fn older_proxies_are_asked_what_they_know() {
    let version = "1.82.3".to_owned();
    let options = Options { proxy_version: version, ..Options::default() };
    let house = House::with(options, |_| ()).await;
    house.sandbox.proxy().add_user("u-1", Some("ana@x.edu"));
    house.team("lab", "u-1");
    for word in ["u-1", "ana@x.edu"] {
        let inquiry = house.why(&about(word)).await;
        let server = &inquiry.keys[0].server;
        assert_eq!(server.user_budget_on_team_keys, Fact::Absent, "{word}");
        assert!(server.workers_without_redis.is_unknown());
    }
}

#[tokio::test]
async fn halves_of_two_people_are_not_one_by_an_address_that_changed_hands() {
    let house = House::empty().await;
    let [eli, fay] =
        ["0b8d5f0e-6a0a-4f7e-9d0c-3f1f6f0a1e01", "5c2f7a44-11c2-4c0f-8f0e-7c1b2d3e4f02"];
    for (id, at_the_proxy, in_chat) in
        [(eli, "eli@x.edu", "eli.old@x.edu"), (fay, "fay@x.edu", "eli@x.edu")]
    {
        house.sandbox.proxy().add_user(id, Some(at_the_proxy));
        house.sandbox.webui().add_account(id, in_chat, "", "user");
    }
    // The user is the one's, the account the other's.
    let ambiguous = house.why_not(&about("eli@x.edu")).await.to_string();
    assert!(ambiguous.contains(eli) && ambiguous.contains(fay), "{ambiguous}");
    let found = house.why(&about(fay)).await;
    assert_eq!(found.subject.user, Fact::Is(bursar::domain::ProxyUserId::new(fay)));
    assert_eq!(found.subject.account.known().map(|account| account.id.raw()), Some(fay));
}
