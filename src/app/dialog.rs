//! What is asked of the operator: one dialog at a time, on top of a screen.
//!
//! All dialogs are one: a [`Form`] (fields and two buttons), what is [`Said`] of it, and a window
//! on all that. They differ in their [`Kind`], which says what the form means and does what is
//! accepted. A new dialog is a file beside this one that implements `Ask`, and a line in the
//! list of kinds: keys, focus, scrolling, pasting and drawing are here, in `update::dialogs` and
//! in `ui::dialog`, once.

pub mod apply;
pub mod budget;
pub mod columns;
pub mod export;
pub mod grant;
pub mod layout;
pub mod life;
pub mod mark_matches;
pub mod mint;
pub mod model;
pub mod models;
pub mod profile;
pub mod queries;
pub mod quit;
pub mod remove;
pub mod revealed;
pub mod role;
mod tally;
pub mod window;
pub mod write_plan;

use std::collections::BTreeSet;

use crossterm::event::KeyEvent;

use super::action::Context;
use super::form::Form;
use super::secret::Secret;
use super::verb::Targets;
use super::{Action, Effect, Look, Model};
use crate::domain::budget::ParseWindowError;
use crate::domain::typed::ParseDurationError;
use crate::order::Records;
use crate::roster::Roster;
use crate::table::Tone;
pub use layout::{Row, Sheet};

/// A piece of what a dialog says, above its fields. Harmless to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// An empty line.
    Gap,
    /// A sentence, broken to the width.
    Text(Tone, String),
    /// The same, belonging to the person above it.
    Under(Tone, String),
    /// A row of a list, in one line; a click on it is for that place of the list.
    Line(usize, Tone, String),
    /// One person: the id stands in a column of its own, which no name can reach.
    Person {
        /// What they are called.
        name: String,
        /// Who they are.
        id: String,
    },
    /// A secret, whole.
    Secret(Secret),
}

/// What is said under a field, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Why it cannot be taken. Harmless to show.
    Problem(String),
    /// What it means.
    Meaning(String),
}

/// What a dialog says of what is entered just now: made anew after every key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// In the frame.
    pub title: String,
    /// Above the fields.
    pub body: Vec<Part>,
    /// Under the fields, each with its place.
    pub notes: Vec<(usize, Note)>,
    /// What accepting it will do; always on the screen.
    pub preview: Vec<(Tone, String)>,
    /// Why it cannot be accepted, where that is not a field's problem.
    pub refusal: Option<String>,
    /// The words on the buttons: *cancel* and *accept*.
    pub buttons: [&'static str; 2],
}

impl Said {
    /// Under that title, with that word on the button that does it.
    pub fn titled(title: impl Into<String>, accept: &'static str) -> Self {
        Self { title: title.into(), buttons: ["cancel", accept], ..Self::default() }
    }

    /// One more sentence.
    pub fn text(&mut self, tone: Tone, text: impl Into<String>) {
        self.body.push(Part::Text(tone, text.into()));
    }

    /// What a field's content means, or why it cannot be taken; an empty meaning is not said.
    pub fn note<T>(&mut self, field: usize, read: Result<(T, String), String>) -> Option<T> {
        match read {
            Ok((value, meaning)) => {
                if !meaning.is_empty() {
                    self.notes.push((field, Note::Meaning(meaning)));
                }
                Some(value)
            }
            Err(problem) => {
                self.notes.push((field, Note::Problem(problem)));
                None
            }
        }
    }

    /// The first field that cannot be taken.
    pub fn problem(&self) -> Option<(usize, &str)> {
        self.notes.iter().find_map(|(field, note)| match note {
            Note::Problem(why) => Some((*field, why.as_str())),
            Note::Meaning(_) => None,
        })
    }
}

/// Whether a dialog stays open after it was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It has served.
    Close,
    /// There is an answer to wait for, or more to accept.
    Stay,
}

