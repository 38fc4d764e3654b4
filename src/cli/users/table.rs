//! The users as a table of text: one line a person, columns as wide as their content, and on a
//! terminal no wider than it is.

use jiff::Timestamp;

use crate::cli::look::{Hue, Look};
use crate::domain::BudgetState;
use crate::domain::cells::{Columns, cut};
use crate::domain::text::harmless;
use crate::domain::time::relative;
use crate::roster::{PersonRef, SyncStatus};

const GAP: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// E-mail, else name: where there is no room for both.
    User,
    Name,
    Email,
    Spend,
    Budget,
    State,
    Keys,
    Proxy,
    Chat,
    Sync,
}

const ALL: [Column; 9] = [
    Column::Name,
    Column::Email,
    Column::Spend,
    Column::Budget,
    Column::State,
    Column::Keys,
    Column::Proxy,
    Column::Chat,
    Column::Sync,
];

/// What goes first when there is no room.
const DISPENSABLE: [Column; 3] = [Column::Proxy, Column::Chat, Column::Keys];

impl Column {
    fn header(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Name => "NAME",
            Self::Email => "E-MAIL",
            Self::Spend => "SPEND",
            Self::Budget => "BUDGET",
            Self::State => "STATE",
            Self::Keys => "KEYS",
            Self::Proxy => "PROXY",
            Self::Chat => "CHAT",
            Self::Sync => "SYNC",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Spend | Self::Budget | Self::Keys)
    }

    /// Cells at most, so that one long name does not push everything off the screen.
    fn most(self) -> usize {
        match self {
            Self::User | Self::Email => 64,
            _ => 36,
        }
    }

    /// Cells at least, below which its content says nothing. Numbers are never cut.
    fn least(self) -> Option<usize> {
        match self {
            Self::User | Self::Email => Some(20),
            Self::Name => Some(14),
            // Without how long a reset is due.
            Self::State => Some(10),
            Self::Sync => Some(13),
            _ => None,
        }
    }

    fn cell(self, person: PersonRef<'_>, now: Timestamp) -> (String, Hue) {
        let user = person.proxy();
        let plain = |text: Option<String>| (text.unwrap_or_default(), Hue::Plain);
        match self {
            Self::User => (person.label(), Hue::Plain),
            Self::Name => (harmless(person.name()).into_owned(), Hue::Plain),
            Self::Email => plain(person.email().map(|email| harmless(email).into_owned())),
            Self::Spend => plain(user.map(|user| {
                let shown = user.spend.map(|spend| user.budget.limit.spend_cell(spend));
                shown.unwrap_or_else(|| "?".to_owned())
            })),
            Self::Budget => plain(user.map(|user| user.budget.limit.cell())),
            Self::State => state(person, now),
            Self::Keys => plain(user.map(|_| person.key_count_words())),
            Self::Proxy => plain(user.and_then(|user| Some(user.role.as_ref()?.to_string()))),
            Self::Chat => plain(person.account().map(|account| account.role.to_string())),
            Self::Sync => sync(person),
        }
    }
}

fn state(person: PersonRef<'_>, now: Timestamp) -> (String, Hue) {
    let Some(state) = person.budget_state(now) else { return (String::new(), Hue::Plain) };
    let hue = match state {
        BudgetState::Over => Hue::Red,
        BudgetState::Near | BudgetState::ResetDue => Hue::Yellow,
        BudgetState::Unlimited | BudgetState::Unknown => Hue::Faint,
        BudgetState::Ok => Hue::Plain,
    };
    let due = person.proxy().and_then(|user| user.budget.resets_at);
    let words = match (state, due) {
        (BudgetState::ResetDue, Some(at)) => {
            format!("{} {}", state.words(), relative(at.at(), now))
        }
        _ => state.words().to_owned(),
    };
    (words, hue)
}

