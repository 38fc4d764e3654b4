//! The lists of keys, teams, members and customers: what they open, keep and say.

use std::sync::Arc;

use bursar::app::command::Verb;
use bursar::app::screen::keys::Of;
use bursar::app::update::session::Resume;
use bursar::app::{Effect, Epoch, Model, Msg, Remote, Saved, Screen, Target, update, verb};
use bursar::domain::{
    Budget, Customer, Expiry, Key, KeyBudgetRow, KeyHash, ListedMember, ProxySide, ProxyUserId,
    Side, Snapshot, SyncPolicy, Team, TeamId, TeamMember, Text,
};
use bursar::engine::{Ask, Heard};
use bursar::order::Whom;
use bursar::roster::{Roster, join};
use jiff::SignedDuration;

use super::support::{
    budget, console, empty_console, key, now, observe, press, screen, snapshot, told, usd,
};

/// As [`snapshot`], with keys, teams and customers in every state.
pub(crate) fn with_records() -> Snapshot {
    let mut snapshot = snapshot();
    let Side::Seen(side) = &mut snapshot.proxy else { panic!("the proxy answered") };
    let more = [
        Key {
            team_id: Some(TeamId::new("t-lab")),
            budget: budget("2", Some(-20 * 60)),
            spend: Some(usd("2.10")),
            ..key("a3", "ana", false)
        },
        Key {
            expires: Expiry::At((now() - SignedDuration::from_hours(50)).into()),
            ..key("b2", "ben", false)
        },
        Key {
            alias: None,
            user_id: None,
            team_id: Some(TeamId::new("t-lab")),
            budget: budget("-", None),
            expires: Expiry::At((now() + SignedDuration::from_hours(50)).into()),
            models: Some(Vec::new()),
            row: Some(Box::new(KeyBudgetRow {
                id: Text::from("b-students"),
                budget: Some(budget("5", Some(86_400 + 1_800))),
            })),
            ..key("5e", "nobody", false)
        },
        Key { user_id: Some(ProxyUserId::new("left")), ..key("1f", "left", false) },
    ];
    side.keys.rows.extend(more);
    side.teams.rows.push(Team {
        id: TeamId::new("t-old"),
        alias: Some(Text::from("old lab")),
        spend: Some(usd("12")),
        budget: budget("10", Some(-86_400)),
        models: Some(vec![Text::from("gpt-4o")]),
        blocked: Some(true),
        members: Some(0),
        windows: Some(Vec::new()),
        member_budget_id: None,
    });
    customers(side);
    snapshot
}

fn customers(side: &mut ProxySide) {
    let customer = |id: &str, spend: &str, row: Option<&str>| Customer {
        id: Text::from(id),
        alias: None,
        blocked: Some(false),
        spend: Some(usd(spend)),
        budget: row.map_or_else(Budget::default, |_| budget("5", Some(86_400 + 1_800))),
        budget_id: row.map(Text::from),
        models: Some(Vec::new()),
    };
    side.customers.rows.extend([
        customer("ben", "4.20", Some("b-students")),
        customer("shop-17", "0.10", Some("b-students")),
        Customer { blocked: Some(true), ..customer("kiosk", "7", Some("b-kiosk")) },
    ]);
}

fn roster() -> Arc<Roster> {
    Arc::new(join(Arc::new(with_records()), &SyncPolicy::default()))
}

/// A console that has read all that.
pub(crate) fn stocked(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    observe(&mut model, roster());
    press(&mut model, keys);
    model
}

fn member(id: &str, spend: &str, own: Option<Budget>) -> ListedMember {
    let default = Some(budget("20", Some(86_400 + 1_800)));
    let is_default = own.is_none();
    let budget = own.or_else(|| default.clone()).unwrap_or_default();
    let user = ProxyUserId::new(id);
    ListedMember {
        place: TeamMember { user, spend: Some(usd(spend)), budget, is_default, default },
        role: Some(Text::from("user")),
        email: None,
    }
}

/// Answers the order for members that was given last.
fn answer(model: &mut Model, answer: Result<Vec<ListedMember>, String>) -> Vec<Effect> {
    let (epoch, number) = (model.epoch, model.asked);
    let answer = answer.map(|members| Heard::Members(members.into()));
    told(model, Msg::Heard { epoch, number, answer })
}

/// The members of the team in front, being read.
pub(crate) fn members_loading(width: u16, height: u16) -> Model {
    stocked(width, height, "g t / t - l a b enter enter")
}

pub(crate) fn members(width: u16, height: u16) -> Model {
    let mut model = members_loading(width, height);
    let members = vec![
        member("ana", "10.02", None),
        member("ben", "3", Some(budget("4", Some(-20 * 60)))),
        member("gone", "0", Some(budget("0", None))),
    ];
    answer(&mut model, Ok(members));
    model
}

