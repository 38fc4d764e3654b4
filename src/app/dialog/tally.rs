//! What a wish comes to for many, in a sentence: how often each thing is said of them.

use std::collections::HashMap;

use super::{Said, Tone};
use crate::domain::money::group_thousands;
use crate::order::WhomKind;

/// Things told apart; the others are counted together.
const GROUPS: usize = 2;

/// How often each thing is said, the most frequent first.
pub(super) struct Tally {
    of: WhomKind,
    counts: HashMap<String, usize>,
    all: usize,
}

impl Tally {
    /// Nothing yet, of records of that kind.
    pub(super) fn of(of: WhomKind) -> Self {
        Self { of, counts: HashMap::new(), all: 0 }
    }

    /// It is said of one more.
    pub(super) fn count(&mut self, words: &str) {
        self.all += 1;
        match self.counts.get_mut(words) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(words.to_owned(), 1);
            }
        }
    }

    /// `$10.00 → $12.00 for 3 users`, the rest as `others`.
    pub(super) fn of_each(&self, others: &str) -> Vec<String> {
        self.list(|words, count| format!("{words} for {}", self.of.count(count)), others)
    }

    /// `3 are unlimited`, the rest as `others`.
    pub(super) fn said_of_each(&self, others: &str) -> Vec<String> {
        self.list(|words, count| said_of(count, words), others)
    }

    fn list(&self, say: impl Fn(&str, usize) -> String, others: &str) -> Vec<String> {
        let mut counts: Vec<(&str, usize)> =
            self.counts.iter().map(|(words, count)| (words.as_str(), *count)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut list: Vec<String> =
            counts.iter().take(GROUPS).map(|(words, count)| say(words, *count)).collect();
        let rest: usize = counts.iter().skip(GROUPS).map(|(_, count)| count).sum();
        if rest > 0 {
            list.push(format!("{others} for {}", self.of.count(rest)));
        }
        list
    }
}

/// What a wish comes to: for whom something changes, who stays as they are, who is left out.
pub(super) struct Outlook {
    pub(super) changes: Tally,
    pub(super) stays: Tally,
    pub(super) refusals: Tally,
}

impl Outlook {
    /// Nothing yet, for records of that kind.
    pub(super) fn of(kind: WhomKind) -> Self {
        let [changes, stays, refusals] = [kind; 3].map(Tally::of);
        Self { changes, stays, refusals }
    }

    /// Says it: `$10.00 → $12.00 for 3 users; 1 is unlimited`; a wish that changes nothing is not
    /// taken.
    pub(super) fn say(&self, said: &mut Said) {
        let mut words = self.changes.of_each("other changes");
        words.extend(self.stays.said_of_each("others stay"));
        if !words.is_empty() {
            said.preview.push((Tone::Plain, format!("{}.", words.join("; "))));
        }
        for why in self.refusals.said_of_each("others are left out") {
            said.preview.push((Tone::Warn, format!("{why}.")));
        }
        if self.changes.all == 0 {
            said.refusal = Some("nothing would change".into());
        }
    }
}

/// `1 is unlimited`, `3 are unlimited`, `2: the budget is $5.00 already`.
fn said_of(count: usize, why: &str) -> String {
    let many = group_thousands(count as u64);
    let verbs = [("is ", "are "), ("has ", "have ")];
    let plural = verbs.iter().find_map(|(one, more)| Some((more, why.strip_prefix(one)?)));
    match plural {
        Some((more, rest)) if count > 1 => format!("{many} {more}{rest}"),
        Some(_) => format!("{many} {why}"),
        None => format!("{many}: {why}"),
    }
}
