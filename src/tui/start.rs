//! From the command line to the first frame.

use std::io::{self, IsTerminal};

use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;

use super::clipboard::Between;
use super::errors;
use super::event_loop::EventLoop;
use super::input::Input;
use super::profiles::shown_profiles;
use super::runner::{self, Runner};
use super::saved;
use super::terminal::{Mouse, Terminal};
use crate::app::{Keymap, Look, Model, Notice, Profile, Resume, Target, Themes};
use crate::cli::args::{Args, Command, Demo, Global};
use crate::cli::demo::Stage;
use crate::cli::output::{ask, words};
use crate::cli::{CliError, Exit, scene};
use crate::config::prompt::ask_terminal;
use crate::config::theme::{self, Problem};
use crate::config::{self, ConfigError, Env, Opened, Paths};
use crate::engine::Session;

/// What a console does with a `[keys]` it cannot use.
const BUILT_IN_KEYS: &str =
    "Until then the built-in keys hold; `bursar config check` checks again.";

/// What an entry that excepts nothing comes to.
const BY_THE_PROXY: &str = "Until then what it names is asked through the forward proxy.";

/// Runs the console: on the profile, or on the sandbox.
///
/// # Errors
/// The configuration is wrong, or there is no terminal.
pub async fn run(args: Args, env: &Env) -> Result<Exit, CliError> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(CliError::usage(
            "the console needs a terminal; `bursar users` and the other commands work without \
             one, see `bursar --help`",
        ));
    }
    let begin = Begin::of(&args)?;
    if let Some(Command::Demo(demo)) = &args.command {
        return Box::pin(run_demo(&args.global, begin, demo, env)).await;
    }
    match config::open(&scene::flags(&args.global), env) {
        Ok(opened) => Box::pin(console(&args.global, begin, opened, env.clone())).await,
        Err(error @ ConfigError::Missing { is_named: false, .. }) => {
            Box::pin(first_steps(&args.global, begin, &error, env)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Where the console begins.
struct Begin {
    target: Option<Target>,
    resume: Resume,
}

impl Begin {
    fn of(args: &Args) -> Result<Self, CliError> {
        let target = args.open.as_deref().map(str::parse).transpose();
        let target = target.map_err(|why: String| CliError::usage(format!("--open: {why}")))?;
        let resume = if args.fresh { Resume::Fresh } else { Resume::Whole };
        Ok(Self { target, resume })
    }
}

async fn run_demo(global: &Global, begin: Begin, demo: &Demo, env: &Env) -> Result<Exit, CliError> {
    words(&format!("starting a sandbox with {} invented people …", demo.people));
    let stage = Stage::start(demo).await?;
    let env = stage.env(env);
    let global =
        Global { config: Some(stage.config()), profile: Some("demo".into()), ..global.clone() };
    let opened = config::open(&scene::flags(&global), &env)?;
    let exit = Box::pin(console(&global, begin, opened, env)).await;
    stage.sandbox.shut_down().await;
    exit
}

/// There is no config yet: a newcomer is asked, not scolded.
async fn first_steps(
    global: &Global,
    begin: Begin,
    error: &ConfigError,
    env: &Env,
) -> Result<Exit, CliError> {
    let paths = Paths::locate(global.config.as_deref(), env)?;
    let path = paths.config.display();
    let question = format!(
        "There is no config file yet ({path}).\n  d  look around in a sandbox with invented people\n  \
         w  write a commented config file there, to put your servers into\nd, w, or anything else \
         to leave: "
    );
    match ask(&question).as_deref() {
        Some("d" | "D") => {
            let demo =
                Demo { people: 120, seed: 7, serve: false, proxy_port: 0, webui_port: 0, churn: 0 };
            Box::pin(run_demo(global, begin, &demo, env)).await
        }
        Some("w" | "W") => {
            config::edit::init(&paths.config)?;
            words(&format!("wrote {path}; put your servers into it, then start bursar again"));
            Ok(Exit::Done)
        }
        _ => Err(CliError::usage(error.to_string())),
    }
}

async fn console(
    global: &Global,
    begin: Begin,
    opened: Opened,
    env: Env,
) -> Result<Exit, CliError> {
    let (send, messages) = unbounded_channel();
    let file = log_file(global, &opened.paths);
    crate::cli::logging_to(global.verbose, file, errors::show(send.clone()));
    let profiles = shown_profiles(&opened);
    let name = opened.profile.name.to_string();
    let profile: Option<Profile> = profiles.iter().find(|profile| profile.name == name).cloned();
    let Some(profile) = profile else {
        return Err(CliError::usage(format!("there is no profile '{name}'")));
    };
    // A prompt needs the terminal as it is before the console takes it.
    let asks = opened.profile.secrets().any(config::SecretRef::needs_prompt);
    let prompted = if asks {
        let observer = runner::observer(&send, &opened.profile);
        let profile = opened.profile.clone();
        Some(Session::open_observed(profile, &env, &ask_terminal, Some(observer)).await)
    } else {
        None
    };
    let saved = saved::load(&opened.paths.console(&opened.profile.name));
    let mouse = if global.mouse || opened.config.ui.mouse { Mouse::On } else { Mouse::Off };
    let escape_delay = opened.config.ui.escape_delay;
    let mut terminal = Terminal::enter(mouse)?;
    let keys = Input::listen(escape_delay)?;
    // From here on another size is heard of; one that came before was not.
    terminal.measure()?;
    let size = terminal.size();
    let mut model = Model::new(profile, profiles, Timestamp::now(), size);
    dress(&mut model, global, &opened, &env);
    match Keymap::configured(&opened.config) {
        Ok(keymap) => model.keymap = keymap,
        Err(mistake) => model.tell(Notice::error(mistake.headline()).hint(BUILT_IN_KEYS)),
    }
    for odd in config::odd_exceptions(&env) {
        model.tell(Notice::error(format!("{odd}.")).hint(BY_THE_PROXY));
    }
    model.take_up(saved, begin.resume);
    if let Some(target) = begin.target {
        model.open_at(target);
    }
    model.fit();
    let between = Between::of(&env);
    let runner = Runner::new(opened, env, prompted, send);
    EventLoop::new(model, runner, messages, terminal, keys, between).run().await
}

/// Colours, glyphs and the theme; what is wrong with the themes is told, and never in the way.
fn dress(model: &mut Model, global: &Global, opened: &Opened, env: &Env) {
    let ui = &opened.config.ui;
    let depth = global.color.or(ui.color, env).depth(env);
    model.look = Look { depth, is_ascii: global.ascii || ui.ascii };
    let found = theme::find(&opened.paths.themes());
    model.themes = Themes::new(found.themes);
    let mut wrong: Vec<String> = found.problems.iter().map(Problem::in_short).collect();
    let wanted = global.theme.as_ref().or(ui.theme.as_ref().map(|theme| &theme.name));
    let chosen = wanted.map_or(Ok(()), |name| model.themes.choose(name));
    // A theme that is wrong is not there, either: to say both would be to say one thing twice.
    wrong.extend(chosen.err().filter(|_| wrong.is_empty()));
    let hint = "`bursar config check` shows the place.";
    for sentence in wrong {
        model.tell(Notice::error(format!("{sentence}.")).hint(hint));
    }
}

/// The screen belongs to the console: what it does is told to a file, when `-v` asks for it.
fn log_file(global: &Global, paths: &Paths) -> Option<std::fs::File> {
    if global.verbose == 0 {
        return None;
    }
    let path = paths.log();
    let opened = path
        .parent()
        .map_or(Ok(()), crate::journal::append::create_private_folder)
        .and_then(|()| private_log(&path));
    opened.inspect_err(|error| words(&format!("no log is written: {error}"))).ok()
}

fn private_log(path: &std::path::Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
