//! The budgets that are in no other list: read on demand, shown with who shares them, changed.

use std::sync::Arc;

use bursar::app::PlanScreen;
use bursar::app::command::Verb;
use bursar::app::front::Seen;
use bursar::app::update::session::Resume;
use bursar::app::{Effect, Epoch, Model, Msg, Remote, Screen, Target, update, verb};
use bursar::domain::{
    BudgetRow, BudgetWindow, KeyHash, Limit, Listing, Organization, Place, ProxyUserId, Purses,
    Side, Snapshot, SyncPolicy, Tag, TeamId, Text, Window,
};
use bursar::engine::purses::NO_LICENCE;
use bursar::engine::{Ask, Heard};
use bursar::order::{Found, Needs, Whom};
use bursar::roster::join;
use jiff::SignedDuration;
use rstest::rstest;

use super::records::with_records;
use super::support::{budget, console, empty_console, now, observe, press, screen, told, usd};

fn window(length: &str, max: &str, resets_in: i64) -> BudgetWindow {
    BudgetWindow {
        window: Window::from_server(length),
        max: Some(usd(max)),
        resets_at: Some((now() + SignedDuration::from_secs(resets_in)).into()),
    }
}

/// As [`with_records`], with windows of a key and of a team.
fn with_windows() -> Snapshot {
    let mut snapshot = with_records();
    let Side::Seen(side) = &mut snapshot.proxy else { panic!("the proxy answered") };
    side.keys.rows[0].windows =
        Some(vec![window("24h", "5", 3_600), window("7d", "20", 86_400 * 3)]);
    side.teams.rows[0].windows = Some(vec![window("7d", "50", -20 * 60)]);
    snapshot
}

fn purses() -> Purses {
    let row = |id: &str, max: &str| BudgetRow { id: Text::from(id), budget: budget(max, None) };
    let tag = |name: &str, max: &str, row: Option<&str>| Tag {
        name: Text::from(name),
        stored: true,
        description: None,
        models: Vec::new(),
        budget: budget(max, Some(86_400)),
        budget_id: row.map(Text::from),
    };
    let seen = Tag { stored: false, ..tag("User-Agent: curl", "-", None) };
    let physics = Organization {
        id: Text::from("o-1"),
        alias: Some(Text::from("Physics")),
        spend: Some(usd("9.50")),
        budget: budget("10", Some(86_400)),
        budget_id: Some(Text::from("b-physics")),
    };
    Purses {
        organizations: Listing::complete(vec![physics]),
        tags: Listing::complete(vec![
            tag("red", "20", Some("b-red")),
            tag("blue", "-", None),
            seen,
        ]),
        rows: Listing::complete(vec![
            row("b-students", "5"),
            row("b-kiosk", "7"),
            row("b-red", "20"),
            row("b-nobody", "1"),
            row("b-physics", "10"),
        ]),
        places: Listing::incomplete(Vec::new(), "not asked: that is a request a team"),
    }
}

fn unlicensed() -> Purses {
    let organizations = Listing::incomplete(Vec::new(), NO_LICENCE);
    Purses { organizations, ..purses() }
}

const FAILURE: &str = "LiteLLM (llm.example.edu): cannot list budget rows: no answer in time; \
                       check the network";

/// Answers the order for purses that was given last.
fn answer(model: &mut Model, answer: Result<Purses, String>) -> Vec<Effect> {
    let (epoch, number) = (model.epoch, model.asked);
    let answer = answer.map(|purses| Heard::Purses(Arc::new(purses)));
    told(model, Msg::Heard { epoch, number, answer })
}

pub(crate) fn loading(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    observe(&mut model, join(Arc::new(with_windows()), &SyncPolicy::default()));
    press(&mut model, "g b");
    model
}

pub(crate) fn loaded(width: u16, height: u16, keys: &str) -> Model {
    let mut model = loading(width, height);
    answer(&mut model, Ok(purses()));
    press(&mut model, keys);
    model
}

pub(crate) fn without_licence(width: u16, height: u16) -> Model {
    let mut model = loading(width, height);
    answer(&mut model, Ok(unlicensed()));
    model
}

pub(crate) fn failed(width: u16, height: u16) -> Model {
    let mut model = loading(width, height);
    answer(&mut model, Err(FAILURE.into()));
    press(&mut model, "esc");
    model
}

