//! Applying a plan, and leaving without cutting a write in two.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{NOT_OPEN, Runner, watch};
use crate::app::{Epoch, Msg, Revealed, Secret};
use crate::cli::scene::actor;
use crate::engine::{self, ApplyEvent, Orders, Reveal, RevealKind};
use crate::plan::Plan;

/// How long leaving waits for the write that is under way.
const LAST_WRITE: Duration = Duration::from_mins(1);

impl Runner {
    pub(super) fn apply(
        &mut self,
        epoch: Epoch,
        plan: Arc<Plan>,
        confirmed: Option<String>,
        reveal_passwords: bool,
    ) {
        self.cancel = CancellationToken::new();
        let (send, link, cancel) = (self.send.clone(), Arc::clone(&self.link), self.cancel.clone());
        #[cfg(debug_assertions)]
        let env = self.env.clone();
        let orders = Orders {
            watch: None,
            by: actor(&self.env),
            journal: self.journal(),
            confirmed,
            again: false,
            reveal_passwords,
        };
        let task = async move {
            let Some(session) = link.get() else {
                return Msg::ApplyEnded(epoch, Err(NOT_OPEN.to_owned()));
            };
            let on_event = move |event| match event {
                ApplyEvent::Started(change) => {
                    Self::tell(&send, Msg::ChangeStarted(epoch, change));
                    #[cfg(debug_assertions)]
                    crate::tui::provoke::provoke(&env, "apply");
                }
                ApplyEvent::Finished { change, outcome, reveal } => {
                    let revealed = reveal.map(revealed);
                    Self::tell(&send, Msg::ChangeFinished { epoch, change, outcome, revealed });
                }
            };
            let result = engine::apply(session, &plan, &orders, &cancel, &on_event).await;
            let result = match result {
                Ok(report) => report.trouble().map_or(Ok(()), Err),
                Err(error) => Err(error.to_string()),
            };
            Msg::ApplyEnded(epoch, result)
        };
        let broken = move |why| {
            let why = format!("{why} while the plan was applied; nothing more of it is attempted");
            Msg::ApplyEnded(epoch, Err(why))
        };
        self.applying = Some(watch::spawn(&self.send, task, broken));
    }

    /// Leaving waits for the write that is under way: it cannot be called back.
    pub(in crate::tui) async fn wait_for_writes(&mut self) {
        self.reads.drain(..).for_each(|read| read.abort());
        if let Some(applying) = self.applying.take() {
            self.cancel.cancel();
            let _ = tokio::time::timeout(LAST_WRITE, applying).await;
        }
        if let Some(writing) = self.writing.take() {
            let _ = tokio::time::timeout(LAST_WRITE, writing).await;
        }
        let _ = tokio::time::timeout(LAST_WRITE, self.keeping.lock()).await;
    }
}

fn revealed(reveal: Reveal) -> Revealed {
    let what = match reveal.kind {
        RevealKind::Key { alias, .. } => format!("key {alias}"),
        RevealKind::Password { .. } => "initial password".to_owned(),
    };
    Revealed { what, user: reveal.user, secret: Secret::new(reveal.secret) }
}
