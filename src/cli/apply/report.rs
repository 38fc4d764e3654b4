//! What is said while a plan is applied and after: progress, secrets, outcomes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use secrecy::ExposeSecret;
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::args::Format;
use crate::cli::output::{secret, words};
use crate::domain::text::to_harmless_json;
use crate::engine::{ApplyEvent, Report, Reveal, RevealKind};
use crate::plan::Plan;
use crate::plan::outcome::tally;

/// Tells of changes as they end.
pub(super) struct Teller<'a> {
    plan: &'a Plan,
    format: Format,
    finished: AtomicUsize,
    /// Secrets that nobody has seen.
    lost: Mutex<Vec<String>>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(plan: &'a Plan, format: Format) -> Self {
        Self { plan, format, finished: AtomicUsize::new(0), lost: Mutex::new(Vec::new()) }
    }

    pub(super) fn tell(&self, event: ApplyEvent) {
        let ApplyEvent::Finished { change, outcome, reveal } = event else { return };
        // The secret first: whatever happens next, it was handed over.
        if let Some(reveal) = reveal
            && let Err(error) = self.show(&reveal)
            && let Ok(mut lost) = self.lost.lock()
        {
            lost.push(self.loss(&reveal, &error));
        }
        let done = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
        let total = self.plan.changes.len();
        if let Some(change) = self.plan.change(change) {
            let (verb, user) = (change.op.words(), &change.user);
            words(&format!("{done:>6}/{total}  {verb} · {user} · {outcome}"));
        }
    }

    /// A secret, once.
    fn show(&self, reveal: &Reveal) -> Result<(), CliError> {
        let plain = reveal.secret.expose_secret();
        let line = match (&reveal.kind, self.format) {
            (RevealKind::Key { .. }, Format::Text) => format!("{plain}\n"),
            (RevealKind::Key { alias, hash, expires }, Format::Json) => {
                #[derive(Serialize)]
                struct Minted<'a> {
                    key: &'a str,
                    alias: &'a str,
                    hash: &'a str,
                    user: &'a str,
                    expires: Option<jiff::Timestamp>,
                }
                let user = reveal.user.as_str();
                let minted = Minted { key: plain, alias, hash, user, expires: *expires };
                format!("{}\n", to_harmless_json(&minted)?)
            }
            (RevealKind::Password { email }, Format::Text) => format!("{email}\t{plain}\n"),
            (RevealKind::Password { email }, Format::Json) => {
                #[derive(Serialize)]
                struct FirstPassword<'a> {
                    email: &'a str,
                    password: &'a str,
                }
                format!("{}\n", to_harmless_json(&FirstPassword { email, password: plain })?)
            }
        };
        Ok(secret(&line)?)
    }

    fn loss(&self, reveal: &Reveal, error: &CliError) -> String {
        match &reveal.kind {
            RevealKind::Key { alias, .. } => format!(
                "the key {alias} of {} was made, but nobody has seen it: {error}; delete it with \
                 `bursar undo {}`, and mint another",
                reveal.user, self.plan.id
            ),
            RevealKind::Password { email } => format!(
                "the account {email} was created, but nobody has seen its password: {error}; set \
                 another one in Open WebUI"
            ),
        }
    }

    /// # Errors
    /// A secret was made and could not be handed over.
    pub(super) fn finish(self) -> Result<(), CliError> {
        match self.lost.into_inner().unwrap_or_default() {
            lost if lost.is_empty() => Ok(()),
            lost => Err(CliError::failed(lost.join("\n"))),
        }
    }
}

/// `7 done · 1 failed · 2 not attempted`.
pub(super) fn summary(report: &Report) -> String {
    let mut line = tally(|kind| report.count(kind), report.not_attempted, "not attempted");
    if let Some(why) = report.trouble() {
        line = format!("{line}; {why}");
    }
    line
}
