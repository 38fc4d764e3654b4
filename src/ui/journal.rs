//! The journal: plans, the newest first, and the changes of one of them.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, fit, minutes};
use super::plan::{change_detail, draw_detail};
use super::theme::Theme;
use super::user::outcome_style;
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::list::ListState;
use crate::app::{Action, Model, Remote, Times};
use crate::domain::text::harmless;
use crate::journal::{Record, Standing};
use crate::plan::OutcomeKind;
use crate::plan::build::Applied;
use crate::plan::build::undo::inverse;

const WHEN: usize = 20;
const PURPOSE: usize = 8;
const BY: usize = 20;

/// Draws the list of plans.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: ListState) {
    let theme = *canvas.theme;
    let cell =
        |text: &str, width: usize| fit(text, width, Align::Left, theme.glyphs.ellipsis) + "  ";
    let head =
        format!("   {}{}{}OUTCOMES", cell("WHEN", WHEN), cell("PURPOSE", PURPOSE), cell("BY", BY));
    canvas.sentence(line_of(area, 0), &head, theme.head);
    let body = inside(area, 1, 1);
    let plans = model.journal.last().map_or(&[][..], |history| history.records.as_slice());
    if plans.is_empty() {
        let text = match &model.journal {
            Remote::NotAsked | Remote::Loading(_) => "The journal is being read.".to_owned(),
            Remote::Failed(why, _) => format!("The journal cannot be read: {}", harmless(why)),
            Remote::Ready(_) => "Nothing was applied yet in this profile.".to_owned(),
        };
        canvas.sentence(line_of(body, 1), &format!("   {text}"), theme.muted);
    }
    for (down, row) in list.window(plans.len(), usize::from(body.height)).enumerate() {
        let Some(plan) = plans.get(row) else { continue };
        let at = line_of(body, u16::try_from(down).unwrap_or(u16::MAX));
        let cursor = if row == list.cursor { " > " } else { "   " };
        let mut spans = vec![
            Span::styled(cursor, theme.accent),
            Span::raw(cell(&when(model, plan), WHEN)),
            Span::raw(cell(&plan.purpose.to_string(), PURPOSE)),
            Span::styled(cell(&plan.by.to_string(), BY), theme.muted),
        ];
        spans.extend(outcomes(&theme, plan));
        canvas.line(at.x, at.y, at.width, &Line::from(spans));
        if row == list.cursor {
            canvas.highlight(at, theme.selection);
        }
    }
    let undo = model.keymap.hint(Action::Undo);
    let count = plans.len();
    let noun = if count == 1 { "plan" } else { "plans" };
    let damaged = match model.journal.last().map_or(0, |history| history.damaged.len()) {
        0 => String::new(),
        lines => format!(" {lines} damaged lines were left out."),
    };
    let chosen = model.journal.last().and_then(|history| history.standing_at(list.cursor));
    let standing = match chosen {
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

fn when(model: &Model, record: &Record) -> String {
    match model.times {
        Times::Relative => {
            format!("{} ago", minutes(model.now.as_second() - record.at.as_second()))
        }
        Times::Absolute => crate::domain::time::absolute(record.at),
    }
}

fn outcomes(theme: &Theme, record: &Record) -> Vec<Span<'static>> {
    let counted = OutcomeKind::iter().map(|kind| (kind, record.count(kind)));
    let shown = counted.filter(|(_, count)| *count > 0).map(|(kind, count)| {
        Span::styled(format!("{count} {}  ", kind.words()), outcome_style(theme, kind))
    });
    shown.collect()
}

/// Draws one plan and its changes.
pub(super) fn draw_entry(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    record: &Record,
    list: ListState,
) {
    let theme = *canvas.theme;
    let ellipsis = theme.glyphs.ellipsis;
    let title = format!(" Plan {}: {}", harmless(&record.plan), record.purpose);
    let count = match record.not_attempted() {
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
    spans.extend(outcomes(&theme, record));
    let standing = model.journal.last().map(|history| history.standing(record));
    if let Some(standing) = standing {
        let dot = theme.glyphs.dot;
        spans.push(Span::styled(format!("{dot} {}", standing.words()), theme.muted));
    }
    canvas.line(area.x, area.y + 2, area.width, &Line::from(spans));

    let detail_lines = plan_detail(area.height);
    let body = inside(area, PLAN_HEAD, detail_lines);
    let room = usize::from(body.width).saturating_sub(3 + 12 + 4);
    let (user, id) = ((room / 3).min(30), (room / 5).min(16));
    for (down, row) in list.window(record.applied.len(), usize::from(body.height)).enumerate() {
        let Some(Applied { change, outcome }) = record.applied.get(row) else { continue };
        let at = line_of(body, u16::try_from(down).unwrap_or(u16::MAX));
        let kind = outcome.kind;
        let cell = |text: &str, width: usize| fit(text, width, Align::Left, ellipsis) + "  ";
        let line = Line::from(vec![
            Span::styled(if row == list.cursor { " > " } else { "   " }, theme.accent),
            Span::styled(cell(kind.words(), 10), outcome_style(&theme, kind)),
            Span::raw(cell(&change.user, user)),
            Span::styled(cell(&harmless(change.person.raw()), id), theme.muted),
            Span::raw(format!("{}: {}", change.op.words(), change.op.after())),
        ]);
        canvas.line(at.x, at.y, at.width, &line);
        if row == list.cursor {
            canvas.highlight(at, theme.selection);
        }
    }
    let chosen = record.applied.get(list.cursor);
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
