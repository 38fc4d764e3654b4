//! A form: fields one under the other, and below them two buttons. One of all these has the focus.

pub mod pick;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

pub use pick::PickList;

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A line of text.
    Text(Input),
    /// One of a few words.
    Choice {
        /// The words.
        options: Vec<&'static str>,
        /// Which one.
        chosen: usize,
    },
    /// Some of what exists.
    Picks(PickList),
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it is.
    pub label: &'static str,
    /// What may be entered, shown while the field has the focus.
    pub hint: &'static str,
    /// What it holds.
    pub entry: Entry,
    /// Whether anything was entered: what is wrong with a field that nobody has come to yet is
    /// not held against it.
    pub is_touched: bool,
}

/// What the next key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A field, by its place.
    Field(usize),
    /// The button that does nothing.
    Cancel,
    /// The button that does it.
    Accept,
}

/// The fields, and what has the focus.
#[derive(Clone, Debug)]
pub struct Form {
    /// One under the other.
    pub fields: Vec<Field>,
    /// Where the next key goes.
    pub focus: Focus,
}

fn field(label: &'static str, hint: &'static str, entry: Entry) -> Field {
    Field { label, hint, entry, is_touched: false }
}

/// A text field with something in it.
pub fn text(label: &'static str, hint: &'static str, value: &str) -> Field {
    field(label, hint, Entry::Text(Input::new(value.to_owned())))
}

