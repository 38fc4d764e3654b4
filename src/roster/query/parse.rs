//! From what was typed to the tree.
//!
//! ```text
//! query := both { '|' both }
//! both  := one { one }
//! one   := ('!' | '-') one | '(' query ')' | '"' text '"' | field op value | word
//! ```

use std::ops::Range;

use strum::IntoEnumIterator;

use super::error::QueryError;
use super::field::QueryField;
use super::term::{Expr, Term, ends_word, name_and_op};
use super::value;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;

/// Groups and negations inside each other, at most.
const DEPTH: usize = 32;

/// Reads a whole query; nothing but blanks is everybody.
pub(super) fn parse(text: &str) -> Result<Expr, QueryError> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    if parser.peek().is_none() {
        return Ok(Expr::All(Vec::new()));
    }
    let tree = parser.any()?;
    if parser.peek().is_none() {
        return Ok(tree);
    }
    let range = parser.at..parser.at + 1;
    Err(QueryError::wrong(range, "this ')' closes nothing; take it away or quote it"))
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    /// The next character that is no blank, without taking it.
    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.chars.get(self.at).copied()
    }

    fn any(&mut self) -> Result<Expr, QueryError> {
        let mut parts = vec![self.all()?];
        while self.peek() == Some('|') {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(Expr::any(parts))
    }

    fn all(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            parts.push(self.one()?);
        }
        if !parts.is_empty() {
            return Ok(Expr::all(parts));
        }
        if self.peek().is_none() {
            let end = self.chars.len();
            return Err(QueryError::unfinished(end..end, "a term is missing at the end"));
        }
        Err(QueryError::wrong(self.at..self.at + 1, "a term is missing before this"))
    }

    fn one(&mut self) -> Result<Expr, QueryError> {
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.deeper(start, Self::any)?;
                if self.peek() != Some(')') {
                    return Err(QueryError::unfinished(
                        start..start + 1,
                        "this '(' is not closed; add a ')'",
                    ));
                }
                self.at += 1;
                Ok(inner)
            }
            Some('"') => {
                let text = self.quoted()?;
                Ok(Expr::Word(text.into()))
            }
            Some('!') => self.not(),
            // A hyphen by itself is a word, as in a name.
            Some('-') if self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace()) => {
                self.not()
            }
            _ => self.word(),
        }
    }

    fn not(&mut self) -> Result<Expr, QueryError> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            None => Err(QueryError::unfinished(
                start..start + 1,
                "what must not be is missing: write !word or !field:value",
            )),
            Some('|' | ')') => {
                Err(QueryError::wrong(start..start + 1, "there is nothing to negate here"))
            }
            Some(_) => {
                let inner = self.deeper(start, Self::one)?;
                Ok(Expr::Not(Box::new(inner)))
            }
        }
    }

    fn deeper(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH {
            let why = format!("groups and negations can stand {DEPTH} deep, no deeper");
            return Err(QueryError::wrong(start..start + 1, why));
        }
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    /// A text in quotes, the cursor on the first; `\"` and `\\` are a quote and a backslash.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let c = self.chars.get(self.at).copied();
            self.at += 1;
            match c {
                None => {
                    self.at = self.chars.len();
                    let range = start..self.chars.len();
                    return Err(QueryError::unfinished(
                        range,
                        "this quote is not closed; add a '\"'",
                    ));
                }
                Some('"') if text.is_empty() => {
                    let range = start..self.at;
                    let sentence = "there is nothing between the quotes".into();
                    let is_unfinished = self.at == self.chars.len();
                    return Err(QueryError { range, sentence, is_unfinished });
                }
                Some('"') => return Ok(text),
                Some('\\') if matches!(self.chars.get(self.at), Some('"' | '\\')) => {
                    text.extend(self.chars.get(self.at));
                    self.at += 1;
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn bare(&mut self) -> String {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(|c| !ends_word(*c)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn word(&mut self) -> Result<Expr, QueryError> {
        let start = self.at;
        let word = self.bare();
        let chars: Vec<char> = word.chars().collect();
        let Some((letters, op)) = name_and_op(&chars) else { return Ok(Expr::Word(word.into())) };
        let name: String = chars[..letters].iter().collect();
        let value_at = start + letters + op.sign().len();
        if name.is_empty() {
            let why = format!("'{op}' needs a field before it, without a blank: spend{op}5");
            let why = if op.is_equality() { why.replace("spend", "keys") } else { why };
            return Err(QueryError::wrong(start..value_at, why));
        }
        let field = QueryField::iter().find(|field| field.name().eq_ignore_ascii_case(&name));
        let field = field.ok_or_else(|| no_field(start..start + letters, &name))?;
        self.at = value_at;
        let is_quoted = self.chars.get(self.at) == Some(&'"');
        let value = if is_quoted { self.quoted()? } else { self.bare() };
        let is_last = self.at == self.chars.len();
        if value.is_empty() {
            let sentence = format!("'{}' needs a value: {}", field.name(), suggestion(field));
            return Err(QueryError { range: start..self.at, sentence, is_unfinished: is_last });
        }
        let test = value::read(field, op, &value, is_quoted).map_err(|bad| QueryError {
            range: value_at..self.at,
            sentence: bad.sentence,
            is_unfinished: is_last && bad.is_begun,
        })?;
        Ok(Expr::Term(Term { field, op, value: value.into(), is_quoted, test }))
    }
}

fn no_field(range: Range<usize>, name: &str) -> QueryError {
    let near = nearest(name, QueryField::iter().map(QueryField::name));
    let next = match near {
        Some(_) => did_you_mean(near),
        None => "; quote it to look for it as a word".to_owned(),
    };
    QueryError::wrong(range, format!("there is no field '{}'{next}", harmless(name)))
}

fn suggestion(field: QueryField) -> String {
    field.row().examples.iter().take(2).copied().collect::<Vec<_>>().join(", ")
}
