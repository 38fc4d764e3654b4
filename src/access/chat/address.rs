//! Whether a connection of Open WebUI leads to this proxy.

use url::{Host, Url};

use super::Connection;
use crate::access::facts::Fact;

/// Where a connection leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To this proxy.
    Here,
    /// Perhaps here, under another name.
    Perhaps,
    /// Elsewhere.
    Elsewhere,
}

/// Hosts, and what is below them, that are a provider's and no proxy's.
const PROVIDERS: [&str; 12] = [
    "openai.com",
    "anthropic.com",
    "openrouter.ai",
    "googleapis.com",
    "azure.com",
    "groq.com",
    "mistral.ai",
    "deepseek.com",
    "together.xyz",
    "fireworks.ai",
    "x.ai",
    "cohere.com",
];

/// By the key it uses where the proxy knows it, else by comparing addresses: this machine has
/// several names, and so may any other.
pub(super) fn leads(connection: &Connection, proxy_url: &str) -> Leads {
    match connection.is_known_here {
        Fact::Is(true) => return Leads::Here,
        Fact::Is(false) => return Leads::Elsewhere,
        Fact::Absent | Fact::Unknown(_) => {}
    }
    let (Ok(theirs), Ok(ours)) = (Url::parse(&connection.url), Url::parse(proxy_url)) else {
        return Leads::Perhaps;
    };
    let (Some(their_host), Some(our_host)) = (theirs.host(), ours.host()) else {
        return Leads::Perhaps;
    };
    let same_port = theirs.port_or_known_default() == ours.port_or_known_default();
    let both_here = is_this_machine(&their_host) && is_this_machine(&our_host);
    if both_here || their_host == our_host {
        return match (same_port, both_here) {
            (true, _) => Leads::Here,
            (false, true) => Leads::Elsewhere,
            (false, false) => Leads::Perhaps,
        };
    }
    match their_host {
        Host::Domain(name) if is_a_providers(name) => Leads::Elsewhere,
        _ => Leads::Perhaps,
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || *name == "host.docker.internal",
        Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    }
}

fn is_a_providers(name: &str) -> bool {
    PROVIDERS.iter().any(|provider| {
        name.strip_suffix(provider).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://localhost:4000/v1", "http://127.0.0.1:4000", Leads::Here)]
    #[case("http://host.docker.internal:4000/v1", "http://[::1]:4000", Leads::Here)]
    #[case("http://0.0.0.0:4000", "http://localhost:4000/", Leads::Here)]
    #[case("https://proxy.example.edu/v1", "https://proxy.example.edu:443", Leads::Here)]
    #[case("http://localhost:11434/v1", "http://127.0.0.1:4000", Leads::Elsewhere)]
    #[case("https://api.openai.com/v1", "http://127.0.0.1:4000", Leads::Elsewhere)]
    #[case("http://litellm:4000/v1", "https://proxy.example.edu", Leads::Perhaps)]
    #[case("https://notopenai.com/v1", "https://proxy.example.edu", Leads::Perhaps)]
    #[case("http://proxy.example.edu:4000", "https://proxy.example.edu", Leads::Perhaps)]
    #[case("no address", "https://proxy.example.edu", Leads::Perhaps)]
    fn one_server_has_several_addresses(
        #[case] theirs: &str,
        #[case] ours: &str,
        #[case] answer: Leads,
    ) {
        let mut connection = super::super::tests::connection(theirs);
        assert_eq!(leads(&connection, ours), answer);
        connection.is_known_here = Fact::Is(true);
        assert_eq!(leads(&connection, ours), Leads::Here, "the key tells");
        connection.is_known_here = Fact::Is(false);
        assert_eq!(leads(&connection, ours), Leads::Elsewhere, "the key tells");
    }
}
