//! *why --probe*: one completion with a key made for it.

use std::sync::Arc;

use super::{Context, Draft, Whose};
use crate::domain::{ProxyUserId, Side, Snapshot, SyncPolicy, Text};
use crate::plan::HolderId;
use crate::plan::op::{MintTeam, Probe};
use crate::plan::{Plan, Purpose};
use crate::roster::join;

/// Whose request, for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeWish {
    /// `user_id` of whom the throw-away key is minted for.
    pub owner: ProxyUserId,
    /// The owner, for the eye.
    pub label: Text,
    /// The team of the key.
    pub team: Option<MintTeam>,
    pub model: Text,
    /// The customer (end user) that the request names.
    pub customer: Option<Text>,
}

/// The plan that mints a key, makes one completion with it and deletes it. Needs no roster: the
/// owner and the team are read when it is applied.
pub fn probe(wish: &ProbeWish, context: &Context) -> Plan {
    let nobody = Snapshot { observed_at: context.now, proxy: Side::Absent, webui: Side::Absent };
    let roster = join(Arc::new(nobody), &SyncPolicy::default());
    let mut draft = Draft::new(&roster, context);
    let whose = Whose { holder: HolderId::new(wish.owner.raw()), user: wish.label.to_string() };
    let op = Probe {
        user_id: wish.owner.clone(),
        // Unique enough: the proxy refuses one that another key has.
        alias: format!("bursar-probe-{}", context.now.as_millisecond()).into(),
        team: wish.team.clone(),
        model: wish.model.clone(),
        customer: wish.customer.clone(),
    };
    draft.add_for(whose, op, "asked for; the request costs as any of theirs does");
    draft.finish(Purpose::Probe)
}
