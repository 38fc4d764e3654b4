//! Why a user is refused: what is asked, what is shown of the answer, what its remedies plan.

use std::sync::Arc;

use bursar::access::Answered;
use bursar::access::chat::{
    AccountFacts, Charged, ChatFacts, Connection, Grant, ModelEntry, Offered,
};
use bursar::access::facts::{
    Fact, KeyFacts, MemberFacts, PurseFacts, ServerFacts, Situation, TeamFacts, UserFacts,
};
use bursar::access::models::{Catalog, ModelList, Served};
use bursar::app::PlanScreen;
use bursar::app::screen::why::{About, Stage, WhyScreen};
use bursar::app::{Effect, Freshness, Model, Msg, Screen, Session, Target, update};
use bursar::domain::{
    AccountId, Budget, Email, KeyHash, KeyWord, Limit, ProxyUserId, Role, Side, TeamId, Text,
    Window,
};
use bursar::engine::{
    Ask, ChatInquiry, Heard, InquireError, Inquiry, Question, Spare, Subject, Who,
};
use bursar::order::{Found, Needs};
use bursar::plan::Outcome;
use bursar::roster::PersonId;
use jiff::SignedDuration;

use super::scenes::finish;
use super::support::{
    console, empty_console, now, observe, press, request, requested, roster, screen, snapshot, usd,
};

const ANA: &str = "/ a n a @ enter w";

fn time(word: &str) -> jiff::Timestamp {
    word.parse().unwrap()
}

/// So much spent of so much a week; `-` is unlimited.
fn purse(spend: &str, limit: &str) -> PurseFacts {
    let amount = match limit {
        "-" => Limit::Unlimited,
        limit => Limit::Amount(usd(limit)),
    };
    let budget = Budget {
        limit: amount,
        window: Some(Window::from_server("7d")),
        resets_at: Some(time("2026-11-23T00:00:00Z").into()),
    };
    PurseFacts::new(Fact::Is(usd(spend)), Fact::Is(budget))
}

fn served(name: &str) -> Served {
    Served {
        name: name.into(),
        underlying: Some(format!("openai/{name}").into()),
        provider: Some("openai".into()),
        access_groups: Vec::new(),
        team: None,
        free: Fact::Is(false),
    }
}

fn key() -> KeyFacts {
    KeyFacts {
        hash: KeyHash::new("a1"),
        name: Some("sk-...x7Qa".into()),
        alias: Some("ana-laptop".into()),
        is_master: false,
        owner: Some(ProxyUserId::new("ana")),
        team: None,
        blocked: Fact::Absent,
        expires: Fact::Absent,
        purse: purse("1.25", "5"),
        models: ModelList::default(),
        throttles: false,
    }
}

fn user() -> UserFacts {
    UserFacts {
        id: ProxyUserId::new("ana"),
        email: Some(Email::new("ana@campus.example.edu")),
        alias: Some("Ana Ruiz".into()),
        active: Fact::Absent,
        block: None,
        purse: purse("4.10", "10"),
        models: ModelList::default(),
    }
}

/// A request that nothing refuses.
pub(crate) fn situation() -> Situation {
    let models = Fact::Is(vec![served("gpt-4o-mini"), served("gpt-4o")]);
    Situation {
        server: ServerFacts {
            version: Some("1.106.2".into()),
            user_budget_on_team_keys: Fact::Is(false),
            estimate: Fact::Is(usd("0.0098")),
            workers_without_redis: Fact::Is(false),
        },
        model: Some("gpt-4o-mini".into()),
        catalog: Arc::new(Catalog { models, aliases: Vec::new() }),
        key: Fact::Is(key()),
        user: Fact::Is(Arc::new(user())),
        team: Fact::Absent,
        member: Fact::Absent,
        organization: Fact::Absent,
        project: Fact::Absent,
        tags: Fact::Absent,
        access_groups: Fact::Absent,
        customer: Fact::Absent,
        global: Fact::Absent,
    }
}

fn with_key(change: impl FnOnce(&mut KeyFacts)) -> Situation {
    let mut key = key();
    change(&mut key);
    Situation { key: Fact::Is(key), ..situation() }
}

fn with_user(change: impl FnOnce(&mut UserFacts)) -> Situation {
    let mut user = user();
    change(&mut user);
    Situation { user: Fact::Is(Arc::new(user)), ..situation() }
}

