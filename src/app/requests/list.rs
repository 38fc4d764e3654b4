//! The list of requests: which are shown, where the cursor is, and whether it follows the newest.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::{Logged, RequestLog};
use crate::app::Action;
use crate::app::form::{paste, type_key};
use crate::app::list::ListState;

/// The state of the screen. The cursor belongs to a request, not to a row.
#[derive(Debug)]
pub struct RequestList {
    list: ListState,
    /// The request under the cursor.
    at: Option<u64>,
    follows: bool,
    words: String,
    /// The line in which the filter is typed.
    pub input: Option<Input>,
    /// The requests shown, the oldest first, of those before `looked_at`.
    shown: VecDeque<u64>,
    looked_at: u64,
}

impl Default for RequestList {
    fn default() -> Self {
        Self::new()
    }
}

impl RequestList {
    /// All of them, following the newest.
    pub fn new() -> Self {
        Self {
            list: ListState::default(),
            at: None,
            follows: true,
            words: String::new(),
            input: None,
            shown: VecDeque::new(),
            looked_at: 0,
        }
    }

    /// Cursor and window.
    pub fn list(&self) -> ListState {
        self.list
    }

    /// Whether the cursor goes with the newest.
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// What is looked for.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The number of the request in that row.
    pub fn id(&self, row: usize) -> Option<u64> {
        self.shown.get(row).copied()
    }

