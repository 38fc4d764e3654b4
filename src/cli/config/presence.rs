//! What `config check` says of a profile: whether its secrets and certificates can be had and, if
//! asked, whether its servers are there.

use secrecy::SecretString;

use crate::cli::CliError;
use crate::cli::output::data;
use crate::config::prompt::ask_terminal;
use crate::config::{Env, Profile};
use crate::domain::{Caller, ServerInfo};
use crate::engine::Session;

/// Adds what is wrong to `problems`; what is right of servers that were reached is printed.
pub(super) async fn check(
    profile: Profile,
    env: &Env,
    connect: bool,
    problems: &mut Vec<String>,
) -> Result<(), CliError> {
    let name = profile.name.clone();
    if !connect {
        // Nothing is sent, so nobody is asked for what is only to be typed in.
        let unasked = |_: &str| Ok(SecretString::from("unasked"));
        let session = Session::open(profile, env, &unasked).await;
        problems.extend(session.setup_errors().iter().map(|why| about(&name, why)));
        return Ok(());
    }
    let session = Session::open(profile, env, &ask_terminal).await;
    for presence in Box::pin(session.presence()).await {
        let service = presence.service;
        match presence.answer {
            Ok((server, caller)) => {
                data(&format!("{name}: {service}{}, {}\n", version(&server), whose(&caller)))?;
            }
            Err(why) => problems.push(about(&name, &why)),
        }
    }
    Ok(())
}

/// Sentences about secrets name the profile themselves.
fn about(name: &crate::config::ProfileName, why: &str) -> String {
    let named = format!("profile '{name}'");
    if why.starts_with(&named) { why.to_owned() } else { format!("{named}, {why}") }
}

fn version(server: &ServerInfo) -> String {
    server.version.as_ref().map_or_else(|| " of an unknown version".to_owned(), |v| format!(" {v}"))
}

/// As whom, and with which rights: those of anybody less than an administrator are an error.
fn whose(caller: &Caller) -> String {
    match caller {
        Caller::MasterKey => "with the master key, which may do everything".to_owned(),
        Caller::VirtualKey { user, read_only, .. } => {
            let owner = user.as_ref().map_or("nobody", |user| user.raw());
            let owner = crate::domain::text::harmless(owner);
            let rights = if *read_only { "who may only read" } else { "an administrator" };
            format!("with a key of {owner}, {rights}")
        }
        Caller::Account { id: Some(id) } => {
            format!("as account {}, an administrator", crate::domain::text::harmless(id.raw()))
        }
        Caller::Account { id: None } => {
            "as an administrator; the server does not say who, `email` in the profile does"
                .to_owned()
        }
    }
}
