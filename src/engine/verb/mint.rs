//! Minting a key: the proxy tells it once, and it is tried before it is handed out.

use super::Ended;
use super::user::fresh;
use crate::api::litellm::{MintedKey, NewKey, Writer};
use crate::api::{ErrorKind, ServiceError};
use crate::domain::{Expiry, Key, Limit, Moment};
use crate::engine::settle::{failed, look, unread};
use crate::engine::{Reveal, RevealKind};
use crate::plan::op::MintKey;
use crate::plan::{Change, Outcome};

pub(super) async fn mint(proxy: &Writer, change: &Change, op: &MintKey) -> Ended {
    if let Err(outcome) = check(proxy, op).await {
        return outcome.into();
    }
    match proxy.generate_key(&request(op)).await {
        Ok(minted) => verify(proxy, change, op, minted).await,
        Err(error) => lost(proxy, op, &error).await.into(),
    }
}

/// Whether the owner is there and the alias is free: the proxy makes a key for an owner who does
/// not exist.
pub(super) async fn check(proxy: &Writer, op: &MintKey) -> Result<(), Outcome> {
    fresh(proxy, &op.user_id).await?;
    match by_alias(proxy, op).await {
        Ok(None) => Ok(()),
        Ok(Some(_)) => {
            Err(Outcome::refused(format!("a key with the alias {} exists already", op.alias)))
        }
        Err(error) => Err(unread(&error)),
    }
}

pub(super) fn request(op: &MintKey) -> NewKey {
    NewKey {
        user: op.user_id.clone(),
        team: op.team.as_ref().map(|team| team.id.clone()),
        alias: Some(op.alias.clone()),
        models: op.models.clone(),
        max_budget: Limit::amount(op.budget.limit),
        budget_duration: op.budget.window.clone(),
        expires: op.expires_in.clone(),
    }
}

async fn by_alias(proxy: &Writer, op: &MintKey) -> Result<Option<Key>, ServiceError> {
    proxy.reader().key_called(&op.user_id, &op.alias).await
}

/// The key is used once, for the list of models it may call.
async fn verify(proxy: &Writer, change: &Change, op: &MintKey, minted: MintedKey) -> Ended {
    let MintedKey { key, hash, expires, .. } = minted;
    let words = match proxy.reader().models_with_key(&key).await {
        Ok(models) if models.is_empty() => "it works, but lists no model".to_owned(),
        Ok(models) => format!("it works and lists {} models", models.len()),
        Err(error) => format!("but the proxy refuses it: {error}"),
    };
    let written = Ok::<_, ServiceError>(());
    let read = look(&written, || async { proxy.reader().key(&hash).await }, Option::is_some).await;
    let outcome = match read {
        Ok(Some(key)) => match differs(op, &key) {
            None => Outcome::done(format!("minted {}; {words}", op.alias)),
            Some(difference) => Outcome::failed(format!(
                "the key {} was made, but it has {difference}; {words}",
                op.alias
            )),
        },
        Ok(None) => Outcome::unknown("the server answered success, but lists no such key"),
        Err(read) => Outcome::unknown(format!(
            "the server answered success, but reading back failed: {read}; {words}"
        )),
    };
    let outcome = outcome.creating(hash.raw());
    let reveal = Reveal {
        change: change.id,
        user: change.user.clone(),
        kind: RevealKind::Key {
            alias: op.alias.to_string(),
            hash: hash.raw().into_owned(),
            expires: expires.map(Moment::at),
        },
        secret: key,
    };
    Ended { outcome, reveal: Some(reveal) }
}

