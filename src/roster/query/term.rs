//! The tree of a query: what it says, and how that is written.

use std::fmt;

use super::field::QueryField;
use super::value::{Test, Word};

/// How a field is compared.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumIter, strum::Display, strum::IntoStaticStr,
)]
pub(super) enum Op {
    /// Is, has, or contains.
    #[strum(serialize = ":")]
    Is,
    /// Is the whole of it.
    #[strum(serialize = "=")]
    Equal,
    #[strum(serialize = ">")]
    Greater,
    #[strum(serialize = ">=")]
    AtLeast,
    #[strum(serialize = "<")]
    Less,
    #[strum(serialize = "<=")]
    AtMost,
}

impl Op {
    /// Two characters before one, as they are read.
    pub(super) const READ: [Self; 6] =
        [Self::AtLeast, Self::AtMost, Self::Is, Self::Equal, Self::Greater, Self::Less];

    pub(super) fn sign(self) -> &'static str {
        self.into()
    }

    pub(super) fn is_equality(self) -> bool {
        matches!(self, Self::Is | Self::Equal)
    }

    pub(super) fn compare<T: Ord + Copy>(self, value: T, with: T) -> bool {
        match self {
            Self::Is | Self::Equal => value == with,
            Self::Greater => value > with,
            Self::AtLeast => value >= with,
            Self::Less => value < with,
            Self::AtMost => value <= with,
        }
    }
}

/// A typed term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) field: QueryField,
    pub(super) op: Op,
    /// As typed, without quotes.
    pub(super) value: Box<str>,
    pub(super) is_quoted: bool,
    pub(super) test: Test,
}

impl Term {
    pub(super) fn depends_on_time(&self) -> bool {
        match self.test {
            Test::Span(..) | Test::State(_) => true,
            Test::Word(word) => matches!(word, Word::Due | Word::Expired),
            _ => false,
        }
    }
}

/// A query, or a part of one. `All` and `Any` hold two or more, never another of their own kind;
/// only the whole query may be an empty `All`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Word(Box<str>),
    Term(Term),
}

impl Expr {
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::All(parts) => parts,
            part => vec![part],
        });
        Self::one_or(flat.collect(), Self::All)
    }

    pub(super) fn any(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Any(parts) => parts,
            part => vec![part],
        });
        Self::one_or(flat.collect(), Self::Any)
    }

    fn one_or(mut parts: Vec<Self>, many: impl FnOnce(Vec<Self>) -> Self) -> Self {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                many(parts)
            }
        }
    }

    /// What must all be so.
    pub(super) fn parts(&self) -> &[Self] {
        match self {
            Self::All(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }

    /// Every term of it, wherever it stands.
    pub(super) fn terms(&self, look: &mut impl FnMut(&Term)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.terms(look)),
            Self::Not(part) => part.terms(look),
            Self::Word(_) => {}
            Self::Term(term) => look(term),
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, is_inner: bool) -> fmt::Result {
        let (parts, between) = match self {
            Self::All(parts) => (parts, " "),
            Self::Any(parts) => (parts, " | "),
            Self::Not(part) => {
                f.write_str("!")?;
                return part.write(f, true);
            }
            Self::Word(word) => return f.write_str(&quoted_where_needed(word)),
            Self::Term(term) => return write!(f, "{term}"),
        };
        if is_inner {
            f.write_str("(")?;
        }
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(between)?;
            }
            // Blank binds more tightly than `|`: inside an `Any` an `All` needs no parentheses.
            part.write(f, matches!(self, Self::All(_)))?;
        }
        if is_inner { f.write_str(")") } else { Ok(()) }
    }
}

/// Written so that it parses back to the same query.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value =
            if self.is_quoted { quoted(&self.value) } else { self.value.clone().into_string() };
        write!(f, "{}{}{value}", self.field.name(), self.op)
    }
}

/// What ends a word, wherever it stands.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '(' | ')' | '"')
}

/// The operator behind a field's name, with the length of the name in characters; letters alone
/// are a name, so that `gpt-4:latest` and `12:30` are words.
pub(super) fn name_and_op(word: &[char]) -> Option<(usize, Op)> {
    let letters = word.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let rest = word.get(letters..)?;
    let op = op_at(rest)?;
    Some((letters, op))
}

fn op_at(chars: &[char]) -> Option<Op> {
    let is_here = |op: &Op| op.sign().chars().enumerate().all(|(n, c)| chars.get(n) == Some(&c));
    Op::READ.into_iter().find(is_here)
}

pub(super) fn quoted_where_needed(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let is_plain = !word.is_empty()
        && !chars.iter().any(|c| ends_word(*c))
        && !word.starts_with(['!', '-'])
        && name_and_op(&chars).is_none();
    if is_plain { word.to_owned() } else { quoted(word) }
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
