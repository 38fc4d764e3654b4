//! The state of the list of requests: its cursor, and the words that are looked for.

use crate::table::Table;
use std::collections::VecDeque;

use super::columns::Requests;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::requests::{Logged, RequestLog};

/// The state of the screen.
#[derive(Debug)]
pub struct RequestList {
    table: Table,
    /// What is looked for; after it changed, [`RequestList::refilter`] looks.
    pub filter: Filter,
    /// Those of before `looked_at` that hold all words, the oldest first. Each request is looked
    /// at once.
    found: VecDeque<u64>,
    looked_at: u64,
}

impl RequestList {
    /// All of them.
    pub fn new(table: Table) -> Self {
        Self { table, filter: Filter::default(), found: VecDeque::new(), looked_at: 0 }
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
        let found = (!self.filter.is_empty()).then_some(&self.found);
        Seen { table: &self.table, source: Box::new(Requests { log, found }) }
    }

    /// The list with its rows, to be changed.
    pub fn front<'a>(&'a mut self, log: &'a RequestLog) -> Front<'a> {
        let found = (!self.filter.is_empty()).then_some(&self.found);
        Front { table: &mut self.table, source: Box::new(Requests { log, found }) }
    }

    /// The request under the cursor.
    pub fn selected<'a>(&self, log: &'a RequestLog) -> Option<&'a Logged> {
        self.table.selected().and_then(|row| log.at(row))
    }

    /// Shows those that hold all words of the filter.
    pub fn refilter(&mut self, log: &RequestLog) {
        self.found.clear();
        self.looked_at = 0;
        self.look(log);
        let front = self.front(log);
        front.table.refilter(&*front.source);
    }

    /// There are new ones in the log, and old ones may be gone.
    pub fn take_in(&mut self, log: &RequestLog) {
        self.look(log);
        self.table.outdate();
    }

    fn look(&mut self, log: &RequestLog) {
        if self.filter.is_empty() {
            return;
        }
        while self.found.front().is_some_and(|id| *id < log.dropped()) {
            self.found.pop_front();
        }
        let holds = |id: &u64| log.get(*id).is_some_and(|logged| logged.is_held_by(&self.filter));
        self.found.extend((self.looked_at.max(log.dropped())..log.next()).filter(holds));
        self.looked_at = log.next();
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::RequestColumn;
    use super::*;
    use crate::app::requests::KEPT;
    use crate::app::requests::tests::record;
    use crate::domain::order::Direction;
    use crate::table::Travel;

    fn more(list: &mut RequestList, log: &mut RequestLog, count: usize) {
        for number in 0..count {
            let path = if number % 2 == 0 { "/even" } else { "/odd" };
            log.push("campus".into(), record(path));
        }
        list.take_in(log);
        fit(list, log);
    }

    fn filter(list: &mut RequestList, log: &RequestLog, text: &str) {
        list.filter.set(text);
        list.refilter(log);
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
        filter(&mut list, &log, "odd litellm");
        assert_eq!(list.table().rows().len(), 5);
        more(&mut list, &mut log, 4);
        assert_eq!(list.table().rows().len(), 7);
        assert_eq!(list.selected(&log).unwrap().id, 13);
        filter(&mut list, &log, "");
        assert_eq!(list.table().rows().len(), 14);
    }

    #[test]
    fn what_the_log_forgets_is_not_shown_any_more() {
        let (mut list, mut log) = list(KEPT);
        filter(&mut list, &log, "odd");
        let Front { table, source } = list.front(&log);
        table.travel(Travel::Top, &*source);
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
