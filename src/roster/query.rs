//! The query language: whom to show, of a roster.
//!
//! Words must occur in name, e-mails or ids; terms ask a field of its value; a blank is *and*, `|`
//! is *or*, `!` or `-` negates, `( )` groups, quotes keep blanks together. An upper-case letter in
//! a text makes case count.
//!
//! A question about what could not be seen is answered by neither yes nor no: where the spend of a
//! person is unknown, neither `spend>5` nor `!spend>5` shows them, and `spend:unknown` does. What
//! is known not to be there is different: who has no user at the proxy has not spent more than 5.

mod complete;
mod error;
mod eval;
mod facts;
mod field;
pub(super) mod haystack;
mod needle;
mod parse;
mod term;
mod truth;
mod value;
pub(super) mod values;

use std::fmt;

use jiff::Timestamp;

pub use complete::{Completion, Completions, complete};
pub use error::QueryError;
pub use eval::Matcher;
pub use field::{FieldRow, QueryField, fields_markdown};
pub use needle::Needle;

use super::{PersonRef, Roster};
use term::{Expr, Op};

/// A query that can be asked. Two are equal when they ask the same, however they were typed.
#[derive(Clone, Debug)]
pub struct Query {
    text: String,
    root: Expr,
}

impl Default for Query {
    fn default() -> Self {
        Self { text: String::new(), root: Expr::All(Vec::new()) }
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Eq for Query {}

impl Query {
    /// Reads what was typed; nothing but blanks is everybody.
    ///
    /// # Errors
    /// Says what is wrong and at which characters.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(Self { text: text.to_owned(), root: parse::parse(text)? })
    }

    /// The query of one word, whatever stands in it.
    pub fn word(word: &str) -> Self {
        if word.trim().is_empty() {
            return Self::default();
        }
        Self { text: term::quoted_where_needed(word), root: Expr::Word(word.into()) }
    }

    /// The text of a query for a field's value as a server has it: `group:"big lab"`.
    pub fn term(field: QueryField, value: &str) -> String {
        format!("{}{}{}", field.name(), Op::Is, complete::value_to_type(field, value))
    }

    /// Reads what is being typed. Where only the last term is begun or wrong, the query is that of
    /// what stands before it, and an open group counts as closed; where more is wrong, there is
    /// no query.
    pub fn parse_begun(text: &str) -> (Option<Self>, Option<QueryError>) {
        let error = match Self::parse(text) {
            Ok(query) => return (Some(query), None),
            Err(error) => error,
        };
        let is_last = !text.chars().skip(error.range.end).any(char::is_whitespace);
        let query = Self::parse_closed(text).or_else(|| {
            let before: String = text.chars().take(error.range.start).collect();
            // Back to where the term begins, and over what leads to it.
            let before = before.trim_end_matches(|c: char| !c.is_whitespace());
            let leads = |c: char| c.is_whitespace() || matches!(c, '|' | '!' | '-' | '(');
            Self::parse_closed(before.trim_end_matches(leads)).filter(|_| is_last)
        });
        (query, Some(error))
    }

    /// Reads a text of whose groups some may still be open.
    fn parse_closed(text: &str) -> Option<Self> {
        const OPEN: usize = 3;
        (0..=OPEN).find_map(|open| Self::parse(&format!("{text}{}", ")".repeat(open))).ok())
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches everybody.
    pub fn is_empty(&self) -> bool {
        matches!(&self.root, Expr::All(parts) if parts.is_empty())
    }

    /// Whether it is known to be so of this person. For many of one roster, [`Query::on`] is
    /// much faster.
    pub fn matches(&self, person: PersonRef<'_>, now: Timestamp) -> bool {
        self.is_empty() || self.on(person.roster, now).matches(person)
    }

    /// Asks it of everybody, or of those it was `among` before. In the order of the roster, since
    /// in any other the records are visited much more slowly.
    pub fn ask(&self, roster: &Roster, now: Timestamp, among: Option<&Matches>) -> Matches {
        if self.is_empty() {
            return Matches(vec![true; roster.len()].into());
        }
        let matcher = self.on(roster, now);
        let is_match = |person: PersonRef<'_>| {
            among.is_none_or(|among| among.has(person.index)) && matcher.matches(person)
        };
        Matches(roster.people().map(is_match).collect())
    }

    /// The indices of those it matches, in the roster's order.
    pub fn apply(&self, roster: &Roster, now: Timestamp) -> Vec<u32> {
        self.ask(roster, now, None).indices().collect()
    }

    /// Whether whoever it matches is among those that `wider` matches: one more letter was typed,
    /// or one more word. Only words are compared, so that the time plays no part.
    pub fn narrows(&self, wider: &Self) -> bool {
        let mine = self.root.parts();
        wider.root.parts().iter().all(|wider| match wider {
            Expr::Word(shorter) => mine
                .iter()
                .any(|part| matches!(part, Expr::Word(longer) if needle::narrows(longer, shorter))),
            _ => false,
        })
    }

    /// Whether whom it matches changes with the time alone.
    pub fn depends_on_time(&self) -> bool {
        let mut depends = false;
        self.root.terms(&mut |term| depends |= term.depends_on_time());
        depends
    }
}

/// As it would be typed, in one way of writing; it parses back to an equal query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() { Ok(()) } else { self.root.fmt(f) }
    }
}

/// Whom of one roster a query matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches(Box<[bool]>);

impl Matches {
    /// Whether it matches the person of that index.
    pub fn has(&self, index: u32) -> bool {
        self.0.get(index as usize).copied().unwrap_or_default()
    }

    /// Their indices, in the roster's order.
    pub fn indices(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().zip(0..).filter(|(is_match, _)| **is_match).map(|(_, index)| index)
    }
}

#[cfg(test)]
mod tests;
