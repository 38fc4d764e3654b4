//! Text in the cells of a terminal.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// At most `width` columns.
pub fn cut(text: &str, width: usize, ellipsis: char) -> Cow<'_, str> {
    if text.len() <= width || text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut short = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        if used + grapheme.width() + 1 > width {
            break;
        }
        used += grapheme.width();
        short.push_str(grapheme);
    }
    if width > 0 {
        short.push(ellipsis);
    }
    Cow::Owned(short)
}
