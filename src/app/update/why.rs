//! The screen that says why: asked for, answered, turned, and what its remedies plan.

use super::records;
use crate::app::list::ListState;
use crate::app::screen::keys::KeyRows;
use crate::app::screen::why::columns::RungColumn;
use crate::app::screen::why::{About, Asked, Stage, WhyScreen};
use crate::app::verb::order::Probing;
use crate::app::verb::{self, Order, Wish};
use crate::app::{Action, Effect, Model, Notice, Screen, Session, dialog, planning};
use crate::domain::Text;
use crate::domain::text::harmless;
use crate::engine::{InquireError, Inquiry, Question};

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Why => match about(model) {
            Ok(about) => open(model, about, None),
            Err(why) => model.tell(Notice::refusal(format!("why: {why}."))),
        },
        Action::ChooseModel => {
            if let Some(screen) = front(model) {
                let dialog = dialog::model::dialog(screen);
                model.ask(dialog);
            }
        }
        Action::NextWay | Action::PreviousWay => {
            if let Some(screen) = front_mut(model) {
                screen.turn(action == Action::NextWay);
            }
            show_verdict(model);
        }
        Action::ToggleNotChecked => {
            if let Some(screen) = front_mut(model) {
                screen.toggle_not_checked();
            }
        }
        Action::PlanRemedy | Action::NthRemedy => return plan(model, 0),
        Action::ProbeProxy => return probe(model),
        _ => {
            if let Some(screen) = front_mut(model) {
                screen.page = match screen.page {
                    Some(_) => None,
                    None => Some(ListState::default()),
                };
            }
        }
    }
    Vec::new()
}

/// Whoever is under the cursor, or in front.
fn about(model: &Model) -> Result<About, String> {
    let roster = model.people.roster();
    match model.screen() {
        Screen::User { person, .. } => Ok(About::person(person.clone())),
        Screen::Keys { of, list } => {
            let row = list.table().selected();
            let key = row.and_then(|row| KeyRows::new(roster, of).get(row));
            key.map(|key| About::key(model, key)).ok_or("no key is listed".into())
        }
        Screen::Members(_) | Screen::Customers(_) => {
            records::person_opened(model).map(About::person)
        }
        _ => {
            let person = model.people.selected().ok_or("no user is selected")?;
            Ok(About::person(person.id().clone()))
        }
    }
}

/// Opens it on them, in place of an earlier one.
pub(super) fn open(model: &mut Model, about: About, named: Option<Text>) {
    let table = model.new_table::<RungColumn>(&[]);
    model.screens.retain(|screen| !matches!(screen, Screen::Why(_)));
    model.screens.push(Screen::Why(Box::new(WhyScreen::new(about, named, table))));
}

fn front(model: &Model) -> Option<&WhyScreen> {
    match model.screen() {
        Screen::Why(screen) => Some(screen),
        _ => None,
    }
}

fn front_mut(model: &mut Model) -> Option<&mut WhyScreen> {
    match model.screens.last_mut() {
        Some(Screen::Why(screen)) => Some(screen),
        _ => None,
    }
}

/// The list has another height with each verdict.
fn show_verdict(model: &mut Model) {
    model.fit();
    if let Some(screen) = front_mut(model) {
        screen.show_verdict();
    }
}

/// Another model: to be asked.
pub(in crate::app) fn choose_model(model: &mut Model, name: Option<Text>) {
    if let Some(screen) = front_mut(model) {
        screen.model = name;
        screen.stage = Stage::Due;
    }
}

/// It is asked again as soon as it is in front.
pub(super) fn outdate(model: &mut Model) {
    for screen in &mut model.screens {
        if let Screen::Why(screen) = screen {
            screen.stage = Stage::Due;
        }
    }
}

/// The one in front is asked again.
pub(super) fn refresh(model: &mut Model) {
    if let Some(screen) = front_mut(model) {
        screen.stage = Stage::Due;
    }
}

