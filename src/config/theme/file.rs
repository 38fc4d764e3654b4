//! A theme's file: `base`, a built-in theme to begin from, and a colour for each meaning that is to
//! differ from it.
//!
//! Unlike the config, no line of it can be a secret, so a message shows the line as it stands.

use std::fmt;
use std::ops::Range;
use std::path::Path;

use strum::IntoEnumIterator;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Colour, DEFAULT, Palette, Role, Theme, built_in};
use crate::config::error::{Mistake, shown};

use crate::config::{ProfileName, private};
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;

/// A theme is a dozen lines.
const MAX_BYTES: u64 = 64 * 1024;

/// More than this nobody goes through.
const MAX_THEMES: usize = 64;

/// More of a line than this is of no help.
const MAX_COLUMNS: usize = 100;

/// What the folder holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The themes, by name.
    pub themes: Vec<Theme>,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
}

/// Why a file is no theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something in it is wrong.
    Mistake(Box<Mistake>),
    /// It cannot be read, or cannot have this name: a sentence.
    File(String),
}

impl Problem {
    /// In one line, without the excerpt.
    pub fn in_short(&self) -> String {
        match self {
            Self::Mistake(mistake) => mistake.headline(),
            Self::File(sentence) => sentence.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::File(sentence) => f.write_str(sentence),
        }
    }
}

/// Reads every theme in `folder`. That there is none, or no such folder, is no problem.
pub fn find(folder: &Path) -> Found {
    let mut found = Found::default();
    // Not fs-err: the message names the folder itself.
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return found,
        Err(error) => {
            let why = format!("the themes in {} could not be read: {error}", shown(folder));
            found.problems.push(Problem::File(why));
            return found;
        }
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ext| ext == "toml")).collect();
    paths.sort();
    if paths.len() > MAX_THEMES {
        let why =
            format!("{} has more than {MAX_THEMES} themes; the rest is not read", shown(folder));
        found.problems.push(Problem::File(why));
        paths.truncate(MAX_THEMES);
    }
    for path in paths {
        match read(&path) {
            Ok(theme) => found.themes.push(theme),
            Err(problem) => found.problems.push(problem),
        }
    }
    found
}

fn read(path: &Path) -> Result<Theme, Problem> {
    let wrong = |why: &str| Problem::File(format!("{} {why}", shown(path)));
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let Some(name) = stem.filter(|stem| ProfileName::parse(stem).is_ok()) else {
        return Err(wrong("cannot name a theme; use letters, digits, '-', '_' and '.'"));
    };
    if built_in().iter().any(|theme| theme.name == name) {
        return Err(wrong("has the name of a built-in theme; give it another, and that as `base`"));
    }
    let text = private::open(path).and_then(|file| private::read(file, MAX_BYTES));
    let text = text.map_err(|error| wrong(&format!("could not be read: {error}")))?;
    parse(path, name, &text).map_err(|mistake| Problem::Mistake(Box::new(mistake)))
}

/// Reads the text of a theme's file; `path` is for the message.
///
/// # Errors
/// The first mistake in it.
pub fn parse(path: &Path, name: &str, text: &str) -> Result<Theme, Mistake> {
    let said = |wrong: Wrong| mistake(path, text, wrong);
    let table = DeTable::parse(text).map_err(|error| {
        let sentence = format!("not valid TOML: {}", error.message());
        said(Wrong::at(error.span().unwrap_or_default(), "", sentence))
    })?;
    let base = base(table.get_ref()).map_err(said)?;
    let palette = colours(table.get_ref(), base).map_err(said)?;
    Ok(Theme { name: name.to_owned(), palette })
}

/// A built-in theme, which has no base; nothing where it is wrong.
pub(super) fn own(text: &str) -> Option<Palette> {
    let table = DeTable::parse(text).ok()?;
    colours(table.get_ref(), Palette::default()).ok()
}

/// What is wrong, and where.
struct Wrong {
    span: Range<usize>,
    setting: String,
    sentence: String,
}

impl Wrong {
    fn at(span: Range<usize>, setting: &str, sentence: impl Into<String>) -> Self {
        Self { span, setting: setting.to_owned(), sentence: sentence.into() }
    }
}

const BASE: &str = "base";

fn base(table: &DeTable<'_>) -> Result<Palette, Wrong> {
    let typed = table.iter().find(|(key, _)| key.get_ref() == BASE).map(|(_, value)| value);
    let word = typed.map_or(Some(DEFAULT), |typed| typed.get_ref().as_str());
    let theme = word.and_then(|word| built_in().iter().find(|theme| theme.name == word));
    theme.map(|theme| theme.palette).ok_or_else(|| {
        let names: Vec<&str> = built_in().iter().map(|theme| theme.name.as_str()).collect();
        let sentence = format!("a theme begins from a built-in one: {}", names.join(", "));
        Wrong::at(typed.map(Spanned::span).unwrap_or_default(), BASE, sentence)
    })
}

fn colours(table: &DeTable<'_>, mut palette: Palette) -> Result<Palette, Wrong> {
    for (key, value) in table.iter().filter(|(key, _)| key.get_ref() != BASE) {
        let word = key.get_ref().as_ref();
        let role = word.parse::<Role>().map_err(|_unknown| {
            let near = nearest(word, Role::iter().map(Role::name).chain([BASE]));
            let asked = near.map_or_else(|| ".".to_owned(), |word| did_you_mean(Some(word)));
            let sentence =
                format!("this is nothing a theme has{asked} It has {BASE}, {}", Role::names());
            Wrong::at(key.span(), "", sentence)
        })?;
        let colour = colour(value.get_ref()).ok_or_else(|| {
            let sentence = format!(
                "this is no colour; write \"#rrggbb\", a number from 0 to 255, \"terminal\", or one \
                 of {}, each also with bright- before it",
                super::colour::NAMES.get(..8).unwrap_or_default().join(", ")
            );
            Wrong::at(value.span(), role.name(), sentence)
        })?;
        palette.set(role, colour);
    }
    Ok(palette)
}

fn colour(value: &DeValue<'_>) -> Option<Colour> {
    match value {
        DeValue::String(word) => Colour::parse(word),
        DeValue::Integer(number) if number.radix() == 10 => {
            number.as_str().parse().ok().map(Colour::Indexed)
        }
        _ => None,
    }
}

fn mistake(path: &Path, text: &str, wrong: Wrong) -> Mistake {
    let floor = |index: usize| text.floor_char_boundary(index.min(text.len()));
    let (start, end) = (floor(wrong.span.start), floor(wrong.span.end));
    let (before, _) = text.split_at(start);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let (above, rest) = text.split_at(line_start);
    let line = above.matches('\n').count() + 1;
    let column = before.chars().count() - above.chars().count();
    let shown_line: String =
        rest.lines().next().unwrap_or_default().chars().take(MAX_COLUMNS).collect();
    let marked = text.get(start..end).and_then(|span| span.lines().next()).unwrap_or_default();
    let gutter = " ".repeat(line.to_string().len());
    let blank = " ".repeat(column.min(MAX_COLUMNS));
    let room = MAX_COLUMNS.saturating_sub(column);
    let carets = "^".repeat(marked.chars().count().min(room).max(1));
    let excerpt = format!("  {line} | {}\n  {gutter} | {blank}{carets}", harmless(&shown_line));
    Mistake {
        path: path.to_owned(),
        line,
        column: column + 1,
        setting: wrong.setting,
        sentence: wrong.sentence,
        excerpt,
    }
}
