//! The header at the sizes it is made for: label and mode always, both servers with their ages,
//! counts whole or not at all.

use bursar::app::{Model, Msg, Server, update};
use bursar::domain::{Side, SyncPolicy};
use bursar::roster::join;

use super::support::{console, now, observe, screen, snapshot};

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (110, 30), (160, 48)];

fn lines(model: &Model) -> Vec<String> {
    let height = if model.size.0 >= 110 { 2 } else { 3 };
    screen(model).lines().take(height).map(|line| line.trim_matches('"').to_owned()).collect()
}

#[test]
fn label_and_mode_stand_whole_whatever_the_names() {
    for (width, height) in SIZES {
        for read_only in [false, true] {
            let mut model = console(width, height);
            model.profile.name = "a-profile-with-a-name-that-goes-on-and-on".into();
            model.profile.label = Some("production abroad".into());
            model.profile.read_only = read_only;
            let first = &lines(&model)[0];
            assert!(first.contains("  PRODUCTION ABROAD  "), "{width}: {first}");
            let mode = if read_only { "  read-only" } else { "  read-write" };
            assert!(first.contains(mode), "{width}: {first}");
            assert!(first.contains("a-profile-with-a"), "{width}: {first}");
        }
    }
}

#[test]
fn both_servers_say_how_old_they_are_and_nothing_is_cut() {
    for (width, height) in SIZES {
        let mut model = console(width, height);
        let later = now() + jiff::SignedDuration::from_mins(5);
        update(&mut model, Msg::Ticked(later));
        let header = lines(&model).join("\n");
        assert_eq!(header.matches("5 m ago").count(), 2, "{width}:\n{header}");
        assert!(header.contains("LiteLLM") && header.contains("Open WebUI"), "{width}:\n{header}");
        assert!(!header.contains('…'), "{width}:\n{header}");
    }
}

#[test]
fn a_reading_says_how_far_both_servers_are_even_where_it_is_narrow() {
    for (width, height) in SIZES {
        let mut model = console(width, height);
        super::support::press(&mut model, "ctrl-r");
        let epoch = model.epoch;
        for (server, part) in [(Server::Proxy, "users"), (Server::Webui, "accounts")] {
            let (part, done, total) = (part.to_owned(), 50_000, Some(100_000));
            update(&mut model, Msg::Progressed { epoch, server, part, done, total });
        }
        let header = lines(&model).join("\n");
        assert_eq!(header.matches("reading").count(), 2, "{width}:\n{header}");
        let halves = header.matches("50,000/100,000").count() + header.matches("50 %").count();
        assert_eq!(halves, 2, "{width}:\n{header}");
        assert!(!header.contains('…'), "{width}:\n{header}");
    }
}

#[test]
fn of_a_server_that_fails_the_reason_is_cut_and_nothing_of_the_other() {
    for (width, height) in SIZES {
        let mut model = console(width, height);
        let mut seen = snapshot();
        seen.webui = Side::Failed("Open WebUI did not answer within 20 s, at all".into());
        observe(&mut model, join(seen.into(), &SyncPolicy::default()));
        let header = lines(&model).join("\n");
        assert!(header.contains("< 1 m ago"), "{width}:\n{header}");
        assert!(header.contains("stale < 1 m"), "{width}:\n{header}");
        assert_eq!(header.matches("Open WebUI").count(), 1, "{width}:\n{header}");
    }
}

#[test]
fn a_count_is_whole_or_not_there_and_what_is_wrong_comes_first() {
    for (width, height) in SIZES {
        let model = console(width, height);
        let counts = lines(&model).pop().unwrap();
        let words: Vec<&str> = counts.trim().split("  ").filter(|word| !word.is_empty()).collect();
        let all = [
            "12 users",
            "2 over",
            "1 reset due",
            "1 near",
            "3 conflicts",
            "1 drifted",
            "1 blocked",
            "1 only in chat",
            "1 only at proxy",
        ];
        assert!(words.len() >= 5, "{width}: {counts}");
        assert_eq!(words, all[..words.len()], "{width}");
    }
}
