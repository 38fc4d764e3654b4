//! What the operator wants of a pair of servers: whose people count, who is left alone, and how
//! sweeping a plan may be.

use serde::{Deserialize, Serialize};

use super::{Limit, ProxyUser, Role, Text};

/// Whose people exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Open WebUI's: who has an account there is created at the proxy.
    #[default]
    Webui,
    /// The proxy's: who is an internal user there is given an account in Open WebUI.
    Proxy,
    /// Both: whoever is missing on one side is created there; names and e-mails follow Open WebUI.
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

/// How the two servers are kept in step.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncPolicy {
    /// Whose people exist.
    pub authority: Authority,
    /// Patterns with `*` over ids and e-mails, in any case: who is left alone.
    pub exclude: Vec<String>,
    /// `user_role` of users created at the proxy; `None` leaves it to the proxy's own default.
    pub new_user_role: Option<Text>,
    /// `max_budget` of users created at the proxy; `None` leaves it to the proxy's own default.
    pub new_user_max_budget: Option<Limit>,
    /// The Open WebUI role of accounts created for people of the proxy.
    pub roles: RoleMap,
}

impl SyncPolicy {
    /// Whether any of these ids and e-mails is left alone.
    pub fn excludes<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        words.into_iter().any(|word| {
            let word = word.trim().to_lowercase();
            self.exclude.iter().any(|pattern| matches_pattern(&pattern.to_lowercase(), &word))
        })
    }
}

/// `*` stands for any run of characters; everything else for itself.
fn matches_pattern(pattern: &str, word: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = word.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Which Open WebUI role a person of the proxy gets. Never widens rights: only `proxy_admin` may
/// be mapped to `admin`, and nothing is by default.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleMap {
    /// For `proxy_admin`.
    pub proxy_admin: Role,
    /// For `proxy_admin_viewer`.
    pub proxy_admin_viewer: Role,
    /// For `internal_user`.
    pub internal_user: Role,
    /// For `internal_user_viewer`.
    pub internal_user_viewer: Role,
    /// For a user without a role, or with one that LiteLLM does not document.
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
    /// The Open WebUI role for this user of the proxy; a deactivated one only waits.
    pub fn role_for(&self, user: &ProxyUser) -> Role {
        if !user.active {
            return Role::Pending;
        }
        let mapped = match user.role.as_ref().map(Text::raw) {
            Some("proxy_admin") => return self.proxy_admin.clone(),
            Some("proxy_admin_viewer") => &self.proxy_admin_viewer,
            Some("internal_user") => &self.internal_user,
            Some("internal_user_viewer") => &self.internal_user_viewer,
            _ => &self.none,
        };
        if *mapped == Role::Admin { Role::User } else { mapped.clone() }
    }
}

/// When a plan is sweeping: it alters or restricts more than `percent` of the people who exist,
/// and at least `at_least` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardPolicy {
    /// 0 to 100.
    pub percent: u8,
    /// Number of people.
    pub at_least: usize,
}

impl Default for GuardPolicy {
    fn default() -> Self {
        Self { percent: 30, at_least: 10 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("svc-*", "SVC-backup", true)]
    #[case("*@bots.example.edu", "a@bots.example.edu", true)]
    #[case("*@bots.example.edu", "a@bots.example.edu.org", false)]
    #[case("svc", "svc", true)]
    #[case("svc", "svc-1", false)]
    #[case("a*b*c", "a-b-b-c", true)]
    #[case("a*b*c", "a-c-b", false)]
    #[case("ab*ba", "aba", false)]
    #[case("*", "", true)]
    fn patterns_match_whole_words(#[case] pattern: &str, #[case] word: &str, #[case] is: bool) {
        let policy = SyncPolicy { exclude: vec![pattern.into()], ..SyncPolicy::default() };
        assert_eq!(policy.excludes([word]), is);
    }
}
