//! The header: where am I, may I write, are the servers well, how fresh is this; and the counts.

use std::fmt::Write as _;

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{age, cut, minutes, pace_words};
use super::theme::Theme;
use crate::app::geometry::WIDE_HEADER;
use crate::app::reading::{Part, millis_between};
use crate::app::{Action, Freshness, Model, Reading, Server, Session, Times};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::domain::{ServerInfo, Side};

/// Draws it: two lines where there is room, else three.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = *canvas.theme;
    let title = title(&theme, model);
    if area.width >= WIDE_HEADER {
        let room = usize::from(area.width).saturating_sub(title.width() + 2);
        canvas.ends(line_of(area, 0), &title, &health(&theme, model, room));
        counts(canvas, line_of(area, 1), model);
    } else {
        let place = Line::from(Span::styled(format!("{} ", model.screen().title()), theme.muted));
        canvas.ends(line_of(area, 0), &title, &place);
        let mut health = health(&theme, model, usize::from(area.width).saturating_sub(2));
        health.spans.insert(0, Span::raw(" "));
        canvas.line(area.x, area.y + 1, area.width, &health);
        counts(canvas, line_of(area, 2), model);
    }
}

fn title(theme: &Theme, model: &Model) -> Line<'static> {
    let profile = cut(&harmless(&model.profile.name), 24, theme.glyphs.ellipsis).into_owned();
    let mut spans = vec![
        Span::styled(" bursar ", theme.head),
        Span::styled(format!("{} ", theme.glyphs.dot), theme.muted),
        Span::styled(profile, theme.accent),
        Span::raw("  "),
    ];
    if let Some(label) = &model.profile.label {
        let label = cut(&harmless(label), 16, theme.glyphs.ellipsis).to_uppercase();
        spans.push(Span::styled(format!(" {label} "), theme.band));
        spans.push(Span::raw("  "));
    }
    spans.push(if model.profile.read_only {
        Span::styled("read-only", theme.warn)
    } else {
        Span::styled("read-write", theme.muted)
    });
    Line::from(spans)
}

/// Both servers, in at most `room` columns.
fn health(theme: &Theme, model: &Model, room: usize) -> Line<'static> {
    let snapshot = model.people.roster().snapshot();
    let proxy = match &snapshot.proxy {
        Side::Seen(side) => {
            let problem = [
                side.users.problem.as_ref().map(|_| "users"),
                side.keys.problem.as_ref().map(|_| "keys"),
                side.teams.problem.as_ref().map(|_| "teams"),
                side.customers.problem.as_ref().map(|_| "customers"),
            ];
            Seen::There(&side.server, problem.into_iter().flatten().next())
        }
        other => Seen::of(other),
    };
    let webui = match &snapshot.webui {
        Side::Seen(side) => {
            let problem = [
                side.accounts.problem.as_ref().map(|_| "accounts"),
                side.groups.problem.as_ref().map(|_| "groups"),
            ];
            Seen::There(&side.server, problem.into_iter().flatten().next())
        }
        other => Seen::of(other),
    };
    let half = room.saturating_sub(3) / 2;
    let one = |server: Server, seen: Seen<'_>, room: usize| {
        let (words, style) = words(theme, model, server, seen);
        Span::styled(cut(&words, room, theme.glyphs.ellipsis).into_owned(), style)
    };
    // What the first leaves, the second may use, and the other way round.
    let first = one(Server::Proxy, proxy, room);
    let second =
        one(Server::Webui, webui, room.saturating_sub(3 + first.width().min(half)).max(half));
    let first =
        one(Server::Proxy, proxy, room.saturating_sub(3 + second.width()).max(half.min(room)));
    Line::from(vec![first, Span::raw("   "), second])
}

/// One server as the last reading saw it.
#[derive(Clone, Copy)]
enum Seen<'a> {
    Absent,
    Failed(&'a str),
    /// And which of its listings is incomplete.
    There(&'a ServerInfo, Option<&'static str>),
}

impl<'a> Seen<'a> {
    fn of<T>(side: &'a Side<T>) -> Self {
        match side {
            Side::Failed(why) => Self::Failed(why),
            Side::Absent | Side::Seen(_) => Self::Absent,
        }
    }
}

