//! Whether to apply the plan on the screen: whom it touches, what happens to them, and what of it
//! nothing will undo. How much it takes to say yes is the plan's [`Tier`].

use super::{After, Ask, Dialog, Part, Said, Tone};
use crate::app::PlanScreen;
use crate::app::form::{Form, text};
use crate::app::{Effect, Model, Notice};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::plan::op::Wording;
use crate::plan::{Change, Danger, Plan, Release, Tier, render};

/// Changes listed at most: the list behind the dialog has them all.
const LISTED: usize = 100;

/// What is asked: the plan does not change while it is, so what is said of it is made once.
#[derive(Debug)]
pub struct ApplyPlan {
    said: Said,
    release: Option<String>,
}

/// The dialog for the plan in front, if there is one.
pub fn dialog(model: &Model) -> Option<Dialog> {
    let screen = model.showing::<PlanScreen>()?;
    let plan = &screen.plan;
    let profile = harmless(&model.profile.name);
    let release = plan.release().map(|release| release.word(&model.profile.name));
    let fields = match plan.release() {
        None => Vec::new(),
        Some(Release::Changes(_)) => vec![text("number", "", "")],
        Some(Release::Profile) => vec![text("profile", "", "")],
    };
    let mut said = Said::titled(title(plan), "apply");
    let (tone, place) = match &model.profile.label {
        Some(label) => (Tone::Band, format!(" On {profile}: {} ", harmless(label))),
        None => (Tone::Muted, format!("On {profile}.")),
    };
    said.text(tone, place);
    if let Some(sweep) = plan.sweep() {
        said.text(Tone::Warn, format!("It {}.", sweep.does()));
    }
    if plan.changes.len() > 1 {
        said.text(Tone::Plain, format!("{}.", render::summary(plan)));
    }
    said.body.push(Part::Gap);
    list(&mut said, plan);
    said.preview = undo_words(screen);
    let tail = (Tone::Muted, in_force(plan).unwrap_or_default().to_owned());
    said.preview.extend(Some(tail).filter(|(_, words)| !words.is_empty()));
    Some(Dialog::new(ApplyPlan { said, release }, Form::new(fields).careful()))
}

fn title(plan: &Plan) -> String {
    let changes = match plan.changes.len() {
        1 => "1 change".to_owned(),
        n => format!("{} changes", group_thousands(n as u64)),
    };
    format!("Apply {changes} to {}?", render::touched(plan))
}

/// Each person once, with the id in its column; below, what happens to them. Where undo takes it
/// all back exactly, what is done is said, and else each before and after.
fn list(said: &mut Said, plan: &Plan) {
    let is_amounts =
        plan.changes.iter().all(|change| change.op.nature().wording == Wording::Amounts);
    let in_full = is_amounts || plan.tier() > Tier::Reversible;
    let shown = plan.changes.get(..LISTED).unwrap_or(&plan.changes);
    for of_one in shown.chunk_by(|a, b| a.holder == b.holder) {
        let Some(first) = of_one.first() else { continue };
        said.body.push(Part::Person {
            name: first.user.clone(),
            id: harmless(first.holder.raw()).into_owned(),
        });
        if in_full {
            said.body.extend(of_one.iter().map(in_words));
        } else {
            said.body.push(Part::Under(Tone::Plain, render::counted_words(of_one)));
        }
    }
    let rest = plan.changes.len().saturating_sub(LISTED);
    if rest > 0 {
        let rest = group_thousands(rest as u64);
        said.text(Tone::Muted, format!("and {rest} more: the list behind shows them all."));
    }
}

fn in_words(change: &Change) -> Part {
    let op = &change.op;
    let words = match op.nature().wording {
        Wording::Verb => format!("{}: ", op.words()),
        Wording::Values | Wording::Amounts => String::new(),
    };
    Part::Under(Tone::Plain, format!("{words}{}", render::transition(op)))
}

/// What undo will and will not take back.
fn undo_words(screen: &PlanScreen) -> Vec<(Tone, String)> {
    let plan = &screen.plan;
    let lasting = plan.lasting();
    let stays: usize = lasting.iter().map(|lasting| lasting.count).sum();
    let mut words: Vec<(Tone, String)> =
        lasting.iter().map(|lasting| (Tone::Warn, lasting.to_string())).collect();
    if stays < plan.changes.len() {
        let what = if stays == 0 { "it" } else { "the rest" };
        words.push(if plan.danger() == Some(Danger::Consequential) {
            (Tone::Plain, format!("Undo takes {what} back as nearly as can be."))
        } else {
            (Tone::Plain, format!("Undo takes {what} back."))
        });
    }
    // A plan that takes another back says what of that stays.
    if plan.undoes.is_some() {
        let count = plan.refusals().count();
        if let Some(first) = plan.refusals().next() {
            let rest = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
            let words_of = format!("Not taken back: {}, {}{rest}.", first.user, first.why);
            words.insert(0, (Tone::Warn, words_of));
        }
    }
    words
}

/// When a change is in force, where that is not at once.
fn in_force(plan: &Plan) -> Option<&'static str> {
    let lags = plan.changes.iter().any(|change| change.op.nature().lags);
    lags.then_some("The proxy's other workers follow within 60 s.")
}

impl Ask for ApplyPlan {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = self.said.clone();
        if let Some(wanted) = self.release.as_deref().filter(|wanted| form.text(0) != *wanted) {
            said.refusal = Some(format!("type {} to apply it", harmless(wanted)));
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let released = self.release.as_ref().map(|_| form.text(0).to_owned());
        (After::Close, crate::app::screen::plan::acts::apply(model, released))
    }

    fn cancel(&self, model: &mut Model) -> Vec<Effect> {
        model.tell(Notice::info("Nothing was applied."));
        Vec::new()
    }
}
