//! A reading that was made ready for a list which was laid out otherwise meanwhile: made ready
//! again, where nobody waits for it.

use super::Compared;
use crate::app::people::ready::{Ready, Wish};
use crate::app::{Epoch, Msg};

/// What was made ready.
#[derive(Clone, Debug)]
pub enum Late {
    /// The snapshot on disk.
    Cached(Box<Ready>),
    /// A reading of the servers.
    Compared(Box<Compared>),
}

/// Work for another thread.
#[derive(Clone, Debug)]
pub struct Relay {
    /// What was made ready.
    pub late: Late,
    /// As the list is laid out now.
    pub wish: Wish,
}

/// Laid out the same.
impl PartialEq for Relay {
    fn eq(&self, other: &Self) -> bool {
        self.wish == other.wish
    }
}

impl Relay {
    /// Makes it ready, and says so once more.
    pub fn finish(self, epoch: Epoch) -> Msg {
        let Self { late, wish } = self;
        let again = |ready: Ready| wish.carry_out(ready.roster().clone());
        match late {
            Late::Cached(ready) => Msg::CacheLoaded(epoch, Some(Box::new(again(*ready)))),
            Late::Compared(compared) => {
                let Compared { ready, kept, changes } = *compared;
                let compared = Compared { ready: again(ready), kept, changes };
                Msg::Compared(epoch, Box::new(compared))
            }
        }
    }
}
