//! Minting a key: the proxy tells it once, and it is tried before it is handed out.

use super::Ended;
use super::user::fresh;
use crate::api::litellm::{MintedKey, NewKey, Writer};
use crate::domain::{Key, Limit};
use crate::engine::settle::{failed, unread};
use crate::engine::{Reveal, RevealKind};
use crate::plan::op::MintKey;
use crate::plan::{Change, Outcome};

pub(super) async fn mint(proxy: &Writer, change: &Change, op: &MintKey) -> Ended {
    // The proxy makes a key for an owner who does not exist.
    if let Err(outcome) = fresh(proxy, &op.user_id).await {
        return outcome.into();
    }
    match by_alias(proxy, op).await {
        Ok(None) => {}
        Ok(Some(_)) => {
            return Outcome::refused(format!("a key with the alias {} exists already", op.alias))
                .into();
        }
        Err(outcome) => return outcome.into(),
    }
    let request = NewKey {
        user: op.user_id.clone(),
        team: None,
        alias: Some(op.alias.clone()),
        models: op.models.clone(),
        max_budget: Limit::amount(op.budget.limit),
        budget_duration: op.budget.window.clone(),
        expires: op.expires_in.clone(),
    };
    match proxy.generate_key(&request).await {
        Ok(minted) => verify(proxy, change, op, minted).await,
        Err(error) if error.may_have_been_applied() => {
            lost(proxy, op, &error.to_string()).await.into()
        }
        Err(error) => failed(&error).into(),
    }
}

async fn by_alias(proxy: &Writer, op: &MintKey) -> Result<Option<Key>, Outcome> {
    let keys = proxy.reader().keys_of(&op.user_id).await.map_err(|error| unread(&error))?;
    Ok(keys.rows.into_iter().find(|key| key.alias.as_ref() == Some(&op.alias)))
}

/// The key is used once, for the list of models it may call.
async fn verify(proxy: &Writer, change: &Change, op: &MintKey, minted: MintedKey) -> Ended {
    let MintedKey { key, hash, expires, .. } = minted;
    let words = match proxy.reader().models_with_key(&key).await {
        Ok(models) if models.is_empty() => "it works, but lists no model".to_owned(),
        Ok(models) => format!("it works and lists {} models", models.len()),
        Err(error) => format!("but the proxy refuses it: {error}"),
    };
    let outcome = Outcome::done(format!("minted {}; {words}", op.alias)).creating(hash.raw());
    let reveal = Reveal {
        change: change.id,
        user: change.user.clone(),
        kind: RevealKind::Key { alias: op.alias.to_string(), hash: hash.raw().to_owned(), expires },
        secret: key,
    };
    Ended { outcome, reveal: Some(reveal) }
}

/// The answer that held the key is lost. The alias is unique, so a read tells whether the key was
/// made; nobody will ever know it, and another must not be minted blindly.
async fn lost(proxy: &Writer, op: &MintKey, why: &str) -> Outcome {
    match by_alias(proxy, op).await {
        Ok(Some(key)) => Outcome::failed(format!(
            "{why}; the key {} was made, but nobody has seen it: delete it at the proxy and mint \
             another",
            op.alias
        ))
        .creating(key.hash.raw()),
        Ok(None) => Outcome::unknown(format!(
            "{why}; no key with the alias {} is there, but it may appear late",
            op.alias
        )),
        Err(read) => Outcome::unknown(format!("{why}; {}", read.detail)),
    }
}
