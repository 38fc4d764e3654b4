//! How the console looks: the section `[ui]`, and how many colours a terminal has.

use std::str::FromStr;
use std::time::Duration;

use super::error::Mistake;
use super::raw::RawUi;
use super::source::Source;
use super::theme::Depth;
use super::validate::whole;
use super::{ConfigError, Env};

/// How the console looks, as far as the file says.
#[derive(Clone, Debug)]
pub struct Ui {
    /// The theme. Whether there is such a one is known only once the themes are read.
    pub theme: Option<NamedTheme>,
    /// Whether the console listens to the mouse.
    pub mouse: bool,
    /// Whether it is drawn with ASCII alone.
    pub ascii: bool,
    /// Which colours, where neither flag nor `NO_COLOR` says.
    pub color: Colouring,
    /// How long the rest of a key that begins with an escape may take, before the escape counts as
    /// the key it is alone.
    pub escape_delay: Duration,
}

/// Over most lines the rest comes sooner, and nobody feels it.
const DEFAULT_ESCAPE_DELAY: Duration = Duration::from_millis(50);

/// A theme's name where it stands in the config.
#[derive(Clone, Debug)]
pub struct NamedTheme {
    /// As typed.
    pub name: String,
    /// Its place, with what is to be said should there be no such theme.
    pub mistake: Box<Mistake>,
}

/// Which colours are wished.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Colouring {
    /// As many as the terminal has; none where `NO_COLOR` is set or nobody looks.
    #[default]
    Auto,
    /// As many as the terminal has, whatever `NO_COLOR` and wherever it goes.
    Always,
    /// None.
    Never,
    /// The terminal's own sixteen.
    #[strum(serialize = "16")]
    Sixteen,
    /// 256.
    #[strum(serialize = "256")]
    Indexed,
    /// 24 bits.
    True,
}

impl Colouring {
    /// What is said last, wins: the flag, then `NO_COLOR`, then the file.
    #[must_use]
    pub fn or(self, file: Self, env: &Env) -> Self {
        if self == Self::Auto && env.var("NO_COLOR").is_none() { file } else { self }
    }

    /// How many colours that is on this terminal.
    pub fn depth(self, env: &Env) -> Depth {
        match self {
            Self::Auto if env.var("NO_COLOR").is_some() => Depth::None,
            Self::Auto => of_terminal(env),
            Self::Always => of_terminal(env).max(Depth::Sixteen),
            Self::Never => Depth::None,
            Self::Sixteen => Depth::Sixteen,
            Self::Indexed => Depth::Indexed,
            Self::True => Depth::True,
        }
    }
}

/// What the terminal has, and what stands between lets through: GNU screen takes the red, green and
/// blue of a colour for other attributes, such as dim (4.9.0), but knows the 256.
fn of_terminal(env: &Env) -> Depth {
    let is_in_screen = env.var("STY").is_some() && env.var("TMUX").is_none();
    let most = if is_in_screen { Depth::Indexed } else { Depth::True };
    by_name(env).min(most)
}

/// What `COLORTERM` says, which few carry over SSH; else what is known of terminals by their name.
fn by_name(env: &Env) -> Depth {
    const TRUE: [&str; 7] = ["kitty", "alacritty", "ghostty", "wezterm", "foot", "contour", "rio"];
    const TRUE_PROGRAMS: [&str; 5] = ["iTerm.app", "WezTerm", "vscode", "ghostty", "rio"];
    let var = |name: &str| env.var(name).map(|value| value.to_string_lossy().into_owned());
    let term = var("TERM").unwrap_or_default();
    if term == "dumb"
        || term.starts_with("vt1")
        || term.starts_with("vt2")
        || term.ends_with("-mono")
    {
        return Depth::None;
    }
    let says_true = var("COLORTERM").is_some_and(|says| says == "truecolor" || says == "24bit");
    let is_true =
        TRUE.iter().any(|name| term.strip_prefix("xterm-").unwrap_or(&term).starts_with(name));
    let is_true_program =
        var("TERM_PROGRAM").is_some_and(|program| TRUE_PROGRAMS.contains(&program.as_str()));
    // Windows Terminal sets its own variable and nothing else.
    let is_windows = env.var("WT_SESSION").is_some();
    if says_true || is_true || is_true_program || is_windows || term.contains("-direct") {
        return Depth::True;
    }
    if term.contains("256color") { Depth::Indexed } else { Depth::Sixteen }
}

