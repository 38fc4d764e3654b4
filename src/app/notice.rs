//! One line that tells the operator something: what became of a wish, or what is wrong.

/// How grave it is, and how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Gone with the next key.
    Info,
    /// A wish that was not done; gone with the next key.
    Refusal,
    /// Stays until it is dismissed.
    Error,
}

/// A line for the operator. The text is made harmless when it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How grave.
    pub severity: Severity,
    /// A sentence: what, and why.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Notice {
    /// It was done, or began.
    pub fn info(text: impl Into<String>) -> Self {
        Self { severity: Severity::Info, text: text.into(), hint: None }
    }

    /// It was not done, and this is why.
    pub fn refusal(text: impl Into<String>) -> Self {
        Self { severity: Severity::Refusal, text: text.into(), hint: None }
    }

    /// Something is wrong.
    pub fn error(text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, text: text.into(), hint: None }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
