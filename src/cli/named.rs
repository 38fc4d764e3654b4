//! Whom the operator's words name.

use std::slice::from_ref;
use std::sync::Arc;

use super::CliError;
use super::args::whom;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;
use crate::domain::{BudgetRow, Listing, Tag, TeamId, Text};
use crate::engine::{Session, purses};
use crate::order::Whom;
use crate::roster::{
    PersonId, Roster, customer_named, find, key_named, organization_named, team_named,
};

/// The words of a command that name somebody.
pub(super) trait Words {
    /// Of which kind they are.
    fn named(&self) -> Named<'_>;
}

/// Of each struct, called after whom it names, the field with its words.
macro_rules! words {
    ($($whom:ident.$field:ident),* $(,)?) => {
        $(impl Words for whom::$whom {
            fn named(&self) -> Named<'_> {
                Named::$whom(&self.$field)
            }
        })*
    };
}

words!(
    People.users,
    Keys.keys,
    Teams.teams,
    Customers.customers,
    Tags.tags,
    Organizations.organizations,
    BudgetRows.rows,
);

impl Words for whom::Person {
    fn named(&self) -> Named<'_> {
        Named::People(from_ref(&self.user))
    }
}

impl Words for whom::Members {
    fn named(&self) -> Named<'_> {
        Named::Members(&self.team, &self.people.users)
    }
}

/// Words, each for one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named<'a> {
    Everybody,
    People(&'a [String]),
    Keys(&'a [String]),
    Teams(&'a [String]),
    /// A team, and people of it.
    Members(&'a str, &'a [String]),
    Customers(&'a [String]),
    Tags(&'a [String]),
    Organizations(&'a [String]),
    BudgetRows(&'a [String]),
}

impl Named<'_> {
    /// Whom they name, each once. What no roster has is read.
    ///
    /// # Errors
    /// A word names nobody or several: then nothing is done for any.
    pub(super) async fn whom(self, roster: &Roster, session: &Session) -> Result<Whom, CliError> {
        let read = async || Arc::new(purses::read(session).await);
        Ok(match self {
            Self::Everybody => Whom::Everybody,
            Self::People(words) => Whom::People(people(roster, words)?),
            Self::Keys(words) => {
                Whom::Keys(each(words, |word| Ok(key_named(roster, word)?.hash.clone()))?)
            }
            Self::Teams(words) => Whom::Teams(each(words, |word| team(roster, word))?),
            Self::Members(word, users) => Whom::InTeam(team(roster, word)?, people(roster, users)?),
            Self::Customers(words) => {
                Whom::Customers(each(words, |word| Ok(customer_named(roster, word)?.id.clone()))?)
            }
            Self::Tags(words) => {
                let found = read().await;
                let ids = exact(words, "tag", &found.tags, |tag: &Tag| &tag.name)?;
                Whom::Tags(found, ids)
            }
            Self::Organizations(words) => {
                let found = read().await;
                let ids = each(words, |word| Ok(organization_named(&found, word)?.id.clone()))?;
                Whom::Organizations(found, ids)
            }
            Self::BudgetRows(words) => {
                let found = read().await;
                let ids = exact(words, "budget row", &found.rows, |row: &BudgetRow| &row.id)?;
                Whom::BudgetRows(found, ids)
            }
        })
    }
}

fn each<T: PartialEq>(
    words: &[String],
    named: impl Fn(&str) -> Result<T, CliError>,
) -> Result<Vec<T>, CliError> {
    let mut found: Vec<T> = Vec::with_capacity(words.len());
    for word in words {
        let one = named(word)?;
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

fn people(roster: &Roster, words: &[String]) -> Result<Vec<PersonId>, CliError> {
    each(words, |word| Ok(find(roster, word)?.id().clone()))
}

fn team(roster: &Roster, word: &str) -> Result<TeamId, CliError> {
    let id = team_named(roster, word)?;
    if roster.team(&id).is_none() {
        let why = format!("the listing of teams is incomplete, and {id} is not in it");
        return Err(CliError::failed(why));
    }
    Ok(id)
}

/// What these words name exactly.
fn exact<T>(
    words: &[String],
    what: &str,
    listing: &Listing<T>,
    id: impl Fn(&T) -> &Text,
) -> Result<Vec<Text>, CliError> {
    each(words, |word| {
        if let Some(row) = listing.rows.iter().find(|row| id(row).raw() == word) {
            return Ok(id(row).clone());
        }
        let next = match &listing.problem {
            Some(why) => format!(" among those that were read ({why})"),
            None => did_you_mean(nearest(word, listing.rows.iter().map(|row| id(row).raw()))),
        };
        let (word, next) = (harmless(word), harmless(&next));
        Err(CliError::failed(format!("the proxy has no {what} '{word}'{next}")))
    })
}
