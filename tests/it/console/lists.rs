//! Lists: columns, order, marks, and what a click hits.

use std::sync::Arc;

use bursar::app::dialog::Kind;
use bursar::app::front::Hit;
use bursar::app::{Dialog, Model, Msg, update};
use bursar::domain::{AccountId, ProxyUserId, Side, SyncPolicy, Text};
use bursar::roster::join;
use bursar::table::MARGIN;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::support::{console, draw, observe, press, roster, screen, snapshot};

/// The names of the columns shown, and of those the list in front is sorted by.
fn layout(model: &Model) -> (Vec<&'static str>, Vec<&'static str>) {
    let front = model.front().unwrap();
    let name = |column: u8| front.table.spec(column).map_or("", |spec| spec.name);
    let order = front.table.order().iter().map(|(column, _)| name(*column)).collect();
    (front.table.shown_columns().map(name).collect(), order)
}

#[test]
fn columns_are_chosen_moved_and_sorted_by_in_the_dialog_and_remembered() {
    let mut model = console(160, 40);
    press(&mut model, "C");
    assert!(screen(&model).contains("percent of the budget"), "{}", screen(&model));
    // The e-mail goes to the front of the others; the bar is hidden; sorted by status, then name.
    press(&mut model, "j j space K");
    let (columns, _) = layout(&model);
    assert!(columns.starts_with(&["name", "email", "percent"]), "{columns:?}");
    press(&mut model, "k k S");
    assert_eq!(layout(&model).1, ["percent", "name"]);
    press(&mut model, "G s enter");
    assert!(!screen(&model).contains("USED"));
    assert!(model.dialog.is_none());
    assert_eq!(layout(&model).1, ["sync", "name"]);
    let saved = &model.saved.tables["users"];
    assert_eq!(saved.order, ["sync", "name"]);
    assert!(!saved.columns.as_ref().unwrap().contains(&"bar".to_owned()));
    // As after another start: the same list from what was remembered.
    let mut again = console(160, 40);
    again.saved = model.saved.clone();
    again.apply_layouts(bursar::app::update::session::Resume::Whole);
    assert_eq!(layout(&again), layout(&model));
    assert_eq!(screen(&again), screen(&model));
    press(&mut model, "C r esc");
    assert!(model.saved.tables.is_empty(), "what is built in is not remembered");
}

#[test]
fn a_list_too_wide_for_the_screen_scrolls_and_says_that_there_is_more() {
    let mut model = console(60, 22);
    let head = |model: &Model| screen(model).lines().nth(3).unwrap().to_owned();
    assert!(head(&model).contains("USER") && head(&model).contains('›'), "{}", head(&model));
    let mut seen = Vec::new();
    for _ in 0..12 {
        seen.push(head(&model));
        assert!(head(&model).contains("USER"), "the first column stays");
        press(&mut model, "l");
    }
    let all = seen.concat();
    for title in ["E-MAIL", "SPEND", "RESETS", "KEYS", "PROXY", "CHAT", "LAST", "STATUS"] {
        assert!(all.contains(title), "{title}: {all}");
    }
    assert!(head(&model).contains('‹') && !head(&model).contains('›'), "{}", head(&model));
    assert!(model.notice().unwrap().text.contains("no column is hidden"));
    for _ in 0..12 {
        press(&mut model, "h");
    }
    assert_eq!(head(&model), seen[0]);
}

#[test]
fn marks_are_inverted_and_made_by_query() {
    let mut model = console(120, 40);
    press(&mut model, "space i");
    assert_eq!(model.people.marked(), (11, 0));
    press(&mut model, "i * * + t w i n");
    let shown = screen(&model);
    assert!(shown.contains("Mark all that match") && shown.contains("3 match"), "{shown}");
    press(&mut model, "enter");
    assert_eq!(model.people.marked(), (3, 0));
    press(&mut model, "/ a n a @ enter");
    assert!(screen(&model).contains("3 marked, 3 of them hidden"), "{}", screen(&model));
    press(&mut model, "+ z z z enter");
    assert!(model.notice().unwrap().text.contains("nobody matches 'zzz'"));
    assert!(matches!(model.dialog, Some(Dialog { kind: Kind::MarkMatches(_), .. })));
}

