//! The only place with tasks: carries out the model's orders and answers with messages.
//!
//! Reads of a profile that was left are given up; a write never is.

mod applying;
mod asking;
mod computing;
mod files;
mod profiles;
mod reading;
mod signals;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::errors;
use crate::app::{Effect, Msg};
use crate::config::{Env, Opened, Profile};
use crate::engine::{Observer, Session};

type Link = Arc<OnceCell<Arc<Session>>>;

/// Why nothing can be asked of the servers.
const NOT_OPEN: &str = "the session is not open yet";

pub(super) struct Runner {
    opened: Opened,
    env: Env,
    send: UnboundedSender<Msg>,
    /// The profile at work and its session, once it is open.
    profile: Profile,
    link: Link,
    /// Asked for its secrets before the terminal was taken.
    prompted: Option<Session>,
    reads: Vec<JoinHandle<()>>,
    /// The last reading of both servers, which may have ended.
    observing: Option<AbortHandle>,
    /// What was asked for screens, by its number; some may have ended.
    asking: Vec<(u64, AbortHandle)>,
    applying: Option<JoinHandle<()>>,
    /// A plan being written to a file.
    writing: Option<JoinHandle<()>>,
    /// Held while a snapshot is written, so that they are kept in the order they were seen in.
    keeping: Arc<Mutex<()>>,
    cancel: CancellationToken,
}

impl Runner {
    pub(super) fn new(
        opened: Opened,
        env: Env,
        prompted: Option<Session>,
        send: UnboundedSender<Msg>,
    ) -> Self {
        let profile = opened.profile.clone();
        Self {
            opened,
            env,
            send,
            profile,
            link: Link::default(),
            prompted,
            reads: Vec::new(),
            observing: None,
            asking: Vec::new(),
            applying: None,
            writing: None,
            keeping: Arc::default(),
            cancel: CancellationToken::new(),
        }
    }

    #[cfg(debug_assertions)]
    pub(super) fn env(&self) -> &Env {
        &self.env
    }

    /// Carries out one order.
    pub(super) fn run(&mut self, order: Effect) {
        match order {
            Effect::OpenProfile(epoch, name) => self.open_profile(epoch, &name),
            Effect::LoadCached(epoch, wish) => self.load_cached(epoch, *wish),
            Effect::Observe(epoch) => self.observe(epoch),
            Effect::Ask(epoch, number, ask) => self.ask(epoch, number, *ask),
            Effect::StopAsking(_, number) => self.stop_asking(number),
            Effect::LoadJournal(epoch) => self.load_journal(epoch),
            Effect::LoadSaved(epoch, profile) => self.load_saved(epoch, &profile),
            Effect::Save { profile, saved } => self.save(&profile, &saved),
            Effect::Apply { epoch, plan, released, reveal_passwords } => {
                self.apply(epoch, plan, released, reveal_passwords);
            }
            Effect::CancelApply(_) => self.cancel.cancel(),
            Effect::WritePlan { plan, path } => self.write_plan(plan, path),
            Effect::SaveProfile { was, draft } => {
                let saved = self.save_profile(was.as_deref(), &draft);
                self.profiles_changed(saved);
            }
            Effect::RemoveProfile(name) => {
                let removed = self.remove_profile(&name);
                self.profiles_changed(removed);
            }
            Effect::Export(order) => self.export(*order),
            Effect::StopReading(_) => {
                self.observing.take().inspect(tokio::task::AbortHandle::abort);
            }
            Effect::Compare(epoch, comparison) => self.compare(epoch, *comparison),
            Effect::LayOut(epoch, relay) => self.lay_out(epoch, *relay),
            Effect::Recount(epoch, recount) => self.recount(epoch, *recount),
            Effect::Plan(epoch, work) => self.plan(epoch, *work),
            Effect::Forget(people) => drop(tokio::task::spawn_blocking(move || drop(people))),
            Effect::Log(notice) => errors::log(&notice),
            // The loop has the terminal.
            Effect::DumpScreen
            | Effect::Copy(_)
            | Effect::CopySecret(_)
            | Effect::Suspend
            | Effect::Quit => {}
        }
    }

    /// The loop is gone when this fails, and with it whoever would want to know.
    fn tell(send: &UnboundedSender<Msg>, msg: Msg) {
        let _ = send.send(msg);
    }

    /// A read, given up when its profile is left. What it is `broken` for is told where it panics.
    fn read(
        &mut self,
        task: impl Future<Output = Msg> + Send + 'static,
        broken: impl FnOnce(String) -> Msg + Send + 'static,
    ) {
        self.reads.retain(|task| !task.is_finished());
        self.reads.push(watch::spawn(&self.send, task, broken));
    }

    fn journal(&self) -> PathBuf {
        self.opened.paths.journal(&self.profile.name)
    }

    fn snapshot(&self) -> PathBuf {
        self.opened.paths.snapshot(&self.profile.name)
    }
}

/// Tells the console of each request that is made for this profile.
pub(super) fn observer(send: &UnboundedSender<Msg>, profile: &Profile) -> Observer {
    let (send, profile): (_, Arc<str>) = (send.clone(), profile.name.as_str().into());
    Arc::new(move |record| {
        Runner::tell(&send, Msg::Requested(Arc::clone(&profile), Box::new(record)));
    })
}
