//! A marked copy that comes back and is marked again: it opens on the list, everything is told once and of the sender's own
//! work only, the new marks take the place of the old ones, and reasons written into the list are read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use torimatome::workbook::package::Package;

use crate::edges::run;
use crate::told::{replaced, root};

const HEAD: &str = "【点検結果 torimatome】";
/// The sheet of the first goal in a sample.
const GOAL_1: &str = "xl/worksheets/sheet2.xml";

/// A copy as a package: its parts by name, as texts.
struct Copy {
    bytes: Vec<u8>,
    parts: Vec<(String, String)>,
}

impl Copy {
    fn of(bytes: Vec<u8>) -> Self {
        let mut package = Package::open(&bytes, 64 << 20).expect("a package");
        let names = package.names().to_vec();
        let parts = names.into_iter().filter(|name| name.ends_with("ml"));
        let parts = parts
            .map(|name| {
                let text = package.text(&name).expect("whole").expect("there");
                (name, text)
            })
            .collect();
        Self { bytes, parts }
    }

    fn part(&self, ending: &str) -> &str {
        let mut parts = self.parts.iter();
        let found = parts.find(|(name, _)| name.ends_with(ending));
        &found.expect("a part").1
    }

    fn sheets(&self) -> impl Iterator<Item = &(String, String)> {
        self.parts
            .iter()
            .filter(|(name, _)| name.contains("worksheets/sheet"))
    }

    /// The name and the text of the part of the list.
    fn list(&self) -> (&str, &str) {
        let is_selected = |text: &str| {
            let mut on = ["1", "true"].iter();
            on.any(|on| text.contains(&format!("tabSelected=\"{on}\"")))
        };
        let mut sheets = self.sheets().filter(|(_, text)| is_selected(text));
        let (name, text) = sheets.next().expect("a sheet that is shown");
        assert!(sheets.next().is_none(), "two sheets are selected");
        (name, text)
    }

    fn count(&self, words: &str) -> usize {
        let parts = self.parts.iter();
        parts.map(|(_, text)| text.matches(words).count()).sum()
    }

    /// One list, on which it opens, and no note with two heads.
    fn assert_marked_once(&self, name: &str) {
        let book = self.part("xl/workbook.xml");
        let at = |words: &str| book.find(words).unwrap_or_else(|| panic!("{name}: {book}"));
        assert_eq!(book.matches("name=\"点検結果").count(), 1, "{name}: {book}");
        let before = &book[at("<sheets")..at("name=\"点検結果")];
        let place = before.matches("<sheet ").count() - 1;
        assert!(
            book.contains(&format!("activeTab=\"{place}\"")),
            "{name}: {book}"
        );
        self.list();
        let notes = self
            .parts
            .iter()
            .filter(|(part, _)| part.contains("comments"));
        for (_, text) in notes {
            for note in text.split("<comment ").skip(1) {
                assert!(note.matches(HEAD).count() <= 1, "{name}: {note}");
            }
        }
    }
}

/// What is told of a file and its copy: code, sheet, cell and message of each.
fn round(
    work: &Path,
    name: &str,
    bytes: &[u8],
    number: u32,
) -> (BTreeSet<String>, Vec<String>, Copy) {
    fs::write(work.join(name), bytes).expect("a file");
    let out = format!("round-{number}");
    let output = run(
        work,
        &["check", name, "--format", "json", "--annotate", &out],
    );
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = told["findings"].as_array().expect("a list");
    let all: Vec<String> = findings
        .iter()
        .map(|one| {
            let place = &one["place"];
            format!(
                "{} {} {} {}",
                one["code"], place["sheet"], place["cell"], one["message"]
            )
        })
        .collect();
    let mut copies = fs::read_dir(work.join(&out)).expect("a folder");
    let copy = copies.next().expect("a copy").expect("an entry").path();
    let copy = Copy::of(fs::read(copy).expect("a copy"));
    (all.iter().cloned().collect(), all, copy)
}

/// Workbooks of several writers and layouts: the form as distributed, that of the bureau, the printed one, other programs'.
const LAYOUTS: [&str; 7] = [
    "samples/faults/C301-above-area-count.xlsx",
    "tests/workbooks/bureau-layout-of-r7-西成区.xlsx",
    "tests/workbooks/traps-西成区.xlsx",
    "tests/workbooks/unclear-西成区.xlsx",
    "tests/workbooks/odd/written-by-xlsxwriter-西成区.xlsx",
    "tests/workbooks/odd/saved-by-libreoffice-西成区.xlsx",
    "tests/workbooks/told/signs.xlsm",
];

