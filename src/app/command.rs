//! The commands of the palette: one table, and a line of text read as one of them.

use std::fmt::Write;

use strum::IntoEnumIterator;

use super::action::Action;
use super::screen::budgets::BudgetsScreen;
use super::screen::customers::CustomersScreen;
use super::screen::groups::GroupsScreen;
use super::screen::keys::{KeysScreen, Of};
use super::screen::teams::TeamsScreen;
use super::screen::{journal, notices, profiles, requests};
use super::{Model, Target};
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;

/// A word that begins a command. Its kebab-case name is what is typed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the table below says it, for the reader and for the screen")]
pub enum Verb {
    Users,
    User,
    Why,
    Spend,
    Keys,
    Teams,
    Members,
    Customers,
    Budgets,
    Groups,
    Journal,
    Plan,
    Requests,
    Notices,
    Profiles,
    Profile,
    Query,
    Mark,
    Sort,
    Theme,
    Help,
    Quit,
}

/// What is said of a command.
#[derive(Clone, Copy, Debug)]
pub struct VerbRow {
    /// What may follow, and whether it must.
    pub argument: Option<(&'static str, Need)>,
    /// A sentence.
    pub help: &'static str,
    /// What it does without an argument, where that has a key.
    pub action: Option<Action>,
    /// Shows what it lists, filtered by these words, where it lists something.
    pub(super) list: Option<fn(&mut Model, &str)>,
}

/// Whether an argument must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The command means something without.
    Optional,
    /// It does not.
    Required,
}

const fn row(
    argument: Option<(&'static str, Need)>,
    help: &'static str,
    action: Option<Action>,
) -> VerbRow {
    VerbRow { argument, help, action, list: None }
}

impl Verb {
    /// The name that is typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its line of the table.
    pub fn row(self) -> VerbRow {
        use Need::{Optional, Required};
        let does = |help, action| row(None, help, Some(action));
        let show = |help, action, list| VerbRow { list: Some(list), ..does(help, action) };
        let words = |help, action, list| VerbRow {
            list: Some(list),
            ..row(Some(("WORDS", Optional)), help, Some(action))
        };
        match self {
            Self::Users => row(
                Some(("QUERY", Optional)),
                "The list of users, those of the query or all.",
                Some(Action::ShowUsers),
            ),
            Self::User => row(
                Some(("WORD", Required)),
                "The one user of that id, e-mail or name; else those that match.",
                None,
            ),
            Self::Why => row(
                Some(("WORD [model MODEL]", Optional)),
                "Which check refuses that user, or the one under the cursor.",
                Some(Action::Why),
            ),
            Self::Spend => row(
                Some(("WHOSE DAYS", Optional)),
                "What was spent each day: of all, a user, `team NAME` or `key NAME`; 7, 30 or 90.",
                Some(Action::ShowAllSpend),
            ),
            Self::Keys => words(
                "The keys, those with all of these words or all.",
                Action::ShowKeys,
                |model, words| model.show_filtered(KeysScreen::new(model, Of::All), words),
            ),
            Self::Teams => words("The teams, likewise.", Action::ShowTeams, |model, words| {
                model.show_filtered(TeamsScreen::new(model), words);
            }),
            Self::Members => {
                row(Some(("TEAM", Required)), "The members of the team of that name or id.", None)
            }
            Self::Customers => {
                words("The customers, likewise.", Action::ShowCustomers, |model, words| {
                    model.show_filtered(CustomersScreen::new(model), words);
                })
            }
            Self::Budgets => words(
                "Tags, organizations, shared budget rows and windows, likewise.",
                Action::ShowBudgets,
                |model, words| model.show_filtered(BudgetsScreen::new(model), words),
            ),
            Self::Groups => {
                words("Open WebUI's groups, likewise.", Action::ShowGroups, |model, words| {
                    model.show_filtered(GroupsScreen::new(model), words);
                })
            }
            Self::Journal => {
                show("What was attempted, with what outcome.", Action::ShowJournal, |model, _| {
                    journal::open(model);
                })
            }
            Self::Plan => {
                row(Some(("ID", Required)), "The plan of the journal whose id begins so.", None)
            }
            Self::Requests => {
                show("Every request to the servers.", Action::ShowRequests, |model, _| {
                    requests::show(model, None);
                })
            }
            Self::Notices => {
                show("All that was told.", Action::ShowNotices, |model, _| notices::show(model))
            }
            Self::Profiles => {
                show("The profiles.", Action::ShowProfiles, |model, _| profiles::show(model))
            }
            Self::Profile => row(Some(("NAME", Required)), "Work on that profile.", None),
            Self::Query => row(Some(("NAME", Required)), "The users of that saved query.", None),
            Self::Mark => row(Some(("QUERY", Required)), "Mark the users of that query.", None),
            Self::Sort => row(
                Some(("COLUMNS", Required)),
                "Sort the list by one column, then another; a - before a name turns it round.",
                None,
            ),
            Self::Theme => row(Some(("NAME", Required)), "Use that theme.", None),
            Self::Help => does("All keys.", Action::Help),
            Self::Quit => does("Leave.", Action::Quit),
        }
    }

    /// As it is written: `users [QUERY]`.
    pub fn usage(self) -> String {
        let name = self.name();
        match self.row().argument {
            None => name.to_owned(),
            Some((argument, Need::Required)) => format!("{name} {argument}"),
            Some((argument, Need::Optional)) => format!("{name} [{argument}]"),
        }
    }
}

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// As if its key had been pressed.
    Act(Action),
    /// Go there.
    Open(Target),
    /// Switch to this profile.
    Profile(String),
    /// Show the spend day by day: whose, and over how many days.
    Spend(String),
    /// Mark the users of this query.
    Mark(String),
    /// Sort by these columns.
    Sort(String),
    /// Use this theme.
    Theme(String),
}

