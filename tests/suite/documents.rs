//! What the documents for people say of commands, options, exit codes and tables is what the program has, and nothing that it has is
//! told nowhere. What else holds documents: `tests/README.md`, "Documents".

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::help::help;

/// The commands that scripts and people rely on: name, the other name, its own commands, and options that it must take.
const COMMANDS: [(&str, &str, &[&str], &[&str]); 12] = [
    (
        "template",
        "ひな形",
        &[],
        &[
            "--out",
            "--form",
            "--ward",
            "--city",
            "--as-of",
            "--areas",
            "--previous",
            "--due",
        ],
    ),
    (
        "check",
        "点検",
        &[],
        &[
            "--as-of",
            "--areas",
            "--previous",
            "--format",
            "--annotate",
            "--use",
            "--waivers",
            "--select",
            "--ignore",
            "--severity",
        ],
    ),
    (
        "compile",
        "取りまとめ",
        &[],
        &[
            "--out",
            "--as-of",
            "--areas",
            "--previous",
            "--only",
            "--volumes",
            "--public",
            "--final",
            "--use",
            "--waivers",
            "--received",
            "--contacts",
            "--select",
            "--ignore",
            "--severity",
            "--parquet",
            "--due",
            "--stamp",
            "--each",
        ],
    ),
    ("explain", "説明", &[], &[]),
    ("trace", "追跡", &[], &[]),
    ("inspect", "読取", &[], &[]),
    ("diff", "差分", &[], &["--out", "--format"]),
    ("accept", "受理", &[], &["--by"]),
    (
        "form",
        "様式",
        &["list", "show", "verify", "convert", "draft", "diff"],
        &[],
    ),
    ("areas", "登録", &[], &["--blank"]),
    ("page", "点検ページ", &[], &["--out"]),
    ("schema", "型", &[], &[]),
];
/// The options of every command.
const COMMON: [&str; 6] = [
    "--templates",
    "--jobs",
    "--quiet",
    "--verbose",
    "--no-color",
    "--help",
];
/// What is there for whoever tries the program, and in no help.
const HIDDEN: [&str; 2] = ["--provoke-fault", "--core"];

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents for those who use the program.
const FOR_PEOPLE: [&str; 4] = [
    "README.md",
    "templates/README.md",
    "templates/manual/bureau.md",
    "templates/manual/ward.md",
];
/// And those in which commands stand as well.
const WITH_COMMANDS: [&str; 3] = [
    "systems/README.md",
    "samples/README.md",
    "templates/manual/はじめに.txt",
];

/// The long options in a text.
fn options(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let is_start =
            !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let word: String = text[at + 2..]
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '-')
            .collect();
        if is_start && word.starts_with(|c: char| c.is_ascii_lowercase()) {
            found.insert(format!("--{}", word.trim_end_matches('-')));
        }
    }
    found
}

/// The names in a list of the help.
fn listed(help: &str) -> BTreeSet<String> {
    let heads = ["\n命令:\n", "\nすること:\n"];
    let Some((_, commands)) = heads.iter().find_map(|head| help.split_once(head)) else {
        return BTreeSet::new();
    };
    let commands = commands.split("\n\n").next().unwrap_or_default();
    let names = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every command with its own commands, as words.
fn commands() -> Vec<Vec<&'static str>> {
    let mut all = vec![vec![]];
    for (name, _, own, _) in COMMANDS {
        all.push(vec![name]);
        all.extend(own.iter().map(|own| vec![name, *own]));
    }
    all
}

#[test]
fn the_commands_are_those_that_were_promised_under_both_names() {
    let promised: BTreeSet<String> = COMMANDS.iter().map(|one| one.0.to_owned()).collect();
    assert_eq!(listed(&help(&[], None)), promised);
    for (name, alias, own, needed) in COMMANDS {
        let told = help(&[name], None);
        assert!(
            told.contains(&format!("使い方: torimatome {name}")),
            "{name}: {told}"
        );
        assert_eq!(help(&[alias], None), told, "{alias}");
        let own: BTreeSet<String> = own.iter().map(|own| (*own).to_owned()).collect();
        assert_eq!(listed(&told), own, "{name}");
        let taken = options(&told);
        for option in needed.iter().chain(&COMMON) {
            assert!(taken.contains(*option), "{name} {option}");
        }
    }
    let schemas = ["findings", "manifest", "form"].map(|name| help(&["schema", name], None));
    assert!(
        schemas
            .iter()
            .all(|told| told.contains("使い方: torimatome schema"))
    );
}

/// Rows of a table in a document, by the heading of its first column.
fn rows(document: &str, first: &str) -> Vec<Vec<String>> {
    let head = format!("| {first} |");
    let lines = document.lines().skip_while(|line| !line.starts_with(&head));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells = row.trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    })
    .collect()
}

