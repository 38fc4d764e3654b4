//! Identities: opaque strings of the servers, kept apart by type.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Share, Text};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Text);

        impl $name {
            /// Wraps the server's value.
            pub fn new(raw: impl AsRef<str>) -> Self {
                Self(Text::new(raw))
            }

            /// The server's value, to be compared or sent back.
            pub fn raw(&self) -> &str {
                self.0.raw()
            }

            /// The same as the text it is, whose copies are one.
            pub fn text(&self) -> &Text {
                &self.0
            }
        }

        impl From<Text> for $name {
            fn from(text: Text) -> Self {
                Self(text)
            }
        }

        impl From<$name> for Text {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl Share for $name {
            fn share(&mut self, words: &mut HashSet<Text>) {
                self.0.share(words);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

id!(
    /// A LiteLLM internal user's `user_id`.
    ProxyUserId
);
id!(
    /// An Open WebUI account's `id`.
    AccountId
);
id!(
    /// An Open WebUI group's `id`.
    GroupId
);
id!(
    /// A LiteLLM team's `team_id`.
    TeamId
);

/// An e-mail address as a server has it, and the form by which people are matched.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub struct Email {
    text: Text,
    /// Where it is not the value itself, which it nearly always is.
    normal: Option<Box<Text>>,
}

impl Email {
    /// Wraps the server's value.
    pub fn new(raw: impl AsRef<str>) -> Self {
        Self::from(Text::new(raw))
    }

    /// The value as the server has it.
    pub fn raw(&self) -> &str {
        self.text.raw()
    }

    /// Trimmed and lower-cased: the form in which two addresses are one.
    pub fn normal(&self) -> &str {
        self.normal.as_deref().unwrap_or(&self.text).raw()
    }
}

impl From<Text> for Email {
    fn from(text: Text) -> Self {
        let is_normal = |c: char| !c.is_whitespace() && c.to_lowercase().eq([c]);
        let normal = if text.raw().chars().all(is_normal) {
            None
        } else {
            Some(Box::new(Text::from(text.raw().trim().to_lowercase())))
        };
        Self { text, normal }
    }
}

impl Share for Email {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.text.share(words);
    }
}

impl From<Email> for Text {
    fn from(email: Email) -> Self {
        email.text
    }
}

/// Two addresses are equal when they reach the same mailbox by our rule, whatever their case.
impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.normal() == other.normal()
    }
}

impl Eq for Email {}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_in_any_case_and_with_blanks_around() {
        assert_eq!(Email::new(" Ana@Example.EDU "), Email::new("ana@example.edu"));
        assert_eq!(Email::new(" Ana@Example.EDU ").raw(), " Ana@Example.EDU ");
    }

    proptest::proptest! {
        #[test]
        fn the_normal_form_is_trimmed_and_in_lower_case(raw: String) {
            let email = Email::new(&*raw);
            proptest::prop_assert_eq!(email.normal(), raw.trim().to_lowercase());
        }
    }
}
