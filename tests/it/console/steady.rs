//! A new reading moves neither the cursor nor the marks, whatever it says.

use bursar::app::Model;
use bursar::domain::{Side, SyncPolicy, Usd};
use bursar::roster::join;
use proptest::prelude::*;

use super::support::{budget, console, observe, press, snapshot, user};

/// The people `ids`, with these spends.
fn read(model: &mut Model, ids: &[usize], spends: &[i64]) {
    let mut snapshot = snapshot();
    let Side::Seen(side) = &mut snapshot.proxy else { return };
    side.users.rows = ids
        .iter()
        .zip(spends.iter().cycle())
        .map(|(id, spend)| {
            let mut user = user(&format!("u{id}"), &format!("User {id}"), None, budget("9", None));
            user.spend = Some(Usd::from_micros(*spend));
            user
        })
        .collect();
    snapshot.webui = Side::Absent;
    observe(model, join(snapshot.into(), &SyncPolicy::default()));
}

fn selected(model: &Model) -> String {
    model.people.selected().unwrap().id().raw().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_cursor_stays_on_its_person_and_the_row_where_it_is(
        ids in proptest::sample::subsequence((0..80).collect::<Vec<usize>>(), 1..80),
        before in prop::collection::vec(0_i64..20_000_000, 80),
        after in prop::collection::vec(0_i64..20_000_000, 80),
        down in 0_usize..80,
        leaving in 0_usize..80,
    ) {
        let mut model = console(80, 24);
        read(&mut model, &ids, &before);
        for _ in 0..down.min(ids.len() - 1) {
            press(&mut model, "j");
        }
        let who = selected(&model);
        let was = model.people.list();
        // Somebody else may be gone by then.
        let still: Vec<usize> =
            ids.iter().copied().filter(|id| *id != leaving || who == format!("u{id}")).collect();
        read(&mut model, &still, &after);
        prop_assert_eq!(selected(&model), who);
        let now = model.people.list();
        let row = was.cursor - was.offset;
        // It can only not stay where the list begins or ends too near.
        let height = 24 - 3 - 1 - 2;
        let has_room_above = now.cursor >= row;
        let has_room_below = now.cursor - row.min(now.cursor) + height <= still.len();
        if has_room_above && has_room_below {
            prop_assert_eq!(now.cursor - now.offset, row);
        }
    }
}

#[test]
fn who_left_is_unmarked_and_the_cursor_stands_where_they_stood() {
    let mut model = console(80, 24);
    read(&mut model, &[1, 2, 3], &[3, 2, 1]);
    press(&mut model, "space k");
    assert_eq!((selected(&model).as_str(), model.people.marked().0), ("u1", 1));
    read(&mut model, &[2, 3], &[2, 1]);
    assert_eq!((selected(&model).as_str(), model.people.marked().0), ("u2", 0));
}
