//! The rows of the help screen, from the table of actions.

use strum::IntoEnumIterator;

use crate::app::action::{Action, Context};

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpRow {
    /// Where the following keys hold.
    Heading(&'static str),
    /// A key and what it does.
    Action(Action),
    /// Nothing.
    Blank,
}

/// All actions: those of the contexts the operator came from first, then the rest.
pub fn rows(of: &[Context]) -> Vec<HelpRow> {
    let rest = Context::iter().filter(|context| !of.contains(context));
    let mut rows = Vec::new();
    for context in of.iter().copied().chain(rest) {
        if !rows.is_empty() {
            rows.push(HelpRow::Blank);
        }
        rows.push(HelpRow::Heading(context.title()));
        rows.extend(Action::of(context).map(HelpRow::Action));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::LISTENING;

    #[test]
    fn every_action_is_on_the_help_screen_exactly_once() {
        for of in LISTENING {
            let rows = rows(of);
            for action in Action::iter() {
                let found = rows.iter().filter(|row| **row == HelpRow::Action(action)).count();
                assert_eq!(found, 1, "{}", action.name());
            }
        }
    }
}