/// The list of keys or of teams, the first row with its windows.
pub(crate) fn with_window_of(width: u16, height: u16, keys: &str) -> Model {
    let mut model = loading(width, height);
    press(&mut model, keys);
    model
}

/// The number of their column.
const NAME: u8 = 1;

/// The names shown, from the top.
fn names(model: &Model) -> Vec<String> {
    let Screen::Budgets(_) = model.screen() else { panic!("no budgets are in front") };
    let Seen { table, source } = model.front().unwrap();
    let rows = table.rows().iter();
    rows.map(|row| source.cell(*row, NAME, &model.lens()).into_words()).collect()
}

/// Makes the plan that an effect asks for, with these members' places.
fn plan(model: &mut Model, effects: Vec<Effect>, places: Listing<Place>) {
    let Some(Effect::Plan(epoch, work)) =
        effects.into_iter().find(|effect| matches!(effect, Effect::Plan(..)))
    else {
        panic!("no plan is asked for")
    };
    let Some(Needs::Sharing(Some(listed), _)) = work.needs() else { panic!("{:?}", work.needs()) };
    let read = Purses { places, ..Purses::clone(&listed) };
    let made = work.knowing(Found::Purses(Box::new(read))).finish();
    told(model, Msg::Planned(epoch, Box::new(made)));
}

/// The verbs of the plan in front with what each leaves behind, else what was refused.
fn planned(model: &Model) -> String {
    let Some(screen) = model.showing::<PlanScreen>() else {
        return model.notice().map(|notice| notice.text.clone()).unwrap_or_default();
    };
    let changes = screen.plan.changes.iter();
    let words = changes.map(|change| format!("{}: {}", change.op.verb(), change.op.after()));
    words.collect::<Vec<_>>().join("; ")
}

#[test]
fn what_is_in_no_other_list_is_listed_by_kind_and_name() {
    let mut model = loaded(160, 40, "");
    let several = ["Physics", "blue", "red", "b-students", "ana-a1", "ana-a1", "lab"];
    assert_eq!(names(&model), several);
    let shown = screen(&model);
    for words in [
        "7 budgets",
        "2 customers (ben, shop-17)",
        "$9.50",
        "95 %",
        "∞",
        "due 20 m",
        "4 budget rows not shared, z shows all",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut model, "z");
    assert_eq!(names(&model).len(), 11);
    assert!(screen(&model).contains("nobody that is known"), "{}", screen(&model));
    press(&mut model, "z / s h o p enter");
    assert_eq!(names(&model), ["b-students"]);
}

#[test]
fn they_are_read_when_they_are_opened_and_once_more_when_it_is_asked() {
    let mut model = loading(120, 40);
    let shown = screen(&model);
    assert!(shown.contains("The budgets are being read."), "{shown}");
    answer(&mut model, Ok(purses()));
    let effects = press(&mut model, "ctrl-r");
    let epoch = model.epoch;
    assert_eq!(effects, [Effect::Ask(epoch, 2, Box::new(Ask::Purses)), Effect::Observe(epoch)]);
    assert_eq!(names(&model).len(), 7, "what was there stays");
    assert!(screen(&model).contains("being read again"), "{}", screen(&model));
    answer(&mut model, Err(FAILURE.into()));
    assert_eq!(names(&model).len(), 7);
    assert!(screen(&model).contains("could not be read again"), "{}", screen(&model));
}

#[test]
fn a_late_answer_about_budgets_is_dropped() {
    let mut model = loading(120, 40);
    let (epoch, number) = (model.epoch, model.asked);
    let late = |epoch: Epoch, number: u64| Msg::Heard {
        epoch,
        number,
        answer: Ok(Heard::Purses(Arc::new(purses()))),
    };
    let is_unread = |model: &Model| match model.screen() {
        Screen::Budgets(screen) => screen.purses == Remote::Loading(None),
        _ => false,
    };
    update(&mut model, late(epoch.next(), number));
    assert!(is_unread(&model), "of another epoch");
    update(&mut model, late(epoch, number - 1));
    assert!(is_unread(&model), "of another order");
    update(&mut model, late(epoch, number));
    assert_eq!(names(&model).len(), 7);
}

