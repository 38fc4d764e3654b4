//! The spend day by day: asked for on demand, one order at a time, late answers dropped.

use bursar::app::screen::spend::View;
use bursar::app::{Effect, Epoch, Model, Msg, Screen, SpendScreen, Target, update};
use bursar::domain::activity::{
    Activity, Day, Days, Missing, Span, Spender, Spenders, Subject, Tally, Who,
};
use bursar::domain::{Email, KeyHash, ProxyUserId, TeamId, Text, Usd};
use bursar::engine::{Ask, Heard};
use crossterm::event::{KeyEvent, KeyModifiers};
use jiff::SignedDuration;
use jiff::ToSpan;

use super::support::{console, empty_console, now, press, roster, screen, told};

fn spent(micros: i64, requests: u64) -> Tally {
    let spend = Some(Usd::from_micros(micros));
    Tally { spend, requests, failed: requests / 9, tokens: requests * 731 }
}

/// Six models, some days busy, some without a row.
pub(crate) fn activity(range: Days) -> Activity {
    const MODELS: [&str; 6] = [
        "gpt-4o",
        "gpt-4o-mini",
        "claude-sonnet",
        "o3",
        "text-embedding-3-large",
        "\u{1b}[31mllama",
    ];
    let day = |(back, date): (i64, jiff::civil::Date)| {
        let rests = back % 7 == 1 || back % 7 == 2;
        let share = |(place, name): (i64, &&str)| {
            let micros = (back * 37 % 11 + 1) * 910_000 / (place * place);
            (Some(Text::from(*name)), spent(micros, (7 - place).unsigned_abs() * 3))
        };
        let models: std::collections::BTreeMap<_, _> = (1..).zip(&MODELS).map(share).collect();
        let total = models.values().fold(Tally::NOTHING, |sum, tally| sum.and(*tally));
        (!rests).then_some(Day { date, total, models })
    };
    let dates = (0..90).map(|back| (back, range.last.checked_sub(back.days()).unwrap()));
    Activity::of(range, dates.filter_map(day), 1)
}

pub(crate) fn ranking(range: Days, missing: Missing) -> Spenders {
    let user = |id: &str, micros| Spender {
        who: Who::User(ProxyUserId::new(id)),
        email: Some(Email::new(format!("{id}@campus.example.edu"))),
        alias: None,
        tally: spent(micros, 120),
    };
    let key = |hash: &str, alias: Option<&str>, micros| Spender {
        who: Who::Key(KeyHash::new(hash)),
        email: None,
        alias: alias.map(Text::from),
        tally: spent(micros, 31),
    };
    let unknown = Spender { tally: Tally { spend: None, ..spent(0, 4) }, ..user("fay", 0) };
    let rows = [
        user("ana", 12_340_000),
        user("ben", 9_870_000),
        user("evil", 1_230_000),
        user("left-long-ago", 540_000),
        key("0123456789abcdef0123", Some("cron\u{202e}"), 420_000),
        key("fedcba9876543210fedc", None, 120),
        unknown,
    ];
    Spenders::of(range, rows, missing)
}

/// The order among these effects, if there is one.
fn order(effects: &[Effect]) -> Option<(u64, &Ask)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, number, ask) => Some((*number, ask.as_ref())),
        _ => None,
    })
}

/// Answers the order as the runner would.
pub(crate) fn answer(model: &mut Model, number: u64, ask: &Ask) {
    let answer = match ask {
        Ask::Days(_, range) => Heard::Days(activity(*range)),
        Ask::Spenders(_, range) => {
            let missing = Missing::Keys { read: 1_000, of: 2_345 };
            Heard::Spenders(ranking(*range, missing))
        }
        other => panic!("{other:?}"),
    };
    update(model, heard(model.epoch, number, Ok(answer)));
}

fn heard(epoch: Epoch, number: u64, answer: Result<Heard, String>) -> Msg {
    Msg::Heard { epoch, number, answer }
}

/// Answers the order among these effects.
fn reply(model: &mut Model, effects: &[Effect]) {
    let (number, ask) = order(effects).unwrap();
    answer(model, number, ask);
}

/// Presses keys one by one and answers whatever they ask for.
pub(crate) fn ask(model: &mut Model, keys: &str) {
    for key in keys.split_whitespace() {
        let effects = press(model, key);
        if let Some((number, ask)) = order(&effects) {
            answer(model, number, ask);
        }
    }
}

fn front(model: &Model) -> &SpendScreen {
    match model.screen() {
        Screen::Spend(spend) => spend,
        screen => panic!("{screen:?}"),
    }
}

fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    press(model, ":");
    for c in line.chars() {
        let key = KeyEvent::new(crossterm::event::KeyCode::Char(c), KeyModifiers::NONE);
        told(model, Msg::Key(key));
    }
    press(model, "enter")
}

