//! The departments: a team at the proxy and a group in the chat, by the same name.

use serde_json::json;

use crate::sandbox::{
    dice::Dice,
    litellm::{
        Meter,
        duration::Window,
        state::{Member, Membership, State as Proxy, Team},
    },
    openwebui::state::{Group, State as Webui},
};

/// A department's two ids.
#[derive(Clone, Debug)]
pub(crate) struct Department {
    pub(crate) team_id: String,
    pub(crate) group_id: String,
}

/// Name, budget and spend: one is over, one near, one unlimited. The last is blocked.
const DEPARTMENTS: [(&str, Option<f64>, f64); 8] = [
    ("lab", Some(100.0), 41.2),
    ("library", None, 12.75),
    ("physics", Some(200.0), 213.4),
    ("linguistics", Some(50.0), 46.1),
    ("economics", Some(150.0), 88.0),
    ("biology", Some(150.0), 20.5),
    ("computing", Some(500.0), 310.0),
    ("alumni", Some(25.0), 3.1),
];

/// Founds the departments, without anybody in them.
pub(crate) fn found(dice: &mut Dice, proxy: &mut Proxy, webui: &mut Webui) -> Vec<Department> {
    let now = proxy.clock.now();
    let seconds = webui.clock.seconds();
    let mut departments = Vec::new();
    for (name, budget, spend) in DEPARTMENTS {
        let mut team = Team::new(&dice.uuid(), now);
        team.team_alias = Some(name.to_owned());
        team.max_budget = budget;
        team.spend = Meter::of(spend);
        team.budget_duration = budget.map(|_| "30d".to_owned());
        team.budget_reset_at = budget.map(|_| Window::Month.next_reset(now));
        team.blocked = name == "alumni";
        let group = Group {
            id: dice.uuid(),
            user_id: String::new(),
            name: name.to_owned(),
            description: format!("Members of {name}"),
            parent_group_id: None,
            data: json!({"config": {"share": "members"}}),
            permissions: serde_json::Value::Null,
            user_ids: Vec::new(),
            created_at: seconds,
            updated_at: seconds,
        };
        departments.push(Department { team_id: team.team_id.clone(), group_id: group.id.clone() });
        proxy.teams.insert(team.team_id.clone(), team);
        webui.groups.insert(group.id.clone(), group);
    }
    departments
}

/// Puts a user into a team, a few of them with a budget of their own there.
pub(crate) fn join_team(
    team_id: &str,
    user_id: &str,
    email: Option<&str>,
    dice: &mut Dice,
    proxy: &mut Proxy,
) {
    let budget = dice.chance(6).then(|| dice.pick(&[2.0, 5.0, 10.0]));
    let spend = budget.map_or(0.0, |limit| super::money::rounded(limit * dice.fraction() * 1.2));
    let budget_id = budget.map(|limit| proxy.add_budget(Some(limit)));
    let Some(team) = proxy.teams.get_mut(team_id) else { return };
    team.members.push(Member {
        user_id: Some(user_id.to_owned()),
        user_email: email.map(str::to_owned),
        role: "user".to_owned(),
    });
    let (user_id, spend) = (user_id.to_owned(), Meter::of(spend));
    team.memberships.push(Membership { user_id, budget_id, spend });
}
