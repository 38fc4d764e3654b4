//! How both servers are: name and version, and how old what they said is.

use std::fmt::Write as _;

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::reading::{Part, millis_between};
use crate::app::{Freshness, Model, Reading, Server, Session};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::domain::{ServerInfo, Side};
use crate::table::Times;
use crate::ui::format::{age, cut, minutes, pace_words};
use crate::ui::theme::Theme;

/// Both servers, in at most `room` columns. Versions give way first, then the reasons; neither
/// server's age goes for the other's version.
pub(super) fn line(theme: &Theme, model: &Model, room: usize) -> Line<'static> {
    let one = words(theme, model, Server::Proxy);
    let other = words(theme, model, Server::Webui);
    let (left, right) = side_by_side(&one, &other, room.saturating_sub(GAP), theme.glyphs.ellipsis);
    let gap = Span::raw(" ".repeat(GAP));
    Line::from(vec![Span::styled(left, one.style), gap, Span::styled(right, other.style)])
}

/// One server, at length.
pub(super) fn of(theme: &Theme, model: &Model, server: Server) -> (String, Style) {
    let words = words(theme, model, server);
    (words.full, words.style)
}

const GAP: usize = 3;

/// What is said of a server: at length, without its version, and in the fewest words.
struct Words {
    full: String,
    bare: String,
    least: String,
    /// Whether it ends in a reason, which may be cut.
    has_reason: bool,
    style: Style,
}

/// As much of both as fits, each whole; only a reason is cut.
fn side_by_side(one: &Words, other: &Words, room: usize, ellipsis: char) -> (String, String) {
    let whole = [
        (&one.full, &other.full),
        (&one.full, &other.bare),
        (&one.bare, &other.full),
        (&one.bare, &other.bare),
    ];
    let fits = |(left, right): &(&String, &String)| left.columns() + right.columns() <= room;
    if let Some((left, right)) = whole.into_iter().find(fits) {
        return (left.clone(), right.clone());
    }
    // What the one leaves, the other may use.
    let beside = |words: &Words, room: usize| match words.has_reason {
        true if room > words.least.columns() + 8 => cut(&words.bare, room, ellipsis).into_owned(),
        false if words.bare.columns() <= room => words.bare.clone(),
        _ => cut(&words.least, room, ellipsis).into_owned(),
    };
    let first_least = if one.has_reason && !other.has_reason { &one.least } else { &one.bare };
    let reserved = first_least.columns().min(room / 2).max(one.least.columns());
    let right = beside(other, room.saturating_sub(reserved));
    let left = beside(one, room.saturating_sub(right.columns()));
    (left, right)
}

/// One server as the last reading saw it.
#[derive(Clone, Copy)]
enum Sighting<'a> {
    Absent,
    Failed(&'a str),
    /// And which of its listings is incomplete.
    There(&'a ServerInfo, Option<&'static str>),
}

impl<'a> Sighting<'a> {
    fn by(model: &'a Model, server: Server) -> Self {
        let snapshot = model.people.roster().snapshot();
        match server {
            Server::Proxy => Self::side(&snapshot.proxy, |side| {
                let problem = [
                    side.users.problem.as_ref().map(|_| "users"),
                    side.keys.problem.as_ref().map(|_| "keys"),
                    side.teams.problem.as_ref().map(|_| "teams"),
                    side.customers.problem.as_ref().map(|_| "customers"),
                ];
                Self::There(&side.server, problem.into_iter().flatten().next())
            }),
            Server::Webui => Self::side(&snapshot.webui, |side| {
                let problem = [
                    side.accounts.problem.as_ref().map(|_| "accounts"),
                    side.groups.problem.as_ref().map(|_| "groups"),
                ];
                Self::There(&side.server, problem.into_iter().flatten().next())
            }),
        }
    }

    fn side<T>(side: &'a Side<T>, there: impl Fn(&'a T) -> Self) -> Self {
        match side {
            Side::Absent => Self::Absent,
            Side::Failed(why) => Self::Failed(why),
            Side::Seen(seen) => there(seen),
        }
    }
}

