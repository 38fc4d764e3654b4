//! Which keys ask for which action: parsed from TOML, checked, and asked by every screen.

mod patch;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use strum::IntoEnumIterator;

use super::action::{Action, Context};
use super::chord::{Chord, ParseSequenceError, Sequence};
use super::screen::LISTENING;

const BUILT_IN: &str = include_str!("../../assets/keymap.toml");

/// The bindings in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bound: HashMap<(Context, Sequence), Action>,
    sequences: BTreeMap<Action, Vec<Sequence>>,
}

/// What the keys pressed so far mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// They ask for this.
    Action(Action),
    /// They begin what may become one of several.
    Prefix,
    /// Nothing.
    Nothing,
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
    /// Keys that cannot be typed.
    #[error("{0}; bound to '{name}'", name = .1.name())]
    BadKeys(ParseSequenceError, Action),
    /// Two actions on the same keys where both are listened for.
    #[error("'{0}' is bound to both '{a}' and '{b}'", a = .1.name(), b = .2.name())]
    Twice(Sequence, Action, Action),
    /// One action's keys begin another's, which could never be asked for.
    #[error(
        "'{long}', bound to '{b}', begins with '{short}', bound to '{a}'",
        a = .hides.name(), b = .hidden.name()
    )]
    Hidden {
        /// The keys that begin the others.
        short: Sequence,
        /// What they ask for.
        hides: Action,
        /// The keys that are never heard to their end.
        long: Sequence,
        /// What they would ask for.
        hidden: Action,
    },
    /// Where single keys alone are heard: in a dialog, and over everything.
    #[error("'{name}' hears one key at a time; '{1}' cannot be bound to it", name = .0.name())]
    NotSingle(Action, Sequence),
    /// It is heard even where text is typed, and would take a letter away.
    #[error(
        "'{name}' is heard while text is typed, so '{0}' cannot be its key; write 'ctrl-{0}'",
        name = .1.name()
    )]
    Letter(Sequence, Action),
    /// There must be a way out.
    #[error("'force-quit' must be bound to some key: nothing else leaves from everywhere")]
    NoWayOut,
}

/// What is heard over everything, even where text is typed.
pub const OVER_ALL: [Action; 3] = [Action::ForceQuit, Action::Suspend, Action::DumpScreen];

