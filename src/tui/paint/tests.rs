//! An emulated terminal that shows one screen is given the bytes, and then shows the other.

use std::num::NonZero;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

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

/// Rows of words and blanks, some of them wide.
fn screen() -> impl Strategy<Value = Buffer> {
    let word =
        prop::sample::select(vec!["", " ", "ana", "コン", "é", "            ", "x コ", "e\u{301}"]);
    let plain = Just(Style::default());
    let span = (word, prop_oneof![2 => plain, 1 => style()]);
    let row = prop::collection::vec(span, 0..5);
    prop::collection::vec(row, usize::from(SIZE.1)).prop_map(|rows| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        for (row, y) in rows.into_iter().zip(0..) {
            let mut x = 0;
            for (word, style) in row {
                x = buffer.set_stringn(x, y, word, usize::from(SIZE.0 - x), style).0;
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
    fn what_is_painted_on_nothing_is_what_the_buffer_says(one in screen()) {
        let terminal = painted(&[&one]);
        for y in 0..SIZE.1 {
            let mut expected = String::new();
            let mut is_second_half = false;
            for x in 0..SIZE.0 {
                if !is_second_half {
                    expected.push_str(one[(x, y)].symbol());
                }
                is_second_half = !is_second_half && is_wide(&one[(x, y)]);
            }
            let row = terminal.screen().rows(0, SIZE.0).nth(usize::from(y)).unwrap();
            prop_assert_eq!(row.trim_end(), expected.trim_end());
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
