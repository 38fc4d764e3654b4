//! What is done with the spend day by day: opened, asked for, turned, stopped.

use super::{Layout, SpendScreen, SpenderColumn, View};
use crate::app::screen::leave;
use crate::app::update::session::is_read;
use crate::app::{Destination, Effect, Model, Notice, Target, availability};
use crate::domain::activity::Span;
use crate::domain::order::Direction;
use crate::roster::subject::{self, Named};

/// Shows that of what is under the cursor, or in front.
pub(in crate::app) fn of_front(model: &mut Model) {
    match model.screen().spender(model) {
        Ok(named) => open(model, named, Span::default()),
        Err(why) => model.tell(Notice::refusal(format!("{why}."))),
    }
}

/// Shows that of everybody.
pub(in crate::app) fn of_everybody(model: &mut Model) {
    let named = subject::everybody(model.people.roster());
    open(model, named, Span::default());
}

fn new(model: &Model, named: Named, span: Span) -> SpendScreen {
    let table = model.new_table(&[(SpenderColumn::Spend, Direction::Descending)]);
    SpendScreen::new(named, span, table)
}

/// Opens it in the place of any other.
fn open(model: &mut Model, named: Named, span: Span) {
    model.show_anew(new(model, named, span));
}

/// Opens what these words ask for: nothing for everybody, a user, `team lab`, `key laptop`; and a
/// number of days at the end.
///
/// # Errors
/// It cannot be asked now, or the words name nobody or several.
pub(in crate::app) fn by_words(model: &mut Model, words: &str) -> Result<(), String> {
    availability::activity(model)?;
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
    open(model, named, span.unwrap_or_default());
    Ok(())
}

/// Opens what the console was told to open, once it can be asked for and the words name somebody.
pub(in crate::app) fn open_if_due(model: &mut Model) {
    let Some(Destination::Asked(Target::Spend(words))) = &model.destination else { return };
    match by_words(model, &words.clone()) {
        Ok(()) => {
            model.destination = None;
            model.notices.pass();
        }
        Err(why) if is_read(model) => {
            model.destination = None;
            model.tell(Notice::refusal(format!("spend: {why}.").replace("?.", "?")));
        }
        Err(_) => {}
    }
}

/// The spender under the cursor, over the ranking.
pub(in crate::app) fn open_spender(model: &mut Model) {
    let Some(spend) = model.showing::<SpendScreen>() else { return };
    let span = spend.span;
    let Some((row, (name, detail))) = spend.selected() else { return };
    let subject = row.who.subject();
    let listed = subject::named(model.people.roster(), &subject);
    let (name, detail) = (name.clone(), detail.clone());
    let named = listed.unwrap_or(Named { subject, name, detail, of_budget: None });
    let screen = new(model, named, span);
    model.screens.push(screen);
}

fn with(model: &mut Model, change: impl FnOnce(&mut SpendScreen)) {
    if let Some(spend) = model.showing_mut::<SpendScreen>() {
        change(spend);
    }
}

/// Shows so many days.
pub(in crate::app) fn span(model: &mut Model, span: Span) {
    with(model, |spend| {
        if spend.span != span {
            spend.stop();
            spend.table_state().outdate();
        }
        spend.span = span;
        spend.is_due = !spend.has_read() && spend.asked.is_none();
    });
}

/// Shows who spent most, or the days again.
pub(in crate::app) fn turn(model: &mut Model) {
    with(model, |spend| {
        spend.stop();
        spend.view = match spend.view {
            View::Days => View::Spenders,
            View::Spenders => View::Days,
        };
        spend.is_due = !spend.has_read();
    });
}

/// To the bar after, or before.
pub(in crate::app) fn choose_day(model: &mut Model, forward: bool) {
    let width = model.size.0;
    with(model, |spend| spend.choose(forward, Layout::of(width, spend.span)));
}

/// Asks for what is in front once more.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    with(model, |spend| spend.is_due = true);
    Vec::new()
}

/// Gives up what is being read.
pub(in crate::app) fn stop(model: &mut Model) {
    with(model, |spend| {
        spend.stop();
    });
}

/// What is in the way goes first: a reading, then the screen.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if !model.showing_mut::<SpendScreen>().is_some_and(SpendScreen::stop) {
        leave(model);
    }
    Vec::new()
}
