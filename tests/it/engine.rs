//! Stories of the engine against the sandbox: what goes wrong, and what is known afterwards.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here is a test that failed")]

mod activity;
mod answers;
mod blocks;
mod bulk;
mod grants;
mod inquire;
mod journal;
mod landing;
mod mint;
mod observe;
mod odd;
mod older;
mod people;
mod permission;
mod precondition;
mod requests;
mod second;
mod worlds;

use bursar::config::Profile;
use bursar::domain::{Limit, Usd};
use bursar::plan::make::{self, BudgetWish, ResetScope};
use bursar::plan::{OutcomeKind, Plan};
use bursar::sandbox::{Fault, Options, Population, Sandbox, Server, Trouble};

use crate::operator::{Applied, Operator, Servers, indices};

/// Both servers and an operator.
struct House {
    sandbox: Sandbox,
    operator: Operator,
}

impl House {
    /// Nobody is there but Open WebUI's first admin.
    async fn empty() -> Self {
        Self::with(Options::default(), |_| ()).await
    }

    async fn with(options: Options, change: impl FnOnce(&mut Profile)) -> Self {
        let options = Options { population: Population::Empty, ..options };
        let sandbox = Sandbox::start(options).await.unwrap();
        let mut profile = Servers::of(&sandbox).profile();
        change(&mut profile);
        let operator = Operator::of(profile).await;
        Self { sandbox, operator }
    }

    /// A person on both servers, with a key of the alias `{id}-key`.
    fn person(&self, id: &str) -> String {
        let email = format!("{id}@campus.example.edu");
        self.sandbox.proxy().add_user(id, Some(&email));
        self.sandbox.proxy().with(|state| {
            state.users.get_mut(id).unwrap().user_alias = Some(id.to_owned());
        });
        self.sandbox.webui().add_account(id, &email, id, "user");
        self.sandbox.proxy().add_key(id, &format!("{id}-key"))
    }

    fn fail(&self, fault: Fault) {
        self.sandbox.faults().arm(fault);
    }

    /// The requests so far that could have changed something, and forgets all of them.
    fn take_writes(&self) -> Vec<String> {
        let (proxy, webui) = (self.sandbox.proxy(), self.sandbox.webui());
        let writes = proxy.writes().into_iter().chain(webui.writes());
        let writes = writes.map(|seen| format!("{} {}", seen.method, seen.path)).collect();
        self.forget_requests();
        writes
    }

    fn forget_requests(&self) {
        self.sandbox.proxy().forget_requests();
        self.sandbox.webui().forget_requests();
    }

    async fn block_plan(&self, who: &[&str]) -> Plan {
        let roster = self.operator.look().await;
        make::block(&roster, &indices(&roster, who), &self.operator.context())
    }

    async fn unblock_plan(&self, who: &[&str]) -> Plan {
        let roster = self.operator.look().await;
        let roles = self.operator.history().remembered_roles();
        make::unblock(&roster, &indices(&roster, who), &roles, &self.operator.context())
    }

    /// Everybody's budget is to be five dollars.
    async fn budget_plan(&self, who: &[&str]) -> Plan {
        let roster = self.operator.look().await;
        let five = Limit::Amount(Usd::from_micros(5_000_000));
        let wish = BudgetWish { limit: Some(five.into()), window: None };
        make::budget(&roster, &indices(&roster, who), &wish, &self.operator.context())
    }

    async fn reset_plan(&self, who: &[&str]) -> Plan {
        let roster = self.operator.look().await;
        let scope = ResetScope::UsersAndKeys;
        make::reset(&roster, &indices(&roster, who), scope, &self.operator.context())
    }

    async fn sync_plan(&self) -> Plan {
        let roster = self.operator.look().await;
        let everybody = crate::operator::everybody(&roster);
        let policy = &self.operator.session.profile().sync;
        make::sync(&roster, &everybody, policy, &self.operator.context())
    }

    fn budget_of(&self, id: &str) -> Option<f64> {
        self.sandbox.proxy().user(id).unwrap().max_budget
    }

    fn is_deactivated(&self, id: &str) -> bool {
        !self.sandbox.proxy().user(id).unwrap().is_active()
    }

    fn is_key_blocked(&self, id: &str) -> bool {
        self.sandbox.proxy().keys_of(id)[0].blocked == Some(true)
    }

    fn role_of(&self, id: &str) -> String {
        self.sandbox.webui().account(id).unwrap().role
    }
}

/// Every write to that server gets into this trouble.
fn writes_to(server: Server, trouble: Trouble) -> Fault {
    Fault::on(server, trouble).method("POST")
}

/// How the changes ended, in the plan's order.
fn kinds(applied: &Applied) -> Vec<OutcomeKind> {
    applied.report.outcomes.iter().map(|(_, outcome)| outcome.kind).collect()
}
