//! The columns of the list of users, and what stands in each for a person.

use jiff::Timestamp;

use crate::app::Times;
use crate::app::changes::{Changes, Kind};
use crate::app::screen::user::Tone;
use crate::app::table::cell::minutes;
use crate::app::table::column::index;
use crate::app::table::{Amounts, Bar, Cell, Column, Lens, RowId, Rows, Spec};
use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::domain::{Budget, BudgetState, Limit, Moment, Role, Team, Text, Usd};
use crate::roster::query::Matches;
use crate::roster::{Facet, Field, PersonRef, Roster, SyncStatus};

impl Column for Facet {
    const LIST: &'static str = "users";

    fn row(self) -> Spec {
        let spec = match self {
            Self::Name => Spec::words("USER", "name", 18, 28).rank(0, 5),
            Self::Email => Spec::words("E-MAIL", "e-mail", 18, 44).rank(7, 4),
            Self::Bar => Spec::words("USED", "spend against the budget, as a bar", 5, 10)
                .rank(3, 1)
                .sorting_as(index(Self::Percent)),
            Self::Percent => Spec::number("%", "percent of the budget").rank(1, 9),
            Self::Spend => Spec::number("SPEND", "spend").rank(2, 9),
            Self::Budget => Spec::number("BUDGET", "budget").rank(4, 9),
            Self::Resets => {
                Spec::words("RESETS", "when the spend goes back to zero", 16, 16).rank(6, 9)
            }
            Self::Keys => Spec::number("KEYS", "number of keys").rank(8, 9),
            Self::ProxyRole => Spec::words("PROXY", "role at the proxy", 8, 12).rank(9, 3),
            Self::ChatRole => Spec::words("CHAT", "role in Open WebUI", 7, 7).rank(10, 9),
            Self::Active => {
                Spec::words("LAST", "last active in Open WebUI", 10, 10).descending().rank(11, 9)
            }
            Self::Teams => Spec::words("TEAMS", "teams at the proxy", 12, 32).hidden(),
            Self::Groups => Spec::words("GROUPS", "groups in Open WebUI", 12, 32).hidden(),
            Self::UserId => Spec::words("USER ID", "id at the proxy", 12, 36).hidden(),
            Self::AccountId => Spec::words("ACCOUNT ID", "id in Open WebUI", 12, 36).hidden(),
            Self::Models => Spec::words("MODELS", "models allowed", 12, 40).hidden(),
            Self::Created => Spec::words("CREATED", "made at the proxy", 10, 10).hidden(),
            Self::Blocked => Spec::words("BLOCKED", "blocked, and by whom", 7, 20).hidden(),
            Self::Sync => Spec::words("STATUS", "sync of both servers", 13, 24).rank(5, 2),
        };
        Spec { direction: self.usual_direction(), ..spec }
    }
}

/// The people of a roster, as far as a query shows them.
pub struct Persons<'a> {
    /// Everybody.
    pub roster: &'a Roster,
    /// Who is shown.
    pub matches: &'a Matches,
    /// What changed of them a moment ago, where that is to be seen.
    pub changes: Option<&'a Changes>,
}

impl Rows for Persons<'_> {
    type Column = Facet;

    fn count(&self) -> usize {
        self.roster.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.roster.get(row).map(|person| person.id().text().clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.roster.index_of_raw(id)
    }

    fn rank(&self, row: u32, column: Facet) -> Rank<'_> {
        self.roster.get(row).map_or(Rank::Missing, |person| column.rank(person))
    }

    fn cell(&self, row: u32, column: Facet, lens: &Lens) -> Cell {
        self.roster.get(row).map_or(Cell::Nothing, |person| cell(person, column, lens))
    }

    fn shows(&self, row: u32) -> bool {
        self.matches.has(row)
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        let user = self.roster.get(row)?.proxy()?;
        Some(Amounts { spend: user.spend, budget: user.budget.limit })
    }

    fn is_dim(&self, row: u32) -> bool {
        self.roster.get(row).is_some_and(PersonRef::is_blocked)
    }

    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)> {
        let kind = self.changes?.of(row, lens.now)?.iter().next()?;
        let (sign, twin) = kind.sign();
        let tone = match kind {
            Kind::Blocked | Kind::State => Tone::Warn,
            _ => Tone::Plain,
        };
        Some((if lens.is_ascii { twin } else { sign }, tone))
    }

    fn is_complete(&self) -> bool {
        self.roster.is_complete()
    }
}

/// What stands there.
fn cell(person: PersonRef<'_>, column: Facet, lens: &Lens) -> Cell {
    let account = person.account();
    match column {
        Facet::Name => Cell::text(Some(person.name())),
        Facet::Email => Cell::text(person.email()),
        Facet::Sync => status(person),
        Facet::ChatRole => account.map_or(Cell::Nothing, |account| {
            let is_locked_out = matches!(account.role, Role::Pending | Role::Other(_));
            let tone = if is_locked_out { Tone::Bad } else { Tone::Plain };
            Cell::Words(account.role.to_string().into(), tone)
        }),
        Facet::Active => Cell::time(account.and_then(|account| account.last_active_at), lens),
        Facet::Groups => several(person.groups().map(|group| group.name.to_string())),
        Facet::AccountId => Cell::text(account.map(|account| account.id.raw())),
        Facet::Blocked => blocked(person),
        _ => at_proxy(person, column, lens),
    }
}

