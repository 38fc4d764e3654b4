//! Yes, no, and what cannot be known: a listing that broke off must put nobody on either side.

/// The answer of a term about one person, after Kleene: *unknown* stays unknown when it is negated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    /// Known not to be so.
    No,
    /// The data that would tell is missing.
    Unknown,
    /// Known to be so.
    Yes,
}

impl Truth {
    pub(super) fn of(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }

    /// No, but only where everything was seen.
    pub(super) fn unless_seen(is_whole: bool) -> Self {
        if is_whole { Self::No } else { Self::Unknown }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

/// A value of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known<T> {
    /// There it is.
    Is(T),
    /// There is none, and that is known.
    Absent,
    /// It could not be seen.
    Unknown,
}

impl<T> Known<T> {
    pub(super) fn and_then<U>(self, next: impl FnOnce(T) -> Known<U>) -> Known<U> {
        match self {
            Self::Is(value) => next(value),
            Self::Absent => Known::Absent,
            Self::Unknown => Known::Unknown,
        }
    }

    /// Whether the value is such a one; what is absent is not.
    pub(super) fn is(self, test: impl FnOnce(T) -> bool) -> Truth {
        match self {
            Self::Is(value) => Truth::of(test(value)),
            Self::Absent => Truth::No,
            Self::Unknown => Truth::Unknown,
        }
    }

    pub(super) fn is_absent(&self) -> Truth {
        match self {
            Self::Is(_) => Truth::No,
            Self::Absent => Truth::Yes,
            Self::Unknown => Truth::Unknown,
        }
    }

    pub(super) fn is_unknown(&self) -> Truth {
        Truth::of(matches!(self, Self::Unknown))
    }
}
