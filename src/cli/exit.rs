//! Exit codes, and errors that carry one.

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::engine::ApplyError;
use crate::plan::{OutcomeKind, Plan};
use crate::roster::{FindError, NamedError, OrganizationError, TeamError};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// A plan was made and not applied: changes are pending.
    Pending = 3,
    /// Refused: by the guard, a read-only profile, a precondition.
    Refused = 4,
    /// Applied in part: some changes failed, are unknown or were not attempted.
    Partial = 5,
    /// All was done but what waits for a person: somebody was left out by conflict.
    Conflict = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// Of an applied plan. `refused_before` says whether the plan itself left somebody out against
    /// the operator's wish.
    pub fn of_report(report: &crate::engine::Report, plan: &Plan) -> Self {
        let is_whole = report.is_success() && plan.refusals().next().is_none();
        let any_success = report.outcomes.iter().any(|(_, outcome)| outcome.kind.is_success());
        let any_unknown = report.count(OutcomeKind::Unknown) > 0;
        let only_refused = report.count(OutcomeKind::Refused) == report.outcomes.len();
        match () {
            () if is_whole && plan.has_conflicts() => Self::Conflict,
            () if is_whole => Self::Done,
            () if any_success || any_unknown => Self::Partial,
            () if only_refused && !report.outcomes.is_empty() => Self::Refused,
            () => Self::Failed,
        }
    }
}

/// Why a command did not do its work: a sentence with what to do next.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct CliError {
    /// The exit code.
    pub exit: Exit,
    sentence: String,
}

impl CliError {
    /// With that exit code.
    pub fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into() }
    }

    /// Wrong usage.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Usage, sentence)
    }

    /// Failed.
    pub fn failed(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Failed, sentence)
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<FindError> for CliError {
    fn from(error: FindError) -> Self {
        let exit = match error {
            FindError::Nobody { .. } => Exit::Failed,
            FindError::Ambiguous { .. } => Exit::Usage,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<OrganizationError> for CliError {
    fn from(error: OrganizationError) -> Self {
        let exit = match error {
            OrganizationError::Unknown(_) | OrganizationError::Nothing(_) => Exit::Failed,
            OrganizationError::Ambiguous { .. } => Exit::Usage,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<NamedError> for CliError {
    fn from(error: NamedError) -> Self {
        let exit = match error {
            NamedError::Nothing { .. } => Exit::Failed,
            NamedError::Ambiguous { .. } => Exit::Usage,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<TeamError> for CliError {
    fn from(error: TeamError) -> Self {
        let exit = match error {
            TeamError::Nothing { .. } => Exit::Failed,
            TeamError::Ambiguous { .. } => Exit::Usage,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<ApplyError> for CliError {
    fn from(error: ApplyError) -> Self {
        let exit = match &error {
            ApplyError::Journal(journal) => match journal {
                crate::journal::JournalError::Busy(_) => Exit::Refused,
                _ => Exit::Failed,
            },
            ApplyError::WrongWord { .. }
            | ApplyError::ReadOnly(_)
            | ApplyError::Held(_)
            | ApplyError::OtherProfile { .. }
            | ApplyError::Again(_)
            | ApplyError::TakenBack { .. }
            | ApplyError::Edited(_) => Exit::Refused,
        };
        let next = match &error {
            ApplyError::Held(hold) => {
                let word = crate::domain::text::harmless(&hold.word);
                format!("; read the plan, then add --confirm {word}")
            }
            ApplyError::OtherProfile { plan, .. } => format!("; choose it with --profile {plan}"),
            ApplyError::Again(_) => ", or add --again to `bursar apply`".to_owned(),
            ApplyError::TakenBack { .. } => {
                "; add --again to `bursar apply` to do it all the same".to_owned()
            }
            _ => String::new(),
        };
        Self::new(exit, format!("{error}{next}"))
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        Self::failed(format!("the output could not be written as JSON: {error}"))
    }
}
