//! A reading made ready for the list before the list is told: who of a hundred thousand stands
//! where takes long enough to be felt by whoever is typing.

use std::sync::Arc;

use jiff::Timestamp;

use super::columns::Persons;
use super::{Counts, People, count};
use crate::app::table::Laid;
use crate::domain::order::Direction;
use crate::roster::query::Matches;
use crate::roster::{Query, Roster};

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
}

impl People {
    /// As the list is laid out now.
    pub fn wish(&self, now: Timestamp) -> Wish {
        Wish { query: self.query.clone(), order: self.table.order().to_vec(), now }
    }

    /// Takes a new reading. Where the list was laid out anew since it was made ready, it is done
    /// again, here.
    pub fn take(&mut self, ready: Ready, now: Timestamp) {
        let Ready { roster, wish, matches, counts, laid } = ready;
        if wish.query != self.query || wish.order != self.table.order() {
            return self.replace(roster, now);
        }
        self.roster = roster;
        self.as_of = wish.now;
        self.counts = counts;
        self.matches = matches;
        let front = self.front();
        front.table.take(laid, &*front.source);
    }
}
