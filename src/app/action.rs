//! Everything an operator can ask for, in one table.
//!
//! A row says all of an action: its name, its title, its sentence, where it is heard, what it may
//! come to, when it can be done, and what does it. Dispatch, footer, help, palette, keymap and the
//! table of keys read the rows; there is no other list of actions, and a row without one of these
//! does not compile.

mod context;
mod table;

use crate::table::Travel;
use std::fmt::Write;

use strum::IntoEnumIterator;

use super::keymap::Keymap;
use super::{Effect, Model};
pub use context::Context;
pub use table::Action;

/// What an action may come to outside the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// Nothing: something else is shown, or the servers are read.
    Looks,
    /// Something leaves for the clipboard, a file or the configuration.
    Leaves,
    /// A plan is made, which is shown and not applied.
    Plans,
    /// A plan is applied, or what is being applied is stopped.
    Applies,
}

/// What is said of an action, and what does it.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// Where it is heard.
    pub context: Context,
    /// A word or two, for the footer.
    pub title: &'static str,
    /// A sentence, for help and the table of keys.
    pub help: &'static str,
    /// Its place in the footer, the least first; `None` keeps it to the help.
    pub footer: Option<u8>,
    /// What it may come to.
    pub danger: Danger,
    /// Why it cannot be done now, as the end of a sentence.
    pub may: fn(&Model) -> Result<(), String>,
    /// Does it; asked only where it can be done.
    pub act: fn(&mut Model) -> Vec<Effect>,
}

/// What does an action may order nothing, and then says nothing.
trait Ordered {
    fn orders(self) -> Vec<Effect>;
}

impl Ordered for () {
    fn orders(self) -> Vec<Effect> {
        Vec::new()
    }
}

impl Ordered for Vec<Effect> {
    fn orders(self) -> Vec<Effect> {
        self
    }
}

impl Action {
    /// The name in a keymap.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// How a cursor goes by it, in a list or in a dialog.
    pub fn travel(self) -> Option<Travel> {
        Some(match self {
            Self::Down | Self::DialogNext => Travel::Down,
            Self::Up | Self::DialogPrevious => Travel::Up,
            Self::HalfPageDown => Travel::HalfPageDown,
            Self::HalfPageUp => Travel::HalfPageUp,
            Self::PageDown => Travel::PageDown,
            Self::PageUp => Travel::PageUp,
            Self::Top => Travel::Top,
            Self::Bottom => Travel::Bottom,
            _ => return None,
        })
    }

    /// All actions of a context, in the table's order.
    pub fn of(context: Context) -> impl Iterator<Item = Self> {
        Self::iter().filter(move |action| action.row().context == context)
    }
}

/// The table of keys in `docs/keys.md`, from the same rows.
pub fn keys_markdown(keymap: &Keymap) -> String {
    let mut out = String::from("| where | key | does |\n| --- | --- | --- |\n");
    for context in Context::iter() {
        for action in Action::of(context) {
            let keys = keymap.sequences(action).map(|keys| format!("`{keys}`")).collect::<Vec<_>>();
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                context.title(),
                keys.join(" "),
                action.row().help
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_makes_a_plan_says_so() {
        for action in Action::iter() {
            let row = action.row();
            let says = row.help.starts_with("Plan: ");
            assert_eq!(says, row.danger == Danger::Plans, "{}", action.name());
        }
    }
}
