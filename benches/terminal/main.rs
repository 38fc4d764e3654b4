//! The console from outside: the release binary in a pseudo-terminal, against the sandbox in a
//! process of its own. Counts bytes, frames, wake-ups and memory, and takes the times of key → first
//! and last byte; beside it, in the same run, other programs for terminals where they are installed.
//!
//! ```text
//! cargo bench --bench terminal -- [--people N] [--quick] [--only NAME] [--out FILE]
//! ```
//!
//! The table goes to standard output, every sample to FILE as JSON.

#![expect(clippy::expect_used, clippy::panic, reason = "a measurement that fails ends the run")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the figures are the output")]

mod busy;
mod figures;
mod keys;
mod others;
mod process;
mod session;
mod slow;
mod stage;
mod start;

use std::path::PathBuf;
use std::time::Instant;

use figures::Figures;
use stage::Stage;

/// How the run is made.
pub(crate) struct Run {
    /// People on the servers.
    pub(crate) people: u32,
    /// A tenth of the samples: to see that it works, not for figures.
    pub(crate) is_quick: bool,
    only: Option<String>,
    out: PathBuf,
}

impl Run {
    fn read() -> Self {
        let mut run = Self {
            people: 100_000,
            is_quick: false,
            only: None,
            out: PathBuf::from("target/terminal.json"),
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_else(|| panic!("{word} wants a value"));
            match word.as_str() {
                "--people" => run.people = value().parse().expect("--people wants a number"),
                "--only" => run.only = Some(value()),
                "--out" => run.out = PathBuf::from(value()),
                "--quick" => run.is_quick = true,
                // From cargo.
                "--bench" => {}
                word => panic!("{word} is not one of --people, --quick, --only and --out"),
            }
        }
        run
    }

    /// So many samples, or a tenth of them.
    pub(crate) fn samples(&self, count: usize) -> usize {
        if self.is_quick { count.div_ceil(10) } else { count }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == name)
    }
}

/// Everything that can be measured, by the name for `--only`.
type Part = (&'static str, fn(&Run, &mut Figures));

const PARTS: [Part; 7] = [
    ("start", start::measure),
    ("load", start::load),
    ("small", keys::small),
    ("keys", keys::large),
    ("busy", busy::measure),
    ("slow", slow::measure),
    ("others", others::measure),
];

fn main() {
    // `cargo test --all-targets` runs it as well, and has no minutes to spare.
    if !std::env::args().any(|word| word == "--bench") {
        eprintln!("`cargo bench --bench terminal` measures; this is nothing but a test");
        return;
    }
    let run = Run::read();
    let began = Instant::now();
    let mut figures = Figures::default();
    for (name, part) in PARTS {
        if run.wants(name) {
            eprintln!("# {name}, after {:.0} s", began.elapsed().as_secs_f64());
            part(&run, &mut figures);
        }
    }
    let folder = run.out.parent().map_or(Ok(()), std::fs::create_dir_all);
    let text = format!("{:#}\n", figures.json());
    folder.and_then(|()| std::fs::write(&run.out, text)).expect("the file can be written");
    println!("{}", figures.table());
}
