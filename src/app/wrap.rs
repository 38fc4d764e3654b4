//! Breaking a sentence into lines of a given width, by the columns that graphemes take when they
//! are drawn. `textwrap` alone would measure characters.

use textwrap::WrapAlgorithm;
use textwrap::core::Word;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::cells::Columns;

/// Lines of at most `width` columns, broken at blanks; a longer word is broken where it must be.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let words: Vec<Word<'_>> =
        text.split_whitespace().flat_map(|word| parts(word, width)).collect();
    let widths = [width];
    let lines = WrapAlgorithm::FirstFit.wrap(&words, &widths).into_iter().map(line);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The word; of one that is wider than a line, as much as fits in each.
fn parts(word: &str, width: usize) -> Vec<Word<'_>> {
    let part = |word, whitespace, width| Word { word, whitespace, penalty: "", width };
    let (mut parts, mut start, mut columns) = (Vec::new(), 0, 0);
    for (at, grapheme) in word.grapheme_indices(true) {
        if columns + grapheme.columns() > width && at > start {
            parts.push(part(word.get(start..at).unwrap_or_default(), "", columns));
            (start, columns) = (at, 0);
        }
        columns += grapheme.columns();
    }
    parts.push(part(word.get(start..).unwrap_or_default(), " ", columns));
    parts
}

fn line(words: &[Word<'_>]) -> String {
    let text: String = words.iter().flat_map(|word| [word.word, word.whitespace]).collect();
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_blanks_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("", 3), Vec::<String>::new());
        // A heart is two columns wide only with what stands behind it.
        assert_eq!(wrap("ab ❤\u{fe0f} 日本語", 4), ["ab", "❤\u{fe0f}", "日本", "語"]);
    }

    proptest::proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost(
            text in "(a|b|日|é|❤\u{fe0f}|👩\u{200d}💻| ){0,60}",
            width in 4_usize..12,
        ) {
            let lines = wrap(&text, width);
            proptest::prop_assert!(lines.iter().all(|line| line.columns() <= width), "{lines:?}");
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
