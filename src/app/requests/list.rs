//! The list of requests: its columns and cursor, and the words that are looked for.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::columns::Requests;
use super::{Logged, RequestLog};
use crate::app::form::{paste, type_key};
use crate::app::table::{Front, Table, front::Seen};

/// The state of the screen.
#[derive(Debug)]
pub struct RequestList {
    table: Table,
    words: Vec<String>,
    text: String,
    /// The line in which the filter is typed.
    pub input: Option<Input>,
    /// Those of before `looked_at` that hold all words, the oldest first. Each request is looked
    /// at once.
    found: VecDeque<u64>,
    looked_at: u64,
}

impl RequestList {
    /// All of them.
    pub fn new(table: Table) -> Self {
        let (words, text, found) = (Vec::new(), String::new(), VecDeque::new());
        Self { table, words, text, input: None, found, looked_at: 0 }
    }

    /// The state of the list.
    pub fn table(&self) -> &Table {
        &self.table
    }

    pub(in crate::app) fn table_mut(&mut self) -> &mut Table {
        &mut self.table
    }

    /// The list with its rows.
    pub fn seen<'a>(&'a self, log: &'a RequestLog) -> Seen<'a> {
        let found = (!self.words.is_empty()).then_some(&self.found);
        Seen { table: &self.table, source: Box::new(Requests { log, found }) }
    }

    /// The list with its rows, to be changed.
    pub fn front<'a>(&'a mut self, log: &'a RequestLog) -> Front<'a> {
        let found = (!self.words.is_empty()).then_some(&self.found);
        Front { table: &mut self.table, source: Box::new(Requests { log, found }) }
    }

    /// What is looked for, as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The request under the cursor.
    pub fn selected<'a>(&self, log: &'a RequestLog) -> Option<&'a Logged> {
        self.table.selected().and_then(|row| log.at(row))
    }

    /// Shows those that hold all of these words.
    pub fn filter(&mut self, text: &str, log: &RequestLog) {
        text.clone_into(&mut self.text);
        self.words = text.split_whitespace().map(str::to_lowercase).collect();
        self.found.clear();
        self.looked_at = 0;
        self.look(log);
        let front = self.front(log);
        front.table.refilter(&*front.source);
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
                let text = input.value().to_owned();
                self.filter(&text, log);
            }
        }
        true
    }

    /// Text pasted while the filter is typed; false where it is not typed.
    pub fn paste(&mut self, text: &str, log: &RequestLog) -> bool {
        let Some(input) = &mut self.input else { return false };
        paste(input, text);
        let text = input.value().to_owned();
        self.filter(&text, log);
        true
    }

    /// There are new ones in the log, and old ones may be gone.
    pub fn take_in(&mut self, log: &RequestLog) {
        self.look(log);
        self.table.outdate();
    }

    fn look(&mut self, log: &RequestLog) {
        if self.words.is_empty() {
            return;
        }
        while self.found.front().is_some_and(|id| *id < log.dropped()) {
            self.found.pop_front();
        }
        let holds = |id: &u64| log.get(*id).is_some_and(|logged| logged.holds(&self.words));
        self.found.extend((self.looked_at.max(log.dropped())..log.next()).filter(holds));
        self.looked_at = log.next();
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::RequestColumn;
    use super::super::tests::record;
    use super::super::{KEPT, RequestLog};
    use super::*;
    use crate::app::Action;
    use crate::domain::order::Direction;

    fn more(list: &mut RequestList, log: &mut RequestLog, count: usize) {
        for number in 0..count {
            let path = if number % 2 == 0 { "/even" } else { "/odd" };
            log.push("campus".into(), record(path));
        }
        list.take_in(log);
        fit(list, log);
    }

    fn fit(list: &mut RequestList, log: &RequestLog) {
        let front = list.front(log);
        front.table.fit(&*front.source, 10);
    }

    fn list(count: usize) -> (RequestList, RequestLog) {
        let mut list = RequestList::new(Table::new(&[(RequestColumn::Time, Direction::Ascending)]));
        let mut log = RequestLog::default();
        more(&mut list, &mut log, count);
        (list, log)
    }

    #[test]
    fn a_filter_shows_what_holds_its_words_also_of_what_comes() {
        let (mut list, mut log) = list(10);
        list.filter("odd litellm", &log);
        assert_eq!(list.table().rows().len(), 5);
        more(&mut list, &mut log, 4);
        assert_eq!(list.table().rows().len(), 7);
        assert_eq!(list.selected(&log).unwrap().id, 13);
        list.filter("", &log);
        assert_eq!(list.table().rows().len(), 14);
    }

    #[test]
    fn what_the_log_forgets_is_not_shown_any_more() {
        let (mut list, mut log) = list(KEPT);
        list.filter("odd", &log);
        let Front { table, source } = list.front(&log);
        table.travel(Action::Top, &*source);
        drop(source);
        assert_eq!(list.selected(&log).unwrap().id, 1);
        more(&mut list, &mut log, 300);
        assert_eq!(list.table().rows().len(), KEPT / 2);
        assert_eq!(list.selected(&log).unwrap().id, log.dropped() + 1);
        more(&mut list, &mut log, KEPT);
        assert!(
            list.table().rows().iter().all(|row| &*log.at(*row).unwrap().record.path == "/odd")
        );
    }
}
