//! The screens: a stack with the list of users at its bottom.
//!
//! A screen is a folder here that implements [`Show`], and a line in the table of screens: where
//! its keys are heard, what it looks like, what verbs are for, what it reads. Keys, lists, drawing,
//! reading and the stack ask the trait, so that nothing else names a screen.

pub mod budgets;
pub mod changes;
pub mod customers;
pub mod groups;
pub mod help;
pub mod journal;
pub mod keys;
pub mod members;
pub mod notices;
pub mod plan;
pub mod profiles;
mod records;
pub mod requests;
mod show;
pub mod spend;
pub(in crate::app) mod stack;
pub mod teams;
pub mod user;
pub mod users;
pub mod why;

use std::ops::{Deref, DerefMut};

use super::action::Context;
pub use show::{Body, Doing, Foot, Frame, HeadLine, Lead, Show, World};
use show::{page, table};
pub use stack::Stack;
pub(in crate::app) use stack::leave;
pub use why::About;

/// Where the keys of a list with nothing else to do are looked up.
const LIST: &[Context] = &[Context::Table, Context::List, Context::Global];

/// Where those of such a page are.
const PAGE: &[Context] = &[Context::List, Context::Global];

/// A type of screen, found among the others.
pub trait Shown: Show + Sized {
    /// The screen, if it is of this type.
    fn of(screen: &Screen) -> Option<&Self>;
    /// The same, to be changed.
    fn of_mut(screen: &mut Screen) -> Option<&mut Self>;
    /// The same, to be had.
    fn into_this(screen: Screen) -> Option<Box<Self>>;
}

macro_rules! screens {
    ($($(#[$doc:meta])* $name:ident($state:ty) $title:literal hears $($hears:expr),+;)*) => {
        /// Contexts that are listened to together, and so may not bind one chord twice.
        pub const LISTENING: &[&[Context]] = &[$($($hears,)+)*];

        /// One screen, with its own state inside.
        #[derive(Debug, strum::AsRefStr, strum::VariantNames)]
        pub enum Screen {
            $($(#[$doc])* $name(Box<$state>),)*
        }

        impl Screen {
            /// Where one is, in a word or two.
            pub fn title(&self) -> &'static str {
                match self { $(Self::$name(_) => $title,)* }
            }

            /// Where its keys are looked up, the most particular first.
            pub fn contexts(&self) -> &'static [Context] {
                let halves: &[&[Context]] = match self { $(Self::$name(_) => &[$($hears),+],)* };
                halves[self.half().min(halves.len() - 1)]
            }
        }

        impl Deref for Screen {
            type Target = dyn Show;

            fn deref(&self) -> &Self::Target {
                match self { $(Self::$name(screen) => &**screen,)* }
            }
        }

        impl DerefMut for Screen {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self { $(Self::$name(screen) => &mut **screen,)* }
            }
        }

        $(impl From<$state> for Screen {
            fn from(screen: $state) -> Self {
                Self::$name(Box::new(screen))
            }
        }

        impl From<Box<$state>> for Screen {
            fn from(screen: Box<$state>) -> Self {
                Self::$name(screen)
            }
        }

        impl Shown for $state {
            fn of(screen: &Screen) -> Option<&Self> {
                if let Screen::$name(screen) = screen { Some(screen) } else { None }
            }

            fn of_mut(screen: &mut Screen) -> Option<&mut Self> {
                if let Screen::$name(screen) = screen { Some(screen) } else { None }
            }

            fn into_this(screen: Screen) -> Option<Box<Self>> {
                if let Screen::$name(screen) = screen { Some(screen) } else { None }
            }
        })*
    };
}

screens! {
    /// The list of users; its state is the model's, since it is always there.
    Users(users::UsersScreen) "users" hears users::HEARS;
    /// Everything about one user.
    User(user::UserScreen) "user" hears user::HEARS;
    /// A plan: reviewed, applied, or ended.
    Plan(plan::PlanScreen) "plan" hears plan::HEARS;
    /// The journal.
    Journal(journal::JournalScreen) "journal" hears journal::HEARS;
    /// The profiles.
    Profiles(profiles::ProfilesScreen) "profiles" hears profiles::HEARS;
    /// One plan of the journal.
    Entry(journal::entry::EntryScreen) "journal entry" hears LIST;
    /// Why one user is refused.
    Why(why::WhyScreen) "why" hears why::HEARS;
    /// What was spent day by day.
    Spend(spend::SpendScreen) "spend" hears spend::HEARS_DAYS, spend::HEARS_SPENDERS;
    /// Virtual keys.
    Keys(keys::KeysScreen) "keys" hears keys::HEARS;
    /// Teams.
    Teams(teams::TeamsScreen) "teams" hears teams::HEARS;
    /// The members of one team.
    Members(members::MembersScreen) "members" hears members::HEARS;
    /// Customers: LiteLLM's end users.
    Customers(customers::CustomersScreen) "customers" hears customers::HEARS;
    /// Open WebUI's groups.
    Groups(groups::GroupsScreen) "groups" hears groups::HEARS;
    /// Budgets that are in no other list.
    Budgets(budgets::BudgetsScreen) "budgets" hears budgets::HEARS;
    /// One of them whole.
    Purse(budgets::page::PurseScreen) "budget" hears PAGE;
    /// What was asked of the servers.
    Requests(requests::RequestsScreen) "requests" hears requests::HEARS;
    /// One request whole.
    Request(requests::page::RequestScreen) "request" hears requests::HEARS_ONE;
    /// What the operator was told.
    Notices(notices::NoticesScreen) "notices" hears notices::HEARS;
    /// One notice whole.
    Notice(notices::page::NoticeScreen) "notice" hears notices::HEARS_ONE;
    /// What changed a moment ago.
    Changes(changes::ChangesScreen) "changes" hears PAGE;
    /// All keys.
    Help(help::HelpScreen) "help" hears help::HEARS;
}
