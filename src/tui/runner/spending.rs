//! What was spent day by day: one order at a time, given up where another comes.

use std::sync::Arc;

use tokio::task::{AbortHandle, JoinHandle};

use super::Runner;
use crate::app::screen::spend::View;
use crate::app::{Epoch, Msg, SpendAnswer, SpendOrder};
use crate::engine;

impl Runner {
    pub(super) fn read_spend(&mut self, epoch: Epoch, order: SpendOrder) {
        self.stop_spend();
        let (send, link) = (self.send.clone(), Arc::clone(&self.link));
        self.read(async move {
            let SpendOrder { id, subject, range, view } = order;
            let Some(session) = link.get() else {
                let why = "the session is not open yet".to_owned();
                return Self::tell(&send, Msg::SpendRead(epoch, id, Err(why)));
            };
            let parts = send.clone();
            let on_part = move |done, total| {
                Self::tell(&parts, Msg::SpendProgressed(epoch, id, (done, total)));
            };
            let answer = match view {
                View::Days => {
                    let read = engine::activity(session, &subject, range, &on_part).await;
                    read.map(SpendAnswer::Days)
                }
                View::Spenders => {
                    let read = engine::spenders(session, &subject, range, &on_part).await;
                    read.map(SpendAnswer::Spenders)
                }
            };
            Self::tell(&send, Msg::SpendRead(epoch, id, answer));
        });
        self.spending = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn stop_spend(&mut self) {
        self.spending.take().inspect(AbortHandle::abort);
    }
}
