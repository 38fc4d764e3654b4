//! Keys where no text is typed: one after the other until they ask for something.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use strum::IntoEnumIterator;

use super::perform::perform;
use super::{press, query};
use crate::app::action::Context;
use crate::app::availability::availability;
use crate::app::chord::{Chord, Sequence};
use crate::app::form::{paste, type_key};
use crate::app::keymap::Heard;
use crate::app::screen::help::{Find, HelpScreen};
use crate::app::screen::why;
use crate::app::{Action, Effect, Model, Notice};

/// Takes one more key to those pressed so far.
pub(super) fn hear(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if find_in_help(model, key) {
        return Vec::new();
    }
    let mut pressed = std::mem::take(&mut model.pending);
    pressed.push(Chord::from(key));
    match model.keymap.hear(model.screen().contexts(), &pressed) {
        Heard::Action(Action::SavedQuery) if !model.saved.queries.is_empty() => {
            let place = nth(model, Action::SavedQuery, &pressed);
            query::apply_saved(model, place);
            Vec::new()
        }
        Heard::Action(Action::NthRemedy) if availability(model, Action::NthRemedy).is_ok() => {
            let place = nth(model, Action::NthRemedy, &pressed);
            why::acts::plan(model, place)
        }
        Heard::Action(action) => perform(model, action),
        Heard::Prefix => {
            model.pending = pressed;
            Vec::new()
        }
        Heard::Nothing if key.modifiers.contains(KeyModifiers::ALT) => {
            pressed.pop();
            model.pending = pressed;
            press_after_esc(model, key)
        }
        // Its sign is gone from the screen: there is nothing to be told.
        Heard::Nothing if key.code == KeyCode::Esc && pressed.len() > 1 => Vec::new(),
        Heard::Nothing => {
            model.tell(Notice::refusal(meaningless(model, &pressed)));
            Vec::new()
        }
    }
}

/// The nth of its keys means the nth, whatever keys these are.
fn nth(model: &Model, action: Action, pressed: &[Chord]) -> usize {
    let mut sequences = model.keymap.sequences(action);
    sequences.position(|keys| keys.chords() == pressed).unwrap_or_default()
}

/// The line in the help takes every key until it is left; up and down leave it, since that is what
/// the eye wants next.
fn find_in_help(model: &mut Model, key: KeyEvent) -> bool {
    let Some(HelpScreen { find, list, .. }) = model.showing_mut() else { return false };
    if !find.is_open {
        return false;
    }
    match key.code {
        KeyCode::Enter => find.is_open = false,
        KeyCode::Esc => *find = Find::default(),
        KeyCode::Down | KeyCode::Up => {
            find.is_open = false;
            return false;
        }
        _ => {
            type_key(&mut find.input, key);
            list.offset = 0;
        }
    }
    true
}

/// Puts pasted text into that line, if it is open.
pub(super) fn paste_in_help(model: &mut Model, text: &str) -> bool {
    match model.showing_mut() {
        Some(HelpScreen { find, list, .. }) if find.is_open => {
            paste(&mut find.input, text);
            list.offset = 0;
            true
        }
        _ => false,
    }
}

/// A terminal sends alt and a key as esc and the key, so that a key typed fast after esc arrives
/// as one chord. One that is bound to nothing is taken for the two keys it may have been.
fn press_after_esc(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let alone = KeyEvent { modifiers: key.modifiers.difference(KeyModifiers::ALT), ..key };
    let mut effects = press(model, KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    effects.extend(press(model, alone));
    effects
}

/// Why nothing came of it.
fn meaningless(model: &Model, pressed: &[Chord]) -> String {
    let all = Sequence::from(pressed);
    let help = model.keymap.hint(Action::Help);
    let Some((_, before)) = pressed.split_last().filter(|(_, before)| !before.is_empty()) else {
        return match elsewhere(model, pressed) {
            Some(meaning) => {
                format!("'{all}' does nothing here: {meaning}; {help} shows the keys.")
            }
            None => format!("'{all}' does nothing here; {help} shows the keys."),
        };
    };
    let prefix = Sequence::from(before);
    let after = model.keymap.after(model.screen().contexts(), before);
    let mut known = after.iter().map(|(rest, _)| rest.to_string()).collect::<Vec<_>>();
    known.sort_by_key(|keys| keys.to_lowercase());
    format!("'{all}' does nothing here; after '{prefix}' comes one of {}.", known.join(", "))
}

/// What the same keys ask for on other screens: `it is 'apply' on a plan`.
fn elsewhere(model: &Model, pressed: &[Chord]) -> Option<String> {
    let meant = |context: Context| match model.keymap.hear(&[context], pressed) {
        Heard::Action(action) => Some(format!("'{}' {}", action.row().title, context.place()?)),
        Heard::Prefix | Heard::Nothing => None,
    };
    let meanings: Vec<String> = Context::iter().filter_map(meant).take(2).collect();
    (!meanings.is_empty()).then(|| format!("it is {}", meanings.join(" and ")))
}
