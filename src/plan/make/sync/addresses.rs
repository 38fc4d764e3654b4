//! Addresses that change hands: who frees one goes before who gets it.
//!
//! An address that somebody else keeps is given to nobody. In a circle nobody can go first: Open
//! WebUI takes no address twice, and a third one in between would be left behind by whatever stops
//! the plan there; so a circle is for a person to open.

use std::collections::{HashMap, HashSet, VecDeque};

use super::Wish;
use crate::domain::Email;
use crate::plan::Op;
use crate::plan::op::{AddressMove, Directory};
use crate::roster::{PersonRef, Roster};

/// What is to be done, in an order in which each address is free when it is given.
pub(super) struct Arranged<'a> {
    pub(super) in_order: Vec<Wish<'a>>,
    /// Whose address is left as it is, and why.
    pub(super) left: Vec<(PersonRef<'a>, String)>,
}

/// Puts these in order, by as little as needs be.
pub(super) fn arrange<'a>(roster: &'a Roster, wishes: Vec<Wish<'a>>) -> Arranged<'a> {
    let all_moves: Vec<Option<AddressMove>> =
        wishes.iter().map(|wish| wish.op.address_move()).collect();
    let Turns { order, left } = Turns::new(roster, &wishes, &all_moves);
    let mut wishes: Vec<Option<Wish<'a>>> = wishes.into_iter().map(Some).collect();
    let mut arranged = Arranged { in_order: Vec::with_capacity(wishes.len()), left: Vec::new() };
    for wish in order {
        arranged.in_order.extend(wishes[wish].take());
    }
    for (wish, why) in wishes.into_iter().zip(left) {
        let (Some(wish), Some(why)) = (wish, why) else { continue };
        arranged.left.push((wish.person, why));
        arranged.in_order.extend(name_alone(wish));
    }
    arranged
}

/// The name may follow, where the address may not.
fn name_alone(mut wish: Wish<'_>) -> Option<Wish<'_>> {
    let (Op::UpdateUser(crate::plan::op::UpdateUser { edits, .. })
    | Op::UpdateAccount(crate::plan::op::UpdateAccount { edits, .. })) = &mut wish.op
    else {
        return None;
    };
    edits.email = None;
    (!edits.is_empty()).then_some(wish)
}

/// In which order, by place in the list; and why the others are left.
struct Turns {
    order: Vec<usize>,
    left: Vec<Option<String>>,
}

type Address<'m> = (Directory, &'m str);

impl Turns {
    fn new(roster: &Roster, wishes: &[Wish<'_>], all_moves: &[Option<AddressMove>]) -> Self {
        let mut given: HashMap<Address<'_>, usize> = HashMap::new();
        for moved in all_moves.iter().flatten() {
            *given.entry((moved.directory, &moved.gives)).or_default() += 1;
        }
        let holders = holders(roster, &given);
        let frees = all_moves.iter().enumerate().filter_map(|(place, moved)| {
            let moved = moved.as_ref().filter(|moved| moved.frees.is_some())?;
            Some(((wishes[place].person.id(), moved.directory), place))
        });
        let freed_by: HashMap<_, usize> = frees.collect();

        let mut left: Vec<Option<String>> = vec![None; wishes.len()];
        // Who waits for that one, and for how many each waits.
        let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); wishes.len()];
        let mut awaited = vec![0_usize; wishes.len()];
        for (place, moved) in all_moves.iter().enumerate() {
            let Some(AddressMove { directory, gives, .. }) = moved else { continue };
            let address = (*directory, gives.as_str());
            if given.get(&address).is_some_and(|people| *people > 1) {
                left[place] = Some(several(address));
            }
            let person = wishes[place].person;
            let others = holders.get(&address).into_iter().flatten();
            for holder in others.filter(|holder| holder.id() != person.id()) {
                match freed_by.get(&(holder.id(), *directory)) {
                    Some(&first) => {
                        waiting[first].push(place);
                        awaited[place] += 1;
                    }
                    None => {
                        left[place] =
                            Some(format!("{}; give one of them another", held(address, *holder)));
                    }
                }
            }
        }

        let mut gone: Vec<usize> =
            (0..wishes.len()).filter(|place| left[*place].is_some()).collect();
        while let Some(first) = gone.pop() {
            for &place in &waiting[first] {
                if left[place].is_some() {
                    continue;
                }
                let address = all_moves[place].as_ref().map(|m| (m.directory, m.gives.as_str()));
                let why = address.map(|address| held(address, wishes[first].person));
                left[place] = why.map(|why| format!("{why}, whose own is left as it is"));
                gone.push(place);
            }
        }

        let is_ready = |place: &usize| awaited[*place] == 0 && left[*place].is_none();
        let mut ready: VecDeque<usize> = (0..wishes.len()).filter(is_ready).collect();
        let mut order = Vec::with_capacity(wishes.len());
        while let Some(first) = ready.pop_front() {
            order.push(first);
            for &place in &waiting[first] {
                awaited[place] -= 1;
                if awaited[place] == 0 && left[place].is_none() {
                    ready.push_back(place);
                }
            }
        }

        let done: HashSet<usize> = order.iter().copied().collect();
        for (place, moved) in all_moves.iter().enumerate() {
            let Some(AddressMove { directory, gives, .. }) = moved else { continue };
            if !done.contains(&place) && left[place].is_none() {
                left[place] = Some(circle(*directory, gives));
            }
        }
        Self { order, left }
    }
}

/// Who has the addresses that are given.
fn holders<'x>(
    roster: &'x Roster,
    given: &'x HashMap<Address<'x>, usize>,
) -> HashMap<Address<'x>, Vec<PersonRef<'x>>> {
    let mut holders: HashMap<Address<'x>, Vec<PersonRef<'x>>> = HashMap::new();
    for person in roster.people() {
        let user = person.proxy().and_then(|user| user.email.as_ref());
        let account = person.account().and_then(|account| account.email.as_ref());
        for (directory, email) in [(Directory::Proxy, user), (Directory::Webui, account)] {
            let Some(email) = email.map(Email::normal) else { continue };
            if let Some((address, _)) = given.get_key_value(&(directory, email)) {
                holders.entry(*address).or_default().push(person);
            }
        }
    }
    holders
}

fn held((directory, address): Address<'_>, holder: PersonRef<'_>) -> String {
    let address = crate::domain::text::harmless(address);
    let whose = match (directory, holder.proxy(), holder.account()) {
        (Directory::Proxy, Some(user), _) => format!("user {} at the proxy", user.id),
        (Directory::Webui, _, Some(account)) => format!("account {} in Open WebUI", account.id),
        _ => holder.label(),
    };
    format!("conflict, {address} is still the e-mail of {whose}")
}

fn several((directory, address): Address<'_>) -> String {
    let address = crate::domain::text::harmless(address);
    let other = match directory {
        Directory::Proxy => "Open WebUI",
        Directory::Webui => "the proxy",
    };
    format!("conflict, several people have the e-mail {address} in {other}; give each their own")
}

fn circle(directory: Directory, address: &str) -> String {
    let address = crate::domain::text::harmless(address);
    let place = match directory {
        Directory::Proxy => "at the proxy",
        Directory::Webui => "in Open WebUI",
    };
    format!(
        "conflict, {address} and other e-mails would go round in a circle, and none is free to be \
         given first; give one of these people another {place}, and sync again"
    )
}
