//! Whether a verb can be used on what is marked or under the cursor.

use super::{activity, answering, fresh, has_proxy, one, server, session, someone};
use crate::app::verb::Kind;
use crate::app::{Action, Model, Server};

/// It is a verb for what is listed, and one plan can do it.
fn fits(model: &Model, action: Action) -> Result<(), String> {
    let subject = model.subject();
    if let Some(why) = subject.kind().and_then(|kind| unfit(kind, action)) {
        return Err(why.to_owned());
    }
    subject.unlike().map_or(Ok(()), Err)
}

/// It can be asked why one is refused.
pub(in crate::app) fn why(model: &Model) -> Result<(), String> {
    fits(model, Action::Why)?;
    one(model)?;
    session(model)?;
    has_proxy(model)
}

/// The days of somebody can be read.
pub(in crate::app) fn spend(model: &Model) -> Result<(), String> {
    fits(model, Action::ShowSpend)?;
    someone(model)?;
    activity(model)
}

/// Everybody can be brought in step.
pub(in crate::app) fn everybody(model: &Model) -> Result<(), String> {
    fits(model, Action::SyncEverybody)?;
    fresh(model)?;
    answering(model, Server::Proxy)?;
    answering(model, Server::Webui)
}

/// Users can be changed on both servers; what is no user, at the proxy.
pub(in crate::app) fn on_both(model: &Model, action: Action) -> Result<(), String> {
    if model.subject().kind() != Some(Kind::People) {
        return at_proxy(model, action);
    }
    fits(model, action)?;
    someone(model)?;
    fresh(model)?;
    answering(model, Server::Proxy)?;
    answering(model, Server::Webui)
}

/// Accounts can be changed in Open WebUI.
pub(in crate::app) fn in_chat(model: &Model, action: Action) -> Result<(), String> {
    fits(model, action)?;
    someone(model)?;
    fresh(model)?;
    server(model, Server::Webui)
}

/// Records of the proxy can be changed.
pub(in crate::app) fn at_proxy(model: &Model, action: Action) -> Result<(), String> {
    fits(model, action)?;
    someone(model)?;
    fresh(model)?;
    server(model, Server::Proxy)
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
