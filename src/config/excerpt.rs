//! The offending line of a config file, with everything masked that could be a secret.
//!
//! A parser's own message shows the line as it stands, key and all. Here only what cannot be a
//! secret is shown: the names of settings, where a name may stand, the names of profiles in a
//! header, and punctuation. It needs no valid TOML, since it is needed for what is not.

use std::ops::Range;

use super::raw::SETTINGS;

/// What stands for anything that is not shown.
pub(super) const MASK: &str = "***";

/// More of a line than this is of no help.
const MAX_COLUMNS: usize = 100;

/// Where a span lies, and its line made harmless with a caret below it.
pub(super) struct Excerpt {
    /// Counted from 1.
    pub(super) line: usize,
    /// In characters, counted from 1, in the file's own line.
    pub(super) column: usize,
    /// Two lines.
    pub(super) text: String,
}

/// Cuts the excerpt for `span` out of `text`. `named` is one more word that may be shown where a
/// name may stand: an unknown field that is worth showing.
pub(super) fn excerpt(text: &str, span: Range<usize>, named: Option<&str>) -> Excerpt {
    let start = floor(text, span.start);
    let (before, _) = text.split_at(start);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let (above, rest) = text.split_at(line_start);
    let line = rest.lines().next().unwrap_or_default();
    let number = above.matches('\n').count() + 1;
    let first = before.chars().count() - above.chars().count();
    let length = chars_between(text, start, floor(text, span.end));
    let masked =
        if ends_in_multiline_string(above) { Masked::whole(line) } else { mask(line, named) };
    let from = masked.column(first);
    let width = masked.end(first + length).saturating_sub(from).max(1);
    let gutter = " ".repeat(number.to_string().len());
    let (blank, carets) = (" ".repeat(from), "^".repeat(width));
    Excerpt {
        line: number,
        column: first + 1,
        text: format!("  {number} | {}\n  {gutter} | {blank}{carets}", masked.text.trim_end()),
    }
}

fn floor(text: &str, index: usize) -> usize {
    text.floor_char_boundary(index.min(text.len()))
}

fn chars_between(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).map_or(0, |part| part.chars().count())
}

/// A line as shown, and where each character of the file's line went.
struct Masked {
    text: String,
    columns: Vec<usize>,
}

impl Masked {
    fn new() -> Self {
        Self { text: String::new(), columns: Vec::new() }
    }

    fn whole(line: &str) -> Self {
        let mut masked = Self::new();
        masked.hide(line.chars().count());
        masked
    }

    fn column(&self, index: usize) -> usize {
        let end = self.width();
        self.columns.get(index).copied().unwrap_or(end).min(MAX_COLUMNS)
    }

    /// The column behind all that stands for the first `count` characters.
    fn end(&self, count: usize) -> usize {
        let last = count.checked_sub(1).and_then(|last| self.columns.get(last));
        let mut after = self.columns.iter().skip(count);
        after
            .find(|column| Some(*column) > last)
            .map_or(self.width(), |column| *column)
            .min(MAX_COLUMNS)
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }

    fn show(&mut self, c: char) {
        self.columns.push(self.width());
        self.text.push(if c.is_whitespace() { ' ' } else { c });
    }

    /// One mask for `count` characters, so that not even their number shows.
    fn hide(&mut self, count: usize) {
        if count > 0 {
            let at = self.width();
            self.columns.extend(std::iter::repeat_n(at, count));
            self.text.push_str(MASK);
        }
    }
}

fn mask(line: &str, named: Option<&str>) -> Masked {
    let chars: Vec<char> = line.chars().collect();
    let mut masked = Masked::new();
    let mut at = header_length(line);
    chars.iter().take(at).for_each(|c| masked.show(*c));
    while let Some(&c) = chars.get(at) {
        if c == '#' || masked.width() > MAX_COLUMNS {
            break;
        }
        let rest = chars.get(at..).unwrap_or_default();
        at += match c {
            ' ' | '\t' | '=' | '[' | ']' | '{' | '}' | ',' | '.' => {
                masked.show(c);
                1
            }
            '"' | '\'' => mask_string(rest, &mut masked),
            _ => mask_word(rest, named, &mut masked),
        };
    }
    masked
}

/// How much of the line is a table header of ours, which is shown: names only, no blanks.
fn header_length(line: &str) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[');
    let is_section = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | '.' | '[');
    let length = line.find(']').map_or(0, |end| end + 1);
    let header = line.get(..length).unwrap_or_default();
    let names = header.trim_end_matches(']');
    let is_profile = header.starts_with("[profiles.") || header.starts_with("[[profiles.");
    let is_keys = header == "[keys]" || header.starts_with("[keys.");
    let is_ours = is_profile && names.chars().all(is_name);
    if is_ours || is_keys && names.chars().all(is_section) { length } else { 0 }
}

