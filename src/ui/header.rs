//! The header: where am I, may I write, are the servers well, how fresh is this; and the counts.

mod health;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::cut;
use super::theme::Theme;
use crate::app::geometry::WIDE_HEADER;
use crate::app::{Action, Model, Server};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

/// Draws it: two lines where there is room, else three. A profile with a label wears its band over
/// the whole first line, so that nobody mistakes it for another.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = *canvas.theme;
    let first = line_of(area, 0);
    let width = usize::from(area.width);
    let is_wide = area.width >= WIDE_HEADER;
    let mut title = title(&theme, model, width);
    let mut right = if is_wide {
        health::line(&theme, model, width.saturating_sub(title.columns() + 3))
    } else {
        Line::from(Span::styled(model.screen().title(), theme.muted))
    };
    right.spans.push(Span::raw(" "));
    let has_label = model.profile.label.is_some();
    if has_label {
        // One style for all of it: what is dim or coloured would be hard to read on the band.
        for span in title.spans.iter_mut().chain(&mut right.spans) {
            span.style = Style::new();
        }
    }
    canvas.ends(first, &title, &right);
    if has_label {
        canvas.highlight(first, theme.band);
    }
    if is_wide {
        counts(canvas, line_of(area, 1), model);
    } else {
        let mut health = health::line(&theme, model, width.saturating_sub(2));
        health.spans.insert(0, Span::raw(" "));
        let second = line_of(area, 1);
        canvas.line(second.x, second.y, second.width, &health);
        counts(canvas, line_of(area, 2), model);
    }
}

/// One server of the profile at work at length: name, version, and how old what it said is.
pub(super) fn health(theme: &Theme, model: &Model, server: Server) -> (String, Style) {
    health::of(theme, model, server)
}

/// Label and mode stand whatever the width; the program's name goes first, then the profile's is
/// cut.
fn title(theme: &Theme, model: &Model, width: usize) -> Line<'static> {
    let ellipsis = theme.glyphs.ellipsis;
    let mut tail = Vec::new();
    if let Some(label) = &model.profile.label {
        let label = cut(&harmless(label), 20, ellipsis).to_uppercase();
        tail.push(Span::styled(label, theme.head));
        tail.push(Span::raw("  "));
    }
    tail.push(if model.profile.read_only {
        Span::styled("read-only", theme.warn)
    } else {
        Span::styled("read-write", theme.muted)
    });
    let used = 3 + tail.iter().map(Columns::columns).sum::<usize>();
    let name = harmless(&model.profile.name);
    let name = cut(&name, width.saturating_sub(used).clamp(8, 24), ellipsis).into_owned();
    let mut spans = vec![Span::raw(" ")];
    let program = format!("bursar {} ", theme.glyphs.dot);
    let name = Span::styled(name, theme.accent);
    if used + name.columns() + program.chars().count() <= width {
        spans.push(Span::styled(program, theme.head));
    }
    spans.push(name);
    spans.push(Span::raw("  "));
    spans.extend(tail);
    Line::from(spans)
}

/// The counts, as many as there is room for.
fn counts(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let ends = ends(theme, model);
    if let Some(records) = records(theme, model) {
        canvas.ends(area, &records, &ends);
        return;
    }
    let counts = model.people.counts();
    let number = |n: usize| group_thousands(n as u64);
    let users = model.people.roster().len();
    let noun = if users == 1 { "user" } else { "users" };
    let mut spans = vec![Span::styled(format!(" {} {noun}", number(users)), theme.head)];
    let parts = [
        (counts.over, "over", theme.danger),
        (counts.reset_due, "reset due", theme.warn),
        (counts.near, "near", theme.warn),
        (
            counts.conflicts,
            if counts.conflicts == 1 { "conflict" } else { "conflicts" },
            theme.danger,
        ),
        (counts.drifted, "drifted", theme.warn),
        (counts.blocked, "blocked", theme.muted),
        (counts.only_webui, "only in chat", theme.warn),
        (counts.only_proxy, "only at proxy", theme.warn),
        (counts.unknown, "unknown", theme.muted),
    ];
    // That something is unread, or that nothing is read by itself, must be seen.
    let is_kept = model.is_paused || model.notices.unread() > 0 || model.planning.since().is_some();
    let kept = if is_kept { ends.columns() + 2 } else { 0 };
    let taken = spans.iter().map(Columns::columns).sum::<usize>() + kept;
    let mut room = usize::from(area.width).saturating_sub(taken);
    for (count, word, style) in parts.into_iter().filter(|(count, ..)| *count > 0) {
        let text = format!("{} {word}", number(count));
        // A count that is cut in two says something else.
        if text.len() + 2 > room {
            break;
        }
        room -= text.len() + 2;
        spans.push(Span::raw("  "));
        spans.push(Span::styled(text, style));
    }
    canvas.ends(area, &Line::from(spans), &ends);
}

/// What is listed where that is not people: `keys of ana@example.edu  42 keys, 3 marked`.
fn records(theme: &Theme, model: &Model) -> Option<Line<'static>> {
    let (screen, front) = (model.screen(), model.front()?);
    if !screen.lists_records() {
        return None;
    }
    let count = front.table.sorted().len();
    let noun = screen.title();
    let noun = if count == 1 { noun.strip_suffix('s').unwrap_or(noun) } else { noun };
    let mut counts = format!("{} {noun}", group_thousands(count as u64));
    if let Some(marked) = front.table.marks().words() {
        counts = format!("{counts}, {marked}");
    }
    let is_unread = screen.is_unread();
    Some(Line::from(match screen.of_whom(model) {
        None if is_unread => vec![Span::styled(format!(" {}", screen.title()), theme.head)],
        None => vec![Span::styled(format!(" {counts}"), theme.head)],
        Some(title) if is_unread => vec![Span::styled(format!(" {title}"), theme.head)],
        Some(title) => vec![
            Span::styled(format!(" {title}"), theme.head),
            Span::styled(format!("  {counts}"), theme.muted),
        ],
    }))
}

/// That a plan is being made, for how long already, and what gives it up.
fn planning(model: &Model) -> Option<String> {
    let since = model.planning.since()?;
    let seconds = model.now.as_second() - since.as_second();
    let back = model.keymap.hint(Action::Back);
    let waited = if seconds > 0 { format!(" {seconds} s") } else { String::new() };
    Some(format!("planning{waited}, {back} stops "))
}

/// How often the servers are read, or that they are not; and the errors nobody has read.
fn ends(theme: &Theme, model: &Model) -> Line<'static> {
    let mut ends = vec![match model.profile.refresh {
        Some(_) if model.is_paused => Span::styled("paused ", theme.warn),
        Some(every) => {
            let seconds = i64::try_from(every.as_secs()).unwrap_or(i64::MAX);
            let words = format!("read every {} ", crate::domain::time::span_words(seconds));
            Span::styled(words, theme.muted)
        }
        None => Span::raw(""),
    }];
    let unread = model.notices.unread();
    if unread > 0 {
        let noun = if unread == 1 { "error" } else { "errors" };
        let key = model.keymap.hint(Action::ShowNotices);
        let count = group_thousands(unread as u64);
        let text = format!("{count} {noun} {} {key} ", theme.glyphs.dot);
        ends.insert(0, Span::styled(text, theme.danger));
    }
    if let Some(words) = planning(model) {
        ends.insert(0, Span::styled(words, theme.accent));
    }
    Line::from(ends)
}
