//! The mouse: what is clicked is what was drawn, and no click writes but on the dialog's button.

use bursar::app::PlanScreen;
use bursar::app::form::Focus;
use bursar::app::mouse::{Gesture, Mouse, Spot};
use bursar::app::{Effect, Model, Msg, Screen, update};
use proptest::prelude::*;

use super::scenes::SCENES;
use super::support::{budget, console, draw, observe, press, screen, snapshot, user};

fn mouse(model: &mut Model, gesture: Gesture, x: u16, y: u16) -> Vec<Effect> {
    let spot = bursar::ui::spot(model, x, y);
    update(model, Msg::Mouse(Mouse { gesture, x, y, spot }))
}

/// Where these words begin on the screen.
fn place(model: &Model, words: &str) -> (u16, u16) {
    let terminal = draw(model);
    let buffer = terminal.backend().buffer();
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let cells = words.chars().zip(x..buffer.area.width);
            let mut shown = cells.map(|(c, x)| buffer[(x, y)].symbol() == c.to_string());
            if x + u16::try_from(words.chars().count()).unwrap() <= buffer.area.width
                && shown.all(|is_it| is_it)
            {
                return (x, y);
            }
        }
    }
    panic!("'{words}' is not on the screen:\n{}", super::support::screen(model));
}

fn click(model: &mut Model, words: &str) -> Vec<Effect> {
    let (x, y) = place(model, words);
    mouse(model, Gesture::Press, x, y)
}

#[test]
fn a_hint_of_the_footer_does_what_its_key_does() {
    let mut model = console(80, 24);
    click(&mut model, "/ query");
    assert!(model.query_line.is_some());
    press(&mut model, "a n a");
    click(&mut model, "enter keep");
    assert!(model.query_line.is_none());
    assert_eq!(model.people.query().text(), "ana");
    click(&mut model, "help");
    assert!(matches!(model.screen(), Screen::Help(_)));
}

#[test]
fn what_cannot_act_is_no_hint_and_its_key_says_why() {
    let mut model = console(160, 48);
    model.profile.read_only = true;
    press(&mut model, "S");
    assert!(!screen(&model).contains("a apply"), "{}", screen(&model));
    let effects = press(&mut model, "a");
    assert!(effects.iter().all(|effect| matches!(effect, Effect::Log(_))), "{effects:?}");
    assert!(model.dialog.is_none());
    assert!(model.notice().unwrap().text.contains("read-only"), "{:?}", model.notice());
}

#[test]
fn an_offer_of_the_query_is_taken_by_a_click_and_nothing_beneath_it() {
    let mut model = console(80, 24);
    press(&mut model, "/ s t a t e : o");
    let order = model.people.table().to_layout().order;
    click(&mut model, "│ over");
    let line = model.query_line.as_ref().unwrap();
    assert_eq!(line.value(), "state:over");
    assert_eq!(model.people.shown().len(), 2);
    click(&mut model, "└");
    assert!(model.query_line.is_some() && matches!(model.screen(), Screen::Users(_)));
    assert_eq!(model.people.table().to_layout().order, order);
}

#[test]
fn beside_a_dialog_nothing_listens_and_its_button_does_what_it_says() {
    let mut model = console(80, 24);
    press(&mut model, "S a");
    for y in [0, 3, 22, 23] {
        for x in 0..80 {
            assert_eq!(mouse(&mut model, Gesture::Press, x, y), []);
            assert!(model.dialog.is_some());
        }
    }
    assert_eq!(mouse(&mut model, Gesture::WheelDown, 10, 5), []);
    let applies = |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Apply { .. }));
    assert!(!applies(&click(&mut model, "cancel ]")));
    assert!(model.dialog.is_none() && !model.is_applying());
    press(&mut model, "a");
    assert!(applies(&click(&mut model, "  apply  ")));
    assert!(model.is_applying());
}

#[test]
fn a_field_that_is_clicked_has_the_focus() {
    let mut model = console(80, 24);
    press(&mut model, "/ a n a @ enter m");
    let (x, y) = place(&model, "> alias");
    mouse(&mut model, Gesture::Press, x + 6, y + 2);
    assert_eq!(model.dialog.as_ref().unwrap().form.focus, Focus::Field(1));
    place(&model, "> models");
}

