//! Keys in a dialog. A text field swallows every key but those that leave it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use super::{plans, queries, quit};
use crate::app::action::Context;
use crate::app::dialog::{Button, Confirm, ProfileForm, Question};
use crate::app::export::Export;
use crate::app::form::{Form, type_key};
use crate::app::geometry::Geometry;
use crate::app::verb::{self, Wish};
use crate::app::{Action, Dialog, Effect, Model, Notice, Profile, Quitting, Revealed};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::roster::Query;

pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(dialog) = model.dialog.take() else { return Vec::new() };
    let types = types_text(&dialog);
    let contexts: &[Context] = match dialog {
        Dialog::Columns(_) => &[Context::Columns, Context::Dialog, Context::List],
        _ => &[Context::Dialog],
    };
    let action = model.keymap.action(contexts, key).filter(|_| {
        // Where text is typed, a letter is a letter, whatever it is bound to.
        let is_letter = matches!(key.code, KeyCode::Char(_))
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        !(types && is_letter)
    });
    match action {
        Some(Action::DialogCancel) => cancel(model, &dialog),
        Some(Action::DialogAccept) => accept(model, dialog),
        other => {
            model.dialog = Some(dialog);
            move_in(model, other, key)
        }
    }
}

/// Does what the focus is on.
pub(super) fn accept_open(model: &mut Model) -> Vec<Effect> {
    model.dialog.take().map_or_else(Vec::new, |dialog| accept(model, dialog))
}

fn types_text(dialog: &Dialog) -> bool {
    !matches!(dialog, Dialog::Confirm(_) | Dialog::Revealed { .. } | Dialog::Columns(_))
}

