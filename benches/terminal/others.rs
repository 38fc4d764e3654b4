//! Other programs for terminals, in the same run: what a terminal program costs on this machine.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::figures::{Figures, Unit};
use crate::session::{End, Session};
use crate::{Run, keys};

/// A program, how it is begun on a file, and what moves its cursor down and scrolls it.
struct Other {
    name: &'static str,
    path: &'static str,
    args: &'static [&'static str],
    down: &'static str,
}

const OTHERS: [Other; 5] = [
    Other { name: "htop", path: "/usr/bin/htop", args: &["-d", "15"], down: "\u{1b}[B" },
    Other { name: "less", path: "/usr/bin/less", args: &["FILE"], down: "j" },
    Other {
        name: "vim",
        path: "/usr/bin/vim",
        args: &["-u", "NONE", "-i", "NONE", "FILE"],
        down: "j",
    },
    Other { name: "tig", path: "/usr/bin/tig", args: &[], down: "j" },
    Other { name: "mc", path: "/usr/bin/mc", args: &["-u"], down: "\u{1b}OB" },
];

/// What is taken for the end of an answer where nothing marks it.
const QUIET: Duration = Duration::from_millis(60);

pub(crate) fn measure(run: &Run, figures: &mut Figures) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut text = String::new();
    for n in 1..=run.people {
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "{n:>7}  person{n}@campus.example.edu  {:>10.2}", f64::from(n) * 0.37);
    }
    std::fs::write(file.path(), text).expect("a file");
    let path = file.path().display().to_string();
    for other in &OTHERS {
        if !Path::new(other.path).exists() {
            eprintln!("# {} is not installed, so it is not beside this run", other.name);
            continue;
        }
        beside(run, figures, other, &path);
    }
}

fn beside(run: &Run, figures: &mut Figures, other: &Other, file: &str) {
    let args: Vec<&str> =
        other.args.iter().map(|arg| if *arg == "FILE" { file } else { arg }).collect();
    let start = || Session::start(Path::new(other.path), &args, &[]);
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..run.samples(20) {
        let session = start();
        session.wait(|record| (!record.bytes.is_empty()).then_some(()));
        session.settle(QUIET);
        let record = session.record();
        let since = |position| record.moment(position).map(|at| at.duration_since(session.started));
        first.extend(since(1));
        whole.extend(since(record.bytes.len()));
    }
    figures.times("start → first byte", other.name, &first, "");
    figures.times("start → last byte", other.name, &whole, "");
    let mut session = start();
    session.settle(Duration::from_millis(500));
    for (what, skipped) in [("cursor move", 3), ("one line scrolled", 60)] {
        for _ in 0..skipped {
            session.send(other.down);
        }
        session.settle(Duration::from_millis(300));
        let press = |_| session.press(other.down, End::Quiet(QUIET));
        let answers: Vec<_> = (0..run.samples(30)).filter_map(press).collect();
        if answers.is_empty() {
            continue;
        }
        let first: Vec<_> = answers.iter().map(|answer| answer.first).collect();
        let last: Vec<_> = answers.iter().map(|answer| answer.last).collect();
        figures.times(format!("{what}: key → first byte"), other.name, &first, "");
        figures.times(format!("{what}: key → last byte"), other.name, &last, "");
        let bytes = answers.iter().map(|answer| answer.bytes as f64).collect();
        figures.add(format!("{what}: bytes"), other.name, Unit::Bytes, bytes, "");
    }
    let resident = session.use_of().resident as f64 / 1024.0;
    figures.add("memory", other.name, Unit::Mebibytes, vec![resident], "");
    keys::idle(run, figures, &session, (other.name, "", ["", ""]));
}
