//! What is read: the session, the people on disk and on both servers, the journal.

use std::path::Path;
use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use super::{Link, NOT_OPEN, Runner, observer, watch};
use crate::app::people::ready::Wish;
use crate::app::{Epoch, Msg, Server};
use crate::domain::Snapshot;
use crate::engine::{self, Progress, Service, Session, cache};
use crate::journal;
use crate::roster::join;

impl Runner {
    pub(super) fn open_profile(&mut self, epoch: Epoch, name: &str) {
        let send = self.send.clone();
        let profile = match self.opened.profile_named(name) {
            Ok(profile) => profile,
            Err(error) => {
                return Self::tell(&send, Msg::ProfileOpened(epoch, Err(error.to_string())));
            }
        };
        self.reads.drain(..).for_each(|read| read.abort());
        self.profile = profile.clone();
        self.link = Link::default();
        let (link, env, prompted) =
            (Arc::clone(&self.link), self.env.clone(), self.prompted.take());
        let broken = move |why| Msg::ProfileOpened(epoch, Err(why));
        let task = async move {
            let prompted = prompted.filter(|session| session.profile().name == profile.name);
            let session = if let Some(session) = prompted {
                session
            } else {
                let observer = observer(&send, &profile);
                Session::open_observed(profile, &env, &no_prompt, Some(observer)).await
            };
            // A missing credential is told by the observation, beside the server it is for.
            let _ = link.set(Arc::new(session));
            Msg::ProfileOpened(epoch, Ok(()))
        };
        self.read(task, broken);
    }

    pub(super) fn load_cached(&mut self, epoch: Epoch, wish: Wish) {
        let (path, policy) = (self.snapshot(), self.profile.sync.clone());
        let load = move || {
            let snapshot = cache::load(&path)?;
            let roster = Arc::new(join(Arc::new(snapshot), &policy));
            Some(Box::new(wish.carry_out(roster)))
        };
        let task = async move { Msg::CacheLoaded(epoch, watch::done(spawn_blocking(load)).await) };
        self.read(task, move |_| Msg::CacheLoaded(epoch, None));
    }

    pub(super) fn observe(&mut self, epoch: Epoch) {
        let (send, link) = (self.send.clone(), Arc::clone(&self.link));
        let (path, policy) = (self.snapshot(), self.profile.sync.clone());
        let keeping = Arc::clone(&self.keeping);
        #[cfg(debug_assertions)]
        let env = self.env.clone();
        let task = async move {
            let Some(session) = link.get() else {
                return Msg::ReadingFailed(epoch, NOT_OPEN.to_owned());
            };
            #[cfg(debug_assertions)]
            crate::tui::provoke::provoke(&env, "reading");
            let on_progress = move |Progress { service, part, done, total }| {
                let server = match service {
                    Service::Proxy => Server::Proxy,
                    Service::Webui => Server::Webui,
                };
                let (part, total) = (part.to_string(), Some(total));
                Self::tell(&send, Msg::Progressed { epoch, server, part, done, total });
            };
            let snapshot = Box::pin(engine::observe(session, &on_progress)).await;
            let join = move || Arc::new(join(Arc::new(snapshot), &policy));
            let roster = watch::done(spawn_blocking(join)).await;
            let seen = Arc::clone(&roster);
            // Only who leaves waits for the file.
            tokio::spawn(async move {
                let kept = keeping.lock_owned().await;
                spawn_blocking(move || {
                    keep(seen.snapshot(), &path);
                    drop(kept);
                });
            });
            Msg::Observed(epoch, roster)
        };
        self.read(task, move |why| Msg::ReadingFailed(epoch, why));
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    pub(super) fn load_journal(&mut self, epoch: Epoch) {
        let path = self.journal();
        let task = async move {
            let read = watch::done(spawn_blocking(move || journal::read(&path))).await;
            Msg::JournalLoaded(epoch, read.map_err(|error| error.to_string()))
        };
        self.read(task, move |why| Msg::JournalLoaded(epoch, Err(why)));
    }
}

/// The console has the terminal, so nobody can be asked.
fn no_prompt(_question: &str) -> std::io::Result<secrecy::SecretString> {
    Err(std::io::Error::other(
        "it is asked for when bursar starts; leave, and start it with this --profile",
    ))
}

/// Caches what was seen, unless neither server answered.
fn keep(snapshot: &Snapshot, path: &Path) {
    let anything = snapshot.proxy.seen().is_some() || snapshot.webui.seen().is_some();
    if anything && let Err(error) = cache::save(path, snapshot) {
        tracing::warn!(%error, "the snapshot could not be cached");
    }
}