fn of_team() -> Situation {
    let team = TeamFacts {
        id: TeamId::new("t-lab"),
        alias: Some("lab".into()),
        blocked: Fact::Absent,
        purse: purse("41.20", "100"),
        models: ModelList::default(),
        aliases: Vec::new(),
        member_default: Fact::Absent,
    };
    let member = MemberFacts { purse: purse("3.07", "3"), models: ModelList::default() };
    let with_team = with_key(|key| key.team = Some(TeamId::new("t-lab")));
    Situation { team: Fact::Is(Arc::new(team)), member: Fact::Is(member), ..with_team }
}

fn chat(role: Role) -> ChatInquiry {
    let shared = with_key(|key| {
        key.hash = KeyHash::new("shared");
        key.alias = Some("open-webui".into());
        key.owner = None;
    });
    let shared = Situation { user: Fact::Absent, model: None, ..shared };
    let entry = ModelEntry {
        id: "gpt-4o-mini".into(),
        owner: None,
        is_active: true,
        grants: Fact::Is(vec![Grant::Everybody]),
    };
    let offered =
        Offered { id: entry.id.clone(), entry: Some(entry), connection: Some(0), base: None };
    let facts = ChatFacts {
        version: Some("0.12.4".into()),
        user: Fact::Absent,
        account: Fact::Is(AccountFacts {
            id: AccountId::new("ana"),
            email: Some(Email::new("ana@campus.example.edu")),
            name: "Ana Ruiz".into(),
            role,
            groups: Fact::Is(Vec::new()),
        }),
        model: None,
        entries: Fact::Is(Vec::new()),
        offered: Fact::Is(vec![offered]),
        provider_on: Fact::Is(true),
        connections: Fact::Is(vec![Connection {
            url: "https://llm.example.edu/v1".into(),
            enabled: true,
            prefix: None,
            model_ids: Vec::new(),
            headers: Vec::new(),
            key: Fact::Is(KeyHash::new("shared")),
            is_known_here: Fact::Is(true),
        }]),
        proxy_url: "https://llm.example.edu".into(),
        customers: Fact::Is(Vec::new()),
        key: Fact::Is(Box::new(shared.clone())),
    };
    ChatInquiry {
        facts,
        charged: Charged::SharedKey { key: Fact::Is(KeyHash::new("shared")) },
        situation: Some(shared),
    }
}

pub(crate) fn inquiry(keys: Vec<Situation>, role: Role) -> Inquiry {
    let roster = roster();
    let ana = roster.people().find(|person| person.id().raw() == "ana").unwrap();
    let subject = Subject::of(ana, roster.snapshot());
    Inquiry { subject, keys, chat: Some(chat(role)) }
}

fn asked(effects: &[Effect]) -> Vec<&Question> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(_, _, ask) => match ask.as_ref() {
            Ask::Why(question) => Some(question.as_ref()),
            other => panic!("{other:?}"),
        },
        _ => None,
    });
    asked.collect()
}

pub(crate) fn answer(model: &mut Model, answer: Result<Inquiry, InquireError>) {
    let (epoch, number) = (model.epoch, model.asked);
    let answer = answer.map(|inquiry| Heard::Why(Box::new(inquiry)));
    let answer = answer.map_err(|error| error.to_string());
    update(model, Msg::Heard { epoch, number, answer });
}

/// Ana's why, answered.
pub(crate) fn told(size: (u16, u16), keys: Vec<Situation>, role: Role) -> Model {
    let mut model = console(size.0, size.1);
    press(&mut model, ANA);
    answer(&mut model, Ok(inquiry(keys, role)));
    model
}

pub(crate) fn verdict(name: &str, width: u16, height: u16) -> Model {
    let of = |situation: Situation| told((width, height), vec![situation], Role::User);
    match name {
        "key_blocked" => of(with_key(|key| key.blocked = Fact::Is(true))),
        "key_expired" => of(with_key(|key| {
            key.expires = Fact::Is(time("2026-11-20T08:00:00Z"));
            key.purse = purse("6", "5");
        })),
        "user_budget" => of(with_user(|user| user.purse = purse("10.02", "10"))),
        "member_budget" => of(of_team()),
        "model_not_allowed" => {
            of(with_key(|key| key.models = ModelList::of(["gpt-4o", "claude-sonnet"])))
        }
        "deactivated" => of(with_user(|user| user.active = Fact::Is(false))),
        "role_pending" => told((width, height), vec![situation()], Role::Pending),
        "accepted" => of(situation()),
        "unknown" => of(with_key(|key| {
            key.purse.spend = Fact::unknown("the proxy's row has no number as spend");
        })),
        other => panic!("no verdict {other}"),
    }
}

