//! The people of the list as a file, and what of them goes to the clipboard.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::Model;
use super::screen::user::UserScreen;
use crate::domain::text::harmless;
use crate::roster::export::{ColumnSet, one_json};
use crate::roster::{Facet, PersonRef, Roster};
use crate::table::column::nth;

/// The most that is put on the clipboard: some terminals drop what is longer than 100,000 bytes in
/// base64, and none says so.
pub const MOST_COPIED: usize = 74_994;

/// Which shape a file has; its name says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The shown columns.
    Csv,
    /// Everything, as `users --format json` prints it.
    Json,
}

impl Shape {
    /// By the end of the name.
    ///
    /// # Errors
    /// It ends in neither: what to type.
    pub fn of(path: &str) -> Result<Self, &'static str> {
        match Path::new(path).extension().and_then(|end| end.to_str()) {
            Some(end) if end.eq_ignore_ascii_case("csv") => Ok(Self::Csv),
            Some(end) if end.eq_ignore_ascii_case("json") => Ok(Self::Json),
            _ => Err("end the name in .csv or .json, which says what is written."),
        }
    }
}

/// People to be written to a file that must not exist.
#[derive(Clone)]
pub struct Export {
    /// Of whom.
    pub roster: Arc<Roster>,
    /// Who, by index, in order.
    pub rows: Vec<u32>,
    /// What of them, in CSV.
    pub columns: ColumnSet,
    /// How.
    pub shape: Shape,
    /// Where to, as typed: `~` is the home directory.
    pub path: String,
    /// For which moment a budget's state holds.
    pub now: Timestamp,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Where.
    pub path: String,
    /// How many people.
    pub rows: usize,
    /// How long the file is.
    pub bytes: u64,
}

/// Not the whole roster.
impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("rows", &self.rows.len())
            .field("shape", &self.shape)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Export {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.roster, &other.roster)
            && self.rows == other.rows
            && self.columns == other.columns
            && (self.shape, &self.path, self.now) == (other.shape, &other.path, other.now)
    }
}

impl Export {
    /// The marked, else whoever is shown, into that file.
    ///
    /// # Errors
    /// The name does not say which shape the file is to have.
    pub fn of(model: &Model, path: &str) -> Result<Self, &'static str> {
        Ok(Self {
            roster: Arc::clone(model.people.roster()),
            rows: rows(model),
            columns: columns(model),
            shape: Shape::of(path)?,
            path: path.to_owned(),
            now: model.now,
        })
    }
}

/// What the list shows.
fn columns(model: &Model) -> ColumnSet {
    ColumnSet::of(model.people.table().shown_columns().filter_map(nth::<Facet>))
}

/// The marked, in the order of the list; else whoever is shown.
pub fn rows(model: &Model) -> Vec<u32> {
    match model.people.marked() {
        (0, _) => model.people.shown().to_vec(),
        _ => model.people.targets(),
    }
}

/// `users-campus-2026-11-21.csv`.
pub fn default_name(model: &Model) -> String {
    let day = model.now.strftime("%Y-%m-%d");
    format!("users-{}-{day}.csv", model.profile.name)
}

/// What of a person is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The e-mail, else the id.
    Address,
    /// The user's id at the proxy and the account's id.
    Ids,
    /// The cells of the list, with tabs between.
    Row,
    /// As `users --format json` has it.
    Json,
    /// The keys: alias, masked name and hash, with tabs between. Never a key.
    Keys,
}

impl Copied {
    /// What it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::Address => "e-mail",
            Self::Ids => "ids",
            Self::Row => "row",
            Self::Json => "JSON",
            Self::Keys => "keys",
        }
    }

    /// Of the marked, else of the one under the cursor or on the screen.
    ///
    /// # Errors
    /// There is nothing of it, or too much for a terminal's clipboard.
    pub fn of(self, model: &Model) -> Result<String, String> {
        let roster = model.people.roster();
        let people: Vec<PersonRef<'_>> = match model.showing::<UserScreen>() {
            Some(screen) => roster.by_id(&screen.person).into_iter().collect(),
            None => model.people.targets().iter().filter_map(|&index| roster.get(index)).collect(),
        };
        let text = match (self, people.as_slice()) {
            (Self::Json, [one]) => one_json(*one, model.now).map_err(|error| error.to_string())?,
            (Self::Json, many) => {
                let each = many.iter().map(|person| one_json(*person, model.now));
                let each: Result<Vec<_>, _> = each.collect();
                format!("[{}]", each.map_err(|error| error.to_string())?.join(",\n"))
            }
            _ => people
                .iter()
                .filter_map(|person| self.line(model, *person))
                .collect::<Vec<_>>()
                .join("\n"),
        };
        if text.is_empty() {
            let whose = if people.len() == 1 { "this user has" } else { "these users have" };
            return Err(format!("{whose} no {}", self.words()));
        }
        if text.len() > MOST_COPIED {
            return Err(format!(
                "{} bytes are more than a terminal's clipboard takes ({MOST_COPIED}); mark fewer, \
                 or write a file",
                text.len()
            ));
        }
        Ok(text)
    }

    /// Of one person, on a line or several; harmless.
    fn line(self, model: &Model, person: PersonRef<'_>) -> Option<String> {
        match self {
            Self::Address => {
                Some(harmless(person.email().unwrap_or(person.id().raw())).into_owned())
            }
            Self::Ids => {
                let user = person.proxy().map(|user| user.id.to_string());
                let account = person.account().map(|account| account.id.to_string());
                let same = user == account;
                let ids = [user, account.filter(|_| !same)];
                Some(ids.into_iter().flatten().collect::<Vec<_>>().join("\n"))
            }
            Self::Row => Some(columns(model).line(person, model.now)),
            Self::Json => one_json(person, model.now).ok(),
            Self::Keys => {
                let keys = person.keys().map(|key| {
                    let shown = |text: Option<&crate::domain::Text>| {
                        text.map(ToString::to_string).unwrap_or_default()
                    };
                    format!(
                        "{}\t{}\t{}",
                        shown(key.alias.as_ref()),
                        shown(key.name.as_ref()),
                        key.hash
                    )
                });
                let keys = keys.collect::<Vec<_>>().join("\n");
                Some(keys).filter(|keys| !keys.is_empty())
            }
        }
    }
}
