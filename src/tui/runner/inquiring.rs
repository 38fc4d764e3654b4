//! Why a person is refused: what that needs is read on demand, one question at a time.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::Runner;
use crate::app::screen::why::Asked;
use crate::app::{Epoch, Msg};
use crate::engine::{InquireError, inquire};

impl Runner {
    /// Another question gives the one before up.
    pub(super) fn inquire(&mut self, epoch: Epoch, asked: Asked) {
        self.stop_inquiry();
        let (send, link) = (self.send.clone(), Arc::clone(&self.link));
        self.read(async move {
            let Asked { number, question } = asked;
            let answer = match link.get() {
                Some(session) => Box::pin(inquire(session, &question)).await,
                None => Err(InquireError::Unread("the profile is not open yet".into())),
            };
            Self::tell(&send, Msg::Inquired { epoch, number, answer: answer.map(Box::new) });
        });
        self.inquiring = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn stop_inquiry(&mut self) {
        self.inquiring.take().inspect(tokio::task::AbortHandle::abort);
    }
}