pub(crate) fn asking(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, ANA);
    requested(&mut model, request("/user/info?user_id=ana"));
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(2)));
    model
}

pub(crate) fn failed(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, ANA);
    let why = "LiteLLM (llm.example.edu): cannot read a user with keys and teams: no answer in \
               time. Look whether it runs.";
    answer(&mut model, Err(InquireError::Unread(why.into())));
    model
}

fn why(model: &Model) -> &WhyScreen {
    match model.screen() {
        Screen::Why(screen) => screen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn w_asks_about_the_one_under_the_cursor_with_the_roster_s_facts() {
    let mut model = console(80, 24);
    let effects = press(&mut model, ANA);
    let [asked] = asked(&effects)[..] else { panic!("{effects:?}") };
    let Who::Known(subject) = &asked.who else { panic!("{asked:?}") };
    assert_eq!(subject.user, Fact::Is(ProxyUserId::new("ana")));
    assert_eq!((&asked.model, &asked.key), (&None, &None));
    assert!(screen(&model).contains("Asking the servers about them: 0 answers"));
    // Nothing is asked twice.
    assert_eq!(press(&mut model, "j"), []);
}

#[test]
fn it_is_asked_from_a_user_s_page_as_well_and_back_leads_there() {
    let mut model = console(80, 24);
    assert_eq!(asked(&press(&mut model, "/ a n a @ enter enter w")).len(), 1);
    answer(&mut model, Ok(inquiry(vec![situation()], Role::User)));
    press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::User(_)));
}

#[test]
fn the_cursor_starts_on_the_check_that_refuses_and_the_ring_on_what_is_refused() {
    let blocked = with_key(|key| {
        key.blocked = Fact::Is(true);
        key.hash = KeyHash::new("a2");
        key.alias = Some("ana-server".into());
    });
    let mut model = told((80, 24), vec![situation(), blocked], Role::User);
    assert_eq!(why(&model).at(), 1);
    let judged = why(&model).judged().unwrap();
    assert_eq!(judged.sentence, "Refused: key ana-server is blocked.");
    let selected = why(&model).seen().table.selected().map(|row| row as usize);
    assert_eq!((selected, judged.ladder.by.is_some()), (judged.ladder.by, true));
    let title = |model: &Model| why(model).judged().unwrap().title.clone();
    press(&mut model, "tab");
    assert_eq!(title(&model), "chat");
    press(&mut model, "tab");
    assert_eq!(title(&model), "key ana-laptop (sk-...x7Qa)");
    press(&mut model, "backtab backtab");
    assert_eq!(title(&model), "key ana-server (sk-...x7Qa)");
}

#[test]
fn the_chat_s_ladder_is_open_webui_s_then_that_of_whom_it_is_charged_to() {
    let model = verdict("role_pending", 160, 48);
    let judged = why(&model).judged().unwrap();
    assert_eq!(judged.title, "chat");
    assert!(judged.sentence.starts_with("Refused: "), "{}", judged.sentence);
    assert!(judged.ladder.rungs.len() > 20, "the proxy's checks follow");
    assert!(screen(&model).contains("The proxy charges it to the connection's key alone"));
}

#[test]
fn checks_that_are_not_made_are_shown_when_they_are_asked_for() {
    let mut model = told((160, 48), vec![situation()], Role::User);
    let all = why(&model).judged().unwrap().ladder.rungs.len();
    let left = why(&model).left_out();
    assert!(left > 5 && left < all, "{left} of {all}");
    assert!(screen(&model).contains(&format!("{left} checks are not made (z)")));
    assert!(!screen(&model).contains("not checked"));
    press(&mut model, "z");
    assert_eq!((why(&model).left_out(), why(&model).seen().table.rows().len()), (0, all));
    assert!(screen(&model).contains("not checked"));
    press(&mut model, "z");
    assert_eq!(why(&model).left_out(), left);
}

#[test]
fn a_late_answer_is_dropped() {
    let mut model = console(80, 24);
    press(&mut model, ANA);
    let (epoch, first) = (model.epoch, model.asked);
    // Another person, before the first answer.
    press(&mut model, "esc esc 0 / b e n @ enter w");
    assert_ne!(model.asked, first);
    let late = Ok(Heard::Why(Box::new(inquiry(vec![situation()], Role::User))));
    update(&mut model, Msg::Heard { epoch, number: first, answer: late });
    assert!(why(&model).answer.is_none() && why(&model).is_asking());
    assert_eq!(why(&model).about, About::person(PersonId::new("ben")));
}

