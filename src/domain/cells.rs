//! Text in the cells of a terminal: how many columns it fills, and cutting it to a number of them.
//!
//! There is one measure, by which everything is drawn, cut and lined up, and it goes grapheme by
//! grapheme: a whole string may be narrower, as lam and alef are one sign then. Of a grapheme it
//! takes as many columns as any terminal does. Most give each of its characters its own, where the
//! grapheme would need fewer (Khmer, Devanagari, a family of emoji): what is drawn over its end
//! would make another name of it. Where a terminal joins them, a blank is left.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What fills columns of a terminal.
pub trait Columns {
    /// How many it fills; what is not drawn, such as a control character, fills none.
    fn columns(&self) -> usize;
}

impl Columns for str {
    fn columns(&self) -> usize {
        if self.is_ascii() {
            return self.bytes().filter(|byte| !byte.is_ascii_control()).count();
        }
        self.graphemes(true).map(of_grapheme).sum()
    }
}

fn of_grapheme(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        return 0;
    }
    let alone: usize = grapheme.chars().filter_map(UnicodeWidthChar::width).sum();
    grapheme.width().max(alone)
}

/// At most `width` columns.
pub fn cut(text: &str, width: usize, ellipsis: char) -> Cow<'_, str> {
    if text.len() <= width || text.columns() <= width {
        return Cow::Borrowed(text);
    }
    let mut short = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let columns = of_grapheme(grapheme);
        if used + columns + 1 > width {
            break;
        }
        used += columns;
        short.push_str(grapheme);
    }
    if width > 0 {
        short.push(ellipsis);
    }
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_graphemes_are_by_themselves() {
        let known = [
            ("", 0),
            ("ana", 3),
            ("a\tb\r\n", 2),
            ("é", 1),
            ("e\u{301}", 1),
            ("コン", 4),
            ("علاء", 4),
            ("بلال سلام", 9),
            ("चन्द्र", 4),
            ("क्ष्मी", 4),
            ("ភ្ញៀ", 3),
            ("\u{ff80}\u{ff9e}", 2),
            ("\u{1112}\u{1161}\u{11ab}", 2),
            ("👩\u{200d}💻", 4),
            ("🇩🇪", 2),
            ("❤\u{fe0f}", 2),
        ];
        for (text, columns) in known {
            assert_eq!(text.columns(), columns, "{text}");
        }
    }

    #[test]
    fn what_is_cut_is_never_wider_than_its_room() {
        for text in
            ["علاء الدين", "चन्द्रशेखर", "\u{ff80}\u{ff9e}\u{ff80}\u{ff9e}\u{ff80}\u{ff9e}", "조민지"]
        {
            for room in 0..12 {
                assert!(cut(text, room, '…').columns() <= room, "{text} in {room}");
            }
        }
    }
}
