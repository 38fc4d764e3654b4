//! Trying again: a read where the failure may pass, a write that was put off alone.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder, Retryable};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{ClientOptions, RawAnswer};
use crate::api::{ErrorKind, ServiceError};

/// The longest `Retry-After` of a read that is obeyed rather than reported.
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

/// How long one write is put off in all before its refusal is told.
const LONGEST_DELAY: Duration = Duration::from_mins(1);

/// Until when no write goes to one server, since it said so to one of them.
pub(super) struct Pause {
    until: watch::Sender<Instant>,
}

impl Default for Pause {
    fn default() -> Self {
        Self { until: watch::Sender::new(Instant::now()) }
    }
}

impl Pause {
    fn extend(&self, wait: Duration) {
        let asked = Instant::now() + wait;
        self.until.send_modify(|until| *until = asked.max(*until));
    }

    /// Waits, for as long as it is extended meanwhile, too.
    async fn over(&self) {
        loop {
            let until = *self.until.borrow();
            if until <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }
}

/// Makes a write, and once more for each 429: what was put off was not carried out, and where that
/// is not sure, `is_open` says after the wait whether it still is to be done. Waits as long as the
/// server asks, or ever longer where it does not say; a minute at most in all. `attempt` is given
/// its number, from 1.
pub(super) async fn writes<F, Fut, O, Open>(
    options: &ClientOptions,
    pause: &Pause,
    attempt: F,
    is_open: O,
) -> Result<RawAnswer, ServiceError>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = Result<RawAnswer, ServiceError>>,
    O: Fn() -> Open,
    Open: Future<Output = bool>,
{
    let mut delays = ExponentialBuilder::default()
        .with_min_delay(options.retry_delay)
        .with_max_delay(LONGEST_DELAY)
        .without_max_times()
        .with_jitter()
        .build();
    let mut left = LONGEST_DELAY;
    let mut tried = 0;
    let mut put_off = None;
    loop {
        pause.over().await;
        if let Some(error) = put_off
            && !is_open().await
        {
            return Err(error);
        }
        tried += 1;
        let error = match attempt(tried).await {
            Err(error) if matches!(error.kind(), ErrorKind::RateLimited { .. }) => error,
            ended => return ended,
        };
        let asked = error.retry_after.unwrap_or_default();
        let wait = delays.next().unwrap_or(LONGEST_DELAY).max(asked);
        let Some(rest) = left.checked_sub(wait) else { return Err(error) };
        left = rest;
        pause.extend(wait);
        put_off = Some(error);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::ready;

    use super::*;
    use crate::api::{Delivery, Service};

    fn put_off(asked: Option<u64>) -> ServiceError {
        let retry_after = asked.map(Duration::from_secs);
        ServiceError {
            service: Service::Proxy,
            host: "h".into(),
            operation: "change a user".into(),
            kind: ErrorKind::RateLimited { retry_after },
            delivery: Delivery::Answered,
            status: Some(429),
            retry_after,
            message: "".into(),
        }
    }

    /// When each try was made, in whole seconds from the beginning, where the server always asks
    /// for `asked`.
    async fn tries(asked: Option<u64>) -> Vec<u64> {
        let (options, pause) = (ClientOptions::default(), Pause::default());
        let (begun, tries) = (Instant::now(), RefCell::new(Vec::new()));
        let attempt = |_| {
            tries.borrow_mut().push(begun.elapsed().as_secs());
            ready(Err(put_off(asked)))
        };
        let ended = writes(&options, &pause, attempt, || ready(true));
        assert!(ended.await.is_err());
        tries.into_inner()
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_is_put_off_for_a_minute_at_most() {
        assert_eq!(tries(Some(20)).await, [0, 20, 40, 60]);
        assert_eq!(tries(Some(60)).await, [0, 60]);
        assert_eq!(tries(Some(61)).await, [0]);
        assert_eq!(tries(Some(u64::MAX)).await, [0]);
        for asked in [None, Some(0)] {
            let tries = tries(asked).await;
            assert!(tries.len() < 12 && tries.last().is_some_and(|at| *at <= 60), "{tries:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_carried_out_though_it_was_put_off_is_not_sent_again() {
        let (options, pause) = (ClientOptions::default(), Pause::default());
        let (begun, tries) = (Instant::now(), RefCell::new(0));
        let attempt = |number| {
            tries.replace(number);
            ready(Err(put_off(Some(5))))
        };
        // It is looked for after the wait, when it is there if it ever will be.
        let ended =
            writes(&options, &pause, attempt, || ready(begun.elapsed() < Duration::from_secs(8)));
        assert_eq!(ended.await.map(|_| ()), Err(put_off(Some(5))));
        assert_eq!((tries.into_inner(), begun.elapsed().as_secs()), (2, 10));
    }

    #[tokio::test(start_paused = true)]
    async fn other_writes_wait_as_long_as_one_was_asked_to() {
        let (options, pause) = (ClientOptions::default(), Pause::default());
        let begun = Instant::now();
        let sent = RefCell::new(Vec::new());
        let write = |name: &'static str| {
            let sent = &sent;
            let attempt = move |attempt| {
                sent.borrow_mut().push((name, attempt, begun.elapsed().as_secs()));
                ready(Err(put_off((name == "first" && attempt < 3).then_some(5))))
            };
            writes(&options, &pause, attempt, || ready(true))
        };
        let second = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            write("second").await
        };
        let _ended = tokio::join!(write("first"), second);
        let sent = sent.borrow();
        assert_eq!(sent[..2], [("first", 1, 0), ("first", 2, 5)], "{sent:?}");
        assert!(sent[2..].iter().all(|(_, _, at)| *at >= 5), "{sent:?}");
    }
}
