//! Completion scripts and the manual page, made from the arguments themselves.

use std::io;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use strum::IntoEnumIterator;

use super::{Args, CliError, Exit, output};
use crate::roster::query::QueryField;

pub(super) fn completions(shell: Shell) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "bursar", &mut script);
    output::data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

pub(super) fn man() -> Result<Exit, CliError> {
    let mut page = Vec::new();
    write_man(&mut page)?;
    output::data(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

/// One page for all commands: there is one program to install it with.
fn write_man(page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let main = Man::new(command.clone());
    main.render_title(page)?;
    main.render_name_section(page)?;
    main.render_synopsis_section(page)?;
    main.render_description_section(page)?;
    main.render_options_section(page)?;
    for subcommand in command.get_subcommands() {
        write_command(subcommand, page)?;
    }
    let mut roff = Roff::new();
    section(&mut roff, "QUERIES", &QUERIES);
    fields(&mut roff);
    section(&mut roff, "EXIT STATUS", &EXIT_STATUS);
    section(&mut roff, "ENVIRONMENT", &ENVIRONMENT);
    section(&mut roff, "FILES", &FILES);
    roff.to_writer(page)
}

/// A command and those below it, each a section with its arguments.
fn write_command(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    if command.has_subcommands() {
        for subcommand in command.get_subcommands().filter(|below| below.get_name() != "help") {
            write_command(subcommand, page)?;
        }
        return Ok(());
    }
    let is_told_above = |arg: &&clap::Arg| arg.is_global_set() || arg.get_id() == "help";
    let told_above = command.get_arguments().filter(is_told_above).map(|arg| arg.get_id().clone());
    let told_above: Vec<clap::Id> = told_above.collect();
    let hidden = told_above
        .into_iter()
        .fold(command.clone(), |command, id| command.mut_arg(id, |argument| argument.hide(true)));
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    roff.control("SH", [name.to_uppercase().as_str()]);
    roff.text([roman(format!("{about}."))]);
    roff.to_writer(page)?;
    let man = Man::new(hidden);
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    // Sections of a page of their own are parts of a section here.
    page.extend(String::from_utf8_lossy(&parts).replace(".SH ", ".SS ").as_bytes());
    Ok(())
}

fn section(roff: &mut Roff, title: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (term, words) in entries {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*words)]);
    }
}

/// The fields of the query language, from its own table.
fn fields(roff: &mut Roff) {
    for field in QueryField::iter() {
        let row = field.row();
        roff.control("TP", []);
        roff.text([bold(field.name())]);
        roff.text([roman(format!("{}: {}.", row.help, row.examples.join(", ")))]);
    }
}

const QUERIES: [(&str, &str); 4] = [
    ("WORD", "Occurs in name, e-mail or id; an upper-case letter makes case count."),
    ("FIELD:VALUE, FIELD>VALUE", "Asks a field; also =, >=, < and <=."),
    ("A B, A | B, !A, (A B)", "Both; one of them; not; a group. Quotes keep blanks together."),
    ("FIELD:unknown", "Those of whom the value could not be seen: they match neither A nor !A."),
];

const EXIT_STATUS: [(&str, &str); 6] = [
    ("0", "Done, or nothing to do."),
    ("1", "Failed."),
    ("2", "Wrong usage or configuration."),
    ("3", "Changes are pending: a plan was made and not applied."),
    ("4", "Refused: by the guard, a read-only profile, a precondition."),
    ("5", "Applied in part: some changes failed, are unknown or were not attempted."),
];

const ENVIRONMENT: [(&str, &str); 5] = [
    ("BURSAR_CONFIG", "The config file, where --config does not name one."),
    ("BURSAR_PROFILE", "The profile, where --profile does not name one."),
    ("BURSAR_STATE_DIR, BURSAR_CACHE_DIR", "Where journals and snapshots are kept."),
    ("NO_COLOR", "No colour, unless --color says otherwise."),
    ("COLORTERM, TERM", "How many colours the terminal has, unless --color says otherwise."),
];

const FILES: [(&str, &str); 4] = [
    ("~/.config/bursar/config.toml", "Profiles: servers, credentials by reference, policy."),
    ("~/.config/bursar/themes/NAME.toml", "Themes of one's own for the console."),
    ("~/.local/state/bursar/journal/PROFILE.jsonl", "What was attempted, by whom, how it ended."),
    ("~/.cache/bursar/snapshots/PROFILE.json", "What was seen last; it may be deleted."),
];