pub(crate) fn members_failed(width: u16, height: u16) -> Model {
    let mut model = members_loading(width, height);
    let why = "LiteLLM (llm.example.edu): cannot read a team's members: no answer in time";
    answer(&mut model, Err(why.into()));
    model
}

/// The id under the cursor.
fn at(model: &Model) -> String {
    let front = model.front().unwrap();
    let id = front.table.selected().and_then(|row| front.source.id(row));
    id.map(|id| id.raw().to_owned()).unwrap_or_default()
}

/// The ids shown, from the top.
fn ids(model: &Model) -> Vec<String> {
    let front = model.front().unwrap();
    let id = |row: &u32| front.source.id(*row).unwrap().raw().to_owned();
    front.table.rows().iter().map(id).collect()
}

fn refusal(model: &Model) -> &str {
    &model.notice().unwrap().text
}

fn marked(model: &Model) -> usize {
    model.front().unwrap().table.marks().len()
}

#[test]
fn cursor_marks_and_filter_stay_on_their_keys_through_a_reading() {
    let mut model = stocked(120, 40, "g k / b e n enter j space");
    assert_eq!((ids(&model), at(&model)), (vec!["b1".to_owned(), "b2".into()], "b2".into()));
    let mut more = with_records();
    let Side::Seen(side) = &mut more.proxy else { panic!("the proxy answered") };
    // What stood first is gone, and another of Ben's comes before all of them.
    side.keys.rows.remove(0);
    side.keys.rows.insert(0, Key { spend: Some(usd("5")), ..key("b0", "ben", false) });
    observe(&mut model, join(Arc::new(more), &SyncPolicy::default()));
    assert_eq!(
        (ids(&model), at(&model)),
        (vec!["b0".into(), "b1".to_owned(), "b2".into()], "b2".into())
    );
    assert_eq!(marked(&model), 1);
    assert!(screen(&model).contains("8 keys, 1 marked"), "{}", screen(&model));
    // Two more, of which the filter hides one; then both are gone.
    press(&mut model, "*");
    assert_eq!(marked(&model), 3);
    observe(&mut model, super::support::roster());
    assert_eq!((ids(&model), marked(&model)), (vec!["b1".to_owned()], 1));
}

#[test]
fn words_are_looked_for_in_names_owners_teams_models_states_and_hashes() {
    for (words, found) in [
        ("laboratory", &[][..]),
        ("LAB ana", &["a3"]),
        ("okafor", &["b1", "b2"]),
        ("expired", &["b2"]),
        ("blocked gus", &["g1"]),
        ("due", &["a3"]),
        ("5e", &["5e"]),
        ("left mini", &["1f"]),
    ] {
        let mut model = stocked(120, 40, "");
        model.open_at(Target::List(Verb::Keys, Some(words.into())));
        assert_eq!(ids(&model), found, "{words}");
    }
}

