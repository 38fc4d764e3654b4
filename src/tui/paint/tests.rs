//! An emulated terminal that shows one screen is given the bytes, and then shows the other.

use std::num::NonZero;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::*;

const SIZE: (u16, u16) = (14, 9);

fn terminal() -> vt100::Parser {
    let cells = |count| NonZero::new(count).unwrap();
    vt100::Parser::new(cells(SIZE.1), cells(SIZE.0), 0)
}

/// What can be seen of a cell.
fn looks(parser: &vt100::Parser) -> Vec<String> {
    let screen = parser.screen();
    let cells = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (y, x)));
    cells
        .map(|(y, x)| {
            let cell = screen.cell(y, x).unwrap();
            let sign = if cell.has_contents() { cell.contents() } else { " " };
            let is_plain = sign == " " && !cell.underline() && !cell.inverse();
            let sign_style = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
            let sign_style = (!is_plain).then_some(sign_style);
            let rest = (cell.bgcolor(), cell.underline(), cell.inverse(), cell.is_wide());
            format!("{x},{y} {sign:?} {sign_style:?} {rest:?}")
        })
        .collect()
}

fn painted(screens: &[&Buffer]) -> vt100::Parser {
    let mut terminal = terminal();
    let mut shown = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    for next in screens {
        terminal.process(&paint(&shown, next));
        shown = (*next).clone();
    }
    terminal
}

fn style() -> impl Strategy<Value = Style> {
    let colours = [
        Color::Reset,
        Color::Red,
        Color::DarkGray,
        Color::Indexed(130),
        Color::Rgb(1, 2, 3),
        Color::White,
    ];
    let modifiers = [
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::REVERSED,
        Modifier::UNDERLINED | Modifier::ITALIC,
    ];
    let colour = || prop::sample::select(colours.to_vec());
    (colour(), colour(), prop::sample::select(modifiers.to_vec())).prop_map(|(fg, bg, modifier)| {
        Style { fg: Some(fg), bg: Some(bg), ..Style::default() }.add_modifier(modifier)
    })
}

/// Signs of all kinds of scripts, about many of which this terminal and the buffer disagree.
const SIGNS: [&str; 40] = [
    "é",
    "e\u{301}",
    "ß",
    "Ж",
    "ب",
    "لا",
    "ء",
    "שָׁ",
    "ሀ",
    "ა",
    "न",
    "न्द्र",
    "क्ष्मी",
    "क्ष",
    "ক্ষ",
    "ਕੀ",
    "ક્ષ",
    "நி",
    "క్ష",
    "ಕ್ಷ",
    "ക്ഷ",
    "ක්ෂ",
    "กำ",
    "ກໍ",
    "ཀྵ",
    "က္က",
    "ភ្ញៀ",
    "ᠮ",
    "조",
    "\u{1112}\u{1161}\u{11ab}",
    "日",
    "コ",
    "\u{ff80}\u{ff9e}",
    "\u{ff8a}\u{ff9f}",
    "😀",
    "👩\u{200d}💻",
    "🇩🇪",
    "❤\u{fe0f}",
    "☰",
    "\u{1d300}",
];

/// Writes as the canvas does.
fn put(buffer: &mut Buffer, mut x: u16, y: u16, word: &str, style: Style) -> u16 {
    for sign in word.graphemes(true) {
        let after = x + u16::try_from(sign.columns()).unwrap();
        if after > SIZE.0 {
            break;
        }
        buffer[(x, y)].set_symbol(sign).set_style(style);
        x = after;
    }
    x
}

/// Rows of words and blanks, with signs of all scripts among them. None that a terminal may take
/// for wider reaches beyond its row: the console has it cut there, but this terminal always wraps.
fn screen() -> impl Strategy<Value = Buffer> {
    let plain = vec!["", " ", "ana", "コン", "            ", "x コ", "│ 3 ▲"];
    let word = prop_oneof![prop::sample::select(plain), prop::sample::select(SIGNS.to_vec())];
    let plain = Just(Style::default());
    let span = (word, prop_oneof![2 => plain, 1 => style()]);
    let row = prop::collection::vec(span, 0..5);
    prop::collection::vec(row, usize::from(SIZE.1)).prop_map(|rows| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        for (row, y) in rows.into_iter().zip(0..) {
            let mut x = 0;
            for (word, style) in row {
                if usize::from(x) + 2 * word.chars().count() > usize::from(SIZE.0) {
                    continue;
                }
                x = put(&mut buffer, x, y, word, style);
            }
        }
        buffer
    })
}