    /// The request under the cursor.
    pub fn selected<'a>(&self, log: &'a RequestLog) -> Option<&'a Logged> {
        self.at.and_then(|id| log.get(id))
    }

    /// Puts the cursor on that request and stops following; false where it is not shown.
    pub fn go_to(&mut self, id: u64, log: &RequestLog) -> bool {
        self.look(log);
        let Ok(row) = self.shown.binary_search(&id) else { return false };
        self.follows = false;
        self.at = Some(id);
        self.list.cursor = row;
        true
    }

    /// Moves the cursor: to the bottom means to follow, any other way not to.
    pub fn travel(&mut self, action: Action, height: usize) {
        self.list.travel(action, self.shown.len(), height);
        self.at = self.id(self.list.cursor);
        match action {
            Action::Bottom => self.follows = true,
            Action::Down | Action::PageDown | Action::HalfPageDown => {}
            _ => self.follows = false,
        }
    }

    /// Scrolls by so many lines; away from the newest means not to follow.
    pub fn wheel(&mut self, lines: isize, height: usize) {
        self.list.wheel(lines, self.shown.len(), height);
        self.at = self.id(self.list.cursor);
        self.follows &= lines > 0;
    }

    /// Shows those that hold all of these words.
    pub fn filter(&mut self, words: &str, log: &RequestLog) {
        words.clone_into(&mut self.words);
        self.shown.clear();
        self.looked_at = 0;
        self.look(log);
    }

    /// A key while the filter is typed; false where it is not typed.
    pub fn type_filter(&mut self, key: KeyEvent, log: &RequestLog) -> bool {
        let Some(input) = &mut self.input else { return false };
        match key.code {
            KeyCode::Enter => self.input = None,
            KeyCode::Esc => {
                self.input = None;
                self.filter("", log);
            }
            _ => {
                type_key(input, key);
                let words = input.value().to_owned();
                self.filter(&words, log);
            }
        }
        true
    }

    /// Text pasted while the filter is typed; false where it is not typed.
    pub fn paste(&mut self, text: &str, log: &RequestLog) -> bool {
        let Some(input) = &mut self.input else { return false };
        paste(input, text);
        let words = input.value().to_owned();
        self.filter(&words, log);
        true
    }

    /// Takes in what came since; the cursor stays on its request, and that in its line.
    pub fn fit(&mut self, log: &RequestLog, height: usize) {
        self.look(log);
        let len = self.shown.len();
        if self.follows {
            self.list.travel(Action::Bottom, len, height);
        } else {
            // One that is not kept any more gives way to the oldest that is.
            let at = self.at.unwrap_or_default();
            let row = self.shown.binary_search(&at).unwrap_or_else(|next| next);
            let line = self.list.cursor.saturating_sub(self.list.offset);
            self.list.cursor = row;
            self.list.offset = row.saturating_sub(line);
            self.list.fit(len, height);
        }
        self.at = self.id(self.list.cursor);
    }

    fn look(&mut self, log: &RequestLog) {
        while self.shown.front().is_some_and(|id| *id < log.dropped()) {
            self.shown.pop_front();
        }
        let words: Vec<String> = self.words.split_whitespace().map(str::to_lowercase).collect();
        let is_shown = |id: &u64| log.get(*id).is_some_and(|logged| logged.holds(&words));
        self.shown.extend((self.looked_at.max(log.dropped())..log.next()).filter(is_shown));
        self.looked_at = log.next();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::record;
    use super::super::{KEPT, RequestLog};
    use super::*;

    fn log(count: usize) -> RequestLog {
        let mut log = RequestLog::default();
        more(&mut log, count);
        log
    }

    fn more(log: &mut RequestLog, count: usize) {
        for number in 0..count {
            let path = if number % 2 == 0 { "/even" } else { "/odd" };
            log.push("campus".into(), record(path));
        }
    }

    #[test]
    fn the_newest_is_followed_until_one_moves_up() {
        let mut log = log(5);
        let mut list = RequestList::new();
        list.fit(&log, 10);
        assert_eq!(list.selected(&log).unwrap().id, 4);
        more(&mut log, 3);
        list.fit(&log, 10);
        assert_eq!(list.selected(&log).unwrap().id, 7);
        list.travel(Action::Up, 10);
        more(&mut log, 3);
        list.fit(&log, 10);
        assert_eq!(list.selected(&log).unwrap().id, 6);
        list.travel(Action::Bottom, 10);
        more(&mut log, 3);
        list.fit(&log, 10);
        assert_eq!(list.selected(&log).unwrap().id, 13);
    }

    #[test]
    fn the_cursor_stays_on_its_request_and_line_while_the_oldest_go() {
        let mut log = log(KEPT);
        let mut list = RequestList::new();
        list.fit(&log, 10);
        for _ in 0..20 {
            list.travel(Action::Up, 10);
        }
        let line = |list: &RequestList| list.list().cursor - list.list().offset;
        let (id, before) = (list.selected(&log).unwrap().id, line(&list));
        more(&mut log, 300);
        list.fit(&log, 10);
        assert_eq!((list.selected(&log).unwrap().id, line(&list)), (id, before));
        more(&mut log, KEPT);
        list.fit(&log, 10);
        assert_eq!(list.selected(&log).unwrap().id, log.dropped());
    }

    #[test]
    fn a_filter_shows_what_holds_its_words_also_of_what_comes() {
        let mut log = log(10);
        let mut list = RequestList::new();
        list.filter("odd litellm", &log);
        assert_eq!(list.len(), 5);
        more(&mut log, 4);
        list.fit(&log, 10);
        assert_eq!(list.len(), 7);
        assert_eq!(list.selected(&log).unwrap().id, 13);
        list.filter("", &log);
        assert_eq!(list.len(), 14);
    }

    proptest::proptest! {
        #[test]
        fn the_cursor_is_on_a_request_that_is_shown(
            steps in proptest::collection::vec((0_usize..40, 0_u8..6), 0..60),
        ) {
            let mut log = log(1);
            let mut list = RequestList::new();
            for (count, step) in steps {
                more(&mut log, count * 10);
                match step {
                    0 => list.travel(Action::Up, 7),
                    1 => list.travel(Action::Top, 7),
                    2 => list.travel(Action::Bottom, 7),
                    3 => list.filter("even", &log),
                    4 => list.filter("", &log),
                    _ => list.travel(Action::PageDown, 7),
                }
                list.fit(&log, 7);
                let at = list.selected(&log).unwrap().id;
                proptest::prop_assert_eq!(Some(at), list.id(list.list().cursor));
                let window = list.list().window(list.len(), 7);
                proptest::prop_assert!(window.contains(&list.list().cursor));
            }
        }
    }
}