/// Asks, where the screen in front is due and the servers can be asked.
pub(super) fn ask_if_due(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = front(model).filter(|screen| screen.stage == Stage::Due) else {
        return Vec::new();
    };
    let stage = match &model.session {
        Session::Opening => return Vec::new(),
        Session::Failed(why) => {
            Err(Stage::Failed(format!("The profile cannot be opened: {}.", harmless(why))))
        }
        Session::Open => screen.about.question(model).map_err(Stage::Failed),
    };
    let (who, key) = match stage {
        Ok(asked) => asked,
        Err(stage) => {
            if let Some(screen) = front_mut(model) {
                screen.stage = stage;
            }
            return Vec::new();
        }
    };
    model.inquiries += 1;
    let (epoch, number, since) = (model.epoch, model.inquiries, model.now);
    let Some(screen) = front_mut(model) else { return Vec::new() };
    screen.stage = Stage::Asking { number, since, answers: 0 };
    let question =
        Question { who, model: screen.model.clone(), lists_models: true, key, customer: None };
    vec![Effect::Inquire(epoch, Box::new(Asked { number, question }))]
}

/// Takes an answer, if that question still waits for it.
pub(super) fn answered(model: &mut Model, number: u64, answer: Result<Inquiry, InquireError>) {
    let now = model.now;
    let is_it = |screen: &&mut Screen| {
        matches!(screen, Screen::Why(why)
            if matches!(why.stage, Stage::Asking { number: asked, .. } if asked == number))
    };
    let Some(Screen::Why(screen)) = model.screens.iter_mut().find(is_it) else { return };
    match answer {
        Ok(inquiry) => {
            screen.take(inquiry, now);
            show_verdict(model);
        }
        Err(error) => {
            let why = error.to_string().replace('\n', " ");
            let why = harmless(&why).into_owned();
            let end = if why.ends_with('.') { "" } else { "." };
            screen.stage = Stage::Failed(format!("{why}{end}"));
            model.tell(Notice::error(why));
        }
    }
}

/// A request has ended: how far it is.
pub(super) fn requested(model: &mut Model) {
    // While both servers are read as well, nobody can tell whose request it was.
    if model.reading.is_some() {
        return;
    }
    if let Some(WhyScreen { stage: Stage::Asking { answers, .. }, .. }) = front_mut(model) {
        *answers += 1;
    }
}

/// As time passes keys expire and resets come due.
pub(super) fn judge_again(model: &mut Model) {
    let now = model.now;
    for screen in &mut model.screens {
        if let Screen::Why(screen) = screen {
            screen.judge_again(now);
        }
    }
}

/// The page goes first, then the question, then the screen. Says whether the screen is to go.
pub(super) fn back(model: &mut Model) -> (bool, Vec<Effect>) {
    let epoch = model.epoch;
    let Some(screen) = front_mut(model) else { return (true, Vec::new()) };
    if screen.page.take().is_some() {
        return (false, Vec::new());
    }
    if !screen.is_asking() {
        return (true, Vec::new());
    }
    screen.stage = Stage::Rest;
    let is_empty = screen.answer.is_none();
    let end = if is_empty { "nothing was found out" } else { "the answer before stays" };
    model.tell(Notice::info(format!("Asking stopped; {end}.")));
    (is_empty, vec![Effect::StopInquiry(epoch)])
}

/// Plans one real request like the one that is judged.
fn probe(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = front(model) else { return Vec::new() };
    let Some((question, inquiry)) = screen.request() else { return Vec::new() };
    let subject = screen.about.targets(model).subject;
    let probing = Probing { question, inquiry, subject };
    planning::ask(model, Order::Probe(Box::new(probing)))
}

/// Plans the remedy at that place, or says what is in the way.
pub(super) fn plan(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(screen) = front(model) else { return Vec::new() };
    let remedies = screen.remedies();
    let Some(remedy) = remedies.get(place) else {
        let count = remedies.len();
        let noun = if count == 1 { "remedy" } else { "remedies" };
        model.tell(Notice::refusal(format!("There is no remedy {}: {count} {noun}.", place + 1)));
        return Vec::new();
    };
    let Some(cure) = remedy.wish.clone() else {
        let said = format!("bursar has no plan for that. {}", remedy.sentence);
        model.tell(Notice::refusal(said));
        return Vec::new();
    };
    let targets = screen.about.targets(model);
    verb::propose(model, Wish::Remedy(Box::new(cure)), targets)
}
