use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use rstest::rstest;
use strum::IntoEnumIterator;

use super::term::{Op, Term};
use super::value::Test;
use super::*;
use crate::domain::sample::{account, key, now, snapshot, user};
use crate::domain::{
    AccountId, Customer, Expiry, Group, GroupId, Limit, Listing, Role, Side, Snapshot, SyncPolicy,
    Team, TeamId, Text, Usd, Window,
};

fn usd(word: &str) -> Usd {
    Usd::parse(word).unwrap()
}

fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn team(id: &str, alias: &str) -> Team {
    Team {
        id: TeamId::new(id),
        alias: Some(Text::from(alias)),
        spend: None,
        budget: crate::domain::Budget::default(),
        models: Some(Vec::new()),
        blocked: Some(false),
        members: Some(0),
        windows: Some(Vec::new()),
        member_budget_id: None,
    }
}

/// ana is over, an admin of the proxy, in two teams and a group; ben is near; cho has no account
/// and an unlimited budget; dan no user, an admin of Open WebUI who was never active; eve's spend
/// is unknown; zoe has a budget of zero and a customer.
fn people() -> Snapshot {
    let mut ana = user("ana", "ana@example.edu", "Ana Ruiz");
    ana.spend = Some(usd("12"));
    ana.budget.limit = Limit::Amount(usd("10"));
    ana.role = Some(Text::from("proxy_admin"));
    ana.teams = Some(vec![TeamId::new("t-1"), TeamId::new("t-gone")]);
    ana.models = Some(vec![Text::from("gpt-4o"), Text::from("claude-sonnet")]);
    ana.created_at = Some(ago(24 * 100).into());
    let mut ben = user("ben", "ben@example.edu", "Ben O'Neil");
    ben.spend = Some(usd("8.5"));
    ben.budget.limit = Limit::Amount(usd("10"));
    ben.budget.window = Some(Window::from_server("30d"));
    ben.budget.resets_at = Some(ago(-30).into());
    ben.teams = Some(vec![TeamId::new("t-2")]);
    ben.role = Some(Text::from("internal_user_viewer"));
    ben.models = Some(vec![Text::from("gpt-4o-mini")]);
    let mut cho = user("cho", "cho@other.org", "조민지 Cho");
    cho.spend = Some(usd("1204.5"));
    cho.created_at = Some(ago(48).into());
    let mut eve = user("eve", "eve@example.edu", "Eve");
    eve.spend = None;
    eve.budget.limit = Limit::Amount(usd("5"));
    eve.budget.window = Some(Window::from_server("7d"));
    let mut zoe = user("zoe", "zoe@example.edu", "Zoë MÜLLER");
    zoe.budget.limit = Limit::Amount(Usd::ZERO);
    zoe.budget.window = Some(Window::from_server("7d"));
    zoe.budget.resets_at = Some(ago(1).into());
    zoe.active = false;
    let mut accounts = vec![
        account("ana", "ana@example.edu", "Ana Ruiz"),
        account("ben", "ben@example.edu", "Benjamin"),
        account("dan", "dan@example.edu", "Dan (left)"),
        account("eve", "eve@example.edu", "Eve"),
        account("zoe", "zoe@example.edu", "Zoë MÜLLER"),
    ];
    accounts[0].last_active_at = Some(ago(1).into());
    accounts[1].last_active_at = Some(ago(24 * 40).into());
    accounts[2].role = Role::Admin;
    accounts[3].last_active_at = Some(ago(24 * 10).into());
    accounts[4].last_active_at = Some(ago(24 * 10).into());
    let mut blocked = key("k2", "ana");
    blocked.blocked = Some(true);
    blocked.alias = Some(Text::from("laptop"));
    let mut expired = key("k3", "zoe");
    expired.expires = Expiry::At(ago(2).into());
    let mut seen =
        snapshot(vec![ana, ben, cho, eve, zoe], accounts, vec![key("k1", "ana"), blocked, expired]);
    if let Side::Seen(side) = &mut seen.proxy {
        side.teams = Listing::complete(vec![team("t-1", "lab"), team("t-2", "Lab two")]);
        side.customers = Listing::complete(vec![Customer {
            id: Text::from("zoe@example.edu"),
            alias: None,
            blocked: Some(false),
            spend: None,
            budget: crate::domain::Budget::default(),
            budget_id: None,
            models: Some(Vec::new()),
        }]);
    }
    if let Side::Seen(side) = &mut seen.webui {
        side.groups = Listing::complete(vec![Group {
            id: GroupId::new("g-1"),
            name: Text::from("Physics"),
            members: vec![AccountId::new("ana"), AccountId::new("dan")],
        }]);
    }
    seen
}

