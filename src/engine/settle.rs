//! From a write's answer and a read to an outcome: the one place that decides what is known.

use crate::api::ServiceError;
use crate::plan::Outcome;

/// What the read after a write saw.
pub enum ReadBack {
    /// The wished state; words for it.
    Wished(String),
    /// Another state; words for it.
    Otherwise(String),
}

/// The outcome of a write, once its record was read back.
///
/// A write without an answer is not repeated: the read says whether it took, and where it still
/// shows the old state the outcome is unknown, since the write may land late.
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
        (Err(write), Ok(ReadBack::Wished(words))) => {
            Outcome::done(format!("{words} (although: {write})"))
        }
        (Err(write), Ok(ReadBack::Otherwise(words))) if write.may_land_late() => Outcome::unknown(
            format!("{write}; the record still reads {words}, but the write may land late"),
        ),
        (Err(write), Err(read)) if write.may_have_been_applied() => {
            Outcome::unknown(format!("{write}; reading back failed too: {read}"))
        }
        (Err(write), Ok(ReadBack::Otherwise(_)) | Err(_)) => failed(write),
    }
}

/// Whether it is worth reading back after this answer.
pub fn needs_read<T>(written: &Result<T, ServiceError>) -> bool {
    written.as_ref().err().is_none_or(ServiceError::may_have_been_applied)
}

/// The failure as an outcome, with what to do now.
pub fn failed(error: &ServiceError) -> Outcome {
    Outcome::failed(with_hint(error))
}

/// A precondition that could not be read: nothing was sent.
pub fn unread(error: &ServiceError) -> Outcome {
    Outcome::failed(format!("nothing was written, since it could not be read first: {error}"))
}

/// The error's sentence, and another that says what to do now.
pub fn with_hint(error: &ServiceError) -> String {
    let hint = error.hint();
    let sentence = error.to_string();
    let end = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
    if hint.is_empty() { sentence } else { format!("{sentence}{end} {hint}") }
}
