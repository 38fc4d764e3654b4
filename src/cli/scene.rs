//! What most commands begin with: the profile, its session, and everybody as they are now.

use std::sync::Arc;

use jiff::Timestamp;

use super::args::Global;
use super::output::words;
use super::progress::Progresses;
use super::{CliError, Exit};
use crate::config::prompt::ask_terminal;
use crate::config::{self, Env, Flags, Opened};
use crate::domain::Side;
use crate::engine::{self, Session, cache};
use crate::plan::wish::Context;
use crate::roster::{Roster, join};

/// A profile with its session and roster.
pub struct Scene {
    /// The configuration.
    pub opened: Opened,
    /// The connections.
    pub session: Session,
    /// Everybody.
    pub roster: Arc<Roster>,
}

/// The flags as the config layer takes them.
pub fn flags(global: &Global) -> Flags {
    Flags {
        config: global.config.clone(),
        profile: global.profile.clone(),
        read_only: global.read_only,
    }
}

/// Opens the profile and its session; nothing is sent.
///
/// # Errors
/// The configuration is wrong or a credential is missing.
pub async fn connect(global: &Global, env: &Env) -> Result<(Opened, Session), CliError> {
    let opened = config::open(&flags(global), env)?;
    let (profile, config) = (&opened.profile.name, opened.paths.config.display());
    tracing::info!(%profile, %config, read_only = opened.profile.read_only, "profile opened");
    for odd in config::odd_exceptions(env) {
        words(&odd);
    }
    let session = Session::open(opened.profile.clone(), env, &ask_terminal).await;
    match session.setup_errors().as_slice() {
        [] => Ok((opened, session)),
        errors => Err(CliError::usage(errors.join("\n"))),
    }
}

/// Opens the profile and observes both servers.
///
/// # Errors
/// The configuration is wrong, a credential is missing, or no server answered.
pub async fn set(global: &Global, env: &Env) -> Result<Scene, CliError> {
    let (opened, session) = connect(global, env).await?;
    let begun = std::time::Instant::now();
    let progresses = Progresses::on_stderr(env);
    let snapshot = Box::pin(engine::observe(&session, &|progress| progresses.tell(progress))).await;
    progresses.finish();
    let nobody_answered = snapshot.proxy.seen().is_none() && snapshot.webui.seen().is_none();
    if nobody_answered {
        let failures = [failure(&snapshot.proxy), failure(&snapshot.webui)];
        let failures: Vec<&str> = failures.into_iter().flatten().collect();
        return Err(CliError::failed(failures.join("\n")));
    }
    let path = opened.paths.snapshot(&opened.profile.name);
    if let Err(error) = cache::save(&path, &snapshot) {
        tracing::warn!(%error, "the snapshot could not be cached");
    }
    let roster = Arc::new(join(Arc::new(snapshot), &opened.profile.sync));
    let (people, ms) = (roster.len(), begun.elapsed().as_millis());
    tracing::info!(people, complete = roster.is_complete(), ms, "servers observed");
    for problem in roster.problems() {
        words(&format!("incomplete: {problem}"));
    }
    Ok(Scene { opened, session, roster })
}

fn failure<T>(side: &Side<T>) -> Option<&str> {
    match side {
        Side::Failed(why) => Some(why),
        Side::Absent | Side::Seen(_) => None,
    }
}

impl Scene {
    /// What a plan carries of this moment and profile.
    pub fn context(&self) -> Context {
        Context {
            profile: self.opened.profile.name.to_string(),
            now: Timestamp::now(),
            guard: self.opened.profile.guard,
        }
    }

    /// Failed when a configured server was not read whole, else done.
    pub fn exit(&self) -> Exit {
        if self.roster.is_complete() { Exit::Done } else { Exit::Failed }
    }
}

/// Who runs this: `user@host`.
pub fn actor(env: &Env) -> String {
    let user = env.var("USER").or_else(|| env.var("LOGNAME"));
    let user = user.map(|user| user.to_string_lossy().into_owned());
    let user = user.or_else(account_name).unwrap_or_else(|| "unknown".into());
    let host = fs_err::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.or_else(|| env.var("HOSTNAME").map(|host| host.to_string_lossy().into_owned()));
    match host.as_deref().map(str::trim).filter(|host| !host.is_empty()) {
        Some(host) => format!("{user}@{host}"),
        None => user,
    }
}

/// The name of the account this process runs as, where the environment does not say it (cron).
#[cfg(unix)]
fn account_name() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    // Files of /proc/self belong to whoever the process runs as.
    let uid = fs_err::metadata("/proc/self").ok()?.uid().to_string();
    let accounts = fs_err::read_to_string("/etc/passwd").ok()?;
    let name_of = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(uid.as_str())).then(|| name.to_owned())
    };
    accounts.lines().find_map(name_of)
}

#[cfg(not(unix))]
fn account_name() -> Option<String> {
    None
}
