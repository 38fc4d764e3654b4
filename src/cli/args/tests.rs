use clap::Parser;
use proptest::prelude::*;

use super::lever::{
    AccountCommand, CustomerCommand, KeyCommand, MemberCommand, ModelList, TeamCommand, UserCommand,
};
use super::value::names;
use super::{Args, Command};
use crate::access::Wish;
use crate::access::remedy::{Grantee, Purser};
use crate::domain::{AccountId, KeyHash, ProxyUserId, TeamId, Usd};

#[test]
fn what_a_remedy_gives_as_a_command_is_one() {
    let (hash, user) = (|| KeyHash::new("f00d"), || ProxyUserId::new("ana x"));
    let (team, account) = (|| TeamId::new("t-1"), || AccountId::new("a-1"));
    let pursers = || {
        let member = Purser::Member(team(), user());
        let customer = Purser::Customer("c:1".into());
        [Purser::Key(hash()), Purser::User(user()), Purser::Team(team()), member, customer]
    };
    let lists = [
        Grantee::Key(hash()),
        Grantee::User(user()),
        Grantee::Team(team()),
        Grantee::Customer("c:1".into()),
    ];
    let to = Usd::from_micros(1_234_560_000);
    let raises = pursers().into_iter().map(|of| Wish::Raise { of, to });
    let resets = pursers().into_iter().map(|of| Wish::Reset { of });
    let grants = lists.into_iter().map(|to| Wish::GrantModel { to, model: "openai/gpt-4o".into() });
    let others = [
        Wish::Unblock(user()),
        Wish::UnblockKey(hash()),
        Wish::ExtendKey(hash(), Some(jiff::Timestamp::UNIX_EPOCH)),
        Wish::ExtendKey(hash(), None),
        Wish::Activate(user()),
        Wish::UnblockTeam(team()),
        Wish::LetIn(account()),
        Wish::GrantInWebui { account: account(), model: "lite.gpt-4o".into() },
    ];
    for wish in raises.chain(resets).chain(grants).chain(others) {
        let mut command = wish.command();
        if command.is_empty() {
            let has_none =
                matches!(wish, Wish::Reset { of: Purser::Team(_) | Purser::Customer(_) });
            assert!(has_none, "{wish:?}");
            continue;
        }
        command.push("--yes".to_owned());
        let parsed = Args::try_parse_from(&command);
        assert!(parsed.is_ok(), "{command:?}: {}", parsed.unwrap_err());
    }
}

/// Whom and what the parsed command names, in the order of the line.
fn named(args: Args) -> Vec<String> {
    let models = |list: &ModelList| names(&list.add);
    let command = args.command.unwrap();
    let (mut whom, what) = match command {
        Command::Reset(of) => (of.whom.users, Vec::new()),
        Command::Budget(of) => (of.whom.users, Vec::new()),
        Command::Unblock(of) | Command::User(UserCommand::Activate(of)) => {
            (of.whom.users, Vec::new())
        }
        Command::User(UserCommand::Models(of)) => (of.whom.users, models(&of.terms)),
        Command::Key(KeyCommand::Models(of)) => (of.whom.keys, models(&of.terms)),
        Command::Team(TeamCommand::Unblock(of)) => (of.whom.teams, Vec::new()),
        Command::Team(TeamCommand::Budget(of)) => (of.whom.teams, Vec::new()),
        Command::Team(TeamCommand::Models(of)) => (of.whom.teams, models(&of.terms)),
        Command::Team(TeamCommand::Member(MemberCommand::Budget(of))) => {
            ([vec![of.whom.team], of.whom.people.users].concat(), Vec::new())
        }
        Command::Team(TeamCommand::Member(MemberCommand::Reset(of))) => {
            ([vec![of.whom.team], of.whom.people.users].concat(), Vec::new())
        }
        Command::Customer(CustomerCommand::Budget(of)) => (of.whom.customers, Vec::new()),
        Command::Customer(CustomerCommand::Models(of)) => (of.whom.customers, models(&of.terms)),
        Command::Account(AccountCommand::Role(of)) => (vec![of.whom.user], Vec::new()),
        Command::Account(AccountCommand::Grant(of)) => {
            (vec![of.whom.user, of.terms.model], Vec::new())
        }
        other => panic!("{other:?}"),
    };
    whom.extend(what);
    whom
}

/// Every wish about somebody `a`, and something `b` where there are two.
fn wishes(a: &str, b: &str) -> Vec<(Wish, Vec<String>)> {
    let (user, team) = (|id: &str| ProxyUserId::new(id), |id: &str| TeamId::new(id));
    let (account, to) = (AccountId::new(a), Usd::from_micros(1_500_000));
    let member = || Purser::Member(team(a), user(b));
    let grant = |to| Wish::GrantModel { to, model: b.into() };
    let of_one = [
        Wish::Raise { of: Purser::User(user(a)), to },
        Wish::Raise { of: Purser::Team(team(a)), to },
        Wish::Raise { of: Purser::Customer(a.into()), to },
        Wish::Reset { of: Purser::User(user(a)) },
        Wish::Unblock(user(a)),
        Wish::Activate(user(a)),
        Wish::UnblockTeam(team(a)),
        Wish::LetIn(account.clone()),
    ];
    let of_two = [
        Wish::Raise { of: member(), to },
        Wish::Reset { of: member() },
        grant(Grantee::User(user(a))),
        grant(Grantee::Team(team(a))),
        grant(Grantee::Customer(a.into())),
        Wish::GrantInWebui { account, model: b.into() },
    ];
    let one = of_one.into_iter().map(|wish| (wish, vec![a.to_owned()]));
    one.chain(of_two.into_iter().map(|wish| (wish, vec![a.to_owned(), b.to_owned()]))).collect()
}

fn odd_name() -> impl Strategy<Value = String> {
    prop_oneof!["[^\0]{1,12}", "[-,=\\\\ '\"a]{1,6}", "-{1,2}[a-z]{1,5}(=[a-z])?"]
}

proptest! {
    #[test]
    fn a_remedys_command_names_whom_it_is_for(a in odd_name(), b in odd_name()) {
        for (wish, meant) in wishes(&a, &b) {
            let command = wish.command();
            let parsed = Args::try_parse_from(&command);
            prop_assert!(parsed.is_ok(), "{:?}: {}", command, parsed.unwrap_err());
            prop_assert_eq!(named(parsed.unwrap()), meant, "{:?}", command);
        }
    }
}

#[test]
fn a_short_option_that_is_none_names_the_long_one() {
    for (line, long) in [
        ("bursar reset ana@x.edu -y", Some("--yes")),
        ("bursar key block lab -y", Some("--yes")),
        ("bursar users -f", Some("--format")),
        ("bursar reset ana@x.edu -q", None),
    ] {
        let words: Vec<std::ffi::OsString> = line.split(' ').map(Into::into).collect();
        let error = Args::try_parse_from(&words).unwrap_err();
        let said = super::nearer::nearer(error, words.into_iter()).to_string();
        match long {
            Some(long) => {
                assert!(said.contains(&format!("'{long}'")), "{said}");
                assert!(!said.contains("as a value"), "{said}");
            }
            None => assert!(said.contains("'-q'"), "{said}"),
        }
    }
}
