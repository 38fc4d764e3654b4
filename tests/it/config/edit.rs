//! Edits by the program: comments stay, defaults are not written, and the file is never half new.

use std::path::{Path, PathBuf};

use bursar::config::edit::{
    ProfileEdit, ServerEdit, SettingEdit, init, remove_profile, set_default, upsert_profile,
};
use bursar::config::{self, Config, ConfigError, Env, ProfileName, Revision, SecretSource};
use pretty_assertions::assert_eq;
use tempfile::TempDir;

const FILE: &str = r#"# The campus pair.
# Ask Ana before changing it.

default_profile = "campus"   # not lab

# what students use
[profiles.campus.proxy]
url = "https://llm.example.edu"   # behind the balancer
key = { env = "LLM_KEY" }
#timeout = 60

# a playground
[profiles.lab.proxy]
url = "http://localhost:4000"
key = { env = "LAB_KEY" }

# an archive
[profiles.old.proxy]
url = "http://localhost:4001"
key = { env = "OLD_KEY" }
"#;

struct Desk {
    directory: TempDir,
    path: PathBuf,
}

impl Desk {
    fn empty() -> Self {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("bursar/config.toml");
        Self { directory, path }
    }

    fn with(text: &str) -> (Self, Revision) {
        let desk = Self::empty();
        init(&desk.path).unwrap();
        fs_err::write(&desk.path, text).unwrap();
        let revision = Config::load(&desk.path, &Env::default()).unwrap().revision;
        (desk, revision)
    }

    fn text(&self) -> String {
        fs_err::read_to_string(&self.path).unwrap()
    }

    fn upsert(&self, seen: Option<&Revision>, edit: &ProfileEdit) -> Result<Config, ConfigError> {
        upsert_profile(&self.path, seen, edit, &Env::default())
    }

    /// The file, and nothing left over beside it.
    fn is_tidy(&self) -> bool {
        fs_err::read_dir(self.path.parent().unwrap()).unwrap().count() == 1
    }
}

fn name(word: &str) -> ProfileName {
    ProfileName::parse(word).unwrap()
}

fn server(url: &str, key: &str) -> SettingEdit<ServerEdit> {
    SettingEdit::Set(ServerEdit {
        url: SettingEdit::Set(url.into()),
        key: SettingEdit::Set(SecretSource::Env(key.into())),
        ..ServerEdit::default()
    })
}

