//! From the command to the first frame, and to all people.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::figures::{Figures, Unit};
use crate::session::{Direct, End, FRAME_ENDS, Session};
use crate::stage::BURSAR;
use crate::{Run, Stage};

/// `--version`, and the first frame without network: with no people, and with the last snapshot.
pub(crate) fn measure(run: &Run, figures: &mut Figures) {
    let programs = [
        (Path::new(BURSAR), "bursar", "≤ 5"),
        (Path::new("/bin/true"), "true", ""),
        (Path::new("/usr/bin/htop"), "htop", ""),
        (Path::new("/usr/bin/tig"), "tig", ""),
    ];
    for (program, name, target) in programs.into_iter().filter(|(path, ..)| path.exists()) {
        let times: Vec<_> = (0..run.samples(100)).map(|_| version(program)).collect();
        figures.times("`--version`", name, &times, target);
    }
    let stage = Stage::start(run.people, 0);
    let nobody = stage.config_without_network();
    let times: Vec<_> = (0..run.samples(100)).map(|_| first_frame(&stage, &nobody)).collect();
    figures.times("start → first frame, nothing cached", "bursar", &times, "≤ 15, p99 ≤ 30");

    let mut console = stage.console(&stage.config(0), "console", Direct);
    console.see(&shown(run.people));
    console.send("q");
    console.wait_for_end();
    let (mut frames, mut people) = (Vec::new(), Vec::new());
    for _ in 0..run.samples(50) {
        let mut console = stage.console(&nobody, "console", Direct);
        let end = console.wait(|record| record.moment(record.end_of(FRAME_ENDS, 0)?));
        frames.push(end.duration_since(console.started));
        people.push(console.see(&shown(run.people)).duration_since(console.started));
        console.send("q");
        console.wait_for_end();
    }
    let name = format!("start → first frame, {} cached", run.people);
    figures.times(name, "bursar", &frames, "≤ 15, p99 ≤ 30");
    figures.times(format!("start → {} cached people", run.people), "bursar", &people, "");
}

/// Reading and joining both servers, with keys pressed throughout.
pub(crate) fn load(run: &Run, figures: &mut Figures) {
    for (people, target) in [(10_000, "≤ 1"), (run.people, "≤ 10")] {
        if people > run.people {
            continue;
        }
        let stage = Stage::start(people, 0);
        let mut console = stage.console(&stage.config(0), "console", Direct);
        console.wait(|record| record.end_of(FRAME_ENDS, 0));
        let mut answers = Vec::new();
        let mut is_help = false;
        while !console.screen().contents().contains(&shown(people)) || is_help {
            is_help = !is_help;
            let answer = console.press(if is_help { "?" } else { "\u{1b}" }, End::Frame);
            answers.extend(answer.map(|answer| answer.last));
            std::thread::sleep(Duration::from_millis(23));
        }
        let took = console.started.elapsed().as_secs_f64();
        let name = format!("load and join {people}");
        figures.add(name, "bursar", Unit::Seconds, vec![took], target);
        figures.times(format!("key → last byte while loading {people}"), "bursar", &answers, "");
        let memory = console.use_of();
        let mebibytes = |kibibytes: u64| vec![kibibytes as f64 / 1024.0];
        let name = format!("memory at its highest, {people} loaded once");
        figures.add(name, "bursar", Unit::Mebibytes, mebibytes(memory.peak), "");
    }
}

/// The words of the foot when so many people are listed.
pub(crate) fn shown(people: u32) -> String {
    let digits = people.to_string();
    let (thousands, rest) = digits.split_at(digits.len().saturating_sub(3));
    if thousands.is_empty() { format!("{rest} shown") } else { format!("{thousands},{rest} shown") }
}

fn version(program: &Path) -> Duration {
    let at = Instant::now();
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    let took = at.elapsed();
    assert!(status.is_ok_and(|status| status.success()), "{} --version", program.display());
    took
}

fn first_frame(stage: &Stage, config: &Path) -> Duration {
    let mut console = stage.console(config, "nobody", Direct);
    let end = console.wait(|record| record.moment(record.end_of(FRAME_ENDS, 0)?));
    let took = end.duration_since(console.started);
    quit(&mut console);
    took
}

fn quit(console: &mut Session) {
    console.send("q");
    console.wait_for_end();
}
