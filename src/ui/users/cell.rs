//! What stands in each column of one person's line.

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::app::Times;
use crate::app::changes::Kind;
use crate::domain::text::harmless;
use crate::domain::{Role, Text};
use crate::roster::{Field, PersonRef, SyncStatus};
use crate::ui::format::{Align, fit, moment, resets};
use crate::ui::spend::{self, SpendWidths};
use crate::ui::theme::Theme;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
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

/// One person's line.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) person: PersonRef<'a>,
    pub(super) is_selected: bool,
    pub(super) is_marked: bool,
    /// What changed of them a moment ago.
    pub(super) changed: Option<Kind>,
    pub(super) now: Timestamp,
    pub(super) times: Times,
}

/// Bar, percentage and amounts; nothing where the proxy knows nobody.
pub(super) fn spend_spans(theme: &Theme, row: Row<'_>, widths: SpendWidths) -> Vec<Span<'static>> {
    let (person, now) = (row.person, row.now);
    match (person.proxy(), person.budget_state(now)) {
        (Some(user), Some(state)) => spend::spans(theme, user.spend, &user.budget, state, widths),
        _ => vec![Span::styled(
            fit(theme.glyphs.none, widths.total(), Align::Left, theme.glyphs.ellipsis),
            theme.muted,
        )],
    }
}

/// What stands there, in which style, on which side.
pub(super) fn cell(theme: &Theme, row: Row<'_>, column: Column) -> (String, Style, Align) {
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
        Column::Keys => keys(theme, person),
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

/// `2`, or `2 1blk` where some are blocked.
fn keys(theme: &Theme, person: PersonRef<'_>) -> (String, Style, Align) {
    if person.proxy().is_none() {
        return (theme.glyphs.none.to_owned(), theme.muted, Align::Right);
    }
    let (all, blocked) = (person.keys().len(), person.keys().filter(|key| key.blocked).count());
    match blocked {
        0 => (all.to_string(), theme.text, Align::Right),
        _ => (format!("{all} {blocked}blk"), theme.warn, Align::Right),
    }
}

/// LiteLLM's role, without what all of them have in common.
fn proxy_role(role: Option<&Text>) -> String {
    match role.map(Text::raw) {
        None => "none".into(),
        Some("proxy_admin") => "admin".into(),
        Some("proxy_admin_viewer") => "admin viewer".into(),
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
