//! What keys do.

use std::collections::BTreeSet;

use bursar::app::PlanScreen;
use bursar::app::{Action, Effect, Msg, Screen, Severity, update};
use bursar::domain::SyncPolicy;
use bursar::roster::PersonId;
use bursar::table::Times;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rstest::rstest;
use strum::IntoEnumIterator;

use super::support::{
    console, empty_console, now, observe, press, profile, roster, screen, snapshot,
};

fn selected(model: &bursar::app::Model) -> String {
    model.people.selected().map(|person| person.id().raw().to_owned()).unwrap_or_default()
}

/// The name of the column that the list in front is sorted by.
fn first_key(model: &bursar::app::Model) -> &'static str {
    let front = model.front().unwrap();
    let column = front.table.order().first().map(|(column, _)| *column);
    column.and_then(|column| front.table.spec(column)).map_or("", |spec| spec.name)
}

#[test]
fn those_over_their_budget_stand_first_and_the_cursor_walks() {
    let mut model = console(120, 40);
    let first = selected(&model);
    press(&mut model, "j");
    assert_ne!(selected(&model), first);
    press(&mut model, "k");
    assert_eq!(selected(&model), first);
    press(&mut model, "G j");
    assert_eq!(model.people.list().cursor, model.people.shown().len() - 1);
}

#[test]
fn the_filter_works_while_it_is_typed_and_esc_takes_it_away() {
    let mut model = console(80, 24);
    let all = model.people.shown().len();
    press(&mut model, "/ a n a");
    assert_eq!(model.people.shown().len(), 2);
    press(&mut model, "enter");
    assert!(model.query_line.is_none() && !model.people.query().is_empty());
    press(&mut model, "esc");
    assert_eq!(model.people.shown().len(), all);
    press(&mut model, "/ q q q");
    assert!(screen(&model).contains("Nobody matches 'qqq'"));
    press(&mut model, "esc");
    assert_eq!(model.people.shown().len(), all);
}

#[test]
fn esc_and_a_key_that_came_as_one_chord_are_both_obeyed() {
    let mut model = console(120, 40);
    press(&mut model, "enter");
    let chord = KeyEvent::new(KeyCode::Char('J'), KeyModifiers::ALT);
    update(&mut model, Msg::Key(chord));
    assert_eq!(model.screens.len(), 2, "back from the user, then into the journal");
    assert!(matches!(model.screen(), Screen::Journal(_)));
}

#[test]
fn letters_in_the_filter_are_letters() {
    let mut model = console(80, 24);
    assert_eq!(press(&mut model, "/ q b r S"), []);
    assert_eq!(model.people.query().text(), "qbrS");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn marks_stay_through_filters_and_are_counted() {
    let mut model = console(80, 24);
    press(&mut model, "* / a n a enter");
    let (marked, hidden) = model.people.marked();
    assert_eq!((marked, hidden), (12, 10));
    assert!(screen(&model).contains("12 marked, 10 of them hidden"));
    press(&mut model, "*");
    assert_eq!(model.people.marked(), (10, 10));
    press(&mut model, "esc esc");
    assert_eq!(model.people.marked(), (0, 0));
}

#[test]
fn verbs_act_on_the_marks_and_say_so() {
    let mut model = console(120, 40);
    press(&mut model, "space space r");
    let plan = model.showing::<PlanScreen>().unwrap();
    assert_eq!(plan.subject, "the 2 marked users");
    assert_eq!(plan.plan.changes.len() + plan.plan.skipped.len(), 2);
    press(&mut model, "esc");
    assert!(model.notice().unwrap().text.contains("Nothing was applied"));
    assert_eq!(model.people.marked().0, 2);
}

#[test]
fn without_marks_a_verb_acts_on_the_cursor() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter r");
    let plan = model.showing::<PlanScreen>().unwrap();
    assert_eq!(plan.subject, "ana@campus.example.edu (ana)");
    assert_eq!(plan.plan.changes.len(), 1);
}