#[test]
fn a_copy_that_comes_back_is_told_of_once_and_marked_anew() {
    for path in LAYOUTS {
        let work = tempfile::tempdir().expect("a folder");
        let name = path.rsplit('/').next().expect("a name");
        let (told, _, first) = round(work.path(), name, &root(path), 1);
        first.assert_marked_once(path);
        let (again, all, second) = round(work.path(), name, &first.bytes, 2);
        assert_eq!(again, told, "{path}");
        assert_eq!(all.len(), again.len(), "{path}: told twice");
        second.assert_marked_once(path);
        assert_eq!(second.count(HEAD), first.count(HEAD), "{path}");
        assert_eq!(second.count("<sheet "), first.count("<sheet "), "{path}");
        let (third, _, last) = round(work.path(), name, &second.bytes, 3);
        assert_eq!(third, told, "{path}");
        last.assert_marked_once(path);
    }
}

#[test]
fn a_redrawn_copy_opens_on_its_list_and_may_come_back_too() {
    for path in [
        "tests/workbooks/containers/saved-as-xls-西成区.xls",
        "tests/workbooks/told/signs.xls",
        "tests/workbooks/told/signs.ods",
        "tests/workbooks/told/signs.xlsb",
    ] {
        if !Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists() {
            continue;
        }
        let work = tempfile::tempdir().expect("a folder");
        let ending = path.rsplit('.').next().expect("an ending");
        let name = format!("271225_西成区.{ending}");
        let (_, _, first) = round(work.path(), &name, &root(path), 1);
        first.assert_marked_once(path);
        let (_, _, second) = round(work.path(), "271225_西成区.xlsx", &first.bytes, 2);
        second.assert_marked_once(path);
        let (_, _, third) = round(work.path(), "271225_西成区.xlsx", &second.bytes, 3);
        third.assert_marked_once(path);
        assert_eq!(third.count(HEAD), second.count(HEAD), "{path}");
    }
}

const FAULTY: &str = "samples/faults/C301-above-area-count.xlsx";
const MARKS: [&str; 3] = ["FFFBE0DD", "FFFFECCC", "FFE2EFDA"];

/// The numbers of the cells of a sheet that have one of our fills.
fn filled(copy: &Copy, sheet: &str) -> usize {
    let styles = copy.part("styles.xml");
    let section = |name: &str| {
        let from = styles.find(&format!("<{name} ")).expect("a section");
        let to = styles.find(&format!("</{name}>")).expect("its end");
        &styles[from..to]
    };
    let fills: Vec<&str> = section("fills").split("<fill>").skip(1).collect();
    let is_ours = |fill: usize| MARKS.iter().any(|rgb| fills[fill].contains(rgb));
    let number = |text: &str, name: &str| -> Option<usize> {
        let from = text.find(&format!(" {name}=\""))? + name.len() + 3;
        text[from..].split('"').next()?.parse().ok()
    };
    let formats: Vec<bool> = section("cellXfs")
        .split("<xf ")
        .skip(1)
        .map(|xf| is_ours(number(&format!(" {xf}"), "fillId").unwrap_or(0)))
        .collect();
    let cells = copy.part(sheet).split("<c ").skip(1);
    let styles = cells.filter_map(|cell| number(&format!(" {}", cell.split('>').next()?), "s"));
    styles.filter(|style| formats[*style]).count()
}

#[test]
fn a_mark_goes_when_its_cell_was_mended() {
    let sheet = "xl/worksheets/sheet2.xml";
    let sample = root(FAULTY);
    // A second fault, so that a copy is made in the second round as well.
    let both = replaced(&sample, sheet, "<v>453</v>", "<v>453.5</v>");
    let work = tempfile::tempdir().expect("a folder");
    let (_, _, first) = round(work.path(), "西成区.xlsx", &both, 1);
    let marked = filled(&first, "sheet2.xml");
    assert!(marked >= 2, "{marked} marked cells");
    let mended = replaced(&first.bytes, sheet, "<v>453.5</v>", "<v>453</v>");
    let (_, _, second) = round(work.path(), "西成区.xlsx", &mended, 2);
    assert_eq!(filled(&second, "sheet2.xml"), marked - 1);
    let (_, _, alone) = round(work.path(), "西成区.xlsx", &sample, 3);
    assert_eq!(filled(&second, "sheet2.xml"), filled(&alone, "sheet2.xml"));
    // Its note stays where it was put, and says that it was of the round before.
    let sentence = "今回の点検では、このセルに指摘はありません";
    assert_eq!(second.count(sentence), 1);
    assert_eq!(second.count(HEAD), alone.count(HEAD) + 1);
    assert_eq!(second.count("V210"), 0);
}

