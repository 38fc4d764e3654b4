//! `bursar spend`: what was spent on each day, by model, and who spent most.

mod json;
mod table;

use jiff::Timestamp;

use super::args::{Global, Spend, SpendFormat};
use super::look::Look;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::domain::activity::{Activity, Days, Missing, Spenders, Subject};
use crate::engine::{self, Session};
use crate::roster::subject::{self, Named};
use crate::roster::{Roster, find};

/// What was read, with what to call it.
struct Told {
    named: Named,
    activity: Activity,
    /// Who spent most, where that was asked for, each with what to call them.
    top: Option<(Spenders, Vec<(String, String)>)>,
}

pub(super) async fn run(global: &Global, options: &Spend, env: &Env) -> Result<Exit, CliError> {
    let is_everybody = matches!(options, Spend { user: None, team: None, key: None, .. });
    let told = if is_everybody {
        // Nobody need be found: the listings of both servers are not read.
        let (_, session) = scene::connect(global, env).await?;
        let (name, detail) = ("everybody".to_owned(), String::new());
        let named = Named { subject: Subject::Everybody, name, detail, of_budget: None };
        read(&session, named, None, options).await?
    } else {
        let scene = scene::set(global, env).await?;
        let named = named(&scene.roster, options)?;
        read(&scene.session, named, Some(&scene.roster), options).await?
    };
    let text = match options.format {
        SpendFormat::Table => table::table(&told, Look::of_stdout(global, env), global.ascii),
        SpendFormat::Json => json::json(&told)?,
    };
    output::data(&text)?;
    if let Some(note) = told.note() {
        output::words(&note);
    }
    Ok(Exit::Done)
}

fn named(roster: &Roster, options: &Spend) -> Result<Named, CliError> {
    match options {
        Spend { user: Some(word), .. } => {
            // Nobody and several have exit codes of their own.
            subject::person(find(roster, word)?).map_err(CliError::failed)
        }
        Spend { team: Some(word), .. } => subject::team(roster, word).map_err(CliError::failed),
        Spend { key: Some(word), .. } => subject::key(roster, word).map_err(CliError::failed),
        _ => Ok(subject::everybody(roster)),
    }
}

async fn read(
    session: &Session,
    named: Named,
    roster: Option<&Roster>,
    options: &Spend,
) -> Result<Told, CliError> {
    let range: Days = options.days.until(Timestamp::now());
    let activity = engine::activity(session, &named.subject, range, &|_, _| ()).await;
    let activity = activity.map_err(CliError::failed)?;
    let top = match options.top {
        None => None,
        Some(most) => {
            let read = engine::spenders(session, &named.subject, range, &|_, _| ()).await;
            let mut spenders = read.map_err(CliError::failed)?;
            spenders.rows.truncate(usize::from(most));
            let called = subject::names(roster, &spenders.rows);
            Some((spenders, called))
        }
    };
    Ok(Told { named, activity, top })
}

impl Told {
    /// What is to be known of how far it can be trusted.
    fn note(&self) -> Option<String> {
        let mut notes = Vec::new();
        let unknown = self.activity.total().unknown_days;
        if unknown > 0 {
            notes.push(format!("the spend of {unknown} days is unknown and in no sum"));
        }
        if self.activity.pages > 1 {
            notes.push(pages(self.activity.pages));
        }
        let missing = self.top.as_ref().map(|(spenders, _)| spenders.missing);
        notes.extend(missing.and_then(cut));
        (!notes.is_empty()).then(|| notes.join("\n"))
    }
}

fn pages(pages: usize) -> String {
    format!(
        "this version tells the activity in pages ({pages} were read), whose order may change \
         between them: sums may be a little off"
    )
}

/// What of a ranking is missing, in words.
fn cut(missing: Missing) -> Option<String> {
    match missing {
        Missing::Nothing | Missing::Users { .. } => None,
        Missing::Keys { read, of } => Some(format!(
            "added up from the {read} of {of} keys that spent most: what the others spent is not \
             in it"
        )),
    }
}
