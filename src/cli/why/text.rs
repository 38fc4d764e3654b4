//! The answer for the eye: the verdict first, then the ladder, then what lifts it.

use std::fmt::Write;

use super::view::{Cure, Judged, Probe, WhyView};
use crate::access::{Check, Rung, RungVerdict, Verdict};
use crate::cli::look::{Hue, Look};
use crate::domain::shell;

/// The columns of a rung's title.
const TITLE: usize = 28;

pub(super) fn text(answer: &WhyView, look: Look) -> String {
    let mut page = Page { out: String::new(), look };
    for judged in &answer.keys {
        page.judged(&who(answer), judged);
    }
    if let Some(chat) = &answer.chat {
        page.judged(&who(answer), &chat.webui);
        let charged = format!("\nThe proxy charges the chat to {}.", chat.charged.words);
        page.line(&charged, Hue::Plain);
        if let Some(proxy) = &chat.proxy {
            page.judged("The chat at the proxy: ", proxy);
        }
    }
    page.caveats(answer);
    page.out
}

/// What a real request was answered, beside what was said of it.
pub(super) fn probe(probe: &Probe, answer: &WhyView, look: Look) -> String {
    let mut page = Page { out: "\n".to_owned(), look };
    if let Some(judged) = &probe.throw_away {
        page.judged(&who(answer), judged);
        let words = format!(
            "A throw-away key has no limits of its own: this is what holds for {}, not what an \
             existing key may do.",
            answer.user.as_ref().map(ToString::to_string).unwrap_or_default()
        );
        page.line(&words, Hue::Plain);
        page.out.push('\n');
    }
    let hue = if probe.agrees == Some(false) { Hue::Red } else { Hue::Bold };
    page.line(&format!("Probe: {}", probe.verdict), hue);
    if !probe.message.is_empty() {
        page.line(&format!("       {}", probe.message), Hue::Plain);
    }
    page.out
}

/// `Ana Ruiz <ana@example.edu>: `; nothing before a key that nobody owns.
fn who(answer: &WhyView) -> String {
    let Some(user) = answer.user.as_ref().map(ToString::to_string) else { return String::new() };
    let name = answer.name.to_string();
    if name.is_empty() || name == user { format!("{user}: ") } else { format!("{name} <{user}>: ") }
}

struct Page {
    out: String,
    look: Look,
}

impl Page {
    fn line(&mut self, text: &str, hue: Hue) {
        let painted = self.look.paint(text, hue);
        let _ = writeln!(self.out, "{painted}");
    }

    fn judged(&mut self, who: &str, judged: &Judged) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let model = judged.model.as_ref().map(|model| format!(", {model}")).unwrap_or_default();
        self.line(&judged.sentence, hue_of(judged.verdict));
        self.line(&format!("{who}{}{model}", judged.title), Hue::Bold);
        if let Some(says) = &judged.server_says {
            let kind = says.kind.map(|kind| format!(" {kind}")).unwrap_or_default();
            self.line(&format!("The server answers {}{kind}.", says.status), Hue::Plain);
        }
        self.out.push('\n');
        for (at, rung) in judged.ladder.iter().enumerate() {
            self.rung(rung, judged.refuses.by == Some(at), judged.refuses.then == Some(at));
        }
        self.unknown(&judged.ladder);
        self.not_checked(&judged.ladder);
        self.remedies(&judged.remedies);
    }

    fn rung(&mut self, rung: &Rung, is_by: bool, is_then: bool) {
        if matches!(rung.verdict, RungVerdict::NotChecked | RungVerdict::Unknown) {
            return;
        }
        let (mark, word, hue) = match rung.verdict {
            RungVerdict::Refuses if is_by => (">", "REFUSES", Hue::Red),
            RungVerdict::Refuses if is_then => ("+", "next", Hue::Yellow),
            RungVerdict::Refuses => ("+", "would", Hue::Yellow),
            RungVerdict::Warns => ("!", "warns", Hue::Yellow),
            RungVerdict::Passes | RungVerdict::Unknown | RungVerdict::NotChecked => {
                (" ", "passes", Hue::Plain)
            }
        };
        let title = rung.check.title();
        let subject = rung.subject.to_string();
        let detail = match (subject.is_empty(), rung.detail.is_empty()) {
            (false, false) => format!("{subject}: {}", rung.detail),
            (false, true) => subject,
            (true, _) => rung.detail.to_string(),
        };
        let row = format!("{mark} {word:<8} {title:<TITLE$} {detail}");
        self.line(row.trim_end(), hue);
    }

    /// Those that could refuse, a line for each reason.
    fn unknown(&mut self, ladder: &[Rung]) {
        for (reason, titles) in by_reason(ladder, RungVerdict::Unknown) {
            self.line(&format!("? unknown  {}: {reason}", titles.join(", ")), Hue::Yellow);
        }
    }

    /// There are many, and they say nothing of the verdict: a line for each reason.
    fn not_checked(&mut self, ladder: &[Rung]) {
        for (reason, titles) in by_reason(ladder, RungVerdict::NotChecked) {
            self.line(&format!("  not checked, {reason}: {}", titles.join(", ")), Hue::Faint);
        }
    }

    fn remedies(&mut self, remedies: &[Cure]) {
        if remedies.is_empty() {
            return;
        }
        self.out.push('\n');
        for (number, Cure { sentence, command }) in (1..).zip(remedies) {
            self.line(&format!("{number}. {sentence}"), Hue::Plain);
            if !command.is_empty() {
                let command = shell::command(command.iter().map(String::as_str));
                self.line(&format!("   {command}"), Hue::Bold);
            }
        }
    }

    /// Each once: they hold for every ladder.
    fn caveats(&mut self, answer: &WhyView) {
        let chat = answer.chat.iter().flat_map(|chat| [Some(&chat.webui), chat.proxy.as_ref()]);
        let all = answer.keys.iter().chain(chat.flatten());
        let mut said: Vec<&str> = Vec::new();
        let mut rules: Vec<&str> = Vec::new();
        for judged in all {
            let new = judged.caveats.iter().map(AsRef::as_ref);
            said.extend(new.filter(|caveat| !caveat.is_empty()));
            rules.extend(Some(judged.rules.as_str()).filter(|by| !by.is_empty()));
        }
        for list in [&mut said, &mut rules] {
            let mut seen = std::collections::HashSet::new();
            list.retain(|line| seen.insert(*line));
        }
        self.out.push('\n');
        for caveat in said {
            self.line(&format!("Cannot know: {caveat}"), Hue::Faint);
        }
        if !rules.is_empty() {
            self.line(&format!("Judged by {}.", rules.join("; ")), Hue::Faint);
        }
    }
}

/// The rungs of that verdict by their reason, in the order in which the first of each comes.
fn by_reason(ladder: &[Rung], verdict: RungVerdict) -> Vec<(&str, Vec<&'static str>)> {
    let mut groups: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for rung in ladder.iter().filter(|rung| rung.verdict == verdict) {
        let title = Check::title(rung.check);
        match groups.iter_mut().find(|(reason, _)| *reason == rung.detail) {
            Some((_, titles)) if titles.contains(&title) => {}
            Some((_, titles)) => titles.push(title),
            None => groups.push((&rung.detail, vec![title])),
        }
    }
    groups
}

fn hue_of(verdict: Verdict) -> Hue {
    match verdict {
        Verdict::Refused => Hue::Red,
        Verdict::Unknown => Hue::Yellow,
        Verdict::Accepted => Hue::Plain,
    }
}