fn roster(snapshot: Snapshot) -> Roster {
    crate::roster::join(Arc::new(snapshot), &SyncPolicy::default())
}

fn found_in(roster: &Roster, text: &str) -> String {
    let query = Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let indices = query.apply(roster, now());
    let mut ids: Vec<&str> = indices
        .iter()
        .filter_map(|&index| roster.get(index))
        .map(|person| person.id().raw())
        .collect();
    ids.sort_unstable();
    ids.join(" ")
}

#[rstest]
#[case("", "ana ben cho dan eve zoe")]
#[case("  ", "ana ben cho dan eve zoe")]
// Words: any half, smart case, quotes, or, not, groups.
#[case("ana", "ana")]
#[case("Ana", "ana")]
#[case("ANA", "")]
// An address, or a part of one, is in no case.
#[case("ANA@", "ana")]
#[case("email:ANA", "ana")]
#[case("!Example.EDU @E", "ana ben dan eve zoe")]
#[case("benjamin", "ben")]
#[case("o'neil", "ben")]
#[case("müller", "zoe")]
#[case("조민지", "cho")]
#[case("example.edu e", "ana ben dan eve zoe")]
#[case("\"ana ruiz\"", "ana")]
#[case("\"(left)\"", "dan")]
#[case("ana | ben", "ana ben")]
#[case("ana|ben", "ana ben")]
#[case("!example.edu", "cho")]
#[case("-example.edu", "cho")]
#[case("!(ana | ben | cho) !dan", "eve zoe")]
#[case("!!ana", "ana")]
#[case("ana | example state:near", "ana ben")]
#[case("(ana | ben) state:near", "ben")]
// Money.
#[case("spend>5", "ana ben cho")]
#[case("spend>=8.5", "ana ben cho")]
#[case("spend>8.5", "ana cho")]
#[case("spend<=$8.50", "ben zoe")]
#[case("spend:0", "zoe")]
#[case("spend>1,000", "cho")]
#[case("spend>80%", "ana ben zoe")]
#[case("spend>=85%", "ana ben zoe")]
#[case("spend>85%", "ana zoe")]
#[case("spend=100%", "zoe")]
#[case("spend<100%", "ben")]
#[case("spend:none", "dan")]
#[case("spend:unknown", "eve")]
#[case("!spend>5", "dan zoe")]
#[case("budget:unlimited", "cho")]
#[case("budget:zero", "zoe")]
#[case("budget=0", "zoe")]
#[case("budget>5", "ana ben cho")]
#[case("budget<=5", "eve zoe")]
#[case("budget:none", "dan")]
#[case("state:over", "ana")]
#[case("state:near", "ben")]
#[case("state:reset_due", "zoe")]
#[case("state=Reset-Due", "zoe")]
#[case("state:\"reset due\" | state:over", "ana zoe")]
#[case("state:unlimited", "cho")]
#[case("state:unknown", "eve")]
#[case("!state:over", "ben cho dan zoe")]
#[case("resets<2d", "ben zoe")]
#[case("resets:due", "zoe")]
#[case("resets:never", "ana cho")]
#[case("resets>1d", "ana ben cho")]
#[case("resets:unknown", "eve")]
// Standing.
#[case("sync:in-step", "ana eve zoe")]
#[case("sync:drifted", "ben")]
#[case("sync:only-chat", "dan")]
#[case("sync:only_webui", "dan")]
#[case("sync:onlyatproxy", "cho")]
#[case("blocked:yes", "zoe")]
#[case("blocked:no", "ana ben cho dan eve")]
#[case("customer:yes", "zoe")]
#[case("role:admin", "ana dan")]
#[case("role=proxy_admin", "ana")]
#[case("role:view", "")]
#[case("role:user_v", "ben")]
#[case("role:internal", "ben cho eve zoe")]
#[case("role=user", "ana ben cho eve zoe")]
#[case("active<30d", "ana eve zoe")]
#[case("active>30d", "ben dan")]
#[case("active:never", "dan")]
#[case("active:none", "cho")]
#[case("active>1mo", "ben dan")]
#[case("created<1w", "cho")]
#[case("created>3mo", "ana")]
#[case("created:unknown", "ben eve zoe")]
// Belonging.
#[case("team:lab", "ana")]
#[case("team:la", "ana ben")]
#[case("team:\"lab two\"", "ben")]
#[case("team:t-gone", "ana")]
#[case("team=lab", "ana")]
#[case("team:none", "cho dan eve zoe")]
#[case("team:any", "ana ben")]
#[case("group:physics", "ana dan")]
#[case("group:g-1", "ana dan")]
#[case("group:none", "ben cho eve zoe")]
#[case("key:none", "ben cho dan eve")]
#[case("key:any", "ana zoe")]
#[case("key:blocked", "ana")]
#[case("key:expired", "zoe")]
#[case("key:LAPTOP", "")]
#[case("key:lapt", "ana")]
#[case("key:\"none\"", "")]
#[case("keys>1", "ana")]
#[case("keys:1", "zoe")]
#[case("keys<1", "ben cho dan eve")]
#[case("model:gpt-4o", "ana")]
#[case("model:gpt", "ana ben")]
#[case("model:all", "cho eve zoe")]
#[case("!model:gpt", "cho dan eve zoe")]
#[case("name:ruiz", "ana")]
#[case("email:other.org", "cho")]
#[case("email=ben@example.edu", "ben")]
#[case("email:none", "")]
#[case("id=ana", "ana")]
#[case("id:zoe@", "zoe")]
fn a_query_finds(#[case] text: &str, #[case] found: &str) {
    assert_eq!(found_in(&roster(people()), text), found, "{text}");
}

