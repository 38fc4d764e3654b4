//! The line in which a query is typed, and queries kept under names.

use bursar::app::dialog::Kind;
use bursar::app::update::query::{apply_saved, apply_text};
use bursar::app::{Dialog, Model, Msg, SavedQuery, update};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;
use rstest::rstest;

use super::support::{console, draw, press, screen};

/// Types into the line, letter by letter.
fn type_text(model: &mut Model, text: &str) {
    for c in text.chars() {
        update(model, Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    }
}

fn tap(model: &mut Model, code: KeyCode) {
    update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

fn typed(text: &str) -> Model {
    let mut model = console(100, 30);
    press(&mut model, "/");
    type_text(&mut model, text);
    model
}

fn shown(model: &Model) -> Vec<&str> {
    let people = &model.people;
    let ids = people.shown().iter().filter_map(|&index| people.roster().get(index));
    ids.map(|person| person.id().raw()).collect()
}

fn value(model: &Model) -> &str {
    model.query_line.as_ref().map_or("", |line| line.value())
}

#[test]
fn the_list_follows_each_letter_and_is_never_empty_on_the_way_to_a_term() {
    let mut model = console(100, 30);
    press(&mut model, "/");
    for c in "team:lab state:over".chars() {
        type_text(&mut model, &c.to_string());
        assert!(!model.people.shown().is_empty(), "at '{}'", value(&model));
    }
    assert_eq!(shown(&model), ["ana"]);
    tap(&mut model, KeyCode::Enter);
    assert!(model.query_line.is_none());
    assert_eq!(model.people.query().text(), "team:lab state:over");
}

#[test]
fn an_open_quote_and_an_open_group_keep_what_stands_before() {
    let mut model = typed("ana \"ru");
    let before = shown(&model).len();
    assert!(before > 0);
    type_text(&mut model, "iz\"");
    assert_eq!(shown(&model), ["ana"]);
    let model = typed("(ana | ben");
    assert!(shown(&model).contains(&"ben"), "{:?}", shown(&model));
}

#[test]
fn what_is_wrong_is_marked_where_it_is_and_said_in_place_of_the_count() {
    let model = typed("ana spned>5");
    assert!(shown(&model).contains(&"ana"));
    let text = screen(&model);
    assert!(text.contains("there is no field 'spned'; did you mean 'spend'?"), "{text}");
    assert!(!text.contains("found"), "{text}");
    let terminal = draw(&model);
    let buffer = terminal.backend().buffer();
    let line = (0..30).find(|y| (0..100).any(|x| buffer[(x, *y)].symbol() == "/" && x == 1));
    let y = line.unwrap();
    let underlined: String = (0..100)
        .filter(|x| buffer[(*x, y)].modifier.contains(Modifier::UNDERLINED))
        .map(|x| buffer[(x, y)].symbol())
        .collect();
    assert_eq!(underlined, "spned");
}

#[test]
fn a_sentence_without_room_beside_the_text_stands_under_it() {
    let mut model = console(60, 20);
    press(&mut model, "/");
    type_text(&mut model, "ana ben cho dana colour:red");
    let text = screen(&model);
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains(" / ana ben")).unwrap();
    assert!(lines[at + 1].contains("there is no field 'colour'"), "{text}");
}

#[test]
fn what_is_not_finished_is_said_quietly_and_enter_insists_on_it() {
    let mut model = typed("state:");
    let quiet = draw(&model);
    let is_underlined = |terminal: &ratatui::Terminal<ratatui::backend::TestBackend>| {
        let content = terminal.backend().buffer().content();
        content.iter().any(|cell| cell.modifier.contains(Modifier::UNDERLINED))
    };
    assert!(!is_underlined(&quiet));
    assert!(screen(&model).contains("'state' needs a value"));
    tap(&mut model, KeyCode::Enter);
    assert!(model.query_line.is_some(), "it is no query, so it is not kept");
    assert!(is_underlined(&draw(&model)));
    type_text(&mut model, "over");
    tap(&mut model, KeyCode::Enter);
    assert_eq!(model.people.query().text(), "state:over");
}

#[test]
fn esc_goes_back_to_the_query_before() {
    let mut model = typed("ana");
    tap(&mut model, KeyCode::Enter);
    let before: Vec<String> = shown(&model).into_iter().map(Into::into).collect();
    press(&mut model, "/");
    type_text(&mut model, " zzz");
    assert!(model.people.shown().is_empty());
    tap(&mut model, KeyCode::Esc);
    assert_eq!(shown(&model), before);
    assert_eq!(model.people.query().text(), "ana");
    tap(&mut model, KeyCode::Esc);
    assert!(model.people.query().is_empty());
}

#[test]
fn tab_puts_in_what_exists_and_goes_around() {
    let mut model = typed("t");
    assert!(screen(&model).contains("a team at the proxy"), "{}", screen(&model));
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "team:");
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "team:any");
    tap(&mut model, KeyCode::BackTab);
    assert_eq!(value(&model), "team:lab");
    assert_eq!(shown(&model), ["ana"], "what is offered is tried at once");
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "team:any");
    type_text(&mut model, " s");
    tap(&mut model, KeyCode::Tab);
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "team:any state:");
}

