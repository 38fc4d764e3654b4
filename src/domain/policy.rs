//! What the operator allows a plan to do. Plain data: the planning layer takes it as it is.

use strum::{Display, EnumString, VariantNames};

use super::{Limit, ProxyUser, Role, Text};

/// Whose people exist: the server from which the other one follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Authority {
    /// Who has an Open WebUI account gets a user at the proxy.
    #[default]
    Webui,
    /// Who is a user at the proxy gets an Open WebUI account.
    Proxy,
    /// Both: nobody is removed, everybody is completed.
    Both,
}

impl Authority {
    /// Whether people of Open WebUI are created at the proxy.
    pub fn creates_at_proxy(self) -> bool {
        matches!(self, Self::Webui | Self::Both)
    }

    /// Whether people of the proxy are created in Open WebUI.
    pub fn creates_in_webui(self) -> bool {
        matches!(self, Self::Proxy | Self::Both)
    }
}

/// The proxy role a synced person may be given. That `proxy_admin` is not among them is the point:
/// no sync makes an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum NewUserRole {
    /// Sees all keys and all spend, changes nothing.
    ProxyAdminViewer,
    /// Has keys of their own.
    InternalUser,
    /// Sees their own keys and spend.
    InternalUserViewer,
}

/// What a sync does, and to whom it does nothing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncPolicy {
    /// Whose people exist.
    pub authority: Authority,
    /// Nothing is done for whom one of these fits.
    pub exclude: Vec<Pattern>,
    /// The proxy role of users it creates; `None` leaves it to the proxy's own default.
    pub new_user_role: Option<NewUserRole>,
    /// The budget of users it creates; `None` leaves it to the proxy's own default.
    pub new_user_max_budget: Option<Limit>,
    /// The Open WebUI role of accounts it creates.
    pub roles: RoleMap,
}

impl SyncPolicy {
    /// Whether any of these ids and e-mails is one to be left alone.
    pub fn excludes<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        names.into_iter().any(|name| self.exclude.iter().any(|pattern| pattern.matches(name)))
    }
}

/// Which Open WebUI role a proxy role stands for. Never widens: only an administrator of the proxy
/// can be mapped to one of Open WebUI, and only on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleMap {
    /// For `proxy_admin`.
    pub proxy_admin: Role,
    /// For `proxy_admin_viewer`.
    pub proxy_admin_viewer: Role,
    /// For `internal_user`.
    pub internal_user: Role,
    /// For `internal_user_viewer`.
    pub internal_user_viewer: Role,
    /// For a user without a role, or with one that is none of these.
    pub none: Role,
}

impl Default for RoleMap {
    fn default() -> Self {
        Self {
            proxy_admin: Role::User,
            proxy_admin_viewer: Role::User,
            internal_user: Role::User,
            internal_user_viewer: Role::User,
            none: Role::Pending,
        }
    }
}

impl RoleMap {
    /// The Open WebUI role for a person of the proxy. A role that is not known gets what no role
    /// gets; who is deactivated only waits.
    pub fn role_for(&self, user: &ProxyUser) -> &Role {
        if !user.active || user.bursar.blocked.is_some() {
            return &Role::Pending;
        }
        match user.role.as_ref().map(Text::raw) {
            Some("proxy_admin") => &self.proxy_admin,
            Some("proxy_admin_viewer") => &self.proxy_admin_viewer,
            Some("internal_user") => &self.internal_user,
            Some("internal_user_viewer") => &self.internal_user_viewer,
            _ => &self.none,
        }
    }
}

/// A plan that touches at least `at_least` people and more than `percent` of all is held until
/// its size is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardPolicy {
    /// 0 to 100.
    pub percent: u8,
    /// People.
    pub at_least: u32,
}

impl Default for GuardPolicy {
    fn default() -> Self {
        Self { percent: 30, at_least: 10 }
    }
}

/// A word with `*` for anything, as `svc-*` or `*@bots.example.edu`; upper and lower case are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Box<str>);

impl Pattern {
    /// Any text is a pattern; one without `*` matches itself.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_lowercase().into())
    }

    /// The pattern, lower-cased.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `name` is one of those meant.
    pub fn matches(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        // Each part at its first place leaves the most for the next, so there is no backtracking.
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("svc-*", "SVC-backup", true)]
    #[case("svc-*", "ana-svc-1", false)]
    #[case("*@bots.example.edu", "crawler@Bots.Example.EDU", true)]
    #[case("*@bots.example.edu", "ana@example.edu", false)]
    #[case("ana", " Ana ", true)]
    #[case("ana", "anabel", false)]
    #[case("*", "", true)]
    #[case("a*b*c", "a-b-b-c", true)]
    #[case("a*b*c", "a-c-b", false)]
    #[case("aa*aa", "aaa", false)]
    #[case("a**a", "aa", true)]
    fn a_star_stands_for_anything(#[case] pattern: &str, #[case] name: &str, #[case] yes: bool) {
        assert_eq!(Pattern::new(pattern).matches(name), yes);
    }

    #[test]
    fn a_role_nobody_knows_gets_what_no_role_gets() {
        let roles = RoleMap::default();
        let mut user = crate::domain::sample::user("a", "", "");
        let mut role_of = |role: Option<&str>| {
            user.role = role.map(Text::from);
            roles.role_for(&user).clone()
        };
        assert_eq!(role_of(Some("org_admin")), Role::Pending);
        assert_eq!(role_of(None), Role::Pending);
        assert_eq!(role_of(Some("proxy_admin")), Role::User);
    }
}
