//! Storing one invented person on the side or sides they are on.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{
    SeedKind,
    money::{purse, rounded},
    person::{Person, ROOT_PASSWORD},
    teams::{Department, join_team},
};
use crate::sandbox::{
    dice::Dice,
    litellm::{
        Meter,
        state::{Customer, State as Proxy, User},
    },
    openwebui::state::{Account, State as Webui},
};

const DAY: i64 = 24 * 3600;

/// Stores a person, their departments and what they spend.
pub(crate) fn person(
    person: &Person,
    departments: &[Department],
    dice: &mut Dice,
    proxy: &mut Proxy,
    webui: &mut Webui,
) {
    let homes = homes(departments, dice);
    if person.is_at_proxy() {
        user(person, &homes, dice, proxy);
    }
    if person.is_in_chat() {
        account(person, dice, webui);
        for home in &homes {
            if let Some(group) = webui.groups.get_mut(&home.group_id) {
                group.user_ids.push(person.account_id.clone());
            }
        }
        if dice.chance(15) {
            customer(person, dice, proxy);
        }
    }
    if person.kind == SeedKind::Conflict {
        twin(person, dice, proxy);
    }
    if person.kind == SeedKind::Root {
        for group in webui.groups.values_mut() {
            group.user_id.clone_from(&person.account_id);
        }
    }
}

/// Most are in one department, some in two, some in none.
fn homes(departments: &[Department], dice: &mut Dice) -> Vec<Department> {
    let count = match dice.below(100) {
        0..15 => 0,
        15..85 => 1,
        _ => 2,
    };
    let mut order: Vec<&Department> = departments.iter().collect();
    dice.shuffle(&mut order);
    order.into_iter().take(count).cloned().collect()
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(now)
}

fn user(person: &Person, homes: &[Department], dice: &mut Dice, proxy: &mut Proxy) {
    let now = proxy.clock.now();
    let purse = purse(dice, now);
    let mut user = User::new(&person.user_id, ago(now, person.age_days));
    user.user_alias = Some(person.name.clone());
    user.user_email = email_at_proxy(person);
    let role = match person.kind {
        SeedKind::Root | SeedKind::Admin => "proxy_admin",
        SeedKind::Viewer => "proxy_admin_viewer",
        _ => "internal_user",
    };
    user.user_role = Some(role.to_owned());
    if person.kind == SeedKind::LinkedBySso {
        user.sso_user_id = Some(person.account_id.clone());
        // The directory writes this, and only `/spend/users` shows it.
        let enterprise = json!({"department": "physics"});
        user.metadata.insert("scim_enterprise".to_owned(), enterprise);
    }
    if dice.chance(10) {
        user.models = vec!["gpt-4o-mini".to_owned()];
    }
    user.teams = homes.iter().map(|home| home.team_id.clone()).collect();
    user.spend = purse.meter();
    user.max_budget = purse.max_budget;
    user.budget_duration = purse.duration;
    user.budget_reset_at = purse.reset_at;
    for home in homes {
        let email = user.user_email.as_deref();
        join_team(&home.team_id, &person.user_id, email, dice, proxy);
    }
    keys(person, &user, dice, proxy);
    proxy.users.insert(user.user_id.clone(), user);
}

fn email_at_proxy(person: &Person) -> Option<String> {
    match person.kind {
        SeedKind::Service | SeedKind::LinkedBySso => None,
        // As somebody typed it into a form.
        SeedKind::LinkedByEmail => Some(capitalised(&person.email())),
        _ => Some(person.email()),
    }
}

fn capitalised(email: &str) -> String {
    let mut begins = true;
    let letters = email.chars().map(|letter| {
        let shown = if begins { letter.to_ascii_uppercase() } else { letter };
        begins = letter == '.';
        shown
    });
    letters.collect()
}

