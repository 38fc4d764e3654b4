//! `bursar config`: check, keys, path, init.

mod presence;

use std::fmt::Write;

use super::args::{ConfigCommand, Global};
use super::output::{data, words};
use super::{CliError, Exit, scene};
use crate::app::Keymap;
use crate::config::{self, Config, ConfigError, Env, Mistake, Paths, edit, theme};
use crate::domain::text::harmless;

pub(super) async fn run(
    global: &Global,
    command: &ConfigCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::Check { connect } => check(global, env, *connect).await,
        ConfigCommand::Keys => keys(global, env),
        ConfigCommand::Path => path(global, env),
        ConfigCommand::Init => init(global, env),
    }
}

async fn check(global: &Global, env: &Env, connect: bool) -> Result<Exit, CliError> {
    let paths = Paths::locate(global.config.as_deref(), env)?;
    let config = Config::load(&paths.config, env)?;
    Keymap::configured(&config).map_err(ConfigError::from)?;
    let mut out = String::new();
    for (name, profile) in &config.profiles {
        let is_default = config.default_profile.as_ref() == Some(name);
        let mark = if is_default { " (default)" } else { "" };
        let read_only = if profile.read_only { ", read-only" } else { "" };
        let proxy = profile.proxy.as_ref().map(|proxy| proxy.server.url.to_string());
        let webui = profile.webui.as_ref().map(|webui| webui.server.url.to_string());
        let none = || "none".to_owned();
        let _ = writeln!(
            out,
            "{name}{mark}: LiteLLM {}, Open WebUI {}{read_only}",
            proxy.unwrap_or_else(none),
            webui.unwrap_or_else(none),
        );
    }
    data(&out)?;
    check_themes(global, &config, &paths)?;
    // A profile named by flag or environment must exist, too.
    if config.profiles.is_empty() {
        words(&format!("{} is well-formed, and has no profile yet", paths.config.display()));
    } else {
        let opened = config::open(&scene::flags(global), env)?;
        let is_named = global.profile.is_some() || env.var("BURSAR_PROFILE").is_some();
        let all = || config.profiles.values().cloned().collect();
        let profiles = if is_named { vec![opened.profile] } else { all() };
        for odd in config::odd_exceptions(env) {
            words(&odd);
        }
        let mut problems = Vec::new();
        for profile in profiles {
            Box::pin(presence::check(profile, env, connect, &mut problems)).await?;
        }
        if !problems.is_empty() {
            return Err(CliError::usage(problems.join("\n")));
        }
        words(&format!("{} is well-formed", paths.config.display()));
    }
    Ok(Exit::Done)
}

/// Every theme must be one, and the chosen one be there. The console would start all the same.
fn check_themes(global: &Global, config: &Config, paths: &Paths) -> Result<(), CliError> {
    let found = theme::find(&paths.themes());
    let mut wrong: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
    let there = || theme::built_in().iter().chain(&found.themes).map(|theme| theme.name.as_str());
    let listed = || format!("themes here: {}", there().collect::<Vec<_>>().join(", "));
    if let Some(named) = config.ui.theme.as_ref().filter(|named| !there().any(|n| n == named.name))
    {
        let mistake = &named.mistake;
        let sentence = format!("{}; {}", mistake.sentence, listed());
        wrong.push(Mistake { sentence, ..Mistake::clone(mistake) }.to_string());
    }
    if let Some(name) = global.theme.as_deref().filter(|name| !there().any(|n| n == *name)) {
        wrong.push(format!("--theme: there is no theme '{}'; {}", harmless(name), listed()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(CliError::usage(wrong.join("\n"))) }
}

/// The whole map, as it could stand in the file; without a file, the built-in one.
fn keys(global: &Global, env: &Env) -> Result<Exit, CliError> {
    let paths = Paths::locate(global.config.as_deref(), env)?;
    let keymap = match Config::load(&paths.config, env) {
        Ok(config) => Keymap::configured(&config).map_err(ConfigError::from)?,
        Err(ConfigError::Missing { .. }) if !paths.config_is_named => Keymap::built_in(),
        Err(error) => return Err(error.into()),
    };
    data(&keymap.to_toml())?;
    Ok(Exit::Done)
}

fn path(global: &Global, env: &Env) -> Result<Exit, CliError> {
    let paths = Paths::locate(global.config.as_deref(), env)?;
    data(&format!(
        "config\t{}\nstate\t{}\ncache\t{}\nlog\t{}\n",
        paths.config.display(),
        paths.state_dir.display(),
        paths.cache_dir.display(),
        paths.log().display(),
    ))?;
    Ok(Exit::Done)
}

fn init(global: &Global, env: &Env) -> Result<Exit, CliError> {
    let paths = Paths::locate(global.config.as_deref(), env)?;
    edit::init(&paths.config)?;
    words(&format!(
        "wrote {}; put your servers' addresses into it, then run `bursar config check`",
        paths.config.display()
    ));
    Ok(Exit::Done)
}
