use std::sync::Arc;

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::GuardPolicy;
use crate::domain::sample::{account, key, now, snapshot, user};
use crate::journal::{Journal, JournalError};
use crate::plan::make::{Context, block};
use crate::plan::op::{Edit, Edits, SetCustomerModels, SetUserModels, UpdateUser};
use crate::plan::{Change, Plan};
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
    let applied = history.kept(record).read().unwrap();
    assert_eq!(applied[0].outcome, Outcome::done("read back"));
    assert_eq!(applied[1].outcome.kind, OutcomeKind::Unknown);
    assert_eq!(applied[1].change, plan.changes[1]);
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
    let kept = history.kept(&history.records[0]).read().unwrap();
    assert_eq!(kept.into_iter().map(|one| one.change).collect::<Vec<_>>(), plan.changes);
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
    assert!(text.contains("[removed]"));
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

/// What a redaction would take for a secret, in whole or in part.
const LOOKALIKES: [&str; 6] = [
    "Jan Bearer Polak",
    "Ana sk-lab",
    "azure/sk-model",
    "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln",
    "sk-ana@example.edu",
    "bearer\ttoken",
];

#[test]
fn a_change_is_kept_to_the_letter_whatever_it_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let text = || LOOKALIKES.map(crate::domain::Text::from).to_vec();
    let edit = |after: &str| {
        let before = Some(LOOKALIKES[0].into());
        Some(Edit { before, after: after.into() })
    };
    let user_id = crate::domain::ProxyUserId::new("sk-learn-group");
    let ops: Vec<Op> = vec![
        UpdateUser {
            user_id: user_id.clone(),
            edits: Edits { name: edit("Ana sk-lab"), email: edit("sk-ana@example.edu") },
        }
        .into(),
        SetUserModels { user_id: user_id.clone(), before: text(), after: vec![] }.into(),
        SetCustomerModels {
            customer: "sk-customer".into(),
            label: "sk-customer".into(),
            before: vec![],
            after: text(),
        }
        .into(),
    ];
    let changes: Vec<Change> = (1..).zip(ops).map(|(id, op)| change(id, op)).collect();
    let made =
        Outcome::done("said sk-abcdefghijkl").creating("eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ");
    let mut plan = plan();
    plan.changes = changes;
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    journal.conclude(&plan.id, now(), [(3, &made)]).unwrap();
    let history = read(&path).unwrap();
    let kept = history.kept(&history.records[0]).read().unwrap();
    for (kept, wrote) in kept.iter().zip(&plan.changes) {
        assert_eq!((&kept.change.op, &kept.change.user), (&wrote.op, &wrote.user));
        assert_eq!(kept.change.holder, wrote.holder);
        assert_eq!(kept.change.reason, "as the server said: [removed]", "words are no data");
    }
    assert_eq!(kept[2].outcome.created, made.created);
    assert_eq!(kept[2].outcome.detail, "said [removed]");
}

/// One that is listed under a person whose id looks like a key.
fn change(id: u32, op: Op) -> Change {
    Change {
        id,
        undoes: None,
        holder: crate::plan::HolderId::new("sk-learn-group"),
        user: "sk-ana@example.edu".into(),
        reason: "as the server said: sk-abcdefghijkl".into(),
        op,
    }
}

#[test]
fn a_secret_after_a_line_break_is_taken_out_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    let leaky = Outcome::failed("said:\nsk-abcdefghijklmnop\tsk-abcdefghijklmnop");
    journal.conclude(&plan.id, now(), [(1, &leaky)]).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("abcdefghijklmnop"), "{text}");
}

/// Applies the plan once more, with that outcome of its last change.
fn apply_again(path: &std::path::Path, plan: &Plan, outcome: &Outcome) {
    let mut journal = Journal::open(path, "op@desk").unwrap();
    journal.begin(plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    let outcomes = plan.changes.iter().map(|change| (change.id, outcome));
    journal.conclude(&plan.id, now(), outcomes).unwrap();
}

#[test]
fn a_plan_applied_twice_is_found_and_tells_what_either_time_did() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    apply_again(&path, &plan, &Outcome::done("first"));
    apply_again(&path, &plan, &Outcome::already_true("second"));
    let history = read(&path).unwrap();
    let record = history.find("p-").unwrap();
    let effects = Index::new(&history.records).effects(&record.plan);
    let effects = history.lines().changes(&record.plan, effects).unwrap();
    assert_eq!(effects.len(), plan.changes.len());
    assert!(effects.iter().all(|effect| effect.outcome == Outcome::done("first")), "{effects:?}");
}