impl Command {
    /// Where it goes, if it opens something.
    pub fn target(self) -> Option<Target> {
        match self {
            Self::Open(target) => Some(target),
            Self::Spend(words) => Some(Target::Spend(words)),
            Self::Act(action) => {
                let lists = |verb: &Verb| {
                    let row = verb.row();
                    row.list.is_some() && row.argument.is_none() && row.action == Some(action)
                };
                Verb::iter().find(lists).map(|verb| Target::List(verb, None))
            }
            _ => None,
        }
    }
}

/// The commands that open something.
pub fn openers() -> impl Iterator<Item = Verb> {
    let opens = |verb: &Verb| {
        let line = verb.usage().replace(['[', ']'], "");
        parse(&line).ok().and_then(Command::target).is_some()
    };
    Verb::iter().filter(opens)
}

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No command begins so.
    #[error(
        "there is no command '{}'{}",
        harmless(.typed), did_you_mean(.nearest.as_deref())
    )]
    Unknown {
        /// The first word.
        typed: String,
        /// The command with the nearest name.
        nearest: Option<String>,
    },
    /// More than one begins so, and none is so.
    #[error("'{}' may be {}", harmless(.typed), .names.join(" or "))]
    Ambiguous {
        /// The first word.
        typed: String,
        /// Those that begin with it.
        names: Vec<&'static str>,
    },
    /// Something must follow.
    #[error("'{}' wants to know more: {}", .0.name(), .0.usage())]
    Missing(Verb),
    /// Nothing may follow.
    #[error("'{0}' stands alone; there is more in the line")]
    TooMuch(&'static str),
}

/// Reads a line: a command or an action by name, or by a beginning of it that no other has; then,
/// after a blank or a colon, what the command is to know.
///
/// # Errors
/// Says what is wrong with it, and what may have been meant.
pub fn parse(line: &str) -> Result<Command, CommandError> {
    let line = line.trim();
    let (first, rest) = parted(line).unwrap_or((line, ""));
    let rest = rest.trim();
    match word(first)? {
        Word::Action(action) if rest.is_empty() => Ok(Command::Act(action)),
        Word::Action(action) => Err(CommandError::TooMuch(action.name())),
        Word::Verb(verb) => command(verb, rest),
    }
}

fn parted(line: &str) -> Option<(&str, &str)> {
    line.split_once(|c: char| c.is_whitespace() || c == ':')
}

fn command(verb: Verb, rest: &str) -> Result<Command, CommandError> {
    let row = verb.row();
    match (row.argument, row.action) {
        (None, _) if !rest.is_empty() => return Err(CommandError::TooMuch(verb.name())),
        (None, Some(action)) => return Ok(Command::Act(action)),
        (Some((_, Need::Required)), _) if rest.is_empty() => {
            return Err(CommandError::Missing(verb));
        }
        _ => {}
    }
    let text = rest.to_owned();
    let some = |text: String| (!text.is_empty()).then_some(text);
    Ok(match verb {
        Verb::User => Command::Open(Target::user(&text)),
        Verb::Why if text.is_empty() => Command::Act(Action::Why),
        Verb::Why => Command::Open(Target::why(&text)),
        verb if row.list.is_some() => Command::Open(Target::List(verb, some(text))),
        Verb::Members => Command::Open(Target::Members(text)),
        Verb::Plan => Command::Open(Target::Plan(text)),
        Verb::Profile => Command::Profile(text),
        Verb::Spend => Command::Spend(text),
        Verb::Query => Command::Open(Target::Query(text)),
        Verb::Mark => Command::Mark(text),
        Verb::Sort => Command::Sort(text),
        Verb::Theme => Command::Theme(text),
        _ => Command::Open(Target::Users(some(text))),
    })
}

/// What the first word of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Verb(Verb),
    Action(Action),
}

impl Word {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Verb(verb) => verb.name(),
            Self::Action(action) => action.name(),
        }
    }

    /// All there are, commands first; an action that a command of its own does is left out.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let done: Vec<Action> = Verb::iter().filter_map(|verb| verb.row().action).collect();
        let actions = Action::iter().filter(|action| super::palette::left_out(*action).is_none());
        let actions = actions.filter(move |action| !done.contains(action)).map(Self::Action);
        Verb::iter().map(Self::Verb).chain(actions)
    }
}