/// A screen, and another of which a part is the first one's, moved.
fn scrolled() -> impl Strategy<Value = (Buffer, Buffer)> {
    let last = SIZE.1;
    (screen(), screen(), 0..last, 1..=last, -5_i32..=5).prop_map(|(one, two, from, to, by)| {
        let (top, bottom) = (from.min(to), from.max(to));
        let moved = Shift { top, bottom, by }.applied(&one);
        let mut next = two;
        for y in top..bottom {
            for x in 0..SIZE.0 {
                next[(x, y)] = moved[(x, y)].clone();
            }
        }
        (one, next)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_screen_painted_over_another_looks_as_if_painted_alone(one in screen(), two in screen()) {
        prop_assert_eq!(looks(&painted(&[&one, &two])), looks(&painted(&[&two])));
    }

    #[test]
    fn rows_that_moved_are_where_they_are_to_be((one, two) in scrolled()) {
        prop_assert_eq!(looks(&painted(&[&one, &two])), looks(&painted(&[&two])));
    }

    #[test]
    fn what_is_painted_over_anything_is_what_the_buffer_says(one in screen(), two in screen()) {
        let terminal = painted(&[&one, &two]);
        let hidden = Hidden::of(&two);
        for (row, y) in terminal.screen().rows(0, SIZE.0).zip(0..) {
            let signs = (0..SIZE.0).filter(|x| !hidden.is(*x, y)).map(|x| two[(x, y)].symbol());
            // Behind a sign there may be a blank, where this terminal gives it fewer columns.
            let letters = |text: &str| text.split(' ').collect::<String>();
            prop_assert_eq!(letters(&row), letters(&signs.collect::<String>()));
        }
    }

    #[test]
    fn what_is_sure_is_in_its_column_whatever_a_terminal_makes_of_the_rest(
        one in screen(),
        two in screen(),
    ) {
        let mut terminal = terminal();
        let empty = Buffer::empty(one.area);
        for (shown, next) in [(&empty, &one), (&one, &two)] {
            let bytes = String::from_utf8(paint(shown, next)).unwrap();
            // One that takes a letter for a wide one, and does not draw another at all.
            terminal.process(bytes.replace('é', "日").replace('コ', "").as_bytes());
        }
        let hidden = Hidden::of(&two);
        for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
            let symbol = two[(x, y)].symbol();
            if symbol.len() == 1 && !hidden.is(x, y) {
                let shown = terminal.screen().cell(y, x).unwrap().contents();
                prop_assert_eq!(shown.trim(), symbol.trim(), "at {},{}", x, y);
            }
        }
    }

    #[test]
    fn the_same_screen_costs_nothing(one in screen()) {
        prop_assert_eq!(paint(&one, &one), b"");
    }
}

/// A list of so many rows from `first` on, the cursor on one of them, as wide as a terminal.
fn list(first: u16, cursor: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 160, 48));
    buffer.set_string(0, 0, "a header", Style::default());
    for row in 1..47 {
        let person = first + row;
        let words = format!("  Person Number{person}  person{person}@example.edu   $12.{person}");
        buffer.set_string(0, row, words, Style::default());
        if row == cursor {
            let line = Rect::new(0, row, 160, 1);
            buffer.set_style(line, Style::default().add_modifier(Modifier::REVERSED));
        }
    }
    buffer.set_string(0, 47, "the footer", Style::default());
    buffer
}

#[test]
fn a_line_scrolled_costs_two_rows() {
    let bytes = paint(&list(100, 46), &list(101, 46));
    assert!(bytes.starts_with(b"\x1b[2;46r\x1b[1S\x1b[r"), "{}", bytes.escape_ascii());
    assert!(bytes.len() < 300, "{} bytes", bytes.len());
}

#[test]
fn a_moved_cursor_costs_its_two_rows() {
    assert!(paint(&list(100, 20), &list(100, 21)).len() < 300);
}

#[test]
fn erasing_leaves_the_second_half_of_a_wide_sign() {
    let mut one = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    one.set_string(0, 0, "ab cdefghijkl", Style::default());
    let mut two = Buffer::empty(one.area);
    two.set_string(0, 0, "コ", Style::default());
    let terminal = painted(&[&one, &two]);
    assert_eq!(terminal.screen().contents(), "コ");
    assert_eq!(two[(1, 0)], Cell::default());
}

#[test]
fn the_half_of_a_wide_sign_that_is_left_is_repaired() {
    let mut one = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    one.set_string(0, 0, "コン", Style::default());
    let mut two = Buffer::empty(one.area);
    two.set_string(0, 0, " ", Style::default().add_modifier(Modifier::REVERSED));
    assert_eq!(looks(&painted(&[&one, &two])), looks(&painted(&[&two])));
}

#[test]
fn a_cluster_of_three_or_four_columns_is_whole_after_any_change() {
    for name in ["चन्द्र", "क्ष्मी", "ភ្ញៀ"] {
        let mut one = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        put(&mut one, 0, 0, "Ana Lee, Kai", Style::default());
        let mut two = Buffer::empty(one.area);
        put(&mut two, 0, 0, &format!("{name} x"), Style::default());
        let terminal = painted(&[&one, &two]);
        assert_eq!(terminal.screen().contents(), format!("{name} x"));
        assert_eq!(looks(&painted(&[&two, &one])), looks(&painted(&[&one])));
    }
}

#[test]
fn what_a_terminal_does_not_draw_leaves_nothing_of_what_was_there() {
    let mut one = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    one.set_string(0, 0, "anabel", Style::default());
    let mut two = Buffer::empty(one.area);
    two.set_string(0, 0, "a\u{1fae9}bel", Style::default());
    let bytes = String::from_utf8(paint(&one, &two)).unwrap();
    assert!(bytes.contains("  \x1b[1;2H\u{1fae9}"), "{}", bytes.escape_debug());
}
