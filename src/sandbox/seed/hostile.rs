//! Names that are meant to do harm: to a terminal, to a spreadsheet, to a reader.

/// How many there are.
pub(crate) const COUNT: usize = 8;

/// The hostile name of this number; the last one for any larger.
pub(crate) fn name(number: usize) -> String {
    match number {
        // Colours the rest of the screen, and clears it.
        0 => "\u{1b}[31mRed\u{1b}[2J Alert".to_owned(),
        // Reads backwards from here on.
        1 => "Ann \u{202e}nimda".to_owned(),
        // Looks like the name without them.
        2 => "Zoe\u{200b} \u{200d}Ne\u{feff}ll".to_owned(),
        // A spreadsheet runs it.
        3 => "=cmd|' /C calc'!A0".to_owned(),
        // Sets the window title and the clipboard.
        4 => "\u{1b}]0;owned\u{7}\u{1b}]52;c;b3duZWQ=\u{7}Osc".to_owned(),
        // Grows over the lines above.
        5 => format!("Z{}algo", "\u{301}\u{336}".repeat(40)),
        // Breaks out of its line.
        6 => "Line\r\nBreak\tTab".to_owned(),
        // Fills the screen several times.
        _ => "N".repeat(5_000),
    }
}
