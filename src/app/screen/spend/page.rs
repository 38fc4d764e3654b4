//! What stands above the bars and the ranking, as lines.

use std::fmt::Write;

use super::{Layout, SpendScreen, View};
use crate::app::wrap::wrap;
use crate::app::{Action, Model};
use crate::domain::activity::{Activity, Day, Missing, Subject, Total, total};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::table::Tone;

/// From this width on there is room for all counts of a day.
const ROOMY: u16 = 80;

/// A line, and what it means.
type HeadLine = (String, Tone);

/// All lines below the title, none wider than the screen.
pub fn head(model: &Model, spend: &SpendScreen) -> Vec<HeadLine> {
    let mut all = vec![(source(spend), Tone::Muted)];
    match spend.view {
        View::Days => {
            if let Some(activity) = spend.activity() {
                days(model, spend, &activity, &mut all);
            }
        }
        View::Spenders => {
            if let Some(ranking) = spend.spenders() {
                ranked(spend, ranking.spenders.missing, &mut all);
            }
        }
    }
    all.extend(state(model, spend).map(|text| (text, Tone::Warn)));
    let width = usize::from(model.size.0).saturating_sub(2);
    let broken = |(text, tone): HeadLine| {
        wrap(&harmless(&text), width).into_iter().map(move |line| (line, tone))
    };
    all.into_iter().flat_map(broken).collect()
}

/// What it is, and what it is not.
fn source(spend: &SpendScreen) -> String {
    let differs = match (&spend.named.subject, spend.named.of_budget) {
        (Subject::Everybody, Some(usd)) => format!("the {usd} spent of the users' budgets"),
        (_, Some(usd)) => format!("the budget's spend of {usd}"),
        (_, None) => "any budget's spend".to_owned(),
    };
    format!("From the proxy's daily activity; it is never reset, so it may differ from {differs}.")
}

fn days(model: &Model, spend: &SpendScreen, activity: &Activity, all: &mut Vec<HeadLine>) {
    let sum = activity.total();
    let mut words = format!("Sum {}, mean {} a day", sum.spend.cents(), activity.mean().cents());
    if let Some(day) = activity.highest() {
        let spend = day.total.spend.unwrap_or_default().cents();
        // Writing to a string cannot fail.
        let _ = write!(words, ", highest {spend} on {}", date(day));
    }
    all.push((format!("{words}; {}.", counts(&sum)), Tone::Plain));
    if sum.unknown_days > 0 {
        let (count, noun) = (sum.unknown_days, if sum.unknown_days == 1 { "day" } else { "days" });
        let text = format!("The spend of {count} {noun} is unknown and in no sum.");
        all.push((text, Tone::Warn));
    }
    if activity.pages > 1 {
        let text = format!(
            "It was told in {} pages, whose order this version may change between them: sums may \
             be a little off.",
            activity.pages
        );
        all.push((text, Tone::Warn));
    }
    let bars = Layout::of(model.size.0, spend.span).bars(activity);
    if let Some(bar) = bars.get(spend.chosen_bar(&bars)) {
        all.push((chosen(bar, activity, model.size.0), Tone::Active));
    }
}

/// `Sat 11-21, so far: $0.20; 3 requests, 2,100 tokens.`
fn chosen(bar: &[Day], activity: &Activity, columns: u16) -> String {
    let ends = bar.first().zip(bar.last());
    let name = match ends {
        Some((first, last)) if first.date != last.date => {
            format!("{} to {}", date(first), date(last))
        }
        Some((day, _)) => date(day),
        None => String::new(),
    };
    let is_today = ends.is_some_and(|(_, last)| last.date == activity.range.last);
    let so_far = if is_today { ", so far" } else { "" };
    let sum = total(bar);
    let spent = if sum.unknown_days > 0 { "unknown".to_owned() } else { sum.spend.cents() };
    let counts = if columns < ROOMY { requests(&sum) } else { counts(&sum) };
    format!("{name}{so_far}: {spent}; {counts}.")
}

fn date(day: &Day) -> String {
    day.date.strftime("%a %m-%d").to_string()
}

fn requests(sum: &Total) -> String {
    let noun = if sum.requests == 1 { "request" } else { "requests" };
    format!("{} {noun}", group_thousands(sum.requests))
}

fn counts(sum: &Total) -> String {
    let failed = match sum.failed {
        0 => String::new(),
        failed => format!(" ({} failed)", group_thousands(failed)),
    };
    format!("{}{failed}, {} tokens", requests(sum), group_thousands(sum.tokens))
}

fn ranked(spend: &SpendScreen, missing: Missing, all: &mut Vec<HeadLine>) {
    let days = spend.span.days();
    let what = match (&spend.named.subject, missing) {
        (Subject::User(_) | Subject::Key(_), _) => {
            format!("The keys that spent most in {days} days")
        }
        (_, Missing::Users { of }) => {
            format!("Those who spent most in {days} days, of {}", group_thousands(of))
        }
        _ => format!("Those who spent most in {days} days"),
    };
    all.push((format!("{what}."), Tone::Plain));
    if let Missing::Keys { read, of } = missing {
        let (read, of) = (group_thousands(read), group_thousands(of));
        let text = format!(
            "Added up from the {read} of {of} keys that spent most: what the others spent is not \
             in it."
        );
        all.push((text, Tone::Warn));
    }
}

/// That something is being read again, or could not be.
fn state(model: &Model, spend: &SpendScreen) -> Option<String> {
    let refresh = model.keymap.hint(Action::Refresh);
    match spend.failure() {
        Some(_) if spend.asked.is_some() => None,
        Some(why) if spend.has_read() => {
            Some(format!("As it was read before: {why}. {refresh} reads it again."))
        }
        _ => None,
    }
}
