//! Every screen and every kind of dialog, each as an operator comes upon it.

use bursar::app::PlanScreen;
use bursar::app::verb::Targets;
use bursar::app::{Effect, Model, Msg, Revealed, SavedQuery, Secret, update};
use bursar::domain::Side;
use bursar::domain::activity::{Activity, Day, Missing, Span, Spenders};
use bursar::engine::Heard;
use bursar::journal::{History, Record};
use bursar::order::Whom;
use bursar::plan::Outcome;
use bursar::plan::make::Applied;
use crossterm::event::KeyCode;
use jiff::SignedDuration;

use super::fresh::later;
use super::groups;
use super::purses;
use super::records::{members, members_failed, members_loading, stocked};
use super::requests::busy;
use super::spend::{activity, ask};
use super::support::{
    console, empty_console, failed_request, now, observe, press, requested, snapshot,
};
use super::why;

/// Columns and rows: hardly enough, usual, ample.
pub(crate) const SIZES: [(u16, u16); 3] = [(60, 20), (80, 24), (160, 48)];

#[derive(Clone, Copy)]
enum Way {
    /// By keys alone, on people just read.
    Keys(&'static str),
    /// By what happens as well.
    Story(fn(u16, u16) -> Model),
}

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    way: Way,
}

impl Scene {
    /// At that size, unless the scene has its own.
    pub(crate) fn build(self, width: u16, height: u16) -> Model {
        match self.way {
            Way::Keys(keys) => {
                let mut model = console(width, height);
                press(&mut model, keys);
                model
            }
            Way::Story(tell) => tell(width, height),
        }
    }
}

impl std::fmt::Debug for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn keys(name: &'static str, keys: &'static str) -> Scene {
    Scene { name, way: Way::Keys(keys) }
}

const fn story(name: &'static str, tell: fn(u16, u16) -> Model) -> Scene {
    Scene { name, way: Way::Story(tell) }
}