/// What a kind of dialog does of its own.
trait Ask {
    /// Where its keys are looked up, the most particular first.
    fn contexts(&self) -> &'static [Context] {
        &[Context::Dialog]
    }

    /// What it says of what is entered.
    fn say(&self, form: &Form, model: &Model) -> Said;

    /// Does it; asked only where nothing that it said stands against it.
    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>);

    /// Says or does something when it is closed and nothing is done.
    fn cancel(&self, _model: &mut Model) -> Vec<Effect> {
        Vec::new()
    }

    /// A row of its list was clicked.
    fn click(
        &mut self,
        _form: &mut Form,
        _place: usize,
        _model: &mut Model,
    ) -> (After, Vec<Effect>) {
        (After::Stay, Vec::new())
    }

    /// Scrolls a list of its own by so many lines; false where it has none.
    fn wheel(&mut self, _lines: isize, _model: &Model) -> bool {
        false
    }

    /// Takes a key before the form does; `None` leaves it to the form.
    fn key(
        &mut self,
        _form: &mut Form,
        _action: Option<Action>,
        _key: KeyEvent,
        _model: &mut Model,
    ) -> Option<(After, Vec<Effect>)> {
        None
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident($state:ty),)*) => {
        /// The dialogs there are, each with its data.
        #[derive(Debug, strum::AsRefStr, strum::VariantNames)]
        pub enum Kind {
            $($(#[$doc])* $name($state),)*
        }

        impl Ask for Kind {
            fn contexts(&self) -> &'static [Context] {
                match self { $(Self::$name(kind) => kind.contexts(),)* }
            }

            fn say(&self, form: &Form, model: &Model) -> Said {
                match self { $(Self::$name(kind) => kind.say(form, model),)* }
            }

            fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
                match self { $(Self::$name(kind) => kind.accept(form, model),)* }
            }

            fn cancel(&self, model: &mut Model) -> Vec<Effect> {
                match self { $(Self::$name(kind) => kind.cancel(model),)* }
            }

            fn click(
                &mut self,
                form: &mut Form,
                place: usize,
                model: &mut Model,
            ) -> (After, Vec<Effect>) {
                match self { $(Self::$name(kind) => kind.click(form, place, model),)* }
            }

            fn wheel(&mut self, lines: isize, model: &Model) -> bool {
                match self { $(Self::$name(kind) => kind.wheel(lines, model),)* }
            }

            fn key(
                &mut self,
                form: &mut Form,
                action: Option<Action>,
                key: KeyEvent,
                model: &mut Model,
            ) -> Option<(After, Vec<Effect>)> {
                match self { $(Self::$name(kind) => kind.key(form, action, key, model),)* }
            }
        }

        $(impl From<$state> for Kind {
            fn from(kind: $state) -> Self {
                Self::$name(kind)
            }
        })*
    };
}

kinds! {
    /// Whether to apply the plan on the screen.
    Apply(apply::ApplyPlan),
    /// Whether to leave while a plan is being applied.
    Quit(quit::QuitWhileApplying),
    /// Whether to take a profile out of the configuration.
    Remove(remove::RemoveProfile),
    /// What budget to set.
    Budget(budget::BudgetForm),
    /// What may be spent in one window.
    Window(window::WindowForm),
    /// Which models to allow.
    Models(models::ModelsForm),
    /// How long keys are to live.
    Life(life::LifeForm),
    /// Which role to give in Open WebUI.
    Role(role::RoleForm),
    /// Which model to grant in Open WebUI.
    Grant(grant::GrantForm),
    /// What key to mint.
    Mint(mint::MintForm),
    /// For which model to ask why.
    Model(model::ChooseModel),
    /// The columns of the list in front.
    Columns(columns::ChooseColumns),
    /// Whom to mark, by a query.
    MarkMatches(mark_matches::MarkMatches),
    /// Where to write the people.
    Export(export::ExportPeople),
    /// Where to write the plan.
    WritePlan(write_plan::WritePlan),
    /// A profile.
    Profile(profile::ProfileForm),
    /// The saved queries, and a name for the present one.
    Queries(queries::SavedQueries),
    /// What was handed back: shown here, once, and forgotten when this closes.
    Revealed(revealed::RevealedSecrets),
}

/// An open dialog.
#[derive(Debug)]
pub struct Dialog {
    /// Which.
    pub kind: Kind,
    /// Its fields, and what has the focus.
    pub form: Form,
    /// What it says of them.
    pub said: Said,
    /// The first row of the body on the screen.
    pub scroll: usize,
    /// Whether the window is to follow the focus.
    follows: bool,
}

impl Dialog {
    /// With nothing said yet: `Model::ask` opens it.
    pub fn new(kind: impl Into<Kind>, form: Form) -> Self {
        Self { kind: kind.into(), form, said: Said::default(), scroll: 0, follows: true }
    }