fn words(theme: &Theme, model: &Model, server: Server, seen: Seen<'_>) -> (String, Style) {
    let name = server.name();
    let dot = theme.glyphs.dot;
    let url = match server {
        Server::Proxy => model.profile.proxy_url(),
        Server::Webui => model.profile.webui_url(),
    };
    if url.is_none() {
        return (format!("no {name} in this profile"), theme.muted);
    }
    let version = match seen {
        Seen::There(info, _) => info.version.as_ref().map(|v| format!(" {v}")),
        Seen::Absent | Seen::Failed(_) => None,
    };
    let name = format!("{name}{}", version.unwrap_or_default());
    match &model.session {
        Session::Opening => return (format!("{name} {dot} opening"), theme.muted),
        Session::Failed(_) => return (format!("{name} {dot} not opened"), theme.danger),
        Session::Open => {}
    }
    if let Some(reading) = model.shown_reading() {
        let progress = progress(dot, reading, server, model.now);
        return (format!("{name} {dot} reading{progress}"), theme.accent);
    }
    let ago = |at| age(at, model.now, model.times);
    let short = |at: Timestamp| match model.times {
        Times::Absolute => format!("since {}", ago(at)),
        Times::Relative => minutes(model.now.as_second() - at.as_second()),
    };
    if let Some(kept) = model.kept.of(server) {
        // The version gives way: how old this is, since when it fails, and why, in this order.
        let (name, old, fails) = (server.name(), short(kept.at), short(kept.since));
        let words = format!("{name} {dot} stale {old}, failing {fails}: {}", harmless(&kept.why));
        return (words, theme.danger);
    }
    match (model.freshness, seen) {
        (Freshness::Nothing | Freshness::Read(_), Seen::Failed(why)) => {
            let is_named = why.starts_with(server.name());
            let name = if is_named { String::new() } else { format!("{name}: ") };
            (format!("{name}{}", harmless(why)), theme.danger)
        }
        (Freshness::Nothing, _) => (format!("{name} {dot} not read yet"), theme.muted),
        (Freshness::Cached(at), _) => (format!("{name} {dot} from disk, {}", ago(at)), theme.warn),
        (Freshness::Stale(at), _) => (format!("{name} {dot} stale, {}", ago(at)), theme.danger),
        (Freshness::Read(at), Seen::There(_, Some(part))) => {
            (format!("{name} {dot} {part} incomplete, {}", ago(at)), theme.warn)
        }
        (Freshness::Read(at), _) => (format!("{name} {dot} {}", ago(at)), theme.ok),
    }
}

/// ` users 1,200/9,000 · 400/s, 20 s left`; of a first answer that is long in coming, how long one
/// has waited for it.
fn progress(dot: &str, reading: &Reading, server: Server, now: Timestamp) -> String {
    let number = |n: usize| group_thousands(n as u64);
    let progress = reading.of(server);
    let mut words = match progress.foremost() {
        None => String::new(),
        Some(Part { name, done: 0, total: None }) => format!(" {}", harmless(name)),
        Some(Part { name, done, total: None }) => format!(" {} {}", harmless(name), number(*done)),
        Some(Part { name, done, total: Some(total) }) => {
            format!(" {} {}/{}", harmless(name), number(*done), number(*total))
        }
    };
    let waited = millis_between(reading.since, now) / 1_000;
    if let Some(pace) = progress.pace(now) {
        let _ = write!(words, " {dot} {}", pace_words(pace, true));
    } else if progress.foremost().is_none() && waited >= 2 {
        let _ = write!(words, " {dot} {waited} s");
    }
    words
}

fn counts(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
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
    let ends = ends(theme, model);
    // That something is unread, or that nothing is read by itself, must be seen.
    let is_kept = model.is_paused || model.notices.unread() > 0;
    let head = users.to_string().len() + 10 + if is_kept { ends.width() } else { 0 };
    let mut room = usize::from(area.width).saturating_sub(head);
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
    Line::from(ends)
}
