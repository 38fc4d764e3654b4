//! Edits of what both servers keep of a person: the name and the e-mail.

use serde::{Deserialize, Serialize};

use crate::domain::Text;

/// A value before and after; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// As it was seen.
    pub before: Option<Text>,
    /// As it will be.
    pub after: Text,
}

const NOTHING: &str = "there was no value before, and the server cannot store that again";

/// What changes; at least one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// `user_alias`, or the account's `name`.
    pub name: Option<Edit>,
    /// `user_email`, or the account's `email`.
    pub email: Option<Edit>,
}

impl Edit {
    /// The edit that takes it back; `None` where there was no value, which neither server can
    /// store again.
    fn inverse(&self) -> Option<Self> {
        Some(Self { before: Some(self.after.clone()), after: self.before.clone()? })
    }
}

impl Edits {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none()
    }

    /// `name Ana, e-mail ana@example.edu`, as it was seen.
    pub(super) fn before(&self) -> String {
        self.list(|edit| edit.before.as_ref())
    }

    /// The same, as it will be.
    pub(super) fn after(&self) -> String {
        self.list(|edit| Some(&edit.after))
    }

    fn list(&self, side: impl Fn(&Edit) -> Option<&Text>) -> String {
        let part = |label: &str, edit: Option<&Edit>| {
            edit.map(|edit| match side(edit) {
                Some(text) => format!("{label} {text}"),
                None => format!("{label} (none)"),
            })
        };
        let parts = [part("name", self.name.as_ref()), part("e-mail", self.email.as_ref())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Why none of it can be taken back, ever.
    pub(super) fn lasting(&self) -> Option<&'static str> {
        let edits = [&self.name, &self.email].into_iter().flatten();
        edits.clone().all(|edit| edit.before.is_none()).then_some(NOTHING)
    }

    /// Whether it is as this left it: blanks around a value do not count, nor does the case of an
    /// e-mail, which Open WebUI lowers.
    ///
    /// # Errors
    /// What was changed since, by another hand.
    pub(super) fn still(&self, name: Option<&Text>, email: Option<&str>) -> Result<(), String> {
        let plain = |text: &str| text.trim().to_owned();
        let normal = |text: &str| text.trim().to_lowercase();
        let name = ("name", &self.name, name.map(Text::raw), plain as fn(&str) -> String);
        let email = ("e-mail", &self.email, email, normal as fn(&str) -> String);
        for (label, edit, now, form) in [name, email] {
            let is_other = |edit: &Edit| now.map(form) != Some(form(edit.after.raw()));
            if edit.as_ref().is_some_and(is_other) {
                let now = now.map_or_else(|| "(none)".into(), crate::domain::text::harmless);
                return Err(format!("the {label} was changed since, to {now}"));
            }
        }
        Ok(())
    }

    /// Both taken back, as far as each can be.
    pub(super) fn inverse(&self) -> Result<Self, String> {
        let name = self.name.as_ref().and_then(Edit::inverse);
        let email = self.email.as_ref().and_then(Edit::inverse);
        let edits = Self { name, email };
        if edits.is_empty() {
            return Err(NOTHING.into());
        }
        Ok(edits)
    }
}