#[test]
fn without_a_licence_the_others_are_listed_and_it_is_said_calmly() {
    let model = without_licence(120, 40);
    let shown = screen(&model);
    assert!(shown.contains(&format!("No organizations: {NO_LICENCE}.")), "{shown}");
    assert!(!shown.contains("Not read"), "{shown}");
    assert_eq!(names(&model).first().map(String::as_str), Some("blue"));
}

#[test]
fn marks_of_what_is_gone_are_forgotten_unless_its_part_could_not_be_read() {
    let mut model = without_licence(120, 40);
    press(&mut model, "* ctrl-r");
    let marked = |model: &Model| model.front().unwrap().table.marks().len();
    let no_tags = |problem: Option<&str>| Purses {
        tags: Listing { rows: Vec::new(), problem: problem.map(str::to_owned) },
        ..unlicensed()
    };
    answer(&mut model, Ok(no_tags(Some(FAILURE))));
    assert_eq!((names(&model).len(), marked(&model)), (4, 6));
    press(&mut model, "ctrl-r");
    answer(&mut model, Ok(no_tags(None)));
    assert_eq!((names(&model).len(), marked(&model)), (4, 4));
}

#[test]
fn a_part_that_could_not_be_read_says_why_above_the_others() {
    let mut model = loading(120, 40);
    let tags = Listing::incomplete(Vec::new(), FAILURE);
    answer(&mut model, Ok(Purses { tags, ..unlicensed() }));
    let shown = screen(&model);
    assert!(shown.contains("Not read, tags: LiteLLM (llm.example.edu)"), "{shown}");
    assert_eq!(names(&model), ["b-students", "ana-a1", "ana-a1", "lab"]);
}

#[test]
fn where_nothing_could_be_read_the_windows_are_listed_all_the_same() {
    let mut model = failed(120, 40);
    assert_eq!(names(&model), ["ana-a1", "ana-a1", "lab"]);
    let shown = screen(&model);
    assert!(shown.contains("Not read, organizations, tags, budget rows: LiteLLM"), "{shown}");
    // Without any window the reason stands where the list would.
    observe(&mut model, join(Arc::new(with_records()), &SyncPolicy::default()));
    let shown = screen(&model);
    assert!(shown.contains("no answer in time"), "{shown}");
    assert!(shown.contains("ctrl-r reads them again"), "{shown}");
    assert!(!shown.contains("Not read"), "{shown}");
}

#[test]
fn after_a_plan_was_applied_they_are_asked_for_again_even_if_an_answer_was_waited_for() {
    let mut model = loaded(120, 40, "/ t a g space r e d enter ctrl-r B 3 0 enter a tab enter");
    assert!(model.is_applying(), "{}", screen(&model));
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    let effects = press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::Budgets(_)), "{}", screen(&model));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Ask(..))),
        "{effects:?}\n{}",
        screen(&model)
    );
}

#[test]
fn a_row_opens_who_shares_it_and_a_window_the_list_it_belongs_to() {
    let mut model = loaded(120, 40, "/ s t u d e n t s enter enter");
    let shown = screen(&model);
    for words in ["b-students", "$5.00", "2 customers: ben, shop-17", "unknown", "a request a team"]
    {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut model, "esc esc / 2 4 h enter enter");
    assert!(matches!(model.screen(), Screen::Keys(_)));
    assert_eq!(verb::targets(&model).whom, Whom::Keys(vec![KeyHash::new("a1")]));
    press(&mut model, "esc esc / l a b enter enter");
    assert!(matches!(model.screen(), Screen::Teams(_)));
    assert_eq!(verb::targets(&model).whom, Whom::Teams(vec![TeamId::new("t-lab")]));
}