#[test]
fn a_plan_of_which_all_is_unknown_is_the_last_one_and_no_older_one_is_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let older = plan();
    apply_again(&path, &older, &Outcome::done(""));
    let mut newer = older.clone();
    newer.id = "p-newer".into();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    journal.begin(&newer, now()).unwrap();
    journal.intend(&newer.id, now(), &newer.changes).unwrap();
    let history = read(&path).unwrap();
    assert_eq!(history.last_effective().unwrap().plan, newer.id);
    assert!(history.standing_at(0).unwrap().is_open());
}

#[test]
fn a_plan_that_a_clock_ahead_dated_is_undone_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    let ahead = now() + jiff::SignedDuration::from_hours(2);
    journal.begin(&plan, ahead).unwrap();
    journal.intend(&plan.id, ahead, &plan.changes).unwrap();
    journal
        .conclude(
            &plan.id,
            ahead,
            plan.changes.iter().zip([&Outcome::done("")]).map(|(c, o)| (c.id, o)),
        )
        .unwrap();
    let history = read(&path).unwrap();
    let roster =
        join(Arc::new(snapshot(vec![], vec![], vec![])), &crate::domain::SyncPolicy::default());
    let at = |now| Context { profile: "campus".into(), now, guard: GuardPolicy::default() };
    assert!(history.undo(&history.records[0], &roster, &at(now())).is_ok());
    // Of the same clock, a reading from before it says nothing of what it left.
    let error = history.undo(&history.records[0], &roster, &at(ahead)).unwrap_err();
    assert!(error.contains("read them again first"), "{error}");
}

#[test]
fn a_journal_that_is_another_file_by_now_is_not_taken_for_the_one_that_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    apply_again(&path, &plan, &Outcome::done("first"));
    let history = read(&path).unwrap();
    let kept = history.kept(&history.records[0]);
    // It only grows: what is found stays where it is.
    apply_again(&path, &plan, &Outcome::done("second"));
    let changes = kept.read().unwrap();
    assert_eq!(changes.iter().map(|a| a.outcome.detail.as_str()).collect::<Vec<_>>(), ["first"; 3]);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_once(',').unwrap().1).unwrap();
    let error = kept.read().unwrap_err().to_string();
    assert!(error.contains("read it again"), "{error}");
    fs::remove_file(&path).unwrap();
    assert!(kept.read().is_err());
}

#[test]
fn a_trace_of_a_change_is_small_and_names_are_held_once() {
    assert!(size_of::<Trace>() <= 160, "{}", size_of::<Trace>());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    apply_again(&path, &plan(), &Outcome::done("first"));
    let history = read(&path).unwrap();
    let [one, two, three] = &history.records[0].traces[..] else { panic!("three changes") };
    for other in [two, three] {
        assert!(Arc::ptr_eq(&one.user, &other.user) && Arc::ptr_eq(&one.holder, &other.holder));
    }
}

#[test]
fn a_plan_that_was_taken_back_says_by_which() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let first = plan();
    let back = |undoes: &Plan| {
        let mut plan = Plan { undoes: Some(undoes.id.clone()), ..undoes.clone() };
        for change in &mut plan.changes {
            change.undoes = Some(change.id);
        }
        plan.id = plan.expected_id();
        plan
    };
    let (second, done) = (back(&first), Outcome::done(""));
    let standing = || {
        let history = read(&path).unwrap();
        history.standing(history.find(&first.id).unwrap())
    };
    apply_again(&path, &first, &done);
    assert_eq!(standing(), Standing::Open);
    apply_again(&path, &second, &done);
    assert_eq!(standing(), Standing::Undone(second.id.clone()));
    // And the undoing taken back: then it stands as if it had never been undone.
    apply_again(&path, &back(&second), &done);
    assert_eq!(standing(), Standing::Open);
}

#[test]
fn a_role_given_back_is_no_longer_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let mut plan = plan();
    apply_again(&path, &plan, &Outcome::done(""));
    for change in &mut plan.changes {
        if let Op::SetRole(op) = &mut change.op {
            std::mem::swap(&mut op.before, &mut op.after);
        }
    }
    apply_again(&path, &plan, &Outcome::done(""));
    assert!(read(&path).unwrap().remembered_roles().is_empty());
}

#[test]
fn a_block_that_was_interrupted_is_remembered_as_if_done_and_a_failed_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let plan = plan();
    let mut journal = Journal::open(&path, "op@desk").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    let roles = read(&path).unwrap().remembered_roles();
    assert_eq!(roles.get(&AccountId::new("a")), Some(&Role::User));
    journal.conclude(&plan.id, now(), [(3, &Outcome::failed("no"))]).unwrap();
    assert!(read(&path).unwrap().remembered_roles().is_empty());
}
