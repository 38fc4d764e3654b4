//! The loop: owns the model, takes messages, keys and the time, draws once for all that has come.
//! It waits for neither a server nor the terminal.

use crossterm::event::{Event, MouseButton, MouseEvent, MouseEventKind};
use futures_util::FutureExt;
use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use super::clipboard::{self, Between};
use super::input::Input;
use super::runner::Runner;
use super::terminal::Terminal;
use crate::app::mouse::{Gesture, Mouse};
use crate::app::{Effect, Model, Msg, update};
use crate::cli::{CliError, Exit};
use crate::ui;

/// Messages or keys taken together before a frame, so that a burst of them costs one frame.
const BURST: usize = 512;

pub(super) struct EventLoop {
    model: Model,
    runner: Runner,
    messages: UnboundedReceiver<Msg>,
    terminal: Terminal,
    /// The keyboard, as long as there is one.
    keys: Option<Input>,
    between: Between,
    /// Whether anything was taken that the screen shows.
    is_dirty: bool,
}

/// Whether the loop goes on.
#[derive(PartialEq, Eq)]
enum Flow {
    Goes,
    Ends,
}

impl EventLoop {
    pub(super) fn new(
        model: Model,
        runner: Runner,
        messages: UnboundedReceiver<Msg>,
        terminal: Terminal,
        keys: Input,
        between: Between,
    ) -> Self {
        let keys = Some(keys);
        Self { model, runner, messages, terminal, keys, between, is_dirty: false }
    }

    pub(super) async fn run(mut self) -> Result<Exit, CliError> {
        self.runner.watch_signals()?;
        let orders = self.model.start();
        // The first frame waits for nothing.
        self.terminal.draw(&self.model);
        #[cfg(debug_assertions)]
        super::provoke::provoke(self.runner.env(), "loop");
        self.carry_out(orders)?;
        loop {
            let flow = tokio::select! {
                biased;
                key = next(&mut self.keys) => self.typed(key)?,
                Some(msg) = self.messages.recv() => self.burst(msg)?,
                () = sleep(self.model.next_tick()) => self.take(Msg::Ticked(Timestamp::now()))?,
            };
            if flow == Flow::Ends {
                break;
            }
            if self.keys.is_some() && std::mem::take(&mut self.is_dirty) {
                self.terminal.draw(&self.model);
            }
        }
        self.runner.wait_for_writes().await;
        // What is typed from now on is the shell's.
        drop(self.keys);
        drop(self.terminal);
        Ok(Exit::Done)
    }

    /// The first key and whatever was typed with it: behind a slow line keys come in bursts, and
    /// what is wanted is the screen after the last of them. Messages have their turn after each.
    fn typed(&mut self, first: Option<Event>) -> Result<Flow, CliError> {
        let mut key = Some(first);
        for _ in 0..BURST {
            let Some(next_key) = key else { break };
            let Some(event) = next_key else {
                // The terminal is gone; a write that is under way still ends.
                self.keys = None;
                return self.take(Msg::Terminated);
            };
            if self.input(event)? == Flow::Ends {
                return Ok(Flow::Ends);
            }
            key = next(&mut self.keys).now_or_never();
        }
        match self.messages.try_recv() {
            Ok(msg) => self.burst(msg),
            Err(_) => Ok(Flow::Goes),
        }
    }

    fn input(&mut self, event: Event) -> Result<Flow, CliError> {
        match event {
            Event::Key(key) => self.timed(Msg::Key(key)),
            Event::Paste(text) => self.timed(Msg::Pasted(text)),
            Event::Resize(columns, rows) => {
                self.terminal.resize((columns, rows));
                self.timed(Msg::Resized(columns, rows))
            }
            Event::Mouse(event) => match self.mouse(event) {
                Some(mouse) => self.timed(Msg::Mouse(mouse)),
                None => Ok(Flow::Goes),
            },
            Event::FocusGained | Event::FocusLost => Ok(Flow::Goes),
        }
    }

    /// What was done, and what stands there; nothing for what the console does not take.
    fn mouse(&self, event: MouseEvent) -> Option<Mouse> {
        let (x, y) = (event.column, event.row);
        let gesture = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => Gesture::Press,
            MouseEventKind::ScrollDown => Gesture::WheelDown,
            MouseEventKind::ScrollUp => Gesture::WheelUp,
            _ => return None,
        };
        Some(Mouse { gesture, x, y, spot: ui::spot(&self.model, x, y) })
    }

    /// The first message and whatever has come with it.
    fn burst(&mut self, first: Msg) -> Result<Flow, CliError> {
        let mut flow = self.timed(first)?;
        for _ in 0..BURST {
            if flow == Flow::Ends {
                break;
            }
            let Ok(msg) = self.messages.try_recv() else { break };
            flow = self.take(msg)?;
        }
        Ok(flow)
    }

    fn timed(&mut self, msg: Msg) -> Result<Flow, CliError> {
        if !self.model.shows(&msg) {
            return self.take(msg);
        }
        if self.take(Msg::Ticked(Timestamp::now()))? == Flow::Ends {
            return Ok(Flow::Ends);
        }
        self.take(msg)
    }

    fn take(&mut self, msg: Msg) -> Result<Flow, CliError> {
        self.is_dirty |= self.model.shows(&msg);
        let orders = update(&mut self.model, msg);
        self.carry_out(orders)
    }

    fn carry_out(&mut self, orders: Vec<Effect>) -> Result<Flow, CliError> {
        for order in orders {
            match order {
                Effect::Quit => return Ok(Flow::Ends),
                Effect::Suspend => self.terminal.suspend()?,
                Effect::Copy(text) => self.copy(&text),
                Effect::CopySecret(secret) => self.copy(secret.expose()),
                Effect::DumpScreen => {
                    self.runner.write_screen(&ui::text(&self.model), self.model.now);
                }
                order => self.runner.run(order),
            }
        }
        Ok(Flow::Goes)
    }

    /// Puts text on the operator's clipboard.
    fn copy(&self, text: &str) {
        self.terminal.send(&clipboard::sequence(text, self.between));
    }
}

/// What the terminal says next; without one, nothing ever.
async fn next(keys: &mut Option<Input>) -> Option<Event> {
    match keys {
        Some(keys) => keys.next().await,
        None => std::future::pending().await,
    }
}
