//! What a reading found other than the one before: who is new, who is gone, whose spend, state or
//! block changed. Each stays marked for a minute.
//!
//! Comparing a hundred thousand people is work for another thread; what it gives is small, and the
//! model asks it by index.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::text::harmless;
use crate::domain::{Listing, Side};
use crate::roster::{PersonId, PersonRef, Roster};

/// How long a change stays marked.
pub const MARKED: Duration = Duration::from_mins(1);

/// How many of those who are gone are kept by name; the rest is counted.
const NAMED_GONE: usize = 1_000;

/// What changed of one person, the gravest that a row has room to show first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum ChangeKind {
    /// Was on neither server.
    New,
    /// Is refused by a server's hand since.
    Blocked,
    /// No more.
    Unblocked,
    /// The budget's state is another: near, over, reset due, ok.
    State,
    /// More was spent.
    SpendUp,
    /// Less than before: it was reset.
    SpendDown,
    /// The limit is another.
    Budget,
    /// Has more keys or fewer.
    Keys,
    /// Another role, on either server.
    Role,
    /// Another name or e-mail.
    Name,
    /// Both servers agree more or less than before.
    Sync,
}

impl ChangeKind {
    /// What stands before a row, and the same in ASCII.
    pub fn sign(self) -> (&'static str, &'static str) {
        match self {
            Self::New => ("+", "+"),
            Self::Blocked => ("x", "x"),
            Self::Unblocked => ("o", "o"),
            Self::State => ("!", "!"),
            Self::SpendUp => ("↑", "^"),
            Self::SpendDown => ("↓", "v"),
            Self::Budget | Self::Keys | Self::Role | Self::Name | Self::Sync => ("~", "~"),
        }
    }

    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::State => "budget state",
            Self::SpendUp => "spend up",
            Self::SpendDown => "spend down",
            Self::Budget => "budget",
            Self::Keys => "keys",
            Self::Role => "role",
            Self::Name => "name or e-mail",
            Self::Sync => "sync",
        }
    }
}

/// Several kinds of change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    fn with(self, kind: ChangeKind, is: bool) -> Self {
        Self(self.0 | (u16::from(is) << kind as u16))
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this is among them.
    pub fn has(self, kind: ChangeKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// All of them, the gravest first.
    pub fn iter(self) -> impl Iterator<Item = ChangeKind> {
        use strum::IntoEnumIterator;
        ChangeKind::iter().filter(move |kind| self.has(*kind))
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What changed of one person, and when it was seen last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    /// In the roster that was compared.
    index: u32,
    kinds: Kinds,
    seen: Timestamp,
}

/// Somebody who was there and is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Who.
    pub id: PersonId,
    /// What they were called. Harmless to show.
    pub label: String,
    seen: Timestamp,
}

/// What changed in the last minute, for the roster it was computed for and for no other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By index, ascending.
    changed: Vec<Change>,
    gone: Vec<Gone>,
    /// Those gone that are not named, with the last time some were.
    unnamed: usize,
}

/// How many changed, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Who was not there.
    pub new: usize,
    /// Who is not there any more.
    pub gone: usize,
    /// Of whom something else is other.
    pub changed: usize,
}

impl Tally {
    /// Whether nothing is.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// How much a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// All of it: the last reading was moments ago.
    Everything,
    /// Nothing: there is no reading before it.
    Nothing,
    /// Not what was spent: the last reading is from another session, and nearly everybody has
    /// spent something since.
    WithoutSpend,
}

/// Compares a reading with the one before it, and takes over what of `before` is still marked.
///
/// Who is missing from a listing that broke off is not gone, and who turns up after one is not new.
pub fn compare(old: &Roster, new: &Roster, before: &Changes, depth: Depth) -> Changes {
    if depth == Depth::Nothing {
        return Changes::default();
    }
    let (was, now) = (old.snapshot().observed_at, new.snapshot().observed_at);
    let mut kept = vec![None; new.len()];
    for change in before.changed.iter().filter(|change| is_marked(change.seen, now)) {
        let id = old.get(change.index).map(PersonRef::id);
        let index = id.and_then(|id| new.index_of(id));
        if let Some(slot) = index.and_then(|index| kept.get_mut(index as usize)) {
            *slot = Some(*change);
        }
    }
    let may_be_new = says_who_exists(old);
    let mut changed = Vec::new();
    for ((person, index), kept) in new.people().zip(0..).zip(kept) {
        let kinds = match old.by_id(person.id()) {
            None => Kinds::default().with(ChangeKind::New, may_be_new),
            Some(then) => differences(then, was, person, now, depth),
        };
        let change = match kept {
            Some(Change { kinds: more, .. }) if !kinds.is_empty() => {
                Some(Change { index, kinds: kinds.and(more), seen: now })
            }
            Some(kept) => Some(Change { index, ..kept }),
            None => (!kinds.is_empty()).then_some(Change { index, kinds, seen: now }),
        };
        changed.extend(change);
    }
    let (gone, unnamed) = gone(old, new, before, now);
    Changes { changed, gone, unnamed }
}

