//! An operator at work in a test: a profile, its session, and a folder for journal and cache.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here is a test that failed")]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bursar::config::{
    Env, Place, Profile, ProfileName, ProxyEndpoint, SecretRef, SecretSource, Server,
    WebuiEndpoint, WebuiSignIn,
};
use bursar::domain::{Email, GuardPolicy, SyncPolicy};
use bursar::engine::{
    ApplyError, ApplyEvent, Observer, Orders, Report, Reveal, Session, apply, observe,
};
use bursar::journal;
use bursar::plan::make::Context;
use bursar::plan::{Outcome, OutcomeKind, Plan};
use bursar::roster::{PersonRef, Roster, find, join};
use bursar::sandbox::Sandbox;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

/// Where the servers are, and who may administer them.
#[derive(Clone, Debug)]
pub(crate) struct Servers {
    pub(crate) proxy_url: String,
    pub(crate) proxy_key: String,
    pub(crate) webui_url: String,
    pub(crate) webui_key: String,
    /// Whose key that is, where the test says it in the profile.
    pub(crate) webui_email: Option<String>,
}

impl Servers {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self {
            proxy_url: sandbox.proxy_url(),
            proxy_key: sandbox.master_key().to_owned(),
            webui_url: sandbox.webui_url(),
            webui_key: sandbox.webui_key().to_owned(),
            webui_email: None,
        }
    }

    /// The profile `campus` of both servers.
    pub(crate) fn profile(&self) -> Profile {
        let secret = |value: &str| SecretRef {
            source: SecretSource::Inline(value.to_owned().into()),
            owner: "profile 'campus'".to_owned(),
            setting: "key",
            place: Place { path: "config.toml".into(), line: 1 },
        };
        let server = |url: &str| Server {
            url: url.parse().unwrap(),
            timeout: Duration::from_secs(20),
            listing_timeout: Duration::from_mins(1),
            max_in_flight: 4,
            ca_file: None,
            client_cert: None,
            key_header: None,
            headers: Vec::new(),
        };
        Profile {
            name: ProfileName::parse("campus").unwrap(),
            label: None,
            band: bursar::config::Band::default(),
            read_only: false,
            refresh: None,
            proxy: Some(ProxyEndpoint {
                server: server(&self.proxy_url),
                key: secret(&self.proxy_key),
            }),
            webui: Some(WebuiEndpoint {
                server: server(&self.webui_url),
                sign_in: WebuiSignIn::Key {
                    key: secret(&self.webui_key),
                    email: self.webui_email.as_deref().map(Email::new),
                },
            }),
            sync: SyncPolicy::default(),
            guard: GuardPolicy { percent: 100, at_least: 1 },
        }
    }
}

/// One profile at work.
pub(crate) struct Operator {
    pub(crate) session: Session,
    folder: tempfile::TempDir,
}

/// What became of a plan, and the secrets that were handed out.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) report: Report,
    pub(crate) reveals: Vec<Reveal>,
}

impl Operator {
    pub(crate) async fn of(profile: Profile) -> Self {
        Self::watched(profile, None).await
    }

    /// The same; `observer` is told of every request.
    pub(crate) async fn watched(profile: Profile, observer: Option<Observer>) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let ask = |_: &str| Err(std::io::Error::other("nobody is asked in a test"));
        let env = Env::default();
        let session = Session::open_observed(profile, &env, &ask, observer).await;
        Self { session, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) async fn at(sandbox: &Sandbox) -> Self {
        Self::of(Servers::of(sandbox).profile()).await
    }

    /// Everybody as they are now.
    pub(crate) async fn look(&self) -> Roster {
        let snapshot = observe(&self.session, &|_| ()).await;
        join(Arc::new(snapshot), &self.session.profile().sync)
    }

    pub(crate) fn context(&self) -> Context {
        let profile = self.session.profile();
        Context { profile: profile.name.to_string(), now: Timestamp::now(), guard: profile.guard }
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("state").join("campus.jsonl")
    }

    pub(crate) fn history(&self) -> journal::History {
        journal::read(&self.journal()).unwrap()
    }

