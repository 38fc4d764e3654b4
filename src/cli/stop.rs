//! Being told to stop: Ctrl-C, a service manager, a terminal that is gone.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears every wish to stop from the moment it is made.
#[derive(Debug)]
pub struct Stop {
    #[cfg(unix)]
    signals: [Signal; 3],
}

impl Stop {
    /// From now on no signal ends the process by itself.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        let stop = Self {
            signals: [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
            ],
        };
        #[cfg(not(unix))]
        let stop = Self {};
        Ok(stop)
    }

    /// Until the next wish to stop.
    pub async fn wished(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate, hang_up] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
        }
        // Without a handler for Ctrl-C the system ends the process, which is a stop, too.
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
