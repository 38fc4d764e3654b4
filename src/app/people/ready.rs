//! A reading made ready for the list before the list is told: who of a hundred thousand stands
//! where takes long enough to be felt by whoever is typing.

use std::sync::Arc;

use jiff::Timestamp;

use super::columns::Persons;
use super::{Counts, People, count};
use crate::domain::order::Direction;
use crate::roster::query::Matches;
use crate::roster::{Query, Roster};
use crate::table::Laid;

/// How the list is laid out, for a reading that is to be laid out so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    query: Query,
    order: Vec<(u8, Direction)>,
    now: Timestamp,
}

/// A reading, filtered, put in order and counted.
#[derive(Clone, Debug)]
pub struct Ready {
    roster: Arc<Roster>,
    wish: Wish,
    matches: Matches,
    counts: Counts,
    laid: Laid,
}

impl Wish {
    /// Makes a reading ready. Work for another thread.
    pub fn carry_out(self, roster: Arc<Roster>) -> Ready {
        let matches = self.query.ask(&roster, self.now, None);
        let counts = count(&roster, self.now);
        let source = Persons { roster: &roster, matches: &matches, changes: None };
        let laid = Laid::out(&self.order, &source);
        Ready { roster, wish: self, matches, counts, laid }
    }
}

impl Ready {
    /// Everybody.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Whether the list is still laid out as it was when this was begun.
    pub fn suits(&self, people: &People) -> bool {
        self.wish.query == people.query && self.wish.order == people.table.order()
    }
}

/// The people of the list, to be looked at as of another moment: whether a reset is due depends on
/// the time, and so may whom a query matches.
#[derive(Clone, Debug)]
pub struct Recount {
    roster: Arc<Roster>,
    now: Timestamp,
    /// As what the list is laid out, where the time matters to that.
    wish: Option<Wish>,
}

/// What came of it.
#[derive(Debug)]
pub struct Recounted {
    roster: Arc<Roster>,
    now: Timestamp,
    counts: Counts,
    ready: Option<Ready>,
}

/// The same people at the same moment.
impl PartialEq for Recount {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.roster, &other.roster) && self.now == other.now
    }
}

impl Recount {
    /// Counts. Work for another thread where there are many.
    pub fn finish(self) -> Recounted {
        let Self { roster, now, wish } = self;
        let ready = wish.map(|wish| wish.carry_out(Arc::clone(&roster)));
        let counts = ready.as_ref().map_or_else(|| count(&roster, now), |ready| ready.counts);
        Recounted { roster, now, counts, ready }
    }
}

impl People {
    /// As the list is laid out now.
    pub fn wish(&self, now: Timestamp) -> Wish {
        Wish { query: self.query.clone(), order: self.table.order().to_vec(), now }
    }

    /// To be counted as of that moment.
    pub fn recount(&self, now: Timestamp) -> Recount {
        let wish = self.query.depends_on_time().then(|| self.wish(now));
        Recount { roster: Arc::clone(&self.roster), now, wish }
    }

    /// Takes the counts, unless they are of other people. A query typed meanwhile was asked as of
    /// a later moment.
    pub fn recounted(&mut self, recounted: Recounted) {
        let Recounted { roster, now, counts, ready } = recounted;
        if !Arc::ptr_eq(&roster, &self.roster) {
            return;
        }
        self.counts = counts;
        match ready {
            Some(ready) if ready.suits(self) => self.take(ready, now),
            Some(_) => {}
            None => self.as_of = self.as_of.max(now),
        }
    }

    /// Takes a new reading. Where the list was laid out anew since it was made ready, it is done
    /// again, here.
    pub fn take(&mut self, ready: Ready, now: Timestamp) {
        if !ready.suits(self) {
            return self.replace(ready.roster, now);
        }
        let Ready { roster, wish, matches, counts, laid } = ready;
        self.roster = roster;
        self.as_of = wish.now;
        self.counts = counts;
        self.matches = matches;
        let front = self.front();
        front.table.take(laid, &*front.source);
    }
}
