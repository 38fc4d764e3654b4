//! The list of Open WebUI's groups: what it counts, whom it opens, and what it says where there is
//! none.

use bursar::app::command::Verb;
use bursar::app::{Effect, Model, Msg, Screen, Session, Target, update};
use bursar::domain::{
    AccountId, Group, GroupId, Listing, Side, Snapshot, SyncPolicy, Text, WebuiSide,
};
use bursar::roster::join;

use super::support::{empty_console, press, screen, snapshot};

fn group(id: &str, name: &str, members: &[&str]) -> Group {
    let members = members.iter().copied().map(AccountId::new).collect();
    Group { id: GroupId::new(id), name: Text::from(name), members }
}

/// Groups with members in every state: nobody knows what `fay` has spent, and `gone` was not read.
fn groups() -> Vec<Group> {
    vec![
        group("g-1", "physics", &["ana"]),
        group("g-2", "Big lab", &["ben", "cho", "gus", "hal"]),
        group("g-3", "guests", &["fay", "gone"]),
        group("g-4", "staff", &["ana", "fay", "gus"]),
        group("g-5", "Physics", &[]),
    ]
}

fn with(change: impl FnOnce(&mut WebuiSide)) -> Snapshot {
    let mut seen = snapshot();
    let Side::Seen(side) = &mut seen.webui else { panic!("Open WebUI answered") };
    change(side);
    seen
}

/// A console that has read this and nothing before.
fn read(width: u16, height: u16, seen: Snapshot) -> Model {
    let mut model = empty_console(width, height);
    model.session = Session::Open;
    let (epoch, roster) = (model.epoch, join(seen.into(), &SyncPolicy::default()));
    update(&mut model, Msg::Observed(epoch, roster.into()));
    model
}

pub(crate) fn listed(width: u16, height: u16, keys: &str) -> Model {
    let seen = with(|side| side.groups = Listing::complete(groups()));
    let mut model = read(width, height, seen);
    press(&mut model, keys);
    model
}

/// Open WebUI never answered.
pub(crate) fn failed(width: u16, height: u16) -> Model {
    let why = "Open WebUI (chat.example.edu): cannot list accounts: no answer in time";
    let mut model = read(width, height, Snapshot { webui: Side::Failed(why.into()), ..snapshot() });
    press(&mut model, "g w");
    model
}

/// The ids shown, from the top.
fn ids(model: &Model) -> Vec<String> {
    let front = model.front().unwrap();
    let id = |row: &u32| front.source.id(*row).unwrap().raw().to_owned();
    front.table.rows().iter().map(id).collect()
}

/// The names of the users shown, in order.
fn users(model: &Model) -> Vec<&str> {
    let roster = model.people.roster();
    let shown = model.people.shown().iter().filter_map(|index| roster.get(*index));
    let mut ids: Vec<&str> = shown.map(|person| person.id().raw()).collect();
    ids.sort_unstable();
    ids
}

fn copied(model: &mut Model, keys: &str) -> String {
    let effects = press(model, keys);
    let [Effect::Copy(text)] = &effects[..] else { panic!("not copied: {effects:?}") };
    text.clone()
}

#[test]
fn members_are_counted_and_what_is_not_known_of_them_is_no_zero() {
    let mut model = listed(120, 40, "g w");
    let mut lines = Vec::new();
    for _ in 0..5 {
        lines.push(copied(&mut model, "y r"));
        press(&mut model, "j");
    }
    let wanted = [
        "Big lab\t4\t0\t1",
        "guests\t2\t?\t?",
        "physics\t1\t1\t0",
        "Physics\t0\t0\t0",
        "staff\t3\t1+\t1",
    ];
    assert_eq!(lines, wanted);
    assert!(screen(&model).contains(" 5 groups"), "{}", screen(&model));
    assert_eq!(copied(&mut model, "y i"), "g-4");
    press(&mut model, ": s o r t space o v e r enter");
    assert_eq!(ids(&model).last().unwrap(), "g-3", "what is not known stands last");
}

