//! Whether a verb can be used on what is marked or under the cursor.

use super::{activity, answering, fresh, has, one, server, session, someone};
use crate::app::{Action, Model, Server};
use crate::order::{self, WhomKind, WishKind};

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
    has(model, Server::Proxy)
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
    if model.subject().kind() != Some(WhomKind::People) {
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

/// What an action of a verb wishes; `None` for one that makes no plan for what it is used on.
fn wish(kind: WhomKind, action: Action) -> Option<WishKind> {
    Some(match action {
        Action::ResetSpend | Action::ResetSpendAndKeys => WishKind::Reset,
        Action::Block => WishKind::Block,
        Action::Unblock => WishKind::Unblock,
        // The budget of a window is its limit.
        Action::SetBudget if kind != WhomKind::Windows => WishKind::Budget,
        Action::SetBudget | Action::SetWindow => WishKind::Window,
        Action::SetModels => WishKind::Models,
        Action::MintKey => WishKind::Mint,
        Action::Sync => WishKind::Sync,
        Action::SetRole => WishKind::Role,
        Action::GrantModel => WishKind::Grant,
        Action::ActivateUser => WishKind::Activate,
        Action::ExtendKey => WishKind::Extend,
        Action::DeleteKey => WishKind::Delete,
        _ => return None,
    })
}

/// Why there is no such change of these, or nothing to be shown of them.
fn unfit(kind: WhomKind, action: Action) -> Option<&'static str> {
    if let Some(wish) = wish(kind, action) {
        return order::unfit(wish, kind);
    }
    Some(match (action, kind) {
        (Action::ShowSpend, WhomKind::Customers) => "the proxy keeps no days of a customer's spend",
        (Action::ShowSpend, WhomKind::Windows) => {
            "days are shown of users, keys and teams, on the lists of these"
        }
        (Action::ShowSpend, WhomKind::Tags | WhomKind::Organizations | WhomKind::BudgetRows) => {
            "days are shown of users, keys and teams"
        }
        (
            Action::Why,
            WhomKind::Teams
            | WhomKind::Windows
            | WhomKind::Tags
            | WhomKind::Organizations
            | WhomKind::BudgetRows,
        ) => "it is asked of a user or of a key",
        _ => return None,
    })
}
