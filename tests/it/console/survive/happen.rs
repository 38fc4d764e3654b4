//! All that can happen to the console: what an operator does, and what the runner answers.

use bursar::app::effect::Epoch;
use bursar::app::export::Exported;
use bursar::app::mouse::Gesture;
use bursar::app::{Model, Msg, Revealed, Saved, SavedQuery, Secret, Server};
use bursar::domain::activity::{Activity, Missing, Span, Spenders};
use bursar::domain::{Email, Listing, Side, SyncPolicy, Text};
use bursar::engine::Heard;
use bursar::journal::History;
use bursar::plan::Outcome;
use bursar::roster::{Roster, join};
use proptest::prelude::*;
use strum::IntoEnumIterator;

use crate::console::fresh::later;
use crate::console::scenes::history;
use crate::console::spend::{activity, ranking};
use crate::console::support::{budget, failed_request, profile, request, snapshot, user};

/// Keys one by one, and some that lead somewhere.
const KEYS: &str = "j k g G h l o O r R b U B m s S u J P L N Q X C T t ? / : + * v i 0 1 y a e w \
     p d c z n x 3 7 9 $ % . - ' ( | ! > space tab backtab left right up down pgup pgdn home end enter \
     esc backspace del f5 ctrl-d ctrl-u ctrl-f ctrl-p ctrl-r ctrl-s ctrl-z ctrl-c q";

const WAYS: [&str; 20] = [
    "g s",
    "g s tab enter",
    "$ ctrl-r 9 h",
    "S a tab enter",
    "r a tab enter",
    "* r a 1 0 enter",
    "* r a 9 tab enter",
    "S a enter",
    "S enter tab",
    "b a down enter",
    "m enter a tab enter",
    "B + 2 0 % enter a tab enter",
    "P e enter",
    "P j d l a b enter",
    "J enter u",
    "g c",
    "g g G",
    "L / u s e r enter O",
    "L o C space enter G",
    "N o O C space esc",
];

const COMMANDS: [&str; 18] = [
    "spend team lab 90",
    "spend key a1 7",
    "users state:over",
    "users ana (",
    "user ana@campus.example.edu",
    "why ana",
    "journal",
    "requests",
    "notices",
    "profile lab",
    "query over",
    "mark team:lab",
    "sort spend name",
    "theme light",
    "apply-plan",
    "sync-everybody",
    "undo",
    "no such command \u{1b}[31m",
];

