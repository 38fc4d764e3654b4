//! The state of the console, and what changes it.
//!
//! One [`Model`], owned by the main task. [`update::update`] takes a [`Msg`] (a fact), changes the
//! model and returns [`Effect`]s (orders, plain data) for the runner; it is pure, and so is
//! everything here: no socket, no clock, no terminal but crossterm's key types. The time comes in
//! as [`Msg::Ticked`].

pub mod action;
pub mod availability;
pub mod changes;
pub mod chooser;
pub mod chord;
pub mod command;
pub mod dialog;
pub mod effect;
pub mod export;
pub mod filter;
pub mod forgotten;
pub mod form;
pub mod front;
pub mod geometry;
pub mod keymap;
pub mod look;
pub mod mouse;
pub mod msg;
pub mod notice;
pub mod notices;
pub mod page;
pub mod palette;
pub mod people;
pub mod planning;
pub mod profile;
pub mod query_line;
pub mod reading;
pub mod remote;
pub mod requests;
pub mod saved;
pub mod screen;
pub mod secret;
pub mod target;
pub mod update;
pub mod verb;
pub mod worded;
pub mod wrap;

use crate::table::Times;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub use action::Action;
pub use changes::Changes;
pub use chord::Chord;
pub use dialog::Dialog;
pub use effect::{Effect, Epoch};
pub use forgotten::Forgotten;
pub use keymap::Keymap;
pub use look::{Look, Themes};
pub use msg::Msg;
pub use notice::{Notice, Severity};
pub use notices::Notices;
pub use palette::Palette;
pub use people::People;
pub use planning::Planning;
pub use profile::Profile;
pub use query_line::{QueryHistory, QueryLine};
pub use reading::{Freshness, KeptHalves, Progress, Reading, Server, Session};
pub use remote::{Asking, Remote};
pub use requests::RequestLog;
pub use saved::{Keeping, Saved, SavedQuery};
pub use screen::plan::PlanScreen;
pub use screen::spend::SpendScreen;
pub use screen::{Screen, Stack};
pub use secret::{Revealed, Secret};
pub use target::Target;
pub use update::session::{Choosing, Destination, Resume};
pub use update::update;

use crate::domain::{Side, Snapshot};
use crate::journal::History;
use crate::roster::Roster;

/// How often ages on the screen are brought up to date: they are shown in whole minutes.
const TICK: Duration = Duration::from_mins(1);

/// How often the pace and the time left of long work are brought up to date.
const WORKING_TICK: Duration = Duration::from_secs(1);

/// How long a reading that nobody asked for goes unmentioned.
const QUIET_SECONDS: i64 = 2;

/// Why the console is about to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quitting {
    /// The operator said so.
    ByOperator,
    /// The process was told to; there may be no terminal any more.
    BySignal,
}

/// Everything the console knows.
#[derive(Debug)]
pub struct Model {
    /// The time.
    pub now: Timestamp,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub look: Look,
    /// What each meaning looks like.
    pub themes: Themes,
    /// The bindings.
    pub keymap: Keymap,
    /// Keys pressed that begin what may become one of several.
    pub pending: Vec<Chord>,
    /// What answers are waited for.
    pub epoch: Epoch,
    /// All profiles of the configuration.
    pub profiles: Vec<Profile>,
    /// The one at work.
    pub profile: Profile,
    /// Whether its servers can be asked.
    pub session: Session,
    /// The reading under way.
    pub reading: Option<Reading>,
    /// Whence the people on the screen.
    pub freshness: Freshness,
    /// What of them changed a moment ago.
    pub changes: Arc<Changes>,
    /// Which halves of them are older, since their server did not answer the last time.
    pub kept: KeptHalves,
    /// When the servers were last asked, for reading by itself.
    pub asked_at: Timestamp,
    /// The people.
    pub people: People,
    /// The journal.
    pub journal: Remote<Arc<History>>,
    /// The screens.
    pub screens: Stack,
    /// The command palette, while it is open.
    pub palette: Option<Palette>,
    /// The line in which the query is typed.
    pub query_line: Option<QueryLine>,
    /// What was asked before.
    pub query_history: QueryHistory,
    /// The dialog on top.
    pub dialog: Option<Dialog>,
    /// The plan being made.
    pub planning: Planning,
    /// What was asked for screens so far: the number of the last order.
    pub asked: u64,
    /// The orders of these that are being carried out.
    pub asking: Vec<u64>,
    /// Whether a plan was applied that no reading has seen yet.
    pub is_behind: bool,
    /// What the operator was told, and what of it is on the line.
    pub notices: Notices,
    /// What was asked of the servers.
    pub requests: RequestLog,
    /// What is remembered for the next session.
    pub saved: Saved,
    /// Whether that may be written.
    pub keeping: Keeping,
    /// Whether it was said that it cannot be written.
    pub save_failed: bool,
    /// Where to go as soon as there is what to show there.
    pub destination: Option<Destination>,
    /// What is asked about whoever is opened next.
    pub choosing: Option<Choosing>,
    /// Whether the servers are not read by themselves for now.
    pub is_paused: bool,
    /// How times are shown.
    pub times: Times,
    /// Set once the console is to end as soon as no write is under way.
    pub quitting: Option<Quitting>,
}

