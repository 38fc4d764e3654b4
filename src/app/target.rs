//! Where the console can be told to open: by a command of the palette that opens something
//! (`--open user:ana`), and where the last session left.

use std::fmt;
use std::str::FromStr;

use super::command::{self, CommandError, Verb};
use crate::domain::KeyHash;
use crate::domain::text::harmless;
use crate::roster::Query;

/// A screen, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The list of users, filtered by this query where there is one.
    Users(Option<String>),
    /// The list of users, filtered by the saved query of that name.
    Query(String),
    /// The one user whom this word names.
    User(String),
    /// Why the one user whom the word names is refused, for that model where one is named.
    Why(String, Option<String>),
    /// The members of the team whom the word names.
    Members(String),
    /// What that command lists: what holds these words, or all.
    List(Verb, Option<String>),
    /// The spend day by day: whose, and over how many days, as `spend` takes them.
    Spend(String),
    /// The plan of that id in the journal, or whose id begins so.
    Plan(String),
}

impl Target {
    /// Of `ana@example.edu model gpt-4o`.
    pub(super) fn why(text: &str) -> Self {
        match text.split_once(" model ") {
            Some((word, model)) if !model.trim().is_empty() => {
                Self::Why(word_of(word), Some(model.trim().to_owned()))
            }
            _ => Self::Why(word_of(text), None),
        }
    }

    /// Of `ana@example.edu`.
    pub(super) fn user(text: &str) -> Self {
        Self::User(word_of(text))
    }
}

/// What was typed; of a key that was pasted whole its hash, since targets are shown.
fn word_of(typed: &str) -> String {
    let typed = typed.trim();
    KeyHash::of_pasted(typed).map_or_else(|| typed.to_owned(), |hash| hash.raw().into_owned())
}

impl FromStr for Target {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let command = command::parse(line).map_err(|error| match error {
            CommandError::Unknown { nearest: None, .. } => format!("{error}; {}", openers()),
            error => error.to_string(),
        })?;
        let nothing = || format!("'{}' opens nothing; {}", harmless(line.trim()), openers());
        let target = command.target().ok_or_else(nothing)?;
        if let Self::Users(Some(query)) = &target {
            Query::parse(query).map_err(|error| harmless(&error.sentence).into_owned())?;
        }
        Ok(target)
    }
}

/// What opens something, as it is written.
fn openers() -> String {
    let usages = command::openers().map(Verb::usage).collect::<Vec<_>>();
    format!("there are {}", usages.join(", "))
}

/// With a colon, so that a shell needs no quotes.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Users(None) => f.write_str("users"),
            Self::Users(Some(query)) => write!(f, "users:{query}"),
            Self::Query(name) => write!(f, "query:{name}"),
            Self::User(word) => write!(f, "user:{word}"),
            Self::Why(word, None) => write!(f, "why:{word}"),
            Self::Why(word, Some(model)) => write!(f, "why:{word} model {model}"),
            Self::List(verb, None) => f.write_str(verb.name()),
            Self::List(verb, Some(words)) => write!(f, "{}:{words}", verb.name()),
            Self::Members(word) => write!(f, "members:{word}"),
            Self::Spend(words) if words.is_empty() => f.write_str("spend"),
            Self::Spend(words) => write!(f, "spend:{words}"),
            Self::Plan(id) => write!(f, "plan:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn what_is_written_is_read_back_and_typed_in_the_palette_as_well() {
        for target in [
            Target::Users(None),
            Target::Users(Some("state:over team:lab".into())),
            Target::Query("over budget".into()),
            Target::User("ana@example.edu".into()),
            Target::Why("ana@example.edu".into(), None),
            Target::Why("ana".into(), Some("gpt-4o".into())),
            Target::List(Verb::Keys, None),
            Target::List(Verb::Keys, Some("ana blocked".into())),
            Target::List(Verb::Teams, None),
            Target::List(Verb::Teams, Some("physics".into())),
            Target::Members("physics lab".into()),
            Target::List(Verb::Customers, None),
            Target::List(Verb::Customers, Some("due".into())),
            Target::List(Verb::Budgets, None),
            Target::List(Verb::Budgets, Some("tag red".into())),
            Target::Spend(String::new()),
            Target::Spend("team lab 7".into()),
            Target::List(Verb::Journal, None),
            Target::Plan("3f2a".into()),
            Target::List(Verb::Profiles, None),
            Target::List(Verb::Requests, None),
            Target::List(Verb::Notices, None),
        ] {
            assert_eq!(target.to_string().parse(), Ok(target.clone()));
            let typed = target.to_string().replacen(':', " ", 1);
            assert_eq!(typed.parse(), Ok(target));
        }
    }

    #[test]
    fn a_pasted_key_is_hashed_where_the_line_is_read() {
        let hash = KeyHash::of_secret("sk-one-secret").raw().into_owned();
        assert_eq!("why sk-one-secret".parse(), Ok(Target::Why(hash.clone(), None)));
        assert_eq!("user:sk-one-secret".parse(), Ok(Target::User(hash.clone())));
        let asked: Target = "why sk-one-secret model gpt-4o".parse().unwrap();
        assert_eq!(asked, Target::Why(hash, Some("gpt-4o".into())));
    }

    #[test]
    fn what_opens_nothing_is_told_what_does() {
        let why = |word: &str| word.parse::<Target>().unwrap_err();
        assert!(why("jurnal").contains("did you mean 'journal'?"), "{}", why("jurnal"));
        assert!(why("usr:ana").contains("did you mean 'user'?"), "{}", why("usr:ana"));
        assert!(why("levitate:ana").contains("; there are users [QUERY], user WORD, why [WORD"));
        assert!(why("theme:dark").starts_with("'theme:dark' opens nothing; there are users"));
        assert!(why("quit").starts_with("'quit' opens nothing; there are users"));
        assert!(why("user:").contains("'user' wants to know more: user WORD"));
        assert!(why("users:spned>5").contains("did you mean 'spend'?"));
        assert!(why("journal:x").contains("'journal' stands alone"));
        assert!(why("").contains("there are users"));
    }
}
