//! Deactivating and reactivating internal users: `metadata` is read unredacted, edited, and
//! written whole, since the proxy replaces it whole.

use serde_json::{Map, Value, json};

use super::IN_FORCE;
use super::user::gone;
use crate::api::ServiceError;
use crate::api::litellm::{UserPatch, UserRecord, Writer};
use crate::domain::{BlockRecord, Key, ProxyUser, ProxyUserId};
use crate::engine::settle::{ReadBack, conclude, unread};
use crate::plan::op::{DeactivateUser, ReactivateUser, SetActive};
use crate::plan::{Outcome, OutcomeKind};

/// The user with metadata that may be written back.
async fn read(proxy: &Writer, id: &ProxyUserId) -> Result<UserRecord, Outcome> {
    match proxy.reader().user(id).await {
        Ok(Some(record)) if has_unreadable_block(&record) => Err(Outcome::refused(
            "metadata.bursar.blocked of this user holds no record that this version can read; \
             look at it before anything is written over it",
        )),
        Ok(Some(record)) if record.is_unredacted => Ok(record),
        Ok(Some(_)) => Err(Outcome::refused(
            "the proxy does not show this user's metadata whole (/spend/users is not to be had), \
             and writing it back would destroy what it hides",
        )),
        Ok(None) => Err(gone(id)),
        Err(error) => Err(unread(&error)),
    }
}

/// Whether there is something in the place of the record that is none.
fn has_unreadable_block(record: &UserRecord) -> bool {
    let ours = record.metadata.get("bursar").and_then(|ours| ours.get("blocked"));
    ours.is_some_and(|ours| !ours.is_null()) && record.user.bursar.blocked.is_none()
}

/// Whether two records are of one block; what `scim_active` was is only known when writing.
fn same_block(a: &BlockRecord, b: &BlockRecord) -> bool {
    a.at == b.at && a.account_role == b.account_role
}

