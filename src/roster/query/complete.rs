//! What can be typed next: fields, operators, and the values that exist.

use std::ops::Range;

use strum::IntoEnumIterator;

use super::field::{FieldKind, QueryField, UNKNOWN};
use super::needle::Needle;
use super::term::{Op, ends_word, name_and_op, quoted_where_needed};
use crate::domain::text::harmless;
use crate::roster::Roster;

/// Offered at most.
const MOST: usize = 64;

/// What can stand in place of the word under the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Completions {
    /// The characters each of them replaces.
    pub range: Range<usize>,
    /// The likeliest first.
    pub items: Vec<Completion>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is put in place, quoted where it must be.
    pub insert: String,
    /// What it means, or nothing. Harmless.
    pub detail: String,
}

/// What can be typed at `cursor`, a number of characters. Values that a server made are among
/// them as they are: show them harmless.
pub fn complete(text: &str, cursor: usize, roster: &Roster) -> Completions {
    let chars: Vec<char> = text.chars().collect();
    let cursor = cursor.min(chars.len());
    let Some(range) = word_at(&chars, cursor) else { return Completions::default() };
    let word = &chars[range.start..cursor];
    let (start, items) = match name_and_op(word) {
        Some((letters, op)) => {
            let name: String = word[..letters].iter().collect();
            let field = QueryField::iter().find(|field| field.name().eq_ignore_ascii_case(&name));
            let value_at = range.start + letters + op.sign().len();
            let begun: String =
                word[letters + op.sign().len()..].iter().filter(|c| **c != '"').collect();
            (value_at, field.map(|field| values(field, op, &begun, roster)).unwrap_or_default())
        }
        None => (range.start, fields(&word.iter().collect::<String>())),
    };
    let whole: String = chars[start..range.end].iter().collect();
    let is_there = matches!(&*items, [only] if only.insert == whole);
    let items = if is_there { Vec::new() } else { items };
    Completions { range: start..range.end, items }
}

/// The characters of the word around the cursor, without its negation; `None` inside quotes that
/// are no field's value.
fn word_at(chars: &[char], cursor: usize) -> Option<Range<usize>> {
    let mut start = 0;
    let mut at = 0;
    while at < cursor {
        let c = chars[at];
        at += 1;
        if c == '"' {
            let close = chars[at..].iter().position(|c| *c == '"').map(|n| at + n + 1);
            if close.is_none_or(|close| close > cursor) {
                let end = close.unwrap_or(chars.len());
                return (start < at - 1).then_some(start..end);
            }
            at = close.unwrap_or(cursor);
            start = if at < cursor { at } else { start };
        } else if ends_word(c) || (at - 1 == start && matches!(c, '!' | '-')) {
            start = at;
        }
    }
    let rest = chars[cursor..].iter().take_while(|c| !ends_word(**c)).count();
    Some(start..cursor + rest)
}

/// Fields that begin with what is typed, with the operator that suits them best.
fn fields(begun: &str) -> Vec<Completion> {
    let begun = begun.to_lowercase();
    QueryField::iter()
        .filter(|field| field.name().starts_with(&begun))
        .map(|field| {
            let op = match field.row().kind {
                FieldKind::Spend | FieldKind::Count => Op::Greater,
                FieldKind::Span => Op::Less,
                FieldKind::Budget | FieldKind::Word | FieldKind::Text => Op::Is,
            };
            let insert = format!("{}{op}", field.name());
            Completion { insert, detail: field.row().help.into() }
        })
        .collect()
}

fn values(field: QueryField, op: Op, begun: &str, roster: &Roster) -> Vec<Completion> {
    let mut found = Vec::new();
    let mut offer = |insert: String, detail: &str| {
        let is_new = !found.iter().any(|other: &Completion| other.insert == insert);
        if found.len() < MOST && is_new {
            found.push(Completion { insert, detail: detail.to_owned() });
        }
    };
    let lower = begun.to_lowercase().replace(['_', ' '], "-");
    let row = field.row();
    if op.is_equality() && !(row.kind == FieldKind::Text && op == Op::Equal) {
        for (word, detail) in row.words {
            if word.starts_with(&lower) {
                offer((*word).into(), detail);
            }
        }
    }
    if op.is_equality() {
        let needle = Needle::new(begun);
        let (first, second): (Vec<_>, Vec<_>) = existing(field, roster)
            .filter(|(value, _)| begun.is_empty() || needle.is_in(value))
            .take(MOST * 4)
            .partition(|(value, _)| needle.begins(value) || begun.is_empty());
        for (value, detail) in first.into_iter().chain(second) {
            offer(value_to_type(field, value), &detail);
        }
        // It is the last one would think of, so it is offered once it is begun.
        if !lower.is_empty() && UNKNOWN.0.starts_with(&lower) && op == Op::Is {
            offer(UNKNOWN.0.into(), UNKNOWN.1);
        }
    } else {
        for example in scale(row.kind).iter().filter(|example| example.starts_with(&lower)) {
            offer((*example).into(), "");
        }
    }
    found
}

/// A value that reads like one of the field's words is quoted, so that it is the value.
pub(super) fn value_to_type(field: QueryField, value: &str) -> String {
    let mut words = field.row().words.iter().chain([&UNKNOWN]);
    let is_word = words.any(|(word, _)| word.eq_ignore_ascii_case(value));
    let plain = quoted_where_needed(value);
    if plain == value && is_word { format!("\"{value}\"") } else { plain }
}

/// The names of what the servers have, with what tells two of one name apart.
fn existing<'a>(
    field: QueryField,
    roster: &'a Roster,
) -> Box<dyn Iterator<Item = (&'a str, String)> + 'a> {
    let id = |id: &str| format!("id {}", harmless(id));
    match field {
        QueryField::Team => {
            let teams = roster.proxy().into_iter().flat_map(|side| &side.teams.rows);
            Box::new(teams.map(move |team| match &team.alias {
                Some(alias) if !alias.is_blank() => (alias.raw(), id(team.id.raw())),
                _ => (team.id.raw(), String::new()),
            }))
        }
        QueryField::Group => {
            let groups = roster.webui().into_iter().flat_map(|side| &side.groups.rows);
            Box::new(groups.map(move |group| (group.name.raw(), id(group.id.raw()))))
        }
        QueryField::Role => Box::new(roster.values().roles().map(|role| (role, String::new()))),
        QueryField::Model => Box::new(roster.values().models().map(|model| (model, String::new()))),
        _ => Box::new(std::iter::empty()),
    }
}

/// A few steps of a scale, to begin with.
fn scale(kind: FieldKind) -> &'static [&'static str] {
    match kind {
        FieldKind::Spend => &["80%", "100%", "1", "5", "10"],
        FieldKind::Budget => &["0", "10", "50", "100"],
        FieldKind::Count => &["0", "1", "2"],
        FieldKind::Span => &["1d", "7d", "30d", "6mo"],
        FieldKind::Word | FieldKind::Text => &[],
    }
}
