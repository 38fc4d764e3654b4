//! What a screen reads when one looks at it: given up where nobody waits for it any more.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::{NOT_OPEN, Runner};
use crate::app::{Epoch, Msg};
use crate::engine::{self, Ask};

impl Runner {
    pub(super) fn ask(&mut self, epoch: Epoch, number: u64, ask: Ask) {
        let (send, link) = (self.send.clone(), Arc::clone(&self.link));
        let heard = move |answer| Msg::Heard { epoch, number, answer };
        let task = async move {
            let on_part = move |done, total| {
                let part = (done, total);
                Self::tell(&send, Msg::HeardPart { epoch, number, part });
            };
            heard(match (link.get(), &ask) {
                // It asks no server, and must be seen where none can be reached.
                (_, Ask::Changes(kept)) => engine::changes(kept).await,
                (Some(session), ask) => Box::pin(engine::ask(session, ask, &on_part)).await,
                (None, _) => Err(NOT_OPEN.to_owned()),
            })
        };
        self.read(task, move |why| heard(Err(why)));
        self.asking.retain(|(_, task)| !task.is_finished());
        let task = self.reads.last().map(JoinHandle::abort_handle);
        self.asking.extend(task.map(|task| (number, task)));
    }

    pub(super) fn stop_asking(&mut self, number: u64) {
        let asked = self.asking.extract_if(.., |(asked, _)| *asked == number);
        asked.for_each(|(_, task)| task.abort());
    }
}
