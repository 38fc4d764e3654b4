//! One session to the next: what is taken up at the start and put down at the end, and where the
//! console was told to open.

use crate::app::export::Exported;
use crate::app::saved::Keeping;
use crate::app::screen::journal::entry::EntryScreen;
use crate::app::screen::user::UserScreen;
use crate::app::screen::why::About;
use crate::app::screen::{Lead, journal, teams, why};
use crate::app::{Action, Effect, Freshness, Model, Notice, Saved, Target};
use crate::domain::activity::Subject;
use crate::domain::money::group_thousands;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;
use crate::domain::{KeyHash, KeyWord, Text};
use crate::roster::subject::{self, Named};
use crate::roster::{FindError, PersonId, Query, find_to_look};

/// Where to go as soon as there is what to show there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The last session left on this user's screen; nothing is said if they are gone.
    Left(PersonId),
    /// The operator asked for it.
    Asked(Target),
}

/// How much of the last session is taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// All of it.
    Whole,
    /// What was named and laid out, but neither screen nor query nor order.
    Fresh,
}

impl Model {
    /// Takes up what the last session left, or says why that is not to be had.
    pub fn take_up(&mut self, saved: Result<Saved, String>, resume: Resume) {
        match saved {
            Ok(saved) => {
                self.keeping = Keeping::Held(Some(Box::new(saved.clone())));
                self.saved = saved;
                self.apply_layouts(resume);
                if resume == Resume::Whole {
                    self.resume();
                }
            }
            Err(why) => {
                self.keeping = Keeping::LeftAlone;
                self.tell(Notice::error(why));
            }
        }
    }

    /// The same, with a saved query by what it asks.
    ///
    /// # Errors
    /// There is no saved query of that name, in a sentence's worth.
    pub(super) fn resolved(&self, target: Target) -> Result<Target, String> {
        let Target::Query(name) = target else { return Ok(target) };
        match self.saved.queries.iter().find(|query| query.name == name) {
            Some(query) => Ok(Target::Users(Some(query.text.clone()))),
            None => Err(unknown("saved query", &name, || {
                self.saved.queries.iter().map(|query| query.name.as_str())
            })),
        }
    }

    /// Opens there now, or as soon as the people or the journal are there.
    pub fn open_at(&mut self, target: Target) {
        self.screens.clear();
        self.destination = None;
        match target {
            Target::Users(query) => {
                super::query::show(self, &query.unwrap_or_default());
            }
            target @ Target::Query(_) => match self.resolved(target) {
                Ok(target) => self.open_at(target),
                Err(why) => self.tell(Notice::refusal(format!("{why}.").replace("?.", "?"))),
            },
            Target::List(verb, words) => {
                if let Some(list) = verb.row().list {
                    list(self, &words.unwrap_or_default());
                }
            }
            target @ (Target::User(_)
            | Target::Why(..)
            | Target::Plan(_)
            | Target::Members(_)
            | Target::Spend(_)) => {
                let shown = target.to_string();
                self.tell(Notice::info(format!("Looking for {shown} …")));
                self.destination = Some(Destination::Asked(target));
                arrive(self);
            }
        }
    }

    fn resume(&mut self) {
        let query = self.saved.query.clone();
        super::query::show(self, &query);
        match self.saved.screen.parse() {
            Ok(Target::User(id)) => self.destination = Some(Destination::Left(PersonId::new(id))),
            Ok(target @ Target::List(..)) => self.open_at(target),
            _ => {}
        }
    }

    /// Writes down where this session stands.
    pub(in crate::app) fn put_down(&mut self) {
        let front = self.screens.iter().rev().find_map(|screen| screen.place());
        let front = front.unwrap_or(Target::Users(None));
        self.saved.screen = front.to_string();
        self.people.query().text().clone_into(&mut self.saved.query);
    }
}

