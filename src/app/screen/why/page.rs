//! What the screen says around the list of checks: the verdict above it, what follows from it below;
//! and all of it as one page, where there is no room for both.

use super::{Judged, Stage, WhyScreen};
use crate::access::{Rung, ServerSays, Verdict};
use crate::app::page::{FactLine, Facts};
use crate::app::wrap::wrap;
use crate::app::{Action, Model};
use crate::domain::shell;
use crate::domain::time::span_words;
use crate::table::Tone;

/// Lines of the verdict, and of what is judged, at most.
const SENTENCE: usize = 3;
const SUBJECT: usize = 2;

/// Lines for the check under the cursor: always as many, so that the list stands still.
const DETAIL: usize = 3;

/// Numbers of the remedies.
const NUMBERS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// What stands above the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Who is asked about.
    pub who: String,
    /// The verdict: its sign, the sign's ASCII twin, the word.
    pub verdict: (&'static str, &'static str, &'static str),
    /// What that means for the eye.
    pub tone: Tone,
    /// The verdict in a sentence, broken into lines.
    pub sentence: Vec<String>,
    /// What is judged, by what rules; how it stands with asking.
    pub subject: Vec<String>,
}

/// What stands below the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foot {
    /// The check under the cursor, in full.
    pub detail: Vec<FactLine>,
    /// What follows from the verdict.
    pub rest: Vec<FactLine>,
}

/// The head of this screen.
pub fn head(model: &Model, screen: &WhyScreen) -> Head {
    let width = usize::from(model.size.0).saturating_sub(2);
    let judged = screen.judged();
    let (verdict, tone) = verdict(screen);
    let sentence = judged.map_or_else(|| stage_words(model, screen), |one| one.sentence.clone());
    let subject = judged.map_or_else(String::new, |judged| subject(model, screen, judged));
    Head {
        who: screen.about.words(model),
        verdict,
        tone,
        sentence: clip(wrap(&sentence, width), SENTENCE, model.look.is_ascii),
        subject: clip(wrap(&subject, width), SUBJECT, model.look.is_ascii),
    }
}

/// Lines above and below the list in a body of so many; `None` where there is no list.
pub fn around(model: &Model, screen: &WhyScreen, body: u16) -> Option<(u16, u16)> {
    if screen.page.is_some() {
        return None;
    }
    screen.judged()?;
    let head = head(model, screen);
    let above = 1 + lines(head.sentence.len() + head.subject.len());
    // The list keeps a third, its heads and a rule a line each.
    let room = body.saturating_sub(above + 2 + (body / 3).max(4));
    let rest = rest(model, screen).len();
    Some((above, lines(rest + DETAIL).min(room).max(2) + 1))
}

/// The foot of this screen, for so many lines, the rule above it not counted.
pub fn foot(model: &Model, screen: &WhyScreen, height: u16) -> Foot {
    let height = usize::from(height);
    let room = (height / 2).clamp(1, DETAIL);
    let row = screen.seen().table.selected();
    let rung = row.and_then(|row| screen.judged()?.ladder.rungs.get(row as usize));
    let mut detail = rung.map(|rung| detail(model, rung, room)).unwrap_or_default();
    detail.resize(room, FactLine { label: "", text: String::new(), tone: Tone::Plain });
    let mut rest = rest(model, screen);
    let left = height.saturating_sub(room);
    if rest.len() > left {
        let hidden = rest.len() - left.saturating_sub(1);
        rest.truncate(left.saturating_sub(1));
        let key = model.keymap.hint(Action::ReadVerdict);
        let noun = if hidden == 1 { "line" } else { "lines" };
        let text = format!("{hidden} more {noun}; {key} shows all");
        rest.push(FactLine { label: "", text, tone: Tone::Active });
    }
    Foot { detail, rest }
}

/// All of it: the verdict, what the server says, what lifts it and how, the other ways to ask.
pub fn page(model: &Model, screen: &WhyScreen) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    let Some(judged) = screen.judged() else { return facts.done() };
    let (_, tone) = verdict(screen);
    facts.add("verdict", &judged.sentence, tone);
    facts.add("of", &screen.about.words(model), Tone::Plain);
    facts.add("request", &subject(model, screen, judged), Tone::Plain);
    if let Some(rung) = judged.ladder.refusing() {
        facts.gap();
        facts.add("check", &in_full(rung), Tone::Plain);
        facts.add("server", &server(rung.says.as_ref()), Tone::Plain);
    }
    facts.gap();
    follows(&mut facts, judged, true);
    let others = || screen.ring().iter().filter(|other| other.way() != judged.way());
    if others().next().is_some() {
        facts.gap();
        for (other, at) in others().zip(0..) {
            let label = if at == 0 { "beside" } else { "" };
            facts.add(label, &format!("{}. {}", other.title, other.sentence), Tone::Plain);
        }
    }
    facts.done()
}

