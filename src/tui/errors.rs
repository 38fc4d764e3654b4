//! What is logged as an error is shown, and what is shown is logged.

use std::fmt::{Debug, Write};

use tokio::sync::mpsc::UnboundedSender;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::app::{Msg, Notice, Severity};
use crate::domain::redact::redact;
use crate::domain::text::harmless;

/// Where the console logs what it has shown; never shown again.
const SHOWN: &str = "bursar::notice";

/// Writes a notice to the log, as grave as it is.
pub(super) fn log(notice: &Notice) {
    let sentence = notice.sentence();
    let text = harmless(&sentence);
    match notice.severity {
        Severity::Info => tracing::info!(target: SHOWN, "{text}"),
        Severity::Refusal => tracing::info!(target: SHOWN, "refused: {text}"),
        Severity::Error => tracing::error!(target: SHOWN, "{text}"),
    }
}

/// Shows every error that the program logs.
struct ShowErrors {
    send: UnboundedSender<Msg>,
}

/// The layer that shows them. It filters for itself alone: what others hear is theirs to say.
pub(super) fn show<S: Subscriber + for<'a> LookupSpan<'a>>(
    send: UnboundedSender<Msg>,
) -> impl Layer<S> {
    ShowErrors { send }.with_filter(LevelFilter::ERROR)
}

impl<S: Subscriber> Layer<S> for ShowErrors {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let metadata = event.metadata();
        let target = metadata.target();
        // Ours alone: the transport's own words may hold what ours never do.
        let is_ours = target == "bursar" || target.starts_with("bursar::");
        if *metadata.level() != Level::ERROR || !is_ours || target == SHOWN {
            return;
        }
        let mut words = Words::default();
        event.record(&mut words);
        // The console is gone when this fails, and with it whoever would want to know.
        let _ = self.send.send(Msg::Failed(redact(&words.sentence()).into_owned()));
    }
}

/// An event's message, and its fields behind it.
#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Words {
    fn sentence(self) -> String {
        if self.fields.is_empty() { self.message } else { self.message + &self.fields }
    }
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            "error" => write!(self.fields, ": {value:?}"),
            name => write!(self.fields, " ({name} {value:?})"),
        };
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    fn listen() -> (impl Subscriber + Send + Sync + for<'a> LookupSpan<'a>, UnboundedReceiver<Msg>)
    {
        let (send, receive) = unbounded_channel();
        (tracing_subscriber::registry().with(show(send)), receive)
    }

    fn heard(receive: &mut UnboundedReceiver<Msg>) -> Vec<String> {
        let mut all = Vec::new();
        while let Ok(msg) = receive.try_recv() {
            match msg {
                Msg::Failed(text) => all.push(text),
                other => panic!("{other:?}"),
            }
        }
        all
    }

    #[test]
    fn what_is_logged_as_an_error_is_shown_without_its_secrets() {
        let (subscriber, mut receive) = listen();
        tracing::subscriber::with_default(subscriber, || {
            let error = "the disk is full, sk-abcdefgh1234";
            tracing::error!(%error, "the journal could not be written");
            tracing::warn!("only a warning");
            tracing::error!(target: "hyper", "the transport's own words");
        });
        let shown = "the journal could not be written: the disk is full, [removed]";
        assert_eq!(heard(&mut receive), [shown]);
    }

    #[test]
    fn what_was_shown_is_logged_and_not_shown_again() {
        use std::sync::{Arc, Mutex};
        #[derive(Clone, Default)]
        struct Sink(Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (subscriber, mut receive) = listen();
        let sink = Sink::default();
        let writer = sink.clone();
        let lines = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
        tracing::subscriber::with_default(subscriber.with(lines), || {
            log(&Notice::error("no connection").cause("down\u{1b}[2J").hint("Try again."));
            log(&Notice::refusal("undo: the journal is empty."));
            log(&Notice::info("Copied."));
        });
        assert_eq!(heard(&mut receive), Vec::<String>::new());
        let logged = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert!(logged.contains("no connection: down␛[2J. Try again."), "{logged}");
        assert!(logged.contains("refused: undo: the journal is empty."), "{logged}");
        assert!(logged.contains("Copied."), "{logged}");
    }
}
