use std::sync::Arc;

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::GuardPolicy;
use crate::domain::sample::{account, key, now, snapshot, user};
use crate::journal::{Journal, JournalError};
use crate::plan::Plan;
use crate::plan::build::{Context, block};
use crate::roster::join;

fn plan() -> Plan {
    let snapshot = snapshot(
        vec![user("a", "ana@example.edu", "Ana\u{1b}[31m")],
        vec![account("a", "ana@example.edu", "Ana\u{1b}[31m")],
        vec![key("k1", "a")],
    );
    let roster = join(Arc::new(snapshot), &crate::domain::SyncPolicy::default());
    let context = Context { profile: "campus".into(), now: now(), guard: GuardPolicy::default() };
    block(&roster, &[0], &context)
}

#[test]
fn what_was_written_is_read_and_an_intent_alone_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes[..2]).unwrap();
    journal.conclude(&plan.id, now(), [(1, &Outcome::done("read back"))]).unwrap();
    let history = read(&path).unwrap();
    let record = &history.records[0];
    assert_eq!(record.planned, 3);
    assert_eq!(record.not_attempted(), 1);
    assert_eq!(record.applied[0].outcome, Outcome::done("read back"));
    assert_eq!(record.applied[1].outcome.kind, OutcomeKind::Unknown);
    assert_eq!(record.applied[1].change, plan.changes[1]);
    assert_eq!(history.find("p-").unwrap().plan, plan.id);
}

#[test]
fn only_one_process_writes_and_only_the_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let first = Journal::open(&path, "op@desk").unwrap();
    assert!(matches!(Journal::open(&path, "op@desk"), Err(JournalError::Busy(_))));
    drop(first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(matches!(Journal::open(&path, "op@desk"), Err(JournalError::Exposed(_))));
    }
}

#[test]
fn a_torn_line_loses_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    Journal::open(&path, "op@desk").unwrap().begin(&plan, now()).unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], b"{\"at\":\"2026-"].concat()).unwrap();
    Journal::open(&path, "op@desk").unwrap().intend(&plan.id, now(), &plan.changes).unwrap();
    let history = read(&path).unwrap();
    assert_eq!(history.damaged, [2]);
    assert_eq!(history.records[0].applied.len(), 3);
}

#[test]
fn no_secret_and_no_escape_reaches_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op\u{1b}]0;@desk").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    let leaky = Outcome::failed("the server said sk-abcdefghijklmnop is bad");
    journal.conclude(&plan.id, now(), [(1, &leaky)]).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("sk-abcdef") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("[redacted]"));
}

#[test]
fn the_roles_before_blocks_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    journal.conclude(&plan.id, now(), [(3, &Outcome::done(""))]).unwrap();
    let roles = read(&path).unwrap().remembered_roles();
    assert_eq!(roles.get(&AccountId::new("a")), Some(&Role::User));
}