    /// Where its keys are looked up, the most particular first.
    pub fn contexts(&self) -> &'static [Context] {
        self.kind.contexts()
    }

    /// Says anew what it means, as the model stands.
    pub(super) fn say(&mut self, model: &Model) {
        self.said = self.kind.say(&self.form, model);
    }

    /// Why it cannot be accepted: a sentence's worth, with the name of the field. Harmless to show.
    pub fn refusal(&self) -> Option<String> {
        let of_field = self.said.problem().map(|(field, why)| {
            let label = self.form.fields.get(field).map_or("", |field| field.label).trim();
            format!("{label}: {why}")
        });
        of_field.or_else(|| self.said.refusal.clone())
    }

    pub(super) fn accept(&mut self, model: &mut Model) -> (After, Vec<Effect>) {
        self.kind.accept(&self.form, model)
    }

    pub(super) fn cancel(&self, model: &mut Model) -> Vec<Effect> {
        self.kind.cancel(model)
    }

    pub(super) fn own_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        model: &mut Model,
    ) -> Option<(After, Vec<Effect>)> {
        self.kind.key(&mut self.form, action, key, model)
    }

    pub(super) fn click(&mut self, place: usize, model: &mut Model) -> (After, Vec<Effect>) {
        self.kind.click(&mut self.form, place, model)
    }

    /// Scrolls by so many lines: a list in it, or all of it.
    pub(super) fn wheel(&mut self, lines: isize, model: &Model) {
        if !self.kind.wheel(lines, model) {
            self.scroll_by(lines);
        }
    }

    /// From now on the focus is on the screen.
    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    /// Scrolls by so many rows; the window stays there until the focus moves.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        self.scroll = self.scroll.saturating_add_signed(rows);
        self.follows = false;
    }

    /// Keeps the window on the rows there are, and the focus in it.
    pub(super) fn fit(&mut self, size: (u16, u16), look: Look) {
        let sheet = Sheet::of(self, size, look);
        let bottom = sheet.body.len().saturating_sub(sheet.room);
        if let Some(rows) = sheet.focus.clone().filter(|_| self.follows) {
            let above = rows.end.saturating_sub(sheet.room).min(rows.start);
            self.scroll = self.scroll.clamp(above, rows.start);
        }
        self.scroll = self.scroll.min(bottom);
    }
}

/// Whom it is for: one by name and id, many by their number.
fn whom(said: &mut Said, targets: &Targets, records: &Records) {
    match records.only() {
        Some((name, id)) => said.body.push(Part::Person { name, id }),
        None => said.text(Tone::Plain, format!("For {}.", targets.subject)),
    }
}

/// Every model the proxy serves, and that somebody is allowed by name, without its own pseudo-names.
fn known_models(roster: &Roster) -> BTreeSet<&str> {
    let Some(side) = roster.proxy() else { return BTreeSet::new() };
    let users = side.users.rows.iter().flat_map(|user| user.models.iter().flatten());
    let keys = side.keys.rows.iter().flat_map(|key| key.models.iter().flatten());
    let teams = side.teams.rows.iter().flat_map(|team| team.models.iter().flatten());
    let names = side.models.iter().chain(users).chain(keys).chain(teams);
    let names = names.map(crate::domain::Text::raw);
    let pseudo = ["all-proxy-models", "all-team-models", "no-default-models"];
    names.filter(|name| !pseudo.contains(name) && !name.trim().is_empty()).collect()
}

/// Names that were typed, parted by blanks or commas.
fn names(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty())
}

/// What was typed and what it means, for a field that nothing need be typed in.
fn unless_empty<T>(
    word: &str,
    read: impl FnOnce(&str) -> Result<(T, String), String>,
) -> Result<(Option<T>, String), String> {
    if word.is_empty() {
        return Ok((None, String::new()));
    }
    read(word).map(|(value, meaning)| (Some(value), meaning))
}

/// Of a word that is no duration, as much as a field has room for.
fn no_duration(ParseDurationError(word): ParseDurationError) -> String {
    format!("'{word}' is no duration, like 24h or 30d")
}

/// Of a word that is no window, likewise.
fn no_window(ParseWindowError(word): ParseWindowError) -> String {
    format!("'{word}' is no window, like 24h, 7d, 30d, 1mo or weekly")
}

impl Model {
    /// Opens a dialog, in place of the one there is.
    pub(super) fn ask(&mut self, mut dialog: Dialog) {
        dialog.say(self);
        self.dialog = Some(dialog);
    }
}
