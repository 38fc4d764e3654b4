//! The people, made from a snapshot: who is whom on both servers, and how they agree.
//!
//! Pure. A [`Roster`] owns the snapshot it was made from and refers to its rows by index, so that
//! a hundred thousand people cost no copies.

pub mod drift;
pub mod export;
pub mod find;
mod index;
pub mod join;
mod known;
pub mod named;
pub mod order;
pub mod purses;
pub mod query;
mod row;
pub mod subject;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use drift::{Drift, DriftField};
pub use find::{FindError, find, find_to_look};
pub use join::join;
pub use named::{NamedError, TeamError, customer_named, key_named, team_named};
pub use order::{Facet, Order};
pub use purses::{OrganizationError, Sharing, organization_named, purse_lines};
pub use query::{Query, QueryError};
pub use row::Subset;
use row::{Belongings, RowIndex};

use crate::domain::{
    Account, BudgetState, Customer, Group, Key, ProxySide, ProxyUser, ProxyUserId, Role, Snapshot,
    Team, TeamId, Text, Usd, WebuiSide,
};

/// Who a row is, the same from one refresh to the next: the account's id, else the user's. Copies
/// share the words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(Text);

impl PersonId {
    /// From the server's id.
    pub fn new(raw: impl Into<Text>) -> Self {
        Self(raw.into())
    }

    /// The server's id, whose copies are one and the same.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// The server's id, to be compared.
    pub fn raw(&self) -> &str {
        self.0.raw()
    }
}

/// How a person's two halves agree.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SyncStatus {
    /// Several records claim to be this person: nothing is merged.
    Conflict,
    /// Both halves are there and differ in name or e-mail.
    Drifted,
    /// There is no account in Open WebUI.
    OnlyProxy,
    /// There is no internal user at the proxy.
    OnlyWebui,
    /// A listing failed: the other half may or may not be there.
    Unknown,
    /// The profile leaves this one alone.
    Excluded,
    /// Both halves are there and agree.
    InStep,
}

impl SyncStatus {
    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Drifted => "drifted",
            Self::OnlyProxy => "only at proxy",
            Self::OnlyWebui => "only in chat",
            Self::Unknown => "unknown",
            Self::Excluded => "excluded",
            Self::InStep => "in step",
        }
    }
}

/// Why an internal user and an account are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The proxy's `user_id` is the account's id.
    SameId,
    /// `metadata.bursar` says so.
    ByHand,
    /// The e-mails are one, trimmed and lower-cased.
    SameEmail,
    /// The proxy's `sso_user_id` is the account's id or e-mail.
    SsoUserId,
}

impl Link {
    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::SameId => "same id",
            Self::ByHand => "linked by hand",
            Self::SameEmail => "same e-mail",
            Self::SsoUserId => "same sso_user_id",
        }
    }
}

/// One person: their rows in the snapshot, and what the join found.
#[derive(Clone, Debug)]
struct Person {
    id: PersonId,
    proxy: Option<RowIndex>,
    account: Option<RowIndex>,
    customer: Option<RowIndex>,
    link: Option<Link>,
    sync: SyncStatus,
    odd: Option<Box<Odd>>,
}

/// What is out of order with a person, as it is with few.
#[derive(Clone, Debug, Default)]
struct Odd {
    drift: Vec<Drift>,
    conflict: Option<Box<str>>,
}

/// Everybody of both servers, by their ids: an order that does not depend on the servers'.
#[derive(Debug)]
pub struct Roster {
    snapshot: Arc<Snapshot>,
    people: Vec<Person>,
    /// By user.
    keys: Belongings,
    /// By account.
    groups: Belongings,
    team_by_id: HashMap<TeamId, u32>,
    indices: index::Indices,
    /// People with a user whose id is not theirs, by the user's id.
    by_user: Box<[u32]>,
    values: query::values::Cache,
    haystack: query::haystack::Haystack,
}