pub(crate) const SCENES: &[Scene] = &[
    story("not_read", empty_console),
    story("too_small", |_, _| console(50, 10)),
    story("reading", reading),
    story("server_down", server_down),
    keys("users", "j space"),
    keys("query", "/ a n"),
    keys("query_offers", "/ a n a space s tab"),
    keys("query_wrong", "/ s p e n d > 5 space s t a t : o v e r"),
    keys("nobody", "/ x x x x"),
    keys("refusal", "/ h a l enter r"),
    keys("user", "/ a n a @ enter enter"),
    keys("user_drifted", "/ b e n @ enter enter"),
    story("why_asking", why::asking),
    story("why_failed", why::failed),
    story("why_key_blocked", |width, height| why::verdict("key_blocked", width, height)),
    story("why_key_expired", |width, height| why::verdict("key_expired", width, height)),
    story("why_user_budget", |width, height| why::verdict("user_budget", width, height)),
    story("why_member_budget", |width, height| why::verdict("member_budget", width, height)),
    story("why_model_not_allowed", |width, height| {
        why::verdict("model_not_allowed", width, height)
    }),
    story("why_deactivated", |width, height| why::verdict("deactivated", width, height)),
    story("why_role_pending", |width, height| why::verdict("role_pending", width, height)),
    story("why_accepted", |width, height| why::verdict("accepted", width, height)),
    story("why_unknown", |width, height| why::verdict("unknown", width, height)),
    story("why_probe", why::probe),
    story("why_probed", why::probed),
    story("why_page", |width, height| then("user_budget", width, height, "enter")),
    story("why_model", |width, height| then("accepted", width, height, "m m i")),
    story("spend_loading", spend_loading),
    story("spend", |width, height| spend(width, height, "")),
    story("spend_week", |width, height| spend(width, height, "7 h h")),
    story("spend_quarter", |width, height| spend(width, height, "9")),
    story("spend_unknown", spend_unknown),
    story("spend_empty", spend_empty),
    story("spend_failed", spend_failed),
    story("spenders", |width, height| spenders(width, height, "j")),
    story("spenders_empty", spenders_empty),
    keys("plan", "S"),
    story("plan_applying", applying),
    story("plan_ended", ended),
    keys("journal_loading", "J"),
    story("journal_empty", journal_empty),
    story("journal", |width, height| journal(width, height, "J")),
    story("entry", |width, height| journal(width, height, "J enter j")),
    keys("profiles", "P"),
    keys("requests_empty", "L"),
    story("requests", |width, height| asked(width, height, "L")),
    story("requests_sorted", |width, height| asked(width, height, "L l : s o r t space m s enter")),
    story("requests_found", |width, height| asked(width, height, "L / f a i l e d")),
    story("request", |width, height| asked(width, height, "L enter")),
    story("request_failed", |width, height| asked(width, height, "L k enter")),
    keys("notices_empty", "N"),
    story("notices", |width, height| told(width, height, "N j")),
    story("notice", |width, height| told(width, height, "N j enter")),
    story("keys", |width, height| stocked(width, height, "g k j space")),
    story("keys_of_user", |width, height| stocked(width, height, "/ a n a @ enter K")),
    story("keys_of_team", |width, height| stocked(width, height, "g t K")),
    story("keys_found", |width, height| stocked(width, height, "g k / b l o c k e d")),
    story("keys_none", |width, height| stocked(width, height, "g k / z z z enter")),
    story("teams", |width, height| stocked(width, height, "g t")),
    story("members_loading", members_loading),
    story("members_failed", members_failed),
    story("members", members),
    story("customers", |width, height| stocked(width, height, "g e j")),
    story("groups", |width, height| groups::listed(width, height, "g w j")),
    story("groups_failed", groups::failed),
    story("budgets_loading", purses::loading),
    story("budgets", |width, height| purses::loaded(width, height, "j j j")),
    story("budgets_all", |width, height| purses::loaded(width, height, "z")),
    story("budgets_failed", purses::failed),
    story("budgets_unlicensed", purses::without_licence),
    story("budget_shared", |width, height| purses::loaded(width, height, "/ s t u d enter enter")),
    story("changes_empty", changes_over),
    story("changes", changes),
    keys("help", "?"),
    keys("help_found", "? / b l o c k"),
    keys("which_key", "y"),
    keys("which_key_go", "g"),
    keys("palette", ": u s e r s space a n a enter :"),
    keys("palette_typed", ": u n b l o c k"),
    keys("reversible", "/ a n a @ enter b a"),
    keys("consequential", "/ a n a @ enter R a"),
    keys("apply", "S a"),
    keys("sweeping", "* r a"),
    keys("quit", "/ a n a @ enter r a tab enter q"),
    keys("remove", "P j d"),
    keys("budget", "/ a n a @ enter B + 2 0 %"),
    keys("budget_many", "* B + 2 0 %"),
    story("budget_of_row", |width, height| purses::loaded(width, height, "/ s t u d enter B 6")),
    story("window", |width, height| {
        purses::with_window_of(width, height, "g k / a n a - a 1 enter W 7 d tab n o n e")
    }),
    story("window_many", |width, height| {
        purses::with_window_of(width, height, "g k * W 2 4 h tab + 2 0 %")
    }),
    keys("models_of_user", "/ c h o @ enter M tab tab b i g"),
    story("extend", extend),
    keys("role", "/ a n a @ enter a r left"),
    keys("grant", "/ a n a @ enter a g tab g p t"),
    keys("mint", "/ a n a @ enter m tab"),
    keys("columns", "C j"),
    keys("mark_matches", "+ a n a"),
    keys("export", "X"),
    keys("write_plan", "/ a n a @ enter r w"),
    keys("profile", "P e"),
    keys("profile_new", "P a"),
    story("queries", queries),
    story("revealed", revealed),
];

