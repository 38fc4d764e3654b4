//! Everything about one user: the lines of the page, as they look.

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit, full_moment, minutes, moment};
use super::spend_bar::{self, SpendWidths};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::WIDE_USER;
use crate::app::screen::Show;
use crate::app::screen::journal::rows::tone;
use crate::app::screen::user::UserScreen;
use crate::app::screen::user::lines::{Labelled, Line as Page, Value, document};
use crate::domain::text::harmless;
use crate::domain::{Budget, Expiry, Key, KeyHash, Moment};
use crate::plan::OutcomeKind;
use crate::roster::PersonId;
use crate::table::money::resets;
use crate::table::{Cell, Times, Tone};

const LABEL: usize = 9;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &UserScreen) {
    let (id, offset) = (&screen.person, screen.scrolled().map_or(0, |list| list.offset));
    let lines = document(model, id);
    draw_title(canvas, line_of(area, 0), model, id);
    let height = usize::from(area.height.saturating_sub(1));
    for (line, down) in lines.iter().skip(offset).take(height).zip(1..) {
        draw_line(canvas, line_of(area, down), model, id, line);
    }
    canvas.beyond(area, lines.len(), offset, height);
}

fn draw_title(canvas: &mut Canvas<'_>, area: Rect, model: &Model, id: &PersonId) {
    let theme = *canvas.theme;
    let Some(person) = model.people.roster().by_id(id) else {
        canvas.sentence(area, &format!(" {}", harmless(id.raw())), theme.muted);
        return;
    };
    let room = usize::from(area.width).saturating_sub(30);
    let name = cut(&harmless(person.name()), room, theme.glyphs.ellipsis).into_owned();
    let email = person.email().map(|email| harmless(email).into_owned());
    let left = Line::from(vec![
        Span::styled(format!(" {name}"), theme.head),
        Span::styled(format!("  {}", email.unwrap_or_default()), theme.muted),
    ]);
    let (word, style) = if person.is_blocked() {
        ("blocked ", theme.danger)
    } else {
        (person.sync().words(), theme.muted)
    };
    canvas.ends(area, &left, &Line::from(Span::styled(format!("{word} "), style)));
}

fn draw_line(canvas: &mut Canvas<'_>, at: Rect, model: &Model, id: &PersonId, line: &Page) {
    let theme = *canvas.theme;
    let half = at.width / 2;
    let is_wide = model.size.0 >= WIDE_USER;
    match line {
        Page::Blank => {}
        Page::Heading(left, right) => {
            canvas.text(at.x, at.y, at.width, &format!(" {left}"), theme.head);
            if let Some(right) = right {
                canvas.text(at.x + half, at.y, half, right, theme.head);
            }
        }
        Page::Fields(left, right) => {
            let width = if is_wide && right.is_some() { half } else { at.width };
            if let Some(field) = left {
                let line = field_line(&theme, model, field, usize::from(width).saturating_sub(3));
                canvas.line(at.x + 1, at.y, width.saturating_sub(2), &line);
            }
            if let Some(field) = right {
                let line = field_line(&theme, model, field, usize::from(half).saturating_sub(1));
                canvas.line(at.x + half, at.y, half, &line);
            }
        }
        Page::Sentence(text, tone) => {
            canvas.sentence(at, &format!("  {text}"), theme.tone(*tone));
        }
        Page::KeyHead => {
            let columns = KeyColumns::of(at.width, model);
            canvas.line(at.x, at.y, at.width, &columns.head(&theme));
        }
        Page::Key(hash) => {
            let person = model.people.roster().by_id(id);
            let key = person.and_then(|person| person.keys().find(|key| key.hash == *hash));
            if let Some(key) = key {
                let columns = KeyColumns::of(at.width, model);
                canvas.line(at.x, at.y, at.width, &columns.key(&theme, model, key));
            }
        }
        Page::Change(when, what, kind) => {
            let when = match model.times {
                Times::Relative => {
                    format!("{} ago", minutes(model.now.as_second() - when.as_second()))
                }
                Times::Absolute => crate::domain::time::absolute(*when),
            };
            let line = Line::from(vec![
                Span::styled(format!("  {}  ", fit(&when, 10, Align::Left, ' ')), theme.muted),
                Span::styled(fit(kind.words(), 10, Align::Left, ' '), outcome_style(&theme, *kind)),
                Span::raw(format!("  {what}")),
            ]);
            canvas.line(at.x, at.y, at.width, &line);
        }
    }
}

