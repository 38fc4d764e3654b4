//! What is done on the screens that are asked for on demand.

use super::{Row, row};
use crate::app::action::{Action, Context};

impl Action {
    pub(super) fn why_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::PlanRemedy => ("plan remedy", "Plan: the first remedy.", Some(1)),
            Self::NthRemedy => ("nth remedy", "Plan: the remedy of that number.", None),
            Self::ChooseModel => (
                "model",
                "Ask for another model; without one, what depends on it is left out.",
                Some(3),
            ),
            Self::NextWay => {
                ("next key", "The user's next key; after the last, the chat.", Some(2))
            }
            Self::PreviousWay => {
                ("previous key", "The key before; before the first, the chat.", None)
            }
            Self::ToggleNotChecked => {
                ("all checks", "Show also the checks that are not made; again, hide them.", Some(5))
            }
            Self::ProbeProxy => {
                ("probe", "Plan: ask the proxy itself, with a key that is deleted again.", Some(6))
            }
            _ => {
                ("read all", "The verdict with remedies, commands and caveats as a page.", Some(4))
            }
        };
        row(Context::Why, title, help, footer)
    }

    pub(super) fn spend_row(self) -> Row {
        use Context::{Days, Spend, Spenders};
        let (context, title, help, footer) = match self {
            Self::SpendWeek => (Spend, "7 days", "The last 7 days.", Some(2)),
            Self::SpendMonth => (Spend, "30 days", "The last 30 days.", Some(3)),
            Self::SpendQuarter => (Spend, "90 days", "The last 90 days.", Some(4)),
            Self::TurnSpend => {
                (Spend, "spenders", "Who spent most in these days; again, the days.", Some(5))
            }
            Self::PreviousDay => (Days, "previous day", "To the bar before.", Some(9)),
            Self::NextDay => (Days, "next day", "To the bar after.", Some(9)),
            Self::OpenSpender => {
                (Spenders, "open", "The days of the one under the cursor.", Some(1))
            }
            _ => {
                let help = "Stop reading the spend; what was read before stays.";
                (Spend, "stop reading", help, Some(1))
            }
        };
        row(context, title, help, footer)
    }
}
