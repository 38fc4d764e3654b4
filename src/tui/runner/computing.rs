//! What only takes time: work over all people, on a thread that nobody waits for. What was asked of
//! a profile that was left is given up.

use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use super::Runner;
use crate::app::people::ready::Recount;
use crate::app::planning::Work;
use crate::app::reading::{Comparison, Relay};
use crate::app::{Epoch, Msg};
use crate::order;

impl Runner {
    pub(super) fn compare(&mut self, epoch: Epoch, comparison: Comparison) {
        let policy = self.profile.sync.clone();
        self.compute(move || Msg::Compared(epoch, Box::new(comparison.finish(&policy))));
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn lay_out(&mut self, epoch: Epoch, relay: Relay) {
        self.compute(move || relay.finish(epoch));
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn recount(&mut self, epoch: Epoch, recount: Recount) {
        self.compute(move || Msg::Recounted(epoch, Box::new(recount.finish())));
    }

    pub(super) fn plan(&mut self, epoch: Epoch, work: Work) {
        let (send, number) = (self.send.clone(), work.number());
        let link = Arc::clone(&self.link);
        self.read(async move {
            let found = match (work.needs(), link.get()) {
                (Some(needs), Some(session)) => {
                    order::meet(session, work.roster(), needs).await.map(Some)
                }
                _ => Ok(None),
            };
            let work = match found {
                Ok(Some(found)) => work.knowing(found),
                Ok(None) => work,
                Err(why) => {
                    let answer = Box::new(Work::failed(number, &why));
                    return Self::tell(&send, Msg::Planned(epoch, answer));
                }
            };
            let answer = spawn_blocking(move || work.finish()).await;
            let answer = answer.unwrap_or_else(|error| Work::failed(number, &error.to_string()));
            Self::tell(&send, Msg::Planned(epoch, Box::new(answer)));
        });
    }

    fn compute(&mut self, work: impl FnOnce() -> Msg + Send + 'static) {
        let send = self.send.clone();
        self.read(async move {
            let msg = spawn_blocking(work).await;
            Self::tell(&send, msg.unwrap_or_else(|error| Msg::Failed(error.to_string())));
        });
    }
}
