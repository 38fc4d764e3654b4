//! The lists of keys, teams, members and customers: what they open, keep and say.

use std::sync::Arc;

use bursar::app::{Effect, Model, Msg, Remote, Screen, update};
use bursar::domain::{
    Budget, Customer, Key, KeyHash, ListedMember, ProxySide, ProxyUserId, Side, Snapshot,
    SyncPolicy, Team, TeamId, TeamMember, Text,
};
use bursar::roster::{PersonId, Roster, join};
use jiff::SignedDuration;

use super::support::{budget, console, key, now, observe, press, screen, snapshot, told, usd};

/// As [`snapshot`], with keys, teams and customers in every state.
fn with_records() -> Snapshot {
    let mut snapshot = snapshot();
    let Side::Seen(side) = &mut snapshot.proxy else { panic!("the proxy answered") };
    let more = [
        Key {
            team_id: Some(TeamId::new("t-lab")),
            budget: budget("2", Some(-20 * 60)),
            spend: Some(usd("2.10")),
            ..key("a3", "ana", false)
        },
        Key {
            expires: Some((now() - SignedDuration::from_hours(50)).into()),
            ..key("b2", "ben", false)
        },
        Key {
            alias: None,
            user_id: None,
            team_id: Some(TeamId::new("t-lab")),
            budget: budget("-", None),
            expires: Some((now() + SignedDuration::from_hours(50)).into()),
            models: Vec::new(),
            ..key("5e", "nobody", false)
        },
        Key { user_id: Some(ProxyUserId::new("left")), ..key("1f", "left", false) },
    ];
    side.keys.rows.extend(more);
    side.teams.rows.push(Team {
        id: TeamId::new("t-old"),
        alias: Some(Text::from("old lab")),
        spend: Some(usd("12")),
        budget: budget("10", Some(-86_400)),
        models: vec![Text::from("gpt-4o")],
        blocked: true,
        members: 0,
    });
    customers(side);
    snapshot
}

fn customers(side: &mut ProxySide) {
    let customer = |id: &str, spend: &str, row: Option<&str>| Customer {
        id: Text::from(id),
        alias: None,
        blocked: false,
        spend: Some(usd(spend)),
        budget: row.map_or_else(Budget::default, |_| budget("5", Some(86_400 + 1_800))),
        budget_id: row.map(Text::from),
        models: Vec::new(),
    };
    side.customers.rows.extend([
        customer("ben", "4.20", Some("b-students")),
        customer("shop-17", "0.10", Some("b-students")),
        Customer { blocked: true, ..customer("kiosk", "7", Some("b-kiosk")) },
    ]);
}

fn roster() -> Arc<Roster> {
    Arc::new(join(Arc::new(with_records()), &SyncPolicy::default()))
}

/// A console that has read all that.
pub(crate) fn stocked(width: u16, height: u16, keys: &str) -> Model {
    let mut model = console(width, height);
    observe(&mut model, roster());
    press(&mut model, keys);
    model
}

fn member(id: &str, spend: &str, own: Option<Budget>) -> ListedMember {
    let default = Some(budget("20", Some(86_400 + 1_800)));
    let is_default = own.is_none();
    let budget = own.or_else(|| default.clone()).unwrap_or_default();
    let user = ProxyUserId::new(id);
    ListedMember {
        place: TeamMember { user, spend: Some(usd(spend)), budget, is_default, default },
        role: Some(Text::from("user")),
        email: None,
    }
}

/// Answers the order for members that was given last.
fn answer(model: &mut Model, answer: Result<Vec<ListedMember>, String>) -> Vec<Effect> {
    let (epoch, number) = (model.epoch, model.member_orders);
    told(model, Msg::MembersRead { epoch, number, answer: answer.map(Into::into) })
}

/// The members of the team in front, being read.
pub(crate) fn members_loading(width: u16, height: u16) -> Model {
    stocked(width, height, "g t / t - l a b enter enter")
}

pub(crate) fn members(width: u16, height: u16) -> Model {
    let mut model = members_loading(width, height);
    let members = vec![
        member("ana", "10.02", None),
        member("ben", "3", Some(budget("4", Some(-20 * 60)))),
        member("gone", "0", Some(budget("0", None))),
    ];
    answer(&mut model, Ok(members));
    model
}

pub(crate) fn members_failed(width: u16, height: u16) -> Model {
    let mut model = members_loading(width, height);
    let why = "LiteLLM (llm.example.edu): cannot read a team's members: no answer in time";
    answer(&mut model, Err(why.into()));
    model
}
