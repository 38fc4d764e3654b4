//! What the lists of the servers' records have in common: what they listen in, a filter by words,
//! and what is said around them.

use super::{Foot, Frame, HeadLine};
use crate::app::worded::RecordList;
use crate::app::{Action, Freshness, Model, Remote, Server, Session};
use crate::domain::text::harmless;
use crate::table::Tone;

/// What a list of the proxy's listens in, after its own.
macro_rules! hears {
    ($($own:ident)?) => {
        &[
            $(crate::app::action::Context::$own,)?
            crate::app::action::Context::Records,
            crate::app::action::Context::Verbs,
            crate::app::action::Context::Words,
            crate::app::action::Context::Marks,
            crate::app::action::Context::Table,
            crate::app::action::Context::List,
            crate::app::action::Context::Global,
        ]
    };
}

/// The list of a screen that has it in `list`, with these rows; what a second click on one does; and
/// what reckons them anew, where they are not as they were read.
macro_rules! records {
    (|$screen:ident, $world:ident| $rows:expr $(, $reckon:ident)?) => {
        records!(OpenRecord: |$screen, $world| $rows $(, $reckon)?);
    };
    ($opens:ident: |$screen:ident, $world:ident| $rows:expr $(, $reckon:ident)?) => {
        fn list<'a>(&'a self, $world: World<'a>) -> Option<Seen<'a>> {
            let ($screen, _) = (self, $world);
            Some($screen.list.seen($rows))
        }

        fn front<'a>(&'a mut self, $world: World<'a>) -> Option<Front<'a>> {
            let ($screen, _) = (self, $world);
            Some($screen.list.front($rows))
        }

        fn refilter(&mut self, $world: World<'_>) {
            let $screen = self;
            $screen.list.refilter($rows, $world.now);
        }

        fn renew(&mut self, $world: World<'_>) {
            $(self.$reckon($world);)?
            let $screen = self;
            $screen.list.renew(&$rows, $world.now);
        }

        fn table_mut(&mut self) -> Option<&mut Table> {
            Some(self.list.table_mut())
        }

        fn filter(&self) -> Option<&Filter> {
            Some(&self.list.filter)
        }

        fn filter_mut(&mut self) -> Option<&mut Filter> {
            Some(&mut self.list.filter)
        }

        fn opens(&self) -> Option<Action> {
            Some(Action::$opens)
        }

        fn lists_records(&self) -> bool {
            true
        }

        fn lacks(&self, _model: &Model) -> Option<&'static str> {
            let table = self.list.table();
            (table.rows().is_empty() && table.marks().is_empty()).then_some("nothing is listed")
        }

        fn back(&self) -> Doing {
            lists::back
        }
    };
}

pub(super) use {hears, records};

/// What is said of a list of records.
#[derive(Debug, Default)]
pub(super) struct Saying<'a> {
    /// Which server it is of.
    pub(super) server: Server,
    /// Above it.
    pub(super) head: Vec<HeadLine>,
    /// Why the listing is not whole, where it is known why.
    pub(super) problem: Option<&'a str>,
    /// Where it is read when one looks at it: before its first answer; else nothing.
    pub(super) unread: Option<(String, String)>,
    /// Whether it is read when one looks at it.
    pub(super) is_read_here: bool,
    /// In its foot, besides.
    pub(super) news: Vec<String>,
    /// Where there is nothing to list, and what can be done.
    pub(super) empty: (String, String),
}

/// What stands around it.
pub(super) fn frame(model: &Model, list: &RecordList, saying: Saying<'_>) -> Frame {
    let mut news: Vec<String> =
        saying.problem.map(|_| "not all were read".to_owned()).into_iter().collect();
    news.extend(saying.news.iter().cloned());
    let head = saying.head.clone();
    let (first, second) = nothing(model, list, saying);
    let nothing = vec![(first, Tone::Plain), (second, Tone::Muted)];
    Frame { head, nothing, detail: Vec::new(), foot: Foot::Sums(news) }
}

fn nothing(model: &Model, list: &RecordList, saying: Saying<'_>) -> (String, String) {
    let hint = |action: Action| model.keymap.hint(action);
    if !list.filter.is_empty() && !list.table().sorted().is_empty() {
        let words = harmless(list.filter.text()).into_owned();
        return (
            format!("Nothing here has all of '{words}'."),
            format!("{} shows all again.", hint(Action::ClearWords)),
        );
    }
    if let Some(said) = saying.unread {
        return said;
    }
    let refresh = again(model);
    if model.freshness == Freshness::Nothing && !saying.is_read_here {
        return ("Nothing has been read yet.".into(), waiting(model));
    }
    if let Some(why) = saying.problem {
        return (format!("They could not be read: {}", harmless(why)), refresh);
    }
    if let Some(why) = saying.server.failure(model.people.roster().snapshot()) {
        return (harmless(&why).into_owned(), refresh);
    }
    saying.empty
}

/// What reads both servers.
pub(super) fn again(model: &Model) -> String {
    format!("{} reads both servers again.", model.keymap.hint(Action::Refresh))
}

/// What is waited for until there is something to show.
pub(super) fn waiting(model: &Model) -> String {
    match (&model.session, &model.reading) {
        (Session::Failed(why), _) => harmless(why).into_owned(),
        (_, Some(_)) => "The servers are being read.".into(),
        (Session::Open, None) => {
            format!("{} reads the servers.", model.keymap.hint(Action::Refresh))
        }
        _ => "The profile is being opened.".into(),
    }
}

/// What is said of a list that is read when one looks at it, before the first answer; nothing after
/// it.
pub(super) fn unread<T>(model: &Model, what: &str, read: &Remote<T>) -> Option<(String, String)> {
    match read {
        Remote::NotAsked => Some((format!("The {what} have not been read yet."), waiting(model))),
        Remote::Loading(None) => {
            let back = model.keymap.hint(Action::Back);
            Some((format!("The {what} are being read."), format!("{back} leaves.")))
        }
        Remote::Failed(why, None) => {
            let refresh = model.keymap.hint(Action::Refresh);
            Some((harmless(why).into_owned(), format!("{refresh} reads them again.")))
        }
        _ => None,
    }
}

/// How it is with reading it again.
pub(super) fn read_again<T>(read: &Remote<T>) -> Option<String> {
    match read {
        Remote::Loading(Some(_)) => Some("being read again".into()),
        Remote::Failed(_, Some(_)) => Some("could not be read again".into()),
        _ => None,
    }
}
