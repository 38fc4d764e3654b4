//! A task whose end is waited for: it ends in one message, even if it breaks.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use crate::app::Msg;

/// What is told in place of an answer. The panic's own words are logged, and so shown beside it.
const BROKE: &str = "something broke within bursar";

/// Runs the task and sends what it ends with; where it panics, what `broken` makes of a sentence.
/// One that is aborted sends nothing.
pub(super) fn spawn(
    send: &UnboundedSender<Msg>,
    task: impl Future<Output = Msg> + Send + 'static,
    broken: impl FnOnce(String) -> Msg + Send + 'static,
) -> JoinHandle<()> {
    let send = send.clone();
    tokio::spawn(async move {
        // Nothing that the task was at is used again, but what is behind locks.
        let ended = AssertUnwindSafe(task).catch_unwind().await;
        // The loop is gone when this fails, and with it whoever would want to know.
        let _ = send.send(ended.unwrap_or_else(|_| broken(BROKE.to_owned())));
    })
}

/// What a thread of its own comes to. Its panic is the panic of the task that waits.
pub(super) async fn done<T>(thread: JoinHandle<T>) -> T {
    match thread.await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Only the end of the process cancels one, and the task that waits with it.
            Err(_) => std::future::pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::task::spawn_blocking;

    use super::*;

    fn failed(msg: Option<Msg>) -> String {
        match msg {
            Some(Msg::Failed(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_task_that_panics_is_told_of_once() {
        let (send, mut told) = unbounded_channel();
        spawn(&send, async { panic!("a test's own") }, |why| {
            Msg::Failed(format!("no plan: {why}"))
        });
        spawn(&send, async { done(spawn_blocking(|| panic!("a test's own"))).await }, Msg::Failed);
        drop(send);
        let mut words = [failed(told.recv().await), failed(told.recv().await)];
        words.sort();
        assert_eq!(words, ["no plan: something broke within bursar", BROKE]);
        assert!(told.recv().await.is_none());
    }

    #[tokio::test]
    async fn a_task_that_ends_says_what_it_found_and_one_that_is_given_up_says_nothing() {
        let (send, mut told) = unbounded_channel();
        let task = async { Msg::Failed(done(spawn_blocking(|| "found".to_owned())).await) };
        spawn(&send, task, |_| panic!("it did not break"));
        spawn(&send, std::future::pending(), Msg::Failed).abort();
        drop(send);
        assert_eq!(failed(told.recv().await), "found");
        assert!(told.recv().await.is_none());
    }
}
