//! The state of the spend: what was read of it, and what of that is shown.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::ranking::{Ranking, SpenderRows};
use crate::app::Remote;
use crate::app::front::{Front, Seen};
use crate::domain::activity::{Activity, Day, Span, Spender};
use crate::roster::subject::Named;
use crate::table::Table;

/// Columns of the scale beside the bars, with its line.
pub const SCALE: u16 = 11;

/// From this width on the legend stands beside the bars.
pub const WIDE: u16 = 110;

/// Columns of the legend there.
pub const LEGEND: u16 = 48;

/// Which half of it is in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The bars.
    Days,
    /// The ranking.
    Spenders,
}

/// An answer that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub number: u64,
    /// For which half.
    pub view: View,
    /// Since when.
    pub since: Timestamp,
    /// Parts read, and of how many, where there are several.
    pub part: Option<(usize, usize)>,
}

/// The screen.
#[derive(Debug)]
pub struct SpendScreen {
    /// Whose, and what to call it.
    pub named: Named,
    /// How far back.
    pub span: Span,
    /// Which half is in front.
    pub view: View,
    /// The days, as many as were read.
    pub days: Remote<Arc<Activity>>,
    /// The ranking.
    pub ranking: Remote<Arc<Ranking>>,
    /// The answer that is waited for.
    pub asked: Option<Asked>,
    /// Whether what is in front is to be asked for.
    pub(super) is_due: bool,
    /// The chosen day; the last, where none is.
    pub chosen: Option<Date>,
    table: Table,
}

impl SpendScreen {
    /// Before anything was read.
    pub fn new(named: Named, span: Span, table: Table) -> Self {
        Self {
            named,
            span,
            view: View::Days,
            days: Remote::NotAsked,
            ranking: Remote::NotAsked,
            asked: None,
            is_due: true,
            chosen: None,
            table,
        }
    }

    /// The days of the span, where they were read.
    pub fn activity(&self) -> Option<Activity> {
        let read = self.days.last()?;
        read.within(self.span.ending(read.range.last))
    }

    /// The ranking of the span, where it was read.
    pub fn spenders(&self) -> Option<&Arc<Ranking>> {
        let ranking = self.ranking.last()?;
        let range = ranking.spenders.range;
        (range == self.span.ending(range.last)).then_some(ranking)
    }

    /// Whether what is in front was read.
    pub fn has_read(&self) -> bool {
        match self.view {
            View::Days => self.activity().is_some(),
            View::Spenders => self.spenders().is_some(),
        }
    }

    /// Why what is in front could not be read the last time.
    pub fn failure(&self) -> Option<&str> {
        let (days, ranking) = (&self.days, &self.ranking);
        match (self.view, days, ranking) {
            (View::Days, Remote::Failed(why, _), _)
            | (View::Spenders, _, Remote::Failed(why, _)) => Some(why),
            _ => None,
        }
    }

    /// The ranking as a list, where it is in front.
    pub fn seen(&self) -> Option<Seen<'_>> {
        let ranking = self.spenders().filter(|_| self.view == View::Spenders)?;
        let source = SpenderRows(Some(Arc::clone(ranking)));
        Some(Seen { table: &self.table, source: Box::new(source) })
    }

    /// The same, to be changed.
    pub(super) fn ranked(&mut self) -> Option<Front<'_>> {
        let ranking = self.spenders().filter(|_| self.view == View::Spenders)?;
        let source = SpenderRows(Some(Arc::clone(ranking)));
        Some(Front { table: &mut self.table, source: Box::new(source) })
    }

    /// The state of that list.
    pub(super) fn table_state(&mut self) -> &mut Table {
        &mut self.table
    }

    /// Who is under its cursor, with what to call them.
    pub fn selected(&self) -> Option<(&Spender, &(String, String))> {
        let row = self.seen().and_then(|seen| seen.table.selected())? as usize;
        let ranking = self.spenders()?;
        ranking.spenders.rows.get(row).zip(ranking.names.get(row))
    }

    /// Gives up what is waited for.
    pub(super) fn stop(&mut self) -> bool {
        let Some(asked) = self.asked.take() else { return false };
        match asked.view {
            View::Days => self.days.give_up(),
            View::Spenders => self.ranking.give_up(),
        }
        true
    }

    /// The bar of the chosen day, among bars of so many days each.
    pub fn chosen_bar(&self, bars: &[Vec<Day>]) -> usize {
        let last = bars.len().saturating_sub(1);
        let has = |bar: &Vec<Day>| bar.iter().any(|day| Some(day.date) == self.chosen);
        bars.iter().position(has).unwrap_or(last)
    }

    /// To the next or the previous bar.
    pub(super) fn choose(&mut self, forward: bool, layout: Layout) {
        let Some(activity) = self.activity() else { return };
        let bars = layout.bars(&activity);
        let at = self.chosen_bar(&bars);
        let to = if forward { at + 1 } else { at.saturating_sub(1) };
        let to = to.min(bars.len().saturating_sub(1));
        self.chosen = bars.get(to).and_then(|bar| bar.last()).map(|day| day.date);
    }
}

/// How the bars stand in a width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Days in a bar.
    pub each: usize,
    /// Columns of a bar.
    pub width: u16,
    /// Columns between two.
    pub gap: u16,
}

impl Layout {
    /// In a screen of so many columns.
    pub fn of(columns: u16, span: Span) -> Self {
        let legend = if columns >= WIDE { LEGEND } else { 0 };
        let room = columns.saturating_sub(SCALE + 1 + legend).max(1);
        let days = u16::try_from(span.days()).unwrap_or(u16::MAX);
        let each = days.div_ceil(room).max(1);
        let step = (room / days.div_ceil(each)).clamp(1, 12);
        let gap = match step {
            0..2 => 0,
            2..6 => 1,
            _ => 2,
        };
        Self { each: usize::from(each), width: step - gap, gap }
    }

    /// The days by bar, the last bar ending with the last day.
    pub fn bars(self, activity: &Activity) -> Vec<Vec<Day>> {
        let mut bars: Vec<Vec<Day>> =
            activity.days.rchunks(self.each).map(<[Day]>::to_vec).collect();
        bars.reverse();
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_have_room_at_every_width() {
        for columns in 60..300 {
            for span in Span::ALL {
                let layout = Layout::of(columns, span);
                let legend = if columns >= WIDE { LEGEND } else { 0 };
                let bars = span.days().div_ceil(layout.each);
                let taken = bars * usize::from(layout.width + layout.gap);
                assert!(
                    layout.width > 0 && taken <= usize::from(columns - SCALE - legend),
                    "{columns} {layout:?}"
                );
            }
        }
        assert_eq!(Layout::of(160, Span::Quarter).each, 1);
        assert_eq!(Layout::of(80, Span::Quarter).each, 2);
        assert_eq!(Layout::of(80, Span::Month).each, 1);
    }
}
