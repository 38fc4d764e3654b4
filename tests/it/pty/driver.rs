//! A console in a pseudo-terminal, its screen emulated, its keys pressed; no sleeps but between two
//! looks at a condition that has a deadline.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::line::{self, Line};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take: CI is slow and has two cores.
const DEADLINE: Duration = Duration::from_secs(30);

pub(super) struct Console {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    screen: Arc<Mutex<Screen>>,
}

/// Types into the console's terminal.
pub(super) struct Keys(Arc<Mutex<Box<dyn Write + Send>>>);

impl Keys {
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let mut keys = self.0.lock().unwrap();
        keys.write_all(bytes).and_then(|()| keys.flush())
    }
}

struct Screen {
    parser: vt100::Parser,
    /// Every byte that was written.
    raw: Vec<u8>,
}

pub(super) const ENTER: &str = "\r";
pub(super) const ESC: &str = "\u{1b}";
pub(super) const TAB: &str = "\t";

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

impl Console {
    /// Starts `bursar` with these arguments in a terminal of that many columns and rows.
    pub(super) fn start(args: &[&str], home: &Path, size: (u16, u16)) -> Self {
        Self::start_in(args, home, size, &[])
    }

    /// The same, with more variables in its environment.
    pub(super) fn start_in(
        args: &[&str],
        home: &Path,
        size: (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_bursar"));
        command.args(args);
        Self::run(command, home, size, env, None)
    }

    /// Starts `bursar` at the far end of a slow line.
    pub(super) fn start_over(line: Line, args: &[&str], home: &Path, size: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_bursar"));
        command.args(args);
        Self::run(command, home, size, &[], Some(line))
    }

    /// Starts a shell with job control that runs this script; `$BURSAR` is the program.
    pub(super) fn shell(script: &str, home: &Path, size: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", &format!("set -m; {script}")]);
        Self::run(command, home, size, &[], None)
    }

    fn run(
        mut command: CommandBuilder,
        home: &Path,
        (columns, rows): (u16, u16),
        env: &[(&str, &str)],
        line: Option<Line>,
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home);
        command.env("BURSAR", env!("CARGO_BIN_EXE_bursar"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("BURSAR_STATE_DIR", home.join("state"));
        command.env("BURSAR_CACHE_DIR", home.join("cache"));
        for (name, value) in env {
            command.env(name, value);
        }
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut keys = pair.master.take_writer().unwrap();
        if let Some(line) = line {
            (reader, keys) = line::between(line, reader, keys);
        }
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let screen = Arc::new(Mutex::new(Screen { parser, raw: Vec::new() }));
        let shared = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                let mut screen = shared.lock().unwrap();
                screen.parser.process(&bytes[..n]);
                screen.raw.extend_from_slice(&bytes[..n]);
            }
        });
        Self { master: pair.master, child, keys: Arc::new(Mutex::new(keys)), screen }
    }

    pub(super) fn press(&mut self, keys: &str) {
        self.keys().write_all(keys.as_bytes()).unwrap();
    }

    /// The same, where the console may have ended.
    pub(super) fn try_press(&mut self, keys: &str) {
        let _ = self.keys().write_all(keys.as_bytes());
    }

    /// A keyboard of its own, for a thread that types meanwhile.
    pub(super) fn keys(&self) -> Keys {
        Keys(Arc::clone(&self.keys))
    }

    /// Everything on the screen.
    pub(super) fn text(&self) -> String {
        self.screen.lock().unwrap().parser.screen().contents()
    }

    /// Every byte written so far.
    pub(super) fn written(&self) -> Vec<u8> {
        self.screen.lock().unwrap().raw.clone()
    }

    pub(super) fn is_alternate(&self) -> bool {
        self.screen.lock().unwrap().parser.screen().alternate_screen()
    }

    #[cfg(debug_assertions)]
    pub(super) fn has_cursor(&self) -> bool {
        !self.screen.lock().unwrap().parser.screen().hide_cursor()
    }

    /// Whether the terminal tells of the mouse.
    pub(super) fn listens_to_the_mouse(&self) -> bool {
        let screen = self.screen.lock().unwrap();
        screen.parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Waits until the screen is as `is` says, and gives its text.
    pub(super) fn wait(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            let text = self.text();
            if is(&text) {
                return text;
            }
            assert!(Instant::now() < until, "waited for {what}; the screen is:\n{text}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until these words are on the screen.
    pub(super) fn see(&self, words: &str) -> String {
        self.wait(words, |text| text.contains(words))
    }

    pub(super) fn resize(&self, (columns, rows): (u16, u16)) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.screen.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size).unwrap();
    }

    pub(super) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let status = std::process::Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end.
    pub(super) fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it does not end; the screen is:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
