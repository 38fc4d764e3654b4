//! Which file and which profile: flag, then environment, then file. And who may read it.

use std::path::{Path, PathBuf};

use bursar::config::{ConfigError, Env, Flags, Paths, ProfileName, open};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;

const TWO: &str = r#"
[profiles.campus.proxy]
url = "https://llm.example.edu"
key = { env = "LLM_KEY" }
[profiles.lab.proxy]
url = "http://localhost:4000"
key = { env = "LLM_KEY" }
"#;

struct Home(TempDir);

impl Home {
    fn with(text: &str) -> Self {
        let home = Self(TempDir::new().unwrap());
        fs_err::create_dir_all(home.config().parent().unwrap()).unwrap();
        fs_err::write(home.config(), text).unwrap();
        set_mode(&home.config(), 0o600);
        home
    }

    fn config(&self) -> PathBuf {
        self.0.path().join(".config/bursar/config.toml")
    }

    fn env(&self, more: &[(&str, &str)]) -> Env {
        let home = [("HOME", self.0.path().to_str().unwrap())];
        home.iter().chain(more).copied().collect()
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

fn chosen(text: &str, flag: Option<&str>, variable: Option<&str>) -> Result<String, String> {
    let home = Home::with(text);
    let flags = Flags { profile: flag.map(str::to_owned), ..Flags::default() };
    let variables: Vec<_> = variable.map(|name| ("BURSAR_PROFILE", name)).into_iter().collect();
    let home_path = home.config();
    open(&flags, &home.env(&variables))
        .map(|opened| opened.profile.name.to_string())
        .map_err(|error| error.to_string().replace(home_path.to_str().unwrap(), "FILE"))
}

#[rstest]
#[case(Some("lab"), Some("campus"), Ok("lab"))]
#[case(None, Some("lab"), Ok("lab"))]
#[case(
    None,
    Some(""),
    Err("FILE has the profiles campus, lab; choose one with --profile, or set `default_profile`")
)]
#[case(
    Some("lba"),
    None,
    Err("there is no profile 'lba' in FILE; did you mean 'lab'?; it has campus, lab")
)]
#[case(Some("x\u{1b}[2J"), None, Err("there is no profile 'x␛[2J' in FILE; it has campus, lab"))]
fn the_flag_goes_before_the_variable(
    #[case] flag: Option<&str>,
    #[case] variable: Option<&str>,
    #[case] expected: Result<&str, &str>,
) {
    let expected = expected.map(str::to_owned).map_err(str::to_owned);
    assert_eq!(chosen(TWO, flag, variable), expected);
}

#[test]
fn the_default_goes_before_the_only_one() {
    let with_default = format!("default_profile = \"lab\"\n{TWO}");
    assert_eq!(chosen(&with_default, None, None), Ok("lab".into()));
    assert_eq!(chosen(&with_default, None, Some("campus")), Ok("campus".into()));
    let only = include_str!("../../configs/valid/smallest.toml");
    assert_eq!(chosen(only, None, None), Ok("campus".into()));
    let none = chosen("", Some("campus"), None).unwrap_err();
    assert!(none.starts_with("FILE has no profile;"), "{none}");
}

#[test]
fn read_only_can_be_asked_for_but_not_asked_away() {
    let home = Home::with(&format!("default_profile = \"lab\"\n{TWO}"));
    let flags = Flags { read_only: true, ..Flags::default() };
    let opened = open(&flags, &home.env(&[])).unwrap();
    assert!(opened.profile.read_only);
    assert!(opened.profile_named("campus").unwrap().read_only);
    let opened = open(&Flags::default(), &home.env(&[])).unwrap();
    assert!(!opened.profile.read_only);
}

#[test]
fn files_lie_where_xdg_and_our_variables_say() {
    let campus = ProfileName::parse("campus").unwrap();
    let plain = Paths::locate(None, &Env::from([("HOME", "/home/ana")])).unwrap();
    assert_eq!(plain.config, Path::new("/home/ana/.config/bursar/config.toml"));
    let journal = Path::new("/home/ana/.local/state/bursar/journal/campus.jsonl");
    assert_eq!(plain.journal(&campus), journal);
    let snapshot = Path::new("/home/ana/.cache/bursar/snapshots/campus.json");
    assert_eq!(plain.snapshot(&campus), snapshot);
    assert!(!plain.config_is_named);
    let env = Env::from([
        ("XDG_CONFIG_HOME", "/xdg"),
        ("XDG_STATE_HOME", "not/absolute"),
        ("HOME", "/home/ana"),
        ("BURSAR_CACHE_DIR", "/fast"),
    ]);
    let xdg = Paths::locate(None, &env).unwrap();
    assert_eq!(xdg.config, Path::new("/xdg/bursar/config.toml"));
    assert_eq!(xdg.log(), Path::new("/home/ana/.local/state/bursar/bursar.log"));
    assert_eq!(xdg.snapshot(&campus), Path::new("/fast/snapshots/campus.json"));
    let env = Env::from([("BURSAR_CONFIG", "/etc/bursar.toml"), ("HOME", "/home/ana")]);
    assert_eq!(Paths::locate(None, &env).unwrap().config, Path::new("/etc/bursar.toml"));
    let flagged = Paths::locate(Some(Path::new("mine.toml")), &env).unwrap();
    assert_eq!((flagged.config.as_path(), flagged.config_is_named), (Path::new("mine.toml"), true));
    assert!(matches!(Paths::locate(None, &Env::default()), Err(ConfigError::NoHome { .. })));
}

#[test]
fn a_missing_file_says_what_to_do() {
    let home = TempDir::new().unwrap();
    let env = Env::from([("HOME", home.path())]);
    let error = open(&Flags::default(), &env).unwrap_err();
    assert!(matches!(error, ConfigError::Missing { is_named: false, .. }));
    assert!(error.to_string().contains("`bursar config init` writes one"), "{error}");
}

#[cfg(unix)]
#[rstest]
#[case(TWO, 0o644, None)]
#[case(TWO, 0o664, Some("can be changed by others (mode 0664)"))]
#[case(TWO, 0o602, Some("run: chmod go-w FILE"))]
#[case("[profiles.a.proxy]\nurl = 'https://a.edu'\nkey = 'sk-SECRET'", 0o600, None)]
#[case(
    "[profiles.a.proxy]\nurl = 'https://a.edu'\nkey = 'sk-SECRET'",
    0o640,
    Some("run: chmod 600 FILE (line 3 holds a secret)")
)]
fn a_config_that_is_open_to_others_is_refused(
    #[case] text: &str,
    #[case] mode: u32,
    #[case] refused: Option<&str>,
) {
    let home = Home::with(text);
    let link = home.0.path().join("link.toml");
    fs_err::os::unix::fs::symlink(home.config(), &link).unwrap();
    set_mode(&home.config(), mode);
    let flags =
        Flags { config: Some(link.clone()), profile: Some("none".into()), read_only: false };
    let said = open(&flags, &home.env(&[])).unwrap_err().to_string();
    let said = said.replace(link.to_str().unwrap(), "FILE");
    assert!(said.contains(refused.unwrap_or("there is no profile 'none'")), "{said}");
    assert!(!said.contains("SECRET"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let home = Home::with("");
    let flags = Flags { config: Some(home.0.path().to_owned()), ..Flags::default() };
    let said = open(&flags, &home.env(&[])).unwrap_err().to_string();
    assert!(said.ends_with("could not be read: it is not a file"), "{said}");
}
