//! The columns of the users' list: which of them fit, and how wide each is.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::cell::{Column, Row, cell, spend_spans};
use crate::app::changes::Kind;
use crate::app::people::arrow;
use crate::domain::text::harmless;
use crate::roster::{Order, SortKey};
use crate::ui::format::{Align, fit};
use crate::ui::spend::SpendWidths;
use crate::ui::theme::Theme;

/// Those that fit, from the left, with their widths.
pub(super) struct Columns(Vec<(Column, usize)>);

/// Cursor and mark.
const MARGIN: usize = 3;
const GAP: usize = 2;

/// How little a column can do with, and how much it can use.
struct Need {
    column: Column,
    least: usize,
    most: usize,
}

impl Columns {
    /// Measures what the rows at hand say; drops what there is no room for, the least needed first,
    /// and gives what is left over to bars, states, names and e-mails.
    pub(super) fn fit(width: u16, theme: &Theme, order: Order, rows: &[Row<'_>]) -> Self {
        let room = usize::from(width).saturating_sub(MARGIN);
        let mut kept: Vec<Need> = Vec::new();
        let mut taken = 0;
        for need in needs(width, theme, order, rows) {
            let gap = if kept.is_empty() { 0 } else { GAP };
            if taken + gap + need.least <= room {
                taken += gap + need.least;
                kept.push(need);
            }
        }
        let mut spare = room.saturating_sub(taken);
        for (fed, most) in FEEDING {
            for need in kept.iter_mut().filter(|need| fed.is(need.column)) {
                let more = need.most.min(most).saturating_sub(need.least).min(spare);
                need.least += more;
                spare -= more;
                if let Column::Spend(widths) = &mut need.column {
                    widths.bar += more;
                }
            }
        }
        kept.sort_by_key(|need| place(need.column));
        Self(kept.into_iter().map(|need| (need.column, need.least)).collect())
    }

    /// The heads, the sorted one with its arrow.
    pub(super) fn head(&self, theme: &Theme, order: Order) -> Line<'static> {
        let mut spans = vec![Span::raw(" ".repeat(MARGIN))];
        for (index, (column, width)) in self.0.iter().enumerate() {
            let align = if *column == Column::Keys { Align::Right } else { Align::Left };
            let title = title(theme, order, *column);
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
            sign(theme, row.changed),
        ];
        for (index, (column, width)) in self.0.iter().enumerate() {
            push_gap(&mut spans, index);
            match column {
                Column::Spend(widths) => spans.extend(spend_spans(theme, row, *widths)),
                column => {
                    let (text, style, align) = cell(theme, row, *column);
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

/// Who gets what is left over, in this order, and up to which width.
const FEEDING: [(Fed, usize); 6] = [
    (Fed::Bar, usize::MAX),
    (Fed::Status, usize::MAX),
    (Fed::Roles, usize::MAX),
    (Fed::User, 20),
    (Fed::Email, usize::MAX),
    (Fed::User, usize::MAX),
];

/// What can be wider than it must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fed {
    Bar,
    Status,
    Roles,
    User,
    Email,
}

impl Fed {
    fn is(self, column: Column) -> bool {
        match column {
            Column::Spend(_) => self == Self::Bar,
            Column::Status => self == Self::Status,
            Column::ProxyRole => self == Self::Roles,
            Column::User => self == Self::User,
            Column::Email => self == Self::Email,
            Column::Resets | Column::Keys | Column::ChatRole | Column::Last => false,
        }
    }
}

/// In the order in which they are kept.
fn needs(width: u16, theme: &Theme, order: Order, rows: &[Row<'_>]) -> Vec<Need> {
    let widest = |column: Column| {
        let cells = rows.iter().map(|row| cell(theme, *row, column).0.width());
        cells.chain([title(theme, order, column).width()]).max().unwrap_or(0)
    };
    let need = |column: Column, least: usize, most: usize| {
        let widest = widest(column);
        Need { column, least: widest.min(least), most: widest.min(most) }
    };
    let exact = |column: Column| need(column, usize::MAX, usize::MAX);
    let (bar, most_bar) = if width < 100 { (5, 5) } else { (6, 10) };
    // One large budget is not to cost everybody their e-mail.
    let most_money = if width < 140 { 16 } else { 21 };
    let proxy = rows.iter().filter_map(|row| row.person.proxy());
    let spend = SpendWidths::measure(bar, most_money, proxy.map(|user| (user.spend, &user.budget)));
    let spend = Need {
        column: Column::Spend(spend),
        least: spend.total(),
        most: spend.total() + most_bar - bar,
    };
    // Below its part before the `@` an e-mail tells nobody apart; what follows is mostly the same.
    let local = rows.iter().filter_map(|row| row.person.email());
    let local = local.map(|email| harmless(email.split('@').next().unwrap_or_default()).width());
    let local = local.max().unwrap_or(0).clamp(8, if width < 140 { 16 } else { 20 }) + 2;
    let mut needs = vec![
        need(Column::User, if width < 100 { 18 } else { 16 }, 28),
        spend,
        need(Column::Status, 13, 24),
        exact(Column::Resets),
        need(Column::Email, local, 44),
        exact(Column::Keys),
        need(Column::ProxyRole, 8, 12),
        need(Column::ChatRole, 7, 7),
    ];
    if width >= 140 {
        needs.push(exact(Column::Last));
    }
    needs
}

fn title(theme: &Theme, order: Order, column: Column) -> String {
    let (sign, twin) = arrow(order.direction);
    let sign = if theme.glyphs.is_ascii { twin } else { sign };
    let (title, keys): (_, &[SortKey]) = match column {
        Column::User => ("USER", &[SortKey::Name]),
        Column::Email => ("E-MAIL", &[SortKey::Email]),
        Column::Spend(_) => ("SPEND", &[SortKey::Budget, SortKey::Spend]),
        Column::Resets => ("RESETS", &[]),
        Column::Keys => ("KEYS", &[SortKey::Keys]),
        Column::ProxyRole => ("PROXY", &[]),
        Column::ChatRole => ("CHAT", &[]),
        Column::Last => ("LAST", &[SortKey::Active]),
        Column::Status => ("STATUS", &[SortKey::Sync]),
    };
    match (keys.contains(&order.key), order.key) {
        (false, _) => title.to_owned(),
        (true, SortKey::Budget) => format!("{title} % {sign}"),
        (true, SortKey::Spend) => format!("{title} $ {sign}"),
        (true, _) => format!("{title} {sign}"),
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

/// What changed, before the row.
fn sign(theme: &Theme, changed: Option<Kind>) -> Span<'static> {
    let Some(kind) = changed else { return Span::raw(" ") };
    let (sign, twin) = kind.sign();
    let style = match kind {
        Kind::Blocked | Kind::State => theme.warn,
        _ => theme.accent,
    };
    Span::styled(if theme.glyphs.is_ascii { twin } else { sign }, style)
}

fn push_gap(spans: &mut Vec<Span<'static>>, index: usize) {
    if index > 0 {
        spans.push(Span::raw("  "));
    }
}
