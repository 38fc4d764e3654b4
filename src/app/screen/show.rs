//! What every screen says of itself.

use jiff::Timestamp;

use super::help::HelpScreen;
use super::plan::PlanScreen;
use super::profiles::ProfilesScreen;
use super::spend::SpendScreen;
use super::user::UserScreen;
use super::why::{About, WhyScreen};
use super::{Screen, stack};
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::page::FactLine;
use crate::app::update::readings;
use crate::app::verb::Targets;
use crate::app::{
    Action, Changes, Effect, Model, Notice, Notices, People, Profile, RequestLog, Target,
};
use crate::domain::{KeyHash, TeamId};
use crate::engine::{Ask, Heard};
use crate::journal::History;
use crate::order::WhomKind;
use crate::roster::subject::Named;
use crate::roster::{PersonId, Roster};
use crate::table::{ListState, Table, Tone};

/// What of the model rows are made of, beside a screen's own state.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "each is the model's own")]
pub struct World<'a> {
    pub people: &'a People,
    pub changes: &'a Changes,
    pub journal: Option<&'a History>,
    pub profiles: &'a [Profile],
    /// The name of the profile at work.
    pub at_work: &'a str,
    pub requests: &'a RequestLog,
    pub notices: &'a Notices,
    pub now: Timestamp,
}

impl<'a> World<'a> {
    /// The people.
    pub fn roster(self) -> &'a Roster {
        self.people.roster()
    }
}

/// What the body of a screen is.
pub enum Body<'a> {
    /// A list, with its frame.
    List,
    /// A page of facts.
    Page,
    /// One user.
    User(&'a UserScreen),
    /// The checks of one request.
    Why(&'a WhyScreen),
    /// Days and spenders.
    Spend(&'a SpendScreen),
    /// The profiles with their servers.
    Profiles(&'a ProfilesScreen),
    /// A plan with its changes.
    Plan(&'a PlanScreen),
    /// All keys.
    Help(&'a HelpScreen),
}

/// A line above a list: pieces from the left, and what stands at its right end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadLine {
    /// Pieces, each in its tone. Harmless.
    pub left: Vec<(String, Tone)>,
    /// Gives way to the left.
    pub right: String,
}

impl HeadLine {
    /// One piece.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { left: vec![(text.into(), tone)], right: String::new() }
    }
}

/// The last line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foot {
    /// How many are shown and marked, these news, and what their money comes to.
    Sums(Vec<String>),
    /// How many are shown and marked, then what must be said, what is said where there is room, and
    /// what stands at the right end.
    Counts {
        /// Said whatever the room.
        must: Option<(String, Tone)>,
        /// Each, if it fits.
        more: Vec<(String, Tone)>,
        /// Gives way.
        right: String,
    },
    /// A sentence.
    Words(String),
    /// Nothing: what is below the list is the one under the cursor in full.
    Nothing,
}

/// What stands around a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Above it.
    pub head: Vec<HeadLine>,
    /// In its place where it has no rows: up to two lines.
    pub nothing: Vec<(String, Tone)>,
    /// Below it, under a rule: a label, and what it says of the one under the cursor.
    pub detail: Vec<(&'static str, String)>,
    /// The last line.
    pub foot: Foot,
}

/// Where the row under the cursor leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To this user.
    Person(PersonId),
    /// To the members of this team.
    Members(TeamId),
    /// To this key, in the list of keys.
    Key(KeyHash),
    /// To this team, in the list of teams.
    Team(TeamId),
    /// To a page of its own, by the id of the row.
    Page(crate::table::RowId),
}

/// A page of facts, scrolled as its `list` says.
macro_rules! page {
    () => {
        fn body(&self) -> Body<'_> {
            Body::Page
        }

        fn scrolled(&self) -> Option<ListState> {
            Some(self.list)
        }

        fn scrolled_mut(&mut self) -> Option<&mut ListState> {
            Some(&mut self.list)
        }
    };
}

