//! `bursar why`: which check refuses a person, what would be next, and what lifts it.

mod text;
mod view;

use std::io::{self, BufRead};

use jiff::Timestamp;

use super::args::{Format, Global, Why};
use super::look::Look;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::domain::Text;
use crate::domain::text::to_harmless_json_pretty;
use crate::engine::{InquireError, KeyWord, Question, Who, inquire};
use crate::roster::FindError;

pub(super) async fn run(global: &Global, options: &Why, env: &Env) -> Result<Exit, CliError> {
    let question = Question {
        who: Who::Word(options.user.clone()),
        model: options.model.as_deref().map(Text::from).and_then(Text::non_blank),
        key: options.key.as_deref().map(key).transpose()?,
        lists_models: false,
        customer: options.customer.as_deref().map(Text::from).and_then(Text::non_blank),
    };
    let (_, session) = scene::connect(global, env).await?;
    let inquiry = inquire(&session, &question).await.map_err(without_an_answer)?;
    let answer = view::Answer::judge(&inquiry, Timestamp::now());
    let text = match options.format {
        Format::Text => text::text(&answer, Look::of_stdout(global, env)),
        Format::Json => match (&question.key, answer.keys.as_slice()) {
            (Some(_), [one]) => format!("{}\n", to_harmless_json_pretty(one)?),
            _ => format!("{}\n", to_harmless_json_pretty(&answer)?),
        },
    };
    output::data(&text)?;
    Ok(Exit::Done)
}

/// `-` is the key on standard input, where no list of processes shows it.
fn key(word: &str) -> Result<KeyWord, CliError> {
    if word.trim() != "-" {
        return Ok(KeyWord::read(word));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    if line.trim().is_empty() {
        return Err(CliError::usage("no key came on standard input"));
    }
    Ok(KeyWord::read(&line))
}

fn without_an_answer(error: InquireError) -> CliError {
    match error {
        InquireError::Find(find) => {
            let is_ambiguous = matches!(find, FindError::Ambiguous { .. });
            let exit = if is_ambiguous { Exit::Usage } else { Exit::Failed };
            CliError::new(exit, find.to_string())
        }
        InquireError::Key(sentence) => CliError::usage(sentence),
        InquireError::Unread(sentence) => CliError::failed(sentence),
    }
}
