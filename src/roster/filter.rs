//! The plain filter: words that must all occur in name, e-mail or ids, in any case.

use super::{PersonRef, Roster};

/// A filter as typed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Filter {
    text: String,
    words: Vec<String>,
}

impl Filter {
    /// Reads what was typed; no word matches everybody.
    pub fn new(text: &str) -> Self {
        let words = text.split_whitespace().map(str::to_lowercase).collect();
        Self { text: text.to_owned(), words }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches everybody.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether each word occurs in this person's name, e-mails or ids.
    pub fn matches(&self, person: PersonRef<'_>) -> bool {
        self.words.iter().all(|word| {
            let contains = |text: &str| contains_ignoring_case(text, word);
            let user = person.proxy();
            let account = person.account();
            contains(person.name())
                || user.is_some_and(|user| {
                    contains(user.id.raw())
                        || user.email.as_ref().is_some_and(|e| e.normal().contains(word))
                        || user.alias.as_ref().is_some_and(|alias| contains(alias.raw()))
                })
                || account.is_some_and(|account| {
                    contains(account.id.raw())
                        || account.email.as_ref().is_some_and(|e| e.normal().contains(word))
                })
        })
    }

    /// The indices of those it matches, in the roster's order.
    pub fn apply(&self, roster: &Roster) -> Vec<u32> {
        let all = roster.people().zip(0..);
        all.filter(|(person, _)| self.matches(*person)).map(|(_, index)| index).collect()
    }
}

/// `word` is lower case already; ASCII text is compared without a copy.
fn contains_ignoring_case(text: &str, word: &str) -> bool {
    if text.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        word.len() <= text.len()
            && text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
    } else {
        text.to_lowercase().contains(word)
    }
}
