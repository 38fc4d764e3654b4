//! Accounts: changing them.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::wire::AccountRow;
use crate::api::ServiceError;
use crate::api::http::Call;
use crate::api::openwebui::Writer;
use crate::domain::{Account, AccountId, Email, Role, Text};

/// The most bytes of a password that bcrypt, the server's default, can hold.
const LONGEST_PASSWORD: usize = 72;

/// An account to be created.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// `name`.
    pub name: Text,
    /// `email`; the server lower-cases it.
    pub email: Email,
    /// The first password.
    pub password: SecretString,
    /// `role`; not [`Role::Other`].
    pub role: Role,
}

/// What to change of an account. What is `None` stays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AccountPatch {
    /// `role`; not [`Role::Other`].
    pub role: Option<Role>,
    /// `name`.
    pub name: Option<Text>,
    /// `email`.
    pub email: Option<Email>,
}

/// Of a creation only the id: its answer also holds a live session of the new account, which is
/// dropped unread.
#[derive(Deserialize)]
struct Created {
    id: AccountId,
}

impl Writer {
    /// Creates an account (`/auths/add`). Takes the server 0.3 s each: it hashes the password.
    pub async fn create_account(&self, account: &NewAccount) -> Result<AccountId, ServiceError> {
        let password = account.password.expose_secret();
        let body = json!({
            "name": account.name.raw(),
            "email": account.email.raw(),
            "password": password,
            "role": account.role.raw(),
        });
        let call = Call::post("create an account", &["api", "v1", "auths", "add"], body)
            .hiding(&account.password);
        self.check_role(&call, Some(&account.role))?;
        // The server takes an empty one, and then whoever knows the address can try it.
        if password.is_empty() {
            return Err(self.client.refuse(&call, "the password is empty"));
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(self.client.refuse(&call, "the password is longer than 72 bytes"));
        }
        let is_missing =
            || async { matches!(self.reader.account_by_email(&account.email).await, Ok(None)) };
        Ok(self.create::<Created, _>(&call, is_missing).await?.id)
    }

    /// Changes an account; the row it gives is the one after the write. A server that wants all
    /// fields (before 0.9.6) is sent the others as they were read just before.
    pub async fn update_account(
        &self,
        id: &AccountId,
        patch: &AccountPatch,
    ) -> Result<Account, ServiceError> {
        let place = ["api", "v1", "users", id.raw(), "update"];
        let operation = "change an account";
        self.check_role(&Call::post(operation, &place, Value::Null), patch.role.as_ref())?;
        let mut fields = if self.reader.takes_partial_updates().await? {
            Map::new()
        } else {
            self.current_fields(&Call::post(operation, &place, Value::Null), id).await?
        };
        let mut put = |name: &str, value: Option<&str>| {
            fields.extend(value.map(|value| (name.to_owned(), Value::from(value))));
        };
        put("role", patch.role.as_ref().map(Role::raw));
        put("name", patch.name.as_ref().map(Text::raw));
        put("email", patch.email.as_ref().map(Email::raw));
        let call = Call::post(operation, &place, Value::Object(fields));
        Ok(self.tell::<AccountRow>(&call).await?.into())
    }

    async fn current_fields(
        &self,
        call: &Call,
        id: &AccountId,
    ) -> Result<Map<String, Value>, ServiceError> {
        let row = self.reader.account_row(id).await?;
        let picture = row.as_ref().and_then(|row| row.profile_image_url.clone());
        let account = match row {
            Some(row) => self.reader.whole_account(row, id).await?,
            None => None,
        };
        let Some(account) = account else {
            return Err(self.client.refuse(call, "there is no such account"));
        };
        let mut fields = Map::new();
        let mut put = |name: &str, value: &str| fields.insert(name.to_owned(), value.into());
        put("role", account.role.raw());
        put("name", account.name.raw());
        put("email", account.email.as_ref().map(Email::raw).unwrap_or_default());
        put("profile_image_url", picture.as_deref().unwrap_or("/user.png"));
        Ok(fields)
    }

    /// The server stores any word as a role, and any but its three locks the person out.
    fn check_role(&self, call: &Call, role: Option<&Role>) -> Result<(), ServiceError> {
        match role {
            Some(Role::Other(word)) => {
                let problem = format!("'{word}' is not a role; use pending, user or admin");
                Err(self.client.refuse(call, &problem))
            }
            _ => Ok(()),
        }
    }
}
