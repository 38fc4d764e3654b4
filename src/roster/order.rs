//! What people are shown and sorted by: one enum for the columns of the console and the command
//! line's `--sort`, and the order made of it.

use std::fmt;
use std::str::FromStr;

use strum::IntoEnumIterator;

use super::{PersonRef, Roster};
use crate::domain::Text;
use crate::domain::order::{self, Direction, Rank};

/// What is known of a person, as a column shows it and an order sorts by it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Facet {
    /// The name people know.
    Name,
    /// The e-mail.
    Email,
    /// The spend against the budget, as a bar; sorts as [`Facet::Percent`].
    Bar,
    /// Percent of the budget, then spend; no budget at all stands below any percentage.
    Percent,
    /// Spend in dollars.
    Spend,
    /// The limit in dollars; unlimited is the largest.
    Budget,
    /// When the spend goes back to zero.
    Resets,
    /// Number of keys.
    Keys,
    /// The role at the proxy.
    ProxyRole,
    /// The role in Open WebUI.
    ChatRole,
    /// Last activity in Open WebUI.
    Active,
    /// Teams at the proxy.
    Teams,
    /// Groups in Open WebUI.
    Groups,
    /// The user's id at the proxy.
    UserId,
    /// The account's id in Open WebUI.
    AccountId,
    /// Models allowed at the proxy.
    Models,
    /// When the user was made at the proxy.
    Created,
    /// Whether a server refuses this person by its own hand.
    Blocked,
    /// How the halves agree; what is out of step first.
    Sync,
}

impl Facet {
    /// The name in a saved layout, which orders are read by, too.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is called in an order: the head of its column, in small letters.
    pub fn called(self) -> &'static str {
        match self {
            Self::Name => "user",
            Self::Email => "e-mail",
            Self::Bar => "used",
            Self::Percent => "%",
            Self::ProxyRole => "proxy",
            Self::ChatRole => "chat",
            Self::Active => "last",
            Self::Sync => "status",
            other => other.name(),
        }
    }

    /// That of this name: of a head, or of a layout where no head is so.
    fn of(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let called = Self::iter().find(|facet| facet.called() == word);
        called.or_else(|| Self::iter().find(|facet| facet.name() == word))
    }

    /// The direction people expect of it.
    pub fn usual_direction(self) -> Direction {
        match self {
            Self::Bar
            | Self::Percent
            | Self::Spend
            | Self::Budget
            | Self::Keys
            | Self::Active
            | Self::Created
            | Self::Blocked => Direction::Descending,
            _ => Direction::Ascending,
        }
    }

    /// What it sorts this person by.
    pub fn rank(self, person: PersonRef<'_>) -> Rank<'_> {
        let user = person.proxy();
        let account = person.account();
        match self {
            Self::Name => Rank::text(person.name()),
            Self::Email => Rank::text(person.email().unwrap_or_default()),
            Self::Bar | Self::Percent => {
                user.map_or(Rank::Missing, |user| Rank::used(user.spend, user.budget.limit))
            }
            Self::Spend => Rank::money(person.spend()),
            Self::Budget => user.map_or(Rank::Missing, |user| Rank::limit(user.budget.limit)),
            Self::Resets => Rank::time(user.and_then(|user| user.budget.resets_at)),
            Self::Keys => person.key_count().map_or(Rank::Missing, Rank::number),
            Self::ProxyRole => {
                Rank::text(user.and_then(|user| user.role.as_ref()).map_or("", Text::raw))
            }
            Self::ChatRole => Rank::text(account.map_or("", |account| account.role.raw())),
            Self::Active => Rank::time(account.and_then(|account| account.last_active_at)),
            Self::Teams => Rank::text(joined(
                person
                    .teams()
                    .map(|team| team.alias.as_ref().map_or_else(|| team.id.raw(), Text::raw)),
            )),
            Self::Groups => Rank::text(joined(person.groups().map(|group| group.name.raw()))),
            Self::UserId => Rank::text(user.map_or("", |user| user.id.raw())),
            Self::AccountId => Rank::text(account.map_or("", |account| account.id.raw())),
            Self::Models => {
                let Some(user) = user else { return Rank::text("") };
                let Some(models) = &user.models else { return Rank::Missing };
                Rank::text(joined(models.iter().map(Text::raw)))
            }
            Self::Created => Rank::time(user.and_then(|user| user.created_at)),
            Self::Blocked => Rank::number(i64::from(person.is_blocked())),
            Self::Sync => Rank::number(person.sync() as i64),
        }
    }
}

/// One text as it is, several in their order.
fn joined<'a>(mut texts: impl Iterator<Item = &'a str>) -> std::borrow::Cow<'a, str> {
    let Some(first) = texts.next() else { return "".into() };
    let mut all = std::borrow::Cow::Borrowed(first);
    for text in texts {
        let all = all.to_mut();
        all.push_str(", ");
        all.push_str(text);
    }
    all
}

/// By what people are sorted, the first first; equals stand by id, so that the order never
/// depends on the servers'.
///
/// As words: `spend,-name`, where a `-` turns the usual direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(pub Vec<(Facet, Direction)>);

impl Default for Order {
    /// Those whom the proxy refuses, or soon will, first.
    fn default() -> Self {
        Self::by(Facet::Percent)
    }
}

impl Order {
    /// The facet in its usual direction.
    pub fn by(facet: Facet) -> Self {
        Self(vec![(facet, facet.usual_direction())])
    }

    /// Sorts indices that are in the roster's own order, which is by id.
    pub fn sort(&self, roster: &Roster, indices: &mut Vec<u32>) {
        for &(facet, direction) in self.0.iter().rev() {
            order::sort(indices, direction, |index| {
                roster.get(index).map_or(Rank::Missing, |person| facet.rank(person))
            });
        }
    }
}

/// Why words are no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseOrderError {
    /// No such facet.
    #[error("users cannot be sorted by '{0}'; write some of {1}; a '-' before one turns it around")]
    Unknown(String, String),
    /// No word at all.
    #[error("there is nothing to sort by; write some of {0}")]
    Nothing(String),
}

impl FromStr for Order {
    type Err = ParseOrderError;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let names = || Facet::iter().map(Facet::called).collect::<Vec<_>>().join(", ");
        let parts = words.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
        let keys = parts.map(|word| {
            let (facet, is_turned) = match word.strip_prefix('-') {
                Some(rest) => (rest, true),
                None => (word, false),
            };
            let facet = Facet::of(facet)
                .ok_or_else(|| ParseOrderError::Unknown(facet.to_owned(), names()))?;
            let usual = facet.usual_direction();
            Ok((facet, if is_turned { usual.reversed() } else { usual }))
        });
        let keys: Vec<(Facet, Direction)> = keys.collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(ParseOrderError::Nothing(names()));
        }
        Ok(Self(keys))
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (facet, direction)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let sign = if *direction == facet.usual_direction() { "" } else { "-" };
            write!(f, "{comma}{sign}{facet}")?;
        }
        Ok(())
    }
}
