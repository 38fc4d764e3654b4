//! What was measured: samples, their quantiles, the table and the file.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

/// What a sample is counted in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Milliseconds,
    Bytes,
    BytesPerSecond,
    PerSecond,
    Mebibytes,
    Frames,
    Seconds,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Bytes => "B",
            Self::BytesPerSecond => "B/s",
            Self::PerSecond => "/s",
            Self::Mebibytes => "MiB",
            Self::Frames => "frames",
            Self::Seconds => "s",
        }
    }
}

/// One measure of one program.
pub(crate) struct Figure {
    pub(crate) measure: String,
    pub(crate) program: String,
    pub(crate) unit: Unit,
    pub(crate) samples: Vec<f64>,
    /// What it is to be at most, in words.
    pub(crate) target: &'static str,
}

impl Figure {
    /// The sample that `share` of all are not above (the nearest rank).
    fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
    }
}

/// All of a run, in its order.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    pub(crate) fn add(
        &mut self,
        measure: impl Into<String>,
        program: impl Into<String>,
        unit: Unit,
        samples: Vec<f64>,
        target: &'static str,
    ) {
        let figure =
            Figure { measure: measure.into(), program: program.into(), unit, samples, target };
        eprintln!("{}", line(&figure));
        self.0.push(figure);
    }

    pub(crate) fn times(
        &mut self,
        measure: impl Into<String>,
        program: impl Into<String>,
        times: &[Duration],
        target: &'static str,
    ) {
        let samples = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        self.add(measure, program, Unit::Milliseconds, samples, target);
    }

    /// A table for `docs/benchmarks.md`.
    pub(crate) fn table(&self) -> String {
        let mut table = String::from(
            "| measure | program | median | p99 | max | samples | target |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n",
        );
        for figure in &self.0 {
            table.push_str(&line(figure));
            table.push('\n');
        }
        table
    }

    /// Every sample, for `docs/benchmarks/terminal.json`.
    pub(crate) fn json(&self) -> Value {
        let figures = self.0.iter().map(|figure| {
            let round = |sample: &f64| (sample * 1000.0).round() / 1000.0;
            json!({
                "measure": figure.measure, "program": figure.program, "unit": figure.unit.name(),
                "target": figure.target,
                "samples": figure.samples.iter().map(round).collect::<Vec<_>>(),
            })
        });
        Value::Array(figures.collect())
    }
}

fn line(figure: &Figure) -> String {
    let mut line = format!("| {} | {} |", figure.measure, figure.program);
    for share in [0.5, 0.99, 1.0] {
        let value = figure.quantile(share);
        let is_whole = matches!(figure.unit, Unit::Bytes | Unit::Frames);
        let digits = if is_whole {
            0
        } else if value < 10.0 {
            2
        } else {
            1
        };
        // Writing to a string cannot fail.
        let _ = write!(line, " {value:.digits$} {} |", figure.unit.name());
    }
    let _ = write!(line, " {} | {} |", figure.samples.len(), figure.target);
    line
}
