//! From a plan to its end on the command line: print, ask, apply, report.

mod file;
mod report;

use tokio_util::sync::CancellationToken;

use super::args::{Apply, Format, Global, Review};
use super::output::{ask, data, is_lost, words};
use super::scene::{self, Scene, actor};
use super::stop::Stop;
use super::{CliError, Exit};
use crate::config::{Env, Opened};
use crate::domain::text::harmless;
use crate::engine::{self, ApplyError, Orders, Report, Session};
use crate::plan::{Op, Plan, Purpose, render};
use report::{Teller, summary};

/// How a command wants its plan shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faces {
    /// A minted key stands alone on standard output, everything else on standard error.
    pub(super) key_alone: bool,
    /// Initial passwords are printed.
    pub(super) reveal_passwords: bool,
    /// Resets are watched so long.
    pub(super) watch: Option<std::time::Duration>,
}

/// Prints the plan, and writes, asks or applies as the options say.
pub(super) async fn review(
    scene: &Scene,
    plan: Plan,
    options: &Review,
    faces: Faces,
    env: &Env,
) -> Result<Exit, CliError> {
    let work = Work {
        opened: &scene.opened,
        session: &scene.session,
        plan: &plan,
        yes: options.yes,
        confirm: options.confirm.as_deref(),
        format: options.format,
        faces,
        can_be_kept: true,
        again: false,
    };
    match &options.plan {
        None => work.run(env).await,
        Some(path) => {
            file::save(&plan, path)?;
            work.show_plan()?;
            work.show_unapplied()?;
            let at = file::shown(path);
            words(&format!("nothing was changed; to apply the plan: bursar apply {at}"));
            Ok(pending(&plan))
        }
    }
}

/// Shows a plan on standard error and asks, for a command whose data is something else: what became
/// of it, or `None` where it was left.
///
/// # Errors
/// Nothing was attempted, or what was under way was left.
pub(super) async fn beside(
    (opened, session): (&Opened, &Session),
    plan: &Plan,
    yes: bool,
    env: &Env,
) -> Result<Option<Report>, CliError> {
    let work = Work {
        opened,
        session,
        plan,
        yes,
        confirm: None,
        format: Format::Text,
        faces: Faces { key_alone: true, ..Faces::default() },
        can_be_kept: false,
        again: false,
    };
    work.show_plan()?;
    match work.decide_and_apply(env).await? {
        End::Applied(report) => Ok(Some(report)),
        End::Left => Ok(None),
        End::Refused(why) => Err(why.into()),
    }
}

/// `bursar apply FILE`.
pub(super) async fn run(global: &Global, options: &Apply, env: &Env) -> Result<Exit, CliError> {
    let plan = file::load(&options.file)?;
    let (opened, session) = scene::connect(global, env).await?;
    let key_alone = plan.purpose == Purpose::Mint;
    let watch = options.watch.length();
    let faces = Faces { key_alone, reveal_passwords: options.show_passwords, watch };
    let work = Work {
        opened: &opened,
        session: &session,
        plan: &plan,
        yes: options.yes,
        confirm: options.confirm.as_deref(),
        format: options.format,
        faces,
        can_be_kept: false,
        again: options.again,
    };
    work.run(env).await
}

