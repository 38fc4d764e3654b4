//! Listings: complete, or saying that they are not.

use std::collections::HashSet;

use serde_json::{Value, json};

use bursar::domain::{TeamId, Usd};
use bursar::engine::ground;

use super::Pair;
use crate::operator::{Operator, person};

pub(crate) async fn more_keys_and_users_than_a_page_holds_are_listed_whole(pair: &Pair) {
    let people: Vec<Value> = (0..120)
        .map(|n| json!({"user_id": pair.id(&format!("u{n}")), "auto_create_key": false}))
        .collect();
    let path = "/management/v1/users/bulk";
    let created = pair.proxy().post(path, json!({"users": people})).await;
    assert_eq!(created.at("/meta/created"), json!(120), "{}", created.text);
    let owner = pair.id("u0");
    for n in 0..105 {
        pair.key(&owner, &format!("k{n}"), json!({})).await;
    }
    let roster = pair.operator().await.look().await;
    assert!(roster.is_complete(), "{:?}", roster.problems().collect::<Vec<_>>());
    assert_eq!(pair.ours(&roster).len(), 120);
    let keys: HashSet<_> = person(&roster, &owner).keys().map(|key| key.hash.clone()).collect();
    assert_eq!(keys.len(), 105);
    // The same by pages, as bursar reads users where `/spend/users` is not to be had.
    let mut ids = HashSet::new();
    for page in 1..=3 {
        let path = format!(
            "/user/list?sort_by=user_id&sort_order=asc&page_size=100&page={page}&search={}",
            pair.id("u")
        );
        let answer = pair.proxy().get(&path).await;
        assert_eq!(answer.at("/total"), json!(120), "{}", answer.text);
        let users = answer.at("/users").as_array().cloned().unwrap();
        assert_eq!(users.len(), [100, 20, 0][page - 1]);
        ids.extend(users.iter().map(|user| user["user_id"].as_str().unwrap().to_owned()));
    }
    assert_eq!(ids.len(), 120);
}

pub(crate) async fn more_accounts_than_a_page_holds_are_listed_whole(pair: &Pair) {
    for n in 0..32 {
        pair.account(&format!("a{n:02}"), "user").await;
    }
    let roster = pair.operator().await.look().await;
    assert!(roster.is_complete(), "{:?}", roster.problems().collect::<Vec<_>>());
    assert_eq!(pair.ours(&roster).len(), 32);
    let mut emails = Vec::new();
    for page in 1..=3 {
        let search = pair.id("a");
        let path =
            format!("/api/v1/users/?order_by=email&direction=asc&page={page}&query={search}");
        let answer = pair.webui().get(&path).await;
        assert_eq!(answer.at("/total"), json!(32), "{}", answer.text);
        let users = answer.at("/users").as_array().cloned().unwrap();
        assert_eq!(users.len(), [30, 2, 0][page - 1]);
        emails.extend(users.iter().map(|user| user["email"].as_str().unwrap().to_owned()));
    }
    assert!(emails.is_sorted(), "{emails:?}");
    assert_eq!(emails.iter().collect::<HashSet<_>>().len(), 32);
}

pub(crate) async fn pages_of_the_proxy_refuse_what_is_out_of_range(pair: &Pair) {
    pair.user("ana", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        GET /user/list?page_size=101 -> 422 | /detail/0/type = "less_than_equal"
        GET /user/list?page=0 -> 422 | /detail/0/type = "greater_than_equal"
        GET /user/list?sort_by=nope -> 400
        GET /user/list?sort_by=user_id&sort_order=up -> 400
            | /detail/error = "Invalid sort order. Must be 'asc' or 'desc'"
        GET /user/list?search=RUN&page=9 -> 200 | /users = [] | /total = 1
        GET /key/list?size=101 -> 422
        GET /key/list?sort_by=x -> 400
        GET /v2/user/list -> 404 | /detail = "Not Found"
        GET /user/new -> 405 | /detail = "Method Not Allowed"
        "#,
    )
    .await;
}

pub(crate) async fn one_wanted_id_means_every_id_that_contains_it(pair: &Pair) {
    for name in ["ana", "anabel"] {
        pair.user(name, json!({})).await;
    }
    pair.check(
        &pair.proxy(),
        r#"
        GET /user/list?user_ids=RUN-ana -> 200 | /total = 2
        GET /user/list?user_ids=RUN-ana,RUN-nobody -> 200 | /total = 1
            | /users/0/user_id = "RUN-ana"
        GET /spend/users?user_id=RUN-ana -> 200 | /0/user_id = "RUN-ana" | /1 = null
        GET /spend/users?user_id=RUN-an -> 200 |  = [null]
        "#,
    )
    .await;
}

