//! Whether a plan of the journal was taken back, or can be: what is known of it without asking the
//! servers.

use std::fmt;

use super::undoing::Index;
use super::{History, Record};
use crate::plan::lasting::lasting;
use crate::plan::{Lasting, OutcomeKind};

/// How a plan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Taken back, by the plan of that id.
    Undone(String),
    /// Nothing of it was done, or it left nothing.
    Nothing,
    /// Nobody knows what of it was done.
    Unknown,
    /// It can be taken back.
    Open,
    /// Some of it can.
    Partly {
        /// What stays for good.
        lasting: Vec<Lasting>,
        /// Of how many changes nobody knows whether they were done.
        unknown: usize,
    },
    /// None of it can.
    Never(Vec<Lasting>),
}

impl Standing {
    /// A word or three, for a list.
    pub fn words(&self) -> String {
        match self {
            Self::Undone(by) => format!("undone by {}", crate::domain::text::harmless(by)),
            Self::Nothing => "nothing to undo".into(),
            Self::Unknown => "unknown".into(),
            Self::Open => "can be undone".into(),
            Self::Partly { .. } => "undone in part".into(),
            Self::Never(_) => "no undo".into(),
        }
    }

    /// The same, for a script.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Undone(_) => "undone",
            Self::Nothing => "nothing_done",
            Self::Unknown => "unknown",
            Self::Open => "open",
            Self::Partly { .. } => "open_in_part",
            Self::Never(_) => "no_undo",
        }
    }

    /// Whether undo has anything to do, or to name.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Partly { .. } | Self::Unknown)
    }
}

/// A sentence that says why.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |lasting: &[Lasting]| {
            lasting.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        match self {
            Self::Undone(by) => {
                let by = crate::domain::text::harmless(by);
                write!(f, "It was taken back by plan {by}; undoing {by} does it again.")
            }
            Self::Nothing => {
                write!(f, "Nothing of it was done or is left, so nothing is to be undone.")
            }
            Self::Unknown => {
                write!(f, "Nobody knows what of it was done: look at the records first.")
            }
            Self::Open => write!(f, "It can be undone."),
            Self::Partly { lasting, unknown } => {
                write!(f, "It can be undone in part.")?;
                if !lasting.is_empty() {
                    write!(f, " {}", list(lasting))?;
                }
                match unknown {
                    0 => Ok(()),
                    1 => write!(f, " 1 change is unknown: look at its record first."),
                    n => write!(f, " {n} changes are unknown: look at their records first."),
                }
            }
            Self::Never(lasting) => write!(f, "It cannot be undone. {}", list(lasting)),
        }
    }
}

impl History {
    /// Says of each plan how it stands, once: lists ask again for every frame.
    pub fn settle(&mut self) {
        let index = Index::new(&self.records);
        self.standings = self.records.iter().map(|record| standing(&index, record)).collect();
    }

    /// How that plan stands.
    pub fn standing(&self, record: &Record) -> Standing {
        let is_it = |other: &Record| other.at == record.at && other.plan == record.plan;
        let place = self.records.iter().position(is_it);
        place.and_then(|place| self.standing_at(place)).unwrap_or(Standing::Nothing)
    }

    /// How the plan at that place stands.
    pub fn standing_at(&self, place: usize) -> Option<Standing> {
        let known = self.standings.get(place).cloned();
        known.or_else(|| {
            let record = self.records.get(place)?;
            Some(standing(&Index::new(&self.records), record))
        })
    }
}

