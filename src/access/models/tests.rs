use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::access::sample::catalog;

fn asked<'a>(model: &'a Text, catalog: &'a Catalog) -> Asked<'a> {
    Asked { model, catalog, team: None, team_aliases: &[], key_aliases: &[] }
}

/// `+` allowed, `-` denied, `?` not known.
fn sign(access: &Access) -> char {
    match access {
        Access::Allowed(_) => '+',
        Access::Denied => '-',
        Access::Unknown(_) => '?',
    }
}

#[rstest]
#[case::empty(&[], "gpt-4o-mini", '+')]
#[case::named(&["gpt-4o-mini"], "gpt-4o-mini", '+')]
#[case::other(&["gpt-4o"], "gpt-4o-mini", '-')]
#[case::star(&["*"], "anything/at-all", '+')]
#[case::all_proxy_models(&["all-proxy-models"], "gpt-4o-mini", '+')]
#[case::no_default_models(&["no-default-models"], "gpt-4o-mini", '-')]
#[case::all_team_models_without_a_team(&["all-team-models"], "gpt-4o-mini", '-')]
#[case::provider(&["openai/*"], "openai/gpt-4o", '+')]
#[case::provider_seen_in_a_bare_name(&["openai/*"], "gpt-4o-mini", '+')]
#[case::provider_of_a_family_not_served(&["openai/*"], "gpt-5", '?')]
#[case::another_provider(&["anthropic/*"], "gpt-4o-mini", '-')]
#[case::no_family(&["openai/*"], "house-model", '-')]
#[case::region(&["bedrock/us.*"], "bedrock/us.amazon.nova-micro-v1:0", '+')]
#[case::another_region(&["bedrock/us.*"], "bedrock/eu.amazon.nova-micro-v1:0", '-')]
#[case::a_namespace_that_only_begins_alike(&["bedrock/*"], "bedrockzzzz/us.amazon.nova", '-')]
#[case::a_dot_is_any_sign(&["bedrock/us.*"], "bedrock/us-amazon", '+')]
#[case::within(&["*mini"], "gpt-4o-mini", '+')]
#[case::both_ends(&["gpt-*-mini"], "gpt-4o-mini", '+')]
#[case::too_short(&["gpt-4o-m*-mini"], "gpt-4o-mini", '-')]
#[case::no_plain_wildcard(&["gpt-(4o)*"], "gpt-4o-mini", '?')]
#[case::access_group(&["large"], "gpt-4o", '+')]
#[case::access_group_of_another(&["large"], "gpt-4o-mini", '-')]
#[case::case_counts(&["GPT-4o-mini"], "gpt-4o-mini", '-')]
fn a_list_allows_what_the_proxy_would(
    #[case] names: &[&str],
    #[case] model: &str,
    #[case] expected: char,
) {
    let catalog = catalog();
    let access = asked(&model.into(), &catalog).of(&ModelList::of(names.iter().copied()));
    assert_eq!(sign(&access), expected, "{access:?}");
}

#[rstest]
#[case(&["gpt-4o-mini"], '+')]
#[case(&["*"], '+')]
#[case(&["other"], '?')]
#[case(&["openai/*"], '?')]
fn without_the_catalog_a_name_may_be_a_group(#[case] names: &[&str], #[case] expected: char) {
    let models = Fact::unknown("the models could not be read");
    let catalog = Catalog { models, aliases: Vec::new() };
    let model = "gpt-4o-mini".into();
    let access = asked(&model, &catalog).of(&ModelList::of(names.iter().copied()));
    assert_eq!(sign(&access), expected, "{access:?}");
}

fn group(models: &[&str]) -> AccessGroup {
    let models = models.iter().map(|model| (*model).into()).collect();
    AccessGroup { id: "g-1".into(), models, teams: Vec::new(), keys: Vec::new() }
}

