//! What is wished for whom, and the plan of it: the console and the command line ask here, and
//! nobody else calls the makers of plans.
//!
//! ```text
//! wish × whom ──► needs ──► meet ──► plan
//!                 pure      reads    pure
//! ```

pub mod fit;
pub mod meet;
pub mod needs;
pub mod plan;
pub mod probing;
pub mod records;
pub mod remedy;
pub mod whom;
pub mod wish;

use std::sync::Arc;

pub use fit::unfit;
pub use meet::meet;
pub use needs::{Found, Needs};
pub use plan::Ground;
pub use probing::Probing;
pub use records::Records;
pub use whom::{Whom, WhomKind};
pub use wish::{Wish, WishKind};

use crate::journal::History;
use crate::roster::Roster;

/// What a plan is to do.
#[derive(Clone, Debug)]
pub enum Order {
    /// This, for them.
    Do(Wish, Whom),
    /// Lift a refusal: it says itself what is wished for whom.
    Remedy(Box<crate::access::Wish>),
    /// Ask the proxy itself, with a key that lives for that alone.
    Probe(Box<Probing>),
    /// Take back the plan at this place of the journal, as that was when it was asked.
    Undo(Arc<History>, usize),
}

impl Order {
    /// How many it is about.
    pub fn len(&self, roster: &Roster) -> usize {
        match self {
            Self::Do(_, whom) => whom.len(roster),
            Self::Remedy(_) | Self::Probe(_) => 1,
            Self::Undo(history, place) => {
                history.records.get(*place).map_or(0, |record| record.traces.len())
            }
        }
    }
}

#[cfg(test)]
mod tests;
