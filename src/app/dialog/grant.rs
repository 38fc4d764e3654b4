//! Which model to grant in Open WebUI.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{After, Ask, Dialog, Said, Tone, known_models, whom};
use crate::app::form::{Form, PickList, picks, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::{Role, Text};
use crate::order::{Records, Wish};
use crate::roster::{PersonRef, Roster};

/// To whom.
#[derive(Debug)]
pub struct GrantForm {
    targets: Targets,
    records: Records,
}

const PICKED: usize = 0;
const TYPED: usize = 1;

/// The dialog. It offers the models that Open WebUI does; where it did not tell, those of the proxy,
/// which have the same ids there.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let offered = roster.webui().map_or(&[][..], |side| &side.models);
    let known: BTreeSet<&str> = match offered {
        [] => known_models(roster),
        offered => offered.iter().map(Text::raw).collect(),
    };
    let known = PickList::of_names(known).at_most_one();
    let form = Form::new(vec![
        picks("model", "type to filter, space picks", known),
        text("or by id", "the model's id in Open WebUI", ""),
    ]);
    Dialog::new(GrantForm { targets, records }, form)
}

fn model_of(form: &Form) -> Option<Text> {
    let typed = form.text(TYPED);
    let picked = form.picks(PICKED).first().copied();
    Some(typed).filter(|typed| !typed.is_empty()).or(picked).map(Text::from)
}

impl Ask for GrantForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Grant which model in Open WebUI?", "plan it");
        whom(&mut said, &self.targets, &self.records);
        said.text(Tone::Muted, "What others may use stays; admins see every model.");
        let can = |role: &Role| *role != Role::Admin;
        let accounts = self.records.people().filter_map(PersonRef::account);
        let count = accounts.filter(|account| can(&account.role)).count();
        match model_of(form) {
            _ if count == 0 => {
                said.refusal = Some("nobody of them has an account that needs it".into());
            }
            None => said.refusal = Some("no model is named yet".into()),
            Some(model) => {
                let kind = self.records.kind();
                said.preview.push((Tone::Plain, format!("{model} for {}.", kind.count(count))));
            }
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let propose = |name| verb::propose(model, Wish::Grant(name), self.targets.clone());
        (After::Close, model_of(form).map_or_else(Vec::new, propose))
    }
}