#[rstest]
#[case::grants(Fact::Is(vec![group(&["gpt-4o-mini"])]), '+')]
#[case::grants_by_wildcard(Fact::Is(vec![group(&["gpt-*"])]), '+')]
#[case::grants_another(Fact::Is(vec![group(&["gpt-4o"])]), '-')]
#[case::grants_nothing(Fact::Is(vec![group(&[])]), '-')]
#[case::none(Fact::Absent, '-')]
#[case::unknown(Fact::unknown("it could not be read"), '?')]
fn where_the_names_deny_the_access_groups_are_asked(
    #[case] groups: Fact<Vec<AccessGroup>>,
    #[case] expected: char,
) {
    let (catalog, model) = (catalog(), "gpt-4o-mini".into());
    let list = ModelList { groups, ..ModelList::of(["other"]) };
    assert_eq!(sign(&asked(&model, &catalog).of(&list)), expected);
}

#[test]
fn an_alias_of_the_team_is_allowed_whatever_the_list_says() {
    let (catalog, model) = (catalog(), "fast".into());
    let aliases = [("fast".into(), "gpt-4o-mini".into())];
    let asked = Asked { team_aliases: &aliases, ..asked(&model, &catalog) };
    assert_eq!(sign(&asked.of(&ModelList::of(["other"]))), '+');
}

#[test]
fn an_alias_of_the_key_stands_for_its_target_alone() {
    let (catalog, model) = (catalog(), "fast".into());
    let aliases = [("fast".into(), "gpt-4o-mini".into())];
    let asked = Asked { key_aliases: &aliases, ..asked(&model, &catalog) };
    assert_eq!(sign(&asked.of(&ModelList::of(["gpt-4o-mini"]))), '+');
    assert_eq!(sign(&asked.of(&ModelList::of(["fast"]))), '-');
}

#[test]
fn an_alias_of_the_router_is_allowed_by_either_name() {
    let aliases = vec![("fast".into(), "gpt-4o-mini".into())];
    let (catalog, model) = (Catalog { aliases, ..catalog() }, "fast".into());
    for name in ["fast", "gpt-4o-mini"] {
        assert_eq!(sign(&asked(&model, &catalog).of(&ModelList::of([name]))), '+', "{name}");
    }
}

#[test]
fn all_team_models_in_the_name_of_a_team_is_what_the_proxy_serves() {
    let (catalog, team) = (catalog(), TeamId::new("t-1"));
    for (model, expected) in [("gpt-4o-mini", '+'), ("gpt-9", '-')] {
        let model = model.into();
        let asked = Asked { team: Some(&team), ..asked(&model, &catalog) };
        assert_eq!(sign(&asked.of(&ModelList::of(["all-team-models"]))), expected);
    }
}

#[rstest]
#[case("gpt-4o", Fact::Is(true))]
#[case("openai/gpt-4o", Fact::Is(false))]
#[case("anthropic/claude", Fact::Is(true))]
#[case("fast", Fact::Is(true))]
#[case("gpt-9", Fact::Is(false))]
fn a_model_is_served_by_name_wildcard_or_alias(#[case] model: &str, #[case] served: Fact<bool>) {
    let mut catalog = catalog();
    let Fact::Is(models) = &mut catalog.models else { panic!() };
    models.push(Served { name: "anthropic/*".into(), ..models[0].clone() });
    catalog.aliases.push(("fast".into(), "gpt-4o".into()));
    assert_eq!(catalog.serves(&model.into(), None, &[]), served);
}

#[test]
fn a_teams_own_deployment_serves_no_other() {
    let mut catalog = catalog();
    let (ours, theirs) = (TeamId::new("t-1"), TeamId::new("t-2"));
    let Fact::Is(models) = &mut catalog.models else { panic!() };
    models[0].team = Some(ours.clone());
    let model = "gpt-4o-mini".into();
    assert_eq!(catalog.serves(&model, Some(&ours), &[]), Fact::Is(true));
    assert_eq!(catalog.serves(&model, Some(&theirs), &[]), Fact::Is(false));
}

proptest::proptest! {
    #[test]
    fn a_wildcard_of_plain_pieces_matches_what_is_made_of_them(
        pieces in proptest::collection::vec("[a-c/]{0,3}", 1..5),
        between in proptest::collection::vec("[a-c/]{0,3}", 4),
    ) {
        let pattern = pieces.join("*");
        let name: String = pieces
            .iter()
            .enumerate()
            .flat_map(|(n, piece)| {
                [if n == 0 { "" } else { between[n - 1].as_str() }, piece.as_str()]
            })
            .collect();
        proptest::prop_assert_eq!(wildcard::matches(&pattern, &name), Some(true));
    }
}
