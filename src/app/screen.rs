//! The screens: a stack with the list of users at its bottom.

pub mod budgets;
pub mod changes;
pub mod customers;
pub mod help;
pub mod journal;
pub mod keys;
pub mod members;
pub mod notice;
pub mod notices;
pub mod plan;
pub mod profiles;
pub mod request;
pub mod requests;
pub mod spend;
pub mod teams;
pub mod user;
pub mod why;

use super::action::Context;
use super::filter::Filter;
use super::keymap::LISTENING;
use super::list::ListState;
use super::records::{BudgetsScreen, MembersScreen, Of, RecordList};
use super::table::{RowId, Table};
use super::verb::Kind;
use crate::journal::Record;
use crate::roster::PersonId;
pub use help::Find;
pub use plan::PlanScreen;
use requests::RequestList;
pub use spend::SpendScreen;
use why::WhyScreen;

/// One screen, with its own state inside.
#[derive(Debug, strum::AsRefStr, strum::VariantNames)]
pub enum Screen {
    /// The list of users; its state is the model's, since it is always there.
    Users,
    /// Everything about one user.
    User {
        /// Who.
        person: PersonId,
        /// Where in the page.
        list: ListState,
    },
    /// Why one user is refused.
    Why(Box<WhyScreen>),
    /// What was spent day by day.
    Spend(Box<SpendScreen>),
    /// A plan: reviewed, applied, or ended.
    Plan(Box<PlanScreen>),
    /// The journal.
    Journal(Table),
    /// One plan of the journal.
    Entry {
        /// Which.
        record: Box<Record>,
        /// Its changes.
        table: Table,
    },
    /// The profiles.
    Profiles(Table),
    /// What was asked of the servers.
    Requests(Box<RequestList>),
    /// One request whole.
    Request {
        /// Its number in the log.
        id: u64,
        /// Where in the page.
        list: ListState,
    },
    /// What the operator was told.
    Notices(Table),
    /// One notice whole.
    Notice {
        /// Its number.
        id: u64,
        /// Where in the page.
        list: ListState,
    },
    /// Virtual keys.
    Keys {
        /// Whose.
        of: Of,
        /// As a list.
        list: Box<RecordList>,
    },
    /// Teams.
    Teams(Box<RecordList>),
    /// The members of one team.
    Members(Box<MembersScreen>),
    /// Customers: LiteLLM's end users.
    Customers(Box<RecordList>),
    /// Budgets that are in no other list.
    Budgets(Box<BudgetsScreen>),
    /// One of them whole.
    Purse {
        /// Its place in that list.
        id: RowId,
        /// Where in the page.
        list: ListState,
    },
    /// What changed a moment ago.
    Changes(ListState),
    /// All keys.
    Help {
        /// The contexts of the screen it was opened on.
        of: &'static [Context],
        /// Where in the page.
        list: ListState,
        /// What of it is shown.
        find: Find,
    },
}

impl Screen {
    /// The contexts in which its keys are looked up, the most particular first.
    pub fn contexts(&self) -> &'static [Context] {
        let [users, people, plan, journal, profiles, list, page, help, ..] = LISTENING;
        let [.., days, spenders, why, records, teams, keys, budgets] = LISTENING;
        let [.., requests, request, notices, notice, _, _, _, _, _, _, _] = LISTENING;
        match self {
            Self::Users => users,
            Self::User { .. } => people,
            Self::Why(_) => why,
            Self::Spend(spend) => match spend.view {
                spend::View::Days => days,
                spend::View::Spenders => spenders,
            },
            Self::Plan(_) => plan,
            Self::Journal(_) => journal,
            Self::Profiles(_) => profiles,
            Self::Requests(_) => requests,
            Self::Request { .. } => request,
            Self::Notices(_) => notices,
            Self::Notice { .. } => notice,
            Self::Keys { .. } => keys,
            Self::Members(_) | Self::Customers(_) => records,
            Self::Teams(_) => teams,
            Self::Budgets(_) => budgets,
            Self::Entry { .. } => list,
            Self::Changes(_) | Self::Purse { .. } => page,
            Self::Help { .. } => help,
        }
    }

    /// The list it is, if it is one of its own; that of users is the model's.
    pub(super) fn table_mut(&mut self) -> Option<&mut Table> {
        match self {
            Self::Journal(table)
            | Self::Profiles(table)
            | Self::Notices(table)
            | Self::Entry { table, .. } => Some(table),
            Self::Plan(plan) => Some(plan.table_mut()),
            Self::Requests(list) => Some(list.table_mut()),
            Self::Why(why) => Some(why.table_mut()),
            Self::Spend(spend) => Some(spend.table_mut()),
            _ => self.records_mut().map(RecordList::table_mut),
        }
    }

    /// The words by which its list is filtered, if it is.
    pub fn filter(&self) -> Option<&Filter> {
        match self {
            Self::Requests(list) => Some(&list.filter),
            _ => self.records().map(|list| &list.filter),
        }
    }

    pub(super) fn filter_mut(&mut self) -> Option<&mut Filter> {
        match self {
            Self::Requests(list) => Some(&mut list.filter),
            _ => self.records_mut().map(|list| &mut list.filter),
        }
    }

    /// Where in the page one is, if it is one: lines without columns.
    pub(super) fn page_mut(&mut self) -> Option<&mut ListState> {
        match self {
            Self::User { list, .. }
            | Self::Help { list, .. }
            | Self::Request { list, .. }
            | Self::Notice { list, .. }
            | Self::Purse { list, .. }
            | Self::Changes(list) => Some(list),
            Self::Why(why) => why.page.as_mut(),
            _ => None,
        }
    }

    /// What a verb is for here; `None` where there is nothing to act on.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Users | Self::User { .. } => Some(Kind::People),
            Self::Keys { .. } => Some(Kind::Keys),
            Self::Teams(_) => Some(Kind::Teams),
            Self::Members(_) => Some(Kind::Members),
            Self::Customers(_) => Some(Kind::Customers),
            Self::Budgets(screen) => screen.kind(),
            _ => None,
        }
    }

    /// Where one is, in a word or two.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::User { .. } => "user",
            Self::Why(_) => "why",
            Self::Spend(_) => "spend",
            Self::Plan(_) => "plan",
            Self::Journal(_) => "journal",
            Self::Entry { .. } => "journal entry",
            Self::Profiles(_) => "profiles",
            Self::Requests(_) => "requests",
            Self::Request { .. } => "request",
            Self::Notices(_) => "notices",
            Self::Notice { .. } => "notice",
            Self::Keys { .. } => "keys",
            Self::Teams(_) => "teams",
            Self::Members(_) => "members",
            Self::Customers(_) => "customers",
            Self::Budgets(_) => "budgets",
            Self::Purse { .. } => "budget",
            Self::Changes(_) => "changes",
            Self::Help { .. } => "help",
        }
    }
}
