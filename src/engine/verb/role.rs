//! Setting an account's role: in force on its next request.

use super::account::fresh;
use super::{Standing, standing};
use crate::api::openwebui::{AccountPatch, Writer};
use crate::domain::{Account, Role};
use crate::engine::settle::{ReadBack, conclude};
use crate::plan::Outcome;
use crate::plan::op::SetRole;

pub(super) async fn set(webui: &Writer, op: &SetRole) -> Outcome {
    let account = match fresh(webui, &op.account).await {
        Ok(account) => account,
        Err(outcome) => return outcome,
    };
    match standing(&account.role, &op.before, &op.after) {
        Standing::Already => return Outcome::already_true(format!("the role is {}", op.after)),
        Standing::AsReviewed => {}
        Standing::Moved => {
            return Outcome::refused(format!(
                "the role changed since the plan was made: it is {}; make a new plan",
                account.role
            ));
        }
    }
    let patch = AccountPatch { role: Some(op.after.clone()), ..AccountPatch::default() };
    let written = webui.update_account(&op.account, &patch).await;
    let compare = |account: Option<Account>| match account {
        Some(account) if account.role == op.after => ReadBack::Wished(in_force(&op.after)),
        Some(account) => ReadBack::Otherwise(format!("role {}", account.role)),
        None => ReadBack::Otherwise("no such account".into()),
    };
    conclude(&written, || async { webui.reader().account(&op.account).await.map(compare) }).await
}

fn in_force(role: &Role) -> String {
    let note = if *role == Role::Pending {
        "; an identity provider that manages roles may undo it at the next sign-in"
    } else {
        ""
    };
    format!("read back role {role}, in force on the next request{note}")
}