#[test]
fn a_new_file_is_short_and_the_operators_own() {
    let desk = Desk::empty();
    let mut edit = ProfileEdit::of(name("campus"));
    edit.label = SettingEdit::Set("production".into());
    edit.proxy = server("https://llm.example.edu", "LLM_KEY");
    let config = desk.upsert(None, &edit).unwrap();
    assert_eq!(config.choose(None).unwrap().label.as_deref(), Some("production"));
    insta::assert_snapshot!(desk.text(), @r#"
    # bursar: which servers there are, and how to sign in to them.
    # `bursar config check` validates this file; config.example.toml names every setting.
    # Secrets go by reference: { env = "…" }, { command = ["…"] }, { file = "…" }, { prompt = true }.

    [profiles.campus]
    label = "production"

    [profiles.campus.proxy]
    url = "https://llm.example.edu"
    key = { env = "LLM_KEY" }
    "#);
    assert_eq!(mode(&desk.path), 0o600);
    assert_eq!(mode(desk.path.parent().unwrap()), 0o700);
    assert!(desk.is_tidy());
    let config = set_default(&desk.path, Some(&config.revision), &name("campus"), &Env::default());
    assert_eq!(config.unwrap().default_profile, Some(name("campus")));
    insta::assert_snapshot!(desk.text(), @r#"
    # bursar: which servers there are, and how to sign in to them.
    # `bursar config check` validates this file; config.example.toml names every setting.
    # Secrets go by reference: { env = "…" }, { command = ["…"] }, { file = "…" }, { prompt = true }.

    default_profile = "campus"

    [profiles.campus]
    label = "production"

    [profiles.campus.proxy]
    url = "https://llm.example.edu"
    key = { env = "LLM_KEY" }
    "#);
}

#[test]
fn an_edit_changes_what_it_says_and_nothing_else() {
    let (desk, seen) = Desk::with(FILE);
    let mut edit = ProfileEdit::of(name("campus"));
    edit.read_only = SettingEdit::Set(true);
    edit.proxy = SettingEdit::Set(ServerEdit {
        url: SettingEdit::Set("https://llm2.example.edu".into()),
        ..ServerEdit::default()
    });
    edit.webui = SettingEdit::Set(ServerEdit {
        url: SettingEdit::Set("https://chat.example.edu".into()),
        email: SettingEdit::Set("admin@example.edu".into()),
        password: SettingEdit::Set(SecretSource::Command(vec!["op".into(), "read".into()])),
        ..ServerEdit::default()
    });
    edit.authority = SettingEdit::Set(bursar::domain::Authority::Both);
    desk.upsert(Some(&seen), &edit).unwrap();
    insta::assert_snapshot!(desk.text(), @r#"
    # The campus pair.
    # Ask Ana before changing it.

    default_profile = "campus"   # not lab

    [profiles.campus]
    read_only = true

    # what students use
    [profiles.campus.proxy]
    url = "https://llm2.example.edu"   # behind the balancer
    key = { env = "LLM_KEY" }
    #timeout = 60

    [profiles.campus.webui]
    url = "https://chat.example.edu"
    email = "admin@example.edu"
    password = { command = ["op", "read"] }

    [profiles.campus.sync]
    authority = "both"

    # a playground
    [profiles.lab.proxy]
    url = "http://localhost:4000"
    key = { env = "LAB_KEY" }

    # an archive
    [profiles.old.proxy]
    url = "http://localhost:4001"
    key = { env = "OLD_KEY" }
    "#);
}

#[test]
fn an_edit_that_changes_nothing_changes_no_letter() {
    for text in ["", "# only words\n", "\n\n# a\n\n\n", FILE, config::EXAMPLE] {
        let (desk, _) = Desk::with("");
        fs_err::write(&desk.path, text).unwrap();
        let env = Env::from([("HOME", "/home/ana")]);
        let seen = Config::load(&desk.path, &env).unwrap().revision;
        remove_profile(&desk.path, Some(&seen), &name("nobody"), &env).unwrap();
        assert_eq!(desk.text(), text);
    }
}

#[test]
fn settings_and_sections_can_be_taken_out() {
    let (desk, seen) = Desk::with(
        "[profiles.a]\nlabel = \"x\"\nproxy.url = \"http://localhost\"\nproxy.key.env = \"K\"\n\
         [profiles.a.webui]\nurl = \"http://localhost\"\nkey.prompt = true\n",
    );
    let mut edit = ProfileEdit::of(name("a"));
    edit.label = SettingEdit::Unset;
    edit.webui = SettingEdit::Unset;
    desk.upsert(Some(&seen), &edit).unwrap();
    let left = "[profiles.a]\nproxy.url = \"http://localhost\"\nproxy.key.env = \"K\"\n";
    assert_eq!(desk.text(), left);
}

#[test]
fn a_profile_can_be_added_to_any_form_of_file() {
    for text in [
        "",
        "# only words\n",
        FILE,
        include_str!("../../configs/valid/inline_tables.toml"),
        include_str!("../../configs/valid/every_reference.toml"),
        "profiles.a.proxy.url = \"http://localhost\"\nprofiles.a.proxy.key.env = \"K\"\n",
        "profiles = { a = { proxy = { url = \"http://localhost\", key = { env = \"K\" } } } }\n",
        config::EXAMPLE,
    ] {
        let (desk, _) = Desk::with("");
        fs_err::write(&desk.path, text).unwrap();
        let env = Env::from([("HOME", "/home/ana")]);
        let before = Config::load(&desk.path, &env).unwrap();
        let mut edit = ProfileEdit::of(name("new"));
        edit.proxy = server("http://localhost:4000", "NEW_KEY");
        edit.authority = SettingEdit::Set(bursar::domain::Authority::Proxy);
        let after = upsert_profile(&desk.path, Some(&before.revision), &edit, &env).unwrap();
        assert_eq!(after.profiles.len(), before.profiles.len() + 1, "{}", desk.text());
        assert_eq!(Config::load(&desk.path, &env).unwrap().revision, after.revision);
        for line in text.lines().filter(|line| line.starts_with('#')) {
            assert!(desk.text().contains(line), "{line}");
        }
        let gone = remove_profile(&desk.path, Some(&after.revision), &name("new"), &env).unwrap();
        assert_eq!(gone.profiles.len(), before.profiles.len());
    }
}

#[test]
fn a_removed_profile_takes_its_own_comment_and_no_other() {
    let (desk, seen) = Desk::with(FILE);
    let env = Env::default();
    let seen = remove_profile(&desk.path, Some(&seen), &name("lab"), &env).unwrap().revision;
    insta::assert_snapshot!(desk.text(), @r#"
    # The campus pair.
    # Ask Ana before changing it.

    default_profile = "campus"   # not lab

    # what students use
    [profiles.campus.proxy]
    url = "https://llm.example.edu"   # behind the balancer
    key = { env = "LLM_KEY" }
    #timeout = 60

    # an archive
    [profiles.old.proxy]
    url = "http://localhost:4001"
    key = { env = "OLD_KEY" }
    "#);
    let seen = remove_profile(&desk.path, Some(&seen), &name("campus"), &env).unwrap().revision;
    insta::assert_snapshot!(desk.text(), @r#"
    # The campus pair.
    # Ask Ana before changing it.

    # an archive
    [profiles.old.proxy]
    url = "http://localhost:4001"
    key = { env = "OLD_KEY" }
    "#);
    remove_profile(&desk.path, Some(&seen), &name("old"), &env).unwrap();
    insta::assert_snapshot!(desk.text(), @r#"
    # The campus pair.
    # Ask Ana before changing it.
    "#);
    assert!(desk.is_tidy());
}

#[test]
fn an_edit_that_would_be_invalid_is_not_written() {
    let (desk, seen) = Desk::with(FILE);
    let mut edit = ProfileEdit::of(name("campus"));
    edit.proxy = server("http://llm.example.edu", "LLM_KEY");
    let Err(ConfigError::Mistake(mistake)) = desk.upsert(Some(&seen), &edit) else {
        panic!("plain http is refused")
    };
    assert_eq!(mistake.setting, "profiles.campus.proxy.url");
    let nobody = set_default(&desk.path, Some(&seen), &name("nobody"), &Env::default());
    assert!(matches!(nobody, Err(ConfigError::Mistake(_))));
    assert_eq!(desk.text(), FILE);
    assert!(desk.is_tidy());
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let (desk, seen) = Desk::with(FILE);
    let theirs = format!("{FILE}\n# mine\n");
    fs_err::write(&desk.path, &theirs).unwrap();
    let mut edit = ProfileEdit::of(name("campus"));
    edit.read_only = SettingEdit::Set(true);
    assert!(matches!(desk.upsert(Some(&seen), &edit), Err(ConfigError::Changed { .. })));
    assert!(matches!(desk.upsert(None, &edit), Err(ConfigError::Changed { .. })));
    assert_eq!(desk.text(), theirs);
    fs_err::remove_file(&desk.path).unwrap();
    assert!(matches!(desk.upsert(Some(&seen), &edit), Err(ConfigError::Changed { .. })));
}

#[test]
fn init_writes_the_example_once() {
    let desk = Desk::empty();
    init(&desk.path).unwrap();
    assert_eq!(desk.text(), config::EXAMPLE);
    assert_eq!(mode(&desk.path), 0o600);
    fs_err::write(&desk.path, "# mine\n").unwrap();
    assert!(matches!(init(&desk.path), Err(ConfigError::Exists { .. })));
    assert_eq!(desk.text(), "# mine\n");
    assert!(desk.is_tidy());
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay_unless_a_secret_comes_in() {
    use std::os::unix::fs::PermissionsExt;

    let (desk, seen) = Desk::with(FILE);
    fs_err::set_permissions(&desk.path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let link = desk.directory.path().join("link.toml");
    fs_err::os::unix::fs::symlink(&desk.path, &link).unwrap();
    let mut edit = ProfileEdit::of(name("campus"));
    edit.read_only = SettingEdit::Set(true);
    let seen = upsert_profile(&link, Some(&seen), &edit, &Env::default()).unwrap().revision;
    assert!(fs_err::symlink_metadata(&link).unwrap().is_symlink());
    assert!(desk.text().contains("read_only = true"));
    assert_eq!(mode(&desk.path), 0o644);
    edit.proxy = SettingEdit::Set(ServerEdit {
        key: SettingEdit::Set(SecretSource::Inline("sk-SECRET".into())),
        ..ServerEdit::default()
    });
    assert!(!format!("{edit:?}").contains("SECRET"));
    upsert_profile(&link, Some(&seen), &edit, &Env::default()).unwrap();
    assert_eq!(mode(&desk.path), 0o600);
    Config::load(&link, &Env::default()).unwrap();
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs_err::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(path: &Path) -> u32 {
    if path.is_dir() { 0o700 } else { 0o600 }
}
