//! Small records for tests.

use super::{
    Account, Caller, Email, Key, Listing, ProxySide, ProxyUser, ServerInfo, Side, Snapshot, Text,
    Usd, WebuiSide,
};
use crate::domain::{AccountId, Budget, BursarMetadata, Expiry, KeyHash, ProxyUserId, Role};

/// A user of the proxy; `email` empty for none.
pub(crate) fn user(id: &str, email: &str, alias: &str) -> ProxyUser {
    ProxyUser {
        id: ProxyUserId::new(id),
        email: (!email.is_empty()).then(|| Email::new(email)),
        alias: (!alias.is_empty()).then(|| Text::from(alias)),
        role: Some(Text::from("internal_user")),
        sso_user_id: None,
        spend: Some(Usd::ZERO),
        budget: Budget::default(),
        teams: Some(Vec::new()),
        models: Some(Vec::new()),
        active: true,
        bursar: BursarMetadata::default(),
        created_at: None,
    }
}

/// An account of role `user`.
pub(crate) fn account(id: &str, email: &str, name: &str) -> Account {
    Account {
        id: AccountId::new(id),
        name: Text::from(name),
        email: Some(Email::new(email)),
        role: Role::User,
        last_active_at: None,
    }
}

/// A key of that user.
pub(crate) fn key(hash: &str, user: &str) -> Key {
    Key {
        hash: KeyHash::new(hash),
        name: None,
        alias: Some(Text::from(format!("key-{hash}"))),
        user_id: Some(ProxyUserId::new(user)),
        team_id: None,
        spend: Some(Usd::ZERO),
        budget: Budget::default(),
        windows: Some(Vec::new()),
        row: None,
        models: Some(Vec::new()),
        expires: Expiry::Never,
        blocked: Some(false),
        last_active_at: None,
        created_at: None,
    }
}

/// A complete snapshot of both servers, seen with the master key and an unknown admin's key.
pub(crate) fn snapshot(users: Vec<ProxyUser>, accounts: Vec<Account>, keys: Vec<Key>) -> Snapshot {
    let enforcing = ServerInfo {
        version: Some(Text::from("1.106.2")),
        enforces_scim_active: true,
        has_bulk_create: true,
        has_activity_of_user: true,
    };
    Snapshot {
        observed_at: now(),
        proxy: Side::Seen(ProxySide {
            server: enforcing,
            caller: Caller::MasterKey,
            users: Listing::complete(users),
            keys: Listing::complete(keys),
            teams: Listing::default(),
            customers: Listing::default(),
            models: Vec::new(),
        }),
        webui: Side::Seen(WebuiSide {
            server: ServerInfo { version: Some(Text::from("0.12.4")), ..ServerInfo::default() },
            caller: Caller::Account { id: None },
            first_account: None,
            accounts: Listing::complete(accounts),
            groups: Listing::default(),
            models: Vec::new(),
        }),
    }
}

/// The moment tests happen at.
pub(crate) fn now() -> jiff::Timestamp {
    "2026-11-21T08:00:00Z".parse().unwrap()
}
