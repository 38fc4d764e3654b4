//! How many requests it takes to say why somebody is refused, whoever they are.

use std::sync::{Arc, Mutex};

use bursar::access::facts::Fact;
use bursar::domain::KeyWord;
use bursar::engine::{Inquiry, Observer, Question, RequestRecord, Who, inquire};
use serde_json::json;

use super::Pair;
use super::pair::Minted;
use crate::operator::Operator;

/// What a request tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Which servers these are, and whose the credential is.
    Detection,
    /// How the servers are set and what they serve: one for all people, and kept for a while.
    Servers,
    /// Whoever is asked about.
    Person,
}

/// What was asked for one question, by somebody who knew nothing yet.
struct Counted {
    asked: Vec<(About, String)>,
    inquiry: Inquiry,
}

impl Counted {
    fn new(records: &[RequestRecord], inquiry: Inquiry) -> Self {
        let mut is_checked = false;
        let asked = |record: &RequestRecord| {
            let (path, _) = record.path.split_once('?').unwrap_or((&record.path, ""));
            let about = match path {
                "/openapi.json" | "/api/version" | "/health/readiness/details" | "/key/info" => {
                    About::Detection
                }
                // That the proxy answers it is how an administrator's key is known.
                "/user/list" if !std::mem::replace(&mut is_checked, true) => About::Detection,
                "/get/ui_settings" | "/openai/config" | "/spend/users" | "/model/info"
                | "/access_group/list" | "/global/spend" | "/api/models" => About::Servers,
                _ => About::Person,
            };
            (about, format!("{} {}", record.method, record.path))
        };
        Self { asked: records.iter().map(asked).collect(), inquiry }
    }

    fn of(&self, wanted: About) -> usize {
        self.asked.iter().filter(|(about, _)| *about == wanted).count()
    }
}

async fn ask(pair: &Pair, question: &Question) -> Counted {
    let records = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&records);
    let observer: Observer = Arc::new(move |record| sink.lock().unwrap().push(record));
    let operator = Operator::watched(pair.servers.profile(), Some(observer)).await;
    let inquiry = inquire(&operator.session, question).await.unwrap();
    let records = records.lock().unwrap();
    Counted::new(&records, inquiry)
}

fn why(word: &str) -> Question {
    Question {
        who: Who::Word(word.to_owned()),
        model: None,
        lists_models: false,
        key: None,
        customer: None,
    }
}

fn with_model(question: Question) -> Question {
    Question { model: Some("gpt-4o-mini".into()), ..question }
}

/// A team with this user in it, what its members may spend by default, and a key of theirs there.
async fn place(pair: &Pair, user: &str, name: &str) -> Minted {
    let team = pair.id(name);
    let member = json!({"team_id": team, "member": {"role": "user", "user_id": user}});
    for (path, body) in [
        ("/team/new", json!({"team_id": team, "team_alias": team})),
        ("/team/member_add", member),
        ("/team/update", json!({"team_id": team, "team_member_budget": 2})),
    ] {
        let answer = pair.proxy().post(path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    pair.key(user, &format!("{name}-key"), json!({"team_id": team})).await
}

/// An account, and a user with its e-mail: of that id, or of the account's.
async fn person(pair: &Pair, name: &str, id: Option<&str>) -> String {
    let account = pair.account(name, "user").await;
    let id = id.map_or(account.id.clone(), |id| pair.id(id));
    let body = json!({
        "user_id": id, "user_email": account.email, "user_role": "internal_user",
        "auto_create_key": false,
    });
    assert_eq!(pair.proxy().post("/user/new", body).await.status, 200);
    id
}

pub(crate) async fn each_question_takes_a_handful_of_requests(pair: &Pair) {
    let ana = person(pair, "ana", None).await;
    let key = place(pair, &ana, "lab").await;
    pair.key(&ana, "ana-key", json!({})).await;
    let dan = person(pair, "dan", Some("u-dan")).await;
    place(pair, &dan, "den").await;
    let eve = person(pair, "eve", None).await;
    for team in ["one", "two", "three"] {
        place(pair, &eve, team).await;
    }
    pair.account("fay", "user").await;
    let of_others = pair.key(&dan, "dan-key", json!({})).await;
    let found = pair.webui().get(&format!("/api/v1/users/?query={}", pair.email("dan"))).await;
    let dan_account = found.at("/users/0/id").as_str().unwrap().to_owned();
    let [ana, dan, eve, fay] = ["ana", "dan", "eve", "fay"].map(|name| why(&pair.email(name)));
    let by_key = |key: &Minted| Question { key: Some(KeyWord::read(&key.hash)), ..ana.clone() };
    let customer = Question { customer: Some(pair.id("c").into()), ..ana.clone() };
    let cases = [
        ("one id, a team", 5, ana.clone()),
        ("two ids", 5, dan.clone()),
        ("two ids, by the user's", 5, why(&pair.id("u-dan"))),
        ("two ids, by the account's", 6, why(&dan_account)),
        ("three teams", 5, eve),
        ("no user at the proxy", 4, fay.clone()),
        ("a model", 6, with_model(ana.clone())),
        ("a model, two ids", 6, with_model(dan)),
        ("a model, two ids, by the user's", 6, with_model(why(&pair.id("u-dan")))),
        ("a model, no user at the proxy", 5, with_model(fay)),
        ("a key", 3, by_key(&key)),
        ("a key and a model", 3, with_model(by_key(&key))),
        ("another one's key", 4, with_model(by_key(&of_others))),
        ("a customer", 6, customer.clone()),
        ("a customer and a model", 6, with_model(customer)),
        ("a model, two ids, by the account's", 6, with_model(why(&dan_account))),
    ];
    for (name, most, question) in cases {
        let counted = ask(pair, &question).await;
        let of_person = counted.of(About::Person);
        assert!(of_person <= most, "{name}: {of_person}\n{:#?}", counted.asked);
        assert!(counted.of(About::Detection) <= 5, "{name}\n{:#?}", counted.asked);
        for key in &counted.inquiry.keys {
            assert!(!key.team.is_unknown(), "{name}: {:?}", key.team);
            let default = key.team.known().map(|team| &team.member_default);
            assert!(!default.is_some_and(Fact::is_unknown), "{name}: {default:?}");
        }
    }
}
