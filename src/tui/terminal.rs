//! The terminal: taken when the console begins, given back however it ends.

use std::io::{self, Stdout, stdout};
use std::panic;
use std::process::Command;
use std::sync::Once;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;

use crate::app::Model;
use crate::ui;

/// The terminal in the console's hands. Dropping it gives it back.
pub(super) struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Stdout>>,
    /// What is on the screen, so that drawing the same again writes nothing.
    shown: Option<Buffer>,
    mouse: Mouse,
}

/// Whether the console listens to the mouse. Off, the terminal selects text with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mouse {
    Off,
    On,
}

/// Presses and the wheel, with places that may lie beyond column 223. Not the way the mouse takes,
/// which crossterm's own command asks for too: over a slow line each column of it is a message.
const LISTEN: &str = "\u{1b}[?1000h\u{1b}[?1006h";
const IGNORE: &str = "\u{1b}[?1006l\u{1b}[?1000l";

static HOOK: Once = Once::new();

impl Terminal {
    /// Takes the terminal: raw, on the alternate screen, pastes in one piece; and the mouse, if it
    /// is wanted.
    pub(super) fn enter(mouse: Mouse) -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                give_back();
                before(info);
            }));
        });
        take(mouse)?;
        let inner = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(Self { inner, shown: None, mouse })
    }

    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.inner.size()?;
        Ok((size.width, size.height))
    }

    /// Draws the model. Nothing at all is written when the screen shows just that already: an idle
    /// console is silent.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.inner.autoresize()?;
        // Where text is typed, the cursor may have moved though nothing else has.
        let is_typing = model.query_line.is_some() || model.dialog.is_some();
        if !is_typing && self.is_shown(model) {
            return Ok(());
        }
        execute!(stdout(), BeginSynchronizedUpdate)?;
        let shown = &mut self.shown;
        let drawn = self.inner.draw(|frame| {
            ui::view(model, frame);
            *shown = Some(frame.buffer_mut().clone());
        });
        let drawn = drawn.map(|_| ());
        execute!(stdout(), EndSynchronizedUpdate)?;
        drawn
    }

    fn is_shown(&mut self, model: &Model) -> bool {
        let mut frame = self.inner.get_frame();
        ui::view(model, &mut frame);
        let is_shown = self.shown.as_ref() == Some(frame.buffer_mut());
        frame.buffer_mut().reset();
        is_shown
    }

    /// Hands the terminal to the shell until `fg`.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // Stopping oneself by a signal needs a system call that safe Rust does not have.
        let stopped = Command::new("sh").args(["-c", "kill -TSTP $PPID"]).status();
        take(self.mouse)?;
        // Everything is drawn anew. ratatui's own clearing would ask the terminal where its cursor
        // is, and an answer that the reader of keys takes first, or none, would end the console.
        execute!(stdout(), Clear(ClearType::All))?;
        self.inner = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        self.shown = None;
        stopped.map(|_| ())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn take(mouse: Mouse) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    match mouse {
        Mouse::Off => Ok(()),
        Mouse::On => execute!(stdout(), Print(LISTEN)),
    }
}

/// Every step is tried: a terminal that is gone has nothing to give back.
fn give_back() {
    let _ = execute!(stdout(), Print(IGNORE), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
