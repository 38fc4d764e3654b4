//! From a plan to its end on the command line: print, ask, apply, report.

use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use secrecy::ExposeSecret;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::args::{Apply, Format, Global, Review};
use super::output::{ask, data, words};
use super::scene::{self, Scene, actor};
use super::{CliError, Exit};
use crate::config::{Env, Opened};
use crate::domain::text::to_harmless_json;
use crate::engine::{self, ApplyEvent, Orders, Report, Reveal, RevealKind, Session};
use crate::plan::{OutcomeKind, Plan, render};

/// How a command wants its plan shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faces {
    /// A minted key stands alone on standard output, everything else on standard error.
    pub(super) key_alone: bool,
    /// Initial passwords are printed.
    pub(super) reveal_passwords: bool,
}

/// Prints the plan, and writes, asks or applies as the options say.
pub(super) async fn review(
    scene: &Scene,
    plan: Plan,
    options: &Review,
    faces: Faces,
    env: &Env,
) -> Result<Exit, CliError> {
    if let Some(file) = &options.plan {
        save(&plan, file)?;
        words(render::text(&plan).trim_end());
        words(&format!("written to {}; nothing was changed", file.display()));
        return Ok(pending(&plan));
    }
    let work = Work {
        opened: &scene.opened,
        session: &scene.session,
        plan: &plan,
        yes: options.yes,
        confirm: options.confirm,
        format: options.format,
        faces,
    };
    work.run(env).await
}

/// `bursar apply FILE`.
pub(super) async fn run(global: &Global, options: &Apply, env: &Env) -> Result<Exit, CliError> {
    let plan = load(&options.file)?;
    let (opened, session) = scene::connect(global, env).await?;
    let work = Work {
        opened: &opened,
        session: &session,
        plan: &plan,
        yes: options.yes,
        confirm: options.confirm,
        format: options.format,
        faces: Faces { reveal_passwords: options.show_passwords, ..Faces::default() },
    };
    work.run(env).await
}

fn load(file: &Path) -> Result<Plan, CliError> {
    let text = fs_err::read_to_string(file).map_err(|e| CliError::usage(e.to_string()))?;
    serde_json::from_str(&text).map_err(|error| {
        CliError::usage(format!(
            "{} is not a plan that this version can read: {error}; make one with --plan FILE",
            file.display()
        ))
    })
}

/// Whole or not at all, readable by its owner alone: it names people.
fn save(plan: &Plan, file: &Path) -> Result<(), CliError> {
    let json = render::json(plan, |_| None)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let failed = |error: std::io::Error| {
        CliError::failed(format!("the plan could not be written to {}: {error}", file.display()))
    };
    let mut temporary =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    writeln!(temporary, "{json}").map_err(failed)?;
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Of a plan that is not applied.
fn pending(plan: &Plan) -> Exit {
    if !plan.is_empty() {
        Exit::Pending
    } else if plan.refusals().next().is_some() {
        Exit::Refused
    } else {
        Exit::Done
    }
}

/// One plan on its way.
struct Work<'a> {
    opened: &'a Opened,
    session: &'a Session,
    plan: &'a Plan,
    yes: bool,
    confirm: Option<usize>,
    format: Format,
    faces: Faces,
}