#[test]
fn esc_takes_away_the_filter_then_the_marks_then_the_list() {
    let mut model = stocked(120, 40, "g k space / b e n enter");
    assert!(screen(&model).contains("1 marked, 1 of them hidden"), "{}", screen(&model));
    press(&mut model, "esc");
    assert_eq!((ids(&model).len(), marked(&model)), (8, 1));
    press(&mut model, "/ g u s enter 0");
    assert_eq!((ids(&model).len(), marked(&model)), (8, 1));
    press(&mut model, "esc");
    assert_eq!(marked(&model), 0);
    press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_key_opens_its_owner_or_says_why_not() {
    let mut model = stocked(120, 40, "g k / o k a f o r enter enter");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ben"));
    press(&mut model, "K");
    assert!(
        screen(&model).contains("keys of ben@campus.example.edu  2 keys"),
        "{}",
        screen(&model)
    );
    press(&mut model, "enter esc esc");
    let is_all = matches!(model.screen(), Screen::Keys(keys) if keys.of == Of::All);
    assert!(is_all && model.screens.len() == 2, "one does not go round in circles");
    model.open_at(Target::List(Verb::Keys, Some("5e".into())));
    press(&mut model, "enter");
    assert_eq!(refusal(&model), "open: this key has no owner.");
    model.open_at(Target::List(Verb::Keys, Some("1f".into())));
    press(&mut model, "enter");
    assert_eq!(refusal(&model), "open: its owner left is not among the users that were read.");
}

#[test]
fn a_customer_opens_the_user_they_are_or_says_why_not() {
    let mut model = stocked(120, 40, "g e / b e n enter enter");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ben"));
    model.open_at(Target::List(Verb::Customers, Some("kiosk".into())));
    assert!(screen(&model).contains("stored, not enforced"), "{}", screen(&model));
    press(&mut model, "enter");
    assert!(refusal(&model).contains("no user has the id or e-mail of this customer"));
    model.open_at(Target::List(Verb::Customers, Some("students".into())));
    assert_eq!(ids(&model), ["ben", "shop-17"]);
    assert!(screen(&model).contains("b-students, 3 share it"), "{}", screen(&model));
}

#[test]
fn a_team_opens_its_members_and_its_keys() {
    let mut model = stocked(120, 40, "g t / t - l a b enter K");
    assert_eq!(ids(&model), ["a3", "5e"]);
    assert!(screen(&model).contains("keys of the team lab  2 keys"), "{}", screen(&model));
    let effects = press(&mut model, "esc enter");
    let team = TeamId::new("t-lab");
    assert_eq!(effects, [Effect::Ask(model.epoch, 1, Box::new(Ask::Members(team)))]);
}

#[test]
fn members_are_shown_with_whose_limit_it_is_and_open_the_user() {
    let mut model = members(160, 40);
    let shown = screen(&model);
    assert!(shown.contains("members of lab  3 members"), "{shown}");
    for (id, limit) in [("ana", "default"), ("ben", "own"), ("gone", "own")] {
        let line = shown.lines().find(|line| line.contains(&format!(" {id} "))).unwrap();
        assert!(line.contains(limit), "{line}");
    }
    assert!(shown.contains("due 20 m"), "{shown}");
    press(&mut model, "/ b e n enter enter");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ben"));
    press(&mut model, "esc esc / g o n e enter enter");
    assert_eq!(refusal(&model), "open: user gone is not among the users that were read.");
}

#[test]
fn members_that_could_not_be_read_are_asked_for_again_and_the_last_ones_stay() {
    let mut model = members_failed(120, 40);
    let shown = screen(&model);
    assert!(
        shown.contains("no answer in time") && shown.contains("ctrl-r reads them again"),
        "{shown}"
    );
    let effects = press(&mut model, "ctrl-r");
    assert!(matches!(effects[..], [Effect::Ask(_, 2, _)]), "{effects:?}");
    answer(&mut model, Ok(vec![member("ana", "1", None)]));
    assert_eq!(ids(&model), ["ana"]);
    press(&mut model, "ctrl-r");
    answer(&mut model, Err("LiteLLM: no".into()));
    assert_eq!(ids(&model), ["ana"]);
    assert!(screen(&model).contains("could not be read again"), "{}", screen(&model));
    press(&mut model, "esc esc");
    assert!(matches!(model.screen(), Screen::Teams(_)), "the error goes first, then the list");
}

#[test]
fn a_late_answer_about_members_is_dropped() {
    let mut model = members_loading(120, 40);
    let (epoch, number) = (model.epoch, model.asked);
    let late = |epoch: Epoch, number: u64| Msg::Heard {
        epoch,
        number,
        answer: Ok(Heard::Members(vec![member("ana", "1", None)].into())),
    };
    let unread = |model: &Model| match model.screen() {
        Screen::Members(screen) => screen.members == Remote::Loading(None),
        _ => false,
    };
    update(&mut model, late(epoch.next(), number));
    assert!(unread(&model), "of another epoch");
    update(&mut model, late(epoch, number - 1));
    assert!(unread(&model), "of another order");
    update(&mut model, late(epoch, number));
    assert_eq!(ids(&model), ["ana"]);
}

#[test]
fn members_waited_for_while_a_plan_was_applied_are_asked_for_again() {
    let mut model = members(120, 40);
    press(&mut model, "/ a n a enter ctrl-r B 5 enter a tab enter");
    assert!(model.is_applying(), "{}", screen(&model));
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    let effects = press(&mut model, "esc");
    let asks = |effect: &Effect| matches!(effect, Effect::Ask(_, 3, _));
    assert!(effects.iter().any(asks), "{effects:?}\n{}", screen(&model));
}

#[test]
fn members_given_up_for_those_of_another_team_are_asked_for_once_more() {
    let mut model = stocked(120, 40, "g t j enter");
    assert!(screen(&model).contains("members of lab"), "{}", screen(&model));
    // Over it the teams once more, and another of them.
    let effects = press(&mut model, "g t enter");
    let read_one = matches!(effects[..], [Effect::Ask(_, 2, _), Effect::StopAsking(_, 1)]);
    assert!(read_one, "one is read at a time: {effects:?}");
    assert!(screen(&model).contains("members of old lab"), "{}", screen(&model));
    let effects = press(&mut model, "esc esc");
    assert!(matches!(effects[..], [Effect::StopAsking(_, 2), Effect::Ask(_, 3, _)]), "{effects:?}");
    assert!(screen(&model).contains("members of lab"), "{}", screen(&model));
    answer(&mut model, Ok(Vec::new()));
    assert!(screen(&model).contains("Nobody is in this team."), "{}", screen(&model));
}

#[test]
fn lists_open_from_the_palette_and_before_anything_was_read() {
    let mut model = stocked(120, 40, ": k e y s space g u s enter");
    assert_eq!(ids(&model), ["g1"]);
    press(&mut model, ": c u s t o m e r s enter");
    assert_eq!(ids(&model).len(), 4);
    press(&mut model, ": m e m b e r s space n o n e enter");
    assert!(
        refusal(&model).contains("no team has 'none' in its name or id"),
        "{}",
        refusal(&model)
    );
    let mut model = empty_console(120, 40);
    model.open_at(Target::List(Verb::Keys, Some("ben".into())));
    assert!(screen(&model).contains("Nothing has been read yet."), "{}", screen(&model));
    model.session = bursar::app::Session::Open;
    observe(&mut model, roster());
    assert_eq!(ids(&model), ["b1", "b2"]);
    let mut model = empty_console(120, 40);
    model.session = bursar::app::Session::Open;
    model.open_at(Target::Members("t-".into()));
    observe(&mut model, roster());
    assert!(matches!(model.screen(), Screen::Users(_)), "two teams have that in their ids");
    assert!(refusal(&model).contains("'t-' matches 2 teams"), "{}", refusal(&model));
    model.open_at(Target::Members("lab".into()));
    assert!(matches!(model.screen(), Screen::Members(_)));
}

#[test]
fn what_is_listed_is_copied() {
    let mut model = stocked(160, 40, "g k / b e n enter");
    assert_eq!(press(&mut model, "y i"), [Effect::Copy("b1".into())]);
    press(&mut model, "*");
    assert_eq!(press(&mut model, "y i"), [Effect::Copy("b1\nb2".into())]);
    let [Effect::Copy(rows)] = &press(&mut model, "y r")[..] else { panic!("nothing was copied") };
    let second = "ben-b2\tben@campus.example.edu\t\t25 %\t$1.25\t$5.00\t\texpired\t2026-11-19\t\
                  2026-11-21\tgpt-4o-mini\t";
    assert_eq!(rows.lines().nth(1), Some(second));
}

#[test]
fn a_verb_is_for_what_is_marked_in_the_list_in_front_hidden_or_not() {
    let mut model = stocked(120, 40, "space g k j");
    let one = verb::targets(&model);
    assert_eq!(one.whom, Whom::Keys(vec![KeyHash::new("a1")]));
    assert_eq!(one.subject, "key ana-a1 (a1)");
    press(&mut model, "space space / b e n enter");
    let marked = verb::targets(&model);
    assert_eq!(marked.whom, Whom::Keys(vec![KeyHash::new("a1"), KeyHash::new("a2")]));
    assert_eq!(marked.subject, "the 2 marked keys, 2 of them hidden");
    let model = members(120, 40);
    let Whom::Members(team, places) = verb::targets(&model).whom else { panic!("not members") };
    assert_eq!((team.raw(), places[0].user.raw()), ("t-lab", "gone"));
    assert_eq!(verb::targets(&model).subject, "gone in lab (gone)");
}

#[test]
fn the_list_that_was_left_is_opened_again_laid_out_as_it_was() {
    let mut model = stocked(120, 40, "g k : s o r t space o w n e r enter");
    press(&mut model, "q");
    assert_eq!(model.saved.screen, "keys");
    assert_eq!(model.saved.tables["keys"].order, ["owner"]);
    let saved: Saved = model.saved.clone();
    let mut again = console(120, 40);
    again.take_up(Ok(saved), Resume::Whole);
    observe(&mut again, roster());
    assert_eq!(ids(&again), ids(&model));
    assert_eq!(ids(&again)[..4], ["a1", "a2", "a3", "b1"]);
}

#[test]
fn a_reset_that_is_due_is_marked_on_the_users_page_as_well() {
    for (width, height) in [(80, 40), (160, 48)] {
        let model = stocked(width, height, "/ a n a @ enter enter");
        let shown = screen(&model);
        let line = shown.lines().find(|line| line.contains("ana-a3")).unwrap();
        assert!(line.contains("due 20 m"), "{line}");
    }
}

#[test]
fn marks_by_query_are_of_users_alone() {
    let mut model = stocked(120, 40, "g k +");
    assert!(refusal(&model).contains("a query is of users alone"), "{}", refusal(&model));
    assert!(model.dialog.is_none());
    press(&mut model, "/ z z z enter *");
    assert!(refusal(&model).contains("nothing is shown"), "{}", refusal(&model));
}
