//! The volumes of a report: what the committee gets says nothing of the office, every decline stands on its ward's page, and
//! faults in the list of volumes are told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use rust_decimal::Decimal;
use tempfile::TempDir;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, TemplateFile};
use torimatome::ledger::{FigureRow, from_csv};

use crate::support::pdf;
use crate::trace::outputs;

/// The text of each page.
fn texts(volume: &Path) -> Vec<String> {
    pdf::pages(&fs::read(volume).expect("a volume"))
}

pub(crate) fn pages(out: &str, volume: &str) -> Vec<String> {
    texts(&outputs().join(out).join(volume))
}

/// The committee's pages of a run over some workbooks by some templates.
fn committee(input: &Path, templates: &Path) -> Vec<String> {
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out");
    let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("compile")
        .arg(input)
        .arg("--templates")
        .arg(templates)
        .arg("--out")
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(done.status.success(), "{done:?}");
    texts(&out.join("report.pdf"))
}

/// The built-in templates with something added to the layout of the report.
fn with_layout(added: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in DefinitionSource::BuiltIn.files() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        let text = if file.path.starts_with("reports/") {
            format!("{}{added}", file.text)
        } else {
            file.text
        };
        fs::write(path, text).expect("written");
    }
    folder
}

/// Without blanks and line ends.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn figures(out: &str) -> Vec<FigureRow> {
    let bytes = fs::read(outputs().join(out).join("figures.csv")).expect("figures");
    from_csv(&bytes).expect("a table").rows
}

/// Whether a text holds a word such as `C301`.
pub(crate) fn names_a_code(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars
        .windows(4)
        .any(|four| four[0].is_ascii_uppercase() && four[1..].iter().all(char::is_ascii_digit))
}

#[test]
fn the_committees_pages_say_nothing_of_files_codes_or_the_program() {
    for out in ["clean", "rough"] {
        let pages = pages(out, "report.pdf");
        assert!(pages.len() <= 12, "{out}: {} pages", pages.len());
        let text = pages.concat();
        let is_hash = |word: &str| word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit());
        assert!(!text.split_whitespace().any(is_hash), "{out}: a hash");
        for word in [".xlsx", ".csv", "--", "facts", "SHA"] {
            assert!(!text.contains(word), "{out}: {word}");
        }
        assert!(!names_a_code(&text), "{out}: a code");
        let named = text.matches("torimatome").count();
        assert_eq!(named, 1, "{out}: the program's name stands once");
        let last = pages.last().expect("a page");
        assert!(last.contains("torimatome"), "{out}: at the end");
        // What is internal stands in the annex.
        let annex = self::pages(out, "annex.pdf").concat();
        assert!(annex.contains(".xlsx"), "{out}");
    }
    assert!(names_a_code(&pages("rough", "annex.pdf").concat()));
}

#[test]
fn what_is_in_no_figure_is_said_by_its_own_state() {
    let text = squeezed(&pages("rough", "report.pdf").concat());
    assert!(text.contains("集計に入らない区が"), "{text}");
    assert!(!text.contains("提出のない区"), "{text}");
    let states = ["未提出", "採用保留", "読取不能"];
    let said = text
        .split("集計に入らない区が")
        .nth(1)
        .expect("the sentence");
    let said = said.split("）").next().expect("its bracket");
    assert!(states.iter().any(|state| said.contains(state)), "{said}");
}

#[test]
fn rows_of_words_stand_before_the_committee_without_their_files() {
    let system = root().join("systems/kawanishi");
    let text = committee(&system.join("samples"), &system).concat();
    assert!(
        text.contains("配置なし") && !text.contains(".xlsx"),
        "{text}"
    );
}

/// What a summary refers to must be bound somewhere.
#[test]
fn the_summary_speaks_of_the_wards_pages_only_where_there_are_any() {
    let samples = root().join("samples/r7");
    let alone =
        with_layout("\n[[volume]]\nid = \"report\"\ntitle = \"概要\"\nchapters = [\"summary\"]\n");
    let without = squeezed(&committee(&samples, alone.path()).concat());
    assert!(without.contains("減ったものは71"), "{without}");
    assert!(!without.contains("カルテ"), "{without}");
    let with = squeezed(&pages("clean", "report.pdf").concat());
    assert!(with.contains("区別カルテに示した"), "{with}");
}

