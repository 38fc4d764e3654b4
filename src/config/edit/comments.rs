//! Whose comment is whose. The parser hangs every comment on what follows it; people write some
//! below what they belong to: a setting commented out at the end of its section, say. Those are
//! hung there before an edit, so that nothing slips in between and nothing else takes them along.

use toml_edit::{Decor, DocumentMut, Item, Table};

/// Hangs what stands apart from the next header on the section above it. Changes no text.
pub(super) fn settle(document: &mut DocumentMut) {
    let mut headers = positions(document.as_table());
    headers.sort_unstable();
    let mut above = None;
    for header in headers.into_iter().map(Some) {
        let found = at(document.as_table_mut(), header);
        let text = found.and_then(|table| prefix(table.decor())).unwrap_or_default();
        let (apart, own) = split_at_last_blank_line(&text);
        if !apart.trim().is_empty()
            && let Some(decor) = at(document.as_table_mut(), above).and_then(last_decor)
        {
            append(decor, apart);
            if let Some(table) = at(document.as_table_mut(), header) {
                table.decor_mut().set_prefix(own);
            }
        }
        above = header;
    }
    let end = document.trailing().as_str().unwrap_or_default().to_owned();
    if let Some(comments) = end.strip_suffix('\n').filter(|comments| !comments.trim().is_empty())
        && let Some(decor) = at(document.as_table_mut(), above).and_then(last_decor)
    {
        append(decor, &format!("{comments}\n"));
        document.set_trailing("");
    }
}

/// The comments at the top of a file, up to the last blank line among them: they are the file's,
/// whatever comes or goes below.
pub(super) fn top_length(text: &str) -> usize {
    let mut top = 0;
    let mut read = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if !blank && !line.starts_with('#') {
            return top;
        }
        read += line.len();
        if blank {
            top = read;
        }
    }
    read
}

/// Only what touches a header is the header's.
fn split_at_last_blank_line(above: &str) -> (&str, &str) {
    let end = above.rfind("\n\n").map_or(0, |at| at + 1);
    above.split_at(end)
}

fn prefix(decor: &Decor) -> Option<String> {
    decor.prefix()?.as_str().map(str::to_owned)
}

/// Whole lines after what stands behind a value or a header already.
fn append(decor: &mut Decor, lines: &str) {
    let old = decor.suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let both = format!("{old}\n{}", lines.strip_suffix('\n').unwrap_or(lines));
    decor.set_suffix(both);
}

/// The positions of all headers, in any order.
fn positions(table: &Table) -> Vec<isize> {
    let nested = table.iter().filter_map(|(_, item)| item.as_table()).flat_map(positions);
    table.position().into_iter().filter(|_| !table.is_dotted()).chain(nested).collect()
}

/// The table with the header at that position; at none, the top of the document.
fn at(table: &mut Table, position: Option<isize>) -> Option<&mut Table> {
    let Some(wanted) = position else { return Some(table) };
    if table.position() == position && !table.is_dotted() {
        return Some(table);
    }
    table.iter_mut().find_map(|(_, item)| at(item.as_table_mut()?, Some(wanted)))
}

/// What the end of a section hangs on: its last value, or its header if it has none.
fn last_decor(table: &mut Table) -> Option<&mut Decor> {
    fn is_body(item: &Item) -> bool {
        item.is_value() || item.as_table().is_some_and(Table::is_dotted)
    }
    let Some(last) = table.iter().filter(|(_, item)| is_body(item)).count().checked_sub(1) else {
        return table.position().is_some().then(|| table.decor_mut());
    };
    let mut body = table.iter_mut().filter(|(_, item)| is_body(item));
    match body.nth(last)?.1 {
        Item::Value(value) => Some(value.decor_mut()),
        Item::Table(dotted) => last_decor(dotted),
        Item::None | Item::ArrayOfTables(_) => None,
    }
}
