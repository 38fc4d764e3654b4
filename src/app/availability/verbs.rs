//! Whether a verb can be used on what is marked or under the cursor.

use super::{activity, answering, fresh, has_proxy, one, server, session, someone};
use crate::app::verb::Kind;
use crate::app::{Action, Model, Server};

/// # Errors
/// Why not, as a sentence for the operator.
pub(super) fn verb(model: &Model, action: Action) -> Result<(), String> {
    let kind = model.subject().kind();
    if let Some(why) = kind.and_then(|kind| unfit(kind, action)) {
        return Err(why.to_owned());
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
        (Kind::Teams, Action::Why) => "it is asked of a user or of a key",
        _ => return None,
    })
}
