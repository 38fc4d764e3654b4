//! Blocking, unblocking, extending and deleting keys.

use jiff::{SignedDuration, Timestamp};

use super::{IN_FORCE, read_first};
use crate::api::FieldPatch;
use crate::api::litellm::{KeyPatch, Writer};
use crate::domain::time::absolute;
use crate::domain::{Expiry, Key, KeyHash, Moment, ProxyUserId};
use crate::engine::settle::{ReadBack, conclude, unread, unreadable};
use crate::plan::Outcome;
use crate::plan::op::{BlockKey, DeleteKey, SetKeyExpiry, UnblockKey};

pub(super) async fn block(proxy: &Writer, op: &BlockKey) -> Outcome {
    switch(proxy, &op.hash, true, op.owner.as_ref()).await
}

pub(super) async fn unblock(proxy: &Writer, op: &UnblockKey) -> Outcome {
    switch(proxy, &op.hash, false, None).await
}

async fn switch(
    proxy: &Writer,
    hash: &KeyHash,
    blocked: bool,
    owner: Option<&ProxyUserId>,
) -> Outcome {
    match proxy.reader().key(hash).await {
        Ok(Some(key)) if owner.is_some() && key.user_id.as_ref() != owner => {
            return Outcome::refused(
                "the key belongs to another user since the plan was made; make a new plan",
            );
        }
        Ok(Some(key)) if key.blocked == Some(blocked) => {
            return Outcome::already_true(if blocked {
                "blocked already, by another hand: it will stay blocked"
            } else {
                "not blocked"
            });
        }
        Ok(Some(_)) => {}
        Ok(None) => return Outcome::refused("the key is gone"),
        Err(error) => return unread(&error),
    }
    let written = if blocked {
        proxy.block_key(hash).await.map(|_| ())
    } else {
        proxy.unblock_key(hash).await.map(|_| ())
    };
    conclude(&written, || async { Ok(compare(proxy.reader().key(hash).await?, blocked)) }).await
}

fn compare(key: Option<Key>, blocked: bool) -> ReadBack {
    let words = |blocked: bool| if blocked { "blocked" } else { "not blocked" };
    match key.map(|key| key.blocked) {
        Some(Some(now)) if now == blocked => {
            ReadBack::Wished(format!("read back {}, {IN_FORCE}", words(blocked)))
        }
        Some(Some(now)) => ReadBack::Otherwise(words(now).into()),
        Some(None) => ReadBack::Unread("`blocked`"),
        None => ReadBack::Otherwise("no such key".into()),
    }
}

/// How far the server's moment may lie from the wished one: it counts whole seconds from when it
/// takes the request.
const NEAR: SignedDuration = SignedDuration::from_mins(1);

fn is_near(a: Option<Timestamp>, b: Option<Timestamp>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.duration_since(b).abs() <= NEAR,
        (a, b) => a == b,
    }
}

fn until(expires: Option<Timestamp>) -> String {
    expires.map_or_else(|| "never expires".into(), |at| format!("expires {}", absolute(at)))
}

pub(super) async fn set_expiry(proxy: &Writer, op: &SetKeyExpiry) -> Outcome {
    let expiry = |key: Option<Key>| key.map(|key| key.expires);
    // It counts from its own clock, which may be another than ours.
    let (now, clock) = match proxy.reader().key_and_when(&op.hash).await {
        Ok((key, clock)) => (read_first(Ok(expiry(key)), "the key"), clock),
        Err(error) => return unread(&error),
    };
    let now = match now {
        Ok(Expiry::Unknown) => return unreadable("`expires`"),
        Ok(now) => now.at().map(Moment::at),
        Err(outcome) => return outcome,
    };
    if is_near(now, op.after) {
        return Outcome::already_true(format!("{} already", until(now)));
    }
    if !is_near(now, op.before) {
        let now = until(now);
        return Outcome::refused(format!(
            "the key's end changed since the plan was made: it {now}; make a new plan"
        ));
    }
    // What is past is as good as a second.
    let left = |at: Timestamp| at.duration_since(clock).as_secs().max(1).unsigned_abs();
    let seconds_to_live = op.after.map_or(FieldPatch::Clear, |at| FieldPatch::Set(left(at)));
    let patch = KeyPatch { seconds_to_live, ..KeyPatch::default() };
    let written = proxy.update_key(&op.hash, &patch).await;
    let wished = op.after.map(|at| at.max(clock));
    let compare = |key: Option<Key>| match expiry(key) {
        Some(Expiry::Unknown) => ReadBack::Unread("`expires`"),
        Some(now) => match now.at().map(Moment::at) {
            now if is_near(now, wished) => {
                ReadBack::Wished(format!("read back {}, {IN_FORCE}", until(now)))
            }
            now => ReadBack::Otherwise(until(now)),
        },
        None => ReadBack::Otherwise("no such key".into()),
    };
    conclude(&written, || async { proxy.reader().key(&op.hash).await.map(compare) }).await
}

pub(super) async fn delete(proxy: &Writer, op: &DeleteKey) -> Outcome {
    match proxy.reader().key(&op.hash).await {
        Ok(Some(_)) => {}
        Ok(None) => return Outcome::already_true("the key is gone"),
        Err(error) => return unread(&error),
    }
    let written = proxy.delete_key(&op.hash).await;
    // A newer proxy answers for deleted keys from its archive, so the listing is asked.
    let compare = |key: Option<Key>| match key {
        None => ReadBack::Wished(format!("read back gone, {IN_FORCE}")),
        Some(_) => ReadBack::Otherwise("still there".into()),
    };
    conclude(&written, || async { proxy.reader().key(&op.hash).await.map(compare) }).await
}