/// What only an internal user of the proxy has.
fn at_proxy(person: PersonRef<'_>, column: Facet, lens: &Lens) -> Cell {
    let Some(user) = person.proxy() else { return Cell::Nothing };
    let (spend, limit) = (user.spend, user.budget.limit);
    let state = user.budget.state(spend, lens.now);
    match column {
        Facet::Bar => Cell::Bar(bar(spend, limit), tone(state)),
        Facet::Percent => percent(spend, limit, tone(state)),
        Facet::Spend => Cell::plain(spend.map_or_else(|| "?".to_owned(), |usd| usd.to_string())),
        Facet::Budget => match limit {
            Limit::Unlimited if lens.is_ascii => Cell::muted("no limit"),
            Limit::Unlimited => Cell::muted("∞"),
            Limit::Amount(limit) => Cell::plain(limit.to_string()),
        },
        Facet::Resets => resets(&user.budget, lens),
        Facet::Keys => match person.keys().filter(|key| key.blocked).count() {
            0 => Cell::plain(person.keys().len().to_string()),
            blocked => {
                let words = format!("{} {blocked}blk", person.keys().len());
                Cell::Words(words.into(), Tone::Warn)
            }
        },
        Facet::ProxyRole => Cell::plain(proxy_role(user.role.as_ref())),
        Facet::Teams => several(person.teams().map(Team::label)),
        Facet::UserId => Cell::text(Some(user.id.raw())),
        Facet::Models if user.models.is_empty() => Cell::muted("all"),
        Facet::Models => several(user.models.iter().map(ToString::to_string)),
        Facet::Created => Cell::time(user.created_at, lens),
        _ => Cell::Nothing,
    }
}

fn several(texts: impl Iterator<Item = String>) -> Cell {
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { Cell::Nothing } else { Cell::plain(texts.join(", ")) }
}

/// What a state means for the eye; a number or a word stands beside.
pub fn tone(state: BudgetState) -> Tone {
    match state {
        BudgetState::Over => Tone::Bad,
        BudgetState::Near | BudgetState::ResetDue => Tone::Warn,
        BudgetState::Ok => Tone::Good,
        BudgetState::Unlimited | BudgetState::Unknown => Tone::Muted,
    }
}

fn bar(spend: Option<Usd>, limit: Limit) -> Bar {
    match (limit, spend) {
        (Limit::Unlimited, _) => Bar::Unlimited,
        (Limit::Amount(Usd::ZERO), _) => Bar::Zero,
        (Limit::Amount(limit), Some(spend)) => spend.percent_of(limit).map_or(Bar::Zero, Bar::Used),
        (Limit::Amount(_), None) => Bar::Unknown,
    }
}

fn percent(spend: Option<Usd>, limit: Limit, tone: Tone) -> Cell {
    match bar(spend, limit) {
        Bar::Used(used) => Cell::Words(percent_words(used).into(), tone),
        Bar::Zero => Cell::Words("zero".into(), tone),
        Bar::Unknown => Cell::Words("?".into(), tone),
        Bar::Unlimited => Cell::Nothing,
    }
}

/// `143 %`.
pub fn percent_words(percent: i64) -> String {
    if percent > 9_999 { ">9999%".into() } else { format!("{percent} %") }
}

/// When a budget is set back: `2 d`, `due 20 m` where the server is late.
fn resets(budget: &Budget, lens: &Lens) -> Cell {
    let Some(at) = budget.resets_at.map(Moment::at) else {
        return if budget.window.is_some() { Cell::muted("?") } else { Cell::Nothing };
    };
    let words = reset_words(at, lens);
    let tone = if at <= lens.now { Tone::Warn } else { Tone::Muted };
    Cell::Words(words.into(), tone)
}

fn reset_words(at: Timestamp, lens: &Lens) -> String {
    if lens.times == Times::Absolute {
        return at.strftime("%m-%d %H:%M").to_string();
    }
    let seconds = at.as_second() - lens.now.as_second();
    let words = minutes(seconds);
    if seconds <= 0 { format!("due {words}") } else { words }
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

fn blocked(person: PersonRef<'_>) -> Cell {
    let by_bursar = person.proxy().is_some_and(|user| user.bursar.blocked.is_some());
    match (person.is_blocked(), by_bursar) {
        (true, true) => Cell::Words("by bursar".into(), Tone::Bad),
        (true, false) => Cell::Words("by another hand".into(), Tone::Bad),
        (false, _) => Cell::Nothing,
    }
}

/// Blocked before all; then how the halves agree.
fn status(person: PersonRef<'_>) -> Cell {
    let sync = match person.sync() {
        SyncStatus::Drifted => match person.drift() {
            [one] if one.field == Field::Name => "drifted: name",
            [_] => "drifted: mail",
            _ => "drifted: both",
        },
        other => other.words(),
    };
    let tone = match person.sync() {
        SyncStatus::InStep => Tone::Good,
        SyncStatus::Excluded | SyncStatus::Unknown => Tone::Muted,
        SyncStatus::Conflict => Tone::Bad,
        SyncStatus::Drifted | SyncStatus::OnlyProxy | SyncStatus::OnlyWebui => Tone::Warn,
    };
    match (person.is_blocked(), person.sync()) {
        (true, SyncStatus::InStep) => Cell::Words("blocked".into(), Tone::Bad),
        (true, _) => Cell::Words(format!("blocked, {sync}").into(), Tone::Bad),
        (false, _) => Cell::Words(sync.into(), tone),
    }
}
