//! What is said of each action: the one table behind dispatch, footer, help, palette and README.
//! A variant without a row does not compile.

mod asked;
mod records;
mod verbs;

use super::{Action, Context};

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
    #[expect(clippy::too_many_lines, reason = "a line an action, and none can be left out")]
    pub fn row(self) -> Row {
        match self {
            Self::OpenUser
            | Self::Filter
            | Self::ClearQuery
            | Self::SavedQuery
            | Self::SaveQuery
            | Self::Export
            | Self::StopReading
            | Self::NextChange
            | Self::PreviousChange => self.users_row(),
            Self::ToggleMark
            | Self::MarkRange
            | Self::MarkAll
            | Self::InvertMarks
            | Self::MarkMatches => self.marks_row(),
            Self::NextSort
            | Self::ReverseSort
            | Self::ChooseColumns
            | Self::ScrollRight
            | Self::ScrollLeft => self.table_row(),
            Self::Why
            | Self::ResetSpend
            | Self::Block
            | Self::Unblock
            | Self::SetBudget
            | Self::SetWindow
            | Self::SetModels
            | Self::ShowSpend
            | Self::CopyIds
            | Self::CopyRow => self.verbs_row(),
            Self::ResetSpendAndKeys
            | Self::MintKey
            | Self::Sync
            | Self::SyncEverybody
            | Self::ShowTheirKeys
            | Self::SetRole
            | Self::GrantModel
            | Self::ActivateUser
            | Self::CopyAddress
            | Self::CopyJson
            | Self::CopyKeys => self.people_row(),
            Self::ExtendKey | Self::DeleteKey => self.keys_row(),
            Self::PlanRemedy
            | Self::NthRemedy
            | Self::ChooseModel
            | Self::NextWay
            | Self::PreviousWay
            | Self::ToggleNotChecked
            | Self::ReadVerdict
            | Self::ProbeProxy => self.why_row(),
            Self::SpendWeek
            | Self::SpendMonth
            | Self::SpendQuarter
            | Self::TurnSpend
            | Self::PreviousDay
            | Self::NextDay
            | Self::OpenSpender
            | Self::StopSpend => self.spend_row(),
            Self::ApplyPlan | Self::CancelApply | Self::WritePlan | Self::TogglePasswords => {
                self.plan_row()
            }
            Self::OpenEntry
            | Self::SwitchProfile
            | Self::AddProfile
            | Self::EditProfile
            | Self::RemoveProfile
            | Self::FindInHelp => self.desk_row(),
            Self::OpenRecord
            | Self::ShowTeamKeys
            | Self::ShowAllBudgets
            | Self::FilterWords
            | Self::ClearWords => self.records_row(),
            Self::OpenRequest | Self::CopyCurl | Self::OpenNotice | Self::CopyNotice => {
                self.told_row()
            }
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
            | Self::ShowUsers
            | Self::ShowKeys
            | Self::ShowTeams
            | Self::ShowCustomers
            | Self::ShowBudgets
            | Self::ShowJournal
            | Self::ShowProfiles
            | Self::ShowChanges
            | Self::ShowRequests
            | Self::ShowNotices
            | Self::ShowAllSpend
            | Self::Refresh
            | Self::TogglePause
            | Self::DumpScreen
            | Self::ToggleTimes
            | Self::Palette
            | Self::NextTheme
            | Self::Help
            | Self::Quit
            | Self::Suspend
            | Self::ForceQuit => self.global_row(),
            Self::DialogAccept
            | Self::DialogCancel
            | Self::DialogNext
            | Self::DialogPrevious
            | Self::DialogPageDown
            | Self::DialogPageUp
            | Self::DialogCopy
            | Self::DialogRemove => self.dialog_row(),
            Self::ToggleColumn
            | Self::ColumnLeft
            | Self::ColumnRight
            | Self::SortByColumn
            | Self::SortSecond
            | Self::ResetColumns => self.columns_row(),
        }
    }

    fn users_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::OpenUser => {
                ("open", "Show everything about the user under the cursor.", Some(10))
            }
            Self::Filter => (
                "query",
                "Type a query: words, and terms like spend>80%; it works at once.",
                Some(2),
            ),
            Self::ClearQuery => ("everybody", "Clear the query: show everybody.", None),
            Self::SavedQuery => {
                ("saved query", "Show the saved query of that number; again clears it.", None)
            }
            Self::SaveQuery => (
                "save query",
                "Save the query under a name; or choose or remove a saved one.",
                Some(22),
            ),
            Self::Export => (
                "export",
                "Write the marked users, else those shown, to a new file: CSV or JSON.",
                Some(24),
            ),
            Self::NextChange => ("next change", "To the next user who changed a moment ago.", None),
            Self::PreviousChange => {
                ("previous change", "To the one before who changed a moment ago.", None)
            }
            _ => ("stop reading", "Give the reading up; what was read before stays.", Some(1)),
        };
        row(Context::Users, title, help, footer)
    }

    fn marks_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ToggleMark => {
                ("mark", "Mark or unmark the row under the cursor, and move on.", Some(9))
            }
            Self::MarkRange => (
                "mark range",
                "Begin a range and move to its other end; again marks it, esc gives it up.",
                Some(22),
            ),
            Self::MarkAll => ("mark all", "Mark all rows shown; again unmarks them.", Some(19)),
            Self::InvertMarks => {
                ("invert marks", "Mark those shown that are not, and unmark the others.", None)
            }
            _ => ("mark by query", "Mark all that a query matches, shown or not.", None),
        };
        row(Context::Marks, title, help, footer)
    }

    fn table_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::NextSort => ("sort", "Sort by the next column; a second key stays.", Some(15)),
            Self::ReverseSort => ("reverse", "Sort the other way round.", None),
            Self::ChooseColumns => {
                ("columns", "Choose, move and hide columns, and sort by any two.", Some(23))
            }
            Self::ScrollRight => {
                ("scroll right", "Show the columns that have no room; the first stays.", None)
            }
            _ => ("scroll left", "Back to the columns scrolled past.", None),
        };
        row(Context::Table, title, help, footer)
    }

    fn columns_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ToggleColumn => ("show or hide", "Show the column, or hide it.", Some(1)),
            Self::ColumnLeft => ("move left", "Move the column to the left.", Some(2)),
            Self::ColumnRight => ("move right", "Move the column to the right.", Some(3)),
            Self::SortByColumn => ("sort", "Sort by the column; again turns it round.", Some(4)),
            Self::SortSecond => {
                ("second key", "Sort equals by the column; again turns it round.", Some(5))
            }
            _ => ("reset", "Back to the columns and the order bursar comes with.", Some(6)),
        };
        row(Context::Columns, title, help, footer)
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
            Self::RemoveProfile => (
                Context::Profiles,
                "remove",
                "Take this profile out of the config, after a question.",
                Some(8),
            ),
            _ => (Context::Help, "find", "Show only the keys that have these words.", Some(1)),
        };
        row(context, title, help, footer)
    }

    fn told_row(self) -> Row {
        let (context, title, help, footer) = match self {
            Self::OpenRequest => {
                (Context::Requests, "open", "Show everything about the request.", Some(1))
            }
            Self::CopyCurl => (
                Context::Requests,
                "copy as curl",
                "Copy the request as a command of curl, the credential by name.",
                Some(3),
            ),
            Self::OpenNotice => (
                Context::Notices,
                "open",
                "Show the notice whole; once more, the request it came from.",
                Some(1),
            ),
            _ => (Context::Notices, "copy", "Copy the notice's text.", Some(2)),
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
                ("back", "Give up the range, clear the query, then the marks; or go back.", Some(8))
            }
            Self::Undo => {
                ("undo", "Plan: take back the last plan, or the journal's chosen one.", Some(13))
            }
            Self::ShowKeys => {
                ("keys", "All virtual keys, those nearest to their budgets first.", None)
            }
            Self::ShowTeams => ("teams", "The teams, with their members and keys.", None),
            Self::ShowCustomers => ("customers", "The customers, LiteLLM's end users.", None),
            Self::ShowBudgets => {
                ("budgets", "Tags, organizations, shared budget rows, windows.", None)
            }
            Self::ShowUsers => ("users", "Back to the list of users, from anywhere.", None),
            Self::ShowJournal => {
                ("journal", "What was attempted, by whom, with what outcome.", Some(14))
            }
            Self::ShowProfiles => ("profiles", "The profiles, to switch, add or edit.", Some(17)),
            Self::ShowChanges => ("changes", "Who is new, gone or other since a moment ago.", None),
            Self::ShowRequests => {
                ("requests", "Every request to the servers, as it goes.", Some(22))
            }
            Self::ShowNotices => {
                ("notices", "All that was told; errors stay until they are read.", Some(23))
            }
            Self::ShowAllSpend => {
                ("spend of all", "What everybody spent on each day, and who spent most.", None)
            }
            Self::Refresh => {
                ("refresh", "Read both servers again. On the spend by day, that alone.", Some(18))
            }
            Self::TogglePause => {
                ("pause", "Stop reading the servers by itself, or go on with it.", None)
            }
            Self::DumpScreen => {
                ("write screen", "Write what is on the screen to a text file.", None)
            }
            Self::ToggleTimes => ("times", "Show times relative to now, or absolute.", Some(20)),
            Self::Palette => {
                ("commands", "All commands and actions, by a few letters of their name.", Some(1))
            }
            Self::NextTheme => ("theme", "Go through the themes; the config keeps one.", None),
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
            Self::DialogPageDown => ("scroll", "Further down in what has no room.", None),
            Self::DialogPageUp => ("scroll up", "Further up in what has no room.", None),
            Self::DialogPrevious => ("previous", "To the previous field or button.", None),
            Self::DialogRemove => ("remove", "Remove the saved query under the cursor.", Some(5)),
            _ => ("copy", "Copy the secret shown, through the terminal (OSC 52).", Some(4)),
        };
        row(Context::Dialog, title, help, footer)
    }
}
