use std::path::Path;

use rstest::rstest;

use super::*;

fn read(text: &str) -> Result<Theme, String> {
    parse(Path::new("themes/mine.toml"), "mine", text).map_err(|mistake| mistake.to_string())
}

#[test]
fn the_built_in_themes_are_well_formed_and_say_every_colour() {
    for (name, text) in BUILT_IN {
        let theme = read(text).unwrap();
        let built_in = built_in().iter().find(|theme| theme.name == name).unwrap();
        assert_eq!(theme.palette, built_in.palette);
        for role in Role::iter() {
            assert!(text.contains(&format!("\n{} = ", role.name())), "{name}: {}", role.name());
        }
    }
    assert_eq!(built_in()[0].name, DEFAULT);
}

#[test]
fn a_theme_is_its_base_but_for_what_it_says() {
    let theme =
        read("base = \"dark\"\ndanger = 208\nok = \"bright-blue\"\nmark = \"terminal\"").unwrap();
    let dark = built_in().iter().find(|theme| theme.name == "dark").unwrap().palette;
    for role in Role::iter() {
        let is = match role {
            Role::Danger => Colour::Indexed(208),
            Role::Ok => Colour::Indexed(12),
            Role::Mark => Colour::Terminal,
            other => dark.get(other),
        };
        assert_eq!(theme.palette.get(role), is, "{}", role.name());
    }
    assert_eq!(read("").unwrap().palette, built_in()[0].palette);
}

#[rstest]
#[case("dangr = 1", "mine.toml:1:1: this is nothing a theme has; did you mean 'danger'?", "^^^^^")]
#[case("\nok = \"purpel\"", "mine.toml:2:6: ok: this is no colour", "     ^^^^^^^^")]
#[case("ok = 256", "mine.toml:1:6: ok: this is no colour", "     ^^^")]
#[case("ok = -1", "mine.toml:1:6: ok: this is no colour", "     ^^")]
#[case("ok = \"#12345\"", "this is no colour", "^")]
#[case("ok = [1]", "this is no colour", "^")]
#[case("base = \"mine\"", "base: a theme begins from a built-in one: terminal, dark, light", "^")]
#[case("base = 3", "base: a theme begins from a built-in one", "       ^")]
#[case("[ok]\nfg = 1", "ok: this is no colour", "^")]
#[case("ok", "not valid TOML", "^")]
#[case("ok = 1\nok = 2", "not valid TOML", "^")]
fn a_wrong_theme_says_where_and_what(#[case] text: &str, #[case] says: &str, #[case] caret: &str) {
    let said = read(text).unwrap_err();
    assert!(said.contains(says), "{said}");
    assert!(said.lines().last().unwrap().contains(caret), "{said}");
}

#[test]
fn a_line_of_a_theme_is_shown_harmless() {
    let said = read("ok = \"\u{202e}red\"").unwrap_err();
    assert!(!said.contains('\u{202e}'), "{said}");
}

#[test]
fn among_sixteen_a_shade_behind_the_selection_is_none() {
    let theme = read("base = \"light\"").unwrap();
    assert_eq!(theme.palette.at(Depth::True), theme.palette);
    assert_eq!(theme.palette.at(Depth::Sixteen).get(Role::Selection), Colour::Terminal);
    for role in Role::iter() {
        assert_eq!(theme.palette.at(Depth::None).get(role), Colour::Terminal);
    }
}

#[test]
fn the_themes_of_a_folder_are_found_by_name_and_the_wrong_ones_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    write("b.toml", "ok = 1");
    write("a.toml", "base = \"light\"");
    write("dark.toml", "ok = 1");
    write("broken.toml", "ok = ");
    write("not a name.toml", "ok = 1");
    write("notes.txt", "not a theme");
    std::fs::create_dir(folder.path().join("folder.toml")).unwrap();
    let found = find(folder.path());
    let names: Vec<&str> = found.themes.iter().map(|theme| theme.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    let said: Vec<String> = found.problems.iter().map(Problem::in_short).collect();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[0].contains("broken.toml:1:"), "{said:?}");
    assert!(said[1].contains("has the name of a built-in theme"), "{said:?}");
    assert!(said[2].contains("folder.toml could not be read: it is not a file"), "{said:?}");
    assert!(said[3].contains("cannot name a theme"), "{said:?}");
    assert!(find(&folder.path().join("nowhere")).problems.is_empty());
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_theme_or_a_message(text in r#"[a-z=\[\]"'\\#0-9., \n\t€]{0,60}"#) {
        let _ = read(&text);
    }
}