/// Masks a quoted string, closed or not; returns its length.
fn mask_string(rest: &[char], masked: &mut Masked) -> usize {
    let quote = rest.first().copied().unwrap_or('"');
    let wide = rest.iter().take_while(|c| **c == quote).count();
    let width = if wide >= 3 { 3 } else { 1 };
    let mut end = width;
    let mut closed = false;
    while end < rest.len() && !closed {
        if quote == '"' && rest[end] == '\\' {
            end += 1;
        } else {
            closed = rest.iter().skip(end).take_while(|c| **c == quote).count() >= width;
        }
        end += 1;
    }
    let end = if closed { end + width - 1 } else { end.min(rest.len()) };
    (0..width).for_each(|_| masked.show(quote));
    masked.hide(end - width - if closed { width } else { 0 });
    if closed {
        (0..width).for_each(|_| masked.show(quote));
    }
    end
}

/// Shows a word that is a setting's name and stands where one may; masks any other.
fn mask_word(rest: &[char], named: Option<&str>, masked: &mut Masked) -> usize {
    let is_end = |c: &char| " \t=[]{},.#\"'".contains(*c);
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    let word: String = rest.iter().take(length).collect();
    let before = masked.text.trim_end().chars().next_back();
    let after = rest.iter().skip(length).find(|c| !c.is_whitespace());
    let is_named = matches!(after, Some('=' | '.'));
    let may_be_name = match before {
        None => true,
        Some('{' | ',' | '.' | ']') => is_named,
        Some(_) => false,
    };
    if may_be_name && (SETTINGS.contains(&word.as_str()) || named == Some(word.as_str())) {
        word.chars().for_each(|c| masked.show(c));
    } else {
        masked.hide(length);
    }
    length
}

/// Whether a multi-line string is open at the end of `text`: the next line is then all value.
fn ends_in_multiline_string(text: &str) -> bool {
    let mut open: Option<(char, usize)> = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (open, c) {
            (None, '#') => while rest.next_if(|c| *c != '\n').is_some() {},
            (Some((_, 1)), '\n') => open = None,
            (Some(('"', _)), '\\') => {
                rest.next();
            }
            (None, '"' | '\'') => open = opened(c, run(c, &mut rest)),
            (Some((quote, width)), _)
                if c == quote && (width == 1 || run(c, &mut rest) >= width) =>
            {
                open = None;
            }
            _ => {}
        }
    }
    open.is_some_and(|(_, width)| width == 3)
}

/// How many of the same quote there are, the one just read included.
fn run(quote: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> usize {
    1 + std::iter::from_fn(|| rest.next_if_eq(&quote)).count()
}

/// What that many quotes open: two are the empty string, six or more an empty multi-line one.
fn opened(quote: char, width: usize) -> Option<(char, usize)> {
    match width {
        1 => Some((quote, 1)),
        3..=5 => Some((quote, 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    #[rstest]
    #[case(r#"key = "sk-SECRET" # it"#, r#"key = "***" "#)]
    #[case(r#"key = "sk-SECRET"#, r#"key = "***"#)]
    #[case(r#"key = "sk-\"SECRET" oops"#, r#"key = "***" ***"#)]
    #[case(r#"kye = "sk-SECRET""#, r#"*** = "***""#)]
    #[case("key = sk-SECRET", "key = ***")]
    #[case("key: sk-SECRET", "*** ***")]
    #[case("sk-SECRET", "***")]
    #[case("key sk-SECRET", "key ***")]
    #[case("key = url", "key = ***")]
    #[case(r#"key = { file = "x", sk-SECRET = 1 }"#, r#"key = { file = "***", *** = *** }"#)]
    #[case("key = '''sk-SECRET'''", "key = '''***'''")]
    #[case(r#"key = """sk-\"SECRET""" "#, r#"key = """***""" "#)]
    #[case("password = '''sk''' x", "password = '''***''' ***")]
    #[case("[profiles.campus.proxy] key = 'sk-SECRET'", "[profiles.campus.proxy] key = '***'")]
    #[case("[profiles.campus key sk-SECRET", "[***.*** *** ***")]
    #[case("[keys.people]", "[keys.people]")]
    #[case("[keys.sk-SECRET]", "[***.***]")]
    #[case("[sk-SECRET]", "[***]")]
    #[case(r#"url = "" "#, r#"url = "" "#)]
    fn only_names_and_punctuation_are_shown(#[case] line: &str, #[case] shown: &str) {
        assert_eq!(mask(line, None).text, shown);
    }

    #[test]
    fn the_caret_stands_below_what_it_means() {
        let text = "\n[profiles.a.proxy]\nurl = \"https://somewhere.example.edu\", tiemout = 5\n";
        let at = text.find("tiemout").unwrap();
        let cut = excerpt(text, at..at + 7, Some("tiemout"));
        assert_eq!((cut.line, cut.column), (3, 40));
        assert_eq!(cut.text, "  3 | url = \"***\", tiemout = ***\n    |              ^^^^^^^");
    }

    #[test]
    fn a_line_inside_a_multiline_string_is_masked_whole() {
        let text = "key = \"\"\"\nurl = sk-SECRET\n";
        let at = text.find("sk-").unwrap();
        assert_eq!(excerpt(text, at..at + 3, None).text, "  2 | ***\n    | ^^^");
    }

    proptest::proptest! {
        #[test]
        fn any_line_at_any_place_is_cut_without_a_panic(
            text in r#"[a-z=\[\]{}"'\\#., \n\t€]{0,60}"#, from in 0_usize..70, length in 0_usize..70,
        ) {
            excerpt(&text, from..from + length, None);
        }
    }
}
