//! The known word a mistyped one was meant to be.

/// The nearest of `known`, if it is near enough to be worth asking about.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (distance(&typed, &word.to_lowercase()), word))
        .filter(|(edits, word)| *edits <= (word.chars().count().max(typed.len()) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

/// `; did you mean 'x'?`, or nothing.
pub fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|word| format!("; did you mean '{word}'?")).unwrap_or_default()
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("kye", Some("key"))]
    #[case("KEY", Some("key"))]
    #[case("tiemout", Some("timeout"))]
    #[case("colour", None)]
    #[case("", None)]
    fn the_nearest_word_is_offered_only_when_it_is_near(
        #[case] typed: &str,
        #[case] found: Option<&str>,
    ) {
        assert_eq!(nearest(typed, ["url", "key", "timeout", "allow_http"]), found);
    }
}
