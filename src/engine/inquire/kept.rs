//! What is one for all people, asked again only after a while.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// How long an answer is gone by: about as long as the operator looks at one person after another,
/// and less than the minute for which the proxy itself goes by what it has read.
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
    pub(super) async fn get(&self, ask: impl AsyncFnOnce() -> T) -> Arc<T> {
        let Ok(answer) = self.try_get(async || Ok::<_, Infallible>(ask().await)).await;
        answer
    }

    /// The same; a failure is not kept, so that asking again helps.
    pub(super) async fn try_get<E>(
        &self,
        ask: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let mut kept = self.0.lock().await;
        if let Some((at, answer)) = &*kept
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(ask().await?);
        *kept = Some((Instant::now(), Arc::clone(&answer)));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fresh_answer_is_not_asked_for_again() {
        let kept = Kept::default();
        assert_eq!(*kept.get(async || 1).await, 1);
        assert_eq!(*kept.get(async || 2).await, 1);
    }

    #[tokio::test]
    async fn a_failure_is_asked_for_again() {
        let kept = Kept::default();
        assert_eq!(kept.try_get(async || Err::<u8, _>("no")).await, Err("no"));
        assert_eq!(kept.try_get(async || Ok::<_, ()>(2)).await, Ok(Arc::new(2)));
        assert_eq!(kept.try_get(async || Err("no")).await, Ok(Arc::new(2)));
    }
}
