//! A plan as text for the eye and as JSON for a file or a script.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use serde::{Serialize, Serializer};

use super::op::Subject;
use super::{Change, Op, Outcome, Plan, cover};
use crate::domain::KeyHash;
use crate::domain::money::group_thousands;
use crate::domain::text::to_harmless_json_pretty;

/// What a plan's file is written as; a larger number is a newer program's. Format 1 has amounts in
/// words to the cent alone, and a fingerprint that is compared with nothing.
pub const FORMAT: u32 = 2;

/// Changes from which on each is one line, and the reasons stand together at the end.
const LONG: usize = 50;

/// People listed at most under one reason for doing nothing.
const SKIPS_LISTED: usize = 20;

/// A plan as the command line prints it before asking.
pub fn text(plan: &Plan) -> String {
    let mut out = String::new();
    let title = format!("Plan {} for profile {}: {}", plan.id, plan.profile, summary(plan));
    let _ = writeln!(out, "{title}");
    if plan.changes.len() > LONG {
        out.push_str(&lines(plan));
        out.push_str(&skips(plan));
        // The beginning has left the screen.
        let _ = writeln!(out, "{title}");
    } else {
        out.push_str(&paragraphs(plan));
        out.push_str(&skips(plan));
    }
    for line in cover::lines(&plan.coverage()) {
        let _ = writeln!(out, "        {line}");
    }
    if let Some(hold) = plan.hold() {
        let _ = writeln!(out, "Held: {hold}.");
    }
    out
}

fn paragraphs(plan: &Plan) -> String {
    let mut out = String::new();
    for change in &plan.changes {
        let _ = writeln!(
            out,
            "{:>6}  {} · {}\n        {} → {}\n        why: {}",
            change.id,
            change.op.words(),
            change.user,
            change.op.before(),
            change.op.after(),
            change.reason,
        );
    }
    out
}

fn lines(plan: &Plan) -> String {
    let mut out = String::new();
    for Change { id, user, op, .. } in &plan.changes {
        let (before, after) = (op.before(), op.after());
        let _ = writeln!(out, "{id:>6}  {} · {user} · {before} → {after}", op.words());
    }
    let reasons = counted(plan.changes.iter().map(|change| change.reason.as_str()));
    for (reason, count) in reasons.iter().take(SKIPS_LISTED) {
        let _ = writeln!(out, "{:>6}  {count} × {reason}", "why:");
    }
    if reasons.len() > SKIPS_LISTED {
        let _ = writeln!(out, "        … and {} reasons more", reasons.len() - SKIPS_LISTED);
    }
    out
}

/// How often each occurs, in the order of their first occurrence.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut place: HashMap<&str, usize> = HashMap::new();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in words {
        let at = *place.entry(word).or_insert(counts.len());
        match counts.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    counts
}

/// `budget $10.00 → $12.00`: the words that both begin with are said once.
pub fn transition(op: &Op) -> String {
    let (before, after) = (op.before(), op.after());
    let pairs = before.split(' ').zip(after.split(' '));
    let same: usize = pairs.take_while(|(a, b)| a == b).map(|(word, _)| word.len() + 1).sum();
    let rest = after.get(same..).filter(|rest| !rest.is_empty()).unwrap_or(&after);
    format!("{before} → {rest}")
}