fn sync(person: PersonRef<'_>) -> (String, Hue) {
    let sync = person.sync();
    let mut words = sync.words().to_owned();
    if sync == SyncStatus::Drifted {
        let fields: Vec<String> = person.drift().iter().map(|d| d.field.to_string()).collect();
        words = format!("{words}: {}", fields.join(", "));
    }
    if person.is_blocked() {
        // In front, so that it is never what is cut off.
        words = format!("blocked, {words}");
    }
    let hue = match sync {
        SyncStatus::Conflict => Hue::Red,
        _ if person.is_blocked() => Hue::Red,
        SyncStatus::Drifted | SyncStatus::OnlyProxy | SyncStatus::OnlyWebui => Hue::Yellow,
        SyncStatus::Unknown | SyncStatus::Excluded => Hue::Faint,
        SyncStatus::InStep => Hue::Plain,
    };
    (words, hue)
}

pub(super) fn table(people: &[PersonRef<'_>], now: Timestamp, look: Look) -> String {
    let columns = layout(people, now, look.width);
    let mut out = String::new();
    let headers = columns.iter().map(|(column, _)| (column.header().to_owned(), Hue::Bold));
    push_line(&mut out, &columns, headers, look);
    for person in people {
        let cells = columns.iter().map(|(column, _)| column.cell(*person, now));
        push_line(&mut out, &columns, cells, look);
    }
    out
}

/// The columns that are shown, each with its width.
fn layout(
    people: &[PersonRef<'_>],
    now: Timestamp,
    terminal: Option<usize>,
) -> Vec<(Column, usize)> {
    let measure = |column: Column| {
        let cells = people.iter().map(|person| column.cell(*person, now).0.columns());
        let widest = cells.max().unwrap_or(0).min(column.most());
        (column, widest.max(column.header().columns()))
    };
    let mut columns: Vec<(Column, usize)> = ALL.into_iter().map(measure).collect();
    let Some(terminal) = terminal else { return columns };
    for dispensable in DISPENSABLE {
        if least(&columns) > terminal {
            columns.retain(|(column, _)| *column != dispensable);
        }
    }
    if least(&columns) > terminal {
        columns.retain(|(column, _)| !matches!(column, Column::Name | Column::Email));
        columns.insert(0, measure(Column::User));
    }
    shrink(&mut columns, terminal);
    columns
}

/// How wide it is with everything cut that may be.
fn least(columns: &[(Column, usize)]) -> usize {
    let width = |(column, width): &(Column, usize)| column.least().unwrap_or(*width).min(*width);
    columns.iter().map(width).sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Takes a cell at a time from the widest column that may lose one; from the state before all.
fn shrink(columns: &mut [(Column, usize)], terminal: usize) {
    let total = |columns: &[(Column, usize)]| {
        columns.iter().map(|(_, width)| width).sum::<usize>()
            + GAP * columns.len().saturating_sub(1)
    };
    while total(columns) > terminal {
        let may_lose = |entry: &&mut (Column, usize)| entry.0.least().is_some_and(|l| l < entry.1);
        let dearer = |entry: &&mut (Column, usize)| (entry.0 == Column::State, entry.1);
        let widest = columns.iter_mut().filter(may_lose).max_by_key(dearer);
        let Some((_, width)) = widest else { return };
        *width -= 1;
    }
}

fn push_line(
    out: &mut String,
    columns: &[(Column, usize)],
    cells: impl Iterator<Item = (String, Hue)>,
    look: Look,
) {
    let mut line = String::new();
    // White space waits until something follows it.
    let mut waiting = 0;
    for ((column, width), (text, hue)) in columns.iter().zip(cells) {
        let text = cut(&text, *width, '…');
        let padding = width.saturating_sub(text.columns());
        let (before, after) = if column.is_number() { (padding, 0) } else { (0, padding) };
        if text.is_empty() {
            waiting += padding + GAP;
            continue;
        }
        line.push_str(&" ".repeat(waiting + before));
        line.push_str(&look.paint(&text, hue));
        waiting = after + GAP;
    }
    out.push_str(&line);
    out.push('\n');
}
