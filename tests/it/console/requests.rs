//! The request log: live, followed, filtered, copied; and long readings.

use bursar::app::{Effect, Freshness, Msg, Screen, Server, update};
use bursar::engine::{Body, Cause, RequestRecord};
use jiff::SignedDuration;

use super::support::{console, failed_request, now, press, request, requested, screen, told};

/// A console whose servers were asked this and that.
pub(crate) fn busy(width: u16, height: u16) -> bursar::app::Model {
    let mut model = console(width, height);
    requested(&mut model, request("/spend/users"));
    requested(&mut model, request("/key/list?include_team_keys=true&size=100&page=1"));
    requested(&mut model, failed_request("/user/list?page_size=100&page=2"));
    requested(
        &mut model,
        RequestRecord {
            operation: "change a user".into(),
            method: "POST".into(),
            cause: Some(Cause { plan: "p-1234abcd".into(), first: 3, last: 3 }),
            body: Body::Sent(r#"{"user_id":"ana","max_budget":20.0}"#.into()),
            actor: Some("ana@desk".into()),
            ..request("/user/update")
        },
    );
    model
}

#[test]
fn the_newest_is_followed_until_one_looks_at_another() {
    let mut model = busy(120, 30);
    press(&mut model, "L");
    requested(&mut model, request("/new/1"));
    let selected = |model: &bursar::app::Model| {
        let Screen::Requests(screen) = model.screen() else { panic!("not the log") };
        screen.list.selected(&model.requests).unwrap().record.path.to_string()
    };
    assert_eq!(selected(&model), "/new/1");
    press(&mut model, "k");
    requested(&mut model, request("/new/2"));
    assert_eq!(selected(&model), "/user/update");
    assert!(screen(&model).contains("G follows the newest"));
    press(&mut model, "G");
    requested(&mut model, request("/new/3"));
    assert_eq!(selected(&model), "/new/3");
}

/// The paths in the order of the screen.
fn paths(model: &bursar::app::Model) -> Vec<String> {
    let rows = model.front().unwrap().table.rows();
    rows.iter().map(|row| model.requests.at(*row).unwrap().record.path.to_string()).collect()
}

#[test]
fn sorted_by_what_went_wrong_the_log_keeps_its_order_as_requests_come() {
    let mut model = busy(120, 30);
    press(&mut model, "L : s o r t space r e s u l t enter");
    assert!(screen(&model).contains("RESULT ▼"), "{}", screen(&model));
    assert!(paths(&model)[0].starts_with("/user/list"), "{:?}", paths(&model));
    assert!(!screen(&model).contains("the newest"), "there is no end at which they come");
    requested(&mut model, failed_request("/health"));
    assert!(paths(&model)[1].starts_with("/health"), "{:?}", paths(&model));
    let front = model.front().unwrap();
    assert_eq!(front.table.list().cursor, 0);
}

#[test]
fn turned_round_the_newest_is_followed_at_the_top() {
    let mut model = busy(120, 30);
    press(&mut model, "L O");
    requested(&mut model, request("/new/1"));
    assert_eq!(paths(&model)[0], "/new/1");
    assert!(screen(&model).contains("following the newest"));
    press(&mut model, "j");
    requested(&mut model, request("/new/2"));
    assert_eq!(model.front().unwrap().table.list().cursor, 2, "it stays on its request");
    assert!(screen(&model).contains("home follows the newest"), "{}", screen(&model));
}

#[test]
fn columns_of_the_log_are_chosen_and_remembered_for_the_profile() {
    let mut model = busy(160, 30);
    press(&mut model, "L C G space esc");
    assert!(screen(&model).contains("PROFILE"), "{}", screen(&model));
    assert!(model.saved.tables["requests"].columns.as_ref().unwrap().contains(&"profile".into()));
    press(&mut model, "esc L");
    assert!(screen(&model).contains("PROFILE"), "another time as well");
}

#[test]
fn the_foot_sums_up_what_is_shown() {
    let mut model = busy(160, 30);
    press(&mut model, "L");
    assert!(screen(&model).contains("4 shown · 1 failed · 296,295 bytes"), "{}", screen(&model));
    press(&mut model, "/ p o s t enter");
    let shown = screen(&model);
    assert!(shown.contains("/ post   1 shown of 4 · 98,765 bytes"), "{shown}");
}

#[test]
fn keys_of_lists_mean_nothing_on_the_page_of_one_request() {
    let mut model = busy(160, 30);
    press(&mut model, "L enter C");
    assert!(model.dialog.is_none());
    assert!(model.notice().unwrap().text.contains("'C' does nothing here"));
}

#[test]
fn failures_are_found_by_that_word_and_esc_shows_all_again() {
    let mut model = busy(120, 30);
    press(&mut model, "L / f a i l e d enter");
    let shown = screen(&model);
    assert!(shown.contains("timed out") && !shown.contains("/user/update"), "{shown}");
    requested(&mut model, failed_request("/key/list"));
    assert!(screen(&model).contains("2 shown of 5"));
    press(&mut model, "esc");
    assert!(screen(&model).contains("/user/update"));
    press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_request_is_copied_as_curl_with_the_credential_by_name() {
    let mut model = busy(120, 30);
    press(&mut model, "L");
    let [Effect::Copy(text)] = &press(&mut model, "y c")[..] else { panic!("nothing was copied") };
    assert!(text.contains("Bearer $LITELLM_MASTER_KEY\""), "{text}");
    assert!(text.contains(r#"--data-raw '{"user_id":"ana","max_budget":20.0}'"#), "{text}");
    let said = model.notice().unwrap().text.clone();
    assert!(said.contains("$LITELLM_MASTER_KEY stands for the credential"), "{said}");
}

#[test]
fn a_request_draws_nothing_but_where_the_log_is_in_front() {
    let mut model = busy(120, 30);
    let msg = || Msg::Requested("campus".into(), Box::new(request("/a")));
    assert!(!model.shows(&msg()));
    let before = screen(&model);
    update(&mut model, msg());
    assert_eq!(screen(&model), before);
    press(&mut model, "L");
    assert!(model.shows(&msg()));
}

#[test]
fn the_log_is_kept_when_the_profile_is_switched() {
    let mut model = busy(120, 30);
    press(&mut model, "P j enter");
    assert_eq!(model.profile.name, "lab");
    press(&mut model, "L enter");
    assert!(screen(&model).contains("of the profile campus"));
}

fn progressed(model: &mut bursar::app::Model, seconds: i64, done: usize) {
    let epoch = model.epoch;
    update(model, Msg::Ticked(now() + SignedDuration::from_secs(seconds)));
    let (part, total) = ("users".to_owned(), Some(100_000));
    update(model, Msg::Progressed { epoch, server: Server::Proxy, part, done, total });
}

#[test]
fn a_long_reading_says_how_far_how_fast_and_how_long_still() {
    let mut model = console(160, 30);
    press(&mut model, "ctrl-r");
    progressed(&mut model, 0, 100);
    progressed(&mut model, 1, 1_100);
    let shown = screen(&model);
    assert!(shown.contains("reading users 1,100/100,000  ") && !shown.contains("/s"), "{shown}");
    progressed(&mut model, 10, 10_100);
    let shown = screen(&model);
    assert!(shown.contains("users 10,100/100,000 · 1,000/s, 1 m left"), "{shown}");
    // Of the other server there was no answer yet.
    assert!(shown.contains("Open WebUI 0.12.4 · reading · 10 s"), "{shown}");
}

#[test]
fn a_reading_that_was_asked_for_is_stopped_and_what_was_read_stays() {
    for key in ["c", "esc"] {
        let mut model = console(120, 30);
        let epoch = model.epoch;
        press(&mut model, "/ a n a enter ctrl-r");
        if key == "esc" {
            // What is in the way goes first.
            assert_eq!(press(&mut model, "esc"), []);
        }
        assert_eq!(press(&mut model, key), [Effect::StopReading(epoch)]);
        assert!(model.reading.is_none());
        assert!(matches!(model.freshness, Freshness::Read(_)));
        assert_eq!(model.people.roster().len(), 12);
        let said = &model.notice().unwrap().text;
        assert_eq!(said, "Reading stopped; what was read before stays.");
        assert_eq!(told(&mut model, Msg::Ticked(now())), []);
        assert_eq!(press(&mut model, "ctrl-r"), [Effect::Observe(epoch)]);
    }
}

#[test]
fn a_first_reading_that_was_stopped_says_how_to_begin_again() {
    let mut model = super::support::empty_console(120, 30);
    let epoch = model.epoch;
    update(&mut model, Msg::ProfileOpened(epoch, Ok(())));
    assert_eq!(press(&mut model, "c"), [Effect::StopReading(epoch)]);
    press(&mut model, "S");
    let said = &model.notice().unwrap().text;
    assert!(said.contains("the servers have not been read; ctrl-r reads them"), "{said}");
    assert!(screen(&model).contains("ctrl-r reads the servers."));
}