pub(super) async fn deactivate(proxy: &Writer, op: &DeactivateUser) -> Outcome {
    let before = match read(proxy, &op.user_id).await {
        Ok(before) => before,
        Err(outcome) => return outcome,
    };
    let earlier = before.user.bursar.blocked.as_deref();
    // Ours is that block, or extends it.
    let is_other = |earlier: &BlockRecord| {
        earlier.at != op.record.at || !earlier.keys.iter().all(|key| op.record.keys.contains(key))
    };
    if earlier.is_some_and(is_other) {
        return Outcome::refused(
            "somebody blocked this user since the plan was made; make a new plan",
        );
    }
    let record = match exact_record(proxy, op, &before).await {
        Ok(record) => record,
        Err(outcome) => return outcome,
    };
    if earlier == Some(&record) && (!op.scim || !before.user.active) {
        return Outcome::already_true("deactivated already");
    }
    let metadata = with_block(before.metadata, &record, op.scim);
    let patch = UserPatch { metadata: Some(metadata), ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let compare = |after: Option<UserRecord>| {
        let after = after.map(|after| after.user);
        is_blocked(after.as_ref(), &record, op.scim)
    };
    conclude(&written, || async { proxy.reader().user(&op.user_id).await.map(compare) }).await
}

/// The record as it is true now: a key that another hand blocked since the plan was made is not
/// ours to unblock, and `scim_active` is kept as it stands.
async fn exact_record(
    proxy: &Writer,
    op: &DeactivateUser,
    before: &UserRecord,
) -> Result<BlockRecord, Outcome> {
    let keys = proxy.reader().keys_of(&op.user_id).await.map_err(|error| unread(&error))?;
    if let Some(problem) = &keys.problem {
        return Err(Outcome::failed(format!(
            "nothing was written, since the user's keys could not be read: {problem}"
        )));
    }
    let earlier = before.user.bursar.blocked.as_deref();
    let mut record = op.record.clone();
    record.keys.retain(|hash| {
        let was_ours = earlier.is_some_and(|earlier| earlier.keys.contains(hash));
        was_ours || keys.rows.iter().any(|key| key.hash == *hash && key.blocked != Some(true))
    });
    record.scim_active = match earlier {
        Some(earlier) => earlier.scim_active,
        None => before.metadata.get("scim_active").and_then(Value::as_bool),
    };
    Ok(record)
}

fn with_block(
    mut metadata: Map<String, Value>,
    record: &BlockRecord,
    scim: bool,
) -> Map<String, Value> {
    let ours = metadata.entry("bursar").or_insert_with(|| json!({}));
    if !ours.is_object() {
        *ours = json!({});
    }
    if let Some(ours) = ours.as_object_mut() {
        ours.insert("blocked".into(), json!(record));
    }
    if scim {
        metadata.insert("scim_active".into(), false.into());
    }
    metadata
}

fn is_blocked(user: Option<&ProxyUser>, record: &BlockRecord, scim: bool) -> ReadBack {
    let Some(user) = user else { return ReadBack::Otherwise("no such user".into()) };
    let is_recorded = user.bursar.blocked.as_deref() == Some(record);
    match (is_recorded, user.active) {
        (true, false) => ReadBack::Wished(format!("read back scim_active false, {IN_FORCE}")),
        (true, true) if !scim => ReadBack::Wished("read back the record of the block".into()),
        (true, true) => ReadBack::Otherwise("active".into()),
        (false, _) => ReadBack::Otherwise("no record of the block".into()),
    }
}

pub(super) async fn set_active(proxy: &Writer, op: &SetActive) -> Outcome {
    let before = match read(proxy, &op.user_id).await {
        Ok(before) => before,
        Err(outcome) => return outcome,
    };
    if before.user.active == op.active {
        return Outcome::already_true(if op.active { "active already" } else { "deactivated" });
    }
    if before.user.bursar.blocked.is_some() {
        return Outcome::refused("bursar blocked this user since the plan was made; unblock them");
    }
    let mut metadata = before.metadata;
    metadata.insert("scim_active".into(), op.active.into());
    let patch = UserPatch { metadata: Some(metadata), ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let compare = |after: Option<UserRecord>| match after {
        Some(after) if after.user.active == op.active => ReadBack::Wished(format!(
            "read back scim_active {}, {IN_FORCE}; a directory that manages it may set it back",
            op.active
        )),
        Some(_) => ReadBack::Otherwise("scim_active as before".into()),
        None => ReadBack::Otherwise("no such user".into()),
    };
    conclude(&written, || async { proxy.reader().user(&op.user_id).await.map(compare) }).await
}

pub(super) async fn reactivate(proxy: &Writer, op: &ReactivateUser) -> Outcome {
    let before = match read(proxy, &op.user_id).await {
        Ok(before) => before,
        Err(outcome) => return outcome,
    };
    let record = match before.user.bursar.blocked {
        Some(record) if same_block(&record, &op.record) => record,
        Some(_) => {
            return Outcome::refused(
                "this user was blocked anew since the plan was made; make a new plan",
            );
        }
        None if before.user.active => return Outcome::already_true("active already"),
        None => {
            return Outcome::refused(
                "the record of bursar's block is gone, and the user is deactivated by another hand",
            );
        }
    };
    // Nothing is forgotten that is not restored: a key may have been blocked since the plan was made.
    match still_blocked(proxy, &op.user_id, &record).await {
        Ok(None) => {}
        Ok(Some(key)) => {
            return Outcome::refused(format!(
                "key {}, which bursar blocked, is still blocked, and the record names it; make a \
                 new plan",
                key.label()
            ));
        }
        Err(error) => return unread(&error),
    }
    let metadata = without_block(before.metadata, &record);
    let patch = UserPatch { metadata: Some(metadata), ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let compare = |after: Option<UserRecord>| match after {
        Some(after) if after.user.bursar.blocked.is_some() => {
            ReadBack::Otherwise("the record of the block".into())
        }
        Some(after) if after.user.active => {
            ReadBack::Wished(format!("read back active, {IN_FORCE}"))
        }
        Some(_) if record.scim_active == Some(false) => ReadBack::Wished(
            "the block is forgotten; the user stays deactivated, as another hand had left them"
                .into(),
        ),
        Some(_) => ReadBack::Otherwise("scim_active false".into()),
        None => ReadBack::Otherwise("no such user".into()),
    };
    let outcome =
        conclude(&written, || async { proxy.reader().user(&op.user_id).await.map(compare) }).await;
    // Somebody else's block may have seen the record while we took it away.
    match still_blocked(proxy, &op.user_id, &record).await {
        Ok(Some(key)) if outcome.kind == OutcomeKind::Done => Outcome::failed(format!(
            "{}; but another operator blocked the key {} at the same time, and the record that named \
             it is gone: `bursar key unblock {}` lets it work again",
            outcome.detail,
            key.label(),
            key.hash
        )),
        _ => outcome,
    }
}

/// A key of theirs that the record names and that is blocked. A key of somebody else's is not theirs
/// to have restored.
async fn still_blocked(
    proxy: &Writer,
    user: &ProxyUserId,
    record: &BlockRecord,
) -> Result<Option<Key>, ServiceError> {
    let is_ours = |key: &Key| key.blocked == Some(true) && record.keys.contains(&key.hash);
    proxy.reader().key_of(user, "look for a blocked key", is_ours).await
}

/// The metadata as it was. The proxy ignores an empty object, so that the last field cannot be
/// taken away: then `scim_active` is left true, which means the same as its absence.
fn without_block(mut metadata: Map<String, Value>, record: &BlockRecord) -> Map<String, Value> {
    let is_bare = match metadata.get_mut("bursar").and_then(Value::as_object_mut) {
        Some(ours) => {
            ours.remove("blocked");
            ours.is_empty()
        }
        None => false,
    };
    if is_bare {
        metadata.remove("bursar");
    }
    match record.scim_active {
        Some(active) => {
            metadata.insert("scim_active".into(), active.into());
        }
        None => {
            metadata.remove("scim_active");
        }
    }
    if metadata.is_empty() {
        metadata.insert("scim_active".into(), true.into());
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("an object"),
        }
    }

    fn record(scim_active: Option<bool>) -> BlockRecord {
        let at = crate::domain::sample::now();
        BlockRecord { at, keys: vec![], scim_active, account_role: None }
    }

    #[test]
    fn what_others_keep_in_the_metadata_survives_a_block_and_an_unblock() {
        for (before, scim) in [
            (json!({"scim_roles": ["x"], "bursar": {"account": "a"}}), None),
            (json!({"note": 1, "scim_active": true}), Some(true)),
        ] {
            let blocked = with_block(object(before.clone()), &record(scim), true);
            assert_eq!(blocked.get("scim_active"), Some(&json!(false)));
            assert_eq!(without_block(blocked, &record(scim)), object(before));
        }
    }

    #[test]
    fn metadata_is_never_left_empty_because_the_proxy_would_ignore_it() {
        let blocked = with_block(Map::new(), &record(None), true);
        assert_eq!(without_block(blocked, &record(None)), object(json!({"scim_active": true})));
    }
}
