//! What a plan was computed from, as a hash: the records of the people it touches.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Change;
use super::op::Subject;
use crate::domain::{Account, Customer, Key, ProxyUser, Team};
use crate::roster::Roster;

#[derive(Serialize)]
struct PersonRecords<'a> {
    user: Option<&'a ProxyUser>,
    account: Option<&'a Account>,
    keys: Vec<&'a Key>,
}

/// The record that is no person's own.
#[derive(Serialize)]
enum OtherRecord<'a> {
    None,
    Key(Option<&'a Key>),
    Team(Option<&'a Team>),
    Customer(Option<&'a Customer>),
}

fn subject<'a>(roster: &'a Roster, change: &Change) -> OtherRecord<'a> {
    if roster.proxy().is_none() {
        return OtherRecord::None;
    }
    match change.op.subject() {
        Subject::Person | Subject::Unlisted => OtherRecord::None,
        Subject::Key(hash) => OtherRecord::Key(roster.key(hash)),
        Subject::Team(id) => OtherRecord::Team(roster.team(id)),
        Subject::Customer(id) => OtherRecord::Customer(roster.customer(id.raw())),
    }
}

/// The hash of the touched people's records, in the plan's order.
pub(super) fn of_touched(roster: &Roster, changes: &[Change]) -> String {
    let mut hash = Sha256::new();
    let mut last = None;
    for change in changes {
        if last == Some(&change.holder) {
            continue;
        }
        last = Some(&change.holder);
        hash.update(change.holder.raw());
        feed(&mut hash, &subject(roster, change));
        if let Some(person) = roster.by_raw_id(change.holder.raw()) {
            let seen = PersonRecords {
                user: person.proxy(),
                account: person.account(),
                keys: person.keys().collect(),
            };
            feed(&mut hash, &seen);
        }
    }
    hex(hash)
}

/// The hash of any plain data.
pub(super) fn of<T: Serialize>(value: &T) -> String {
    let mut hash = Sha256::new();
    feed(&mut hash, value);
    hex(hash)
}

fn feed<T: Serialize>(hash: &mut Sha256, value: &T) {
    struct Writer<'a>(&'a mut Sha256);
    impl std::io::Write for Writer<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    // Plain data without maps of non-string keys: serialising it into a hash cannot fail.
    let _ = serde_json::to_writer(Writer(hash), value);
}

fn hex(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize().iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
