//! Blocking and unblocking teams, and setting the spend of their members back.

use super::spend::{self, Landing, Setting, Spender};
use super::{IN_FORCE, read_first};
use crate::api::ErrorKind;
use crate::api::litellm::{TeamPatch, Writer};
use crate::domain::{Team, TeamId, Usd};
use crate::engine::settle::{ReadBack, conclude, with_hint};
use crate::plan::Outcome;
use crate::plan::op::{BlockTeam, ResetMemberSpend, UnblockTeam};

pub(super) async fn block(proxy: &Writer, op: &BlockTeam) -> Outcome {
    switch(proxy, &op.team, true).await
}

pub(super) async fn unblock(proxy: &Writer, op: &UnblockTeam) -> Outcome {
    switch(proxy, &op.team, false).await
}

/// By `/team/update`, which is in force at once; `/team/block` leaves the cache as it was.
async fn switch(proxy: &Writer, team: &TeamId, blocked: bool) -> Outcome {
    let words = |blocked: bool| if blocked { "blocked" } else { "not blocked" };
    match read_first(proxy.reader().team(team).await, "the team") {
        Ok(now) if now.blocked == Some(blocked) => {
            return Outcome::already_true(format!("{} already", words(blocked)));
        }
        Ok(_) => {}
        Err(outcome) => return outcome,
    }
    let patch = TeamPatch { blocked: Some(blocked), ..TeamPatch::default() };
    let written = proxy.update_team(team, &patch).await;
    let compare = |now: Option<Team>| match now.map(|now| now.blocked) {
        Some(Some(now)) if now == blocked => {
            ReadBack::Wished(format!("read back {}, {IN_FORCE}", words(blocked)))
        }
        Some(Some(now)) => ReadBack::Otherwise(words(now).into()),
        Some(None) => ReadBack::Unread("`blocked`"),
        None => ReadBack::Otherwise("no such team".into()),
    };
    conclude(&written, || async { proxy.reader().team(team).await.map(compare) }).await
}

pub(super) async fn reset_member(
    proxy: &Writer,
    op: &ResetMemberSpend,
    landing: &Landing,
) -> Outcome {
    let member = proxy.reader().member(&op.team, &op.user_id).await;
    let found = match read_first(member, "the member") {
        Ok(member) => member.spend,
        Err(outcome) => return outcome,
    };
    let mut written = proxy.reset_member_spend(&op.team, &op.user_id).await;
    // Answered, and not done: another write was under way. Once more is no blind repetition.
    if written.as_ref().is_err_and(|error| *error.kind() == ErrorKind::Conflict) {
        written = proxy.reset_member_spend(&op.team, &op.user_id).await;
    }
    if let Err(error) = &written
        && *error.kind() == ErrorKind::NoEndpoint
    {
        return Outcome::failed(format!(
            "{}; this proxy is older than 1.102 and has no reset of a member: raise their budget \
             with `bursar team member budget`, or wait for the window's own reset",
            with_hint(error)
        ));
    }
    let of = Spender::Member(&op.team, &op.user_id);
    let setting = Setting { of, reviewed: op.before, found, after: Usd::ZERO };
    spend::conclude(proxy, &written, &setting, landing).await
}
