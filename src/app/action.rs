//! Everything an operator can ask for, in one table.
//!
//! Dispatch, footer, help screen, keymap and the README's table of keys all read this; a variant
//! without a row does not compile.

use std::fmt::Write;

use strum::IntoEnumIterator;

use super::keymap::Keymap;

/// Where a binding holds. A screen listens in several contexts, the most particular first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Context {
    /// The list of users.
    Users,
    /// Wherever there are people to act on: the list, and one user.
    People,
    /// A plan under review or being applied.
    Plan,
    /// The journal and its entries.
    Journal,
    /// The profiles.
    Profiles,
    /// Moving in any list or page.
    List,
    /// Everywhere.
    Global,
    /// An open dialog.
    Dialog,
}

impl Context {
    /// The heading on the help screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Users => "The list of users",
            Self::People => "The marked users, or the one under the cursor",
            Self::Plan => "A plan",
            Self::Journal => "The journal",
            Self::Profiles => "The profiles",
            Self::List => "Moving",
            Self::Global => "Everywhere",
            Self::Dialog => "In a dialog",
        }
    }
}

/// Something an operator can ask for; its kebab-case name is what a keymap binds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the table below says it, for the reader and for the screen")]
pub enum Action {
    OpenUser,
    Filter,
    Mark,
    MarkAll,
    NextSort,
    ReverseSort,
    ResetSpend,
    ResetSpendAndKeys,
    Block,
    Unblock,
    SetBudget,
    MintKey,
    Sync,
    SyncEverybody,
    CopyAddress,
    ApplyPlan,
    CancelApply,
    WritePlan,
    TogglePasswords,
    OpenEntry,
    SwitchProfile,
    AddProfile,
    EditProfile,
    RemoveProfile,
    Down,
    Up,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Back,
    Undo,
    ShowJournal,
    ShowProfiles,
    Refresh,
    ToggleTimes,
    Help,
    Quit,
    Suspend,
    ForceQuit,
    DialogAccept,
    DialogCancel,
    DialogNext,
    DialogPrevious,
    DialogCopy,
}

/// What is said of an action.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Where it is bound.
    pub context: Context,
    /// Two or three words, for the footer.
    pub title: &'static str,
    /// A sentence, for help and README.
    pub help: &'static str,
    /// Its place in the footer, the least first; `None` keeps it to the help screen.
    pub footer: Option<u8>,
}

const fn row(context: Context, title: &'static str, help: &'static str, footer: Option<u8>) -> Row {
    Row { context, title, help, footer }
}

impl Action {
    /// Its line of the table.
    pub fn row(self) -> Row {
        match self {
            Self::OpenUser
            | Self::Filter
            | Self::Mark
            | Self::MarkAll
            | Self::NextSort
            | Self::ReverseSort => self.users_row(),
            Self::ResetSpend
            | Self::ResetSpendAndKeys
            | Self::Block
            | Self::Unblock
            | Self::SetBudget
            | Self::MintKey
            | Self::Sync
            | Self::SyncEverybody
            | Self::CopyAddress => self.people_row(),
            Self::ApplyPlan | Self::CancelApply | Self::WritePlan | Self::TogglePasswords => {
                self.plan_row()
            }
            Self::OpenEntry
            | Self::SwitchProfile
            | Self::AddProfile
            | Self::EditProfile
            | Self::RemoveProfile => self.desk_row(),
            Self::Down
            | Self::Up
            | Self::HalfPageDown
            | Self::HalfPageUp
            | Self::PageDown
            | Self::PageUp
            | Self::Top
            | Self::Bottom => self.list_row(),
            Self::Back
            | Self::Undo
            | Self::ShowJournal
            | Self::ShowProfiles
            | Self::Refresh
            | Self::ToggleTimes
            | Self::Help
            | Self::Quit
            | Self::Suspend
            | Self::ForceQuit => self.global_row(),
            Self::DialogAccept
            | Self::DialogCancel
            | Self::DialogNext
            | Self::DialogPrevious
            | Self::DialogCopy => self.dialog_row(),
        }
    }

