//! A list filtered by words: the line they are typed in, and whether a row holds them.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::form;
use crate::domain::KeyHash;
use crate::roster::query::Needle;

/// What a list is filtered by: every word must be somewhere in a row, in any case.
#[derive(Debug, Default)]
pub struct Filter {
    text: String,
    words: Vec<Word>,
    /// The line in which it is typed.
    input: Option<Input>,
}

/// One of them.
#[derive(Debug)]
struct Word {
    needle: Needle,
    /// Where it is a whole key that was typed: its hash.
    hash: Option<Needle>,
}

impl Word {
    fn new(word: &str) -> Self {
        let hash = KeyHash::of_pasted(word).map(|hash| Needle::new(&hash.raw()));
        Self { needle: Needle::new(&word.to_lowercase()), hash }
    }

    fn is_in(&self, text: &str) -> bool {
        self.needle.is_in(text) || self.hash.as_ref().is_some_and(|hash| hash.is_in(text))
    }
}

/// What came of a key or of pasted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// The filter is not being typed: it was meant for something else.
    Elsewhere,
    /// The words are what they were.
    Same,
    /// They are other words.
    Changed,
}

impl Filter {
    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether everything is shown.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Filters by these words.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        let words = text.split_whitespace();
        self.words = words.map(Word::new).collect();
    }

    /// Whether each word is in one of these texts.
    pub fn holds<'a>(&self, texts: &[&'a str]) -> bool {
        self.words.iter().all(|word| texts.iter().any(|text: &&'a str| word.is_in(text)))
    }

    /// The line in which it is being typed.
    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// Lets it be typed.
    pub fn open(&mut self) {
        self.input = Some(Input::new(self.text.clone()));
    }

    /// Ends that; the words stay.
    pub fn close(&mut self) {
        self.input = None;
    }

    /// A key: enter keeps the words, esc clears them.
    pub fn type_key(&mut self, key: KeyEvent) -> Typed {
        let Some(input) = &mut self.input else { return Typed::Elsewhere };
        match key.code {
            KeyCode::Enter => {
                self.input = None;
                Typed::Same
            }
            KeyCode::Esc => {
                self.input = None;
                self.set("");
                Typed::Changed
            }
            _ => {
                form::type_key(input, key);
                self.take_input()
            }
        }
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str) -> Typed {
        let Some(input) = &mut self.input else { return Typed::Elsewhere };
        // A key itself goes no further than its hash, by which it is listed.
        match KeyHash::of_pasted(text) {
            Some(hash) => form::paste(input, &hash.raw()),
            None => form::paste(input, text),
        }
        self.take_input()
    }

    fn take_input(&mut self) -> Typed {
        let typed = self.input.as_ref().map(|input| input.value().to_owned());
        match typed {
            Some(typed) if typed != self.text => {
                self.set(&typed);
                Typed::Changed
            }
            _ => Typed::Same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_somewhere_in_a_row_in_any_case() {
        let mut filter = Filter::default();
        filter.set("ANA lab");
        assert!(filter.holds(&["Ana Ruiz", "physics LAB"]));
        assert!(!filter.holds(&["Ana Ruiz", "physics"]));
        filter.set("  ");
        assert!(filter.is_empty() && filter.holds(&[]));
    }

    #[test]
    fn a_whole_key_is_found_by_its_hash_and_pasted_as_that() {
        let hash = KeyHash::of_secret("sk-One-secret").raw().into_owned();
        let mut filter = Filter::default();
        filter.set("lab sk-One-secret");
        assert!(filter.holds(&["lab", &hash]) && !filter.holds(&["lab", "sk-...cret"]));
        filter.set("sk-...cret");
        assert!(filter.holds(&["sk-...cret"]));
        filter.set("");
        filter.open();
        filter.paste(" sk-One-secret\n");
        assert_eq!(filter.text(), hash);
    }

    #[test]
    fn it_takes_keys_only_while_it_is_open() {
        let mut filter = Filter::default();
        let key = |code: KeyCode| KeyEvent::from(code);
        assert_eq!(filter.type_key(key(KeyCode::Char('a'))), Typed::Elsewhere);
        filter.open();
        assert_eq!(filter.type_key(key(KeyCode::Char('a'))), Typed::Changed);
        assert_eq!(filter.type_key(key(KeyCode::Left)), Typed::Same);
        assert_eq!(filter.paste("n"), Typed::Changed);
        assert_eq!(filter.type_key(key(KeyCode::Enter)), Typed::Same);
        assert_eq!((filter.text(), filter.input().is_some()), ("na", false));
        filter.open();
        assert_eq!(filter.type_key(key(KeyCode::Esc)), Typed::Changed);
        assert_eq!(filter.text(), "");
    }
}
