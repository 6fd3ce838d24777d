//! Wards that come and go: two become one, one goes into its neighbour, one is divided, one gives up a part. The definitions are
//! those of `tests/regrouped`, the numbers those that a person can add up.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::end_to_end::{csv_rows, text};
use torimatome::diagnostic::Diagnostic;
use torimatome::read::{InputFile, Reader, sha256};

use crate::support::city::{City, Numbers, cell, figure, findings, numbers, report, words};

const CITY: City = City("regrouped");

/// The wards until 31 March 2027, and those from the day after.
const OLD: [&str; 6] = ["梅原区", "松原区", "竹原区", "藤原区", "桜原区", "谷原区"];
const NEW: [&str; 6] = ["梅松区", "東竹区", "西竹区", "藤原区", "新藤区", "桜原区"];

/// What every ward sent for fiscal year 2026.
fn before() -> Numbers<'static> {
    numbers(
        &OLD,
        &[
            ("covered", 2026, &[4, 2, 5, 8, 4, 2]),
            ("listed", 2026, &[100, 40, 90, 200, 80, 30]),
            ("visited", 2026, &[60, 20, 45, 150, 40, 15]),
            ("covered", 2025, &[3, 2, 4, 7, 4, 2]),
            ("listed", 2025, &[90, 38, 85, 190, 78, 28]),
            ("visited", 2025, &[50, 19, 40, 140, 38, 14]),
        ],
    )
}

/// What every ward sent for fiscal year 2027: those that were put together with the sums of before, the others without; -1 is
/// blank.
fn after() -> Numbers<'static> {
    numbers(
        &NEW,
        &[
            ("covered", 2027, &[7, 4, 2, 6, 3, 7]),
            ("listed", 2027, &[150, 60, 40, 150, 70, 115]),
            ("visited", 2027, &[90, 30, 25, 110, 50, 60]),
            ("covered", 2026, &[6, -1, -1, -1, -1, 6]),
            ("listed", 2026, &[140, -1, -1, -1, -1, 110]),
            ("visited", 2026, &[80, -1, -1, -1, -1, 55]),
            ("covered", 2025, &[5, -1, -1, -1, -1, 6]),
            ("listed", 2025, &[128, -1, -1, -1, -1, 106]),
            ("visited", 2025, &[69, -1, -1, -1, -1, 52]),
        ],
    )
}

/// A folder in which the collection of fiscal year 2026 has been compiled, in `out-2026`.
fn compiled_before() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    CITY.send(&at.join("2026"), ("2027", "2027-03-31"), &OLD, &before());
    let (told, code) = compile(at, "2026", &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("6/6区"), "{told}");
    folder
}

/// Compiles a collection into `out-…`.
fn compile(at: &Path, year: &str, more: &[&str]) -> (String, Option<i32>) {
    let (from, out) = (at.join(year), at.join(format!("out-{year}")));
    let given = ["compile", text(&from), "--out", text(&out)];
    let all: Vec<&str> = given.into_iter().chain(more.iter().copied()).collect();
    CITY.torimatome(&all)
}

/// Sends the collection of fiscal year 2027 and compiles it beside that of 2026; what was told.
fn compile_after(at: &Path, wards: &[&str], numbers: &Numbers<'_>) -> String {
    CITY.send(&at.join("2027"), ("2027", "2028-03-31"), wards, numbers);
    let previous = at.join("out-2026");
    compile(at, "2027", &["--previous", text(&previous)]).0
}

/// What is told of a ward that is not there on its date, and of numbers of the years before a division.
pub(crate) fn told() -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sent = after();
    sent.insert(("東竹区", "listed", 2026), 55);
    let wards = ["竹原区", "東竹区"];
    CITY.send(folder.path(), ("2027", "2028-03-31"), &wards, &sent);
    let definitions = CITY.definitions();
    let told = wards.iter().flat_map(|ward| {
        let name = format!("{ward}.xlsx");
        let bytes = fs::read(folder.path().join(&name)).expect("a workbook");
        let hash = sha256(&bytes);
        Reader::new(&definitions)
            .read(&InputFile::new(&name, bytes, hash))
            .diagnostics
    });
    told.collect()
}