const TEXTS: [&str; 7] = [
    "",
    "10",
    "ana",
    "q\nS a\ttab\r\n",
    "\u{1b}[2J\u{202e}\u{7}",
    "조민지 조민지 조민지",
    "99999999999999999999999999999999999999999999999999999999999999999999999999999999",
];

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Keys(String),
    Command(&'static str),
    Pasted(&'static str),
    Resized(u16, u16),
    Ticked(i32),
    /// With the epoch of an order that nobody waits for any more.
    Answered(Answer, bool),
    /// Both servers were read, and that was held against the reading before.
    Read(People),
    Mouse(Gesture, u16, u16),
}

/// What the runner says.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Opened(bool),
    Observed(People),
    Cached(bool),
    Resumed(bool),
    Progressed(Server, usize, Option<usize>),
    Journal(Option<bool>),
    Started(u32),
    Finished(u32, u8),
    Ended(bool),
    Requested(bool),
    /// What was asked for last of a spend: days, a ranking, nothing, a failure; or how far it is.
    Spend(u8),
    Failed(&'static str),
    Written(bool),
    Exported(bool),
    Dumped(bool),
    NotSaved,
    Profiles(u8),
    Terminated,
}

/// What the servers may say.
#[derive(Clone, Copy, Debug, strum::EnumIter)]
pub(super) enum People {
    Usual,
    Later,
    None,
    ProxyDown,
    WebuiDown,
    BothDown,
    ProxyAlone,
    WebuiAlone,
    Cut,
    Twice,
    Odd,
}

impl People {
    pub(super) fn roster(self) -> Roster {
        let mut seen = snapshot();
        let no = || "no answer \u{1b}[31m in time".to_owned();
        let (proxy, webui) = match self {
            Self::Later => return later(),
            Self::Usual | Self::None | Self::Cut | Self::Twice | Self::Odd => (None, None),
            Self::ProxyDown => (Some(Side::Failed(no())), None),
            Self::WebuiDown => (None, Some(Side::Failed(no()))),
            Self::BothDown => (Some(Side::Failed(no())), Some(Side::Failed(no()))),
            Self::ProxyAlone => (None, Some(Side::Absent)),
            Self::WebuiAlone => (Some(Side::Absent), None),
        };
        if let Side::Seen(side) = &mut seen.proxy {
            match self {
                Self::None => {
                    side.users.rows.clear();
                    side.keys.rows.clear();
                }
                Self::Cut => side.users = Listing::incomplete(side.users.rows.split_off(4), no()),
                Self::Twice => side.users.rows.extend_from_within(..),
                Self::Odd => side.users.rows = odd_users(),
                _ => {}
            }
        }
        if let Side::Seen(side) = &mut seen.webui {
            match self {
                Self::None => side.accounts.rows.clear(),
                Self::Cut => {
                    side.accounts = Listing::incomplete(side.accounts.rows.split_off(2), no());
                }
                Self::Twice => side.accounts.rows.extend_from_within(..),
                _ => {}
            }
        }
        seen.proxy = proxy.unwrap_or(seen.proxy);
        seen.webui = webui.unwrap_or(seen.webui);
        join(seen.into(), &SyncPolicy::default())
    }
}

/// No name, no address, names without end, more money than there is, times long ago.
fn odd_users() -> Vec<bursar::domain::ProxyUser> {
    let mut nameless = user("", "", None, budget("-", None));
    nameless.email = None;
    nameless.alias = None;
    let mut long =
        user(&"w".repeat(600), &"조".repeat(300), None, budget("0", Some(-4_000_000_000)));
    long.email = Some(Email::new("\u{1b}]0;x\u{7}@".repeat(60)));
    let rich = user("rich", "a\n\tb", Some("999999999"), budget("0.000001", Some(9_000_000_000)));
    let mut many = user("many", "\u{200d}\u{fe0f}é👩‍👩‍👧", Some("1"), budget("10", None));
    many.models = Some((0..80).map(|n| Text::from(format!("model-{n}"))).collect());
    vec![nameless, long, rich, many, user("ana", "Ana", Some("1"), budget("10", None))]
}

impl Answer {
    pub(super) fn into_msg(self, model: &Model, epoch: Epoch) -> Msg {
        let why = || "the disk is full".to_owned();
        let path = |is_well: bool| if is_well { Ok("a.json".to_owned()) } else { Err(why()) };
        match self {
            Self::Opened(is_well) => Msg::ProfileOpened(epoch, path(is_well).map(drop)),
            Self::Observed(people) => Msg::Observed(epoch, people.roster().into()),
            Self::Cached(is_there) => {
                let ready = || model.people.wish(model.now).carry_out(later().into());
                Msg::CacheLoaded(epoch, is_there.then(|| Box::new(ready())))
            }
            Self::Resumed(is_well) => {
                let saved = Saved {
                    screen: "user:ana".into(),
                    query: "state:over |".into(),
                    queries: vec![SavedQuery { name: "over".into(), text: "state:".into() }],
                    commands: vec!["users ana".into(), String::new()],
                    ..Saved::default()
                };
                Msg::SavedLoaded(epoch, if is_well { Ok(saved) } else { Err(why()) })
            }
            Self::Progressed(server, done, total) => {
                Msg::Progressed { epoch, server, part: "users".into(), done, total }
            }
            Self::Journal(None) => Msg::JournalLoaded(epoch, Err(why())),
            Self::Journal(Some(false)) => Msg::JournalLoaded(epoch, Ok(History::default())),
            Self::Journal(Some(true)) => Msg::JournalLoaded(epoch, Ok(history().0)),
            Self::Started(change) => Msg::ChangeStarted(epoch, change),
            Self::Finished(change, how) => {
                let outcome = match how % 4 {
                    0 => Outcome::done("read back").creating("hash"),
                    1 => Outcome::failed("LiteLLM answered 500"),
                    2 => Outcome::refused("moved on"),
                    _ => Outcome::unknown("no answer within 10 s"),
                };
                let revealed = (how > 4).then(|| Revealed {
                    what: "key ana-1".into(),
                    user: "ana".into(),
                    secret: Secret::new("sk-0123456789".to_owned().into()),
                });
                Msg::ChangeFinished { epoch, change, outcome, revealed }
            }
            Self::Ended(is_well) => Msg::ApplyEnded(epoch, path(is_well).map(drop)),
            Self::Requested(is_well) => {
                let record = if is_well { request("/a") } else { failed_request("/b?\u{1b}") };
                Msg::Requested("campus".into(), Box::new(record))
            }
            Self::Spend(how) => spend(model, epoch, how),
            Self::Failed(why) => Msg::Failed(why.into()),
            Self::Written(is_well) => Msg::PlanWritten(path(is_well)),
            Self::Exported(is_well) => {
                Msg::Exported(path(is_well).map(|path| Exported { path, rows: 12, bytes: 1_234 }))
            }
            Self::Dumped(is_well) => Msg::ScreenDumped(path(is_well)),
            Self::NotSaved => Msg::SaveFailed(why()),
            Self::Profiles(0) => Msg::ProfilesChanged(Err(vec![why()])),
            Self::Profiles(1) => Msg::ProfilesChanged(Ok(Vec::new())),
            Self::Profiles(_) => Msg::ProfilesChanged(Ok(vec![profile("campus"), profile("new")])),
            Self::Terminated => Msg::Terminated,
        }
    }
}

fn spend(model: &Model, epoch: Epoch, how: u8) -> Msg {
    let number = model.asked;
    let range = Span::ALL[usize::from(how) % 3].until(model.now);
    let answer = match how % 6 {
        0 => Heard::Days(activity(range)),
        1 => Heard::Days(Activity::of(range, [], 0)),
        2 => Heard::Spenders(ranking(range, Missing::Users { of: u64::MAX })),
        3 => Heard::Spenders(Spenders::of(range, [], Missing::Nothing)),
        4 => return Msg::HeardPart { epoch, number, part: (usize::from(how), 7) },
        _ => {
            let answer = Err("no answer \u{1b}[31m in time".to_owned());
            return Msg::Heard { epoch, number, answer };
        }
    };
    Msg::Heard { epoch, number, answer: Ok(answer) }
}

fn people() -> impl Strategy<Value = People> {
    prop::sample::select(People::iter().collect::<Vec<_>>())
}

fn answers() -> impl Strategy<Value = Answer> {
    let server = prop::sample::select(&[Server::Proxy, Server::Webui][..]);
    let rare = prop_oneof![
        any::<bool>().prop_map(Answer::Opened),
        any::<bool>().prop_map(Answer::Cached),
        any::<bool>().prop_map(Answer::Resumed),
        any::<bool>().prop_map(Answer::Written),
        any::<bool>().prop_map(Answer::Exported),
        any::<bool>().prop_map(Answer::Dumped),
        (0_u8..3).prop_map(Answer::Profiles),
        Just(Answer::NotSaved),
        Just(Answer::Terminated),
    ];
    prop_oneof![
        6 => rare,
        2 => people().prop_map(Answer::Observed),
        2 => (server, 0_usize..200_000, prop::option::of(0_usize..100_000))
            .prop_map(|(server, done, total)| Answer::Progressed(server, done, total)),
        2 => any::<Option<bool>>().prop_map(Answer::Journal),
        2 => (0_u32..5).prop_map(Answer::Started),
        4 => (0_u32..5, 0_u8..8).prop_map(|(change, how)| Answer::Finished(change, how)),
        2 => any::<bool>().prop_map(Answer::Ended),
        3 => any::<u8>().prop_map(Answer::Spend),
        1 => any::<bool>().prop_map(Answer::Requested),
        1 => prop::sample::select(&TEXTS[..]).prop_map(Answer::Failed),
    ]
}

pub(super) fn steps() -> impl Strategy<Value = Step> {
    let keys: Vec<&str> = KEYS.split_whitespace().collect();
    let gestures = [Gesture::Press, Gesture::Press, Gesture::WheelDown, Gesture::WheelUp];
    prop_oneof![
        12 => prop::sample::select(keys).prop_map(|key| Step::Keys(key.into())),
        3 => prop::sample::select(&WAYS[..]).prop_map(|keys| Step::Keys(keys.into())),
        2 => prop::sample::select(&COMMANDS[..]).prop_map(Step::Command),
        1 => prop::sample::select(&TEXTS[..]).prop_map(Step::Pasted),
        2 => (1_u16..=200, 1_u16..=60).prop_map(|(width, height)| Step::Resized(width, height)),
        1 => (1_u16..=12, 1_u16..=6).prop_map(|(width, height)| Step::Resized(width, height)),
        2 => (-100_i32..10_000).prop_map(Step::Ticked),
        6 => (answers(), prop::bool::weighted(0.1))
            .prop_map(|(answer, is_stale)| Step::Answered(answer, is_stale)),
        3 => people().prop_map(Step::Read),
        4 => (prop::sample::select(gestures.to_vec()), 0_u16..200, 0_u16..60)
            .prop_map(|(gesture, x, y)| Step::Mouse(gesture, x, y)),
    ]
}
