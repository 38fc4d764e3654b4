//! Blocking, unblocking and deleting keys.

use super::IN_FORCE;
use crate::api::ServiceError;
use crate::api::litellm::Writer;
use crate::domain::{Key, KeyHash, ProxyUserId};
use crate::engine::settle::{Seen, settle, unread};
use crate::plan::Outcome;
use crate::plan::op::{BlockKey, DeleteKey, UnblockKey};

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
        Ok(Some(key)) if key.blocked == blocked => {
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
    settle(&written, compare(proxy.reader().key(hash).await, blocked))
}

fn compare(read: Result<Option<Key>, ServiceError>, blocked: bool) -> Result<Seen, ServiceError> {
    let words = |blocked: bool| if blocked { "blocked" } else { "not blocked" };
    Ok(match read? {
        Some(key) if key.blocked == blocked => {
            Seen::Wished(format!("read back {}, {IN_FORCE}", words(blocked)))
        }
        Some(key) => Seen::Otherwise(words(key.blocked).into()),
        None => Seen::Otherwise("no such key".into()),
    })
}

pub(super) async fn delete(proxy: &Writer, op: &DeleteKey) -> Outcome {
    match proxy.reader().key(&op.hash).await {
        Ok(Some(_)) => {}
        Ok(None) => return Outcome::already_true("the key is gone"),
        Err(error) => return unread(&error),
    }
    let written = proxy.delete_key(&op.hash).await;
    // A newer proxy answers for deleted keys from its archive, so the listing is asked.
    let read = proxy.reader().key(&op.hash).await.map(|key| match key {
        None => Seen::Wished(format!("read back gone, {IN_FORCE}")),
        Some(_) => Seen::Otherwise("still there".into()),
    });
    settle(&written, read)
}
