//! Whether an action can be done now, and if not, why: asked by dispatch, footer and help.

mod verbs;
mod why;

use super::screen::spend::View;
use super::{Action, Freshness, Model, PlanScreen, Screen, Server, Session};
use crate::domain::activity::Subject;

/// # Errors
/// Why not, as a sentence for the operator.
pub fn availability(model: &Model, action: Action) -> Result<(), String> {
    match action {
        Action::Why
        | Action::ResetSpend
        | Action::ResetSpendAndKeys
        | Action::Block
        | Action::Unblock
        | Action::SetBudget
        | Action::SetWindow
        | Action::SetModels
        | Action::MintKey
        | Action::Sync
        | Action::SyncEverybody
        | Action::SetRole
        | Action::GrantModel
        | Action::ActivateUser
        | Action::ExtendKey
        | Action::DeleteKey
        | Action::ShowSpend => verbs::verb(model, action),
        Action::ChooseModel
        | Action::NextWay
        | Action::PreviousWay
        | Action::ToggleNotChecked
        | Action::ReadVerdict
        | Action::PlanRemedy
        | Action::NthRemedy
        | Action::ProbeProxy => why::on_why(model, action),
        Action::ToggleMark | Action::MarkRange | Action::MarkAll | Action::InvertMarks => {
            listed(model)
        }
        Action::MarkMatches if !matches!(model.subject(), Screen::Users) => {
            let (filter, all) = (Action::FilterWords, Action::MarkAll);
            let hint = |action| model.keymap.hint(action);
            Err(format!(
                "a query is of users alone; {} and then {} mark by words",
                hint(filter),
                hint(all)
            ))
        }
        Action::CopyIds | Action::CopyRow if model.subject().records().is_some() => listed(model),
        Action::OpenRecord | Action::ShowTeamKeys => {
            super::update::records::opened(model).map(drop)
        }
        Action::ShowTheirKeys => {
            one(model)?;
            has_proxy(model)
        }
        Action::ShowKeys | Action::ShowTeams | Action::ShowCustomers | Action::ShowBudgets
            if model.freshness != Freshness::Nothing =>
        {
            has_proxy(model)
        }
        Action::OpenUser
        | Action::CopyAddress
        | Action::CopyIds
        | Action::CopyRow
        | Action::CopyJson
        | Action::CopyKeys => someone(model),
        Action::Export if super::export::rows(model).is_empty() => Err("nobody is shown".into()),
        Action::NextChange | Action::PreviousChange | Action::ShowChanges => changed(model, action),
        Action::TogglePause if model.profile.refresh.is_none() => {
            Err("this profile is not read by itself; `refresh` in the config says how often".into())
        }
        Action::ReverseSort => sorted(model),
        Action::ScrollRight | Action::ScrollLeft => scrolling(model, action),
        Action::Undo => {
            not_applying(model)?;
            fresh(model)?;
            caught_up(model)?;
            journal(model)
        }
        Action::ApplyPlan => apply(model),
        Action::CancelApply if !model.is_applying() => Err("nothing is being applied".into()),
        Action::TogglePasswords => passwords(model),
        Action::Refresh => session(model),
        Action::StopReading if model.reading.is_none() => Err("nothing is being read".into()),
        Action::OpenRequest | Action::CopyCurl | Action::OpenNotice | Action::CopyNotice => {
            told(model, action)
        }
        Action::ShowAllSpend => activity(model),
        Action::TurnSpend
        | Action::PreviousDay
        | Action::NextDay
        | Action::OpenSpender
        | Action::StopSpend => on_spend(model, action),
        Action::ShowUsers | Action::ShowProfiles | Action::ShowJournal => not_applying(model),
        Action::SwitchProfile => switch(model),
        Action::EditProfile | Action::RemoveProfile if model.profiles.is_empty() => {
            Err("there is no profile in the configuration".into())
        }
        _ => Ok(()),
    }
}

fn changed(model: &Model, action: Action) -> Result<(), String> {
    let tally = model.changes.tally(model.now);
    let is_gone_enough = action == Action::ShowChanges && tally.gone > 0;
    if tally.new + tally.changed > 0 || is_gone_enough {
        return Ok(());
    }
    Err("nobody changed in the last minute".into())
}

