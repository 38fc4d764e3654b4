//! What was spent day by day: the proxy's daily activity. It is never reset, so it is not the
//! spend of any budget.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Email, KeyHash, ProxyUserId, TeamId, Text, Usd};

/// Whose activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Everybody's.
    Everybody,
    /// That user's, with whatever key.
    User(ProxyUserId),
    /// That team's, by whoever is in it.
    Team(TeamId),
    /// That key's.
    Key(KeyHash),
}

impl Subject {
    /// The kind in a word: `user`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::User(_) => "user",
            Self::Team(_) => "team",
            Self::Key(_) => "key",
        }
    }

    /// The server's id, as it is sent; none for everybody.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Everybody => None,
            Self::User(id) => Some(id.raw().into()),
            Self::Team(id) => Some(id.raw().into()),
            Self::Key(hash) => Some(hash.raw()),
        }
    }
}

/// How many days back, today included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum Span {
    /// 7 days.
    Week,
    /// 30 days.
    #[default]
    Month,
    /// 90 days.
    Quarter,
}

impl Span {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// 7, 30 or 90.
    pub fn days(self) -> usize {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// The span of so many days; no other number of days is asked for.
    pub fn of_days(days: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.days() == days)
    }

    /// The days that end with the moment's, by UTC as the proxy counts them.
    pub fn until(self, now: Timestamp) -> Days {
        self.ending(now.to_zoned(TimeZone::UTC).date())
    }

    /// The days that end with that one.
    pub fn ending(self, last: Date) -> Days {
        let back = i64::try_from(self.days()).unwrap_or(1) - 1;
        Days { first: last.checked_sub(back.days()).unwrap_or(last), last }
    }
}

/// Days one after the other, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

impl Days {
    /// Each day, the first first.
    pub fn iter(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |date| *date <= self.last)
    }

    /// Whether that day is one of them.
    pub fn contains(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }
}

/// What a server counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// `None` where the server gave none that can be one: that is not zero.
    pub spend: Option<Usd>,
    /// Requests, those that failed included.
    pub requests: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Tokens in and out.
    pub tokens: u64,
}

impl Tally {
    /// Nothing at all.
    pub const NOTHING: Self = Self { spend: Some(Usd::ZERO), requests: 0, failed: 0, tokens: 0 };

    /// Both together; what is unknown of one is unknown of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            spend: self.spend.zip(other.spend).map(|(one, two)| one + two),
            requests: self.requests.saturating_add(other.requests),
            failed: self.failed.saturating_add(other.failed),
            tokens: self.tokens.saturating_add(other.tokens),
        }
    }
}

/// A model by the name people ask for; `None` is what the server counted under no name.
pub type ModelName = Option<Text>;

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// By UTC.
    pub date: Date,
    /// The whole day's.
    pub total: Tally,
    /// The same by model.
    pub models: BTreeMap<ModelName, Tally>,
}

impl Day {
    fn nothing(date: Date) -> Self {
        Self { date, total: Tally::NOTHING, models: BTreeMap::new() }
    }

    /// Takes another part of the same day.
    fn take(&mut self, part: Self) {
        self.total = self.total.and(part.total);
        for (model, tally) in part.models {
            let known = self.models.entry(model).or_insert(Tally::NOTHING);
            *known = known.and(tally);
        }
    }
}

/// Days with what was spent on each; a day of which the server has no row is one without activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    pub range: Days,
    /// Each day of the range, the first first.
    pub days: Vec<Day>,
    /// Pages it was read in. The proxy leaves their order open within a day, so that of more than
    /// one a row may have come twice or never.
    pub pages: usize,
}

/// What days come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Of the days whose spend is known.
    pub spend: Usd,
    /// How many days' spend is not.
    pub unknown_days: usize,
    /// Requests.
    pub requests: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Tokens.
    pub tokens: u64,
}

impl Activity {
    /// Of parts in any order, several of one day added up, those of other days left out.
    pub fn of(range: Days, parts: impl IntoIterator<Item = Day>, pages: usize) -> Self {
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        for part in parts.into_iter().filter(|part| range.contains(part.date)) {
            let day = days.entry(part.date).or_insert_with(|| Day::nothing(part.date));
            day.take(part);
        }
        let each = |date| days.remove(&date).unwrap_or_else(|| Day::nothing(date));
        Self { range, days: range.iter().map(each).collect(), pages }
    }

    /// The part of it that lies in those days; `None` where it does not hold all of them.
    pub fn within(&self, range: Days) -> Option<Self> {
        let holds = self.range.contains(range.first) && self.range.contains(range.last);
        let days = self.days.iter().filter(|day| range.contains(day.date)).cloned();
        holds.then(|| Self { range, days: days.collect(), pages: self.pages })
    }

    /// What all days come to.
    pub fn total(&self) -> Total {
        total(&self.days)
    }

    /// The mean of a day, those without activity included; by the days whose spend is known.
    pub fn mean(&self) -> Usd {
        let total = self.total();
        let known = self.days.len().saturating_sub(total.unknown_days);
        i64::try_from(known)
            .ok()
            .and_then(|known| total.spend.micros().checked_div(known))
            .map_or(Usd::ZERO, Usd::from_micros)
    }

    /// The day on which most was spent, the latest of several; `None` where nothing was.
    pub fn highest(&self) -> Option<&Day> {
        let spent = self.days.iter().filter(|day| day.total.spend > Some(Usd::ZERO));
        spent.max_by_key(|day| day.total.spend)
    }