#[test]
fn open_warnings_wait_in_the_list_for_a_reason_which_is_read_and_kept() {
    for (path, code) in [
        ("tests/workbooks/traps-西成区.xlsx", "V211"),
        ("tests/workbooks/parts-in-own-cells-西成区.xlsx", "C312"),
        (
            "tests/workbooks/odd/saved-by-libreoffice-西成区.xlsx",
            "C312",
        ),
    ] {
        let work = tempfile::tempdir().expect("a folder");
        let (_, told, first) = round(work.path(), "西成区.xlsx", &root(path), 1);
        let (part, list) = first.list();
        let table = list
            .find("項目（指標）")
            .unwrap_or_else(|| panic!("{path}: no table: {told:#?}"));
        let row = list[table..]
            .split("<row ")
            .skip(1)
            .find(|row| row.contains(&format!(">{code}<")));
        let row = row.expect("a row for the warning");
        let write = |row: &str, col: char, words: &str| {
            let cell = row
                .split("<c ")
                .find(|cell| cell.starts_with(&format!("r=\"{col}")));
            let cell = cell
                .expect("a cell")
                .split("/>")
                .next()
                .expect("its end")
                .to_owned();
            let text = format!("{cell} t=\"inlineStr\"><is><t>{words}</t></is></c>");
            row.replacen(&format!("{cell}/>"), &text, 1)
        };
        let new = write(
            &write(row, 'G', "様式を変え、集計が5月になるため。"),
            'H',
            "福祉　太郎",
        );
        let answered = replaced(&first.bytes, part, row, &new);
        let (_, after, second) = round(work.path(), "西成区.xlsx", &answered, 2);
        assert!(
            !after.iter().any(|one| one.contains("\"S150\"")),
            "{path}: {after:#?}"
        );
        assert!(
            second
                .list()
                .1
                .contains("様式を変え、集計が5月になるため。"),
            "{path}"
        );
        second.assert_marked_once(path);
        let output = run(work.path(), &["check", "西成区.xlsx"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("福祉　太郎"), "{path}: {text}");
    }
}

/// The fields of which an error is told: indicator and year.
fn errors(work: &Path, file: &str, out: &str) -> BTreeSet<String> {
    let output = run(
        work,
        &["check", file, "--format", "json", "--annotate", out],
    );
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = told["findings"].as_array().expect("a list").iter();
    let errors = findings.filter(|one| one["severity"] == "error" && !one["indicator"].is_null());
    errors
        .map(|one| format!("{} {}", one["indicator"], one["fiscal_year"]))
        .collect()
}

#[test]
fn what_was_no_number_is_none_in_a_redrawn_copy() {
    for path in [
        "tests/workbooks/told/struck-run.xls",
        "tests/workbooks/told/comment-only.xls",
        "tests/workbooks/told/signs.xls",
        "tests/workbooks/told/signs.xlsb",
        "tests/workbooks/told/signs.ods",
    ] {
        let work = tempfile::tempdir().expect("a folder");
        let work = work.path();
        let name = format!(
            "271225_西成区.{}",
            path.rsplit('.').next().expect("an ending")
        );
        fs::write(work.join(&name), root(path)).expect("a file");
        let first = errors(work, &name, "first");
        assert!(!first.is_empty(), "{path}");
        let mut copies = fs::read_dir(work.join("first")).expect("a folder");
        let copy = copies.next().expect("a copy").expect("an entry").path();
        fs::copy(copy, work.join("271225_西成区.xlsx")).expect("a copy");
        let second = errors(work, "271225_西成区.xlsx", "second");
        let gone: Vec<&String> = first.difference(&second).collect();
        assert!(gone.is_empty(), "{path}: {gone:?}");
    }
}

/// A ward sends its file and the copy that went back to it, unchanged: they say the same, so that either may be used. A number
/// put right in one of them makes two of them.
#[test]
fn a_file_and_the_unchanged_copy_of_it_are_one_submission() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "港区.xlsx";
    let bytes = root("samples/r7/271071_港区.xlsx");
    let wrong = replaced(&bytes, GOAL_1, "<v>11</v>", "<v>99</v>");
    fs::write(folder.path().join(name), &wrong).expect("put");
    let told = run(folder.path(), &["check", name, "--annotate", "marked"]);
    assert_eq!(told.status.code(), Some(1), "99 areas are too many");
    let copy = fs::read_dir(folder.path().join("marked")).expect("copies");
    let mut copy = copy.map(|entry| entry.expect("a copy").path());
    let copy = copy.find(|path| path.extension().is_some_and(|end| end == "xlsx"));
    fs::create_dir(folder.path().join("提出")).expect("a folder");
    let (own, marked) = ("提出/港区.xlsx", "提出/港区_点検結果.xlsx");
    fs::copy(folder.path().join(name), folder.path().join(own)).expect("copied");
    fs::copy(copy.expect("a marked copy"), folder.path().join(marked)).expect("copied");
    let codes = || {
        let done = run(folder.path(), &["check", "提出", "--format", "json"]);
        let file: Value = serde_json::from_slice(&done.stdout).expect("JSON");
        let findings = file["findings"].as_array().expect("a list").clone();
        let codes = findings
            .into_iter()
            .map(|one| one["code"].as_str().expect("a code").to_owned());
        codes.collect::<BTreeSet<String>>()
    };
    let told = codes();
    assert!(told.contains("X404") && !told.contains("X403"), "{told:?}");
    let right = replaced(&wrong, GOAL_1, "<v>99</v>", "<v>11</v>");
    fs::write(folder.path().join(own), right).expect("put");
    let told = codes();
    assert!(told.contains("X403") && !told.contains("X404"), "{told:?}");
}
