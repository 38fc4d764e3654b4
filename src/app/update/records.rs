//! The lists of keys, teams, members, customers and budgets: opened, filtered, copied, left.

use crate::app::export::MOST_COPIED;
use crate::app::filter::{Filter, Typed};
use crate::app::list::ListState;
use crate::app::records::{Members, Of};
use crate::app::screen::keys::KeyRows;
use crate::app::screen::teams::TeamRows;
use crate::app::table::{Lens, RowId, front::Seen};
use crate::app::{Action, Effect, Model, Notice, Screen, Session, Times};
use crate::domain::activity::Subject;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::domain::{KeyHash, ProxyUserId, PurseKind, TeamId};
use crate::roster::PersonId;

/// What the row under the cursor opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum Opened {
    Person(PersonId),
    Members(TeamId),
    /// In the list of keys.
    Key(KeyHash),
    /// In the list of teams.
    Team(TeamId),
    /// Who shares it.
    Purse(RowId),
}

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ShowKeys => show(model, model.new_keys(Of::All), ""),
        Action::ShowTeams => show(model, model.new_teams(), ""),
        Action::ShowCustomers => show(model, model.new_customers(), ""),
        Action::ShowBudgets => {
            // A page of one is nothing without its list beneath.
            if !matches!(model.screen(), Screen::Budgets(_)) {
                model.screens.retain(|screen| !matches!(screen, Screen::Purse { .. }));
            }
            show(model, model.new_budgets(), "");
        }
        Action::ShowAllBudgets => super::purses::toggle(model),
        Action::ShowTheirKeys => {
            let person = match model.screen() {
                Screen::User { person, .. } => Some(person.clone()),
                _ => model.people.selected().map(|person| person.id().clone()),
            };
            if let Some(person) = person {
                show(model, model.new_keys(Of::Person(person)), "");
            }
        }
        Action::ShowTeamKeys => {
            if let Ok(Opened::Members(team)) = opened(model) {
                show(model, model.new_keys(Of::Team(team)), "");
            }
        }
        Action::OpenRecord => open(model),
        Action::FilterWords => {
            if let Some(filter) = model.screens.last_mut().and_then(Screen::filter_mut) {
                filter.open();
            }
        }
        _ => {
            clear(model);
        }
    }
    Vec::new()
}

/// Puts such a screen in front, filtered by these words; the same one further down goes.
pub(super) fn show(model: &mut Model, screen: Screen, words: &str) {
    let is_same = |other: &Screen| match (other, &screen) {
        (Screen::Keys { of: one, .. }, Screen::Keys { of: other, .. }) => one == other,
        (Screen::Members(one), Screen::Members(other)) => one.team == other.team,
        (Screen::Teams(_), Screen::Teams(_))
        | (Screen::Customers(_), Screen::Customers(_))
        | (Screen::Budgets(_), Screen::Budgets(_)) => true,
        _ => false,
    };
    if is_same(model.screen()) && words.is_empty() {
        return;
    }
    model.screens.retain(|other| !is_same(other));
    model.screens.push(screen);
    model.fit();
    if !words.is_empty() {
        if let Some(filter) = model.screens.last_mut().and_then(Screen::filter_mut) {
            filter.set(words);
        }
        model.refilter();
    }
}

