//! Setting the windows of keys and teams.

use super::{IN_FORCE, Standing, read_first, standing};
use crate::api::litellm::{KeyPatch, TeamPatch, Writer};
use crate::domain::BudgetWindow;
use crate::engine::settle::{ReadBack, conclude, unreadable};
use crate::plan::Outcome;
use crate::plan::op::{SetKeyWindows, SetTeamWindows};

const FIELD: &str = "`budget_limits`";

pub(super) async fn set_of_key(proxy: &Writer, op: &SetKeyWindows) -> Outcome {
    let read = || async { Ok(proxy.reader().key(&op.hash).await?.map(|key| key.windows)) };
    let now = match read_first(read().await, "the key") {
        Ok(Some(now)) => now,
        Ok(None) => return unreadable(FIELD),
        Err(outcome) => return outcome,
    };
    if let Some(outcome) = settled(&now, &op.before, &op.after) {
        return outcome;
    }
    let patch = KeyPatch { windows: Some(op.after.clone()), ..KeyPatch::default() };
    let written = proxy.update_key(&op.hash, &patch).await;
    conclude(&written, || async { Ok(compare(read().await?, &op.after)) }).await
}

pub(super) async fn set_of_team(proxy: &Writer, op: &SetTeamWindows) -> Outcome {
    let read = || async { Ok(proxy.reader().team(&op.team).await?.map(|team| team.windows)) };
    let now = match read_first(read().await, "the team") {
        Ok(Some(now)) => now,
        Ok(None) => return unreadable(FIELD),
        Err(outcome) => return outcome,
    };
    if let Some(outcome) = settled(&now, &op.before, &op.after) {
        return outcome;
    }
    let patch = TeamPatch { windows: Some(op.after.clone()), ..TeamPatch::default() };
    let written = proxy.update_team(&op.team, &patch).await;
    conclude(&written, || async { Ok(compare(read().await?, &op.after)) }).await
}

/// The outcome, if nothing is to be written. The whole list is, so another hand's change of any
/// window is one of all.
fn settled(
    now: &[BudgetWindow],
    before: &[BudgetWindow],
    after: &[BudgetWindow],
) -> Option<Outcome> {
    let terms = BudgetWindow::terms;
    let words = BudgetWindow::list(now);
    match standing(&terms(now), &terms(before), &terms(after)) {
        Standing::Already => {
            Some(Outcome::already_true(format!("the windows are {words} already")))
        }
        Standing::AsReviewed => None,
        Standing::Moved => Some(Outcome::refused(format!(
            "the windows changed since the plan was made: they are {words}; make a new plan"
        ))),
    }
}

#[expect(clippy::option_option, reason = "gone, and not to be read, are two things")]
fn compare(now: Option<Option<Vec<BudgetWindow>>>, after: &[BudgetWindow]) -> ReadBack {
    match now {
        None => ReadBack::Otherwise("gone".into()),
        Some(None) => ReadBack::Unread(FIELD),
        Some(Some(now)) if BudgetWindow::terms(&now) == BudgetWindow::terms(after) => {
            let resets = now.iter().filter_map(|window| {
                let at = crate::domain::time::absolute(window.resets_at?.at());
                Some(format!("{} resets {at}", window.window))
            });
            let resets: Vec<String> = resets.collect();
            let comma = if resets.is_empty() { "" } else { ", " };
            let (words, resets) = (BudgetWindow::list(&now), resets.join(", "));
            ReadBack::Wished(format!("read back {words}{comma}{resets}; {IN_FORCE}"))
        }
        Some(Some(now)) => ReadBack::Otherwise(format!("windows {}", BudgetWindow::list(&now))),
    }
}