/// How other programs are left: no command here, and near to none by their letters.
const LEAVES: [&str; 8] = ["q!", "wq", "wq!", "x!", "qa", "qa!", "qall", "exit"];

/// The word typed in full, or a beginning of one.
fn word(typed: &str) -> Result<Word, CommandError> {
    let exact = Word::all().find(|word| word.name() == typed);
    if let Some(word) = exact {
        return Ok(word);
    }
    let begins = |word: &Word| !typed.is_empty() && word.name().starts_with(typed);
    let found: Vec<Word> = Word::all().filter(begins).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let leaves = LEAVES.contains(&typed).then_some(Verb::Quit.name());
            let near = leaves.or_else(|| nearest(typed, Word::all().map(Word::name)));
            Err(CommandError::Unknown { typed: typed.to_owned(), nearest: near.map(str::to_owned) })
        }
        several => Err(CommandError::Ambiguous {
            typed: typed.to_owned(),
            names: several.iter().map(|word| word.name()).collect(),
        }),
    }
}

/// The verb that a line begins with, typed in full, and what follows it: there is a blank or a
/// colon between.
pub(super) fn begun(line: &str) -> Option<(Verb, &str)> {
    let (first, rest) = parted(line.trim_start())?;
    let verb = Verb::iter().find(|verb| verb.name() == first && verb.row().argument.is_some())?;
    Some((verb, rest.trim_start()))
}

/// The table of commands in `docs/keys.md`, from the same rows.
pub fn commands_markdown() -> String {
    let mut out = String::from("| command | does |\n| --- | --- |\n");
    for verb in Verb::iter() {
        let _ = writeln!(out, "| `:{}` | {} |", verb.usage(), verb.row().help);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[rstest::rstest]
    #[case("users state:over", Command::Open(Target::Users(Some("state:over".into()))))]
    #[case("  users  ", Command::Open(Target::Users(None)))]
    #[case("user ana", Command::Open(Target::User("ana".into())))]
    #[case("user Ana  Ruiz", Command::Open(Target::User("Ana  Ruiz".into())))]
    #[case("plan 3f2a", Command::Open(Target::Plan("3f2a".into())))]
    #[case("profile campus", Command::Profile("campus".into()))]
    #[case("sort spend -name", Command::Sort("spend -name".into()))]
    #[case("mark state:over", Command::Mark("state:over".into()))]
    #[case("theme dark", Command::Theme("dark".into()))]
    #[case("query over budget", Command::Open(Target::Query("over budget".into())))]
    #[case("users:state:over", Command::Open(Target::Users(Some("state:over".into()))))]
    #[case("user: ana", Command::Open(Target::User("ana".into())))]
    #[case("why", Command::Act(Action::Why))]
    #[case("why ana", Command::Open(Target::Why("ana".into(), None)))]
    #[case("why ana model gpt-4o", Command::Open(Target::Why("ana".into(), Some("gpt-4o".into()))))]
    #[case("spend", Command::Spend(String::new()))]
    #[case("spend team lab 7", Command::Spend("team lab 7".into()))]
    #[case("journal", Command::Act(Action::ShowJournal))]
    #[case("jour", Command::Act(Action::ShowJournal))]
    #[case("reset-spend", Command::Act(Action::ResetSpend))]
    #[case("quit", Command::Act(Action::Quit))]
    fn a_line_is_read_as_what_it_asks_for(#[case] line: &str, #[case] command: Command) {
        assert_eq!(parse(line), Ok(command));
    }

    #[rstest::rstest]
    #[case("jurnal", "there is no command 'jurnal'; did you mean 'journal'?")]
    #[case("q!", "there is no command 'q!'; did you mean 'quit'?")]
    #[case("wq", "there is no command 'wq'; did you mean 'quit'?")]
    #[case("levitate all", "there is no command 'levitate'")]
    #[case("", "there is no command ''")]
    #[case("profi x", "'profi' may be profiles or profile")]
    #[case("user", "'user' wants to know more: user WORD")]
    #[case("journal today", "'journal' stands alone; there is more in the line")]
    #[case("block ana", "'block' stands alone; there is more in the line")]
    #[case("down", "there is no command 'down'")]
    fn a_line_that_is_no_command_says_why(#[case] line: &str, #[case] why: &str) {
        let said = parse(line).unwrap_err().to_string();
        assert!(said.starts_with(why), "{said}");
    }

    #[test]
    fn every_command_can_be_typed_as_its_usage_says() {
        for verb in Verb::iter() {
            let line = verb.usage().replace(['[', ']'], "");
            assert!(parse(&line).is_ok(), "{line}");
        }
    }

    #[test]
    fn no_command_and_action_share_a_name() {
        let mut names: Vec<&str> = Word::all().map(Word::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