#[test]
fn nothing_to_do_is_said_in_a_line() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter s");
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert!(model.notice().unwrap().text.contains("in step already"));
}

#[test]
fn sorting_goes_through_the_keys_and_turns_around() {
    let mut model = console(120, 40);
    assert_eq!(first_key(&model), "percent");
    press(&mut model, "o");
    assert_eq!(first_key(&model), "spend");
    model.sort_by_words("name").unwrap();
    let first = selected(&model);
    press(&mut model, "O G");
    assert_eq!(selected(&model), first);
}

#[test]
fn pasted_text_is_never_taken_for_keys() {
    let mut model = console(80, 24);
    update(&mut model, Msg::Pasted("q\nb\nr".into()));
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert_eq!(model.notice().unwrap().severity, Severity::Refusal);
    press(&mut model, "/");
    update(&mut model, Msg::Pasted("ana\nq".into()));
    assert_eq!(model.people.query().text(), "ana");
}

#[rstest]
#[case("r", "waiting for a fresh reading")]
#[case("S", "waiting for a fresh reading")]
fn from_disk_nothing_can_be_changed(#[case] keys: &str, #[case] why: &str) {
    let mut model = empty_console(80, 24);
    let epoch = model.epoch;
    let cached = Box::new(model.people.wish(model.now).carry_out(roster()));
    update(&mut model, Msg::CacheLoaded(epoch, Some(cached)));
    update(&mut model, Msg::ProfileOpened(epoch, Ok(())));
    assert!(!model.people.shown().is_empty());
    press(&mut model, keys);
    assert!(model.notice().unwrap().text.contains(why));
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_console_starts_by_asking_for_everything_and_reads_once_open() {
    let mut model = empty_console(80, 24);
    let epoch = model.epoch;
    let wish = Box::new(model.people.wish(model.now));
    let started = model.start();
    assert_eq!(
        started,
        [
            Effect::OpenProfile(epoch, "campus".into()),
            Effect::LoadCached(epoch, wish),
            Effect::LoadJournal(epoch)
        ]
    );
    let effects = update(&mut model, Msg::ProfileOpened(epoch, Ok(())));
    assert_eq!(effects, [Effect::Observe(epoch)]);
    // Asking again while it is read asks once more, afterwards.
    assert_eq!(press(&mut model, "ctrl-r"), []);
    assert_eq!(update(&mut model, Msg::Observed(epoch, roster())), [Effect::Observe(epoch)]);
}

#[test]
fn a_refresh_keeps_the_cursor_on_its_person_and_the_row_on_the_screen() {
    let mut model = console(80, 22);
    press(&mut model, "j j j j j j space");
    let (who, before) = (selected(&model), model.people.list());
    let row = before.cursor - before.offset;
    let mut snapshot = snapshot();
    if let bursar::domain::Side::Seen(side) = &mut snapshot.proxy {
        for user in &mut side.users.rows {
            user.spend = Some(bursar::domain::Usd::from_micros(user.id.raw().len() as i64 * 999));
        }
        side.users.rows.rotate_left(3);
    }
    let again = bursar::roster::join(snapshot.into(), &SyncPolicy::default());
    observe(&mut model, again);
    assert_eq!(selected(&model), who);
    let after = model.people.list();
    let most = after.cursor.min(row);
    assert!(after.cursor - after.offset >= most.saturating_sub(2), "{before:?} {after:?}");
    assert_eq!(model.people.marked().0, 1);
}

#[test]
fn a_reading_of_another_epoch_is_dropped() {
    let mut model = console(80, 24);
    let old = model.epoch;
    let effects = press(&mut model, "P j enter");
    assert_eq!(model.profile.name, "lab");
    let is_opened = effects.iter().any(|effect| {
        matches!(effect, Effect::OpenProfile(epoch, name) if *epoch > old && name == "lab")
    });
    assert!(is_opened, "{effects:?}");
    update(&mut model, Msg::Observed(old, roster()));
    assert!(model.people.shown().is_empty());
}

#[test]
fn a_failed_reading_leaves_the_people_on_the_screen() {
    use bursar::domain::Side;
    let mut model = console(120, 30);
    let mut broken = snapshot();
    broken.proxy = Side::Failed("LiteLLM cannot be reached: connection refused".into());
    broken.webui = Side::Failed("Open WebUI did not answer within 10 s".into());
    let broken = bursar::roster::join(broken.into(), &SyncPolicy::default());
    observe(&mut model, broken);
    assert_eq!(model.people.roster().len(), 12);
    let shown = screen(&model);
    assert!(shown.contains("did not answer") && shown.contains("stale"), "{shown}");
    assert!(shown.contains("2 errors · N"), "{shown}");
    press(&mut model, "r");
    // The error stays; esc takes it away.
    press(&mut model, "esc esc r");
    assert!(model.notice().unwrap().text.contains("the last reading failed"));
}

#[test]
fn one_broken_server_leaves_the_other_usable() {
    use bursar::domain::Side;
    let mut model = console(120, 30);
    let mut half = snapshot();
    half.webui = Side::Failed("Open WebUI did not answer within 10 s".into());
    let half = bursar::roster::join(half.into(), &SyncPolicy::default());
    observe(&mut model, half);
    // What was known of the other half stays on the screen, with its age and the reason.
    assert_eq!(model.people.roster().len(), 12);
    let shown = screen(&model);
    assert!(shown.contains("stale < 1 m, failing < 1 m"), "{shown}");
    press(&mut model, "/ a n a @ enter b");
    assert!(model.notice().unwrap().text.contains("Open WebUI could not be read"));
    press(&mut model, "r");
    assert_eq!(model.showing::<PlanScreen>().unwrap().plan.changes.len(), 1);
    observe(&mut model, roster());
    assert_eq!(model.kept, bursar::app::KeptHalves::default());
}

#[test]
fn times_turn_absolute_and_back() {
    let mut model = console(120, 30);
    press(&mut model, "t");
    assert_eq!(model.times, Times::Absolute);
    assert!(screen(&model).contains("07:59:57 UTC"));
    press(&mut model, "t");
    assert!(screen(&model).contains("< 1 m ago"));
}

#[test]
fn an_idle_console_has_no_reason_to_draw_within_a_minute() {
    let mut model = console(120, 30);
    assert_eq!(model.next_tick().as_secs(), 60);
    let before = screen(&model);
    update(&mut model, Msg::Ticked(now() + jiff::SignedDuration::from_secs(30)));
    assert_eq!(screen(&model), before);
}

#[test]
fn a_profile_may_be_read_by_itself() {
    let mut model = console(120, 30);
    model.profile.refresh = Some(std::time::Duration::from_secs(30));
    assert_eq!(model.next_tick().as_secs(), 30);
    let later = now() + jiff::SignedDuration::from_secs(30);
    let epoch = model.epoch;
    let before = screen(&model);
    assert_eq!(update(&mut model, Msg::Ticked(later)), [Effect::Observe(epoch)]);
    assert_eq!(update(&mut model, Msg::Ticked(later)), []);
    assert_eq!(screen(&model), before, "a reading nobody asked for is not mentioned");
    update(&mut model, Msg::Ticked(later + jiff::SignedDuration::from_secs(2)));
    assert!(screen(&model).contains("reading"), "unless it takes long");
}

#[test]
fn quit_quits_and_so_does_the_signal() {
    assert_eq!(press(&mut console(80, 24), "q"), [Effect::Quit]);
    assert_eq!(press(&mut console(80, 24), "/ ctrl-c"), [Effect::Quit]);
    assert_eq!(update(&mut console(80, 24), Msg::Terminated), [Effect::Quit]);
}

#[test]
fn a_profile_is_edited_and_what_is_wrong_with_it_stays_in_the_form() {
    let mut model = console(100, 30);
    press(&mut model, "P e x");
    let effects = press(&mut model, "enter");
    let [Effect::SaveProfile { was, draft }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((was.as_deref(), draft.name.as_str()), (Some("campus"), "campusx"));
    let problem = "the proxy's url must begin with https://".to_owned();
    update(&mut model, Msg::ProfilesChanged(Err(vec![problem.clone()])));
    assert!(screen(&model).contains(&problem));
    let profiles = vec![profile("campusx"), profile("lab")];
    let effects = update(&mut model, Msg::ProfilesChanged(Ok(profiles)));
    assert_eq!(model.profile.name, "campusx");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::OpenProfile(..))));
}

