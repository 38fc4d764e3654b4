//! Which changes of a plan are done in turn, and which of them in one request.

use std::collections::{HashMap, HashSet};

use crate::engine::grants::Wished;
use crate::plan::op::{AddressMove, CreateUser, Directory, Whole};
use crate::plan::{Change, HolderId, Op, Outcome, Plan};

/// What is done by one task, in order. Two units never touch one record.
pub(super) type Unit<'a> = Vec<Step<'a>>;

/// Changes that begin and end together.
pub(super) enum Step<'a> {
    /// One by itself.
    One(&'a Change),
    /// Creations that travel in one request.
    Users(Vec<(&'a Change, &'a CreateUser)>),
    /// Of different accounts, of one model, whose list of grants is written once.
    Grants(Vec<(&'a Change, Wished<'a>)>),
}

impl<'a> Step<'a> {
    /// All of it.
    pub(super) fn changes(&self) -> Vec<&'a Change> {
        match self {
            Self::One(change) => vec![*change],
            Self::Users(users) => users.iter().map(|(change, _)| *change).collect(),
            Self::Grants(grants) => grants.iter().map(|(change, _)| *change).collect(),
        }
    }

    /// What of it may be done after what `ended` before it, if anything; and what may not, each with
    /// the number of the change that it waited for in vain.
    pub(super) fn after(
        &self,
        ended: &[(&Change, Outcome)],
    ) -> (Option<Self>, Vec<(&'a Change, u32)>) {
        let vain = |change: &'a Change| Some((change, waits_in_vain(change, ended)?));
        let held: Vec<_> = self.changes().into_iter().filter_map(vain).collect();
        let is_free = |change: &Change| held.iter().all(|(held, _)| held.id != change.id);
        let free = match self {
            Self::One(change) => is_free(change).then_some(Self::One(change)),
            Self::Users(users) => {
                let free = users.iter().filter(|(change, _)| is_free(change));
                Some(Self::Users(free.copied().collect()))
            }
            Self::Grants(grants) => {
                let free = grants.iter().filter(|(change, _)| is_free(change));
                Some(Self::Grants(free.copied().collect()))
            }
        };
        (free.filter(|step| !step.changes().is_empty()), held)
    }
}

/// The change listed under the same one that this one had to wait for, and that did not succeed.
fn waits_in_vain(change: &Change, ended: &[(&Change, Outcome)]) -> Option<u32> {
    let turn = |change: &Change| change.op.nature().turn;
    let failed = ended.iter().find(|(earlier, outcome)| {
        !outcome.kind.is_success()
            && earlier.holder == change.holder
            && turn(change).waits_for(turn(earlier))
    });
    failed.map(|(earlier, _)| earlier.id)
}

/// What must not be worked on twice at once.
#[derive(PartialEq, Eq, Hash)]
enum Tie<'a> {
    Holder(&'a HolderId),
    Whole(Whole<'a>),
    Address(Directory, String),
}

impl<'a> Tie<'a> {
    /// All that this change is tied by. An address is freed before it is given.
    fn of(change: &'a Change) -> Vec<Self> {
        let mut ties = vec![Self::Holder(&change.holder)];
        ties.extend(change.op.nature().rewrites.map(Self::Whole));
        if let Some(AddressMove { directory, frees, gives }) = change.op.address_move() {
            ties.extend(frees.into_iter().chain([gives]).map(|one| Self::Address(directory, one)));
        }
        ties
    }
}

/// Splits a plan into units, with at most `creations` users and `grants` grants in one request, in
/// the plan's order.
pub(super) fn units(plan: &Plan, creations: usize, grants: usize) -> Vec<Unit<'_>> {
    let (mut users, mut others): (Vec<(&Change, &CreateUser)>, Vec<&Change>) = Default::default();
    let all = || plan.changes.iter().filter_map(|change| change.op.address_move());
    let freed: HashSet<String> = all().filter_map(|moved| moved.frees).collect();
    let waits = |change: &Change| {
        let moved = change.op.address_move();
        moved.is_some_and(|moved| freed.contains(&moved.gives))
    };
    for change in &plan.changes {
        match &change.op {
            Op::CreateUser(op) if creations > 1 && !waits(change) => users.push((change, op)),
            _ => others.push(change),
        }
    }
    let users = users.chunks(creations.max(1)).map(|chunk| vec![Step::Users(chunk.to_vec())]);
    let others = tied(&others).into_iter().map(|changes| steps(&changes, grants));
    users.chain(others).collect()
}

/// Those that are listed under one, rewrite one record or are about one address, and whatever else
/// these are tied to, in their order.
fn tied<'a>(changes: &[&'a Change]) -> Vec<Vec<&'a Change>> {
    // Of each change an earlier one that it is tied to, or itself: the first has the lowest place.
    let mut earlier: Vec<usize> = (0..changes.len()).collect();
    let mut first: HashMap<Tie<'_>, usize> = HashMap::new();
    for (place, change) in changes.iter().enumerate() {
        for tie in Tie::of(change) {
            let other = *first.entry(tie).or_insert(place);
            let (a, b) = (root(&mut earlier, place), root(&mut earlier, other));
            earlier[a.max(b)] = a.min(b);
        }
    }
    let mut units: Vec<Vec<&Change>> = Vec::new();
    let mut unit_of: HashMap<usize, usize> = HashMap::new();
    for (place, change) in changes.iter().enumerate() {
        let unit = *unit_of.entry(root(&mut earlier, place)).or_insert_with(|| {
            units.push(Vec::new());
            units.len() - 1
        });
        units[unit].push(change);
    }
    units
}

