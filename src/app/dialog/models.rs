//! Which models somebody may use at the proxy, and what that comes to for whom, while it is typed.

use std::sync::Arc;

use super::tally::Outlook;
use super::{After, Ask, Dialog, Said, Tone, known_models, names, whom};
use crate::app::form::{Form, PickList, choice, picks, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::Text;
use crate::order::{Records, WhomKind, Wish};
use crate::plan::op::models::list;
use crate::plan::wish::{ModelsVerdict, ModelsWish};
use crate::roster::Roster;

/// For whom.
#[derive(Debug)]
pub struct ModelsForm {
    targets: Targets,
    records: Records,
}

const HOW: usize = 0;
const PICKED: usize = 1;
const TYPED: usize = 2;

/// What can be done with a list, in the order of [`wish_of`].
const WAYS: [&str; 4] = ["also these", "not these", "only these", "every model"];

/// The dialog. It offers the models that the proxy serves, and that keys, teams and users name.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let known = PickList::of_names(known_models(roster));
    let form = Form::new(vec![
        choice("allow", "left and right choose what is done with the list there is", &WAYS, 0),
        picks("models", "type to filter, space picks", known),
        text(
            "or by name",
            "names, parted by blanks; wildcards like openai/* as the proxy has them",
            "",
        ),
    ]);
    Dialog::new(ModelsForm { targets, records }, form)
}

/// What is entered; `None` while no model is named.
fn wish_of(form: &Form) -> Option<ModelsWish> {
    let picked = form.picks(PICKED).into_iter();
    let mut named: Vec<Text> = picked.chain(names(form.text(TYPED))).map(Text::from).collect();
    let mut seen = std::collections::HashSet::new();
    named.retain(|name| seen.insert(name.clone()));
    match (form.choice(HOW), named.is_empty()) {
        (3, _) => Some(ModelsWish::All),
        (_, true) => None,
        (0, false) => Some(ModelsWish::Add(named)),
        (1, false) => Some(ModelsWish::Remove(named)),
        (_, false) => Some(ModelsWish::Set(named)),
    }
}

impl ModelsForm {
    fn preview(&self, wish: &ModelsWish, said: &mut Said) {
        let mut outlook = Outlook::of(self.records.kind());
        for models in self.records.lists() {
            let Some(models) = models else {
                outlook.refusals.count("has no user at the proxy");
                continue;
            };
            match wish.verdict(models, self.records.list_of()) {
                ModelsVerdict::Becomes(after) => {
                    outlook.changes.count(&format!(
                        "{} → {}",
                        list(models.unwrap_or_default()),
                        list(&after)
                    ));
                }
                ModelsVerdict::Stays(why) => outlook.stays.count(&why),
                ModelsVerdict::Refused(why) => outlook.refusals.count(&why),
            }
        }
        outlook.say(said);
    }
}

/// Whom such a list holds for, and whom it does not.
fn reach(kind: WhomKind) -> &'static str {
    match kind {
        WhomKind::People => "It holds for personal keys; keys of a team go by the team's list.",
        WhomKind::Keys => "The list of the key's team or owner holds besides.",
        WhomKind::Teams | WhomKind::Members => "It holds for every key of the team.",
        WhomKind::Customers => {
            "It holds for every request that names the customer (LiteLLM ≥ 1.106)."
        }
        // They have no models: `availability` refuses the verb.
        WhomKind::Tags | WhomKind::Organizations | WhomKind::BudgetRows | WhomKind::Windows => "",
    }
}

impl Ask for ModelsForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Which models at the proxy?", "plan it");
        whom(&mut said, &self.targets, &self.records);
        if self.records.len() == 1
            && let Some(Some(models)) = self.records.lists().next()
        {
            let words = models.map_or_else(|| "unknown".to_owned(), list);
            said.text(Tone::Muted, format!("Now: {words}."));
        }
        said.text(Tone::Muted, reach(self.records.kind()));
        match wish_of(form) {
            None => said.refusal = Some("no model is named yet".into()),
            Some(wish) => self.preview(&wish, &mut said),
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let propose = |wish| verb::propose(model, Wish::Models(wish), self.targets.clone());
        (After::Close, wish_of(form).map_or_else(Vec::new, propose))
    }
}
