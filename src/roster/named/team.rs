//! Which team a word names: an id, or an alias that no other team has.

use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;
use crate::domain::{Team, TeamId, Text};
use crate::roster::Roster;

/// Teams named in an error, at most.
const LISTED: usize = 10;

/// Why a word does not name one team.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    /// None.
    #[error("the proxy has no team '{}'{next}", harmless(.word))]
    Nothing {
        /// As typed.
        word: String,
        /// What was meant, or what there is.
        next: String,
    },
    /// More than one: the proxy does not keep aliases apart.
    #[error(
        "{} teams have the alias '{}', so nothing was done; give the id of one: {}",
        .ids.len(), harmless(.word), .ids.join(", ")
    )]
    Ambiguous {
        /// As typed.
        word: String,
        /// Theirs. Harmless to show.
        ids: Vec<String>,
    },
}

/// The team of that id; else the one of that alias, as it is written before in another case. Where
/// not all teams could be listed, a word that is not among them is taken for an id: the owner's
/// record says whether there is such a team.
///
/// # Errors
/// No team has it, or several have the alias.
pub fn team_named(roster: &Roster, word: &str) -> Result<TeamId, TeamError> {
    let listing = roster.proxy().map(|side| &side.teams);
    let teams = listing.map_or(&[][..], |teams| &teams.rows);
    if let Some(team) = teams.iter().find(|team| team.id.raw() == word) {
        return Ok(team.id.clone());
    }
    let called = |is_it: &dyn Fn(&str) -> bool| -> Vec<&Team> {
        teams.iter().filter(|team| team.alias.as_ref().is_some_and(|a| is_it(a.raw()))).collect()
    };
    let mut found = called(&|alias| alias == word);
    if found.is_empty() {
        let wanted = word.to_lowercase();
        found = called(&|alias| alias.to_lowercase() == wanted);
    }
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] if listing.is_none_or(|teams| teams.problem.is_some()) => Ok(TeamId::new(word)),
        [] => Err(TeamError::Nothing { word: word.to_owned(), next: next(word, teams) }),
        several => {
            let ids = several.iter().take(LISTED).map(|team| team.id.to_string()).collect();
            Err(TeamError::Ambiguous { word: word.to_owned(), ids })
        }
    }
}

fn next(word: &str, teams: &[Team]) -> String {
    let aliases = || teams.iter().filter_map(|team| team.alias.as_ref()).map(Text::raw);
    if let Some(near) = nearest(word, aliases()) {
        return harmless(&did_you_mean(Some(near))).into_owned();
    }
    let mut known: Vec<String> = teams.iter().take(LISTED).map(Team::label).collect();
    match teams.len().saturating_sub(LISTED) {
        0 if known.is_empty() => return "; it has none".into(),
        0 => {}
        more => known.push(format!("{more} more")),
    }
    format!("; it has {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pretty_assertions::assert_eq;

    use super::*;
    use crate::domain::sample::{snapshot, user};
    use crate::domain::{Budget, Side, SyncPolicy};
    use crate::roster::join;

    fn team(id: &str, alias: Option<&str>) -> Team {
        Team {
            id: TeamId::new(id),
            alias: alias.map(Text::from),
            spend: None,
            budget: Budget::default(),
            models: Some(Vec::new()),
            blocked: Some(false),
            members: Some(0),
            windows: Some(Vec::new()),
            member_budget_id: None,
        }
    }

    fn roster(problem: Option<&str>) -> Roster {
        let mut seen = snapshot(vec![user("a", "a@x.edu", "A")], Vec::new(), Vec::new());
        if let Side::Seen(proxy) = &mut seen.proxy {
            proxy.teams.problem = problem.map(str::to_owned);
            proxy.teams.rows = vec![
                team("t-1", Some("Lab")),
                team("t-2", Some("office")),
                team("t-3", Some("office")),
                team("t-4", Some("OFFICE")),
                team("lab", None),
                team("t-5", Some("t-1")),
            ];
        }
        join(Arc::new(seen), &SyncPolicy::default())
    }

    fn named(word: &str) -> Result<String, String> {
        let team = team_named(&roster(None), word);
        team.map(|id| id.raw().to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_id_wins_over_an_alias_and_an_alias_as_written_over_another_case() {
        assert_eq!(named("t-1"), Ok("t-1".into()), "though a team is called so");
        assert_eq!(named("lab"), Ok("lab".into()), "though a team is called Lab");
        assert_eq!(named("Lab"), Ok("t-1".into()));
        assert_eq!(named("LAB"), Ok("t-1".into()));
        assert_eq!(named("OFFICE"), Ok("t-4".into()));
    }

    #[test]
    fn a_word_that_names_no_team_or_several_is_told_what_there_is() {
        let why =
            "2 teams have the alias 'office', so nothing was done; give the id of one: t-2, t-3";
        assert_eq!(named("office"), Err(why.into()));
        let why = "the proxy has no team 'labb'; did you mean 'Lab'?";
        assert_eq!(named("labb"), Err(why.into()));
        let why = "the proxy has no team 'physics'; it has Lab, office, office, OFFICE, lab, t-1";
        assert_eq!(named("physics"), Err(why.into()));
    }

    #[test]
    fn where_the_teams_were_not_listed_whole_a_word_is_taken_for_an_id() {
        let broken = roster(Some("no answer"));
        assert_eq!(team_named(&broken, "physics"), Ok(TeamId::new("physics")));
        assert_eq!(team_named(&broken, "Lab"), Ok(TeamId::new("t-1")));
    }
}
