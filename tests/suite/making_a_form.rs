//! `templates/README.md` followed word for word, as somebody would who makes a form for a city of their own: every file is
//! written as printed, every command is run as printed, and only the workbooks are filled in by hand.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rust_decimal::Decimal;
use tempfile::TempDir;

use crate::end_to_end::{stderr, stdout};
use crate::support::templates;
use crate::words::foreign;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, TemplateFile};
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{Entry, WardValues, filled};

/// What the document tells its reader to do.
pub(crate) enum Step {
    Write { path: String, text: String },
    Run { command: String, printed: String },
}

pub(crate) fn steps(document: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut path, mut fence, mut block) = (String::new(), None, String::new());
    for line in document.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            match fence.take() {
                None => fence = Some(kind.to_owned()),
                Some(kind) if kind == "toml" => steps.push(Step::Write {
                    path: std::mem::take(&mut path),
                    text: std::mem::take(&mut block),
                }),
                Some(_) => steps.extend(commands(&std::mem::take(&mut block))),
            }
        } else if fence.is_some() {
            block.push_str(line);
            block.push('\n');
        } else if let Some(named) = line.strip_prefix("**`") {
            path = named.split('`').next().unwrap_or_default().to_owned();
        }
    }
    steps
}

fn commands(block: &str) -> Vec<Step> {
    let commands = block.split("$ torimatome ").skip(1);
    let commands = commands.map(|command| {
        let (command, printed) = command.split_once('\n').expect("a line");
        Step::Run {
            command: command.to_owned(),
            printed: printed.to_owned(),
        }
    });
    commands.collect()
}

fn run(folder: &Path, command: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .current_dir(folder)
        .args(command.split_whitespace())
        .output()
        .expect("the program starts")
}

/// What the five units write: times, people, answers, and the share of those who answered.
const FILLED: [[i64; 4]; 5] = [
    [12, 300, 240, 800],
    [8, 160, 120, 750],
    [10, 250, 200, 800],
    [6, 90, 45, 500],
    [14, 400, 395, 988],
];

/// Fills in a workbook for every unit, with the definitions that the document made.
fn fill(folder: &Path) {
    let files = ["areas.toml", "indicators.toml", "forms/events/2025.toml"];
    let files = templates::files(&folder.join("midori"), &files);
    let definitions = load(&DefinitionSource::Files(files)).expect("sound definitions");
    let form = &definitions.forms[0];
    let year = FiscalYear(2025);
    fs::create_dir(folder.join("提出")).expect("a folder");
    for (ward, numbers) in definitions.areas.wards().iter().zip(FILLED) {
        let mut values = WardValues::default();
        for (id, number) in ["events", "people", "answers"].into_iter().zip(numbers) {
            let number = Entry::Number(Decimal::from(number));
            values.fields.insert((IndicatorId::new(id), year), number);
        }
        let share = Entry::Number(Decimal::new(numbers[3], 1));
        values
            .fields
            .insert((IndicatorId::new("rate"), year), share);
        let block = form.sheets[0].blocks[1].id.clone();
        let words = format!("{}の教室は好評だった", ward.name);
        values.bullets.insert((block, year, 1), words);
        let date = AsOf::parse_iso("2026-03-31").expect("a date");
        let book = filled(
            &definitions,
            form,
            &definitions.registry,
            ward,
            date,
            &values,
        );
        let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
        let path = folder.join("提出").join(format!("{}.xlsx", ward.name));
        fs::write(path, bytes).expect("written");
    }
}

/// Puts into the folder what its reader has before a command: the filled workbooks, or a form of their own.
fn lay_out(folder: &Path, command: &str) {
    if command.starts_with("check") {
        fill(folder);
    }
    if command.starts_with("form draft") {
        let blank = include_bytes!("../workbooks/blanks/register-通いの場.xlsx");
        fs::write(folder.join("様式.xlsx"), blank).expect("written");
    }
}

/// Every word that the program wrote below a folder.
fn words(folder: &Path) -> Vec<String> {
    let mut words = Vec::new();
    for (name, bytes) in crate::end_to_end::contents(folder) {
        words.push(name.clone());
        if name.ends_with(".xlsx") {
            let hash = sha256(&bytes);
            let cells = cells(&InputFile::new(&name, bytes, hash)).expect("a workbook");
            words.extend(cells.lines().map(str::to_owned));
        } else if name.ends_with(".docx") {
            words.extend(crate::render_docx::words(&bytes).lines().map(str::to_owned));
        } else if !name.ends_with(".pdf") {
            // What stands in a PDF is made of what stands in the report's workbook.
            let text = String::from_utf8(bytes).expect("text");
            words.extend(text.lines().map(str::to_owned));
        }
    }
    words
}

#[test]
fn a_reader_of_the_document_makes_a_working_form() {
    let document = include_str!("../../templates/README.md");
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    let mut written = 0;
    let mut form_made = false;
    for step in steps(document) {
        match step {
            Step::Write { path, text } => {
                // The first form is what the document promises in so many lines.
                written += if form_made { 0 } else { text.lines().count() };
                let path = folder.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("written");
            }
            Step::Run { command, printed } => {
                form_made = true;
                lay_out(folder, &command);
                let output = run(folder, &command);
                let said = format!("{}{}", stdout(&output), stderr(&output));
                assert_eq!(output.status.code(), Some(0), "{command}: {said}");
                if !printed.is_empty() {
                    assert_eq!(stdout(&output).trim(), printed.trim(), "{command}");
                }
                let strange: Vec<_> = said
                    .lines()
                    .filter(|line| !foreign(line).is_empty())
                    .collect();
                assert!(strange.is_empty(), "{command}: {strange:?}");
            }
        }
    }
    assert!(written <= 30, "{written} lines");
    assert!(
        document.contains(&format!("3つあわせて{written}行")),
        "{written} lines"
    );
    for made in ["配布", "報告書"] {
        for line in words(&folder.join(made)) {
            assert!(foreign(&line).is_empty(), "{made}: {line}");
        }
    }
    let figures = fs::read_to_string(folder.join("報告書/figures.csv")).expect("figures");
    let of_city = |indicator: &str| {
        let mut rows = figures.lines().filter(|row| row.contains("みどり市"));
        let row = rows.find(|row| row.split(',').any(|cell| cell == indicator));
        row.unwrap_or_else(|| panic!("{indicator}: {figures}"))
            .to_owned()
    };
    for (indicator, value) in [
        ("events", "50"),
        ("people", "1200"),
        ("answers", "1000"),
        ("rate", "83.3"),
    ] {
        let row = of_city(indicator);
        assert!(row.split(',').any(|cell| cell == value), "{row}");
    }
}

#[test]
fn a_sheet_may_be_called_as_its_author_likes() {
    let document = include_str!("../../templates/README.md");
    let first: Vec<(String, String)> = steps(document)
        .into_iter()
        .map_while(|step| match step {
            Step::Write { path, text } => Some((path, text)),
            Step::Run { .. } => None,
        })
        .collect();
    for name in ["健康　教室", "教室\u{a0}1", "「教室」'甲'1", "é教室"] {
        let files = first.iter().map(|(path, text)| TemplateFile {
            path: path.trim_start_matches("midori/").to_owned(),
            text: text.replace("name = \"教室\"", &format!("name = \"{name}\"")),
        });
        let definitions = load(&DefinitionSource::Files(files.collect()));
        let definitions = definitions.unwrap_or_else(|faults| panic!("{name}: {faults}"));
        assert_eq!(definitions.forms[0].sheets[0].name, name);
        assert_eq!(definitions.forms[0].rules.len(), 13, "{name}");
    }
}