#[test]
fn a_range_shows_while_it_grows_and_esc_takes_one_thing_away_at_a_time() {
    let mut model = console(120, 40);
    press(&mut model, "v j j");
    assert!(screen(&model).contains("a range of 3"), "{}", screen(&model));
    assert_eq!(model.people.marked(), (0, 0));
    press(&mut model, "v");
    assert_eq!(model.people.marked(), (3, 0));
    press(&mut model, "/ a n a enter v");
    press(&mut model, "esc");
    assert!(model.people.table().range().is_none(), "the range first");
    assert!(!model.people.query().is_empty());
    press(&mut model, "esc");
    assert!(model.people.query().is_empty() && model.people.marked().0 == 3, "then the filter");
    press(&mut model, "esc");
    assert_eq!(model.people.marked(), (0, 0), "then the marks");
}

#[test]
fn verbs_say_on_how_many_they_act() {
    let mut model = console(160, 40);
    press(&mut model, "space space");
    assert!(screen(&model).contains("b block 2 marked"), "{}", screen(&model));
    press(&mut model, "r");
    assert!(screen(&model).contains("2 marked"), "{}", screen(&model));
}

#[test]
fn sums_are_of_the_shown_and_of_the_marked() {
    let mut model = console(160, 40);
    assert!(screen(&model).contains("shown $1,271.58 of $2,075.00, 1 unlimited"));
    press(&mut model, "/ t w i n enter space");
    let shown = screen(&model);
    assert!(shown.contains("3 shown of 12"), "{shown}");
    assert!(shown.contains("marked $2.00 of $10.00, 20 %"), "{shown}");
    assert!(shown.contains("shown $4.00 of $20.00, 20 %"), "{shown}");
}

#[test]
fn the_other_lists_sort_and_choose_their_columns_as_well() {
    let mut model = console(120, 40);
    press(&mut model, "P o");
    assert_eq!(layout(&model).1, ["profile"]);
    press(&mut model, "O");
    let selected = |model: &Model| model.front().unwrap().table.selected();
    assert_eq!(selected(&model), Some(1), "lab before campus");
    press(&mut model, "C G space esc esc S o o");
    assert_eq!(layout(&model).1, ["user"]);
    let saved: Vec<&String> = model.saved.tables.keys().collect();
    assert_eq!(saved, ["changes", "profiles"]);
    press(&mut model, "C r");
    assert!(layout(&model).1.is_empty(), "a plan's own order again");
}

#[rstest::rstest]
#[case(60, 20)]
#[case(80, 24)]
#[case(160, 48)]
fn both_addresses_of_a_profile_are_seen_without_scrolling(#[case] width: u16, #[case] height: u16) {
    let mut model = console(width, height);
    press(&mut model, "P");
    let shown = screen(&model);
    assert!(shown.contains("https://llm.example.edu   LiteLLM 1.106.2 · < 1 m ago"), "{shown}");
    assert!(shown.contains("https://chat.example.edu  Open WebUI 0.12.4 · < 1 m ago"), "{shown}");
    // Of another profile's servers nothing is known.
    press(&mut model, "j");
    let shown = screen(&model);
    assert!(shown.contains("https://llm.example.edu   LiteLLM  "), "{shown}");
    assert!(shown.contains("https://chat.example.edu  Open WebUI  "), "{shown}");
    model.profiles[1].draft.webui_url.clear();
    let shown = screen(&model);
    assert!(shown.contains(" no Open WebUI in this profile"), "{shown}");
}

