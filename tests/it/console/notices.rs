//! Notices: an error is kept until it is read, and all that is told is logged.

use bursar::app::{Effect, Msg, Notice, Screen, Severity, update};

use super::support::{console, failed_request, press, requested, screen};

const FAILED: &str = "LiteLLM (llm.example.edu): cannot list users: no answer in time. Try again.";

fn failed(model: &mut bursar::app::Model, why: &str) {
    update(model, Msg::Failed(why.to_owned()));
}

#[test]
fn errors_are_counted_until_they_are_read() {
    let mut model = console(120, 30);
    failed(&mut model, "first");
    failed(&mut model, "second");
    assert!(screen(&model).contains("2 errors · N"));
    // The one on the line is read when it is dismissed; the one under it is not lost.
    press(&mut model, "esc");
    assert_eq!(model.notice(), None);
    assert!(screen(&model).contains("1 error · N"));
    press(&mut model, "N");
    assert!(screen(&model).contains("first"));
    press(&mut model, "esc");
    assert!(!screen(&model).contains("error · N"));
    assert_eq!((model.notices.unread(), model.notices.len()), (0, 2));
}

#[test]
fn an_error_outlives_what_is_said_over_it() {
    let mut model = console(120, 30);
    failed(&mut model, "the disk is full");
    press(&mut model, "y y");
    assert_eq!(model.notice().unwrap().severity, Severity::Info);
    press(&mut model, "j");
    assert_eq!(model.notice().unwrap().text, "the disk is full");
}

#[test]
fn an_error_leads_to_the_request_it_came_from() {
    let mut model = console(120, 30);
    requested(&mut model, failed_request("/user/list?page=1"));
    failed(&mut model, FAILED);
    let notice = model.notice().unwrap();
    assert_eq!(notice.text, "LiteLLM (llm.example.edu): cannot list users");
    assert_eq!(notice.cause.as_deref(), Some("no answer in time"));
    assert_eq!(notice.hint.as_deref(), Some("Try again."));
    assert_eq!(notice.sentence(), FAILED);
    press(&mut model, "N enter enter");
    let Screen::Requests(screen) = model.screen() else { panic!("not the request log") };
    let record = &screen.list.selected(&model.requests).unwrap().record;
    assert_eq!(&*record.path, "/user/list?page=1");
    assert!(!screen.list.table().follows());
}

#[test]
fn a_notice_that_came_from_no_request_says_so() {
    let mut model = console(120, 30);
    failed(&mut model, "the disk is full");
    press(&mut model, "N enter enter");
    assert!(screen(&model).contains("open: it came from no request."));
}

#[test]
fn everything_that_is_told_is_logged_as_grave_as_it_is() {
    let mut model = console(120, 30);
    let logged = |effects: Vec<Effect>| -> Vec<Notice> {
        let logs = effects.into_iter().filter_map(|effect| match effect {
            Effect::Log(notice) => Some(notice),
            _ => None,
        });
        logs.collect()
    };
    let effects = update(&mut model, Msg::Failed("the disk is full, sk-abcdefgh1234".into()));
    assert_eq!(logged(effects), [Notice::error("the disk is full, [removed]")]);
    let effects = update(&mut model, Msg::Pasted("x".into()));
    let notices = logged(effects);
    assert_eq!(model.notice(), notices.first());
    assert_eq!(notices[0].severity, Severity::Refusal);
    let times = |model: &bursar::app::Model| -> usize {
        (0..).map_while(|row| model.notices.at(row)).map(|told| told.times).sum()
    };
    // Whatever else is said on the line has been handed to the log by the same update.
    for step in ["r", "b", "U", "z", "u", "y", "y", "S", "P", "esc", "d", "J", "ctrl-r", "c"] {
        let told = times(&model);
        let key = super::support::key_event(step);
        let effects = update(&mut model, Msg::Key(key));
        let now = times(&model);
        assert_eq!(logged(effects).len(), now - told, "{step}");
    }
}

#[test]
fn the_cursor_stays_on_its_notice_while_more_is_told() {
    let mut model = console(120, 30);
    failed(&mut model, "the first");
    failed(&mut model, "the second");
    press(&mut model, "N j");
    failed(&mut model, "the third");
    let selected = |model: &bursar::app::Model| {
        let row = model.front().unwrap().table.selected().unwrap();
        model.notices.at(row).unwrap().notice.text.clone()
    };
    assert_eq!(selected(&model), "the first");
    // Told again it is the newest, and the cursor goes with it.
    failed(&mut model, "the first");
    assert_eq!(selected(&model), "the first");
    assert_eq!(model.front().unwrap().table.list().cursor, 0);
}

#[test]
fn notices_are_sorted_and_their_request_is_a_column() {
    let mut model = console(160, 30);
    requested(&mut model, failed_request("/user/list?page=1"));
    failed(&mut model, FAILED);
    press(&mut model, "y x N C G space esc");
    let shown = screen(&model);
    assert!(shown.contains("REQUEST") && shown.contains("GET /user/list?page=1"), "{shown}");
    press(&mut model, "o");
    assert!(screen(&model).contains("KIND ▲"), "{}", screen(&model));
    press(&mut model, "G");
    assert!(model.notices.unread() == 1, "and it is still to be read");
}

#[test]
fn a_notice_of_any_length_is_read_whole() {
    let mut model = console(80, 40);
    let why: Vec<String> = (0..120).map(|n| format!("reason-{n}")).collect();
    failed(&mut model, &why.join(" "));
    press(&mut model, "N enter");
    let shown = screen(&model);
    assert!(shown.contains("reason-0 ") && shown.contains("reason-119"), "{shown}");
}