/// Which half was asked for, whose, and over which days.
fn asked(effects: &[Effect]) -> (View, Subject, Days) {
    match order(effects) {
        Some((_, Ask::Days(subject, range))) => (View::Days, subject.clone(), *range),
        Some((_, Ask::Spenders(subject, range))) => (View::Spenders, subject.clone(), *range),
        other => panic!("{other:?}"),
    }
}

fn subject(effects: &[Effect]) -> Subject {
    asked(effects).1
}

/// What is asked for by a console that was told to open there, once the servers are read.
fn told_to_open(words: &str) -> (Model, Vec<Effect>) {
    let mut model = empty_console(80, 24);
    model.open_at(Target::Spend(words.to_owned()));
    let early = told(&mut model, Msg::Ticked(now()));
    assert_eq!(order(&early), None, "the session is not open");
    let epoch = model.epoch;
    let mut effects = told(&mut model, Msg::ProfileOpened(epoch, Ok(())));
    effects.extend(told(&mut model, Msg::Observed(epoch, roster())));
    assert_eq!(model.destination, None);
    (model, effects)
}

#[test]
fn it_opens_where_the_console_was_told_to() {
    let (model, effects) = told_to_open("ana 7");
    assert_eq!(subject(&effects), Subject::User(ProxyUserId::new("ana")));
    assert_eq!(front(&model).span, Span::Week);
    let (model, effects) = told_to_open("");
    assert_eq!((subject(&effects), front(&model).span), (Subject::Everybody, Span::Month));
    let (model, effects) = told_to_open("team nowhere");
    assert!(matches!(model.screen(), Screen::Users(_)) && order(&effects).is_none());
    assert!(model.notice().unwrap().text.contains("no team has 'nowhere'"), "{:?}", model.notice());
    // A key says that the operator wants to be where they are.
    let mut model = empty_console(80, 24);
    model.open_at(Target::Spend("ana".into()));
    press(&mut model, "j");
    let epoch = model.epoch;
    told(&mut model, Msg::ProfileOpened(epoch, Ok(())));
    told(&mut model, Msg::Observed(epoch, roster()));
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn nothing_is_read_until_it_is_shown_and_nothing_twice() {
    let mut model = console(80, 24);
    let effects = press(&mut model, "/ a n a @ enter $");
    let ana = Subject::User(ProxyUserId::new("ana"));
    assert_eq!(asked(&effects), (View::Days, ana, Span::Month.until(now())));
    reply(&mut model, &effects);
    // A shorter span is in the longer; a longer one is asked for.
    assert_eq!(press(&mut model, "7"), []);
    assert_eq!(front(&model).activity().unwrap().days.len(), 7);
    let longer = press(&mut model, "9");
    assert_eq!(asked(&longer).2, Span::Quarter.until(now()));
    reply(&mut model, &longer);
    assert_eq!(press(&mut model, "3 7 9"), []);
    // The ranking has its own, and each span of it.
    let ranked = press(&mut model, "tab");
    assert_eq!(asked(&ranked).0, View::Spenders);
    reply(&mut model, &ranked);
    assert_eq!(press(&mut model, "tab tab"), []);
    assert!(order(&press(&mut model, "7")).is_some());
}

#[test]
fn a_reading_is_given_up_by_esc_and_by_c_and_what_was_read_stays() {
    for key in ["esc", "c"] {
        let mut model = console(80, 24);
        ask(&mut model, "$");
        assert!(front(&model).has_read());
        let again = press(&mut model, "ctrl-r");
        let (number, late) = order(&again).unwrap();
        assert!(screen(&model).contains("reading  "), "{}", screen(&model));
        assert_eq!(press(&mut model, key), [Effect::StopAsking(model.epoch, number)]);
        assert!(front(&model).has_read() && front(&model).asked.is_none());
        answer(&mut model, number, late);
        assert_eq!(front(&model).failure(), None);
        press(&mut model, "esc");
        assert!(matches!(model.screen(), Screen::Users(_)));
    }
}

#[test]
fn leaving_the_screen_gives_its_reading_up() {
    let mut model = console(80, 24);
    press(&mut model, "$");
    let effects = press(&mut model, "g u");
    assert_eq!(effects, [Effect::StopAsking(model.epoch, 1)]);
    assert_eq!(press(&mut model, "j"), []);
}

#[test]
fn an_answer_for_another_subject_is_dropped() {
    let mut model = console(80, 24);
    let first = press(&mut model, "$");
    let (number, first) = order(&first).unwrap();
    let all = press(&mut model, "g s");
    assert_eq!(subject(&all), Subject::Everybody);
    answer(&mut model, number, first);
    assert!(!front(&model).has_read() && front(&model).asked.is_some());
    reply(&mut model, &all);
    assert!(front(&model).has_read());
}

#[test]
fn an_answer_of_another_profile_is_dropped() {
    let mut model = console(80, 24);
    let asked = press(&mut model, "$");
    let (number, ask) = order(&asked).unwrap();
    let Ask::Days(_, range) = ask else { panic!("{ask:?}") };
    let old = model.epoch;
    press(&mut model, "P j enter");
    assert_ne!(model.epoch, old);
    let answer = Heard::Days(activity(*range));
    assert_eq!(told(&mut model, heard(old, number, Ok(answer))), []);
    assert!(model.asking.is_empty());
}

#[test]
fn a_failure_is_told_and_leaves_what_was_read_before() {
    let mut model = console(80, 24);
    ask(&mut model, "$");
    let again = press(&mut model, "ctrl-r");
    let (number, _) = order(&again).unwrap();
    let why = "LiteLLM (llm.example.edu): cannot read the daily activity: no answer in time";
    let epoch = model.epoch;
    update(&mut model, heard(epoch, number, Err(why.into())));
    assert!(front(&model).has_read());
    let shown = screen(&model);
    assert!(shown.contains("As it was read before") && shown.contains("no answer in"), "{shown}");
    assert_eq!(model.notices.unread(), 1);
    ask(&mut model, "esc ctrl-r");
    assert!(!screen(&model).contains("As it was read before"));
}

#[test]
fn a_spender_is_opened_over_the_ranking_and_back_leads_there() {
    let mut model = console(80, 24);
    ask(&mut model, "g s tab j");
    let effects = press(&mut model, "enter");
    assert_eq!(subject(&effects), Subject::User(ProxyUserId::new("ben")));
    reply(&mut model, &effects);
    assert_eq!(front(&model).named.name, "Ben Okafor");
    assert_eq!(front(&model).named.of_budget, Some(Usd::parse("14.30").unwrap()));
    press(&mut model, "esc");
    assert_eq!(front(&model).view, View::Spenders);
    // One that is listed nowhere has the name that the activity gave.
    ask(&mut model, "j j enter");
    assert_eq!(front(&model).named.name, "left-long-ago@campus.example.edu");
}

#[test]
fn of_a_key_nobody_else_is_ranked() {
    let mut model = console(80, 24);
    let effects = run(&mut model, "spend key a1 7");
    assert_eq!(subject(&effects), Subject::Key(KeyHash::new("a1")));
    assert_eq!(asked(&effects).2, Span::Week.until(now()));
    reply(&mut model, &effects);
    assert_eq!(press(&mut model, "tab"), []);
    assert!(screen(&model).contains("all of it was spent by this one key"));
}

#[rstest::rstest]
#[case("spend", Subject::Everybody)]
#[case("spend 90", Subject::Everybody)]
#[case("spend cho@campus.example.edu", Subject::User(ProxyUserId::new("cho")))]
#[case("spend cho 7", Subject::User(ProxyUserId::new("cho")))]
#[case("spend team lab", Subject::Team(TeamId::new("t-lab")))]
#[case("spend team T-LAB 30", Subject::Team(TeamId::new("t-lab")))]
#[case("spend key ben-b1", Subject::Key(KeyHash::new("b1")))]
fn words_say_whose_and_how_many_days(#[case] line: &str, #[case] whose: Subject) {
    let mut model = console(80, 24);
    assert_eq!(subject(&run(&mut model, line)), whose);
}

#[rstest::rstest]
#[case("spend nobody", "no user has 'nobody' in an id or e-mail")]
#[case("spend hal@", "is no user at the proxy")]
#[case("spend team x", "no team has 'x' in its name or id")]
#[case("spend key sk-0123456789abcdefgh", "no key has '[removed]'")]
fn words_that_name_nobody_are_told_so(#[case] line: &str, #[case] why: &str) {
    let mut model = console(160, 48);
    let effects = run(&mut model, line);
    if line.contains("sk-") {
        // By its hash it may be one that was deleted; the key itself goes nowhere.
        let Subject::Key(hash) = subject(&effects) else { panic!("{effects:?}") };
        assert_eq!(hash.raw().len(), 64);
        assert_eq!(model.saved.commands, Vec::<String>::new());
        assert!(!screen(&model).contains("sk-0"));
        return;
    }
    assert_eq!(order(&effects), None);
    assert!(screen(&model).contains(why), "{}", screen(&model));
}

#[test]
fn who_is_no_user_at_the_proxy_has_no_days() {
    let mut model = console(160, 48);
    assert_eq!(press(&mut model, "/ h a l @ enter $"), []);
    assert!(screen(&model).contains("is no user at the proxy"), "{}", screen(&model));
}

#[test]
fn the_seconds_of_a_reading_are_shown() {
    let mut model = console(80, 24);
    press(&mut model, "$");
    assert!(model.next_tick() <= std::time::Duration::from_secs(1));
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(3)));
    let (epoch, number) = (model.epoch, model.asking[0]);
    update(&mut model, Msg::HeardPart { epoch, number, part: (3, 17) });
    let shown = screen(&model);
    assert!(shown.contains("3 of 17 parts, for 3 s; c or esc stops it"), "{shown}");
}
