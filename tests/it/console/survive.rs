//! Whatever is pressed, told and clicked, in whatever order and at whatever size: nothing fails,
//! nothing a terminal could obey is shown, and nothing is written without a yes.

mod happen;

use std::time::Duration;

use bursar::app::PlanScreen;
use bursar::app::dialog::Kind;
use bursar::app::effect::Epoch;
use bursar::app::form::Focus;
use bursar::app::mouse::{Gesture, Mouse, Spot};
use bursar::app::{Action, Effect, Model, Msg, update};
use bursar::config::theme::Depth;
use bursar::plan::Release;
use happen::{Step, steps};
use jiff::SignedDuration;
use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::scenes::{SCENES, show_in_ascii};
use super::support::{console, draw, empty_console, key_event, press, screen};

/// Whether `msg`, coming now, is the operator's yes to the dialog that is open.
fn says_yes(model: &Model, msg: &Msg) -> bool {
    let Some(dialog) = &model.dialog else { return false };
    match msg {
        Msg::Key(key) => {
            let action = model.keymap.action(dialog.contexts(), *key);
            action == Some(Action::DialogAccept) && dialog.form.focus != Focus::Cancel
        }
        Msg::Mouse(mouse) => mouse.gesture == Gesture::Press && mouse.spot == Some(Spot::Accept),
        _ => false,
    }
}

/// One message, as the loop gives it, and what must hold of what comes of it.
fn tell(model: &mut Model, msg: Msg) -> Result<Vec<Effect>, TestCaseError> {
    let is_yes = says_yes(model, &msg);
    let asked = model.dialog.as_ref().map(|dialog| dialog.kind.as_ref().to_owned());
    let typed = model.dialog.as_ref().map(|dialog| dialog.form.text(0).to_owned());
    let plan = model.showing::<PlanScreen>().map(|screen| screen.plan.clone());
    let was_applying = model.is_applying();
    let said = format!("{msg:?} while asked {asked:?}");
    let effects = update(model, msg);
    for effect in &effects {
        let of = match effect {
            Effect::Apply { plan: applied, .. } => {
                prop_assert!(!was_applying && model.is_applying(), "{said}");
                prop_assert_eq!(Some(applied), plan.as_ref(), "another plan than asked: {}", said);
                let wanted = applied.release().map(|release| match release {
                    Release::Changes(changes) => changes.to_string(),
                    Release::Profile => model.profile.name.clone(),
                });
                prop_assert!(wanted.is_none() || wanted == typed, "{typed:?}: {said}");
                "Apply"
            }
            Effect::WritePlan { .. } => "WritePlan",
            Effect::SaveProfile { .. } => "Profile",
            Effect::RemoveProfile(_) => "Remove",
            Effect::Export(_) => "Export",
            Effect::Quit => {
                prop_assert!(!model.is_applying(), "left while writing: {said}");
                continue;
            }
            _ => continue,
        };
        prop_assert!(is_yes && asked.as_deref() == Some(of), "{effect:?}: {said}");
    }
    Ok(effects)
}

fn press_all(model: &mut Model, keys: &str) -> Result<(), TestCaseError> {
    for key in keys.split_whitespace() {
        tell(model, Msg::Key(key_event(key)))?;
    }
    Ok(())
}

fn take(model: &mut Model, step: Step) -> Result<(), TestCaseError> {
    match step {
        Step::Keys(keys) => press_all(model, &keys)?,
        Step::Command(line) => {
            press_all(model, ":")?;
            for c in line.chars() {
                let code = crossterm::event::KeyCode::Char(c);
                tell(model, Msg::Key(code.into()))?;
            }
            press_all(model, "enter")?;
        }
        Step::Pasted(text) => drop(tell(model, Msg::Pasted(text.into()))?),
        Step::Resized(width, height) => drop(tell(model, Msg::Resized(width, height))?),
        Step::Ticked(seconds) => {
            let at = model.now + SignedDuration::from_secs(seconds.into());
            tell(model, Msg::Ticked(at))?;
        }
        Step::Answered(answer, is_stale) => {
            let epoch = if is_stale { Epoch(model.epoch.0.wrapping_sub(1)) } else { model.epoch };
            let msg = answer.into_msg(model, epoch);
            tell(model, msg)?;
        }
        Step::Read(people) => {
            let epoch = model.epoch;
            let effects = tell(model, Msg::Observed(epoch, people.roster().into()))?;
            for effect in effects {
                if let Effect::Compare(epoch, comparison) = effect {
                    let compared = comparison.finish(&model.profile.sync);
                    tell(model, Msg::Compared(epoch, Box::new(compared)))?;
                }
            }
        }
        Step::Mouse(gesture, x, y) => {
            let spot = bursar::ui::spot(model, x, y);
            tell(model, Msg::Mouse(Mouse { gesture, x, y, spot }))?;
        }
    }
    Ok(())
}

