use super::*;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn spent(micros: i64, requests: u64) -> Tally {
    Tally { spend: Some(Usd::from_micros(micros)), requests, failed: 0, tokens: requests * 10 }
}

fn part(day: Date, model: &str, tally: Tally) -> Day {
    Day { date: day, total: tally, models: BTreeMap::from([(Some(Text::from(model)), tally)]) }
}

fn week() -> Days {
    Span::Week.until("2026-11-21T00:30:00Z".parse().unwrap())
}

#[test]
fn a_span_ends_with_today_by_utc_and_has_its_number_of_days() {
    assert_eq!(week(), Days { first: date("2026-11-15"), last: date("2026-11-21") });
    for span in Span::ALL {
        let days = span.until("2024-03-01T12:00:00Z".parse().unwrap());
        assert_eq!(days.iter().count(), span.days());
        assert_eq!(Span::of_days(span.days()), Some(span));
    }
    assert_eq!(Span::of_days(8), None);
}

#[test]
fn a_day_split_over_two_pages_is_one_day() {
    let day = date("2026-11-20");
    let parts =
        [part(day, "a", spent(3, 1)), part(day, "b", spent(4, 1)), part(day, "a", spent(5, 2))];
    let activity = Activity::of(week(), parts, 2);
    assert_eq!(activity.days.len(), 7);
    assert_eq!(activity.days[5].total, spent(12, 4));
    assert_eq!(activity.models()[0], (Some(Text::from("a")), spent(8, 3)));
}

#[test]
fn a_day_without_a_row_is_zero_and_an_unknown_one_is_not() {
    let unknown = Tally { spend: None, ..spent(0, 3) };
    let parts = [
        part(date("2026-11-19"), "a", unknown),
        part(date("2026-11-20"), "a", spent(6_000_000, 2)),
        part(date("2026-10-01"), "a", spent(99, 1)),
    ];
    let activity = Activity::of(week(), parts, 1);
    assert_eq!(activity.days[0].total, Tally::NOTHING);
    assert_eq!(activity.days[4].total.spend, None);
    let total = activity.total();
    assert_eq!(
        (total.spend, total.unknown_days, total.requests),
        (Usd::from_micros(6_000_000), 1, 5)
    );
    assert_eq!(activity.mean(), Usd::from_micros(1_000_000));
    assert_eq!(activity.highest().map(|day| day.date), Some(date("2026-11-20")));
}

#[test]
fn days_without_spend_have_no_highest() {
    let free = part(date("2026-11-20"), "a", spent(0, 9));
    assert_eq!(Activity::of(week(), [free], 1).highest(), None);
}

#[test]
fn spenders_are_ranked_once_each() {
    let of = |id: &str, micros| Spender {
        who: Who::User(ProxyUserId::new(id)),
        email: (micros == 5).then(|| Email::new("ana@x.edu")),
        alias: None,
        tally: spent(micros, 1),
    };
    let spenders =
        Spenders::of(week(), [of("ana", 3), of("ben", 6), of("ana", 5)], Missing::Nothing);
    let rows: Vec<_> =
        spenders.rows.iter().map(|row| (row.who.id().into_owned(), row.tally)).collect();
    assert_eq!(rows, [("ana".to_owned(), spent(8, 2)), ("ben".to_owned(), spent(6, 1))]);
    assert_eq!(spenders.rows[0].email, Some(Email::new("ana@x.edu")));
}

proptest! {
    #[test]
    fn however_the_rows_are_cut_into_parts_the_days_are_the_same(
        rows in prop::collection::vec((0_i64..9, 0_u8..3, 0_i64..1_000_000, 0_u64..50), 0..60),
        seed in 0_usize..1_000,
    ) {
        let row = |(back, model, micros, requests): &(i64, u8, i64, u64)| {
            let day = week().last.checked_sub(back.days()).unwrap();
            part(day, &model.to_string(), spent(*micros, *requests))
        };
        let straight = Activity::of(week(), rows.iter().map(row), 1);
        let mut turned = rows.clone();
        turned.rotate_left(seed % rows.len().max(1));
        prop_assert_eq!(&straight, &Activity::of(week(), turned.iter().map(row), 1));
        // A shorter range out of a longer one is what asking for the shorter gives.
        let fewer = Days { first: week().last.checked_sub(2.days()).unwrap(), ..week() };
        prop_assert_eq!(straight.within(fewer), Some(Activity::of(fewer, rows.iter().map(row), 1)));
        let sum: i64 = straight.days.iter().filter_map(|d| d.total.spend).map(Usd::micros).sum();
        prop_assert_eq!(sum, straight.total().spend.micros());
    }
}