/// The first of those that this one is tied to; the way there is halved.
fn root(earlier: &mut [usize], mut place: usize) -> usize {
    while earlier[place] != place {
        earlier[place] = earlier[earlier[place]];
        place = earlier[place];
    }
    place
}

/// Grants of one model that follow each other, of different accounts, are one step.
fn steps<'a>(changes: &[&'a Change], at_most: usize) -> Unit<'a> {
    let mut steps: Unit<'a> = Vec::new();
    for change in changes {
        let Some(wished) = Wished::of(&change.op) else {
            steps.push(Step::One(change));
            continue;
        };
        let joins = |(_, other): &(&Change, Wished<'_>)| {
            other.model == wished.model && other.account != wished.account
        };
        match steps.last_mut() {
            Some(Step::Grants(grants)) if grants.len() < at_most && grants.iter().all(joins) => {
                grants.push((change, wished));
            }
            _ => steps.push(Step::Grants(vec![(change, wished)])),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::domain::{AccountId, GuardPolicy, KeyHash, ProxyUserId, Role, Text};
    use crate::plan::op::{
        Edit, Edits, GrantModel, RevokeModel, SetKeyModels, SetRole, UpdateUser,
    };
    use crate::plan::{Population, Purpose};

    /// `ana:grant:m`, `ana:revoke:m`, `ana:role:a`, `ana:key:h`, `ana:new:x`, `ana:mail:x>y`.
    fn plan(words: &str) -> Plan {
        let change = |(index, word): (usize, &str)| {
            let [holder, verb, of] = word.split(':').collect::<Vec<_>>()[..] else {
                panic!("{word}")
            };
            let account = AccountId::new(holder);
            let op: Op = match verb {
                "grant" => GrantModel { account, model: Text::from(of) }.into(),
                "revoke" => RevokeModel { account, model: Text::from(of) }.into(),
                "role" => {
                    let account = AccountId::new(of);
                    SetRole { account, before: Role::User, after: Role::Pending }.into()
                }
                "key" => {
                    let (hash, label) = (KeyHash::new(of), of.to_owned());
                    SetKeyModels { hash, label, before: vec![], after: vec![] }.into()
                }
                "new" => {
                    let (user_id, email) = (ProxyUserId::new(holder), Some(Text::from(of)));
                    CreateUser { user_id, email, alias: None, role: None, max_budget: None }.into()
                }
                "mail" => {
                    let (before, after) = of.split_once('>').unwrap();
                    let email = Some(Edit { before: Some(before.into()), after: after.into() });
                    let edits = Edits { name: None, email };
                    UpdateUser { user_id: ProxyUserId::new(holder), edits }.into()
                }
                other => panic!("{other}"),
            };
            Change {
                id: u32::try_from(index + 1).unwrap(),
                undoes: None,
                holder: HolderId::new(holder),
                user: holder.to_owned(),
                reason: String::new(),
                op,
            }
        };
        Plan {
            id: String::new(),
            profile: Text::from("p"),
            purpose: Purpose::Undo,
            undoes: None,
            made_at: Timestamp::UNIX_EPOCH,
            fingerprint: String::new(),
            population: Population::new(10, GuardPolicy { percent: 50, at_least: 3 }),
            changes: words.split_whitespace().enumerate().map(change).collect(),
            skipped: Vec::new(),
        }
    }

    /// The numbers of the changes: `[1 2] 3 | 4`, with a bar between units and brackets around what
    /// is one request.
    fn shown(plan: &Plan) -> String {
        let step = |step: &Step<'_>| match step {
            Step::One(change) => change.id.to_string(),
            Step::Users(_) | Step::Grants(_) => {
                let ids = step.changes().into_iter().map(|change| change.id.to_string());
                format!("[{}]", ids.collect::<Vec<_>>().join(" "))
            }
        };
        let unit = |unit: &Unit<'_>| unit.iter().map(step).collect::<Vec<_>>().join(" ");
        units(plan, 100, 3).iter().map(unit).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn what_rewrites_one_record_is_done_in_turn_whoever_it_is_listed_under() {
        for (words, wanted) in [
            ("ana:grant:m ben:grant:m", "[1 2]"),
            ("ana:grant:m ben:grant:n", "[1] | [2]"),
            ("ana:grant:m ben:revoke:m", "[1 2]"),
            ("ana:grant:m ana:revoke:m", "[1] [2]"),
            // At most three in one request, and what follows comes after it.
            ("a:grant:m b:grant:m c:grant:m d:grant:m", "[1 2 3] [4]"),
            // Ben's model ties Ana's to Cho's.
            ("ana:grant:m cho:grant:n dan:role:d ben:grant:n ben:grant:m", "[1] [2 4] [5] | 3"),
            ("ana:role:a ana:grant:m ben:role:b ben:grant:m", "1 [2] 3 [4]"),
            ("ana:key:h ben:key:h cho:key:k", "1 2 | 3"),
            ("ana:role:x ben:role:x", "1 2"),
            ("ana:role:a ben:role:b ana:key:h", "1 3 | 2"),
            // An address is freed before it is given, to whomever.
            ("ana:mail:a>x ben:mail:b>a cho:mail:c>y", "1 2 | 3"),
            ("ana:mail:A>x ben:mail:b>a cho:mail:c>b", "1 2 3"),
            ("ana:new:n ben:new:b cho:mail:b>x", "[1] | 2 3"),
        ] {
            assert_eq!(shown(&plan(words)), wanted, "{words}");
        }
    }
}
