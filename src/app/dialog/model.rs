//! For which model to ask why: one of those the proxy serves, any other by name, or none.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::{Form, PickList, picks, text};
use crate::app::screen::why::WhyScreen;
use crate::app::screen::why::acts::take_model;
use crate::app::{Effect, Model};
use crate::domain::Text;
use crate::domain::text::harmless;

const PICKED: usize = 0;
const TYPED: usize = 1;

/// Nothing but the question.
#[derive(Debug)]
pub struct ChooseModel;

/// The dialog, with the models that were read with the last answer; the one chosen is picked.
pub fn dialog(screen: &WhyScreen) -> Dialog {
    let served = screen.models().unwrap_or_default();
    let chosen = screen.model.as_ref().map(Text::raw);
    let list = PickList::of_names(served.iter().map(|name| name.raw())).at_most_one();
    let is_served = served.iter().any(|name| Some(name.raw()) == chosen);
    let typed = chosen.filter(|_| !is_served).unwrap_or_default();
    let hint = "type to filter, space picks one that the proxy serves";
    let list = if is_served { list.with_picked(chosen.unwrap_or_default()) } else { list };
    let form = Form::new(vec![
        picks("model", hint, list),
        text("or by name", "a model as the request names it", typed),
    ]);
    Dialog::new(ChooseModel, form)
}

/// What is entered: typed before picked.
fn wanted(form: &Form) -> Option<Text> {
    let picked = form.picks(PICKED).first().map(|name| (*name).to_owned());
    let typed = form.text(TYPED).trim();
    let name = if typed.is_empty() { picked } else { Some(typed.to_owned()) };
    name.map(Text::from).and_then(Text::non_blank)
}

impl Ask for ChooseModel {
    fn say(&self, form: &Form, _model: &Model) -> Said {
        let mut said = Said::titled("Refused for which model?", "ask");
        let words = match wanted(form) {
            Some(name) => format!("Asks why requests for {} are refused.", harmless(name.raw())),
            None => "Asks without a model: what depends on it is not checked.".to_owned(),
        };
        said.preview.push((Tone::Plain, words));
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        take_model(model, wanted(form));
        (After::Close, Vec::new())
    }
}
