//! `bursar demo`: the sandbox, and a ready profile for it in a folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;

use super::args::Demo;
use super::stop::Stop;
use super::{CliError, Exit, output};
use crate::config::Env;
use crate::sandbox::{Options, Sandbox};

/// The sandbox with its folder: config, journal and cache, gone with it.
pub struct Stage {
    /// Both servers.
    pub sandbox: Sandbox,
    folder: TempDir,
}

impl Stage {
    /// Starts both servers and writes a profile for them.
    ///
    /// # Errors
    /// A port is taken, or the file system refuses.
    pub async fn start(options: &Demo) -> Result<Self, CliError> {
        let people = usize::try_from(options.people).unwrap_or(usize::MAX);
        let sandbox = Sandbox::start(Options {
            people,
            seed: options.seed,
            proxy_port: options.proxy_port,
            webui_port: options.webui_port,
            churn: options.churn,
            now: Timestamp::now(),
            ..Options::default()
        })
        .await
        .map_err(|error| CliError::failed(format!("the sandbox could not be started: {error}")))?;
        let folder = tempfile::Builder::new().prefix("bursar-demo-").tempdir()?;
        write_profile(&folder.path().join("config.toml"), &sandbox)?;
        Ok(Self { sandbox, folder })
    }

    /// The config file with the profile `demo`.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    /// The environment with journal and cache in the sandbox's folder, so that the demo leaves
    /// nothing behind and touches nothing of the operator's.
    pub fn env(&self, env: &Env) -> Env {
        let folder = self.folder.path();
        env.with("BURSAR_STATE_DIR", folder.join("state"))
            .with("BURSAR_CACHE_DIR", folder.join("cache"))
    }
}

fn write_profile(path: &Path, sandbox: &Sandbox) -> Result<(), CliError> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    write!(
        file,
        "default_profile = \"demo\"\n\n\
         [profiles.demo]\nlabel = \"sandbox\"\nband = \"accent\"\nrefresh = 10\n\n\
         [profiles.demo.proxy]\nurl = \"{}\"\nkey = \"{}\"\n\n\
         [profiles.demo.webui]\nurl = \"{}\"\nkey = \"{}\"\nemail = \"{}\"\n",
        sandbox.proxy_url(),
        sandbox.master_key(),
        sandbox.webui_url(),
        sandbox.webui_key(),
        sandbox.webui_admin().0,
    )?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// `demo --serve`: the servers alone, until stopped.
pub(super) async fn serve(options: &Demo) -> Result<Exit, CliError> {
    let mut stop = Stop::listen()?;
    let stage = Stage::start(options).await?;
    let ready = serde_json::json!({
        "ready": true,
        "config": stage.config(),
        "profile": "demo",
        "proxy_url": stage.sandbox.proxy_url(),
        "webui_url": stage.sandbox.webui_url(),
        "people": options.people,
    });
    output::data(&format!("{ready}\n"))?;
    stop.wished().await;
    stage.sandbox.shut_down().await;
    Ok(Exit::Done)
}
