//! The only place with tasks: carries out the model's orders and answers with messages.
//!
//! Reads of a profile that was left are given up; a write never is.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::errors;
use super::file;
use super::profiles::{edit, shown_profiles};
use super::saved;
use crate::app::export::Export;
use crate::app::people::ready::Wish;
use crate::app::profile::ProfileDraft;
use crate::app::reading::Comparison;
use crate::app::screen::spend::View;
use crate::app::{Effect, Epoch, Msg, Revealed, Saved, Secret, Server, SpendAnswer, SpendOrder};
use crate::cli::scene::actor;
use crate::config::{self, Config, ConfigError, Env, Opened, Profile, ProfileName};
use crate::domain::SyncPolicy;
use crate::engine::{
    self, ApplyEvent, Observer, Orders, Progress, Reveal, RevealKind, Service, Session, cache,
};
use crate::journal;
use crate::plan::{Plan, render};
use crate::roster::join;

/// How long leaving waits for the write that is under way.
const LAST_WRITE: Duration = Duration::from_mins(1);

type Link = Arc<OnceCell<Arc<Session>>>;

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
    /// The last reading of a spend day by day, which may have ended.
    spending: Option<AbortHandle>,
    applying: Option<JoinHandle<()>>,
    /// A plan being written to a file.
    writing: Option<JoinHandle<()>>,
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
            spending: None,
            applying: None,
            writing: None,
            cancel: CancellationToken::new(),
        }
    }

    /// Carries out one order.
    pub(super) fn run(&mut self, order: Effect) {
        match order {
            Effect::OpenProfile(epoch, name) => self.open_profile(epoch, &name),
            Effect::LoadCached(epoch, wish) => self.load_cached(epoch, *wish),
            Effect::Observe(epoch) => self.observe(epoch),
            Effect::ReadSpend(epoch, order) => self.read_spend(epoch, *order),
            Effect::StopSpend(_) => {
                self.spending.take().inspect(tokio::task::AbortHandle::abort);
            }
            Effect::LoadJournal(epoch) => self.load_journal(epoch),
            Effect::LoadSaved(epoch, profile) => self.load_saved(epoch, &profile),
            Effect::Save { profile, saved } => self.save(&profile, &saved),
            Effect::Apply { epoch, plan, reveal_passwords } => {
                self.apply(epoch, plan, reveal_passwords);
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

    fn read(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        self.reads.retain(|task| !task.is_finished());
        self.reads.push(tokio::spawn(task));
    }

    fn open_profile(&mut self, epoch: Epoch, name: &str) {
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
        self.read(async move {
            let prompted = prompted.filter(|session| session.profile().name == profile.name);
            let session = if let Some(session) = prompted {
                session
            } else {
                let observer = observer(&send, &profile);
                Session::open_observed(profile, &env, &no_prompt, Some(observer)).await
            };
            // A missing credential is told by the observation, beside the server it is for.
            let _ = link.set(Arc::new(session));
            Self::tell(&send, Msg::ProfileOpened(epoch, Ok(())));
        });
    }

    fn load_cached(&mut self, epoch: Epoch, wish: Wish) {
        let (send, path, policy) = (self.send.clone(), self.snapshot(), self.profile.sync.clone());
        self.read(async move {
            let load = move || {
                let snapshot = cache::load(&path)?;
                let roster = Arc::new(join(Arc::new(snapshot), &policy));
                Some(Box::new(wish.carry_out(roster)))
            };
            let ready = tokio::task::spawn_blocking(load).await.ok().flatten();
            Self::tell(&send, Msg::CacheLoaded(epoch, ready));
        });
    }

    fn observe(&mut self, epoch: Epoch) {
        let (send, link) = (self.send.clone(), Arc::clone(&self.link));
        let (path, policy) = (self.snapshot(), self.profile.sync.clone());
        self.read(async move {
            let Some(session) = link.get() else { return };
            let progress = send.clone();
            let on_progress = move |Progress { service, part, done, total }| {
                let server = match service {
                    Service::Proxy => Server::Proxy,
                    Service::Webui => Server::Webui,
                };
                let (part, total) = (part.to_string(), Some(total));
                Self::tell(&progress, Msg::Progressed { epoch, server, part, done, total });
            };
            let snapshot = Box::pin(engine::observe(session, &on_progress)).await;
            let finish = move || finish_observation(snapshot, &policy, &path);
            match tokio::task::spawn_blocking(finish).await {
                Ok(roster) => Self::tell(&send, Msg::Observed(epoch, roster)),
                Err(error) => Self::tell(&send, Msg::Failed(error.to_string())),
            }
        });
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    fn compare(&mut self, epoch: Epoch, comparison: Comparison) {
        let (send, policy) = (self.send.clone(), self.profile.sync.clone());
        self.read(async move {
            let finish = move || comparison.finish(&policy);
            match tokio::task::spawn_blocking(finish).await {
                Ok(compared) => Self::tell(&send, Msg::Compared(epoch, Box::new(compared))),
                Err(error) => Self::tell(&send, Msg::Failed(error.to_string())),
            }
        });
        self.observing = self.reads.last().map(JoinHandle::abort_handle);
    }

    fn read_spend(&mut self, epoch: Epoch, order: SpendOrder) {
        self.spending.take().inspect(AbortHandle::abort);
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

    fn load_journal(&mut self, epoch: Epoch) {
        let (send, path) = (self.send.clone(), self.journal());
        self.read(async move {
            let read = tokio::task::spawn_blocking(move || journal::read(&path)).await;
            let answer = match read {
                Ok(Ok(history)) => Ok(history),
                Ok(Err(error)) => Err(error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            Self::tell(&send, Msg::JournalLoaded(epoch, answer));
        });
    }

    /// At once and here: it is tiny, and the next frame is to show it.
    fn load_saved(&self, epoch: Epoch, profile: &str) {
        let loaded = ProfileName::parse(profile)
            .map_err(|error| error.to_string())
            .and_then(|name| saved::load(&self.opened.paths.console(&name)));
        Self::tell(&self.send, Msg::SavedLoaded(epoch, loaded));
    }

    fn save(&self, profile: &str, saved: &Saved) {
        let written = ProfileName::parse(profile)
            .map_err(|error| error.to_string())
            .and_then(|name| saved::save(&self.opened.paths.console(&name), saved));
        if let Err(why) = written {
            tracing::warn!(%why, "what this session leaves could not be written");
            Self::tell(&self.send, Msg::SaveFailed(why));
        }
    }

    fn apply(&mut self, epoch: Epoch, plan: Arc<Plan>, reveal_passwords: bool) {
        self.cancel = CancellationToken::new();
        let (send, link, cancel) = (self.send.clone(), Arc::clone(&self.link), self.cancel.clone());
        let orders = Orders {
            by: actor(&self.env),
            journal: self.journal(),
            // The dialog that released the plan had the number typed.
            confirmed: plan.held().map(|held| held.confirm),
            reveal_passwords,
        };
        self.applying = Some(tokio::spawn(async move {
            let Some(session) = link.get() else {
                let why = "the session is not open yet".to_owned();
                return Self::tell(&send, Msg::ApplyEnded(epoch, Err(why)));
            };
            let events = send.clone();
            let on_event = move |event| match event {
                ApplyEvent::Started(change) => {
                    Self::tell(&events, Msg::ChangeStarted(epoch, change));
                }
                ApplyEvent::Finished { change, outcome, reveal } => {
                    let revealed = reveal.map(revealed);
                    Self::tell(&events, Msg::ChangeFinished { epoch, change, outcome, revealed });
                }
            };
            let result = engine::apply(session, &plan, &orders, &cancel, &on_event).await;
            let result = match result {
                Ok(report) => report.gave_up.map_or(Ok(()), Err),
                Err(error) => Err(error.to_string()),
            };
            Self::tell(&send, Msg::ApplyEnded(epoch, result));
        }));
    }

    /// Leaving waits for the write that is under way: it cannot be called back.
    pub(super) async fn wait_for_writes(&mut self) {
        self.reads.drain(..).for_each(|read| read.abort());
        if let Some(applying) = self.applying.take() {
            self.cancel.cancel();
            let _ = tokio::time::timeout(LAST_WRITE, applying).await;
        }
        if let Some(writing) = self.writing.take() {
            let _ = tokio::time::timeout(LAST_WRITE, writing).await;
        }
    }

    /// A plan for everybody has a hundred thousand changes.
    fn write_plan(&mut self, plan: Arc<Plan>, path: String) {
        let send = self.send.clone();
        self.writing = Some(tokio::task::spawn_blocking(move || {
            let path = PathBuf::from(path);
            let written = render::json(&plan, |_| None)
                .map_err(|error| error.to_string())
                .and_then(|json| file::create(&path, |out| writeln!(out, "{json}")))
                .map(|_| path.display().to_string());
            Self::tell(&send, Msg::PlanWritten(written));
        }));
    }

    fn export(&mut self, order: Export) {
        let (send, env) = (self.send.clone(), self.env.clone());
        // No read: another profile does not take it back.
        tokio::task::spawn_blocking(move || {
            Self::tell(&send, Msg::Exported(file::export(&order, &env)));
        });
    }

    /// Writes what the loop has drawn as text.
    pub(super) fn write_screen(&self, text: &str, now: Timestamp) {
        let at = now.strftime("%Y-%m-%dT%H-%M-%SZ");
        let name = format!("{}-{at}", self.profile.name);
        let written = file::dump(&self.opened.paths.screens(), &name, text);
        Self::tell(&self.send, Msg::ScreenDumped(written));
    }

    fn save_profile(
        &mut self,
        was: Option<&str>,
        draft: &ProfileDraft,
    ) -> Result<Config, Vec<String>> {
        let edit = edit(draft).map_err(|why| vec![why])?;
        if was.is_none() && self.opened.config.profiles.contains_key(edit.name.as_str()) {
            return Err(vec![format!("there is a profile '{}' already", edit.name)]);
        }
        let path = self.opened.config.path.clone();
        let seen = Some(&self.opened.config.revision);
        let saved = config::edit::upsert_profile(&path, seen, &edit, &self.env);
        let config = saved.map_err(sentences)?;
        match was.filter(|was| *was != edit.name.as_str()).map(ProfileName::parse) {
            Some(Ok(old)) => {
                let seen = Some(&config.revision);
                config::edit::remove_profile(&path, seen, &old, &self.env).map_err(sentences)
            }
            _ => Ok(config),
        }
    }

    fn remove_profile(&mut self, name: &str) -> Result<Config, Vec<String>> {
        let name = ProfileName::parse(name).map_err(|error| vec![error.to_string()])?;
        let seen = Some(&self.opened.config.revision);
        let path = &self.opened.config.path;
        config::edit::remove_profile(path, seen, &name, &self.env).map_err(sentences)
    }

    fn profiles_changed(&mut self, changed: Result<Config, Vec<String>>) {
        let answer = changed.map(|config| {
            self.opened.config = config;
            shown_profiles(&self.opened)
        });
        Self::tell(&self.send, Msg::ProfilesChanged(answer));
    }

    fn journal(&self) -> PathBuf {
        self.opened.paths.journal(&self.profile.name)
    }

    fn snapshot(&self) -> PathBuf {
        self.opened.paths.snapshot(&self.profile.name)
    }

    /// SIGTERM and SIGHUP end the console as its operator would.
    #[cfg(unix)]
    pub(super) fn watch_signals(&self) -> std::io::Result<()> {
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
    pub(super) fn watch_signals(&self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Tells the console of each request that is made for this profile.
pub(super) fn observer(send: &UnboundedSender<Msg>, profile: &Profile) -> Observer {
    let (send, profile): (_, Arc<str>) = (send.clone(), profile.name.as_str().into());
    Arc::new(move |record| {
        Runner::tell(&send, Msg::Requested(Arc::clone(&profile), Box::new(record)));
    })
}

/// The console has the terminal, so nobody can be asked.
fn no_prompt(_question: &str) -> std::io::Result<secrecy::SecretString> {
    Err(std::io::Error::other(
        "it is asked for when bursar starts; leave, and start it with this --profile",
    ))
}

fn finish_observation(
    snapshot: crate::domain::Snapshot,
    policy: &SyncPolicy,
    path: &std::path::Path,
) -> Arc<crate::roster::Roster> {
    let anything = snapshot.proxy.seen().is_some() || snapshot.webui.seen().is_some();
    if anything && let Err(error) = cache::save(path, &snapshot) {
        tracing::warn!(%error, "the snapshot could not be cached");
    }
    Arc::new(join(Arc::new(snapshot), policy))
}

fn revealed(reveal: Reveal) -> Revealed {
    let what = match reveal.kind {
        RevealKind::Key { alias, .. } => format!("key {alias}"),
        RevealKind::Password { .. } => "initial password".to_owned(),
    };
    Revealed { what, user: reveal.user, secret: Secret::new(reveal.secret) }
}

fn sentences(error: ConfigError) -> Vec<String> {
    vec![match error {
        ConfigError::Mistake(mistake) => format!("{}: {}", mistake.setting, mistake.sentence),
        other => other.to_string(),
    }]
}
