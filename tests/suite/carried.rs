//! 再掲: a past year keeps the number that was accepted last year where it does not come again; a figure of some wards stands
//! beside their own areas. The given city (`samples/r7-real-life`) and inputs that differ in one cell.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use torimatome::ledger::{FactRow, FigureRow, Row, from_csv};
use torimatome::model::FactState;
use torimatome::workbook::package::Package;

use crate::support::pdf;

const CITY: &str = "271004";
pub(crate) const WARD: &str = "271225";
pub(crate) const FILE: &str = "271225_西成区.xlsx";
/// The sheet of the first goal in a sample, and its cell of 1-1 in 2024: 12 areas of 16.
pub(crate) const GOAL_1: &str = "xl/worksheets/sheet2.xml";
const CELL: &str = "E15";
const INDICATOR: &str = "1-1";

pub(crate) fn samples(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(folder)
}

pub(crate) fn run(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(arguments)
        .output()
        .expect("the program starts");
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// An output folder.
pub(crate) struct Out(TempDir);

impl Out {
    pub(crate) fn of(inputs: &Path, previous: Option<&Path>) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("out");
        let mut arguments = vec!["compile", text(inputs), "--out", text(&out)];
        arguments.extend(
            previous
                .into_iter()
                .flat_map(|path| ["--previous", text(path)]),
        );
        let said = run(&arguments);
        assert!(out.join("report.pdf").is_file(), "{said}");
        Self(work)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("out")
    }

    pub(crate) fn rows<T: Row>(&self) -> Vec<T> {
        let bytes = fs::read(self.path().join(T::FILE)).expect("a table");
        from_csv(&bytes).expect("a table").rows
    }

    fn figures(&self, area: &str, year: i32) -> Vec<FigureRow> {
        let rows: Vec<FigureRow> = self.rows();
        let own = rows.into_iter();
        own.filter(|row| row.area.as_str() == area && row.year.0 == year)
            .collect()
    }

    /// The fact of 1-1 in 2024 of the ward, and how many wards are in the city's figure.
    fn past(&self) -> (Option<FactRow>, u32) {
        let facts: Vec<FactRow> = self.rows();
        let mut facts = facts.into_iter();
        let fact = facts.find(|row| {
            row.ward.as_str() == WARD && row.year.0 == 2024 && row.indicator.as_str() == INDICATOR
        });
        let figures = self.figures(CITY, 2024);
        let mut figures = figures.iter();
        let of_city = figures.find(|row| row.indicator.as_str() == INDICATOR);
        (fact, of_city.expect("a figure").reported)
    }

    pub(crate) fn pdf(&self, volume: &str) -> String {
        pdf::squeezed(&fs::read(self.path().join(volume)).expect("a volume"))
    }
}

/// The ward's workbook of this year with one of its sheets changed.
pub(crate) fn changed(part: &str, change: impl FnOnce(&mut String)) -> Vec<u8> {
    let bytes = fs::read(samples("r7").join(FILE)).expect("a sample");
    let mut package = Package::open(&bytes, 64 << 20).expect("a package");
    let mut sheet = package.text(part).expect("whole").expect("there").clone();
    change(&mut sheet);
    let parts = BTreeMap::from([(part.to_owned(), sheet)]);
    package.with(&parts).expect("patched")
}

/// Where a cell that holds something stands in the text of its sheet.
pub(crate) fn range_of(sheet: &str, cell: &str) -> Range<usize> {
    let from = sheet.find(&format!("<c r=\"{cell}\"")).expect("a cell");
    from..from + sheet[from..].find("</c>").expect("its end") + 4
}

/// The ward's workbook of this year, with another content in the cell of the past year.
fn with(content: &str) -> Vec<u8> {
    changed(GOAL_1, |sheet| {
        let range = range_of(sheet, CELL);
        let own = &sheet[range.clone()];
        assert!(own.ends_with("<v>12</v></c>"), "{own}");
        let style = own
            .split("s=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let cell = match content {
            "" => format!("<c r=\"{CELL}\" s=\"{}\"/>", style.expect("a style")),
            words => format!("<c r=\"{CELL}\" t=\"inlineStr\"><is><t>{words}</t></is></c>"),
        };
        sheet.replace_range(range, &cell);
    })
}

/// A folder with one more ward beside these files of the ward.
pub(crate) fn folder(own: Option<Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let other = "271071_港区.xlsx";
    fs::copy(samples("r7").join(other), folder.path().join(other)).expect("copied");
    if let Some(bytes) = own {
        fs::write(folder.path().join(FILE), bytes).expect("put");
    }
    folder
}

