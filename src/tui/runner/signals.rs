//! Signals that end the console.

use super::Runner;
use crate::app::Msg;

impl Runner {
    /// SIGTERM and SIGHUP end the console as its operator would.
    #[cfg(unix)]
    pub(in crate::tui) fn watch_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut hang_up) =
            (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        let send = self.send.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = hang_up.recv() => {}
                }
                Self::tell(&send, Msg::Terminated);
            }
        });
        Ok(())
    }

    #[cfg(not(unix))]
    pub(in crate::tui) fn watch_signals(&self) -> std::io::Result<()> {
        Ok(())
    }
}
