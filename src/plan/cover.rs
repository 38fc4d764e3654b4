//! What a block covers: which traffic each of its levers refuses, and which none does.

use std::fmt::Write;

use super::Plan;
use super::op::Act;

/// The sorts of traffic, as the head of the table has them.
pub const TRAFFIC: [&str; 4] = ["personal keys", "team keys", "named in a header", "chat"];

/// One lever of a block, and what it refuses of each [`TRAFFIC`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// What is done, in words.
    pub lever: String,
    /// In the order of [`TRAFFIC`]: `yes`, `no`, or of what.
    pub cells: [&'static str; 4],
}

impl Plan {
    /// What it refuses, lever by lever, the last row all of them together; empty where it blocks
    /// nobody.
    pub fn coverage(&self) -> Vec<Cover> {
        let count = |is_it: fn(Act) -> bool| {
            self.changes.iter().filter(|change| is_it(change.op.nature().act)).count()
        };
        let levers = [
            (
                count(|act| act == Act::StopsUser { is_enforced: true }),
                "user deactivated",
                ["yes", "yes", "no", "no"],
            ),
            (
                count(|act| matches!(act, Act::StopsKey { .. })),
                "key blocked",
                ["those keys", "those keys", "no", "no"],
            ),
            (count(|act| act == Act::StopsTeam), "team blocked", ["no", "of the team", "no", "no"]),
            (count(|act| act == Act::StopsAccount), "account pending", ["no", "no", "no", "yes"]),
        ];
        let pulled: Vec<_> = levers.into_iter().filter(|(count, ..)| *count > 0).collect();
        let mut rows: Vec<Cover> = Vec::with_capacity(pulled.len() + 1);
        for (count, lever, cells) in &pulled {
            let lever =
                if *count == 1 { (*lever).to_owned() } else { format!("{lever} ({count})") };
            rows.push(Cover { lever, cells: *cells });
        }
        if rows.len() > 1 {
            let best = |column: usize| {
                let cells = || pulled.iter().map(|(_, _, cells)| cells[column]);
                let whole = cells().find(|cell| *cell == "yes");
                whole.or_else(|| cells().find(|cell| *cell != "no")).unwrap_or("no")
            };
            let cells = [best(0), best(1), best(2), best(3)];
            rows.push(Cover { lever: "together".into(), cells });
        }
        rows
    }
}

/// The table, with a head, and a line on what no lever covers; empty where nothing is blocked.
pub fn lines(rows: &[Cover]) -> Vec<String> {
    let Some(last) = rows.last() else { return Vec::new() };
    let wide = rows.iter().map(|row| row.lever.chars().count()).max().unwrap_or(0).max(7);
    let line = |lever: &str, cells: &[&str; 4]| {
        let mut line = format!("{lever:wide$}");
        for (cell, head) in cells.iter().zip(TRAFFIC) {
            let width = head.len().max("those keys".len());
            let _ = write!(line, "  {cell:width$}");
        }
        line.trim_end().to_owned()
    };
    let mut lines = vec![line("refuses", &TRAFFIC)];
    lines.extend(rows.iter().map(|row| line(&row.lever, &row.cells)));
    if last.cells[2] == "no" {
        lines
            .push("Not refused: calls with somebody else's key that name them in a header.".into());
    }
    lines
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn the_table_says_what_is_covered_and_what_is_not() {
        let row = |lever: &str, cells| Cover { lever: lever.into(), cells };
        let rows = [
            row("user deactivated", ["yes", "yes", "no", "no"]),
            row("account pending", ["no", "no", "no", "yes"]),
            row("together", ["yes", "yes", "no", "yes"]),
        ];
        let wanted = "\
refuses           personal keys  team keys   named in a header  chat
user deactivated  yes            yes         no                 no
account pending   no             no          no                 yes
together          yes            yes         no                 yes
Not refused: calls with somebody else's key that name them in a header.";
        assert_eq!(lines(&rows).join("\n"), wanted);
        assert!(lines(&[]).is_empty());
    }
}