#[rstest]
#[case::tag("/ t a g space r e d enter", "B 3 0 enter", "set_tag_budget: tag budget $30.00")]
#[case::tag_reset("/ t a g space r e d enter", "r", "the proxy has no reset of a tag's spend")]
#[case::organization("/ p h y enter", "B + 5 0 % enter", "set_organization_budget: ")]
#[case::organization_reset("/ p h y enter", "r", "organization spend $0.00")]
#[case::row_reset("/ s t u d enter", "r", "a budget row has no spend")]
#[case::window("/ 2 4 h enter", "B 6 enter", "$6.00 every 24h, $20.00 every 7d")]
#[case::window_too("/ 2 4 h enter", "W + 2 0 % enter", "$6.00 every 24h, $20.00 every 7d")]
#[case::window_gone("/ 2 4 h enter", "B n o n e enter", "$20.00 every 7d")]
#[case::team_window("/ l a b enter", "B 6 0 enter", "$60.00 every 7d")]
#[case::window_reset("/ 2 4 h enter", "r", "the proxy has no reset of a window")]
#[case::window_block("/ 2 4 h enter", "b", "a key or a team is blocked, on the list of these")]
#[case::tag_block("/ t a g space r e d enter", "b", "there is nothing to block here")]
#[case::tag_models("/ t a g space r e d enter", "M", "models are set of users, keys")]
#[case::tag_window("/ t a g space r e d enter", "W", "windows are of keys and teams")]
#[case::tag_why("/ t a g space r e d enter", "w", "it is asked of a user or of a key")]
#[case::tag_spend("/ t a g space r e d enter", "$", "days are shown of users")]
#[case::mixed("*", "B", "a plan changes one kind at a time; mark organizations or tags alone")]
#[case::lengths("/ a n a - a 1 enter *", "B", "windows of one length at a time")]
#[case::two_tags("/ t a g enter *", "B 7 enter", "budget $7.00 every 30d; set_tag_budget: ")]
fn a_verb_plans_for_the_budget_in_front(
    #[case] at: &str,
    #[case] keys: &str,
    #[case] expected: &str,
) {
    let mut model = loaded(120, 40, at);
    press(&mut model, keys);
    let made = planned(&model);
    assert!(made.contains(expected), "{made}\n{}", screen(&model));
}

#[rstest]
#[case::key("g k / a n a - a 1 enter", "W 2 4 h tab 6 enter", "$6.00 every 24h, $20.00 every 7d")]
#[case::more("g k / a n a - a 1 enter", "W 1 m o tab 9 enter", "$20.00 every 7d, $9.00 every 1mo")]
#[case::team("g t / t - l a b enter", "W 1 d tab 1 enter", "$50.00 every 7d, $1.00 every 1d")]
#[case::users("g u", "W", "windows are of keys and teams; the lists of these set them")]
#[case::customers("g e", "W", "windows are of keys and teams")]
#[case::several(
    "g k / a n a - enter *",
    "W 3 0 d tab 9 enter",
    "$5.00 every 24h, $20.00 every 7d, $9.00 every 30d; set_key_windows: "
)]
fn a_window_is_set_on_keys_and_teams(#[case] at: &str, #[case] keys: &str, #[case] expected: &str) {
    let mut model = with_window_of(120, 40, at);
    press(&mut model, keys);
    let made = planned(&model);
    assert!(made.contains(expected), "{made}\n{}", screen(&model));
}

#[test]
fn the_dialog_of_windows_says_what_there_is_and_what_it_comes_to() {
    let mut model = with_window_of(120, 40, "g k / a n a - a 1 enter W");
    let shown = screen(&model);
    assert!(shown.contains("Now: $5.00/24h, $20.00/7d."), "{shown}");
    assert!(shown.contains("no window is named yet"), "{shown}");
    press(&mut model, "7 d tab n o n e");
    let shown = screen(&model);
    assert!(shown.contains("$5.00/24h, $20.00/7d → $5.00/24h for 1 key"), "{shown}");
    press(
        &mut model,
        "backspace backspace backspace backspace backtab end backspace backspace 3 0 d tab n o n e",
    );
    let shown = screen(&model);
    assert!(shown.contains("has no window of 30d"), "{shown}");
    press(&mut model, "enter");
    assert!(model.dialog.is_some() && model.showing::<PlanScreen>().is_none());
}

