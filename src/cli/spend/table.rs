//! The days as lines of text with a bar each, stacked by model, and what they come to.

use std::fmt::Write;

use jiff::civil::Date;

use super::Told;
use crate::cli::look::{Hue, Look};
use crate::domain::Usd;
use crate::domain::activity::{self, Activity, Day, Missing, ModelName, Tally};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;

/// Models told apart in a bar; the rest are one.
const APART: usize = 4;

/// A cell of each model's part of a bar, the last that of all others.
const CELLS: [char; APART + 1] = ['█', '▓', '▒', '░', '·'];
const ASCII: [char; APART + 1] = ['#', '=', '+', '-', '.'];

/// Cells of the longest bar: at least, at most, and where a program reads.
const BAR: (usize, usize) = (10, 60);

/// Columns of a model's name, where it needs no more.
const MODEL: usize = 30;

pub(super) fn table(told: &Told, look: Look, is_ascii: bool) -> String {
    let cells = if is_ascii { ASCII } else { CELLS };
    let models = told.activity.models();
    let mut out = String::new();
    head(&mut out, told, look);
    days(&mut out, &told.activity, &models, look, cells);
    legend(&mut out, &told.activity, &models, look, cells);
    top(&mut out, told, look);
    out
}

fn head(out: &mut String, told: &Told, look: Look) {
    let Told { named, activity, .. } = told;
    let detail =
        if named.detail.is_empty() { String::new() } else { format!(" ({})", named.detail) };
    let range = activity.range;
    let title = format!("Spend of {}{detail}, {} to {} UTC", named.name, range.first, range.last);
    let _ = writeln!(out, "{}", look.paint(&title, Hue::Bold));
    let differs = match named.of_budget {
        Some(spend) => format!("the budget's spend of {spend}"),
        None => "any budget's spend".to_owned(),
    };
    let source = format!(
        "From the proxy's daily activity; it is never reset, so it may differ from {differs}."
    );
    let _ = writeln!(out, "{}\n", look.paint(&source, Hue::Faint));
}

fn days(
    out: &mut String,
    activity: &Activity,
    models: &[(ModelName, Tally)],
    look: Look,
    cells: [char; APART + 1],
) {
    let rows: Vec<[String; 4]> = activity.days.iter().map(numbers).collect();
    let heads = ["DATE", "SPEND", "REQUESTS", "TOKENS"];
    let widths: [usize; 4] = std::array::from_fn(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.columns());
        cells.chain([heads.get(column).map_or(0, |head| head.columns())]).max().unwrap_or(0)
    });
    let line = |cells: [&str; 4]| {
        let [date, spend, requests, tokens] = cells;
        let [one, two, three, four] = widths;
        format!("{date:<one$}  {spend:>two$}  {requests:>three$}  {tokens:>four$}")
    };
    let _ = writeln!(out, "{}", look.paint(&line(heads), Hue::Bold));
    let taken = widths.iter().sum::<usize>() + 8;
    let room = look.width.map_or(40, |width| width.saturating_sub(taken)).clamp(BAR.0, BAR.1);
    let most = activity.highest().and_then(|day| day.total.spend).unwrap_or_default();
    for (day, numbers) in activity.days.iter().zip(&rows) {
        let text = line(numbers.each_ref().map(String::as_str));
        let bar = bar(day, models, most, room, cells);
        let _ = writeln!(out, "{}", format!("{text}  {bar}").trim_end());
    }
}

fn numbers(day: &Day) -> [String; 4] {
    let Tally { spend, requests, tokens, .. } = day.total;
    let spend = spend.map_or_else(|| "?".to_owned(), Usd::cents);
    [weekday(day.date), spend, group_thousands(requests), group_thousands(tokens)]
}

fn weekday(date: Date) -> String {
    date.strftime("%a %Y-%m-%d").to_string()
}

/// As long as the day's spend is of the most, and at least a cell where anything was spent.
fn bar(
    day: &Day,
    models: &[(ModelName, Tally)],
    most: Usd,
    room: usize,
    cells: [char; APART + 1],
) -> String {
    let lengths = activity::stack(std::slice::from_ref(day), models, APART, most, room);
    let parts = lengths.iter().zip(cells).map(|(length, cell)| cell.to_string().repeat(*length));
    parts.collect()
}

fn legend(
    out: &mut String,
    activity: &Activity,
    models: &[(ModelName, Tally)],
    look: Look,
    cells: [char; APART + 1],
) {
    let total = activity.total();
    let _ = write!(out, "\nSum {}, mean {} a day", total.spend.cents(), activity.mean().cents());
    if let Some(day) = activity.highest() {
        let spend = day.total.spend.unwrap_or_default().cents();
        let _ = write!(out, ", highest {spend} on {}", weekday(day.date));
    }
    let failed = match total.failed {
        0 => String::new(),
        failed => format!(" ({} failed)", group_thousands(failed)),
    };
    let (requests, tokens) = (group_thousands(total.requests), group_thousands(total.tokens));
    let _ = writeln!(out, "; {requests} requests{failed}, {tokens} tokens");
    if models.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.paint("MODEL", Hue::Bold));
    for (place, (name, tally)) in models.iter().enumerate() {
        let cell = cells.get(place.min(APART)).copied().unwrap_or(' ');
        let name = name.as_ref().map_or_else(|| "(no name)".to_owned(), ToString::to_string);
        let spend = tally.spend.map_or_else(|| "?".to_owned(), Usd::cents);
        let percent = tally.spend.and_then(|spend| spend.percent_of(total.spend));
        let percent = percent.map_or_else(String::new, |percent| format!("{percent} %"));
        let requests = group_thousands(tally.requests);
        let blanks = " ".repeat(MODEL.saturating_sub(name.columns()));
        let numbers = format!("{spend:>10}  {percent:>5}  {requests:>9} requests");
        let _ = writeln!(out, "{cell} {name}{blanks}  {numbers}");
    }
}

fn top(out: &mut String, told: &Told, look: Look) {
    let Some((spenders, names)) = &told.top else { return };
    let of = match spenders.missing {
        Missing::Users { of } => format!(" OF {}", group_thousands(of)),
        Missing::Nothing | Missing::Keys { .. } => String::new(),
    };
    let _ = writeln!(out, "\n{}", look.paint(&format!("TOP SPENDERS{of}"), Hue::Bold));
    if spenders.rows.is_empty() {
        let _ = writeln!(out, "nobody spent anything in these days");
    }
    for (place, (row, (name, detail))) in (1..).zip(spenders.rows.iter().zip(names)) {
        let spend = row.tally.spend.map_or_else(|| "?".to_owned(), Usd::cents);
        let requests = group_thousands(row.tally.requests);
        let line = format!("{place:>4}  {spend:>10}  {requests:>9} requests  {name}  {detail}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
