//! Years that do not fit together by themselves: an edition that renames, joins and divides what the one before asked. The
//! definitions are those of `tests/merger`, the numbers those that a person can add up.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::end_to_end::text;
use crate::support::city::{City, Numbers, cell, figure, findings, numbers, report, words};

const CITY: City = City("merger");

const OLD: [&str; 4] = ["梅原区", "松原区", "竹原区", "藤原区"];

/// What every district sent for fiscal year 2026 on the edition of 2026.
fn before() -> Numbers<'static> {
    numbers(
        &OLD,
        &[
            ("covered", 2026, &[4, 2, 4, 6]),
            ("listed", 2026, &[100, 40, 60, 200]),
            ("calls", 2026, &[30, 10, 20, 50]),
            ("letters", 2026, &[5, 1, 2, 8]),
            ("visits", 2026, &[60, 30, 45, 90]),
            ("covered", 2025, &[3, 1, 3, 5]),
            ("listed", 2025, &[90, 35, 55, 180]),
            ("calls", 2025, &[28, 9, 18, 44]),
            ("letters", 2025, &[4, 1, 3, 6]),
            ("visits", 2025, &[50, 25, 40, 85]),
            ("covered", 2024, &[2, 1, 2, 4]),
            ("listed", 2024, &[80, 30, 50, 160]),
            ("calls", 2024, &[26, 8, 16, 40]),
            ("letters", 2024, &[3, 1, 2, 5]),
            ("visits", 2024, &[45, 20, 35, 80]),
        ],
    )
}

/// A folder in which the collection of fiscal year 2026 has been compiled, in `out-2026`.
fn compiled_before() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    CITY.send(&at.join("2026"), ("2026", "2027-03-31"), &OLD, &before());
    let (told, code) = CITY.torimatome(&[
        "compile",
        text(&at.join("2026")),
        "--out",
        text(&at.join("out-2026")),
    ]);
    assert_eq!(code, Some(0), "{told}");
    folder
}

#[test]
fn a_blank_of_the_next_edition_holds_what_was_reported_under_other_names() {
    let folder = compiled_before();
    let at = folder.path();
    let out = at.join("forms");
    // Last year's workbooks, and last year's output.
    for previous in ["2026", "out-2026"] {
        let previous = at.join(previous);
        let (told, code) = CITY.torimatome(&[
            "template",
            "--as-of",
            "2028-03-31",
            "--previous",
            text(&previous),
            "--out",
            text(&out),
        ]);
        assert_eq!(code, Some(0), "{told}");
        let words = words(&out.join("902_松原区.xlsx"));
        let row = |row: u32| ["E", "H", "K"].map(|column| cell(&words, &format!("{column}{row}")));
        // The same, renamed, put together: 9＋1 and 10＋1. What was divided has no number of its own.
        assert_eq!(row(6), ["1", "2", ""], "covered");
        assert_eq!(row(8), ["35", "40", ""], "enrolled");
        assert_eq!(row(9), ["10", "11", ""], "contacts");
        assert_eq!(row(10), ["", "", ""], "day visits");
        let label = cell(&words, "C10");
        assert!(
            label.contains("年度が2027年度以降のときだけ書く"),
            "{label}"
        );
        fs::remove_dir_all(&out).expect("removed");
    }
}

#[test]
fn an_edition_is_in_use_from_the_first_year_that_no_older_one_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("forms");
    for (date, label) in [
        ("2027-03-31", "名簿の人数"),
        ("2028-03-31", "見守りをしている地域の数"),
    ] {
        let (told, code) = CITY.torimatome(&["template", "--as-of", date, "--out", text(&out)]);
        assert_eq!(code, Some(0), "{told}");
        let words = words(&out.join("901_梅原区.xlsx"));
        assert_eq!(
            words.contains("名簿の人数"),
            date.starts_with("2027"),
            "{date}"
        );
        assert!(words.contains(label), "{date}");
        fs::remove_dir_all(&out).expect("removed");
    }
}

/// What the districts sent for fiscal year 2027, on the edition of 2027, with the earlier columns as they were accepted; -1 is
/// blank.
fn after() -> Numbers<'static> {
    numbers(
        &OLD,
        &[
            ("covered", 2025, &[3, 1, 3, 5]),
            ("covered", 2026, &[4, 2, 4, 6]),
            ("covered", 2027, &[4, 3, 4, 7]),
            ("enrolled", 2025, &[90, 35, 55, 180]),
            ("enrolled", 2026, &[100, 40, 60, 200]),
            ("enrolled", 2027, &[110, 42, 66, 210]),
            ("contacts", 2025, &[32, 10, 21, 50]),
            ("contacts", 2026, &[35, 11, 22, 58]),
            ("contacts", 2027, &[40, 12, 20, 60]),
            ("day-visits", 2027, &[40, 20, 30, 70]),
            ("night-visits", 2027, &[30, 15, 10, 25]),
        ],
    )
}

/// Sends the collection of fiscal year 2027 and compiles it beside that of 2026; what was told.
fn compile_after(at: &Path, wards: &[&str], numbers: &Numbers<'_>) -> String {
    CITY.send(&at.join("2027"), ("2027", "2028-03-31"), wards, numbers);
    let (told, code) = CITY.torimatome(&[
        "compile",
        text(&at.join("2027")),
        "--previous",
        text(&at.join("out-2026")),
        "--out",
        text(&at.join("out-2027")),
    ]);
    assert_eq!(code, Some(0), "{told}");
    told
}