#[test]
fn a_past_year_of_the_city_equals_what_was_published_though_three_wards_are_missing() {
    let last = Out::of(&samples("r6"), None);
    let now = Out::of(&samples("r7-real-life"), Some(&last.path()));
    let published = last.figures(CITY, 2024);
    let kept = now.figures(CITY, 2024);
    assert!(published.len() > 15);
    for (then, now) in published.iter().zip(&kept) {
        assert_eq!(then.indicator, now.indicator);
        assert_eq!(
            (then.value, then.reported),
            (now.value, now.reported),
            "{}",
            now.indicator
        );
        assert_eq!(
            (then.numerator, then.denominator),
            (now.numerator, now.denominator)
        );
    }
    let this_year = now.figures(CITY, 2025);
    assert!(
        this_year.iter().all(|row| row.reported < 24),
        "nothing of the live year is made up"
    );

    // 生野区 sent nothing: its number leads to last year's cell, and the pages say whose numbers are last year's.
    let traced = run(&["trace", text(&now.path()), "1-1/2024/生野区"]);
    assert!(traced.contains("前年度/271161_生野区.xlsx"), "{traced}");
    let pages = now.pdf("report.pdf");
    assert!(pages.contains("うち3区は再掲"));
    assert!(pages.contains("再掲：此花区、生野区、旭区（前年度に受け付けた数）"));
    assert!(
        now.pdf("wards.pdf")
            .contains("再掲（前年度に受け付けた数）")
    );
}

#[test]
fn numbers_of_some_wards_stand_beside_the_areas_of_those_wards() {
    let now = Out::of(&samples("r7-real-life"), Some(&samples("r6")));
    let pages = now.pdf("report.pdf");
    assert!(pages.contains("提出は21/24区（294地域）、対象は全334地域（名簿提供地域数）である"));
    // In the boxes of 概要, on the form and below the table of the units.
    assert!(pages.contains("21/24区、294地域"));
    assert!(pages.contains("／294地域（名簿提供地域数）（21/24区）"));
    // Last year's rate is that of 24 wards: beside that of 21 its change would be the difference of the wards.
    assert!(pages.contains("大阪市83.0％") && !pages.contains("大阪市83.0％＋"));
    assert!(pages.contains("天王寺区100.0％＋11.1"));
    // 334 is the whole's wherever it is said: of a year that all wards are in, or as the whole beside the part.
    for (at, _) in pages.match_indices("334地域") {
        let before: String = pages[..at].chars().rev().take(1).collect();
        assert_eq!(
            before,
            "全",
            "{}",
            pages[at..].chars().take(30).collect::<String>()
        );
    }
    // Over the wards of both years there is a change to tell.
    assert!(
        pages.contains("前年度比＋19（＋7.9％、21区）"),
        "like for like"
    );
}

#[test]
fn what_does_not_come_again_is_kept_and_what_is_said_anew_is_not() {
    let last = samples("r6");
    let out = |own: Option<Vec<u8>>| Out::of(folder(own).path(), Some(&last));
    for own in [None, Some(with("")), Some(with("たくさん"))] {
        let (fact, reported) = out(own).past();
        let fact = fact.expect("kept");
        assert_eq!(
            (fact.state, fact.value),
            (FactState::Reported, Some(12.into()))
        );
        assert_eq!(fact.file, format!("前年度/{FILE}"));
        // 港区 beside it: every other ward's number of 2024 stays as well.
        assert_eq!(reported, 24);
    }
    let (fact, reported) = out(Some(with("該当なし"))).past();
    let fact = fact.expect("said");
    assert_eq!((fact.state, &*fact.file), (FactState::NotApplicable, FILE));
    assert_eq!(reported, 23);
}

#[test]
fn nothing_is_kept_of_a_year_that_was_not_over_nor_without_last_years_facts() {
    let absent = folder(None);
    let (fact, reported) = Out::of(absent.path(), None).past();
    assert!(fact.is_none());
    assert_eq!(reported, 1);

    // The same facts, as of the middle of that year; and as if they were this year's.
    let last = Out::of(&samples("r6"), None);
    let table = fs::read_to_string(last.path().join("facts.csv")).expect("a table");
    let half = table.replace("2025-03-31", "2024-09-30");
    let later = table.replace(",2024,令和6年度,2025-03-31,", ",2025,令和7年度,2026-03-31,");
    for (changed, year, reported) in [(half, 2024, 1), (later, 2025, 1)] {
        assert_ne!(changed, table);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("facts.csv");
        fs::write(&file, changed).expect("put");
        let out = Out::of(absent.path(), Some(&file));
        let figures = out.figures(CITY, year);
        let mut figures = figures.iter();
        let figure = figures.find(|row| row.indicator.as_str() == INDICATOR);
        assert_eq!(figure.expect("a figure").reported, reported);
    }
}

