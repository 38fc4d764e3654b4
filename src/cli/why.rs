//! `bursar why`: which check refuses a person, what would be next, and what lifts it.

mod probe;
mod text;
mod view;

use std::io::{self, BufRead};

use jiff::Timestamp;
use secrecy::SecretString;

use super::args::{Format, Global, Why};
use super::look::Look;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::domain::text::to_harmless_json_pretty;
use crate::domain::{KeyHash, KeyWord, Text};
use crate::engine::{InquireError, Question, Who, inquire};
use crate::roster::FindError;
use probe::Probing;

pub(super) async fn run(global: &Global, options: &Why, env: &Env) -> Result<Exit, CliError> {
    let model = options.model.as_deref().map(Text::from).and_then(Text::non_blank);
    if options.probe && model.is_none() {
        return Err(CliError::usage(
            "--probe makes one real completion; name the model to ask with --model",
        ));
    }
    let Given { word, secret } = Given::read(options)?;
    let question = Question {
        who: options.user.clone().map_or(Who::Owner, Who::Word),
        model,
        key: word,
        lists_models: false,
        customer: options.customer.as_deref().map(Text::from).and_then(Text::non_blank),
    };
    let (opened, session) = scene::connect(global, env).await?;
    let probing = question.model.as_ref().filter(|_| options.probe).map(|model| Probing {
        opened: &opened,
        session: &session,
        question: &question,
        model,
        key: secret,
        yes: options.yes,
    });
    if let Some(probing) = &probing {
        probing.check()?;
    }
    let inquiry = inquire(&session, &question).await.map_err(without_an_answer)?;
    let mut answer = view::WhyView::judge(&inquiry, Timestamp::now());
    let look = Look::of_stdout(global, env);
    if options.format == Format::Text {
        output::data(&text::text(&answer, look))?;
    }
    let mut exit = Exit::Done;
    if let Some(probing) = probing {
        let (probe, end) = Box::pin(probing.run(&inquiry, env)).await?;
        if let (Format::Text, Some(probe)) = (options.format, &probe) {
            output::data(&text::probe(probe, &answer, look))?;
        }
        (answer.probe, exit) = (probe, end);
    }
    if options.format == Format::Json {
        output::data(&format!("{}\n", json(&question, answer)?))?;
    }
    Ok(exit)
}

/// One key that was named is one object.
fn json(question: &Question, mut answer: view::WhyView) -> Result<String, CliError> {
    Ok(match (&question.key, answer.keys.as_mut_slice()) {
        (Some(_), [one]) => {
            one.probe = answer.probe.map(Box::new);
            to_harmless_json_pretty(one)?
        }
        _ => to_harmless_json_pretty(&answer)?,
    })
}

/// What `--key` gave.
struct Given {
    word: Option<KeyWord>,
    /// The key itself, where one was given and is to be used.
    secret: Option<SecretString>,
}

impl Given {
    fn read(options: &Why) -> Result<Self, CliError> {
        let Some(word) = options.key.as_deref() else {
            return Ok(Self { word: None, secret: None });
        };
        // On standard input, where no list of processes shows it.
        let is_piped = word.trim() == "-";
        let mut text = String::new();
        if is_piped {
            io::stdin().lock().read_line(&mut text)?;
            text.truncate(text.trim_end().len());
            if text.is_empty() {
                return Err(CliError::usage("no key came on standard input"));
            }
        } else {
            text.push_str(word.trim());
        }
        let word = KeyWord::read(&text);
        let is_key = KeyHash::of_pasted(&text).is_some();
        let secret = Some(SecretString::from(text)).filter(|_| options.probe && is_key);
        if options.probe && is_piped && secret.is_none() {
            return Err(CliError::usage(
                "what came on standard input is no key: one begins with sk-; nothing was sent",
            ));
        }
        Ok(Self { word: Some(word), secret })
    }
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
