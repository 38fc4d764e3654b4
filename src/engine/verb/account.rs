//! Creating and updating Open WebUI accounts.

use secrecy::SecretString;

use super::{Desk, Ended, Standing, edits_standing};
use crate::api::openwebui::{AccountPatch, NewAccount, Writer};
use crate::domain::{Account, AccountId, Email};
use crate::engine::settle::{ReadBack, conclude, look, settle, unread};
use crate::engine::{Reveal, RevealKind};
use crate::plan::op::{CreateAccount, UpdateAccount};
use crate::plan::{Change, Outcome};

/// Characters of an initial password: beyond guessing, below bcrypt's 72 bytes.
const PASSWORD_LENGTH: usize = 24;

pub(super) async fn create(
    desk: &Desk<'_>,
    change: &Change,
    op: &CreateAccount,
) -> Result<Ended, Outcome> {
    let webui = desk.webui()?;
    let email = Email::from(op.email.clone());
    match webui.reader().account_by_email(&email).await {
        Ok(None) => {}
        Ok(Some(account)) => {
            return Ok(Outcome::already_true(format!(
                "an account with this e-mail exists already: {}",
                account.id
            ))
            .into());
        }
        Err(error) => return Err(unread(&error)),
    }
    let password = random_password().map_err(Outcome::failed)?;
    let request = NewAccount {
        name: op.name.clone(),
        email: email.clone(),
        password: password.clone(),
        role: op.role.clone(),
    };
    let written = webui.create_account(&request).await;
    let find = || async { webui.reader().account_by_email(&email).await };
    let read = look(&written, find, Option::is_some).await;
    let created = read.as_ref().ok().and_then(|a| a.as_ref().map(|a| a.id.raw().to_owned()));
    let mut outcome = settle(&written, read.map(|account| compare(op, account.as_ref())));
    outcome.created = created;
    // Where the server says that it made the account, or it is there after all, this password is
    // the only way into it.
    let is_made = written.is_ok() || outcome.kind.is_success();
    let reveal = (desk.reveal_passwords && is_made).then(|| Reveal {
        change: change.id,
        user: change.user.clone(),
        kind: RevealKind::Password { email: op.email.to_string() },
        secret: password,
    });
    Ok(Ended { outcome, reveal })
}

fn compare(op: &CreateAccount, account: Option<&Account>) -> ReadBack {
    match account {
        Some(account) if account.role == op.role => {
            ReadBack::Wished(format!("read back account {}, role {}", account.id, account.role))
        }
        Some(account) => ReadBack::Otherwise(format!("role {}", account.role)),
        None => ReadBack::Otherwise("no such account".into()),
    }
}

/// Letters of both cases, digits and a symbol, so that a server which checks passwords takes it.
fn random_password() -> Result<SecretString, String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.!*#@";
    let mut bytes = [0_u8; PASSWORD_LENGTH];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("the system gave no random bytes for a password: {error}"))?;
    let body = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)]));
    let password: String = body.chain("aA2-".chars()).collect();
    Ok(password.into())
}

pub(super) async fn update(webui: &Writer, op: &UpdateAccount) -> Outcome {
    let account = match fresh(webui, &op.account).await {
        Ok(account) => account,
        Err(outcome) => return outcome,
    };
    match edits_stand(op, &account) {
        Standing::Already => return Outcome::already_true("name and e-mail are so already"),
        Standing::AsReviewed => {}
        Standing::Moved => {
            return Outcome::refused(format!(
                "the account changed since the plan was made: {}; make a new plan",
                describe(&account)
            ));
        }
    }
    let patch = AccountPatch {
        name: op.edits.name.as_ref().map(|edit| edit.after.clone()),
        email: op.edits.email.as_ref().map(|edit| Email::from(edit.after.clone())),
        ..AccountPatch::default()
    };
    let written = webui.update_account(&op.account, &patch).await;
    let compare = |account: Option<Account>| match account {
        Some(account) => match edits_stand(op, &account) {
            Standing::Already => ReadBack::Wished(format!("read back {}", describe(&account))),
            Standing::AsReviewed | Standing::Moved => ReadBack::Otherwise(describe(&account)),
        },
        None => ReadBack::Otherwise("no such account".into()),
    };
    conclude(&written, || async { webui.reader().account(&op.account).await.map(compare) }).await
}

fn describe(account: &Account) -> String {
    let email = account.email.as_ref().map_or_else(|| "(none)".to_owned(), ToString::to_string);
    format!("name {}, e-mail {email}", account.name)
}

fn edits_stand(op: &UpdateAccount, account: &Account) -> Standing {
    edits_standing(&op.edits, Some(&account.name), account.email.as_ref())
}

/// The account as it is now.
pub(super) async fn fresh(webui: &Writer, id: &AccountId) -> Result<Account, Outcome> {
    match webui.reader().account(id).await {
        Ok(Some(account)) => Ok(account),
        Ok(None) => Err(Outcome::refused(format!("Open WebUI has no account {id} any more"))),
        Err(error) => Err(unread(&error)),
    }
}
