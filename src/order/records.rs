//! The records a verb is for, as a dialog sees them: what each may spend, and with which models.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::whom::{Whom, WhomKind};
use crate::domain::budget::Zero;
use crate::domain::text::harmless;
use crate::domain::{
    Budget, BudgetRow, BudgetWindow, Customer, Key, Organization, ProxySide, Purses, Sharers, Tag,
    Team, TeamMember, Text,
};
use crate::plan::wish::{BudgetWish, ListOf, Verdict, verdict};
use crate::roster::{PersonRef, Roster, Sharing};

/// The records as they were when the dialog was opened: reckoning anew for every key must not
/// look a hundred thousand of them up again.
#[derive(Debug)]
pub struct Records {
    roster: Arc<Roster>,
    rows: Rows,
}

/// Rows of the roster, or of a listing of its snapshot.
#[derive(Debug)]
enum Rows {
    People(Vec<u32>),
    Keys(Vec<u32>),
    Teams(Vec<u32>),
    Members(Vec<TeamMember>),
    Customers(Vec<u32>),
    Tags(Arc<Purses>, Vec<u32>),
    Organizations(Arc<Purses>, Vec<u32>),
    Budgets(Arc<Purses>, Vec<u32>),
}

/// Where those of `wanted` stand, in its order.
fn places<T, I: std::hash::Hash + Eq>(rows: &[T], wanted: &[I], id: impl Fn(&T) -> &I) -> Vec<u32> {
    let mut places: HashMap<&I, Option<u32>> = wanted.iter().map(|id| (id, None)).collect();
    for (row, place) in rows.iter().zip(0..) {
        if let Some(found) = places.get_mut(id(row)) {
            found.get_or_insert(place);
        }
    }
    wanted.iter().filter_map(|id| *places.get(id)?).collect()
}

/// Those of the rows that stand there.
fn picked<'a, T>(rows: &'a [T], places: &'a [u32]) -> impl Iterator<Item = &'a T> {
    places.iter().filter_map(|place| rows.get(*place as usize))
}

impl Records {
    /// Those there are.
    pub fn of(whom: &Whom, roster: &Arc<Roster>) -> Self {
        let side = roster.proxy();
        let rows = match whom {
            Whom::People(people) => {
                Rows::People(people.iter().filter_map(|id| roster.index_of(id)).collect())
            }
            Whom::Everybody => {
                Rows::People((0..u32::try_from(roster.len()).unwrap_or(u32::MAX)).collect())
            }
            Whom::Keys(hashes) => {
                let keys = side.map_or(&[][..], |side| &side.keys.rows);
                Rows::Keys(places(keys, hashes, |key| &key.hash))
            }
            Whom::Teams(ids) => {
                let teams = side.map_or(&[][..], |side| &side.teams.rows);
                Rows::Teams(places(teams, ids, |team| &team.id))
            }
            Whom::Members(_, members) => Rows::Members(members.clone()),
            // Not read yet.
            Whom::InTeam(..) => Rows::Members(Vec::new()),
            Whom::Customers(ids) => {
                let customers = side.map_or(&[][..], |side| &side.customers.rows);
                Rows::Customers(places(customers, ids, |customer| &customer.id))
            }
            Whom::Tags(found, ids) => {
                Rows::Tags(found.clone(), places(&found.tags.rows, ids, |tag| &tag.name))
            }
            Whom::Organizations(found, ids) => {
                let rows = places(&found.organizations.rows, ids, |one| &one.id);
                Rows::Organizations(found.clone(), rows)
            }
            Whom::BudgetRows(found, ids) => {
                Rows::Budgets(found.clone(), places(&found.rows.rows, ids, |row| &row.id))
            }
        };
        Self { roster: roster.clone(), rows }
    }

    /// What they are.
    pub fn kind(&self) -> WhomKind {
        match &self.rows {
            Rows::People(_) => WhomKind::People,
            Rows::Keys(_) => WhomKind::Keys,
            Rows::Teams(_) => WhomKind::Teams,
            Rows::Members(_) => WhomKind::Members,
            Rows::Customers(_) => WhomKind::Customers,
            Rows::Tags(..) => WhomKind::Tags,
            Rows::Organizations(..) => WhomKind::Organizations,
            Rows::Budgets(..) => WhomKind::BudgetRows,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::People(rows)
            | Rows::Keys(rows)
            | Rows::Teams(rows)
            | Rows::Customers(rows)
            | Rows::Tags(_, rows)
            | Rows::Organizations(_, rows)
            | Rows::Budgets(_, rows) => rows.len(),
            Rows::Members(members) => members.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The people among them, in their order.
    pub fn people(&self) -> impl Iterator<Item = PersonRef<'_>> {
        let rows = if let Rows::People(rows) = &self.rows { &rows[..] } else { &[] };
        rows.iter().filter_map(|&row| self.roster.get(row))
    }

    /// The keys among them, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        let rows = if let Rows::Keys(rows) = &self.rows { &rows[..] } else { &[] };
        rows.iter().filter_map(|&row| self.side()?.keys.rows.get(row as usize))
    }

