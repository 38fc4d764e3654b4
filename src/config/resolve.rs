//! Getting a secret from where its reference says it is.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use secrecy::zeroize::{Zeroize, Zeroizing};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use super::private::{self, ReadError};
use super::secret::{SecretProblem, program};
use super::{Ask, ClientCert, ClientCertError, Env, SecretError, SecretRef, SecretSource};
use crate::domain::redact::redact;
use crate::domain::text::harmless;

/// A password manager may have to ask somebody; longer than this it waits for nobody.
const COMMAND_DEADLINE: Duration = Duration::from_secs(30);

/// More than any key.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// Of a command's complaint.
const MAX_STDERR_CHARS: usize = 200;

impl SecretRef {
    /// Gets the secret: reads the variable or file, runs the command, or asks. One line end at the
    /// end is not part of it.
    ///
    /// # Errors
    /// It is not there, empty, not one line, or open to others.
    pub async fn resolve(&self, env: &Env, ask: &Ask<'_>) -> Result<SecretString, SecretError> {
        self.resolve_within(COMMAND_DEADLINE, env, ask)
            .await
            .map_err(|problem| SecretError { owner: self.owner.clone(), problem })
    }

    async fn resolve_within(
        &self,
        deadline: Duration,
        env: &Env,
        ask: &Ask<'_>,
    ) -> Result<SecretString, SecretProblem> {
        let (value, what) = match &self.source {
            SecretSource::Inline(secret) => (secret.clone(), "the setting".to_owned()),
            SecretSource::Prompt => {
                let question = format!("{}: ", self.owner);
                (ask(&question).map_err(SecretProblem::NotEntered)?, "the answer".to_owned())
            }
            SecretSource::Env(name) => {
                (self.read_env(name, env)?, format!("the environment variable {}", harmless(name)))
            }
            SecretSource::File(path) => (self.read_file(path)?, self.describe()),
            SecretSource::Command(argv) => {
                let what = format!("what {} printed", program(argv));
                (self.run(argv, deadline).await?, what)
            }
        };
        self.one_line(&value, what)
    }

    fn read_env(&self, name: &str, env: &Env) -> Result<SecretString, SecretProblem> {
        let not_set = || SecretProblem::NotSet {
            name: harmless(name).into_owned(),
            setting: self.setting,
            place: self.place.clone(),
        };
        let value = env.raw(name).ok_or_else(not_set)?;
        let not_text = || SecretProblem::NotOneLine {
            what: format!("the environment variable {}", harmless(name)),
        };
        OsStr::to_str(value).map(SecretString::from).ok_or_else(not_text)
    }

    fn read_file(&self, path: &Path) -> Result<SecretString, SecretProblem> {
        match private::read_secret(path, MAX_SECRET_BYTES) {
            Ok(text) => Ok(SecretString::from(text.as_str())),
            Err(ReadError::Exposed(exposure)) => Err(exposure.into()),
            Err(ReadError::Io(source)) => Err(SecretProblem::Unreadable {
                path: path.to_owned(),
                source,
                place: self.place.clone(),
            }),
        }
    }

    async fn run(
        &self,
        argv: &[String],
        deadline: Duration,
    ) -> Result<SecretString, SecretProblem> {
        let program = program(argv);
        let place = || self.place.clone();
        let not_started =
            |source| SecretProblem::NotStarted { program: program.clone(), source, place: place() };
        let timed_out = |_elapsed| SecretProblem::TimedOut {
            program: program.clone(),
            seconds: deadline.as_secs(),
            place: place(),
        };
        let (name, arguments) = argv.split_first().unwrap_or((&program, &[]));
        let mut child = Command::new(name)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(not_started)?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let run = async {
            let (printed, stderr) = tokio::try_join!(first_of(out), first_of(err))?;
            // Whoever prints more is not waited for: it holds no secret any more.
            let is_too_much = printed.len() as u64 > MAX_SECRET_BYTES;
            let status = if is_too_much { None } else { Some(child.wait().await?) };
            std::io::Result::Ok((status, printed, stderr))
        };
        let (status, printed, stderr) =
            tokio::time::timeout(deadline, run).await.map_err(timed_out)?.map_err(not_started)?;
        let Some(status) = status else {
            return Err(SecretProblem::TooLong { program, most: MAX_SECRET_BYTES });
        };
        if !status.success() {
            let stderr = complaint(&stderr, &printed);
            return Err(SecretProblem::Failed { program, status, stderr, place: place() });
        }
        let not_text =
            |_quotes_it| SecretProblem::NotOneLine { what: format!("what {program} printed") };
        std::str::from_utf8(&printed).map(SecretString::from).map_err(not_text)
    }

