//! Imports point down only: a layer knows those below it and none above.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use strum::VariantNames;

/// Each layer with all it may import. What is pure stands at the bottom; `config` is read at the
/// edge, which the session of the engine is the lowest part of; the sandbox stands beside.
const MAY_IMPORT: [(&str, &[&str]); 16] = [
    ("domain", &[]),
    ("access", &["domain"]),
    ("table", &["domain"]),
    ("roster", &["domain"]),
    ("plan", &["domain", "access", "roster"]),
    ("journal", &["domain", "roster", "plan"]),
    ("api", &["domain", "access"]),
    ("config", &["domain"]),
    ("sandbox", &[]),
    ("engine", &["domain", "access", "roster", "plan", "journal", "api", "config"]),
    ("order", &["domain", "access", "roster", "plan", "journal", "engine"]),
    (
        "app",
        &["domain", "access", "roster", "plan", "journal", "engine", "config", "order", "table"],
    ),
    (
        "ui",
        &[
            "domain", "access", "roster", "plan", "journal", "engine", "config", "order", "table",
            "app",
        ],
    ),
    (
        "cli",
        &[
            "domain", "access", "roster", "plan", "journal", "engine", "config", "order", "table",
            "app", "sandbox",
        ],
    ),
    (
        "tui",
        &[
            "domain", "access", "roster", "plan", "journal", "engine", "config", "order", "table",
            "app", "ui", "cli", "sandbox",
        ],
    ),
    ("main", &["cli", "config", "tui"]),
];

/// Crates that only one layer may know.
const ONLY_IN: [(&str, &[&str]); 6] = [
    // One measure of text, which is that of what is drawn.
    ("unicode_width", &["domain"]),
    ("ratatui", &["ui", "tui"]),
    ("reqwest", &["api"]),
    ("axum", &["sandbox"]),
    ("clap", &["cli", "main"]),
    ("crossterm", &["app", "ui", "tui", "config", "cli"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The layer a file belongs to: its first folder, or its name at the top.
fn layer_of(file: &Path) -> String {
    let relative = file.strip_prefix(root()).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Lines that are code: neither comments nor the file's own tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let production = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
    production.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "tests.rs" || name == "sample.rs")
}

/// The arrows drawn in `lib.rs`: chains of layers, several beside each other parted by a point.
fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("lib.rs")).unwrap();
    let (_, from_main) = text.split_once("//! main →").unwrap();
    let (drawing, _) = from_main.split_once("//! ```").unwrap();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in format!("main →{drawing}").lines() {
        let line = line.trim_start_matches("//!");
        let chain: Vec<Vec<&str>> =
            line.split('→').map(|step| step.split('·').map(str::trim).collect()).collect();
        for (from, to) in chain.iter().zip(chain.iter().skip(1)) {
            for layer in from {
                let below = arrows.entry((*layer).to_owned()).or_default();
                below.extend(to.iter().map(|layer| (*layer).to_owned()));
            }
        }
    }
    arrows
}

#[test]
fn the_drawing_is_the_table() {
    let arrows = drawn();
    for (layer, may) in MAY_IMPORT {
        let mut reached = BTreeSet::new();
        let mut open = vec![layer];
        while let Some(next) = open.pop() {
            for below in arrows.get(next).into_iter().flatten() {
                if reached.insert(below.as_str()) {
                    open.push(below);
                }
            }
        }
        let direct = arrows.get(layer).into_iter().flatten();
        for below in direct {
            assert!(may.contains(&below.as_str()), "{layer} → {below} is drawn and not allowed");
        }
        for other in may {
            assert!(reached.contains(other), "{layer} may import {other}, which is not drawn");
        }
    }
    let known: Vec<&str> = MAY_IMPORT.iter().map(|(layer, _)| *layer).collect();
    assert!(arrows.keys().all(|layer| known.contains(&layer.as_str())), "{arrows:?}");
}

