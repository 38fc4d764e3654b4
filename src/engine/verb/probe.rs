//! A key that lives for one completion. Whatever becomes of the request, the key goes.

use std::time::Duration;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::mint::Lost;
use super::{key, mint};
use crate::access::Answered;
use crate::api::litellm::{Completion, Writer};
use crate::domain::{Budget, KeyHash};
use crate::engine::settle::with_hint;
use crate::plan::op::{DeleteKey, MintKey, Probe};
use crate::plan::{Outcome, OutcomeKind};

/// How often the deletion is tried: it is by the hash, and so the same however often it is done.
const TRIES: usize = 3;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// A key that is there now.
struct Made {
    hash: KeyHash,
    /// The key itself, or why nobody knows it.
    key: Result<SecretString, String>,
}

/// Mints, asks, deletes. `stop` ends the asking alone.
pub(super) async fn probe(
    proxy: &Writer,
    op: &Probe,
    stop: &CancellationToken,
) -> Result<super::Ended, Outcome> {
    let minting = MintKey {
        user_id: op.user_id.clone(),
        alias: op.alias.clone(),
        team: op.team.clone(),
        models: Vec::new(),
        budget: Budget::default(),
        expires_in: None,
    };
    let Made { hash, key } = make(proxy, &minting).await?;
    let (answer, given) = match key {
        Err(why) => (Err(why), None),
        Ok(key) => tokio::select! {
            biased;
            () = stop.cancelled() => (Err("stopped before the proxy had answered".to_owned()), None),
            answer = ask(proxy, op, &minting, &hash, &key) => answer,
        },
    };
    let deleted = delete(proxy, op, &hash).await;
    Ok(settle(answer, given.as_deref(), &deleted, &hash).into())
}

async fn make(proxy: &Writer, minting: &MintKey) -> Result<Made, Outcome> {
    mint::check(proxy, minting).await?;
    let error = match proxy.generate_key(&mint::request(minting)).await {
        Ok(minted) => return Ok(Made { hash: minted.hash, key: Ok(minted.key) }),
        Err(error) => error,
    };
    match mint::find_lost(proxy, minting, &error).await {
        Lost::Made(key) => Ok(Made { hash: key.hash, key: Err(error.to_string()) }),
        Lost::Ended(outcome) => Err(outcome),
    }
}

/// The answer, and in what the key is not the one that was reviewed.
async fn ask(
    proxy: &Writer,
    op: &Probe,
    minting: &MintKey,
    hash: &KeyHash,
    key: &SecretString,
) -> (Result<Answered, String>, Option<String>) {
    let row = proxy.reader().key(hash).await.ok().flatten();
    let given = row.and_then(|row| mint::differs(minting, &row));
    let completion = Completion { model: op.model.clone(), customer: op.customer.clone() };
    let answer = proxy.reader().complete(&completion, key).await;
    (answer.map_err(|error| with_hint(&error)), given)
}

async fn delete(proxy: &Writer, op: &Probe, hash: &KeyHash) -> Outcome {
    let deletion = DeleteKey { hash: hash.clone(), label: op.alias.to_string() };
    let mut deleted = key::delete(proxy, &deletion).await;
    for _ in 1..TRIES {
        if deleted.kind.is_success() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        deleted = key::delete(proxy, &deletion).await;
    }
    deleted
}

fn settle(
    answer: Result<Answered, String>,
    given: Option<&str>,
    deleted: &Outcome,
    hash: &KeyHash,
) -> Outcome {
    let (is_answered, mut words) = match &answer {
        Ok(answered) => (true, format!("the proxy answered: {answered}")),
        Err(why) => (false, format!("no answer: {why}")),
    };
    if let Some(given) = given {
        words = format!("{words}; the proxy had given the key {given}");
    }
    let answered = answer.ok();
    if deleted.kind.is_success() {
        let words = format!("{words}; the key is gone again");
        let outcome = if is_answered { Outcome::done(words) } else { Outcome::failed(words) };
        return outcome.answering(answered);
    }
    let words = format!("{words}; but the key may be left there: {}", deleted.detail);
    let outcome = match deleted.kind {
        OutcomeKind::Unknown => Outcome::unknown(words),
        _ => Outcome::failed(words),
    };
    outcome.creating(hash.raw()).answering(answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> Answered {
        let kind = Some("budget_exceeded".to_owned());
        Answered { status: 422, kind, message: "over".to_owned() }
    }

    #[test]
    fn a_key_that_is_left_is_named_for_its_deletion() {
        let hash = KeyHash::new("f00d");
        let gone = Outcome::done("read back gone");
        let done = settle(Ok(refused()), None, &gone, &hash);
        assert_eq!((done.kind, done.created.as_deref()), (OutcomeKind::Done, None));
        assert_eq!(done.answered.as_deref(), Some(&refused()));
        let silent = settle(Err("no answer in time".into()), None, &gone, &hash);
        assert!(!silent.has_effect() && silent.detail.contains("no answer in time"), "{silent}");
        let left = settle(Ok(refused()), None, &Outcome::failed("no connection"), &hash);
        assert_eq!((left.kind, left.created.as_deref()), (OutcomeKind::Failed, Some("f00d")));
        assert_eq!(left.answered.as_deref(), Some(&refused()), "the answer is not lost with it");
    }
}
