//! How the console looks: colours, glyphs, and the themes one can go through.

use super::{Model, Notice};
use crate::config::theme::{Depth, Palette, Theme, built_in};
use crate::domain::nearest::nearest;
use crate::domain::text::harmless;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// How many colours.
    pub depth: Depth,
    /// ASCII alone (`--ascii`).
    pub is_ascii: bool,
}

/// The themes there are, and the one in force.
#[derive(Clone, Debug)]
pub struct Themes {
    all: Vec<Theme>,
    at: usize,
}

impl Default for Themes {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Themes {
    /// The built-in ones, then these; the default one is in force.
    pub fn new(own: Vec<Theme>) -> Self {
        Self { all: built_in().iter().cloned().chain(own).collect(), at: 0 }
    }

    /// The name of the one in force.
    pub fn name(&self) -> &str {
        self.all.get(self.at).map_or("", |theme| &theme.name)
    }

    /// The colours of the one in force, as they were written.
    pub fn palette(&self) -> Palette {
        self.all.get(self.at).map(|theme| theme.palette).unwrap_or_default()
    }

    /// All names, the built-in ones first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|theme| theme.name.as_str())
    }

    /// Puts the next one in force.
    pub fn turn(&mut self) {
        self.at = (self.at + 1) % self.all.len().max(1);
    }

    /// Puts the one of that name in force.
    ///
    /// # Errors
    /// There is none: a sentence, with the names there are.
    pub fn choose(&mut self, name: &str) -> Result<(), String> {
        match self.all.iter().position(|theme| theme.name == name) {
            Some(at) => {
                self.at = at;
                Ok(())
            }
            None => Err(self.no_such(name)),
        }
    }

    fn no_such(&self, name: &str) -> String {
        let near = nearest(name, self.names()).map(|near| format!(" (did you mean '{near}'?)"));
        let names = self.names().collect::<Vec<_>>().join(", ");
        let (name, near) = (harmless(name), near.unwrap_or_default());
        format!("there is no theme '{name}'{near}; there are {names}")
    }
}

impl Model {
    /// Puts the next theme in force.
    pub fn turn_theme(&mut self) {
        self.themes.turn();
        self.tell_theme();
    }

    /// Puts the theme of that name in force, or says that there is none.
    pub fn choose_theme(&mut self, name: &str) {
        match self.themes.choose(name) {
            Ok(()) => self.tell_theme(),
            Err(why) => self.tell(Notice::refusal(format!("theme: {why}."))),
        }
    }

    /// It is tried, not kept: what is kept stands in the config, in one place.
    fn tell_theme(&mut self) {
        let name = self.themes.name();
        let keep = format!("'theme = \"{name}\"' under [ui] in the config keeps it.");
        let said = Notice::info(format!("Theme {name}.")).hint(keep);
        self.tell(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_through_the_themes_comes_back_to_the_first() {
        let own = Theme { name: "mine".into(), palette: Palette::default() };
        let mut themes = Themes::new(vec![own]);
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push(themes.name().to_owned());
            themes.turn();
        }
        assert_eq!(seen, ["terminal", "dark", "light", "mine", "terminal"]);
    }

    #[test]
    fn a_theme_that_is_not_there_leaves_the_one_in_force() {
        let mut themes = Themes::default();
        themes.choose("dark").unwrap();
        let why = themes.choose("ligth").unwrap_err();
        assert_eq!(
            why,
            "there is no theme 'ligth' (did you mean 'light'?); there are terminal, dark, light"
        );
        assert_eq!(themes.name(), "dark");
    }
}
