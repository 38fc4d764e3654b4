//! The columns of the users' list: which of them fit, and what stands in each.

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::Times;
use crate::app::people::arrow;
use crate::domain::text::harmless;
use crate::domain::{Role, Text};
use crate::roster::{Field, Order, PersonRef, SortKey, SyncStatus};
use crate::ui::format::{Align, fit, moment, resets};
use crate::ui::spend::{self, SpendWidths};
use crate::ui::theme::Theme;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    User,
    Email,
    Spend(SpendWidths),
    Resets,
    Keys,
    ProxyRole,
    ChatRole,
    Last,
    Status,
}

/// Those that fit, from the left, with their widths.
pub(super) struct Columns(Vec<(Column, usize)>);

/// One person's line.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) person: PersonRef<'a>,
    pub(super) is_selected: bool,
    pub(super) is_marked: bool,
    pub(super) now: Timestamp,
    pub(super) times: Times,
}

/// Cursor and mark.
const MARGIN: usize = 3;
const GAP: usize = 2;

impl Columns {
    /// Drops what there is no room for, the least needed first; the names take what is left over.
    pub(super) fn fit(width: u16, times: Times) -> Self {
        let room = usize::from(width).saturating_sub(MARGIN);
        let [user, email, bar, money, keys, status] = match width {
            ..100 => [14, 16, 5, 15, 6, 13],
            100..120 => [14, 16, 6, 15, 6, 13],
            120..150 => [16, 30, 8, 15, 6, 13],
            _ => [20, 26, 12, 17, 9, 18],
        };
        let widths = SpendWidths { bar, money };
        let (resets, last) = if times == Times::Absolute { (11, 10) } else { (8, 6) };
        // In the order in which they are kept; with the narrowest each may be.
        let wanted = [
            (Column::User, user),
            (Column::Spend(widths), widths.total()),
            (Column::Status, status),
            (Column::Resets, resets),
            (Column::Email, email),
            (Column::Keys, keys),
            (Column::ChatRole, 7),
            (Column::Last, last),
            (Column::ProxyRole, 9),
        ];
        let mut kept: Vec<(Column, usize)> = Vec::new();
        let mut taken = 0;
        for (column, least) in wanted {
            let gap = if kept.is_empty() { 0 } else { GAP };
            if taken + gap + least <= room {
                taken += gap + least;
                kept.push((column, least));
            }
        }
        let has_email = kept.iter().any(|(column, _)| *column == Column::Email);
        let spare = room.saturating_sub(taken);
        let for_email = if has_email { (spare * 3 / 5).min(24) } else { 0 };
        let for_user = (spare - for_email).min(if has_email { 22 } else { 40 });
        for (column, width) in &mut kept {
            match column {
                Column::User => *width += for_user,
                Column::Email => *width += for_email,
                _ => {}
            }
        }
        kept.sort_by_key(|(column, _)| place(*column));
        Self(kept)
    }

    /// The heads, the sorted one with its arrow.
    pub(super) fn head(&self, theme: &Theme, order: Order) -> Line<'static> {
        let (sign, twin) = arrow(order.direction);
        let sign = if theme.glyphs.is_ascii { twin } else { sign };
        let mut spans = vec![Span::raw(" ".repeat(MARGIN))];
        for (index, (column, width)) in self.0.iter().enumerate() {
            let (title, keys, align): (_, &[SortKey], _) = match column {
                Column::User => ("USER", &[SortKey::Name], Align::Left),
                Column::Email => ("E-MAIL", &[SortKey::Email], Align::Left),
                Column::Spend(_) => ("SPEND", &[SortKey::Budget, SortKey::Spend], Align::Left),
                Column::Resets => ("RESETS", &[], Align::Left),
                Column::Keys => ("KEYS", &[SortKey::Keys], Align::Right),
                Column::ProxyRole => ("PROXY", &[], Align::Left),
                Column::ChatRole => ("CHAT", &[], Align::Left),
                Column::Last => ("LAST", &[SortKey::Active], Align::Left),
                Column::Status => ("STATUS", &[SortKey::Sync], Align::Left),
            };
            let title = match (keys.contains(&order.key), order.key) {
                (false, _) => title.to_owned(),
                (true, SortKey::Budget) => format!("{title} % {sign}"),
                (true, SortKey::Spend) => format!("{title} $ {sign}"),
                (true, _) => format!("{title} {sign}"),
            };
            push_gap(&mut spans, index);
            spans.push(Span::styled(fit(&title, *width, align, theme.glyphs.ellipsis), theme.head));
        }
        Line::from(spans)
    }

    /// One person.
    pub(super) fn row(&self, theme: &Theme, row: Row<'_>) -> Line<'static> {
        let cursor = if row.is_selected { ">" } else { " " };
        let mark = if row.is_marked { "*" } else { " " };
        let mut spans = vec![
            Span::styled(cursor, theme.accent),
            Span::styled(mark, theme.mark),
            Span::raw(" "),
        ];
        for (index, (column, width)) in self.0.iter().enumerate() {
            push_gap(&mut spans, index);
            match column {
                Column::Spend(widths) => spans.extend(spend_spans(theme, row, *widths)),
                column => {
                    let (text, style, align) = cell(theme, row, *column, *width);
                    spans.push(Span::styled(
                        fit(&text, *width, align, theme.glyphs.ellipsis),
                        style,
                    ));
                }
            }
        }
        Line::from(spans)
    }
}

