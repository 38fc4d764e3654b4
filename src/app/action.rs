//! Everything an operator can ask for, in one table.
//!
//! Dispatch, footer, help screen, keymap and the README's table of keys all read this; a variant
//! without a row does not compile.

mod table;

use std::fmt::Write;

use strum::IntoEnumIterator;

use super::keymap::Keymap;
pub use table::Row;

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
    /// Wherever something can be acted on: users, keys, teams, members, customers, budgets.
    Verbs,
    /// Wherever these are people: the list, and one user.
    People,
    /// Virtual keys.
    Keys,
    /// Marking rows for a verb.
    Marks,
    /// Why a user is refused.
    Why,
    /// The spend day by day, and who spent most.
    Spend,
    /// Its days.
    Days,
    /// Its ranking.
    Spenders,
    /// A plan under review or being applied.
    Plan,
    /// The journal and its entries.
    Journal,
    /// The profiles.
    Profiles,
    /// The help.
    Help,
    /// Keys, teams, members, customers, budgets.
    Records,
    /// The list of teams besides.
    Teams,
    /// The list of budgets besides.
    Budgets,
    /// A list filtered by words.
    Words,
    /// The request log.
    Requests,
    /// The notices.
    Notices,
    /// Any list with columns.
    Table,
    /// Moving in any list or page.
    List,
    /// Everywhere.
    Global,
    /// An open dialog.
    Dialog,
    /// The dialog of columns.
    Columns,
}

impl Context {
    /// The heading on the help screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Users => "The list of users",
            Self::Verbs => "What is marked, else what is under the cursor",
            Self::People => "Of users alone",
            Self::Keys => "Of keys alone",
            Self::Marks => "Marking",
            Self::Why => "Why a user is refused",
            Self::Spend => "The spend day by day",
            Self::Days => "Its days",
            Self::Spenders => "Who spent most",
            Self::Plan => "A plan",
            Self::Journal => "The journal",
            Self::Profiles => "The profiles",
            Self::Help => "The help",
            Self::Table => "Columns and order of a list",
            Self::Records => "Keys, teams, members, customers and budgets",
            Self::Teams => "The list of teams",
            Self::Budgets => "The list of budgets",
            Self::Words => "A list filtered by words",
            Self::Requests => "The request log",
            Self::Notices => "The notices",
            Self::List => "Moving",
            Self::Global => "Everywhere",
            Self::Dialog => "In a dialog",
            Self::Columns => "In the dialog of columns",
        }
    }
}

impl Context {
    /// Where it is listened to, for a sentence; nothing for what is heard nearly everywhere.
    pub fn place(self) -> Option<&'static str> {
        match self {
            Self::Users => Some("on the list of users"),
            Self::Marks => Some("in a list that has marks"),
            Self::Records => Some("on keys, teams, members, customers and budgets"),
            Self::Teams => Some("on the list of teams"),
            Self::Words => Some("in a list that is filtered by words"),
            Self::Verbs => Some("on users, keys, teams, members, customers and budgets"),
            Self::People => Some("on users"),
            Self::Keys => Some("on keys"),
            Self::Why => Some("where it says why"),
            Self::Spend => Some("on the spend by day"),
            Self::Days => Some("on the days of a spend"),
            Self::Spenders => Some("where it says who spent most"),
            Self::Plan => Some("on a plan"),
            Self::Journal => Some("in the journal"),
            Self::Profiles => Some("on the profiles"),
            Self::Requests => Some("in the request log"),
            Self::Notices => Some("in the notices"),
            Self::Budgets => Some("on the list of budgets"),
            Self::Help => Some("in the help"),
            Self::Table => Some("in a list"),
            Self::List | Self::Global | Self::Dialog | Self::Columns => None,
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
    ClearQuery,
    SavedQuery,
    SaveQuery,
    ToggleMark,
    MarkRange,
    MarkAll,
    InvertMarks,
    MarkMatches,
    NextSort,
    ReverseSort,
    ChooseColumns,
    ScrollRight,
    ScrollLeft,
    StopReading,
    NextChange,
    PreviousChange,
    Why,
    ResetSpend,
    Block,
    Unblock,
    SetBudget,
    SetWindow,
    SetModels,
    ShowSpend,
    CopyIds,
    CopyRow,
    ResetSpendAndKeys,
    MintKey,
    Sync,
    SyncEverybody,
    ShowTheirKeys,
    SetRole,
    GrantModel,
    ActivateUser,
    CopyAddress,
    CopyJson,
    CopyKeys,
    ExtendKey,
    DeleteKey,
    Export,
    PlanRemedy,
    NthRemedy,
    ChooseModel,
    NextWay,
    PreviousWay,
    ToggleNotChecked,
    ReadVerdict,
    ProbeProxy,
    SpendWeek,
    SpendMonth,
    SpendQuarter,
    TurnSpend,
    PreviousDay,
    NextDay,
    OpenSpender,
    StopSpend,
    ApplyPlan,
    CancelApply,
    WritePlan,
    TogglePasswords,
    OpenEntry,
    SwitchProfile,
    AddProfile,
    EditProfile,
    RemoveProfile,
    FindInHelp,
    OpenRecord,
    ShowTeamKeys,
    ShowAllBudgets,
    FilterWords,
    ClearWords,
    OpenRequest,
    CopyCurl,
    OpenNotice,
    CopyNotice,
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
    ShowUsers,
    ShowKeys,
    ShowTeams,
    ShowCustomers,
    ShowBudgets,
    ShowJournal,
    ShowProfiles,
    ShowChanges,
    ShowRequests,
    ShowNotices,
    ShowAllSpend,
    Refresh,
    TogglePause,
    DumpScreen,
    ToggleTimes,
    Palette,
    NextTheme,
    Help,
    Quit,
    Suspend,
    ForceQuit,
    DialogAccept,
    DialogCancel,
    DialogNext,
    DialogPrevious,
    DialogPageDown,
    DialogPageUp,
    DialogCopy,
    DialogRemove,
    ToggleColumn,
    ColumnLeft,
    ColumnRight,
    SortByColumn,
    SortSecond,
    ResetColumns,
}

impl Action {
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
