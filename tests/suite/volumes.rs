//! The volumes of a report: what the committee gets says nothing of the office, every decline stands on its ward's page, and
//! faults in the list of volumes are told.

use std::collections::BTreeMap;
use std::fs;

use rust_decimal::Decimal;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, TemplateFile};
use torimatome::ledger::{FigureRow, from_csv};

use crate::trace::outputs;

/// The text of each page.
fn pages(out: &str, volume: &str) -> Vec<String> {
    let path = outputs().join(out).join(volume);
    let file = lopdf::Document::load(path).expect("a PDF");
    let pages = file.get_pages().into_keys();
    pages
        .map(|page| file.extract_text(&[page]).expect("text"))
        .collect()
}

fn figures(out: &str) -> Vec<FigureRow> {
    let bytes = fs::read(outputs().join(out).join("figures.csv")).expect("figures");
    from_csv(&bytes).expect("a table").rows
}

/// Whether a text holds a word such as `C301`.
fn names_a_code(text: &str) -> bool {
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
fn rows_of_words_stand_before_the_committee_without_their_files() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let system = root.join("systems/kawanishi");
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("compile")
        .arg(system.join("samples"))
        .arg("--templates")
        .arg(&system)
        .arg("--out")
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(done.status.success(), "{done:?}");
    let file = lopdf::Document::load(out.join("report.pdf")).expect("a PDF");
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    let text = file.extract_text(&pages).expect("text");
    assert!(
        text.contains("配置なし") && !text.contains(".xlsx"),
        "{text}"
    );
}

/// Of four targets one is met, one near, one far, and one asks for less.
#[test]
fn targets_are_sorted_by_how_near_they_are() {
    let files = DefinitionSource::BuiltIn.files();
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
    let work = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = work.path().join("templates").join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        let text = if file.path.starts_with("reports/") {
            format!("{}{targets}", file.text)
        } else {
            file.text
        };
        fs::write(path, text).expect("written");
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = work.path().join("out");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("compile")
        .arg(root.join("samples/r7"))
        .arg("--templates")
        .arg(work.path().join("templates"))
        .arg("--out")
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(done.status.success(), "{done:?}");
    let file = lopdf::Document::load(out.join("report.pdf")).expect("a PDF");
    let text: String = file
        .extract_text(&[2])
        .expect("text")
        .split_whitespace()
        .collect();
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
    ] {
        let faults = with(volumes);
        assert!(
            faults.contains(told) && faults.contains("reports/committee.toml:"),
            "{faults}"
        );
    }
}
