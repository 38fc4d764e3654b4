//! Words as a POSIX shell takes them: names come from the servers, and are to be pasted.

use std::fmt::Write;

use super::text::harmless;

/// A command of these words, which a shell gives back one by one when it is pasted. Holds nothing a
/// terminal could obey.
pub fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

/// One word: as it is, in quotes, or spelt out where it holds what no screen should. A word that ends
/// with a line break cannot be spelt so, and one with NUL is none: both are only shown.
pub fn word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+%,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let shown = harmless(word);
    if shown == word || word.ends_with('\n') || word.contains('\0') {
        return quoted(&shown);
    }
    spelt(word)
}

/// In single quotes, where a shell obeys nothing.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// By `printf`, with every byte that is not plain ASCII as its octal number.
fn spelt(word: &str) -> String {
    let mut out = String::from("\"$(printf '");
    for byte in word.bytes() {
        // A number of three digits ends itself.
        let is_plain = byte.is_ascii_alphanumeric() || b" _./:@=+,-".contains(&byte);
        if is_plain {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\{byte:03o}");
        }
    }
    out.push_str("')\"");
    // A format that begins with a dash would be an option.
    out.replace("printf '-", "printf '\\055")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ana@x.edu", "ana@x.edu")]
    #[case("", "''")]
    #[case("two words", "'two words'")]
    #[case("it's $(x)", r"'it'\''s $(x)'")]
    #[case("é", "'é'")]
    #[case("a\u{1b}b", r#""$(printf 'a\033b')""#)]
    #[case("-\u{1b}%", r#""$(printf '\055\033\045')""#)]
    #[case("a\n", "'a␊'")]
    fn a_word_is_quoted_where_it_must_be(#[case] raw: &str, #[case] pasted: &str) {
        assert_eq!(word(raw), pasted);
    }

    /// What a shell makes of it.
    #[cfg(unix)]
    fn read_back(command: &str) -> Vec<String> {
        let script = format!("set -- {command}\nprintf '%s\\0' \"$@\"");
        let out = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[cfg(unix)]
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_shell_gives_back_each_word(
            words in prop::collection::vec("([^\0]{0,12}|[-'\"$`\\\\ ,%\n\u{1b}\u{202e}]{0,4})[^\0\n]", 1..6)
        ) {
            let command = command(words.iter().map(String::as_str));
            let is_harmless = |c: char| harmless(c.encode_utf8(&mut [0; 4])).starts_with(c);
            prop_assert!(command.chars().all(is_harmless), "{}", command);
            prop_assert_eq!(read_back(&command), words, "{}", command);
        }
    }
}