#[test]
fn a_column_is_shown_and_hidden_by_a_click_on_its_line() {
    let mut model = console(80, 24);
    press(&mut model, "C");
    let shown = |model: &Model| super::support::screen(model);
    click(&mut model, "spend against the budget");
    assert!(shown(&model).contains("> [ ] USED"), "{}", shown(&model));
    assert!(model.saved.tables.contains_key("users"), "and it is remembered");
    click(&mut model, "spend against the budget");
    assert!(shown(&model).contains("> [x] USED"), "{}", shown(&model));
    // Those that have no room come with the wheel.
    let (x, y) = place(&model, "> [x] USED");
    assert!(!shown(&model).contains("blocked, and by whom"));
    mouse(&mut model, Gesture::WheelDown, x, y);
    click(&mut model, "blocked, and by whom");
    assert!(shown(&model).contains("> [x] BLOCKED"), "{}", shown(&model));
    assert!(model.dialog.is_some());
}

#[test]
fn a_saved_query_is_chosen_by_a_click_and_shown_by_another() {
    let mut model = console(80, 24);
    for (name, text) in [("poor", "spend>80%"), ("lab", "team:lab")] {
        let (name, text) = (name.to_owned(), text.to_owned());
        model.saved.queries.push(bursar::app::SavedQuery { name, text });
    }
    press(&mut model, "Q");
    click(&mut model, "2 lab");
    assert!(super::support::screen(&model).contains("> 2 lab"));
    assert!(model.people.query().is_empty());
    click(&mut model, "2 lab");
    assert!(model.dialog.is_none());
    assert_eq!(model.people.query().text(), "team:lab");
}

#[test]
fn the_wheel_scrolls_by_three_lines_and_the_cursor_stays_on_the_screen() {
    let mut model = console(60, 20);
    press(&mut model, "?");
    let before = super::support::screen(&model);
    mouse(&mut model, Gesture::WheelDown, 5, 8);
    let after = super::support::screen(&model);
    let line = |screen: &str, y: usize| screen.lines().nth(y).unwrap().to_owned();
    assert_eq!(line(&after, 5), line(&before, 8));
    mouse(&mut model, Gesture::WheelUp, 5, 8);
    assert_eq!(super::support::screen(&model), before);
}

#[test]
fn a_click_gives_up_keys_that_wait_for_more() {
    let mut model = console(80, 24);
    press(&mut model, "g");
    assert!(!model.pending.is_empty());
    mouse(&mut model, Gesture::Press, 40, 0);
    assert!(model.pending.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Without the dialog's button there is no order but to read, and nothing panics.
    #[test]
    fn no_click_writes_but_on_the_button(
        size in prop::sample::select(&[(60_u16, 20_u16), (80, 24), (160, 48), (20, 5)][..]),
        scene in prop::sample::select(SCENES),
        clicks in prop::collection::vec((0_u16..165, 0_u16..50, 0_u8..3), 1..24),
    ) {
        let model = &mut scene.build(size.0, size.1);
        for (x, y, gesture) in clicks {
            let gesture = [Gesture::Press, Gesture::WheelDown, Gesture::WheelUp][usize::from(gesture)];
            let spot = bursar::ui::spot(model, x, y);
            if spot == Some(Spot::Accept) {
                continue;
            }
            let effects = update(model, Msg::Mouse(Mouse { gesture, x, y, spot }));
            let writes = effects.iter().any(|effect| {
                matches!(effect, Effect::Apply { .. } | Effect::SaveProfile { .. } | Effect::RemoveProfile(_) | Effect::WritePlan { .. })
            });
            prop_assert!(!writes, "{:?}", effects);
            draw(model);
        }
    }
}

fn cursor(model: &Model) -> String {
    let person = model.people.selected().unwrap();
    person.id().raw().to_owned()
}

#[test]
fn a_click_goes_to_the_row_another_opens_it_and_neither_moves_the_window() {
    let mut model = console(80, 24);
    click(&mut model, "Eli Unbound");
    assert_eq!(cursor(&model), "eli");
    assert!(matches!(model.screen(), Screen::Users(_)));
    click(&mut model, "Gus Blocked");
    assert_eq!(cursor(&model), "gus");
    click(&mut model, "Gus Blocked");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "gus"));
}

