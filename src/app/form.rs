//! A form: fields one under the other, one of them with the focus.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

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
    /// Any of a list.
    Picks {
        /// The list, and which of it is picked.
        options: Vec<(String, bool)>,
        /// Where in the list the focus is.
        at: usize,
    },
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
}

/// The fields, and which has the focus.
#[derive(Clone, Debug)]
pub struct Form {
    /// One under the other.
    pub fields: Vec<Field>,
    /// An index into them.
    pub focus: usize,
}

/// A text field with something in it.
pub fn text(label: &'static str, hint: &'static str, value: &str) -> Field {
    Field { label, hint, entry: Entry::Text(Input::new(value.to_owned())) }
}

/// A field of a few words.
pub fn choice(
    label: &'static str,
    hint: &'static str,
    options: &[&'static str],
    chosen: usize,
) -> Field {
    Field { label, hint, entry: Entry::Choice { options: options.to_vec(), chosen } }
}

impl Form {
    /// With the focus on the first field.
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0 }
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

    /// What is picked of a field's list.
    pub fn picks(&self, index: usize) -> Vec<String> {
        match self.fields.get(index).map(|field| &field.entry) {
            Some(Entry::Picks { options, .. }) => {
                options.iter().filter(|(_, picked)| *picked).map(|(word, _)| word.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// To the next field, around.
    pub fn next(&mut self) {
        self.focus = (self.focus + 1) % self.fields.len().max(1);
    }

    /// To the previous field, around.
    pub fn previous(&mut self) {
        let len = self.fields.len().max(1);
        self.focus = (self.focus + len - 1) % len;
    }

    /// Gives a key to the field with the focus.
    pub fn key(&mut self, key: KeyEvent) {
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        match &mut field.entry {
            Entry::Text(input) => type_key(input, key),
            Entry::Choice { options, chosen } => {
                let len = options.len().max(1);
                match key.code {
                    KeyCode::Right | KeyCode::Char(' ') => *chosen = (*chosen + 1) % len,
                    KeyCode::Left => *chosen = (*chosen + len - 1) % len,
                    _ => {}
                }
            }
            Entry::Picks { options, at } => {
                let len = options.len().max(1);
                match key.code {
                    KeyCode::Right => *at = (*at + 1) % len,
                    KeyCode::Left => *at = (*at + len - 1) % len,
                    KeyCode::Char(' ') => {
                        if let Some((_, picked)) = options.get_mut(*at) {
                            *picked = !*picked;
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Puts pasted text into the field with the focus.
    pub fn paste(&mut self, pasted: &str) {
        if let Some(Field { entry: Entry::Text(input), .. }) = self.fields.get_mut(self.focus) {
            paste(input, pasted);
        }
    }
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
    fn the_focus_goes_around() {
        let mut form = Form::new(vec![text("a", "", ""), text("b", "", "")]);
        form.previous();
        assert_eq!(form.focus, 1);
        form.next();
        assert_eq!(form.focus, 0);
    }
}