/// The style of an outcome.
fn outcome_style(theme: &Theme, kind: OutcomeKind) -> Style {
    theme.tone(tone(kind))
}

fn field_line(theme: &Theme, model: &Model, field: &Labelled, width: usize) -> Line<'static> {
    let label = fit(field.label, LABEL, Align::Left, ' ');
    let room = width.saturating_sub(LABEL + 1);
    let mut spans = vec![Span::styled(format!("{label} "), theme.muted)];
    match &field.value {
        Value::Words(text, tone) => {
            let text = cut(text, room, theme.glyphs.ellipsis).into_owned();
            spans.push(Span::styled(text, theme.tone(*tone)));
        }
        Value::Time(None) => spans.push(Span::styled(theme.glyphs.none, theme.muted)),
        Value::Time(Some(at)) => spans.push(Span::raw(full_moment(at.at(), model.now))),
        Value::Resets(budget) => {
            let (words, tone) = resets_in_words(budget, model.now);
            let words = cut(&words, room, theme.glyphs.ellipsis).into_owned();
            spans.push(Span::styled(words, theme.tone(tone)));
        }
        Value::Spend(spend, budget) => {
            let state = budget.state(*spend, model.now);
            let widths = SpendWidths::measure(10, 40, std::iter::once((*spend, budget)));
            spans.extend(spend_bar::spans(theme, *spend, budget, state, widths));
            spans
                .push(Span::styled(format!("  {}", state.words()), spend_bar::style(theme, state)));
        }
    }
    Line::from(spans)
}

/// `every 30d, next in 2 d (2026-11-23 08:00 UTC)`.
fn resets_in_words(budget: &Budget, now: Timestamp) -> (String, Tone) {
    match (&budget.window, budget.resets_at.map(Moment::at)) {
        (None, None) => ("never".into(), Tone::Muted),
        (Some(window), None) => (format!("every {window}, next at an unknown time"), Tone::Warn),
        (window, Some(at)) => {
            let every = window.as_ref().map(|window| format!("every {window}, "));
            let (word, tone) = if budget.is_reset_due(now) {
                ("due", Tone::Warn)
            } else {
                (if at <= now { "soon, since" } else { "next" }, Tone::Plain)
            };
            (format!("{}{word} {}", every.unwrap_or_default(), full_moment(at, now)), tone)
        }
    }
}

/// The widths of the keys' columns.
struct KeyColumns {
    alias: usize,
    /// Of the masked name; where there is no room for it, it stands for an alias that is missing.
    name: Option<usize>,
    spend: SpendWidths,
    resets: usize,
    models: usize,
}

const NAME: usize = 12;
const EXPIRES: usize = 10;
const USED: usize = 10;

impl KeyColumns {
    fn of(width: u16, model: &Model) -> Self {
        let name = (width >= WIDE_USER).then_some(NAME);
        let resets = if model.times == Times::Absolute { 15 } else { 9 };
        let (bar, money) = if width < 120 { (6, 15) } else { (10, 21) };
        let spend = SpendWidths { bar, percent: 6, money };
        let fixed = 2 + spend.total() + resets + EXPIRES + USED + 5 * 2;
        let fixed = fixed + name.map_or(0, |name| name + 2);
        let room = usize::from(width).saturating_sub(fixed);
        let alias = (room * 3 / 5).clamp(8, 28);
        Self { alias, name, spend, resets, models: room.saturating_sub(alias) }
    }

