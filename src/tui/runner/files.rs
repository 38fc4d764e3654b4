//! What is written to the disk for the operator: plans, people, screens; and what a session leaves
//! for the next.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::{Runner, watch};
use crate::app::export::Export;
use crate::app::{Epoch, Msg, Saved};
use crate::config::ProfileName;
use crate::plan::{Plan, render};
use crate::tui::{file, saved};

impl Runner {
    /// At once and here: it is tiny, and the next frame is to show it.
    pub(super) fn load_saved(&self, epoch: Epoch, profile: &str) {
        let loaded = ProfileName::parse(profile)
            .map_err(|error| error.to_string())
            .and_then(|name| saved::load(&self.opened.paths.console(&name)));
        Self::tell(&self.send, Msg::SavedLoaded(epoch, loaded));
    }

    pub(super) fn save(&self, profile: &str, saved: &Saved) {
        let written = ProfileName::parse(profile)
            .map_err(|error| error.to_string())
            .and_then(|name| saved::save(&self.opened.paths.console(&name), saved));
        if let Err(why) = written {
            tracing::warn!(%why, "what this session leaves could not be written");
            Self::tell(&self.send, Msg::SaveFailed(why));
        }
    }

    /// A plan for everybody has a hundred thousand changes.
    pub(super) fn write_plan(&mut self, plan: Arc<Plan>, path: String) {
        let writing = spawn_blocking(move || {
            let path = PathBuf::from(path);
            let written = render::json(&plan, |_| None)
                .map_err(|error| error.to_string())
                .and_then(|json| file::create(&path, |out| writeln!(out, "{json}")))
                .map(|_| path.display().to_string());
            Msg::PlanWritten(written)
        });
        let broken = |why| Msg::PlanWritten(Err(why));
        self.writing = Some(watch::spawn(&self.send, watch::done(writing), broken));
    }

    pub(super) fn export(&mut self, order: Export) {
        let env = self.env.clone();
        let writing = spawn_blocking(move || Msg::Exported(file::export(&order, &env)));
        // No read: another profile does not take it back.
        watch::spawn(&self.send, watch::done(writing), |why| Msg::Exported(Err(why)));
    }

    /// Writes what the loop has drawn as text.
    pub(in crate::tui) fn write_screen(&self, text: &str, now: Timestamp) {
        let at = now.strftime("%Y-%m-%dT%H-%M-%SZ");
        let name = format!("{}-{at}", self.profile.name);
        let written = file::dump(&self.opened.paths.screens(), &name, text);
        Self::tell(&self.send, Msg::ScreenDumped(written));
    }
}
