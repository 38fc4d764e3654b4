//! Which chord asks for which action: parsed from TOML, checked, and asked by every screen.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use strum::IntoEnumIterator;

use super::action::{Action, Context};
use super::chord::Chord;

const BUILT_IN: &str = include_str!("../../assets/keymap.toml");

/// The bindings in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bound: HashMap<(Context, Chord), Action>,
    chords: BTreeMap<Action, Vec<Chord>>,
}

/// Why a keymap is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// Not TOML of sections with lists of chords.
    #[error("the keymap cannot be read: {0}")]
    Syntax(String),
    /// A section that is no context.
    #[error("'{0}' is no section of a keymap; there are {1}")]
    UnknownContext(String, String),
    /// A name that is no action of its section.
    #[error("'{0}' is no action of [{1}]; there are {2}")]
    UnknownAction(String, &'static str, String),
    /// A chord that cannot be typed.
    #[error("{0}, bound to '{1}'")]
    BadChord(super::chord::ParseChordError, &'static str),
    /// Two actions on one chord where both are listened for.
    #[error("'{0}' is bound to both '{1}' and '{2}'")]
    Twice(Chord, &'static str, &'static str),
    /// There must be a way out.
    #[error("'force-quit' must be bound to some key")]
    NoWayOut,
}

/// Contexts that are listened to together, and so may not bind one chord twice.
pub const LISTENING: [&[Context]; 7] = [
    &[
        Context::Users,
        Context::People,
        Context::Marks,
        Context::Table,
        Context::List,
        Context::Global,
    ],
    &[Context::People, Context::List, Context::Global],
    &[Context::Plan, Context::Table, Context::List, Context::Global],
    &[Context::Journal, Context::Table, Context::List, Context::Global],
    &[Context::Profiles, Context::Table, Context::List, Context::Global],
    &[Context::Table, Context::List, Context::Global],
    &[Context::List, Context::Global],
];

impl Keymap {
    /// The bindings bursar comes with. A test keeps them well-formed; were they not, the way out
    /// would still be bound.
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).unwrap_or_else(|_| {
            let mut keymap = Self::default();
            let chord = Chord::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
            keymap.bind(Action::ForceQuit, chord);
            keymap
        })
    }

    /// Reads a whole keymap.
    ///
    /// # Errors
    /// Says which name or chord is wrong, or bound twice.
    pub fn parse(toml: &str) -> Result<Self, KeymapError> {
        type Sections = BTreeMap<String, BTreeMap<String, Vec<String>>>;
        let sections: Sections =
            toml::from_str(toml).map_err(|error| KeymapError::Syntax(error.message().into()))?;
        let mut keymap = Self::default();
        for (section, bindings) in sections {
            let context = Context::from_str(&section)
                .map_err(|_unknown| KeymapError::UnknownContext(section, list_contexts()))?;
            for (name, chords) in bindings {
                let action = Action::from_str(&name).ok();
                let Some(action) = action.filter(|action| action.row().context == context) else {
                    return Err(KeymapError::UnknownAction(
                        name,
                        context.into(),
                        list_actions(context),
                    ));
                };
                for word in chords {
                    let chord = word
                        .parse::<Chord>()
                        .map_err(|error| KeymapError::BadChord(error, action.name()))?;
                    keymap.bind(action, chord);
                }
            }
        }
        keymap.check()?;
        Ok(keymap)
    }

    fn bind(&mut self, action: Action, chord: Chord) {
        self.bound.entry((action.row().context, chord)).or_insert(action);
        self.chords.entry(action).or_default().push(chord);
    }

    fn check(&self) -> Result<(), KeymapError> {
        if self.chords(Action::ForceQuit).next().is_none() {
            return Err(KeymapError::NoWayOut);
        }
        let alone: [&[Context]; 2] = [&[Context::Dialog], &[Context::Columns, Context::Dialog]];
        for contexts in LISTENING.into_iter().chain(alone) {
            let mut seen: HashMap<Chord, Action> = HashMap::new();
            for (action, chords) in &self.chords {
                if !contexts.contains(&action.row().context) {
                    continue;
                }
                for chord in chords {
                    if let Some(other) = seen.insert(*chord, *action) {
                        return Err(KeymapError::Twice(*chord, other.name(), action.name()));
                    }
                }
            }
        }
        Ok(())
    }

    /// What this key asks for where these contexts are listened to.
    pub fn action(&self, contexts: &[Context], key: KeyEvent) -> Option<Action> {
        let chord = Chord::from(key);
        contexts.iter().find_map(|context| self.bound.get(&(*context, chord)).copied())
    }

    /// The chords of an action, the first being the one that hints show.
    pub fn chords(&self, action: Action) -> impl Iterator<Item = Chord> + '_ {
        self.chords.get(&action).into_iter().flatten().copied()
    }

    /// The chord that hints show, or a word where the action is not bound.
    pub fn hint(&self, action: Action) -> String {
        self.chords(action).next().map_or_else(|| "(unbound)".into(), |chord| chord.to_string())
    }
}

fn list_contexts() -> String {
    Context::iter().map(<&'static str>::from).collect::<Vec<_>>().join(", ")
}

fn list_actions(context: Context) -> String {
    Action::of(context).map(Action::name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