#[test]
fn who_shares_a_row_is_said_before_it_is_edited_and_counted_again_for_its_plan() {
    let mut model = loaded(120, 40, "/ s t u d e n t s enter B");
    let shown = screen(&model);
    for words in [
        "It changes for all who share it: 2 customers (ben, shop-17), 1 key",
        "Not counted: members of teams (not asked: that is a request a team).",
        "The plan asks for the members of teams.",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    let effects = press(&mut model, "6 enter");
    assert!(model.showing::<PlanScreen>().is_none());
    let place = Place {
        team: TeamId::new("t-lab"),
        user: ProxyUserId::new("ana"),
        budget_id: Text::from("b-students"),
    };
    plan(&mut model, effects, Listing::complete(vec![place]));
    let made = &model.showing::<PlanScreen>().expect("a plan is in front").plan;
    let reason = &made.changes[0].reason;
    assert!(reason.contains("1 key (sk-...x7Qa), 1 member of a team (ana in t-lab)"), "{reason}");
    assert!(!reason.contains("not counted"), "{reason}");
}

#[test]
fn a_row_behind_a_tag_that_others_share_is_said_as_well() {
    let mut model = loading(120, 40);
    let mut all = purses();
    all.tags.rows[0].budget_id = Some(Text::from("b-students"));
    answer(&mut model, Ok(all));
    press(&mut model, "/ t a g space r e d enter B");
    let shown = screen(&model);
    assert!(shown.contains("all who share it: 2 customers"), "{shown}");
    assert!(shown.contains("1 tag (red)"), "{shown}");
    let model = loaded(120, 40, "/ t a g space r e d enter B");
    assert!(!screen(&model).contains("all who share it"), "{}", screen(&model));
}

#[test]
fn more_than_a_few_who_share_it_are_counted_and_the_page_names_all() {
    let mut model = loading(120, 40);
    let mut all = purses();
    let one = all.tags.rows[0].clone();
    all.tags.rows = (1..=5)
        .map(|nth| Tag {
            name: Text::from(format!("tag-{nth}")),
            budget_id: Some(Text::from("b-red")),
            ..one.clone()
        })
        .collect();
    answer(&mut model, Ok(all));
    press(&mut model, "/ b - r e d enter");
    assert!(screen(&model).contains("5 tags (tag-1, tag-2, tag-3, …)"), "{}", screen(&model));
    model.look.is_ascii = true;
    assert!(!screen(&model).contains('…'), "{}", screen(&model));
    press(&mut model, "B 6");
    let shown = screen(&model);
    assert!(shown.contains("tag-3, ~") && !shown.contains('…'), "{shown}");
    press(&mut model, "esc enter");
    let page = screen(&model);
    assert!(page.contains("5 tags: tag-1, tag-2, tag-3, tag-4, tag-5"), "{page}");
}

#[test]
fn they_open_from_the_palette_and_are_opened_again_where_they_were_left() {
    let mut model = loading(120, 40);
    press(&mut model, "g u : b u d g e t s space r e d enter");
    answer(&mut model, Ok(purses()));
    assert_eq!(names(&model), ["red"]);
    press(&mut model, "q");
    assert_eq!(model.saved.screen, "budgets");
    let saved = model.saved.clone();
    let mut again = console(120, 40);
    again.take_up(Ok(saved), Resume::Whole);
    assert!(matches!(again.screen(), Screen::Budgets(_)));
    let mut cold = empty_console(120, 40);
    cold.open_at(Target::List(Verb::Budgets, None));
    assert!(screen(&cold).contains("The budgets have not been read yet."), "{}", screen(&cold));
}

#[test]
fn what_is_copied_is_what_the_server_calls_it() {
    let mut model = loaded(160, 40, "/ 2 4 h enter");
    assert_eq!(press(&mut model, "y i"), [Effect::Copy("a1".into())]);
    press(&mut model, "0 / t a g enter *");
    assert_eq!(press(&mut model, "y i"), [Effect::Copy("blue\nred".into())]);
}

#[test]
fn a_limit_of_ten_to_the_ninth_is_shown_as_what_it_is() {
    let mut model = loading(160, 40);
    let mut all = purses();
    all.tags.rows[0].budget.limit = Limit::Amount(usd("1000000000"));
    answer(&mut model, Ok(all));
    assert!(screen(&model).contains("∞ (1e9)"), "{}", screen(&model));
}

#[test]
fn windows_are_a_column_of_keys_and_teams_that_is_hidden_by_default() {
    let mut model = with_window_of(200, 40, "g k");
    assert!(!screen(&model).contains("WINDOWS"), "{}", screen(&model));
    press(&mut model, ": s o r t space w i n d o w s enter");
    let front = model.front().unwrap();
    let cell = front.table.rows().iter().filter_map(|row| {
        let columns: Vec<u8> = (0..20).collect();
        let words = columns.iter().map(|c| front.source.cell(*row, *c, &model.lens()).into_words());
        words.into_iter().find(|words| words.contains("/24h"))
    });
    assert_eq!(cell.collect::<Vec<_>>(), ["$5.00/24h, $20.00/7d"]);
}