impl Work<'_> {
    async fn run(&self, env: &Env) -> Result<Exit, CliError> {
        let Self { plan, .. } = self;
        self.show_plan()?;
        if plan.is_empty() {
            return Ok(pending(plan));
        }
        if self.opened.profile.read_only {
            return Err(engine::ApplyError::ReadOnly(self.opened.profile.name.to_string()).into());
        }
        let Some(confirmed) = self.consent()? else { return Ok(Exit::Pending) };
        let orders = Orders {
            by: actor(env),
            journal: self.opened.paths.journal(&self.opened.profile.name),
            confirmed,
            reveal_passwords: self.faces.reveal_passwords,
        };
        let report = self.apply(&orders).await?;
        self.show_report(&report)?;
        Ok(Exit::of_report(&report, plan))
    }

    fn show_plan(&self) -> Result<(), CliError> {
        let text = render::text(self.plan);
        if self.format == Format::Text && !self.faces.key_alone {
            data(&text)?;
        } else {
            words(text.trim_end());
        }
        Ok(())
    }

    /// The operator's yes, with the number typed where the guard wants one; `None` is a no.
    fn consent(&self) -> Result<Option<Option<usize>>, CliError> {
        if let (true, Some(held), None) = (self.yes, self.plan.held(), self.confirm) {
            return Err(engine::ApplyError::Held(held).into());
        }
        if self.yes {
            return Ok(Some(self.confirm));
        }
        let changes = self.plan.changes.len();
        let no =
            || words("nothing was changed; apply with --yes, or keep the plan with --plan FILE");
        if self.plan.held().is_some() && self.confirm.is_none() {
            let answer = ask("Type the number of changes to apply them, anything else to leave: ");
            let typed = answer.and_then(|answer| answer.parse::<usize>().ok());
            if typed != Some(changes) {
                no();
                return Ok(None);
            }
            return Ok(Some(typed));
        }
        let plural = if changes == 1 { "change" } else { "changes" };
        let answer = ask(&format!("Apply {changes} {plural}? [y/N] "));
        if answer.is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes")) {
            return Ok(Some(self.confirm));
        }
        no();
        Ok(None)
    }

    async fn apply(&self, orders: &Orders) -> Result<Report, CliError> {
        // The identity tells whether the proxy creates users in bulk; `apply FILE` has not asked.
        self.session.identify().await;
        let cancel = CancellationToken::new();
        let total = self.plan.changes.len();
        let finished = AtomicUsize::new(0);
        let reveals: Mutex<Vec<Reveal>> = Mutex::new(Vec::new());
        let on_event = |event: ApplyEvent| {
            let ApplyEvent::Finished { change, outcome, reveal } = event else { return };
            let done = finished.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(change) = self.plan.change(change) {
                let line = format!(
                    "{done:>6}/{total}  {} · {} · {outcome}",
                    change.op.words(),
                    change.user
                );
                words(&line);
            }
            if let (Some(reveal), Ok(mut reveals)) = (reveal, reveals.lock()) {
                reveals.push(reveal);
            }
        };
        let mut applying =
            Box::pin(engine::apply(self.session, self.plan, orders, &cancel, &on_event));
        let report = loop {
            tokio::select! {
                report = &mut applying => break report?,
                _ = tokio::signal::ctrl_c(), if !cancel.is_cancelled() => {
                    words("stopping: what is under way finishes, nothing else begins");
                    cancel.cancel();
                }
            }
        };
        drop(applying);
        for reveal in &reveals.into_inner().unwrap_or_default() {
            self.show_reveal(reveal)?;
        }
        Ok(report)
    }

    /// A secret, once.
    fn show_reveal(&self, reveal: &Reveal) -> Result<(), CliError> {
        let secret = reveal.secret.expose_secret();
        match &reveal.kind {
            RevealKind::Key { alias, hash, expires } if self.format == Format::Json => {
                #[derive(Serialize)]
                struct Minted<'a> {
                    key: &'a str,
                    alias: &'a str,
                    hash: &'a str,
                    user: &'a str,
                    expires: Option<jiff::Timestamp>,
                }
                let user = reveal.user.as_str();
                let minted = Minted { key: secret, alias, hash, user, expires: *expires };
                data(&format!("{}\n", to_harmless_json(&minted)?))?;
            }
            RevealKind::Key { .. } => data(&format!("{secret}\n"))?,
            RevealKind::Password { email } => data(&format!("{email}\t{secret}\n"))?,
        }
        Ok(())
    }

    fn show_report(&self, report: &Report) -> Result<(), CliError> {
        if self.format == Format::Json && !self.faces.key_alone {
            let json = render::json(self.plan, |change| report.outcome(change.id))?;
            data(&format!("{json}\n"))?;
        }
        words(&summary(report));
        Ok(())
    }
}

/// `7 done · 1 failed · 2 not attempted`.
fn summary(report: &Report) -> String {
    let kinds = [
        OutcomeKind::Done,
        OutcomeKind::AlreadyTrue,
        OutcomeKind::Refused,
        OutcomeKind::Failed,
        OutcomeKind::Unknown,
    ];
    let counts = kinds.map(|kind| (report.count(kind), kind.words()));
    let mut parts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
    if report.not_attempted > 0 {
        parts.push(format!("{} not attempted", report.not_attempted));
    }
    let mut line = parts.join(" · ");
    if let Some(why) = &report.gave_up {
        line = format!("{line}; gave up: {why}");
    }
    line
}