/// From the left.
fn place(column: Column) -> u8 {
    match column {
        Column::User => 0,
        Column::Email => 1,
        Column::Spend(_) => 2,
        Column::Resets => 3,
        Column::Keys => 4,
        Column::ProxyRole => 5,
        Column::ChatRole => 6,
        Column::Last => 7,
        Column::Status => 8,
    }
}

fn push_gap(spans: &mut Vec<Span<'static>>, index: usize) {
    if index > 0 {
        spans.push(Span::raw("  "));
    }
}

fn spend_spans(theme: &Theme, row: Row<'_>, widths: SpendWidths) -> Vec<Span<'static>> {
    let (person, now) = (row.person, row.now);
    match (person.proxy(), person.budget_state(now)) {
        (Some(user), Some(state)) => spend::spans(theme, user.spend, &user.budget, state, widths),
        _ => vec![Span::styled(
            fit(theme.glyphs.none, widths.total(), Align::Left, theme.glyphs.ellipsis),
            theme.muted,
        )],
    }
}

fn cell(theme: &Theme, row: Row<'_>, column: Column, width: usize) -> (String, Style, Align) {
    let person = row.person;
    let none = || theme.glyphs.none.to_owned();
    match column {
        Column::User => (harmless(person.name()).into_owned(), theme.text, Align::Left),
        Column::Email => match person.email() {
            Some(email) => (harmless(email).into_owned(), theme.text, Align::Left),
            None => (none(), theme.muted, Align::Left),
        },
        Column::Resets => {
            let budget = person.proxy().map(|user| &user.budget);
            let at = budget.and_then(|budget| budget.resets_at);
            let has_window = budget.is_some_and(|budget| budget.window.is_some());
            let style = if at.is_some_and(|at| at <= row.now) { theme.warn } else { theme.muted };
            (resets(at, has_window, row.now, row.times, &theme.glyphs), style, Align::Left)
        }
        Column::Keys => keys(theme, person, width),
        Column::ProxyRole => match person.proxy() {
            Some(user) => (proxy_role(user.role.as_ref()), theme.text, Align::Left),
            None => (none(), theme.muted, Align::Left),
        },
        Column::ChatRole => match person.account() {
            Some(account) => {
                let style = match account.role {
                    Role::Pending | Role::Other(_) => theme.danger,
                    Role::Admin | Role::User => theme.text,
                };
                (account.role.to_string(), style, Align::Left)
            }
            None => (none(), theme.muted, Align::Left),
        },
        Column::Last => {
            let at = person.account().and_then(|account| account.last_active_at);
            (moment(at, row.now, row.times, &theme.glyphs), theme.muted, Align::Left)
        }
        Column::Status | Column::Spend(_) => status(theme, person),
    }
}

/// `2`, or `2 (1 blk)` where some are blocked, shorter where there is less room.
fn keys(theme: &Theme, person: PersonRef<'_>, width: usize) -> (String, Style, Align) {
    if person.proxy().is_none() {
        return (theme.glyphs.none.to_owned(), theme.muted, Align::Right);
    }
    let (all, blocked) = (person.keys().len(), person.keys().filter(|key| key.blocked).count());
    match blocked {
        0 => (all.to_string(), theme.text, Align::Right),
        _ if width < 9 => (format!("{all} {blocked}blk"), theme.warn, Align::Right),
        _ => (format!("{all} ({blocked} blk)"), theme.warn, Align::Right),
    }
}

/// LiteLLM's role, without what all of them have in common.
fn proxy_role(role: Option<&Text>) -> String {
    match role.map(Text::raw) {
        None => "none".into(),
        Some("proxy_admin") => "admin".into(),
        Some("proxy_admin_viewer") => "admin ro".into(),
        Some("internal_user") => "internal".into(),
        Some("internal_user_viewer") => "viewer".into(),
        Some(other) => harmless(other).into_owned(),
    }
}

/// Blocked before all; then how the halves agree.
fn status(theme: &Theme, person: PersonRef<'_>) -> (String, Style, Align) {
    let sync = match person.sync() {
        SyncStatus::Drifted => match person.drift() {
            [one] if one.field == Field::Name => "drifted: name".to_owned(),
            [_] => "drifted: mail".to_owned(),
            _ => "drifted: both".to_owned(),
        },
        other => other.words().to_owned(),
    };
    let style = match person.sync() {
        SyncStatus::InStep => theme.ok,
        SyncStatus::Excluded | SyncStatus::Unknown => theme.muted,
        SyncStatus::Conflict => theme.danger,
        SyncStatus::Drifted | SyncStatus::OnlyProxy | SyncStatus::OnlyWebui => theme.warn,
    };
    match (person.is_blocked(), person.sync()) {
        (true, SyncStatus::InStep) => ("blocked".into(), theme.danger, Align::Left),
        (true, _) => (format!("blocked, {sync}"), theme.danger, Align::Left),
        (false, _) => (sync, style, Align::Left),
    }
}