#[test]
fn without_anything_typed_tab_offers_the_fields() {
    let mut model = typed("");
    assert!(!model.query_line.as_ref().unwrap().shows_offers());
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "spend>");
    assert!(model.query_line.as_ref().unwrap().shows_offers());
}

#[test]
fn an_offer_may_stand_in_the_middle() {
    let mut model = typed("state:ov ana");
    for _ in 0..4 {
        tap(&mut model, KeyCode::Left);
    }
    tap(&mut model, KeyCode::Tab);
    assert_eq!(value(&model), "state:over ana");
}

#[test]
fn up_and_down_move_in_the_list_while_one_types() {
    let mut model = typed("a");
    let before = model.people.list().cursor;
    tap(&mut model, KeyCode::Down);
    assert_eq!(model.people.list().cursor, before + 1);
    assert_eq!(value(&model), "a");
}

#[test]
fn earlier_queries_are_recalled() {
    let mut model = typed("ana");
    tap(&mut model, KeyCode::Enter);
    press(&mut model, "0 /");
    type_text(&mut model, "state:over");
    tap(&mut model, KeyCode::Enter);
    press(&mut model, "0 / ctrl-p");
    assert_eq!(value(&model), "state:over");
    press(&mut model, "ctrl-p ctrl-p");
    assert_eq!(value(&model), "ana");
    assert!(shown(&model).contains(&"ana"));
    press(&mut model, "ctrl-n ctrl-n");
    assert_eq!(value(&model), "");
}

#[test]
fn a_query_that_asks_for_the_time_follows_it() {
    let mut model = console(100, 30);
    apply_text(&mut model, "resets:due").unwrap();
    let before = model.people.shown().len();
    let later = model.now + jiff::SignedDuration::from_hours(24 * 60);
    update(&mut model, Msg::Ticked(later));
    assert!(model.people.shown().len() > before);
}

#[test]
fn a_query_is_saved_under_a_name_and_its_number_shows_it() {
    let mut model = console(100, 30);
    apply_text(&mut model, "state:over").unwrap();
    let over: Vec<String> = shown(&model).into_iter().map(Into::into).collect();
    press(&mut model, "Q");
    assert!(screen(&model).contains("state:over"));
    type_text(&mut model, "Over");
    assert!(screen(&model).contains("its key will be 1"), "{}", screen(&model));
    tap(&mut model, KeyCode::Enter);
    assert!(model.dialog.is_none());
    assert_eq!(
        model.saved.queries,
        [SavedQuery { name: "Over".into(), text: "state:over".into() }]
    );
    assert!(screen(&model).contains("1 Over"), "{}", screen(&model));
    press(&mut model, "0");
    assert!(model.people.query().is_empty());
    press(&mut model, "1");
    assert_eq!(shown(&model), over);
    press(&mut model, "1");
    assert!(model.people.query().is_empty(), "the same number again clears it");
}

