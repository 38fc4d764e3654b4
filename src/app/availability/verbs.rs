//! Whether a verb can be used on what is marked or under the cursor.

use super::{activity, answering, fresh, has_proxy, one, server, session, someone};
use crate::app::records::BudgetsScreen;
use crate::app::verb::Kind;
use crate::app::{Action, Model, Screen, Server};

/// # Errors
/// Why not, as a sentence for the operator.
pub(super) fn verb(model: &Model, action: Action) -> Result<(), String> {
    let kind = model.subject().kind();
    if let Some(why) = kind.and_then(|kind| unfit(kind, action)) {
        return Err(why.to_owned());
    }
    if let Screen::Budgets(screen) = model.subject() {
        alike(screen)?;
    }
    match action {
        Action::Why => {
            one(model)?;
            session(model)?;
            has_proxy(model)
        }
        Action::ShowSpend => {
            someone(model)?;
            activity(model)
        }
        Action::SyncEverybody => {
            fresh(model)?;
            answering(model, Server::Proxy)?;
            answering(model, Server::Webui)
        }
        Action::Sync | Action::Block | Action::Unblock if kind == Some(Kind::People) => {
            someone(model)?;
            fresh(model)?;
            answering(model, Server::Proxy)?;
            answering(model, Server::Webui)
        }
        Action::SetRole | Action::GrantModel => {
            someone(model)?;
            fresh(model)?;
            server(model, Server::Webui)
        }
        _ => {
            someone(model)?;
            fresh(model)?;
            server(model, Server::Proxy)
        }
    }
}

/// One plan changes purses of one kind; of windows, those of one length.
fn alike(screen: &BudgetsScreen) -> Result<(), String> {
    let lines = screen.acted_on();
    let Some(first) = lines.first() else { return Ok(()) };
    if let Some(other) = lines.iter().find(|line| line.kind != first.kind) {
        let (one, other) = (first.kind.words(), other.kind.words());
        return Err(format!("a plan changes one kind at a time; mark {one}s or {other}s alone"));
    }
    let is_window = Kind::from(first.kind) == Kind::Windows;
    if is_window && lines.iter().any(|line| line.budget.window != first.budget.window) {
        return Err("a plan changes windows of one length at a time".into());
    }
    if is_window && first.budget.window.as_ref().is_none_or(|window| window.as_str().is_empty()) {
        return Err("its length cannot be read, so it cannot be named; set it in LiteLLM".into());
    }
    Ok(())
}

/// The same of a window.
fn of_window(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::SetBudget | Action::SetWindow => return None,
        Action::ResetSpend => {
            "the proxy has no reset of a window: what was spent in it stands in its cache alone; \
             what works: raise the limit, or wait until it resets"
        }
        Action::Block | Action::Unblock => "a key or a team is blocked, on the list of these",
        Action::SetModels => "a key or a team has models, on the list of these",
        Action::ShowSpend => "days are shown of users, keys and teams, on the lists of these",
        _ => "it is asked of a user or of a key",
    })
}

/// The same of tags, organizations and budget rows.
fn of_purse(kind: Kind, action: Action) -> Option<&'static str> {
    Some(match (kind, action) {
        (_, Action::SetBudget) | (Kind::Tags | Kind::Organizations, Action::ResetSpend) => {
            return None;
        }
        (_, Action::ResetSpend) => {
            "a budget row has no spend; each who shares it has their own, which is reset there"
        }
        (_, Action::SetWindow) => "windows are of keys and teams",
        (_, Action::Block | Action::Unblock) => {
            "there is nothing to block here; a budget of zero refuses"
        }
        (_, Action::SetModels) => "models are set of users, keys, teams and customers",
        (_, Action::ShowSpend) => "days are shown of users, keys and teams",
        _ => "it is asked of a user or of a key",
    })
}

/// Why there is no such change of these, where there is none.
fn unfit(kind: Kind, action: Action) -> Option<&'static str> {
    Some(match (kind, action) {
        (Kind::Members, Action::Block | Action::Unblock) => {
            "a member is not blocked in one team; block the user, or one of their keys"
        }
        (Kind::Members, Action::SetModels) => "a member's keys go by the team's list of models",
        (Kind::Customers, Action::Unblock) => {
            "the proxy does not enforce the block of a customer, so there is none to lift; what \
             refuses a customer is a budget or a list of models"
        }
        (Kind::Customers, Action::ShowSpend) => "the proxy keeps no days of a customer's spend",
        (Kind::Windows, action) => return of_window(action),
        (Kind::Tags | Kind::Organizations | Kind::BudgetRows, action) => {
            return of_purse(kind, action);
        }
        (Kind::People, Action::SetWindow) => {
            "windows are of keys and teams; the lists of these set them"
        }
        (Kind::Members | Kind::Customers, Action::SetWindow) => "windows are of keys and teams",
        (Kind::Teams, Action::Why) => "it is asked of a user or of a key",
        _ => return None,
    })
}