#[test]
fn a_name_of_any_script_leaves_the_columns_behind_it_in_their_places() {
    for name in ["علاء بلال سلام", "चन्द्रशेखर", "ភ្ញៀវ", "\u{ff80}\u{ff9e}\u{ff72}", "日本 Eli"]
    {
        let mut seen = snapshot();
        if let Side::Seen(proxy) = &mut seen.proxy {
            let eli = proxy
                .users
                .rows
                .iter_mut()
                .find(|user| user.id == ProxyUserId::new("eli"))
                .unwrap();
            eli.alias = Some(Text::from(name));
        }
        if let Side::Seen(webui) = &mut seen.webui {
            let mut accounts = webui.accounts.rows.iter_mut();
            accounts.find(|account| account.id == AccountId::new("eli")).unwrap().name =
                Text::from(name);
        }
        let mut model = console(160, 40);
        observe(&mut model, join(Arc::new(seen), &SyncPolicy::default()));
        let drawn = draw(&model);
        let buffer = drawn.backend().buffer();
        let place = |words: &str| {
            let mut all = (0..40).flat_map(|y| (0..160).map(move |x| (x, y)));
            let begins = |(x, y): &(u16, u16)| {
                let signs = (*x..160).map(|x| buffer[(x, *y)].symbol());
                signs.collect::<String>().starts_with(words)
            };
            all.find(begins).unwrap_or_else(|| panic!("{words} is not seen"))
        };
        let (first, ana) = (place("ana@campus"), place("Ana Ruiz"));
        let (second, eli) = (place("eli@campus"), place(&name.chars().take(1).collect::<String>()));
        assert_eq!((first.0, ana.0), (second.0, eli.0), "{name}");
    }
}

#[test]
fn a_list_without_an_order_says_how_to_give_it_one() {
    let mut model = console(120, 40);
    press(&mut model, "S O");
    assert!(model.notice().unwrap().text.contains("o sorts it by a column"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_click_hits_what_is_drawn_there(
        width in 60_u16..170, height in 20_u16..50, x in 0_u16..170, y in 0_u16..50,
        keys in prop::collection::vec(prop::sample::select(vec!["j", "G", "l", "o", "/", "enter", "a", "esc", "J", "P", "S", "*", "L", "N", "K", "g", "k"]), 0..8),
    ) {
        let mut model = console(100, 30);
        for key in keys {
            press(&mut model, key);
        }
        update(&mut model, Msg::Resized(width, height));
        let drawn = draw(&model);
        let line: Vec<&str> =
            (0..width).map(|x| drawn.backend().buffer()[(x, y.min(height - 1))].symbol()).collect();
        let y = y.min(height - 1);
        // What has a meaning of its own there, as an offer over the list, is what the click is for.
        let is_covered = bursar::ui::spot(&model, x.min(width - 1), y).is_some();
        match model.hit(x.min(width - 1), y).filter(|_| !is_covered) {
            Some(Hit::Head(column)) => {
                let front = model.front().unwrap();
                let head = front.table.head(column, false);
                let first: String = head.chars().take(3).collect();
                prop_assert!(line.concat().contains(&first), "{:?} in {:?}", head, line);
                // Its title begins at or after the place where the column does.
                let fitted = front.table.fitted(&*front.source, &model.lens(), width);
                let placed = fitted.columns.iter().find(|placed| placed.column == column).unwrap();
                let cell = line[usize::from(placed.x)..usize::from(placed.x + placed.width)].concat();
                prop_assert!(cell.contains(&first), "{:?} in {:?}", first, cell);
            }
            Some(Hit::Row(place)) => {
                model.click(Hit::Row(place));
                let row = model.front().unwrap().table.list().cursor;
                prop_assert_eq!(row, place);
                let again = draw(&model);
                prop_assert_eq!(again.backend().buffer()[(0, y)].symbol(), ">");
            }
            None => {
                let title = line[usize::from(MARGIN)..].concat();
                prop_assert!(model.dialog.is_some() || !line[0].starts_with('>') || title.width() == 0 || model.front().is_none());
            }
        }
    }
}

#[test]
fn a_click_on_a_head_sorts_and_another_turns() {
    let mut model = console(120, 40);
    let drawn = screen(&model);
    let head = drawn.lines().nth(2).unwrap().trim_start_matches('"').to_owned();
    let x = head.split("SPEND").next().unwrap().width();
    let hit = model.hit(u16::try_from(x).unwrap(), 2).unwrap();
    model.click(hit);
    assert_eq!(layout(&model).1, ["spend"]);
    model.click(hit);
    assert_eq!(model.saved.tables["users"].order, ["-spend"]);
    assert_eq!(model.hit(0, 39), None, "the footer is no row");
}

#[test]
fn a_reading_keeps_the_range_and_the_marks() {
    let mut model = console(120, 40);
    press(&mut model, "space v j");
    observe(&mut model, roster());
    assert_eq!(model.people.marked(), (1, 0));
    assert_eq!(model.people.table().range(), Some(1..=2));
}
