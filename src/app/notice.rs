//! Telling the operator something: what became of a wish, or what is wrong.

/// How grave it is, and how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// Gone from its line with the next key.
    Info,
    /// A wish that was not done; gone from its line with the next key.
    Refusal,
    /// Stays until it is dismissed or read.
    Error,
}

/// What the operator is told. The text is made harmless when it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How grave.
    pub severity: Severity,
    /// What.
    pub text: String,
    /// Why.
    pub cause: Option<String>,
    /// What to do about it, as a sentence.
    pub hint: Option<String>,
}

impl Notice {
    /// It was done, or began.
    pub fn info(text: impl Into<String>) -> Self {
        Self { severity: Severity::Info, text: text.into(), cause: None, hint: None }
    }

    /// It was not done, and this is why.
    pub fn refusal(text: impl Into<String>) -> Self {
        Self { severity: Severity::Refusal, ..Self::info(text) }
    }

    /// Something is wrong.
    pub fn error(text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, ..Self::info(text) }
    }

    /// The same, with why.
    #[must_use]
    pub fn cause(self, cause: impl Into<String>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// All of it, as it is told: `what: why. What to do.`
    pub fn sentence(&self) -> String {
        let mut out = self.text.clone();
        if let Some(cause) = &self.cause {
            out.push_str(": ");
            out.push_str(cause);
        }
        if let Some(hint) = &self.hint {
            if !out.ends_with(['.', '?', '!']) {
                out.push('.');
            }
            out.push(' ');
            out.push_str(hint);
        }
        out
    }
}
