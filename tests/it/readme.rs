//! What the documents show must be so: commands that parse, files that exist, configs that load.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bursar::app::Keymap;
use bursar::cli::Args;
use bursar::config::{Config, Env};
use clap::Parser;

/// How the contract suite's servers are installed.
const SERVERS: &str = "tests/servers/README.md";

/// The documents for operators. Their commands are typed by people.
const DOCUMENTS: [&str; 4] =
    ["README.md", "docs/keys.md", "docs/operating.md", "docs/architecture.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap()
}

/// The lines that are code: fenced or indented by four, each with the language of its fence.
fn code_lines(text: &str) -> Vec<(&str, &str)> {
    let mut lines = Vec::new();
    let mut fence = None;
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(language.trim()) };
        } else if let Some(language) = fence {
            lines.push((language, line));
        } else if let Some(code) = line.strip_prefix("    ") {
            lines.push(("", code));
        }
    }
    lines
}

/// What stands between backticks in running text.
fn spans(text: &str) -> Vec<&str> {
    let mut in_fence = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_fence = !in_fence;
        } else if !in_fence && !line.starts_with("    ") {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The command line in a line of shell, crontab or prose: from `bursar` up to what the shell takes.
fn command(line: &str) -> Option<Vec<String>> {
    let start = if line.starts_with("bursar ") { 0 } else { line.find(" bursar ")? + 1 };
    let line = line.get(start..)?;
    let end = line.find(['|', '>', ';', '#', '&', ')']).unwrap_or(line.len());
    // The 2 of `2>file` is the shell's, too.
    let line = line.get(..end)?.trim_end_matches(" 2");
    let words = line.split_whitespace();
    Some(words.map(|word| word.trim_matches(['"', '\'']).to_owned()).collect())
}

/// `--plan FILE` in a table stands for something; so does an ellipsis.
fn is_literal(words: &[String]) -> bool {
    !words.iter().any(|word| word.contains('…') || word.contains('['))
}

#[test]
fn every_command_in_the_documents_parses() {
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = read(document);
        let in_code = code_lines(&text)
            .into_iter()
            .filter(|(language, _)| matches!(*language, "" | "sh" | "console" | "crontab"))
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .map(|(_, line)| line);
        let in_text = spans(&text).into_iter().filter(|span| span.starts_with("bursar "));
        for words in in_code.chain(in_text).filter_map(command).filter(|words| is_literal(words)) {
            let parsed = Args::try_parse_from(&words);
            assert!(parsed.is_ok(), "{document}: {words:?}\n{}", parsed.unwrap_err());
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} commands were found");
}

#[test]
fn every_file_the_documents_name_exists() {
    let others = ["docs/benchmarks.md", "CHANGELOG.md", "CONTRIBUTING.md", SERVERS];
    for document in DOCUMENTS.into_iter().chain(others) {
        let text = read(document);
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap();
            if target.contains("://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { root().join(document) } else { folder.join(file) };
            assert!(path.exists(), "{document} links to {target}");
            let is_there =
                anchor.is_empty() || anchors(&fs::read_to_string(&path).unwrap()).contains(anchor);
            assert!(is_there, "{document} links to {target}, and no heading there is called so");
        }
        for span in spans(&text) {
            if let Some(path) = repository_path(span) {
                assert!(path.exists(), "{document} names {span}");
            }
        }
    }
}

/// What the headings of a document are linked by, as GitHub makes it of their words.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut in_fence = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        in_fence ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if in_fence || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let word = |c: char| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        };
        found.insert(heading.trim().to_lowercase().chars().filter_map(word).collect());
    }
    found
}

/// Whether a word in backticks is a place in this repository, and which.
fn repository_path(span: &str) -> Option<PathBuf> {
    let folders = ["src/", "tests/", "docs/", "benches/", "assets/", ".ci/"];
    let is_path = folders.iter().any(|folder| span.starts_with(folder));
    (is_path && !span.contains(['*', '{', ' ', '…'])).then(|| root().join(span))
}

