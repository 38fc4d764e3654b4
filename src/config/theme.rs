//! Themes: what each meaning looks like. Three are built in; an operator's own are files in the
//! folder `themes` beside the config, one theme a file, named as the file.
//!
//! A theme that is wrong is told of and left out. It never keeps the console from starting: the
//! message may be just what it is needed for.

pub mod colour;
mod file;

use std::sync::LazyLock;

use strum::IntoEnumIterator;

pub use colour::{Colour, Depth};
pub use file::{Found, Problem, find, parse};

/// What a colour means.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::EnumCount,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// Behind everything.
    Background,
    /// As any other text.
    Text,
    /// Beside the point: not there, not now. Without a colour it is dim.
    Muted,
    /// Where one is, what can be typed.
    Accent,
    /// In order.
    Ok,
    /// Worth a look.
    Warn,
    /// Wrong, stopped, refused.
    Danger,
    /// Column heads and headings.
    Head,
    /// Marked.
    Mark,
    /// The frame of a dialog.
    Frame,
    /// Behind what is under the cursor. Without a colour that is reversed.
    Selection,
}

impl Role {
    /// The name in a file.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// All names, as a sentence lists them.
    pub(super) fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }
}

/// A colour for each meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Palette([Colour; <Role as strum::EnumCount>::COUNT]);

impl Palette {
    /// What means that.
    pub fn get(&self, role: Role) -> Colour {
        self.0.get(role as usize).copied().unwrap_or_default()
    }

    fn set(&mut self, role: Role, colour: Colour) {
        if let Some(place) = self.0.get_mut(role as usize) {
            *place = colour;
        }
    }

    /// Each brought down to what can be shown. Sixteen colours have no shade of the background on
    /// which all others can be read: a selection that would have to be one has no colour then, and
    /// so is reversed.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Self {
        let mut palette = Self(self.0.map(|colour| colour.at(depth)));
        let was_other = palette.get(Role::Selection) != self.get(Role::Selection);
        if depth == Depth::Sixteen && was_other {
            palette.set(Role::Selection, Colour::Terminal);
        }
        palette
    }
}

/// A palette with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// As the config and the palette of commands name it.
    pub name: String,
    /// Its colours, as they were written.
    pub palette: Palette,
}

/// The name of the theme that is there when nobody says which.
pub const DEFAULT: &str = "terminal";

const BUILT_IN: [(&str, &str); 3] = [
    (DEFAULT, include_str!("../../assets/themes/terminal.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
];

/// The themes bursar comes with, the default one first. A test keeps them well-formed; were one
/// not, it would have no colours.
pub fn built_in() -> &'static [Theme] {
    static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
        let theme = |(name, text): (&str, &str)| Theme {
            name: name.to_owned(),
            palette: file::own(text).unwrap_or_default(),
        };
        BUILT_IN.into_iter().map(theme).collect()
    });
    &THEMES
}

#[cfg(test)]
mod tests;
