//! The mouse, where the console listens to it: what was done, where, and what stands there.
//!
//! What stands at a place is what was drawn there: drawing notes each spot as it draws it, so
//! that nothing is reckoned twice. Of lists [`super::Model`] knows by itself.

use crossterm::event::KeyCode;

use super::Action;

/// What was done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub gesture: Gesture,
    /// The column of the screen, from zero.
    pub x: u16,
    /// The line of the screen, from zero.
    pub y: u16,
    /// What was drawn there, if it is one of these.
    pub spot: Option<Spot>,
}

/// What can be done with a mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Press,
    /// The wheel turned towards the operator.
    WheelDown,
    /// The wheel turned away.
    WheelUp,
}

/// What a click asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// What a hint of the footer says.
    Action(Action),
    /// A key that a hint names where text is typed.
    Key(KeyCode),
    /// The dialog's button that does nothing.
    Cancel,
    /// The dialog's button that does it.
    Accept,
    /// A field of the dialog, by its place.
    Field(usize),
    /// A row of a list in the dialog, by its place.
    Line(usize),
    /// What the palette, or the line of the query, offers, by its place.
    Offer(usize),
    /// Nothing: what is beneath is covered.
    Covered,
}