fn standing(index: &Index<'_>, record: &Record) -> Standing {
    let left = match index.left(&record.plan) {
        Ok(left) => left,
        Err(by) => return Standing::Undone(by.to_owned()),
    };
    let effective = || left.iter().filter(|trace| trace.has_effect());
    let done = effective().count();
    let unknown = left.iter().filter(|trace| trace.kind == OutcomeKind::Unknown).count();
    let lasting = lasting(effective().filter_map(|trace| Some((trace.words, trace.lasting?))));
    let stays: usize = lasting.iter().map(|lasting| lasting.count).sum();
    match (done, unknown) {
        (0, 0) => Standing::Nothing,
        (0, _) => Standing::Unknown,
        _ if stays == done => Standing::Never(lasting),
        (_, 0) if stays == 0 => Standing::Open,
        _ => Standing::Partly { lasting, unknown },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::ToSpan;
    use rstest::rstest;

    use super::*;
    use crate::domain::sample::{account, key, now, snapshot, user};
    use crate::domain::{GuardPolicy, SyncPolicy};
    use crate::plan::make::{Applied, Context, block, sync};
    use crate::plan::{Outcome, Plan};
    use crate::roster::join;

    fn context() -> Context {
        Context { profile: "campus".into(), now: now(), guard: GuardPolicy::default() }
    }

    /// Two keys, a user and an account of one person: four changes.
    fn blocking() -> Plan {
        let (user, account) = (user("a", "ana@x.edu", "Ana"), account("a", "ana@x.edu", "Ana"));
        let seen = snapshot(vec![user], vec![account], vec![key("k1", "a"), key("k2", "a")]);
        block(&join(Arc::new(seen), &SyncPolicy::default()), &[0], &context())
    }

    fn creating() -> Plan {
        let seen = snapshot(vec![], vec![account("w", "w@x.edu", "W")], vec![]);
        let roster = join(Arc::new(seen), &SyncPolicy::default());
        sync(&roster, &[0], &SyncPolicy::default(), &context())
    }

    fn outcome(word: char) -> Outcome {
        match word {
            'd' => Outcome::done(""),
            'a' => Outcome::already_true(""),
            'f' => Outcome::failed(""),
            'u' => Outcome::unknown(""),
            other => panic!("{other}"),
        }
    }

    fn record(plan: &Plan, ends: &str) -> Record {
        let applied = plan.changes.iter().zip(ends.chars());
        let applied: Vec<Applied> = applied
            .map(|(change, end)| Applied { change: change.clone(), outcome: outcome(end) })
            .collect();
        Record::of(plan, now(), "op@desk", &applied)
    }

    /// That takes back each change of the plan, in the reverse order.
    fn undoing(plan: &Plan) -> Plan {
        let mut back = plan.clone();
        back.changes.reverse();
        for (change, id) in back.changes.iter_mut().zip(1..) {
            change.undoes = Some(change.id);
            change.id = id;
        }
        back.undoing(&plan.id)
    }

    /// The newest first, each a minute after the one before it.
    fn history(oldest_first: Vec<Record>) -> History {
        let mut records = oldest_first;
        for (record, minutes) in records.iter_mut().zip(0_i64..) {
            record.at = now() + minutes.minutes();
        }
        records.reverse();
        let mut history = History { records, ..History::default() };
        history.settle();
        history
    }

    #[rstest]
    #[case("dddd", "can be undone", "open")]
    #[case("ddf", "can be undone", "open")]
    #[case("ffff", "nothing to undo", "nothing_done")]
    #[case("aaaa", "nothing to undo", "nothing_done")]
    #[case("", "nothing to undo", "nothing_done")]
    #[case("uuff", "unknown", "unknown")]
    #[case("ddu", "undone in part", "open_in_part")]
    fn a_plan_stands_as_its_changes_ended(
        #[case] ends: &str,
        #[case] words: &str,
        #[case] code: &str,
    ) {
        let history = history(vec![record(&blocking(), ends)]);
        let standing = history.standing_at(0).unwrap();
        assert_eq!((standing.words().as_str(), standing.code()), (words, code));
    }

    #[test]
    fn what_was_created_stays_and_says_why() {
        let history = history(vec![record(&creating(), "d")]);
        let standing = history.standing_at(0).unwrap();
        assert_eq!((standing.code(), standing.is_open()), ("no_undo", false));
        assert!(standing.to_string().contains("bursar deletes nobody"), "{standing}");
    }

    #[rstest]
    // What the undoing did, what is left of the plan, how it stands then.
    #[case("dddd", 0, "undone")]
    #[case("dada", 0, "undone")]
    #[case("ddff", 2, "open")]
    #[case("d", 3, "open")]
    #[case("ffff", 4, "open")]
    fn an_undoing_that_was_stopped_leaves_the_rest_to_the_next(
        #[case] ends: &str,
        #[case] left: usize,
        #[case] code: &str,
    ) {
        let plan = blocking();
        let history = history(vec![record(&plan, "dddd"), record(&undoing(&plan), ends)]);
        assert_eq!(history.standing(&history.records[1]).code(), code);
        let rest = Index::new(&history.records).left(&plan.id).map_or(0, |left| left.len());
        assert_eq!(rest, left);
    }

    #[test]
    fn an_undoing_taken_back_opens_the_plan_again() {
        let plan = blocking();
        let back = undoing(&plan);
        let again = undoing(&back);
        let codes = |records: Vec<Record>| {
            let history = history(records);
            history.standings.iter().map(Standing::code).collect::<Vec<_>>()
        };
        let (first, second) = (record(&plan, "dddd"), record(&back, "dddd"));
        assert_eq!(codes(vec![first.clone(), second.clone()]), ["open", "undone"]);
        let third = record(&again, "dddd");
        assert_eq!(
            codes(vec![first.clone(), second.clone(), third]),
            ["open", "undone", "open"],
            "done again, and so to be undone by undoing either"
        );
        let in_part = record(&again, "dd");
        assert_eq!(codes(vec![first, second, in_part]), ["open", "open", "open"]);
    }

    #[test]
    fn a_journal_that_goes_in_circles_is_read_to_its_end() {
        let plan = blocking();
        let mut itself = record(&plan, "aaaa");
        itself.undoes = Some(plan.id.clone());
        let history = history(vec![itself.clone(), itself.clone(), itself]);
        assert_eq!(history.standings.len(), 3);
    }
}