    /// The teams among them, in their order.
    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        let rows = if let Rows::Teams(rows) = &self.rows { &rows[..] } else { &[] };
        rows.iter().filter_map(|&row| self.side()?.teams.rows.get(row as usize))
    }

    fn members(&self) -> &[TeamMember] {
        if let Rows::Members(members) = &self.rows { members } else { &[] }
    }

    /// The customers among them, in their order.
    pub fn customers(&self) -> impl Iterator<Item = &Customer> {
        let rows = if let Rows::Customers(rows) = &self.rows { &rows[..] } else { &[] };
        rows.iter().filter_map(|&row| self.side()?.customers.rows.get(row as usize))
    }

    /// The tags among them, in their order.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        let rows =
            if let Rows::Tags(found, rows) = &self.rows { Some((found, rows)) } else { None };
        rows.into_iter().flat_map(|(found, rows)| picked(&found.tags.rows, rows))
    }

    /// The organizations among them, in their order.
    pub fn organizations(&self) -> impl Iterator<Item = &Organization> {
        let rows = if let Rows::Organizations(found, rows) = &self.rows {
            Some((found, rows))
        } else {
            None
        };
        rows.into_iter().flat_map(|(found, rows)| picked(&found.organizations.rows, rows))
    }

    /// The budget rows among them, in their order.
    pub fn budget_rows(&self) -> impl Iterator<Item = &BudgetRow> {
        let rows =
            if let Rows::Budgets(found, rows) = &self.rows { Some((found, rows)) } else { None };
        rows.into_iter().flat_map(|(found, rows)| picked(&found.rows.rows, rows))
    }

    /// Who shares the budget row behind each of the purses that several share, after its name; and
    /// who could not be counted, the same for all. Harmless.
    pub fn shared(&self) -> (Vec<(String, Sharers)>, Vec<String>) {
        let (Rows::Tags(found, _) | Rows::Organizations(found, _) | Rows::Budgets(found, _)) =
            &self.rows
        else {
            return (Vec::new(), Vec::new());
        };
        let sharing = Sharing::new(&self.roster, found);
        let rows = self.budget_rows().map(|row| (row.id.to_string(), Some(&row.id)));
        let tags = self.tags().map(|tag| (tag.name.to_string(), tag.budget_id.as_ref()));
        let all = self.organizations().map(|one| (one.label(), one.budget_id.as_ref()));
        let is_row = self.kind() == WhomKind::BudgetRows;
        let shared = rows.chain(tags).chain(all).filter_map(|(name, id)| {
            let sharers = sharing.of(id?);
            // A tag's or an organization's own row has nobody else.
            (is_row || sharers.is_shared()).then_some((name, sharers))
        });
        (shared.collect(), sharing.unknown().to_vec())
    }

    fn side(&self) -> Option<&ProxySide> {
        self.roster.proxy()
    }

    /// The name and the id of the only one. Harmless.
    pub fn only(&self) -> Option<(String, String)> {
        if self.len() != 1 {
            return None;
        }
        let raw = |id: &str| harmless(id).into_owned();
        let person = self.people().next().map(|person| (person.label(), raw(person.id().raw())));
        person
            .or_else(|| self.keys().next().map(|key| (key.label(), key.hash.to_string())))
            .or_else(|| self.teams().next().map(|team| (team.label(), team.id.to_string())))
            .or_else(|| self.customers().next().map(|one| (one.label(), one.id.to_string())))
            .or_else(|| self.tags().next().map(|tag| ("tag".into(), tag.name.to_string())))
            .or_else(|| self.organizations().next().map(|one| (one.label(), one.id.to_string())))
            .or_else(|| {
                self.budget_rows().next().map(|row| ("budget row".into(), row.id.to_string()))
            })
            .or_else(|| self.members().first().map(|one| (self.member(one), one.user.to_string())))
    }

    /// What to call a member.
    fn member(&self, member: &TeamMember) -> String {
        let person = self.roster.index_of_raw(member.user.raw());
        let person = person.and_then(|index| self.roster.get(index));
        person.map_or_else(|| member.user.to_string(), PersonRef::label)
    }

    /// What a budget of zero does to them.
    pub fn zero(&self) -> Zero {
        match self.kind() {
            WhomKind::Teams | WhomKind::Customers | WhomKind::Tags | WhomKind::BudgetRows => {
                Zero::AfterFirstSpend
            }
            WhomKind::People
            | WhomKind::Keys
            | WhomKind::Members
            | WhomKind::Organizations
            | WhomKind::Windows => Zero::RefusesAll,
        }
    }

    /// What each may spend and has spent; `None` for who has no record at the proxy.
    pub fn purses(&self) -> impl Iterator<Item = Option<Spending<'_>>> {
        let people = self.people().map(PersonRef::proxy);
        let people = people.map(|user| user.map(|user| Spending::of(&user.budget, user.spend)));
        let keys = self.keys().map(|key| {
            let budget = key.in_force();
            Some(Spending { budget, key: Some(key), ..Spending::of(&key.budget, key.spend) })
        });
        let teams = self.teams().map(|team| Some(Spending::of(&team.budget, team.spend)));
        let members = self.members().iter().map(|member| {
            Some(Spending { member: Some(member), ..Spending::of(&member.budget, member.spend) })
        });
        let customers = self.customers().map(|customer| {
            Some(Spending { is_customer: true, ..Spending::of(&customer.budget, customer.spend) })
        });
        let tags = self.tags().map(|tag| Some(Spending::of(&tag.budget, None)));
        let organizations =
            self.organizations().map(|one| Some(Spending::of(&one.budget, one.spend)));
        let rows = self.budget_rows().map(|row| Some(Spending::of(&row.budget, None)));
        let records = people.chain(keys).chain(teams).chain(members).chain(customers);
        records.chain(tags).chain(organizations).chain(rows)
    }

    /// The windows of each of the keys or teams; `None` where they could not be read.
    pub fn windows(&self) -> impl Iterator<Item = Option<&[BudgetWindow]>> {
        let keys = self.keys().map(|key| key.windows.as_deref());
        keys.chain(self.teams().map(|team| team.windows.as_deref()))
    }

    /// Which models each may use, `None` where that could not be read; `None` for who has no list at
    /// the proxy.
    pub fn lists(&self) -> impl Iterator<Item = Option<Option<&[Text]>>> {
        let people = self.people().map(PersonRef::proxy);
        let people = people.map(|user| user.map(|user| user.models.as_deref()));
        let keys = self.keys().map(|key| Some(key.models.as_deref()));
        let teams = self.teams().map(|team| Some(team.models.as_deref()));
        let customers = self.customers().map(|customer| Some(customer.models.as_deref()));
        people.chain(keys).chain(teams).chain(customers)
    }

    /// Whose lists these are.
    pub fn list_of(&self) -> ListOf {
        match self.kind() {
            WhomKind::People => ListOf::User,
            WhomKind::Customers => ListOf::Customer,
            _ => ListOf::KeyOrTeam,
        }
    }
}

