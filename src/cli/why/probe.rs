//! `--probe`: one real completion, held against the verdict.

use jiff::Timestamp;
use secrecy::SecretString;

use super::view::{Judged, Probe};
use crate::access::{Answered, Ladder, judge};
use crate::cli::{CliError, Exit, apply};
use crate::config::{Env, Opened};
use crate::domain::Text;
use crate::engine::{Inquiry, Question, Session, complete};
use crate::order;
use crate::plan::wish::Context;

/// What it takes to ask the proxy.
pub(super) struct Probing<'a> {
    pub(super) opened: &'a Opened,
    pub(super) session: &'a Session,
    pub(super) question: &'a Question,
    pub(super) model: &'a Text,
    /// The operator's key; `None` mints one.
    pub(super) key: Option<SecretString>,
    pub(super) yes: bool,
}

impl Probing<'_> {
    /// Before anything is sent.
    ///
    /// # Errors
    /// A key would have to be minted, and must not be.
    pub(super) fn check(&self) -> Result<(), CliError> {
        let profile = &self.opened.profile;
        if self.key.is_some() || !profile.read_only {
            return Ok(());
        }
        let words = format!(
            "the profile {} is read-only, so no throw-away key is minted; supply a key with --key -",
            profile.name
        );
        Err(CliError::new(Exit::Refused, words))
    }

    /// What came of it; `None` where the operator did not want the key minted.
    ///
    /// # Errors
    /// Nothing was attempted.
    pub(super) async fn run(
        self,
        inquiry: &Inquiry,
        env: &Env,
    ) -> Result<(Option<Probe>, Exit), CliError> {
        match (&self.key, inquiry.keys.first()) {
            (Some(key), Some(situation)) => {
                let ladder = judge(situation, Timestamp::now());
                let customer = self.question.customer.as_ref();
                let answer = Box::pin(complete(self.session, self.model, customer, key)).await;
                let exit = if answer.is_ok() { Exit::Done } else { Exit::Failed };
                Ok((Some(Probe::of(&ladder, answer, None)), exit))
            }
            _ => self.with_throw_away(inquiry, env).await,
        }
    }

    async fn with_throw_away(
        &self,
        inquiry: &Inquiry,
        env: &Env,
    ) -> Result<(Option<Probe>, Exit), CliError> {
        let refused = |why| CliError::new(Exit::Refused, why);
        let request = order::Probing { question: self.question.clone(), inquiry: inquiry.clone() };
        let spare = request.spare(self.session).await.map_err(refused)?;
        let label = &inquiry.subject.label;
        let context = Context {
            profile: self.opened.profile.name.to_string(),
            now: Timestamp::now(),
            guard: self.opened.profile.guard,
        };
        let plan = request.plan(&spare, &context).map_err(refused)?;
        let ladder = judge(&spare.situation, context.now);
        let judged = Judged::of_key(Some(label), &spare.situation, context.now);
        let applied = apply::beside((self.opened, self.session), &plan, self.yes, env).await?;
        let Some(report) = applied else { return Ok((None, Exit::Pending)) };
        let exit = Exit::of_report(&report, &plan);
        let outcome = plan.changes.first().and_then(|change| report.outcome(change.id));
        let answer = match outcome {
            Some(outcome) => {
                outcome.answered.as_deref().cloned().ok_or_else(|| outcome.detail.clone())
            }
            None => Err(report.gave_up.unwrap_or_else(|| "it was not attempted".to_owned())),
        };
        Ok((Some(Probe::of(&ladder, answer, Some(judged))), exit))
    }
}

impl Probe {
    fn of(ladder: &Ladder, answer: Result<Answered, String>, throw_away: Option<Judged>) -> Self {
        let agrees = answer.as_ref().ok().and_then(|answered| ladder.agrees_with(answered));
        let verdict = ladder.beside(answer.as_ref().ok());
        let (status, kind, message) = match answer {
            Ok(Answered { status, kind, message }) => (Some(status), kind, message),
            Err(why) => (None, None, why),
        };
        Self { status, kind, message, agrees, throw_away, verdict }
    }
}
