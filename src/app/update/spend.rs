//! The spend day by day: opened, asked for, answered, stopped.

use std::sync::Arc;

use super::leave;
use super::records;
use super::session::is_read;
use crate::app::availability::availability;
use crate::app::screen::spend::{
    Asked, Layout, Ranking, SpendAnswer, SpendOrder, SpendScreen, View,
};
use crate::app::{Action, Destination, Effect, Model, Notice, Screen, Target};
use crate::domain::activity::Span;
use crate::roster::PersonId;
use crate::roster::subject::{self, Named};

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ShowSpend => match whose(model) {
            Ok(named) => return open(model, named, Span::default()),
            Err(why) => model.tell(Notice::refusal(format!("{why}."))),
        },
        Action::ShowAllSpend => {
            let named = subject::everybody(model.people.roster());
            return open(model, named, Span::default());
        }
        Action::SpendWeek => return span(model, Span::Week),
        Action::SpendMonth => return span(model, Span::Month),
        Action::SpendQuarter => return span(model, Span::Quarter),
        Action::TurnSpend => {
            if let Some(spend) = front(model) {
                spend.stop();
                spend.view = match spend.view {
                    View::Days => View::Spenders,
                    View::Spenders => View::Days,
                };
            }
            return ask_if_needed(model);
        }
        Action::NextDay | Action::PreviousDay => {
            let width = model.size.0;
            if let Some(spend) = front(model) {
                let layout = Layout::of(width, spend.span);
                spend.choose(action, layout);
            }
        }
        Action::OpenSpender => return open_spender(model),
        _ => {
            stop(model);
        }
    }
    Vec::new()
}

/// The spend of what is under the cursor, or in front.
fn whose(model: &Model) -> Result<Named, String> {
    const NONE: &str = "nothing is listed";
    let roster = model.people.roster();
    let of_person = |id: &PersonId| {
        roster.by_id(id).ok_or("this user is gone".to_owned()).and_then(subject::person)
    };
    match model.screen() {
        Screen::User { person, .. } => of_person(person),
        screen if screen.records().is_some() => {
            let subject = records::subject(model);
            subject.and_then(|subject| subject::named(roster, &subject)).ok_or(NONE.into())
        }
        _ => model.people.selected().ok_or(NONE.to_owned()).and_then(subject::person),
    }
}

fn front(model: &mut Model) -> Option<&mut SpendScreen> {
    match model.screens.last_mut() {
        Some(Screen::Spend(spend)) => Some(spend),
        _ => None,
    }
}

/// Opens the spend in the place of any other, and asks for it.
pub(in crate::app) fn open(model: &mut Model, named: Named, span: Span) -> Vec<Effect> {
    model.screens.retain(|screen| !matches!(screen, Screen::Spend(_)));
    push(model, named, span)
}

fn push(model: &mut Model, named: Named, span: Span) -> Vec<Effect> {
    let table = model.new_spenders();
    model.screens.push(Screen::Spend(Box::new(SpendScreen::new(named, span, table))));
    ask(model)
}

/// Opens what these words ask for: nothing for everybody, a user, `team lab`, `key laptop`; and a
/// number of days at the end.
///
/// # Errors
/// It cannot be asked now, or the words name nobody or several.
pub(super) fn by_words(model: &mut Model, words: &str) -> Result<Vec<Effect>, String> {
    availability(model, Action::ShowAllSpend)?;
    let words = words.trim();
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    let span = last.parse().ok().and_then(Span::of_days);
    let whose = match span {
        Some(_) => words.strip_suffix(last).unwrap_or(words).trim(),
        None => words,
    };
    let roster = model.people.roster();
    let named = match whose.split_once(char::is_whitespace) {
        _ if whose.is_empty() => Ok(subject::everybody(roster)),
        Some(("team", word)) => subject::team(roster, word),
        Some(("key", word)) => subject::key(roster, word),
        _ => subject::user(roster, whose),
    };
    // What lists several has a line for each.
    let named = named.map_err(|why| why.replace(":\n  ", ": ").replace("\n  ", "; "))?;
    Ok(open(model, named, span.unwrap_or_default()))
}

