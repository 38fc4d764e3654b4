//! A plan in a file: written whole or not at all, read back only if it is one.

use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::cli::CliError;
use crate::domain::Usd;
use crate::domain::text::harmless;
use crate::engine::ApplyError;
use crate::plan::{Plan, render};

/// Far above a plan for a hundred thousand people.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// What every format has.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    format: Option<u32>,
}

/// Reads a plan.
pub(super) fn load(file: &Path) -> Result<Plan, CliError> {
    let at = shown(file);
    let text = read(file)
        .map_err(|error| CliError::usage(format!("the plan {at} could not be read: {error}")))?;
    let made_by_newer = serde_json::from_str(&text)
        .ok()
        .and_then(|Envelope { format }| format)
        .filter(|format| *format > render::FORMAT);
    if let Some(format) = made_by_newer {
        return Err(CliError::usage(format!(
            "the plan {at} was written by a newer bursar (format {format}, this one reads {}); \
             update, or make a new plan with --plan FILE",
            render::FORMAT
        )));
    }
    let mut json = serde_json::Deserializer::from_str(&text);
    let plan: Plan = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let why = error.to_string();
        CliError::usage(format!(
            "{at} is not a plan that this version can read: {}; make one with --plan FILE",
            harmless(&why)
        ))
    })?;
    // Before it is shown: what somebody else wrote into it may not be harmless.
    if is_as_written(&plan, &text)? { Ok(plan) } else { Err(edited(&plan)) }
}

/// Whether the file says what this plan says, and no more: also the words that are derived from the
/// changes are what somebody has reviewed.
fn is_as_written(plan: &Plan, text: &str) -> Result<bool, CliError> {
    if plan.expected_id() != plan.id {
        return Ok(false);
    }
    let mut ours: Value = serde_json::from_str(&render::json(plan, |_| None)?)?;
    let Ok(mut written) = serde_json::from_str::<Value>(text) else { return Ok(false) };
    if written.get("format").is_some_and(|format| *format == 1) {
        for value in [&mut ours, &mut written] {
            as_format_1(value);
        }
    }
    Ok(written == ours)
}

/// The words of a plan's changes with their amounts to the cent, as format 1 had them.
fn as_format_1(plan: &mut Value) {
    if let Some(fields) = plan.as_object_mut() {
        fields.insert("format".into(), 1.into());
    }
    let changes = plan.get_mut("changes").and_then(Value::as_array_mut);
    for change in changes.into_iter().flatten() {
        for name in ["before", "after"] {
            if let Some(Value::String(words)) = change.get_mut(name) {
                *words = to_cents(words);
            }
        }
    }
}

fn to_cents(words: &str) -> String {
    let mut parts = words.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let end = part.find(|c| !is_number(c)).unwrap_or(part.len());
        let amount = part.split_at(end).0.trim_end_matches([',', '.']);
        let rest = part.split_at(amount.len()).1;
        match Usd::parse(amount) {
            Ok(usd) => out.push_str(&usd.cents()),
            Err(_) => out.extend(["$", amount]),
        }
        out.push_str(rest);
    }
    out
}

fn edited(plan: &Plan) -> CliError {
    ApplyError::Edited(harmless(&plan.id).into_owned()).into()
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = std::fs::File::open(file)?;
    io::Read::read_to_string(&mut io::Read::take(file, MOST_BYTES), &mut text)?;
    Ok(text)
}

/// Writes a plan, readable by its owner alone: it names people.
pub(super) fn save(plan: &Plan, file: &Path) -> Result<(), CliError> {
    let json = render::json(plan, |_| None)?;
    replace(file, &json).map_err(|error| {
        CliError::failed(format!(
            "the plan could not be written to {}: {error}; nothing was changed",
            shown(file)
        ))
    })
}

fn replace(file: &Path, json: &str) -> io::Result<()> {
    // The rename would put a file in the place of a device or a folder.
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temporary = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    writeln!(temporary, "{json}")?;
    temporary.as_file().sync_all()?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// A path as it may be shown.
pub(super) fn shown(file: &Path) -> String {
    harmless(&file.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT_1: &str = "tests/fixtures/plans/format-1.json";

    #[test]
    fn a_plan_of_format_1_is_still_read() {
        let plan = load(Path::new(FORMAT_1)).unwrap();
        assert_eq!((plan.id.as_str(), plan.changes.len()), ("p-d9bc0b47", 3));
        assert_eq!(plan.changes[0].op.before(), "spend $7.7389");
    }

    #[test]
    fn words_of_format_1_that_say_something_else_are_an_edit() {
        let written = std::fs::read_to_string(FORMAT_1).unwrap();
        for (from, to) in [
            ("\"spend $7.74\"", "\"spend $7.73\""),
            ("\"spend $7.74\"", "\"spend $7.74 \""),
            ("\"before\": 7.7389", "\"before\": 7.7388"),
            ("9d4667fc", "8d4667fc"),
        ] {
            assert!(written.contains(from), "{from}");
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), written.replacen(from, to, 1)).unwrap();
            let error = load(file.path()).unwrap_err().to_string();
            assert!(error.contains("was edited"), "{error}");
        }
    }

    #[test]
    fn amounts_are_written_to_the_cent() {
        assert_eq!(to_cents("spend -$1,234.565 of $0.0012, $x"), "spend -$1,234.57 of $0.0012, $x");
    }
}
