//! Why a person is refused: the verdict, the checks, and what follows from the one that refuses.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, cut, fit};
use super::{page, table};
use crate::app::Model;
use crate::app::page::{FactLine, LABELS};
use crate::app::screen::why::WhyScreen;
use crate::app::screen::why::page::{self as said, around, foot, head};
use crate::domain::cells::Columns;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &WhyScreen) {
    if let Some(list) = screen.page {
        page::draw_lines(canvas, area, &said::page(model, screen), list.offset);
        return;
    }
    draw_head(canvas, area, model, screen);
    let Some((above, foot_lines)) = around(model, screen, area.height) else { return };
    let list = inside(area, above, foot_lines);
    table::draw(canvas, list, &screen.seen(), &model.lens());
    draw_foot(canvas, inside(area, area.height.saturating_sub(foot_lines), 0), model, screen);
}

/// Who, and the verdict.
fn draw_head(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &WhyScreen) {
    let theme = *canvas.theme;
    let head = head(model, screen);
    let tone = theme.tone(head.tone).add_modifier(Modifier::BOLD);
    let (unicode, ascii, word) = head.verdict;
    let sign = if theme.glyphs.is_ascii { ascii } else { unicode };
    let verdict = Line::from(Span::styled(format!("{sign} {word} "), tone));
    let room = usize::from(area.width).saturating_sub(verdict.columns() + 3);
    let who = cut(&head.who, room, theme.glyphs.ellipsis).into_owned();
    let who = Line::from(Span::styled(format!(" {who}"), theme.head));
    canvas.ends(line_of(area, 0), &who, &verdict);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let sentence = head.sentence.iter().map(|line| (line, bold));
    let subject = head.subject.iter().map(|line| (line, theme.muted));
    for ((line, style), down) in sentence.chain(subject).zip(1..) {
        canvas.sentence(line_of(area, down), &format!(" {line}"), style);
    }
}

fn draw_foot(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &WhyScreen) {
    let theme = *canvas.theme;
    let rule = theme.glyphs.rule.to_string().repeat(usize::from(area.width));
    canvas.sentence(line_of(area, 0), &rule, theme.muted);
    let foot = foot(model, screen, area.height.saturating_sub(1));
    for (fact, down) in foot.detail.iter().chain(&foot.rest).zip(1..) {
        draw_fact(canvas, line_of(area, down), fact);
    }
}

fn draw_fact(canvas: &mut Canvas<'_>, at: Rect, fact: &FactLine) {
    let theme = *canvas.theme;
    if at.height == 0 {
        return;
    }
    let label = fit(fact.label, LABELS - 2, Align::Left, theme.glyphs.ellipsis);
    // A number is a key.
    let is_key = fact.label.len() == 1;
    let label_style = if is_key { theme.accent } else { theme.muted };
    let text =
        if theme.glyphs.is_ascii { fact.text.replace('…', "~") } else { fact.text.clone() };
    let line = Line::from(vec![
        Span::styled(format!(" {label} "), label_style),
        Span::styled(text, theme.tone(fact.tone)),
    ]);
    canvas.line(at.x, at.y, at.width, &line);
}
