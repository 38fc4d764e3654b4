//! What is known of one person where a listing has gaps.

use super::PersonRef;
use crate::domain::Side;

impl<'a> PersonRef<'a> {
    /// Why it is not known whether this person, who was not seen among the proxy's users, is one.
    pub fn unseen_at_proxy(self) -> Option<&'a str> {
        match &self.roster.snapshot.proxy {
            Side::Failed(why) => Some(why),
            Side::Seen(side) => side.users.problem.as_deref(),
            Side::Absent => None,
        }
    }

    /// How many keys this person owns, or nothing where it is not known: of an incomplete listing, or of
    /// somebody who is no user.
    pub fn key_count(self) -> Option<usize> {
        let is_whole = self.roster.proxy()?.keys.is_complete();
        self.proxy().filter(|_| is_whole).map(|_| self.keys().len())
    }

    /// The same in a cell of a user: `?` where it is not known.
    pub fn key_count_words(self) -> String {
        self.key_count().map_or_else(|| "?".to_owned(), |count| count.to_string())
    }
}
