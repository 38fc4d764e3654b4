//! A screen with its styles, for snapshots: the text, and below it what each line wears.
//!
//! ```text
//!   0 | bursar · campus  PRODUCTION
//! …
//!   0 : 0-79 red bold reversed
//! ```
//!
//! Columns are counted from 0. What a cell has in common with all (the background and text of the
//! theme) is said once, at the end; of a line only what differs is said.

use std::collections::HashMap;
use std::fmt::Write;

use bursar::app::Model;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::support::draw;

/// The screen as text, then its styles line by line.
pub(crate) fn styled(model: &Model) -> String {
    let terminal = draw(model);
    let buffer = terminal.backend().buffer();
    let (width, height) = (buffer.area.width, buffer.area.height);
    let (base, ground) = commonest(buffer.content());
    let mut text = String::new();
    let mut styles = String::new();
    for y in 0..height {
        let row: Vec<&Cell> = (0..width).map(|x| &buffer[(x, y)]).collect();
        let _ = writeln!(text, "{y:3} |{}", symbols(&row).trim_end());
        let runs = runs(&row, &base, ground);
        if !runs.is_empty() {
            let _ = writeln!(styles, "{y:3} : {}", runs.join(" · "));
        }
    }
    format!("{text}\n{styles}    : else {base}\n")
}

/// The style most cells have, in words, and its background.
fn commonest(cells: &[Cell]) -> (String, Color) {
    let mut counts: HashMap<String, (usize, Color)> = HashMap::new();
    for cell in cells {
        counts.entry(words(cell, Color::Reset)).or_insert((0, cell.bg)).0 += 1;
    }
    let commonest = counts.into_iter().max_by(|a, b| (a.1.0, &b.0).cmp(&(b.1.0, &a.0)));
    commonest.map_or((String::new(), Color::Reset), |(words, (_, ground))| (words, ground))
}

/// Each grapheme once, however wide.
fn symbols(row: &[&Cell]) -> String {
    let mut text = String::new();
    let mut skipped = 0;
    for cell in row {
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        text.push_str(cell.symbol());
        skipped = cell.symbol().width().saturating_sub(1);
    }
    text
}

fn runs(row: &[&Cell], base: &str, ground: Color) -> Vec<String> {
    let base = base.trim_end_matches(&format!(" on {}", colour(ground)));
    let mut runs = Vec::new();
    let mut from = 0;
    while from < row.len() {
        let style = words(row[from], ground);
        let length = row[from..].iter().take_while(|cell| words(cell, ground) == style).count();
        let to = from + length - 1;
        // Blanks in nothing but a text colour look like no style at all.
        let has_ground = |cell: &Cell| {
            let lines = Modifier::REVERSED | Modifier::UNDERLINED;
            cell.bg != ground || cell.modifier.intersects(lines)
        };
        let is_seen = row[from..=to].iter().any(|cell| cell.symbol() != " " || has_ground(cell));
        if style != base && is_seen {
            let at = if from == to { from.to_string() } else { format!("{from}-{to}") };
            runs.push(format!("{at} {style}"));
        }
        from += length;
    }
    runs
}

/// `red on #101010 bold`; `plain` where nothing is said. `ground` goes without saying.
fn words(cell: &Cell, ground: Color) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(colour(cell.fg));
    }
    if cell.bg != ground {
        words.push(format!("on {}", colour(cell.bg)));
    }
    words.extend(cell.modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    if words.is_empty() { "plain".into() } else { words.join(" ") }
}

fn colour(colour: Color) -> String {
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        other => other.to_string().to_lowercase(),
    }
}
