//! Somebody is refused, `bursar why` names the check, and its first remedy, run as it stands, lets
//! the same request through.

use serde_json::{Value, json};

use super::Pair;
use super::pair::{CHAT, IN_FORCE, Member, Minted, WRITTEN};
use super::shell::Shell;
use crate::operator::until;
use crate::sandbox::Answer;

const MODEL: &str = "gpt-4o";

/// One request, and how to ask why it is refused.
struct Case<'a> {
    pair: &'a Pair,
    shell: Shell,
    /// As `bursar why` takes them.
    who: &'a str,
    by: By<'a>,
}

enum By<'a> {
    Key(&'a Minted),
    /// A key, with a customer in the request.
    Customer(&'a Minted, &'a str),
    /// The chat, with a session of the account.
    Chat(&'a Member),
}

impl<'a> Case<'a> {
    fn new(pair: &'a Pair, who: &'a str, by: By<'a>) -> Self {
        Self { pair, shell: Shell::new(pair), who, by }
    }

    async fn ask(&self) -> Answer {
        let mut body = json!({"model": MODEL, "messages": [{"role": "user", "content": "hey"}]});
        match &self.by {
            By::Key(key) => key.caller.post(CHAT, body).await,
            By::Customer(key, customer) => {
                body["user"] = json!(customer);
                key.caller.post(CHAT, body).await
            }
            By::Chat(member) => member.session.post("/api/chat/completions", body).await,
        }
    }

    async fn why(&self) -> Value {
        let mut args = vec!["why", self.who, "--model", MODEL, "--format", "json"];
        match &self.by {
            By::Key(key) => args.extend(["--key", key.hash.as_str()]),
            By::Customer(key, customer) => {
                args.extend(["--key", key.hash.as_str(), "--customer", customer]);
            }
            By::Chat(_) => {}
        }
        let text = self.shell.ends(self.pair, 0, &args).await;
        let said: Value = serde_json::from_str(&text).unwrap();
        if matches!(self.by, By::Chat(_)) { said["chat"].clone() } else { said }
    }

    /// The request is refused as `why` says, by that check.
    async fn is_refused(&self, check: &str) -> Value {
        let refused = until("the request to be refused", IN_FORCE, async || {
            let answer = self.ask().await;
            (answer.status != 200).then_some(answer)
        })
        .await;
        let said = self.why().await;
        assert_eq!(said["verdict"], "refused", "{said:#}\n{}", refused.text);
        assert_eq!(said["by"]["check"], check, "{}\n{}", said["sentence"], refused.text);
        assert_eq!(said["server_says"]["status"], refused.status, "{said:#}\n{}", refused.text);
        if !matches!(self.by, By::Chat(_)) {
            assert_eq!(said["server_says"]["type"], refused.at("/error/type"), "{}", refused.text);
        }
        said
    }

    /// Runs the command of the first remedy, as it stands, without a question.
    async fn cure(&self, said: &Value) -> String {
        let remedy = &said["remedies"][0];
        let words = remedy["command"].as_array().unwrap();
        let mut command: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(command.first(), Some(&"bursar"), "{remedy}");
        command.push("--yes");
        self.shell.ends(self.pair, 0, &command[1..]).await;
        remedy["sentence"].as_str().unwrap().to_owned()
    }

    /// What was said to be in force at once is; else it comes to be within the minute.
    async fn works_again(&self, sentence: &str) {
        let first = self.ask().await;
        if sentence.contains("in force at once") {
            assert_eq!(first.status, 200, "{sentence}\n{}", first.text);
        }
        until(sentence, IN_FORCE, async || (self.ask().await.status == 200).then_some(())).await;
    }

    /// Refused by that check, and let through by the first remedy.
    async fn is_lifted(&self, check: &str) {
        let said = self.is_refused(check).await;
        assert_eq!(said["then"], Value::Null, "{said:#}");
        let sentence = self.cure(&said).await;
        self.works_again(&sentence).await;
        let said = self.why().await;
        assert_eq!(said["verdict"], "accepted", "{}", said["sentence"]);
    }
}

async fn posted(pair: &Pair, path: &str, body: Value) {
    let answer = pair.proxy().post(path, body).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
}

/// Ana, and a key of hers.
async fn ana(pair: &Pair, user: Value, key: Value) -> (String, Minted) {
    let id = pair.user("ana", user).await;
    let key = pair.key(&id, "k", key).await;
    (id, key)
}

/// A team with Ana in it, and her key there.
async fn team(pair: &Pair, team: Value) -> (String, String, Minted) {
    let (ana, id) = (pair.user("ana", json!({})).await, pair.id("t"));
    let mut body = json!({"team_id": id, "team_alias": id});
    for (field, value) in team.as_object().unwrap() {
        body[field] = value.clone();
    }
    posted(pair, "/team/new", body).await;
    let member = json!({"team_id": id, "member": {"role": "user", "user_id": ana}});
    posted(pair, "/team/member_add", member).await;
    let key = pair.key(&ana, "tk", json!({"team_id": id})).await;
    (id, ana, key)
}

/// The same once something was spent there, and written.
async fn spent_team(pair: &Pair) -> (String, String, Minted) {
    let (id, ana, key) = team(pair, json!({})).await;
    key.until_status(200).await;
    until("the spend of the team to be written", WRITTEN, async || {
        let info = pair.proxy().get(&format!("/team/info?team_id={id}")).await;
        let places = info.at("/team_memberships").as_array().cloned().unwrap_or_default();
        let place = places.into_iter().find(|row| row["user_id"] == json!(ana))?;
        let is_spent = |spend: &Value| spend.as_f64().is_some_and(|spend| spend > 0.0);
        (is_spent(&info.at("/team_info/spend")) && is_spent(&place["spend"])).then_some(())
    })
    .await;
    (id, ana, key)
}

pub(crate) async fn a_blocked_key_is_unblocked(pair: &Pair) {
    let (ana, key) = ana(pair, json!({}), json!({})).await;
    posted(pair, "/key/block", json!({"key": key.hash})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("key_blocked").await;
}

pub(crate) async fn an_expired_key_is_let_live(pair: &Pair) {
    let (ana, key) = ana(pair, json!({}), json!({"duration": "1s"})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("key_expired").await;
}

pub(crate) async fn a_key_that_has_spent_its_budget_is_raised(pair: &Pair) {
    let (ana, key) = ana(pair, json!({}), json!({"max_budget": 1})).await;
    posted(pair, "/key/update", json!({"key": key.hash, "spend": 1.02})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("key_budget").await;
}

pub(crate) async fn a_user_who_has_spent_their_budget_is_raised(pair: &Pair) {
    let (ana, key) = ana(pair, json!({"max_budget": 1}), json!({})).await;
    pair.update(&ana, json!({"spend": 1.02})).await;
    Case::new(pair, &pair.email("ana"), By::Key(&key)).is_lifted("user_budget").await;
}

pub(crate) async fn a_team_that_has_spent_its_budget_is_raised(pair: &Pair) {
    let (id, ana, key) = spent_team(pair).await;
    posted(pair, "/team/update", json!({"team_id": id, "max_budget": 0.000_001})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("team_budget").await;
}

pub(crate) async fn a_member_who_has_spent_their_budget_is_raised(pair: &Pair) {
    let (id, ana, key) = spent_team(pair).await;
    // The team's default first, then an amount of their own.
    posted(pair, "/team/update", json!({"team_id": id, "team_member_budget": 0.000_001})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("member_budget").await;
    let body = json!({"team_id": id, "user_id": ana, "max_budget_in_team": 0.000_001});
    posted(pair, "/team/member_update", body).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("member_budget").await;
}

pub(crate) async fn a_customer_who_has_spent_their_budget_is_raised(pair: &Pair) {
    let (ana, key) = ana(pair, json!({}), json!({})).await;
    let customer = pair.id("c");
    posted(pair, "/customer/new", json!({"user_id": customer, "spend": 1.02, "max_budget": 1}))
        .await;
    Case::new(pair, &ana, By::Customer(&key, &customer)).is_lifted("customer_budget").await;
}

pub(crate) async fn a_blocked_team_is_unblocked(pair: &Pair) {
    let (id, ana, key) = team(pair, json!({})).await;
    posted(pair, "/team/update", json!({"team_id": id, "blocked": true})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("team_blocked").await;
}

pub(crate) async fn a_model_that_a_list_does_not_allow_is_added_to_it(pair: &Pair) {
    let (ana, key) = ana(pair, json!({}), json!({"models": ["gpt-4o-mini"]})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("key_models").await;
    pair.update(&ana, json!({"models": ["no-default-models"]})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("user_models").await;
    pair.update(&ana, json!({"models": ["all-team-models"]})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("user_models").await;
    let customer = pair.id("c");
    let body = json!({"user_id": customer, "models": ["gpt-4o-mini"], "max_budget": 5});
    posted(pair, "/customer/new", body).await;
    Case::new(pair, &ana, By::Customer(&key, &customer)).is_lifted("customer_models").await;
    let id = pair.id("t");
    posted(pair, "/team/new", json!({"team_id": id, "models": ["gpt-4o-mini"]})).await;
    let member = json!({"team_id": id, "member": {"role": "user", "user_id": ana}});
    posted(pair, "/team/member_add", member).await;
    let key = pair.key(&ana, "tk", json!({"team_id": id})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("team_models").await;
}

pub(crate) async fn a_deactivated_user_is_activated(pair: &Pair) {
    let (ana, key) =
        ana(pair, json!({"metadata": {"desk": 4, "scim_active": false}}), json!({})).await;
    Case::new(pair, &ana, By::Key(&key)).is_lifted("user_deactivated").await;
    assert_eq!(pair.row(&ana).await["metadata"], json!({"desk": 4, "scim_active": true}));
}

pub(crate) async fn whom_bursar_blocked_is_unblocked_and_not_activated(pair: &Pair) {
    let (ana, key) = ana(pair, json!({"metadata": {"desk": 4}}), json!({})).await;
    let case = Case::new(pair, &ana, By::Key(&key));
    case.shell.ends(pair, 0, &["block", &ana, "--yes"]).await;
    // The key that was there before, then one minted since.
    let said = case.is_refused("key_blocked").await;
    let since = pair.key(&ana, "since", json!({})).await;
    let of_new = Case::new(pair, &ana, By::Key(&since));
    let said_of_new = of_new.is_refused("user_deactivated").await;
    let unblock = json!(["bursar", "unblock", ana]);
    assert_eq!(
        (&said["remedies"][0]["command"], &said_of_new["remedies"][0]["command"]),
        (&unblock, &unblock)
    );
    let sentence = case.cure(&said).await;
    case.works_again(&sentence).await;
    of_new.works_again(&sentence).await;
    assert_eq!(pair.row(&ana).await["metadata"], json!({"desk": 4}), "as it was before");
}

/// Removes the entry of the model afterwards, where there was none before.
async fn with_its_entry(pair: &Pair, test: impl AsyncFnOnce()) {
    let path = format!("/api/v1/models/model?id={MODEL}");
    let had_entry = pair.webui().get(&path).await.status != 404;
    test().await;
    if !had_entry {
        pair.webui().post("/api/v1/models/model/delete", json!({"id": MODEL})).await;
    }
}

pub(crate) async fn a_pending_account_is_let_in(pair: &Pair) {
    with_its_entry(pair, async || {
        let ana = pair.account("ana", "pending").await;
        let case = Case::new(pair, &ana.email, By::Chat(&ana));
        case.shell.ends(pair, 0, &["account", "grant", &ana.email, MODEL, "--yes"]).await;
        case.is_lifted("webui_role").await;
    })
    .await;
}

pub(crate) async fn an_account_that_bursar_blocked_is_unblocked_and_not_let_in(pair: &Pair) {
    with_its_entry(pair, async || {
        let ana = pair.account("ana", "admin").await;
        let body = json!({"user_id": ana.id, "user_email": ana.email, "auto_create_key": false});
        posted(pair, "/user/new", body).await;
        let case = Case::new(pair, &ana.email, By::Chat(&ana));
        assert_eq!(case.ask().await.status, 200);
        case.shell.ends(pair, 0, &["block", &ana.email, "--yes"]).await;
        let said = case.is_refused("webui_role").await;
        assert_eq!(said["remedies"][0]["command"], json!(["bursar", "unblock", ana.id]));
        let sentence = case.cure(&said).await;
        case.works_again(&sentence).await;
        let account = pair.webui().get(&format!("/api/v1/users/?query={}", ana.email)).await;
        assert_eq!(account.at("/users/0/role"), json!("admin"), "as it was before");
    })
    .await;
}

pub(crate) async fn a_model_that_is_not_granted_in_open_webui_is_granted(pair: &Pair) {
    with_its_entry(pair, async || {
        let (ana, ben) = (pair.account("ana", "user").await, pair.account("ben", "user").await);
        let case = Case::new(pair, &ana.email, By::Chat(&ana));
        assert!(case.ask().await.text.contains("Model not found"));
        case.is_lifted("webui_model").await;
        // Now there is an entry, which is granted to another.
        let case = Case::new(pair, &ben.email, By::Chat(&ben));
        case.is_lifted("webui_model").await;
        assert_eq!(ana.session.get("/api/models").await.at("/data/0/id"), json!(MODEL));
    })
    .await;
}

/// Each remedy says what is left to be done, and all together they let the request through.
pub(crate) async fn who_is_refused_twice_is_told_of_both(pair: &Pair) {
    let (user, key) = ana(pair, json!({"max_budget": 1}), json!({"max_budget": 1})).await;
    pair.update(&user, json!({"spend": 1.02})).await;
    posted(pair, "/key/update", json!({"key": key.hash, "spend": 1.02})).await;
    let case = Case::new(pair, &user, By::Key(&key));
    let said = case.is_refused("key_budget").await;
    assert_eq!(said["then"]["check"], "user_budget", "{said:#}");
    let sentence = case.cure(&said).await;
    let next = format!("Then the next check refuses: budget of the user ({}).", pair.email("ana"));
    assert!(sentence.ends_with(&next), "{sentence}");
    case.is_lifted("user_budget").await;
    with_its_entry(pair, async || {
        let ben = pair.account("ben", "pending").await;
        let case = Case::new(pair, &ben.email, By::Chat(&ben));
        let said = case.is_refused("webui_role").await;
        let sentence = case.cure(&said).await;
        let next = format!("Then the next check refuses: model in Open WebUI ({MODEL}).");
        assert!(sentence.ends_with(&next), "{sentence}");
        case.is_lifted("webui_model").await;
    })
    .await;
}
