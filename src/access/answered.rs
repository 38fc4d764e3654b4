//! What the proxy answered to a real request, held against what the ladder says it answers.

use serde::{Deserialize, Serialize};

use super::ladder::{Ladder, Verdict};

/// The proxy's answer to one completion. Holds nothing of what the model said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// `error.type`; `None` where it accepted, or named none. Harmless.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `error.message`, redacted, bounded and harmless; empty where it accepted.
    pub message: String,
}

impl Answered {
    /// Whether the request went through.
    pub fn is_accepted(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// `200`, `422 budget_exceeded`.
impl std::fmt::Display for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            Some(kind) => write!(f, "{} {kind}", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}

impl Ladder {
    /// What it says of the request in the same words: `refused with 422 budget_exceeded`.
    pub fn prediction(&self) -> String {
        match self.refusing().and_then(|rung| rung.says.as_ref()) {
            Some(says) => {
                let kind = says.kind.map(|kind| format!(" {kind}")).unwrap_or_default();
                format!("refused with {}{kind}", says.status)
            }
            None => self.verdict.to_string(),
        }
    }

    /// Whether the answer is the one it says: accepted, or refused with that status and type, of
    /// whom the message names. `None`: it cannot tell, since a check that comes before is unknown.
    pub fn agrees_with(&self, answered: &Answered) -> Option<bool> {
        let agrees = match (self.verdict, self.refusing().and_then(|rung| rung.says.as_ref())) {
            (Verdict::Unknown, _) | (Verdict::Refused, None) => return None,
            (Verdict::Accepted, _) => answered.is_accepted(),
            (Verdict::Refused, Some(says)) => {
                let names = named(&says.message).zip(named(&answered.message));
                says.status == answered.status
                    && says.kind == answered.kind.as_deref()
                    && names.is_none_or(|(said, did)| said == did)
            }
        };
        // A refusal of another kind may come from the check that is not known.
        let may_differ = !answered.is_accepted() && self.first_unknown().is_some();
        if !agrees && may_differ { None } else { Some(agrees) }
    }
}

impl Ladder {
    /// Prediction and answer side by side: a sentence; `None`: it did not answer.
    pub fn beside(&self, answered: Option<&Answered>) -> String {
        let says = self.prediction();
        let Some(answered) = answered else {
            return format!("why says {says}; the proxy did not answer.");
        };
        let agrees = self.agrees_with(answered);
        if let (None, Some(rung)) = (agrees, self.first_unknown()) {
            let did = if answered.is_accepted() { "lets it through" } else { "refuses it" };
            let check = rung.check.title();
            return format!(
                "why says {says}; the proxy answered {answered}: it {did}, and why cannot tell, \
                 since '{check}' is not known."
            );
        }
        let end = match agrees {
            Some(true) => "they agree.",
            Some(false) => {
                "they do not agree. The proxy may go by rows it knew up to 60 s ago, and an error \
                 may be that of the model's provider."
            }
            None => "whether they agree cannot be told.",
        };
        format!("why says {says}; the proxy answered {answered}: {end}")
    }
}

/// Whom a refusal names: `Team=physics`, without what is a number or the tail of a key. A member is
/// `User=ana in Team=lab` where the check of budgets refuses, and `TeamMember=ana:lab` where the
/// cost of the call cannot be set aside; which of the two comes first depends on what the proxy has
/// cached, and it is one entity.
pub fn named(message: &str) -> Option<String> {
    let words = ["End User=", "EndUser=", "TeamMember=", "User=", "Team=", "Key=", "Organization="];
    let found = words.iter().filter_map(|word| Some((message.find(word)?, *word)));
    // `End User=` begins before the `User=` in it.
    let (at, word) = found.min_by_key(|(at, _)| *at)?;
    let mut rest = message.get(at + word.len()..)?.split([' ', ',']);
    let name = rest.next().unwrap_or_default().trim_end_matches('.');
    match (word, rest.next(), rest.next().and_then(|team| team.strip_prefix("Team="))) {
        ("User=", Some("in"), Some(team)) => Some(format!("TeamMember={name}:{team}")),
        ("EndUser=", ..) => Some(format!("End User={name}")),
        _ => Some(format!("{word}{name}")),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::access::check::Check;
    use crate::access::judge;
    use crate::access::sample::{now, personal, purse, with};

    fn answered(status: u16, kind: &str, message: &str) -> Answered {
        let kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty());
        Answered { status, kind, message: message.to_owned() }
    }

    const BROKE: &str = "ExceededBudget: User=ana over budget. Spend=10.0, Budget=10.0";

    #[rstest]
    #[case(200, "", "", Some(false))]
    #[case(422, "budget_exceeded", BROKE, Some(true))]
    #[case(422, "budget_exceeded", "", Some(true))]
    #[case(429, "budget_exceeded", BROKE, Some(false))]
    #[case(422, "other", BROKE, Some(false))]
    #[case(
        422,
        "budget_exceeded",
        "Budget has been exceeded! Team=t-1 Current cost: 1",
        Some(false)
    )]
    fn a_refusal_agrees_where_status_type_and_name_do(
        #[case] status: u16,
        #[case] kind: &str,
        #[case] message: &str,
        #[case] agrees: Option<bool>,
    ) {
        let ladder = judge(&with(Check::UserBudget, purse("10", "10")), now());
        assert_eq!(ladder.prediction(), "refused with 422 budget_exceeded");
        assert_eq!(ladder.agrees_with(&answered(status, kind, message)), agrees);
    }

    #[test]
    fn what_is_unknown_agrees_with_nothing_and_contradicts_nothing() {
        let ladder = judge(&with(Check::UserBudget, purse("?", "10")), now());
        assert_eq!(ladder.prediction(), "unknown");
        assert_eq!(ladder.agrees_with(&answered(200, "", "")), None);
        assert_eq!(ladder.agrees_with(&answered(422, "budget_exceeded", BROKE)), None);
    }

    #[test]
    fn what_is_accepted_agrees_with_success_alone() {
        let ladder = judge(&personal(), now());
        assert_eq!(ladder.agrees_with(&answered(200, "", "")), Some(true));
        assert_eq!(ladder.agrees_with(&answered(500, "", "the provider is away")), Some(false));
    }

    #[rstest]
    #[case("Budget has been exceeded! User=a in Team=t Current", Some("TeamMember=a:t"))]
    #[case("Budget has been exceeded! TeamMember=a:t Current", Some("TeamMember=a:t"))]
    #[case("ExceededBudget: End User=c over budget.", Some("End User=c"))]
    #[case("Budget has been exceeded! EndUser=c Current", Some("End User=c"))]
    #[case("Team=t.", Some("Team=t"))]
    #[case("Key is blocked.", None)]
    fn a_refusal_names_one_entity(#[case] message: &str, #[case] name: Option<&str>) {
        assert_eq!(named(message).as_deref(), name);
    }
}