    pub(crate) fn orders(&self) -> Orders {
        Orders {
            watch: None,
            by: "ana@desk".to_owned(),
            journal: self.journal(),
            confirmed: None,
            again: false,
            reveal_passwords: true,
        }
    }

    /// Applies with these orders; `cancel` is told of every event before the engine goes on.
    pub(crate) async fn apply_with(
        &self,
        plan: &Plan,
        orders: &Orders,
        on_event: impl Fn(&ApplyEvent, &CancellationToken) + Send + Sync,
    ) -> Result<Applied, ApplyError> {
        let reveals = Mutex::new(Vec::new());
        let cancel = CancellationToken::new();
        let listen = |event: ApplyEvent| {
            on_event(&event, &cancel);
            if let ApplyEvent::Finished { reveal: Some(reveal), .. } = event {
                reveals.lock().unwrap().push(reveal);
            }
        };
        let report = apply(&self.session, plan, orders, &cancel, &listen).await?;
        Ok(Applied { report, reveals: reveals.into_inner().unwrap() })
    }

    /// Applies; a sweeping plan is released.
    pub(crate) async fn try_apply(&self, plan: &Plan) -> Result<Applied, ApplyError> {
        let confirmed = plan.hold().map(|hold| hold.word);
        self.apply_with(plan, &Orders { confirmed, ..self.orders() }, |_, _| ()).await
    }

    /// Applies what was applied already.
    pub(crate) async fn apply_again(&self, plan: &Plan) -> Applied {
        let orders = Orders { again: true, ..self.orders() };
        self.apply_with(plan, &orders, |_, _| ()).await.unwrap()
    }

    pub(crate) async fn apply(&self, plan: &Plan) -> Applied {
        self.try_apply(plan).await.unwrap()
    }

    /// Applies, and everything must have been done.
    pub(crate) async fn carry_out(&self, plan: &Plan) -> Applied {
        assert!(!plan.is_empty(), "{plan:?}");
        let applied = self.apply(plan).await;
        assert!(applied.report.is_success(), "{:?}", applied.report);
        applied
    }

    /// Takes back the newest plan that did anything.
    pub(crate) async fn undo_plan(&self) -> Plan {
        let history = self.history();
        let applied = history.kept(history.last_effective().unwrap()).read().unwrap();
        bursar::plan::make::undo(&self.look().await, &applied, &self.context())
    }
}

impl Applied {
    /// The outcome of the only change of that verb.
    pub(crate) fn outcome(&self, plan: &Plan, verb: &str) -> &Outcome {
        let mut of_verb = plan.changes.iter().filter(|change| change.op.verb() == verb);
        let change = of_verb.next().unwrap_or_else(|| panic!("no {verb} in {plan:?}"));
        assert!(of_verb.next().is_none(), "more than one {verb}");
        self.report.outcome(change.id).unwrap_or_else(|| panic!("{verb} was not attempted"))
    }

    pub(crate) fn kind(&self, plan: &Plan, verb: &str) -> OutcomeKind {
        self.outcome(plan, verb).kind
    }

    /// The one secret that was handed out.
    pub(crate) fn secret(&self) -> String {
        let [reveal] = self.reveals.as_slice() else { panic!("{:?}", self.reveals) };
        reveal.secret.expose_secret().to_owned()
    }
}

/// The verbs of a plan, in its order.
pub(crate) fn verbs(plan: &Plan) -> Vec<&'static str> {
    plan.changes.iter().map(|change| change.op.verb()).collect()
}

/// The one person whom this word names.
pub(crate) fn person<'a>(roster: &'a Roster, word: &str) -> PersonRef<'a> {
    find(roster, word).unwrap()
}

/// Where these people stand in the roster.
pub(crate) fn indices(roster: &Roster, words: &[&str]) -> Vec<u32> {
    words.iter().map(|word| roster.index_of(person(roster, word).id()).unwrap()).collect()
}

/// Everybody.
pub(crate) fn everybody(roster: &Roster) -> Vec<u32> {
    (0..u32::try_from(roster.len()).unwrap()).collect()
}

/// Looks until it gives something; a test that waits in vain fails and says for what.
pub(crate) async fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "in vain: {what}");
        // Not to spin: what is waited for is a server's own clock.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
