//! When something ends, if ever.

use serde::{Deserialize, Serialize};

use super::Moment;

/// `expires` of a key. The proxy's null is never, and so is the year 9999.
///
/// As JSON null, the moment, or `"unknown"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub enum Expiry {
    /// It does not end.
    #[default]
    Never,
    /// Then.
    At(Moment),
    /// What the server has could not be read.
    Unknown,
}

/// An end in a file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    At(Option<Moment>),
    Word(String),
}

impl From<Wire> for Expiry {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::At(at) => at.into(),
            Wire::Word(_) => Self::Unknown,
        }
    }
}

impl From<Expiry> for Wire {
    fn from(expiry: Expiry) -> Self {
        match expiry {
            Expiry::Unknown => Self::Word("unknown".to_owned()),
            known => Self::At(known.at()),
        }
    }
}

impl From<Option<Moment>> for Expiry {
    /// `None` as never.
    fn from(at: Option<Moment>) -> Self {
        at.map_or(Self::Never, Self::At)
    }
}

impl Expiry {
    /// The moment, where it is known to have one.
    pub fn at(self) -> Option<Moment> {
        match self {
            Self::At(at) => Some(at),
            Self::Never | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_read_back_as_it_was_written() {
        let at = Expiry::At(crate::domain::sample::now().into());
        for expiry in [Expiry::Never, at, Expiry::Unknown] {
            let written = serde_json::to_string(&expiry).unwrap();
            assert_eq!(serde_json::from_str::<Expiry>(&written).unwrap(), expiry, "{written}");
        }
        assert_eq!(serde_json::to_string(&Expiry::Never).unwrap(), "null", "as before");
    }
}