/// A budget and what was spent of it.
#[derive(Clone, Debug)]
pub struct Spending<'a> {
    /// The one in force.
    pub budget: Cow<'a, Budget>,
    /// `None`: unknown.
    pub spend: Option<crate::domain::Usd>,
    key: Option<&'a Key>,
    member: Option<&'a TeamMember>,
    is_customer: bool,
}

impl<'a> Spending<'a> {
    fn of(budget: &'a Budget, spend: Option<crate::domain::Usd>) -> Self {
        let budget = Cow::Borrowed(budget);
        Self { budget, spend, key: None, member: None, is_customer: false }
    }

    /// The budget in words, with the row it stands in.
    pub fn words(&self, zero: Zero) -> String {
        self.key.map_or_else(|| self.budget.words(zero), Key::budget_words)
    }

    /// What a wish comes to for this one, as its plan will have it: the budget in force then.
    pub fn verdict(&self, wish: &BudgetWish) -> Verdict {
        match (self.key, self.member, self.is_customer) {
            (Some(key), ..) => match (verdict::of_key(key, wish), &key.row) {
                (Verdict::Becomes(after), Some(row)) => Verdict::Becomes(row.in_force(&after)),
                (verdict, _) => verdict,
            },
            (_, Some(member), _) => verdict::of_member(member, wish),
            (.., true) => verdict::of_customer(&self.budget, wish),
            _ => wish.verdict(&self.budget),
        }
    }
}
