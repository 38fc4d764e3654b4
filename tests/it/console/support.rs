//! A console on made-up people, keys to press, and its screen as text.

use std::sync::Arc;

use bursar::app::profile::{ProfileDraft, SecretRef};
use bursar::app::{Effect, Model, Msg, Profile, Session, update};
use bursar::config::Band;
use bursar::domain::{
    Account, AccountId, BlockRecord, Budget, BursarMetadata, Caller, Customer, Email, Expiry,
    Group, GroupId, GuardPolicy, Key, KeyHash, Limit, Listing, ProxySide, ProxyUser, ProxyUserId,
    Role, ServerInfo, Side, Snapshot, SyncPolicy, Team, TeamId, Text, Usd, WebuiSide, Window,
};
use bursar::engine::{Body, RequestRecord, Service};
use bursar::journal::History;
use bursar::roster::{Roster, join};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

pub(crate) fn now() -> Timestamp {
    "2026-11-21T08:00:00Z".parse().unwrap()
}

pub(crate) fn usd(word: &str) -> Usd {
    Usd::parse(word).unwrap()
}

/// `limit` of `-` is unlimited; `resets` is seconds from now.
pub(crate) fn budget(limit: &str, resets: Option<i64>) -> Budget {
    Budget {
        limit: if limit == "-" { Limit::Unlimited } else { Limit::Amount(usd(limit)) },
        window: resets.map(|_| Window::from_server("30d")),
        resets_at: resets.map(|s| (now() + jiff::SignedDuration::from_secs(s)).into()),
    }
}

pub(crate) fn user(id: &str, alias: &str, spend: Option<&str>, budget: Budget) -> ProxyUser {
    ProxyUser {
        id: ProxyUserId::new(id),
        email: Some(Email::new(format!("{id}@campus.example.edu"))),
        alias: Some(Text::from(alias)),
        role: Some(Text::from("internal_user")),
        sso_user_id: None,
        spend: spend.map(usd),
        budget,
        teams: Some(Vec::new()),
        models: Some(Vec::new()),
        active: true,
        bursar: BursarMetadata::default(),
        created_at: Some("2026-02-01T00:00:00Z".parse::<Timestamp>().unwrap().into()),
    }
}

pub(crate) fn account(id: &str, name: &str, role: Role) -> Account {
    Account {
        id: AccountId::new(id),
        name: Text::from(name),
        email: Some(Email::new(format!("{id}@campus.example.edu"))),
        role,
        last_active_at: Some((now() - jiff::SignedDuration::from_hours(30)).into()),
    }
}

pub(crate) fn key(hash: &str, owner: &str, blocked: bool) -> Key {
    Key {
        hash: KeyHash::new(hash),
        name: Some(Text::from("sk-...x7Qa")),
        alias: Some(Text::from(format!("{owner}-{hash}"))),
        user_id: Some(ProxyUserId::new(owner)),
        team_id: None,
        spend: Some(usd("1.25")),
        budget: budget("5", None),
        windows: Some(Vec::new()),
        row: None,
        models: Some(vec![Text::from("gpt-4o-mini")]),
        expires: Expiry::Never,
        blocked: Some(blocked),
        last_active_at: Some((now() - jiff::SignedDuration::from_mins(5)).into()),
        created_at: None,
    }
}