/// What the row under the cursor opens, or why nothing.
pub(in crate::app) fn opened(model: &Model) -> Result<Opened, String> {
    let (roster, screen) = (model.people.roster(), model.subject());
    let list = model.list_of(screen);
    let Some(row) = list.as_ref().and_then(|list| list.table.selected()) else {
        return Err("nothing is listed".into());
    };
    let gone = || "it is on the server no more".to_owned();
    let user = |id: &ProxyUserId, whose: &str| match roster.by_user(id) {
        Some(person) => Ok(Opened::Person(person.id().clone())),
        None => Err(format!("{whose} {id} is not among the users that were read")),
    };
    match screen {
        Screen::Keys { of, .. } => {
            let key = KeyRows::new(roster, of).get(row);
            match &key.ok_or_else(gone)?.user_id {
                Some(id) => user(id, "its owner"),
                None => Err("this key has no owner".into()),
            }
        }
        Screen::Teams(_) => {
            let team = TeamRows(roster).get(row).ok_or_else(gone)?;
            Ok(Opened::Members(team.id.clone()))
        }
        Screen::Members(screen) => user(&screen.selected().ok_or_else(gone)?.place.user, "user"),
        Screen::Customers(_) => match roster.by_customer(row) {
            Some(person) => Ok(Opened::Person(person.id().clone())),
            None => Err("no user has the id or e-mail of this customer".into()),
        },
        Screen::Budgets(screen) => {
            let line = screen.line(row).ok_or_else(gone)?;
            Ok(match line.kind {
                PurseKind::KeyWindow => Opened::Key(KeyHash::new(line.id.raw())),
                PurseKind::TeamWindow => Opened::Team(TeamId::new(line.id.raw())),
                _ => Opened::Purse(list.and_then(|list| list.source.id(row)).ok_or_else(gone)?),
            })
        }
        _ => Err("nothing is listed".into()),
    }
}

/// The person whom the row under the cursor opens, or why it opens none.
pub(super) fn person_opened(model: &Model) -> Result<PersonId, String> {
    match opened(model)? {
        Opened::Person(person) => Ok(person),
        _ => Err("it is asked of a user or of a key".into()),
    }
}

/// Whose spend by day the row under the cursor stands for.
pub(super) fn subject(model: &Model) -> Option<Subject> {
    let (roster, row) = (model.people.roster(), model.front()?.table.selected()?);
    match model.screen() {
        Screen::Keys { of, .. } => {
            Some(Subject::Key(KeyRows::new(roster, of).get(row)?.hash.clone()))
        }
        Screen::Teams(_) => Some(Subject::Team(TeamRows(roster).get(row)?.id.clone())),
        Screen::Members(screen) => Some(Subject::User(screen.selected()?.place.user.clone())),
        _ => None,
    }
}

fn open(model: &mut Model) {
    match opened(model) {
        Ok(Opened::Person(person)) => {
            let is_same = |s: &Screen| matches!(s, Screen::User { person: p, .. } if *p == person);
            model.screens.retain(|screen| !is_same(screen));
            model.screens.push(Screen::User { person, list: ListState::default() });
        }
        Ok(Opened::Members(team)) => {
            let members = model.new_members(team);
            show(model, members, "");
        }
        Ok(Opened::Key(key)) => {
            let keys = model.new_keys(Of::All);
            show_at(model, keys, &key.raw());
        }
        Ok(Opened::Team(team)) => {
            let teams = model.new_teams();
            show_at(model, teams, team.raw());
        }
        Ok(Opened::Purse(id)) => {
            model.screens.push(Screen::Purse { id, list: ListState::default() });
        }
        Err(why) => model.tell(Notice::refusal(format!("open: {why}."))),
    }
}

/// Puts such a list in front, with the cursor there.
fn show_at(model: &mut Model, screen: Screen, id: &str) {
    show(model, screen, "");
    if let Some(front) = model.front_mut()
        && let Some(row) = front.source.row_of(id)
    {
        front.table.go_to_row(row, &*front.source);
    }
}

/// A key or pasted text, where a filter is being typed; else false.
pub(super) fn type_in_filter(model: &mut Model, typed: impl FnOnce(&mut Filter) -> Typed) -> bool {
    let Some(filter) = model.screens.last_mut().and_then(Screen::filter_mut) else { return false };
    match typed(filter) {
        Typed::Elsewhere => false,
        Typed::Same => true,
        Typed::Changed => {
            model.refilter();
            true
        }
    }
}

/// Shows all rows again; says whether some were hidden.
fn clear(model: &mut Model) -> bool {
    let filter = model.screens.last_mut().and_then(Screen::filter_mut);
    let Some(filter) = filter.filter(|filter| !filter.text().is_empty()) else { return false };
    filter.set("");
    model.refilter();
    true
}

