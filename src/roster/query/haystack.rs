//! Everybody's name, e-mails and ids as one text, so that a word is looked for in memory that lies
//! side by side: the records themselves lie far apart, and to visit a hundred thousand of them
//! takes longer than a key may.

use memchr::memmem::Finder;

use crate::domain::{Email, Text};
use crate::roster::{PersonRef, Roster};

/// Between the texts of a person; nobody can type it.
const BETWEEN: u8 = 0;

/// The texts, in lower case, one person after the other.
#[derive(Debug, Default)]
pub(in crate::roster) struct Haystack {
    text: Box<[u8]>,
    ends: Box<[u32]>,
}

impl Haystack {
    pub(in crate::roster) fn of(roster: &Roster) -> Self {
        // A name, an e-mail and a UUID, most often.
        let mut text = Vec::with_capacity(roster.len() * 84);
        let mut ends = Vec::with_capacity(roster.len());
        for person in roster.people() {
            let start = text.len();
            texts(person, |part| push(&mut text, start, part));
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// Whether a text in lower case occurs in those of the person of that index.
    pub(super) fn has(&self, index: u32, finder: &Finder<'_>) -> bool {
        let index = index as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let range = start.copied().unwrap_or(0) as usize
            ..self.ends.get(index).map_or(0, |end| *end as usize);
        self.text.get(range).is_some_and(|text| finder.find(text).is_some())
    }
}

/// What a bare word is looked for in.
pub(super) fn texts<'a>(person: PersonRef<'a>, mut each: impl FnMut(&'a str)) {
    let mut half = |name: Option<&'a Text>, email: Option<&'a Email>, id: &'a str| {
        if let Some(name) = name {
            each(name.raw());
        }
        if let Some(email) = email {
            each(email.raw());
        }
        each(id);
    };
    if let Some(account) = person.account() {
        half(Some(&account.name), account.email.as_ref(), account.id.raw());
    }
    if let Some(user) = person.proxy_where_it_differs() {
        half(user.alias.as_ref(), user.email.as_ref(), user.id.raw());
    }
    if let Some(customer) = person.customer() {
        each(customer.id.raw());
    }
}

/// Nothing is kept twice: most have one id and one e-mail on both servers.
fn push(text: &mut Vec<u8>, start: usize, part: &str) {
    let at = text.len();
    if part.is_ascii() {
        text.extend(part.bytes().map(|byte| byte.to_ascii_lowercase()));
    } else {
        text.extend(part.to_lowercase().bytes());
    }
    let (before, added) = text.split_at(at);
    let is_there = before.get(start..).is_some_and(|before| contains(before, added));
    if is_there {
        text.truncate(at);
    } else {
        text.push(BETWEEN);
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    part.len() <= text.len() && memchr::memmem::find(text, part).is_some()
}