/// Closes it: the caller drops it, and with it a key shown there, which is nowhere any more.
fn cancel(model: &mut Model, dialog: &Dialog) -> Vec<Effect> {
    match dialog {
        Dialog::Revealed { .. } if model.quitting.is_some() => vec![Effect::Quit],
        Dialog::Confirm(Confirm { question: Question::ApplyPlan, .. }) | Dialog::Held { .. } => {
            model.tell(Notice::info("Nothing was applied."));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn accept(model: &mut Model, dialog: Dialog) -> Vec<Effect> {
    match dialog {
        Dialog::Confirm(confirm) if confirm.focus == Button::Cancel => {
            cancel(model, &Dialog::Confirm(confirm))
        }
        Dialog::Confirm(confirm) => match confirm.question {
            Question::ApplyPlan => plans::apply(model),
            Question::QuitWhileApplying => quit(model, Quitting::ByOperator),
            Question::RemoveProfile(name) => vec![Effect::RemoveProfile(name)],
        },
        Dialog::Held { held, input } => {
            if input.value().trim() == held.confirm.to_string() {
                return plans::apply(model);
            }
            let why = format!("To apply this plan, type {}.", held.confirm);
            model.tell(Notice::refusal(why));
            model.dialog = Some(Dialog::Held { held, input });
            Vec::new()
        }
        Dialog::Budget(mut dialog) => {
            match dialog.wish() {
                Ok(wish) => verb::propose(model, &Wish::Budget(wish), dialog.targets),
                Err((field, _)) => {
                    dialog.form.focus = field;
                    model.dialog = Some(Dialog::Budget(dialog));
                }
            }
            Vec::new()
        }
        Dialog::Mint(mut dialog) => {
            match dialog.wish() {
                Ok(wish) => verb::propose(model, &Wish::Mint(wish), dialog.targets),
                Err((field, _)) => {
                    dialog.form.focus = field;
                    model.dialog = Some(Dialog::Mint(dialog));
                }
            }
            Vec::new()
        }
        Dialog::WritePlan(input) => {
            let path = input.value().trim().to_owned();
            let plan = model.plan_screen().map(|screen| screen.plan.clone());
            match plan.filter(|_| !path.is_empty()) {
                Some(plan) => vec![Effect::WritePlan { plan, path }],
                None => Vec::new(),
            }
        }
        Dialog::Queries(dialog) => {
            queries::accept(model, dialog);
            Vec::new()
        }
        Dialog::Columns(_) => Vec::new(),
        Dialog::MarkMatches(input) => {
            mark_matches(model, input);
            Vec::new()
        }
        Dialog::Export(input) => match Export::of(model, input.value().trim()) {
            Ok(export) => {
                let many = group_thousands(export.rows.len() as u64);
                model.tell(Notice::info(format!("Writing {many} users …")));
                vec![Effect::Export(Box::new(export))]
            }
            Err(why) => {
                model.tell(Notice::refusal(why));
                model.dialog = Some(Dialog::Export(input));
                Vec::new()
            }
        },
        Dialog::Profile(form) => {
            let effect = Effect::SaveProfile { was: form.was.clone(), draft: form.draft() };
            // It stays open until the configuration has taken it.
            model.dialog = Some(Dialog::Profile(form));
            vec![effect]
        }
        // Enter may still be on its way from the dialog before: it must not close this one unseen.
        Dialog::Revealed { secrets, list } => {
            let effects = copy(model, &secrets, list.cursor);
            model.dialog = Some(Dialog::Revealed { secrets, list });
            effects
        }
    }
}

/// Between fields, buttons and rows; else the key is the field's.
fn move_in(model: &mut Model, action: Option<Action>, key: KeyEvent) -> Vec<Effect> {
    match &mut model.dialog {
        Some(Dialog::Confirm(confirm)) => {
            let turns = matches!(action, Some(Action::DialogNext | Action::DialogPrevious));
            if turns || matches!(key.code, KeyCode::Left | KeyCode::Right) {
                confirm.turn();
            }
        }
        Some(
            Dialog::Held { input, .. }
            | Dialog::WritePlan(input)
            | Dialog::Export(input)
            | Dialog::MarkMatches(input),
        ) => type_key(input, key),
        Some(Dialog::Columns(chooser)) => {
            let mut chooser = *chooser;
            if let Some(action) = action {
                let height = Geometry::of(model).chooser();
                if let Some(mut front) = model.front_mut() {
                    chooser.perform(action, &mut front, height);
                }
                model.remember_layout();
            }
            model.dialog = Some(Dialog::Columns(chooser));
        }
        Some(Dialog::Budget(dialog)) => in_form(&mut dialog.form, action, key),
        Some(Dialog::Mint(dialog)) => in_form(&mut dialog.form, action, key),
        Some(Dialog::Profile(dialog)) => in_form(&mut dialog.form, action, key),
        Some(Dialog::Queries(_)) => queries::move_in(model, action, key),
        Some(Dialog::Revealed { secrets, list }) => match action {
            Some(Action::DialogNext) => list.travel(Action::Down, secrets.len(), secrets.len()),
            Some(Action::DialogPrevious) => list.travel(Action::Up, secrets.len(), secrets.len()),
            Some(Action::DialogCopy) => {
                let (secrets, at) = (secrets.clone(), list.cursor);
                return copy(model, &secrets, at);
            }
            _ => {}
        },
        None => {}
    }
    Vec::new()
}

/// Marks whom the query matches; one that matches nobody is asked for again.
fn mark_matches(model: &mut Model, input: Input) {
    if !mark(model, input.value()) {
        model.dialog = Some(Dialog::MarkMatches(input));
    }
}

/// Marks whom a query matches; says what became of it, and whether it was one that could be asked.
pub(super) fn mark(model: &mut Model, text: &str) -> bool {
    let query = match Query::parse(text) {
        Ok(query) if query.is_empty() => return true,
        Ok(query) => query,
        Err(error) => {
            model.tell(Notice::refusal(format!("{error}.")));
            return false;
        }
    };
    let found = model.people.mark_matches(&query);
    if found == 0 {
        model.tell(Notice::refusal(format!("Nobody matches '{}'.", harmless(text))));
        return false;
    }
    let words = model.people.table().marks().words().unwrap_or_default();
    model.tell(Notice::info(format!("{found} match; {words}.")));
    true
}

/// Puts one of the secrets on the clipboard.
fn copy(model: &mut Model, secrets: &[Revealed], at: usize) -> Vec<Effect> {
    let said = "Copied, if the terminal allows it. Closing the dialog forgets it here.";
    model.tell(Notice::info(said));
    let secret = secrets.get(at).map(|revealed| revealed.secret.clone());
    secret.map(Effect::CopySecret).into_iter().collect()
}

fn in_form(form: &mut Form, action: Option<Action>, key: KeyEvent) {
    match action {
        Some(Action::DialogNext) => form.next(),
        Some(Action::DialogPrevious) => form.previous(),
        _ => form.key(key),
    }
}

/// The configuration was written, or says what is wrong with what was asked.
pub(super) fn profiles_changed(
    model: &mut Model,
    answer: Result<Vec<Profile>, Vec<String>>,
) -> Vec<Effect> {
    match answer {
        Ok(profiles) => {
            model.profiles = profiles;
            model.outdate_tables();
            model.tell(Notice::info("The configuration was written."));
            match model.dialog.take() {
                Some(Dialog::Profile(form)) => reopen(model, &form),
                other => {
                    model.dialog = other;
                    Vec::new()
                }
            }
        }
        Err(problems) => {
            match &mut model.dialog {
                Some(Dialog::Profile(form)) => form.problems = problems,
                _ => model.tell(Notice::error(problems.join("; "))),
            }
            Vec::new()
        }
    }
}

/// The profile at work was edited: it is opened anew, as its servers may be others now.
fn reopen(model: &mut Model, form: &ProfileForm) -> Vec<Effect> {
    if form.was.as_deref() != Some(model.profile.name.as_str()) {
        return Vec::new();
    }
    let name = form.draft().name;
    let profile = model.profiles.iter().find(|profile| profile.name == name).cloned();
    profile.map_or_else(Vec::new, |profile| super::perform::open(model, profile))
}
