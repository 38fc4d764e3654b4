//! A key that does not exist yet: the throw-away key of a probe.

use super::around::Around;
use super::gather::Desk;
use super::{Inquiry, Question};
use crate::access::Answered;
use crate::access::Situation;
use crate::access::facts::Fact;
use crate::api::litellm::{Completion, Holdings, KeyRecord};
use crate::domain::{KeyHash, ProxyUserId, Text};
use crate::engine::session::Session;
use crate::engine::settle::with_hint;
use crate::plan::op::MintTeam;
use secrecy::SecretString;

/// A key of somebody's without limits of its own, before it is minted.
#[derive(Clone, Debug)]
pub struct Spare {
    /// Its owner: the person asked about.
    pub owner: ProxyUserId,
    /// The team of the key that was named.
    pub team: Option<MintTeam>,
    /// A request with it.
    pub situation: Situation,
}

/// The key that would stand for the one that was named in the question, or for any personal key
/// where none was: of this person, in its team.
///
/// # Errors
/// Why there can be none, as a sentence with what to do instead.
pub async fn spare(
    session: &Session,
    question: &Question,
    inquiry: &Inquiry,
) -> Result<Spare, String> {
    let owner = owner(inquiry)?;
    let desk = Box::pin(Desk::open(session, question)).await;
    let link = desk.link.as_ref().map_err(ToString::to_string)?;
    let held = link.reader.holdings(&owner).await.map_err(|error| with_hint(&error))?;
    let held = held.ok_or_else(|| format!("the proxy has no user {owner} any more"))?;
    let team = match &question.key {
        None => None,
        Some(_) => team(inquiry, &held)?,
    };
    let record = record(&owner, team.as_ref());
    let around = Box::pin(Around::read(&desk, &[&record], Some(&held))).await;
    let situation = desk.situation(&record, &around, desk.customer.clone());
    Ok(Spare { owner, team, situation })
}

const ITSELF: &str = "give the key itself with --key -";

const SUPPLY: &str = "give one of their keys with --key - instead";

fn owner(inquiry: &Inquiry) -> Result<ProxyUserId, String> {
    let label = &inquiry.subject.label;
    match &inquiry.subject.user {
        Fact::Is(owner) => Ok(owner.clone()),
        Fact::Absent if inquiry.subject.is_nobody => Err(format!(
            "there is nobody to own a throw-away key, since nobody is asked about; {ITSELF}"
        )),
        Fact::Absent => {
            Err(format!("{label} has no user at the proxy to own a throw-away key; sync first"))
        }
        Fact::Unknown(why) => {
            Err(format!("whether {label} has a user at the proxy is unknown: {why}"))
        }
    }
}

/// The team of the key that was named, if its owner is in it: the proxy makes a key for any team,
/// and refuses each of its calls.
fn team(inquiry: &Inquiry, held: &Holdings) -> Result<Option<MintTeam>, String> {
    let label = &inquiry.subject.label;
    let situation = inquiry.keys.first();
    let Some(key) = situation.and_then(|situation| situation.key.known()) else {
        return Err(format!("nothing is known of that key, so no other stands for it; {SUPPLY}"));
    };
    if key.owner.as_ref().is_some_and(|owner| *owner != held.user.id) {
        return Err(format!(
            "the key {} is not {label}'s, so none of theirs stands for it",
            key.label()
        ));
    }
    let Some(id) = &key.team else { return Ok(None) };
    let told = held.teams.iter().find(|told| told.team.id == *id);
    let Some(told) = told else {
        let id = Text::from(id.raw());
        return Err(format!("{label} is not in the team {id} of that key; {SUPPLY}"));
    };
    Ok(Some(MintTeam { id: id.clone(), alias: told.team.alias.clone() }))
}

fn record(owner: &ProxyUserId, team: Option<&MintTeam>) -> KeyRecord {
    let mut record = KeyRecord::bare(KeyHash::new(""));
    record.key.alias = Some("throw-away".into());
    record.key.owner = Some(owner.clone());
    record.key.team = team.map(|team| team.id.clone());
    record
}

/// Sends one completion with a key of the operator's, which is kept nowhere.
///
/// # Errors
/// The proxy did not answer: a sentence.
pub async fn complete(
    session: &Session,
    model: &Text,
    customer: Option<&Text>,
    key: &SecretString,
) -> Result<Answered, String> {
    let link = match session.proxy() {
        None => return Err("the profile has no LiteLLM proxy".to_owned()),
        Some(link) => link.map_err(ToOwned::to_owned)?,
    };
    let completion = Completion { model: model.clone(), customer: customer.cloned() };
    link.reader.complete(&completion, key).await.map_err(|error| with_hint(&error))
}