/// Whoever has no user in a listing that broke off may have one: they are on neither side.
#[test]
fn what_was_not_seen_is_on_neither_side() {
    let mut seen = people();
    if let Side::Seen(side) = &mut seen.proxy {
        side.users.problem = Some("the connection was closed".into());
        side.keys.problem = Some("the connection was closed".into());
    }
    let roster = roster(seen);
    for term in
        ["spend>5", "budget:unlimited", "state:over", "model:all", "team:lab", "blocked:yes"]
    {
        for text in [term.to_owned(), format!("!{term}"), format!("!!{term}")] {
            assert!(!found_in(&roster, &text).contains("dan"), "{text}");
        }
    }
    assert_eq!(found_in(&roster, "budget:unknown"), "dan");
    assert_eq!(found_in(&roster, "key:none"), "", "the others' keys may be in what is missing");
    assert_eq!(found_in(&roster, "!key:any"), "");
    assert_eq!(found_in(&roster, "keys>=1"), "ana zoe");
    assert_eq!(found_in(&roster, "keys<2"), "");
    assert_eq!(found_in(&roster, "!keys<2"), "ana");
    // What is known decides where it can.
    assert_eq!(found_in(&roster, "spend>5 | dan"), "ana ben cho dan");
    assert_eq!(found_in(&roster, "!(spend>5 dan)"), "ana ben cho eve zoe");
}

#[test]
fn a_server_that_did_not_answer_leaves_its_half_unknown() {
    let mut seen = people();
    seen.webui = Side::Failed("Open WebUI did not answer".into());
    let roster = roster(seen);
    assert_eq!(found_in(&roster, "active:never | !active:never | group:none | !group:any"), "");
    assert_eq!(found_in(&roster, "active:unknown"), "ana ben cho eve zoe");
    assert_eq!(found_in(&roster, "role=proxy_admin"), "ana");
    assert_eq!(found_in(&roster, "!role=proxy_admin"), "");
}

#[test]
fn an_older_server_that_tells_no_activity_has_nobody_who_was_never_active() {
    let mut seen = people();
    if let Side::Seen(side) = &mut seen.webui {
        side.accounts.rows.iter_mut().for_each(|account| account.last_active_at = None);
    }
    let roster = roster(seen);
    assert_eq!(found_in(&roster, "active:never | active>1d | !active>1d"), "cho");
    assert_eq!(found_in(&roster, "active:unknown"), "ana ben dan eve zoe");
}

