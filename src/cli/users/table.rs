//! The users as a table of text: one line a person, columns as wide as their content.

use jiff::Timestamp;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::text::harmless;
use crate::domain::time::relative;
use crate::domain::{BudgetState, Usd};
use crate::roster::{PersonRef, SyncStatus};

/// Cells at most, so that one long name does not push everything off the screen.
const WIDEST: usize = 36;

const HEADER: [&str; 9] =
    ["NAME", "E-MAIL", "SPEND", "BUDGET", "STATE", "KEYS", "PROXY", "CHAT", "SYNC"];

/// Columns whose content stands at the right.
const RIGHT: [bool; 9] = [false, false, true, true, false, true, false, false, false];

pub(super) fn table(people: &[PersonRef<'_>], now: Timestamp) -> String {
    let rows: Vec<[String; 9]> = people.iter().map(|person| row(*person, now)).collect();
    let mut widths = HEADER.map(UnicodeWidthStr::width);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width()).min(WIDEST);
        }
    }
    let mut out = line(&HEADER.map(str::to_owned), &widths);
    for row in &rows {
        out.push_str(&line(row, &widths));
    }
    out
}

fn row(person: PersonRef<'_>, now: Timestamp) -> [String; 9] {
    let user = person.proxy();
    let spend = |spend: Option<Usd>| spend.map_or_else(|| "?".to_owned(), |s| s.to_string());
    let state = match (user, person.budget_state(now)) {
        (Some(user), Some(BudgetState::ResetDue)) => {
            let at = user.budget.resets_at.map(|at| relative(at, now)).unwrap_or_default();
            format!("reset due {at}")
        }
        (_, state) => state.map(|state| state.words().to_owned()).unwrap_or_default(),
    };
    let keys = person.keys();
    let sync = match person.sync() {
        SyncStatus::Drifted => {
            let fields: Vec<String> = person.drift().iter().map(|d| d.field.to_string()).collect();
            format!("drifted: {}", fields.join(", "))
        }
        other => other.words().to_owned(),
    };
    let blocked = if person.is_blocked() { " (blocked)" } else { "" };
    [
        fit(&harmless(person.name())),
        fit(&person.email().map(harmless).unwrap_or_default()),
        user.map(|user| spend(user.spend)).unwrap_or_default(),
        user.map(|user| user.budget.limit.to_string()).unwrap_or_default(),
        state,
        user.map(|_| keys.len().to_string()).unwrap_or_default(),
        user.and_then(|user| user.role.as_ref()).map(|r| fit(&r.shown())).unwrap_or_default(),
        person.account().map(|account| fit(&account.role.to_string())).unwrap_or_default(),
        format!("{sync}{blocked}"),
    ]
}

/// At most [`WIDEST`] cells, cut between what the eye takes for characters.
fn fit(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for grapheme in text.graphemes(true) {
        if out.width() + grapheme.width() >= WIDEST {
            break;
        }
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

fn line(cells: &[String; 9], widths: &[usize; 9]) -> String {
    let mut out = String::new();
    for ((cell, &width), right) in cells.iter().zip(widths).zip(RIGHT) {
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        if right {
            out.push_str(&gap);
            out.push_str(cell);
        } else {
            out.push_str(cell);
            out.push_str(&gap);
        }
        out.push_str("  ");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