/// Opens what the console was told to open, once it can be asked for and the words name somebody.
pub(super) fn open_if_due(model: &mut Model) -> Vec<Effect> {
    let Some(Destination::Asked(Target::Spend(words))) = &model.destination else {
        return Vec::new();
    };
    match by_words(model, &words.clone()) {
        Ok(effects) => {
            model.destination = None;
            model.notices.pass();
            effects
        }
        Err(why) if is_read(model) => {
            model.destination = None;
            model.tell(Notice::refusal(format!("spend: {why}.").replace("?.", "?")));
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

/// The spender under the cursor, over the ranking.
fn open_spender(model: &mut Model) -> Vec<Effect> {
    let Some(spend) = front(model) else { return Vec::new() };
    let span = spend.span;
    let Some((row, (name, detail))) = spend.selected() else { return Vec::new() };
    let (row, name, detail) = (row.clone(), name.clone(), detail.clone());
    let subject = row.who.subject();
    let listed = subject::named(model.people.roster(), &subject);
    let named = listed.unwrap_or(Named { subject, name, detail, of_budget: None });
    push(model, named, span)
}

fn span(model: &mut Model, span: Span) -> Vec<Effect> {
    if let Some(spend) = front(model) {
        if spend.span != span {
            spend.stop();
            spend.table_mut().outdate();
        }
        spend.span = span;
    }
    ask_if_needed(model)
}

/// Asks for what is in front, unless it is there or on its way.
fn ask_if_needed(model: &mut Model) -> Vec<Effect> {
    match front(model) {
        Some(spend) if spend.has_read() || spend.asked.is_some() => Vec::new(),
        Some(_) => ask(model),
        None => Vec::new(),
    }
}

/// Asks for what is in front, once more if it was there.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let (now, epoch, id) = (model.now, model.epoch, model.spend_orders + 1);
    let Some(spend) = front(model) else { return Vec::new() };
    spend.stop();
    match spend.view {
        View::Days => spend.days.ask(),
        View::Spenders => spend.ranking.ask(),
    }
    spend.asked = Some(Asked { id, view: spend.view, since: now, part: None });
    let order = SpendOrder {
        id,
        subject: spend.named.subject.clone(),
        range: spend.span.until(now),
        view: spend.view,
    };
    model.spend_orders = id;
    model.spend_under_way = Some(id);
    vec![Effect::ReadSpend(epoch, Box::new(order))]
}

/// Gives up what is being read; says whether there was anything.
pub(super) fn stop(model: &mut Model) -> bool {
    front(model).is_some_and(SpendScreen::stop)
}

/// What is being read and nobody waits for any more is given up: the screen was left, or asks for
/// something else.
pub(super) fn tend(model: &mut Model) -> Option<Effect> {
    let id = model.spend_under_way?;
    let is_waiting = |screen: &Screen| match screen {
        Screen::Spend(spend) => spend.asked.is_some_and(|asked| asked.id == id),
        _ => false,
    };
    if model.screens.iter().any(is_waiting) {
        return None;
    }
    model.spend_under_way = None;
    Some(Effect::StopSpend(model.epoch))
}

fn waiting(model: &mut Model, id: u64) -> Option<&mut SpendScreen> {
    model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Spend(spend) if spend.asked.is_some_and(|asked| asked.id == id) => {
            Some(spend.as_mut())
        }
        _ => None,
    })
}

/// So much of it was read.
pub(super) fn progressed(model: &mut Model, id: u64, part: (usize, usize)) -> Vec<Effect> {
    if let Some(asked) = waiting(model, id).and_then(|spend| spend.asked.as_mut()) {
        asked.part = Some(part);
    }
    Vec::new()
}

/// Takes the answer; one to an order that nobody waits for is late.
pub(super) fn answered(
    model: &mut Model,
    id: u64,
    answer: Result<SpendAnswer, String>,
) -> Vec<Effect> {
    let roster = Arc::clone(model.people.roster());
    let Some(spend) = waiting(model, id) else { return Vec::new() };
    let asked = spend.asked.take();
    let error = answer.as_ref().err().cloned();
    match (answer, asked.map(|asked| asked.view)) {
        (Ok(SpendAnswer::Days(activity)), _) => spend.days.answer(Ok(Arc::new(activity))),
        (Ok(SpendAnswer::Spenders(spenders)), _) => {
            let names = subject::names(Some(&roster), &spenders.rows);
            spend.ranking.answer(Ok(Arc::new(Ranking::new(spenders, names))));
            spend.table_mut().outdate();
        }
        (Err(why), Some(View::Spenders)) => spend.ranking.answer(Err(why)),
        (Err(why), _) => spend.days.answer(Err(why)),
    }
    model.spend_under_way = None;
    if let Some(why) = error {
        model.tell(Notice::error(why));
    }
    Vec::new()
}

/// What is in the way goes first: a reading, then the screen.
pub(super) fn back(model: &mut Model) {
    if !stop(model) {
        leave(model);
    }
}
