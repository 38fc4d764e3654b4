//! Customers as a list: LiteLLM's end users.

use jiff::Timestamp;

use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::{Customer, Text};
use crate::roster::{PersonRef, Roster};
use crate::table::{Amounts, Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Tone};

/// The columns of the list of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CustomerColumn {
    /// The alias, else the id.
    Name,
    /// The id: what a request named.
    Id,
    /// The person who it is.
    Person,
    /// Spend against the budget; sorts as percent.
    Bar,
    /// The same in percent.
    Percent,
    /// The spend.
    Spend,
    /// The limit.
    Budget,
    /// When the spend is set back.
    Resets,
    /// Whether a block is stored.
    State,
    /// The budget row it points to.
    BudgetRow,
    /// Which models it may ask.
    Models,
}

impl Column for CustomerColumn {
    const LIST: &'static str = "customers";

    fn row(self) -> Spec {
        if let Some(spec) = Money::spec_of(self) {
            return spec;
        }
        match self {
            Self::Name => Spec::words("CUSTOMER", "alias, else id", 14, 40).rank(0, 3),
            Self::Id => Spec::words("ID", "what requests name", 12, 40).hidden(),
            Self::Person => Spec::words("USER", "who that is", 14, 40).rank(7, 4),
            Self::State => Spec::words("BLOCKED", "whether a block is stored", 20, 20).rank(5, 9),
            Self::BudgetRow => {
                Spec::words("BUDGET ROW", "its budget row, and how many share it", 12, 40)
                    .rank(8, 6)
            }
            _ => Spec::words("MODELS", "models allowed", 12, 40).rank(11, 7),
        }
    }
}

/// The customers of a roster.
pub struct CustomerRows<'a>(pub &'a Roster);

impl<'a> CustomerRows<'a> {
    /// The customer of that row.
    pub fn get(&self, row: u32) -> Option<&'a Customer> {
        self.0.proxy()?.customers.rows.get(row as usize)
    }
}

impl Rows for CustomerRows<'_> {
    type Column = CustomerColumn;

    fn count(&self) -> usize {
        self.0.proxy().map_or(0, |side| side.customers.rows.len())
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.get(row).map(|customer| customer.id.clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.0.customer_row(id)
    }

    fn rank(&self, row: u32, column: CustomerColumn) -> Rank<'_> {
        let Some(customer) = self.get(row) else { return Rank::Missing };
        if let Some(money) = Money::of(column) {
            return Purse::new(customer.spend, &customer.budget).rank(money);
        }
        match column {
            CustomerColumn::Name => {
                Rank::text(customer.alias.as_ref().unwrap_or(&customer.id).raw())
            }
            CustomerColumn::Id => Rank::text(customer.id.raw()),
            CustomerColumn::Person => {
                let person = self.0.by_customer(row);
                Rank::text(person.map_or("", |p| p.email().unwrap_or(p.name())))
            }
            CustomerColumn::State => Rank::flag(customer.blocked),
            CustomerColumn::BudgetRow => {
                Rank::text(customer.budget_id.as_ref().map_or("", Text::raw))
            }
            _ => Rank::texts(customer.models.as_deref()),
        }
    }

    fn cell(&self, row: u32, column: CustomerColumn, lens: &Lens) -> Cell {
        let Some(customer) = self.get(row) else { return Cell::Nothing };
        if let Some(money) = Money::of(column) {
            return Purse::new(customer.spend, &customer.budget).cell(money, lens);
        }
        match column {
            CustomerColumn::Name => Cell::plain(customer.label()),
            CustomerColumn::Id => Cell::muted(customer.id.to_string()),
            CustomerColumn::Person => {
                self.0.by_customer(row).map_or(Cell::Nothing, |person| Cell::plain(person.label()))
            }
            CustomerColumn::State => match customer.blocked {
                None => Cell::unread(),
                Some(true) => Cell::Words("stored, not enforced".into(), Tone::Warn),
                Some(false) => Cell::muted("no"),
            },
            CustomerColumn::BudgetRow => budget_row(self.0, customer.budget_id.as_ref()),
            _ => Cell::models(customer.models.as_deref()),
        }
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        self.get(row).map(|customer| Purse::new(customer.spend, &customer.budget).amounts())
    }

    fn is_complete(&self) -> bool {
        self.0.proxy().is_some_and(|side| side.customers.is_complete())
    }
}

/// `b-free`, `b-free, 12 share it`: whoever changes such a row changes it for all of them.
pub(in crate::app::screen) fn budget_row(roster: &Roster, id: Option<&Text>) -> Cell {
    let Some(id) = id else { return Cell::Nothing };
    match roster.sharing(id) {
        0 | 1 => Cell::plain(id.to_string()),
        many => {
            let words = format!("{id}, {} share it", group_thousands(many as u64));
            Cell::Words(words.into(), Tone::Warn)
        }
    }
}

impl Worded for CustomerRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool {
        let Some(customer) = self.get(row) else { return false };
        let person = self.0.by_customer(row);
        let mut texts = vec![
            customer.alias.as_ref().map_or("", Text::raw),
            customer.id.raw(),
            customer.budget_id.as_ref().map_or("", Text::raw),
            person.and_then(PersonRef::email).unwrap_or_default(),
            person.map_or("", PersonRef::name),
            if customer.blocked == Some(true) { "blocked" } else { "" },
            Purse::new(customer.spend, &customer.budget).state(now).words(),
        ];
        texts.extend(customer.models.iter().flatten().map(Text::raw));
        filter.holds(&texts)
    }
}