#[test]
fn the_list_of_commands_in_readme_is_whole() {
    let rows = rows(&text("README.md"), "命令");
    let told: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let promised = COMMANDS.map(|(name, alias, ..)| (name.to_owned(), alias.to_owned()));
    assert_eq!(told, BTreeSet::from(promised));
    for (name, _, own, _) in COMMANDS {
        let row = rows.iter().find(|row| row[0] == name).expect("a row");
        for own in own {
            assert!(
                row[2].contains(&format!("`{own}`")),
                "{name} {own}: {}",
                row[2]
            );
        }
    }
}

#[test]
fn every_option_in_a_help_is_told_in_a_document() {
    let told: BTreeSet<String> = FOR_PEOPLE
        .iter()
        .flat_map(|path| options(&text(path)))
        .collect();
    let mut missing = BTreeSet::new();
    let mut known = 0;
    for command in commands() {
        for option in options(&help(&command, None)) {
            known += 1;
            if !told.contains(&option) {
                missing.insert(format!("{} {option}", command.join(" ")));
            }
        }
    }
    assert!(known > 150, "{known} options");
    assert!(missing.is_empty(), "told nowhere: {missing:#?}");
}

/// The commands that a document has typed: what follows the program's name, and those of other programs left out.
fn typed(document: &str) -> Vec<String> {
    let code = document.replace('`', "\n");
    let mut found = Vec::new();
    for line in code.lines() {
        let line = line.trim_start().trim_start_matches("$ ");
        let rest = line.strip_prefix("torimatome ");
        let by_cargo = line
            .strip_prefix("cargo run ")
            .and_then(|rest| rest.split_once(" -- "));
        if let Some(rest) = rest.or(by_cargo.map(|(_, rest)| rest)) {
            let rest = rest.split(" #").next().unwrap_or(rest);
            found.push(rest.to_owned());
        }
    }
    found
}

/// The words of a typed line that name a command, by either name.
fn command_of(line: &str) -> Vec<&str> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let Some((name, _, own, _)) = COMMANDS.iter().find(|one| one.0 == first || one.1 == first)
    else {
        return Vec::new();
    };
    let second = words.next();
    let second = second.map(|word| if word == "変換" { "convert" } else { word });
    let second = second.filter(|word| own.contains(word));
    [*name].into_iter().chain(second).collect()
}

/// The options of a document's lines that the command there does not take.
fn unknown(document: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in typed(document) {
        let command = command_of(&line);
        let taken = options(&help(&command, None));
        let strange = options(&line).into_iter();
        let strange = strange.filter(|option| {
            let is_of_files_alone = command.is_empty() && is_of_check(option);
            let is_hidden = HIDDEN.contains(&option.as_str());
            !(taken.contains(option) || is_hidden || is_of_files_alone)
        });
        wrong.extend(strange.map(|option| format!("{option}: {line}")));
    }
    wrong
}

/// Whether an option may follow files alone, which is `check`.
fn is_of_check(option: &str) -> bool {
    options(&help(&["check"], None)).contains(option)
}

#[test]
fn every_option_that_a_document_has_typed_is_taken_there() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let cases = fs::read_dir(cases).expect("cases").filter_map(|entry| {
        let name = entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        // Mistakes are typed there on purpose.
        (name.ends_with(".md") && name != "mistakes.md").then(|| format!("tests/cli/{name}"))
    });
    let mut lines = 0;
    for path in FOR_PEOPLE
        .iter()
        .chain(&WITH_COMMANDS)
        .map(|path| (*path).to_owned())
        .chain(cases)
    {
        let document = text(&path);
        lines += typed(&document).len();
        assert_eq!(unknown(&document), Vec::<String>::new(), "{path}");
    }
    assert!(lines > 100, "{lines} lines");
    let slip = text("README.md").replace("--only report.pdf", "--solely report.pdf");
    let slip = slip.replacen(
        "--previous samples/r6 --out out",
        "--preceding samples/r6 --out out",
        1,
    );
    assert_eq!(unknown(&slip).len(), 1, "a wrong option is seen");
}

#[test]
fn every_option_that_a_document_names_exists() {
    let all: BTreeSet<String> = commands()
        .iter()
        .flat_map(|command| options(&help(command, None)))
        .chain(HIDDEN.map(str::to_owned))
        .collect();
    for path in FOR_PEOPLE {
        // What is for engineers names other programs' options too: there only those that stand alone are ours.
        let document = text(path);
        let people = document
            .split("\n# For engineers")
            .next()
            .expect("a beginning");
        let strange: Vec<String> = options(people).difference(&all).cloned().collect();
        assert_eq!(strange, Vec::<String>::new(), "{path}");
    }
    for option in text("README.md")
        .split('`')
        .filter(|code| code.starts_with("--") && !code.contains(' '))
    {
        let of_others = ["--features", "--twice"];
        let named = option.split('=').next().unwrap_or(option);
        assert!(
            named
                .split('/')
                .all(|one| all.contains(one) || of_others.contains(&one)),
            "{option}"
        );
    }
}