impl Keymap {
    /// The bindings bursar comes with. A test keeps them well-formed; were they not, the way out
    /// would still be bound.
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).unwrap_or_else(|_| {
            let mut keymap = Self::default();
            let chord = Chord::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
            keymap.bind(Action::ForceQuit, chord.into());
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
                    let sequence = word
                        .parse::<Sequence>()
                        .map_err(|error| KeymapError::BadKeys(error, action))?;
                    keymap.bind(action, sequence);
                }
            }
        }
        keymap.check()?;
        Ok(keymap)
    }

    fn bind(&mut self, action: Action, sequence: Sequence) {
        self.bound.entry((action.row().context, sequence.clone())).or_insert(action);
        let sequences = self.sequences.entry(action).or_default();
        if !sequences.contains(&sequence) {
            sequences.push(sequence);
        }
    }

    fn check(&self) -> Result<(), KeymapError> {
        if self.sequences(Action::ForceQuit).next().is_none() {
            return Err(KeymapError::NoWayOut);
        }
        for (action, sequences) in &self.sequences {
            for sequence in sequences {
                check_single(*action, sequence)?;
            }
        }
        let alone: [&[Context]; 2] = [&[Context::Dialog], &[Context::Columns, Context::Dialog]];
        for contexts in LISTENING.iter().copied().chain(alone) {
            self.check_together(contexts)?;
        }
        Ok(())
    }

    /// No keys twice, and none that begin others.
    fn check_together(&self, contexts: &[Context]) -> Result<(), KeymapError> {
        let mut seen: HashMap<&[Chord], Action> = HashMap::new();
        for (action, sequence) in self.heard_in(contexts) {
            if let Some(other) = seen.insert(sequence.chords(), action) {
                return Err(KeymapError::Twice(sequence.clone(), other, action));
            }
        }
        for (action, long) in self.heard_in(contexts) {
            for length in 1..long.chords().len() {
                let Some(short) = long.chords().get(..length) else { continue };
                if let Some(hides) = seen.get(short) {
                    return Err(KeymapError::Hidden {
                        short: short.into(),
                        hides: *hides,
                        long: long.clone(),
                        hidden: action,
                    });
                }
            }
        }
        Ok(())
    }

    fn heard_in(&self, contexts: &[Context]) -> impl Iterator<Item = (Action, &Sequence)> {
        let is_heard = |action: &Action| contexts.contains(&action.row().context);
        let heard = self.sequences.iter().filter(move |(action, _)| is_heard(action));
        heard.flat_map(|(action, sequences)| sequences.iter().map(|keys| (*action, keys)))
    }

    /// What this key alone asks for where these contexts are listened to.
    pub fn action(&self, contexts: &[Context], key: KeyEvent) -> Option<Action> {
        let sequence = Sequence::from(Chord::from(key));
        self.find(contexts, sequence)
    }

    fn find(&self, contexts: &[Context], sequence: Sequence) -> Option<Action> {
        let mut wanted = (Context::Global, sequence);
        contexts.iter().find_map(|context| {
            wanted.0 = *context;
            self.bound.get(&wanted).copied()
        })
    }

    /// What the keys pressed one after the other mean where these contexts are listened to.
    pub fn hear(&self, contexts: &[Context], pressed: &[Chord]) -> Heard {
        if let Some(action) = self.find(contexts, pressed.into()) {
            return Heard::Action(action);
        }
        if self.after(contexts, pressed).is_empty() { Heard::Nothing } else { Heard::Prefix }
    }

    /// What may follow the keys pressed so far, in the order of the table of actions.
    pub fn after(&self, contexts: &[Context], pressed: &[Chord]) -> Vec<(Sequence, Action)> {
        let rest = |(action, sequence): (Action, &Sequence)| {
            let rest = sequence.chords().strip_prefix(pressed).filter(|rest| !rest.is_empty())?;
            Some((Sequence::from(rest), action))
        };
        self.heard_in(contexts).filter_map(rest).collect()
    }

    /// All bindings, in the words of the config file's `[keys]`.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        for context in Context::iter() {
            let name: &str = context.into();
            let blank = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{blank}# {}\n[keys.{name}]", context.title());
            for action in Action::of(context) {
                let keys = self.sequences(action).map(|keys| toml::Value::from(keys.to_string()));
                let _ = writeln!(out, "{} = {}", action.name(), toml::Value::Array(keys.collect()));
            }
        }
        out
    }

    /// The keys of an action, the first being those that hints show.
    pub fn sequences(&self, action: Action) -> impl Iterator<Item = &Sequence> {
        self.sequences.get(&action).into_iter().flatten()
    }

    /// The keys that hints show, or a word where the action is not bound.
    pub fn hint(&self, action: Action) -> String {
        self.sequences(action).next().map_or_else(|| "(unbound)".into(), Sequence::to_string)
    }
}

/// Dialogs hear one key at a time, and so does what is heard over everything.
fn check_single(action: Action, sequence: &Sequence) -> Result<(), KeymapError> {
    let is_over_all = OVER_ALL.contains(&action);
    let context = action.row().context;
    let is_in_dialog = matches!(context, Context::Dialog | Context::Columns);
    if !is_in_dialog && !is_over_all {
        return Ok(());
    }
    let [chord] = sequence.chords() else {
        return Err(KeymapError::NotSingle(action, sequence.clone()));
    };
    if is_over_all && chord.types_text() {
        return Err(KeymapError::Letter(sequence.clone(), action));
    }
    Ok(())
}

fn list_contexts() -> String {
    Context::iter().map(<&'static str>::from).collect::<Vec<_>>().join(", ")
}

fn list_actions(context: Context) -> String {
    Action::of(context).map(Action::name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
