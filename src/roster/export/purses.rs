//! Purses as CSV and JSON.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::csv::disarmed;
use crate::domain::text::to_harmless_json_pretty;
use crate::domain::{Limit, PurseLine, Purses, Sharers};

/// The heads of the file: scripts depend on them.
const HEADS: [&str; 10] = [
    "kind",
    "id",
    "name",
    "spend",
    "max_budget",
    "budget_duration",
    "budget_reset_at",
    "reset_due",
    "shared_by",
    "shared_by_names",
];

/// Writes them under a line of heads. What the server does not tell is an empty cell.
///
/// # Errors
/// The writer refuses.
pub fn write_purses_csv<W: io::Write>(writer: W, lines: &[PurseLine]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(writer);
    writer.write_record(HEADS)?;
    for line in lines {
        let limit = match line.budget.limit {
            Limit::Unlimited => "unlimited".to_owned(),
            Limit::Amount(amount) => amount.dollars().to_string(),
            Limit::Unknown => String::new(),
        };
        let window = line.budget.window.as_ref().map(|window| disarmed(window.as_str()));
        let resets = line.budget.resets_at.map(|at| at.at().to_string());
        let sharers = line.sharers.as_ref();
        writer.write_record([
            line.kind.to_string(),
            disarmed(line.id.raw()),
            disarmed(&line.name),
            line.spend.map(|spend| spend.dollars().to_string()).unwrap_or_default(),
            limit,
            window.unwrap_or_default(),
            resets.unwrap_or_default(),
            line.due.to_string(),
            sharers.map(|sharers| sharers.count().to_string()).unwrap_or_default(),
            sharers.map(|sharers| disarmed(&sharers.words())).unwrap_or_default(),
        ])?;
    }
    writer.flush()
}

/// One object: when people, keys and teams were read, what is missing and why, and the purses.
///
/// # Errors
/// None that is known: the shape is plain.
pub fn purses_json(
    lines: &[PurseLine],
    purses: &Purses,
    observed_at: Timestamp,
) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        #[serde(flatten)]
        line: &'a PurseLine,
        #[serde(skip_serializing_if = "Option::is_none")]
        shared_by: Option<usize>,
    }
    #[derive(Serialize)]
    struct Missing<'a> {
        what: &'a str,
        why: &'a str,
    }
    #[derive(Serialize)]
    struct View<'a> {
        observed_at: Timestamp,
        missing: Vec<Missing<'a>>,
        purses: Vec<Line<'a>>,
    }
    let shared_by = |line: &PurseLine| line.sharers.as_ref().map(Sharers::count);
    let purses = View {
        observed_at,
        missing: purses.missing().into_iter().map(|(what, why)| Missing { what, why }).collect(),
        purses: lines.iter().map(|line| Line { line, shared_by: shared_by(line) }).collect(),
    };
    to_harmless_json_pretty(&purses).map(|text| format!("{text}\n"))
}
