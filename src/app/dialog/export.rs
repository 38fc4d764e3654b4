//! Where to write the people of the list.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::export::{self, Export, Shape};
use crate::app::form::{Form, text};
use crate::app::{Effect, Model, Notice};
use crate::domain::money::group_thousands;

/// Nothing but the question.
#[derive(Debug)]
pub struct ExportPeople;

const PATH: usize = 0;

/// The dialog, with a name for the file.
pub fn dialog(model: &Model) -> Dialog {
    let hint = "a new file; one that exists is not written over";
    let field = text("new file", hint, &export::default_name(model));
    Dialog::new(ExportPeople, Form::new(vec![field]))
}

fn shape_of(path: &str) -> Result<((), String), String> {
    let shape = Shape::of(path).map_err(|why| why.trim_end_matches('.').to_owned())?;
    let meaning = match shape {
        Shape::Csv => "the columns of the list",
        Shape::Json => "everything, as `bursar users --format json`",
    };
    Ok(((), meaning.to_owned()))
}

impl Ask for ExportPeople {
    fn say(&self, form: &Form, model: &Model) -> Said {
        let many = group_thousands(export::rows(model).len() as u64);
        let mut said = Said::titled(format!("Write {many} users to a file"), "write");
        said.note(PATH, shape_of(form.text(PATH)));
        said.preview.push((
            Tone::Plain,
            "The name says which: .csv has the columns of the list, .json everything.".into(),
        ));
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        match Export::of(model, form.text(PATH)) {
            Ok(export) => {
                let many = group_thousands(export.rows.len() as u64);
                model.tell(Notice::info(format!("Writing {many} users …")));
                (After::Close, vec![Effect::Export(Box::new(export))])
            }
            Err(why) => {
                model.tell(Notice::refusal(why));
                (After::Stay, Vec::new())
            }
        }
    }
}
