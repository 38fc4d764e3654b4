//! Purses as lines of text, columns as wide as their content.

use jiff::Timestamp;

use crate::cli::look::{Hue, Look};
use crate::domain::cells::{Columns, cut};
use crate::domain::time::{absolute, relative};
use crate::domain::{BudgetState, PurseKind, PurseLine};

const HEADS: [&str; 8] =
    ["KIND", "NAME", "SPEND", "LIMIT", "EVERY", "RESETS", "STATE", "SHARED BY"];

/// Cells of a name on a terminal, at most.
const NAME: usize = 36;

/// Columns whose cells stand to the right.
const NUMBERS: [usize; 2] = [2, 3];

pub(super) fn table(lines: &[PurseLine], now: Timestamp, look: Look) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let heads = HEADS.map(|head| (head.to_owned(), Hue::Bold));
    let mut rows: Vec<[(String, Hue); 8]> =
        std::iter::once(heads).chain(lines.iter().map(|line| cells(line, now))).collect();
    if look.width.is_some() {
        for (name, _) in rows.iter_mut().map(|[_, name, ..]| name) {
            *name = cut(name, NAME, '…').into_owned();
        }
    }
    let widths: Vec<usize> = (0..HEADS.len())
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.columns()).max()
        })
        .map(Option::unwrap_or_default)
        .collect();
    if let (Some(terminal), [others @ .., _]) = (look.width, widths.as_slice()) {
        // Who shares it has what room is left.
        let left = terminal.saturating_sub(others.iter().sum::<usize>() + 2 * others.len());
        for [.., (sharers, _)] in &mut rows {
            *sharers = cut(sharers, left.max(HEADS[7].len()), '…').into_owned();
        }
    }
    let mut out = String::new();
    for row in &rows {
        let mut text = String::new();
        for (column, ((cell, hue), width)) in row.iter().zip(&widths).enumerate() {
            let blank = " ".repeat(width.saturating_sub(cell.columns()));
            let painted = look.paint(cell, *hue);
            let gap = if column == 0 { "" } else { "  " };
            let filled = if NUMBERS.contains(&column) {
                format!("{gap}{blank}{painted}")
            } else {
                format!("{gap}{painted}{blank}")
            };
            text.push_str(&filled);
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

fn cells(line: &PurseLine, now: Timestamp) -> [(String, Hue); 8] {
    let plain = |text: String| (text, Hue::Plain);
    let every = line.budget.window.as_ref().map(ToString::to_string);
    let resets = line.budget.resets_at.map(|at| absolute(at.at()));
    // What the server does not tell is not nothing; a row has no spend, but who points to it.
    let spend = match line.spend {
        Some(spend) => plain(line.budget.limit.spend_cell(spend)),
        None if line.kind == PurseKind::BudgetRow => plain(String::new()),
        None => ("?".into(), Hue::Faint),
    };
    let sharers = line.sharers.as_ref().map(crate::domain::Sharers::words);
    [
        plain(line.kind.words().to_owned()),
        plain(line.name.clone()),
        spend,
        plain(line.budget.limit.cell()),
        plain(every.unwrap_or_default()),
        plain(resets.unwrap_or_default()),
        state(line, now),
        plain(sharers.unwrap_or_default()),
    ]
}

fn state(line: &PurseLine, now: Timestamp) -> (String, Hue) {
    if let (true, Some(at)) = (line.due, line.budget.resets_at) {
        return (format!("reset due {}", relative(at.at(), now)), Hue::Yellow);
    }
    match (line.spend, line.budget.state(line.spend, now)) {
        (None, BudgetState::Unlimited) | (_, BudgetState::Unknown) => (String::new(), Hue::Plain),
        (_, state) => {
            let hue = match state {
                BudgetState::Over => Hue::Red,
                BudgetState::Near => Hue::Yellow,
                _ => Hue::Plain,
            };
            (state.words().to_owned(), hue)
        }
    }
}
