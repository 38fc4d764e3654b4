//! What changed since the last look, pausing, and what one session leaves for the next.

use std::time::Duration;

use bursar::app::changes::MARKED;
use bursar::app::{Effect, Keeping, Model, Msg, Resume, Saved, SavedQuery, Screen, Target, update};
use bursar::domain::{Role, Side, SyncPolicy};
use bursar::roster::{Roster, join};
use jiff::SignedDuration;

use super::support::{
    account, budget, console, empty_console, now, observe, press, profile, roster, screen,
    snapshot, usd, user,
};

/// Ten seconds later: Ana spent, Fay is blocked, Ivy is new, Hal is gone.
pub(crate) fn later() -> Roster {
    let mut snapshot = snapshot();
    snapshot.observed_at = now() + SignedDuration::from_secs(10);
    if let Side::Seen(side) = &mut snapshot.proxy {
        let ana = side.users.rows.iter_mut().find(|user| user.id.raw() == "ana").unwrap();
        ana.spend = ana.spend.map(|spend| spend + usd("0.01"));
        side.users.rows.push(user("ivy", "Ivy", Some("0"), budget("-", None)));
    }
    if let Side::Seen(side) = &mut snapshot.webui {
        side.accounts.rows.retain(|account| account.id.raw() != "hal");
        side.accounts.rows.push(account("ivy", "Ivy Young", Role::User));
        let fay = side.accounts.rows.iter_mut().find(|account| account.id.raw() == "fay").unwrap();
        fay.role = Role::Pending;
    }
    join(snapshot.into(), &SyncPolicy::default())
}

fn line_of(screen: &str, name: &str) -> String {
    let line = screen.lines().find(|line| line.contains(name));
    line.unwrap_or_else(|| panic!("{name} is not in\n{screen}")).trim_start_matches('"').to_owned()
}

fn tick(model: &mut Model, seconds: i64) -> Vec<Effect> {
    update(model, Msg::Ticked(now() + SignedDuration::from_secs(seconds)))
}

#[test]
fn what_changed_is_marked_for_a_minute_and_the_console_ticks_once_to_clear_it() {
    let mut model = console(120, 30);
    assert!(!screen(&model).contains(" changed"));
    tick(&mut model, 10);
    observe(&mut model, later());
    let shown = screen(&model);
    assert!(line_of(&shown, "Ana Ruiz").get(2..).unwrap().starts_with('↑'), "{shown}");
    assert!(line_of(&shown, "Fay Nguyen").get(2..).unwrap().starts_with('x'), "{shown}");
    assert!(line_of(&shown, "Ivy Young").get(2..).unwrap().starts_with('+'), "{shown}");
    assert!(shown.contains("1 new · 1 gone · 2 changed"), "{shown}");
    model.look.is_ascii = true;
    let shown = screen(&model);
    assert!(line_of(&shown, "Ana Ruiz").get(2..).unwrap().starts_with('^'), "{shown}");
    assert!(shown.is_ascii() || !shown.contains('↑'), "{shown}");
    assert_eq!(model.next_tick(), MARKED);
    tick(&mut model, 70);
    assert!(!screen(&model).contains(" changed"));
    assert_eq!(model.next_tick(), Duration::from_mins(1), "nothing more to clear");
}

#[test]
fn a_key_goes_from_one_who_changed_to_the_next_and_another_lists_them() {
    let mut model = console(120, 30);
    press(&mut model, "]");
    assert!(model.notice().unwrap().text.contains("nobody changed"));
    tick(&mut model, 10);
    observe(&mut model, later());
    press(&mut model, "g g");
    let mut seen = Vec::new();
    for _ in 0..4 {
        press(&mut model, "]");
        seen.push(model.people.selected().unwrap().id().raw().to_owned());
    }
    assert_eq!(seen[0], seen[3], "round the end: {seen:?}");
    let mut who = seen[..3].to_vec();
    who.sort();
    assert_eq!(who, ["ana", "fay", "ivy"]);
    press(&mut model, "[");
    assert_eq!(model.people.selected().unwrap().id().raw(), seen[2]);
    press(&mut model, "g c");
    let shown = screen(&model);
    assert!(shown.contains("hal@campus.example.edu (hal)"), "{shown}");
    assert!(shown.contains("spend up") && shown.contains("blocked"), "{shown}");
}