/// All of them, by name.
pub(crate) fn scenes(width: u16, height: u16) -> impl Iterator<Item = (&'static str, Model)> {
    SCENES.iter().map(move |scene| (scene.name, scene.build(width, height)))
}

/// Those with a dialog.
pub(crate) fn dialogs(width: u16, height: u16) -> impl Iterator<Item = (&'static str, Model)> {
    scenes(width, height).filter(|(_, model)| model.dialog.is_some())
}

/// From here on; what a dialog says is made anew with the next key, and this one does nothing.
pub(crate) fn show_in_ascii(model: &mut Model) {
    model.look.is_ascii = true;
    if model.dialog.is_some() {
        update(model, Msg::Key(KeyCode::F(12).into()));
    }
}

fn extend(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    let roster = std::sync::Arc::clone(model.people.roster());
    let whom = Whom::Keys(
        roster.proxy().unwrap().keys.rows.iter().map(|key| key.hash.clone()).take(1).collect(),
    );
    let targets = Targets { whom, subject: "a key".into() };
    model.dialog = Some(bursar::app::dialog::life::dialog(targets, &roster));
    press(&mut model, "3 0 d");
    model
}

fn reading(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "ctrl-r");
    let epoch = model.epoch;
    for (seconds, done) in [(0, 100), (1, 1_100), (10, 10_100)] {
        update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(seconds)));
        let (part, total) = ("users".to_owned(), Some(100_000));
        let server = bursar::app::Server::Proxy;
        update(&mut model, Msg::Progressed { epoch, server, part, done, total });
    }
    model
}

/// The proxy does not answer any more: what it said last stays.
fn server_down(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_mins(5)));
    let mut seen = snapshot();
    seen.observed_at = now() + SignedDuration::from_mins(5);
    seen.proxy = Side::Failed("LiteLLM (llm.example.edu): cannot list users: no answer".into());
    let roster = bursar::roster::join(seen.into(), &bursar::domain::SyncPolicy::default());
    observe(&mut model, roster);
    model
}

pub(crate) fn finish(model: &mut Model, change: u32, outcome: Outcome, revealed: Option<Revealed>) {
    let epoch = model.epoch;
    update(model, Msg::ChangeStarted(epoch, change));
    update(model, Msg::ChangeFinished { epoch, change, outcome, revealed });
}

fn applying(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "S a tab enter");
    finish(&mut model, 1, Outcome::failed("LiteLLM answered 500: the database is down"), None);
    let epoch = model.epoch;
    update(&mut model, Msg::ChangeStarted(epoch, 2));
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(2)));
    model
}

fn ended(width: u16, height: u16) -> Model {
    let mut model = applying(width, height);
    finish(&mut model, 2, Outcome::done("read back"), None);
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    model
}

/// What was done three hours ago: a plan of which one change is done and one unknown.
pub(crate) fn history() -> (History, Vec<Applied>) {
    let mut model = console(80, 24);
    press(&mut model, "S");
    let plan = model.showing::<PlanScreen>().unwrap().plan.clone();
    let outcomes = [Outcome::done("read back"), Outcome::unknown("no answer within 10 s")];
    let applied = plan.changes.iter().cloned().zip(outcomes);
    let applied: Vec<_> = applied.map(|(change, outcome)| Applied { change, outcome }).collect();
    let at = now() - SignedDuration::from_hours(3);
    (History::of(vec![Record::of(&plan, at, "op@bastion", &applied)]), applied)
}

fn journal(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    let epoch = model.epoch;
    let (history, applied) = history();
    update(&mut model, Msg::JournalLoaded(epoch, Ok(history)));
    for key in keys.split_whitespace() {
        for effect in press(&mut model, key) {
            if let Effect::Ask(epoch, number, _) = effect {
                let answer = Ok(Heard::Changes(applied.clone().into()));
                update(&mut model, Msg::Heard { epoch, number, answer });
            }
        }
    }
    model
}

