//! Whom to mark, by a query; with how many that are, while it is typed.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::{Form, text};
use crate::app::{Effect, Model, Notice};
use crate::domain::text::harmless;
use crate::roster::Query;

/// Nothing but the question.
#[derive(Debug)]
pub struct MarkMatches;

const QUERY: usize = 0;

/// The dialog.
pub fn dialog() -> Dialog {
    let hint = "a query, as in the list; who is not shown is marked, too";
    Dialog::new(MarkMatches, Form::new(vec![text("query", hint, "")]))
}

impl Ask for MarkMatches {
    fn say(&self, form: &Form, model: &Model) -> Said {
        let mut said = Said::titled("Mark all that match", "mark");
        let query = Query::parse(form.text(QUERY));
        let Some(query) =
            said.note(QUERY, query.map(|q| (q, String::new())).map_err(|e| e.to_string()))
        else {
            return said;
        };
        if query.is_empty() {
            said.refusal = Some("a query is still missing".into());
            return said;
        }
        match model.people.count_matches(&query) {
            (0, _) => {
                let query = harmless(form.text(QUERY));
                said.refusal = Some(format!("nobody matches '{query}'"));
            }
            (found, shown) => {
                said.preview.push((Tone::Plain, format!("{found} match, {shown} of them shown.")));
            }
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let Ok(query) = Query::parse(form.text(QUERY)) else {
            return (After::Stay, Vec::new());
        };
        let found = model.people.mark_matches(&query);
        let words = model.people.table().marks().words().unwrap_or_default();
        model.tell(Notice::info(format!("{found} match; {words}.")));
        (After::Close, Vec::new())
    }
}