/// A list whose state is `table`, with these rows.
macro_rules! table {
    (|$screen:ident, $world:ident| $rows:expr) => {
        fn list<'a>(&'a self, $world: World<'a>) -> Option<Seen<'a>> {
            let ($screen, _) = (self, $world);
            Some(Seen { table: &$screen.table, source: Box::new($rows) })
        }

        fn front<'a>(&'a mut self, $world: World<'a>) -> Option<Front<'a>> {
            let ($screen, _) = (self, $world);
            Some(Front { table: &mut $screen.table, source: Box::new($rows) })
        }

        fn table_mut(&mut self) -> Option<&mut Table> {
            Some(&mut self.table)
        }
    };
}

pub(super) use {page, table};

/// What does something with the screen in front.
pub type Doing = fn(&mut Model) -> Vec<Effect>;

/// A screen: what its line in the table does not say.
///
/// The questions have an answer that is right for most: that it is a list, that verbs are for
/// nothing there, that it reads nothing.
pub trait Show: std::fmt::Debug {
    /// What its body is.
    fn body(&self) -> Body<'_> {
        Body::List
    }

    /// Where the next session takes it up; `None`: at the screen beneath it.
    fn place(&self) -> Option<Target> {
        None
    }

    /// Whether it shows the same as that other screen of its kind, which goes when it is shown.
    fn is(&self, _other: &Screen) -> bool {
        true
    }

    /// Whether that is a page of one of its rows, which goes with it.
    fn has(&self, _page: &Screen) -> bool {
        false
    }

    /// Which half of it is in front, where keys are heard elsewhere in each.
    fn half(&self) -> usize {
        0
    }

    // ---- a list

    /// Its list with its rows.
    fn list<'a>(&'a self, _world: World<'a>) -> Option<Seen<'a>> {
        None
    }

    /// The same, to be changed.
    fn front<'a>(&'a mut self, _world: World<'a>) -> Option<Front<'a>> {
        None
    }

    /// The state of its list.
    fn table_mut(&mut self) -> Option<&mut Table> {
        None
    }

    /// What stands around it, in a body of that width.
    fn frame(&self, _model: &Model, _width: u16) -> Frame {
        Frame { head: vec![], nothing: vec![], detail: vec![], foot: Foot::Nothing }
    }

    /// Lines above and below the list in a body of so many; `None` where it is none.
    fn around(&self, _model: &Model, _body: u16) -> Option<(u16, u16)> {
        matches!(self.body(), Body::List).then_some((0, 1))
    }

    /// The words by which it is filtered.
    fn filter(&self) -> Option<&Filter> {
        None
    }

    /// The same, to be typed in.
    fn filter_mut(&mut self) -> Option<&mut Filter> {
        None
    }

    /// The filter has other words.
    fn refilter(&mut self, _world: World<'_>) {}

    /// The rows are other ones, or it is another moment.
    fn renew(&mut self, _world: World<'_>) {}

    /// Of whom it lists, where that is not all: `keys of ana@example.edu`. Harmless.
    fn of_whom(&self, _model: &Model) -> Option<String> {
        None
    }

    /// Whether the header counts its rows and not people, and they are copied as any rows.
    fn lists_records(&self) -> bool {
        false
    }

    /// Whether nothing of it was read yet, so that no number can be said.
    fn is_unread(&self) -> bool {
        false
    }

    /// What a row is copied as, where that is not its id.
    fn id_of(&self, _row: u32) -> Option<String> {
        None
    }

    // ---- a page

    /// Its lines.
    fn page(&self, _model: &Model) -> Vec<FactLine> {
        Vec::new()
    }

    /// How many lines it has.
    fn lines(&self, model: &Model) -> usize {
        self.page(model).len()
    }

    /// Lines of its body that are no lines of the page.
    fn chrome(&self) -> u16 {
        1
    }

    /// Where in it one is, if it is a page.
    fn scrolled(&self) -> Option<ListState> {
        None
    }

    /// The same, to be moved.
    fn scrolled_mut(&mut self) -> Option<&mut ListState> {
        None
    }

    /// Whether words are being typed that its lines are looked through for.
    fn finds(&self) -> bool {
        false
    }

    // ---- what is done there

    /// What a second click on a row does.
    fn opens(&self) -> Option<Action> {
        None
    }

    /// What an action is called here, where that is not its title.
    fn called(&self, _action: Action) -> Option<&'static str> {
        None
    }

    /// Whether the footer has anything to say of this action here.
    fn hints(&self, _model: &Model, _action: Action) -> bool {
        true
    }

    /// Gives up what is in the way, else leaves.
    fn back(&self) -> Doing {
        stack::leave_front
    }

    /// Reads anew what is shown.
    fn refresh(&self) -> Doing {
        readings::refresh
    }

    /// Whether plans are proposed there, and one that took long to make is shown over it.
    fn takes_plans(&self) -> bool {
        self.kind().is_some()
    }

    /// What a verb is for here; `None` where there is nothing to act on.
    fn kind(&self) -> Option<WhomKind> {
        None
    }

    /// Whom a verb is for.
    fn aimed(&self, _model: &Model) -> Option<Targets> {
        None
    }

    /// Why a verb is for nobody just now.
    fn lacks(&self, _model: &Model) -> Option<&'static str> {
        None
    }

    /// Why what is marked cannot be changed by one plan.
    fn unlike(&self) -> Option<String> {
        None
    }

    /// Where the row under the cursor leads.
    ///
    /// # Errors
    /// It leads nowhere, and why.
    fn lead(&self, _model: &Model) -> Result<Lead, String> {
        Err("nothing is listed".into())
    }

    /// About whom *why* is asked here.
    ///
    /// # Errors
    /// There is nobody, and why.
    fn about(&self, model: &Model) -> Result<About, String> {
        match self.lead(model)? {
            Lead::Person(person) => Ok(About::person(person)),
            _ => Err("it is asked of a user or of a key".into()),
        }
    }

    /// Whose spend by day is shown from here.
    ///
    /// # Errors
    /// There is nobody, and why.
    fn spender(&self, _model: &Model) -> Result<Named, String> {
        Err("nothing is listed".into())
    }

    // ---- what it reads, when one looks at it

    /// Whether it is to be asked for now.
    fn is_due(&self) -> bool {
        false
    }

    /// What it asks.
    ///
    /// # Errors
    /// It cannot be asked any more, in a sentence.
    fn question(&self, _model: &Model) -> Result<Ask, String> {
        Err("there is nothing to ask".into())
    }

    /// It is asked, under that number.
    fn asked(&mut self, _number: u64, _now: Timestamp) {}

    /// It could not be asked.
    fn unasked(&mut self, _why: String) {}

    /// It waits no longer: one of its kind is read at a time, and another asks.
    fn give_up(&mut self) {}

    /// Whether it waits for the answer of that number.
    fn awaits(&self, _number: u64) -> bool {
        false
    }

    /// So much of the answer has come: parts, of so many.
    fn progressed(&mut self, _part: (usize, usize)) {}

    /// Whether it shows how many requests to the servers have ended.
    fn shows_requests(&self) -> bool {
        false
    }

    /// A request to the servers has ended while it waits.
    fn counted(&mut self) {}

    /// Takes an answer that it waits for; what is to be told of it.
    fn hear(&mut self, _heard: Result<Heard, String>, _world: World<'_>) -> Option<Notice> {
        None
    }

    /// What is done once an answer was taken, if it is in front.
    fn heard(&self) -> Doing {
        |_| Vec::new()
    }

    /// What it has read may be other now: it is asked again as soon as it is in front.
    fn outdate(&mut self) {}

    /// Another minute: what was read is judged as of now.
    fn judge_again(&mut self, _now: Timestamp) {}

    /// There are new requests in the log.
    fn log_grew(&mut self, _log: &RequestLog) {}

    /// Something was told.
    fn told(&mut self) {}
}