/// The ward's workbook of this year with these in place of the numbers of its second goal.
fn second_goal(cells: &[(&str, &str)]) -> Vec<u8> {
    changed("xl/worksheets/sheet3.xml", |sheet| {
        for (cell, value) in cells {
            let range = range_of(sheet, cell);
            let at = range.start + sheet[range.clone()].find("<v>").expect("a number");
            sheet.replace_range(at..range.end - "</c>".len(), value);
        }
    })
}

/// 2-6 of 2024 in the sheet of the second goal: the ratio, what it counts and over what.
#[test]
fn the_parts_of_a_ratio_are_kept_together_or_not_at_all() {
    let last = samples("r6");
    let figure = |own: Vec<u8>| {
        let out = Out::of(folder(Some(own)).path(), Some(&last));
        let figures = out.figures(WARD, 2024);
        let mut figures = figures.into_iter();
        let figure = figures
            .find(|row| row.indicator.as_str() == "2-6")
            .expect("a figure");
        (figure.numerator, figure.denominator, figure.value.is_some())
    };
    let before = figure(second_goal(&[("E22", ""), ("E23", ""), ("E24", "")]));
    assert!(before.0.is_some() && before.1.is_some() && before.2);
    // Its denominator comes anew: the numerator of last year does not belong to it.
    let (above, below, has_value) = figure(second_goal(&[
        ("E22", ""),
        ("E23", ""),
        ("E24", "<v>400</v>"),
    ]));
    assert_eq!((above, below, has_value), (None, None, false));
    // The ratio alone, as it was accepted: nothing is said anew, and what it was made of stays.
    assert_eq!(figure(second_goal(&[("E23", ""), ("E24", "")])), before);
}

/// Every table and trace says of a kept number when it was accepted; inside the office and outside.
#[test]
fn a_kept_number_is_told_wherever_it_stands() {
    let last = samples("r6");
    let inputs = folder(Some(with("")));
    let out = Out::of(inputs.path(), Some(&last));
    let date = |row: &FactRow| row.as_of.iso();
    let facts: Vec<FactRow> = out.rows();
    let (kept, new): (Vec<_>, Vec<_>) = facts
        .iter()
        .partition(|row| row.file.starts_with("前年度/"));
    assert!(kept.len() > 100 && !new.is_empty());
    assert!(kept.iter().all(|row| date(row) == "2025-03-31"));
    assert!(new.iter().all(|row| date(row) == "2026-03-31"));
    let figure = |area: &str| {
        let figures = out.figures(area, 2024);
        let mut figures = figures.into_iter();
        figures
            .find(|row| row.indicator.as_str() == INDICATOR)
            .expect("a figure")
            .as_of
    };
    assert_eq!(figure(WARD), "2025-03-31");
    // 港区 sent its own again, and so the city's figure is of this run.
    assert_eq!(
        (figure("271071").as_str(), figure(CITY).as_str()),
        ("2026-03-31", "2026-03-31")
    );

    let traced = run(&["trace", text(&out.path()), "1-1/2024/市"]);
    assert!(traced.contains("（24区、うち23区は再掲）"), "{traced}");
    let lines: Vec<&str> = traced
        .lines()
        .filter(|line| line.contains("再掲（令和7年3月末に受け付けた数）"))
        .collect();
    assert_eq!(lines.len(), 23, "{traced}");
    let traced = run(&["trace", text(&out.path()), &format!("前年度/{FILE}"), CELL]);
    assert!(
        traced.contains("再掲　　令和7年3月末に受け付けた数"),
        "{traced}"
    );

    // In the sheet of sources.
    let bytes = fs::read(out.path().join("report.xlsx")).expect("a workbook");
    let mut package = Package::open(&bytes, 256 << 20).expect("a package");
    let strings = package
        .text("xl/sharedStrings.xml")
        .expect("whole")
        .expect("there");
    assert!(strings.contains("再掲（令和7年3月末に受け付けた数）"));
}

