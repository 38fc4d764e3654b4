//! What only takes time: work over all people, on a thread that nobody waits for. What was asked of
//! a profile that was left is given up.

use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use super::{Runner, watch};
use crate::app::people::ready::Recount;
use crate::app::planning::Work;
use crate::app::reading::{Comparison, Relay};
use crate::app::{Epoch, Msg};
use crate::order;

impl Runner {
    pub(super) fn compare(&mut self, epoch: Epoch, comparison: Comparison) {
        let policy = self.profile.sync.clone();
        let work = move || Msg::Compared(epoch, Box::new(comparison.finish(&policy)));
        self.compute(work, move |why| Msg::ReadingFailed(epoch, why));
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn lay_out(&mut self, epoch: Epoch, relay: Relay) {
        self.compute(move || relay.finish(epoch), move |why| Msg::ReadingFailed(epoch, why));
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn recount(&mut self, epoch: Epoch, recount: Recount) {
        self.compute(move || Msg::Recounted(epoch, Box::new(recount.finish())), Msg::Failed);
    }

    pub(super) fn plan(&mut self, epoch: Epoch, work: Work) {
        let (link, number) = (Arc::clone(&self.link), work.number());
        let failed = move |why: &str| Msg::Planned(epoch, Box::new(Work::failed(number, why)));
        let task = async move {
            let found = match (work.needs(), link.get()) {
                (Some(needs), Some(session)) => {
                    order::meet(session, work.roster(), needs).await.map(Some)
                }
                _ => Ok(None),
            };
            let work = match found {
                Ok(Some(found)) => work.knowing(found),
                Ok(None) => work,
                Err(why) => return failed(&why),
            };
            let made = watch::done(spawn_blocking(move || work.finish())).await;
            Msg::Planned(epoch, Box::new(made))
        };
        self.read(task, move |why| failed(&why));
    }

    fn compute(
        &mut self,
        work: impl FnOnce() -> Msg + Send + 'static,
        broken: impl FnOnce(String) -> Msg + Send + 'static,
    ) {
        self.read(async { watch::done(spawn_blocking(work)).await }, broken);
    }
}