#[test]
fn figures_of_two_editions_are_compared_across_a_name_a_sum_and_a_division() {
    let folder = compiled_before();
    let at = folder.path();
    // One district has sent nothing: what it reported last year stays, under the names of now.
    let told = compile_after(at, &OLD[..3], &after());
    assert!(told.contains("3/4区"), "{told}");
    let out = at.join("out-2027");
    let figure = |name: &str, year, indicator: &str| figure(&out, name, year, indicator);
    assert_eq!(figure("みなも市", 2026, "enrolled"), "400 4/4 確定");
    assert_eq!(figure("みなも市", 2026, "contacts"), "126 4/4 確定");
    assert_eq!(figure("藤原区", 2026, "contacts"), "58 1/1 確定");
    assert_eq!(figure("みなも市", 2027, "contacts"), "72 3/4 一部");
    // Nothing is asked of the parts before they were, and the whole has its numbers of then.
    assert_eq!(figure("松原区", 2026, "day-visits"), " 0/0 確定");
    assert_eq!(figure("みなも市", 2026, "visits"), "225 4/4 確定");
    assert_eq!(figure("みなも市", 2025, "visits"), "200 4/4 確定");
    assert_eq!(figure("みなも市", 2027, "visits"), "なし");
    let facts = fs::read_to_string(out.join("facts.csv")).expect("facts");
    let joined = "「電話の件数」50（前年度/藤原区.xlsx 見守り!K9）＋「手紙の件数」8（前年度/藤原区.xlsx 見守り!K10）";
    assert!(facts.contains(joined), "{facts}");
    let told = findings(&out);
    assert!(!told.iter().any(|one| one.starts_with("T5")), "{told:#?}");
    let (trace, code) = CITY.torimatome(&["trace", text(&out), "visits/2026/市"]);
    assert_eq!(code, Some(0), "{trace}");
    assert!(trace.contains("前年度/松原区.xlsx"), "{trace}");

    // With everybody, the sum of the parts is compared with the whole of before: 240 and 225.
    let folder = compiled_before();
    let at = folder.path();
    compile_after(at, &OLD, &after());
    let words = report(&at.join("out-2027"));
    let divided = "前年度の「訪問の件数」を「昼の訪問の件数」と「夜の訪問の件数」に分けた。合計は225から240で、＋15";
    assert!(words.contains(divided), "{words}");
    assert!(words.contains("enrolled：前の版では「名簿の人数」（listed）。"));
    assert!(words.contains(
        "contacts：前の版の「電話の件数」（calls）と「手紙の件数」（letters）を合わせたもの。"
    ));
}

#[test]
fn what_was_restated_or_changed_greatly_is_told_across_the_editions() {
    let folder = compiled_before();
    let at = folder.path();
    let mut sent = after();
    sent.insert(("松原区", "contacts", 2026), 15);
    sent.insert(("梅原区", "enrolled", 2027), 1000);
    compile_after(at, &OLD, &sent);
    let told = findings(&at.join("out-2027"));
    let of =
        |code: &str| -> Vec<&String> { told.iter().filter(|one| one.starts_with(code)).collect() };
    assert_eq!(
        of("T501"),
        [
            "T501 contacts 2026 2026年度の数は前年度の提出では11（「電話の件数」と「手紙の件数」の合計）でしたが、今回は15と書かれています。"
        ]
    );
    assert_eq!(
        of("T504"),
        [
            "T504 enrolled 2027 2026年度の100（「名簿の人数」）から1000へ、約10倍に増えています。100のところを、桁を1つ多く書いたのではありませんか。"
        ]
    );
}

#[test]
fn a_sum_of_which_one_part_is_missing_is_no_sum() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let mut sent = before();
    sent.remove(&("松原区", "letters", 2026));
    CITY.send(&at.join("2026"), ("2026", "2027-03-31"), &OLD, &sent);
    let (told, code) = CITY.torimatome(&[
        "compile",
        text(&at.join("2026")),
        "--out",
        text(&at.join("out-2026")),
    ]);
    assert_eq!(code, Some(0), "{told}");
    let mut sent = after();
    sent.insert(("松原区", "contacts", 2026), 999);
    compile_after(at, &OLD, &sent);
    let told = findings(&at.join("out-2027"));
    assert!(!told.iter().any(|one| one.starts_with("T501")), "{told:#?}");
}

#[test]
fn a_number_in_a_year_before_the_division_is_told() {
    let folder = compiled_before();
    let at = folder.path();
    let mut sent = after();
    sent.insert(("松原区", "day-visits", 2026), 18);
    compile_after(at, &OLD, &sent);
    let told = findings(&at.join("out-2027"));
    let told: Vec<_> = told.iter().filter(|one| one.starts_with("V214")).collect();
    assert_eq!(
        told,
        [
            "V214 day-visits 2026 2026年度の欄に記入がありますが、年度が2027年度以降のときだけ書く欄です。"
        ]
    );
}
