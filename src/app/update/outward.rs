//! What leaves the console: to the clipboard, to files.

use crate::app::export::{Copied, MOST_COPIED};
use crate::app::front::Seen;
use crate::app::{Effect, Model, Notice, dialog, verb};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::table::{Lens, Times};

/// Asks where to write the people.
pub(in crate::app) fn export(model: &mut Model) {
    let dialog = dialog::export::dialog(model);
    model.ask(dialog);
}

/// Copies that of the users that verbs are for.
pub(in crate::app) fn copy(model: &mut Model, what: Copied) -> Vec<Effect> {
    match what.of(model) {
        Ok(text) => {
            let is_short = matches!(what, Copied::Address | Copied::Ids) && !text.contains('\n');
            let copied = if is_short {
                text.clone()
            } else {
                format!("the {} of {}", what.words(), verb::targets(model).subject)
            };
            let said = format!("Copied {copied}, if the terminal allows it.");
            model.tell(Notice::info(said));
            vec![Effect::Copy(text)]
        }
        Err(why) => {
            let words = what.words();
            model.tell(Notice::refusal(format!("copy {words}: {why}.")));
            Vec::new()
        }
    }
}

/// Copies ids or lines of the marked, else of the one under the cursor; of users what they are
/// copied as.
pub(in crate::app) fn copy_rows(model: &mut Model, what: Copied) -> Vec<Effect> {
    if !model.screen().lists_records() {
        return copy(model, what);
    }
    let are_ids = what == Copied::Ids;
    let lens = Lens { times: Times::Absolute, ..model.lens() };
    let Some(Seen { table, source }) = model.front() else { return Vec::new() };
    let rows = table.acted_on(&*source);
    let id = |row: &u32| {
        let own = || source.id(*row).map(|id| harmless(id.raw()).into_owned());
        model.screen().id_of(*row).or_else(own)
    };
    let lines: Vec<String> = if are_ids {
        rows.iter().filter_map(id).collect()
    } else {
        rows.iter().map(|row| table.line(&*source, *row, &lens)).collect()
    };
    let text = lines.join("\n");
    let count = rows.len();
    drop(source);
    if text.len() > MOST_COPIED {
        let bytes = text.len();
        model.tell(Notice::refusal(format!(
            "copy: {bytes} bytes are more than a terminal's clipboard takes ({MOST_COPIED}); mark \
             fewer."
        )));
        return Vec::new();
    }
    let copied = match (count, are_ids) {
        (1, true) => text.clone(),
        (1, false) => "the row".to_owned(),
        (many, true) => format!("{} ids", group_thousands(many as u64)),
        (many, false) => format!("{} rows", group_thousands(many as u64)),
    };
    model.tell(Notice::info(format!("Copied {copied}, if the terminal allows it.")));
    vec![Effect::Copy(text)]
}
