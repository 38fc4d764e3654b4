//! Creating and updating internal users.

use super::{Standing, edits_standing};
use crate::api::ServiceError;
use crate::api::litellm::{NewUser, UserPatch, Writer};
use crate::domain::{Email, Limit, ProxyUser, ProxyUserId, Text};
use crate::engine::settle::{ReadBack, conclude, unread, unreadable};
use crate::plan::Outcome;
use crate::plan::op::{CreateUser, UpdateUser};

/// The request for a user to be created.
pub(in crate::engine) fn request(op: &CreateUser) -> NewUser {
    NewUser {
        id: op.user_id.clone(),
        email: op.email.clone().map(Email::from),
        alias: op.alias.clone(),
        role: op.role.clone(),
        max_budget: op.max_budget.and_then(Limit::amount),
    }
}

/// What a read of the created user says.
pub(in crate::engine) fn compare(op: &CreateUser, user: Option<&ProxyUser>) -> ReadBack {
    let Some(user) = user else { return ReadBack::Otherwise("no such user".into()) };
    // What the plan leaves to the proxy may be anything.
    let is_wished = user.email == op.email.clone().map(Email::from)
        && same(user.alias.as_ref(), op.alias.as_ref())
        && (op.role.is_none() || op.role == user.role)
        && op.max_budget.is_none_or(|limit| limit == user.budget.limit);
    let mut words = describe(user);
    if op.role.is_some() {
        let role = user.role.as_ref().map_or("(none)".into(), Text::shown);
        words = format!("{words}, role {role}");
    }
    if op.max_budget.is_some() {
        words = format!("{words}, budget {}", user.budget.limit);
    }
    if is_wished {
        ReadBack::Wished(format!("read back {words}"))
    } else {
        ReadBack::Otherwise(words)
    }
}

fn describe(user: &ProxyUser) -> String {
    let name = user.alias.as_ref().map_or("(none)".into(), Text::shown);
    let email = user.email.as_ref().map_or_else(|| "(none)".to_owned(), ToString::to_string);
    format!("user {}, name {name}, e-mail {email}", user.id)
}

fn same(a: Option<&Text>, b: Option<&Text>) -> bool {
    let plain = |text: Option<&Text>| text.map(|t| t.raw().trim().to_owned()).unwrap_or_default();
    plain(a) == plain(b)
}

/// A user of that id who exists already: nothing is written.
pub(in crate::engine) fn existing(op: &CreateUser, user: &ProxyUser) -> Outcome {
    match compare(op, Some(user)) {
        ReadBack::Wished(_) => Outcome::already_true("the user exists already, just so"),
        ReadBack::Unread(what) => unreadable(what),
        ReadBack::Otherwise(words) => Outcome::refused(format!(
            "a user of that id exists since the plan was made: {words}; make a new plan"
        )),
    }
}

pub(super) async fn create(proxy: &Writer, op: &CreateUser) -> Outcome {
    match proxy.reader().user(&op.user_id).await {
        Ok(None) => {}
        Ok(Some(record)) => return existing(op, &record.user),
        Err(error) => return unread(&error),
    }
    let written = proxy.create_user(&request(op)).await;
    let read = || async { proxy.reader().user(&op.user_id).await };
    conclude(&written, || async {
        Ok(compare(op, read().await?.map(|record| record.user).as_ref()))
    })
    .await
}

pub(super) async fn update(proxy: &Writer, op: &UpdateUser) -> Result<Outcome, Outcome> {
    let user = fresh(proxy, &op.user_id).await?;
    match edits_stand(op, &user) {
        Standing::Already => return Ok(Outcome::already_true("name and e-mail are so already")),
        Standing::AsReviewed => {}
        Standing::Moved => {
            return Err(Outcome::refused(format!(
                "the record changed since the plan was made: {}; make a new plan",
                describe(&user)
            )));
        }
    }
    if let Some(edit) = &op.edits.email {
        is_free(proxy, &op.user_id, &edit.after).await?;
    }
    let patch = UserPatch {
        alias: op.edits.name.as_ref().map(|edit| edit.after.clone()),
        email: op.edits.email.as_ref().map(|edit| Email::from(edit.after.clone())),
        ..UserPatch::default()
    };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let read = || async { proxy.reader().user(&op.user_id).await };
    let outcome = conclude(&written, || async {
        Ok(updated(op, read().await?.map(|record| record.user).as_ref()))
    });
    Ok(outcome.await)
}

/// Whether nobody else has that e-mail: `/user/update` takes one that is taken (LiteLLM 1.106), and
/// the proxy then adds neither of the two to a team by it.
async fn is_free(proxy: &Writer, id: &ProxyUserId, email: &Text) -> Result<(), Outcome> {
    let email = Email::from(email.clone());
    let found = proxy.reader().users_by_email(&email).await.map_err(|error| unread(&error))?;
    match found.rows.iter().find(|user| user.id != *id) {
        None => Ok(()),
        Some(other) => Err(Outcome::refused(format!(
            "{email} is the e-mail of user {} at the proxy; give that one another first",
            other.id
        ))),
    }
}

fn edits_stand(op: &UpdateUser, user: &ProxyUser) -> Standing {
    edits_standing(&op.edits, user.alias.as_ref(), user.email.as_ref())
}

fn updated(op: &UpdateUser, user: Option<&ProxyUser>) -> ReadBack {
    let Some(user) = user else { return ReadBack::Otherwise("no such user".into()) };
    match edits_stand(op, user) {
        Standing::Already => ReadBack::Wished(format!("read back {}", describe(user))),
        Standing::AsReviewed | Standing::Moved => ReadBack::Otherwise(describe(user)),
    }
}

/// The user as they are now. `/user/update` creates an unknown id, so this always comes first.
pub(super) async fn fresh(proxy: &Writer, id: &ProxyUserId) -> Result<ProxyUser, Outcome> {
    let read: Result<_, ServiceError> = proxy.reader().user(id).await;
    match read {
        Ok(Some(record)) => Ok(record.user),
        Ok(None) => Err(gone(id)),
        Err(error) => Err(unread(&error)),
    }
}

pub(super) fn gone(id: &ProxyUserId) -> Outcome {
    Outcome::refused(format!("the proxy has no user {id} any more"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Usd;
    use crate::domain::sample::user;

    #[test]
    fn a_user_made_with_another_role_or_budget_is_not_as_wished() {
        let op = CreateUser {
            user_id: ProxyUserId::new("a"),
            email: None,
            alias: None,
            role: None,
            max_budget: None,
        };
        let mut made = user("a", "", "");
        made.budget.limit = Limit::Amount(Usd::from_micros(10));
        let is_done = |op: &CreateUser| matches!(compare(op, Some(&made)), ReadBack::Wished(_));
        assert!(is_done(&op), "what is left to the proxy may be anything");
        let role = |role: &str| CreateUser { role: Some(role.into()), ..op.clone() };
        assert!(is_done(&role("internal_user")) && !is_done(&role("internal_user_viewer")));
        let unlimited = CreateUser { max_budget: Some(Limit::Unlimited), ..op.clone() };
        assert!(!is_done(&unlimited), "the proxy's default came instead");
    }
}