#[test]
fn imports_point_down() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let mut files = Vec::new();
    sources(&root(), &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !is_test(file)) {
        let layer = layer_of(file);
        if layer == "lib" {
            continue;
        }
        let may = allowed.get(layer.as_str()).unwrap_or_else(|| panic!("{layer} has no place"));
        let code = code(file);
        for (other, _) in MAY_IMPORT.iter().filter(|(other, _)| *other != layer) {
            let imports = ["crate", "bursar"].iter().any(|own| {
                code.contains(&format!("{own}::{other}::"))
                    || code.contains(&format!("{own}::{other};"))
            });
            if imports && !may.contains(other) {
                wrong.push(format!("{} imports {other}", file.display()));
            }
        }
        for (name, layers) in ONLY_IN {
            let uses = code.contains(&format!("{name}::"));
            if uses && !layers.contains(&layer.as_str()) {
                wrong.push(format!("{} uses {name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_is_measured_by_one_measure_and_drawn_by_it() {
    // What ratatui has for it takes a string whole, or measures it otherwise.
    let others = [".width()", "Span::width", "Line::width", "set_line(", "set_string"];
    let mut files = Vec::new();
    sources(&root(), &mut files);
    let draws = |file: &Path| ["ui", "tui"].contains(&layer_of(file).as_str()) && !is_test(file);
    let is_wrong = |file: &Path| others.iter().any(|other| code(file).contains(other));
    let wrong: Vec<_> = files.iter().filter(|file| draws(file) && is_wrong(file)).collect();
    assert!(wrong.is_empty(), "`domain::cells` measures and the canvas draws, not {wrong:?}");
}

/// Whether the module of the makers of plans is named, wherever in a path or a list of imports.
fn names_makers(code: &str) -> bool {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let dense: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    dense.match_indices("make").any(|(at, word)| {
        let (before, after) = (dense[..at].trim_end(), dense[at + word.len()..].trim_start());
        let is_whole =
            !dense[..at].ends_with(is_of_word) && !dense[at + word.len()..].starts_with(is_of_word);
        let is_listed = before.ends_with(['{', ',']) && after.starts_with(['}', ',']);
        is_whole && (is_listed || before.ends_with("::") || after.starts_with("::"))
    })
}

#[test]
fn only_orders_make_plans() {
    for named in ["plan::make::block(x)", "use crate::plan::{\n    Plan, make,\n};", "make::x"] {
        assert!(names_makers(named), "{named}");
    }
    for other in ["to make, a plan", "makes::it", "remake::it", "let made = make(x)"] {
        assert!(!names_makers(other), "{other}");
    }
    let mut files = Vec::new();
    sources(&root(), &mut files);
    let may = |file: &Path| {
        let relative = file.strip_prefix(root()).unwrap();
        // The journal takes back what it holds.
        let is_history =
            relative.starts_with("journal/history") || relative.ends_with("history.rs");
        ["plan", "order"].contains(&layer_of(file).as_str()) || is_history
    };
    let files = files.iter().filter(|file| !is_test(file) && !may(file));
    let wrong: Vec<_> = files.filter(|file| names_makers(&code(file))).collect();
    assert!(wrong.is_empty(), "plans are made by orders alone, not in {wrong:?}");
}

#[test]
fn no_file_grows_out_of_hand() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    let long: Vec<String> = files
        .iter()
        .filter(|file| !is_test(file))
        .map(|file| (file, code(file).lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(file, lines)| format!("{lines} {}", file.display()))
        .collect();
    assert!(long.is_empty(), "more than 400 lines of code:\n{}", long.join("\n"));
}

/// The names of the screens that a file outside the table and the trait may be asked for: of a type
/// like `KeysScreen`, or of a module of the folder of screens.
fn screens_named(code: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let types = code.split(|c| !is_word(c)).filter_map(|word| word.strip_suffix("Screen"));
    let mut named: BTreeSet<String> = types.map(str::to_lowercase).collect();
    let packed: String = code.split_whitespace().collect();
    for (at, _) in packed.match_indices("screen::") {
        let rest = &packed[at + "screen::".len()..];
        match rest.strip_prefix('{').and_then(|rest| rest.split(';').next()) {
            Some(group) => named.extend(group.split(|c| !is_word(c)).map(str::to_owned)),
            None => named.extend(rest.split(|c| !is_word(c)).next().map(str::to_owned)),
        }
    }
    named
}

#[test]
fn a_screen_is_named_by_the_table_its_folder_and_few_others() {
    const MOST: usize = 8;
    // What a console is for: it is made, asked about, applied, let go of and looked up.
    const MORE: [(&str, usize); 2] = [("Plan", 12), ("Journal", 9)];
    let mut files = Vec::new();
    sources(&root(), &mut files);
    let folder = root().join("app/screen");
    let texts: Vec<(&PathBuf, String)> = files.iter().map(|file| (file, code(file))).collect();
    for variant in bursar::app::Screen::VARIANTS {
        let table = root().join("app/screen.rs");
        let variants = texts
            .iter()
            .filter(|(file, text)| **file != table && text.contains(&format!("Screen::{variant}")));
        let variants: Vec<_> = variants.map(|(file, _)| file).collect();
        assert!(variants.is_empty(), "Screen::{variant} is named beside the table: {variants:?}");
        let name = variant.to_lowercase();
        let own = |file: &Path| {
            let within = file.strip_prefix(&folder).ok();
            let first = within.and_then(|file| file.iter().next()?.to_str());
            first.is_some_and(|first| first.trim_end_matches(".rs") == name)
        };
        let others = texts.iter().filter(|(file, text)| {
            let is_ours = ["app", "ui", "tui"].contains(&layer_of(file).as_str());
            let is_other = **file != table && !is_test(file) && !own(file);
            is_ours && is_other && screens_named(text).contains(&name)
        });
        let others: Vec<_> = others.map(|(file, _)| file.strip_prefix(root()).unwrap()).collect();
        let more = MORE.iter().find(|(known, _)| *known == *variant);
        let most = more.map_or(MOST, |(_, most)| *most);
        assert!(others.len() <= most, "{variant} is named in {}: {others:#?}", others.len());
    }
}