/// A field of a few words.
pub fn choice(
    label: &'static str,
    hint: &'static str,
    options: &[&'static str],
    chosen: usize,
) -> Field {
    field(label, hint, Entry::Choice { options: options.to_vec(), chosen })
}

/// A field that picks from what exists.
pub fn picks(label: &'static str, hint: &'static str, list: PickList) -> Field {
    field(label, hint, Entry::Picks(list))
}

impl Form {
    /// With the focus on the first field; on *cancel* where there is none.
    pub fn new(fields: Vec<Field>) -> Self {
        let focus = if fields.is_empty() { Focus::Cancel } else { Focus::Field(0) };
        Self { fields, focus }
    }

    /// With the focus on *cancel*: for what is dangerous.
    #[must_use]
    pub fn careful(self) -> Self {
        Self { focus: Focus::Cancel, ..self }
    }

    /// The text of a field, trimmed; empty for a field of another kind.
    pub fn text(&self, index: usize) -> &str {
        match self.fields.get(index).map(|field| &field.entry) {
            Some(Entry::Text(input)) => input.value().trim(),
            _ => "",
        }
    }

    /// Which word of a field is chosen.
    pub fn choice(&self, index: usize) -> usize {
        match self.fields.get(index).map(|field| &field.entry) {
            Some(Entry::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }

    /// What is picked of a field's list, by value.
    pub fn picks(&self, index: usize) -> Vec<&str> {
        match self.fields.get(index).map(|field| &field.entry) {
            Some(Entry::Picks(list)) => list.picked().collect(),
            _ => Vec::new(),
        }
    }

    /// The field with the focus.
    pub fn focused(&self) -> Option<&Field> {
        match self.focus {
            Focus::Field(index) => self.fields.get(index),
            Focus::Cancel | Focus::Accept => None,
        }
    }

    fn focused_mut(&mut self) -> Option<&mut Field> {
        match self.focus {
            Focus::Field(index) => self.fields.get_mut(index),
            Focus::Cancel | Focus::Accept => None,
        }
    }

    /// The pick list with the focus.
    pub fn list_mut(&mut self) -> Option<&mut PickList> {
        match self.focused_mut().map(|field| &mut field.entry) {
            Some(Entry::Picks(list)) => Some(list),
            _ => None,
        }
    }

    /// Whether letters are text in it, wherever the focus is.
    pub fn takes_text(&self) -> bool {
        self.fields.iter().any(|field| !matches!(field.entry, Entry::Choice { .. }))
    }

    /// To the next field or button, around.
    pub fn next(&mut self) {
        let last = self.fields.len().checked_sub(1);
        self.go(match self.focus {
            Focus::Field(index) if Some(index) != last => Focus::Field(index + 1),
            Focus::Cancel => Focus::Accept,
            Focus::Accept if last.is_some() => Focus::Field(0),
            Focus::Field(_) | Focus::Accept => Focus::Cancel,
        });
    }

    /// To the previous field or button, around.
    pub fn previous(&mut self) {
        let last = self.fields.len().checked_sub(1).map(Focus::Field);
        self.go(match self.focus {
            Focus::Field(0) => Focus::Accept,
            Focus::Field(index) => Focus::Field(index - 1),
            Focus::Cancel => last.unwrap_or(Focus::Accept),
            Focus::Accept => Focus::Cancel,
        });
    }

    /// Puts the focus there.
    pub fn go(&mut self, focus: Focus) {
        if let Some(field) = self.focused_mut() {
            field.is_touched = true;
        }
        self.focus = focus;
        if let Some(list) = self.list_mut() {
            list.show_picked_first();
        }
    }

    /// To the other button.
    fn turn(&mut self) {
        self.focus = if self.focus == Focus::Cancel { Focus::Accept } else { Focus::Cancel };
    }

    /// From now on all that is wrong is said.
    pub fn touch_all(&mut self) {
        for field in &mut self.fields {
            field.is_touched = true;
        }
    }

    /// Gives a key to what has the focus. Where one line of text is all that is asked for, typing
    /// on a button goes into that line.
    pub fn key(&mut self, key: KeyEvent) {
        if !matches!(self.focus, Focus::Field(_)) {
            let is_line = matches!(self.fields.as_slice(), [Field { entry: Entry::Text(_), .. }]);
            if is_line && is_typed(key) {
                self.focus = Focus::Field(0);
            } else if matches!(key.code, KeyCode::Left | KeyCode::Right) {
                self.turn();
            }
        }
        let Some(field) = self.focused_mut() else { return };
        match &mut field.entry {
            Entry::Text(input) => {
                field.is_touched |= is_typed(key);
                type_key(input, key);
            }
            Entry::Choice { options, chosen } => {
                let len = options.len().max(1);
                match key.code {
                    KeyCode::Right | KeyCode::Char(' ') => *chosen = (*chosen + 1) % len,
                    KeyCode::Left => *chosen = (*chosen + len - 1) % len,
                    _ => {}
                }
            }
            Entry::Picks(list) => list.key(key),
        }
    }

    /// Puts pasted text into the field with the focus; `false` where that takes none.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let Some(field) = self.focused_mut() else { return false };
        match &mut field.entry {
            Entry::Text(input) => {
                field.is_touched = true;
                paste(input, pasted);
                true
            }
            Entry::Picks(list) => {
                list.paste(pasted);
                true
            }
            Entry::Choice { .. } => false,
        }
    }
}

/// A letter, as opposed to a command.
fn is_typed(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete)
        && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

/// Gives a key to a line of text.
pub fn type_key(input: &mut Input, key: KeyEvent) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let request = match key.code {
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('y') if control => InputRequest::Yank,
        KeyCode::Char(c) if !control && !alt => InputRequest::InsertChar(c),
        KeyCode::Backspace if control || alt => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if control || alt => InputRequest::GoToPrevWord,
        KeyCode::Right if control || alt => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return,
    };
    input.handle(request);
}

/// Puts pasted text into a line: its first line, without what a terminal could obey.
pub fn paste(input: &mut Input, pasted: &str) {
    let line = pasted.lines().next().unwrap_or_default();
    for c in line.chars().filter(|c| !c.is_control()).take(4_096) {
        input.handle(InputRequest::InsertChar(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_one_line_without_control_characters() {
        let mut input = Input::default();
        paste(&mut input, "ana\u{1b}[31m\nq");
        assert_eq!(input.value(), "ana[31m");
    }

    #[test]
    fn the_focus_goes_around_over_fields_and_buttons() {
        let mut form = Form::new(vec![text("a", "", ""), text("b", "", "")]);
        let around =
            [Focus::Field(1), Focus::Cancel, Focus::Accept, Focus::Field(0), Focus::Field(1)];
        for focus in around {
            form.next();
            assert_eq!(form.focus, focus);
        }
        for focus in around.iter().rev().skip(1) {
            form.previous();
            assert_eq!(form.focus, *focus);
        }
    }

    #[test]
    fn without_fields_the_focus_is_on_cancel_and_letters_do_not_move_it() {
        let mut form = Form::new(Vec::new());
        for code in ['y', 'n', ' '] {
            form.key(KeyEvent::new(KeyCode::Char(code), KeyModifiers::NONE));
            assert_eq!(form.focus, Focus::Cancel);
        }
        form.key(KeyEvent::new(KeyCode::Right, KeyModifiers::NONE));
        assert_eq!(form.focus, Focus::Accept);
        assert!(!form.paste("x"));
    }

    #[test]
    fn the_one_line_that_is_asked_for_takes_what_is_typed_on_a_button() {
        let mut form = Form::new(vec![text("number", "", "")]).careful();
        assert!(!form.paste("3"), "pasted text goes where the focus is, or nowhere");
        form.key(KeyEvent::new(KeyCode::Char('3'), KeyModifiers::NONE));
        assert_eq!((form.text(0), form.focus), ("3", Focus::Field(0)));
    }
}