#[test]
fn saving_over_another_says_so_first() {
    let mut model = console(100, 30);
    model.saved.queries.push(SavedQuery { name: "Mine".into(), text: "ana".into() });
    apply_text(&mut model, "state:over").unwrap();
    press(&mut model, "Q");
    type_text(&mut model, "mine");
    let text = screen(&model);
    assert!(text.contains("overwrites Mine, which is now: ana"), "{text}");
    tap(&mut model, KeyCode::Enter);
    assert_eq!(model.saved.queries.len(), 1);
    assert_eq!(model.saved.queries[0].text, "state:over");
}

#[rstest]
#[case("", "give it a name")]
#[case("0123456789012345678901234567890123456789x", "at most 40 characters")]
#[case("a\u{202e}b", "no control characters")]
fn a_name_that_will_not_do_is_refused_while_it_is_typed(#[case] name: &str, #[case] why: &str) {
    let mut model = console(100, 30);
    apply_text(&mut model, "ana").unwrap();
    press(&mut model, "Q");
    type_text(&mut model, name);
    assert!(screen(&model).contains(why), "{}", screen(&model));
    tap(&mut model, KeyCode::Enter);
    assert!(matches!(model.dialog, Some(Dialog { kind: Kind::Queries(_), .. })));
    assert!(model.saved.queries.is_empty());
}

#[test]
fn saved_queries_are_chosen_and_removed_in_the_dialog() {
    let mut model = console(100, 30);
    for (name, text) in [("one", "ana"), ("two", "ben"), ("three", "state:over")] {
        model.saved.queries.push(SavedQuery { name: name.into(), text: text.into() });
    }
    press(&mut model, "Q");
    tap(&mut model, KeyCode::Down);
    tap(&mut model, KeyCode::Enter);
    assert_eq!(model.people.query().text(), "ben");
    press(&mut model, "0 Q");
    tap(&mut model, KeyCode::Delete);
    let names: Vec<&str> = model.saved.queries.iter().map(|saved| saved.name.as_str()).collect();
    assert_eq!(names, ["two", "three"]);
    tap(&mut model, KeyCode::Delete);
    tap(&mut model, KeyCode::Delete);
    assert!(model.saved.queries.is_empty() && model.dialog.is_none());
}

#[test]
fn a_number_without_a_query_and_a_query_that_cannot_be_read_say_so() {
    let mut model = console(100, 30);
    press(&mut model, "Q");
    assert!(screen(&model).contains("There is no query to save"), "{}", screen(&model));
    model.saved.queries.push(SavedQuery { name: "old".into(), text: "colour:red".into() });
    press(&mut model, "2");
    assert!(screen(&model).contains("There is no saved query 2"), "{}", screen(&model));
    press(&mut model, "1");
    assert!(screen(&model).contains("there is no field 'colour'"), "{}", screen(&model));
    apply_saved(&mut model, 7);
    assert!(model.people.query().is_empty());
}

#[test]
fn a_query_from_elsewhere_is_applied_or_refused_whole() {
    let mut model = console(100, 30);
    assert!(apply_text(&mut model, "state:over").is_ok());
    let before = shown(&model).len();
    let error = apply_text(&mut model, "spned>5").unwrap_err();
    assert_eq!(error.range, 0..5);
    assert_eq!(shown(&model).len(), before);
}

#[test]
fn the_line_and_what_it_offers_fit_any_size() {
    for width in [1, 20, 60, 80] {
        for height in [1, 5, 20, 24] {
            for text in ["s", "state:", "team:\"la", "ana spned>5 조민지 조민지 조민지 조민지"]
            {
                let mut model = console(width, height);
                press(&mut model, "/");
                type_text(&mut model, text);
                tap(&mut model, KeyCode::Tab);
                draw(&model);
                press(&mut model, "esc Q");
                draw(&model);
            }
        }
    }
}
