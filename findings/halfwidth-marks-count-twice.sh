#!/bin/bash
# ratatui-core 0.1.2 with unicode-width 0.2.3 and 0.2.2: a name in half-width kana does not fit into its own width.
#
# One would guess: what Line::width() says is what drawing takes, so a column as wide as its widest name shows it whole.
# Seen: not where a kana carries a half-width sound mark (U+FF9E, U+FF9F), in neither pair. unicode-width counted the
#   marks 0 up to 0.2.2, and ratatui-core 0.1.2 adds one for each where it fills cells (not where it measures lines).
#   unicode-width 0.2.3 counts them 1, and ratatui-core, which takes any 0.2, still adds one: two cures of one illness.
#   With 0.2.3 lines measure what terminals draw, 4, and the buffer fills 5 cells; with 0.2.2 lines measure 3, the buffer
#   fills 4. Either way the last letter of a name in its own width is not drawn at all, and the rest of the row moves.
#   The same name without the mark, or in full-width kana, is whole: nothing else is to blame.
# Hurt: whoever lists people of Japanese banks, post or payroll, which write names so; the letter is gone without a trace.
# bursar: measures and draws grapheme by grapheme itself, each by the larger of its own and its characters' widths, so
#   that such a name is whole and its row keeps its columns.
#
# Output:
#     unicode-width 0.2.3, ﾔﾏﾀﾞ: measured 4, filled 5, in its own width: "ﾔﾏ  "
#     unicode-width 0.2.3, ﾔﾏﾀ: measured 3, filled 3, in its own width: "ﾔﾏﾀ"
#     unicode-width 0.2.3, ヤマダ: measured 6, filled 6, in its own width: "ヤ マ ダ "
#     unicode-width 0.2.2, ﾔﾏﾀﾞ: measured 3, filled 4, in its own width: "ﾔﾏ "
#     unicode-width 0.2.2, ﾔﾏﾀ: measured 3, filled 3, in its own width: "ﾔﾏﾀ"
#     unicode-width 0.2.2, ヤマダ: measured 6, filled 6, in its own width: "ヤ マ ダ "
#     as described
FINDING=$(basename "$0")
# shellcheck source=findings/lib.bash
. "$(dirname "$0")/lib.bash"

type -P cargo >/dev/null || cannot_run "cargo is needed."
mkdir "$TEMP/src"
cat >"$TEMP/src/main.rs" <<'END'
use ratatui_core::{buffer::Buffer, layout::Rect, style::Style, text::Line, widgets::Widget};

fn main() {
    for name in ["ﾔﾏﾀﾞ", "ﾔﾏﾀ", "ヤマダ"] {
        let measured = Line::from(name).width();
        let mut wide = Buffer::empty(Rect::new(0, 0, 20, 1));
        let (filled, _) = wide.set_stringn(0, 0, name, 20, Style::new());
        let mut own = Buffer::empty(Rect::new(0, 0, measured as u16, 1));
        Line::from(name).render(own.area, &mut own);
        let drawn: String = own.content().iter().map(|cell| cell.symbol()).collect();
        println!("{name}: measured {measured}, filled {filled}, in its own width: {drawn:?}");
    }
}
END
# with VERSION: the program's output with that unicode-width. What else the crates need is what bursar's lock file says.
with() {
  cp "$REPOSITORY/Cargo.lock" "$TEMP/Cargo.lock"
  cat >"$TEMP/Cargo.toml" <<END
[package]
name = "halfwidth"
version = "0.0.0"
edition = "2024"

[dependencies]
ratatui-core = "=0.1.2"
unicode-width = "=$1"
END
  (cd "$TEMP" && CARGO_TARGET_DIR=$TEMP/target cargo run -q)
}
for version in 0.2.3 0.2.2; do
  case $version in
    0.2.3) described=('measured 4, filled 5, in its own width: "ﾔﾏ  "') ;;
    0.2.2) described=('measured 3, filled 4, in its own width: "ﾔﾏ "') ;;
  esac
  described+=('measured 3, filled 3, in its own width: "ﾔﾏﾀ"' 'measured 6, filled 6, in its own width: "ヤ マ ダ "')
  mapfile -t lines < <(with $version)
  [ ${#lines[@]} = 3 ] || cannot_run "the program was not built."
  for i in 0 1 2; do saw "unicode-width $version, ${lines[i]%%:*}" "${lines[i]#*: }" "${described[i]}"; done
done
conclude
