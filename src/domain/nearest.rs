//! The known word a mistyped one was meant to be.

use strsim::osa_distance;

/// The nearest of `known`, if it is near enough to be worth asking about.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (osa_distance(&typed, &word.to_lowercase()), word))
        .filter(|(edits, word)| *edits <= (word.chars().count().max(typed.len()) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

/// `; did you mean 'x'?`, or nothing.
pub fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|word| format!("; did you mean '{word}'?")).unwrap_or_default()
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