#[rstest]
#[case("spned>5", 0..5, "there is no field 'spned'; did you mean 'spend'?", false)]
#[case("ana colour:red", 4..10, "there is no field 'colour'; quote it to look for it as a word", false)]
#[case("state:ovr ana", 6..9, "'ovr' is no value of state; did you mean 'over'?", false)]
#[case("state:ove", 6..9, "'ove' may become over", true)]
#[case("state:", 0..6, "'state' needs a value: state:over, state:reset-due", true)]
#[case("state: ana", 0..6, "'state' needs a value: state:over, state:reset-due", false)]
#[case("sync:maybe", 5..10, "'maybe' is no value of sync; there are in-step, drifted, only-chat, only-proxy, conflict, excluded", false)]
#[case("state>over", 6..10, "'state' has no order; write state:over or state=over", false)]
#[case("spend>much", 6..10, "'much' is not an amount; write dollars like 20 or 12.50, or percent of the budget like 80%", false)]
#[case("spend>-5", 6..8, "'-5' is not an amount; write dollars like 20 or 12.50, or percent of the budget like 80%", false)]
#[case("budget:unlimted", 7..15, "'unlimted' is not an amount; did you mean 'unlimited'?", false)]
#[case("spend>x%", 6..8, "'x%' is not a percentage", false)]
#[case("keys>many", 5..9, "'many' is not a whole number", false)]
#[case("active<30", 7..9, "'30' is not a span of time; write a number and s, m, h, d, w or mo, like 30d", true)]
#[case("active<30y", 7..10, "'30y' is not a span of time; write a number and s, m, h, d, w or mo, like 30d", false)]
#[case("active:30d", 7..10, "'active' is compared: write active<30d or active>30d", false)]
#[case(">5", 0..1, "'>' needs a field before it, without a blank: spend>5", false)]
#[case(":over", 0..1, "':' needs a field before it, without a blank: keys:5", false)]
#[case("\"ana ru", 0..7, "this quote is not closed; add a '\"'", true)]
#[case("team:\"big", 5..9, "this quote is not closed; add a '\"'", true)]
#[case("\"\" ana", 0..2, "there is nothing between the quotes", false)]
#[case("(ana", 0..1, "this '(' is not closed; add a ')'", true)]
#[case("ana)", 3..4, "this ')' closes nothing; take it away or quote it", false)]
#[case("ana |", 5..5, "a term is missing at the end", true)]
#[case("| ana", 0..1, "a term is missing before this", false)]
#[case("ana !", 4..5, "what must not be is missing: write !word or !field:value", true)]
#[case("(!)", 1..2, "there is nothing to negate here", false)]
#[case("조민지 spned>5", 4..9, "there is no field 'spned'; did you mean 'spend'?", false)]
fn what_is_wrong_is_said_and_where(
    #[case] text: &str,
    #[case] range: std::ops::Range<usize>,
    #[case] sentence: &str,
    #[case] is_unfinished: bool,
) {
    let error = Query::parse(text).unwrap_err();
    assert_eq!(error, QueryError { range, sentence: sentence.into(), is_unfinished });
}

#[test]
fn carets_stand_under_what_is_wrong_whatever_its_width() {
    let text = "조민지 spned>5";
    let error = Query::parse(text).unwrap_err();
    assert_eq!(error.carets(text), "조민지 spned>5\n       ^^^^^");
    let hostile = "\u{1b}[31m spned>5";
    let error = Query::parse(hostile).unwrap_err();
    assert_eq!(error.carets(hostile), "␛[31m spned>5\n      ^^^^^");
}