/// Where no file may be named, the date says it.
#[test]
fn a_kept_number_has_the_date_of_its_collection_outside_the_office_too() {
    let last = samples("r6");
    let inputs = folder(Some(with("")));
    let date = |row: &FactRow| row.as_of.iso();
    let public = inputs.path().join("public");
    let said = run(&[
        "compile",
        text(inputs.path()),
        "--out",
        text(&public),
        "--previous",
        text(&last),
        "--public",
    ]);
    let table = fs::read(public.join("facts.csv")).unwrap_or_else(|_| panic!("{said}"));
    let rows: Vec<FactRow> = from_csv(&table).expect("a table").rows;
    let own = |row: &&FactRow| row.ward.as_str() == WARD && row.year.0 == 2024;
    let mut of_ward = rows.iter().filter(own);
    let kept = of_ward
        .find(|row| row.indicator.as_str() == INDICATOR)
        .expect("kept");
    assert_eq!(
        (date(kept).as_str(), kept.file.as_str()),
        ("2025-03-31", "")
    );
}

/// What came this year and does not count is not lost behind what stands in its stead.
#[test]
fn what_is_rejected_stands_behind_what_was_kept() {
    let last = samples("r6");
    for (written, state, value) in [
        ("たくさん", FactState::Unreadable, None),
        ("20", FactState::Withheld, Some(20)),
    ] {
        let out = Out::of(folder(Some(with(written))).path(), Some(&last));
        let facts: Vec<FactRow> = out.rows();
        let is_it = |row: &&FactRow| {
            row.ward.as_str() == WARD && row.year.0 == 2024 && row.indicator.as_str() == INDICATOR
        };
        let both: Vec<&FactRow> = facts.iter().filter(is_it).collect();
        let [kept, rejected] = both[..] else {
            panic!("{written}: {both:?}");
        };
        assert_eq!(
            (kept.state, kept.value),
            (FactState::Reported, Some(12.into()))
        );
        assert_eq!(
            (rejected.state, rejected.value),
            (state, value.map(Into::into))
        );
        assert_eq!(
            (rejected.file.as_str(), rejected.text.as_str()),
            (FILE, written)
        );
        let traced = run(&[
            "trace",
            text(&out.path()),
            FILE,
            &format!("基本目標1!{CELL}"),
        ]);
        assert!(
            traced.contains(&format!("記載　　「{written}」")),
            "{traced}"
        );
        assert!(
            traced.contains("前年度に受け付けた数をそのまま使っている"),
            "{traced}"
        );
        assert!(traced.contains(state.label()), "{traced}");
    }
    // An empty field says nothing that could be lost.
    let out = Out::of(folder(Some(with(""))).path(), Some(&last));
    let facts: Vec<FactRow> = out.rows();
    let ids: Vec<_> = facts.iter().map(FactRow::id).collect();
    let once: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), once.len());
}

/// Among files that can be used, one that cannot is told; where none can, the run says so and ends.
#[test]
fn what_is_no_number_of_last_year_is_told() {
    let before = tempfile::tempdir().expect("a folder");
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/other-workbook.xlsx");
    fs::copy(&other, before.path().join("report.xlsx")).expect("copied");
    let inputs = folder(None);
    let out = inputs.path().join("out");
    let arguments = [
        "compile",
        text(inputs.path()),
        "--out",
        text(&out),
        "--previous",
    ];
    for given in [
        before.path().to_path_buf(),
        before.path().join("report.xlsx"),
    ] {
        let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .args(arguments)
            .arg(&given)
            .output()
            .expect("the program starts");
        assert_eq!(done.status.code(), Some(3));
        let said = String::from_utf8_lossy(&done.stderr);
        for words in [
            "前年度の数が1つもありません",
            "S110 前年度/report.xlsx",
            "facts.csv",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!out.exists());
    }
    fs::copy(samples("r6").join(FILE), before.path().join(FILE)).expect("copied");
    let out = Out::of(inputs.path(), Some(before.path()));
    let bytes = fs::read(out.path().join("findings.json")).expect("findings");
    let file: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let findings = file["findings"].as_array().expect("a list").iter();
    let told: Vec<_> = findings
        .filter(|one| one["place"]["file"] == "前年度/report.xlsx")
        .map(|one| (one["code"].as_str(), one["severity"].as_str()))
        .collect();
    assert_eq!(told, [(Some("S110"), Some("warning"))]);
}
