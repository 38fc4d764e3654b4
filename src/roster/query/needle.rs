//! Looking for a text in many short ones, in smart case: only an upper-case letter in what is
//! looked for makes case count.

use memchr::memmem::Finder;
use memchr::{memchr_iter, memchr2_iter};

/// A text to be looked for.
#[derive(Debug)]
pub struct Needle {
    text: Box<str>,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// As it is written.
    Exact(Box<Finder<'static>>),
    /// ASCII in lower case, in any case: the rarest byte in both its cases, and where it stands.
    Ascii { rarest: [u8; 2], at: usize },
    /// Lower case beyond ASCII: such texts are few, and are brought to lower case one by one.
    Folded,
}

/// Bytes of names, e-mails and ids, the most frequent first; any other is rarer.
const FREQUENT: &[u8] = b"0123456789-aebdcf.nimrlsuo@tphygkvwjxqz_";

impl Needle {
    /// To be looked for; as it is written where case counts: see `is_cased`.
    pub fn new(text: &str) -> Self {
        let is_cased = is_cased(text);
        let text = if is_cased { text.to_owned() } else { text.to_lowercase() };
        let way = if is_cased {
            Way::Exact(Box::new(Finder::new(&text).into_owned()))
        } else if text.is_ascii() {
            let rank = |byte: u8| FREQUENT.iter().position(|b| *b == byte).unwrap_or(usize::MAX);
            let rarest = text.bytes().enumerate().max_by_key(|(_, byte)| rank(*byte));
            let (at, byte) = rarest.unwrap_or_default();
            Way::Ascii { rarest: [byte, byte.to_ascii_uppercase()], at }
        } else {
            Way::Folded
        };
        Self { text: text.into(), way }
    }

    /// Whether it occurs in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        match &self.way {
            Way::Exact(finder) => finder.find(text.as_bytes()).is_some(),
            Way::Ascii { rarest: [low, high], at } => {
                let (text, needle) = (text.as_bytes(), self.text.as_bytes());
                let is_here = |found: usize| {
                    let start = found.checked_sub(*at);
                    let part = start.and_then(|start| text.get(start..start + needle.len()));
                    part.is_some_and(|part| part.eq_ignore_ascii_case(needle))
                };
                text.len() >= needle.len()
                    && if low == high {
                        memchr_iter(*low, text).any(is_here)
                    } else {
                        memchr2_iter(*low, *high, text).any(is_here)
                    }
            }
            Way::Folded => !text.is_ascii() && text.to_lowercase().contains(&*self.text),
        }
    }

    /// Whether it is the whole of `text`, blanks around it aside.
    pub fn is(&self, text: &str) -> bool {
        let text = text.trim();
        match &self.way {
            Way::Exact(_) => text == &*self.text,
            Way::Ascii { .. } => text.eq_ignore_ascii_case(&self.text),
            Way::Folded => !text.is_ascii() && text.to_lowercase() == *self.text,
        }
    }

    /// Whether `text` begins with it.
    pub fn begins(&self, text: &str) -> bool {
        match &self.way {
            Way::Exact(_) => text.starts_with(&*self.text),
            Way::Ascii { .. } => {
                let start = text.as_bytes().get(..self.text.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(self.text.as_bytes()))
            }
            Way::Folded => !text.is_ascii() && text.to_lowercase().starts_with(&*self.text),
        }
    }
}

/// Whether case counts in what is looked for: where it has an upper-case letter and is no address.
/// Mail servers take an address in any case, and people copy it as it was written.
pub(super) fn is_cased(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.contains('@')
}

/// Whether everything in which `longer` occurs has `shorter` in it, too.
pub(super) fn narrows(longer: &str, shorter: &str) -> bool {
    if is_cased(shorter) {
        is_cased(longer) && longer.contains(shorter)
    } else {
        longer.to_lowercase().contains(&shorter.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("ana", "Ana Ruiz", true)]
    #[case("Ana", "Ana Ruiz", true)]
    #[case("Ana", "ana@x.edu", false)]
    #[case("aNa", "ANA", false)]
    #[case("müller", "Jo MÜLLER", true)]
    #[case("müller", "Muller", false)]
    #[case("조", "조민지", true)]
    #[case("ruiz", "Ana Ruiz ✓", true)]
    #[case("a.1@x", "ana.1@x.edu", true)]
    #[case("Ana.1@X.edu", "ana.1@x.edu", true)]
    #[case("@X.EDU", "Ana.1@x.edu", true)]
    #[case("ÅSA@x", "åsa@X.edu", true)]
    #[case("longer than this", "short", false)]
    fn only_an_upper_case_letter_makes_case_count(
        #[case] needle: &str,
        #[case] text: &str,
        #[case] found: bool,
    ) {
        assert_eq!(Needle::new(needle).is_in(text), found);
    }

    proptest! {
        #[test]
        fn it_finds_what_the_plain_way_finds(needle in "[a-c0@.]{1,4}", text in "[a-cA-C0@.é]{0,24}") {
            let plain = text.to_ascii_lowercase().contains(&needle);
            prop_assert_eq!(Needle::new(&needle).is_in(&text), plain);
        }

        #[test]
        fn what_narrows_finds_no_more(
            shorter in "[a-cA-C@]{1,2}", longer in "[a-cA-C@]{1,4}", text in "[a-cA-C@]{0,12}",
        ) {
            if narrows(&longer, &shorter) && Needle::new(&longer).is_in(&text) {
                prop_assert!(Needle::new(&shorter).is_in(&text));
            }
        }
    }
}
