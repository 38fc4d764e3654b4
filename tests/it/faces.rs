//! One wish for one record is one plan, whichever face it comes from: each command is held against
//! the keys that wish the same in the console.

#![expect(clippy::panic, reason = "what fails here is a test that failed")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bursar::app::{Effect, Model, Msg, PlanScreen, Session, update};
use bursar::cli::verbs::{self, Errand};
use bursar::cli::{Args, Command, levers, purses};
use bursar::engine;
use bursar::journal::History;
use bursar::order::{self, Ground, Order, WhomKind, Wish, WishKind, unfit};
use bursar::plan::Plan;
use bursar::plan::wish::Context;
use bursar::roster::Roster;
use bursar::sandbox::litellm::state::Organization;
use bursar::sandbox::{Options, Population, Sandbox};
use clap::Parser;
use serde_json::json;
use strum::IntoEnumIterator;

use crate::console::support::{empty_console, key_event, observe, screen};
use crate::operator::Operator;
use crate::sandbox::Caller;

/// What the command line is told; `None` where there is no such command.
fn command(wish: WishKind, whom: WhomKind) -> Option<&'static str> {
    use {WhomKind as K, WishKind as W};
    Some(match (wish, whom) {
        (W::Budget, K::People) => "budget ana@x.edu --max 7",
        (W::Budget, K::Keys) => "key budget ana-lab --max 7",
        (W::Budget, K::Teams) => "team budget lab --max 7",
        (W::Budget, K::Members) => "team member budget lab ana@x.edu --max 7",
        (W::Budget, K::Customers) => "customer budget c-1 --max 7",
        (W::Budget, K::Tags) => "tag budget red --max 7",
        (W::Budget, K::Organizations) => "organization budget Physics --max 7",
        (W::Budget, K::BudgetRows) => "budget-row gold --max 7",
        (W::Reset, K::People) => "reset ana@x.edu",
        (W::Reset, K::Keys) => "key reset ana-lab",
        (W::Reset, K::Teams) => "team reset lab",
        (W::Reset, K::Members) => "team member reset lab ana@x.edu",
        (W::Reset, K::Customers) => "customer reset c-1",
        (W::Reset, K::Tags) => "tag reset red",
        (W::Reset, K::Organizations) => "organization reset Physics",
        (W::Block, K::People) => "block ana@x.edu",
        (W::Block, K::Keys) => "key block ana-lab",
        (W::Block, K::Teams) => "team block lab",
        (W::Block, K::Customers) => "customer block c-1",
        (W::Unblock, K::People) => "unblock ana@x.edu",
        (W::Unblock, K::Keys) => "key unblock ana-lab",
        (W::Unblock, K::Teams) => "team unblock lab",
        (W::Window, K::Keys) => "key window ana-lab --every 7d --max 5",
        (W::Window, K::Windows) => "key window ana-lab --every 24h --max 5",
        (W::Window, K::Teams) => "team window lab --every 7d --max 5",
        (W::Models, K::People) => "user models ana@x.edu --set m-2",
        (W::Models, K::Keys) => "key models ana-lab --set m-2",
        (W::Models, K::Teams) => "team models lab --set m-2",
        (W::Models, K::Customers) => "customer models c-1 --set m-2",
        (W::Sync, K::People) => "sync ana@x.edu",
        (W::Mint, K::People) => "key mint ana@x.edu --alias new",
        (W::Activate, K::People) => "user activate ana@x.edu",
        (W::Role, K::People) => "account role ana@x.edu pending",
        (W::Grant, K::People) => "account grant ana@x.edu m-2",
        (W::Extend, K::Keys) => "key extend ana-lab --for 30d",
        (W::Delete, K::Keys) => "key delete ana-lab",
        _ => return None,
    })
}

/// What is pressed in the console, on the list where they stand.
fn keys(wish: WishKind, whom: WhomKind) -> &'static str {
    match wish {
        WishKind::Budget => "B 7 enter",
        WishKind::Reset => "r",
        WishKind::Block => "b",
        WishKind::Unblock => "U",
        WishKind::Window if whom == WhomKind::Windows => "B 5 enter",
        WishKind::Window => "W 7 d tab 5 enter",
        WishKind::Models => "M right right tab tab m - 2 enter",
        WishKind::Sync => "s",
        WishKind::Mint => "m n e w enter",
        WishKind::Activate => "a a",
        WishKind::Role => "a r enter",
        WishKind::Grant => "a g tab m - 2 enter",
        WishKind::Extend => "e 3 0 d enter",
        WishKind::Delete => "d",
    }
}