    fn line(
        &self,
        theme: &Theme,
        texts: [&str; 5],
        money: [Vec<Span<'static>>; 2],
    ) -> Line<'static> {
        let [alias, name, expires, used, models] = texts;
        let [spend, resets] = money;
        let ellipsis = theme.glyphs.ellipsis;
        let cell =
            |text: &str, width: usize| Span::raw(fit(text, width, Align::Left, ellipsis) + "  ");
        let mut spans = vec![Span::raw("  "), cell(alias, self.alias)];
        spans.extend(self.name.map(|width| cell(name, width)));
        spans.extend(spend);
        spans.push(Span::raw("  "));
        spans.extend(resets);
        spans.push(Span::raw("  "));
        spans.extend([cell(expires, EXPIRES), cell(used, USED), cell(models, self.models)]);
        Line::from(spans)
    }

    fn head(&self, theme: &Theme) -> Line<'static> {
        let spend = Span::raw(fit("SPEND", self.spend.total(), Align::Left, ' '));
        let resets = Span::raw(fit("RESETS", self.resets, Align::Left, ' '));
        let heads = ["ALIAS", "KEY", "EXPIRES", "USED", "MODELS"];
        self.line(theme, heads, [vec![spend], vec![resets]]).style(theme.muted)
    }

    fn key(&self, theme: &Theme, model: &Model, key: &Key) -> Line<'static> {
        let (now, times) = (model.now, model.times);
        let holds = key.in_force();
        let state = holds.state(key.spend, now);
        let spend = spend_bar::spans(theme, key.spend, &holds, state, self.spend);
        let name = key.name.as_ref().map_or_else(|| short(&key.hash), ToString::to_string);
        let expires = match key.expires {
            Expiry::Never => "never".to_owned(),
            Expiry::Unknown => "?".to_owned(),
            Expiry::At(at) if at.at() <= now => "expired".to_owned(),
            Expiry::At(at) if times == Times::Absolute => {
                moment(Some(at.at()), now, times, &theme.glyphs)
            }
            Expiry::At(at) => format!("in {}", minutes(at.at().as_second() - now.as_second())),
        };
        let used = moment(key.last_active_at.map(Moment::at), now, times, &theme.glyphs);
        let alias = match &key.alias {
            Some(alias) => alias.to_string(),
            None if self.name.is_none() => key.label(),
            None => theme.glyphs.none.to_owned(),
        };
        let alias = match key.blocked {
            Some(true) => format!("BLOCKED {alias}"),
            Some(false) => alias,
            None => format!("BLOCKED? {alias}"),
        };
        let mut models = Cell::models(key.models.as_deref()).into_words();
        if let Some(row) = key.limiting_row() {
            let many = model.people.roster().sharing(&row.id);
            let share = if many > 1 { format!(", {many} share it") } else { String::new() };
            models = format!("{models} · limit of budget row {}{share}", row.id);
        }
        let resets = self.resets(theme, model, key);
        let line = self.line(theme, [&alias, &name, &expires, &used, &models], [spend, resets]);
        if key.blocked == Some(true) { line.style(theme.danger) } else { line }
    }

    /// When its spend goes back to zero, marked where the server is late with it.
    fn resets(&self, theme: &Theme, model: &Model, key: &Key) -> Vec<Span<'static>> {
        let (words, tone) = match resets(&key.in_force(), &model.lens()) {
            Cell::Words(words, tone) => (words, tone),
            _ => (theme.glyphs.none.into(), Tone::Muted),
        };
        let words = fit(&words, self.resets, Align::Left, theme.glyphs.ellipsis);
        vec![Span::styled(words, theme.tone(tone))]
    }
}

fn short(hash: &KeyHash) -> String {
    let start: String = hash.raw().chars().take(10).collect();
    harmless(&start).into_owned()
}
