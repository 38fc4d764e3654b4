//! The saved queries: a name for the present one, and the others to choose from or remove.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{After, Ask, Dialog, Note, Said, Tone};
use crate::app::form::{Focus, Form, text};
use crate::app::update::query;
use crate::app::{Action, Effect, Model, Notice, Saved, SavedQuery};
use crate::domain::text::harmless;
use crate::roster::Query;

/// Characters of a name, at most.
const LONGEST: usize = 40;

/// Saved queries that have a number key.
const NUMBERED: usize = 9;

const NAME: usize = 0;

/// The query to be saved, and which saved one the focus is on.
#[derive(Debug)]
pub struct SavedQueries {
    /// Nothing is in force where it is empty.
    query: Query,
    /// On the name, or a button, without one.
    row: Option<usize>,
}

/// What saving would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saving {
    /// Add it at this place, counted from zero.
    Add(usize),
    /// Put it in place of the one there.
    Replace(usize),
}

/// The dialog, with the name of the saved query that the present one is; or why there is none.
pub fn dialog(model: &Model) -> Result<Dialog, String> {
    let query = model.people.query().clone();
    if query.is_empty() && model.saved.queries.is_empty() {
        let filter = model.keymap.hint(Action::Filter);
        return Err(format!("There is no query to save, and none is saved; {filter} begins one."));
    }
    let place = model.saved.in_force(&query);
    let name = place.and_then(|place| model.saved.queries.get(place));
    let name = name.map(|saved| saved.name.clone()).unwrap_or_default();
    let row = query.is_empty().then_some(0);
    let form = Form::new(vec![text("save it as", "", &name)]);
    let focus = if row.is_some() { Focus::Accept } else { Focus::Field(NAME) };
    Ok(Dialog::new(SavedQueries { query, row }, Form { focus, ..form }))
}

impl SavedQueries {
    /// Which saved query the focus is on.
    pub fn row(&self) -> Option<usize> {
        self.row
    }

    /// The same, while the button has the focus: a click may have put it on the name.
    fn chosen(&self, form: &Form) -> Option<usize> {
        self.row.filter(|_| form.focus == Focus::Accept)
    }

    /// What saving under this name would do; else why it cannot be saved so.
    fn saving(&self, name: &str, saved: &Saved) -> Result<Saving, String> {
        if self.query.is_empty() {
            return Err("there is no query to save: everybody is shown".into());
        }
        if name.is_empty() {
            return Err("give it a name".into());
        }
        if name.chars().count() > LONGEST {
            return Err(format!("a name has at most {LONGEST} characters"));
        }
        if harmless(name) != name {
            return Err("a name has no control characters and no invisible ones".into());
        }
        let is_same = |other: &SavedQuery| other.name.to_lowercase() == name.to_lowercase();
        let place = saved.queries.iter().position(is_same);
        Ok(place.map_or(Saving::Add(saved.queries.len()), Saving::Replace))
    }

    /// The list, each with its number, and whether it is the one shown.
    fn list(&self, model: &Model, said: &mut Said) {
        let in_force = model.saved.in_force(model.people.query());
        for (place, query) in model.saved.queries.iter().enumerate() {
            let sign = if self.row == Some(place) { ">" } else { " " };
            let number = if place < NUMBERED { (place + 1).to_string() } else { " ".into() };
            let shown = if in_force == Some(place) { ", shown" } else { "" };
            let tone = if self.row == Some(place) { Tone::Head } else { Tone::Plain };
            let (name, text) = (harmless(&query.name), harmless(&query.text));
            let line = format!("{sign} {number} {name}: {text}{shown}");
            said.body.push(super::Part::Line(place, tone, line));
        }
    }

    /// What accepting does with the name.
    fn explain(&self, name: &str, model: &Model, said: &mut Said) {
        let words = match self.saving(name, &model.saved) {
            Err(why) => {
                said.notes.push((NAME, Note::Problem(why)));
                return;
            }
            Ok(Saving::Add(place)) if place < NUMBERED => {
                (Tone::Plain, format!("It is saved, and its key will be {}.", place + 1))
            }
            Ok(Saving::Add(_)) => {
                (Tone::Plain, "It is saved without a key: nine have one.".to_owned())
            }
            Ok(Saving::Replace(place)) => {
                let old = model.saved.queries.get(place);
                let old = old.map(|old| (harmless(&old.name), harmless(&old.text)));
                let (name, text) = old.unwrap_or_default();
                if *text == *self.query.text().trim() {
                    (Tone::Plain, format!("It is saved as {name} already."))
                } else {
                    (Tone::Warn, format!("That overwrites {name}, which is now: {text}"))
                }
            }
        };
        said.preview.push(words);
    }

