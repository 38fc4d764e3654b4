//! `bursar spend`.

use serde_json::{Value, json};

use super::*;

/// Ana asks twice with a key of a team, on this day.
fn spent() -> Desk {
    let desk = Desk::open();
    let secret = desk.sandbox.proxy().add_key("id-ana", "ana-team");
    let key = desk.sandbox.proxy().key(&secret).unwrap().token;
    desk.sandbox.proxy().with(|state| {
        let now: jiff::Timestamp = jiff::Timestamp::now();
        let team = bursar::sandbox::litellm::state::Team::new("t-lab", now);
        state.teams.insert("t-lab".to_owned(), team);
        state.teams.get_mut("t-lab").unwrap().team_alias = Some("lab".to_owned());
        state.keys.get_mut(&key).unwrap().team_id = Some("t-lab".to_owned());
    });
    let url = format!("{}/v1/chat/completions", desk.sandbox.proxy_url());
    for _ in 0..2 {
        let body = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "hey"}]});
        let caller = crate::sandbox::Caller::new(url.clone(), Some(&secret));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert_eq!(runtime.block_on(caller.post("", body)).status, 200);
    }
    desk
}

fn told(desk: &Desk, args: &[&str]) -> Value {
    let args = [&["spend"], args, &["--format", "json"]].concat();
    desk.run(&args).exits(0).json()
}

#[test]
fn the_days_of_a_user_a_team_a_key_and_everybody_are_told_as_json() {
    let desk = spent();
    for (args, kind, id) in [
        (&[][..], "everybody", Value::Null),
        (&["ana@x.edu"], "user", json!("id-ana")),
        (&["--team", "LAB"], "team", json!("t-lab")),
    ] {
        let told = told(&desk, &[args, &["--days", "7", "--top", "3"]].concat());
        assert_eq!(told["of"]["kind"], kind);
        assert_eq!(told["of"]["id"], id);
        assert_eq!(told["source"], "daily_activity");
        assert_eq!((&told["requests"], &told["tokens"]), (&json!(2), &json!(60)));
        let days = told["days"].as_array().unwrap();
        assert_eq!(days.len(), 7);
        assert_eq!(told["last_day"], days[6]["date"]);
        assert_eq!(told["models"][0]["model"], "gpt-4o");
        assert!(told["spend"].as_f64().unwrap() > 0.0, "{told}");
        assert_eq!(told["top"]["complete"], true);
        assert_eq!(told["top"]["spenders"].as_array().unwrap().len(), 1);
    }
    let key = told(&desk, &["--key", "ana-team"]);
    assert_eq!((&key["of"]["kind"], &key["requests"]), (&json!("key"), &json!(2)));
    assert!(key.get("top").is_none());
    let hash = key["of"]["id"].as_str().unwrap();
    assert_eq!(told(&desk, &["--key", hash])["requests"], 2);
    assert_eq!(told(&desk, &["ana@x.edu"])["budget_spend"].as_f64().map(|b| b >= 5.0), Some(true));
}

#[test]
fn the_table_has_a_bar_a_day_and_says_what_it_is() {
    let desk = spent();
    let ran = desk.run(&["spend", "ana@x.edu", "--days", "7", "--top", "2"]).exits(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("Spend of Ana (ana@x.edu), "), "{}", ran.out);
    assert!(
        lines[1].contains("never reset, so it may differ from the budget's spend of $5."),
        "{}",
        ran.out
    );
    let days: Vec<&&str> = lines.iter().skip(4).take(7).collect();
    assert!(days[..6].iter().all(|line| line.contains("$0.00") && !line.contains('█')), "{days:?}");
    assert!(days[6].contains('█') && days[6].contains("  2  "), "{days:?}");
    assert!(ran.out.contains("TOP SPENDERS") && ran.out.contains("key ana-team"), "{}", ran.out);
    let ascii = desk.run(&["spend", "--ascii", "--days", "7"]);
    assert!(ascii.out.is_ascii() && ascii.out.contains('#'), "{}", ascii.out);
}

#[test]
fn everybodys_days_need_no_listing_of_people() {
    let desk = spent();
    desk.sandbox.proxy().forget_requests();
    desk.run(&["spend"]).exits(0);
    let asked = desk.sandbox.proxy().requests();
    assert!(asked.iter().all(|seen| !seen.path.contains("/key/list")), "{asked:?}");
}

#[test]
fn what_cannot_be_told_has_a_sentence_and_an_exit_code() {
    let desk = spent();
    for (args, code, why) in [
        (&["spend", "zoe"][..], 1, "no user has 'zoe' in an id or e-mail"),
        (&["spend", "x.edu"], 2, "matches"),
        (&["spend", "ben@x.edu"], 1, "is no user at the proxy"),
        (&["spend", "--team", "zoo"], 1, "no team has 'zoo' in its name or id"),
        (&["spend", "--key", "zoo"], 1, "no key has 'zoo' in its name or id"),
        (&["spend", "--days", "8"], 2, "'8' is none of 7, 30 and 90"),
        (&["spend", "ana", "--team", "lab"], 2, "cannot be used with"),
        (&["spend", "--top", "0"], 2, "0 is not in 1..=500"),
    ] {
        desk.run(args).exits(code).says(why).prints_nothing();
    }
}

#[test]
fn a_key_in_full_is_shown_nowhere() {
    let desk = spent();
    let ran = desk
        .run(&["spend", "--key", "sk-of-somebody-else-0123456789", "--days", "7", "-vv"])
        .exits(0);
    assert!(
        !ran.out.contains("somebody-else") && !ran.err.contains("somebody-else"),
        "{}",
        ran.err
    );
    let asked = desk.sandbox.proxy().requests();
    assert!(asked.iter().all(|seen| !format!("{seen:?}").contains("somebody-else")));
}
