//! `bursar users`: everybody of both servers, for the eye, a script or a spreadsheet.

mod table;

use std::io;

use jiff::Timestamp;

use super::args::{Global, ListFormat, Users};
use super::look::Look;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::roster::export::{ColumnSet, write_csv, write_json};
use crate::roster::{PersonRef, Query, Roster};

pub(super) async fn run(global: &Global, options: &Users, env: &Env) -> Result<Exit, CliError> {
    let query = query(&options.query.join(" "))?;
    let scene = scene::set(global, env).await?;
    let roster = &scene.roster;
    let now = Timestamp::now();
    let mut shown = query.apply(roster, now);
    options.sort.sort(roster, &mut shown);
    let people: Vec<PersonRef<'_>> = shown.iter().filter_map(|&index| roster.get(index)).collect();
    let text = match options.format {
        ListFormat::Table => table::table(&people, now, Look::of_stdout(global, env)),
        ListFormat::Json => written(|out| write_json(out, roster, &shown, now))?,
        ListFormat::Csv => written(|out| write_csv(out, roster, &shown, &ColumnSet::usual(), now))?,
    };
    output::data(&text)?;
    if people.is_empty() {
        output::words(&nobody(&options.query, roster));
    }
    Ok(scene.exit())
}

/// Read before any server is asked.
fn query(text: &str) -> Result<Query, CliError> {
    Query::parse(text).map_err(|error| {
        let sentence = harmless(&error.sentence);
        CliError::usage(format!("{sentence}\n{}", error.carets(text)))
    })
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn nobody(query: &[String], roster: &Roster) -> String {
    if roster.is_empty() {
        return "there is nobody on these servers".to_owned();
    }
    let (query, all) = (query.join(" "), roster.len());
    let (query, all) = (harmless(&query), group_thousands(all as u64));
    format!("none of {all} users matches '{query}'; `bursar users` lists them all")
}