#[rstest]
#[case("ana state:", Some("ana"))]
#[case("state:", Some(""))]
#[case("state:ov", Some(""))]
#[case("spned>5", Some(""))]
#[case("ana \"ben ru", Some("ana"))]
#[case("ana team:\"big lab", Some("ana"))]
#[case("ana | state:", Some("ana"))]
#[case("ana !", Some("ana"))]
#[case("ana !state:", Some("ana"))]
#[case("ben (ana", Some("ben ana"))]
#[case("(ana | state:", Some("ana"))]
#[case("spned>5 ana", None)]
#[case("ana) ben", None)]
fn while_it_is_typed_what_stands_already_counts(#[case] text: &str, #[case] means: Option<&str>) {
    let (query, error) = Query::parse_begun(text);
    assert!(error.is_some());
    assert_eq!(query.map(|query| query.to_string()).as_deref(), means);
}

#[rstest]
#[case("an", "a", true)]
#[case("ana ben", "ana", true)]
#[case("xAna", "ana", true)]
#[case("ana", "Ana", false)]
#[case("ana", "", true)]
#[case("a", "an", false)]
#[case("ana state:over", "ana", true)]
#[case("state:over ana", "state:over", false)]
#[case("ana | ben", "ana", false)]
fn one_more_letter_is_looked_for_among_the_shown(
    #[case] query: &str,
    #[case] wider: &str,
    #[case] narrows: bool,
) {
    let parse = |text: &str| Query::parse(text).unwrap();
    assert_eq!(parse(query).narrows(&parse(wider)), narrows);
}

#[test]
fn only_what_the_clock_changes_depends_on_time() {
    for (text, depends) in [
        ("ana spend>5 team:x", false),
        ("ana | !state:over", true),
        ("resets<2d", true),
        ("key:expired", true),
        ("active:never", false),
    ] {
        assert_eq!(Query::parse(text).unwrap().depends_on_time(), depends, "{text}");
    }
}

#[test]
fn a_query_that_is_too_deep_is_refused_and_not_followed() {
    for opening in ["(", "!"] {
        let error = Query::parse(&opening.repeat(100_000)).unwrap_err();
        assert!(error.sentence.contains("no deeper"), "{error}");
    }
}

#[test]
fn every_example_of_the_reference_is_a_query_and_every_word_a_value() {
    for field in QueryField::iter() {
        let row = field.row();
        assert!(!row.examples.is_empty(), "{field:?}");
        for example in row.examples {
            assert!(Query::parse(example).is_ok(), "{example}");
        }
        for (word, _) in row.words.iter().chain([&field::UNKNOWN]) {
            let text = format!("{}:{word}", field.name());
            let query = Query::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let Expr::Term(Term { test, .. }) = &query.root else { panic!("{text}") };
            assert!(!matches!(test, value::Test::Text { .. }), "{text} is a word of its field");
        }
    }
}

fn offers(text: &str) -> Vec<String> {
    let roster = roster(people());
    let completions = complete(text, text.chars().count(), &roster);
    completions.items.into_iter().map(|item| item.insert).collect()
}

#[rstest]
#[case("s", &["spend>", "state:", "sync:"])]
#[case("ana !te", &["team:"])]
#[case("(bu", &["budget:"])]
#[case("state:", &["over", "near", "ok", "reset-due", "unlimited", "none"])]
#[case("state:o", &["over", "ok"])]
#[case("state:over", &[])]
#[case("ana state:un", &["unlimited", "unknown"])]
#[case("team:", &["any", "none", "lab", "\"Lab two\""])]
#[case("team:\"la", &["lab", "\"Lab two\""])]
#[case("team:two", &["\"Lab two\""])]
#[case("group:ph", &["Physics"])]
#[case("role:adm", &["admin", "proxy_admin", "proxy_admin_viewer"])]
#[case("model:", &["all", "none", "claude-sonnet", "gpt-4o", "gpt-4o-mini"])]
#[case("spend>8", &["80%"])]
#[case("active<", &["1d", "7d", "30d", "6mo"])]
#[case("zzz", &[])]
#[case("\"s", &[])]
#[case("nofield:x", &[])]
fn what_exists_is_offered(#[case] text: &str, #[case] inserts: &[&str]) {
    assert_eq!(offers(text), inserts);
}