fn lines(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The first so many lines, the last with a sign that there was more.
fn clip(mut all: Vec<String>, most: usize, is_ascii: bool) -> Vec<String> {
    if all.len() > most {
        all.truncate(most);
        if let Some(last) = all.last_mut() {
            last.pop();
            last.push(if is_ascii { '~' } else { '…' });
        }
    }
    all
}

fn verdict(screen: &WhyScreen) -> ((&'static str, &'static str, &'static str), Tone) {
    let judged = screen.judged().map(|judged| judged.ladder.verdict);
    match (judged, &screen.stage) {
        (Some(Verdict::Refused), _) => (("✗", "x", "REFUSED"), Tone::Bad),
        (Some(Verdict::Accepted), _) => (("✓", "+", "ACCEPTED"), Tone::Good),
        (Some(Verdict::Unknown), _) => (("?", "?", "UNKNOWN"), Tone::Warn),
        (None, Stage::Failed(_)) => (("!", "!", "NO ANSWER"), Tone::Bad),
        (None, Stage::Rest) => (("-", "-", "NOT ASKED"), Tone::Muted),
        (None, Stage::Due | Stage::Asking { .. }) => (("…", "~", "ASKING"), Tone::Active),
    }
}

/// How it stands with asking, where there is no answer.
fn stage_words(model: &Model, screen: &WhyScreen) -> String {
    let (again, stop) = (model.keymap.hint(Action::Refresh), model.keymap.hint(Action::Back));
    match &screen.stage {
        Stage::Due => "It is asked as soon as the profile is open.".to_owned(),
        Stage::Asking { since, answers, .. } => {
            let seconds = model.now.as_second() - since.as_second();
            let took = if seconds > 0 { span_words(seconds) } else { "no time yet".to_owned() };
            let noun = if *answers == 1 { "answer" } else { "answers" };
            format!("Asking the servers about them: {answers} {noun}, {took}; {stop} gives up.")
        }
        Stage::Rest => format!("Nothing was found out; {again} asks."),
        Stage::Failed(why) => format!("{why} {again} asks again."),
    }
}

/// Which way to ask, for which model, by which rules.
fn subject(model: &Model, screen: &WhyScreen, judged: &Judged) -> String {
    let key = |action| model.keymap.hint(action);
    let (at, count) = (screen.at() + 1, screen.ring().len());
    let place = match count {
        0 | 1 => String::new(),
        _ => format!(", {at} of {count} ({} goes on)", key(Action::NextWay)),
    };
    let choose = key(Action::ChooseModel);
    let asked = match &screen.model {
        Some(name) => format!("model {name} ({choose}: another)"),
        None => format!("no model named ({choose})"),
    };
    let left_out = match screen.left_out() {
        0 => String::new(),
        left => format!("; {left} checks are not made ({})", key(Action::ToggleNotChecked)),
    };
    let mut words =
        format!("{}{place}; {asked}{left_out}; {}.", judged.title, judged.ladder.judged_by);
    let answered = screen.answer.as_ref().map(|answer| answer.at);
    match &screen.stage {
        Stage::Asking { .. } | Stage::Due => words = format!("Asking again. {words}"),
        Stage::Failed(why) => {
            let since = answered.map_or(0, |at| model.now.as_second() - at.as_second());
            let age = crate::table::cell::minutes(since);
            words = format!("{why} This is from {age} ago. {words}");
        }
        Stage::Rest => {}
    }
    words
}

fn detail(model: &Model, rung: &Rung, room: usize) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    facts.add("check", &in_full(rung), Tone::Plain);
    let check = facts.done();
    let mut facts = Facts::new(model.size.0);
    if rung.says.is_some() {
        facts.add("server", &server(rung.says.as_ref()), Tone::Muted);
    }
    let says = facts.done();
    let for_says = usize::from(!says.is_empty() && room > 1);
    let mut lines = shortened(check, room.saturating_sub(for_says), model.look.is_ascii);
    let left = room.saturating_sub(lines.len());
    lines.extend(shortened(says, left, model.look.is_ascii));
    lines
}

fn shortened(mut all: Vec<FactLine>, most: usize, is_ascii: bool) -> Vec<FactLine> {
    let is_cut = all.len() > most;
    all.truncate(most);
    if let Some(last) = all.last_mut().filter(|_| is_cut) {
        last.text.pop();
        last.text.push(if is_ascii { '~' } else { '…' });
    }
    all
}

fn in_full(rung: &Rung) -> String {
    let subject = rung.subject.to_string();
    let of = if subject.is_empty() { String::new() } else { format!(", {subject}") };
    let detail =
        if rung.detail.is_empty() { "nothing to be said".into() } else { rung.detail.clone() };
    format!("{}{of}: {detail}", rung.check.title())
}

fn server(says: Option<&ServerSays>) -> String {
    says.map_or_else(
        || "what it answers is not known".to_owned(),
        |ServerSays { status, kind, message }| {
            let kind = kind.map(|kind| format!(" {kind}")).unwrap_or_default();
            format!("answers {status}{kind}: {message}")
        },
    )
}

fn rest(model: &Model, screen: &WhyScreen) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    if let Some(judged) = screen.judged() {
        follows(&mut facts, judged, false);
    }
    facts.done()
}

/// What would be next, what lifts it, and what cannot be known.
fn follows(facts: &mut Facts, judged: &Judged, with_commands: bool) {
    if let Some(charged) = &judged.charged {
        facts.add("charged", &format!("The proxy charges it to {charged}."), Tone::Plain);
    }
    if let Some(rung) = judged.ladder.next_refusing() {
        let words = format!("Once that is lifted, the next refuses: {}.", in_full(rung));
        facts.add("then", &words, Tone::Warn);
    }
    for (remedy, number) in judged.remedies.iter().zip(NUMBERS) {
        let tone = if remedy.wish.is_some() { Tone::Plain } else { Tone::Muted };
        facts.add(number, &remedy.sentence, tone);
        if with_commands && !remedy.command.is_empty() {
            let command = shell::command(remedy.command.iter().map(String::as_str));
            facts.add("", &command, Tone::Muted);
        }
    }
    for (caveat, at) in judged.ladder.caveats.iter().zip(0..) {
        facts.add(if at == 0 { "caveats" } else { "" }, caveat, Tone::Muted);
    }
}
