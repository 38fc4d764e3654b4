//! From a verb to the order for a plan: what is wished, and for whom.

pub mod order;
pub mod records;
pub mod whom;
pub mod wish;

use super::records::BudgetsScreen;
use super::{Effect, Model, Screen, planning};
use crate::app::screen::customers::CustomerRows;
use crate::app::screen::keys::KeyRows;
use crate::app::screen::members::MemberRows;
use crate::app::screen::teams::TeamRows;
use crate::domain::text::harmless;
use crate::domain::{KeyHash, PurseKind, TeamId};
use crate::journal::Record;
use crate::roster::{PersonId, PersonRef};

pub use order::Order;
pub use records::Records;
pub use whom::{Kind, Whom};
pub use wish::Wish;

/// Whom a verb is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Who.
    pub whom: Whom,
    /// In words. Harmless to show.
    pub subject: String,
}

impl Targets {
    /// This one person.
    pub fn person(person: PersonId, model: &Model) -> Self {
        let subject = model.people.roster().by_id(&person).map(with_id).unwrap_or_default();
        Self { whom: Whom::People(vec![person]), subject }
    }
}

/// The marked, else the one under the cursor; on a user's screen, that user.
pub fn targets(model: &Model) -> Targets {
    if let Screen::User { person, .. } = model.screen() {
        return Targets::person(person.clone(), model);
    }
    if let Some(targets) = of_records(model) {
        return targets;
    }
    let roster = model.people.roster();
    let indices = model.people.targets();
    let people = indices.iter().filter_map(|&index| roster.get(index));
    let ids: Vec<PersonId> = people.clone().map(|person| person.id().clone()).collect();
    let subject = match (model.people.marked(), ids.as_slice()) {
        ((0, _), _) | (_, [_]) => people.map(with_id).next().unwrap_or_default(),
        ((_, 0), many) => format!("the {} marked users", many.len()),
        ((_, hidden), many) => {
            format!("the {} marked users, {hidden} hidden by the query", many.len())
        }
    };
    Targets { whom: Whom::People(ids), subject }
}

/// What is marked on the list of budgets, else what is under its cursor: windows are of keys and
/// teams, and changed by these.
fn of_budgets(screen: &BudgetsScreen) -> Option<Targets> {
    let (lines, kind) = (screen.acted_on(), screen.kind()?);
    let first = lines.first()?;
    let ids = || lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>();
    let found = screen.purses.last().cloned().unwrap_or_default();
    let whom = match first.kind {
        PurseKind::Tag => Whom::Tags(found, ids()),
        PurseKind::Organization => Whom::Organizations(found, ids()),
        PurseKind::BudgetRow => Whom::BudgetRows(found, ids()),
        PurseKind::KeyWindow => Whom::Keys(ids().iter().map(|id| KeyHash::new(id.raw())).collect()),
        PurseKind::TeamWindow => {
            Whom::Teams(ids().iter().map(|id| TeamId::new(id.raw())).collect())
        }
    };
    let subject = match (lines.len(), first.kind) {
        (1, PurseKind::KeyWindow) => format!("key {}", first.name),
        (1, PurseKind::TeamWindow) => format!("team {}", first.name),
        (1, kind) if first.id.to_string() == first.name => {
            format!("{} {}", kind.words(), first.name)
        }
        (1, kind) => format!("{} {} ({})", kind.words(), first.name, first.id),
        (many, _) => marked(kind, many, screen.list.table().marks().hidden()),
    };
    Some(Targets { whom, subject })
}

/// `the 3 marked keys, 1 of them hidden`.
fn marked(kind: Kind, many: usize, hidden: usize) -> String {
    let all = kind.count(many).replacen(' ', " marked ", 1);
    match hidden {
        0 => format!("the {all}"),
        _ => format!("the {all}, {hidden} of them hidden"),
    }
}

/// What is marked on a list of keys, teams, members or customers, else what is under its cursor.
fn of_records(model: &Model) -> Option<Targets> {
    if let Screen::Budgets(screen) = model.screen() {
        return of_budgets(screen);
    }
    let (front, kind) = (model.front()?, model.screen().kind()?);
    let (table, roster) = (model.screen().records()?.table(), model.people.roster());
    let rows = table.acted_on(&*front.source).into_iter();
    let mut named: Option<String> = None;
    let mut name = |label: String, id: &str| {
        let id = harmless(id).into_owned();
        let words = if label == id { label } else { format!("{label} ({id})") };
        named.get_or_insert(words);
    };
    let whom = match model.screen() {
        Screen::Keys { of, .. } => {
            let all = KeyRows::new(roster, of);
            let keys = rows.filter_map(|row| all.get(row));
            Whom::Keys(
                keys.inspect(|key| {
                    let short: String = key.hash.raw().chars().take(12).collect();
                    name(format!("key {}", key.label()), &short);
                })
                .map(|key| key.hash.clone())
                .collect(),
            )
        }
        Screen::Teams(_) => {
            let teams = rows.filter_map(|row| TeamRows(roster).get(row));
            let teams = teams.inspect(|team| name(format!("team {}", team.label()), team.id.raw()));
            Whom::Teams(teams.map(|team| team.id.clone()).collect())
        }
        Screen::Members(screen) => {
            let all = MemberRows::new(roster, &screen.members);
            let places = rows.filter_map(|row| all.get(row)).map(|member| member.place.clone());
            let team = model.team_name(&screen.team);
            let places = places.inspect(|place| {
                let person = roster.by_user(&place.user);
                let label = person.map_or_else(|| place.user.to_string(), PersonRef::label);
                name(format!("{label} in {team}"), place.user.raw());
            });
            let places = places.collect();
            Whom::Members(screen.team.clone(), places)
        }
        _ => {
            let customers = rows.filter_map(|row| CustomerRows(roster).get(row));
            let customers = customers.inspect(|customer| {
                name(format!("customer {}", customer.label()), customer.id.raw());
            });
            Whom::Customers(customers.map(|customer| customer.id.clone()).collect())
        }
    };
    let subject = match (whom.len(roster), table.marks().hidden()) {
        (0 | 1, _) => named.unwrap_or_default(),
        (many, hidden) => marked(kind, many, hidden),
    };
    Some(Targets { whom, subject })
}

/// `ana@example.edu (u-1)`: names can be chosen to deceive, ids cannot.
pub fn with_id(person: PersonRef<'_>) -> String {
    format!("{} ({})", person.label(), harmless(person.id().raw()))
}

/// Has the plan made that does this for them.
pub fn propose(model: &mut Model, wish: Wish, targets: Targets) -> Vec<Effect> {
    let Targets { whom, subject } = targets;
    planning::ask(model, Order::Do { wish, whom, subject })
}

/// The plan that brings everybody in step.
pub fn sync_everybody(model: &mut Model) -> Vec<Effect> {
    let order =
        Order::Do { wish: Wish::Sync, whom: Whom::Everybody, subject: "everybody".to_owned() };
    planning::ask(model, order)
}

/// The plan that takes back an entry of the journal, or the last plan that did anything.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(history) = model.journal.last().cloned() else { return Vec::new() };
    let is_it = |record: &Record| match model.subject() {
        // Applied more than once, a plan has a record for each time.
        Screen::Entry { record: shown, .. } => record.plan == shown.plan && record.at == shown.at,
        _ => history.last_effective().is_some_and(|last| std::ptr::eq(last, record)),
    };
    let place = match model.subject() {
        Screen::Journal(table) => table.selected().map(|row| row as usize),
        _ => history.records.iter().position(is_it),
    };
    place.map_or_else(Vec::new, |place| planning::ask(model, Order::Undo(history, place)))
}
