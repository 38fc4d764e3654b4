//! Where the console can be told to open: `--open user:ana`, and where the last session left.

use std::fmt;
use std::str::FromStr;

use crate::domain::nearest::nearest;
use crate::domain::text::harmless;
use crate::roster::Query;

/// A screen, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The list of users, filtered by this query where there is one.
    Users(Option<String>),
    /// The one user whom this word names.
    User(String),
    /// The journal.
    Journal,
    /// The plan of that id in the journal, or whose id begins so.
    Plan(String),
    /// The profiles.
    Profiles,
    /// The requests to the servers.
    Requests,
}

/// How each is written, for the message about one that is not.
const WRITTEN: &str = "users, users:QUERY, user:WORD, journal, plan:ID, profiles or requests";

/// The words before the colon.
const KINDS: [&str; 6] = ["users", "user", "journal", "plan", "profiles", "requests"];

impl FromStr for Target {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = match word.split_once(':') {
            Some((kind, rest)) => (kind.trim(), Some(rest.trim())),
            None => (word.trim(), None),
        };
        let rest = rest.filter(|rest| !rest.is_empty()).map(str::to_owned);
        let shown = harmless(word);
        match (kind, rest) {
            ("users", query) => match query.as_deref().map(Query::parse) {
                Some(Err(error)) => Err(harmless(&error.sentence).into_owned()),
                _ => Ok(Self::Users(query)),
            },
            ("user", Some(word)) => Ok(Self::User(word)),
            ("user", None) => Err(format!("'{shown}' does not say which user: user:ana@…")),
            ("plan", Some(id)) => Ok(Self::Plan(id)),
            ("plan", None) => Err(format!(
                "'{shown}' does not say which plan: plan:ID, as `bursar journal` names it"
            )),
            ("journal", None) => Ok(Self::Journal),
            ("profiles", None) => Ok(Self::Profiles),
            ("requests", None) => Ok(Self::Requests),
            ("journal" | "profiles" | "requests", Some(_)) => {
                Err(format!("'{shown}' has something after '{kind}'; write {kind} alone"))
            }
            _ => Err(match nearest(kind, KINDS) {
                Some(near) => format!(
                    "there is nothing called '{shown}' to open; did you mean '{near}'? \
                     There are {WRITTEN}"
                ),
                None => format!("there is nothing called '{shown}' to open; there are {WRITTEN}"),
            }),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Users(None) => f.write_str("users"),
            Self::Users(Some(query)) => write!(f, "users:{query}"),
            Self::User(word) => write!(f, "user:{word}"),
            Self::Journal => f.write_str("journal"),
            Self::Plan(id) => write!(f, "plan:{id}"),
            Self::Profiles => f.write_str("profiles"),
            Self::Requests => f.write_str("requests"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn what_is_written_is_read_back() {
        for target in [
            Target::Users(None),
            Target::Users(Some("state:over team:lab".into())),
            Target::User("ana@example.edu".into()),
            Target::Journal,
            Target::Plan("3f2a".into()),
            Target::Profiles,
            Target::Requests,
        ] {
            assert_eq!(target.to_string().parse(), Ok(target));
        }
    }

    #[test]
    fn a_mistyped_one_is_told_the_nearest() {
        let why = |word: &str| word.parse::<Target>().unwrap_err();
        assert!(why("jurnal").contains("did you mean 'journal'?"), "{}", why("jurnal"));
        assert!(why("usr:ana").contains("did you mean 'user'?"), "{}", why("usr:ana"));
        assert!(why("why:ana").contains("there are users"), "{}", why("why:ana"));
        assert!(why("user:").contains("does not say which user"));
        assert!(why("users:spned>5").contains("did you mean 'spend'?"));
        assert!(why("journal:x").contains("write journal alone"));
        assert!(why("").contains("there are users"));
    }
}