fn differences(
    then: PersonRef<'_>,
    was: Timestamp,
    person: PersonRef<'_>,
    now: Timestamp,
    depth: Depth,
) -> Kinds {
    let (before, after) = (then.spend(), person.spend());
    let spent = depth == Depth::Everything;
    let limit = |of: PersonRef<'_>| of.proxy().map(|user| user.budget.limit);
    let is_other_role = then.proxy().map(|user| &user.role)
        != person.proxy().map(|user| &user.role)
        || then.account().map(|account| &account.role)
            != person.account().map(|account| &account.role);
    let is_other_name = then.name() != person.name() || then.email() != person.email();
    let (was_blocked, is_blocked) = (then.is_blocked(), person.is_blocked());
    Kinds::default()
        .with(ChangeKind::Blocked, is_blocked && !was_blocked)
        .with(ChangeKind::Unblocked, was_blocked && !is_blocked)
        .with(ChangeKind::State, then.budget_state(was) != person.budget_state(now))
        .with(ChangeKind::SpendUp, spent && before.is_some() && after > before)
        .with(ChangeKind::SpendDown, spent && after.is_some() && after < before)
        .with(ChangeKind::Budget, limit(then) != limit(person))
        .with(ChangeKind::Keys, then.keys().len() != person.keys().len())
        .with(ChangeKind::Role, is_other_role)
        .with(ChangeKind::Name, is_other_name)
        .with(ChangeKind::Sync, then.sync() != person.sync())
}

fn gone(old: &Roster, new: &Roster, before: &Changes, now: Timestamp) -> (Vec<Gone>, usize) {
    let is_back = |gone: &&Gone| new.index_of(&gone.id).is_some();
    let marked = before.gone.iter().filter(|gone| is_marked(gone.seen, now) && !is_back(gone));
    let mut named: Vec<Gone> = marked.cloned().collect();
    // Nobody is named who is not counted for as long.
    let mut unnamed = if named.is_empty() { 0 } else { before.unnamed };
    // Where one listing broke off, one person may have been two rows.
    if says_who_exists(new) && says_who_exists(old) {
        for person in old.people().filter(|person| new.index_of(person.id()).is_none()) {
            if named.len() < NAMED_GONE {
                let label = format!("{} ({})", person.label(), harmless(person.id().raw()));
                named.push(Gone { id: person.id().clone(), label, seen: now });
            } else {
                unnamed += 1;
            }
        }
    }
    (named, unnamed)
}

/// Whether whoever is not in it does not exist: both listings of people were read whole.
fn says_who_exists(roster: &Roster) -> bool {
    fn is_whole<T, R>(side: &Side<T>, rows: impl Fn(&T) -> &Listing<R>) -> bool {
        match side {
            Side::Absent => true,
            Side::Failed(_) => false,
            Side::Seen(seen) => rows(seen).problem.is_none(),
        }
    }
    let snapshot = roster.snapshot();
    is_whole(&snapshot.proxy, |side| &side.users)
        && is_whole(&snapshot.webui, |side| &side.accounts)
}

fn is_marked(seen: Timestamp, now: Timestamp) -> bool {
    left(seen, now).is_some()
}

/// How long it stays marked; a clock that was set back does not keep it for ever.
fn left(seen: Timestamp, now: Timestamp) -> Option<Duration> {
    let passed = Duration::try_from(now.duration_since(seen)).unwrap_or_default();
    MARKED.checked_sub(passed).filter(|left| !left.is_zero())
}

impl Changes {
    /// What changed of the person at that index, if that is still marked.
    pub fn of(&self, index: u32, now: Timestamp) -> Option<Kinds> {
        let at = self.changed.binary_search_by_key(&index, |change| change.index).ok()?;
        let change = self.changed.get(at).filter(|change| is_marked(change.seen, now))?;
        Some(change.kinds)
    }

    /// How many are marked.
    pub fn tally(&self, now: Timestamp) -> Tally {
        let mut tally = Tally::default();
        for change in self.changed.iter().filter(|change| is_marked(change.seen, now)) {
            if change.kinds.has(ChangeKind::New) {
                tally.new += 1;
            } else {
                tally.changed += 1;
            }
        }
        tally.gone = self.gone(now).count();
        if tally.gone > 0 {
            tally.gone += self.unnamed;
        }
        tally
    }

    /// Who changed, by index, as long as it is marked.
    pub fn changed(&self, now: Timestamp) -> impl Iterator<Item = (u32, Kinds)> {
        let marked = self.changed.iter().filter(move |change| is_marked(change.seen, now));
        marked.map(|change| (change.index, change.kinds))
    }

    /// Who is gone, as long as it is marked.
    pub fn gone(&self, now: Timestamp) -> impl Iterator<Item = &Gone> {
        self.gone.iter().filter(move |gone| is_marked(gone.seen, now))
    }

    /// After how long a mark goes out: the console then draws once more by itself.
    pub fn next_end(&self, now: Timestamp) -> Option<Duration> {
        let seen = self.changed.iter().map(|change| change.seen);
        seen.chain(self.gone.iter().map(|gone| gone.seen)).filter_map(|seen| left(seen, now)).min()
    }
}

#[cfg(test)]
mod tests;
