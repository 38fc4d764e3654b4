//! How well a few typed letters fit a name: a hundred short names need no crate for it.

/// A letter that stands at the beginning of a word.
const AT_WORD: u32 = 8;

/// A letter right after the one before it.
const IN_A_ROW: u32 = 5;

/// Every letter found.
const FOUND: u32 = 1;

/// The better, the more; nothing where some word typed is not in the text, letter by letter in
/// order. Upper and lower case are one.
pub(super) fn score(typed: &str, text: &str) -> Option<u32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    typed.to_lowercase().split_whitespace().map(|word| word_score(word, &text)).sum()
}

/// The best over all ways to find the word's letters, one after the other: for each place where a
/// letter may stand, the best way to have come there.
fn word_score(word: &str, text: &[char]) -> Option<u32> {
    let is_first = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        before.is_none_or(|before| !before.is_alphanumeric())
    };
    let mut ways: Option<Vec<Option<u32>>> = None;
    for letter in word.chars() {
        let mut next = vec![None; text.len()];
        // The best way that ended anywhere before, for the first letter from nowhere.
        let mut before = if ways.is_none() { Some(0) } else { None };
        for (at, place) in next.iter_mut().enumerate() {
            let adjacent = at.checked_sub(1).and_then(|at| *ways.as_ref()?.get(at)?);
            before = before.max(adjacent);
            if text.get(at) == Some(&letter) {
                let way = before.max(adjacent.map(|way| way + IN_A_ROW));
                *place = way.map(|way| way + FOUND + AT_WORD * u32::from(is_first(at)));
            }
        }
        ways = Some(next);
    }
    ways?.into_iter().flatten().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(typed: &str) -> &'static str {
        let names = [
            "reset-spend",
            "reset-spend-and-keys",
            "users",
            "requests",
            "refresh",
            "unblock",
            "block",
        ];
        let scored = names.iter().filter_map(|name| Some((score(typed, name)?, name)));
        scored.max_by_key(|(score, name)| (*score, std::cmp::Reverse(name.len()))).unwrap().1
    }

    #[rstest::rstest]
    #[case("block", "block")]
    #[case("rs", "reset-spend")]
    #[case("rsk", "reset-spend-and-keys")]
    #[case("reset keys", "reset-spend-and-keys")]
    #[case("us", "users")]
    #[case("req", "requests")]
    #[case("RFSH", "refresh")]
    fn a_few_letters_find_what_was_meant(#[case] typed: &str, #[case] name: &str) {
        assert_eq!(best(typed), name);
    }

    #[test]
    fn every_word_must_be_there_in_order() {
        assert_eq!(score("kcolb", "block"), None);
        assert_eq!(score("block zzz", "block"), None);
        assert_eq!(score("", "block"), Some(0));
    }

    proptest::proptest! {
        #[test]
        fn a_text_finds_itself_and_any_text_is_taken(typed in ".{0,20}", text in ".{0,30}") {
            let _ = score(&typed, &text);
            proptest::prop_assert!(score(&text, &text.to_lowercase()).is_some());
        }
    }
}