#[test]
fn esc_stops_asking_and_leaves_where_there_is_nothing_to_show() {
    let mut model = console(80, 24);
    press(&mut model, ANA);
    let effects = press(&mut model, "esc");
    assert!(effects.contains(&Effect::StopAsking(model.epoch, model.asked)), "{effects:?}");
    assert!(matches!(model.screen(), Screen::Users(_)));
    let mut model = verdict("accepted", 80, 24);
    press(&mut model, "ctrl-r");
    assert!(why(&model).is_asking());
    let effects = press(&mut model, "esc");
    assert!(effects.contains(&Effect::StopAsking(model.epoch, model.asked)), "{effects:?}");
    assert_eq!(why(&model).stage, Stage::Rest);
    assert!(screen(&model).contains("ACCEPTED"), "the answer before stays");
    press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[test]
fn a_failure_says_what_failed_and_what_to_do_and_asking_again_mends_it() {
    let mut model = failed(160, 48);
    let shown = screen(&model);
    assert!(shown.contains("cannot read a user with keys and teams: no answer in time"), "{shown}");
    assert!(shown.contains("ctrl-r asks again"), "{shown}");
    assert_eq!(asked(&press(&mut model, "ctrl-r")).len(), 1);
    answer(&mut model, Ok(inquiry(vec![situation()], Role::User)));
    assert!(screen(&model).contains("ACCEPTED"));
}

#[test]
fn another_model_is_asked_for_with_m() {
    let mut model = verdict("accepted", 80, 24);
    press(&mut model, "m");
    let effects = press(&mut model, "m i n i enter enter");
    let [asked] = asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(asked.model, Some(Text::from("gpt-4o-mini")));
    // One that is not served can be typed.
    answer(&mut model, Ok(inquiry(vec![situation()], Role::User)));
    press(&mut model, "m tab g p t - 9");
    let effects = press(&mut model, "enter");
    assert_eq!(super::why::asked(&effects)[0].model, Some(Text::from("gpt-9")));
}

#[test]
fn a_remedy_is_planned_by_its_number_and_asked_again_once_it_was_applied() {
    let mut model = verdict("user_budget", 80, 24);
    press(&mut model, "2");
    let plan = model.showing::<PlanScreen>().expect("a plan").plan.clone();
    assert_eq!(plan.purpose.to_string(), "reset");
    press(&mut model, "esc");
    assert!(matches!(why(&model).stage, Stage::Rest), "nothing was applied, nothing is asked");
    press(&mut model, "a");
    let plan = model.showing::<PlanScreen>().expect("a plan").plan.clone();
    assert_eq!(plan.purpose.to_string(), "budget");
    press(&mut model, "a tab enter");
    finish(&mut model, 1, Outcome::done("read back"), None);
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert_eq!(asked(&press(&mut model, "esc")).len(), 1);
}

#[test]
fn a_remedy_of_a_member_is_planned_where_the_member_can_be_read() {
    let mut model = verdict("member_budget", 80, 24);
    let effects = press(&mut model, "a");
    let work = effects.into_iter().find_map(|effect| match effect {
        Effect::Plan(_, work) => Some(work),
        _ => None,
    });
    let work = work.expect("another thread makes it");
    let Some(Needs::Members(team, users)) = work.needs() else { panic!("{:?}", work.needs()) };
    assert_eq!((team, users), (TeamId::new("t-lab"), vec![ProxyUserId::new("ana")]));
}

/// The plan of a probe of what is judged in front, reviewed.
pub(crate) fn probe(width: u16, height: u16) -> Model {
    let mut model = verdict("user_budget", width, height);
    // A terminal that is too small hears no key.
    let Screen::Why(screen) = model.screens.front_mut() else { return model };
    screen.model = Some("gpt-4o-mini".into());
    let mut effects = press(&mut model, "p").into_iter();
    let work = effects.find_map(|effect| match effect {
        Effect::Plan(_, work) => Some(work),
        _ => None,
    });
    let Some(work) = work else { return model };
    let Some(Needs::Spare(probing)) = work.needs() else { panic!("{:?}", work.needs()) };
    assert_eq!(probing.question.key, Some(KeyWord::Hash(key().hash)), "the key shown");
    assert_eq!(probing.inquiry.keys.len(), 1);
    let situation = with_user(|user| user.purse = purse("10.02", "10"));
    let spare = Spare { owner: ProxyUserId::new("ana"), team: None, situation };
    let answer = work.knowing(Found::Spare(Box::new(spare))).finish();
    let epoch = model.epoch;
    update(&mut model, Msg::Planned(epoch, Box::new(answer)));
    model
}

/// The same, answered.
pub(crate) fn probed(width: u16, height: u16) -> Model {
    let mut model = probe(width, height);
    if model.showing::<PlanScreen>().is_none() {
        return model;
    }
    press(&mut model, "a tab enter");
    let message = "ExceededBudget: User=ana over budget. Spend=10.02, Budget=10.0".to_owned();
    let answered = Answered { status: 422, kind: Some("budget_exceeded".to_owned()), message };
    let outcome = Outcome::done("the proxy answered: 422 budget_exceeded; the key is gone again");
    finish(&mut model, 1, outcome.answering(Some(answered)), None);
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    model
}

#[test]
fn a_probe_is_a_plan_that_says_what_is_expected_and_then_sets_the_answer_beside_it() {
    let shown = screen(&probe(100, 30));
    assert!(shown.contains("why says refused with 422 budget_exceeded"), "{shown}");
    let shown = screen(&probed(160, 30));
    assert!(shown.contains("the proxy answered 422 budget_exceeded: they agree."), "{shown}");
}

#[test]
fn a_probe_wants_a_model_and_a_verdict() {
    let mut model = verdict("user_budget", 100, 30);
    press(&mut model, "p");
    let said = model.notice().unwrap().sentence();
    assert!(said.contains("it needs a model; m names one"), "{said}");
    let mut model = asking(100, 30);
    press(&mut model, "p");
    assert!(model.notice().unwrap().sentence().contains("there is no answer yet"));
}

#[test]
fn what_cannot_be_planned_says_what_works() {
    let windows = with_key(|key| {
        key.purse = PurseFacts { spend: Fact::Is(usd("0")), ..PurseFacts::default() };
        key.models = ModelList::default();
    });
    let no_such_model = Situation { model: Some("gpt-9".into()), ..windows };
    let mut model = told((120, 36), vec![no_such_model], Role::User);
    press(&mut model, "a");
    let said = model.notice().unwrap().sentence();
    assert!(said.starts_with("bursar has no plan for that. Ask for a model that"), "{said}");
    press(&mut model, "9");
    assert!(model.notice().unwrap().sentence().contains("There is no remedy 9"));
    let mut accepted = verdict("accepted", 120, 36);
    press(&mut accepted, "a");
    assert!(accepted.notice().unwrap().sentence().contains("nothing refuses this request"));
}

#[test]
fn it_can_be_opened_from_the_command_line_and_the_palette() {
    let target: Target = "why:ana@campus.example.edu model gpt-4o".parse().unwrap();
    let mut model = empty_console(80, 24);
    model.open_at(target);
    assert!(!matches!(model.screen(), Screen::Why(_)));
    model.session = Session::Open;
    let epoch = model.epoch;
    let effects = update(&mut model, Msg::Observed(epoch, roster()));
    assert_eq!(asked(&effects)[0].model, Some(Text::from("gpt-4o")));
    assert_eq!(why(&model).about, About::person(PersonId::new("ana")));
    let mut model = console(80, 24);
    let effects = press(&mut model, ": w h y space b e n @ enter");
    assert_eq!(asked(&effects).len(), 1);
    assert_eq!(why(&model).about, About::person(PersonId::new("ben")));
}

#[test]
fn without_a_proxy_there_is_nothing_to_ask() {
    let mut seen = snapshot();
    seen.proxy = Side::Absent;
    let mut model = empty_console(80, 24);
    model.session = Session::Open;
    let sync = bursar::domain::SyncPolicy::default();
    observe(&mut model, bursar::roster::join(seen.into(), &sync));
    assert!(matches!(model.freshness, Freshness::Read(_)));
    press(&mut model, "w");
    assert!(model.notice().unwrap().sentence().contains("there is no LiteLLM in this profile"));
}

#[test]
fn a_key_that_expires_while_one_looks_is_refused_then() {
    let soon = with_key(|key| key.expires = Fact::Is(now() + SignedDuration::from_secs(90)));
    let mut model = told((80, 24), vec![soon], Role::User);
    assert!(screen(&model).contains("ACCEPTED"));
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_mins(3)));
    assert!(screen(&model).contains("REFUSED"), "{}", screen(&model));
}

#[test]
fn all_of_it_can_be_read_as_a_page_with_the_commands() {
    let mut model = verdict("user_budget", 60, 20);
    press(&mut model, "enter");
    let mut all = screen(&model);
    press(&mut model, "pgdn");
    all.push_str(&screen(&model));
    assert!(all.contains("bursar reset ana"), "{all}");
    press(&mut model, "esc");
    assert!(why(&model).page.is_none());
}
