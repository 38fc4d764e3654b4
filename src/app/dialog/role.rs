//! Which role accounts are to have in Open WebUI.

use std::sync::Arc;

use super::{After, Ask, Dialog, Said, Tone, whom};
use crate::app::form::{Form, choice};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::Role;
use crate::order::{Records, Wish};
use crate::roster::{PersonRef, Roster};

/// Whose.
#[derive(Debug)]
pub struct RoleForm {
    targets: Targets,
    records: Records,
}

const ROLE: usize = 0;

/// The roles there are, the least first.
const ROLES: [&str; 3] = ["pending", "user", "admin"];

/// The dialog; who is pending is offered to be let in.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let first = records.people().find_map(PersonRef::account);
    let chosen = match first.map(|account| &account.role) {
        Some(Role::User) => 0,
        _ => 1,
    };
    let field = choice("role", "left and right choose", &ROLES, chosen);
    Dialog::new(RoleForm { targets, records }, Form::new(vec![field]))
}

fn role_of(form: &Form) -> Role {
    match form.choice(ROLE) {
        0 => Role::Pending,
        1 => Role::User,
        _ => Role::Admin,
    }
}

impl Ask for RoleForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Which role in Open WebUI?", "plan it");
        whom(&mut said, &self.targets, &self.records);
        let wanted = role_of(form);
        let (mut without, mut has, mut changes) = (0, 0, 0);
        for person in self.records.people() {
            match person.account() {
                None => without += 1,
                Some(account) if account.role == wanted => has += 1,
                Some(_) => changes += 1,
            }
        }
        let meaning = match wanted {
            Role::Pending => "every call in the chat is refused; keys at the proxy go on working",
            Role::User => "may chat, with the models granted to them",
            _ => "may do everything in Open WebUI",
        };
        said.notes.push((ROLE, super::Note::Meaning(meaning.to_owned())));
        let kind = self.records.kind();
        let counts = [
            (changes, format!("becomes {wanted}")),
            (has, format!("has the role {wanted} already")),
            (without, "has no account in Open WebUI".to_owned()),
        ];
        let words: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{} {}", kind.count(*count), plural(*count, words)))
            .collect();
        let tone = if wanted == Role::Admin { Tone::Warn } else { Tone::Plain };
        said.preview.push((tone, format!("{}.", words.join("; "))));
        if changes == 0 {
            said.refusal = Some("nothing would change".into());
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let wish = Wish::Role(role_of(form));
        (After::Close, verb::propose(model, wish, self.targets.clone()))
    }
}

fn plural(count: usize, words: &str) -> String {
    match (count, words.split_once(' ')) {
        (1, _) | (_, None) => words.to_owned(),
        (_, Some(("has", rest))) => format!("have {rest}"),
        (_, Some((_, rest))) => format!("become {rest}"),
    }
}