/// Every state there is, once.
pub(crate) fn snapshot() -> Snapshot {
    // Half an hour more than whole days: nothing turns within a minute.
    let day = 86_400 + 1_800;
    let mut ana = user("ana", "Ana Ruiz", Some("10.02"), budget("10", Some(2 * day)));
    ana.teams = Some(vec![TeamId::new("t-lab")]);
    let ben = user("ben", "Benjamin Okafor", Some("14.30"), budget("10", Some(-1_210)));
    let mut cho = user("cho", "조민지 Cho Min-ji", Some("4.10"), budget("5", Some(5_400)));
    cho.models = Some(vec![Text::from("gpt-4o-mini"), Text::from("claude-sonnet")]);
    cho.role = Some(Text::from("internal_user_viewer"));
    let dana = user("dana", "Dana (left)", Some("0.40"), budget("0", None));
    let eli = user("eli", "Eli Unbound", Some("3.20"), budget("-", None));
    let fay = user("fay", "Fay Nguyen", None, budget("20", Some(10 * day)));
    let mut gus = user("gus", "Gus Blocked", Some("1"), budget("10", Some(2 * day)));
    gus.active = false;
    gus.bursar.blocked = Some(Box::new(BlockRecord {
        at: "2026-11-20T08:00:00Z".parse().unwrap(),
        keys: vec![KeyHash::new("g1")],
        scim_active: None,
        account_role: Some(Text::from("user")),
    }));
    let evil = user("evil", "\u{1b}[31mroot\u{202e}", Some("1234.56"), budget("2000", Some(day)));
    let mut twin = user("twin", "Twin One", Some("2"), budget("10", None));
    twin.email = Some(Email::new("shared@campus.example.edu"));
    let mut twin2 = user("twin2", "Twin Two", Some("2"), budget("10", None));
    twin2.email = Some(Email::new("shared@campus.example.edu"));
    let mut shared = account("shared", "Twin", Role::User);
    shared.email = Some(Email::new("shared@campus.example.edu"));
    let server = ServerInfo {
        version: Some(Text::from("1.106.2")),
        enforces_scim_active: true,
        has_bulk_create: true,
        has_activity_of_user: true,
    };
    Snapshot {
        observed_at: now() - jiff::SignedDuration::from_secs(3),
        proxy: Side::Seen(ProxySide {
            server: server.clone(),
            caller: Caller::MasterKey,
            users: Listing::complete(vec![ana, ben, cho, dana, eli, fay, gus, evil, twin, twin2]),
            keys: Listing::complete(vec![
                key("a1", "ana", false),
                key("a2", "ana", true),
                key("b1", "ben", false),
                key("g1", "gus", true),
            ]),
            teams: Listing::complete(vec![Team {
                id: TeamId::new("t-lab"),
                alias: Some(Text::from("lab")),
                spend: Some(usd("41.20")),
                budget: budget("100", None),
                models: Some(Vec::new()),
                blocked: Some(false),
                members: Some(1),
                windows: Some(Vec::new()),
                member_budget_id: None,
            }]),
            customers: Listing::complete(vec![Customer {
                id: Text::from("ana@campus.example.edu"),
                alias: None,
                blocked: Some(false),
                spend: Some(usd("0.75")),
                budget: budget("-", None),
                budget_id: None,
                models: Some(Vec::new()),
            }]),
            models: Vec::new(),
        }),
        webui: Side::Seen(WebuiSide {
            server: ServerInfo { version: Some(Text::from("0.12.4")), ..ServerInfo::default() },
            caller: Caller::Account { id: Some(AccountId::new("root")) },
            first_account: Some(AccountId::new("root")),
            accounts: Listing::complete(vec![
                account("ana", "Ana Ruiz", Role::User),
                account("ben", "Ben Okafor", Role::User),
                account("cho", "조민지 Cho Min-ji", Role::User),
                account("eli", "Eli Unbound", Role::Admin),
                account("fay", "Fay Nguyen", Role::User),
                account("gus", "Gus Blocked", Role::Pending),
                account("evil", "\u{1b}[31mroot\u{202e}", Role::User),
                account("hal", "Hal Newcomer", Role::User),
                shared,
            ]),
            groups: Listing::complete(vec![Group {
                id: GroupId::new("g-1"),
                name: Text::from("physics"),
                members: vec![AccountId::new("ana")],
            }]),
            models: Vec::new(),
        }),
    }
}

pub(crate) fn roster() -> Arc<Roster> {
    Arc::new(join(Arc::new(snapshot()), &SyncPolicy::default()))
}