/// What of these orders must be written down before, or after: where the console is left, and
/// what the operator named or laid out.
pub(super) fn keep(model: &mut Model, mut effects: Vec<Effect>) -> Vec<Effect> {
    let is_leaving = effects.iter().any(|e| matches!(e, Effect::Quit | Effect::Suspend));
    if is_leaving || model.quitting.is_some() {
        model.put_down();
    }
    if is_leaving && model.save_failed {
        forget_written(model);
    }
    effects.splice(0..0, save(model));
    effects
}

/// The order to write what is remembered, where that has not been given already.
pub(in crate::app) fn save(model: &mut Model) -> Option<Effect> {
    let Keeping::Held(held) = &mut model.keeping else { return None };
    if held.as_deref() == Some(&model.saved) {
        return None;
    }
    *held = Some(Box::new(model.saved.clone()));
    let profile = model.profile.name.clone();
    Some(Effect::Save { profile, saved: Box::new(model.saved.clone()) })
}

/// A disk that was full may not be any more.
fn forget_written(model: &mut Model) {
    if let Keeping::Held(held) = &mut model.keeping {
        *held = None;
    }
}

/// It could not be written: said once, and tried again with the next change and at the end.
pub(super) fn save_failed(model: &mut Model, why: &str) {
    if std::mem::replace(&mut model.save_failed, true) {
        return;
    }
    let said = format!("what this session leaves for the next cannot be written: {why}");
    model.tell(Notice::error(said));
}

/// What is said of people written to a file.
pub(super) fn exported(answer: Result<Exported, String>) -> Notice {
    match answer {
        Ok(Exported { path, rows, bytes }) => {
            let noun = if rows == 1 { "user" } else { "users" };
            let (rows, bytes) = (group_thousands(rows as u64), group_thousands(bytes));
            Notice::info(format!("{rows} {noun} are in {path}, {bytes} bytes."))
        }
        Err(why) => Notice::error(why),
    }
}

/// What is said of the screen written to a file.
pub(super) fn dumped(answer: Result<String, String>) -> Notice {
    match answer {
        Ok(path) => Notice::info(format!("The screen is in {path}.")),
        Err(why) => Notice::error(why),
    }
}

/// Goes where the console was told to open, if what it needs is there.
pub(super) fn arrive(model: &mut Model) {
    let arrived = match &model.destination {
        // The spend must be asked for, too: see `spend::acts::open_if_due`.
        None | Some(Destination::Asked(Target::Spend(_))) => return,
        Some(Destination::Left(id)) => left(model, &id.clone()),
        Some(Destination::Asked(Target::Plan(id))) => plan(model, &id.clone()),
        Some(Destination::Asked(Target::User(word))) => user(model, &word.clone(), Look::Details),
        Some(Destination::Asked(Target::Members(word))) => members(model, &word.clone()),
        Some(Destination::Asked(Target::Why(word, about))) => {
            let (word, about) = (word.clone(), about.as_deref().map(Into::into));
            user(model, &word, Look::Why(about))
        }
        Some(Destination::Asked(_)) => true,
    };
    if arrived {
        model.destination = None;
    }
}

/// A key says that the operator wants to be where they are.
pub(super) fn stay(model: &mut Model) {
    model.destination = None;
}

fn left(model: &mut Model, id: &PersonId) -> bool {
    if model.people.roster().by_id(id).is_none() {
        return is_read(model);
    }
    show(model, id.clone());
    true
}

/// With what eyes somebody is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Look {
    Details,
    /// Why they are refused, for that model where one was named.
    Why(Option<Text>),
}

/// Several users match a word by which it was asked why: whoever is opened of them is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    /// The query that lists them: under another one nothing is left to be chosen.
    query: String,
    model: Option<Text>,
}

/// Asks why of this person, where one of several was to be chosen for it.
pub(in crate::app) fn chosen(model: &mut Model, person: &PersonId) -> bool {
    let query = model.people.query().text();
    match model.choosing.take().filter(|choosing| choosing.query == query) {
        Some(Choosing { model: named, .. }) => {
            look(model, About::person(person.clone()), Look::Why(named));
            true
        }
        None => false,
    }
}

