//! What a value means for the eye, whatever the theme makes of it.

/// What a value means for the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As any other.
    Plain,
    /// A heading.
    Head,
    /// In order.
    Good,
    /// Under way.
    Active,
    /// Worth a look.
    Warn,
    /// Wrong, or stopped.
    Bad,
    /// Beside the point, or not there.
    Muted,
    /// Where it happens, if that is a place with a label.
    Band,
}
