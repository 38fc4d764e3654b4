use clap::Parser;

use super::Args;
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