#[test]
fn a_click_in_the_margin_marks_and_unmarks_and_stays() {
    let mut model = console(80, 24);
    let (_, y) = place(&model, "Eli Unbound");
    for (x, is_marked) in [(0, true), (1, false), (2, true)] {
        mouse(&mut model, Gesture::Press, x, y);
        assert_eq!(cursor(&model), "eli");
        assert_eq!(model.people.table().marks().contains("eli"), is_marked, "{x}");
    }
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_click_on_a_head_sorts_by_it_and_another_turns_it() {
    let mut model = console(80, 24);
    click(&mut model, "USER");
    assert!(super::support::screen(&model).contains("USER ▲"));
    click(&mut model, "USER");
    assert!(super::support::screen(&model).contains("USER ▼"));
}

#[test]
fn the_wheel_on_a_list_keeps_the_cursor_in_sight() {
    let mut model = console(60, 20);
    let mut many = snapshot();
    if let bursar::domain::Side::Seen(side) = &mut many.proxy {
        let users = (0..40).map(|n| user(&format!("u{n}"), "User", Some("1"), budget("10", None)));
        side.users.rows.extend(users);
    }
    let roster = bursar::roster::join(many.into(), &bursar::domain::SyncPolicy::default());
    observe(&mut model, roster);
    press(&mut model, "k k k k k k k k k k k k k");
    let first = cursor(&model);
    let window = |model: &Model| model.people.table().window();
    assert!(window(&model).len() < model.people.table().rows().len(), "the list is too short");
    mouse(&mut model, Gesture::WheelDown, 10, 10);
    assert!(window(&model).start > 0);
    assert!(window(&model).contains(&model.people.table().list().cursor));
    mouse(&mut model, Gesture::WheelUp, 10, 10);
    assert_eq!(window(&model).start, 0);
    assert_ne!(cursor(&model), first);
}

#[test]
fn a_click_on_a_change_of_a_plan_never_asks_to_apply_it() {
    let mut model = console(80, 24);
    press(&mut model, "S");
    let (x, y) = place(&model, "create");
    for _ in 0..4 {
        mouse(&mut model, Gesture::Press, x, y);
        assert!(model.dialog.is_none() && model.showing::<PlanScreen>().is_some());
    }
}

#[test]
fn a_click_on_a_row_keeps_the_filter_that_was_being_typed() {
    let mut model = console(80, 24);
    press(&mut model, "/ e");
    click(&mut model, "Eli Unbound");
    assert!(model.query_line.is_none());
    assert_eq!((model.people.query().text(), cursor(&model).as_str()), ("e", "eli"));
}

#[test]
fn the_log_is_sorted_scrolled_and_opened_like_any_list() {
    let mut model = super::requests::busy(80, 24);
    for number in 0..40 {
        super::support::requested(&mut model, super::support::request(&format!("/n/{number}")));
    }
    press(&mut model, "L");
    let follows = |model: &Model| model.front().unwrap().table.follows();
    assert!(follows(&model));
    mouse(&mut model, Gesture::WheelUp, 10, 10);
    assert!(!follows(&model), "away from the newest it is not followed");
    // There is nothing to do with a mark here.
    let (_, y) = place(&model, "/n/30");
    mouse(&mut model, Gesture::Press, 0, y);
    assert!(model.front().unwrap().table.marks().is_empty());
    click(&mut model, "METHOD");
    assert!(super::support::screen(&model).contains("METHOD ▲"));
    press(&mut model, "/ u p d a t e");
    // It has the cursor already.
    click(&mut model, "/user/update");
    assert!(matches!(model.screen(), Screen::Request(_)));
    press(&mut model, "esc");
    assert!(super::support::screen(&model).contains("/ update   1 shown of 44"), "it was kept");
}

#[test]
fn a_notice_is_gone_to_and_opened() {
    let mut model = console(80, 24);
    for text in ["the first went wrong", "the second went wrong"] {
        model.tell(bursar::app::Notice::error(text));
    }
    press(&mut model, "N");
    let (x, y) = place(&model, "the first went");
    mouse(&mut model, Gesture::Press, x, y);
    assert!(matches!(model.screen(), Screen::Notices(_)));
    mouse(&mut model, Gesture::Press, x, y);
    assert!(matches!(model.screen(), Screen::Notice(_)));
    assert!(super::support::screen(&model).contains("the first went wrong"));
}