pub(crate) fn profile(name: &str) -> Profile {
    Profile {
        name: name.into(),
        label: Some("production".into()),
        band: Band::Danger,
        read_only: false,
        refresh: None,
        sync: SyncPolicy::default(),
        guard: GuardPolicy { percent: 50, at_least: 5 },
        draft: ProfileDraft {
            name: name.into(),
            label: "production".into(),
            proxy_url: "https://llm.example.edu".into(),
            proxy_key: SecretRef { value: "LITELLM_MASTER_KEY".into(), ..SecretRef::default() },
            webui_url: "https://chat.example.edu".into(),
            webui_secret: SecretRef { value: "WEBUI_KEY".into(), ..SecretRef::default() },
            ..ProfileDraft::default()
        },
    }
}

/// A console that has just read both servers.
pub(crate) fn console(width: u16, height: u16) -> Model {
    let mut model = empty_console(width, height);
    model.session = Session::Open;
    let epoch = model.epoch;
    update(&mut model, Msg::JournalLoaded(epoch, Ok(History::default())));
    update(&mut model, Msg::Observed(epoch, roster()));
    model
}

/// What a message makes necessary, but for the log, to which every notice goes.
pub(crate) fn told(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let effects = update(model, msg).into_iter();
    effects.filter(|effect| !matches!(effect, Effect::Log(_))).collect()
}

/// Both servers were read: holds that against the reading before, as the runner does.
pub(crate) fn observe(model: &mut Model, roster: impl Into<Arc<Roster>>) -> Vec<Effect> {
    let mut more = Vec::new();
    let epoch = model.epoch;
    for effect in update(model, Msg::Observed(epoch, roster.into())) {
        if let Effect::Compare(epoch, comparison) = effect {
            let compared = comparison.finish(&model.profile.sync);
            more.extend(update(model, Msg::Compared(epoch, Box::new(compared))));
        } else {
            more.push(effect);
        }
    }
    more
}

/// A console before its first message.
pub(crate) fn empty_console(width: u16, height: u16) -> Model {
    let profiles = vec![profile("campus"), profile("lab")];
    Model::new(profile("campus"), profiles, now(), (width, height))
}

/// Presses keys, as a keymap writes them: `/ a n a enter`.
pub(crate) fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for word in keys.split_whitespace() {
        effects.extend(told(model, Msg::Key(key_event(word))));
    }
    effects
}

pub(crate) fn key_event(word: &str) -> KeyEvent {
    let (modifiers, bare) = match word.strip_prefix("ctrl-") {
        Some(bare) => (KeyModifiers::CONTROL, bare),
        None => (KeyModifiers::NONE, word),
    };
    let code = match bare {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "pgdn" => KeyCode::PageDown,
        "pgup" => KeyCode::PageUp,
        "backspace" => KeyCode::Backspace,
        "backtab" => KeyCode::BackTab,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "del" => KeyCode::Delete,
        "f5" => KeyCode::F(5),
        _ => KeyCode::Char(bare.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}

/// The screen as text.
pub(crate) fn screen(model: &Model) -> String {
    let mut terminal = draw(model);
    terminal.backend_mut().to_string()
}

pub(crate) fn draw(model: &Model) -> Terminal<TestBackend> {
    let (width, height) = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| bursar::ui::view(model, frame)).unwrap();
    terminal
}

/// A read of the proxy that went well.
pub(crate) fn request(path: &str) -> RequestRecord {
    RequestRecord {
        at: now(),
        service: Service::Proxy,
        origin: "https://llm.example.edu".into(),
        operation: "list users".into(),
        method: "GET".into(),
        path: path.into(),
        status: Some(200),
        duration: std::time::Duration::from_millis(1_234),
        bytes: 98_765,
        attempt: 1,
        error: None,
        failure: None,
        cause: None,
        body: Body::None,
        actor: None,
        is_signed: true,
    }
}

/// The same, without an answer.
pub(crate) fn failed_request(path: &str) -> RequestRecord {
    RequestRecord {
        status: None,
        bytes: 0,
        attempt: 3,
        error: Some("timed_out"),
        failure: Some("LiteLLM (llm.example.edu): cannot list users: no answer in time".into()),
        ..request(path)
    }
}

/// A request has ended.
pub(crate) fn requested(model: &mut Model, record: RequestRecord) {
    update(model, Msg::Requested("campus".into(), Box::new(record)));
}