/// `3 users`; `2 keys` where it is about these alone.
pub fn touched(plan: &Plan) -> String {
    let changes = || plan.changes.iter();
    let all = |is_it: fn(Subject<'_>) -> bool| changes().all(|change| is_it(change.op.subject()));
    let holders = || changes().map(|change| &change.holder).collect::<HashSet<_>>().len();
    let keys: HashSet<_> = changes().filter_map(|change| key_of(&change.op)).collect();
    let (count, noun) = if all(|of| matches!(of, Subject::Key(_))) {
        (keys.len(), "key")
    } else if all(|of| matches!(of, Subject::Team(_))) {
        (holders(), "team")
    } else if all(|of| matches!(of, Subject::Customer(_))) {
        (holders(), "customer")
    } else if all(|of| matches!(of, Subject::Unlisted)) {
        (holders(), "record")
    } else {
        (holders(), "user")
    };
    match count {
        1 => format!("1 {noun}"),
        many => format!("{} {noun}s", group_thousands(many as u64)),
    }
}

fn key_of(op: &Op) -> Option<&KeyHash> {
    match op.subject() {
        Subject::Key(hash) => Some(hash),
        _ => None,
    }
}

/// `2 create user at the proxy, 1 set role in chat`.
pub fn counted_words(changes: &[Change]) -> String {
    let counts = counted(changes.iter().map(|change| change.op.words()));
    let parts: Vec<String> = counts.iter().map(|(words, n)| format!("{n} {words}")).collect();
    parts.join(", ")
}

/// `3 changes (2 create user at the proxy, 1 set role in chat), 1 left out`.
pub fn summary(plan: &Plan) -> String {
    let mut line = match plan.changes.len() {
        0 => "nothing to do".to_owned(),
        1 => "1 change".to_owned(),
        n => format!("{n} changes"),
    };
    if !plan.changes.is_empty() {
        let _ = write!(line, " ({})", counted_words(&plan.changes));
    }
    let refused = plan.refusals().count();
    for (count, words) in [(refused, "refused"), (plan.skipped.len() - refused, "left out")] {
        if count > 0 {
            let _ = write!(line, ", {count} {words}");
        }
    }
    line
}

fn skips(plan: &Plan) -> String {
    let mut out = String::new();
    for skip in plan.skipped.iter().take(SKIPS_LISTED) {
        let word = if skip.refused { "refused" } else { "left out" };
        let _ = writeln!(out, "{word:>8}  {} · {}", skip.user, skip.why);
    }
    if plan.skipped.len() > SKIPS_LISTED {
        let _ = writeln!(out, "          … and {} more", plan.skipped.len() - SKIPS_LISTED);
    }
    out
}

/// A change with the words derived from its content, as the contract of the command line has it.
#[derive(Serialize)]
struct ChangeView<'a> {
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u32>,
    verb: &'static str,
    user: &'a str,
    reason: &'a str,
    before: String,
    after: String,
    danger: String,
    person: &'a super::HolderId,
    op: &'a super::Op,
    #[serde(flatten)]
    outcome: Option<&'a Outcome>,
}

impl<'a> ChangeView<'a> {
    fn new(change: &'a Change, outcome: Option<&'a Outcome>) -> Self {
        let Change { id, undoes, holder, user, reason, op } = change;
        Self {
            id: *id,
            undoes: *undoes,
            verb: op.verb(),
            user,
            reason,
            before: op.before(),
            after: op.after(),
            danger: op.danger().to_string(),
            person: holder,
            op,
            outcome,
        }
    }
}

struct ChangeViews<'a, F>(&'a Plan, F);

impl<'a, F: Fn(&Change) -> Option<&'a Outcome>> Serialize for ChangeViews<'a, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(plan, outcome) = self;
        serializer.collect_seq(plan.changes.iter().map(|c| ChangeView::new(c, outcome(c))))
    }
}

/// The plan as JSON, exact enough to be read back, harmless on a terminal. With outcomes, each
/// change also has `outcome` and `detail`.
///
/// # Errors
/// None that can happen: the plan is plain data.
pub fn json<'a>(
    plan: &'a Plan,
    outcome: impl Fn(&Change) -> Option<&'a Outcome>,
) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct PlanView<'a, C> {
        format: u32,
        id: &'a str,
        profile: &'a crate::domain::Text,
        purpose: super::Purpose,
        #[serde(skip_serializing_if = "Option::is_none")]
        undoes: Option<&'a str>,
        made_at: jiff::Timestamp,
        #[serde(skip_serializing_if = "str::is_empty")]
        fingerprint: &'a str,
        population: super::Population,
        changes: C,
        skipped: &'a [super::Skip],
    }
    let Plan { id, profile, purpose, undoes, made_at, fingerprint, population, skipped, .. } = plan;
    to_harmless_json_pretty(&PlanView {
        format: FORMAT,
        id,
        profile,
        purpose: *purpose,
        undoes: undoes.as_deref(),
        made_at: *made_at,
        fingerprint,
        population: *population,
        changes: ChangeViews(plan, outcome),
        skipped,
    })
}