fn sorted(model: &Model) -> Result<(), String> {
    match model.front() {
        Some(front) if front.table.order().is_empty() => {
            let sort = model.keymap.hint(Action::NextSort);
            Err(format!("the list stands in its own order; {sort} sorts it by a column"))
        }
        _ => Ok(()),
    }
}

fn scrolling(model: &Model, action: Action) -> Result<(), String> {
    let Some(front) = model.front() else { return Ok(()) };
    let fitted = front.table.fitted(&*front.source, &model.lens(), model.size.0);
    match action {
        Action::ScrollRight if !fitted.has_right => Err("no column is hidden at the right".into()),
        Action::ScrollLeft if !fitted.has_left => Err("no column is hidden at the left".into()),
        _ => Ok(()),
    }
}

fn someone(model: &Model) -> Result<(), String> {
    match model.subject() {
        Screen::User { person, .. } if model.people.roster().by_id(person).is_none() => {
            Err("this user is on neither server any more".into())
        }
        Screen::Users if model.people.selected().is_none() && model.people.marked().0 == 0 => {
            Err("no user is selected".into())
        }
        screen => match screen.records() {
            Some(list) if list.table().rows().is_empty() && list.table().marks().is_empty() => {
                Err("nothing is listed".into())
            }
            _ => Ok(()),
        },
    }
}

/// There is a row to be marked.
fn listed(model: &Model) -> Result<(), String> {
    match model.front() {
        Some(front) if front.table.rows().is_empty() => Err(match model.subject() {
            Screen::Users => "nobody is shown".into(),
            _ => "nothing is shown".into(),
        }),
        _ => Ok(()),
    }
}

/// It is asked about one, whoever is marked.
fn one(model: &Model) -> Result<(), String> {
    match model.subject() {
        Screen::Users if model.people.selected().is_none() => Err("no user is selected".into()),
        _ => someone(model),
    }
}

/// Plans are made only of what the servers said just now, not of what a file or a reading before
/// a failure says.
fn fresh(model: &Model) -> Result<(), String> {
    session(model)?;
    match model.freshness {
        Freshness::Read(_) => Ok(()),
        Freshness::Nothing | Freshness::Cached(_) if model.reading.is_none() => {
            let refresh = model.keymap.hint(Action::Refresh);
            Err(format!("the servers have not been read; {refresh} reads them"))
        }
        Freshness::Nothing | Freshness::Cached(_) => {
            Err("waiting for a fresh reading of the servers".into())
        }
        Freshness::Stale(_) => {
            let refresh = model.keymap.hint(Action::Refresh);
            Err(format!("the last reading failed; {refresh} reads the servers again"))
        }
    }
}

/// What a plan did is taken back from how things stand after it.
fn caught_up(model: &Model) -> Result<(), String> {
    if !model.is_behind {
        return Ok(());
    }
    Err(if model.reading.is_some() {
        "waiting for a reading of what the last plan left".into()
    } else {
        let refresh = model.keymap.hint(Action::Refresh);
        format!("nothing was read since the last plan; {refresh} reads the servers")
    })
}

fn session(model: &Model) -> Result<(), String> {
    match &model.session {
        Session::Failed(why) => Err(format!("the profile cannot be opened: {why}")),
        Session::Opening => Err("the profile is still being opened".into()),
        Session::Open => Ok(()),
    }
}

/// What is only remembered of a server that does not answer is shown, and no plan is made of it.
fn answering(model: &Model, server: Server) -> Result<(), String> {
    let snapshot = model.people.roster().snapshot();
    let failure = match server {
        Server::Proxy => super::reading::failure(&snapshot.proxy),
        Server::Webui => super::reading::failure(&snapshot.webui),
    };
    let kept = model.kept.of(server).map(|kept| kept.why.clone());
    match kept.or(failure) {
        Some(why) => Err(format!("{} could not be read: {}", server.name(), server.reason(&why))),
        None => Ok(()),
    }
}

fn has_proxy(model: &Model) -> Result<(), String> {
    if model.people.roster().snapshot().proxy.is_configured() {
        return Ok(());
    }
    Err("there is no LiteLLM in this profile".into())
}

fn server(model: &Model, server: Server) -> Result<(), String> {
    let snapshot = model.people.roster().snapshot();
    let is_there = match server {
        Server::Proxy => snapshot.proxy.is_configured(),
        Server::Webui => snapshot.webui.is_configured(),
    };
    if !is_there {
        return Err(format!("there is no {} in this profile", server.name()));
    }
    answering(model, server)
}

