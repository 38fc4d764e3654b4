//! The journal: plans, the newest first, and the changes of one of them.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::plan::{change_detail, draw_detail};
use super::table;
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::screen::journal::outcomes;
use crate::app::{Action, Model, Remote};
use crate::domain::text::harmless;
use crate::journal::{Record, Standing};
use crate::plan::make::Applied;
use crate::plan::make::undo::inverse;

/// Draws the list of plans.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let list = inside(area, 0, 1);
    table::draw(canvas, list, &seen, &model.lens());
    let count = seen.table.rows().len();
    if count == 0 {
        let text = match &model.journal {
            Remote::NotAsked | Remote::Loading(_) => "The journal is being read.".to_owned(),
            Remote::Failed(why, _) => format!("The journal cannot be read: {}", harmless(why)),
            Remote::Ready(_) => "Nothing was applied yet in this profile.".to_owned(),
        };
        canvas.sentence(line_of(list, 2), &format!("   {text}"), theme.muted);
    }
    let undo = model.keymap.hint(Action::Undo);
    let noun = if count == 1 { "plan" } else { "plans" };
    let damaged = match model.journal.last().map_or(0, |history| history.damaged.len()) {
        0 => String::new(),
        lines => format!(" {lines} damaged lines were left out."),
    };
    let chosen = seen.table.selected().map(|row| row as usize);
    let history = model.journal.last();
    let standing = match chosen.and_then(|row| history.and_then(|h| h.standing_at(row))) {
        None => String::new(),
        Some(Standing::Open) => {
            format!(" {undo} takes back the one under the cursor, as a new plan.")
        }
        Some(Standing::Partly { .. }) => {
            format!(" {undo} takes back some of the one under the cursor.")
        }
        Some(standing) => format!(" {standing}"),
    };
    let foot = format!(" {count} {noun}.{standing}{damaged}");
    canvas.sentence(line_of(area, area.height.saturating_sub(1)), &foot, theme.muted);
}

/// Draws one plan and its changes.
pub(super) fn draw_entry(canvas: &mut Canvas<'_>, area: Rect, model: &Model, record: &Record) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let title = format!(" Plan {}: {}", harmless(&record.plan), record.purpose);
    let count = match record.not_attempted() {
        0 if record.planned == 1 => "1 change ".to_owned(),
        0 => format!("{} changes ", record.planned),
        left => format!("{} changes, {left} of them not begun ", record.planned),
    };
    let right = Line::from(Span::styled(count, theme.muted));
    canvas.ends(line_of(area, 0), &Line::from(Span::styled(title, theme.head)), &right);
    let undoes = match &record.undoes {
        Some(plan) => format!(" It takes back plan {}.", harmless(plan)),
        None => String::new(),
    };
    let at = crate::domain::time::absolute(record.at);
    let by = format!(" Applied {at} by {}.{undoes}", record.by);
    canvas.sentence(line_of(area, 1), &by, theme.muted);
    let mut spans = vec![Span::raw(" ")];
    for (text, tone) in outcomes(record) {
        spans.push(Span::styled(format!("{text}  "), theme.tone(tone)));
    }
    if let Some(standing) = model.journal.last().map(|history| history.standing(record)) {
        let dot = theme.glyphs.dot;
        spans.push(Span::styled(format!("{dot} {}", standing.words()), theme.muted));
    }
    canvas.line(area.x, area.y + 2, area.width, &Line::from(spans));
    let detail_lines = plan_detail(area.height);
    table::draw(canvas, inside(area, PLAN_HEAD, detail_lines), &seen, &model.lens());
    let chosen = seen.table.selected().and_then(|row| record.applied.get(row as usize));
    let detail = chosen.map(|applied| {
        let mut detail = change_detail(&applied.change, Some(applied.outcome.to_string()));
        detail.extend(undo_words(model, record, applied).map(|words| ("undo", words)));
        detail
    });
    let below = inside(area, area.height.saturating_sub(detail_lines), 0);
    draw_detail(canvas, below, &detail.unwrap_or_default());
}

/// What would take that change back now, or why nothing does.
fn undo_words(model: &Model, record: &Record, applied: &Applied) -> Option<String> {
    let history = model.journal.last()?;
    if let Standing::Undone(by) = history.standing(record) {
        return Some(format!("taken back by plan {}", harmless(&by)));
    }
    Some(match inverse(model.people.roster(), applied)? {
        Ok(op) => format!("{}: {}", op.words(), op.after()),
        Err(why) => format!("none: {}", harmless(&why)),
    })
}