#[test]
fn paused_it_is_not_read_by_itself_and_says_so() {
    let mut model = console(80, 24);
    press(&mut model, "ctrl-p");
    assert!(model.notice().unwrap().text.contains("not read by itself"));
    model.profile.refresh = Some(Duration::from_secs(30));
    update(&mut model, Msg::Resized(160, 48));
    assert!(screen(&model).contains("read every 30 s"));
    press(&mut model, "ctrl-p");
    for (width, height) in [(60, 20), (80, 24), (160, 48)] {
        update(&mut model, Msg::Resized(width, height));
        let shown = screen(&model);
        assert!(shown.contains("paused") && !shown.contains("read every"), "{shown}");
    }
    assert!(tick(&mut model, 300).is_empty());
    // Asked for, it is read all the same.
    assert!(press(&mut model, "ctrl-r").contains(&Effect::Observe(model.epoch)));
    observe(&mut model, roster());
    press(&mut model, "ctrl-p");
    assert!(tick(&mut model, 900).contains(&Effect::Observe(model.epoch)));
}

#[test]
fn a_stale_half_is_marked_at_every_size() {
    let mut model = console(160, 48);
    let mut failed = snapshot();
    failed.proxy = Side::Failed("LiteLLM refused the connection".into());
    observe(&mut model, join(failed.into(), &SyncPolicy::default()));
    for (width, height) in [(60, 20), (80, 24), (110, 30), (160, 48)] {
        update(&mut model, Msg::Resized(width, height));
        let shown = screen(&model);
        assert!(shown.contains("stale") && shown.contains("Ana Ruiz"), "{shown}");
    }
}

fn saves(effects: &[Effect]) -> Vec<&Saved> {
    let mut found = Vec::new();
    for effect in effects {
        if let Effect::Save { saved, .. } = effect {
            found.push(&**saved);
        }
    }
    found
}

#[test]
fn what_is_typed_is_written_down_at_the_end_and_not_before() {
    let mut model = console(120, 30);
    model.take_up(Ok(Saved::default()), Resume::Whole);
    let effects = press(&mut model, "/ f a y enter J");
    assert!(saves(&effects).is_empty(), "{effects:?}");
    let effects = press(&mut model, "ctrl-z");
    let saved = saves(&effects)[0].clone();
    assert!(matches!(effects.last(), Some(Effect::Suspend)), "{effects:?}");
    assert_eq!((saved.screen.as_str(), saved.query.as_str()), ("journal", "fay"));
    assert!(saves(&press(&mut model, "q")).is_empty(), "it is written already");

    let mut next = empty_console(120, 30);
    next.take_up(Ok(saved.clone()), Resume::Whole);
    assert!(matches!(next.screen(), Screen::Journal(_)));
    assert_eq!(next.people.query().text(), "fay");
    let mut fresh = empty_console(120, 30);
    fresh.take_up(Ok(saved), Resume::Fresh);
    assert!(matches!(fresh.screen(), Screen::Users(_)) && fresh.people.query().is_empty());
}

fn over() -> SavedQuery {
    SavedQuery { name: "over".into(), text: "state:over".into() }
}

#[test]
fn the_order_chosen_is_written_at_once_and_taken_up() {
    let mut model = console(120, 30);
    model.take_up(Ok(Saved::default()), Resume::Whole);
    let effects = press(&mut model, "o");
    let saved = saves(&effects)[0].clone();
    let mut next = empty_console(120, 30);
    next.take_up(Ok(saved), Resume::Whole);
    assert_eq!(next.people.table().order(), model.people.table().order());
    assert_ne!(next.people.table().order(), console(120, 30).people.table().order());
}

#[test]
fn a_query_that_is_named_is_written_at_once() {
    let mut model = console(120, 30);
    model.take_up(Ok(Saved::default()), Resume::Whole);
    model.saved.queries.push(over());
    let effects = press(&mut model, "j");
    assert_eq!(saves(&effects)[0].queries, [over()]);
    assert!(saves(&press(&mut model, "j")).is_empty());
}