impl Roster {
    /// The snapshot it was made from.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// How many people.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The person at an index below [`Roster::len`].
    pub fn get(&self, index: u32) -> Option<PersonRef<'_>> {
        let person = self.people.get(index as usize)?;
        Some(PersonRef { roster: self, person, index })
    }

    /// The person of that id.
    pub fn by_id(&self, id: &PersonId) -> Option<PersonRef<'_>> {
        self.by_raw_id(id.raw())
    }

    /// The same, by the string of the server's.
    pub fn by_raw_id(&self, id: &str) -> Option<PersonRef<'_>> {
        self.index_of_raw(id).and_then(|index| self.get(index))
    }

    /// Where the person of that id stands.
    pub fn index_of(&self, id: &PersonId) -> Option<u32> {
        self.index_of_raw(id.raw())
    }

    /// Where the person stands whose id is that string of the server's.
    pub fn index_of_raw(&self, id: &str) -> Option<u32> {
        let place = self.people.binary_search_by(|person| person.id.raw().cmp(id));
        place.ok().map(join::to_u32)
    }

    /// The person who is that internal user.
    pub fn by_user(&self, id: &ProxyUserId) -> Option<PersonRef<'_>> {
        let user = |index: u32| self.get(index).and_then(PersonRef::proxy);
        let is_it = |index: &u32| user(*index).is_some_and(|user| user.id == *id);
        let same = self.index_of_raw(id.raw()).filter(is_it);
        let other = || {
            let raw = |index: &u32| user(*index).map(|user| user.id.raw());
            let place = self.by_user.binary_search_by(|index| raw(index).cmp(&Some(id.raw())));
            place.ok().and_then(|place| self.by_user.get(place).copied())
        };
        same.or_else(other).and_then(|index| self.get(index))
    }

    /// Everybody.
    pub fn people(&self) -> impl ExactSizeIterator<Item = PersonRef<'_>> {
        let all = self.people.iter().enumerate();
        all.map(|(index, person)| PersonRef { roster: self, person, index: join::to_u32(index) })
    }

    /// The proxy's half of the snapshot, if it answered.
    pub fn proxy(&self) -> Option<&ProxySide> {
        self.snapshot.proxy.seen()
    }

    /// Open WebUI's half of the snapshot, if it answered.
    pub fn webui(&self) -> Option<&WebuiSide> {
        self.snapshot.webui.seen()
    }

    /// Whether everything that decides who exists was read whole.
    pub fn is_complete(&self) -> bool {
        self.problems().next().is_none()
    }

    /// What could not be read, a sentence each, the server first.
    pub fn problems(&self) -> impl Iterator<Item = String> + '_ {
        use crate::domain::{Listing, Side};
        fn part<T>(server: &str, name: &str, listing: &Listing<T>) -> Option<String> {
            listing.problem.as_ref().map(|why| format!("{server} {name}: {why}"))
        }
        let mut found = Vec::new();
        match &self.snapshot.proxy {
            Side::Absent => {}
            Side::Failed(why) => found.push(Some(why.clone())),
            Side::Seen(side) => found.extend([
                part("LiteLLM", "users", &side.users),
                part("LiteLLM", "keys", &side.keys),
                part("LiteLLM", "teams", &side.teams),
                part("LiteLLM", "customers", &side.customers),
            ]),
        }
        match &self.snapshot.webui {
            Side::Absent => {}
            Side::Failed(why) => found.push(Some(why.clone())),
            Side::Seen(side) => found.extend([
                part("Open WebUI", "accounts", &side.accounts),
                part("Open WebUI", "groups", &side.groups),
            ]),
        }
        found.into_iter().flatten()
    }
}

/// One person together with the roster they stand in.
#[derive(Clone, Copy, Debug)]
pub struct PersonRef<'a> {
    roster: &'a Roster,
    person: &'a Person,
    index: u32,
}

