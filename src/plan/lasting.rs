//! What of a plan nothing will undo: known before it is done.

use super::Plan;

/// One sort of change that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// What is done, as people read it.
    pub words: &'static str,
    /// At least 1.
    pub count: usize,
    /// Why nothing takes it back.
    pub why: &'static str,
}

/// `create user at the proxy (2) has no undo: bursar deletes nobody; …`
impl std::fmt::Display for Lasting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { words, count, why } = self;
        match count {
            1 => write!(f, "'{words}' has no undo: {why}."),
            count => write!(f, "'{words}' ({count} times) has no undo: {why}."),
        }
    }
}

impl Plan {
    /// What of it stays for good, sort by sort.
    pub fn lasting(&self) -> Vec<Lasting> {
        lasting(self.changes.iter().filter_map(|one| Some((one.op.words(), one.op.lasting()?))))
    }
}

/// The same, of what is done and why nothing takes it back.
pub fn lasting(sorts: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Lasting> {
    let mut found: Vec<Lasting> = Vec::new();
    for (words, why) in sorts {
        match found.iter_mut().find(|known| known.words == words && known.why == why) {
            Some(known) => known.count += 1,
            None => found.push(Lasting { words, count: 1, why }),
        }
    }
    found
}
