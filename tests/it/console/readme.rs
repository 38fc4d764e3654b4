//! What README and docs/keys.md show of the console is what the console shows. `BURSAR_BLESS=1`
//! writes it there.

use std::path::Path;
use std::sync::Arc;

use bursar::app::{Model, Msg, Session, update};
use bursar::domain::{Snapshot, SyncPolicy};
use bursar::journal::History;
use bursar::roster::join;
use bursar::sandbox::{Options, Sandbox};
use jiff::SignedDuration;

use super::support::{draw, now, press, profile};
use crate::operator::Operator;

const SIZE: (u16, u16) = (110, 22);

/// Compares what stands between two marks with what should; writes it there when blessed.
fn hold_to(document: &str, block: &str, is: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {block}:begin -->\n"), format!("<!-- {block}:end -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (stands, after) = rest.split_once(&end).unwrap();
    if stands == is {
        return;
    }
    if std::env::var_os("BURSAR_BLESS").is_some() {
        std::fs::write(&path, [before, &begin, is, &end, after].concat()).unwrap();
    } else {
        pretty_assertions::assert_eq!(
            stands,
            is,
            "{document} is not up to date; BURSAR_BLESS=1 cargo test --test it console::readme writes it"
        );
    }
}

/// The demo's organisation as seen at a moment that never passes.
async fn demo() -> Model {
    let sandbox = Sandbox::start(Options { now: now(), ..Options::default() }).await.unwrap();
    let roster = Operator::at(&sandbox).await.look().await;
    let mut snapshot = Snapshot::clone(roster.snapshot());
    snapshot.observed_at = now() - SignedDuration::from_secs(3);
    let campus = profile("campus");
    let mut model = Model::new(campus.clone(), vec![campus], now(), SIZE);
    model.session = Session::Open;
    let epoch = model.epoch;
    update(&mut model, Msg::JournalLoaded(epoch, Ok(History::default())));
    let roster = join(Arc::new(snapshot), &SyncPolicy::default());
    update(&mut model, Msg::Observed(epoch, Arc::new(roster)));
    press(&mut model, "space down");
    model
}

/// The rows as they are read: each grapheme once, however wide, and no blanks at the end.
fn rows(model: &Model) -> String {
    let terminal = draw(model);
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).unwrap();
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[tokio::test]
async fn the_picture_of_the_console_is_what_it_draws() {
    hold_to("README.md", "screen", &format!("```text\n{}```\n", rows(&demo().await)));
}

#[test]
fn the_table_of_commands_is_the_palettes() {
    hold_to("docs/keys.md", "commands", &bursar::app::command::commands_markdown());
}

#[test]
fn the_table_of_keys_is_the_table_of_actions() {
    let keymap = bursar::app::Keymap::built_in();
    hold_to("docs/keys.md", "keys", &bursar::app::action::keys_markdown(&keymap));
}
