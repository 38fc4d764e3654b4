//! The terminal: taken when the console begins, given back however it ends.

use std::cell::Cell as Place;
use std::convert::Infallible;
use std::io::{self, Write, stdout};
use std::process::Command;
use std::rc::Rc;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{panic, thread};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::writer::Writer;
use crate::app::Model;
use crate::ui;

/// The terminal in the console's hands. Dropping it gives it back.
pub(super) struct Terminal {
    drawing: ratatui::Terminal<Sketch>,
    /// Where the last frame wants the cursor.
    cursor: Rc<Place<Option<Position>>>,
    writer: Writer,
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

/// Set when the loop panics: from then on the terminal is the shell's, and no frame that still
/// waits is written over what the panic says.
static IS_LOST: AtomicBool = AtomicBool::new(false);

impl Terminal {
    /// Takes the terminal: raw, on the alternate screen, pastes in one piece; and the mouse, if it
    /// is wanted.
    pub(super) fn enter(mouse: Mouse) -> io::Result<Self> {
        HOOK.call_once(|| {
            let (before, own) = (panic::take_hook(), thread::current().id());
            panic::set_hook(Box::new(move |info| {
                if thread::current().id() == own {
                    lose();
                    before(info);
                } else {
                    // The console goes on, and the terminal is still its own.
                    tracing::error!("something went wrong beside the console: {info}");
                }
            }));
        });
        take(mouse)?;
        let (size, cursor) = (size()?, Rc::default());
        let Ok(drawing) = ratatui::Terminal::new(Sketch { size, cursor: Rc::clone(&cursor) });
        Ok(Self { drawing, cursor, writer: Writer::start(Out)?, mouse })
    }

    pub(super) fn size(&self) -> (u16, u16) {
        let Size { width, height } = self.drawing.backend().size;
        (width, height)
    }

    /// The window has another size now, or had one meanwhile: what it shows is not sure.
    pub(super) fn resize(&mut self, (width, height): (u16, u16)) {
        self.drawing.backend_mut().size = Size { width, height };
        self.writer.forget();
    }

    /// Draws the model, once. Nothing at all is written when the screen shows just that already: an
    /// idle console is silent. Never waits for the terminal.
    pub(super) fn draw(&mut self, model: &Model) {
        let Ok(drawn) = self.drawing.draw(|frame| ui::view(model, frame));
        self.writer.show(drawn.buffer, self.cursor.get());
    }

    /// Writes a sequence that is no part of the screen, between two frames.
    pub(super) fn send(&self, sequence: &str) {
        self.writer.send(sequence.as_bytes());
    }

    /// Hands the terminal to the shell until `fg`.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.writer.finish();
        // Everything is drawn anew.
        self.writer.forget();
        give_back();
        // Stopping oneself by a signal needs a system call that safe Rust does not have.
        let stopped = Command::new("sh").args(["-c", "kill -TSTP $PPID"]).status();
        take(self.mouse)?;
        // The window may have changed meanwhile, and nobody told.
        self.measure()?;
        stopped.map(|_| ())
    }

    /// Asks the window for its size.
    pub(super) fn measure(&mut self) -> io::Result<()> {
        self.drawing.backend_mut().size = size()?;
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if IS_LOST.load(Ordering::SeqCst) {
            return;
        }
        if self.writer.finish() {
            give_back();
        } else {
            // Nothing reaches this terminal any more, and who waits for it does not end.
            let _ = disable_raw_mode();
        }
    }
}

fn size() -> io::Result<Size> {
    let (width, height) = crossterm::terminal::size()?;
    Ok(Size { width, height })
}

/// Where frames are drawn: it keeps what is not in a frame's buffer, and writes nothing.
struct Sketch {
    size: Size,
    cursor: Rc<Place<Option<Position>>>,
}

impl Backend for Sketch {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor.set(None);
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.get().unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor.set(Some(position.into()));
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _part: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

fn take(mouse: Mouse) -> io::Result<()> {
    enable_raw_mode()?;
    // A sign that a terminal takes for wider than its room is to be cut, not to go on below.
    execute!(stdout(), EnterAlternateScreen, DisableLineWrap, EnableBracketedPaste, Hide)?;
    match mouse {
        Mouse::Off => Ok(()),
        Mouse::On => execute!(stdout(), Print(LISTEN)),
    }
}

/// Gives the terminal back for good, between two frames.
fn lose() {
    let _out = stdout().lock();
    give_back();
    IS_LOST.store(true, Ordering::SeqCst);
}

/// Standard output, as long as the terminal is not lost.
struct Out;

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Locked first: whoever loses the terminal holds it meanwhile.
        let mut out = stdout().lock();
        if IS_LOST.load(Ordering::SeqCst) { Ok(()) } else { out.write_all(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        stdout().flush()
    }
}

/// Every step is tried: a terminal that is gone has nothing to give back.
fn give_back() {
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        Print(IGNORE),
        DisableBracketedPaste,
        EnableLineWrap,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}