/// Runs the program in a folder and gives its exit code.
fn exit(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let run = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    run.expect("the program starts").status.code()
}

#[test]
fn the_exit_codes_are_as_readme_and_the_help_tell_them() {
    let readme = text("README.md");
    let (_, section) = readme.split_once("## 終了コード\n").expect("a section");
    let lines: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with('|'))
        .take(3)
        .collect();
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let told: Vec<(String, String)> = cells(lines[0]).into_iter().zip(cells(lines[2])).collect();
    let help = help(&[], None);
    let (_, line) = help
        .split_once("終了コード: ")
        .expect("exit codes in the help");
    let line = line.lines().next().expect("a line");
    let of_help: Vec<(String, String)> = line
        .split('・')
        .map(|one| one.split_once(' ').expect("a number and words"))
        .map(|(number, words)| (number.to_owned(), words.to_owned()))
        .collect();
    assert_eq!(told.len(), of_help.len());
    for ((number, words), (of_help, short)) in told.iter().zip(&of_help) {
        assert_eq!(number, of_help);
        assert!(words.starts_with(short), "{number}: {words}, {short}");
    }
    let work = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let clean = samples.join("r7/271225_西成区.xlsx");
    let faulty = samples.join("faults/C301-above-area-count.xlsx");
    let [clean, faulty] = [&clean, &faulty].map(|path| path.to_str().expect("a path"));
    fs::create_dir(work.path().join("empty")).expect("a folder");
    let runs = [
        vec!["check", clean],
        vec!["check", faulty],
        vec!["check", clean, "--formatt", "json"],
        vec!["check", "empty"],
        vec!["check", clean, "--provoke-fault", "run"],
    ];
    let ends = runs.map(|arguments| exit(work.path(), &arguments).expect("a code").to_string());
    assert_eq!(
        ends.to_vec(),
        told.iter()
            .map(|(number, _)| number.clone())
            .collect::<Vec<_>>()
    );
}

/// The headings that a document has people write: words of Japanese with commas between them, in code or in a table's cell.
fn headings(document: &str) -> BTreeSet<String> {
    let of_table = rows(document, "表")
        .into_iter()
        .filter_map(|row| row.get(1).cloned());
    let of_table: Vec<String> = of_table
        .flat_map(|cell| {
            cell.split(" または ")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let quoted = document.replace(['「', '」'], "`");
    let code = quoted.split('`').map(str::to_owned);
    code.chain(of_table)
        .filter(|code| code.contains(','))
        .filter(|code| {
            code.split(',')
                .all(|word| !word.is_empty() && word.chars().all(|c| c > '\u{2fff}'))
        })
        .collect()
}

/// The tables that people write: the option that takes one, its headings, one without which it is none, and a row.
const TABLES: [(&str, &str, &str, &str); 5] = [
    (
        "--waivers",
        "団体コード,区名,コード,項目,年度,値,理由,氏名,期限",
        "理由",
        "271225,西成区,T504,1-1,2025,,名簿を整理したため,局太郎,",
    ),
    (
        "--received",
        "ファイル,受領日",
        "受領日",
        "271225_西成区.xlsx,2026-04-10",
    ),
    (
        "--received",
        "団体コード,受領日",
        "受領日",
        "271225,2026-04-10",
    ),
    (
        "--contacts",
        "団体コード,担当,メール",
        "メール",
        "271225,西成花子（架空）,nishinari@example.jp",
    ),
    (
        "--areas",
        "団体コード,区名,年度,名簿提供地域数",
        "名簿提供地域数",
        "271225,西成区,2025,16",
    ),
];

/// A table with these headings and one row is taken by the program, and one with a heading that nobody knows is not.
#[test]
fn the_headings_of_tables_in_the_documents_are_those_that_are_read() {
    let named: BTreeSet<String> = FOR_PEOPLE
        .iter()
        .flat_map(|path| headings(&text(path)))
        .collect();
    let tried: BTreeSet<String> = TABLES.iter().map(|table| table.1.to_owned()).collect();
    assert_eq!(named, tried, "each is tried here, and told there");
    let work = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7/271225_西成区.xlsx");
    let sample = sample.to_str().expect("a path");
    for (option, head, needed, row) in TABLES {
        let run = |head: &str| {
            fs::write(
                work.path().join("table.csv"),
                format!("{head}\r\n{row}\r\n"),
            )
            .expect("a table");
            exit(
                work.path(),
                &[
                    "compile",
                    sample,
                    "--only",
                    "facts",
                    "--out",
                    "out",
                    option,
                    "table.csv",
                ],
            )
        };
        let taken = run(head);
        assert!(matches!(taken, Some(0 | 1)), "{option} {head}: {taken:?}");
        let refused = run(&head.replace(needed, "別の見出し"));
        assert!(
            matches!(refused, Some(2..=4)),
            "{option} {needed}: {refused:?}"
        );
    }
}
