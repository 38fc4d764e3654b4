//! Keys in a dialog, the same in all of them. A text field swallows every key but those that leave
//! it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::dialog::{After, Kind};
use crate::app::form::Focus;
use crate::app::{Action, Dialog, Effect, Model, Notice, Profile};

/// Rows that a page of a dialog scrolls.
const PAGE: isize = 8;

pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(mut dialog) = model.dialog.take() else { return Vec::new() };
    let action = action_of(model, &dialog, key);
    // What was said last may be of people who were read again since.
    dialog.say(model);
    if let Some((after, effects)) = dialog.own_key(action, key, model) {
        if after == After::Stay {
            put_back(model, dialog);
        }
        return effects;
    }
    match action {
        Some(Action::DialogCancel) => {
            // In a list that is filtered, it takes the filter away.
            if dialog.form.list_mut().is_some_and(super::super::form::PickList::clear_filter) {
                put_back(model, dialog);
                return Vec::new();
            }
            dialog.cancel(model)
        }
        Some(Action::DialogAccept) => accept(model, dialog),
        other => {
            move_in(&mut dialog, other, key);
            put_back(model, dialog);
            Vec::new()
        }
    }
}

/// Puts the focus there.
pub(super) fn focus(model: &mut Model, focus: Focus) {
    if let Some(mut dialog) = model.dialog.take() {
        dialog.form.go(focus);
        dialog.follow();
        put_back(model, dialog);
    }
}

/// A row of a list in it was clicked.
pub(super) fn click(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(mut dialog) = model.dialog.take() else { return Vec::new() };
    let (after, effects) = dialog.click(place, model);
    if after == After::Stay {
        put_back(model, dialog);
    }
    effects
}

/// Scrolls it by so many lines.
pub(super) fn wheel(model: &mut Model, lines: isize) {
    if let Some(mut dialog) = model.dialog.take() {
        dialog.wheel(lines, model);
        put_back(model, dialog);
    }
}

/// Does what the focus is on.
pub(super) fn accept_open(model: &mut Model) -> Vec<Effect> {
    model.dialog.take().map_or_else(Vec::new, |dialog| accept(model, dialog))
}

/// What the key asks for. Where text is typed, a letter is a letter, whatever it is bound to, and
/// in a list the arrows move in it before they leave it.
fn action_of(model: &Model, dialog: &Dialog, key: KeyEvent) -> Option<Action> {
    let is_letter = matches!(key.code, KeyCode::Char(_))
        && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    if is_letter && dialog.form.takes_text() {
        return None;
    }
    let is_held = match dialog.form.focused().map(|field| &field.entry) {
        Some(crate::app::form::Entry::Picks(list)) => list.holds(key.code),
        _ => false,
    };
    if is_held {
        return None;
    }
    model.keymap.action(dialog.contexts(), key)
}

fn put_back(model: &mut Model, mut dialog: Dialog) {
    dialog.say(model);
    model.dialog = Some(dialog);
}

/// Does what the focus is on. In a field that is the whole form, and where something stands
/// against it, the focus goes there.
fn accept(model: &mut Model, mut dialog: Dialog) -> Vec<Effect> {
    if dialog.form.focus == Focus::Cancel {
        return dialog.cancel(model);
    }
    if dialog.form.list_mut().is_some_and(super::super::form::PickList::enter) {
        put_back(model, dialog);
        return Vec::new();
    }
    if let Some(why) = dialog.refusal() {
        let accept = dialog.said.buttons[1];
        model.tell(Notice::refusal(format!("Not yet: {accept}: {why}.")));
        dialog.form.touch_all();
        if let Some((field, _)) = dialog.said.problem() {
            dialog.form.go(Focus::Field(field));
        } else if dialog.form.fields.len() == 1 {
            dialog.form.go(Focus::Field(0));
        }
        dialog.follow();
        put_back(model, dialog);
        return Vec::new();
    }
    let (after, effects) = dialog.accept(model);
    if after == After::Stay {
        put_back(model, dialog);
    }
    effects
}

/// Between fields and buttons, over what does not fit; else the key is the field's.
fn move_in(dialog: &mut Dialog, action: Option<Action>, key: KeyEvent) {
    match action {
        Some(Action::DialogNext) => dialog.form.next(),
        Some(Action::DialogPrevious) => dialog.form.previous(),
        Some(Action::DialogPageDown) => return dialog.scroll_by(PAGE),
        Some(Action::DialogPageUp) => return dialog.scroll_by(-PAGE),
        _ => dialog.form.key(key),
    }
    dialog.follow();
}

/// Pasted text goes into the field with the focus, or nowhere.
pub(super) fn pasted(model: &mut Model, text: &str) {
    let Some(mut dialog) = model.dialog.take() else { return };
    if dialog.form.paste(text) {
        dialog.follow();
    } else {
        let why = "Pasted text is taken only by a field that has the focus.";
        model.tell(Notice::refusal(why));
    }
    put_back(model, dialog);
}

/// The configuration was written, or says what is wrong with what was asked.
pub(super) fn profiles_changed(
    model: &mut Model,
    answer: Result<Vec<Profile>, Vec<String>>,
) -> Vec<Effect> {
    let form = match model.dialog.take() {
        Some(Dialog { kind: Kind::Profile(profile), form, .. }) => Some((profile, form)),
        other => {
            model.dialog = other;
            None
        }
    };
    match (answer, form) {
        (Ok(profiles), form) => {
            model.profiles = profiles;
            model.outdate_tables();
            model.tell(Notice::info("The configuration was written."));
            form.map_or_else(Vec::new, |(profile, form)| {
                let name = crate::app::dialog::profile::draft(&form).name;
                reopen(model, profile.was(), &name)
            })
        }
        (Err(problems), Some((profile, form))) => {
            model.ask(Dialog::new(profile.with_problems(problems), form));
            Vec::new()
        }
        (Err(problems), None) => {
            model.tell(Notice::error(problems.join("; ")));
            Vec::new()
        }
    }
}

/// The profile at work was edited: it is opened anew, as its servers may be others now.
fn reopen(model: &mut Model, was: Option<&str>, name: &str) -> Vec<Effect> {
    if was != Some(model.profile.name.as_str()) {
        return Vec::new();
    }
    let profile = model.profiles.iter().find(|profile| profile.name == name).cloned();
    profile.map_or_else(Vec::new, |profile| crate::app::screen::profiles::switch_to(model, profile))
}
