//! What is asked of the operator, with its data inside: one dialog at a time, on top of a screen.

pub mod budget;
pub mod mint;
pub mod profile;
pub mod queries;

use tui_input::Input;

use super::list::ListState;
use super::secret::Revealed;
use super::table::Chooser;
use crate::plan::Held;
pub use budget::BudgetForm;
pub use mint::MintForm;
pub use profile::ProfileForm;
pub use queries::QueriesDialog;

/// An open dialog.
#[derive(Debug)]
pub enum Dialog {
    /// Yes or no, the focus on no.
    Confirm(Confirm),
    /// The guard holds the plan: its number of changes is to be typed.
    Held {
        /// Why.
        held: Held,
        /// What is typed.
        input: Input,
    },
    /// What budget to set.
    Budget(BudgetForm),
    /// What key to mint.
    Mint(MintForm),
    /// The columns of the list in front.
    Columns(Chooser),
    /// Whom to mark, by a query.
    MarkMatches(Input),
    /// Where to write the plan.
    WritePlan(Input),
    /// Where to write the people.
    Export(Input),
    /// A profile.
    Profile(ProfileForm),
    /// The saved queries, and a name for the present one.
    Queries(QueriesDialog),
    /// What was handed back: shown here, once, and forgotten when this closes.
    Revealed {
        /// Each with its owner.
        secrets: Vec<Revealed>,
        /// Which one `copy` takes.
        list: ListState,
    },
}

/// Which button has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Do nothing.
    Cancel,
    /// Do it.
    Go,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Apply the plan on the screen?
    ApplyPlan,
    /// Remove this profile?
    RemoveProfile(String),
    /// Leave while a plan is being applied?
    QuitWhileApplying,
}

/// A yes-or-no question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm {
    /// What is asked.
    pub question: Question,
    /// In words.
    pub title: String,
    /// What will happen, to whom. Harmless to show.
    pub lines: Vec<String>,
    /// The word on the button that does it.
    pub go: &'static str,
    /// Which button has the focus.
    pub focus: Button,
}

impl Confirm {
    /// With the focus on *cancel*.
    pub fn new(
        question: Question,
        title: impl Into<String>,
        lines: Vec<String>,
        go: &'static str,
    ) -> Self {
        Self { question, title: title.into(), lines, go, focus: Button::Cancel }
    }

    /// To the other button.
    pub fn turn(&mut self) {
        self.focus = match self.focus {
            Button::Cancel => Button::Go,
            Button::Go => Button::Cancel,
        };
    }
}
