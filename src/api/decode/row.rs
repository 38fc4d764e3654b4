//! One row: what cannot be read of it is unknown, and the row stays.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::Mismatch;

/// Fields whose null is a statement (no limit, not blocked, all models, never ends) and not the lack
/// of one. One that is no JSON that we can hold (a number past all bounds) becomes a word that none of
/// them may be: [`super::known`] takes it for unknown, and a row of whatever else has it is bad.
const NULL_SAYS_SOMETHING: [&str; 13] = [
    "max_budget",
    "budget_duration",
    "budget_limits",
    "litellm_budget_table",
    "team_member_budget_table",
    "expires",
    "blocked",
    "models",
    "teams",
    "members_with_roles",
    "role",
    "user_id",
    "team_id",
];

/// What stands for such a value.
const UNREADABLE: &str = "\"NaN\"";

/// A value of which what cannot be read is unknown; see [`read`].
pub(in crate::api) struct Mended<W>(pub(in crate::api) W);

impl<'de, W: DeserializeOwned> serde::Deserialize<'de> for Mended<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        read(&raw)
            .map(Self)
            .map_err(|Mismatch { path, problem }| D::Error::custom(format!("{path}: {problem}")))
    }
}

/// Reads one row. A field of another shape counts as null, and where it may not be that, as absent;
/// but for those whose null says something. Fails where the row is then still none: without its id.
pub(super) fn read<W: DeserializeOwned>(raw: &RawValue) -> Result<W, Mismatch> {
    // A list would be taken for the fields in their order.
    if !raw.get().starts_with('{') {
        return Err(Mismatch { path: ".".into(), problem: "it is no object".into() });
    }
    match serde_json::from_str(raw.get()) {
        Ok(row) => Ok(row),
        Err(_) => mend(raw),
    }
}

fn mend<W: DeserializeOwned>(raw: &RawValue) -> Result<W, Mismatch> {
    let (first, mut field) = match attempt(raw.get()) {
        Ok(row) => return Ok(row),
        Err(failed) => failed,
    };
    let Ok(unreadable) = RawValue::from_string(UNREADABLE.to_owned()) else { return Err(first) };
    let Ok(mut fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(raw.get()) else {
        return Err(first);
    };
    // Each round makes one field null or takes it away, so that this ends.
    while let Some(name) = field {
        let says_something = NULL_SAYS_SOMETHING.contains(&name.as_str());
        match fields.get_mut(&name) {
            Some(value) if says_something && value.get() != UNREADABLE => *value = &*unreadable,
            Some(_) if says_something => break,
            Some(value) if value.get() != RawValue::NULL.get() => *value = RawValue::NULL,
            Some(_) => drop(fields.remove(&name)),
            None => break,
        }
        let Ok(text) = serde_json::to_string(&fields) else { break };
        match attempt(&text) {
            Ok(row) => return Ok(row),
            Err((_, next)) => field = next,
        }
    }
    Err(first)
}

/// What is wrong, and in which field of the row.
fn attempt<W: DeserializeOwned>(text: &str) -> Result<W, (Mismatch, Option<String>)> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().iter().next().and_then(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            _ => None,
        });
        let Mismatch { path, mut problem } = super::mismatch(error);
        // A line and a column within one row tell nobody anything.
        problem.truncate(problem.rfind(" at line ").unwrap_or(problem.len()));
        (Mismatch { path, problem }, field)
    })
}
