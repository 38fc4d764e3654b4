//! What differs between releases of the proxy, as far as the console can notice.

/// A release, `1.106.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    text: String,
    parts: (u32, u32, u32),
}

impl Version {
    /// Reads `1.106.2`; what is missing or no number counts as 0.
    pub(crate) fn parse(text: &str) -> Self {
        let mut numbers = text.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Self { text: text.to_owned(), parts: (next(), next(), next()) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_at_least(&self, major: u32, minor: u32, patch: u32) -> bool {
        self.parts >= (major, minor, patch)
    }

    /// The status of every budget refusal; it changed twice.
    pub(crate) fn budget_status(&self) -> u16 {
        if self.is_at_least(1, 104, 0) {
            422
        } else if self.is_at_least(1, 85, 0) {
            429
        } else {
            400
        }
    }

    /// A key that has spent its budget is refused the list of models, too.
    pub(crate) fn budget_refuses_the_list(&self) -> bool {
        self.is_at_least(1, 106, 0) && !self.is_at_least(1, 110, 0)
    }

    /// `metadata.scim_active: false` stops the user's keys.
    pub(crate) fn enforces_scim_active(&self) -> bool {
        self.is_at_least(1, 84, 0)
    }

    /// `/management/v1/users/bulk` and its sister exist.
    pub(crate) fn has_bulk_users(&self) -> bool {
        self.is_at_least(1, 106, 0)
    }

    /// Null clears `max_budget`; before, it was ignored.
    pub(crate) fn null_clears_budget(&self) -> bool {
        self.is_at_least(1, 82, 0)
    }

    /// Null clears `budget_duration` too.
    pub(crate) fn null_clears_duration(&self) -> bool {
        self.is_at_least(1, 102, 0)
    }

    /// `/key/info` tells what was spent in the windows of a key.
    pub(crate) fn tells_windows(&self) -> bool {
        self.is_at_least(1, 106, 0)
    }

    /// Null clears `tpm_limit` and `rpm_limit`.
    pub(crate) fn null_clears_limits(&self) -> bool {
        self.is_at_least(1, 106, 0)
    }

    /// A user whose spend equals the budget is refused; before, only one above it.
    pub(crate) fn refuses_user_at_budget(&self) -> bool {
        self.is_at_least(1, 83, 14)
    }

    /// A positive budget that is used up exactly refuses, for teams and customers as well.
    pub(crate) fn reserves_budgets(&self) -> bool {
        self.is_at_least(1, 84, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_ordered_by_number_not_by_text() {
        assert!(Version::parse("1.106.2").is_at_least(1, 84, 0));
        assert!(!Version::parse("1.83.14").is_at_least(1, 84, 0));
        assert_eq!(Version::parse("1.84.0").budget_status(), 400);
        assert_eq!(Version::parse("1.103.0").budget_status(), 429);
        assert_eq!(Version::parse("1.106.2").budget_status(), 422);
    }
}
