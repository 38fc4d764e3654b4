//! About whom it is asked.

use crate::app::Model;
use crate::app::verb::{Targets, with_id};
use crate::domain::text::harmless;
use crate::domain::{Key, KeyHash, KeyWord};
use crate::engine::{Subject, Who};
use crate::order::Whom;
use crate::roster::PersonId;

/// About whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A person, with each of their keys and through the chat.
    Person {
        /// Who.
        id: PersonId,
        /// The key with which it is shown first; `None`: with what refuses.
        first: Option<KeyHash>,
    },
    /// A key that nobody owns.
    Key(KeyHash),
}

impl About {
    /// This person.
    pub fn person(id: PersonId) -> Self {
        Self::Person { id, first: None }
    }

    /// This key: its owner with it, where it has one.
    pub fn key(model: &Model, key: &Key) -> Self {
        let owner = key.user_id.as_ref().and_then(|id| model.people.roster().by_user(id));
        match owner {
            Some(owner) => Self::Person { id: owner.id().clone(), first: Some(key.hash.clone()) },
            None => Self::Key(key.hash.clone()),
        }
    }

    /// `Ana Ruiz, ana@example.edu (u-1)`. Harmless.
    pub(super) fn words(&self, model: &Model) -> String {
        match self {
            Self::Person { id, .. } => {
                let Some(person) = model.people.roster().by_id(id) else {
                    return harmless(id.raw()).into_owned();
                };
                let named = with_id(person);
                let name = harmless(person.name());
                let says_it = name.is_empty() || named.starts_with(&*name);
                if says_it { named } else { format!("{name}, {named}") }
            }
            Self::Key(hash) => format!("{}, which nobody owns", key_words(model, hash)),
        }
    }

    /// Who is asked about and with which key alone.
    ///
    /// # Errors
    /// There is nobody to ask about any more: a sentence.
    pub(in crate::app) fn question(&self, model: &Model) -> Result<(Who, Option<KeyWord>), String> {
        let roster = model.people.roster();
        match self {
            Self::Person { id, .. } => {
                let person = roster.by_id(id).ok_or(
                    "This user is on neither server any more, by the last reading.".to_owned(),
                )?;
                let subject = Subject::of(person, roster.snapshot());
                Ok((Who::Known(Box::new(subject)), None))
            }
            Self::Key(hash) => {
                let subject = Subject::nobody(key_words(model, hash));
                Ok((Who::Known(Box::new(subject)), Some(KeyWord::Hash(hash.clone()))))
            }
        }
    }

    /// For whom its remedies are.
    pub(in crate::app) fn targets(&self, model: &Model) -> Targets {
        match self {
            Self::Person { id, .. } => Targets::person(id.clone(), model),
            Self::Key(hash) => {
                let subject = key_words(model, hash);
                Targets { whom: Whom::Keys(vec![hash.clone()]), subject }
            }
        }
    }
}

fn key_words(model: &Model, hash: &KeyHash) -> String {
    let key = model.people.roster().key(hash);
    key.map_or_else(|| format!("key {hash}"), |key| format!("key {}", key.label()))
}
