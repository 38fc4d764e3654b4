//! Whom the list shows: the query as it is typed, as it is kept under a name, and as anything else
//! asks for it.

use crate::table::Travel;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::form::{paste, type_key};
use crate::app::query_line::{QueryLine, Step};
use crate::app::{Action, Model, Notice, dialog};
use crate::domain::text::harmless;
use crate::roster::Query;
use crate::roster::query::{QueryError, QueryField};

/// Shows whom this query matches, as if it had been typed and kept.
///
/// # Errors
/// It cannot be read; nothing has changed then.
pub fn apply_text(model: &mut Model, text: &str) -> Result<(), QueryError> {
    let query = Query::parse(text)?;
    model.query_history.push(query.text());
    model.query_line = None;
    model.people.set_query(query, model.now);
    Ok(())
}

/// Shows whom this query matches, or says why it cannot be read.
pub(super) fn show(model: &mut Model, text: &str) {
    if let Err(error) = apply_text(model, text) {
        let text = harmless(text).into_owned();
        model.tell(Notice::refusal(format!("The query '{text}' cannot be read: {error}.")));
    }
}

/// Opens the line on the query in force.
pub(in crate::app) fn open(model: &mut Model) {
    let mut line = QueryLine::new(model.people.query().clone());
    line.look(model.people.roster());
    model.query_line = Some(line);
}

/// Shows everybody again.
pub(in crate::app) fn clear(model: &mut Model) {
    model.query_line = None;
    model.people.set_query(Query::default(), model.now);
}

/// Asks which saved query to show, or under which name to keep the present one: the keys of a
/// saved one say which.
pub(in crate::app) fn choose_saved(model: &mut Model) {
    match dialog::queries::dialog(model) {
        Ok(dialog) => model.ask(dialog),
        Err(why) => model.tell(Notice::refusal(why)),
    }
}

/// The query works while it is typed; enter keeps it, esc goes back to the one before. Up and down
/// leave the line and move, since that is what the eye wants next.
pub(super) fn type_key_in_line(model: &mut Model, key: KeyEvent) {
    let Some(line) = &mut model.query_line else { return };
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    let is_shifted = key.modifiers.contains(KeyModifiers::SHIFT);
    match key.code {
        KeyCode::Enter => return keep(model),
        KeyCode::Esc => {
            let before = std::mem::take(&mut line.before);
            model.query_line = None;
            if before != *model.people.query() {
                model.people.set_query(before, model.now);
            }
            return;
        }
        KeyCode::Down => return travel(model, Travel::Down),
        KeyCode::Up => return travel(model, Travel::Up),
        KeyCode::Tab if !is_shifted => {
            if line.is_settled() {
                line.look(model.people.roster());
            }
            line.take(Step::Forward);
            return listen(model, Looks::Stay);
        }
        KeyCode::Tab | KeyCode::BackTab => {
            line.take(Step::Backward);
            return listen(model, Looks::Stay);
        }
        KeyCode::Char('p') if is_control => line.recall(&model.query_history, Step::Backward),
        KeyCode::Char('n') if is_control => line.recall(&model.query_history, Step::Forward),
        _ => type_key(&mut line.input, key),
    }
    listen(model, Looks::Anew);
}

/// Puts the offer of that place into the line, as tab would.
pub(super) fn take_offer(model: &mut Model, place: usize) {
    if let Some(line) = &mut model.query_line {
        line.take_at(place);
        listen(model, Looks::Stay);
    }
}

/// Pasted into the line.
pub(super) fn pasted(model: &mut Model, text: &str) {
    if let Some(line) = &mut model.query_line {
        paste(&mut line.input, text);
        listen(model, Looks::Anew);
    }
}

/// Whether what can be typed next is looked up again, or the offers stand, since one is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Anew,
    Stay,
}

/// Shows whom the text in the line matches, as far as it can be understood already.
fn listen(model: &mut Model, looks: Looks) {
    let Some(line) = &mut model.query_line else { return };
    if looks == Looks::Anew {
        line.look(model.people.roster());
    }
    line.is_insisted = false;
    let (query, error) = Query::parse_begun(line.value());
    line.error = error;
    if let Some(query) = query
        && query != *model.people.query()
    {
        model.people.set_query(query, model.now);
    }
    if model.people.shown().is_empty() {
        show_without_begun_field(model);
    }
}

/// `stat` may become `state:over`; before it does, it is a word that nobody may have. The list
/// stays as it is without that word.
fn show_without_begun_field(model: &mut Model) {
    let Some(line) = &mut model.query_line else { return };
    let text = line.value();
    let before = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = text.strip_prefix(before).unwrap_or_default();
    let stands_alone = before.is_empty() || before.ends_with([' ', '(', '|', '!', '-']);
    let Some(field) = field_begun_by(word).filter(|_| stands_alone && line.error.is_none()) else {
        return;
    };
    let leads = |c: char| matches!(c, ' ' | '(' | '|' | '!' | '-');
    let (Some(query), _) = Query::parse_begun(before.trim_end_matches(leads)) else { return };
    let (start, end) = (before.chars().count(), text.chars().count());
    line.error = Some(QueryError {
        range: start..end,
        sentence: format!("nobody has '{word}' in name, e-mail or id; {field}: is a field"),
        is_unfinished: true,
    });
    model.people.set_query(query, model.now);
}

fn field_begun_by(word: &str) -> Option<&'static str> {
    use strum::IntoEnumIterator;
    let word = word.to_lowercase();
    let mut names = QueryField::iter().map(QueryField::name);
    names.find(|name| !word.is_empty() && name.starts_with(&word))
}

/// Keeps what is typed, if it is a query.
pub(super) fn keep(model: &mut Model) {
    let Some(line) = &mut model.query_line else { return };
    match Query::parse(line.value()) {
        Ok(query) => {
            model.query_history.push(query.text());
            model.query_line = None;
            model.people.set_query(query, model.now);
        }
        Err(error) => {
            line.input = line.input.clone().with_cursor(error.range.end);
            line.error = Some(error);
            line.is_insisted = true;
        }
    }
}

/// Shows the saved query of that place, counted from zero; the one in force is taken away again.
pub fn apply_saved(model: &mut Model, place: usize) {
    let Some(saved) = model.saved.queries.get(place) else {
        let save = model.keymap.hint(Action::SaveQuery);
        let why = format!("There is no saved query {}; {save} saves the present one.", place + 1);
        model.tell(Notice::refusal(why));
        return;
    };
    let (name, text) = (saved.name.clone(), saved.text.clone());
    if model.saved.in_force(model.people.query()) == Some(place) {
        clear(model);
        return;
    }
    // What an earlier version understood, or a hand wrote, may not be a query now.
    if let Err(error) = apply_text(model, &text) {
        let name = harmless(&name).into_owned();
        model.tell(Notice::refusal(format!("The saved query {name}: {error}.")));
    }
}

fn travel(model: &mut Model, by: Travel) {
    let front = model.people.front();
    front.table.travel(by, &*front.source);
}
