//! An operator's `[keys]` over the built-in map.
//!
//! An action is bound once for wherever it is heard; a list replaces its keys, an empty one takes
//! them away. The section is the action's own, or any other that is listened to together with it:
//! who thinks of the list of users may write what holds there under `users`.

use std::collections::HashMap;
use std::str::FromStr;

use strum::IntoEnumIterator;

use super::{Keymap, KeymapError, LISTENING};
use crate::app::action::{Action, Context};
use crate::app::chord::Sequence;
use crate::config::keys::{Binding, Keys, Word};
use crate::config::{Config, Mistake};
use crate::domain::nearest::{did_you_mean, nearest};

impl Keymap {
    /// The bindings of a configuration.
    ///
    /// # Errors
    /// The first mistake in its `[keys]`, with its place.
    pub fn configured(config: &Config) -> Result<Self, Mistake> {
        match &config.keys {
            Ok(keys) => Self::built_in().patched(keys),
            Err(mistake) => Err(mistake.clone()),
        }
    }

    fn patched(mut self, keys: &Keys) -> Result<Self, Mistake> {
        let [first, ..] = keys.bindings.as_slice() else { return Ok(self) };
        let mut patches: HashMap<Action, &Binding> = HashMap::new();
        for binding in &keys.bindings {
            let action = action(binding)?;
            if let Some(other) = patches.insert(action, binding) {
                let (name, section) = (action.name(), &other.section.text);
                let sentence = format!("'{name}' has its keys in [keys.{section}] already");
                return Err(binding.action.mistake(sentence));
            }
            self.unbind(action);
            for word in &binding.keys {
                let sequence = word.text.parse::<Sequence>().map_err(|error| {
                    word.mistake(match word.quotable() {
                        Some(_) => error.to_string(),
                        None => NO_KEY.to_owned(),
                    })
                })?;
                self.bind(action, sequence);
            }
        }
        self.check().map_err(|error| blame(&error, &patches, first))?;
        Ok(self)
    }

    fn unbind(&mut self, action: Action) {
        self.sequences.remove(&action);
        self.bound.retain(|_, bound| *bound != action);
    }
}

const NO_KEY: &str = "this is no key; write one like 'q', 'G', 'ctrl-r', 'alt-x', 'space', 'f5' or \
                      'pgdn', or up to 4 with a blank between, like 'g u'";

/// The action a line is about.
fn action(binding: &Binding) -> Result<Action, Mistake> {
    let Ok(section) = Context::from_str(&binding.section.text) else {
        return Err(unknown(
            "section of [keys]",
            &binding.section,
            Context::iter().map(Into::into),
        ));
    };
    let Ok(action) = Action::from_str(&binding.action.text) else {
        let names = heard_with(section).chain(Action::iter()).map(Action::name);
        let near = nearest(&binding.action.text, names);
        let what = quoted("action", &binding.action);
        // A list beside the nearest name would only hide it.
        let sentence = if near.is_some() {
            format!("there is no {what}{}", did_you_mean(near))
        } else {
            let there = Action::of(section).map(Action::name).collect::<Vec<_>>().join(", ");
            let section: &str = section.into();
            format!("there is no {what}. [keys.{section}] has {there}")
        };
        return Err(binding.action.mistake(sentence));
    };
    let own = action.row().context;
    if own == section || heard_with(section).any(|heard| heard == action) {
        return Ok(action);
    }
    let (name, section, own): (_, &str, &str) = (action.name(), section.into(), own.into());
    let sentence = format!("'{name}' is not heard in [keys.{section}]; it belongs in [keys.{own}]");
    Err(binding.action.mistake(sentence))
}

/// The actions heard wherever this context is listened to.
fn heard_with(section: Context) -> impl Iterator<Item = Action> {
    let together = LISTENING.iter().filter(move |contexts| contexts.contains(&section));
    together.flat_map(|contexts| contexts.iter().copied()).flat_map(Action::of)
}

fn quoted(what: &str, word: &Word) -> String {
    word.quotable().map_or_else(|| format!("such {what}"), |name| format!("{what} '{name}'"))
}

fn unknown(what: &str, word: &Word, known: impl Iterator<Item = &'static str>) -> Mistake {
    let known: Vec<&str> = known.collect();
    let near = nearest(&word.text, known.iter().copied());
    let end = near.map_or_else(|| ".".to_owned(), |near| did_you_mean(Some(near)));
    let what = quoted(what, word);
    word.mistake(format!("there is no {what}{end} There are {}", known.join(", ")))
}

/// The word that is at fault: of two, the one further down.
fn blame(error: &KeymapError, patches: &HashMap<Action, &Binding>, first: &Binding) -> Mistake {
    let word = |action: &Action, sequence: Option<&Sequence>| {
        let binding = patches.get(action)?;
        let is_meant = |word: &&Word| word.text.parse::<Sequence>().ok().as_ref() == sequence;
        Some(binding.keys.iter().find(is_meant).unwrap_or(&binding.action))
    };
    let (at, other) = match error {
        KeymapError::Twice(keys, a, b) => pick(word(a, Some(keys)), word(b, Some(keys)), *a, *b),
        KeymapError::Hidden { short, hides, long, hidden } => {
            pick(word(hides, Some(short)), word(hidden, Some(long)), *hides, *hidden)
        }
        KeymapError::NotSingle(action, keys) | KeymapError::Letter(keys, action) => {
            (word(action, Some(keys)), None)
        }
        KeymapError::NoWayOut => (word(&Action::ForceQuit, None), None),
        _ => (None, None),
    };
    let sentence = match other {
        // The built-in one is in the way of what was asked for.
        Some(other) => format!("{error}; give '{}' other keys too, or none: []", other.name()),
        None => error.to_string(),
    };
    // The built-in map has no mistake, so that a word of the patch is at fault.
    at.unwrap_or(&first.action).mistake(sentence)
}

/// The later of two words; with one alone, also whose keys stand in its way.
fn pick<'a>(
    a: Option<&'a Word>,
    b: Option<&'a Word>,
    of_a: Action,
    of_b: Action,
) -> (Option<&'a Word>, Option<Action>) {
    match (a, b) {
        (Some(a), Some(b)) => (Some(if a.is_before(b) { b } else { a }), None),
        (Some(a), None) => (Some(a), Some(of_b)),
        (None, Some(b)) => (Some(b), Some(of_a)),
        (None, None) => (None, None),
    }
}

#[cfg(test)]
mod tests;
