//! What was asked of the world: it keeps the last good value while it is asked again.

use super::Notice;

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

/// The order for something that is read when one looks at it: which one is waited for, and whether
/// it is to be given again.
#[derive(Debug, Default)]
pub struct Asking {
    number: Option<u64>,
    is_outdated: bool,
}

impl Asking {
    /// That order is given.
    pub fn begin<T>(&mut self, value: &mut Remote<T>, number: u64) {
        value.ask();
        *self = Self { number: Some(number), is_outdated: false };
    }

    /// Whether it was never given, or is to be given again, and none is waited for.
    pub fn is_due<T>(&self, value: &Remote<T>) -> bool {
        self.number.is_none() && (self.is_outdated || matches!(value, Remote::NotAsked))
    }

    /// What was read may be other. An answer to what was asked before is of another epoch, and
    /// never comes.
    pub fn outdate<T>(&mut self, value: &mut Remote<T>) {
        self.give_up(value);
        self.is_outdated = true;
    }

    /// The order that is waited for, if one is, is taken back; it is to be given again.
    pub fn give_up<T>(&mut self, value: &mut Remote<T>) {
        if self.number.take().is_some() {
            value.give_up();
            self.is_outdated = true;
        }
    }

    /// Whether the answer of that number is waited for.
    pub fn awaits(&self, number: u64) -> bool {
        self.number == Some(number)
    }

    /// Takes the answer that is waited for; from then on none is. What is to be told of it.
    pub fn end<T>(&mut self, value: &mut Remote<T>, answer: Result<T, String>) -> Option<Notice> {
        self.number = None;
        let why = answer.as_ref().err().cloned();
        value.answer(answer);
        why.map(Notice::error)
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
