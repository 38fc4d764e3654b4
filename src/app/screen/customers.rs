//! Customers: LiteLLM's end users.

pub mod rows;

use super::records::{self, Saying, hears, records};
use super::{Doing, Frame, Lead, Show, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::update::lists;
use crate::app::verb::{Naming, Targets};
use crate::app::worded::RecordList;
use crate::app::{Action, Model, Target};
use crate::domain::order::Direction;
use crate::order::{Whom, WhomKind};
use crate::table::Table;
pub use rows::{CustomerColumn, CustomerRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = hears![];

/// The screen.
#[derive(Debug)]
pub struct CustomersScreen {
    list: RecordList,
}

impl CustomersScreen {
    /// Those nearest to their budgets first.
    pub fn new(model: &Model) -> Self {
        let table = model.new_table(&[(CustomerColumn::Percent, Direction::Descending)]);
        Self { list: RecordList::new(table) }
    }
}

impl Show for CustomersScreen {
    records!(|screen, world| CustomerRows(world.roster()));

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Customers, None))
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let side = model.people.roster().proxy();
        let problem = side.and_then(|side| side.customers.problem.as_deref());
        let empty = ("The proxy has no customers.".to_owned(), records::again(model));
        records::frame(model, &self.list, Saying { problem, empty, ..Saying::default() })
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        (action == Action::OpenRecord).then_some("user")
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::Customers)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        let all = CustomerRows(model.people.roster());
        let rows = self.list.acted_on_as_read(&all);
        let mut naming = Naming::default();
        let customers = rows.into_iter().filter_map(|row| all.get(row));
        let customers = customers
            .inspect(|one| naming.name(&format!("customer {}", one.label()), one.id.raw()))
            .map(|one| one.id.clone());
        let whom = Whom::Customers(customers.collect());
        Some(naming.targets(whom, self.list.table()))
    }

    fn lead(&self, model: &Model) -> Result<Lead, String> {
        match model.people.roster().by_customer(self.list.selected()?) {
            Some(person) => Ok(Lead::Person(person.id().clone())),
            None => Err("no user has the id or e-mail of this customer".into()),
        }
    }
}

/// Shows them.
pub(in crate::app) fn show(model: &mut Model) {
    model.show(CustomersScreen::new(model));
}
