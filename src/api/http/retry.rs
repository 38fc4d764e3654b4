//! Trying a read again, where the failure may pass.

use std::future::Future;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use super::{ClientOptions, RawAnswer};
use crate::api::{ErrorKind, ServiceError};

/// The longest `Retry-After` that is obeyed rather than reported.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Tries until it succeeds, the tries are used up, or the deadline leaves no time to wait. All
/// tries share one deadline: the operator waits once, not three times.
pub(super) async fn reads<F, Fut>(
    options: &ClientOptions,
    deadline: Instant,
    attempt: F,
) -> Result<RawAnswer, ServiceError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<RawAnswer, ServiceError>>,
{
    let delays = ExponentialBuilder::default()
        .with_min_delay(options.retry_delay)
        .with_max_times(options.read_tries.saturating_sub(1))
        .with_jitter();
    attempt
        .retry(delays)
        .when(may_pass)
        .adjust(|error, delay| {
            let asked = error.retry_after.unwrap_or_default();
            delay.map(|delay| delay.max(asked)).filter(|wait| is_worth_waiting(*wait, deadline))
        })
        .await
}

/// A longer wait, or one past the deadline, is not begun: the error is told at once.
fn is_worth_waiting(wait: Duration, deadline: Instant) -> bool {
    wait <= LONGEST_WAIT && Instant::now() + wait < deadline
}

fn may_pass(error: &ServiceError) -> bool {
    match error.kind() {
        ErrorKind::Unreachable
        | ErrorKind::Dns
        | ErrorKind::Disconnected
        | ErrorKind::TimedOut
        | ErrorKind::RateLimited { .. } => true,
        ErrorKind::Server => matches!(error.status(), Some(502..=504)),
        _ => false,
    }
}
