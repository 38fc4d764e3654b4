//! An operator's morning with the real binary: one list, a plan in a file, the five verbs.

use serde_json::{Value, json};

use super::Pair;
use super::pair::{CHAT, WRITTEN, chat};
use super::shell::Shell;
use crate::operator::until;

fn count(users: &[Value], sync: &str) -> usize {
    users.iter().filter(|user| user["sync"] == json!(sync)).count()
}

pub(crate) async fn thirty_people_of_two_servers_are_one_list_and_a_plan_brings_them_in_step(
    pair: &Pair,
) {
    let mut accounts = Vec::new();
    for n in 0..25 {
        accounts.push(pair.account(&format!("person{n:02}"), "user").await);
    }
    for n in 0..10 {
        // Five of them are somebody with an account, by an e-mail in another case.
        let name = if n < 5 { format!("person{n:02}") } else { format!("only{n:02}") };
        let email = pair.email(&name).to_uppercase();
        let user = json!({"user_email": email, "user_alias": pair.id(&name)});
        pair.user(&format!("llm{n:02}"), user).await;
    }
    let shell = Shell::new(pair);
    let users = shell.users(pair).await;
    let of = |sync| count(&users, sync);
    assert_eq!((users.len(), of("in_step"), of("only_webui"), of("only_proxy")), (30, 5, 20, 5));

    let ids: Vec<&str> = users
        .iter()
        .filter_map(|user| user["webui"]["id"].as_str().or(user["proxy"]["user_id"].as_str()))
        .collect();
    let sync = |file| [&["sync"][..], &ids, &["--plan", file]].concat();
    shell.ends(pair, 3, &sync("p.json")).await;
    let writes = pair.row(&accounts[24].id).await;
    assert_eq!(writes, Value::Null, "a plan touches nothing");
    shell.ends(pair, 0, &["apply", "p.json", "--yes"]).await;
    for account in &accounts[5..] {
        let row = pair.row(&account.id).await;
        let name = account.email.split('@').next().unwrap();
        assert_eq!(row["user_email"], json!(account.email));
        assert_eq!(row["user_alias"], json!(name));
    }
    let users = shell.users(pair).await;
    assert_eq!((users.len(), count(&users, "in_step")), (30, 25));
    shell.ends(pair, 0, &sync("q.json")).await;
    assert_eq!(shell.json("q.json")["changes"], json!([]));
}

pub(crate) async fn the_five_verbs_do_by_command_what_they_say(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    pair.user("x", json!({"user_id": ana.id, "user_email": ana.email})).await;
    let shell = Shell::new(pair);
    let alias = pair.id("lab");
    let key = shell.ends(pair, 0, &["key", "mint", &ana.id, "--alias", &alias, "--yes"]).await;
    let key = key.strip_suffix('\n').unwrap();
    assert!(key.starts_with("sk-") && !key.contains(char::is_whitespace), "the key stands alone");
    let caller = pair.proxy().with(key);
    let status = async || caller.post(CHAT, chat()).await.status;
    assert_eq!(status().await, 200);

    // A spend that shows, over a budget that refuses.
    until("the spend to show", WRITTEN, async || {
        let users = shell.users(pair).await;
        users[0]["proxy"]["spend"].as_f64().filter(|spend| *spend > 0.0)
    })
    .await;
    shell.ends(pair, 0, &["budget", &ana.id, "--max", "0.000001", "--every", "30d", "--yes"]).await;
    let refused = async |wanted: u16| {
        until("the proxy to answer otherwise", super::pair::IN_FORCE, async || {
            (status().await == wanted).then_some(())
        })
        .await;
    };
    refused(422).await;
    assert_eq!(shell.users(pair).await[0]["proxy"]["budget_state"], json!("over"));
    shell.ends(pair, 0, &["budget", &ana.id, "--max", "1", "--yes"]).await;
    shell.ends(pair, 0, &["reset", &ana.id, "--yes"]).await;
    refused(200).await;

    let by_hand = pair.key(&ana.id, "hand", json!({})).await;
    pair.proxy().post("/key/block", json!({"key": by_hand.hash})).await;
    assert_eq!(ana.session.get("/api/models").await.status, 200);
    shell.ends(pair, 0, &["block", &ana.id, "--yes"]).await;
    refused(401).await;
    let session = ana.session.get("/api/models").await;
    assert!(session.status == 401 && session.text.contains("permission"), "{}", session.text);
    shell.ends(pair, 0, &["unblock", &ana.id, "--yes"]).await;
    refused(200).await;
    assert_eq!(ana.session.get("/api/models").await.status, 200);
    assert_eq!(by_hand.caller.post(CHAT, chat()).await.status, 401, "another hand blocked it");

    let journal = shell.ends(pair, 0, &["journal"]).await;
    assert!(journal.contains("mint") && !journal.contains(key));
    for folder in ["state", "cache"] {
        assert!(!holds(&shell.home.path().join(folder), key), "{folder} keeps the key");
    }
}

fn holds(folder: &std::path::Path, text: &str) -> bool {
    fs_err::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holds(&path, text)
        } else {
            String::from_utf8_lossy(&fs_err::read(path).unwrap()).contains(text)
        }
    })
}