#[test]
fn without_the_proxy_whole_nobody_is_said_to_be_within_the_budget() {
    let mut seen = with(|side| side.groups.rows = groups());
    seen.proxy = Side::Failed("LiteLLM (llm.example.edu): no answer".into());
    let mut model = read(120, 40, seen.clone());
    press(&mut model, "g w");
    assert_eq!(copied(&mut model, "y r"), "Big lab\t4\t?\t1+");
    // Where there is no proxy, there is no budget.
    seen.proxy = Side::Absent;
    let mut model = read(120, 40, seen);
    press(&mut model, "g w");
    assert_eq!(copied(&mut model, "y r"), "Big lab\t4\t\t1");
}

#[test]
fn words_are_looked_for_in_names_ids_and_states() {
    for (words, found) in [
        ("lab", &["g-2"][..]),
        ("PHYS", &["g-1", "g-5"]),
        ("g-3", &["g-3"]),
        ("over", &["g-1", "g-4"]),
        ("blocked staff", &["g-4"]),
        ("zzz", &[]),
    ] {
        let mut model = listed(120, 40, "");
        model.open_at(Target::List(Verb::Groups, Some(words.into())));
        assert_eq!(ids(&model), found, "{words}");
    }
    let mut model = listed(120, 40, ": g r o u p s space b i g enter");
    assert_eq!(ids(&model), ["g-2"]);
    press(&mut model, "esc");
    assert_eq!(ids(&model).len(), 5, "the filter goes first");
    press(&mut model, "/ z z z enter");
    assert!(screen(&model).contains("Nothing here has all of 'zzz'."), "{}", screen(&model));
    press(&mut model, "esc esc");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_group_opens_its_users_by_a_query_that_means_it_alone() {
    for (words, query, found) in [
        ("big", "group:\"Big lab\"", &["ben", "cho", "gus", "hal"][..]),
        ("guests", "group:guests", &["fay"]),
        // In small letters it would be the other of that name as well.
        ("g-1", "group:g-1", &["ana"]),
        ("g-5", "group:Physics", &[]),
    ] {
        let mut model = listed(120, 40, "");
        model.open_at(Target::List(Verb::Groups, Some(words.into())));
        press(&mut model, "enter");
        assert!(matches!(model.screen(), Screen::Users(_)), "{words}");
        assert_eq!(model.people.query().text(), query);
        assert_eq!(users(&model), found, "{words}");
    }
    let mut model = listed(120, 40, "g w / z z z enter enter");
    assert_eq!(model.notice().unwrap().text, "users: nothing is listed.");
    press(&mut model, "esc esc");
    assert!(model.people.query().is_empty());
}

#[test]
fn a_side_that_was_not_read_or_is_not_there_says_so() {
    let shown = screen(&failed(120, 40));
    assert!(shown.contains("(chat.example.edu): cannot list accounts: no answer"), "{shown}");
    assert!(!shown.contains("0 groups"), "{shown}");
    let absent = || read(120, 40, Snapshot { webui: Side::Absent, ..snapshot() });
    let mut model = absent();
    press(&mut model, "g w");
    assert!(matches!(model.screen(), Screen::Users(_)));
    let said = &model.notice().unwrap().text;
    assert!(said.contains("there is no Open WebUI in this profile"), "{said}");
    let mut model = absent();
    model.open_at(Target::List(Verb::Groups, None));
    let shown = screen(&model);
    assert!(shown.contains("There is no Open WebUI in this profile."), "{shown}");
    let mut model = empty_console(120, 40);
    model.open_at(Target::List(Verb::Groups, None));
    assert!(screen(&model).contains("Nothing has been read yet."), "{}", screen(&model));
}

#[test]
fn a_listing_in_part_says_that_it_is_one() {
    let why = "the members of 1 of 3 groups could not be read: no answer";
    let part = |rows| with(|side| side.groups = Listing::incomplete(rows, why));
    let mut model = read(120, 40, part(groups()));
    press(&mut model, "g w");
    assert!(screen(&model).contains("not all were read"), "{}", screen(&model));
    let mut model = read(120, 40, part(Vec::new()));
    press(&mut model, "g w");
    let shown = screen(&model);
    assert!(shown.contains(&format!("They could not be read: {why}")), "{shown}");
    let mut model = read(120, 40, with(|side| side.groups.rows.clear()));
    press(&mut model, "g w");
    assert!(screen(&model).contains("Open WebUI has no groups."), "{}", screen(&model));
}
