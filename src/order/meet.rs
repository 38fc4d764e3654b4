//! Reads what an order needs.

use super::{Found, Needs};
use crate::domain::{Listing, Purses, Text};
use crate::engine::{Session, ground, purses};
use crate::plan::make::OwnKeys;
use crate::roster::Roster;

/// Reads it.
///
/// # Errors
/// It could not be read, and there is no plan without: a sentence. Who shares a budget row is not
/// among that: whoever could not be counted is named in the plan.
pub async fn meet(session: &Session, roster: &Roster, needs: Needs) -> Result<Found, String> {
    match needs {
        Needs::Members(team, users) => {
            let mut members = Vec::with_capacity(users.len());
            for user in users {
                members.extend(ground::member(session, &team, &user).await?);
            }
            Ok(Found::Members(members))
        }
        Needs::Keys(users) => {
            let mut own = OwnKeys::with_capacity(users.len());
            for user in users {
                let read = ground::keys_of(session, &user).await?;
                if read.is_complete() {
                    own.insert(user, read.rows);
                }
            }
            Ok(Found::Keys(own))
        }
        Needs::Spare(probing) => {
            Ok(Found::Spare(Box::new(Box::pin(probing.spare(session)).await?)))
        }
        Needs::Grants(model) => Ok(Found::Grants(ground::grants(session, &model).await?)),
        Needs::Sharing(known, rows) => {
            let purses = match known {
                Some(known) => Purses::clone(&known),
                None => purses::read(session).await,
            };
            let rows: Vec<&Text> = rows.iter().collect();
            let places = match roster.proxy() {
                Some(side) => purses::places(session, &side.teams, &rows).await,
                None => Listing::incomplete(Vec::new(), "the proxy was not read"),
            };
            Ok(Found::Purses(Box::new(Purses { places, ..purses })))
        }
    }
}
