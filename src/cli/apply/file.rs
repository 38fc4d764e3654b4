//! A plan in a file: written whole or not at all, read back only if it is one.

use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::cli::CliError;
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
    let ours: Value = serde_json::from_str(&render::json(plan, |_| None)?)?;
    Ok(serde_json::from_str::<Value>(text).is_ok_and(|written| written == ours))
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