fn keys(person: &Person, user: &User, dice: &mut Dice, proxy: &mut Proxy) {
    const PURPOSES: [&str; 4] = ["laptop", "lab", "notebook", "thesis"];
    let count = match person.kind {
        SeedKind::Blocked => 2,
        SeedKind::Service => 1,
        _ => dice.pick(&[0, 1, 1, 2, 2, 3, 4]),
    };
    let mut left = user.spend.written();
    for (place, purpose) in PURPOSES.into_iter().enumerate().take(count) {
        let (_, mut key) = proxy.mint();
        let now = proxy.clock.now();
        key.created_at = ago(now, dice.between(1, person.age_days.min(300)));
        key.updated_at = key.created_at;
        key.key_alias = Some(format!("{}-{purpose}", person.handle));
        key.user_id = Some(user.user_id.clone());
        key.team_id = user.teams.first().filter(|_| dice.chance(25)).cloned();
        let spend = if place + 1 == count { left } else { rounded(left * dice.fraction()) };
        left = rounded(left - spend);
        key.spend = Meter::of(spend);
        if dice.chance(20) {
            key.max_budget = Some(dice.pick(&[1.0, 5.0, 10.0]));
        }
        if dice.chance(12) {
            key.models = vec!["gpt-4o-mini".to_owned()];
        }
        key.expires = match dice.below(100) {
            0..4 => Some(ago(now, dice.between(1, 60))),
            4..30 => Some(ago(now, -dice.between(2, 200))),
            _ => None,
        };
        if person.kind == SeedKind::Blocked && place == 0 {
            key.blocked = Some(true);
            key.settings_updated_at = Some(ago(now, 2));
        }
        proxy.keys.insert(key.token.clone(), key);
    }
}

/// The account of a person.
pub(crate) fn account(person: &Person, dice: &mut Dice, webui: &mut Webui) {
    let now = webui.clock.seconds();
    let role = match person.kind {
        SeedKind::Root | SeedKind::Admin => "admin",
        SeedKind::Pending => "pending",
        SeedKind::OddRole => "usr",
        _ => "user",
    };
    let name = match person.kind {
        SeedKind::DriftedName => format!("{} (she/her)", person.name),
        _ => person.name.clone(),
    };
    let email = match person.kind {
        SeedKind::DriftedEmail => person.email().replacen('@', "-new@", 1),
        _ => person.email(),
    };
    let created_at = now - person.age_days * DAY;
    let mut account = Account::new(&person.account_id, &email, &name, role, created_at);
    account.last_active_at = match person.kind {
        SeedKind::Pending => created_at,
        _ => now - last_seen(dice).min(person.age_days * DAY),
    };
    account.password =
        if person.kind == SeedKind::Root { ROOT_PASSWORD.to_owned() } else { dice.secret(16) };
    webui.accounts.insert(account.id.clone(), account);
}

/// Some are here now, most were this week, some have not been for months.
fn last_seen(dice: &mut Dice) -> i64 {
    match dice.below(100) {
        0..8 => dice.between(0, 170),
        8..40 => dice.between(180, DAY),
        40..80 => dice.between(DAY, 14 * DAY),
        _ => dice.between(14 * DAY, 200 * DAY),
    }
}

/// The customer row that chat traffic of this person left at the proxy.
fn customer(person: &Person, dice: &mut Dice, proxy: &mut Proxy) {
    // A drifted e-mail would find nobody, so those are known by their id.
    let by_email = person.kind == SeedKind::InStep && dice.chance(30);
    let id = if by_email { person.email() } else { person.account_id.clone() };
    let mut customer = Customer::new(&id);
    customer.spend = Meter::of(rounded(dice.fraction() * 8.0));
    if dice.chance(40) {
        customer.budget_id = Some(proxy.add_budget(Some(dice.pick(&[2.0, 5.0, 10.0]))));
    }
    proxy.customers.insert(id, customer);
}

/// The second proxy user with the e-mail of the first, who came before them and has no account.
fn twin(person: &Person, dice: &mut Dice, proxy: &mut Proxy) {
    let now = proxy.clock.now();
    let mut twin = User::new(&format!("u-{}-old", person.handle), ago(now, person.age_days + 40));
    twin.user_alias = Some(person.name.clone());
    twin.user_email = Some(capitalised(&person.email()));
    twin.user_role = Some("internal_user".to_owned());
    let purse = purse(dice, now);
    twin.spend = purse.meter();
    twin.max_budget = purse.max_budget;
    twin.budget_duration = purse.duration;
    twin.budget_reset_at = purse.reset_at;
    proxy.users.insert(twin.user_id.clone(), twin);
}
