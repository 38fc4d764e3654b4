//! The proxy's rules, as data with the versions they hold for.

use crate::domain::Text;

/// The rules of one version of the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    judged_by: String,
}

impl Rules {
    /// Those of `version`. A version newer than the newest known, and one that is not known, are
    /// judged by the newest rules, and [`Rules::judged_by`] says so.
    pub fn of(version: Option<&Text>) -> Self {
        let _ = version;
        Self { judged_by: String::new() }
    }

    /// Whose rules these are, as `1.109 rules`.
    pub fn judged_by(&self) -> &str {
        &self.judged_by
    }
}