    /// The value without the line end that editors and `echo` leave behind it.
    fn one_line(&self, value: &SecretString, what: String) -> Result<SecretString, SecretProblem> {
        let line = value.expose_secret().trim_end_matches(['\r', '\n']);
        if line.trim().is_empty() {
            let (setting, place) = (self.setting, self.place.clone());
            return Err(SecretProblem::Empty { what, setting, place });
        }
        if line.chars().any(char::is_control) {
            return Err(SecretProblem::NotOneLine { what });
        }
        Ok(SecretString::from(line))
    }
}

/// What a command prints, up to one byte more than a secret may have. The pipe is closed then, which
/// ends a command that goes on.
async fn first_of(pipe: Option<impl AsyncRead + Unpin>) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut kept = Zeroizing::new(Vec::with_capacity(1024));
    if let Some(mut pipe) = pipe {
        (&mut pipe).take(MAX_SECRET_BYTES + 1).read_to_end(&mut kept).await?;
    }
    Ok(kept)
}

/// More than a chain of certificates and a key.
const MAX_PEM_BYTES: u64 = 1024 * 1024;

impl ClientCert {
    /// Certificate and key in one PEM text.
    ///
    /// # Errors
    /// One of the files cannot be read, or others can read the key.
    pub fn read(&self) -> Result<SecretString, ClientCertError> {
        let unreadable = |path: &Path, source| ClientCertError::Unreadable(path.to_owned(), source);
        let key = private::read_secret(&self.key, MAX_PEM_BYTES).map_err(|error| match error {
            ReadError::Exposed(exposure) => ClientCertError::Exposed(exposure),
            ReadError::Io(source) => unreadable(&self.key, source),
        })?;
        if self.cert == self.key {
            return Ok(SecretString::from(key.as_str()));
        }
        let cert = private::open(&self.cert)
            .and_then(|file| private::read(file, MAX_PEM_BYTES))
            .map_err(|source| unreadable(&self.cert, source))?;
        Ok(SecretString::from(format!("{}\n{}", *cert, *key)))
    }
}

/// The last line a command wrote to standard error, short and harmless, and without what it wrote
/// to standard output: some print the secret on both.
fn complaint(stderr: &[u8], stdout: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(stderr).into_owned();
    for secret in String::from_utf8_lossy(stdout).lines().map(str::trim) {
        if !secret.is_empty() {
            let masked = text.replace(secret, "***");
            text.zeroize();
            text = masked;
        }
    }
    let last = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    // Before it is cut, or a cut could leave a part of a secret that no longer looks like one.
    let short: String = redact(last).chars().take(MAX_STDERR_CHARS).collect();
    harmless(&short).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::config::Place;
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    fn command(script: &str) -> SecretRef {
        SecretRef {
            source: SecretSource::Command(vec!["sh".into(), "-c".into(), script.into()]),
            owner: "profile 'campus', proxy key".into(),
            setting: "key",
            place: Place { path: "c.toml".into(), line: 3 },
        }
    }

    async fn outcome(script: &str, deadline: Duration) -> Result<String, String> {
        let ask: &Ask<'_> = &|_| unreachable!("nothing asks");
        command(script)
            .resolve_within(deadline, &Env::default(), ask)
            .await
            .map(|secret| secret.expose_secret().to_owned())
            .map_err(|problem| format!("{problem} {problem:?}"))
    }

    #[tokio::test]
    async fn what_a_command_prints_is_the_secret_without_its_line_end() {
        assert_eq!(outcome("echo sk-SECRET", COMMAND_DEADLINE).await, Ok("sk-SECRET".into()));
    }

    #[rstest]
    #[case("echo sk-SECRET; echo 'no sk-SECRET here' >&2; exit 3", "exit status: 3): no *** here;")]
    #[case("echo sk-SECRET; echo two", "what sh printed holds more than one line")]
    #[case("true", "what sh printed is empty; see `key` in c.toml:3")]
    #[case("printf '\\033[2J' >&2; exit 1", "␛[2J")]
    #[case("echo 'token sk-SECRETSECRET is old' >&2; exit 3", "token [removed] is old")]
    #[case("echo 'Authorization: Bearer SECRET' >&2; exit 3", "Bearer [removed]")]
    #[case("yes SECRET", "sh printed more than 65536 bytes; it must print the secret alone")]
    #[case("yes 'no entry' >&2", "no entry")]
    #[tokio::test]
    async fn a_failing_command_is_reported_without_what_it_printed(
        #[case] script: &str,
        #[case] says: &str,
    ) {
        let said = outcome(script, COMMAND_DEADLINE).await.unwrap_err();
        assert!(said.contains(says), "{said}");
        assert!(!said.contains("SECRET"), "{said}");
    }

    #[tokio::test]
    async fn a_command_that_never_answers_is_ended() {
        let said = outcome("exec sleep 60", Duration::from_millis(20)).await.unwrap_err();
        assert!(said.contains("sh did not answer within 0 s"), "{said}");
    }
}
