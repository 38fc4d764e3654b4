//! What is done with what is marked: each is a plan, or looks closer.

use super::{Row, row};
use crate::app::action::{Action, Context};

impl Action {
    pub(super) fn verbs_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::Why => {
                ("why", "Which check refuses the one under the cursor, and what lifts it.", Some(4))
            }
            Self::ResetSpend => ("reset spend", "Plan: set the spend back to zero.", Some(3)),
            Self::Block => ("block", "Plan: block them; users, on both servers.", Some(4)),
            Self::Unblock => {
                ("unblock", "Plan: unblock them; users, exactly as they were.", Some(11))
            }
            Self::SetBudget => ("budget", "Plan: set the budget and its window.", Some(5)),
            Self::SetWindow => (
                "window",
                "Plan: set what keys or teams may spend in 24h, 7d or another window.",
                Some(13),
            ),
            Self::SetModels => {
                ("models", "Plan: set which models they may use at the proxy.", Some(12))
            }
            Self::ShowSpend => {
                ("spend by day", "What was spent on each day, and with which model.", Some(25))
            }
            Self::CopyIds => ("copy ids", "Copy the ids on both servers.", None),
            _ => ("copy row", "Copy the line, with tabs between.", None),
        };
        row(Context::Verbs, title, help, footer)
    }

    pub(super) fn people_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ResetSpendAndKeys => (
                "reset with keys",
                "Plan: reset the spend of the users and of all their keys.",
                Some(16),
            ),
            Self::MintKey => {
                ("mint key", "Plan: mint a key for each of the users; shown once.", Some(6))
            }
            Self::Sync => ("sync", "Plan: bring these users in step on both servers.", Some(7)),
            Self::SyncEverybody => {
                ("sync all", "Plan: bring everybody in step on both servers.", Some(12))
            }
            Self::SetRole => ("account role", "Plan: set the accounts' role in Open WebUI.", None),
            Self::GrantModel => {
                ("grant model", "Plan: let the accounts use a model in Open WebUI.", None)
            }
            Self::ActivateUser => (
                "activate",
                "Plan: activate users whom another hand deactivated at the proxy.",
                None,
            ),
            Self::ShowTheirKeys => ("keys", "The user's keys as a list.", Some(17)),
            Self::CopyJson => {
                ("copy JSON", "Copy the user as `bursar users --format json` has it.", None)
            }
            Self::CopyKeys => {
                ("copy keys", "Copy the user's keys: alias, masked name and hash.", None)
            }
            _ => ("copy e-mail", "Copy the user's e-mail, or the id where there is none.", None),
        };
        row(Context::People, title, help, footer)
    }

    pub(super) fn keys_row(self) -> Row {
        let (title, help, footer) = match self {
            Self::ExtendKey => ("extend", "Plan: set how long the keys live from now on.", Some(6)),
            _ => ("delete", "Plan: delete the keys, for good.", Some(10)),
        };
        row(Context::Keys, title, help, footer)
    }
}