impl<'a> PersonRef<'a> {
    /// Who this row is.
    pub fn id(self) -> &'a PersonId {
        &self.person.id
    }

    /// The internal user at the proxy.
    pub fn proxy(self) -> Option<&'a ProxyUser> {
        let row = self.person.proxy?;
        self.roster.proxy()?.users.rows.get(row.index())
    }

    /// The account in Open WebUI.
    pub fn account(self) -> Option<&'a Account> {
        let row = self.person.account?;
        self.roster.webui()?.accounts.rows.get(row.index())
    }

    /// The customer (end user) at the proxy.
    pub fn customer(self) -> Option<&'a Customer> {
        let row = self.person.customer?;
        self.roster.proxy()?.customers.rows.get(row.index())
    }

    /// The virtual keys this person owns.
    pub fn keys(self) -> impl ExactSizeIterator<Item = &'a Key> {
        let rows = self.roster.proxy().map_or(&[][..], |side| &side.keys.rows);
        self.roster.keys.of(self.person.proxy).iter().map(move |row| &rows[row.index()])
    }

    /// The teams the proxy lists for the user; a team that is not in the listing is left out, and
    /// where the user's own list could not be read, all are.
    pub fn teams(self) -> impl Iterator<Item = &'a Team> {
        let rows = self.roster.proxy().map_or(&[][..], |side| &side.teams.rows);
        let ids = self.proxy().and_then(|user| user.teams.as_deref()).unwrap_or_default();
        let index = |id| self.roster.team_by_id.get(id).copied();
        ids.iter().filter_map(move |id| rows.get(index(id)? as usize))
    }

    /// The Open WebUI groups the account is a direct member of.
    pub fn groups(self) -> impl Iterator<Item = &'a Group> {
        let rows = self.roster.webui().map_or(&[][..], |side| &side.groups.rows);
        self.group_rows().iter().filter_map(|row| rows.get(row.index()))
    }

    /// The groups' rows in the listing.
    fn group_rows(self) -> &'a [RowIndex] {
        self.roster.groups.of(self.person.account)
    }

    /// The internal user, unless the account has the same id, name and e-mail anyhow: looking
    /// through a hundred thousand people, each record that need not be read counts.
    fn proxy_where_it_differs(self) -> Option<&'a ProxyUser> {
        let is_same = self.person.link == Some(Link::SameId)
            && self.drift().is_empty()
            && self
                .account()
                .is_some_and(|account| account.email.is_some() && !account.name.raw().is_empty());
        if is_same { None } else { self.proxy() }
    }

    /// The name people know: the account's, else the user's alias, else the e-mail, else the id.
    pub fn name(self) -> &'a str {
        let account = self.account().map(|account| &account.name);
        let alias = self.proxy().and_then(|user| user.alias.as_ref());
        account
            .filter(|name| !name.is_blank())
            .or(alias)
            .filter(|name| !name.is_blank())
            .map(Text::raw)
            .or_else(|| self.email())
            .unwrap_or(self.person.id.raw())
    }

    /// The e-mail, as the account has it, else as the user has it. Raw: show it as [`Text`].
    pub fn email(self) -> Option<&'a str> {
        let account = self.account().and_then(|account| account.email.as_ref());
        let email = account.or_else(|| self.proxy().and_then(|user| user.email.as_ref()));
        email.map(crate::domain::Email::raw).filter(|raw| !raw.trim().is_empty())
    }

    /// What to call this person in a sentence: the e-mail, else the name, harmless.
    pub fn label(self) -> String {
        let raw = self.email().unwrap_or_else(|| self.name());
        crate::domain::text::harmless(raw).into_owned()
    }

    /// How the halves agree.
    pub fn sync(self) -> SyncStatus {
        self.person.sync
    }

    /// The fields in which the halves differ.
    pub fn drift(self) -> &'a [Drift] {
        self.person.odd.as_ref().map_or(&[], |odd| &odd.drift)
    }

    /// Why the halves are one person, where there are two.
    pub fn link(self) -> Option<Link> {
        self.person.link
    }

    /// Which other records claim to be this person.
    pub fn conflict(self) -> Option<&'a str> {
        self.person.odd.as_ref()?.conflict.as_deref()
    }

    /// The user's spend at the proxy.
    pub fn spend(self) -> Option<Usd> {
        self.proxy().and_then(|user| user.spend)
    }

    /// Where the spend stands; `None` without an internal user.
    pub fn budget_state(self, now: Timestamp) -> Option<BudgetState> {
        self.proxy().map(|user| user.budget.state(user.spend, now))
    }

    /// Whether a server refuses this person by its own hand: deactivated at the proxy, blocked by
    /// bursar, or `pending` in Open WebUI.
    pub fn is_blocked(self) -> bool {
        self.proxy().is_some_and(|user| !user.active || user.bursar.blocked.is_some())
            || self.account().is_some_and(|account| account.role == Role::Pending)
    }
}
