//! Who may use a model in Open WebUI: the server keeps one list of grants for a model and replaces
//! it whole, so that many wishes about it are one write.

use std::collections::HashSet;

use super::settle::{ReadBack, look, settle, unread};
use crate::api::ServiceError;
use crate::api::openwebui::Writer;
use crate::domain::{AccountId, Grant, ModelEntry, Text};
use crate::plan::op::{GrantModel, RevokeModel};
use crate::plan::{Op, Outcome};

/// Grants in one request: so that progress moves and a cancel bites.
pub(super) const CHUNK: usize = 100;

/// Whether one account is to be named in a model's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wished<'a> {
    pub(super) account: &'a AccountId,
    pub(super) model: &'a Text,
    /// Otherwise it is to be named no more.
    pub(super) granted: bool,
}

impl<'a> Wished<'a> {
    /// What this operation wishes, if it is of that sort.
    pub(super) fn of(op: &'a Op) -> Option<Self> {
        match op {
            Op::GrantModel(op) => Some(op.into()),
            Op::RevokeModel(op) => Some(op.into()),
            _ => None,
        }
    }

    /// Whether this list grants what is wished.
    fn holds(self, grants: &[Grant]) -> bool {
        grants.iter().any(|grant| grant.is_read_by(self.account)) == self.granted
    }

    /// It is so before anything is written.
    fn already(self, grants: &[Grant]) -> Outcome {
        let public = grants.iter().any(Grant::is_for_everybody);
        Outcome::already_true(match (self.granted, public) {
            (true, _) => "granted already",
            (false, false) => "not granted to this account",
            (false, true) => "not granted to this account; everybody may use the model",
        })
    }
}

impl<'a> From<&'a GrantModel> for Wished<'a> {
    fn from(GrantModel { account, model }: &'a GrantModel) -> Self {
        Self { account, model, granted: true }
    }
}

impl<'a> From<&'a RevokeModel> for Wished<'a> {
    fn from(RevokeModel { account, model }: &'a RevokeModel) -> Self {
        Self { account, model, granted: false }
    }
}

/// Brings one wish about.
pub(super) async fn one(webui: &Writer, wish: Wished<'_>) -> Outcome {
    let outcome = set(webui, wish.model, &[wish]).await.pop();
    outcome.unwrap_or_else(|| Outcome::unknown("nothing is known of it"))
}

/// Brings these wishes about, all of `model` and each of another account; outcomes in their order.
/// The grants of others stay as they were read just before.
pub(super) async fn set(webui: &Writer, model: &Text, wishes: &[Wished<'_>]) -> Vec<Outcome> {
    let all = |outcome: Outcome| vec![outcome; wishes.len()];
    let is_offered = match offered(webui, model, wishes).await {
        Ok(is_offered) => is_offered,
        Err(outcome) => return all(outcome),
    };
    let entry = match webui.reader().stored_entry(model).await {
        Ok(entry) => entry,
        Err(error) => return all(unread(&error)),
    };
    let found: &[Grant] = entry.as_ref().map_or(&[], |entry| &entry.grants);
    let open = |wish: &&Wished<'_>| !wish.holds(found) && (is_offered || !wish.granted);
    let to_write: Vec<Wished<'_>> = wishes.iter().filter(open).copied().collect();
    let written = if to_write.is_empty() {
        None
    } else {
        Some(write(webui, model, entry.as_ref(), &to_write).await)
    };
    let outcome = |wish: &Wished<'_>| match &written {
        _ if wish.holds(found) => wish.already(found),
        Some(written) if to_write.contains(wish) => written.outcome(*wish),
        // The server would make an entry for it all the same, which nobody could use.
        _ => Outcome::refused(format!("Open WebUI offers no model {model} now")),
    };
    wishes.iter().map(outcome).collect()
}

/// Whether the server offers the model, which matters where it is to be granted.
async fn offered(webui: &Writer, model: &Text, wishes: &[Wished<'_>]) -> Result<bool, Outcome> {
    if wishes.iter().all(|wish| !wish.granted) {
        return Ok(true);
    }
    let models = webui.reader().models().await.map_err(|error| unread(&error))?;
    Ok(models.contains(model))
}

/// A list that was written and read back.
struct Written {
    answer: Result<(), ServiceError>,
    /// As it is now.
    read: Result<Vec<Grant>, ServiceError>,
    /// What another hand did to it besides, in words.
    aside: Option<String>,
}

async fn write(
    webui: &Writer,
    model: &Text,
    entry: Option<&ModelEntry>,
    wishes: &[Wished<'_>],
) -> Written {
    let is_of_ours = |grant: &Grant| wishes.iter().any(|wish| grant.is_read_by(wish.account));
    let found = entry.map_or(&[][..], |entry| &entry.grants);
    let others: Vec<&Grant> = found.iter().filter(|grant| !is_of_ours(grant)).collect();
    let new = wishes.iter().filter(|wish| wish.granted).map(|wish| Grant::read_by(wish.account));
    let wanted: Vec<Grant> = others.iter().copied().cloned().chain(new).collect();
    let answer = webui.set_grants(model, entry.map(|entry| &entry.name), &wanted).await;
    let read = || async {
        let entry = webui.reader().stored_entry(model).await?;
        Ok(entry.map(|entry| entry.grants).unwrap_or_default())
    };
    let are_so = |now: &Vec<Grant>| wishes.iter().all(|wish| wish.holds(now));
    let read = look(&answer, read, are_so).await;
    let aside = read.as_ref().ok().and_then(|now| {
        let now = now.iter().filter(|grant| !is_of_ours(grant));
        meanwhile(&others.into_iter().collect(), &now.collect())
    });
    Written { answer, read, aside }
}

/// What another hand did to the grants of others between our read and the one after our write.
fn meanwhile(before: &HashSet<&Grant>, now: &HashSet<&Grant>) -> Option<String> {
    let (gone, new) = (before.difference(now).count(), now.difference(before).count());
    (gone + new > 0).then(|| {
        format!(
            "another hand changed the list at the same time ({gone} grants of others went, {new} \
             came)"
        )
    })
}

impl Written {
    /// What became of one of the wishes: its own account's grant decides.
    fn outcome(&self, wish: Wished<'_>) -> Outcome {
        let read = self.read.as_ref().map_err(Clone::clone).map(|now| {
            let is_so = wish.holds(now);
            let granted = wish.granted == is_so;
            let words = if granted { "granted" } else { "not granted" };
            let others = match now.len() - usize::from(granted) {
                0 => "no other grant".to_owned(),
                1 => "1 other grant beside it".to_owned(),
                n => format!("{n} other grants beside it"),
            };
            let aside = self.aside.as_ref().map(|aside| format!("; {aside}")).unwrap_or_default();
            if is_so {
                let words = format!("read back {words}, {others}; in force on the next request");
                ReadBack::Wished(words + &aside)
            } else {
                ReadBack::Otherwise(format!("{words}, {others}{aside}"))
            }
        });
        settle(&self.answer, read)
    }
}
