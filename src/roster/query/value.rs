//! What a term asks of its field, read from the word behind the operator.

use jiff::SignedDuration;

use super::field::{FieldKind, QueryField, UNKNOWN};
use super::term::Op;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;
use crate::domain::{BudgetState, Usd};
use crate::roster::SyncStatus;

/// The question behind a term, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// The field has a meaning for this word: `none`, `any`, `due`, ….
    Word(Word),
    /// Budget state.
    State(BudgetState),
    /// Sync status.
    Sync(SyncStatus),
    /// Dollars; unlimited is more than any.
    Money(Op, Usd),
    /// Percent of the budget, in millionths of a percent.
    Percent(Op, i64),
    /// So many.
    Count(Op, u64),
    /// Seconds.
    Span(Op, i64),
    /// A text: the whole of it, or a part.
    Text { is_whole: bool },
}

/// A word with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Word {
    None,
    Unknown,
    Any,
    All,
    Unlimited,
    Never,
    Due,
    Blocked,
    Expired,
    Yes,
    No,
}

/// Why a value cannot be read.
pub(super) struct BadValue {
    pub(super) sentence: String,
    /// Whether it is the beginning of one that can.
    pub(super) is_begun: bool,
}

impl BadValue {
    fn wrong(sentence: String) -> Self {
        Self { sentence, is_begun: false }
    }
}

/// `is_quoted`: where a field takes any text, a quoted value is one, never a word with a meaning.
pub(super) fn read(
    field: QueryField,
    op: Op,
    value: &str,
    is_quoted: bool,
) -> Result<Test, BadValue> {
    let row = field.row();
    if !(is_quoted && row.kind == FieldKind::Text)
        && op.is_equality()
        && let Some(test) = word(field, value)
    {
        return if row.kind == FieldKind::Text && op == Op::Equal {
            Ok(Test::Text { is_whole: true })
        } else {
            Ok(test)
        };
    }
    if !op.is_equality() && matches!(row.kind, FieldKind::Word | FieldKind::Text) {
        let name = field.name();
        return Err(BadValue::wrong(format!(
            "'{name}' has no order; write {name}:{} or {name}={0}",
            shown(value)
        )));
    }
    match row.kind {
        FieldKind::Text => Ok(Test::Text { is_whole: op == Op::Equal }),
        FieldKind::Word => Err(begun(field, value).unwrap_or_else(|| no_such_word(field, value))),
        FieldKind::Count => {
            value.parse().map(|count| Test::Count(op, count)).map_err(|_not_a_number| {
                BadValue::wrong(format!("'{}' is not a whole number", shown(value)))
            })
        }
        FieldKind::Spend => match value.strip_suffix('%') {
            Some(percent) => amount(percent)
                .map(|percent| Test::Percent(op, percent.micros()))
                .ok_or_else(|| BadValue::wrong(format!("'{}' is not a percentage", shown(value)))),
            None => money(field, op, value),
        },
        FieldKind::Budget => money(field, op, value),
        FieldKind::Span if op.is_equality() => Err(span_needs_order(field, value)),
        FieldKind::Span => span(value).map(|seconds| Test::Span(op, seconds)),
    }
}

fn word(field: QueryField, value: &str) -> Option<Test> {
    let normal = value.to_lowercase().replace(['_', ' '], "-");
    match (field, normal.as_str()) {
        (QueryField::State, _) if !matches!(normal.as_str(), "none" | "unknown") => state(&normal),
        (QueryField::Sync, _) => sync(&normal),
        (QueryField::Budget, "zero") => Some(Test::Money(Op::Equal, Usd::ZERO)),
        (QueryField::Blocked | QueryField::Customer, "true") => Some(Test::Word(Word::Yes)),
        (QueryField::Blocked | QueryField::Customer, "false") => Some(Test::Word(Word::No)),
        _ => {
            let words = field.row().words.iter().map(|(word, _)| *word);
            let is_known = words.chain([UNKNOWN.0]).any(|word| word == normal);
            is_known.then(|| normal.parse().ok().map(Test::Word)).flatten()
        }
    }
}

fn state(word: &str) -> Option<Test> {
    use strum::IntoEnumIterator;
    let compact = word.replace('-', "");
    let mut states = BudgetState::iter();
    states.find(|state| state.words().replace(' ', "") == compact).map(Test::State)
}