fn words(theme: &Theme, model: &Model, server: Server) -> Words {
    let (name, seen) = (server.name(), Sighting::by(model, server));
    let dot = theme.glyphs.dot;
    let url = match server {
        Server::Proxy => model.profile.proxy_url(),
        Server::Webui => model.profile.webui_url(),
    };
    let plain = |words: String, style: Style| Words {
        full: words.clone(),
        bare: words.clone(),
        least: words,
        has_reason: false,
        style,
    };
    if url.is_none() {
        return plain(format!("no {name} in this profile"), theme.muted);
    }
    let version = match seen {
        Sighting::There(info, _) => info.version.as_ref().map(|v| format!(" {v}")),
        Sighting::Absent | Sighting::Failed(_) => None,
    };
    let version = version.unwrap_or_default();
    let said = |long: &str, short: &str, style: Style| Words {
        full: format!("{name}{version} {dot} {long}"),
        bare: format!("{name} {dot} {long}"),
        least: format!("{name} {dot} {short}"),
        has_reason: false,
        style,
    };
    match &model.session {
        Session::Opening => return said("opening", "opening", theme.muted),
        Session::Failed(_) => return said("not opened", "not opened", theme.danger),
        Session::Open => {}
    }
    if let Some(reading) = model.shown_reading() {
        let (long, short) = progress(dot, reading, server, model.now);
        return said(&format!("reading{long}"), &format!("reading{short}"), theme.accent);
    }
    let ago = |at| age(at, model.now, model.times);
    let short = |at: Timestamp| match model.times {
        Times::Absolute => format!("since {}", ago(at)),
        Times::Relative => minutes(model.now.as_second() - at.as_second()),
    };
    if let Some(kept) = model.kept.of(server) {
        let (old, fails) = (short(kept.at), short(kept.since));
        let why = server.reason(&kept.why);
        let long = format!("stale {old}, failing {fails}: {why}");
        return Words { has_reason: true, ..said(&long, &format!("stale {old}"), theme.danger) };
    }
    match (model.freshness, seen) {
        (Freshness::Nothing | Freshness::Read(_), Sighting::Failed(why)) => {
            let sentence = format!("{name} {dot} {}", server.reason(why));
            let least = format!("{name} {dot} failed");
            Words { least, has_reason: true, ..plain(sentence, theme.danger) }
        }
        (Freshness::Nothing, _) => said("not read yet", "not read yet", theme.muted),
        (Freshness::Cached(at), _) => {
            said(&format!("from disk, {}", ago(at)), &format!("from disk, {}", ago(at)), theme.warn)
        }
        (Freshness::Stale(at), _) => {
            said(&format!("stale, {}", ago(at)), &format!("stale, {}", ago(at)), theme.danger)
        }
        (Freshness::Read(at), Sighting::There(_, Some(part))) => {
            let (long, short) = (format!("{part} incomplete"), "incomplete");
            said(&format!("{long}, {}", ago(at)), &format!("{short}, {}", ago(at)), theme.warn)
        }
        (Freshness::Read(at), _) => said(&ago(at), &ago(at), theme.ok),
    }
}

/// ` users 1,200/9,000 · 400/s, 20 s left`; of a first answer that is long in coming, how long one
/// has waited for it. And in the fewest words: how much of it.
fn progress(dot: &str, reading: &Reading, server: Server, now: Timestamp) -> (String, String) {
    let number = |n: usize| group_thousands(n as u64);
    let progress = reading.of(server);
    let (mut long, mut short) = match progress.foremost() {
        None => (String::new(), String::new()),
        Some(Part { name, done: 0, total: None }) => {
            (format!(" {}", harmless(name)), String::new())
        }
        Some(Part { name, done, total: None }) => {
            (format!(" {} {}", harmless(name), number(*done)), format!(" {}", number(*done)))
        }
        Some(Part { name, done, total: Some(total) }) => {
            let percent = (*done).min(*total) * 100 / (*total).max(1);
            let long = format!(" {} {}/{}", harmless(name), number(*done), number(*total));
            (long, format!(" {percent} %"))
        }
    };
    let waited = millis_between(reading.since, now) / 1_000;
    if let Some(pace) = progress.pace(now) {
        let _ = write!(long, " {dot} {}", pace_words(pace, true));
    } else if progress.foremost().is_none() && waited >= 2 {
        let _ = write!(long, " {dot} {waited} s");
        short.clone_from(&long);
    }
    (long, short)
}