fn look(model: &mut Model, about: About, look: Look) {
    model.notices.pass();
    if let About::Person { id, .. } = &about {
        show(model, id.clone());
    } else {
        model.screens.clear();
    }
    if let Look::Why(named) = look {
        why::acts::open(model, about, named);
    }
}

/// Whose that key is; one that nobody owns, and one that is in no complete list, is asked about alone.
fn of_key(model: &mut Model, hash: &KeyHash, wanted: Look) -> bool {
    let roster = std::sync::Arc::clone(model.people.roster());
    let about = match roster.key(hash) {
        Some(key) => About::key(model, key),
        None if !is_read(model) => return false,
        None => About::Key(hash.clone()),
    };
    if matches!((&about, &wanted), (About::Key(_), Look::Details)) {
        let said = "No user is known to own that key; `:why` with it asks the proxy.";
        model.tell(Notice::refusal(said.to_owned()));
    } else {
        look(model, about, wanted);
    }
    true
}

fn user(model: &mut Model, word: &str, wanted: Look) -> bool {
    if let KeyWord::Hash(hash) = KeyWord::read(word) {
        return of_key(model, &hash, wanted);
    }
    let roster = std::sync::Arc::clone(model.people.roster());
    match find_to_look(&roster, word) {
        Ok(person) => {
            look(model, About::person(person.id().clone()), wanted);
            true
        }
        Err(FindError::Ambiguous { word, count, .. }) => {
            let open = model.keymap.hint(Action::OpenUser);
            let does = match &wanted {
                Look::Details => "opens one of them",
                Look::Why(_) => "asks why one of them is refused",
            };
            let said = format!("'{word}' matches {count} users; {open} {does}.");
            model.tell(Notice::refusal(said));
            let (query, now) = (Query::word(&word.to_lowercase()), model.now);
            if let Look::Why(named) = wanted {
                model.choosing = Some(Choosing { query: query.text().to_owned(), model: named });
            }
            model.people.set_query(query, now);
            true
        }
        Err(error @ FindError::Nobody { .. }) if is_read(model) => {
            model.tell(Notice::refusal(error.to_string().replace("\n  ", " ")));
            true
        }
        Err(FindError::Nobody { .. }) => false,
    }
}

/// The team of that name or id; where none is, it may not have been read yet.
fn members(model: &mut Model, word: &str) -> bool {
    let team = match subject::team(model.people.roster(), word) {
        Ok(Named { subject: Subject::Team(team), .. }) => team,
        Err(why) if is_read(model) => {
            model.tell(Notice::refusal(format!("{}.", why.replace("\n  ", "; "))));
            return true;
        }
        _ => return false,
    };
    model.notices.pass();
    teams::show(model);
    model.follow(Lead::Members(team));
    true
}

fn plan(model: &mut Model, id: &str) -> bool {
    let Some(history) = model.journal.last().cloned() else { return false };
    let record = history.find(id);
    model.screens.clear();
    journal::open(model);
    if let Some(record) = record {
        model.screens.push(EntryScreen::new(model, &history, record));
        model.notices.pass();
    } else {
        model.tell(Notice::refusal(format!(
            "No plan of the journal has an id that begins with '{}', or several do.",
            harmless(id)
        )));
    }
    true
}

fn show(model: &mut Model, person: PersonId) {
    model.people.select(&person);
    model.screens.clear();
    model.screens.push(UserScreen::new(person));
}

/// Whether the servers have said who there is.
pub(in crate::app) fn is_read(model: &Model) -> bool {
    matches!(model.freshness, Freshness::Read(_) | Freshness::Stale(_))
}

/// `there is no profile 'labb'; did you mean 'lab'?`
pub(super) fn unknown<'a, I: Iterator<Item = &'a str>>(
    what: &str,
    name: &str,
    known: impl Fn() -> I,
) -> String {
    let end = match nearest(name, known()) {
        Some(near) => did_you_mean(Some(near)),
        None => match known().collect::<Vec<_>>().join(", ") {
            known if known.is_empty() => "; there is none".to_owned(),
            known => format!("; there are {known}"),
        },
    };
    harmless(&format!("there is no {what} '{name}'{end}")).into_owned()
}
