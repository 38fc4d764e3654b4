//! The spend day by day: its head, the bars with their legend, or the ranking.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::chart::{self, APART, Chart};
use super::format::{Align, cut, fit};
use super::table;
use super::theme::Theme;
use crate::app::screen::spend::{LEGEND, Layout, SpendScreen, View, WIDE, head};
use crate::app::{Action, Model};
use crate::domain::Usd;
use crate::domain::activity::{Activity, Day, ModelName, Span as Days, Subject, Tally, by_model};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;

/// Columns of an amount.
const MONEY: usize = 10;
/// Columns of a percentage.
const PERCENT: usize = 5;
/// Lines of a chart at least: for it the legend gives way.
const CHART: u16 = 6;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, spend: &SpendScreen) {
    let theme = *canvas.theme;
    title(canvas, line_of(area, 0), spend);
    let lines = head(model, spend);
    for (line, down) in lines.iter().zip(1..) {
        let (text, tone) = line;
        // Some of its own words are not ASCII; the server's are as they are.
        let text = if theme.glyphs.is_ascii { text.replace('…', "~") } else { text.clone() };
        canvas.sentence(line_of(area, down), &format!(" {text}"), theme.tone(*tone));
    }
    let taken = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(1);
    let body = inside(area, taken, 0);
    match (spend.view, spend.activity(), spend.spenders()) {
        (View::Days, Some(activity), _) => days(canvas, body, spend, &activity),
        (View::Spenders, _, Some(_)) => ranked(canvas, body, model),
        _ => waiting(canvas, body, model, spend),
    }
}

fn title(canvas: &mut Canvas<'_>, area: Rect, spend: &SpendScreen) {
    let theme = *canvas.theme;
    let mut right = Vec::new();
    if spend.asked.is_some() && spend.has_read() {
        right.push(Span::styled("reading  ", theme.warn));
    }
    for span in Days::ALL {
        let (text, style) = if span == spend.span {
            (format!("[{}]", span.days()), theme.accent)
        } else {
            (format!(" {} ", span.days()), theme.muted)
        };
        right.push(Span::styled(text, style));
    }
    let each = Layout::of(area.width, spend.span).each;
    let each = match spend.view {
        View::Days if each > 1 => format!(" days, {each} a bar "),
        _ => " days ".to_owned(),
    };
    right.push(Span::styled(each, theme.muted));
    let right = Line::from(right);
    let room = usize::from(area.width).saturating_sub(right.columns() + 4);
    let what = match spend.view {
        View::Days => "Spend of",
        View::Spenders => "Who spent most of",
    };
    let what = match (&spend.named.subject, spend.view) {
        (Subject::Everybody, View::Spenders) => "Who spent most".to_owned(),
        _ => format!("{what} {}", spend.named.name),
    };
    let name = cut(&what, room, theme.glyphs.ellipsis).into_owned();
    let detail = room.saturating_sub(name.columns() + 2);
    let detail = cut(&spend.named.detail, detail, theme.glyphs.ellipsis).into_owned();
    let left = Line::from(vec![
        Span::styled(format!(" {name}"), theme.head),
        Span::styled(format!("  {detail}"), theme.muted),
    ]);
    canvas.ends(area, &left, &right);
}

/// Nothing is there yet: what is being read, or why it is not there.
fn waiting(canvas: &mut Canvas<'_>, area: Rect, model: &Model, spend: &SpendScreen) {
    let theme = *canvas.theme;
    let refresh = model.keymap.hint(Action::Refresh);
    let (text, style) = match (&spend.asked, spend.failure()) {
        (Some(asked), _) => {
            let seconds = (model.now.as_second() - asked.since.as_second()).max(0);
            let part = asked.part.map(|(done, total)| {
                let [done, total] = [done, total].map(|n| group_thousands(n as u64));
                format!(", {done} of {total} parts")
            });
            let days = spend.span.days();
            let stop = model.keymap.hint(Action::StopSpend);
            let part = part.unwrap_or_default();
            let text = format!(
                "Reading {days} days from LiteLLM{part}, for {seconds} s; {stop} or esc stops it."
            );
            (text, theme.accent)
        }
        (None, Some(why)) => {
            (format!("It could not be read: {why}. {refresh} reads it again."), theme.warn)
        }
        (None, None) => (format!("Nothing was read yet; {refresh} reads it."), theme.muted),
    };
    let width = usize::from(area.width).saturating_sub(4);
    let text = crate::domain::text::harmless(&text).into_owned();
    for (line, down) in crate::app::wrap::wrap(&text, width).iter().zip(1..) {
        canvas.sentence(line_of(area, down), &format!("  {line}"), style);
    }
}