#[test]
fn the_blanks_are_those_of_the_wards_of_the_day_with_the_sums_of_before() {
    let folder = compiled_before();
    let at = folder.path();
    let out = at.join("forms");
    for previous in ["2026", "out-2026"] {
        let previous = at.join(previous);
        let given = ["template", "--as-of", "2028-03-31", "--out", text(&out)];
        let all: Vec<&str> = given
            .into_iter()
            .chain(["--previous", text(&previous)])
            .collect();
        let (told, code) = CITY.torimatome(&all);
        assert_eq!(code, Some(0), "{told}");
        let mut names: Vec<String> = fs::read_dir(&out)
            .expect("forms")
            .map(|entry| {
                let name = entry.expect("a form").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "904_藤原区.xlsx",
                "905_桜原区.xlsx",
                "907_梅松区.xlsx",
                "908_東竹区.xlsx",
                "909_西竹区.xlsx",
                "910_新藤区.xlsx"
            ]
        );
        let row = |name: &str, row: u32| {
            let words = words(&out.join(name));
            ["E", "H", "K"].map(|column| cell(&words, &format!("{column}{row}")))
        };
        let divided = words(&out.join("908_東竹区.xlsx"));
        assert!(
            divided.contains("今の区域になる前（記入不要）"),
            "{divided}"
        );
        assert_eq!(row("907_梅松区.xlsx", 8), ["128", "140", ""]);
        assert_eq!(row("905_桜原区.xlsx", 8), ["106", "110", ""]);
        assert_eq!(row("908_東竹区.xlsx", 8), ["", "", ""]);
        assert_eq!(row("904_藤原区.xlsx", 8), ["", "", ""]);
        fs::remove_dir_all(&out).expect("removed");
    }
}

/// What stands in a row of a table of the workbook, from its first cell on.
fn row_of<'a>(report: &'a str, sheet: &str, first: &str) -> Vec<&'a str> {
    let cells: Vec<Vec<&str>> = report
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let own = cells.iter().filter(|cell| cell[0] == sheet);
    let row = |cell: &str| {
        cell.trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .to_owned()
    };
    let at = own.clone().find(|cell| cell[3] == first);
    let at = row(at.expect("the row")[1]);
    own.filter(|cell| row(cell[1]) == at)
        .map(|cell| cell[3])
        .collect()
}

#[test]
fn figures_are_compared_across_a_merger_and_a_division() {
    let folder = compiled_before();
    let at = folder.path();
    let told = compile_after(at, &NEW, &after());
    assert!(
        told.contains("6/6区") && told.contains("誤り0・確認0"),
        "{told}"
    );
    let out = at.join("out-2027");
    let figure = |name: &str, year, indicator: &str| figure(&out, name, year, indicator);
    // The whole is that of the six wards of then: 100＋40＋90＋200＋80＋30, and 25 of 30 areas.
    assert_eq!(figure("みなも市", 2026, "listed"), "540 4/4 確定");
    assert_eq!(figure("みなも市", 2026, "covered-rate"), "83.3 4/4 確定");
    assert_eq!(figure("みなも市", 2027, "listed"), "585 6/6 確定");
    assert_eq!(figure("みなも市", 2027, "covered-rate"), "93.5 6/6 確定");
    assert_eq!(figure("梅松区", 2026, "visited-rate"), "57.1 1/1 確定");
    assert_eq!(figure("竹原区", 2026, "listed"), "90 1/1 確定");
    assert_eq!(figure("東竹区", 2026, "listed"), " 0/0 確定");
    assert_eq!(figure("藤原区", 2026, "listed"), "200 1/1 確定");
    assert_eq!(figure("梅原区", 2026, "listed"), "なし");
    let (trace, code) = CITY.torimatome(&["trace", text(&out), "listed/2026/市"]);
    assert_eq!(code, Some(0), "{trace}");
    for file in [
        "前年度/竹原区.xlsx",
        "前年度/藤原区.xlsx",
        "梅松区.xlsx",
        "桜原区.xlsx",
    ] {
        assert!(trace.contains(file), "{file}: {trace}");
    }
    let words = report(&out);
    // Like for like: 540 and 585; 90 and 60＋40; 200 and 150＋70.
    let changes = |first: &str| row_of(&words, "区別一覧", first);
    let divided = ["東竹区と西竹区", "7", "1", "2.4", "10", "10", "5"];
    assert_eq!(changes("東竹区と西竹区"), divided);
    let smaller = ["藤原区と新藤区", "9", "1", "11.1", "20", "10", "-2.3"];
    assert_eq!(changes("藤原区と新藤区"), smaller);
    assert!(words.contains(
        "梅松区は、令和9年4月1日に梅原区と松原区を合わせた区。2027年度より前の数は、その合計。"
    ));
    assert!(words.contains("東竹区と西竹区は、令和9年4月1日に竹原区を分けた区。2027年度より前の数は竹原区のもので、区ごとには比べず、合わせて比べる。"));
    assert!(words.contains("藤原区と新藤区は、令和9年4月1日に藤原区を分けた区。"));
}

