//! The room that all answers in flight share: several endless ones must not fill the memory together.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of bodies held at once, over all servers. A hundred thousand people are 73 MB in one answer
/// of the proxy and 26 MB in one of Open WebUI, where their rows are short.
pub(in crate::api) const MOST: usize = 256 * 1024 * 1024;

/// What all bodies that are held take.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// What one body takes of it; given back when the body is dropped.
#[derive(Debug, Default)]
pub(super) struct Room(usize);

impl Room {
    /// Takes that many bytes more, if there are so many.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let fits = |taken: usize| taken.checked_add(bytes).filter(|sum| *sum <= MOST);
        let is_taken = TAKEN.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok();
        if is_taken {
            self.0 += bytes;
        }
        is_taken
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        TAKEN.fetch_sub(self.0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_answer_took_another_can_take_when_it_is_gone() {
        let (mut one, mut two) = (Room::default(), Room::default());
        assert!(one.take(MOST / 2));
        assert!(!two.take(MOST));
        assert!(!two.take(usize::MAX));
        drop(one);
        assert!(two.take(MOST / 2));
    }
}
