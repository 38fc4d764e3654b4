//! Keys where no text is typed: one after the other until they ask for something.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{perform, press, query};
use crate::app::chord::{Chord, Sequence};
use crate::app::keymap::Heard;
use crate::app::{Action, Effect, Model, Notice};

/// Takes one more key to those pressed so far.
pub(super) fn hear(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let mut pressed = std::mem::take(&mut model.pending);
    pressed.push(Chord::from(key));
    match model.keymap.hear(model.screen().contexts(), &pressed) {
        Heard::Action(Action::SavedQuery) if !model.saved.queries.is_empty() => {
            // The nth of its keys shows the nth saved query, whatever keys these are.
            let place = model
                .keymap
                .sequences(Action::SavedQuery)
                .position(|keys| keys.chords() == pressed);
            let place = place.unwrap_or_default();
            query::apply_saved(model, place);
            Vec::new()
        }
        Heard::Action(action) => perform::perform(model, action),
        Heard::Prefix => {
            model.pending = pressed;
            Vec::new()
        }
        Heard::Nothing if key.modifiers.contains(KeyModifiers::ALT) => {
            pressed.pop();
            model.pending = pressed;
            press_after_esc(model, key)
        }
        Heard::Nothing => {
            model.tell(Notice::refusal(meaningless(model, &pressed, key)));
            Vec::new()
        }
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
fn meaningless(model: &Model, pressed: &[Chord], key: KeyEvent) -> String {
    let all = Sequence::from(pressed);
    let help = model.keymap.hint(Action::Help);
    let Some((_, before)) = pressed.split_last().filter(|(_, before)| !before.is_empty()) else {
        return format!("'{all}' does nothing here; {help} shows the keys.");
    };
    let prefix = Sequence::from(before);
    if key.code == KeyCode::Esc {
        return format!("'{prefix}' was given up.");
    }
    let after = model.keymap.after(model.screen().contexts(), before);
    let mut known = after.iter().map(|(rest, _)| rest.to_string()).collect::<Vec<_>>();
    known.sort_by_key(|keys| keys.to_lowercase());
    format!("'{all}' does nothing here; after '{prefix}' comes one of {}.", known.join(", "))
}