impl Model {
    /// A console on `profile`, before anything was read.
    pub fn new(profile: Profile, profiles: Vec<Profile>, now: Timestamp, size: (u16, u16)) -> Self {
        let mut model = Self {
            now,
            size,
            look: Look::default(),
            themes: Themes::default(),
            keymap: Keymap::built_in(),
            pending: Vec::new(),
            epoch: Epoch::default(),
            profiles,
            profile,
            session: Session::Opening,
            reading: None,
            freshness: Freshness::Nothing,
            changes: Arc::default(),
            kept: KeptHalves::default(),
            asked_at: now,
            people: People::new(nobody(now), now),
            journal: Remote::NotAsked,
            screens: Stack::default(),
            palette: None,
            query_line: None,
            query_history: QueryHistory::default(),
            dialog: None,
            planning: Planning::default(),
            asked: 0,
            asking: Vec::new(),
            is_behind: false,
            notices: Notices::default(),
            requests: RequestLog::default(),
            saved: Saved::default(),
            keeping: Keeping::default(),
            save_failed: false,
            destination: None,
            choosing: None,
            is_paused: false,
            times: Times::default(),
            quitting: None,
        };
        model.fit();
        model
    }

    /// The first orders: what the runner is given before any message.
    pub fn start(&mut self) -> Vec<Effect> {
        self.journal.ask();
        vec![
            // First: opening a profile gives up the reads of the one before.
            Effect::OpenProfile(self.epoch, self.profile.name.clone()),
            Effect::LoadCached(self.epoch, Box::new(self.people.wish(self.now))),
            Effect::LoadJournal(self.epoch),
        ]
    }

    /// The reading under way, if there is anything to say of it: one that nobody asked for is not
    /// mentioned unless it takes long, so that a console that reads by itself stays silent.
    pub fn shown_reading(&self) -> Option<&Reading> {
        let seconds = self.now.as_second() - self.asked_at.as_second();
        self.reading.as_ref().filter(|reading| !reading.is_quiet || seconds >= QUIET_SECONDS)
    }

    /// Whether anything on the screen changes with this message. Of a request there is nothing to
    /// see but in the log.
    pub fn shows(&self, msg: &Msg) -> bool {
        self.screen().shows_requests() || !matches!(msg, Msg::Requested(..))
    }

    /// Whether a write is under way.
    pub fn is_applying(&self) -> bool {
        self.all::<PlanScreen>().any(PlanScreen::is_applying)
    }

    /// After how long the loop is to say the time, at the latest. Nothing on the screen changes
    /// sooner by itself, so an idle console writes nothing.
    pub fn next_tick(&self) -> Duration {
        if self.is_applying() {
            return WORKING_TICK;
        }
        let is_waiting = self.planning.since().is_some() || !self.asking.is_empty();
        if self.shown_reading().is_some() || is_waiting {
            return WORKING_TICK;
        }
        if self.reading.is_some() {
            return Duration::from_secs(QUIET_SECONDS.unsigned_abs());
        }
        let refresh = self.profile.refresh.filter(|_| !self.is_paused);
        let until_refresh = refresh.map(|every| {
            let passed = self.now.as_second() - self.asked_at.as_second();
            every.saturating_sub(Duration::from_secs(u64::try_from(passed).unwrap_or(0)))
        });
        let until_unmarked = self.changes.next_end(self.now);
        let next = [until_refresh, until_unmarked].into_iter().flatten().min();
        next.map_or(TICK, |left| left.clamp(Duration::from_secs(1), TICK))
    }

    /// Whether it is time to read the servers by itself.
    pub(crate) fn is_refresh_due(&self) -> bool {
        let passed = self.now.as_second() - self.asked_at.as_second();
        self.session == Session::Open
            && self.reading.is_none()
            && !self.is_paused
            && !self.is_applying()
            && self.profile.refresh.is_some_and(|every| {
                u64::try_from(passed).is_ok_and(|passed| passed >= every.as_secs().max(1))
            })
    }
}

/// A roster of nobody, for before the first reading.
fn nobody(now: Timestamp) -> Arc<Roster> {
    let snapshot = Snapshot { observed_at: now, proxy: Side::Absent, webui: Side::Absent };
    Arc::new(crate::roster::join(Arc::new(snapshot), &crate::domain::SyncPolicy::default()))
}
