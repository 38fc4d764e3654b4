//! Which models an account sees, and why somebody sees none: no grant, or the key of Open WebUI's own
//! connection, which hits everybody.

use serde_json::{Value, json};

use super::Pair;
use super::pair::{IN_FORCE, Member};
use super::shell::Shell;
use crate::operator::until;
use crate::sandbox::Answer;

const MODELS: [&str; 2] = ["gpt-4o", "gpt-4o-mini"];

async fn seen(member: &Member) -> Vec<String> {
    let answer = member.session.get("/api/models").await;
    let rows = answer.at("/data").as_array().cloned().unwrap_or_default();
    let mut ids: Vec<String> =
        rows.iter().filter_map(|row| Some(row["id"].as_str()?.to_owned())).collect();
    ids.sort();
    ids
}

async fn chats(member: &Member) -> Answer {
    let body = json!({"model": MODELS[0], "messages": [{"role": "user", "content": "hey"}]});
    member.session.post("/api/chat/completions", body).await
}

/// What `bursar why` says of the chat of this account, no model named.
async fn why(pair: &Pair, shell: &Shell, member: &Member) -> Value {
    let text = shell.ends(pair, 0, &["why", &member.email, "--format", "json"]).await;
    serde_json::from_str::<Value>(&text).unwrap()["chat"].clone()
}

/// Runs the first remedy as it stands.
async fn cure(pair: &Pair, shell: &Shell, said: &Value) {
    let words = said["remedies"][0]["command"].as_array().unwrap();
    let mut command: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(command.first(), Some(&"bursar"), "{said:#}");
    command.push("--yes");
    shell.ends(pair, 0, &command[1..]).await;
}

fn sentence(said: &Value) -> &str {
    said["sentence"].as_str().unwrap()
}

/// Nobody but admins sees a model before and after.
async fn without_entries(pair: &Pair, test: impl AsyncFnOnce()) {
    let webui = pair.webui();
    let mut found = Vec::new();
    for model in MODELS {
        let entry = webui.get(&format!("/api/v1/models/model?id={model}")).await;
        if entry.status == 200 {
            found.push((model, entry.at("/access_grants")));
            webui.post("/api/v1/models/model/delete", json!({"id": model})).await;
        }
    }
    test().await;
    for model in MODELS {
        webui.post("/api/v1/models/model/delete", json!({"id": model})).await;
    }
    for (model, grants) in found {
        let body = json!({"id": model, "access_grants": grants});
        webui.post("/api/v1/models/model/access/update", body).await;
    }
}

pub(crate) async fn who_sees_no_model_is_refused_and_granted_one(pair: &Pair) {
    without_entries(pair, async || {
        let shell = Shell::new(pair);
        let (ana, ben) = (pair.account("ana", "user").await, pair.account("ben", "user").await);
        assert!(seen(&ana).await.is_empty());
        let said = why(pair, &shell, &ana).await;
        assert_eq!(
            (&said["verdict"], &said["by"]["check"]),
            (&json!("refused"), &json!("webui_model"))
        );
        assert!(sentence(&said).contains("sees no model of this proxy"), "{said:#}");
        assert!(sentence(&said).contains("only admins see gpt-4o"), "{said:#}");
        assert_eq!(said["server_says"]["status"], chats(&ana).await.status);
        let group = said["remedies"].as_array().unwrap().last().unwrap();
        assert!(group["sentence"].as_str().unwrap().contains("everybody"), "{said:#}");

        cure(pair, &shell, &said).await;
        let [first] = <[String; 1]>::try_from(seen(&ana).await).unwrap();
        let said = why(pair, &shell, &ana).await;
        assert_eq!(said["verdict"], "accepted", "{said:#}");
        assert!(sentence(&said).ends_with(&format!("it sees {first}.")), "{said:#}");

        // Others see one now, and it is the one that is proposed.
        let said = why(pair, &shell, &ben).await;
        assert!(sentence(&said).contains(&format!("others see {first}")), "{said:#}");
        assert_eq!(said["remedies"][0]["command"][4], first, "{said:#}");
        let other = MODELS.into_iter().find(|model| *model != first).unwrap();
        shell.ends(pair, 0, &["account", "grant", &ben.email, other, "--yes"]).await;
        let said = why(pair, &shell, &ana).await;
        let words = format!("it sees {first}, and not {other}, which others see.");
        assert!(sentence(&said).ends_with(&words), "{said:#}");
    })
    .await;
}

/// Lets Open WebUI reach the proxy with this key; the settings that there were.
async fn connect(pair: &Pair, key: &str) -> Value {
    let before = pair.webui().get("/openai/config").await.json();
    let mut with_key = before.clone();
    with_key["OPENAI_API_KEYS"][0] = json!(key);
    assert_eq!(pair.webui().post("/openai/config/update", with_key).await.status, 200);
    before
}

pub(crate) async fn a_refused_key_of_the_connection_hits_everybody(pair: &Pair) {
    without_entries(pair, async || {
        let shell = Shell::new(pair);
        let (ana, ben) = (pair.account("ana", "user").await, pair.account("ben", "user").await);
        let answer =
            pair.proxy().post("/key/generate", json!({"key_alias": pair.id("chat")})).await;
        let text = |pointer: &str| answer.at(pointer).as_str().unwrap().to_owned();
        let (key, hash) = (text("/key"), text("/token"));
        let before = connect(pair, &key).await;
        shell.ends(pair, 0, &["account", "grant", &ana.email, MODELS[0], "--yes"]).await;
        let ana_is_answered = async |status: u16| {
            until("the connection's key to be seen", IN_FORCE, async || {
                // As the page does; until somebody lists the models chats go by those of before.
                seen(&ana).await;
                (chats(&ana).await.status == status).then_some(())
            })
            .await;
        };
        ana_is_answered(200).await;
        assert_eq!(why(pair, &shell, &ana).await["verdict"], "accepted");

        let over = json!({"key": hash, "max_budget": 1, "spend": 1.02});
        for (path, body, cause) in [
            ("/key/block", json!({"key": hash}), "is blocked"),
            ("/key/update", over, "has spent $1.02 of $1.00"),
        ] {
            assert_eq!(pair.proxy().post(path, body).await.status, 200);
            ana_is_answered(404).await;
            // With a grant and without one, a model named or none.
            for member in [&ana, &ben] {
                let said = why(pair, &shell, member).await;
                assert_eq!(said["by"]["check"], "webui_key", "{said:#}");
                assert!(sentence(&said).contains("nobody sees one"), "{said:#}");
                assert!(sentence(&said).contains(cause), "{said:#}");
                assert_eq!(said["server_says"]["status"], chats(member).await.status, "{said:#}");
            }
            let args = ["why", &ben.email, "--model", MODELS[0], "--format", "json"];
            let said: Value = serde_json::from_str(&shell.ends(pair, 0, &args).await).unwrap();
            assert_eq!(said["chat"]["by"]["check"], "webui_key", "{said:#}");
            cure(pair, &shell, &why(pair, &shell, &ben).await).await;
            ana_is_answered(200).await;
            assert_eq!(why(pair, &shell, &ana).await["verdict"], "accepted");
        }
        assert_eq!(pair.webui().post("/openai/config/update", before).await.status, 200);
        pair.proxy().post("/key/delete", json!({"keys": [hash]})).await;
    })
    .await;
}