/// As the program writes them, and as people say them: `only-chat`, `only at proxy`, `instep`.
fn sync(word: &str) -> Option<Test> {
    let status = match word.replace('-', "").as_str() {
        "conflict" => SyncStatus::Conflict,
        "drifted" => SyncStatus::Drifted,
        "onlyproxy" | "onlyatproxy" => SyncStatus::OnlyProxy,
        "onlychat" | "onlyinchat" | "onlywebui" | "onlyinwebui" => SyncStatus::OnlyWebui,
        "unknown" => SyncStatus::Unknown,
        "excluded" => SyncStatus::Excluded,
        "instep" => SyncStatus::InStep,
        _ => return None,
    };
    Some(Test::Sync(status))
}

/// The words of a field that begin so.
fn begun(field: QueryField, value: &str) -> Option<BadValue> {
    let normal = value.to_lowercase().replace(['_', ' '], "-");
    let words = field.row().words.iter().map(|(word, _)| *word);
    let found: Vec<&str> =
        words.chain([UNKNOWN.0]).filter(|word| word.starts_with(&normal)).collect();
    let sentence = format!("'{}' may become {}", shown(value), found.join(", "));
    (!found.is_empty()).then_some(BadValue { sentence, is_begun: true })
}

fn no_such_word(field: QueryField, value: &str) -> BadValue {
    let words: Vec<&str> = field.row().words.iter().map(|(word, _)| *word).collect();
    let normal = value.to_lowercase().replace(['_', ' '], "-");
    let near = nearest(&normal, words.iter().copied());
    let next = match near {
        Some(_) => did_you_mean(near),
        None => format!("; there are {}", words.join(", ")),
    };
    BadValue::wrong(format!("'{}' is no value of {}{next}", shown(value), field.name()))
}

/// A number of at most six decimals; percent are read as dollars are.
fn amount(value: &str) -> Option<Usd> {
    Usd::parse(value).ok()
}

fn money(field: QueryField, op: Op, value: &str) -> Result<Test, BadValue> {
    let words: Vec<&str> = field.row().words.iter().map(|(word, _)| *word).collect();
    amount(value).map(|amount| Test::Money(op, amount)).ok_or_else(|| {
        if let Some(begun) = begun(field, value) {
            return begun;
        }
        let normal = value.to_lowercase();
        let or = match field {
            QueryField::Spend => "percent of the budget like 80%",
            _ => "unlimited",
        };
        let near = nearest(&normal, words.iter().copied());
        let next = match near {
            Some(_) => did_you_mean(near),
            None => format!("; write dollars like 20 or 12.50, or {or}"),
        };
        BadValue::wrong(format!("'{}' is not an amount{next}", shown(value)))
    })
}

fn span_needs_order(field: QueryField, value: &str) -> BadValue {
    if let Some(begun) = begun(field, value) {
        return begun;
    }
    let name = field.name();
    let words: Vec<&str> = field.row().words.iter().map(|(word, _)| *word).collect();
    let normal = value.to_lowercase();
    let near = nearest(&normal, words.iter().copied());
    let sentence = if span(value).is_ok() {
        let value = shown(value);
        format!("'{name}' is compared: write {name}<{value} or {name}>{value}")
    } else {
        let next = match near {
            Some(_) => did_you_mean(near),
            None => format!("; write {name}<30d, {name}>30d or {name}:{}", words.join(", :")),
        };
        format!("'{}' is no value of {name}{next}", shown(value))
    };
    BadValue::wrong(sentence)
}

/// Seconds of `45s`, `20m`, `12h`, `30d`, `2w`, `6mo`; a month is 30 days.
fn span(value: &str) -> Result<i64, BadValue> {
    const UNITS: [(&str, i64); 6] =
        [("mo", 30 * 86_400), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 7 * 86_400)];
    let bad = |is_begun| BadValue {
        sentence: format!(
            "'{}' is not a span of time; write a number and s, m, h, d, w or mo, like 30d",
            shown(value)
        ),
        is_begun,
    };
    let lower = value.to_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let scale = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, scale)| *scale);
    let count = digits.parse::<i64>().ok().filter(|_| is_number);
    match (count, scale) {
        (Some(count), Some(scale)) => count
            .checked_mul(scale)
            // The servers' times end in the year 9999.
            .filter(|seconds| *seconds < SignedDuration::from_hours(24 * 366 * 8_000).as_secs())
            .ok_or_else(|| bad(false)),
        (Some(_), None) if unit.is_empty() => Err(bad(true)),
        _ => Err(bad(false)),
    }
}

fn shown(value: &str) -> String {
    harmless(value).into_owned()
}
