//! Virtual keys: everybody's, one person's or one team's.

pub mod rows;

use super::records::{self, Saying, hears, records};
use super::{Doing, Frame, Lead, Screen, Show, Shown, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::screen::About;
use crate::app::update::lists;
use crate::app::verb::{Naming, Targets};
use crate::app::worded::RecordList;
use crate::app::{Action, Model, Target};
use crate::domain::TeamId;
use crate::domain::activity::Subject;
use crate::domain::order::Direction;
use crate::domain::text::harmless;
use crate::order::{Whom, WhomKind};
use crate::roster::subject::{self, Named};
use crate::roster::{PersonId, PersonRef};
use crate::table::Table;
pub use rows::{KeyColumn, KeyRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = hears![Keys];

/// Whose keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Everybody's.
    All,
    /// This person's.
    Person(PersonId),
    /// This team's.
    Team(TeamId),
}

/// The screen.
#[derive(Debug)]
pub struct KeysScreen {
    /// Whose.
    pub of: Of,
    list: RecordList,
}

impl KeysScreen {
    /// Those nearest to their budgets first.
    pub fn new(model: &Model, of: Of) -> Self {
        let table = model.new_table(&[(KeyColumn::Percent, Direction::Descending)]);
        Self { of, list: RecordList::new(table) }
    }
}

impl Show for KeysScreen {
    records!(|screen, world| KeyRows::new(world.roster(), &screen.of));

    fn place(&self) -> Option<Target> {
        Some(match &self.of {
            Of::All => Target::List(Verb::Keys, None),
            Of::Person(person) => Target::User(person.raw().to_owned()),
            Of::Team(_) => Target::List(Verb::Teams, None),
        })
    }

    fn is(&self, other: &Screen) -> bool {
        Self::of(other).is_some_and(|other| other.of == self.of)
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let side = model.people.roster().proxy();
        let mint = format!("On a user, {} mints one.", model.keymap.hint(Action::MintKey));
        let empty = match &self.of {
            Of::All => "The proxy has no keys.",
            Of::Team(_) => "No key is for this team.",
            Of::Person(_) => "This user has no keys.",
        };
        let problem = side.and_then(|side| side.keys.problem.as_deref());
        let empty = (empty.to_owned(), mint);
        records::frame(model, &self.list, Saying { problem, empty, ..Saying::default() })
    }

    fn of_whom(&self, model: &Model) -> Option<String> {
        match &self.of {
            Of::All => None,
            Of::Person(id) => {
                let person = model.people.roster().by_id(id);
                let raw = || harmless(id.raw()).into_owned();
                Some(format!("keys of {}", person.map_or_else(raw, PersonRef::label)))
            }
            Of::Team(id) => Some(format!("keys of the team {}", model.team_name(id))),
        }
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        (action == Action::OpenRecord).then_some("owner")
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::Keys)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        let all = KeyRows::new(model.people.roster(), &self.of);
        let rows = self.list.acted_on_as_read(&all);
        let mut naming = Naming::default();
        let keys = rows.into_iter().filter_map(|row| all.get(row)).inspect(|key| {
            let short: String = key.hash.raw().chars().take(12).collect();
            naming.name(&format!("key {}", key.label()), &short);
        });
        let whom = Whom::Keys(keys.map(|key| key.hash.clone()).collect());
        Some(naming.targets(whom, self.list.table()))
    }

    fn lead(&self, model: &Model) -> Result<Lead, String> {
        let roster = model.people.roster();
        let row = self.list.selected()?;
        let key = KeyRows::new(roster, &self.of).get(row).ok_or_else(lists::gone)?;
        match &key.user_id {
            Some(id) => lists::user(roster, id, "its owner"),
            None => Err("this key has no owner".into()),
        }
    }

    fn about(&self, model: &Model) -> Result<About, String> {
        let row = self.list.table().selected();
        let key = row.and_then(|row| KeyRows::new(model.people.roster(), &self.of).get(row));
        key.map(|key| About::key(model, key)).ok_or("no key is listed".into())
    }

    fn spender(&self, model: &Model) -> Result<Named, String> {
        let roster = model.people.roster();
        let key = KeyRows::new(roster, &self.of).get(self.list.selected()?);
        let subject = key.map(|key| Subject::Key(key.hash.clone()));
        subject.and_then(|subject| subject::named(roster, &subject)).ok_or_else(lists::nothing)
    }
}

/// Shows everybody's.
pub(in crate::app) fn show_all(model: &mut Model) {
    model.show(KeysScreen::new(model, Of::All));
}

/// Shows those of the user in front, or under the cursor.
pub(in crate::app) fn show_of_person(model: &mut Model) {
    if let Some(person) = model.person_in_front() {
        model.show(KeysScreen::new(model, Of::Person(person)));
    }
}