fn journal(model: &Model) -> Result<(), String> {
    match (model.journal.last(), model.subject()) {
        (None, _) => Err("the journal has not been read yet".into()),
        (Some(history), Screen::Journal(_)) if history.records.is_empty() => {
            Err("the journal is empty".into())
        }
        (Some(_), Screen::Entry { .. } | Screen::Journal(_)) => Ok(()),
        (Some(history), _) => match history.last_effective() {
            Some(_) => Ok(()),
            None => Err("the journal has no plan of which anything was done".into()),
        },
    }
}

fn apply(model: &Model) -> Result<(), String> {
    use super::screen::plan::Stage;
    let Some(plan) = plan(model) else { return Err("no plan is on the screen".into()) };
    match plan.stage {
        Stage::Applying { .. } => Err("the plan is being applied".into()),
        Stage::Ended { .. } => Err("this plan has been applied; make another".into()),
        Stage::Review if plan.plan.is_empty() => Err("there is nothing to do".into()),
        Stage::Review if model.profile.read_only => Err(format!(
            "the profile {} is read-only; nothing is applied",
            crate::domain::text::harmless(&model.profile.name)
        )),
        Stage::Review => Ok(()),
    }
}

fn plan(model: &Model) -> Option<&PlanScreen> {
    match model.subject() {
        Screen::Plan(plan) => Some(plan),
        _ => None,
    }
}

fn passwords(model: &Model) -> Result<(), String> {
    match plan(model) {
        Some(plan) if !plan.creates_accounts() => Err("this plan creates no account".into()),
        Some(plan) if plan.is_applying() => Err("the plan is being applied".into()),
        _ => Ok(()),
    }
}

fn told(model: &Model, action: Action) -> Result<(), String> {
    match model.screen() {
        Screen::Requests(list) if list.table().rows().is_empty() => {
            Err("no request is shown".into())
        }
        Screen::Request { .. } if action == Action::OpenRequest => {
            Err("the request is shown whole already".into())
        }
        Screen::Request { id, .. } if model.requests.get(*id).is_none() => {
            Err("the request is not kept any more".into())
        }
        Screen::Notices(_) if model.notices.is_empty() => Err("nothing was told yet".into()),
        Screen::Notice { id, .. } if action == Action::OpenNotice => source(model, *id),
        _ => Ok(()),
    }
}

fn source(model: &Model, notice: u64) -> Result<(), String> {
    let source = model.notices.get(notice).and_then(|told| told.source.as_ref());
    match source.map(|source| model.requests.get(source.request)) {
        None => Err("it came from no request".into()),
        Some(None) => Err("its request is not in the log any more".into()),
        Some(Some(_)) => Ok(()),
    }
}

/// The days are read from the proxy, on demand.
fn activity(model: &Model) -> Result<(), String> {
    session(model)?;
    if model.people.roster().snapshot().proxy.is_configured() || model.people.roster().is_empty() {
        return Ok(());
    }
    Err(format!("there is no {} in this profile", Server::Proxy.name()))
}

fn on_spend(model: &Model, action: Action) -> Result<(), String> {
    let Some(spend) = model.spend_screen() else { return Ok(()) };
    match action {
        Action::TurnSpend if matches!(spend.named.subject, Subject::Key(_)) => {
            Err("all of it was spent by this one key".into())
        }
        Action::PreviousDay | Action::NextDay if spend.view != View::Days => {
            Err("the days are not in front".into())
        }
        Action::PreviousDay | Action::NextDay if spend.activity().is_none() => {
            Err("the days have not been read".into())
        }
        Action::OpenSpender if spend.view != View::Spenders => {
            let turn = model.keymap.hint(Action::TurnSpend);
            Err(format!("nobody is listed; {turn} lists who spent most"))
        }
        Action::OpenSpender if spend.selected().is_none() => Err("nobody is listed".into()),
        Action::StopSpend if spend.asked.is_none() => Err("nothing is being read".into()),
        _ => Ok(()),
    }
}

fn not_applying(model: &Model) -> Result<(), String> {
    if model.is_applying() { Err("a plan is being applied".into()) } else { Ok(()) }
}

fn switch(model: &Model) -> Result<(), String> {
    not_applying(model)?;
    if model.profiles.is_empty() {
        return Err("there is no profile in the configuration".into());
    }
    Ok(())
}
