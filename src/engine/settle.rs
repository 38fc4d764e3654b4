//! From a write's answer and a read to an outcome: the one place that decides what is known.

use std::time::Duration;

use crate::api::{ErrorKind, ServiceError};
use crate::plan::Outcome;

/// What the read after a write saw.
pub enum ReadBack {
    /// The wished state; words for it.
    Wished(String),
    /// Another state; words for it.
    Otherwise(String),
    /// A record in which it cannot be read; what cannot.
    Unread(&'static str),
}

/// Until a record that does not read as wished is looked at once more: a gateway, or a replica of
/// the database, may have answered as things were.
const SECOND_LOOK: Duration = Duration::from_millis(500);

/// Looks after a write, whatever was answered: a refusal, too, may come from a gateway after the
/// server has carried it out. What may be stale, or is another answer than the one asked for, is
/// looked at a second time. Where the write never left, one look says how things are.
pub async fn look<T, R, F: Future<Output = Result<R, ServiceError>>>(
    written: &Result<T, ServiceError>,
    read: impl Fn() -> F,
    is_wished: impl Fn(&R) -> bool,
) -> Result<R, ServiceError> {
    let first = read().await;
    let is_expected = written.as_ref().err().is_none_or(ServiceError::may_have_been_applied);
    let is_settled = match &first {
        Ok(seen) => is_wished(seen),
        Err(error) => !matches!(error.kind(), ErrorKind::Undecodable { .. }),
    };
    if is_settled || !is_expected {
        return first;
    }
    tokio::time::sleep(SECOND_LOOK).await;
    read().await
}

/// The outcome of a write, by what [`look`] sees.
pub async fn conclude<T, F: Future<Output = Result<ReadBack, ServiceError>>>(
    written: &Result<T, ServiceError>,
    read: impl Fn() -> F,
) -> Outcome {
    let seen = look(written, read, |seen| matches!(seen, ReadBack::Wished(_))).await;
    settle(written, seen)
}

/// The outcome of a write, once its record was read back.
///
/// A write without an answer is not repeated: the read says whether it took, and where it still
/// shows the old state the outcome is unknown, since the write may land late. What a refused write
/// wished may be so all the same, by another hand: then it is not this plan's to take back.
pub fn settle<T>(
    written: &Result<T, ServiceError>,
    read: Result<ReadBack, ServiceError>,
) -> Outcome {
    match (written, read) {
        (Ok(_), Ok(ReadBack::Wished(words))) => Outcome::done(words),
        (Ok(_), Ok(ReadBack::Otherwise(words))) => {
            Outcome::failed(format!("the server answered success, but the record reads {words}"))
        }
        (Ok(_), Err(read)) => Outcome::unknown(format!(
            "the server answered success, but reading back failed: {read}"
        )),
        (Ok(_), Ok(ReadBack::Unread(what))) => Outcome::unknown(format!(
            "the server answered success, but {what} in the record cannot be read"
        )),
        (Err(write), Ok(ReadBack::Wished(words))) if write.may_have_been_applied() => {
            Outcome::done(format!("{words} (although: {write})"))
        }
        (Err(write), Ok(ReadBack::Wished(words))) => Outcome::already_true(format!(
            "{words}; it may be another hand's doing, since this write was refused: {write}"
        )),
        (Err(write), Ok(ReadBack::Otherwise(words))) if write.may_land_late() => Outcome::unknown(
            format!("{write}; the record still reads {words}, but the write may land late"),
        ),
        (Err(write), Err(read)) if write.may_have_been_applied() || write.may_be_a_gateways() => {
            Outcome::unknown(format!("{write}; reading back failed too: {read}"))
        }
        (Err(write), Ok(ReadBack::Unread(what)))
            if write.may_have_been_applied() || write.may_be_a_gateways() =>
        {
            Outcome::unknown(format!("{write}; {what} in the record cannot be read"))
        }
        (Err(write), Ok(ReadBack::Otherwise(_) | ReadBack::Unread(_)) | Err(_)) => failed(write),
    }
}

/// The failure as an outcome, with what to do now.
pub fn failed(error: &ServiceError) -> Outcome {
    Outcome::failed(with_hint(error))
}

/// A precondition that could not be read: nothing was sent.
pub fn unread(error: &ServiceError) -> Outcome {
    Outcome::failed(format!("nothing was written, since it could not be read first: {error}"))
}

/// A precondition that is of no known shape: nothing was sent.
pub fn unreadable(what: &str) -> Outcome {
    Outcome::refused(format!(
        "{what} in the record cannot be read, so nothing is written over it; mend it on the server"
    ))
}

/// The error's sentence, and another that says what to do now.
pub fn with_hint(error: &ServiceError) -> String {
    let hint = error.hint();
    let sentence = error.to_string();
    let end = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
    if hint.is_empty() { sentence } else { format!("{sentence}{end} {hint}") }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::api::Delivery;
    use crate::plan::OutcomeKind;

    #[rstest]
    // Refused, or never sent: whatever is so is not this write's doing.
    #[case(Delivery::Answered, ErrorKind::Forbidden, 403, OutcomeKind::AlreadyTrue)]
    #[case(Delivery::Answered, ErrorKind::Invalid, 400, OutcomeKind::AlreadyTrue)]
    #[case(Delivery::Answered, ErrorKind::Conflict, 409, OutcomeKind::AlreadyTrue)]
    #[case(Delivery::Answered, ErrorKind::NotFound, 404, OutcomeKind::AlreadyTrue)]
    #[case(Delivery::Answered, ErrorKind::RateLimited { retry_after: None }, 429, OutcomeKind::AlreadyTrue)]
    #[case(Delivery::NotSent, ErrorKind::Unreachable, 0, OutcomeKind::AlreadyTrue)]
    // It may have been carried out.
    #[case(Delivery::Answered, ErrorKind::Server, 500, OutcomeKind::Done)]
    #[case(Delivery::Answered, ErrorKind::NotThisServer, 200, OutcomeKind::Done)]
    #[case(Delivery::NoAnswer, ErrorKind::TimedOut, 0, OutcomeKind::Done)]
    fn a_refused_write_whose_record_reads_as_wished_is_already_so(
        #[case] delivery: Delivery,
        #[case] kind: ErrorKind,
        #[case] status: u16,
        #[case] ends: OutcomeKind,
    ) {
        let written: Result<(), _> = Err(ServiceError::sample(kind, delivery, status));
        let outcome = settle(&written, Ok(ReadBack::Wished("read back so".into())));
        assert_eq!(outcome.kind, ends, "{outcome}");
        assert!(outcome.detail.contains("cannot change a user"), "{outcome}");
        assert_eq!(outcome.has_effect(), ends == OutcomeKind::Done);
        let otherwise = settle(&written, Ok(ReadBack::Otherwise("as before".into())));
        assert!(!otherwise.kind.is_success(), "{otherwise}");
    }

    #[rstest]
    #[case(ErrorKind::Gateway { forbids: true }, 403, OutcomeKind::Unknown)]
    #[case(ErrorKind::Redirected { to: "h".into(), is_elsewhere: true }, 302, OutcomeKind::Unknown)]
    #[case(ErrorKind::RateLimited { retry_after: None }, 429, OutcomeKind::Unknown)]
    #[case(ErrorKind::Invalid, 400, OutcomeKind::Failed)]
    fn what_a_gateway_refused_and_nobody_could_look_up_is_unknown(
        #[case] kind: ErrorKind,
        #[case] status: u16,
        #[case] ends: OutcomeKind,
    ) {
        let written: Result<(), _> = Err(ServiceError::sample(kind, Delivery::Answered, status));
        let unread = ServiceError::sample(ErrorKind::TimedOut, Delivery::NoAnswer, 0);
        assert_eq!(settle(&written, Err(unread)).kind, ends);
    }
}