#[test]
fn every_config_in_the_documents_loads() {
    for document in DOCUMENTS {
        let text = read(document);
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once("```toml\n") {
            let (toml, after) = after.split_once("\n```").unwrap();
            let env = Env::default().with("HOME", "/home/ana");
            let config = Config::parse(toml, Path::new("/home/ana/config.toml"), &env);
            assert!(config.is_ok(), "{document}: {}\n{toml}", config.unwrap_err());
            let config = config.unwrap();
            let keys = Keymap::configured(&config);
            assert!(keys.is_ok(), "{document}: {}\n{toml}", keys.unwrap_err());
            let says_something = !config.profiles.is_empty() || toml.contains("[keys.");
            assert!(says_something, "{document}: an example without profile or keys");
            rest = after;
        }
    }
}

#[test]
fn the_exit_codes_of_the_documents_are_those_of_the_program() {
    use bursar::cli::Exit;
    let text = read("docs/operating.md");
    let of = |exit: Exit| format!("| {} | ", exit as u8);
    for (exit, words) in [
        (Exit::Done, "done"),
        (Exit::Failed, "failed"),
        (Exit::Usage, "wrong usage"),
        (Exit::Pending, "a plan was made"),
        (Exit::Refused, "refused"),
        (Exit::Partial, "applied in part"),
        (Exit::Conflict, "somebody was left out by conflict"),
    ] {
        assert!(text.contains(&format!("{}{words}", of(exit))), "{exit:?}");
    }
}

/// The sources as one text, strings over several lines made whole.
fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let mut continued = false;
            for line in fs::read_to_string(&path).unwrap().lines() {
                let line = if continued { line.trim_start() } else { line };
                continued = line.ends_with('\\');
                into.push_str(line.trim_end_matches('\\'));
                if !continued {
                    into.push('\n');
                }
            }
        }
    }
}

#[test]
fn every_sentence_explained_to_the_operator_is_one_of_the_program() {
    let mut source = String::new();
    sources(&root().join("src"), &mut source);
    let text = read("docs/operating.md");
    let (_, table) = text.split_once("| bursar says |").unwrap();
    let mut seen = 0;
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let sentence = row.split('|').nth(1).unwrap().trim();
        for part in sentence.split('…').map(|part| part.trim().trim_end_matches('`').trim()) {
            assert!(source.contains(part), "'{part}' is nowhere in src");
        }
        seen += 1;
    }
    assert!(seen > 15, "only {seen} rows were found");
}

#[test]
fn the_reference_of_the_query_language_is_its_table_of_fields() {
    let path = root().join("docs/operating.md");
    let text = read("docs/operating.md");
    let (before, rest) = text.split_once("<!-- fields -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- /fields -->").unwrap();
    let wanted = bursar::roster::query::fields_markdown();
    if std::env::var_os("BURSAR_BLESS").is_some() {
        let text = format!("{before}<!-- fields -->\n{wanted}<!-- /fields -->{after}");
        fs::write(path, text).unwrap();
        return;
    }
    assert_eq!(table, wanted, "BURSAR_BLESS=1 cargo test the_reference_of_the_query_language");
}

#[test]
fn every_query_of_the_documents_can_be_read() {
    use bursar::roster::Query;
    let mut seen = 0;
    for document in ["README.md", "docs/keys.md", "docs/operating.md"] {
        for span in spans(&read(document)) {
            let fields =
                ["spend", "state:", "team:", "active", "sync:", "key", "budget:", "group:"];
            // `keys:WORDS` is a place to open; the capitals stand for something.
            let is_place = span.ends_with("WORDS");
            let is_query = fields.iter().any(|field| span.starts_with(field));
            if is_query && !is_place && span.contains([':', '>', '<']) {
                let query = span.replace("\\|", "|");
                let read = Query::parse(&query);
                assert!(read.is_ok(), "{document}: {query}: {read:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 15, "only {seen} were found");
}