/// Of four targets one is met, one near, one far, and one asks for less.
#[test]
fn targets_are_sorted_by_how_near_they_are() {
    let targets = "
[[target]]
indicator = \"1-2-rate\"
value = 85
[[target]]
indicator = \"1-4\"
value = 15000
[[target]]
indicator = \"2-2\"
value = 600.5
[[target]]
indicator = \"1-3\"
value = 20000
direction = \"down\"
";
    let templates = with_layout(targets);
    let pages = committee(&root().join("samples/r7"), templates.path());
    let text = squeezed(&pages[1]);
    assert!(
        text.contains("目標のある4の指標のうち、達成1、順調1、要注意2である"),
        "{text}"
    );
    assert!(
        text.contains("②つながる場の開催件数（目標600.5件、実績455件）"),
        "{text}"
    );
}

#[test]
fn every_decline_stands_on_the_page_of_its_ward() {
    for out in ["clean", "rough"] {
        let rows = figures(out);
        let value = |row: &FigureRow| row.value;
        let before: BTreeMap<(String, String), Decimal> = rows
            .iter()
            .filter(|row| row.year.0 == 2024)
            .filter_map(|row| {
                Some((
                    (row.area.to_string(), row.indicator.to_string()),
                    value(row)?,
                ))
            })
            .collect();
        let mut declines: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.year.0 == 2025) {
            let key = (row.area.to_string(), row.indicator.to_string());
            let fell = match (value(row), before.get(&key)) {
                (Some(now), Some(before)) => now < *before,
                _ => false,
            };
            if fell && row.area.as_str() != "271004" {
                *declines.entry(row.area_name.clone()).or_default() += 1;
            }
        }
        let text = pages(out, "wards.pdf");
        if out == "clean" {
            assert_eq!(declines.values().sum::<usize>(), 74);
            let first = text.iter().position(|page| page.contains("区の中の順位"));
            let cards = &text[first.expect("a card")..];
            assert_eq!(cards.len(), 24, "one page for each");
        }
        for (ward, count) in declines {
            let own = text.iter().filter(|page| {
                page.contains("区の中の順位") && page.lines().any(|line| line == ward)
            });
            let marks: usize = own.map(|page| page.matches('↓').count()).sum();
            // The note under the table explains the sign once.
            assert_eq!(marks, count + 1, "{out}: {ward}");
        }
    }
}

#[test]
fn faults_in_the_list_of_volumes_are_told() {
    let source = DefinitionSource::BuiltIn;
    let files = source.files();
    let with = |volumes: &str| {
        let files = files.iter().map(|file| {
            let text = if file.path.starts_with("reports/") {
                format!("{}\n{volumes}", file.text)
            } else {
                file.text.clone()
            };
            TemplateFile {
                path: file.path.clone(),
                text,
            }
        });
        let source = DefinitionSource::Files(files.collect());
        load(&source).expect_err("faulty").to_string()
    };
    for (volumes, told) in [
        (
            "[[volume]]\nid = \"A 1\"\ntitle = \"甲\"\nchapters = [\"summary\"]",
            "ファイルの名前になります",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nchapters = []",
            "章（chapters）がありません",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nchapters = [\"summary\", \"summary\"]",
            "同じ章が2回",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nchapters = [\"sumary\"]",
            "sumary",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nchapters = [\"summary\"]\n[[volume]]\nid = \"a\"\ntitle = \"乙\"\nchapters = [\"data\"]",
            "分冊（volume）「a」",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nformat = \"docx\"\nchapters = [\"form\"]",
            "Wordの文書です",
        ),
        (
            "[[volume]]\nid = \"a\"\ntitle = \"甲\"\nformat = \"doc\"\nchapters = [\"summary\"]",
            "docx",
        ),
    ] {
        let faults = with(volumes);
        assert!(
            faults.contains(told) && faults.contains("reports/committee.toml:"),
            "{faults}"
        );
    }
}