#[test]
fn of_a_ward_that_was_divided_nothing_is_known_without_last_year() {
    let folder = compiled_before();
    let at = folder.path();
    CITY.send(&at.join("2027"), ("2027", "2028-03-31"), &NEW, &after());
    let (told, _) = compile(at, "2027", &[]);
    assert!(told.contains("6/6区"), "{told}");
    let out = at.join("out-2027");
    assert_eq!(figure(&out, "みなも市", 2026, "listed"), "250 2/4 一部");
    assert_eq!(figure(&out, "竹原区", 2026, "listed"), " 0/1 算出不可");
    let words = report(&out);
    assert!(words.contains("引き継ぎなし"), "{words}");
}

#[test]
fn a_merged_ward_that_sends_nothing_keeps_the_sum_of_before() {
    let folder = compiled_before();
    let at = folder.path();
    compile_after(at, &NEW[1..], &after());
    let out = at.join("out-2027");
    assert_eq!(figure(&out, "梅松区", 2026, "listed"), "140 1/1 確定");
    assert_eq!(figure(&out, "みなも市", 2026, "listed"), "540 4/4 確定");
    assert_eq!(figure(&out, "みなも市", 2027, "listed"), "435 5/6 一部");
    let told = findings(&out);
    assert_eq!(told, ["X402  null 梅松区の提出物がありません。"]);
    let facts = fs::read_to_string(out.join("facts.csv")).expect("facts");
    let joined =
        "梅原区100（前年度/梅原区.xlsx 見守り!H8）＋松原区40（前年度/松原区.xlsx 見守り!H8）";
    assert!(facts.contains(joined), "{facts}");
}

#[test]
fn a_ward_that_is_not_there_on_its_date_is_told_and_counts_nowhere() {
    let folder = compiled_before();
    let at = folder.path();
    let mut sent = after();
    sent.insert(("竹原区", "listed", 2027), 999);
    let mut wards = NEW.to_vec();
    wards.push("竹原区");
    let told = compile_after(at, &wards, &sent);
    let gone = "竹原区は令和9年3月31日までの区で、令和10年3月末時点にはありません。この提出物は集計に使いません。";
    assert!(
        told.contains(gone) && told.contains("後の区は東竹区と西竹区です。"),
        "{told}"
    );
    let out = at.join("out-2027");
    assert_eq!(figure(&out, "みなも市", 2027, "listed"), "585 6/6 確定");
    assert_eq!(figure(&out, "みなも市", 2026, "listed"), "540 4/4 確定");
    let accept = ["accept", text(&out), "竹原区", "--by", "局"];
    let (told, code) = CITY.torimatome(&accept);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("竹原区は、この提出台帳にありません。令和9年3月31日までの区です。後の区は東竹区と西竹区です"),
        "{told}"
    );
    // A ward to come, on a date before it.
    CITY.send(
        &at.join("early"),
        ("2027", "2027-03-31"),
        &["東竹区"],
        &after(),
    );
    let (told, code) = CITY.torimatome(&["check", text(&at.join("early"))]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("東竹区は令和9年4月1日からの区で、令和9年3月末時点にはありません。"),
        "{told}"
    );
    let (told, code) = CITY.torimatome(&[
        "template",
        "--as-of",
        "2028-03-31",
        "--ward",
        "竹原区",
        "--out",
        text(&at.join("t")),
    ]);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains(
            "竹原区は、この時点にありません。令和9年3月31日までの区です。後の区は東竹区と西竹区です"
        ),
        "{told}"
    );
}

#[test]
fn a_number_of_a_year_before_the_division_is_told() {
    let folder = compiled_before();
    let at = folder.path();
    let mut sent = after();
    sent.insert(("東竹区", "listed", 2026), 55);
    sent.insert(("藤原区", "listed", 2026), 140);
    compile_after(at, &NEW, &sent);
    let out = at.join("out-2027");
    let told: Vec<String> = findings(&out);
    assert_eq!(
        told,
        [
            "V214 listed 2026 2026年度の欄に記入がありますが、東竹区が今の範囲になったのは2027年度です。それより前の年度は書きません（1か所）。",
            "V214 listed 2026 2026年度の欄に記入がありますが、藤原区が今の範囲になったのは2027年度です。それより前の年度は書きません（1か所）。",
        ]
    );
    assert_eq!(figure(&out, "みなも市", 2026, "listed"), "540 4/4 確定");
}

