//! How moments are shown.

/// How times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Times {
    /// `in 2 d`.
    #[default]
    Relative,
    /// `2026-11-21 08:00 UTC`.
    Absolute,
}

impl Times {
    /// The other way to show them.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Relative => Self::Absolute,
            Self::Absolute => Self::Relative,
        }
    }
}