/// What is in the way goes first: the filter, then the marks; false where neither is there.
pub(super) fn back(model: &mut Model) -> bool {
    if clear(model) {
        return true;
    }
    let list = model.screens.last_mut().and_then(Screen::records_mut);
    let Some(list) = list.filter(|list| !list.table().marks().is_empty()) else { return false };
    list.table_mut().clear_marks();
    true
}

/// Copies ids or lines of the marked, else of the one under the cursor.
pub(super) fn copy(model: &mut Model, are_ids: bool) -> Vec<Effect> {
    let lens = Lens { times: Times::Absolute, ..model.lens() };
    let Some(Seen { table, source }) = model.front() else { return Vec::new() };
    let rows = table.acted_on(&*source);
    let id = |row: &u32| match model.screen() {
        // A row of that list is told apart by more than what the server calls it.
        Screen::Budgets(screen) => screen.line(*row).map(|line| line.id.to_string()),
        _ => source.id(*row).map(|id| harmless(id.raw()).into_owned()),
    };
    let lines: Vec<String> = if are_ids {
        rows.iter().filter_map(id).collect()
    } else {
        rows.iter().map(|row| table.line(&*source, *row, &lens)).collect()
    };
    let text = lines.join("\n");
    let count = rows.len();
    drop(source);
    if text.len() > MOST_COPIED {
        let bytes = text.len();
        model.tell(Notice::refusal(format!(
            "copy: {bytes} bytes are more than a terminal's clipboard takes ({MOST_COPIED}); mark \
             fewer."
        )));
        return Vec::new();
    }
    let copied = match (count, are_ids) {
        (1, true) => text.clone(),
        (1, false) => "the row".to_owned(),
        (many, true) => format!("{} ids", group_thousands(many as u64)),
        (many, false) => format!("{} rows", group_thousands(many as u64)),
    };
    model.tell(Notice::info(format!("Copied {copied}, if the terminal allows it.")));
    vec![Effect::Copy(text)]
}

/// Asks for the members in front, once more if they were there; what other lists of members waited
/// for is given up, since one is read at a time.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let (epoch, number) = (model.epoch, model.member_orders + 1);
    let Some((front, others)) = model.screens.split_last_mut() else { return Vec::new() };
    let Screen::Members(screen) = front else { return Vec::new() };
    screen.asking.begin(&mut screen.members, number);
    let team = screen.team.clone();
    for other in others {
        if let Screen::Members(other) = other {
            other.asking.give_up(&mut other.members);
        }
    }
    model.member_orders = number;
    vec![Effect::ReadMembers(epoch, number, team)]
}

/// Asks for the members in front where nobody did, or where a plan may have changed them.
pub(super) fn ask_if_due(model: &mut Model) -> Vec<Effect> {
    let is_due = match model.screen() {
        Screen::Members(screen) => screen.asking.is_due(&screen.members),
        _ => false,
    };
    if is_due && model.session == Session::Open { ask(model) } else { Vec::new() }
}

/// A plan was applied: who is in a team, or what they may spend there, may be other.
pub(super) fn outdate_members(model: &mut Model) {
    for screen in &mut model.screens {
        if let Screen::Members(screen) = screen {
            screen.asking.outdate(&mut screen.members);
        }
    }
}

/// Takes the answer; one to an order that nobody waits for is late.
pub(super) fn members_read(
    model: &mut Model,
    number: u64,
    answer: Result<Members, String>,
) -> Vec<Effect> {
    let waits = |screen: &mut Screen| match screen {
        Screen::Members(screen) => {
            let is_it = screen.asking.ends(number);
            if is_it {
                screen.members.answer(answer.clone());
            }
            is_it
        }
        _ => false,
    };
    if model.screens.iter_mut().any(waits) {
        if let Err(why) = answer {
            model.tell(Notice::error(why));
        }
        model.renew_records();
    }
    Vec::new()
}