pub(super) fn ui(source: &Source<'_>, raw: RawUi) -> Result<Ui, ConfigError> {
    let color = raw.color.map(|typed| {
        Colouring::from_str(typed.get_ref()).map_err(|_unknown| {
            let sentence = "this must be one of auto, always, never, 16, 256, true";
            source.mistake(typed.span(), "ui.color", sentence)
        })
    });
    let theme = raw.theme.map(|typed| NamedTheme {
        mistake: Box::new(Mistake {
            setting: "ui.theme".to_owned(),
            sentence: "there is no such theme".to_owned(),
            ..source.point(typed.span(), None)
        }),
        name: typed.into_inner(),
    });
    let escape_delay = whole(source, "ui.escape_delay", raw.escape_delay.as_ref(), 0..=10_000)?;
    Ok(Ui {
        theme,
        mouse: raw.mouse.unwrap_or(false),
        ascii: raw.ascii.unwrap_or(false),
        color: color.transpose()?.unwrap_or_default(),
        escape_delay: escape_delay.map_or(DEFAULT_ESCAPE_DELAY, Duration::from_millis),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[], Depth::Sixteen)]
    #[case(&[("TERM", "xterm")], Depth::Sixteen)]
    #[case(&[("TERM", "linux")], Depth::Sixteen)]
    #[case(&[("TERM", "xterm-256color")], Depth::Indexed)]
    #[case(&[("TERM", "tmux-256color")], Depth::Indexed)]
    #[case(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True)]
    #[case(&[("TERM", "xterm-256color"), ("COLORTERM", "24bit")], Depth::True)]
    #[case(&[("TERM", "xterm-256color"), ("COLORTERM", "1")], Depth::Indexed)]
    #[case(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], Depth::Indexed)]
    #[case(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Depth::True)]
    #[case(&[("TERM", "xterm-kitty")], Depth::True)]
    #[case(&[("TERM", "alacritty")], Depth::True)]
    #[case(&[("TERM", "xterm-direct")], Depth::True)]
    #[case(&[("TERM", "dumb")], Depth::None)]
    #[case(&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::None)]
    #[case(&[("TERM", "screen"), ("COLORTERM", "truecolor"), ("STY", "1.pts-0")], Depth::Indexed)]
    #[case(&[("TERM", "xterm-kitty"), ("STY", "1.pts-0")], Depth::Indexed)]
    #[case(&[("TERM", "screen"), ("STY", "1.pts-0")], Depth::Sixteen)]
    #[case(&[("COLORTERM", "truecolor"), ("STY", "1.pts-0"), ("TMUX", "x")], Depth::True)]
    #[case(&[("TERM", "vt100")], Depth::None)]
    #[case(&[("TERM", "xterm-mono")], Depth::None)]
    #[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::None)]
    #[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Indexed)]
    fn a_terminal_has_as_many_colours_as_it_is_known_to_have(
        #[case] env: &[(&str, &str)],
        #[case] depth: Depth,
    ) {
        let env: Env = env.iter().copied().collect();
        assert_eq!(Colouring::Auto.depth(&env), depth);
    }

    #[rstest]
    #[case(Colouring::Auto, Colouring::True, &[], Depth::True)]
    #[case(Colouring::Auto, Colouring::True, &[("NO_COLOR", "1")], Depth::None)]
    #[case(Colouring::Sixteen, Colouring::True, &[("NO_COLOR", "1")], Depth::Sixteen)]
    #[case(Colouring::Never, Colouring::True, &[], Depth::None)]
    #[case(Colouring::Always, Colouring::Auto, &[("TERM", "dumb")], Depth::Sixteen)]
    #[case(Colouring::Always, Colouring::Never, &[("NO_COLOR", "1")], Depth::Sixteen)]
    fn the_flag_goes_before_the_environment_and_that_before_the_file(
        #[case] flag: Colouring,
        #[case] file: Colouring,
        #[case] env: &[(&str, &str)],
        #[case] depth: Depth,
    ) {
        let env: Env = env.iter().copied().collect();
        assert_eq!(flag.or(file, &env).depth(&env), depth);
    }
}
