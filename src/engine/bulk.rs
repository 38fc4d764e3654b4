//! Creating many users in one request, each still with its own check, read-back and outcome.

use std::collections::HashMap;

use super::settle::{ReadBack, look, settle, unread};
use super::verb::user::{compare, existing, request};
use crate::api::ServiceError;
use crate::api::litellm::{BulkItem, Writer};
use crate::domain::{ProxyUser, ProxyUserId};
use crate::plan::Outcome;
use crate::plan::op::CreateUser;

/// Users in one request: below the server's 500, so that progress moves and a cancel bites.
pub(super) const CHUNK: usize = 100;

/// Creates these users; outcomes in the order given.
pub(super) async fn create_users(proxy: &Writer, ops: &[&CreateUser]) -> Vec<Outcome> {
    let ids: Vec<ProxyUserId> = ops.iter().map(|op| op.user_id.clone()).collect();
    let before = match by_id(proxy, &ids).await {
        Ok(before) => before,
        Err(error) => return ops.iter().map(|_| unread(&error)).collect(),
    };
    let missing: Vec<&CreateUser> =
        ops.iter().copied().filter(|op| !before.contains_key(&op.user_id)).collect();
    let mut created = create_missing(proxy, &missing).await;
    let outcome = |op: &&CreateUser| match before.get(&op.user_id) {
        Some(user) => existing(op, user),
        None => created
            .remove(&op.user_id)
            .unwrap_or_else(|| Outcome::unknown("the server's answer does not name it")),
    };
    ops.iter().map(outcome).collect()
}

async fn by_id(
    proxy: &Writer,
    ids: &[ProxyUserId],
) -> Result<HashMap<ProxyUserId, ProxyUser>, ServiceError> {
    let users = proxy.reader().users_by_id(ids).await?;
    Ok(users.into_iter().map(|user| (user.id.clone(), user)).collect())
}

async fn create_missing(proxy: &Writer, ops: &[&CreateUser]) -> HashMap<ProxyUserId, Outcome> {
    if ops.is_empty() {
        return HashMap::new();
    }
    let requests: Vec<_> = ops.iter().map(|op| request(op)).collect();
    let written = proxy.create_users_bulk(&requests).await;
    let ids: Vec<ProxyUserId> = ops.iter().map(|op| op.user_id.clone()).collect();
    let are_there = |after: &HashMap<_, _>| ids.iter().all(|id| after.contains_key(id));
    let after = look(&written, || async { by_id(proxy, &ids).await }, are_there).await;
    let outcome = |(index, op): (usize, &&CreateUser)| {
        let item = written.as_ref().ok().and_then(|items| items.get(index));
        let read =
            after.as_ref().map(|after| compare(op, after.get(&op.user_id))).map_err(Clone::clone);
        let outcome = match (item, read) {
            (Some(BulkItem::Refused(why)), Ok(ReadBack::Otherwise(_)) | Err(_)) => {
                Outcome::failed(format!("the server refused it: {why}"))
            }
            (Some(BulkItem::Refused(why)), Ok(ReadBack::Wished(words))) => {
                Outcome::already_true(format!("{words}; the server refused it: {why}"))
            }
            (_, read) => settle(&written, read),
        };
        (op.user_id.clone(), outcome)
    };
    ops.iter().enumerate().map(outcome).collect()
}