/// The list on which such a record stands alone.
fn place(whom: WhomKind) -> &'static str {
    match whom {
        WhomKind::People => "users ana@x.edu",
        WhomKind::Keys => "keys ana-lab",
        WhomKind::Teams => "teams lab",
        WhomKind::Members => "members lab",
        WhomKind::Customers => "customers c-1",
        WhomKind::Tags => "budgets red",
        WhomKind::Organizations => "budgets Physics",
        WhomKind::BudgetRows => "budgets gold",
        WhomKind::Windows => "budgets window",
    }
}

/// One record of each kind; two customers and a key share a budget row.
async fn world() -> Sandbox {
    let options = Options { people: 0, population: Population::Empty, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    let (proxy, webui) = (sandbox.proxy(), sandbox.webui());
    proxy.add_user("id-ana", Some("ana@x.edu"));
    webui.add_account("id-ana", "ana@x.edu", "Ana", "user");
    proxy.set_spend("id-ana", 5.0);
    proxy.set_budget("id-ana", Some(10.0));
    let physics = Organization {
        organization_alias: Some("Physics".to_owned()),
        budget_id: "b-org".to_owned(),
        spend: 4.5,
    };
    let all = BTreeMap::from([("o-1".to_owned(), physics)]);
    proxy.with(|state| state.organizations = Some(all));
    let caller = Caller::new(sandbox.proxy_url(), Some(sandbox.master_key()));
    let window = json!([{"budget_duration": "24h", "max_budget": 2}]);
    for (path, body) in [
        ("/budget/new", json!({"budget_id": "b-org", "max_budget": 10})),
        ("/budget/new", json!({"budget_id": "gold", "max_budget": 4})),
        ("/tag/new", json!({"name": "red", "max_budget": 2})),
        ("/team/new", json!({"team_id": "t-1", "team_alias": "lab", "models": ["m-1"]})),
        (
            "/team/member_add",
            json!({"team_id": "t-1", "member": {"role": "user", "user_id": "id-ana"},
                   "max_budget_in_team": 3}),
        ),
        ("/customer/new", json!({"user_id": "c-1", "budget_id": "gold"})),
        ("/customer/new", json!({"user_id": "d-2", "budget_id": "gold"})),
        (
            "/key/generate",
            json!({"key_alias": "ana-lab", "user_id": "id-ana", "budget_id": "gold",
                   "models": ["m-1"], "budget_limits": window}),
        ),
    ] {
        let answer = caller.post(path, body.clone()).await;
        assert_eq!(answer.status, 200, "{path} {body} {}", answer.text);
    }
    sandbox
}

/// What both faces stand on: the same people, and the same moment.
struct Scene {
    operator: Operator,
    roster: Arc<Roster>,
    context: Context,
}

impl Scene {
    async fn set(sandbox: &Sandbox) -> Self {
        let operator = Operator::at(sandbox).await;
        let (roster, context) = (Arc::new(operator.look().await), operator.context());
        Self { operator, roster, context }
    }

    async fn plan(&self, order: &Order) -> Result<Plan, String> {
        let session = &self.operator.session;
        let found = match order.needs(&self.roster) {
            Some(needs) => Some(order::meet(session, &self.roster, needs).await?),
            None => None,
        };
        order.plan(&Ground {
            roster: &self.roster,
            sync: &session.profile().sync,
            history: None,
            found: found.as_ref(),
            context: &self.context,
        })
    }

    /// By its arguments.
    async fn commanded(&self, line: &str) -> Plan {
        let words = ["bursar"].into_iter().chain(line.split(' '));
        let command = Args::try_parse_from(words).unwrap().command.unwrap();
        let errand = self.errand(&command);
        let order = errand.order(&self.roster, &self.operator.session).await.unwrap();
        self.plan(&order).await.unwrap()
    }

    fn errand<'a>(&self, command: &'a Command) -> Errand<'a> {
        match command {
            Command::Sync(options) => verbs::sync(options),
            Command::Block(options) => verbs::over_people(Wish::Block, options),
            Command::Unblock(options) => verbs::over_people(Wish::Unblock, options),
            Command::Reset(options) => verbs::reset(options),
            Command::Budget(options) => verbs::budget(options),
            Command::Key(command) => levers::key(command, self.context.now).unwrap(),
            Command::Team(command) => levers::team(command),
            Command::User(command) => levers::user(command),
            Command::Customer(command) => levers::customer(command),
            Command::BudgetRow(options) => purses::budget_rows(options),
            Command::Tag(command) => purses::tag(command),
            Command::Organization(command) => purses::organization(command),
            Command::Account(command) => levers::account(command),
            other => panic!("no plan is made by {other:?}"),
        }
    }

    /// A console at that place.
    async fn console(&self, place: &str) -> Model {
        let mut model = empty_console(160, 40);
        let profile = self.operator.session.profile();
        (model.now, model.session) = (self.context.now, Session::Open);
        (model.profile.sync, model.profile.guard) = (profile.sync.clone(), profile.guard);
        let epoch = model.epoch;
        let mut effects = update(&mut model, Msg::JournalLoaded(epoch, Ok(History::default())));
        effects.extend(observe(&mut model, self.roster.clone()));
        model.open_at(place.parse().unwrap());
        effects.extend(update(&mut model, Msg::Ticked(self.context.now)));
        self.carry_out(&mut model, effects).await;
        model
    }

    /// Carries out orders as the runner does, and what they make necessary.
    async fn carry_out(&self, model: &mut Model, effects: Vec<Effect>) {
        let session = &self.operator.session;
        let mut left = effects;
        while let Some(effect) = left.pop() {
            let answer = match effect {
                Effect::Plan(epoch, work) => {
                    let work = match work.needs() {
                        Some(needs) => {
                            let found = order::meet(session, work.roster(), needs).await;
                            work.knowing(found.unwrap())
                        }
                        None => *work,
                    };
                    Msg::Planned(epoch, Box::new(work.finish()))
                }
                Effect::Ask(epoch, number, ask) => {
                    let answer = engine::ask(session, &ask, &|_, _| {}).await;
                    Msg::Heard { epoch, number, answer }
                }
                Effect::Recount(epoch, recount) => {
                    Msg::Recounted(epoch, Box::new(recount.finish()))
                }
                Effect::LayOut(epoch, relay) => relay.finish(epoch),
                _ => continue,
            };
            left.extend(update(model, answer));
        }
    }

    /// The plan in front after these keys, else what was said instead.
    async fn pressed(&self, place: &str, keys: &str) -> Result<Plan, String> {
        let mut model = self.console(place).await;
        for key in keys.split(' ') {
            let effects = update(&mut model, Msg::Key(key_event(key)));
            self.carry_out(&mut model, effects).await;
        }
        match (model.showing::<PlanScreen>(), model.notice()) {
            (Some(plan), _) => Ok(Plan::clone(&plan.plan)),
            (None, Some(notice)) => Err(notice.text.clone()),
            (None, None) => panic!("{place}, {keys}: nothing came of it\n{}", screen(&model)),
        }
    }

    async fn is_one_plan(&self, line: &str, place: &str, keys: &str) {
        let commanded = self.commanded(line).await;
        match self.pressed(place, keys).await {
            Ok(pressed) => {
                assert_eq!(pressed.id, commanded.id, "{line}\n{pressed:#?}\n{commanded:#?}");
            }
            // The console says in a line what comes to nothing.
            Err(said) => {
                let [skip] = commanded.skipped.as_slice() else { panic!("{line}: {said}") };
                assert!(commanded.is_empty(), "{line}: {said}");
                assert_eq!(said, format!("Nothing to do. {}: {}", skip.user, skip.why), "{line}");
            }
        }
    }
}

#[tokio::test]
async fn one_wish_for_one_record_is_one_plan_by_command_and_by_key() {
    let sandbox = world().await;
    let scene = Scene::set(&sandbox).await;
    for wish in WishKind::iter() {
        for whom in WhomKind::iter() {
            let line = command(wish, whom);
            let fits = unfit(wish, whom).is_none();
            assert_eq!(line.is_some(), fits, "{wish:?} of {whom:?} is not the same to both faces");
            if let Some(line) = line {
                scene.is_one_plan(line, place(whom), keys(wish, whom)).await;
            }
        }
    }
    scene.is_one_plan("sync", place(WhomKind::People), "S").await;
}

#[tokio::test]
async fn whoever_shares_a_budget_row_is_counted_by_both_faces() {
    let sandbox = world().await;
    let scene = Scene::set(&sandbox).await;
    let customer = scene.pressed("customers c-1", "B 7 enter").await.unwrap();
    let reason = &customer.changes[0].reason;
    assert!(reason.contains("2 customers") && reason.contains("1 key (ana-lab)"), "{reason}");
    let key = scene.pressed("keys ana-lab", "B 7 enter").await.unwrap();
    assert!(key.changes[0].reason.contains("2 customers"), "{}", key.changes[0].reason);
}