#[rstest]
#[case("physics", "group:physics")]
#[case("big lab", "group:\"big lab\"")]
#[case("say \"hi\"", "group:\"say \\\"hi\\\"\"")]
#[case("None", "group:\"None\"")]
fn a_term_is_written_so_that_the_value_is_meant(#[case] name: &str, #[case] text: &str) {
    assert_eq!(Query::term(QueryField::Group, name), text);
    let query = Query::parse(text).unwrap();
    let is_its = |expr: &Expr| {
        matches!(expr, Expr::Term(term)
            if *term.value == *name && term.test == Test::Text { is_whole: false })
    };
    assert!(is_its(&query.root), "{query:?}");
}

#[test]
fn an_offer_replaces_the_word_under_the_cursor_and_nothing_else() {
    let roster = roster(people());
    let completions = complete("ana sta ben", 7, &roster);
    assert_eq!(completions.range, 4..7);
    let completions = complete("ana state:ov ben", 11, &roster);
    assert_eq!((completions.range, completions.items[0].insert.as_str()), (10..12, "over"));
    let completions = complete("team:\"Lab t\" ben", 9, &roster);
    assert_eq!((completions.range, completions.items.len()), (5..12, 1));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}", "[ -~]{1,8}", "[a-zé조\"\\\\()|!: -]{1,8}"]
        .prop_filter("blank", |text| !text.is_empty())
}

fn any_term() -> impl Strategy<Value = Expr> {
    let examples: Vec<String> = QueryField::iter()
        .flat_map(|field| field.row().examples.iter().map(ToString::to_string))
        .collect();
    let example =
        proptest::sample::select(examples).prop_map(|example| Query::parse(&example).unwrap().root);
    let texts = [QueryField::Name, QueryField::Team, QueryField::Key, QueryField::Model];
    let quoted = (proptest::sample::select(texts.to_vec()), any_text(), any::<bool>()).prop_map(
        |(field, text, is_whole)| {
            let op = if is_whole { Op::Equal } else { Op::Is };
            let test = value::Test::Text { is_whole };
            Expr::Term(Term { field, op, value: text.into(), is_quoted: true, test })
        },
    );
    prop_oneof![any_text().prop_map(|text| Expr::Word(text.into())), example, quoted]
}

fn any_tree() -> impl Strategy<Value = Expr> {
    any_term().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::all),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::any),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_parses_back_to_the_same(root in any_tree()) {
        let written = Query { text: String::new(), root: root.clone() }.to_string();
        let read = Query::parse(&written);
        prop_assert_eq!(read.map(|query| query.root), Ok(root), "{}", written);
    }

    #[test]
    fn no_text_is_too_strange_to_be_read_completed_and_shown(
        text in "[a-z:<>=!|() \"\\\\%0-9조\u{1b}-]{0,24}", cursor in 0_usize..30,
    ) {
        let roster = roster(people());
        let (query, error) = Query::parse_begun(&text);
        if let Some(error) = &error {
            prop_assert!(error.range.start <= error.range.end);
            prop_assert!(error.range.end <= text.chars().count());
            let _ = error.carets(&text);
        }
        prop_assert!(query.is_some() || error.is_some());
        if let Some(query) = query {
            let again = Query::parse(&query.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&query));
            let _ = query.apply(&roster, now());
        }
        let completions = complete(&text, cursor, &roster);
        prop_assert!(completions.range.end <= text.chars().count());
    }

    #[test]
    fn nobody_is_on_both_sides_and_who_is_known_is_on_one(root in any_tree()) {
        let roster = roster(people());
        let count = |root: &Expr| {
            Query { text: String::new(), root: root.clone() }.apply(&roster, now())
        };
        let (yes, no) = (count(&root), count(&Expr::Not(Box::new(root.clone()))));
        prop_assert!(yes.iter().all(|index| !no.contains(index)));
        let twice = Expr::Not(Box::new(Expr::Not(Box::new(root))));
        prop_assert_eq!(count(&twice), yes);
    }

    #[test]
    fn what_narrows_finds_no_one_new(wide in "[a-zA-Z ]{0,4}", narrow in "[a-zA-Z ]{0,6}") {
        let roster = roster(people());
        let parse = |text: &str| Query::parse(text).unwrap();
        if parse(&narrow).narrows(&parse(&wide)) {
            let among = parse(&wide).apply(&roster, now());
            prop_assert!(parse(&narrow).apply(&roster, now()).iter().all(|i| among.contains(i)));
        }
    }
}
