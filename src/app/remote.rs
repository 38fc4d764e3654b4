//! What was asked of the world: it keeps the last good value while it is asked again.

/// A value that comes from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remote<T> {
    /// Nobody asked yet.
    NotAsked,
    /// Asked, with what was known before.
    Loading(Option<T>),
    /// Here it is.
    Ready(T),
    /// It could not be had; a sentence says why. With what was known before.
    Failed(String, Option<T>),
}

impl<T> Remote<T> {
    /// The last good value.
    pub fn last(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading(last) | Self::Failed(_, last) => last.as_ref(),
            Self::NotAsked => None,
        }
    }

    /// Marks it as being asked for.
    pub fn ask(&mut self) {
        *self = Self::Loading(self.take());
    }

    /// Takes the answer.
    pub fn answer(&mut self, answer: Result<T, String>) {
        *self = match answer {
            Ok(value) => Self::Ready(value),
            Err(why) => Self::Failed(why, self.take()),
        };
    }

    /// Waits for the answer no longer.
    pub fn give_up(&mut self) {
        *self = match self.take() {
            Some(value) => Self::Ready(value),
            None => Self::NotAsked,
        };
    }

    fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Self::NotAsked) {
            Self::Ready(value) => Some(value),
            Self::Loading(last) | Self::Failed(_, last) => last,
            Self::NotAsked => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_good_value_survives_a_failure() {
        let mut remote = Remote::Ready(1);
        remote.ask();
        assert_eq!(remote, Remote::Loading(Some(1)));
        remote.answer(Err("no".into()));
        assert_eq!(remote.last(), Some(&1));
        remote.answer(Ok(2));
        assert_eq!(remote, Remote::Ready(2));
        remote.ask();
        remote.give_up();
        assert_eq!(remote, Remote::Ready(2));
    }
}
