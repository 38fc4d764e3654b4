//! What lets a chat through to the proxy.

use jiff::Timestamp;

use super::set::Set;
use super::{AccountFacts, ChatFacts, key};
use crate::access::check::Check;
use crate::access::ladder::Ladder;
use crate::access::remedy::{Remedy, Wish};
use crate::access::rung::Rung;
use crate::domain::{Role, Text};

/// The remedies against this rung of the chat's ladder, the least far-reaching first.
pub(super) fn of(facts: &ChatFacts, ladder: &Ladder, rung: &Rung, now: Timestamp) -> Vec<Remedy> {
    let Some(account) = facts.account.known() else {
        let sentence = "Create an account for them in Open WebUI, as a sync does.";
        return vec![Remedy::advice(sentence.to_owned())];
    };
    let remedies = match rung.check {
        Check::WebuiRole => unblock(facts).into_iter().chain([let_in(account)]).collect(),
        Check::WebuiKey => key::cures(facts, now),
        Check::WebuiModel if facts.model.is_none() => show_any(facts, account, rung),
        Check::WebuiModel => show(facts, ladder, account, rung),
        _ => vec![mend(rung)],
    };
    remedies.into_iter().map(|remedy| remedy.with_the_rest(ladder)).collect()
}

/// Where bursar's own block took the role, which alone it gives back with all the rest of it.
fn unblock(facts: &ChatFacts) -> Option<Remedy> {
    let (user, account) = (facts.user.known()?, facts.account.known()?);
    let before = Role::from(user.block.as_ref()?.account_role.clone()?);
    let chats = matches!(before, Role::User | Role::Admin) && account.role == Role::Pending;
    chats.then(|| {
        let sentence = format!(
            "Unblock {}, whom bursar blocked, with all that the block took: the account has the \
             role {before} again; in force at once.",
            user.label()
        );
        Remedy::change(sentence, Wish::Unblock(user.id.clone()))
    })
}

fn let_in(account: &AccountFacts) -> Remedy {
    let label = account.label();
    if let Role::Other(role) = &account.role {
        return Remedy::advice(format!(
            "Give {label} the role user in Open WebUI's own screens: bursar does not change the \
             role {role}, which it could not give back."
        ));
    }
    let sentence = format!("Let {label} in: give the account the role user; in force at once.");
    Remedy::change(sentence, Wish::LetIn(account.id.clone()))
}

/// How many models are proposed to be granted, where any would do.
const PROPOSED: usize = 3;

/// One of the models that others see, else of the rest: any lets the account chat.
fn show_any(facts: &ChatFacts, account: &AccountFacts, rung: &Rung) -> Vec<Remedy> {
    let offered = facts.offered.known().map_or(&[][..], Vec::as_slice);
    let set = Set::of(facts, offered, account);
    if set.is_empty() {
        return vec![mend(rung)];
    }
    let models = set.of_others.iter().chain(&set.of_admins).take(PROPOSED);
    let grants = models.map(|model| grant(account, model));
    let everybody = "Or grant a model to a group of theirs, or to everybody, in Open WebUI's own \
                     screens (Admin Panel, Settings, Models).";
    grants.chain([Remedy::advice(everybody.to_owned())]).collect()
}

fn grant(account: &AccountFacts, model: &Text) -> Remedy {
    let sentence = format!("Let {} see {model} in Open WebUI; in force at once.", account.label());
    let wish = Wish::GrantInWebui { account: account.id.clone(), model: model.clone() };
    Remedy::change(sentence, wish)
}

/// A model that is switched off is seen by nobody, and one that no connection offers cannot be
/// granted.
fn show(facts: &ChatFacts, ladder: &Ladder, account: &AccountFacts, rung: &Rung) -> Vec<Remedy> {
    let model = &rung.subject;
    let entries = facts.entries.known().map_or(&[][..], Vec::as_slice);
    if entries.iter().any(|entry| entry.id == *model && !entry.is_active) {
        let sentence = format!("Switch {model} on in Open WebUI's own screens, for all its users.");
        return vec![Remedy::advice(sentence)];
    }
    let connection = ladder.rungs.iter().find(|rung| rung.check == Check::WebuiConnection);
    let broken = connection.filter(|rung| rung.refuses()).map(mend);
    broken.into_iter().chain([grant(account, model)]).collect()
}

fn mend(rung: &Rung) -> Remedy {
    let detail = &rung.detail;
    Remedy::advice(format!("Mend the connection in Open WebUI's admin settings: {detail}."))
}
