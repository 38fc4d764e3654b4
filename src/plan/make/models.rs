//! *models*: which models somebody may use at the proxy, and the users' own lists.

use super::{Context, Draft};
use crate::domain::Text;
use crate::plan::op::SetUserModels;
use crate::plan::op::models::{ALL_MODELS, list};
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;

/// What is to become of a list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelsWish {
    /// These too.
    Add(Vec<Text>),
    /// These no longer.
    Remove(Vec<Text>),
    /// Exactly these.
    Set(Vec<Text>),
    /// Every one.
    All,
}

/// What a wish comes to for one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelsVerdict {
    /// It becomes this.
    Becomes(Vec<Text>),
    /// It stays, since that is what is wished: why.
    Stays(String),
    /// It cannot be done: why.
    Refused(String),
}

/// The word that takes everything, for whoever has it in their list.
const NOTHING: &str = "no-default-models";

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// A user's, whose empty list the proxy does not take.
    User,
    /// A customer's.
    Customer,
    /// A key's or a team's, in which there is a word for the team's models.
    KeyOrTeam,
}

impl ListOf {
    fn allows_all(self, models: &[Text]) -> bool {
        let is_all = |model: &Text| match model.raw() {
            "*" | ALL_MODELS => true,
            "all-team-models" => self == Self::KeyOrTeam,
            _ => false,
        };
        models.is_empty() || models.iter().any(is_all)
    }

    /// What allows every model.
    fn all(self) -> Vec<Text> {
        if self == Self::User { vec![ALL_MODELS.into()] } else { Vec::new() }
    }
}

impl ModelsWish {
    /// What it comes to for `before`; a list that could not be read (`None`) is written over by
    /// nobody.
    pub fn verdict(&self, before: Option<&[Text]>, of: ListOf) -> ModelsVerdict {
        let Some(before) = before else {
            let why = "the list of models there is cannot be read, so nothing is written over it; \
                       mend it in LiteLLM";
            return ModelsVerdict::Refused(why.into());
        };
        let after = match self {
            Self::All | Self::Add(_) if of.allows_all(before) => before.to_vec(),
            Self::All => of.all(),
            Self::Set(models) => models.clone(),
            Self::Add(models) => {
                let new = models.iter().filter(|model| !before.contains(model));
                let kept = before.iter().filter(|model| model.raw() != NOTHING);
                kept.chain(new).cloned().collect()
            }
            Self::Remove(_) if of.allows_all(before) => {
                return ModelsVerdict::Refused(format!(
                    "the list allows every model ({}), so there is none to take out; name those \
                     to keep with --set",
                    list(before)
                ));
            }
            Self::Remove(models) => {
                let kept: Vec<Text> =
                    before.iter().filter(|model| !models.contains(model)).cloned().collect();
                if kept.is_empty() {
                    return ModelsVerdict::Refused(format!(
                        "nothing would be left, and an empty list allows every model; \
                         `--set {NOTHING}` allows none"
                    ));
                }
                kept
            }
        };
        if after == before {
            return ModelsVerdict::Stays(format!("the models are {} already", list(before)));
        }
        ModelsVerdict::Becomes(after)
    }
}

/// The plan that sets these people's own lists (indices of the roster).
pub fn user_models(roster: &Roster, people: &[u32], wish: &ModelsWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(user) = person.proxy() else {
            draft.refuse(person, "has no user at the proxy, so there is no list; sync first");
            continue;
        };
        match wish.verdict(user.models.as_deref(), ListOf::User) {
            ModelsVerdict::Stays(why) => draft.skip(person, why),
            ModelsVerdict::Refused(why) => draft.refuse(person, why),
            ModelsVerdict::Becomes(after) => {
                let before = user.models.clone().unwrap_or_default();
                let op = SetUserModels { user_id: user.id.clone(), before, after };
                let reason = "asked for; it holds for personal keys, and keys of a team go by the \
                              team's list";
                draft.add(person, op, reason);
            }
        }
    }
    draft.finish(Purpose::Models)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn models(words: &str) -> Vec<Text> {
        words.split_whitespace().map(Text::from).collect()
    }

    #[rstest]
    #[case(ModelsWish::Add(models("b")), "a", "a b")]
    #[case(ModelsWish::Add(models("a b")), "a", "a b")]
    #[case(ModelsWish::Add(models("a")), "no-default-models", "a")]
    #[case(ModelsWish::Add(models("a")), "all-team-models", "all-team-models a")]
    #[case(ModelsWish::Remove(models("b")), "a b", "a")]
    #[case(ModelsWish::Set(models("c")), "a b", "c")]
    #[case(ModelsWish::All, "a b", "all-proxy-models")]
    fn a_list_becomes_what_is_wished(
        #[case] wish: ModelsWish,
        #[case] before: &str,
        #[case] after: &str,
    ) {
        let verdict = wish.verdict(Some(&models(before)), ListOf::User);
        assert_eq!(verdict, ModelsVerdict::Becomes(models(after)));
    }

    #[rstest]
    #[case(ModelsWish::Add(models("a")), "a")]
    #[case(ModelsWish::Add(models("a")), "")]
    #[case(ModelsWish::Add(models("a")), "*")]
    #[case(ModelsWish::Add(models("a")), "all-team-models")]
    #[case(ModelsWish::All, "")]
    fn what_is_so_already_stays(#[case] wish: ModelsWish, #[case] before: &str) {
        assert!(matches!(
            wish.verdict(Some(&models(before)), ListOf::KeyOrTeam),
            ModelsVerdict::Stays(_)
        ));
    }

    #[test]
    fn a_list_that_could_not_be_read_is_written_over_by_nobody() {
        for wish in [ModelsWish::All, ModelsWish::Set(models("a")), ModelsWish::Add(models("a"))] {
            let verdict = wish.verdict(None, ListOf::KeyOrTeam);
            assert!(matches!(verdict, ModelsVerdict::Refused(_)), "{verdict:?}");
        }
    }

    #[rstest]
    #[case("a", "nothing would be left")]
    #[case("", "none to take out")]
    #[case("all-proxy-models", "none to take out")]
    fn a_removal_never_ends_in_a_list_that_allows_all(#[case] before: &str, #[case] why: &str) {
        let wish = ModelsWish::Remove(models("a"));
        let verdict = wish.verdict(Some(&models(before)), ListOf::KeyOrTeam);
        assert!(matches!(verdict, ModelsVerdict::Refused(words) if words.contains(why)));
    }
}