    fn users_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::OpenUser => {
                ("open", "Show everything about the user under the cursor.", Some(10))
            }
            Self::Filter => {
                ("filter", "Filter by words in name, e-mail or id; esc clears it.", Some(2))
            }
            Self::Mark => {
                ("mark", "Mark or unmark the user under the cursor, and move on.", Some(9))
            }
            Self::MarkAll => ("mark all", "Mark all users shown; again unmarks them.", Some(19)),
            Self::NextSort => ("sort", "Sort by the next column.", Some(15)),
            _ => ("reverse", "Sort the other way round.", None),
        };
        row(Context::Users, title, help, footer)
    }

    fn people_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ResetSpend => {
                ("reset spend", "Plan: set the users' spend back to zero.", Some(3))
            }
            Self::ResetSpendAndKeys => (
                "reset with keys",
                "Plan: reset the spend of the users and of all their keys.",
                Some(16),
            ),
            Self::Block => ("block", "Plan: block the users on both servers.", Some(4)),
            Self::Unblock => ("unblock", "Plan: restore exactly what bursar blocked.", Some(11)),
            Self::SetBudget => ("budget", "Plan: set the users' budget and its window.", Some(5)),
            Self::MintKey => {
                ("mint key", "Plan: mint a key for each of the users; shown once.", Some(6))
            }
            Self::Sync => ("sync", "Plan: bring these users in step on both servers.", Some(7)),
            Self::SyncEverybody => {
                ("sync all", "Plan: bring everybody in step on both servers.", Some(12))
            }
            _ => ("copy address", "Copy the user's e-mail, or the id where there is none.", None),
        };
        row(Context::People, title, help, footer)
    }

    fn plan_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ApplyPlan => ("apply", "Apply the plan, after a question.", Some(1)),
            Self::CancelApply => {
                ("cancel", "Stop: what is under way finishes, the rest is left.", Some(2))
            }
            Self::WritePlan => ("write to file", "Write the plan to a new file, as JSON.", Some(3)),
            _ => ("passwords", "Show the new accounts' initial passwords, once.", Some(4)),
        };
        row(Context::Plan, title, help, footer)
    }

    fn desk_row(self) -> Row {
        let (context, title, help, footer) = match self {
            Self::OpenEntry => (
                Context::Journal,
                "open",
                "Show the changes of this plan and what became of each.",
                Some(1),
            ),
            Self::SwitchProfile => (Context::Profiles, "switch", "Work on this profile.", Some(1)),
            Self::AddProfile => {
                (Context::Profiles, "add", "Add a profile to the configuration.", Some(2))
            }
            Self::EditProfile => (Context::Profiles, "edit", "Edit this profile.", Some(3)),
            _ => (
                Context::Profiles,
                "remove",
                "Take this profile out of the config, after a question.",
                Some(8),
            ),
        };
        row(context, title, help, footer)
    }

    fn list_row(self) -> Row {
        let (title, help) = match self {
            Self::Down => ("down", "One line down."),
            Self::Up => ("up", "One line up."),
            Self::HalfPageDown => ("half a page down", "Half a page down."),
            Self::HalfPageUp => ("half a page up", "Half a page up."),
            Self::PageDown => ("page down", "A page down."),
            Self::PageUp => ("page up", "A page up."),
            Self::Top => ("top", "To the first line."),
            _ => ("bottom", "To the last line."),
        };
        row(Context::List, title, help, None)
    }

    fn global_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::Back => {
                ("back", "Dismiss the error, clear filter, then marks; or go back.", Some(8))
            }
            Self::Undo => {
                ("undo", "Plan: take back the last plan, or the journal's chosen one.", Some(13))
            }
            Self::ShowJournal => {
                ("journal", "What was attempted, by whom, with what outcome.", Some(14))
            }
            Self::ShowProfiles => ("profiles", "The profiles, to switch, add or edit.", Some(17)),
            Self::Refresh => ("refresh", "Read both servers again.", Some(18)),
            Self::ToggleTimes => ("times", "Show times relative to now, or absolute.", Some(20)),
            Self::Help => ("help", "All keys, those of this screen first.", Some(0)),
            Self::Quit => ("quit", "Leave; asks only while a plan is being applied.", Some(21)),
            Self::Suspend => {
                ("suspend", "Hand the terminal back to the shell; `fg` returns.", None)
            }
            _ => ("quit at once", "Leave without a question; a write under way is awaited.", None),
        };
        row(Context::Global, title, help, footer)
    }

    fn dialog_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::DialogAccept => ("accept", "Do what the focus is on.", Some(1)),
            Self::DialogCancel => ("cancel", "Close and do nothing.", Some(2)),
            Self::DialogNext => ("next", "To the next field or button.", Some(3)),
            Self::DialogPrevious => ("previous", "To the previous field or button.", None),
            _ => ("copy", "Copy the secret shown, through the terminal (OSC 52).", Some(4)),
        };
        row(Context::Dialog, title, help, footer)
    }

    /// The name in a keymap.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// All actions of a context, in the table's order.
    pub fn of(context: Context) -> impl Iterator<Item = Self> {
        Self::iter().filter(move |action| action.row().context == context)
    }
}

/// The README's table of keys, as Markdown, from the same rows.
pub fn keys_markdown(keymap: &Keymap) -> String {
    let mut out = String::from("| where | key | does |\n| --- | --- | --- |\n");
    for context in Context::iter() {
        for action in Action::of(context) {
            let keys = keymap.chords(action).map(|chord| format!("`{chord}`")).collect::<Vec<_>>();
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