const HARMFUL: [char; 4] = ['\u{1b}', '\u{7}', '\u{202e}', '\n'];

fn shows_nothing_harmful(model: &Model) -> Result<(), TestCaseError> {
    let terminal = draw(model);
    for cell in terminal.backend().buffer().content() {
        prop_assert!(!cell.symbol().contains(HARMFUL), "{:?}", cell);
    }
    prop_assert!(model.next_tick() > Duration::ZERO);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn whatever_happens_nothing_fails_and_nothing_is_written_without_a_yes(
        scene in prop::sample::select(SCENES),
        size in (1_u16..=200, 1_u16..=60),
        is_read_only in prop::bool::weighted(0.1),
        steps in prop::collection::vec(steps(), 1..24),
    ) {
        let mut model = scene.build(size.0, size.1);
        model.profile.read_only = is_read_only;
        model.profile.refresh = Some(Duration::from_secs(30));
        shows_nothing_harmful(&model)?;
        for step in steps {
            take(&mut model, step)?;
            shows_nothing_harmful(&model)?;
        }
    }

    #[test]
    fn drawing_never_fails(
        scene in prop::sample::select(SCENES),
        width in 1_u16..200,
        height in 1_u16..200,
        ascii: bool,
        depth in prop::sample::select(Depth::iter().collect::<Vec<_>>()),
        theme in prop::sample::select(&["terminal", "dark", "light"][..]),
    ) {
        let mut model = scene.build(100, 30);
        if ascii {
            show_in_ascii(&mut model);
        }
        model.look.depth = depth;
        model.themes.choose(theme).unwrap();
        update(&mut model, Msg::Resized(width, height));
        let terminal = draw(&model);
        for cell in terminal.backend().buffer().content() {
            prop_assert!(!cell.symbol().contains(HARMFUL), "{:?}", cell);
            let is_ascii = cell.symbol().is_ascii();
            prop_assert!(!ascii || is_ascii || cell.symbol().chars().all(is_from_a_server), "{:?}", cell);
        }
        update(&mut model, Msg::Resized(100, 30));
        draw(&model);
    }
}

/// What people are called stays as it is, and so does what stands for a harmful character.
fn is_from_a_server(c: char) -> bool {
    "조민지␛‹›".contains(c)
}

/// So that what must hold of an order to write is ever asked.
#[test]
fn a_yes_is_known_when_it_comes() {
    let mut model = console(80, 24);
    press(&mut model, "S a tab");
    assert!(matches!(model.dialog.as_ref().map(|dialog| &dialog.kind), Some(Kind::Apply(_))));
    let effects = tell(&mut model, Msg::Key(key_event("enter"))).unwrap();
    assert!(matches!(effects.as_slice(), [Effect::Apply { .. }]), "{effects:?}");
}

#[test]
fn nothing_of_a_hostile_name_reaches_the_terminal() {
    let mut model = console(160, 48);
    press(&mut model, "/ e v i l enter");
    assert!(screen(&model).contains("␛[31mroot‹U+202E›"), "{}", screen(&model));
    press(&mut model, "enter");
    assert!(screen(&model).contains("␛[31mroot‹U+202E›"));
}

#[test]
fn the_first_frame_needs_no_answer() {
    let model = empty_console(80, 24);
    let shown = screen(&model);
    assert!(shown.contains("Nobody has been read yet"), "{shown}");
    assert!(shown.contains("opening"), "{shown}");
}

#[test]
fn what_cannot_be_seen_is_not_answered() {
    let mut model = console(80, 24);
    press(&mut model, "b a tab");
    assert!(model.dialog.is_some());
    update(&mut model, Msg::Resized(40, 10));
    assert!(press(&mut model, "enter").is_empty(), "nothing is applied");
    update(&mut model, Msg::Pasted("x".into()));
    update(&mut model, Msg::Resized(80, 24));
    assert!(model.dialog.is_some(), "the question is still there");
    let effects = press(&mut model, "enter");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Apply { .. })), "{effects:?}");
    update(&mut model, Msg::Resized(40, 10));
    assert!(!press(&mut model, "ctrl-c").is_empty(), "one can always leave");
}
