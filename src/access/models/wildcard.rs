//! Names with `*`, read as the proxy reads them: a `*` is anything, and a `.` is any character.

/// Whether the name matches. `None`: the pattern has signs that the proxy takes for more than
/// themselves, and what they do is not worked out here.
pub(super) fn matches(pattern: &str, name: &str) -> Option<bool> {
    if pattern.contains(['+', '?', '^', '$', '(', ')', '[', ']', '{', '}', '|', '\\']) {
        return None;
    }
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = after_prefix(name, first) else { return Some(false) };
    let Some(last) = pieces.next_back() else { return Some(rest.is_empty()) };
    // Each piece at its first place leaves the most for the next, so there is no backtracking.
    for piece in pieces {
        let Some(after) = after_first(rest, piece) else { return Some(false) };
        rest = after;
    }
    Some(ends_with(rest, last))
}

/// What follows `piece` at the beginning of `text`.
fn after_prefix<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    let mut chars = text.chars();
    let fits = piece.chars().all(|wanted| chars.next().is_some_and(|c| same(wanted, c)));
    fits.then_some(chars.as_str())
}

/// What follows the first place of `piece` in `text`.
fn after_first<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    let mut from = text.chars();
    loop {
        if let Some(after) = after_prefix(from.as_str(), piece) {
            return Some(after);
        }
        from.next()?;
    }
}

fn ends_with(text: &str, piece: &str) -> bool {
    let mut chars = text.chars().rev();
    piece.chars().rev().all(|wanted| chars.next().is_some_and(|c| same(wanted, c)))
}

fn same(wanted: char, c: char) -> bool {
    wanted == '.' || wanted == c
}

/// Whose model a bare name is, for the families the proxy has always known by name.
pub(super) fn maker(name: &str) -> Option<&'static str> {
    const FAMILIES: [(&str, &str); 9] = [
        ("gpt-", "openai"),
        ("chatgpt-", "openai"),
        ("o1", "openai"),
        ("o3", "openai"),
        ("o4", "openai"),
        ("text-embedding-", "openai"),
        ("dall-e", "openai"),
        ("claude-", "anthropic"),
        ("gemini-", "vertex_ai"),
    ];
    FAMILIES.iter().find(|(start, _)| name.starts_with(start)).map(|(_, maker)| *maker)
}