fn days(canvas: &mut Canvas<'_>, area: Rect, spend: &SpendScreen, activity: &Activity) {
    let theme = *canvas.theme;
    let layout = Layout::of(area.width, spend.span);
    let bars = layout.bars(activity);
    let chosen = spend.chosen_bar(&bars);
    let models = activity.models();
    let chart = Chart { models: &models, layout, bars: &bars, chosen };
    let bar: &[Day] = bars.get(chosen).map_or(&[], Vec::as_slice);
    let rows = legend(&theme, activity, &models, bar);
    if area.width >= WIDE {
        let left = area.width - LEGEND;
        chart::draw(canvas, Rect { width: left, ..area }, &chart);
        let right = Rect { x: area.x + left, width: LEGEND, ..area };
        list(canvas, right, &rows);
    } else {
        let wanted = u16::try_from(rows.len()).unwrap_or(u16::MAX);
        let below = wanted.min(area.height.saturating_sub(CHART + 1));
        chart::draw(canvas, inside(area, 0, below), &chart);
        list(canvas, inside(area, area.height.saturating_sub(below), 0), &rows);
    }
    if activity.highest().is_none() {
        let total = activity.total();
        let text = match total.requests {
            0 => "Nothing was asked of the proxy in these days.".to_owned(),
            _ if total.unknown_days > 0 => "No spend is known in these days.".to_owned(),
            _ => "What was asked in these days cost nothing.".to_owned(),
        };
        let x = crate::app::screen::spend::SCALE + 2;
        let at = Rect { x: area.x + x, width: area.width.saturating_sub(x), ..line_of(area, 1) };
        canvas.sentence(at, &text, theme.muted);
    }
}

fn list(canvas: &mut Canvas<'_>, area: Rect, rows: &[Line<'static>]) {
    for (row, down) in rows.iter().zip(0..area.height) {
        let at = line_of(area, down);
        canvas.line(at.x, at.y, at.width, row);
    }
}

/// A line a model: its sign, what it cost, its part, and what it cost in the chosen bar.
fn legend(
    theme: &Theme,
    activity: &Activity,
    models: &[(ModelName, Tally)],
    bar: &[Day],
) -> Vec<Line<'static>> {
    if models.is_empty() {
        return Vec::new();
    }
    let whole = activity.total().spend;
    let here = by_model(bar);
    let of = |name: &ModelName| {
        let found = here.iter().find(|(known, _)| known == name);
        found.map_or(Tally::NOTHING, |(_, tally)| *tally)
    };
    let heads = ["MODEL", "SUM", "%", "THIS BAR"];
    let mut rows = vec![legend_line(theme, (" ", theme.head), heads).style(theme.head)];
    let shown = models.iter().take(APART).enumerate();
    let line = |place: usize, name: &str, tally: Tally, here: Tally| {
        let (glyph, style) = chart::cell(theme, place);
        let percent = tally.spend.and_then(|spend| spend.percent_of(whole));
        let percent = percent.map_or_else(String::new, |percent| format!("{percent} %"));
        let (sum, bar) = (money(tally.spend), money(here.spend));
        legend_line(theme, (&glyph.to_string(), style), [name, &sum, &percent, &bar])
    };
    rows.extend(shown.map(|(place, (name, tally))| {
        let shown = name.as_ref().map_or_else(|| "(no name)".to_owned(), ToString::to_string);
        line(place, &shown, *tally, of(name))
    }));
    if let [_, ..] = models.get(APART..).unwrap_or_default() {
        let rest = models.get(APART..).unwrap_or_default();
        let sum = rest.iter().fold(Tally::NOTHING, |sum, (_, tally)| sum.and(*tally));
        let here = rest.iter().fold(Tally::NOTHING, |sum, (name, _)| sum.and(of(name)));
        rows.push(line(APART, &format!("{} more", rest.len()), sum, here));
    }
    rows
}

fn legend_line(
    theme: &Theme,
    (sign, style): (&str, ratatui::style::Style),
    [name, sum, percent, here]: [&str; 4],
) -> Line<'static> {
    let ellipsis = theme.glyphs.ellipsis;
    let columns = usize::from(LEGEND) - 4 - 2 * (MONEY + 1) - PERCENT - 1;
    let right = |text: &str, width| fit(text, width, Align::Right, ellipsis);
    Line::from(vec![
        Span::styled(format!("  {sign} "), style),
        Span::raw(fit(name, columns, Align::Left, ellipsis)),
        Span::raw(format!(" {}", right(sum, MONEY))),
        Span::raw(format!(" {}", right(percent, PERCENT))),
        Span::styled(format!(" {}", right(here, MONEY)), theme.accent),
    ])
}

fn money(spend: Option<Usd>) -> String {
    spend.map_or_else(|| "?".to_owned(), Usd::cents)
}

fn ranked(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    table::draw(canvas, inside(area, 0, 1), &seen, &model.lens());
    if seen.source.is_empty() {
        canvas.sentence(line_of(area, 2), "   Nobody spent anything in these days.", theme.muted);
    }
    let foot = line_of(area, area.height.saturating_sub(1));
    canvas.ends(foot, &Line::from(table::counts(&theme, seen.table)), &Line::default());
}