    /// To the next line, around: the name, then each saved query.
    fn travel(&mut self, form: &mut Form, forward: bool, saved: usize) {
        // The name is line 0.
        let lines = saved + 1;
        let at = self.row.map_or(0, |row| row + 1);
        let next = if forward { at + 1 } else { at + lines - 1 } % lines;
        self.row = next.checked_sub(1);
        form.focus = if self.row.is_some() { Focus::Accept } else { Focus::Field(NAME) };
    }

    /// A removed query's text is said once more, so that it can be typed again.
    fn remove(&mut self, row: usize, model: &mut Model) {
        let removed = model.saved.queries.remove(row);
        self.row = model.saved.queries.len().checked_sub(1).map(|last| row.min(last));
        let said = format!("Removed {}: {}", removed.name, removed.text);
        model.tell(Notice::info(harmless(&said).into_owned()));
    }
}

impl Ask for SavedQueries {
    fn say(&self, form: &Form, model: &Model) -> Said {
        let mut said = Said::titled("Saved queries", "save");
        if !self.query.is_empty() {
            said.text(Tone::Muted, format!("The query: {}", harmless(self.query.text())));
        }
        self.list(model, &mut said);
        if self.chosen(form).is_some() {
            said.buttons = ["cancel", "show"];
            let remove = model.keymap.hint(Action::DialogRemove);
            said.preview.push((Tone::Muted, format!("{remove} removes the chosen one.")));
        } else {
            self.explain(form.text(NAME), model, &mut said);
        }
        said
    }

    /// Saves the query under the name, or shows the saved one that has the focus.
    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        if let Some(row) = self.chosen(form) {
            if model.saved.in_force(model.people.query()) != Some(row) {
                query::apply_saved(model, row);
            }
            return (After::Close, Vec::new());
        }
        let name = form.text(NAME).to_owned();
        let Ok(saving) = self.saving(&name, &model.saved) else {
            return (After::Stay, Vec::new());
        };
        let saved = SavedQuery { name, text: self.query.text().trim().to_owned() };
        let (place, what) = match saving {
            Saving::Add(place) => (place, "is saved as"),
            Saving::Replace(place) => (place, "now is"),
        };
        let number =
            if place < NUMBERED { format!(", number {}", place + 1) } else { String::new() };
        let words = format!("The query {what} {}{number}.", harmless(&saved.name));
        match model.saved.queries.get_mut(place) {
            Some(other) => *other = saved,
            None => model.saved.queries.push(saved),
        }
        model.tell(Notice::info(words));
        (After::Close, Vec::new())
    }

    /// It is chosen; the chosen one is shown.
    fn click(&mut self, form: &mut Form, place: usize, model: &mut Model) -> (After, Vec<Effect>) {
        if self.chosen(form) == Some(place) {
            return self.accept(form, model);
        }
        self.row = Some(place).filter(|row| *row < model.saved.queries.len());
        form.focus = if self.row.is_some() { Focus::Accept } else { Focus::Field(NAME) };
        (After::Stay, Vec::new())
    }

    fn key(
        &mut self,
        form: &mut Form,
        action: Option<Action>,
        key: KeyEvent,
        model: &mut Model,
    ) -> Option<(After, Vec<Effect>)> {
        let is_tab = matches!(key.code, KeyCode::Tab | KeyCode::BackTab);
        let count = model.saved.queries.len();
        match action {
            Some(Action::DialogNext) if !is_tab => self.travel(form, true, count),
            Some(Action::DialogPrevious) if !is_tab => self.travel(form, false, count),
            Some(Action::DialogRemove) => {
                let row = self.row.filter(|row| *row < count)?;
                self.remove(row, model);
                if self.row.is_none() {
                    form.focus = Focus::Field(NAME);
                }
            }
            Some(Action::DialogNext | Action::DialogPrevious) => {
                self.row = None;
                return None;
            }
            _ => {
                let is_typed = matches!(key.code, KeyCode::Char(_))
                    && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
                if is_typed {
                    self.row = None;
                }
                return None;
            }
        }
        let is_empty = model.saved.queries.is_empty() && self.query.is_empty();
        Some((if is_empty { After::Close } else { After::Stay }, Vec::new()))
    }
}
