//! What is known of one person, and what is not, since a server or a listing did not answer.

use jiff::Timestamp;

use super::truth::{Known, Truth};
use crate::domain::{Account, Budget, Limit, Moment, ProxyUser, Role, Side, TeamId, Text, Usd};
use crate::roster::{PersonRef, Roster, SyncStatus};

/// How far each part of a roster was seen.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one for each listing")]
pub(super) struct Coverage {
    pub(super) users: bool,
    pub(super) accounts: bool,
    pub(super) keys: bool,
    pub(super) teams: bool,
    pub(super) customers: bool,
    pub(super) groups: bool,
    /// Whether the server tells the last activity at all; older ones do not.
    pub(super) activity: bool,
}

impl Coverage {
    pub(super) fn of(roster: &Roster) -> Self {
        let snapshot = roster.snapshot();
        let accounts = roster.webui().map_or(&[][..], |side| &side.accounts.rows);
        let is_proxy_absent = matches!(snapshot.proxy, Side::Absent);
        let is_webui_absent = matches!(snapshot.webui, Side::Absent);
        let proxy = roster.proxy();
        let webui = roster.webui();
        Self {
            users: proxy.map_or(is_proxy_absent, |side| side.users.is_complete()),
            keys: proxy.map_or(is_proxy_absent, |side| side.keys.is_complete()),
            teams: proxy.map_or(is_proxy_absent, |side| side.teams.is_complete()),
            customers: proxy.map_or(is_proxy_absent, |side| side.customers.is_complete()),
            accounts: webui.map_or(is_webui_absent, |side| side.accounts.is_complete()),
            groups: webui.map_or(is_webui_absent, |side| side.groups.is_complete()),
            activity: accounts.iter().any(|account| account.last_active_at.is_some()),
        }
    }
}

/// One person, as far as they were seen, at a moment.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) person: PersonRef<'a>,
    pub(super) seen: Coverage,
    pub(super) now: Timestamp,
}

/// Longer than any span: what never was, and what never will be.
pub(super) const NEVER: i64 = i64::MAX;

impl<'a> Facts<'a> {
    /// Of a record that others claim, too, nobody knows whose the other half is.
    fn half<T>(self, half: Option<T>, is_listing_whole: bool) -> Known<T> {
        match half {
            Some(half) => Known::Is(half),
            None if is_listing_whole && self.person.sync() != SyncStatus::Conflict => Known::Absent,
            None => Known::Unknown,
        }
    }

    pub(super) fn user(self) -> Known<&'a ProxyUser> {
        self.half(self.person.proxy(), self.seen.users)
    }

    pub(super) fn account(self) -> Known<&'a Account> {
        self.half(self.person.account(), self.seen.accounts)
    }

    /// Whether both halves were seen, or are known not to be.
    pub(super) fn is_whole(self) -> bool {
        !matches!(self.user(), Known::Unknown) && !matches!(self.account(), Known::Unknown)
    }

    pub(super) fn spend(self) -> Known<Usd> {
        self.user().and_then(|user| user.spend.map_or(Known::Unknown, Known::Is))
    }

    pub(super) fn budget(self) -> Known<&'a Budget> {
        self.user().and_then(|user| match user.budget.limit {
            Limit::Unknown => Known::Unknown,
            _ => Known::Is(&user.budget),
        })
    }

    /// The models of the user's own list.
    pub(super) fn models(self) -> Known<&'a [Text]> {
        self.user().and_then(|user| known(user.models.as_deref()))
    }

    /// The teams of the user.
    pub(super) fn teams(self) -> Known<&'a [TeamId]> {
        self.user().and_then(|user| known(user.teams.as_deref()))
    }

    /// Spend and limit; absent without a limit, since there is nothing to be a part of.
    pub(super) fn spend_and_limit(self) -> Known<(Usd, Usd)> {
        self.budget().and_then(|budget| match budget.limit {
            Limit::Unlimited => Known::Absent,
            Limit::Unknown => Known::Unknown,
            Limit::Amount(limit) => self.spend().and_then(|spend| Known::Is((spend, limit))),
        })
    }

    fn seconds_since(self, at: Moment) -> i64 {
        self.now.as_second() - at.at().as_second()
    }

    /// Seconds since the last activity.
    pub(super) fn active(self) -> Known<i64> {
        self.account().and_then(|account| match account.last_active_at {
            Some(at) => Known::Is(self.seconds_since(at)),
            None if self.seen.activity => Known::Is(NEVER),
            None => Known::Unknown,
        })
    }

    /// Seconds since the user was made.
    pub(super) fn created(self) -> Known<i64> {
        let age = |at: Moment| Known::Is(self.seconds_since(at));
        self.user().and_then(|user| user.created_at.map_or(Known::Unknown, age))
    }

    /// Seconds until the spend is set back; none or fewer where the proxy is late.
    pub(super) fn resets(self) -> Known<i64> {
        self.budget().and_then(|budget| match (budget.resets_at, &budget.window) {
            (Some(at), _) => Known::Is(-self.seconds_since(at)),
            (None, None) => Known::Is(NEVER),
            (None, Some(_)) => Known::Unknown,
        })
    }

    pub(super) fn is_blocked(self) -> Truth {
        if self.person.is_blocked() { Truth::Yes } else { Truth::unless_seen(self.is_whole()) }
    }

    pub(super) fn is_customer(self) -> Truth {
        match self.person.customer() {
            Some(_) => Truth::Yes,
            None => Truth::unless_seen(self.seen.customers),
        }
    }

    /// The roles on both servers, as they are on the wire.
    pub(super) fn roles(self) -> impl Iterator<Item = &'a str> {
        let user = self.person.proxy().and_then(|user| user.role.as_ref());
        let account = self.person.account().map(|account| &account.role);
        let roles = [user.map(crate::domain::Text::raw), account.map(Role::raw)];
        roles.into_iter().flatten().filter(|role| !role.is_empty())
    }
}

/// A part of a record, where it could be read.
fn known<T>(part: Option<T>) -> Known<T> {
    part.map_or(Known::Unknown, Known::Is)
}