    /// What each model comes to, that with most spend first.
    pub fn models(&self) -> Vec<(ModelName, Tally)> {
        by_model(&self.days)
    }
}

/// What these days come to.
pub fn total(days: &[Day]) -> Total {
    let each = days.iter().map(|day| day.total);
    let sum = |count: fn(Tally) -> u64| each.clone().map(count).fold(0, u64::saturating_add);
    Total {
        spend: each.clone().filter_map(|tally| tally.spend).sum(),
        unknown_days: each.clone().filter(|tally| tally.spend.is_none()).count(),
        requests: sum(|tally| tally.requests),
        failed: sum(|tally| tally.failed),
        tokens: sum(|tally| tally.tokens),
    }
}

/// What each model comes to over these days, that with most spend first.
pub fn by_model(days: &[Day]) -> Vec<(ModelName, Tally)> {
    let mut all: BTreeMap<&ModelName, Tally> = BTreeMap::new();
    for (model, tally) in days.iter().flat_map(|day| &day.models) {
        let known = all.entry(model).or_insert(Tally::NOTHING);
        *known = known.and(*tally);
    }
    let mut ranked: Vec<_> = all.into_iter().map(|(model, tally)| (model.clone(), tally)).collect();
    ranked.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.spend, tally.requests)));
    ranked
}

/// How long each model's part of a bar is, the first `apart` of these models apart and all others
/// together at the end: so many of `cells` as these days' spend is of `most`, at least one where
/// anything was spent, and each part as near to its share as whole cells allow.
pub fn stack(
    days: &[Day],
    models: &[(ModelName, Tally)],
    apart: usize,
    most: Usd,
    cells: usize,
) -> Vec<usize> {
    let spend = total(days).spend.micros().max(0);
    let length = part(spend, most.micros(), cells);
    let length = if spend > 0 { length.clamp(1, cells.max(1)) } else { 0 };
    let of = |name: &ModelName| -> i64 {
        let tallies = days.iter().filter_map(|day| day.models.get(name));
        tallies.filter_map(|tally| tally.spend).map(Usd::micros).fold(0, i64::saturating_add)
    };
    let known = models.iter().take(apart).map(|(name, _)| of(name));
    let (mut lengths, mut told, mut drawn) = (Vec::with_capacity(apart + 1), 0_i64, 0);
    for micros in known {
        told = told.saturating_add(micros);
        let until = part(told, spend, length);
        lengths.push(until.saturating_sub(drawn));
        drawn = drawn.max(until);
    }
    lengths.resize(apart, 0);
    lengths.push(length.saturating_sub(drawn));
    lengths
}

/// So many of `cells` as `amount` is of `whole`, to the nearest, and no more than all.
fn part(amount: i64, whole: i64, cells: usize) -> usize {
    if whole <= 0 {
        return 0;
    }
    let cells = cells as i128;
    let rounded = (i128::from(amount) * cells * 2 + i128::from(whole)) / (i128::from(whole) * 2);
    usize::try_from(rounded.clamp(0, cells)).unwrap_or(0)
}

/// Who spends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A user, with all keys.
    User(ProxyUserId),
    /// A key: of the one user asked for, or one that belongs to nobody.
    Key(KeyHash),
}

/// One who spends, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spender {
    pub who: Who,
    /// A user's e-mail, as the activity has it.
    pub email: Option<Email>,
    /// A key's alias.
    pub alias: Option<Text>,
    /// Over the days of the range.
    pub tally: Tally,
}

/// Those who spent most in a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spenders {
    pub range: Days,
    /// That with most spend first.
    pub rows: Vec<Spender>,
    /// What of it is missing.
    pub missing: Missing,
}

/// What of a ranking is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: everybody is there.
    Nothing,
    /// Those below the last: so many users spent.
    Users {
        /// All there are, as the server counts.
        of: u64,
    },
    /// What the keys below the first so many spent, which were added up by owner: sums may be too
    /// low, and who has many small keys may stand too far down.
    Keys {
        /// Those with most spend.
        read: u64,
        /// All there are, as the server counts.
        of: u64,
    },
}

impl Spenders {
    /// Of parts in any order, several of one added up.
    pub fn of(range: Days, parts: impl IntoIterator<Item = Spender>, missing: Missing) -> Self {
        let mut all: HashMap<Who, Spender> = HashMap::new();
        for part in parts {
            match all.get_mut(&part.who) {
                Some(known) => {
                    known.tally = known.tally.and(part.tally);
                    known.email = known.email.take().or(part.email);
                    known.alias = known.alias.take().or(part.alias);
                }
                None => drop(all.insert(part.who.clone(), part)),
            }
        }
        let mut rows: Vec<Spender> = all.into_values().collect();
        rows.sort_by(|one, two| {
            let by = |of: &Spender| (of.tally.spend, of.tally.requests);
            by(two).cmp(&by(one)).then_with(|| one.who.id().cmp(&two.who.id()))
        });
        Self { range, rows, missing }
    }
}

impl Who {
    /// The server's id.
    pub fn id(&self) -> Cow<'_, str> {
        match self {
            Self::User(id) => id.raw().into(),
            Self::Key(hash) => hash.raw(),
        }
    }

    /// As what may be asked for.
    pub fn subject(&self) -> Subject {
        match self {
            Self::User(id) => Subject::User(id.clone()),
            Self::Key(hash) => Subject::Key(hash.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
