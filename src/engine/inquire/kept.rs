//! What is one for all people, asked again only after a while.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// How long an answer is gone by: about as long as the operator looks at one person after another.
const FRESH: Duration = Duration::from_secs(15);

/// One answer and when it came.
#[derive(Debug)]
pub(in crate::engine) struct Kept<T>(Mutex<Option<(Instant, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    /// The last answer if it is fresh, else a new one. Who asks meanwhile waits for it.
    pub(super) async fn get(&self, ask: impl Future<Output = T>) -> Arc<T> {
        let mut kept = self.0.lock().await;
        if let Some((at, answer)) = &*kept
            && at.elapsed() < FRESH
        {
            return Arc::clone(answer);
        }
        let answer = Arc::new(ask.await);
        *kept = Some((Instant::now(), Arc::clone(&answer)));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fresh_answer_is_not_asked_for_again() {
        let kept = Kept::default();
        assert_eq!(*kept.get(async { 1 }).await, 1);
        assert_eq!(*kept.get(async { 2 }).await, 1);
    }
}
