//! The list of budgets: asked for, taken, shown whole or not.

use super::readings;
use crate::app::records::FoundPurses;
use crate::app::{Effect, Model, Notice, Screen, Session};

/// Asks for what is in no listing of the servers.
fn ask(model: &mut Model) -> Vec<Effect> {
    let (epoch, number) = (model.epoch, model.purse_orders + 1);
    let budgets = model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Budgets(screen) => Some(screen),
        _ => None,
    });
    let Some(screen) = budgets else { return Vec::new() };
    screen.asking.begin(&mut screen.purses, number);
    model.purse_orders = number;
    vec![Effect::ReadPurses(epoch, number)]
}

/// Asks once more, and for all people, too: the windows are those of keys and teams, and customers
/// and keys are among who shares a row.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    let mut effects = ask(model);
    effects.extend(readings::perform(model, crate::app::Action::Refresh));
    effects
}

/// Asks where nobody did, or where a plan may have changed them.
pub(super) fn ask_if_due(model: &mut Model) -> Vec<Effect> {
    let is_due = match model.screen() {
        Screen::Budgets(screen) => screen.asking.is_due(&screen.purses),
        _ => false,
    };
    if is_due && model.session == Session::Open { ask(model) } else { Vec::new() }
}

/// A plan was applied: they may be other.
pub(super) fn outdate(model: &mut Model) {
    for screen in &mut model.screens {
        if let Screen::Budgets(screen) = screen {
            screen.asking.outdate(&mut screen.purses);
        }
    }
}

/// Takes the answer; one to an order that nobody waits for is late.
pub(super) fn purses_read(
    model: &mut Model,
    number: u64,
    answer: Result<FoundPurses, String>,
) -> Vec<Effect> {
    let waits = model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Budgets(screen) => screen.asking.ends(number).then_some(screen),
        _ => None,
    });
    let Some(screen) = waits else { return Vec::new() };
    let why = answer.as_ref().err().cloned();
    screen.purses.answer(answer);
    model.renew_records();
    if let Some(why) = why {
        model.tell(Notice::error(why));
    }
    Vec::new()
}

/// Shows the rows too that one alone or nobody points to, or hides them.
pub(super) fn toggle(model: &mut Model) {
    if let Some(Screen::Budgets(screen)) = model.screens.last_mut() {
        screen.shows_all = !screen.shows_all;
    }
    model.renew_records();
}