/// In what the key is not the one that was reviewed: a proxy may have limits of its own.
pub(super) fn differs(op: &MintKey, key: &Key) -> Option<String> {
    let (wished, made) = (&op.budget, &key.budget);
    if key.user_id.as_ref() != Some(&op.user_id) {
        Some("another owner".to_owned())
    } else if key.team_id.as_ref() != op.team.as_ref().map(|team| &team.id) {
        Some(key.team_id.as_ref().map_or_else(
            || "no team".to_owned(),
            |id| format!("the team {}", crate::domain::text::harmless(id.raw())),
        ))
    } else if wished.limit != made.limit || wished.window != made.window {
        Some(format!("the budget {made}"))
    } else if key.expires == Expiry::Unknown {
        Some("an expiry that cannot be read".to_owned())
    } else if op.expires_in.is_some() != key.expires.at().is_some() {
        let expires = key.expires.at().map(|at| crate::domain::time::absolute(at.at()));
        Some(expires.map_or_else(|| "no expiry".to_owned(), |at| format!("the expiry {at}")))
    } else if !op.models.is_empty() && Some(&op.models) != key.models.as_ref() {
        Some("other models".to_owned())
    } else {
        None
    }
}

/// What is known of a key whose making was not answered with it.
pub(super) enum Lost {
    /// It was made, and nobody has seen it.
    Made(Key),
    /// It was not made, nobody knows, or nobody knows by whom; in words.
    Ended(Outcome),
}

/// The answer that held the key is lost, or it was refused. The alias is unique and was free just
/// before, so a look tells whether the key was made; nobody will ever know it, and another must not
/// be minted blindly.
pub(super) async fn find_lost(proxy: &Writer, op: &MintKey, error: &ServiceError) -> Lost {
    let written = Err::<(), _>(error.clone());
    let found = look(&written, || async { by_alias(proxy, op).await }, Option::is_some).await;
    let alias = &op.alias;
    let may_be_made = error.may_have_been_applied();
    Lost::Ended(match found {
        // Refused since the alias is taken, which it was not when we looked.
        Ok(Some(key)) if *error.kind() == ErrorKind::Conflict => Outcome::unknown(format!(
            "{error}; the key {alias} ({}) is there now, and another hand may have made it: look at \
             it before you mint another",
            key.hash
        )),
        Ok(Some(key)) => return Lost::Made(key),
        Ok(None) if may_be_made => Outcome::unknown(format!(
            "{error}; no key with the alias {alias} is there, but it may appear late"
        )),
        Err(read) if may_be_made || error.may_be_a_gateways() => {
            Outcome::unknown(format!("{error}; looking for the key failed too: {read}"))
        }
        Ok(None) | Err(_) => failed(error),
    })
}

async fn lost(proxy: &Writer, op: &MintKey, error: &ServiceError) -> Outcome {
    match find_lost(proxy, op, error).await {
        Lost::Made(key) => Outcome::failed(format!(
            "{error}; the key {} was made, but nobody has seen it: undo deletes it, then mint \
             another",
            op.alias
        ))
        .creating(key.hash.raw()),
        Lost::Ended(outcome) => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{key, now};
    use crate::domain::{Budget, ProxyUserId, Usd};

    #[test]
    fn a_key_that_the_proxy_made_otherwise_is_told() {
        let op = MintKey {
            user_id: ProxyUserId::new("a"),
            alias: "lab".into(),
            team: None,
            models: vec![],
            budget: Budget::default(),
            expires_in: None,
        };
        let made = key("k", "a");
        assert_eq!(differs(&op, &made), None);
        assert!(differs(&op, &key("k", "b")).is_some_and(|words| words.contains("owner")));
        let limit = Limit::Amount(Usd::from_micros(5_000_000));
        let limited = Key { budget: Budget { limit, ..Budget::default() }, ..made.clone() };
        assert_eq!(differs(&op, &limited).unwrap(), "the budget $5.00");
        let expiring = Key { expires: Expiry::At(now().into()), ..made.clone() };
        assert!(differs(&op, &expiring).unwrap().contains("expiry 2026"));
        let other = MintKey { models: vec!["gpt".into()], ..op };
        assert_eq!(differs(&other, &made).unwrap(), "other models");
    }
}