/// Of a plan that is not applied.
fn pending(plan: &Plan) -> Exit {
    if !plan.is_empty() {
        Exit::Pending
    } else if plan.refusals().next().is_some() {
        Exit::Refused
    } else if plan.has_conflicts() {
        Exit::Conflict
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
    confirm: Option<&'a str>,
    format: Format,
    faces: Faces,
    /// Whether the command takes `--plan FILE`.
    can_be_kept: bool,
    /// Whether it is applied though it was applied already.
    again: bool,
}

/// What the operator says to a plan.
enum Consent {
    /// Yes, with what was typed to release it; the engine says whether that does.
    Given(Option<String>),
    /// No, or nobody was there to be asked.
    Withheld,
}

/// How it went with a plan.
enum End {
    /// It was applied, if only in part.
    Applied(Report),
    /// There was nothing to apply, or no consent.
    Left,
    /// Nothing was attempted.
    Refused(ApplyError),
}

impl Work<'_> {
    async fn run(&self, env: &Env) -> Result<Exit, CliError> {
        self.show_plan()?;
        match self.decide_and_apply(env).await? {
            End::Applied(report) => {
                self.show_report(&report)?;
                Ok(Exit::of_report(&report, self.plan))
            }
            End::Left => {
                self.show_unapplied()?;
                Ok(pending(self.plan))
            }
            End::Refused(why) => {
                self.show_unapplied()?;
                Err(why.into())
            }
        }
    }

    async fn decide_and_apply(&self, env: &Env) -> Result<End, CliError> {
        if self.plan.is_empty() {
            match self.plan.refusals().count() {
                0 => {}
                1 => words("refused; nothing was changed"),
                several => words(&format!("refused for all {several} users; nothing was changed")),
            }
            return Ok(End::Left);
        }
        if self.opened.profile.read_only {
            let name = self.opened.profile.name.to_string();
            return Ok(End::Refused(ApplyError::ReadOnly(name)));
        }
        let confirmed = match self.consent() {
            Consent::Given(confirmed) => confirmed,
            Consent::Withheld => return Ok(End::Left),
        };
        if self.tells_secrets() && is_lost() {
            return Err(CliError::failed(
                "standard output leads nowhere (it is closed, or /dev/null), so nobody would see \
                 the secret that this makes; nothing is changed: let it lead to a file or to whoever \
                 is to have it",
            ));
        }
        let orders = Orders {
            watch: self.faces.watch,
            by: actor(env),
            journal: self.opened.paths.journal(&self.opened.profile.name),
            confirmed,
            again: self.again,
            reveal_passwords: self.faces.reveal_passwords,
        };
        self.apply(&orders).await
    }

    /// Whether something comes of it that is shown once.
    fn tells_secrets(&self) -> bool {
        let is_told = |op: &Op| match op {
            Op::MintKey(_) => true,
            Op::CreateAccount(_) => self.faces.reveal_passwords,
            _ => false,
        };
        self.plan.changes.iter().any(|change| is_told(&change.op))
    }

    /// For the eye: on standard output, unless something else belongs there.
    fn show_plan(&self) -> Result<(), CliError> {
        let text = render::text(self.plan);
        if self.format == Format::Text && !self.faces.key_alone {
            data(&text)?;
        } else {
            words(text.trim_end());
        }
        Ok(())
    }

    /// For a script, of a plan that was not applied.
    fn show_unapplied(&self) -> Result<(), CliError> {
        if self.format == Format::Json && !self.faces.key_alone {
            data(&format!("{}\n", render::json(self.plan, |_| None)?))?;
        }
        Ok(())
    }

    fn consent(&self) -> Consent {
        let given = || Consent::Given(self.confirm.map(str::to_owned));
        if self.yes {
            return given();
        }
        let changes = self.plan.changes.len();
        let hold = self.plan.hold();
        if let (Some(hold), None) = (&hold, self.confirm) {
            let release = hold.release;
            let answer = ask(&format!("Type {release} to apply it, anything else to leave: "));
            if answer.is_some_and(|answer| answer == hold.word) {
                return Consent::Given(Some(hold.word.clone()));
            }
        } else {
            let plural = if changes == 1 { "change" } else { "changes" };
            let answer = ask(&format!("Apply {changes} {plural}? [y/N] "));
            if answer.is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes")) {
                return given();
            }
        }
        let release = match &hold {
            Some(hold) => format!(" --confirm {}", harmless(&hold.word)),
            None => String::new(),
        };
        let keep = if self.can_be_kept { ", or keep it with --plan FILE" } else { "" };
        words(&format!("nothing was changed; apply the plan with --yes{release}{keep}"));
        Consent::Withheld
    }

    async fn apply(&self, orders: &Orders) -> Result<End, CliError> {
        let mut stop = Stop::listen()?;
        tracing::info!(plan = %self.plan.id, journal = %orders.journal.display(), "plan is applied");
        // The identity tells whether the proxy creates users in bulk; `apply FILE` has not asked.
        self.session.identify().await;
        let cancel = CancellationToken::new();
        let teller = Teller::new(self.plan, self.format);
        let on_event = |event| teller.tell(event);
        let mut applying =
            Box::pin(engine::apply(self.session, self.plan, orders, &cancel, &on_event));
        let end = loop {
            tokio::select! {
                result = &mut applying => break result.map_or_else(End::Refused, End::Applied),
                () = stop.wished() => {
                    if cancel.is_cancelled() {
                        return Err(CliError::new(Exit::Partial, LEFT));
                    }
                    words(STOPPING);
                    cancel.cancel();
                }
            }
        };
        drop(applying);
        teller.finish()?;
        Ok(end)
    }

    fn show_report(&self, report: &Report) -> Result<(), CliError> {
        words(&summary(report));
        if self.format == Format::Json && !self.faces.key_alone {
            let json = render::json(self.plan, |change| report.outcome(change.id))?;
            data(&format!("{json}\n"))?;
        }
        Ok(())
    }
}

const STOPPING: &str = "stopping: what is under way finishes, nothing else begins; once more \
                        leaves at once";
const LEFT: &str = "left before what was under way had finished; `bursar journal` lists it as \
                    unknown, so look at those records";