#[test]
fn a_sum_that_was_restated_is_told_with_the_wards_of_then() {
    let folder = compiled_before();
    let at = folder.path();
    let mut sent = after();
    sent.insert(("梅松区", "listed", 2026), 141);
    sent.insert(("桜原区", "visited", 2027), 600);
    compile_after(at, &NEW, &sent);
    assert_eq!(
        findings(&at.join("out-2027")),
        [
            "T501 listed 2026 2026年度の数は前年度の提出では140（梅原区と松原区の合計）でしたが、今回は141と書かれています。",
            "T504 visited 2027 2026年度の55（谷原区と桜原区の合計）から600へ、約11倍に増えています。60のところを、桁を1つ多く書いたのではありませんか。",
        ]
    );
}

/// Sends a collection of fiscal year 2028 on its own edition: the parts have a year of their own behind them.
fn second_year() -> (TempDir, Vec<&'static str>, Numbers<'static>) {
    let folder = compiled_before();
    compile_after(folder.path(), &NEW, &after());
    let sent = numbers(
        &NEW,
        &[
            ("covered", 2028, &[7, 4, 3, 6, 3, 8]),
            ("listed", 2028, &[155, 62, 41, 155, 72, 118]),
            ("visited", 2028, &[92, 31, 26, 112, 52, 61]),
            ("covered", 2027, &[7, 4, 2, 6, 3, 7]),
            ("listed", 2027, &[150, 60, 40, 150, 70, 115]),
            ("visited", 2027, &[90, 30, 25, 110, 50, 60]),
            ("covered", 2026, &[6, -1, -1, -1, -1, 6]),
            ("listed", 2026, &[140, -1, -1, -1, -1, 110]),
            ("visited", 2026, &[80, -1, -1, -1, -1, 55]),
        ],
    );
    (folder, NEW.to_vec(), sent)
}

#[test]
fn a_year_later_the_whole_of_before_the_division_is_still_whole() {
    let (folder, wards, sent) = second_year();
    let at = folder.path();
    let previous = at.join("out-2027");
    let blanks = at.join("forms");
    let (told, code) = CITY.torimatome(&[
        "template",
        "--as-of",
        "2029-03-31",
        "--previous",
        text(&previous),
        "--out",
        text(&blanks),
    ]);
    assert_eq!(code, Some(0), "{told}");
    // Years of the edition of 2028: 2026, 2027, 2028.
    let of = |name: &str| {
        let words = words(&blanks.join(name));
        ["E", "H", "K"].map(|column| cell(&words, &format!("{column}8")))
    };
    assert_eq!(of("907_梅松区.xlsx"), ["140", "150", ""]);
    assert_eq!(of("904_藤原区.xlsx"), ["", "150", ""]);
    CITY.send(&at.join("2028"), ("2028", "2029-03-31"), &wards, &sent);
    let (told, code) = compile(at, "2028", &["--previous", text(&previous)]);
    assert_eq!(code, Some(0), "{told}");
    let out = at.join("out-2028");
    assert_eq!(figure(&out, "みなも市", 2026, "listed"), "540 4/4 確定");
    assert_eq!(figure(&out, "竹原区", 2026, "listed"), "90 1/1 確定");
    assert_eq!(figure(&out, "みなも市", 2027, "listed"), "585 6/6 確定");
    assert_eq!(figure(&out, "みなも市", 2028, "listed"), "603 6/6 確定");
    assert!(findings(&out).is_empty(), "{:?}", findings(&out));
}

#[test]
fn the_words_of_then_stay_with_the_ward_of_then_and_come_together_where_wards_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let said = [
        ("梅原区", 2026, "梅の声"),
        ("松原区", 2026, "松の声"),
        ("竹原区", 2026, "竹の声"),
        ("藤原区", 2026, "藤の声"),
    ];
    let date = ("2027", "2027-03-31");
    CITY.send_with(&at.join("2026"), date, &OLD, &before(), &said);
    for previous in ["2026", "out-2026"] {
        let (told, code) = compile(at, "2026", &[]);
        assert_eq!(code, Some(0), "{told}");
        CITY.send(
            &at.join("2027"),
            ("2027", "2028-03-31"),
            &NEW[1..],
            &after(),
        );
        let previous = at.join(previous);
        let (told, code) = compile(at, "2027", &["--previous", text(&previous)]);
        assert_eq!(code, Some(0), "{told}");
        let out = at.join("out-2027");
        let rows = csv_rows(&fs::read(out.join("narrative.csv")).expect("words"));
        let words: Vec<(&str, &str, &str)> = rows
            .iter()
            .map(|row| (&*row["区名"], &*row["年度"], &*row["本文"]))
            .collect();
        assert_eq!(
            words,
            [
                ("梅松区", "2026", "梅の声"),
                ("梅松区", "2026", "松の声"),
                ("竹原区", "2026", "竹の声"),
                ("藤原区", "2026", "藤の声"),
            ]
        );
        assert!(report(&out).contains("竹の声"));
    }
}