#[test]
fn what_cannot_be_understood_is_never_written_over() {
    let mut model = console(120, 30);
    model.take_up(Err("campus.json cannot be used".into()), Resume::Whole);
    assert!(screen(&model).contains("campus.json cannot be used"));
    model.saved.queries.push(over());
    assert!(saves(&press(&mut model, "esc / f a y enter ctrl-c")).is_empty());
    // Nor before it is known what is in the file.
    let mut model = console(120, 30);
    assert_eq!(model.keeping, Keeping::Waiting);
    assert!(saves(&press(&mut model, "/ f a y enter q")).is_empty());
}

#[test]
fn a_full_disk_is_told_once_and_tried_again_at_the_end() {
    let mut model = console(120, 30);
    model.take_up(Ok(Saved::default()), Resume::Whole);
    model.saved.queries.push(over());
    assert_eq!(saves(&press(&mut model, "j")).len(), 1);
    update(&mut model, Msg::SaveFailed("no space left".into()));
    assert!(model.notice().unwrap().sentence().contains("no space left"));
    press(&mut model, "esc");
    model.saved.queries.push(SavedQuery { name: "near".into(), text: "state:near".into() });
    assert_eq!(saves(&press(&mut model, "j")).len(), 1);
    update(&mut model, Msg::SaveFailed("no space left".into()));
    assert!(model.notice().is_none(), "said once");
    assert_eq!(saves(&press(&mut model, "q")).len(), 1);
}

#[test]
fn another_profile_is_another_session() {
    let mut model = console(120, 30);
    model.take_up(Ok(Saved::default()), Resume::Whole);
    press(&mut model, "/ f a y enter");
    let effects = press(&mut model, "P j enter");
    assert!(matches!(&effects[0], Effect::Save { profile, saved }
        if profile == "campus" && saved.query == "fay" && saved.screen == "users"));
    assert!(effects.contains(&Effect::LoadSaved(model.epoch, "lab".into())));
    assert_eq!(model.profile, profile("lab"));
    // Left again before the file was read: nothing is written over it.
    assert!(saves(&press(&mut model, "ctrl-c")).is_empty());
    let lab = Saved { query: "gus".into(), ..Saved::default() };
    let epoch = model.epoch;
    update(&mut model, Msg::SavedLoaded(epoch, Ok(lab)));
    assert_eq!(model.people.query().text(), "gus");
}

#[test]
fn it_opens_on_a_user_as_soon_as_there_is_one_unless_a_key_is_pressed() {
    let mut model = empty_console(120, 30);
    model.open_at(Target::User("fay@".into()));
    assert!(matches!(model.screen(), Screen::Users(_)));
    let epoch = model.epoch;
    let cached = Box::new(model.people.wish(model.now).carry_out(roster()));
    update(&mut model, Msg::CacheLoaded(epoch, Some(cached)));
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "fay"));

    let mut model = empty_console(120, 30);
    model.open_at(Target::User("fay@".into()));
    press(&mut model, "j");
    let cached = Box::new(model.people.wish(model.now).carry_out(roster()));
    update(&mut model, Msg::CacheLoaded(epoch, Some(cached)));
    assert!(matches!(model.screen(), Screen::Users(_)));

    let mut model = empty_console(120, 30);
    model.open_at(Target::User("campus".into()));
    let cached = Box::new(model.people.wish(model.now).carry_out(roster()));
    update(&mut model, Msg::CacheLoaded(epoch, Some(cached)));
    assert!(model.notice().unwrap().text.contains("'campus' matches"));
    assert!(model.people.shown().len() > 1 && model.people.query().text() == "campus");
}

#[test]
fn people_made_ready_for_a_list_that_changed_meanwhile_are_laid_out_as_it_is_now() {
    let shown = |keys: &[&str], late_keys: &[&str]| {
        let mut model = empty_console(120, 30);
        for key in keys {
            press(&mut model, key);
        }
        let cached = Box::new(model.people.wish(model.now).carry_out(roster()));
        for key in late_keys {
            press(&mut model, key);
        }
        let epoch = model.epoch;
        update(&mut model, Msg::CacheLoaded(epoch, Some(cached)));
        (model.people.shown().to_vec(), model.people.counts(), model.people.table().sums())
    };
    let typed = ["/", "a", "n", "enter"];
    for keys in [&["o"][..], &["O"], &typed] {
        assert_eq!(shown(&[], keys), shown(keys, &[]));
        assert_ne!(shown(&[], keys).0, shown(&[], &[]).0);
    }
}
