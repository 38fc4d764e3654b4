//! A plan: its changes with their outcomes, and the one under the cursor in full.

use std::fmt::Write;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::pace_words;
use super::theme::Theme;
use super::{detail, table};
use crate::app::availability::availability;
use crate::app::front::Seen;
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::screen::journal::entry::in_full;
use crate::app::screen::plan::{Fate, PlanRow, PlanScreen, Stage};
use crate::app::{Action, Model};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::plan::{OutcomeKind, Plan, cover, render};
use crate::table::Rows;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &PlanScreen) {
    draw_head(canvas, area, model, screen);
    let below = plan_detail(area.height);
    let list = inside(area, PLAN_HEAD, below);
    let seen = Seen { table: screen.table(), source: Box::new(screen.source()) };
    table::draw(canvas, list, &seen, &model.lens());
    if screen.stage == Stage::Review {
        draw_coverage(canvas, list, screen);
    }
    let detail = inside(area, area.height.saturating_sub(below), 0);
    let mut text = screen.selected().map(detail_of).unwrap_or_default();
    if let Some(says) = screen.prediction() {
        text.retain(|(label, _)| *label != "before");
        text.insert(0, ("probe", says));
    }
    detail::draw(canvas, detail, &text);
}

/// What a block covers, where the list leaves room for it.
fn draw_coverage(canvas: &mut Canvas<'_>, list: Rect, screen: &PlanScreen) {
    let lines = cover::lines(&screen.plan.coverage());
    let (needed, rows) = (lines.len() + 1, screen.source().count() + 1);
    if lines.is_empty() || usize::from(list.height) < needed + rows {
        return;
    }
    let theme = *canvas.theme;
    let top = usize::from(list.height) - lines.len();
    for (line, down) in lines.iter().zip(top..) {
        let at = line_of(list, u16::try_from(down).unwrap_or(u16::MAX));
        canvas.sentence(at, &format!(" {line}"), theme.muted);
    }
}

fn draw_head(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &PlanScreen) {
    let theme = *canvas.theme;
    let plan = &screen.plan;
    let title = |summary: &str| format!(" Plan {}: {summary} ", plan.purpose);
    let mut title_shown = title(&render::summary(plan));
    if title_shown.columns() > usize::from(area.width) {
        title_shown = title(&short_summary(plan));
    }
    let id = Line::from(Span::styled(format!("{} ", harmless(&plan.id)), theme.muted));
    canvas.ends(line_of(area, 0), &Line::from(Span::styled(title_shown, theme.head)), &id);
    let mut subject = format!(" For {}.", screen.subject);
    if screen.creates_accounts() {
        subject.push_str(if screen.reveals_passwords {
            " Initial passwords will be shown once."
        } else {
            " Nobody sees the initial passwords."
        });
    }
    canvas.sentence(line_of(area, 1), &subject, theme.muted);
    let (state, style) = state(&theme, model, screen);
    canvas.sentence(line_of(area, 2), &format!(" {state}"), style);
}

fn short_summary(plan: &Plan) -> String {
    let changes = group_thousands(plan.changes.len() as u64);
    let noun = if plan.changes.len() == 1 { "change" } else { "changes" };
    match plan.skipped.len() {
        0 => format!("{changes} {noun}"),
        left_out => format!("{changes} {noun}, {} left out", group_thousands(left_out as u64)),
    }
}

fn state(theme: &Theme, model: &Model, screen: &PlanScreen) -> (String, Style) {
    let all = screen.plan.changes.len();
    let key = |action: Action| model.keymap.hint(action);
    let dot = theme.glyphs.dot;
    match &screen.stage {
        Stage::Review if screen.plan.is_empty() => ("There is nothing to do.".into(), theme.warn),
        Stage::Review => match screen.plan.hold() {
            Some(hold) => (
                format!(
                    "Held: it {}; {} asks for {}.",
                    hold.sweep.does(),
                    key(Action::ApplyPlan),
                    hold.release
                ),
                theme.warn,
            ),
            None if model.profile.read_only => {
                ("Nothing can be applied: the profile is read-only.".into(), theme.warn)
            }
            None => (
                format!(
                    "Nothing is applied yet; {} applies, {} leaves.",
                    key(Action::ApplyPlan),
                    key(Action::Back)
                ),
                theme.accent,
            ),
        },
        Stage::Applying { is_cancelled, .. } => {
            let ended = group_thousands(screen.ended() as u64);
            let mut words = format!(
                "Applying: {ended}/{} {dot} {}",
                group_thousands(all as u64),
                tally(theme, screen)
            );
            if let Some(pace) = screen.pace(model.now) {
                let _ = write!(words, " {dot} {}", pace_words(pace, !is_cancelled));
            }
            if *is_cancelled {
                words.push_str("; stopping: what is under way finishes");
            }
            (words, if *is_cancelled { theme.warn } else { theme.accent })
        }
        Stage::Ended { seconds, problem } => {
            let took = crate::domain::time::span_words(*seconds);
            let style = match (problem, screen.worst()) {
                (Some(_), _) | (_, Some(OutcomeKind::Failed)) => theme.danger,
                (None, Some(OutcomeKind::Unknown | OutcomeKind::Refused)) => theme.warn,
                _ => theme.ok,
            };
            let mut words = format!("Applied in {took}: {}.", tally(theme, screen));
            let _ = write!(words, " {} goes back", key(Action::Back));
            if availability(model, Action::Undo).is_ok() {
                let _ = write!(words, ", {} plans the way back", key(Action::Undo));
            }
            words.push('.');
            (words, style.add_modifier(Modifier::BOLD))
        }
    }
}

fn tally(theme: &Theme, screen: &PlanScreen) -> String {
    screen.tally().replace('·', theme.glyphs.dot)
}

fn detail_of(row: PlanRow<'_>) -> Vec<(&'static str, String)> {
    match row {
        PlanRow::Skip(skip) => vec![("for", skip.user.clone()), ("why not", skip.why.clone())],
        PlanRow::Change(change, fate) => {
            let outcome = match fate {
                Fate::Ended(end) => Some(end.to_string()),
                Fate::Waiting | Fate::UnderWay => None,
            };
            in_full(change, outcome)
        }
    }
}
