//! The help screen, line by line, from the table of actions: the user's own keys, those of the
//! screen one came from first, and why what cannot be done now cannot.

use strum::IntoEnumIterator;

use super::Find;
use crate::app::Model;
use crate::app::action::{Action, Context};
use crate::app::availability::availability;
use crate::app::wrap::wrap;

/// Columns of the keys.
pub const KEYS: usize = 16;

/// Columns before the keys, and between them and the words.
pub const MARGIN: usize = 3;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpLine {
    /// Nothing.
    Blank,
    /// Where the following keys hold.
    Heading(String),
    /// Keys and what they do; the same goes on where one of them is empty.
    Action {
        /// As wide as [`KEYS`] at most.
        keys: String,
        /// As wide as the screen at most.
        text: String,
        /// Whether it can be done now, as far as it is heard on the screen beneath.
        is_available: bool,
    },
}

/// All of it, broken to the width.
pub fn lines(model: &Model, of: &[Context], find: &Find) -> Vec<HelpLine> {
    let rest = Context::iter().filter(|context| !of.contains(context));
    let words = find.input.value().to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut lines = Vec::new();
    for context in of.iter().copied().chain(rest) {
        let is_heard = of.contains(&context);
        let mut actions = Action::of(context).filter(|action| has(model, *action, &words));
        let Some(first) = actions.next() else { continue };
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(heading(context, is_heard)));
        for action in std::iter::once(first).chain(actions) {
            lines.extend(entry(model, action, is_heard));
        }
    }
    lines
}

fn heading(context: Context, is_heard: bool) -> String {
    let title = context.title();
    if is_heard { title.to_owned() } else { format!("{title} (not here)") }
}

fn has(model: &Model, action: Action, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let row = action.row();
    let keys = keys(model, action).to_lowercase();
    let text = [action.name(), row.title, row.help, row.context.title()].join(" ").to_lowercase();
    words.iter().all(|word| text.contains(word) || keys.split(", ").any(|key| key == *word))
}

fn keys(model: &Model, action: Action) -> String {
    let keys = model.keymap.sequences(action).map(ToString::to_string).collect::<Vec<_>>();
    if keys.is_empty() { model.keymap.hint(action) } else { keys.join(", ") }
}

fn entry(model: &Model, action: Action, is_heard: bool) -> Vec<HelpLine> {
    let why_not = is_heard.then(|| availability(model, action).err()).flatten();
    let mut text = action.row().help.to_owned();
    if let Some(why) = &why_not {
        text = format!("{text} Not now: {why}.");
    }
    let width = usize::from(model.size.0).saturating_sub(KEYS + 2 * MARGIN);
    let (keys, text) = (wrap(&keys(model, action), KEYS), wrap(&text, width));
    let line = |at: usize| HelpLine::Action {
        keys: keys.get(at).cloned().unwrap_or_default(),
        text: text.get(at).cloned().unwrap_or_default(),
        is_available: why_not.is_none(),
    };
    (0..keys.len().max(text.len())).map(line).collect()
}

#[cfg(test)]
mod tests {
    use tui_input::Input;

    use super::*;
    use crate::app::profile::{Profile, ProfileDraft};
    use crate::app::screen::LISTENING;
    use crate::config::Band;
    use crate::domain::{GuardPolicy, SyncPolicy};

    fn model() -> Model {
        let profile = Profile {
            name: "campus".into(),
            label: None,
            band: Band::default(),
            read_only: false,
            refresh: None,
            sync: SyncPolicy::default(),
            guard: GuardPolicy::default(),
            draft: ProfileDraft::default(),
        };
        Model::new(profile, Vec::new(), jiff::Timestamp::UNIX_EPOCH, (60, 20))
    }

    #[test]
    fn every_action_is_on_the_help_screen_exactly_once() {
        let model = model();
        for of in LISTENING {
            let text = words(&lines(&model, of, &Find::default()));
            for action in Action::iter() {
                let help = action.row().help;
                assert_eq!(text.matches(help).count(), 1, "{}", action.name());
            }
        }
    }

    /// All texts as one.
    fn words(lines: &[HelpLine]) -> String {
        let text = lines.iter().map(|line| match line {
            HelpLine::Action { text, .. } => text.as_str(),
            _ => "",
        });
        text.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        use crate::domain::cells::Columns;
        for line in lines(&model(), LISTENING[0], &Find::default()) {
            if let HelpLine::Action { keys, text, .. } = line {
                assert!(keys.columns() <= KEYS, "{keys}");
                assert!(MARGIN + KEYS + 1 + text.columns() <= 60, "{text}");
            }
        }
    }

    #[test]
    fn what_is_looked_for_is_left_with_its_headings() {
        let find = |words: &str| {
            let find = Find { input: Input::new(words.into()), is_open: true };
            lines(&model(), LISTENING[0], &find)
        };
        let headings = |lines: &[HelpLine]| {
            lines.iter().filter(|line| matches!(line, HelpLine::Heading(_))).count()
        };
        let found = find("unblock");
        assert!(words(&found).contains("Plan: unblock them"), "{found:?}");
        assert_eq!(headings(&found), 1);
        assert!(words(&find("ctrl-r")).contains("Read both servers again."));
        assert_eq!(find("no such thing"), []);
    }
}