#[test]
fn the_profile_at_work_is_not_removed() {
    let mut model = console(100, 30);
    assert_eq!(press(&mut model, "P d"), []);
    assert!(model.notice().unwrap().text.contains("at work"));
    assert_eq!(press(&mut model, "j d l a b enter"), [Effect::RemoveProfile("lab".into())]);
}

#[test]
fn an_address_is_copied_harmless() {
    let mut model = console(100, 30);
    let effects = press(&mut model, "/ a n a @ enter y y");
    assert_eq!(effects, [Effect::Copy("ana@campus.example.edu".into())]);
    assert_eq!(model.people.selected().unwrap().id(), &PersonId::new("ana"));
}

#[test]
fn keys_one_after_the_other_say_what_may_follow() {
    let mut model = console(80, 24);
    press(&mut model, "J g");
    let shown = screen(&model);
    for follower in ["u users", "j journal", "p profiles", "h help", "g top"] {
        assert!(shown.contains(follower), "{follower}: {shown}");
    }
    press(&mut model, "u");
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert!(!screen(&model).contains("j journal"));
    press(&mut model, "G g g");
    assert_eq!(model.people.list().cursor, 0);
}

#[test]
fn a_key_that_cannot_follow_is_named_and_esc_gives_up() {
    let mut model = console(80, 24);
    press(&mut model, "g x");
    let here = |action: &Action| model.screen().contexts().contains(&action.row().context);
    let chords = Action::iter().filter(here).flat_map(|action| model.keymap.sequences(action));
    let after: BTreeSet<String> =
        chords.filter_map(|it| it.to_string().strip_prefix("g ").map(str::to_owned)).collect();
    assert!(after.contains("u") && after.contains("j"), "{after:?}");
    let after = after.into_iter().collect::<Vec<_>>().join(", ");
    let said = format!("'g x' does nothing here; after 'g' comes one of {after}.");
    assert_eq!(model.notice().unwrap().text, said);
    let told = model.notices.len();
    press(&mut model, "g esc");
    assert!(model.pending.is_empty());
    assert_eq!(model.notices.len(), told, "that it is given up is seen");
    // Esc and a key typed fast come as one chord.
    press(&mut model, "g");
    update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('J'), KeyModifiers::ALT)));
    assert!(matches!(model.screen(), Screen::Journal(_)));
}

#[test]
fn what_cannot_follow_now_is_shown_with_the_reason() {
    let mut model = empty_console(80, 24);
    press(&mut model, "y");
    let shown = screen(&model);
    assert!(shown.contains("y copy e-mail: no user is selected"), "{shown}");
    press(&mut model, "%");
    press(&mut model, "%");
    assert_eq!(model.notice().unwrap().text, "'%' does nothing here; ? shows the keys.");
}

#[rstest]
#[case("d", "'d' does nothing here: it is 'delete' on keys and 'remove' on the profiles; ?")]
#[case("e", "'e' does nothing here: it is 'extend' on keys and 'edit' on the profiles; ?")]
fn a_key_that_means_something_elsewhere_says_what(#[case] key: &str, #[case] said: &str) {
    let mut model = console(80, 24);
    press(&mut model, key);
    let notice = model.notice().unwrap();
    assert!(notice.text.starts_with(said), "{notice:?}");
    assert_eq!(notice.severity, Severity::Refusal);
}
