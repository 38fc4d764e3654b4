//! References become secrets, or a sentence that says what is missing.

use std::path::Path;

use bursar::config::{Ask, Config, Env};
use pretty_assertions::assert_eq;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

fn no_terminal(_: &str) -> std::io::Result<SecretString> {
    Err(std::io::Error::other("nobody is there"))
}

async fn resolved(key: &str, env: &Env, ask: &Ask<'_>, path: &Path) -> Result<String, String> {
    let text = format!("[profiles.campus.proxy]\nurl = 'https://a.edu'\nkey = {key}\n");
    let config = Config::parse(&text, path, env).unwrap();
    let key = &config.choose(None).unwrap().proxy.as_ref().unwrap().key;
    match key.resolve(env, ask).await {
        Ok(secret) => Ok(secret.expose_secret().to_owned()),
        Err(error) => {
            assert!(!format!("{error:?}").contains("sk-SECRET"), "{error:?}");
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn a_variable_is_read_and_a_missing_one_is_named_with_the_place() {
    let file = Path::new("config.toml");
    let key = "{ env = \"LITELLM_MASTER_KEY\" }";
    let env = Env::from([("LITELLM_MASTER_KEY", "sk-SECRET")]);
    assert_eq!(resolved(key, &env, &no_terminal, file).await, Ok("sk-SECRET".into()));
    let said = resolved(key, &Env::default(), &no_terminal, file).await.unwrap_err();
    insta::assert_snapshot!(said, @"profile 'campus', proxy key: the environment variable LITELLM_MASTER_KEY is not set; export it or change `key` in config.toml:3");
    let env = Env::from([("LITELLM_MASTER_KEY", " \n")]);
    let said = resolved(key, &env, &no_terminal, file).await.unwrap_err();
    insta::assert_snapshot!(said, @"profile 'campus', proxy key: the environment variable LITELLM_MASTER_KEY is empty; see `key` in config.toml:3");
    let env = Env::from([("LITELLM_MASTER_KEY", "sk-SECRET\nsk-SECRET")]);
    let said = resolved(key, &env, &no_terminal, file).await.unwrap_err();
    insta::assert_snapshot!(said, @"profile 'campus', proxy key: the environment variable LITELLM_MASTER_KEY holds more than one line, or no text; it must be the secret alone, on one line");
}

#[tokio::test]
async fn a_prompt_asks_whose_secret_it_is() {
    let ask = |question: &str| {
        assert_eq!(question, "profile 'campus', proxy key: ");
        Ok(SecretString::from("typed"))
    };
    let file = Path::new("config.toml");
    let key = "{ prompt = true }";
    assert_eq!(resolved(key, &Env::default(), &ask, file).await, Ok("typed".into()));
    let said = resolved(key, &Env::default(), &no_terminal, file).await.unwrap_err();
    insta::assert_snapshot!(said, @"profile 'campus', proxy key: it was not entered: nobody is there");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let key = "{ command = [\"no-such-program-at-all\", \"sk-SECRET\"] }";
    let file = Path::new("config.toml");
    let said = resolved(key, &Env::default(), &no_terminal, file).await.unwrap_err();
    insta::assert_snapshot!(said, @"profile 'campus', proxy key: no-such-program-at-all could not be started: No such file or directory (os error 2); see config.toml:3");
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_file_must_be_the_operators_own() {
    use std::os::unix::fs::{PermissionsExt, chown};

    let home = TempDir::new().unwrap();
    let (config, secret) = (home.path().join("config.toml"), home.path().join("key"));
    let env = Env::from([("HOME", home.path())]);
    let mode = |mode| {
        fs_err::set_permissions(&secret, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let read = async || {
        let said = resolved("{ file = '~/key' }", &env, &no_terminal, &config).await;
        said.map_err(|said| said.replace(home.path().to_str().unwrap(), "HOME"))
    };
    insta::assert_snapshot!(read().await.unwrap_err(), @"profile 'campus', proxy key: HOME/key could not be read: No such file or directory (os error 2); see HOME/config.toml:3");
    fs_err::write(&secret, "sk-SECRET\r\n").unwrap();
    mode(0o600);
    assert_eq!(read().await, Ok("sk-SECRET".into()));
    mode(0o644);
    insta::assert_snapshot!(read().await.unwrap_err(), @"profile 'campus', proxy key: HOME/key can be read by others (mode 0644), and it must stay secret; run: chmod 600 HOME/key");
    mode(0o600);
    // Only root can give files away; elsewhere there is nothing to see.
    if chown(&secret, Some(54_321), None).is_ok() {
        insta::assert_snapshot!(read().await.unwrap_err(), @"profile 'campus', proxy key: HOME/key belongs to user 54321, not to you or to root; make a copy of your own, mode 600");
    }
}