/// A verdict, then keys.
fn then(verdict: &str, width: u16, height: u16, keys: &str) -> Model {
    let mut model = why::verdict(verdict, width, height);
    press(&mut model, keys);
    model
}

fn journal_empty(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "J");
    let epoch = model.epoch;
    update(&mut model, Msg::JournalLoaded(epoch, Ok(History::default())));
    model
}

fn asked(width: u16, height: u16, keys: &str) -> Model {
    let mut model = busy(width, height);
    press(&mut model, keys);
    model
}

fn told(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    requested(&mut model, failed_request("/user/list?page=1"));
    for why in [
        "LiteLLM (llm.example.edu): cannot list users: no answer in time. Try again.",
        "LiteLLM (llm.example.edu): cannot list users: no answer in time. Try again.",
        "the journal could not be written: the disk is full",
    ] {
        update(&mut model, Msg::Failed(why.into()));
    }
    press(&mut model, keys);
    model
}

fn changes(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(10)));
    observe(&mut model, later());
    press(&mut model, "g c");
    model
}

/// One looked at them until nothing of them was new any more.
fn changes_over(width: u16, height: u16) -> Model {
    let mut model = changes(width, height);
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_mins(2)));
    model
}

fn queries(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    for (name, text) in [("over", "state:over"), ("left", "active>6mo !blocked:yes")] {
        model.saved.queries.push(SavedQuery { name: name.into(), text: text.into() });
    }
    press(&mut model, "/ s t a t e : n e a r enter Q n e a r");
    model
}

fn revealed(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "/ a n a @ enter m enter a tab enter");
    let minted = Revealed {
        what: "key ana-1".into(),
        user: "ana@campus.example.edu".into(),
        secret: Secret::new("sk-0123456789abcdefghijkl".to_owned().into()),
    };
    finish(&mut model, 1, Outcome::done("read back").creating("hash"), Some(minted));
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    model
}

fn spend_loading(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "/ a n a @ enter $");
    let (epoch, number) = (model.epoch, model.asked);
    update(&mut model, Msg::Ticked(now() + SignedDuration::from_secs(3)));
    update(&mut model, Msg::HeardPart { epoch, number, part: (3, 17) });
    model
}

fn spend(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    ask(&mut model, &format!("/ a n a @ enter $ {keys}"));
    model
}

fn spenders(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    ask(&mut model, &format!("g s tab {keys}"));
    model
}

/// Answers with this what was asked for last.
fn told_of_spend(model: &mut Model, answer: Result<Heard, String>) {
    let (epoch, number) = (model.epoch, model.asked);
    update(model, Msg::Heard { epoch, number, answer });
}

fn days_of(parts: Vec<Day>, pages: usize) -> Heard {
    Heard::Days(Activity::of(Span::Month.until(now()), parts, pages))
}

fn spend_unknown(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "g s");
    let known = activity(Span::Month.until(now()));
    let unknown = |mut day: Day| {
        if day.total.requests % 5 == 1 || day.date.day() % 9 == 0 {
            day.total.spend = None;
        }
        day
    };
    let parts = known.days.into_iter().map(unknown).collect();
    told_of_spend(&mut model, Ok(days_of(parts, 17)));
    model
}

fn spend_empty(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "g s");
    told_of_spend(&mut model, Ok(days_of(Vec::new(), 1)));
    model
}

fn spend_failed(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    press(&mut model, "g s");
    let why = "LiteLLM (llm.example.edu): cannot read the daily activity: no answer in time";
    told_of_spend(&mut model, Err(why.into()));
    model
}

fn spenders_empty(width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    ask(&mut model, "g s");
    press(&mut model, "tab");
    let spenders = Spenders::of(Span::Month.until(now()), [], Missing::Nothing);
    told_of_spend(&mut model, Ok(Heard::Spenders(spenders)));
    model
}