pub(crate) async fn only_the_spend_listing_shows_what_a_directory_keeps(pair: &Pair) {
    let metadata = json!({"scim_roles": ["x"], "scim_active": true, "note": 1});
    let id = pair.user("ana", json!({ "metadata": metadata })).await;
    let proxy = pair.proxy();
    let hidden = json!({"scim_active": true, "note": 1});
    let list = proxy.get(&format!("/user/list?user_ids={id}")).await;
    assert_eq!(list.at("/users/0/metadata"), hidden);
    let info = proxy.get(&format!("/user/info?user_id={id}")).await;
    assert_eq!(info.at("/user_info/metadata"), hidden);
    assert_eq!(pair.row(&id).await["metadata"], metadata);
    let all = proxy.get("/spend/users").await.json();
    let row = all.as_array().unwrap().iter().find(|row| row["user_id"] == json!(id)).unwrap();
    assert_eq!(row["metadata"], metadata);
    assert_eq!(row["key_aliases"], json!([null]));
}

pub(crate) async fn groups_tell_their_members_by_export(pair: &Pair) {
    let (ana, webui) = (pair.account("ana", "user").await, pair.webui());
    let body = json!({"name": pair.id("lab"), "description": ""});
    let group = webui.post("/api/v1/groups/create", body).await;
    let path = format!("/api/v1/groups/id/{}", group.at("/id").as_str().unwrap());
    let ids = json!({"user_ids": [ana.id, "nobody"]});
    let added = webui.post(&format!("{path}/users/add"), ids).await;
    assert_eq!(added.at("/member_count"), json!(1), "{}", added.text);
    let export = webui.get(&format!("{path}/export")).await;
    assert_eq!(export.at("/user_ids"), json!([ana.id]), "{}", export.text);
    let roster = pair.operator().await.look().await;
    let groups: Vec<_> = person(&roster, &ana.email).groups().map(|g| g.name.raw()).collect();
    assert_eq!(groups, [pair.id("lab")]);
}

pub(crate) async fn teams_are_listed_with_their_members(pair: &Pair) {
    let id = pair.user("ana", json!({})).await;
    let proxy = pair.proxy();
    let body = json!({"team_id": pair.id("lab"), "team_alias": pair.id("lab"), "max_budget": 5});
    assert_eq!(proxy.post("/team/new", body).await.status, 200);
    let member = json!({"role": "user", "user_id": id});
    let body = json!({"team_id": pair.id("lab"), "member": member});
    assert_eq!(proxy.post("/team/member_add", body).await.status, 200);
    pair.key(&id, "k", json!({"team_id": pair.id("lab")})).await;
    let operator: Operator = pair.operator().await;
    let roster = operator.look().await;
    let ana = person(&roster, &id);
    let team = ana.teams().next().unwrap();
    assert_eq!(
        (team.id.raw(), team.members, team.blocked),
        (pair.id("lab").as_str(), Some(2), Some(false))
    );
    assert_eq!(team.budget.to_string(), "$5.00");
    let key = ana.keys().next().unwrap();
    assert_eq!(key.team_id.as_ref(), Some(&team.id));
    assert_eq!(roster.keys_of_team(roster.team_row(&team.id).unwrap()).len(), 1);
}

pub(crate) async fn the_members_of_a_team_are_read_with_what_each_may_spend(pair: &Pair) {
    let (ana, ben) = (pair.user("ana", json!({})).await, pair.user("ben", json!({})).await);
    let proxy = pair.proxy();
    let body = json!({"team_id": pair.id("lab"), "team_member_budget": 5});
    assert_eq!(proxy.post("/team/new", body).await.status, 200);
    for (user, limit) in [(&ana, None), (&ben, Some(2))] {
        let mut body =
            json!({"team_id": pair.id("lab"), "member": {"role": "user", "user_id": user}});
        if let Some(limit) = limit {
            body["max_budget_in_team"] = json!(limit);
        }
        assert_eq!(proxy.post("/team/member_add", body).await.status, 200);
    }
    let operator: Operator = pair.operator().await;
    let team = TeamId::new(pair.id("lab"));
    let members = ground::members(&operator.session, &team).await.unwrap();
    assert!(members.is_sorted_by_key(|member| member.place.user.raw().to_owned()));
    let of = |user: &str| members.iter().find(|m| m.place.user.raw() == user).unwrap();
    let said = |user: &str| {
        let member = of(user);
        let role = member.role.as_ref().unwrap().raw();
        (role.to_owned(), member.place.budget.to_string(), member.place.is_default)
    };
    assert_eq!(said(&ana), ("user".into(), "$5.00".into(), true));
    assert_eq!(said(&ben), ("user".into(), "$2.00".into(), false));
    for member in [of(&ana), of(&ben)] {
        assert_eq!(member.place.spend, Some(Usd::ZERO));
        assert_eq!(member.place.default.as_ref().unwrap().to_string(), "$5.00");
        let alone = ground::member(&operator.session, &team, &member.place.user).await.unwrap();
        assert_eq!(alone.as_ref(), Some(&member.place));
    }
    // Whoever made the team is in it; nothing else is.
    assert_eq!(members.len(), 3);
    let gone = ground::members(&operator.session, &TeamId::new(pair.id("no"))).await.unwrap_err();
    assert!(gone.contains("read the servers again"), "{gone}");
}
